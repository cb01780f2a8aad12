using System.Collections.Concurrent;
using System.Collections.Frozen;
using Adit.Forms;
using Adit.Ledger;
using Adit.Risk;
using Adit.Submissions;

namespace Adit.Storage;

/// <summary>
/// Opens entries ahead of whoever takes them in, on the machine's other cores: reading, decrypting and observing a record costs as much as writing its rows.
/// They come out whole and in order.
/// </summary>
internal sealed class ReadingAhead(Database database)
{
    private const int Chunk = 128, Chunks = 8;

    private readonly ConcurrentDictionary<(string Form, string Version), Form> _forms = [];
    private FrozenDictionary<string, SeenKind> _kinds = FrozenDictionary<string, SeenKind>.Empty;

    /// <summary>The entries from one index to another, excluded; all must be durable, and those before have been through here.</summary>
    /// <exception cref="Refused">One is of a kind that this version of the program does not know.</exception>
    public IEnumerable<TakenEntry> Entries(long first, long until)
    {
        using var read = new BlockingCollection<TakenEntry[]>(Chunks);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => Read(first, until, read, stop.Token));
        try
        {
            foreach (var chunk in read.GetConsumingEnumerable())
                foreach (var entry in chunk)
                    yield return entry;
        }
        finally
        {
            stop.Cancel();
            reading.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        }
        reading.GetAwaiter().GetResult();
    }

    private void Read(long first, long until, BlockingCollection<TakenEntry[]> to, CancellationToken stop)
    {
        try
        {
            var entries = database.Home.OpenReader();
            using var keys = database.Keys.Reader();
            for (var from = first; from < until; from += Chunk)
                to.Add(Open(entries, keys, from, (int)Math.Min(Chunk, until - from)), stop);
            database.Home.Return(entries);
        }
        finally
        {
            to.CompleteAdding();
        }
    }

    private TakenEntry[] Open(Connection entries, Connection keys, long from, int count)
    {
        var (parts, wrapped, taken) = (new byte[count][], new WrappedKeys[count], new TakenEntry[count]);
        entries.Each("select idx, sealed from parts where idx >= $1 and idx < $2", row => parts[row.Number(0) - from] = row.Bytes(1), from, from + count);
        keys.Each("select idx, salt, wrapped from part_keys where idx >= $1 and idx < $2", row => wrapped[row.Number(0) - from] = new(row.Bytes(1), row.Bytes(2)), from, from + count);
        Parallel.For(0, count, i => taken[i] = TakenEntry.Of(from + i, parts[i], wrapped[i], database.Keys));
        // What a form or catalogue in this chunk says counts from its own entry on: those behind it are observed by whoever takes them in.
        var changes = Array.FindIndex(taken, t => t.Whole?.Fact is FormPublished or CataloguePublished);
        Parallel.For(0, changes < 0 ? count : changes, i => taken[i] = taken[i] with { Whole = Observed(taken[i].Whole) });
        foreach (var entry in taken)
            Follow(entry.Whole?.Fact);
        return taken;
    }

    private Recorded? Observed(Recorded? recorded)
    {
        if (recorded?.Fact is not SubmissionAccepted { Envelope: { } envelope } accepted)
            return recorded;
        var seen = _forms.TryGetValue((envelope.Form, envelope.Version), out var form) ? Observing.Again(form, accepted.Xml, o => _kinds.TryGetValue(o, out var kind) ? kind : null) : null;
        return recorded with { Fact = accepted with { Observed = seen, Mark = SubmissionsTable.MarkOf(database.Keys.AliasKey, accepted) } };
    }

    private void Follow(Fact? fact)
    {
        if (fact is FormPublished published && XFormReading.Read(published.Xml).Form is { } form)
            _forms[(published.Form, published.Version)] = form;
        else if (fact is CataloguePublished catalogue)
            _kinds = Catalogues.KindsOf(Catalogues.Open(catalogue.Files.ToArray()));
    }
}
