using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.People;

/// <summary>Who is to be where on which day, by the rosters that were set; and what the office wrote to agents.</summary>
internal static class RosterTable
{
    public static Table[] Tables { get; } =
    [
        new("roster_weeks", ["site", Table.Number("week")], ["site", "week"]),
        new("roster_days", ["site", Table.Number("day"), "agent"], ["site", "day", "agent"], "(agent, day)", "(day)"),
        new("messages", ["agent", Table.Number("idx"), "text", Table.Number("at")], ["agent", "idx"]),
    ];

    public static void Apply(Connection db, RosterSet set)
    {
        db.Run("delete from roster_days where site = $1 and day >= $2 and day < $3", set.Site.ToString(), set.Week.DayNumber, set.Week.DayNumber + 7);
        foreach (var day in set.Days.Distinct())
            db.Run("insert into roster_days (site, day, agent) values ($1, $2, $3)", set.Site.ToString(), day.Day.DayNumber, day.Agent.ToString());
        db.Run("insert into roster_weeks (site, week) values ($1, $2) on conflict do nothing", set.Site.ToString(), set.Week.DayNumber);
    }

    public static void Apply(Connection db, Recorded recorded, MessageSent message) =>
        db.Run("insert into messages (agent, idx, text, at) values ($1, $2, $3, $4)", message.Agent.ToString(), recorded.Index, message.Text, recorded.At.Micros);

    /// <summary>The sites of some for which a week's roster was set.</summary>
    public static IReadOnlySet<SiteId> Set(DbConnection db, IEnumerable<SiteId> sites, DateOnly week) =>
        db.Query<string>($"select site from roster_weeks where {Dialect.In(db, "site", "@sites")} and week = @week", new { sites = Texts(sites), week = week.DayNumber }).Select(s => new SiteId(Guid.Parse(s))).ToHashSet();

    /// <summary>Who is to be at each of some sites in a week.</summary>
    public static ILookup<SiteId, RosterDay> Of(DbConnection db, IEnumerable<SiteId> sites, DateOnly week) =>
        db.Query<(string Site, long Day, string Agent)>(
            $"select site, day, agent from roster_days where {Dialect.In(db, "site", "@sites")} and day >= @from and day < @until order by site, day, agent",
            new { sites = Texts(sites), from = week.DayNumber, until = week.DayNumber + 7 })
            .ToLookup(r => new SiteId(Guid.Parse(r.Site)), r => new RosterDay(new(Guid.Parse(r.Agent)), DateOnly.FromDayNumber((int)r.Day)));

    /// <summary>Who is to be at which site on the days of a span, its last day with it.</summary>
    public static IReadOnlyList<(SiteId Site, RosterDay Planned)> Between(DbConnection db, DateOnly from, DateOnly last) =>
        [.. db.Query<(string Site, long Day, string Agent)>("select site, day, agent from roster_days where day >= @from and day <= @last order by day, agent, site", new { from = from.DayNumber, last = last.DayNumber })
            .Select(r => (new SiteId(Guid.Parse(r.Site)), new RosterDay(new(Guid.Parse(r.Agent)), DateOnly.FromDayNumber((int)r.Day))))];

    /// <summary>On which days of a span, its last day with it, some agents are to be where.</summary>
    public static IEnumerable<(ActorId Agent, SiteId Site, DateOnly Day)> Of(DbConnection db, IEnumerable<ActorId> agents, DateOnly from, DateOnly last) =>
        db.Query<(string Agent, string Site, long Day)>(
            $"select agent, site, day from roster_days where {Dialect.In(db, "agent", "@agents")} and day >= @from and day <= @last",
            new { agents = agents.Select(a => a.ToString()).ToArray(), from = from.DayNumber, last = last.DayNumber })
            .Select(r => (new ActorId(Guid.Parse(r.Agent)), new SiteId(Guid.Parse(r.Site)), DateOnly.FromDayNumber((int)r.Day)));

    /// <summary>What the office wrote to an agent after a ledger index, the oldest first.</summary>
    public static IReadOnlyList<(long Index, string Text, Instant At)> Messages(DbConnection db, ActorId agent, long after, int count) =>
        [.. db.Query<(long, string, long)>("select idx, text, at from messages where agent = @agent and idx > @after order by idx limit @count", new { agent = agent.ToString(), after, count })
            .Select(r => (r.Item1, r.Item2, new Instant(r.Item3)))];

    private static string[] Texts(IEnumerable<SiteId> sites) => [.. sites.Select(s => s.ToString())];
}
