using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Adit.Ledger;
using Adit.Operating;

namespace Adit.Storage;

/// <summary>
/// One writer, many readers. Whoever writes hands in a piece of work; waiting pieces are done in order, each in a savepoint, committed together with
/// one full sync, and only then answered. A piece that throws fails its caller and leaves nothing behind; its neighbours never notice.
/// </summary>
public sealed class Database : IDisposable
{
    private const int GroupSize = 512, CatchUpAtOnce = 500;

    // How long what other nodes record may stay unknown to this one.
    private static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.FromSeconds(2);

    private readonly Channel<Work> _waiting = Channel.CreateBounded<Work>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly Connection _writer;
    private readonly Thread _thread;
    private Tree _tree;
    private long _latest, _failed, _viewed;
    private int _recognised;
    private bool _moved;

    /// <param name="numbers">Draws what new things are called; null for chance.</param>
    /// <param name="moved">Whether its rows were just copied, and its head says nothing of them until the first turn, so that nobody else serves them.</param>
    internal Database(Home home, TimeProvider clock, Numbers? numbers = null, bool moved = false)
    {
        (Home, Clock, Numbers, _moved) = (home, clock, numbers ?? new(), moved);
        _writer = home.OpenWriter(out var old);
        Keys = new(home, _writer);
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
        // A turn brings the views up to what nodes of other versions recorded.
        if (Read(Home.HeadOf) is { Views: > 0 } head && head.Viewed < head.Size)
            Write(_ => true).GetAwaiter().GetResult();
        _latest = Read(db => MomentsTable.Latest(db, ledger, LedgerTable.Size(db))).Micros;
        Erasing.Finish(this, home.Blobs).GetAwaiter().GetResult();
    }

    internal Home Home { get; }

    internal KeyStore Keys { get; }

    internal TimeProvider Clock { get; }

    /// <summary>Draws the numbers of new incidents, actions, projects and audits.</summary>
    internal Numbers Numbers { get; }

    /// <summary>A standby that pages may be read from; null where there is none.</summary>
    internal Replica? Replica { get; init; }

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

    /// <summary>How many pieces of work wait for the writer's turn.</summary>
    internal int Waiting => _waiting.Reader.Count;

    /// <summary>Whether the last commit failed, moments ago. What failed longer ago is worth another try.</summary>
    internal bool FailedJustNow => Volatile.Read(ref _failed) is > 0 and var at && Environment.TickCount64 - at < 10_000;

    /// <summary>Called on the writer's thread after each commit, with what was recorded, in order. Must not wait.</summary>
    internal event Action<IReadOnlyList<Recorded>>? Committed;

    /// <summary>Called on the writer's thread after other nodes recorded something, with whether the register reads any of it. Must not wait.</summary>
    internal event Action<bool>? Followed;

    /// <summary>What keeps this node from its database; null while nothing does.</summary>
    internal Exception? Away { get; private set; }

    /// <summary>
    /// Waits until this node has taken in what stood in the ledger when it was asked, by whichever node it was recorded: whoever changed something at one node
    /// finds it at the next. Bounded: where it takes longer, what is known here must do.
    /// </summary>
    internal void Level(DbConnection db)
    {
        if (Home.HeadOf(db) is not { } head || Math.Min(Size, head.Viewed) >= head.Size)
            return;
        _waiting.Writer.TryWrite(Work.Look);
        SpinWait.SpinUntil(() => Math.Min(Size, Volatile.Read(ref _viewed)) >= head.Size, Patience);
    }

    /// <summary>Does a piece of work as the writer; the task ends when it is durable.</summary>
    /// <exception cref="Exception">What the work threw; nothing of it was kept.</exception>
    /// <param name="instances">Keyed hashes of the instance ids that it asks about: those of all that have their turn together are looked up at once.</param>
    /// <param name="alone">Whether nothing else may be committed with it: what it does can then be seen by other sessions that it uses.</param>
    internal async Task<T> Write<T>(Func<Writing, T> work, bool alone = false, params byte[][] instances)
    {
        using var waits = Instruments.Writing();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = default(T);
        await _waiting.Writer.WriteAsync(new(w => result = work(w), () => done.SetResult(result!), e => done.SetException(e), alone, instances, waits?.Context ?? default));
        return await done.Task;
    }

