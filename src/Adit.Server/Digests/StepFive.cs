using Adit.Decisions;
using Adit.Incidents;
using Adit.Plans;
using Adit.Reports;
using Adit.Risk;
using Adit.Web;

namespace Adit.Digests;

/// <summary>
/// What a company needs of this programme to report yearly on its due diligence (OECD Guidance, step 5, and its items in the supplement on tin, tantalum and tungsten: management systems; risk assessment and management; audits), from the
/// reports that were published. What only the company can say stands as that.
/// </summary>
internal sealed class StepFive(Frame frame, ReportWords report, int year, IReadOnlyList<ToldSite> sites, IReadOnlyList<DecidedByBuyer> decisions)
{
    private readonly Words _words = frame.Words;
    private readonly List<(ToldSite At, PublishedReport Report)> _told = [.. sites.SelectMany(s => s.Reports.Select(r => (s, r)))];

    /// <summary>The versions that it tells of.</summary>
    public IEnumerable<PublishedReport> Sources => _told.Select(t => t.Report);

    /// <summary>The document.</summary>
    /// <param name="name">Whose; null for the programme as a whole.</param>
    public DocumentView Document(string? name) => new(
        _words.Message("step-5"), year.ToString(System.Globalization.CultureInfo.InvariantCulture), name is null ? _words["step-5.lede"] : _words.Say("step-5.lede.of", ("organisation", name)), _words.Say("step-5.status", ("time", _words.Instant(frame.Now)), ("n", _told.Count)),
        [
            new("covered", _words.Message("report.covered"), [_words.Say("step-5.covered", ("n", sites.Count), ("reports", _told.Count), ("months", Month(_told.Select(t => t.Report.Fact.Month)))), .. Missing(), .. Looked(), _words["step-5.words"]]),
            new("management", _words.Message("step-5.management"), [_words["step-5.management.programme"], _words["step-5.management.records"], _words["step-5.management.company"]]),
            new("risks", _words.Message("step-5.risks"), [_words["step-5.risks.how"]], Table: _told.Count == 0 ? null : Sites()),
            new("findings", _words.Message("step-5.findings"), Findings.Count == 0 ? [_words["report.findings.none"]] : [], Table: Findings.Count == 0 ? null : FindingTable()),
            new("determinations", _words.Message("step-5.determinations"), Determined.Count == 0 ? [_words["step-5.determinations.none"]] : [], Table: Determined.Count == 0 ? null : DeterminationTable()),
            new("actions", _words.Message("step-5.actions"), [_words.Say("step-5.actions.sum", ("agreed", Agreed.Count(a => a.Action.Agreed.Year == year)), ("verified", Agreed.Count(a => a.Action.Verified is not null)), ("open", Agreed.Count(a => a.Action.Verified is null)))]),
            .. decisions.Count > 0 ? [new("decisions", _words.Message("step-5.decisions"), [], Table: DecisionTable())] : (DocumentPart[])[],
            new("audits", _words.Message("step-5.audits"), [_words["step-5.audits.programme"], ReportsFilling.Agreed(_told.Count == 0 ? null : _told.MaxBy(t => t.Report.Entry).Report.Fact.Says.Observers, _words), _words["step-5.audits.company"]], Table: _told.Count == 0 ? null : Reports()),
            new("figures", _words.Message("report.means"), [], Table: report.Means(report.Defined(Used))),
        ],
        null, $"oecd-step-5-{year}");

