using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Submissions;

/// <summary>What each day at each site saw: which agents sent something of it, and the figures that charts draw.</summary>
internal static class DaysTable
{
    /// <summary>The figure that counts the records of a day.</summary>
    public const string Received = "records";

    public static Table[] Tables { get; } =
    [
        new("site_records", ["site", Table.Number("day"), Table.Number("idx"), Table.Maybe("ended", Holds.Number)], ["site", "day", "idx"], "(idx)") { Grows = Grows.ByHash },
        new("form_records", ["form", Table.Number("idx")], ["form", "idx"]) { Grows = Grows.ByIndex },
        new("agent_days", ["site", Table.Number("day"), "agent", Table.Number("k_from"), Table.Maybe("k_to", Holds.Number)], ["site", "day", "agent", "k_from"], "(agent, day)") { Grows = Grows.ByHash },
        new("day_figures", ["site", "figure", Table.Number("day"), Table.Number("milli")], ["site", "figure", "day"]) { Grows = Grows.ByHash },
        new("protected_sites", [Table.Bytes("site_hash"), Table.Number("idx")], ["site_hash", "idx"]),
    ];

    public static void Of(Connection db, SiteId site, DateOnly day, long index) =>
        db.Run("insert into site_records (site, day, idx) values ($1, $2, $3) on conflict do nothing", site.ToString(), day.DayNumber, index);

    public static void OfForm(Connection db, string form, long index) => db.Run("insert into form_records (form, idx) values ($1, $2) on conflict do nothing", form, index);

    /// <summary>The first record of a form about a site that came after a ledger index and counts; null where there is none.</summary>
    public static long? FirstAfter(DbConnection db, SiteId site, string form, long after) => db.QuerySingleOrDefault<long?>(
        "select f.idx from form_records f join site_records s on s.idx = f.idx where f.form = @form and f.idx > @after and s.site = @site and s.ended is null order by f.idx limit 1", new { form, after, site = site.ToString() });

    /// <summary>A record stops counting, by the fact at <paramref name="by"/>; or counts again (null).</summary>
    public static void End(Connection db, long index, long? by) => db.Run("update site_records set ended = $2 where idx = $1", index, by);

    /// <summary>The site and days that a record speaks of, and whether it counts.</summary>
    public static (SiteId Site, IReadOnlyList<DateOnly> Days, bool Counts)? About(DbConnection db, long index)
    {
        var rows = db.Query<(string Site, long Day, long? Ended)>("select site, day, ended from site_records where idx = @index order by day", new { index }).AsList();
        return rows.Count == 0 ? null : (new(Guid.Parse(rows[0].Site)), [.. rows.Select(r => DateOnly.FromDayNumber((int)r.Day))], rows[0].Ended is null);
    }

    /// <summary>The records that count and speak of one of these days, or of any where none is given; oldest entry first.</summary>
    public static IReadOnlyList<long> Counting(DbConnection db, SiteId site, IReadOnlyCollection<DateOnly>? days = null) =>
        [.. (days is null
            ? db.Query<long>("select distinct idx from site_records where site = @site and ended is null order by idx", new { site = site.ToString() })
            : db.Query<long>($"select distinct idx from site_records where site = @site and {Dialect.In(db, "day", "@days")} and ended is null order by idx", new { site = site.ToString(), days = days.Select(d => (long)d.DayNumber).ToArray() }))];

    /// <summary>The same of a span, by day.</summary>
    public static ILookup<DateOnly, long> CountingByDay(DbConnection db, SiteId site, DateOnly first, DateOnly last) =>
        db.Query<(long Day, long Index)>("select day, idx from site_records where site = @site and day >= @first and day <= @last and ended is null order by day, idx", new { site = site.ToString(), first = first.DayNumber, last = last.DayNumber })
            .ToLookup(r => DateOnly.FromDayNumber((int)r.Day), r => r.Index);

    /// <summary>Every version of a record that speaks of one of some sites on a day of a span, whether it counts or not, among the first so many entries; in their order. Protected and erased ones are none of them.</summary>
    /// <param name="last">The last day of the span.</param>
    public static IEnumerable<long> Ever(DbConnection db, IReadOnlyCollection<SiteId> sites, DateOnly from, DateOnly last, long entries) => db.Query<long>(
        $"select distinct r.idx from site_records r join submissions s on s.idx = r.idx where {Dialect.In(db, "r.site", "@sites")} and r.day >= @from and r.day <= @last and r.idx < @entries order by r.idx",
        new { sites = sites.Select(s => s.ToString()).ToArray(), from = from.DayNumber, last = last.DayNumber, entries });

