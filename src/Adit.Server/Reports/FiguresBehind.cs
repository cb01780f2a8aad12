using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Lists the entries that one figure of a published version rests on, as they were named when it was published: not what lists hold today.</summary>
internal sealed class FiguresBehind(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register)
{
    private const string Incidents = "incidents", Actions = "actions", Production = "production.kg", People = "people.most", Meetings = "meetings.held";

    private static readonly FrozenSet<string> OfDays = ["days.observed", "agent-days.done", "records"], OfSites = ["sites.observed", "sites.monitored", "days.observed", "agent-days.done"];

    private readonly Words _words = frame.Words;

    /// <summary>Whether a figure of a site's month names entries: others follow from assignments and ratings.</summary>
    public static bool Has(string figure) => OfDays.Contains(figure) || figure is Production or People || figure.StartsWith(Incidents + ".", StringComparison.Ordinal) || figure.StartsWith(Actions + ".", StringComparison.Ordinal);

    /// <summary>Whether a figure of a report about the programme does.</summary>
    public static bool HasProgramme(string figure) => OfSites.Contains(figure) || figure is Incidents or Production or "production.sites" or Meetings
        || (figure.Split('.') is [Incidents or Actions, not "days"]) || (figure.StartsWith(Incidents + ".days.", StringComparison.Ordinal) || figure.StartsWith(Actions + ".days.", StringComparison.Ordinal));

    /// <summary>The entries behind a figure of a site's month; null where nothing was recorded of them, or the figure names none.</summary>
    public DocumentView? Of(Site site, PublishedReport report, string figure)
    {
        var says = report.Fact.Says;
        if (!Has(figure) || says.Figures.FirstOrDefault(f => f.Id == figure) is not { } told || ReportsTable.Rests(db, report.Fact.Report, report.Fact.Version) is not { } entry || ledger.Fact(db, entry, Tier.T2)?.Fact is not ReportRests rests)
            return null;
        var table = figure switch
        {
            _ when OfDays.Contains(figure) => Days(rests.Days),
            Production or People => Values(rests.Values.Where(v => v.Figure == figure && v.Day >= says.First && v.Day <= says.Last)),
            _ when figure.StartsWith(Incidents, StringComparison.Ordinal) => Matters(
                Incidents, says.Incidents.Where(i => Counts(figure, i, says.First)).Select(i => new Matter(null, i.Number, ReportWords.Standing(i), i.Learnt, i.Closed, rests.Incidents.FirstOrDefault(r => r.Number == i.Number)?.Entries ?? []))),
            _ => Matters(Actions, says.Actions.Where(a => Counts(figure, a.Agreed, a.Due, a.Verified, says.First, says.Last)).Select(a => new Matter(null, a.Number, null, a.Agreed, a.Verified, rests.Actions.FirstOrDefault(r => r.Number == a.Number)?.Entries ?? []))),
        };
        return Document("report", figure, $"{site.Name}, {_words.Month(says.First)}", report.Version, told.Value, table, entry);
    }

    /// <summary>The same of a report about the programme, site by site.</summary>
    /// <param name="about">The span, in words.</param>
    public DocumentView? Of(PublishedSpan report, string figure, string about)
    {
        var says = report.Fact.Says;
        if (!HasProgramme(figure) || ReportsTable.Rests(db, report.Fact.Report, report.Fact.Version) is not { } entry || ledger.Fact(db, entry, Tier.T2)?.Fact is not ProgrammeReportRests rests)
            return null;
        var (first, last) = (says.Span.First, says.Span.Last);
        var table = figure switch
        {
            _ when OfSites.Contains(figure) => BySite(rests.Sites),
            Production or "production.sites" => Values(rests.Sites.SelectMany(s => s.Values).Where(v => v.Day >= first && v.Day <= last), rests.Sites.SelectMany(s => s.Values.Select(v => (v.Record, Site: s.Site))).DistinctBy(v => v.Record).ToDictionary(v => v.Record, v => v.Site)),
            Meetings => Table([Column("site"), Column("figure-behind.entry"), Column("programme-report.column.women", number: true), Column("programme-report.column.men", number: true)],
                rests.Sites.SelectMany(s => s.Meetings.Select(m => new DocumentRow([Name(s.Site), Entry(m.Entry), new(_words.Number(m.Women)), new(_words.Number(m.Men))])))),
            _ when figure.StartsWith(Incidents, StringComparison.Ordinal) => Matters(Incidents, rests.Sites.SelectMany(s => s.Incidents.Where(i => Counts(figure, i, first, last)).Select(i => new Matter(s.Site, i.Number, Standing(i), i.Learnt, i.Closed, i.Entries)))),
            _ => Matters(Actions, rests.Sites.SelectMany(s => s.Actions.Where(a => Counts(figure, a.Agreed, a.Due, a.Verified, first, last)).Select(a => new Matter(s.Site, a.Number, null, a.Agreed, a.Verified, a.Entries)))),
        };
        return Document("programme-report", figure, about, report.Version, figure == Incidents ? null : says.Figure(figure).Value, table, entry);
    }

    private sealed record Matter(SiteId? Site, string Number, Standing? Standing, DateOnly From, DateOnly? Until, ImmutableArray<RestingEntry> Entries);

