using System.Text;
using Adit.Ledger;
using Adit.Risk;
using Adit.Verify;
using Dapper;

namespace Adit.Storage;

/// <summary>What was moved, and what the check of it found.</summary>
/// <param name="Size">How many entries stood in the ledger when moving began.</param>
/// <param name="Copied">How many encrypted files were copied this time.</param>
/// <param name="Root">The hash of the whole ledger, the same in both homes.</param>
internal sealed record Moved(long Size, long Copied, string Root, Verified Verified);

/// <summary>
/// Copies a programme into another home, while servers may be running on the first: what is kept row by row in the order of its keys, so that whatever is there
/// already is only compared, then the encrypted files under the ids that they have. Views are made from the ledger, and then the ledger is what proves that
/// nothing changed. A database serves nobody before all of that.
/// </summary>
internal sealed class Moving : IDisposable
{
    // A file is a question over the network or two: several at a time, or a store on the other side of a country takes days.
    private const int Chunk = 1_000, AtOnce = 16;

    private readonly Address _source;
    private readonly Home _to;
    private readonly Home? _from;
    private readonly Connection _log, _keys, _writer, _keysWriter;
    private readonly Blobs _files;
    private readonly List<IDisposable> _opened = [];

    private Moving(Address from, Home to)
    {
        (_source, _to) = (from, to);
        // A folder is not opened as a home: a server may have it. Its keys are looked at after its log: a part's key is kept before its entry.
        _from = from.Database is null ? null : Opened(from.Open());
        _log = Opened(_from?.OpenReader() ?? new EmbeddedConnection(Path.Combine(from.Folder, "adit.db"), write: false));
        Opened(_log.Moment());
        _keys = _from is null ? Opened(new EmbeddedConnection(Path.Combine(from.Folder, "keys.db"), write: false)) : _log;
        if (_from is null)
            Opened(_keys.Moment());
        _files = _from?.Blobs ?? new FolderBlobs(Path.Combine(from.Folder, "blobs"));
        _writer = Opened(to.OpenWriter(out _));
        _keysWriter = to.OpenKeysWriter(_writer);
        if (!ReferenceEquals(_keysWriter, _writer))
            Opened(_keysWriter);
    }

    /// <summary>Moves; what was moved before is not moved again.</summary>
    /// <param name="show">Hears what is moved, and how much of how much is done.</param>
    /// <exception cref="Refused">The other home holds something else, or has gone on by itself.</exception>
    public static async Task<Moved> Run(Address from, Address to, Action<string, long, long> show, CancellationToken cancel)
    {
        long size, copied;
        Hash root;
        using (var home = to.Open())
        {
            // Whatever serves there rates or waits to. A node that died a moment ago holds on to this for seconds.
            using var alone = home.Lead(AssessJob.Rating) ?? throw new Refused($"A server works on {to.Name}. Stop it first.");
            using (var moving = new Moving(from, home))
            {
                if (home is PostgresHome there && there.IsShared())
                    throw new Refused($"A server of another version works on {to.Name}. Stop it first.");
                size = LedgerTable.Size(moving._log.Db);
                root = Tree.Load(moving._log.Db).Root();
                (home as PostgresHome)?.MakeParts(size);
                moving.CopyRows(size, show, cancel);
                copied = await moving.CopyFiles(show, cancel);
            }
            using var database = new Database(home, TimeProvider.System, moved: true);
            await Rebuilding.Run(database, (done, of) => show("views", done, of));
            if (database.Size != size || database.CurrentTree().Root() != root)
                throw new Refused($"The ledger in {to.Name} is not the one in {from.Name}.");
        }
        return new(size, copied, root.ToString(), await HomeVerifying.Run(to, new(), (done, of) => show("verify", done, of)));
    }

    public void Dispose()
    {
        foreach (var opened in Enumerable.Reverse(_opened))
            opened.Dispose();
    }

    private T Opened<T>(T opened)
        where T : IDisposable
    {
        _opened.Add(opened);
        return opened;
    }

    private void CopyRows(long size, Action<string, long, long> show, CancellationToken cancel)
    {
        Begin();
        if (EntryOf(_writer, 0) is { } origin)
        {
            if (!origin.AsSpan().SequenceEqual(EntryOf(_log, 0)))
                throw new Refused($"{_to.Name} holds another programme. Name a place that holds none.");
            // Before the keys: of a programme that went on over there, none may be replaced.
            var last = _writer.Db.QuerySingle<long>("select max(idx) from ledger");
            if (last >= size || !EntryOf(_writer, last).AsSpan().SequenceEqual(EntryOf(_log, last)))
                throw new Refused($"{_to.Name} has gone on by itself: it holds what {_source.Name} does not. Nothing was changed there.");
        }
        else if (_to.Blobs.All().Any())
            throw new Refused("The place for the files holds files already. Name an empty one.");
        // Nobody may serve what is there in part.
        if (_to.Shared)
            _writer.Db.Execute("update head set size = 0");
        foreach (var table in KeyStore.Tables)
            Follow(table, _keys, _keysWriter, size, show, cancel);
        foreach (var table in Schema.Kept)
            Follow(table, _log, _writer, size, show, cancel);
        Commit();
    }

