using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Adit.Safety;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.People;

/// <summary>Fills a week of rosters, a page of sites at a time.</summary>
internal sealed class RosterFilling(DbConnection db, Frame frame, CurrentPerson person, Register register)
{
    private const int PageSize = 40;

    private readonly IReadOnlyDictionary<SiteId, ImmutableArray<Closure>> _closures = SafetyTable.Closures(db);

    public RosterView Fill(TableView table)
    {
        var search = table.Query.GetValueOrDefault("q", "").Trim();
        var today = DateOnly.FromDateTime(frame.Now.UtcDateTime);
        var week = Rostering.Monday(RosterRoom.TryDay(table.Query.GetValueOrDefault("week"), out var asked) ? asked : today);
        var all = register.MonitoredByName().Where(s => person.SeesSite(s) && SitesListing.Matches(s, search.Length == 0 ? null : search)).ToList();
        var start = int.TryParse(table.Query.GetValueOrDefault("after"), out var after) ? Math.Clamp(after, 0, all.Count) : 0;
        var sites = all.Skip(start).Take(PageSize).ToList();
        var lines = Lines(sites, week);
        var sums = lines.SelectMany(l => l.Days).SelectMany(d => d).GroupBy(d => d.Key).ToDictionary(g => g.Key, g => g.Count());
        return new(
            table, search, week, Week(table, week.AddDays(-7)), Week(table, week.AddDays(7)), [.. Enumerable.Range(0, 7).Select(week.AddDays)], lines,
            [.. Enum.GetValues<Attendance>().Select(Key).Where(sums.ContainsKey).Select(k => (k, sums[k]))],
            new(start == 0 ? null : table.From(Math.Max(0, start - PageSize)), start + PageSize >= all.Count ? null : table.From(start + PageSize), frame.Words.Say("roster.sites", ("n", all.Count)), ByTime: false),
            person.May(Right.KeepAgents));
    }

    /// <summary>All agent-days of the week that a day is in, for programs.</summary>
    public IReadOnlyList<RosterApi.RosterLine> Of(DateOnly day)
    {
        var week = Rostering.Monday(day);
        return
        [
            .. Lines([.. register.MonitoredByName().Where(person.SeesSite)], week)
                .SelectMany(l => l.Days.SelectMany((agents, n) => agents.Select(a => new RosterApi.RosterLine(l.Code, week.AddDays(n), a.Code, a.Key)))),
        ];
    }

    /// <summary>What is to be known about agents in the week that a day is in, for programs.</summary>
    public IReadOnlyList<AgentApi.RosterWarning> Warnings(DateOnly day) =>
        [.. Lines([.. register.MonitoredByName().Where(person.SeesSite)], Rostering.Monday(day)).SelectMany(l => l.Warnings.Select(w => new AgentApi.RosterWarning(l.Code, w.Code, w.About, w.Text)))];

    private List<RosterLineView> Lines(List<Site> sites, DateOnly week)
    {
        var ids = sites.Select(s => s.Id).ToList();
        var (set, planned, seen) = (RosterTable.Set(db, ids, week), RosterTable.Of(db, ids, week), DaysTable.SeenBy(db, ids, week, week.AddDays(7)));
        var work = register.Agents.SelectMany(a => a.Sites.Distinct().Select(s => (Site: s, Agent: a))).ToLookup(w => w.Site, w => w.Agent);
        List<ActorId> there = [.. ids.SelectMany(s => planned[s].Select(d => d.Agent).Concat(seen[s].Select(d => d.Agent)).Concat(work[s].Select(a => a.Id))).Distinct()];
        var warnings = new RosterWarnings(db, frame.Words, register, there, week.AddDays(6));
        return [.. sites.Select(site =>
        {
            var (here, arrived, isSet) = (planned[site.Id].ToHashSet(), seen[site.Id].Select(s => new RosterDay(s.Agent, s.Day)).ToHashSet(), set.Contains(site.Id));
            return new RosterLineView(
                site.Code, site.Name, isSet, [.. Enumerable.Range(0, 7).Select(n => Day(site, week.AddDays(n), isSet ? here : null, arrived))],
                [.. work[site.Id].Select(a => new OptionView(a.Id.ToString(), warnings.Named(site, a)))],
                warnings.Of(site, here.Concat(arrived).Select(d => d.Agent).Concat(isSet ? [] : work[site.Id].Select(a => a.Id))), [.. Enumerable.Range(0, 7).Select(n => IsClosed(site, week.AddDays(n)))]);
        })];
    }

    // Where nobody set a roster agents choose their days: whatever arrives is what they were to do.
    private IReadOnlyList<AgentDayView> Day(Site site, DateOnly day, HashSet<RosterDay>? roster, HashSet<RosterDay> arrived)
    {
        var planned = roster ?? arrived;
        var closed = IsClosed(site, day);
        var zone = Sheet.ZoneOf(site);
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        var end = new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
        return
        [
            .. planned.Union(arrived).Where(d => d.Day == day).Select(d => new AgentDayView(
                d.Agent.ToString(), PeopleWords.Name(register, d.Agent, frame.Words), Key(Rostering.Of(planned.Contains(d), arrived.Contains(d), closed, end, frame.Now)), roster?.Contains(d) == true))
                .OrderBy(d => d.Code, StringComparer.CurrentCulture),
        ];
    }

    private bool IsClosed(Site site, DateOnly day) => _closures.GetValueOrDefault(site.Id, []).Any(c => c.Holds(day));

    private static string Key(Attendance attendance) => attendance.ToString().ToLowerInvariant();

    private static string Week(TableView table, DateOnly week)
    {
        var kept = table.Query.Where(q => q.Key != "week").Append(new("week", week.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        return table.Path + QueryString.Create(kept!);
    }
}
