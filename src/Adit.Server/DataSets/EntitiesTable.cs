using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.DataSets;

/// <summary>Which entity: of which data set, and its id.</summary>
internal readonly record struct EntityKey(string DataSet, Guid Id)
{
    public string Entity => Id.ToString("D");
}

/// <summary>An entity as lists show it.</summary>
/// <param name="Changed">The ledger index of its last step.</param>
/// <param name="ChangedAt">When that was.</param>
/// <param name="WaitsUntil">When something will be applied to it though what that follows has not come; null where nothing will.</param>
internal sealed record EntityRow(
    EntityKey Key, EntityStands Stands, int Version, string Label, IReadOnlyDictionary<string, string> Values, SiteId? Site, ActorId Maker, EntityConflict Conflict, long Changed, Instant ChangedAt, Instant? WaitsUntil)
{
    /// <summary>Under which it is listed: its site, or whoever made it.</summary>
    public string Place => Site?.ToString() ?? Maker.ToString();

    public static EntityRow Of(EntityKey key, Entity entity) => new(
        key, entity.Stands, entity.Version, entity.Label, entity.Values, entity.Site, entity.Maker, entity.Conflict, entity.Changed, entity.ChangedAt, entity.WaitsUntil);
}

/// <summary>
/// What happened to entities, and how they stand: as the ledger's own times have it. Rows of which something is overdue since are read again where the time of day counts.
/// </summary>
internal static class EntitiesTable
{
    private const string Columns = "entity, dataset, place, sited, maker, stands, version, label, held, conflict, changed, changed_at, waits_until";

    // A folder's database takes some thirty thousand values in one query.
    private const int AtOnce = 10_000;

    public static Table[] Tables { get; } =
    [
        new("entity_events", ["entity", "dataset", Table.Number("idx"), Table.Number("n"), Table.Number("at"), "actor", "act", Table.Maybe("submission"), Table.Maybe("ask"), "note"],
            ["entity", "dataset", "idx", "n"], "(submission)") { Grows = Grows.ByHash },
        new("entities",
            ["entity", "dataset", "place", Table.Number("sited"), "maker", Table.Number("stands"), Table.Number("version"), "label", "held", Table.Number("conflict"), Table.Number("changed"), Table.Number("changed_at"), Table.Maybe("waits_until", Holds.Number)],
            ["entity", "dataset"], "(dataset, place, changed)", "(dataset, changed)", "(dataset, conflict, changed)", "(waits_until)") { Grows = Grows.ByHash },
        new("entity_counts", ["dataset", "place", Table.Number("sited"), Table.Number("held"), Table.Number("conflicts")], ["dataset", "place", "sited"]),
    ];

