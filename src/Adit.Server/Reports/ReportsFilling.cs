using System.Data.Common;
using Adit.Credentials;
using Adit.Digests;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Releases;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Fills the pages of reports, and their papers.</summary>
internal sealed class ReportsFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce, string origin, string address)
{
    private readonly Words _words = frame.Words;
    private readonly ReportWords _report = new(db, inForce, frame.Words);
    private readonly Instant _now = Instant.From(frame.Now);
    private readonly ReportProving _proving = new(db, ledger, frame, origin, address);

    private const int TrendOver = 12;

    /// <summary>The levels as figures name them, the gravest first.</summary>
    public static IReadOnlyList<string> Levels { get; } = ["s1", "s2", "s3", "s4"];

    private bool Writes => person.May(Right.WriteReports);

    /// <summary>The reports of a month, of the sites that this reader gets them of.</summary>
    public ReportsView Month(DateOnly? asked)
    {
        var today = DateOnly.FromDateTime(frame.Now.DateTime);
        var month = asked is { } named ? new DateOnly(named.Year, named.Month, 1) : new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        var published = ReportsTable.OfMonth(db, month).ToDictionary(r => r.Fact.Site);
        var rows = register.MonitoredByName().Where(s => Gets(s, month) && (published.ContainsKey(s.Id) || (Writes && IsWatched(s)))).Select(s => Row(s, month, published.GetValueOrDefault(s.Id)));
        return new(
            _words.Month(month), List(month.AddMonths(-1)), month.AddMonths(1) > today ? null : List(month.AddMonths(1)), Writes, Besides(),
            [.. rows.OrderBy(r => r.State is "draft" ? 0 : 1).ThenByDescending(r => r.Waits > 0)]);
    }

    /// <summary>A version as it was published.</summary>
    public ReportView Fill(Site site, PublishedReport report, IReadOnlyList<PublishedReport> versions)
    {
        var path = Path(site, report.Fact.Month);
        var all = versions.Select(v => v.Version).ToList();
        var state = report.Version.StateAmong(all);
        return new(
            Document(report.Fact.Says, report.Fact.Texts, report.Fact.Says.Replies, _proving.Status(report.Version, report.Fact.Why, all), _proving.Proof(report.Version), site, report.Entry, Behind(db, register, person, site, report, _now)), path, report.Fact.Version, state, report.Fact.Why.Length > 0 ? report.Fact.Why : null,
            [.. versions.Select(v => new LinkView(_words.Say("report.version.of", ("n", v.Fact.Version), ("day", Day(v.At, site))), $"{path}/{v.Fact.Version}"))],
            [.. ((string[])["pdf", "xlsx", "csv", "json", "evidence"]).Select(f => new LinkView(_words["report.file." + f], f == "evidence" ? $"{path}/{report.Fact.Version}/evidence" : $"{path}/{report.Fact.Version}.{f}")), .. Records(site, report, path), .. Credential(report), .. ((string[])["pdf", "xlsx", "csv"]).Select(f => new LinkView(_words["report.plan.file." + f], $"{path}/{report.Fact.Version}/plan.{f}"))],
            null, Writes ? new(_words["report.prepare"], path + "/draft") : null,
            Writes ? [.. ReportsTable.Reads(db, report.Fact.Report).Select(r => new DisclosedView(PeopleWords.Name(register, r.Reader, _words), _words["report.taken." + r.As], r.Version, r.At.ToDateTimeOffset().ToOffset(frame.Now.Offset)))] : null,
            Passed: Writes && PassedOn(report) is { Count: > 0 } passed ? passed : null);
    }

