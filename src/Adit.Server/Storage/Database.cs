using System.Collections.Concurrent;
using System.Threading.Channels;
using Adit.Ledger;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Storage;

/// <summary>
/// One writer, many readers. Whoever writes hands in a piece of work; waiting pieces are done in order, each in a savepoint, committed together with
/// one full sync, and only then answered. A piece that throws fails its caller and leaves nothing behind; its neighbours never notice.
/// </summary>
public sealed class Database : IDisposable
{
    private const int GroupSize = 512;

    private readonly Channel<Work> _waiting = Channel.CreateBounded<Work>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly ConcurrentBag<Connection> _readers = [];
    private readonly Connection _writer;
    private readonly Thread _thread;
    private Tree _tree;
    private long _latest;

    internal Database(DataFolder folder, TimeProvider clock)
    {
        (Folder, Clock) = (folder, clock);
        Keys = new(folder);
        _writer = new(folder.Database, write: true, create: true);
        var old = Schema.Create(_writer.Db);
        _tree = Tree.Load(_writer.Db);
        using var ledger = new LedgerReading(this);
        Created = ledger.Fact(_writer.Db, 0, Protection.Tier.T2)?.Fact as LedgerCreated;
        _thread = new(Serve) { Name = "writer", IsBackground = true };
        _thread.Start();
        if (old)
        {
            Console.Error.WriteLine("Another version of the program made the views here; they are made again from the ledger …");
            Rebuilding.Run(this).GetAwaiter().GetResult();
        }
        _latest = Read(db => MomentsTable.Latest(db, ledger)).Micros;
        Erasing.Finish(this, new(folder.Blobs)).GetAwaiter().GetResult();
    }

    internal DataFolder Folder { get; }

    internal KeyStore Keys { get; }

    internal TimeProvider Clock { get; }

    /// <summary>The server's clock, as instants of the ledger.</summary>
    internal Instant Now => Instant.From(Clock.GetUtcNow());

    /// <summary>The latest time of all entries that are durable: where the clock shows an earlier one, it has stepped back.</summary>
    internal Instant Latest => new(Volatile.Read(ref _latest));

    /// <summary>What entry 0 says of this ledger; null before it is created.</summary>
    internal LedgerCreated? Created { get; private set; }

    /// <summary>Whether what it holds is simulated.</summary>
    internal bool Simulated => Created?.Simulated ?? false;

    /// <summary>How many entries are durable.</summary>
    public long Size => Volatile.Read(ref _tree).Size;

    /// <summary>Called on the writer's thread after each commit, with what was recorded, in order. Must not wait.</summary>
    internal event Action<IReadOnlyList<Recorded>>? Committed;

    /// <summary>Does a piece of work as the writer; the task ends when it is durable.</summary>
    /// <exception cref="Exception">What the work threw; nothing of it was kept.</exception>
    internal async Task<T> Write<T>(Func<Writing, T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = default(T);
        await _waiting.Writer.WriteAsync(new(w => result = work(w), () => done.SetResult(result!), e => done.SetException(e)));
        return await done.Task;
    }

    /// <summary>Reads; what is read inside one call is of one moment.</summary>
    internal T Read<T>(Func<SqliteConnection, T> read)
    {
        var connection = _readers.TryTake(out var free) ? free : new(Folder.Database, write: false);
        try
        {
            using var moment = connection.Db.BeginTransaction(deferred: true);
            return read(connection.Db);
        }
        finally
        {
            _readers.Add(connection);
        }
    }

    /// <summary>Makes sure that what was deleted is in no file any more. False while a reader holds on to what was; to be tried again.</summary>
    internal bool Purge()
    {
        using var own = new Connection(Folder.Database, write: true);
        return own.EmptyLog();
    }

    /// <summary>A copy of the tree's right edge as of the last commit, to make proofs with.</summary>
    internal Tree CurrentTree() => Volatile.Read(ref _tree).Copy();

    /// <inheritdoc/>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _thread.Join();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _writer.Dispose();
        Keys.Dispose();
    }

    private void Serve()
    {
        var group = new List<Work>(GroupSize);
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < GroupSize && _waiting.Reader.TryRead(out var work))
                group.Add(work);
            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Work> group)
    {
        var answers = new List<Action>(group.Count);
        Writing writing;
        try
        {
            writing = new Writing(_writer, Keys, Clock, _tree.Copy(), Latest);
            Keys.Begin();
            _writer.Run("begin immediate");
            foreach (var work in group)
                answers.Add(Do(writing, work));
            Keys.Commit();
            _writer.Run("commit");
            Volatile.Write(ref _tree, writing.Tree);
            Volatile.Write(ref _latest, writing.Latest.Micros);
        }
        catch (Exception failure)
        {
            GiveUp();
            foreach (var work in group)
                work.Failed(failure);
            return;
        }
        Created ??= writing.Recorded.Select(r => r.Fact).OfType<LedgerCreated>().FirstOrDefault();
        Committed?.Invoke(writing.Recorded);
        foreach (var answer in answers)
            answer();
    }

    private Action Do(Writing writing, Work work)
    {
        _writer.Run("savepoint piece");
        var before = writing.Mark();
        try
        {
            work.Run(writing);
            _writer.Run("release piece");
            return work.Done;
        }
        catch (Exception failure)
        {
            _writer.Run("rollback to piece");
            _writer.Run("release piece");
            writing.Return(before);
            return () => work.Failed(failure);
        }
    }

    // The commit itself failed (disk full, say): nothing of the group is kept, and everybody waiting is told.
    private void GiveUp()
    {
        foreach (var rollback in (Action[])[() => _writer.Run("rollback"), Keys.Rollback])
        {
            try
            {
                rollback();
            }
            catch (SqliteException)
            {
                // No transaction was open any more.
                continue;
            }
        }
    }

    private sealed record Work(Action<Writing> Run, Action Done, Action<Exception> Failed);
}