    /// <summary>Reads; what is read inside one call is of one moment. On the way to an answer that may be a little behind, from the standby.</summary>
    internal T Read<T>(Func<DbConnection, T> read)
    {
        if (Lagging.Asked is { } lagging && Replica is { } replica && replica.Read(read, lagging, out var result))
            return result!;
        var reader = Home.OpenReader();
        try
        {
            using var moment = reader.Moment();
            return read(reader.Db);
        }
        finally
        {
            Home.Return(reader);
        }
    }

    /// <summary>A copy of the tree's right edge as of the last commit, to make proofs with.</summary>
    internal Tree CurrentTree() => Volatile.Read(ref _tree).Copy();

    /// <inheritdoc/>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _thread.Join();
        Home.CloseReaders();
        Keys.Dispose();
        _writer.Dispose();
    }

    private void Serve()
    {
        var group = new List<Work>(GroupSize);
        var looked = false;
        for (var more = More(); ; more = more.IsCompleted ? More() : more)
        {
            if (!more.Wait(Home.Shared ? Rhythm : Timeout.InfiniteTimeSpan))
            {
                Look();
                continue;
            }
            if (!more.Result)
                return;
            looked = false;
            while (group.Count < GroupSize && _waiting.Reader.TryRead(out var work))
            {
                if (work == Work.Look)
                {
                    looked = true;
                    continue;
                }
                if (work.Alone)
                {
                    Commit(group);
                    group.Clear();
                }
                group.Add(work);
                if (work.Alone)
                    break;
            }
            if (group.Count > 0)
                Commit(group);
            else if (looked)
                Look();
            group.Clear();
        }
    }

    private Task<bool> More() => _waiting.Reader.WaitToReadAsync().AsTask();

    // Takes in what other nodes recorded, though this one has nothing to write.
    private void Look()
    {
        try
        {
            var reader = Home.OpenReader();
            bool lags;
            try
            {
                var head = Home.HeadOf(reader.Db);
                lags = head is { Views: > 0 } now && now.Viewed < now.Size;
                if (!lags)
                    Follow(Ahead(head, reader, known: true));
            }
            catch (OtherLedgerException)
            {
                reader.Leave();
                throw;
            }
            finally
            {
                Home.Return(reader);
            }
            Away = null;
            // What a node of another version recorded is not in this one's views yet: nothing may follow from it before it is.
            if (lags)
                Commit([Work.Look]);
        }
        catch (DbException failure)
        {
            Away = failure;
        }
    }

    private void Commit(List<Work> group)
    {
        if (group.Count == 0)
            return;
        var answers = new List<Action>(group.Count);
        Writing writing;
        var began = Stopwatch.GetTimestamp();
        using var span = Instruments.Commit(group.Select(w => w.Asked));
        try
        {
            Keys.Begin();
            var begun = _writer.Begin();
            var ahead = Ahead(begun, _writer, known: _writer.Sessions == _recognised);
            _recognised = _writer.Sessions;
            var head = CaughtUp(begun, out var caught);
            if (caught)
                ahead = Ahead(head, _writer, known: true);
            else
                Follow(ahead);
            writing = new Writing(_writer, Keys, Clock, (ahead?.Tree ?? _tree).Copy(), ahead?.Latest ?? Latest);
            writing.LookUp(group.SelectMany(w => w.Instances));
            foreach (var work in group)
                answers.Add(Do(writing, work));
            Keys.Commit();
            _writer.Commit(head is not { } was ? null
                : was with { Size = writing.Tree.Size, Viewed = writing.Tree.Size, Latest = writing.Latest.Micros, Register = writing.Recorded.LastOrDefault(Register.Reads)?.Index + 1 ?? was.Register });
            Volatile.Write(ref _tree, writing.Tree);
            Volatile.Write(ref _latest, writing.Latest.Micros);
            Volatile.Write(ref _viewed, writing.Tree.Size);
            _moved = false;
            if (caught)
                Followed?.Invoke(true);
            Away = null;
            Volatile.Write(ref _failed, 0);
            Instruments.Committed(began, group.Count);
            span?.SetTag(OutgoingSpans.Works, group.Count);
        }
        catch (Exception failure)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            GiveUp(group, failure);
            return;
        }
        Created ??= writing.Recorded.Select(r => r.Fact).OfType<LedgerCreated>().FirstOrDefault();
        Committed?.Invoke(writing.Recorded);
        foreach (var answer in answers)
            answer();
    }

    // Nodes of another version record into views of their own. Before this one records, its views hold what those recorded; where that is much, others have their turns in between.
    private Head? CaughtUp(Head? head, out bool caught)
    {
        for (caught = false; head is { Views: > 0 } now && now.Viewed < now.Size; caught = true)
        {
            var until = Math.Min(now.Size, now.Viewed + CatchUpAtOnce);
            using (var ledger = new LedgerReading(this, _writer))
            {
                var latest = now.Viewed == Size ? Latest : MomentsTable.Latest(_writer.Db, ledger, now.Viewed);
                for (var index = now.Viewed; index < until; index++)
                {
                    var entry = ledger.Take(_writer.Db, index);
                    latest = entry.At is { } at && at > latest ? at : latest;
                    MomentsTable.Follow(_writer, index, latest);
                    if (entry.Whole is { } recorded)
                        Views.Apply(_writer, Keys, recorded);
                }
            }
            head = now with { Viewed = until };
            if (until == now.Size)
                continue;
            _writer.Commit(head);
            head = _writer.Begin();
        }
        return head;
    }

    private Action Do(Writing writing, Work work)
    {
        _writer.BeginPiece();
        var before = writing.Mark();
        try
        {
            work.Run(writing);
            _writer.KeepPiece();
            return work.Done;
        }
        catch (Exception failure)
        {
            _writer.DropPiece();
            writing.Return(before);
            return () => work.Failed(failure);
        }
    }

    // The commit itself failed (disk full, say): nothing of the group is kept, and everybody waiting is told.
    private void GiveUp(List<Work> group, Exception failure)
    {
        if (failure is DbException)
            Away = failure;
        Volatile.Write(ref _failed, Environment.TickCount64);
        Instruments.CommitFailed();
        _writer.Rollback();
        if (failure is OtherLedgerException)
            _writer.Leave();
        Keys.Rollback();
        foreach (var work in group)
            work.Failed(failure);
    }

    // What other nodes recorded since this one's last turn; null where nothing. It must go on from where this node is.
    private (Tree Tree, Instant Latest, bool Register, long Viewed)? Ahead(Head? head, Connection db, bool known)
    {
        if (head is not { } now || (known && now.Size == _tree.Size) || (_moved && now.Size == 0))
            return null;
        if (now.Size < _tree.Size)
            throw new OtherLedgerException(_tree.Size, now.Size);
        var tree = _tree.Copy();
        foreach (var (i, entry) in LedgerTable.Entries(db.Db, Math.Max(tree.Size - 1, 0), now.Size).Index())
            if (i > 0 || _tree.Size == 0)
                tree.Append(null, entry);
            else if (Merkle.Leaf(entry) != _tree.Last)
                throw new OtherLedgerException(_tree.Size, now.Size);
        return now.Size == _tree.Size ? null : (tree, new(now.Latest), now.Register > _tree.Size, now.Viewed);
    }

    private void Follow((Tree Tree, Instant Latest, bool Register, long Viewed)? ahead)
    {
        if (ahead is not { } now)
            return;
        Volatile.Write(ref _tree, now.Tree);
        Volatile.Write(ref _latest, now.Latest.Micros);
        Volatile.Write(ref _viewed, now.Viewed);
        Followed?.Invoke(now.Register);
    }

    private sealed record Work(Action<Writing> Run, Action Done, Action<Exception> Failed, bool Alone, byte[][] Instances, ActivityContext Asked = default)
    {
        /// <summary>Nothing is to be written; only what other nodes recorded is to be taken in.</summary>
        public static Work Look { get; } = new(_ => { }, () => { }, _ => { }, Alone: false, []);
    }
}
