using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Reports;

namespace Adit.Summaries;

/// <summary>
/// A count as everybody may know it: none, fewer than five, or to the nearest five (criteria, k ≥ 5). Sums of such counts could still tell a hidden one; so nothing is summed up that is told in parts (<see cref="Summarising.Publish"/>).
/// </summary>
/// <param name="About">To the nearest five; 0 for none, and for fewer than five.</param>
/// <param name="Few">Whether there were one to four.</param>
public readonly record struct PublicCount(int About, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Few = false)
{
    /// <summary>Of an exact one.</summary>
    public static PublicCount Of(int count) => count <= 0 ? new(0) : Suppression.IsFew(count) ? new(0, true) : new((count + 2) / 5 * 5);
}

/// <summary>Something that was agreed at a site.</summary>
/// <param name="Measure">Id of the measure in the library.</param>
/// <param name="Indicator">What it mends.</param>
/// <param name="Done">Whether somebody checked on the ground that it was done.</param>
public sealed record SummaryMeasure(string Measure, string Indicator, bool Done);

/// <summary>
/// What everybody may know of a site, or of the sites of a province together, in a quarter (T0): composed from published reports, late, without places inside, numbers of incidents, names, or small counts.
/// </summary>
/// <param name="Name">Of the site; empty for a province.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Sites">Of how many sites a report stands.</param>
/// <param name="Reports">How many monthly reports it is composed from, of <paramref name="Months"/> that there could be.</param>
/// <param name="Observed">Days of a site on which somebody was there, of <paramref name="Days"/>.</param>
/// <param name="Grave">Incidents of S1 and S2 that the programme learnt of, without hearsay.</param>
/// <param name="Other">Those of S3 and S4.</param>
/// <param name="Agreed">Actions adopted in the quarter.</param>
/// <param name="Done">Actions that were checked on the ground in the quarter and done.</param>
/// <param name="Late">Actions that were overdue at its end.</param>
/// <param name="Measures">Of one site what was agreed, as it hangs there already; none of a province.</param>
/// <param name="Unseen">Groups of risks that nobody looked at anywhere in the quarter.</param>
public sealed record PublicSummary(
    string Name, string Country, string Province, int Sites, ReportSpan Quarter, int Reports, int Months, int Observed, int Days, PublicCount Grave, PublicCount Other, PublicCount Agreed, PublicCount Done, PublicCount Late,
    ImmutableArray<SummaryMeasure> Measures, ImmutableArray<string> Unseen);

/// <summary>A public summary was published: the deliberate act of a named person. What it says is for everybody (T0).</summary>
/// <param name="Site">Null for a province.</param>
/// <param name="Version">From 1; each later one takes the place of the one before.</param>
/// <param name="Why">What is corrected; empty for the first version.</param>
public sealed record SummaryPublished(ReportId Summary, SiteId? Site, int Version, PublicSummary Says, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => Site is { } site ? [Summary.Value, site.Value] : [Summary.Value];
}

/// <summary>A public summary is shown no more.</summary>
public sealed record SummaryWithdrawn(ReportId Summary, int Version, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Summary.Value];
}