    /// <summary>The same as tables; the record of a buyer has the others (<see cref="DueDiligence"/>).</summary>
    public IReadOnlyList<ReportTable> Tables() =>
    [
        new("about", ["name", "value"], [["year", year.ToString(System.Globalization.CultureInfo.InvariantCulture)], ["sites", (decimal)sites.Count], ["reports", (decimal)_told.Count], .. ((string[])["agent-days.done", "agent-days.planned", "days.observed"]).Select(f => (IReadOnlyList<object?>)[f.Replace('.', '_').Replace('-', '_'), Sum(f)]), ["5_1_management_systems", DueDiligence.Own], ["5_3_audits_of_the_company", DueDiligence.Own]]),
        new("reports", ["site", "month", "version", "ledger_entry", "days_observed", "s1", "s2", "s3", "s4"],
            [.. _told.Select(t => (IReadOnlyList<object?>)[t.At.Site.Code, PlanWords.MonthValue(t.Report.Fact.Month), (decimal)t.Report.Fact.Version, (decimal)t.Report.Entry, t.Report.Fact.Says.Figure("days.observed"), .. ReportsFilling.Levels.Select(l => (object?)t.Report.Fact.Says.Figure("incidents.learnt." + l))])]),
        new("findings", ["site", "indicator", "level", "known", "since"], [.. Findings.Select(f => (IReadOnlyList<object?>)[f.Site.Code, f.Finding.Indicator, f.Finding.Stands.Level.ToString(), f.Finding.Stands.Grade.ToString().ToLowerInvariant(), f.Finding.Since])]),
        new("incidents", ["site", "number", "day", "learnt", "level", "being_verified", "indicators", "determined", "closed"],
            [.. Incidents.Select(i => (IReadOnlyList<object?>)[i.Site.Code, i.Incident.Number, i.Incident.Day, i.Incident.Learnt, i.Incident.Level.ToString(), i.Incident.Hollow ? "yes" : "no", string.Join(' ', i.Incident.Indicators), i.Incident.Determined is { } d ? IncidentWords.KeyOf(d) : null, i.Incident.Closed])]),
        new("actions", ["site", "number", "indicator", "measure", "agreed", "due", "verified", "days_overdue"],
            [.. Agreed.Select(a => (IReadOnlyList<object?>)[a.Site.Code, a.Action.Number, a.Action.Indicator, a.Action.Measure, a.Action.Agreed, a.Action.Due, a.Action.Verified, (decimal)a.Action.Overdue])]),
        new("decisions", ["site", "day", "decision", "reasons", "conditions", "look_again_by", "ledger_entry"],
            [.. decisions.Select(d => (IReadOnlyList<object?>)[Code(d), d.Fact.Day, IncidentWords.KeyOf(d.Fact.Course), d.Fact.Reasons, d.Fact.Conditions, d.Fact.LookAgain, (decimal)d.Entry])]),
        ReportTables.Definitions(Used),
    ];

    // Each as the last report of the year that tells of it has it.
    private List<(Sites.Site Site, ReportedIncident Incident)> Incidents => [.. sites.SelectMany(s => s.Reports.Reverse().SelectMany(r => r.Fact.Says.Incidents).DistinctBy(i => i.Number).OrderBy(i => i.Day).ThenBy(i => i.Number, StringComparer.Ordinal).Select(i => (s.Site, i)))];

    private List<(Sites.Site Site, ReportedAction Action)> Agreed => [.. sites.SelectMany(s => s.Reports.Reverse().SelectMany(r => r.Fact.Says.Actions).DistinctBy(a => a.Number).OrderBy(a => a.Agreed).ThenBy(a => a.Number, StringComparer.Ordinal).Select(a => (s.Site, a)))];

    private List<(Sites.Site Site, ReportedFinding Finding)> Findings => [.. sites.Where(s => s.Reports.Count > 0).SelectMany(s => s.Reports[^1].Fact.Says.Standing.Select(f => (s.Site, Finding: f))).OrderByDescending(f => f.Finding.Stands.Level)];

    private List<(Sites.Site Site, ReportedIncident Incident)> Determined => Incidents.FindAll(i => i.Incident.Determined is not null);

    private static readonly string[] Used =
        ["days.observed", "agent-days.done", "agent-days.planned", "indicators.looked", "indicators.applicable", .. ReportsFilling.Levels.Select(l => "incidents.learnt." + l), "actions.agreed", "actions.verified", "actions.open"];

    // What was looked at, over the months that were reported: days added up, indicators as each site's last report has them.
    private IEnumerable<string> Looked()
    {
        if (_told.Count == 0)
            yield break;
        var last = sites.Where(s => s.Reports.Count > 0).Select(s => s.Reports[^1].Fact.Says).ToList();
        yield return _words.Say("digest.covered.days", ("done", _words.Number(Sum("agent-days.done"))), ("planned", _words.Number(Sum("agent-days.planned"))), ("observed", _words.Number(Sum("days.observed"))), ("days", _told.Sum(t => t.Report.Fact.Says.Days.Length)));
        yield return _words.Say("report.covered.indicators", ("n", _words.Number(last.Sum(s => s.Figure("indicators.looked") ?? 0))), ("of", _words.Number(last.Sum(s => s.Figure("indicators.applicable") ?? 0))), ("hidden", last.Sum(s => s.Hidden.Count())));
        yield return ReportsFilling.Agreed(_told.MaxBy(t => t.Report.Entry).Report.Fact.Says.Observers, _words);
    }

