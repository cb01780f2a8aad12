using System.Data.Common;
using System.Globalization;
using Adit.Ledger;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Incidents;

/// <summary>Fills the inbox, and a line of it wherever one is shown.</summary>
internal sealed class IncidentsFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce? inForce)
{
    public const int PageSize = 50;

    private const int MostTogether = 200;

    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    private readonly Words _words = frame.Words;
    private readonly Dictionary<SiteId, IReadOnlySet<string>> _standing = [];
    private readonly Dictionary<SiteId, IReadOnlyList<(RunningClock Clock, IReadOnlyList<Incident> Incidents)>> _together = [];

    /// <summary>The inbox.</summary>
    public InboxView Fill(HttpRequest request)
    {
        var table = FrameReading.Table(request, "due");
        var asked = Asked(table.Query);
        var incidents = IncidentsTable.Page(db, asked, PageSize + 1);
        var more = incidents.Count > PageSize;
        incidents = [.. incidents.Take(PageSize)];
        Stand(incidents.Select(i => i.Site));
        var handles = person.May(Right.HandleIncidents);
        return new(
            table, Filters(table.Query), Counts(), [.. incidents.Select(Line)], more ? Address(table, ("at", Number(IncidentsTable.PlaceOf(incidents[^1], asked.Open).At)), ("number", incidents[^1].Number)) : null,
            "/submissions?flags=any&review=received", handles, handles ? Sites() : [], handles ? Indicators() : [],
            asked is { Open: true, After: null, Level: null, Holder: null, State: null } ? Together(asked.Sites) : [], NotBegun(IncidentsTable.AllOpen(db).Where(i => asked.Sites is null || asked.Sites.Contains(i.Site))),
            person.May(Right.CheckCounterparties) ? Counterparties.CounterpartiesFilling.Waiting(db) : null);
    }

    /// <summary>Where mitigation was not begun, of some incidents, the longest known first.</summary>
    public IReadOnlyList<NotBegunView> NotBegun(IEnumerable<Incident> incidents) =>
        [.. incidents.Where(i => Acting.IsFor(i, person.Role) && person.SeesSite(register, i.Site) && i.Findings.Any(f => f.Regime == Deadlines.SixMonth)).GroupBy(i => i.Site).SelectMany(NotBegun).OrderByDescending(n => n.Day).ThenBy(n => n.Number, StringComparer.Ordinal)];

    private IEnumerable<NotBegunView> NotBegun(IGrouping<SiteId, Incident> incidents)
    {
        var (site, adopted) = (register.Sites[incidents.Key], PlansTable.Adopted(db, [incidents.Key]).ToList());
        // What an earlier plan mended stands in it alone.
        foreach (var late in incidents.SelectMany(i => Mitigation.Of(i, adopted.Concat(PlansTable.Of(db, i.Id)), SiteRisk.Today(site, frame.Now), Sheet.ZoneOf(site))))
            yield return new(
                late.Incident.Number, late.Finding.Indicator, Web.Standing.Open(late.Finding.Level.Number()), $"{late.Finding.Indicator} {IncidentWords.NameOf(late.Finding.Indicator, inForce?.Catalogue, _words)}", site.Code, site.Name, late.Day,
                PlansTable.OfSite(db, site.Id) is [var newest, ..] ? PlanWords.Path(site, newest.Month) : "/plans");
    }

    /// <summary>An incident as one line.</summary>
    public IncidentLineView Line(Incident incident)
    {
        var site = register.Sites[incident.Site];
        var step = Steps.Next(incident, Standing(incident.Site), Ending(incident));
        var (due, kind) = Due(incident, site);
        var learnt = TimeZoneInfo.ConvertTime(incident.Learnt.ToDateTimeOffset(), Sheet.ZoneOf(site));
        return new(
            incident.Id.ToString(), incident.Number, IncidentWords.Standing(incident), IncidentWords.What(incident, inForce?.Catalogue, _words), site.Code, site.Name, incident.Day, learnt,
            Math.Max(0, DateOnly.FromDateTime(learnt.DateTime).DayNumber - incident.Day.DayNumber), due, incident.PausedSince is not null,
            incident.Holder is { } holder ? PeopleWords.Name(register, holder, _words) : null, IncidentWords.KeyOf(incident.State), IncidentWords.KeyOf(step), Steps.May(step, person.Role), incident.Last, kind);
    }

