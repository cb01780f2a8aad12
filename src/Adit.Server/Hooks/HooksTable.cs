using System.Data.Common;
using System.Text.Json;
using Adit.Storage;
using Dapper;

namespace Adit.Hooks;

/// <summary>A webhook that is set.</summary>
/// <param name="First">The ledger index at which it was first set.</param>
internal sealed record Hook(HookSet Set, long First);

/// <summary>How far a webhook is.</summary>
/// <param name="Next">The first ledger index that was not looked at for it.</param>
/// <param name="Last">The number of its newest event; 0 for none.</param>
/// <param name="Told">The number of the last event that was taken.</param>
/// <param name="Tries">How often the next one was tried in vain.</param>
/// <param name="Due">When it is tried at the earliest.</param>
/// <param name="Failing">Since when it is tried in vain.</param>
/// <param name="Failed">Why, as a code.</param>
internal sealed record HookQueue(long Next, long Last, long Told, int Tries, Instant Due, Instant? Failing, string? Failed)
{
    /// <summary>Nothing was looked at yet.</summary>
    public static HookQueue Begun(long next) => new(next, 0, 0, 0, new(0), null, null);
}

/// <summary>An event of a webhook. What it says are ids and an address, never an answer, a name or a place.</summary>
/// <param name="Number">Its own count, from 1: the ledger's would tell how much others do.</param>
/// <param name="Report">Of an event about a report: what it is about.</param>
/// <param name="Version">Its version.</param>
/// <param name="Data">What it says, as JSON.</param>
internal sealed record HookEvent(Guid Hook, long Number, string Type, Instant At, ReportId? Report, int Version, string Data);

/// <summary>A try to deliver; failed is null where it was taken.</summary>
internal sealed record HookTry(long Number, string Type, Instant At, string? Failed);

/// <summary>
/// Webhooks; and beside the ledger their events in order, how far each is, and every try (decisions, 1: delivery attempts). An event is numbered once and stays, so that it can be sent again from any point.
/// </summary>
internal static class HooksTable
{
    public static Table Table { get; } = new("hooks", ["hook", Table.Number("first"), "body"], ["hook"]);

    public static Table[] Kept { get; } =
    [
        new("hook_queues",
            ["hook", Table.Number("next"), Table.Number("last"), Table.Number("told"), Table.Number("tries"), Table.Number("due"), Table.Maybe("failing", Holds.Number), Table.Maybe("failed")], ["hook"]),
        new("hook_events", ["hook", Table.Number("number"), "type", Table.Number("at"), Table.Maybe("report"), Table.Number("version"), "data"], ["hook", "number"]),
        new("hook_tries", ["hook", Table.Number("at"), Table.Number("number"), "type", Table.Maybe("failed")], ["hook", "at", "number"]),
    ];

    public static void Apply(Connection db, long index, HookSet set) => db.Run(
        "insert into hooks (hook, first, body) values ($1, $2, $3) on conflict (hook) do update set body = excluded.body", set.Hook.ToString(), index, JsonSerializer.Serialize(set));

    public static void Apply(Connection db, HookRemoved removed) => db.Run("delete from hooks where hook = $1", removed.Hook.ToString());

    /// <summary>All that are set, in the order in which they were first.</summary>
    public static IReadOnlyList<Hook> All(DbConnection db) =>
        [.. db.Query<(string Body, long First)>("select body, first from hooks order by first").Select(r => new Hook(JsonSerializer.Deserialize<HookSet>(r.Body)!, r.First))];

    /// <summary>One; null where there is none.</summary>
    public static Hook? Find(DbConnection db, Guid hook) => All(db).FirstOrDefault(h => h.Set.Hook == hook);

    /// <summary>How far a webhook is.</summary>
    public static HookQueue Queue(DbConnection db, Hook hook) =>
        db.Query<(long Next, long Last, long Told, long Tries, long Due, long? Failing, string? Failed)>("select next, last, told, tries, due, failing, failed from hook_queues where hook = @hook", new { hook = hook.Set.Hook.ToString() })
            .Select(r => new HookQueue(r.Next, r.Last, r.Told, (int)r.Tries, new(r.Due), r.Failing is { } since ? new Instant(since) : null, r.Failed)).FirstOrDefault() ?? HookQueue.Begun(hook.Set.Past ? 0 : hook.First);

    public static void Keep(Connection db, Guid hook, HookQueue queue) => db.Run(
        """
        insert into hook_queues (hook, next, last, told, tries, due, failing, failed) values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (hook) do update set next = excluded.next, last = excluded.last, told = excluded.told, tries = excluded.tries, due = excluded.due, failing = excluded.failing, failed = excluded.failed
        """,
        hook.ToString(), queue.Next, queue.Last, queue.Told, queue.Tries, queue.Due.Micros, queue.Failing?.Micros, queue.Failed);

    public static void Add(Connection db, HookEvent one) => db.Run(
        "insert into hook_events (hook, number, type, at, report, version, data) values ($1, $2, $3, $4, $5, $6, $7)", one.Hook.ToString(), one.Number, one.Type, one.At.Micros, one.Report?.ToString(), one.Version, one.Data);

    /// <summary>An event; null where there is none.</summary>
    public static HookEvent? Event(DbConnection db, Guid hook, long number) =>
        db.Query<(string Type, long At, string? Report, long Version, string Data)>("select type, at, report, version, data from hook_events where hook = @hook and number = @number", new { hook = hook.ToString(), number })
            .Select(r => new HookEvent(hook, number, r.Type, new(r.At), r.Report is { } id ? new ReportId(Guid.Parse(id)) : null, (int)r.Version, r.Data)).FirstOrDefault();

    /// <summary>Notes a try; those older than a time are forgotten.</summary>
    public static void Tried(Connection db, Guid hook, HookTry tried, Instant old)
    {
        db.Run("insert into hook_tries (hook, at, number, type, failed) values ($1, $2, $3, $4, $5) on conflict (hook, at, number) do update set failed = excluded.failed", hook.ToString(), tried.At.Micros, tried.Number, tried.Type, tried.Failed);
        db.Run("delete from hook_tries where hook = $1 and at < $2", hook.ToString(), old.Micros);
    }

    /// <summary>The log of tries, the newest first.</summary>
    /// <param name="before">The last of the page before; null for the first.</param>
    public static IReadOnlyList<HookTry> Tries(DbConnection db, Guid hook, (Instant At, long Number)? before, int count) =>
        [.. db.Query<(long Number, string Type, long At, string? Failed)>(
            $"select number, type, at, failed from hook_tries where hook = @hook {(before is null ? "" : "and (at < @at or (at = @at and number < @number))")} order by at desc, number desc limit @count",
            new { hook = hook.ToString(), at = before?.At.Micros, number = before?.Number, count }).Select(r => new HookTry(r.Number, r.Type, new(r.At), r.Failed))];

    /// <summary>Forgets what is kept beside the ledger of a webhook that was removed.</summary>
    public static void Forget(Connection db, Guid hook)
    {
        foreach (var table in Kept)
            db.Run($"delete from {table.Name} where hook = $1", hook.ToString());
    }
}