    /// <summary>The report as it would be published now, with what whoever writes it does.</summary>
    public ReportView Draft(Site site, DateOnly month)
    {
        var (says, versions) = (new MonthComposing(db, inForce).Compose(site, month), ReportsTable.Versions(db, site.Id, month));
        var (texts, replies) = (ReportsTable.Texts(db, site.Id, month), ReportsTable.Replies(db, site.Id));
        return new(
            Document(says, [.. texts], [.. Reporting.ToAsk(says).Select(f => replies.GetValueOrDefault((f.Indicator, f.Since))?.Printed(f.Indicator)).OfType<ReportedReply>()], _words.Say("report.status.draft", ("time", _words.Instant(frame.Now))), null, site),
            Path(site, month), 0, "draft", null, [.. versions.Select(v => new LinkView(_words.Say("report.version.of", ("n", v.Fact.Version), ("day", Day(v.At, site))), $"{Path(site, month)}/{v.Fact.Version}"))], [],
            new(versions is [var newest, ..] ? newest.Fact.Version : 0, versions is [{ Withdrawn: not null }, ..], says.Last < SiteRisk.Today(site, frame.Now), [.. Enum.GetValues<ReportSection>().Select(s => Section(s, texts, _words))],
                [.. Reporting.ToAsk(says).Select(f => Replying(f, replies.GetValueOrDefault((f.Indicator, f.Since), Reply.None), site))], [.. PlanWords.AtMeetings.Select(p => new OptionView(IncidentWords.KeyOf(p), _words["party." + IncidentWords.KeyOf(p)]))], Writes),
            null, null);
    }

    /// <summary>The corrective actions of a version alone, with what the version can be checked by.</summary>
    public DocumentView Plan(Site site, PublishedReport report, IReadOnlyList<PublishedReport> versions)
    {
        var says = report.Fact.Says;
        var actions = says.Actions.OrderBy(a => a.Verified is null ? 0 : 1).ThenBy(a => a.Due).ToList();
        return new(
            _words["report.plan"], $"{says.Name}, {_words.Month(says.First)}", _words["report.plan.lede"], _proving.Status(report.Version, report.Fact.Why, [.. versions.Select(v => v.Version)]),
            [
                new("covered", _words.Message("report.covered"), Coverage(says)),
                new("actions", _words.Message("report.actions"), actions.Count == 0 ? [_words["report.actions.none"]] : [_words.Say("report.plan.sum", ("n", actions.Count), ("verified", actions.Count(a => a.Verified is not null)), ("overdue", actions.Count(a => a.Overdue > 0)))], Table: actions.Count == 0 ? null : new(
                    [new(_words.Message("report.number"), Whole: true), new(_words.Message("report.what")), new(_words.Message("plan.owner")), new(_words.Message("plan.due"), Whole: true), new(_words.Message("report.state"))],
                    [.. actions.Select(a => new DocumentRow([new(a.Number), new(_report.Measure(a), Soft: _report.Indicator(a.Indicator)), new(PlanWords.Owner(a.Owner, _words)), new(_words.Day(a.Due)), new(_report.State(a), Soft: Disputed(a.Disputed))]))]),
                    Note: _words["report.plan.what"]),
            ],
            _proving.Proof(report.Version), FormattableString.Invariant($"{says.Code}-{PlanWords.MonthValue(says.First)}-v{report.Fact.Version}-plan"));
    }

    /// <summary>The same as tables.</summary>
    public IReadOnlyList<ReportTable> PlanTables(PublishedReport report) =>
    [
        .. ReportTables.Of(report.Fact).Where(t => t.Name is "report" or "actions"),
        new("measures", ["number", "what", "indicator"], [.. report.Fact.Says.Actions.Select(a => (IReadOnlyList<object?>)[a.Number, _report.Measure(a), _report.Indicator(a.Indicator)])]),
    ];

    /// <summary>The address of a site's report.</summary>
    public static string Path(Site site, DateOnly month) => $"{SiteWords.Path(site)}/reports/{PlanWords.MonthValue(month)}";

    /// <summary>Whether reports are written of a site.</summary>
    public static bool IsWatched(Site site) => PlansJob.IsPlanned(site);

