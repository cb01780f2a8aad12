using System.Data.Common;
using System.Threading.Channels;
using Adit.Ledger;
using Adit.Storage;

namespace Adit.Risk;

/// <summary>
/// Rates what comes in, moments later, on a thread of its own, at one node of all. Its bookmark moves with what it writes, so a crash repeats nothing and
/// loses nothing, and of two nodes that both take themselves for the one that rates, one finds the bookmark moved and begins again from there.
/// </summary>
internal sealed class AssessJob : IDisposable
{
    private const int MostWaiting = 50_000, KeepEvery = 4_000, AtOnce = 256;

    // What one second's records change at a site is written once: the rows of ratings lie by site, and a site has many records in a busy second.
    private const long Rhythm = 1_000, Moment = 250;
    private const int Patience = 1_000;

    // How often a node at which nothing is rated looks how far the one has come that does.
    private const int Glance = 50;
    /// <summary>The name of its lease.</summary>
    internal const string Rating = "rating";

    private readonly Channel<IReadOnlyList<Recorded>> _committed = Channel.CreateUnbounded<IReadOnlyList<Recorded>>(new() { SingleReader = true });
    private readonly Database _database;
    private readonly LedgerReading _ledger;
    private readonly ILogger? _log;
    private readonly Assessor _assessor;
    private readonly Connection _reader;
    private readonly ManualResetEventSlim _stopped = new();
    private readonly Thread _thread;
    private int _waiting;
    private long _rated, _kept;
    private volatile bool _wanted;

    /// <param name="log">Where to say what stops it; the console where nobody keeps a log.</param>
    public AssessJob(Database database, LedgerReading ledger, ILogger<AssessJob>? log = null)
    {
        (_database, _ledger, _log) = (database, ledger, log);
        _reader = database.Home.OpenReader();
        _assessor = new(ledger, database.Keys.AliasKey, () => _reader.Db, Keep);
        database.Committed += recorded =>
        {
            // Where the job falls behind, the queue is left alone and the gap is read from the ledger later: memory stays bounded.
            if (Interlocked.Add(ref _waiting, recorded.Count) > MostWaiting)
                Interlocked.Add(ref _waiting, -recorded.Count);
            else
                _committed.Writer.TryWrite(recorded);
        };
        database.Followed += _ => _committed.Writer.TryWrite([]);
        _thread = new(Run) { Name = "assess", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The ledger index before which everything is rated and can be read.</summary>
    public long Rated => Volatile.Read(ref _rated);

    /// <summary>What stopped the job, if anything did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Waits until everything that is in the ledger now is rated.</summary>
    /// <exception cref="InvalidOperationException">Rating has stopped.</exception>
    public async Task CatchUp(CancellationToken cancel = default)
    {
        await Wait(long.MaxValue, cancel);
        if (Failure is { } failure)
            throw new InvalidOperationException("Rating has stopped.", failure);
    }

    /// <summary>The same for a moment at most: who has just sent or decided something finds it on the page that they open next.</summary>
    public Task Fresh(CancellationToken cancel) => Wait(Environment.TickCount64 + Moment, cancel);

    private async Task Wait(long until, CancellationToken cancel)
    {
        for (var size = _database.Size; Rated < size && Failure is null && Environment.TickCount64 < until;)
        {
            _wanted = true;
            _committed.Writer.TryWrite([]);
            await Task.Delay(2, cancel);
        }
    }

    public void Dispose()
    {
        _stopped.Set();
        _committed.Writer.TryComplete();
        _thread.Join();
        _database.Home.Return(_reader);
        _stopped.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stopped.IsSet)
                try
                {
                    using var lease = _database.Home.Lead(Rating);
                    if (lease is null)
                        Watch();
                    else
                        Lead(lease);
                }
                catch (DbException away)
                {
                    Failure = away;
                    _stopped.Wait(Patience);
                }
        }
        catch (Exception failure)
        {
            Failure = failure;
            // The kind of failure and where: never its message, which may hold an answer.
            Say($"Rating has stopped at entry {_assessor.Next}: {failure.GetType().Name}\n{failure.StackTrace}");
        }
    }

