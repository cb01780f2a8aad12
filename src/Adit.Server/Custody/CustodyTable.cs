using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Custody;

/// <summary>An event as the list shows it.</summary>
internal sealed record KeptEvent(long Entry, Instant At, ActorId By, CustodyRecorded Fact, bool Withdrawn);

/// <summary>What was recorded of lots and tags. Rows are only added, so that a hundred thousand events are taken in as fast as one: what a lot has become is worked out where it is asked for.</summary>
internal static class CustodyTable
{
    public static Table[] Tables { get; } =
    [
        new("custody_events", [Table.Number("idx"), "event", Table.Maybe("site"), Table.Number("at"), Table.Number("recorded"), "by_whom", Table.Number("withdrawn"), "body"], ["idx"], "(event)", "(site, at)"),
        new("custody_lots", ["lot", Table.Number("idx"), "part", Table.Maybe("tag")], ["lot", "idx"], "(tag)", "(part, idx)"),
        new("custody_tags", [Table.Number("entry"), "event", "body"], ["entry"], "(event)"),
        new("custody_holds", ["hold", Table.Number("entry"), Table.Number("since"), Table.Maybe("until", Holds.Number), Table.Maybe("released"), "body"], ["hold"]),
        new("custody_cleared", ["anomaly", Table.Number("entry"), Table.Number("at"), "by_whom", "why"], ["anomaly"]),
    ];