    private decimal Sum(string figure) => _told.Sum(t => t.Report.Fact.Says.Figure(figure) ?? 0);

    private IEnumerable<string> Missing() => sites.Where(s => s.Reports.Count == 0).Select(s => s.Site.Name).ToList() is { Count: > 0 } names ? [_words.Say("digest.missing", ("sites", string.Join(", ", names)))] : [];

    private string Month(IEnumerable<DateOnly> months) => months.Distinct().Order().ToList() is { Count: > 0 } all ? $"{_words.Month(all[0])} – {_words.Month(all[^1])}" : "–";

    private string Code(DecidedByBuyer decision) => sites.FirstOrDefault(s => s.Site.Id == decision.Fact.Site)?.Site.Code ?? "";

    private DocumentTable Sites() => new(
        [new(_words.Message("site")), new(_words.Message("step-5.months"), Number: true), new(_words.Message("step-5.last")), .. ReportsFilling.LevelNames.Select(l => new DocumentColumn(l, Number: true, InPage: true))],
        [.. sites.Where(s => s.Reports.Count > 0).Select(s => new DocumentRow([
            new(s.Site.Name, Adit.Sites.SiteWords.Path(s.Site)), new(_words.Number(s.Reports.Count)), new("", Standing: ReportsFilling.Worst(s.Reports[^1].Fact.Says), Soft: _words.Month(s.Reports[^1].Fact.Month)),
            .. ReportsFilling.Levels.Select(l => new DocumentCell(_words.Number(s.Reports.Sum(r => r.Fact.Says.Figure("incidents.learnt." + l) ?? 0))))]))]);

    private DocumentTable FindingTable() => new(
        [new(_words.Message("report.what")), new(_words.Message("site")), new(_words.Message("report.known")), new(_words.Message("report.since"), Whole: true)],
        [.. Findings.Select(f => new DocumentRow([new(report.Indicator(f.Finding.Indicator), Standing: ReportWords.Shown(f.Finding.Stands)), new(f.Site.Name), new(_words["known." + f.Finding.Stands.Grade]), new(_words.Day(f.Finding.Since))]))]);

    private DocumentTable DeterminationTable() => new(
        [new(_words.Message("report.number"), Whole: true), new(_words.Message("site")), new(_words.Message("report.what")), new(_words.Message("step-5.determined"))],
        [.. Determined.Select(i => new DocumentRow([
            new(i.Incident.Number, Standing: ReportWords.Standing(i.Incident)), new(i.Site.Name), new(string.Join("; ", i.Incident.Indicators.Select(report.Indicator))), new(_words["determination.outcome." + IncidentWords.KeyOf(i.Incident.Determined!.Value)])]))]);

    private DocumentTable DecisionTable() => new(
        [new(_words.Message("site")), new(_words.Message("report.day"), Whole: true), new(_words.Message("step-5.decided")), new(_words.Message("decision.reasons"))],
        [.. decisions.Select(d => new DocumentRow([new(sites.First(s => s.Site.Id == d.Fact.Site).Site.Name), new(_words.Day(d.Fact.Day)), new(_words["decision.course." + IncidentWords.KeyOf(d.Fact.Course)]), new(d.Fact.Reasons, Soft: d.Fact.Conditions.Length > 0 ? d.Fact.Conditions : null)]))]);

    private DocumentTable Reports() => new(
        [new(_words.Message("site")), new(_words.Message("step-5.month"), Whole: true), new(_words.Message("digest.report"), Whole: true), new(_words.Message("report.entry"), Number: true)],
        [.. _told.Select(t => new DocumentRow([new(t.At.Site.Name), new(_words.Month(t.Report.Fact.Month)), new(_words.Say("report.version", ("n", t.Report.Fact.Version)), ReportWords.Path(t.At.Site, t.Report.Fact)), new(_words.Number(t.Report.Entry))]))]);
}
