using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Plausibility;

/// <summary>A visit as it stands in the table.</summary>
/// <param name="Index">The ledger index of the version of the record that it was read from.</param>
/// <param name="Ordinary">Whether it shows what is ordinary.</param>
internal sealed record VisitRow(long Index, Trace Trace, bool Ordinary)
{
    public Place Place => new(Trace.Agent, Trace.Site);

    public (long Day, long At, string Visit) Order => (Trace.Day.DayNumber, (Trace.Started ?? Trace.Received).Micros, Trace.Visit.ToString());
}

/// <summary>An agent at a site.</summary>
internal readonly record struct Place(ActorId Agent, SiteId Site);

/// <summary>A visit that somebody should ask about.</summary>
internal sealed record DoubtRow(SubmissionId Visit, long Index, ActorId Agent, SiteId Site, DateOnly Day, IReadOnlyList<Doubt> Doubts);

/// <summary>
/// What visits leave behind, and which of them are doubtful. Nobody can read an answer from here: answers and photos stand under keyed hashes. Of what is protected nothing stands here.
/// </summary>
internal static class VisitsTable
{
    /// <summary>Doubts are counted for a quarter: after that, nobody remembers how a visit went.</summary>
    public const int CountedDays = 91;

    public static Table[] Tables { get; } =
    [
        new("visits", ["agent", "site", Table.Number("day"), Table.Number("at"), "submission", Table.Number("idx"), Table.Number("ordinary"), Table.Bytes("trace")],
            ["agent", "site", "day", "at", "submission"], "(submission)", "(site)") { Grows = Grows.ByHash },
        new("visit_photos", [Table.Number("photo"), "submission", "agent", "site", Table.Number("day"), Table.Number("at")], ["photo", "submission"], "(submission)"),
        new("doubts", ["submission", Table.Number("idx"), "agent", "site", Table.Number("day"), "doubts"], ["submission"], "(idx)", "(agent, day)"),
    ];

    // A folder's database takes some thirty thousand values in one query.
    private const int AtOnce = 10_000;
    private const string Columns = "agent, site, day, submission, idx, ordinary, trace";

    /// <summary>The visits of an agent at a site that lie up to so many before a place in their order, and up to so many after another.</summary>
    public static List<VisitRow> Around(DbConnection db, Place place, (long Day, long At, string Visit) first, int before, (long Day, long At, string Visit) last, int after)
    {
        const string Mine = "agent = @agent and site = @site";
        var values = new { agent = place.Agent.ToString(), site = place.Site.ToString(), d1 = first.Day, a1 = first.At, v1 = first.Visit, before, d2 = last.Day, a2 = last.At, v2 = last.Visit, after };
        return
        [
            .. Rows(db, $"where {Mine} and (day, at, submission) < (@d1, @a1, @v1) order by day desc, at desc, submission desc limit @before", values),
            .. Rows(db, $"where {Mine} and (day, at, submission) >= (@d1, @a1, @v1) and (day, at, submission) <= (@d2, @a2, @v2)", values),
            .. Rows(db, $"where {Mine} and (day, at, submission) > (@d2, @a2, @v2) order by day, at, submission limit @after", values),
        ];
    }

    /// <summary>The visits that some records are.</summary>
    public static IEnumerable<VisitRow> Of(DbConnection db, IEnumerable<SubmissionId> visits) => Rows(db, $"where {Dialect.In(db, "submission", "@visits")}", new { visits = Texts(visits) });

    /// <summary>All visits to a site.</summary>
    public static IEnumerable<VisitRow> At(DbConnection db, SiteId site) => Rows(db, "where site = @site", new { site = site.ToString() });

    /// <summary>Who has photos.</summary>
    public static IEnumerable<(Place Place, Sighting Seen)> Seen(DbConnection db, IEnumerable<ulong> photos) =>
        photos.Select(Signed).Chunk(AtOnce).SelectMany(some => db.Query<(long, string, string, string, long, long)>($"select photo, submission, agent, site, day, at from visit_photos where {Dialect.In(db, "photo", "@photos")}", new { photos = some }))
            .Select(r => (new Place(new(Guid.Parse(r.Item3)), new(Guid.Parse(r.Item4))), new Sighting(Unsigned(r.Item1), new(Guid.Parse(r.Item2)), DateOnly.FromDayNumber((int)r.Item5), new(r.Item6))));