    // The next deadline of its own; or, sooner, the clock of what it has only together with others.
    private (DeadlineView? Due, string? Kind) Due(Incident incident, Site site)
    {
        var together = incident is { IsOpen: true, PausedSince: null } ? Together(site).FirstOrDefault(t => t.Incidents.Any(i => i.Id == incident.Id)).Clock : null;
        return incident.Next is { } next && (together is null || next.Until.ToDateTimeOffset() <= together.Due) ? (Deadline(next, site), IncidentWords.KeyOf(next.Kind))
            : together is null ? (null, null) : (Shown(together, site), together.Key);
    }

    private DeadlineView Shown(RunningClock clock, Site site) => clock.Shown(_words) with { Due = TimeZoneInfo.ConvertTime(clock.Due, Sheet.ZoneOf(site)) };

    // What stands open at a site by several incidents of which none has it alone, what runs out first in front (decision 68).
    private IReadOnlyList<(RunningClock Clock, IReadOnlyList<Incident> Incidents)> Together(Site site)
    {
        if (_together.TryGetValue(site.Id, out var known))
            return known;
        var heard = inForce is null ? [] : IncidentsTable.OpenAt(db, site.Id).Where(i => Acting.IsFor(i, person.Role)).ToList();
        var hearsay = heard.SelectMany(i => i.Findings.Where(f => f.Grade == Grade.Reported).Select(f => f.Indicator)).GroupBy(i => i).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        if (inForce is null || hearsay.Count == 0)
            return _together[site.Id] = [];
        var clocks = new Clocks(db, ledger, register, inForce);
        return _together[site.Id] = [.. SiteRisk.Of(db, inForce, site, SiteRisk.Today(site, frame.Now), SiteRisk.Newest(db), person.Sees).Open.Where(r => hearsay.Contains(r.Indicator.Id))
            .Select(r => (Clock: clocks.Together(site, r, heard)!, Incidents: (IReadOnlyList<Incident>)[.. heard.Where(i => i.Findings.Any(f => f.Indicator == r.Indicator.Id))])).Where(t => t.Clock is not null).OrderBy(t => t.Clock.Due)];
    }

    // They would stand at the end of the list: nothing is due of any of them alone.
    private IReadOnlyList<TogetherView> Together(IReadOnlyCollection<SiteId>? sites) =>
        [.. IncidentsTable.SitesOfSeveral(db, sites, MostTogether).Select(id => register.Sites[id]).Where(person.SeesSite).SelectMany(site => Together(site).Select(t => (Site: site, t.Clock, t.Incidents))).OrderBy(t => t.Clock.Due).Select(t => new TogetherView(
            t.Clock.Risk.Rating.ToStanding(), t.Clock.Risk.Indicator.Name.In(_words.Language), t.Site.Code, t.Site.Name, Shown(t.Clock, t.Site), [.. t.Incidents.Select(Line)]))];

    // Asked of the records only where it matters: nothing of it stands open any more.
    private Ending Ending(Incident incident) =>
        inForce is null || incident.Findings.Any(f => Standing(incident.Site).Contains(f.Indicator)) ? Incidents.Ending.Looks : Acting.EndsBy(inForce.Catalogue, incident, IncidentsJob.Counts(db, incident));

    /// <summary>The indicators that stand open at a site today.</summary>
    public IReadOnlySet<string> Standing(SiteId site)
    {
        if (!_standing.ContainsKey(site))
            Stand([site]);
        return _standing.GetValueOrDefault(site, Nothing);
    }

    /// <summary>What is due, with the time left.</summary>
    public DeadlineView Deadline(DueBy due, Site site) =>
        new(TimeZoneInfo.ConvertTime(due.Until.ToDateTimeOffset(), Sheet.ZoneOf(site)), _words["incident.due." + IncidentWords.KeyOf(due.Kind)]);

    // Sites are asked about together, as far as it is the same day there.
    private void Stand(IEnumerable<SiteId> sites)
    {
        var newest = SiteRisk.Newest(db);
        foreach (var day in sites.Distinct().Select(s => register.Sites[s]).GroupBy(s => SiteRisk.Today(s, frame.Now)))
        {
            var rows = RatingsTable.On(db, day.Select(s => s.Id), day.Key, newest);
            foreach (var site in day)
                _standing[site.Id] = rows[site.Id].Where(r => r.Row.Rating.State == RatingState.Open).Select(r => r.Indicator).ToHashSet();
        }
    }

