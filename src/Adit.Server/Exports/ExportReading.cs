using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Adit.Ledger;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Exports;

/// <summary>
/// Takes records out in the order of the ledger: one thread reads them, two open and shape them, whoever asked writes. Only a few batches are ever
/// in memory, however many records there are. No part of T3 is opened, nor one deeper than is asked for.
/// </summary>
internal sealed class ExportReading(Database database) : IDisposable
{
    private const int Batch = 256, Ahead = 6;

    private readonly ConcurrentBag<Connection> _keys = [];

    /// <summary>Shapes all records asked for, batch by batch.</summary>
    /// <param name="shape">Makes of a batch what is written; called on other threads, several at a time.</param>
    /// <param name="first">The ledger index after which records are taken.</param>
    public async IAsyncEnumerable<T> Read<T>(ExportAsk ask, long until, Func<IReadOnlyList<OpenRecord>, T> shape, bool withFiles = false, long first = -1, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var batches = Channel.CreateBounded<Task<T>>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => Produce(ask, first, until, shape, withFiles, batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancel))
                yield return await batch;
            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    public void Dispose()
    {
        while (_keys.TryTake(out var keys))
            keys.Dispose();
    }

    private async Task Produce<T>(ExportAsk ask, long first, long until, Func<IReadOnlyList<OpenRecord>, T> shape, bool withFiles, ChannelWriter<Task<T>> to, CancellationToken cancel)
    {
        try
        {
            for (var after = first; ;)
            {
                var from = after;
                var found = database.Read(db => ask.Next(db, from, until, Batch, withFiles));
                if (found.Count > 0)
                    await to.WriteAsync(Task.Run(() => shape(Open(found, ask.Deepest)), cancel), cancel);
                if (found.Count < Batch)
                    break;
                after = found[^1].Idx;
            }
            to.Complete();
        }
        catch (Exception failure)
        {
            to.Complete(failure);
        }
    }

    private List<OpenRecord> Open(IReadOnlyList<SealedRecord> batch, Tier deepest)
    {
        var keys = _keys.TryTake(out var free) ? free : database.Keys.Reader();
        try
        {
            var records = new List<OpenRecord>(batch.Count);
            var all = KeyStore.Wrapped(keys, batch.Select(r => r.Idx));
            foreach (var record in batch)
                if (all.TryGetValue(record.Idx, out var wrapped))
                {
                    var parts = SealedEntry.Open(record.Sealed, wrapped.Salt, wrapped.Wrapped, database.Keys, deepest, first: Slot.T0, last: deepest < Tier.T2 ? Slot.T1 : Slot.T2);
                    records.Add(new(record, [SubmissionBytes.AnswersIn(parts.T0), SubmissionBytes.AnswersIn(parts.T1), SubmissionBytes.AnswersIn(parts.T2)]));
                }
            return records;
        }
        finally
        {
            _keys.Add(keys);
        }
    }
}

/// <summary>A record with the answers of T0 to T2, empty where they were not asked for.</summary>
internal sealed record OpenRecord(SealedRecord Record, IReadOnlyList<ReadOnlyMemory<byte>> Answers);