    public static void Apply(Connection db, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case CustodyRecorded f: Add(db, recorded, f); break;
            case CustodyWithdrawn f: db.Run("update custody_events set withdrawn = 1 where event = $1", f.Event.ToString()); break;
            case TagsRecorded f: db.Run("insert into custody_tags (entry, event, body) values ($1, $2, $3)", recorded.Index, f.Event.ToString(), JsonSerializer.Serialize(f)); break;
            case LotsHeld f:
                db.Run("insert into custody_holds (hold, entry, since, until, released, body) values ($1, $2, $3, null, null, $4)", f.Hold.ToString(), recorded.Index, recorded.At.Micros, JsonSerializer.Serialize(f));
                break;
            case LotsReleased f: db.Run("update custody_holds set until = $2, released = $3 where hold = $1 and until is null", f.Hold.ToString(), recorded.At.Micros, f.Why); break;
            case AnomalyCleared f:
                db.Run("insert into custody_cleared (anomaly, entry, at, by_whom, why) values ($1, $2, $3, $4, $5)", f.Anomaly.ToString(), recorded.Index, recorded.At.Micros, recorded.Actor.ToString(), f.Why);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(recorded));
        }
    }

    private static void Add(Connection db, Recorded recorded, CustodyRecorded told)
    {
        db.Run(
            "insert into custody_events (idx, event, site, at, recorded, by_whom, withdrawn, body) values ($1, $2, $3, $4, $5, $6, 0, $7)",
            recorded.Index, told.Event.ToString(), told.Place.Site?.ToString(), told.At.Micros, recorded.At.Micros, recorded.Actor.ToString(), JsonSerializer.Serialize(told));
        foreach (var said in told.Lots)
            db.Run("insert into custody_lots (lot, idx, part, tag) values ($1, $2, $3, $4)", said.Lot, recorded.Index, said.Part.ToString(), said.Tag);
    }

    /// <summary>An event by its id; null where there is none.</summary>
    public static KeptEvent? Find(DbConnection db, Guid id) => Read(db, "where event = @id", new { id = id.ToString() }).SingleOrDefault();

    /// <summary>All events that name one of some lots, in the order in which they came.</summary>
    public static IEnumerable<KeptEvent> Naming(DbConnection db, IEnumerable<string> lots) =>
        lots.Chunk(Most).SelectMany(some => Read(db, $"where withdrawn = 0 and idx in (select idx from custody_lots where {Dialect.In(db, "lot", "@some")})", new { some })).DistinctBy(e => e.Entry);

    /// <summary>All events at a site from a moment on.</summary>
    public static IEnumerable<KeptEvent> At(DbConnection db, SiteId site, Instant from) => Read(db, "where site = @site and at >= @from and withdrawn = 0", new { site = site.ToString(), from = from.Micros });

    /// <summary>Which of some codes are of lots that came to be under them.</summary>
    public static IEnumerable<string> Made(DbConnection db, IEnumerable<string> codes) => codes.Chunk(Most).SelectMany(some => db.Query<string>(
        $"select l.lot from custody_lots l join custody_events e on e.idx = l.idx where {Dialect.In(db, "l.lot", "@some")} and l.part = 'Made' and e.withdrawn = 0", new { some }));

    /// <summary>On which lots tags were put.</summary>
    public static IEnumerable<TagUse> Uses(DbConnection db, IEnumerable<string> tags) => tags.Chunk(Most).SelectMany(some => db.Query<(string Tag, string Lot, long At, string Event)>(
        $"select l.tag, l.lot, e.at, e.event from custody_lots l join custody_events e on e.idx = l.idx where {Dialect.In(db, "l.tag", "@some")} and e.withdrawn = 0", new { some }))
        .Select(r => new TagUse(r.Tag, r.Lot, new(r.At), Guid.Parse(r.Event)));

    /// <summary>On which lots tags of the series of a book were put.</summary>
    public static IReadOnlyList<TagUse> UsesOf(DbConnection db, TagBook book) => [.. book.Series.Distinct().SelectMany(s => db.Query<(string Tag, string Lot, long At, string Event)>(
        "select l.tag, l.lot, e.at, e.event from custody_lots l join custody_events e on e.idx = l.idx where l.tag >= @first and l.tag <= @last and e.withdrawn = 0", new { first = s.Series, last = s.Series + "~" })
        .Select(r => new TagUse(r.Tag, r.Lot, new(r.At), Guid.Parse(r.Event))))];

    /// <summary>The newest lots, those that were made last first; what nobody saw made is found by its code.</summary>
    /// <param name="before">Only those made by an entry before this one.</param>
    public static IReadOnlyList<(string Lot, long Entry)> Newest(DbConnection db, long before, int most) =>
        [.. db.Query<(string Lot, long Entry)>("select lot, idx from custody_lots where part = 'Made' and idx < @before order by idx desc, lot limit @most", new { before, most })];

    /// <summary>All that was recorded of tags.</summary>
    public static TagBook Tags(DbConnection db) => new(db.Query<string>("select body from custody_tags order by entry").Select(b => JsonSerializer.Deserialize<TagsRecorded>(b)!));

    /// <summary>Whether something was recorded of tags with an id.</summary>
    public static bool HasTags(DbConnection db, Guid id) => db.ExecuteScalar<long>("select count(*) from custody_tags where event = @id", new { id = id.ToString() }) > 0;

    /// <summary>All holds, the newest first, with why each was released.</summary>
    public static IReadOnlyList<(Hold Hold, string? Released)> All(DbConnection db) => [.. db.Query<(string Body, long Since, long? Until, string? Released)>("select body, since, until, released from custody_holds order by entry desc")
        .Select(r => (new Hold(JsonSerializer.Deserialize<LotsHeld>(r.Body)!, new(r.Since), r.Until is { } until ? new Instant(until) : null), r.Released))];

    /// <summary>Why anomalies were explained, by their ids.</summary>
    public static IReadOnlyDictionary<Guid, (string Why, Instant At)> Cleared(DbConnection db, IEnumerable<Guid> ids) => ids.Select(i => i.ToString()).Chunk(Most)
        .SelectMany(some => db.Query<(string Anomaly, string Why, long At)>($"select anomaly, why, at from custody_cleared where {Dialect.In(db, "anomaly", "@some")}", new { some })).ToDictionary(r => Guid.Parse(r.Anomaly), r => (r.Why, new Instant(r.At)));

    // As many as every database takes in one question.
    private const int Most = 500;

    private static IEnumerable<KeptEvent> Read(DbConnection db, string which, object values) => db.Query<(long Entry, long Recorded, string By, long Withdrawn, string Body)>($"select idx, recorded, by_whom, withdrawn, body from custody_events {which} order by idx", values)
        .Select(r => new KeptEvent(r.Entry, new(r.Recorded), new(Guid.Parse(r.By)), JsonSerializer.Deserialize<CustodyRecorded>(r.Body)!, r.Withdrawn != 0));
}