    public static void Add(Connection db, EntityKey key, int n, EntityEvent one) => db.Run(
        "insert into entity_events (entity, dataset, idx, n, at, actor, act, submission, ask, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        key.Entity, key.DataSet, one.Index, n, one.At.Micros, one.By.ToString(), one.Act.ToString(), one.Record?.ToString(), one.Ask is null ? null : JsonSerializer.Serialize(one.Ask), one.Ask?.Row ?? one.Note);

    /// <summary>Writes how an entity stands, and counts it.</summary>
    /// <param name="before">As it stood; null where it is new.</param>
    public static void Keep(Connection db, EntityRow row, EntityRow? before)
    {
        db.Run(
            """
            insert into entities (entity, dataset, place, sited, maker, stands, version, label, held, conflict, changed, changed_at, waits_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            on conflict (entity, dataset) do update set place = excluded.place, sited = excluded.sited, maker = excluded.maker, stands = excluded.stands, version = excluded.version, label = excluded.label,
                held = excluded.held, conflict = excluded.conflict, changed = excluded.changed, changed_at = excluded.changed_at, waits_until = excluded.waits_until
            """,
            row.Key.Entity, row.Key.DataSet, row.Place, row.Site is null ? 0 : 1, row.Maker.ToString(), (int)row.Stands, row.Version, row.Label, JsonSerializer.Serialize(row.Values), (int)row.Conflict, row.Changed,
            row.ChangedAt.Micros, row.WaitsUntil?.Micros);
        if (before is not null)
            Count(db, before, -1);
        Count(db, row, 1);
        // A place where nothing is left is as if nothing had been there.
        if (before is not null)
            db.Run("delete from entity_counts where dataset = $1 and place = $2 and held = 0", before.Key.DataSet, before.Place);
    }

    private static void Count(Connection db, EntityRow row, int by)
    {
        if (row.Stands == EntityStands.Here)
            db.Run(
                """
                insert into entity_counts (dataset, place, sited, held, conflicts) values ($1, $2, $3, $4, $5)
                on conflict (dataset, place, sited) do update set held = entity_counts.held + excluded.held, conflicts = entity_counts.conflicts + excluded.conflicts
                """, row.Key.DataSet, row.Place, row.Site is null ? 0 : 1, by, row.Conflict == EntityConflict.None ? 0 : by);
    }

    /// <summary>All that happened to some entities, in the order of the ledger.</summary>
    public static ILookup<EntityKey, EntityEvent> Events(DbConnection db, IReadOnlyCollection<EntityKey> keys) =>
        keys.Select(k => k.Entity).Distinct().Chunk(AtOnce).SelectMany(some => db.Query<(string Entity, string DataSet, long Index, long At, string Actor, string Act, string? Record, string? Ask, string Note)>(
            $"select entity, dataset, idx, at, actor, act, submission, ask, note from entity_events where {Dialect.In(db, "entity", "@some")} order by entity, dataset, idx, n", new { some }))
            .ToLookup(r => new EntityKey(r.DataSet, Guid.Parse(r.Entity)), r => new EntityEvent(
                r.Index, new(r.At), new(Guid.Parse(r.Actor)), Enum.Parse<EntityAct>(r.Act), r.Record is null ? null : new SubmissionId(Guid.Parse(r.Record)),
                r.Ask is null ? null : JsonSerializer.Deserialize<EntityAsk>(r.Ask), r.Note));

    /// <summary>What some records asked in any of their versions: of which entity, in which row.</summary>
    public static ILookup<SubmissionId, (EntityKey Key, string Row)> Asked(DbConnection db, IEnumerable<SubmissionId> records) =>
        records.Select(r => r.ToString()).Distinct().Chunk(AtOnce).SelectMany(some => db.Query<(string Record, string Entity, string DataSet, string Row)>(
            $"select distinct submission, entity, dataset, note from entity_events where {Dialect.In(db, "submission", "@some")} and act = 'Asked' order by submission, dataset, entity, note", new { some }))
            .ToLookup(r => new SubmissionId(Guid.Parse(r.Record)), r => (new EntityKey(r.DataSet, Guid.Parse(r.Entity)), r.Row));

    /// <summary>Some entities as they stand; those that nobody asked anything of are left out.</summary>
    public static IReadOnlyDictionary<EntityKey, EntityRow> Find(DbConnection db, IReadOnlyCollection<EntityKey> keys)
    {
        var wanted = keys.ToHashSet();
        return keys.Select(k => k.Entity).Distinct().Chunk(AtOnce).SelectMany(some => Rows(db, $"where {Dialect.In(db, "entity", "@some")}", new { some })).Where(r => wanted.Contains(r.Key)).ToDictionary(r => r.Key);
    }

    /// <summary>The entities with some ids, of whatever data set, as they stand at a time.</summary>
    public static IEnumerable<EntityRow> ById(DbConnection db, IReadOnlyCollection<Guid> ids, Instant now) =>
        ids.Count == 0 ? [] : Now(db, [.. Rows(db, $"where {Dialect.In(db, "entity", "@ids")}", new { ids = ids.Select(i => i.ToString("D")).ToArray() })], now);

    /// <summary>The entities of a data set that lie at some places, as they stand at a time.</summary>
    public static IEnumerable<EntityRow> At(DbConnection db, string dataset, IReadOnlyCollection<string> places, Instant now) =>
        places.Count == 0 ? [] : Now(db, [.. Rows(db, $"where dataset = @dataset and {Dialect.In(db, "place", "@places")}", new { dataset, places = places.ToArray() })], now);

    /// <summary>A page of a data set, changed last first.</summary>
    /// <param name="places">Null for all.</param>
    /// <param name="conflict">Only those that two people changed without knowing of each other.</param>
    public static IReadOnlyList<EntityRow> Page(DbConnection db, string dataset, IReadOnlyCollection<string>? places, bool conflict, (long Changed, string Entity)? before, int count, Instant now) =>
        places is { Count: 0 } ? [] : [.. Now(db, [.. Rows(db,
            $"""
            where dataset = @dataset and stands <> 0 {(places is null ? "" : "and " + Dialect.In(db, "place", "@places"))} {(conflict ? "and conflict > 0" : "")}
            {(before is null ? "" : "and (changed < @changed or (changed = @changed and entity > @entity))")} order by changed desc, entity limit @count
            """, new { dataset, places = places?.ToArray(), changed = before?.Changed, entity = before?.Entity, count })], now)];

    /// <summary>How many there are at each place, and how many of them are in conflict.</summary>
    public static IReadOnlyList<(string DataSet, string Place, bool Sited, long Held, long Conflicts)> Counts(DbConnection db) =>
        [.. db.Query<(string, string, long, long, long)>("select dataset, place, sited, held, conflicts from entity_counts order by dataset, place, sited").Select(r => (r.Item1, r.Item2, r.Item3 != 0, r.Item4, r.Item5))];

    /// <summary>Those of which something is overdue at a time.</summary>
    public static IReadOnlyList<EntityKey> Overdue(DbConnection db, Instant now) =>
        [.. db.Query<(string Entity, string DataSet)>("select entity, dataset from entities where waits_until <= @now", new { now = now.Micros }).Select(r => new EntityKey(r.DataSet, Guid.Parse(r.Entity)))];

    /// <summary>When the next thing is overdue; null where nothing waits.</summary>
    public static Instant? NextDeadline(DbConnection db) => db.QuerySingle<long?>("select min(waits_until) from entities where waits_until is not null") is { } micros ? new Instant(micros) : null;

    // The rows stand as the ledger's times have it; what is overdue by now is worked out again.
    private static IEnumerable<EntityRow> Now(DbConnection db, IReadOnlyList<EntityRow> rows, Instant now)
    {
        var late = rows.Where(r => r.WaitsUntil <= now).Select(r => r.Key).ToList();
        if (late.Count == 0)
            return rows;
        var events = Events(db, late);
        return rows.Select(r => r.WaitsUntil <= now ? EntityRow.Of(r.Key, Folding.Of(events[r.Key], now)) : r);
    }

    private static IEnumerable<EntityRow> Rows(DbConnection db, string which, object values) => db.Query<Stored>($"select {Columns} from entities {which}", values).Select(r => r.ToRow());

    private sealed record Stored(
        string Entity, string Dataset, string Place, long Sited, string Maker, long Stands, long Version, string Label, string Held, long Conflict, long Changed, long Changed_At, long? Waits_Until)
    {
        public EntityRow ToRow() => new(
            new(Dataset, Guid.Parse(Entity)), (EntityStands)Stands, (int)Version, Label, JsonSerializer.Deserialize<ImmutableSortedDictionary<string, string>>(Held)!, Sited == 0 ? null : new SiteId(Guid.Parse(Place)),
            new(Guid.Parse(Maker)), (EntityConflict)Conflict, Changed, new(Changed_At), Waits_Until is { } micros ? new Instant(micros) : null);
    }
}
