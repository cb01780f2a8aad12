using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Safety;

/// <summary>An agent's word that they are well, or their call for help.</summary>
/// <param name="At">When, by the phone's clock.</param>
/// <param name="Received">When it came in.</param>
internal sealed record CheckIn(ActorId Agent, DateOnly Day, DateTimeOffset At, Instant Received, bool Help, string? Place, SiteId? Site);

/// <summary>How agents are looked after: what is asked of them, what they said of themselves, and which sites are closed.</summary>
internal static class SafetyTable
{
    private static readonly SafetySet Nothing = new(null, "", []);

    public static Table[] Tables { get; } =
    [
        new("safety", [Table.Number("idx"), Table.Number("at"), Table.Maybe("check_in_by", Holds.Number), "help_phone", "duty"], ["idx"]),
        new("check_ins", ["agent", Table.Number("day"), "at", Table.Number("received"), Table.Number("help"), Table.Maybe("place"), Table.Maybe("site")], ["agent", "day", "at", "help"], "(day)"),
        new("closures", ["site", Table.Number("idx"), Table.Number("from_day"), Table.Maybe("until_day", Holds.Number), Table.Maybe("why")], ["site", "idx"]),
    ];

    public static void Apply(Connection db, Recorded recorded, SafetySet set)
    {
        db.Run("delete from safety");
        db.Run("insert into safety (idx, at, check_in_by, help_phone, duty) values ($1, $2, $3, $4, $5)",
            recorded.Index, recorded.At.Micros, set.CheckInBy is { } by ? (long)by.ToTimeSpan().TotalMinutes : null, set.HelpPhone, JsonSerializer.Serialize(set.Duty, JsonSerializerOptions.Web));
    }

    public static void Apply(Connection db, Recorded recorded, CheckedIn said) => db.Run(
        "insert into check_ins (agent, day, at, received, help, place, site) values ($1, $2, $3, $4, $5, $6, $7) on conflict (agent, day, at, help) do update set place = coalesce(check_ins.place, excluded.place)",
        said.Agent.ToString(), said.Day.DayNumber, Text(said.At), recorded.At.Micros, said.Help ? 1 : 0, said.Place, said.Site?.ToString());

    public static void Apply(Connection db, long index, SiteClosed closed) => db.Run(
        "insert into closures (site, idx, from_day, until_day, why) values ($1, $2, $3, $4, $5)", closed.Site.ToString(), index, closed.From.DayNumber, closed.Until?.DayNumber, closed.Why);

    public static void Apply(Connection db, long index, SiteReopened reopened) =>
        db.Run("insert into closures (site, idx, from_day) values ($1, $2, $3)", reopened.Site.ToString(), index, reopened.From.DayNumber);

    /// <summary>What holds now.</summary>
    public static SafetySet Set(DbConnection db) => SetWithTime(db).Set;

    /// <summary>What holds now, and since when.</summary>
    public static (SafetySet Set, Instant Since) SetWithTime(DbConnection db) =>
        db.Query<(long At, long? By, string Phone, string Duty)>("select at, check_in_by, help_phone, duty from safety").Select(r => (new SafetySet(
            r.By is { } minutes ? TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minutes)) : null, r.Phone, JsonSerializer.Deserialize<ImmutableArray<DutyOfficer>>(r.Duty, JsonSerializerOptions.Web)), new Instant(r.At)))
            .DefaultIfEmpty((Nothing, default)).First();

    /// <summary>Whether this was said before: a phone sends again what it heard no answer to. A call for help is no word of being well, and where the phone is may be new.</summary>
    public static bool Has(DbConnection db, ActorId agent, DateTimeOffset at, bool help, string? place) =>
        db.QuerySingle<long>("select count(*) from check_ins where agent = @agent and at = @at and help = @help and (place is not null or @bare = 1)",
            new { agent = agent.ToString(), at = Text(at), help = help ? 1 : 0, bare = place is null ? 1 : 0 }) > 0;

    /// <summary>What agents said of themselves from a day on, the newest of each agent and day last.</summary>
    public static IReadOnlyList<CheckIn> Since(DbConnection db, DateOnly day) =>
        [.. db.Query<(string, long, string, long, long, string?, string?)>("select agent, day, at, received, help, place, site from check_ins where day >= @day order by agent, day, received, at", new { day = day.DayNumber })
            .Select(r => new CheckIn(
                new(Guid.Parse(r.Item1)), DateOnly.FromDayNumber((int)r.Item2), DateTimeOffset.Parse(r.Item3, CultureInfo.InvariantCulture), new(r.Item4), r.Item5 != 0, r.Item6, r.Item7 is { } site ? new(Guid.Parse(site)) : null))];

    /// <summary>When sites are closed that ever were, in order.</summary>
    public static IReadOnlyDictionary<SiteId, ImmutableArray<Closure>> Closures(DbConnection db) => Closures(db, "where idx <= @k", new { k = long.MaxValue });

    /// <summary>When a site is closed, in order, as known at a ledger index.</summary>
    public static ImmutableArray<Closure> Closures(DbConnection db, SiteId site, long k = long.MaxValue) =>
        Closures(db, "where site = @site and idx <= @k", new { site = site.ToString(), k }).GetValueOrDefault(site, []);

    private static Dictionary<SiteId, ImmutableArray<Closure>> Closures(DbConnection db, string which, object values)
    {
        var closures = new Dictionary<SiteId, ImmutableArray<Closure>>();
        foreach (var (text, from, until, why) in db.Query<(string, long, long?, string?)>($"select site, from_day, until_day, why from closures {which} order by site, idx", values))
        {
            var (site, first) = (new SiteId(Guid.Parse(text)), DateOnly.FromDayNumber((int)from));
            var before = closures.GetValueOrDefault(site, []);
            closures[site] = why is null ? Closure.After(before, new SiteReopened(site, first))
                : Closure.After(before, new SiteClosed(site, first, until is { } last ? DateOnly.FromDayNumber((int)last) : null, why));
        }
        return closures;
    }

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);
}