    private IncidentsAsked Asked(IReadOnlyDictionary<string, string> query)
    {
        var site = Text(query, "site") is { } named && SiteWords.Find(register, named) is { } found && person.SeesSite(found) ? found : null;
        IReadOnlyCollection<SiteId>? sites = site is not null ? [site.Id] : Text(query, "site") is not null ? [] : Limited;
        var over = Text(query, "state") == "over";
        return new(
            sites, Text(query, "level") is { } level && Enum.TryParse<Severity>(level, out var severity) && Enum.IsDefined(severity) ? severity : null,
            Text(query, "holder") switch { "me" => person.Actor, { } id when Id.TryRead(id, out var holder) => new ActorId(holder), _ => null },
            Text(query, "state") == "new" ? IncidentState.New : null, !over, person.Role == Role.Reviewer,
            Text(query, "number") is { } number ? (long.TryParse(Text(query, "at"), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0, number) : null);
    }

    private IReadOnlyCollection<SiteId>? Limited => OpenedRecord.SeesAll(person) ? null : [.. person.User?.Sites ?? []];

    private List<FilterView> Filters(IReadOnlyDictionary<string, string> query) =>
    [
        new("level", _words["incident.level"], Text(query, "level"), [.. Levels.Select(l => new OptionView(l.ToString(), l.ToString()))]),
        new("site", _words["site"], Text(query, "site"), [.. register.MonitoredByName().Where(person.SeesSite).Select(s => new OptionView(s.Code, s.Name))]),
        new("holder", _words["incident.holder"], Text(query, "holder"), [new("me", _words["incident.holder.me"]), .. Holders(null).Where(h => h.Value != person.Actor.ToString())]),
        new("state", _words["incident.state"], Text(query, "state"), [new("new", _words["incident.state.new"]), new("over", _words["incident.state.over"])]),
    ];

    /// <summary>Who may have an incident.</summary>
    public IReadOnlyList<OptionView> Holders(Incident? incident) =>
        [.. register.Users.Where(u => !u.Disabled && u.Role.May(Right.HandleIncidents) && (incident is null || (Acting.IsFor(incident, u.Role) && (u.Sites.IsEmpty || u.Sites.Contains(incident.Site)))))
            .OrderBy(u => u.Name, StringComparer.CurrentCulture).Select(u => new OptionView(u.Id.ToString(), u.Name))];

    private List<InboxCountView> Counts() =>
        [.. IncidentsTable.Counts(db, Limited, person.Role == Role.Reviewer, Instant.From(frame.Now)).Select(c => new InboxCountView(
            Web.Standing.Open(c.Level.Number()), _words.Say("incident.open", ("n", c.Open)), c.Overdue > 0 ? _words.Say("incident.overdue", ("n", c.Overdue)) : null, $"/inbox?level={c.Level}"))];

    private List<OptionView> Sites() => [.. register.MonitoredByName().Where(person.SeesSite).Select(s => new OptionView(s.Code, s.Name))];

    private List<OptionView> Indicators() => inForce is null ? []
        : [.. inForce.Catalogue.Indicators.Where(i => !i.Protected && i.Severity.Count > 0).Select(i => new OptionView(i.Id, $"{i.Id} {i.Name.In(_words.Language)} ({string.Join(", ", i.Severity.Select(s => s.Level).Distinct().OrderDescending())})"))];

    private static string Address(TableView table, params (string Name, string Value)[] after)
    {
        var kept = table.Query.Where(q => q.Key is "level" or "site" or "holder" or "state" && q.Value.Length > 0).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value));
        return table.Path + QueryString.Create(kept.Concat(after.Select(a => KeyValuePair.Create(a.Name, (string?)a.Value))));
    }

    /// <summary>The levels, the worst first.</summary>
    public static IReadOnlyList<Severity> Levels { get; } = [Severity.S1, Severity.S2, Severity.S3, Severity.S4];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Text(IReadOnlyDictionary<string, string> query, string name) => query.TryGetValue(name, out var value) && value.Length is > 0 and < 100 ? value : null;
}