    /// <summary>The names of the levels, the same in all languages.</summary>
    public static IReadOnlyList<string> LevelNames { get; } = [.. Levels.Select(l => l.ToUpperInvariant())];

    // What is there besides the months of sites: of it only what this reader gets something of.
    private IReadOnlyList<LinkView> Besides()
    {
        var last = Plans.Composing.MonthOf(ProgrammeReportActs.Today(register, frame.Now)).AddMonths(-1);
        List<LinkView> all = [];
        if (Writes || ProgrammeReportsTable.Newest(db).Any(r => Reach.GivesProgramme(register, person, r.Fact, _now)))
            all.Add(new(_words["programme-reports"], ProgrammeReportsRoom.List));
        if (Writes)
            all.Add(new(_words["summaries"], Summaries.SummariesFilling.List));
        if (Told.Of(db, register, person, null, last, last, _now).Count > 0)
        {
            if (register.Agreed.Of(person.User) is not null)
                all.Add(new(_words["digest.newest"], DigestsRoom.List));
            all.Add(new(_words["step-5"], DigestsRoom.StepFive(last.Year)));
        }
        return all;
    }

    private static string List(DateOnly month) => "/reports?month=" + PlanWords.MonthValue(month);

    private bool Gets(Site site, DateOnly month) => Reach.Gives(register, person, Product.Reports, site, month.AddMonths(1).AddDays(-1), _now);

    private ReportRowView Row(Site site, DateOnly month, PublishedReport? published)
    {
        var last = month.AddMonths(1).AddDays(-1);
        var over = last < SiteRisk.Today(site, frame.Now);
        if (published is not null)
            return new(
                site.Name, Path(site, month), published.Withdrawn is not null ? "withdrawn" : published.Fact.Version > 1 ? "corrected" : "published", published.At.ToDateTimeOffset().ToOffset(frame.Now.Offset),
                Writes ? PeopleWords.Name(register, published.By, _words) : null, Worst(published.Fact.Says), 0);
        var says = new MonthComposing(db, inForce).Compose(site, month);
        var replies = ReportsTable.Replies(db, site.Id);
        return new(
            site.Name, Path(site, month) + "/draft", over ? "draft" : "open", null, null, Worst(says), Reporting.ToAsk(says).Count(f => !replies.GetValueOrDefault((f.Indicator, f.Since), Reply.None).IsSettled(_now)));
    }

    private ReportDocumentView Document(SiteMonth says, IReadOnlyList<ReportText> texts, IReadOnlyList<ReportedReply> replies, string status, ReportProofView? proof, Site site, long before = long.MaxValue, string? behind = null) => new(
        says.Name, says.Code, _words.Month(says.First), [$"{says.Province}, {_words.Country(says.Country)}", string.Join(", ", says.Minerals.Select(m => _words.Has("mineral." + m) ? _words["mineral." + m] : m))], Worst(says), status, Coverage(says), Strip(says),
        [.. Enum.GetValues<ReportSection>().Select(s => Written(s, texts, _words)).OfType<ReportTextView>()], [.. says.Figures.Select(f => Figure(f, says, site, behind))],
        [.. says.Risks.Select(r => new ReportedRiskView(_report.Group(r.Group), ReportWords.Shown(r.Now), ReportWords.Shown(r.Before), _words.Say("programme.of", ("n", r.Looked), ("of", r.Applicable))))],
        [.. says.Standing.Select(f => Finding(f, replies.FirstOrDefault(r => r.Indicator == f.Indicator), site))], [.. says.Findings.Where(f => f.Stands.Hollow).Select(f => Finding(f, null, site))],
        [.. says.Incidents.OrderByDescending(i => i.Level).ThenBy(i => i.Day).ThenBy(i => i.Number, StringComparer.Ordinal).Select(i => Incident(i))], [.. says.Actions.OrderBy(a => a.Verified is null ? 0 : 1).ThenBy(a => a.Due).Select(a => Action(a))],
        [.. says.Unseen.Select(_report.Indicator)], [.. says.Hidden.Select(_report.Indicator)], proof, Trend(says, site, before), $"{says.Code}-{PlanWords.MonthValue(says.First)}" + (proof is null ? "" : "-report"), ReleaseWords.Of(db, frame, says), Map(says));