    private void Lead(Lease lease)
    {
        lease.Asked += () =>
        {
            _wanted = true;
            _committed.Writer.TryWrite([]);
        };
        Overtakable(Again, keep: true);
        for (var more = More(); lease.Held && (Due(more) || more.GetAwaiter().GetResult()); more = more.IsCompleted ? More() : more)
            Overtakable(Drain, keep: false);
        if (lease.Held)
            Overtakable(() => { }, keep: true);
    }

    // Another node rates. After a while this one tries again to be the one.
    private void Watch()
    {
        Failure = null;
        for (var until = Environment.TickCount64 + Patience; Environment.TickCount64 < until && !_stopped.IsSet; _stopped.Wait(_wanted ? Glance / 10 : Glance))
        {
            while (_committed.Reader.TryRead(out var recorded))
                Interlocked.Add(ref _waiting, -recorded.Count);
            Volatile.Write(ref _rated, RatingsTable.Next(_reader.Db));
            if (_wanted && Rated < _database.Size)
                _database.Home.Ask(Rating);
            _wanted = false;
        }
    }

    private void Say(string sentence)
    {
        if (_log is null)
            Console.Error.WriteLine(sentence);
        else
            _log.LogError("{Sentence}", sentence);
    }

    private Task<bool> More() => _committed.Reader.WaitToReadAsync().AsTask();

    // True once what is pending is to be written though nothing more came.
    private bool Due(Task<bool> more) => _assessor.Pending > 0 && !more.Wait((int)Math.Max(0, _kept + Rhythm - Environment.TickCount64));

    private void Drain()
    {
        while (Waiting() is { Count: > 0 } recorded)
        {
            _assessor.Expect(recorded);
            foreach (var one in recorded)
            {
                if (one.Index > _assessor.Next)
                    ReadUntil(one.Index);
                if (one.Index == _assessor.Next)
                    _assessor.Take(one);
            }
            if (_assessor.Pending >= KeepEvery || _assessor.Full)
                Keep();
        }
        if (_assessor.Next < _database.Size && !_committed.Reader.TryPeek(out _))
            ReadUntil(_database.Size);
        if (_wanted || Environment.TickCount64 - _kept >= Rhythm)
            Keep();
    }

    private List<Recorded> Waiting()
    {
        var recorded = new List<Recorded>();
        while (recorded.Count < AtOnce && _committed.Reader.TryRead(out var more))
            recorded.AddRange(more);
        Interlocked.Add(ref _waiting, -recorded.Count);
        return recorded;
    }

    // A rebuild has rated all that was there: what this job worked out and did not keep is of no use beside it.
    private void Overtakable(Action work, bool keep)
    {
        for (var done = false; !done;)
            try
            {
                work();
                if (keep)
                    Keep();
                (done, Failure) = (true, null);
            }
            catch (OvertakenException)
            {
                (work, keep) = (Again, true);
            }
            catch (Exception failure) when (failure is DbException or IOException && !_stopped.IsSet)
            {
                // The disk is full, or the database is away: what was worked out is worked out again once it is back.
                Failure = failure;
                Say($"Rating waits: {failure.Message}");
                _stopped.Wait(Patience);
                (work, keep) = (Again, true);
            }
    }

    private void Again()
    {
        _assessor.Resume();
        ReadUntil(_database.Size);
    }

    private void Keep(Action<Connection> work) => _database.Write(writing =>
    {
        if (RatingsTable.Next(writing.Db.Db) != _assessor.Kept)
            throw new OvertakenException();
        work(writing.Db);
        return true;
    }).GetAwaiter().GetResult();

    private void ReadUntil(long until)
    {
        while (_assessor.Next < until)
        {
            var from = _assessor.Next;
            var some = Enumerable.Range(0, (int)Math.Min(until - from, AtOnce)).Select(n => _ledger.Whole(_reader.Db, from + n)).ToList();
            _assessor.Expect(some.OfType<Recorded>());
            foreach (var one in some)
                if (one is { } recorded)
                    _assessor.Take(recorded);
                else
                    _assessor.Pass(_assessor.Next);
            if (_assessor.Pending >= KeepEvery || _assessor.Full)
                Keep();
        }
    }

    private void Keep()
    {
        _wanted = false;
        if (_assessor.Pending > 0)
            _assessor.Keep();
        _kept = Environment.TickCount64;
        Volatile.Write(ref _rated, _assessor.Next);
    }
}

/// <summary>The views were rebuilt while ratings were being worked out.</summary>
internal sealed class OvertakenException : Exception;
