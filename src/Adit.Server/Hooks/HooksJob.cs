using System.Collections.Concurrent;
using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Hooks;

/// <summary>
/// Numbers what webhooks are told, in the order of the ledger and once it is rated, and calls each with one event after the other: the next goes out when the one before was taken. One node of several does it. An event
/// that was taken while this node died is told again: at least once, never none.
/// </summary>
internal sealed class HooksJob : LeadingJob
{
    /// <summary>How long tries stay in the log.</summary>
    public static readonly TimeSpan Logged = TimeSpan.FromDays(90);

    private static readonly TimeSpan Spell = TimeSpan.FromSeconds(10);
    private const int AtOnce = 500;

    private readonly Registers _registers;
    private readonly LedgerReading _ledger;
    private readonly Catalogues _catalogues;
    private readonly AssessJob _assess;
    private readonly HookTelling _telling;
    private readonly ILogger<HooksJob> _log;
    private readonly ConcurrentDictionary<Guid, Task> _underWay = [];

    public HooksJob(Database database, Registers registers, LedgerReading ledger, Catalogues catalogues, AssessJob assess, HookTelling telling, ILogger<HooksJob> log)
        : base(database, "hooks", "Webhooks", TimeSpan.FromSeconds(1), log)
    {
        (_registers, _ledger, _catalogues, _assess, _telling, _log) = (registers, ledger, catalogues, assess, telling, log);
        WakesOn(fact => fact is HookSet);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await base.ExecuteAsync(stoppingToken);
        await Task.WhenAll(_underWay.Values);
    }

    /// <inheritdoc/>
    protected override async Task Turn(bool woken, CancellationToken cancel)
    {
        // A batch of each in turn: one that is told all that ever happened holds up no other.
        var more = false;
        foreach (var hook in Database.Read(HooksTable.All))
        {
            more |= await Number(hook);
            // Whoever does not answer holds up nobody else.
            if (!_underWay.ContainsKey(hook.Set.Hook) && Next(hook.Set.Hook) is not null)
                _underWay[hook.Set.Hook] = Task.Run(() => Deliver(hook.Set.Hook, cancel), CancellationToken.None);
        }
        if (more)
            Wake();
    }

    // True where there is more to look at.
    private async Task<bool> Number(Hook hook)
    {
        var (queue, upto, found) = Database.Read(db =>
        {
            var queue = HooksTable.Queue(db, hook);
            var upto = Math.Min(queue.Next + AtOnce, Math.Min(_assess.Rated, RatingsTable.Next(db)));
            var reading = new HookReading(db, _ledger, _registers.Current, _catalogues.Current?.Catalogue, Database.Now);
            var found = new List<HookEvent>();
            for (var entry = queue.Next; entry < upto; entry++)
                found.AddRange(reading.Of(hook.Set, entry, queue.Last + found.Count));
            return (queue, upto, found);
        });
        if (upto <= queue.Next)
            return false;
        await Database.Write(writing =>
        {
            // Another node looked meanwhile, or it was removed.
            var stands = HooksTable.Find(writing.Db.Db, hook.Set.Hook) is null ? null : HooksTable.Queue(writing.Db.Db, hook);
            if (stands is null || stands.Next != queue.Next)
                return false;
            foreach (var one in found)
                HooksTable.Add(writing.Db, one);
            HooksTable.Keep(writing.Db, hook.Set.Hook, stands with { Next = upto, Last = stands.Last + found.Count });
            return true;
        });
        return upto == queue.Next + AtOnce;
    }

    // In spells: whether this node still is the one is asked between them.
    private async Task Deliver(Guid hook, CancellationToken cancel)
    {
        var broke = false;
        try
        {
            for (var begun = Environment.TickCount64; Environment.TickCount64 - begun < Spell.TotalMilliseconds && !cancel.IsCancellationRequested && Next(hook) is var (set, one);)
            {
                var (type, failed) = await _telling.Tell(set, one, cancel);
                if (!await Told(hook, one, type, failed))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends; it is told again.
        }
        catch (Exception failure)
        {
            _log.LogError("A webhook waits: {Kind}", failure.GetType().Name);
            broke = true;
        }
        finally
        {
            _underWay.TryRemove(hook, out _);
            // What this server could not write is not told at once again and again.
            if (!broke)
                Wake();
        }
    }

    private (HookSet Set, HookEvent Event)? Next(Guid hook) => Database.Read(db =>
        HooksTable.Find(db, hook) is { } found && HooksTable.Queue(db, found) is { } queue && queue.Told < queue.Last && queue.Due <= Database.Now && HooksTable.Event(db, hook, queue.Told + 1) is { } next ? (found.Set, next) : ((HookSet, HookEvent)?)null);

    // True where the next one may go out. Where it was sent to another point meanwhile, or another node went on, what this call did is only logged.
    private Task<bool> Told(Guid hook, HookEvent one, string type, string? failed) => Database.Write(writing =>
    {
        if (HooksTable.Find(writing.Db.Db, hook) is not { } found)
            return false;
        var (now, queue) = (Database.Now, HooksTable.Queue(writing.Db.Db, found));
        HooksTable.Tried(writing.Db, hook, new(one.Number, type, now, failed), Instant.From(now.ToDateTimeOffset() - Logged));
        if (queue.Told != one.Number - 1)
            return false;
        HooksTable.Keep(writing.Db, hook, failed is null
            ? queue with { Told = one.Number, Tries = 0, Due = new(0), Failing = null, Failed = null }
            : queue with { Tries = queue.Tries + 1, Due = HookRules.Again(queue.Tries, now), Failing = queue.Failing ?? now, Failed = failed });
        return failed is null;
    });
}
