using System.Data.Common;
using System.Diagnostics;
using Dapper;

namespace Adit.Storage;

/// <summary>
/// A standby of the database that pages may be read from. Four times a second the primary is asked how far its log has come and the standby how far it has followed:
/// what the primary had written when it said so, and the standby has by now, is on the standby. So how far a reader is behind is never said too small, whatever the
/// clocks show, and where it is more than is allowed the primary is read.
/// </summary>
internal sealed class Replica : IDisposable
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(250), Rest = TimeSpan.FromSeconds(5);

    private readonly PostgresHome _primary, _standby;
    private readonly Queue<(long Position, long At)> _written = [];
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _thread;
    private long _upTo;

    /// <param name="most">How far behind a reader may be.</param>
    public Replica(PostgresHome primary, PostgresHome standby, TimeSpan most)
    {
        (_primary, _standby, Most) = (primary, standby, most);
        _thread = new(Follow) { Name = "replica", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How far behind a reader may be.</summary>
    public TimeSpan Most { get; }

    /// <summary>How far the standby may be behind now; null where nobody knows.</summary>
    public TimeSpan? Behind => Volatile.Read(ref _upTo) is not 0 and var at ? Stopwatch.GetElapsedTime(at) : null;

    /// <summary>Reads from the standby; false where it is too far behind or does not answer, and the primary must be read.</summary>
    public bool Read<T>(Func<DbConnection, T> read, Lagging reader, out T? result)
    {
        result = default;
        if (Behind is not { } behind || behind > reader.Most)
            return false;
        try
        {
            using var session = _standby.OpenReader();
            using var moment = session.Moment();
            // What came in between the question and this moment is more, never less.
            result = read(session.Db);
            reader.Saw(behind);
            return true;
        }
        catch (DbException)
        {
            // It is away, or the primary dropped what was being read there.
            Volatile.Write(ref _upTo, 0);
            return false;
        }
    }

    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
        _standby.Dispose();
    }

    private void Follow()
    {
        for (var pause = Rhythm; !_ended.Wait(pause);)
            try
            {
                var at = Stopwatch.GetTimestamp();
                _written.Enqueue((Position(_primary), at));
                var followed = Position(_standby);
                (long Position, long At) last = default;
                while (_written.TryPeek(out var next) && next.Position <= followed)
                    last = _written.Dequeue();
                if (last.At > 0)
                    Volatile.Write(ref _upTo, last.At);
                // Whoever is further behind than this is read by nobody.
                while (_written.Count > 4 * 3600)
                    _written.Dequeue();
                pause = Rhythm;
            }
            catch (DbException)
            {
                pause = Rest;
            }
    }

    // In bytes since the log began. A standby that was promoted is its own primary.
    private static long Position(PostgresHome home)
    {
        using var session = home.OpenReader();
        return session.Db.QuerySingle<long>("select pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, '0/0')::bigint");
    }
}

/// <summary>A request that may be answered from a standby, and how far behind it was shown things.</summary>
/// <param name="most">How far behind it may be.</param>
internal sealed class Lagging(TimeSpan most)
{
    private static readonly AsyncLocal<Lagging?> Now = new();

    /// <summary>The request that is being answered; null where it must see what stands in the primary.</summary>
    public static Lagging? Asked
    {
        get => Now.Value;
        set => Now.Value = value;
    }

    public TimeSpan Most => most;

    /// <summary>How far behind was what it was shown; null where nothing was read from a standby.</summary>
    public TimeSpan? Behind { get; private set; }

    public void Saw(TimeSpan behind) => Behind = Behind > behind ? Behind : behind;
}
