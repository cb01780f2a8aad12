using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Sites;

namespace Adit.Reports;

/// <summary>A number of a programme report.</summary>
/// <param name="Value">Exact; null where it is not known, or not told.</param>
/// <param name="Hidden">Whether it is known and not told, since few persons or sites could be told by it (<see cref="Suppression"/>).</param>
public readonly record struct ReportedNumber(decimal? Value, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Hidden = false)
{
    /// <summary>Known, and not told.</summary>
    public static ReportedNumber NotTold => new(null, true);
}

/// <summary>A figure of a programme report. <c>docs/reports.md</c> defines each and says from which entries it follows.</summary>
/// <param name="Id">As <c>actions.verified</c>.</param>
public sealed record SpanFigure(string Id, ReportedNumber Is);

/// <summary>A row of a table.</summary>
/// <param name="Id">As a group of the catalogue, or <c>total</c>.</param>
/// <param name="Cells">One for each column.</param>
public sealed record SpanRow(string Id, ImmutableArray<ReportedNumber> Cells);

/// <summary>A table of counts.</summary>
/// <param name="Id">As <c>incidents</c>.</param>
/// <param name="Columns">As <c>s1</c> or <c>total</c>.</param>
public sealed record SpanTable(string Id, ImmutableArray<string> Columns, ImmutableArray<SpanRow> Rows)
{
    /// <summary>A cell; not known where there is none.</summary>
    public ReportedNumber At(string row, string column) => Columns.IndexOf(column) is >= 0 and var n && Rows.FirstOrDefault(r => r.Id == row) is { } found && n < found.Cells.Length ? found.Cells[n] : default;
}

/// <summary>A month of a programme report.</summary>
/// <param name="Incidents">Learnt of in it, of S1 to S4.</param>
/// <param name="Observed">Days of a site of which a record of an agent counts.</param>
/// <param name="Days">Days of a site in all.</param>
/// <param name="Done">Agent-days done.</param>
/// <param name="Planned">Agent-days planned.</param>
public sealed record SpanMonth(DateOnly Month, ImmutableArray<ReportedNumber> Incidents, int Observed, int Days, int Done, int Planned);

/// <summary>A province with the sites that are monitored in it, or all that are told of together since few of them could be told apart.</summary>
/// <param name="Country">Two letters; empty for all others together.</param>
/// <param name="Province">Empty for all others together.</param>
/// <param name="Around">About the middle of its sites, to half a degree; null for the others where provinces are named, and where no site has a place.</param>
/// <param name="Incidents">Learnt of in the span, of all levels.</param>
public sealed record SpanPlace(string Country, string Province, GeoPoint? Around, int Sites, ReportedNumber Incidents);

/// <summary>The report that another one is compared with, as it was published.</summary>
public sealed record SpanBefore(ReportSpan Span, int Version, ImmutableArray<SpanFigure> Figures, ImmutableArray<SpanTable> Tables);

/// <summary>
/// What a programme report says: sums over all sites that the programme monitors, for subscribers (T1). It names no site, no person, no organisation and no protected matter. It is kept in the ledger as it was published.
/// </summary>
/// <param name="Catalogue">Version of the catalogue that judged.</param>
/// <param name="Knows">Ledger index of the last entry that it takes into account.</param>
/// <param name="Observers">How often two agents agreed: comparisons and agreements; null where there were too few to say.</param>
/// <param name="Before">What it is compared with; null where nothing was published that could be.</param>
/// <param name="Places">Provinces, the one with most sites first, all others together last; null in reports from before they told them.</param>
public sealed record ProgrammeSpan(
    ReportSpan Span, string Catalogue, long Knows, ImmutableArray<SpanFigure> Figures, ImmutableArray<SpanTable> Tables, ImmutableArray<SpanMonth> Months, ObserversAgreed? Observers, SpanBefore? Before,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<SpanPlace>? Places = null)
{
    /// <summary>Codes of tables.</summary>
    public const string Incidents = "incidents", Victims = "victims", People = "people", Closing = "closing";

    /// <summary>The row or column that adds up the others.</summary>
    public const string Total = "total";

    /// <summary>A figure; not known where it has none.</summary>
    public ReportedNumber Figure(string id) => Figures.FirstOrDefault(f => f.Id == id)?.Is ?? default;

    /// <summary>A table.</summary>
    public SpanTable Table(string id) => Tables.First(t => t.Id == id);
}