    private DocumentView Document(string prefix, string figure, string about, ReportVersion version, decimal? value, DocumentTable table, long entry)
    {
        var key = figure == Incidents ? "report.incidents" : $"{prefix}.figure.{figure}";
        return new(
            _words[key], about, _words[figure == Incidents ? "programme-report.incidents.what" : key + ".what"],
            _words.Say("figure-behind.status", ("version", version.Number), ("value", value is { } known ? _words.Number(known) : "–"), ("entry", _words.Number(entry))),
            [new("behind", _words["figure-behind"], table.Rows.Count == 0 ? [_words["figure-behind.none"]] : [], Table: table.Rows.Count == 0 ? null : table, Note: _words["figure-behind.what"])], null, "");
    }

    private DocumentTable Days(IEnumerable<RestingDay> days) => Table(
        [Column("report.day", whole: true), Column("figure-behind.agents", number: true), Column("figure-behind.record")],
        days.SelectMany(d => d.Records.DefaultIfEmpty(-1).Select((r, n) => new DocumentRow([new(_words.Day(d.Day)), new(n == 0 ? _words.Number(d.Agents) : ""), r < 0 ? new("–") : Record(r)]))));

    private DocumentTable BySite(IEnumerable<RestingSite> sites) => Table(
        [Column("site"), Column("report.figure.days.observed", number: true), Column("report.figure.agent-days.done", number: true), Column("report.figure.records", number: true)],
        sites.Select(s => new DocumentRow([Name(s.Site), new(_words.Number(s.Days.Count(d => d.Agents > 0))), new(_words.Number(s.Days.Sum(d => d.Agents))), new(_words.Number(s.Days.SelectMany(d => d.Records).Distinct().Count()))])));

    private DocumentTable Values(IEnumerable<RestingValue> values, IReadOnlyDictionary<long, SiteId>? sites = null) => Table(
        [.. sites is null ? [] : (DocumentColumn[])[Column("site")], Column("figure-behind.record"), Column("report.day", whole: true), Column("report.value", number: true)],
        values.OrderBy(v => v.Day).ThenBy(v => v.Record).Select(v => new DocumentRow([.. sites is null ? [] : (DocumentCell[])[Name(sites[v.Record])], Record(v.Record), new(_words.Day(v.Day)), new(_words.Number(v.Value))])));

    private DocumentTable Matters(string kind, IEnumerable<Matter> matters)
    {
        var all = matters.OrderBy(m => m.Number, StringComparer.Ordinal).ToList();
        var named = all.Exists(m => m.Site is not null);
        return Table(
            [Column("report.number", whole: true), .. named ? (DocumentColumn[])[Column("site")] : [], Column(kind == Incidents ? "digest.learnt" : "figure-behind.agreed", whole: true), Column(kind == Incidents ? "figure-behind.over" : "digest.verified", whole: true), Column("figure-behind.entries")],
            all.Select(m => new DocumentRow([
                new(m.Number, person.May(Right.SeeRecords) ? $"/{kind}/{m.Number}" : null, m.Standing), .. named ? (DocumentCell[])[Name(m.Site!.Value)] : [], new(_words.Day(m.From)), new(m.Until is { } day ? _words.Day(day) : "–"),
                new(m.Entries.IsEmpty ? _words["figure-behind.closed"] : string.Join(", ", m.Entries.Select(e => FormattableString.Invariant($"#{e.Entry}"))))])));
    }

    private static Standing Standing(RestingIncident incident) => ReportWords.Shown(new Stood(Risk.RatingState.Open, incident.Level, incident.Hollow ? Risk.Grade.Reported : Risk.Grade.Observed));

    private DocumentCell Name(SiteId site) => register.Sites.TryGetValue(site, out var found) ? new(found.Name, SiteWords.Path(found)) : new("–");

    private DocumentCell Record(long index) => new(
        Place(index), person.May(Right.SeeRecords) && SubmissionsTable.At(db, index) is { } submission ? $"/submissions/{submission}" : null);

    private static DocumentCell Entry(long index) => new(Place(index));

    private static string Place(long index) => string.Create(CultureInfo.InvariantCulture, $"#{index}");

    private DocumentColumn Column(string key, bool number = false, bool whole = false) => new(_words[key], number, whole, InPage: true);

    private static DocumentTable Table(IReadOnlyList<DocumentColumn> columns, IEnumerable<DocumentRow> rows) => new(columns, [.. rows]);

    private static bool Counts(string figure, ReportedIncident incident, DateOnly first) => figure switch
    {
        "incidents.verifying" => incident.Hollow && incident.Closed is null,
        "incidents.closed" => !incident.Hollow && incident.Closed is not null,
        "incidents.open" => !incident.Hollow && incident.Closed is null,
        _ => !incident.Hollow && incident.Learnt >= first && figure.EndsWith("." + incident.Level, StringComparison.OrdinalIgnoreCase),
    };

    private static bool Counts(string figure, RestingIncident incident, DateOnly first, DateOnly last) => figure switch
    {
        Incidents => !incident.Hollow && incident.Learnt >= first && incident.Learnt <= last,
        "incidents.verifying" => incident.Hollow && incident.Closed is null,
        "incidents.open" => !incident.Hollow && incident.Closed is null,
        _ => !incident.Hollow && incident.Closed >= first,
    };

    private static bool Counts(string figure, DateOnly agreed, DateOnly due, DateOnly? verified, DateOnly first, DateOnly last) => figure switch
    {
        "actions.agreed" => agreed >= first,
        "actions.open" => verified is null,
        "actions.overdue" => verified is null && due < last,
        _ => verified >= first,
    };
}