    // What this reader was given of the months before, as it stood when this version was published: so that the document stays as it was, and tells of no month that they do not get.
    private TrendView? Trend(SiteMonth says, Site site, long before)
    {
        var told = ReportsTable.Months(db, site.Id, says.First.AddMonths(1 - TrendOver), says.First.AddDays(-1), before).Where(r => Gets(site, r.Fact.Month)).ToList();
        if (told.Count == 0)
            return null;
        var months = told.ToDictionary(r => r.Fact.Month, r => r.Fact.Says);
        months[says.First] = says;
        var all = Enumerable.Range(0, TrendOver).Select(n => says.First.AddMonths(n + 1 - TrendOver)).SkipWhile(m => !months.ContainsKey(m)).ToList();
        return new(
            new(_words["report.trend.incidents"], LevelNames, [.. all.Select(m => new StackPoint(_words.MonthLetter(m), _words.Month(m), [.. Levels.Select(l => (long?)months.GetValueOrDefault(m)?.Figure("incidents.learnt." + l))], months.ContainsKey(m)))]),
            new(_words["report.trend.days"], null, ChartKind.Bars, [.. all.Select(m => new PointView(_words.MonthLetter(m), _words.Month(m), months.GetValueOrDefault(m)?.Figure("days.observed")))]), [.. told.Select(r => (r.Fact.Report, r.Fact.Version))]);
    }

    private OutlineView? Map(SiteMonth says) => says.Place is not { } place ? null : new(
        _words.Say("report.map", ("site", says.Name), ("province", says.Province), ("country", _words.Country(says.Country)), ("latitude", Degrees(place.Latitude)), ("longitude", Degrees(place.Longitude))), _words["report.map.note"], [new(says.Name, place)]);

    private string Degrees(decimal degrees) => _words.Number(Math.Round(degrees, 1));

    /// <summary>How often two agents agreed, as a sentence.</summary>
    public static string Agreed(ObserversAgreed? observers, Words words) =>
        observers is null ? words["report.covered.observers.few"] : words.Say("report.covered.observers", ("agreed", observers.Agreed), ("n", observers.Compared), ("share", words.Share((decimal)observers.Agreed / observers.Compared)));

    private IReadOnlyList<string> Coverage(SiteMonth says) =>
    [
        says.Figure("agent-days.planned") is > 0 and var planned ? _words.Say("report.covered.days", ("done", _words.Number(says.Figure("agent-days.done") ?? 0)), ("planned", _words.Number(planned)), ("observed", _words.Number(says.Figure("days.observed") ?? 0)), ("days", says.Last.Day))
            : _words.Say("report.covered.unplanned", ("observed", _words.Number(says.Figure("days.observed") ?? 0)), ("days", says.Last.Day)),
        _words.Say("report.covered.indicators", ("n", _words.Number(says.Figure("indicators.looked") ?? 0)), ("of", _words.Number(says.Figure("indicators.applicable") ?? 0)), ("hidden", says.Hidden.Count())),
        Agreed(says.Observers, _words),
    ];

    private IEnumerable<LinkView> Records(Site site, PublishedReport report, string path) =>
        ReportsTable.Rests(db, report.Fact.Report, report.Fact.Version) is not null && Reach.Gives(register, person, Product.Records, site, report.Fact.Says.Last, _now) ? [new(_words["report.file.records"], $"{path}/{report.Fact.Version}/records")] : [];

    private IEnumerable<LinkView> Credential(PublishedReport report) => CredentialLinks(db, register, person, report.Version, _words);