    private static byte[]? EntryOf(Connection db, long index) => db.First("select entry from ledger where idx = $1", row => row.Bytes(0), index);

    // Keys first, as in every other commit: a key without its entry is nothing.
    private void Commit()
    {
        if (!ReferenceEquals(_keysWriter, _writer))
            _keysWriter.Commit(null);
        _writer.Commit(null);
    }

    private void Begin()
    {
        if (!ReferenceEquals(_keysWriter, _writer))
            _keysWriter.Begin();
        _writer.Begin();
    }

    private void Follow(Table table, Connection from, Connection to, long size, Action<string, long, long> show, CancellationToken cancel)
    {
        var (theirs, ours) = (new Rows(table, from), new Rows(table, to));
        var only = table.Name is "ledger" or "tiles";
        for (long done = 0, changed = 0; theirs.Row is not null || ours.Row is not null; done++)
        {
            cancel.ThrowIfCancellationRequested();
            if (done % Chunk == 0)
                show("rows", Math.Min(done, size), size);
            var order = theirs.Row is null ? 1 : ours.Row is null ? -1 : table.Compare(theirs.Row, ours.Row);
            if (order != 0 || !theirs.Row!.AsSpan().SequenceEqual(ours.Row, Same.Values))
            {
                if (only && order >= 0)
                    throw new Refused($"{_to.Name} holds entries that {_source.Name} does not. Nothing was changed there.");
                Change(table, to, order, order > 0 ? ours.Row! : theirs.Row!);
                changed++;
            }
            if (order <= 0)
                theirs.Next();
            if (order >= 0)
                ours.Next();
            // A folder is taken in as a whole; a database in pieces, so that whoever stops this goes on from there.
            if (_to.Shared && changed >= 10 * Chunk)
            {
                changed = 0;
                Commit();
                Begin();
            }
        }
    }

    private static void Change(Table table, Connection to, int order, object?[] row)
    {
        if (order >= 0)
            to.Run($"delete from {table.Name} where {string.Join(" and ", table.Key.Select((k, n) => $"\"{k}\" = ${n + 1}"))}", table.KeyOf(row));
        if (order <= 0)
            to.Run($"insert into {table.Name} ({table.AllColumns}) values ({string.Join(", ", row.Select((_, n) => $"${n + 1}"))})", row);
    }

    private async Task<long> CopyFiles(Action<string, long, long> show, CancellationToken cancel)
    {
        var (theirs, ours) = (_files.All().ToHashSet(), _to.Blobs.All().ToHashSet());
        foreach (var gone in ours.Except(theirs))
            await _to.Blobs.Delete(gone);
        long done = 0, of = theirs.Except(ours).Count();
        await Parallel.ForEachAsync(theirs.Except(ours), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (id, stop) =>
        {
            try
            {
                var (bytes, _) = await _files.Open(id, stop);
                await using (bytes)
                    await _to.Blobs.Take(id, bytes, stop);
            }
            catch (FileNotFoundException)
            {
                // Erased, or refused for good, since the list was made.
                return;
            }
            lock (show)
                show("files", ++done, of);
        });
        return done;
    }

    // The rows of a table in the order of its key, a chunk at a time. What is put in meanwhile lies before where it stands, and is not met.
    private sealed class Rows
    {
        private readonly Table _table;
        private readonly Connection _db;
        private readonly List<object?[]> _chunk = [];
        private int _at;
        private object?[]? _after;

        public Rows(Table table, Connection db)
        {
            (_table, _db) = (table, db);
            Fill();
        }

        public object?[]? Row => _at < _chunk.Count ? _chunk[_at] : null;

        public void Next()
        {
            _after = Row;
            if (++_at == Chunk)
                Fill();
        }

        private void Fill()
        {
            (_at, var key) = (0, string.Join(", ", _table.Key.Select(k => $"\"{k}\"")));
            _chunk.Clear();
            var from = _after is null ? "" : $" where ({key}) > ({string.Join(", ", _table.Key.Select((_, n) => $"${n + 1}"))})";
            _db.Each($"select {_table.AllColumns} from {_table.Name}{from} order by {key} limit {Chunk}", Take, _after is null ? [] : _table.KeyOf(_after));
        }

        private void Take(Row row) => _chunk.Add([.. _table.Columns.Select((c, n) => row.IsNull(n) ? null : c.Holds switch { Storage.Holds.Number => row.Number(n), Storage.Holds.Text => row.Text(n), _ => (object)row.Bytes(n) })]);
    }

    private sealed class Same : IEqualityComparer<object?>
    {
        public static Same Values { get; } = new();

        public new bool Equals(object? one, object? other) => one is byte[] bytes && other is byte[] others ? bytes.AsSpan().SequenceEqual(others) : object.Equals(one, other);

        public int GetHashCode(object? value) => 0;
    }
}
