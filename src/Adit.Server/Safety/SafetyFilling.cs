using System.Data.Common;
using Adit.Alerts;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Safety;

/// <summary>Fills the page of safety.</summary>
internal sealed class SafetyFilling(DbConnection db, Frame frame, CurrentPerson person, Register register, Ways ways)
{
    // What ended longer ago is in the ledger.
    private const int Newest = 40;

    // So many fit into a list to choose from.
    private const int Listed = 300;

    private readonly DateOnly _today = DateOnly.FromDateTime(frame.Now.UtcDateTime);
    private readonly SafetySet _set = SafetyTable.Set(db);

    public SafetyView Fill()
    {
        var alerts = AlertsTable.Newest(db, Newest).UnionBy(AlertsTable.Ringing(db).Where(a => a.Kind != AlertKind.Incident), a => a.Id).OrderByDescending(a => a.Raised.Micros).ThenBy(a => a.Id).ToList();
        var (calls, said) = (AlertsTable.Calls(db, alerts.Select(a => a.Id)), SafetyTable.Since(db, _today.AddDays(-14)));
        var views = alerts.Select(a => (a.Rings, View: Of(a, calls[a.Id], said))).ToList();
        var sites = register.MonitoredByName().Where(person.SeesSite).ToList();
        return new(
            [.. views.Where(v => v.Rings).Select(v => v.View)], [.. views.Where(v => !v.Rings).Select(v => v.View)], Today(said), Unwatched(), Closed(sites),
            sites.Count > Listed ? [] : [.. sites.Select(s => new OptionView(s.Code, s.Name))], _set, ways.Mail?.Host, ways.Sms?.Url.Host, _today, person.May(Right.RunProgramme));
    }

    private AlertView Of(Alert alert, IEnumerable<AlertCall> calls, IReadOnlyList<CheckIn> said)
    {
        var site = alert.Site is { } id ? register.Sites.GetValueOrDefault(id) : null;
        return new(
            alert.Id.ToString(), AlertWords.KeyOf(alert.Kind), alert.Agent is { } agent ? PeopleWords.Name(register, agent, frame.Words) : "", site?.Name,
            alert.Day, There(alert.Raised, site), alert.Rings ? "rings" : alert.Taken is not null ? "taken" : "settled", (alert.Taken ?? alert.Settled) is { } ended ? There(ended, site) : null,
            alert.TakenBy is { } by ? PeopleWords.Name(register, by, frame.Words) : null, alert.Note,
            said.LastOrDefault(c => c.Agent == alert.Agent && c.Day == alert.Day && c.Place is not null && (alert.Kind != AlertKind.Help || c.Help))?.Place is { } place ? Shown(place) : null,
            [.. calls.Select(c => new CallView(c.To, c.Way, c.Failed, There(c.At, site)))]);
    }

    // All times of this page are those at the site, so that they can be compared with the time of day that was asked.
    private static DateTimeOffset There(Instant at, Site? site) => TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), Sheet.ZoneOf(site));

    // What day it is differs from site to site: whoever is on a roster of the day that it is there.
    private IReadOnlyList<WellView> Today(IReadOnlyList<CheckIn> said)
    {
        var planned = RosterTable.Between(db, _today.AddDays(-1), _today.AddDays(1))
            .Where(d => register.Sites.TryGetValue(d.Site, out var site) && person.SeesSite(site) && register.AgentsById.ContainsKey(d.Planned.Agent) && d.Planned.Day == Risk.SiteRisk.Today(site, frame.Now))
            .GroupBy(d => d.Planned.Agent).ToDictionary(g => g.Key, g => (g.First().Planned.Day, Sites: g.Select(d => register.Sites[d.Site]).ToList()));
        var words = said.Where(c => c.Day >= _today.AddDays(-1) && register.AgentsById.ContainsKey(c.Agent)).ToLookup(c => c.Agent);
        return
        [
            .. planned.Keys.Union(words.Where(w => w.Any(c => c.Day == _today)).Select(w => w.Key)).Select(agent => Of(agent, planned.GetValueOrDefault(agent), words[agent]))
                .OrderBy(w => Array.IndexOf(Worst, w.State)).ThenBy(w => w.Agent, StringComparer.CurrentCulture),
        ];
    }

    private static readonly string[] Worst = ["help", "missed", "waits", "unasked", "sent", "well"];

    private WellView Of(ActorId agent, (DateOnly Day, List<Site> Sites) planned, IEnumerable<CheckIn> words)
    {
        var day = planned.Sites is null ? _today : planned.Day;
        var today = words.Where(c => c.Day == day).ToList();
        var last = today.LastOrDefault(c => c.Help) ?? today.LastOrDefault();
        DateTimeOffset? until = planned.Sites is { } sites && _set.CheckInBy is { } by ? Missing.Deadline(sites[0], day, by) : null;
        var (state, at) = last is not null ? (last.Help ? "help" : "well", There(last.Received, planned.Sites?[0]))
            : DaysTable.Sent(db, agent, day) ? ("sent", (DateTimeOffset?)null)
            : until is null ? ("unasked", null)
            : until <= frame.Now ? ("missed", until) : ("waits", until);
        return new(PeopleWords.Name(register, agent, frame.Words), [.. (planned.Sites ?? []).Select(s => s.Name)], state, at, today.LastOrDefault(c => c.Place is not null && c.Help == last?.Help)?.Place is { } place ? Shown(place) : null);
    }

    private int Unwatched()
    {
        if (_set.CheckInBy is null)
            return 0;
        var week = Rostering.Monday(_today);
        var watched = RosterTable.Between(db, week, week.AddDays(6)).Select(d => d.Planned.Agent).ToHashSet();
        return register.Agents.Count(a => !watched.Contains(a.Id) && a.Sites.Any(s => register.Sites.TryGetValue(s, out var site) && person.SeesSite(site)));
    }

    private IReadOnlyList<ClosedSiteView> Closed(IReadOnlyList<Site> sites)
    {
        var closures = SafetyTable.Closures(db);
        return [.. sites.SelectMany(s => closures.GetValueOrDefault(s.Id, []).Where(c => !(c.Until < _today)).Select(c => new ClosedSiteView(s.Code, s.Name, c.From, c.Until, c.Why)))];
    }

    private static string? Shown(string place) => place.Split(' ') is [var latitude, var longitude, ..] ? $"{latitude}, {longitude}" : null;
}