    /// <summary>Where a site is, as far as is known now.</summary>
    public static Sites.GeoPoint? SitePlace(DbConnection db, SiteId site) =>
        db.QuerySingleOrDefault<(string? Latitude, string? Longitude)>("select latitude, longitude from sites where site = @site", new { site = site.ToString() }) is ({ } latitude, { } longitude)
            && Sites.GeoPoint.TryRead($"{latitude} {longitude}", out var place) ? place : null;

    public static void Remove(Connection db, VisitRow row)
    {
        var (day, at, visit) = row.Order;
        db.Run("delete from visits where agent = $1 and site = $2 and day = $3 and at = $4 and submission = $5", row.Trace.Agent.ToString(), row.Trace.Site.ToString(), day, at, visit);
        db.Run("delete from visit_photos where submission = $1", visit);
    }

    public static void Add(Connection db, VisitRow row)
    {
        var (day, at, visit) = row.Order;
        db.Run("insert into visits (agent, site, day, at, submission, idx, ordinary, trace) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            row.Trace.Agent.ToString(), row.Trace.Site.ToString(), day, at, visit, row.Index, row.Ordinary ? 1 : 0, row.Trace.ToBytes());
        foreach (var photo in row.Trace.Photos)
            db.Run("insert into visit_photos (photo, submission, agent, site, day, at) values ($1, $2, $3, $4, $5, $6)", Signed(photo), visit, row.Trace.Agent.ToString(), row.Trace.Site.ToString(), day, at);
    }

    public static void Weigh(Connection db, VisitRow row)
    {
        var (day, at, visit) = row.Order;
        db.Run("update visits set ordinary = $6 where agent = $1 and site = $2 and day = $3 and at = $4 and submission = $5", row.Trace.Agent.ToString(), row.Trace.Site.ToString(), day, at, visit, row.Ordinary ? 1 : 0);
    }

    /// <summary>Notes what is thought of a visit; where nothing is, nothing stands.</summary>
    public static void Doubt(Connection db, VisitRow row, Judged judged)
    {
        db.Run("delete from doubts where submission = $1", row.Trace.Visit.ToString());
        if (judged.Doubtful)
            db.Run("insert into doubts (submission, idx, agent, site, day, doubts) values ($1, $2, $3, $4, $5, $6)",
                row.Trace.Visit.ToString(), row.Index, row.Trace.Agent.ToString(), row.Trace.Site.ToString(), row.Trace.Day.DayNumber, JsonSerializer.Serialize(judged.Doubts.Select(d => d with { Bits = Math.Round(d.Bits, 1) })));
    }

    /// <summary>The doubts about some records; those without are left out.</summary>
    public static IReadOnlyDictionary<SubmissionId, DoubtRow> Doubts(DbConnection db, IEnumerable<SubmissionId> visits) =>
        db.Query<(string, long, string, string, long, string)>($"select submission, idx, agent, site, day, doubts from doubts where {Dialect.In(db, "submission", "@visits")}", new { visits = Texts(visits) })
            .Select(r => new DoubtRow(new(Guid.Parse(r.Item1)), r.Item2, new(Guid.Parse(r.Item3)), new(Guid.Parse(r.Item4)), DateOnly.FromDayNumber((int)r.Item5), JsonSerializer.Deserialize<Doubt[]>(r.Item6)!))
            .ToDictionary(d => d.Visit);

    /// <summary>How many doubtful visits each agent has that speak of a day or a later one and still count.</summary>
    public static IReadOnlyDictionary<ActorId, long> ByAgent(DbConnection db, DateOnly from) =>
        db.Query<(string, long)>("select agent, count(*) from doubts where day >= @from and (select standing from submissions s where s.idx = doubts.idx) = 0 group by agent", new { from = from.DayNumber })
            .ToDictionary(r => new ActorId(Guid.Parse(r.Item1)), r => r.Item2);

    private static IEnumerable<VisitRow> Rows(DbConnection db, string where, object values) =>
        db.Query<(string, string, long, string, long, long, byte[])>($"select {Columns} from visits {where}", values).Select(r => new VisitRow(
            r.Item5, Trace.Of(new(Guid.Parse(r.Item4)), new(Guid.Parse(r.Item1)), new(Guid.Parse(r.Item2)), DateOnly.FromDayNumber((int)r.Item3), r.Item7), r.Item6 != 0));

    private static string[] Texts(IEnumerable<SubmissionId> visits) => [.. visits.Select(v => v.ToString())];

    private static long Signed(ulong photo) => unchecked((long)photo);

    private static ulong Unsigned(long photo) => unchecked((ulong)photo);
}
