using Adit.Incidents;
using Adit.Plans;
using Adit.Reports;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Digests;

/// <summary>A month of the sites of one organisation, from the reports that it was given: how each stood, what changed, and what is open.</summary>
/// <param name="behind">Where the entries behind figures of a version are listed, for whoever reads; null where they are not given.</param>
internal sealed class MonthDigest(Frame frame, ReportWords report, DateOnly month, IReadOnlyList<ToldSite> sites, IReadOnlyDictionary<ReportId, string> behind)
{
    private const int ChartOver = 12;

    private readonly Words _words = frame.Words;
    private readonly List<(ToldSite At, PublishedReport Report)> _told = [.. sites.Select(s => (s, s.Of(month))).Where(s => s.Item2 is not null).Select(s => (s.s, s.Item2!))];

    /// <summary>The versions that it tells of: those of the month, and of earlier ones what the chart shows.</summary>
    public IEnumerable<PublishedReport> Sources => sites.SelectMany(s => s.Reports);

    /// <summary>How many months before its own the chart reaches.</summary>
    public static DateOnly From(DateOnly month) => month.AddMonths(1 - ChartOver);

    /// <summary>The document.</summary>
    /// <param name="name">Of the organisation; null where it reads it itself.</param>
    public DocumentView Document(string? name) => new(
        _words.Message("digest"), _words.Month(month), _words.Say(name is null ? "digest.lede" : "digest.lede.of", ("organisation", name)), _words.Say("digest.status", ("time", _words.Instant(frame.Now)), ("n", _told.Count)),
        [
            new("covered", _words.Message("report.covered"), Covered()),
            new("sites", _words.Message("digest.sites"), _told.Count == 0 ? [_words["digest.none"]] : [], Table: _told.Count == 0 ? null : Sites()),
            new("changes", _words.Message("digest.changes"), Changes is { Count: 0 } ? [_words["digest.changes.none"]] : [], Table: Changes is { Count: > 0 } changes ? new([new(_words.Message("site")), new(_words.Message("report.risk")), new(_words.Message("report.before")), new(_words.Message("report.now"))], [.. changes.Select(c => new DocumentRow([
                new(c.Site.Name), new(report.Group(c.Risk.Group)), new("", Standing: ReportWords.Shown(c.Risk.Before)), new("", Standing: ReportWords.Shown(c.Risk.Now))]))]) : null),
            new("incidents", _words.Message("digest.incidents"), Open.Count == 0 ? [_words["digest.open.none"]] : [], Stack: Chart(), Table: Open.Count == 0 ? null : OpenIncidents()),
            new("actions", _words.Message("report.actions"), Actions.Count == 0 ? [_words["report.actions.none"]] : [], Table: Actions.Count == 0 ? null : ActionTable()),
            new("unseen", _words.Message("report.unseen"), [_words["report.unseen.what"], .. _told.Select(t => _words.Say("digest.unseen", ("site", t.At.Site.Name), ("n", t.Report.Fact.Says.Unseen.Count()), ("hidden", t.Report.Fact.Says.Hidden.Count())))]),
            new("figures", _words.Message("report.means"), [], Table: report.Means([.. report.Defined(Used), (_words["digest.open-days"], _words["digest.open-days.what"])])),
        ],
        null, $"digest-{PlanWords.MonthValue(month)}");