    /// <summary>The credential of a version of any report, and where it can be handed on.</summary>
    public static IEnumerable<LinkView> CredentialLinks(DbConnection db, Register register, CurrentPerson person, ReportVersion version, Words words) =>
        CredentialsTable.About(db, version.Report.Value).Where(c => c.Version == version.Number && c.Of is null).SelectMany(c => (IEnumerable<LinkView>)
            [new(words["report.file.credential"], $"/credentials/{c.Id}"), .. c.Site is not null && PassingRoom.PathOf(register, person, c) is { } path ? (LinkView[])[new(words["pass-on"], path)] : []]);

    private List<PassedView> PassedOn(PublishedReport report) =>
        [.. CredentialsTable.PassedOn(db, report.Fact.Report.Value).Select(p => (p, Issued: CredentialsTable.Find(db, p.Credential)!)).Where(p => p.Issued.Version == report.Fact.Version).Select(p => PassingWords.View(p.p, p.Issued, register, frame, organisation: true))];

    private static CoverageView Strip(SiteMonth says) => new(
        says.First, [.. says.Days.Select(d => d switch { 'o' => DayLook.Observed, 'x' => DayLook.NotObserved, _ => DayLook.NotPlanned })], (int)(says.Figure("agent-days.done") ?? 0), (int)(says.Figure("agent-days.planned") ?? 0));

    /// <summary>A section as readers have it: in their language, else in the first that it was written in; null where nothing was.</summary>
    public static ReportTextView? Written(ReportSection section, IEnumerable<ReportText> texts, Words words, string about = "report")
    {
        var own = texts.Where(t => t.Section == section).ToList();
        return (own.FirstOrDefault(t => t.Language == words.Asked) ?? own.FirstOrDefault(t => t.Language == words.Language) ?? own.FirstOrDefault()) is { } text
            ? new(words.Message($"{about}.section.{IncidentWords.KeyOf(section)}"), text.Text, text.Language == words.Language ? null : text.Language) : null;
    }

    /// <summary>Where the entries behind figures of a version are listed, for whoever is given them; null for others, and where nothing was recorded of them.</summary>
    public static string? Behind(DbConnection db, Register register, CurrentPerson person, Site site, PublishedReport report, Instant now) =>
        ReportsTable.Rests(db, report.Fact.Report, report.Fact.Version) is not null && Reach.Gives(register, person, Product.Records, site, report.Fact.Says.Last, now) ? ReportWords.Path(site, report.Fact) + "/figures/" : null;

    private ReportFigureView Figure(ReportFigure figure, SiteMonth says, Site site, string? behind) => new(
        figure.Id, _words.Message("report.figure." + figure.Id), figure.Value is { } value ? figure.Id == "production.kg" ? _words.Amount(value, "kg") : _words.Number(value) : "–", _words["report.figure." + figure.Id + ".what"],
        behind is not null && FiguresBehind.Has(figure.Id) ? behind + figure.Id : person.Sees < Tier.T2 ? null : figure.Id.Split('.')[0] switch
        {
            "incidents" => "/inbox?site=" + Uri.EscapeDataString(site.Code),
            "actions" => PlanWords.Path(site, says.First),
            "indicators" => SiteWords.Path(site) + "#indicators",
            _ => $"/submissions?site={Uri.EscapeDataString(site.Code)}&month={PlanWords.MonthValue(says.First)}",
        });

    private ReportedFindingView Finding(ReportedFinding finding, ReportedReply? reply, Site site) => new(
        finding.Indicator, _report.Indicator(finding.Indicator), ReportWords.Shown(finding.Stands), _words["known." + finding.Stands.Grade], finding.Since,
        reply is null ? null : _words.Say(reply.Text is null ? "report.reply.none" : "report.reply.says", ("who", PlanWords.Owner(reply.Party, _words)), ("time", reply.Until is { } until ? _words.Instant(until.ToDateTimeOffset().ToOffset(frame.Now.Offset)) : "")),
        reply?.Text, person.May(Right.SeeSites) ? $"{SiteWords.Path(site)}/risks/{finding.Indicator}" : null);

