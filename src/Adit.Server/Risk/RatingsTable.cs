using System.Data.Common;
using Adit.Storage;
using Dapper;

namespace Adit.Risk;

/// <summary>
/// Ratings as intervals of days (V) and of ledger indexes (K), and the state that the next record continues from. What holds as far as is known now is a table of
/// its own: few rows a site however long it is monitored, which lie together. What was known before stands in the order in which it ended, so that old rows lie still.
/// </summary>
internal static class RatingsTable
{
    // The pieces in which the timelines of a site are put away: see SiteTimelines.
    private const int Now = 0, Before = 1;

    private static Column[] Rated =>
        [Table.Number("state"), Table.Number("level"), Table.Number("grade"), Table.Number("since"), Table.Maybe("last_look", Holds.Number), Table.Number("first_k"), Table.Number("adverse")];

    public static Table[] Tables { get; } =
    [
        new("ratings",
            ["site", "indicator", Table.Number("v_from"), Table.Number("v_to"), Table.Number("k_from"), .. Rated], ["site", "indicator", "v_from"]),
        new("former_ratings",
            [Table.Number("k_to"), "site", "indicator", Table.Number("v_from"), Table.Number("v_to"), Table.Number("k_from"), .. Rated], ["k_to", "site", "indicator", "v_from", "k_from"], "(site)") { Grows = Grows.ByIndex },
        new("timelines", ["site", Table.Number("part"), Table.Bytes("state")], ["site", "part"]),
        new("assessed", [Table.Number("one"), Table.Number("next")], ["one"]),
    ];

    /// <summary>Ends a row. One that the same entry made (an edit takes back and says anew) was never known to anybody, and goes.</summary>
    public static void Close(Connection db, SiteId site, string indicator, RatingRow row)
    {
        db.Run("delete from ratings where site = $1 and indicator = $2 and v_from = $3", site.ToString(), indicator, row.From.DayNumber);
        if (row.KTo != row.KFrom)
            Add(db, site, indicator, row);
    }

    /// <summary>Adds a row that holds as known now, or one that did and ended.</summary>
    public static void Add(Connection db, SiteId site, string indicator, RatingRow row)
    {
        var holds = row.KTo == RatingRow.StillKnown;
        object?[] values =
        [
            site.ToString(), indicator, row.From.DayNumber, row.KFrom, row.To.DayNumber, (int)row.Rating.State, (int)row.Rating.Level, (int)row.Rating.Grade, row.Rating.Since.DayNumber, row.Rating.LastLook?.DayNumber,
            row.Rating.FirstK, row.Adverse,
        ];
        if (holds)
            db.Run("insert into ratings (site, indicator, v_from, k_from, v_to, state, level, grade, since, last_look, first_k, adverse) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", values);
        else
            db.Run("insert into former_ratings (site, indicator, v_from, k_from, v_to, state, level, grade, since, last_look, first_k, adverse, k_to) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                [.. values, row.KTo]);
    }

    /// <summary>Puts the timelines of a site away.</summary>
    /// <param name="before">What is of earlier months; null where that is as it was.</param>
    public static void Keep(Connection db, SiteId site, byte[] now, byte[]? before)
    {
        Keep(Now, now);
        if (before is not null)
            Keep(Before, before);

        void Keep(int part, byte[] state) =>
            db.Run("insert into timelines (site, part, state) values ($1, $2, $3) on conflict (site, part) do update set state = excluded.state", site.ToString(), part, state);
    }

    public static void Move(Connection db, long next) => db.Run("insert into assessed (one, next) values (1, $1) on conflict (one) do update set next = excluded.next", next);

    /// <summary>The first ledger index that is not rated yet.</summary>
    public static long Next(DbConnection db) => db.QuerySingle<long>("select coalesce(max(next), 0) from assessed");

    /// <summary>The timelines of some sites as they were put away; sites that have none are left out.</summary>
    public static IReadOnlyDictionary<SiteId, (byte[] Now, byte[] Before)> Kept(DbConnection db, IEnumerable<SiteId> sites) =>
        db.Query<(string Site, long, byte[] State)>(
            $"select site, part, state from timelines where {Dialect.In(db, "site", "@sites")} order by site, part", new { sites = sites.Select(s => s.ToString()).ToArray() })
            .GroupBy(p => p.Site, p => p.State).ToDictionary(p => new SiteId(Guid.Parse(p.Key)), p => (p.First(), p.Last()));

    /// <summary>The same of one; null where it has none.</summary>
    public static (byte[] Now, byte[] Before)? Kept(DbConnection db, SiteId site) => Kept(db, [site]).TryGetValue(site, out var kept) ? kept : null;

    /// <summary>A site's rows that hold as known at a ledger index, by indicator.</summary>
    public static ILookup<string, RatingRow> Of(DbConnection db, SiteId site, long k) =>
        db.Query<Row>(Known("site = @site"), new { site = site.ToString(), k }).ToLookup(r => r.Indicator, r => r.ToRow());

    /// <summary>The rows of some sites that hold on a day as known at a ledger index.</summary>
    public static ILookup<SiteId, (string Indicator, RatingRow Row)> On(DbConnection db, IEnumerable<SiteId> sites, DateOnly v, long k) =>
        db.Query<Row>(
            Known($"{Dialect.In(db, "site", "@sites")} and v_from <= @v and v_to > @v"),
            new { sites = sites.Select(s => s.ToString()).ToArray(), v = v.DayNumber, k })
            .ToLookup(r => new SiteId(Guid.Parse(r.Site)), r => (r.Indicator, r.ToRow()));

    /// <summary>Whether an entry ended a finding of S1 or S2 at a site that stood on a day: it was open as known before the entry, and is not as known with it.</summary>
    public static bool EndedSerious(DbConnection db, SiteId site, DateOnly day, long k)
    {
        if (!db.Query<string>("select indicator from former_ratings where k_to = @k and site = @site and state = @open and level >= @serious limit 1",
            new { k, site = site.ToString(), open = (long)RatingState.Open, serious = (long)Severity.S2 }).Any())
            return false;
        var after = Serious(db, site, day, k).ToHashSet();
        return Serious(db, site, day, k - 1).Any(i => !after.Contains(i));
    }

    /// <summary>The indicators that stand open at S1 or S2 at a site on a day, as known at a ledger index.</summary>
    public static IEnumerable<string> Serious(DbConnection db, SiteId site, DateOnly day, long k) =>
        On(db, [site], day, k)[site].Where(r => r.Row.Rating is { State: RatingState.Open, Level: >= Severity.S2 }).Select(r => r.Indicator);

    // What ended is looked at only where an earlier state of knowledge is asked for: as known now, none of it holds.
    private static string Known(string which) =>
        $"""
        select {Columns}, k_to from former_ratings where {which} and k_from <= @k and k_to > @k and @k < (select coalesce(max(next), 0) - 1 from assessed)
        union all select {Columns}, {RatingRow.StillKnown} from ratings where {which} and k_from <= @k
        """;

    private const string Columns = "site, indicator, v_from, k_from, v_to, state, level, grade, since, last_look, first_k, adverse";

    private sealed record Row(string Site, string Indicator, long V_From, long K_From, long V_To, long State, long Level, long Grade, long Since, long? Last_Look, long First_K, long Adverse, long K_To)
    {
        public RatingRow ToRow() => new(
            Day(V_From), Day(V_To), K_From, K_To, new((RatingState)State, (Severity)Level, (Grade)Grade, Day(Since), Last_Look is { } look ? Day(look) : null, First_K), (int)Adverse);

        private static DateOnly Day(long number) => DateOnly.FromDayNumber((int)number);
    }
}