    /// <summary>
    /// The records of some forms that speak of days in a span and counted as known at a ledger index, of the newest day first.
    /// </summary>
    /// <param name="forms">Ids of the forms; others are passed over unread.</param>
    public static IReadOnlyList<long> CountedAt(DbConnection db, SiteId site, IReadOnlyCollection<string> forms, DateOnly from, DateOnly until, long k, int count) =>
        [.. db.Query<long>(
            $"""
            select r.idx from site_records r join submissions s on s.idx = r.idx
            where r.site = @site and r.day >= @from and r.day < @until and r.idx <= @k and (r.ended is null or r.ended > @k) and {Dialect.In(db, "s.form", "@forms")}
            group by r.idx order by max(r.day) desc, r.idx desc limit @count
            """, new { site = site.ToString(), from = from.DayNumber, until = until.DayNumber, k, forms = forms.ToArray(), count })];

    /// <summary>How many records that count each of these sites has of a day and of all after it.</summary>
    public static IReadOnlyDictionary<SiteId, long> Records(DbConnection db, IEnumerable<SiteId> sites, DateOnly from) =>
        db.Query<(string, long)>(
            $"select site, cast(sum(milli) as bigint) / 1000 from day_figures where {Dialect.In(db, "site", "@sites")} and figure = '{Received}' and day >= @from group by site", new { sites = Texts(sites), from = from.DayNumber })
            .ToDictionary(r => new SiteId(Guid.Parse(r.Item1)), r => r.Item2);

    /// <summary>When the newest record of each of these sites came in.</summary>
    public static IReadOnlyDictionary<SiteId, Instant> LastRecords(DbConnection db, IEnumerable<SiteId> sites) =>
        db.Query<(string, long?)>(
            $"""
            select t.site, (select s.received from site_records r join submissions s on s.idx = r.idx where r.site = t.site order by r.day desc, r.idx desc limit 1)
            from sites t where {Dialect.In(db, "t.site", "@sites")}
            """, new { sites = Texts(sites) }).Where(r => r.Item2 is not null).ToDictionary(r => new SiteId(Guid.Parse(r.Item1)), r => new Instant(r.Item2!.Value));

    /// <summary>The last day that any record of a site speaks of; null where none does.</summary>
    public static DateOnly? LastDay(DbConnection db, SiteId site) =>
        db.QuerySingle<long?>("select max(day) from site_records where site = @site and ended is null", new { site = site.ToString() }) is { } day ? DateOnly.FromDayNumber((int)day) : null;

    /// <summary>The first day that any record of a site speaks of; null where none does.</summary>
    public static DateOnly? FirstDay(DbConnection db, SiteId site) =>
        db.QuerySingle<long?>("select min(day) from site_records where site = @site and ended is null", new { site = site.ToString() }) is { } day ? DateOnly.FromDayNumber((int)day) : null;

    /// <summary>The last days, newest first, that records of a site speak of.</summary>
    public static IReadOnlyList<DateOnly> LastDays(DbConnection db, SiteId site, DateOnly until, int count) =>
        [.. db.Query<long>("select distinct day from site_records where site = @site and day <= @until and ended is null order by day desc limit @count", new { site = site.ToString(), until = until.DayNumber, count })
            .Select(day => DateOnly.FromDayNumber((int)day))];

    public static void ForgetFigures(Connection db, SiteId site, DateOnly day) => db.Run("delete from day_figures where site = $1 and day = $2", site.ToString(), day.DayNumber);

    /// <summary>An agent was at a site on a day, as known from the entry <paramref name="k"/> on.</summary>
    public static void Saw(Connection db, SiteId site, DateOnly day, ActorId agent, long k) => db.Run(
        """
        insert into agent_days (site, day, agent, k_from) select $1, $2, $3, $4
        where not exists (select 1 from agent_days where site = $1 and day = $2 and agent = $3 and k_to is null)
        """,
        site.ToString(), day.DayNumber, agent.ToString(), k);

    /// <summary>After records of a day stopped or went on counting by the entry <paramref name="k"/>: an agent was there if one that counts says so; and they are counted again.</summary>
    public static void SeeAnew(Connection db, SiteId site, DateOnly day, long k)
    {
        const string counting =
            """
            from site_records r join submissions s on s.idx = r.idx where r.site = $1 and r.day = $2 and r.ended is null and s.day = $2
            """;
        const string agents = $"select distinct s.agent {counting} and s.source <> 'Historic'";
        db.Run($"insert into day_figures (site, figure, day, milli) select $1, '{Received}', $2, 1000 * count(*) {counting} having count(*) > 0", site.ToString(), day.DayNumber);
        db.Run($"update agent_days set k_to = $3 where site = $1 and day = $2 and k_to is null and agent not in ({agents})", site.ToString(), day.DayNumber, k);
        db.Run(
            $"""
            insert into agent_days (site, day, agent, k_from) select $1, $2, c.agent, $3 from ({agents}) c
            where not exists (select 1 from agent_days where site = $1 and day = $2 and agent = c.agent and k_to is null)
            """,
            site.ToString(), day.DayNumber, k);
    }