    private ReportedIncidentView Incident(ReportedIncident incident) => new(
        incident.Number, ReportWords.Standing(incident), string.Join("; ", incident.Indicators.Select(_report.Indicator)), incident.Day, incident.Learnt == incident.Day ? null : incident.Learnt,
        string.Join(" ", ((string?[])[
            incident.Closed is { } closed ? _words.Say("report.incident.closed", ("day", _words.Day(closed)), ("how", _words["incident.cause." + IncidentWords.KeyOf(incident.Cause!.Value)])) : _words[incident.Hollow ? "report.incident.verifying" : "report.incident.open"],
            incident.Determined is { } outcome ? _words.Say("report.incident.determined", ("what", _words["determination.outcome." + IncidentWords.KeyOf(outcome)])) : null]).OfType<string>()),
        Disputed(incident.Disputed), person.May(Right.SeeRecords) ? "/incidents/" + incident.Number : null);

    private ReportedActionView Action(ReportedAction action) => new(
        action.Number, _report.Measure(action), PlanWords.Owner(action.Owner, _words), action.Due, _report.State(action),
        action.Overdue > 0, Disputed(action.Disputed), person.May(Right.SeeRecords) ? "/actions/" + action.Number : null);

    private string? Disputed(IEnumerable<Party> parties) =>
        parties.ToList() is { Count: > 0 } who ? _words.Say("report.disputed", ("who", string.Join(", ", who.Select(p => _words["party." + IncidentWords.KeyOf(p)])))) : null;

    private ReplyDeskView Replying(ReportedFinding finding, Reply reply, Site site)
    {
        var state = reply switch { { Waived: not null } => "waived", { Given: not null } => "given", { Asked: null } => "open", _ when reply.IsSettled(_now) => "late", _ => "asked" };
        return new(
            finding.Indicator, _report.Indicator(finding.Indicator), ReportWords.Shown(finding.Stands), finding.Since, state,
            _words.Say("report.replying." + state, ("who", reply.Asked is { } asked ? _words["party." + IncidentWords.KeyOf(asked.Party)] : ""), ("time", reply.Asked is { } until ? _words.Instant(TimeZoneInfo.ConvertTime(until.Until.ToDateTimeOffset(), Sheet.ZoneOf(site))) : "")),
            reply.Given?.Text ?? reply.Waived?.Why);
    }

    /// <summary>A section as whoever writes it has it.</summary>
    /// <param name="about">Begins the keys of what it is called.</param>
    public static ReportSectionView Section(ReportSection section, IReadOnlyList<ReportText> texts, Words words, string about = "report") => new(
        IncidentWords.KeyOf(section), words[$"{about}.section.{IncidentWords.KeyOf(section)}"], words[$"{about}.section.{IncidentWords.KeyOf(section)}.what"],
        [.. Words.Offered.Where(l => Reporting.Languages.Contains(l.Code)).Select(l => new ReportSectionTextView(l.Code, l.Name, texts.FirstOrDefault(t => t.Section == section && t.Language == l.Code)?.Text ?? ""))]);

    /// <summary>How a site stood at the end of the month: its worst finding; else whether all that can be was looked at.</summary>
    public static Standing Worst(SiteMonth says) => !says.Findings.Any()
        ? says.Risks.Any(r => r.Now.State == RatingState.NotObserved) ? new(Web.Shown.NotObserved, InPart: says.Figure("indicators.looked") > 0) : Standing.NothingOpen
        : says.Findings.Select(f => ReportWords.Shown(f.Stands)).MaxBy(s => (-s.Severity, !s.Hollow));

    private string Day(Instant at, Site site) => _words.Day(Clock.DayOf(at.ToDateTimeOffset(), Sheet.ZoneOf(site)));
}