    /// <summary>The same as tables.</summary>
    public IReadOnlyList<ReportTable> Tables() =>
    [
        new("digest", ["name", "value"], [["month", PlanWords.MonthValue(month)], ["sites", (decimal)sites.Count], ["reports", (decimal)_told.Count], ["sites_without_report", string.Join(' ', Missing.Select(s => s.Site.Code))]]),
        new("sites", ["site", "site_name", "level", "days_observed", "agent_days_done", "agent_days_planned", "s1", "s2", "s3", "s4", "actions_verified", "actions_overdue", "report_version", "ledger_entry"],
            [.. _told.Select(t => (IReadOnlyList<object?>)[
                t.At.Site.Code, t.At.Site.Name, t.Report.Fact.Says.Findings.Select(f => (Severity?)f.Stands.Level).FirstOrDefault()?.ToString(), Figure(t.Report, "days.observed"), Figure(t.Report, "agent-days.done"), Figure(t.Report, "agent-days.planned"),
                .. ReportsFilling.Levels.Select(l => (object?)Figure(t.Report, "incidents.learnt." + l)), Figure(t.Report, "actions.verified"), Figure(t.Report, "actions.overdue"), (decimal)t.Report.Fact.Version, (decimal)t.Report.Entry])]),
        new("changes", ["site", "group", "before", "level_before", "now", "level_now"],
            [.. Changes.Select(c => (IReadOnlyList<object?>)[c.Site.Code, c.Risk.Group, IncidentWords.KeyOf(c.Risk.Before.State), Level(c.Risk.Before), IncidentWords.KeyOf(c.Risk.Now.State), Level(c.Risk.Now)])]),
        new("open_incidents", ["site", "number", "level", "being_verified", "learnt", "days_open", "indicators"],
            [.. Open.Select(i => (IReadOnlyList<object?>)[i.Site.Code, i.Incident.Number, i.Incident.Level.ToString(), i.Incident.Hollow ? "yes" : "no", i.Incident.Learnt, (decimal)DaysOpen(i.Incident), string.Join(' ', i.Incident.Indicators)])]),
        new("actions", ["site", "number", "indicator", "due", "verified", "days_overdue"],
            [.. Actions.Select(a => (IReadOnlyList<object?>)[a.Site.Code, a.Action.Number, a.Action.Indicator, a.Action.Due, a.Action.Verified, (decimal)a.Action.Overdue])]),
        ReportTables.Definitions(Used),
    ];

    private static readonly string[] Used =
        ["days.observed", "agent-days.done", "agent-days.planned", "indicators.looked", "indicators.applicable", .. ReportsFilling.Levels.Select(l => "incidents.learnt." + l), "incidents.verifying", "actions.verified", "actions.overdue"];

    private IEnumerable<ToldSite> Missing => sites.Where(s => s.Of(month) is null);

    private List<(Sites.Site Site, ReportedRisk Risk)> Changes => [.. _told.SelectMany(t => t.Report.Fact.Says.Risks.Where(r => r.Now != r.Before).Select(r => (t.At.Site, r)))];

    private List<(Sites.Site Site, ReportedIncident Incident)> Open =>
        [.. _told.SelectMany(t => t.Report.Fact.Says.Incidents.Where(i => i.Closed is null).Select(i => (t.At.Site, Incident: i))).OrderByDescending(i => i.Incident.Level).ThenBy(i => i.Incident.Learnt)];

    private List<(Sites.Site Site, ReportedAction Action)> Actions =>
        [.. _told.SelectMany(t => t.Report.Fact.Says.Actions.Where(a => a.Verified is not null || a.Overdue > 0).Select(a => (t.At.Site, Action: a))).OrderByDescending(a => a.Action.Overdue).ThenBy(a => a.Action.Number, StringComparer.Ordinal)];

    private List<string> Covered() =>
    [
        _words.Say("digest.covered", ("n", sites.Count), ("told", _told.Count)),
        .. Missing.Any() ? [_words.Say("digest.missing", ("sites", string.Join(", ", Missing.Select(s => s.Site.Name))))] : (string[])[],
        .. _told.Count == 0 ? [] : (string[])[
            _words.Say("digest.covered.days", ("done", _words.Number(Sum("agent-days.done"))), ("planned", _words.Number(Sum("agent-days.planned"))), ("observed", _words.Number(Sum("days.observed"))), ("days", _told.Sum(t => t.Report.Fact.Says.Days.Length))),
            _words.Say("report.covered.indicators", ("n", _words.Number(Sum("indicators.looked"))), ("of", _words.Number(Sum("indicators.applicable"))), ("hidden", _told.Sum(t => t.Report.Fact.Says.Hidden.Count()))),
            ReportsFilling.Agreed(_told.MaxBy(t => t.Report.Entry).Report.Fact.Says.Observers, _words)],
    ];

