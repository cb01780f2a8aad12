using System.Collections.Immutable;
using System.Data.Common;
using Adit.People;
using Adit.Submissions;

namespace Adit.Sites;

/// <summary>How a day was covered.</summary>
internal enum DayCover
{
    /// <summary>An agent was planned and none sent anything.</summary>
    NotObserved,

    /// <summary>An agent sent something of this day.</summary>
    Observed,

    /// <summary>Nobody was planned, or the week's agent-days were done already.</summary>
    NotPlanned,
}

/// <summary>Agent-days at a site over a span: what was done of what was planned, and each day.</summary>
/// <param name="Days">From <paramref name="From"/> on, without gaps.</param>
internal sealed record AgentDays(DateOnly From, ImmutableArray<DayCover> Days, int Done, int Planned)
{
    public const int Span = 30;

    /// <summary>Done of planned, at most 1; null where nothing was planned.</summary>
    public decimal? Share => Planned == 0 ? null : Math.Min(1, (decimal)Done / Planned);

    /// <summary>The days up to and with <paramref name="last"/>, as known at the ledger index <paramref name="k"/>.</summary>
    public static AgentDays Of(DbConnection db, Site site, DateOnly last, long k, int span = Span) => Of(db, [site], last, k, span)[site.Id];

    /// <summary>The same for many sites, read at once.</summary>
    public static IReadOnlyDictionary<SiteId, AgentDays> Of(DbConnection db, IReadOnlyCollection<Site> sites, DateOnly last, long k, int span = Span)
    {
        var from = last.AddDays(1 - span);
        var ids = sites.Select(s => s.Id).ToList();
        var (seen, plans) = (DaysTable.Seen(db, ids, Monday(from), Monday(last).AddDays(7), k), PeopleTable.Plans(db, ids, k));
        return sites.ToDictionary(s => s.Id, s => Of(s, from, span, seen[s.Id], plans[s.Id]));
    }

    private static AgentDays Of(Site site, DateOnly from, int span, IEnumerable<(DateOnly Day, int Agents)> seen, IEnumerable<Plan> plans)
    {
        var zone = Sheet.ZoneOf(site);
        var here = plans.Select(p => (From: Day(p.From, zone), Until: p.Until is { } end ? Day(end, zone) : DateOnly.MaxValue, p.DaysAWeek)).ToList();
        var agents = seen.ToDictionary(s => s.Day, s => s.Agents);
        var days = ImmutableArray.CreateBuilder<DayCover>(span);
        var (done, sevenths) = (0, 0);
        for (var i = 0; i < span; i++)
        {
            var day = from.AddDays(i);
            var weekly = here.Where(p => p.From <= day && day < p.Until).Sum(p => p.DaysAWeek);
            done += agents.GetValueOrDefault(day);
            sevenths += weekly;
            days.Add(agents.ContainsKey(day) ? DayCover.Observed : weekly == 0 || WeekDone(agents, day) >= weekly ? DayCover.NotPlanned : DayCover.NotObserved);
        }
        return new(from, days.MoveToImmutable(), done, (int)Math.Round(sevenths / 7m, MidpointRounding.AwayFromZero));
    }

    // A plan says how many days a week, not which ones; a week that has them all owes no further day.
    private static int WeekDone(Dictionary<DateOnly, int> agents, DateOnly day) => Enumerable.Range(0, 7).Sum(i => agents.GetValueOrDefault(Monday(day).AddDays(i)));

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static DateOnly Day(Instant at, TimeZoneInfo zone) => Risk.Clock.DayOf(at.ToDateTimeOffset(), zone);
}