    /// <summary>Which days of a span each of these sites was seen on, by how many agents, as known at a ledger index.</summary>
    public static ILookup<SiteId, (DateOnly Day, int Agents)> Seen(DbConnection db, IEnumerable<SiteId> sites, DateOnly from, DateOnly until, long k) =>
        db.Query<(string, long, long)>(
            $"""
            select site, day, count(distinct agent) from agent_days
            where {Dialect.In(db, "site", "@sites")} and day >= @from and day < @until and k_from <= @k and (k_to is null or k_to > @k)
            group by site, day order by site, day
            """,
            new { sites = Texts(sites), from = from.DayNumber, until = until.DayNumber, k })
            .ToLookup(r => new SiteId(Guid.Parse(r.Item1)), r => (DateOnly.FromDayNumber((int)r.Item2), (int)r.Item3));

    /// <summary>Which agents sent something of which days of a span, at each of these sites, as known now.</summary>
    public static ILookup<SiteId, (ActorId Agent, DateOnly Day)> SeenBy(DbConnection db, IEnumerable<SiteId> sites, DateOnly from, DateOnly until) =>
        db.Query<(string, long, string)>(
            $"select distinct site, day, agent from agent_days where {Dialect.In(db, "site", "@sites")} and day >= @from and day < @until and k_to is null", new { sites = Texts(sites), from = from.DayNumber, until = until.DayNumber })
            .ToLookup(r => new SiteId(Guid.Parse(r.Item1)), r => (new ActorId(Guid.Parse(r.Item3)), DateOnly.FromDayNumber((int)r.Item2)));

    /// <summary>Of which days of a span, its last day with it, some agents sent something from where, as known now.</summary>
    public static IEnumerable<(ActorId Agent, SiteId Site, DateOnly Day)> Of(DbConnection db, IEnumerable<ActorId> agents, DateOnly from, DateOnly last) =>
        db.Query<(string Agent, string Site, long Day)>(
            $"select distinct agent, site, day from agent_days where {Dialect.In(db, "agent", "@agents")} and day >= @from and day <= @last and k_to is null",
            new { agents = agents.Select(a => a.ToString()).ToArray(), from = from.DayNumber, last = last.DayNumber })
            .Select(r => (new ActorId(Guid.Parse(r.Agent)), new SiteId(Guid.Parse(r.Site)), DateOnly.FromDayNumber((int)r.Day)));

    /// <summary>Whether an agent sent something of a day, of any site.</summary>
    public static bool Sent(DbConnection db, ActorId agent, DateOnly day) =>
        db.QuerySingle<long>("select count(*) from agent_days where agent = @agent and day = @day and k_to is null", new { agent = agent.ToString(), day = day.DayNumber }) > 0;

    /// <summary>The last day that each agent sent something of.</summary>
    public static IReadOnlyDictionary<ActorId, DateOnly> LastOf(DbConnection db) =>
        db.Query<(string, long?)>("select agent, (select max(day) from agent_days d where d.agent = a.agent) from agents a").Where(r => r.Item2 is not null).ToDictionary(r => new ActorId(Guid.Parse(r.Item1)), r => DateOnly.FromDayNumber((int)r.Item2!.Value));

    public static void Figure(Connection db, SiteId site, string figure, DateOnly day, long milli, bool add) => db.Run(
        "insert into day_figures (site, figure, day, milli) values ($1, $2, $3, $4) on conflict (site, figure, day) do update set milli = " + (add ? "day_figures.milli + excluded.milli" : "case when excluded.milli > day_figures.milli then excluded.milli else day_figures.milli end"),
        site.ToString(), figure, day.DayNumber, milli);

    public static IReadOnlyList<(DateOnly Day, decimal Value)> Figures(DbConnection db, SiteId site, string figure, DateOnly from) =>
        [.. db.Query<(long, long)>("select day, milli from day_figures where site = @site and figure = @figure and day >= @from order by day", new { site = site.ToString(), figure, from = from.DayNumber })
            .Select(r => (DateOnly.FromDayNumber((int)r.Item1), r.Item2 / 1000m))];

    private static string[] Texts(IEnumerable<SiteId> sites) => [.. sites.Select(s => s.ToString())];

    public static void Hold(Connection db, byte[] siteHash, long index) => db.Run("insert into protected_sites (site_hash, idx) values ($1, $2) on conflict do nothing", siteHash, index);

    public static IReadOnlyList<long> Held(DbConnection db, byte[] siteHash) => [.. db.Query<long>("select idx from protected_sites where site_hash = @siteHash order by idx", new { siteHash })];
}