    private decimal Sum(string figure) => _told.Sum(t => Figure(t.Report, figure) ?? 0);

    private static decimal? Figure(PublishedReport report, string figure) => report.Fact.Says.Figure(figure);

    private static string? Level(Stood stood) => stood.Level == Severity.None ? null : stood.Level.ToString();

    private int DaysOpen(ReportedIncident incident) => month.AddMonths(1).AddDays(-1).DayNumber - incident.Learnt.DayNumber;

    private DocumentTable Sites() => new(
        [new(_words.Message("site")), new(_words.Message("report.now")), new(_words.Message("digest.days"), Number: true), .. ReportsFilling.LevelNames.Select(l => new DocumentColumn(l, Number: true, InPage: true)), new(_words.Message("digest.verified"), Number: true), new(_words.Message("digest.overdue"), Number: true), new(_words.Message("digest.report"), Whole: true)],
        [.. _told.Select(t => new DocumentRow([
            new(t.At.Site.Name, Adit.Sites.SiteWords.Path(t.At.Site)), new("", Standing: ReportsFilling.Worst(t.Report.Fact.Says)), Count(t.Report, "days.observed"), .. ReportsFilling.Levels.Select(l => Count(t.Report, "incidents.learnt." + l)),
            Count(t.Report, "actions.verified"), Count(t.Report, "actions.overdue"), new(_words.Say("report.version", ("n", t.Report.Fact.Version)), ReportWords.Path(t.At.Site, t.Report.Fact))]))]);

    private DocumentCell Count(PublishedReport report, string figure) => new(Figure(report, figure) is { } value ? _words.Number(value) : "–", behind.TryGetValue(report.Fact.Report, out var path) && FiguresBehind.Has(figure) ? path + figure : null);

    private StackView Chart() => new(_words.Message("report.trend.incidents"), ReportsFilling.LevelNames, [.. Enumerable.Range(0, ChartOver).Select(n => From(month).AddMonths(n)).Select(m =>
    {
        var told = sites.Select(s => s.Of(m)).OfType<PublishedReport>().ToList();
        return new StackPoint(_words.MonthLetter(m), _words.Month(m), [.. ReportsFilling.Levels.Select(l => (long?)told.Sum(r => Figure(r, "incidents.learnt." + l) ?? 0))], told.Count > 0);
    }).SkipWhile(p => !p.IsKnown).DefaultIfEmpty(new(_words.MonthLetter(month), _words.Month(month), [null, null, null, null], false))]);

    private DocumentTable OpenIncidents() => new(
        [new(_words.Message("report.number"), Whole: true), new(_words.Message("site")), new(_words.Message("report.what")), new(_words.Message("digest.learnt"), Whole: true), new(_words.Message("digest.open-days"), Number: true)],
        [.. Open.Select(i => new DocumentRow([
            new(i.Incident.Number, Standing: ReportWords.Standing(i.Incident)), new(i.Site.Name), new(string.Join("; ", i.Incident.Indicators.Select(report.Indicator)), Soft: i.Incident.Hollow ? _words["report.incident.verifying"] : null), new(_words.Day(i.Incident.Learnt)), new(_words.Number(DaysOpen(i.Incident)))]))]);

    private DocumentTable ActionTable() => new(
        [new(_words.Message("report.number"), Whole: true), new(_words.Message("site")), new(_words.Message("report.what")), new(_words.Message("plan.due"), Whole: true), new(_words.Message("report.state"))],
        [.. Actions.Select(a => new DocumentRow([new(a.Action.Number), new(a.Site.Name), new(report.Measure(a.Action)), new(_words.Day(a.Action.Due)), new(report.State(a.Action))]))]);
}
