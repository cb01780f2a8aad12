using Npgsql;

namespace Adit.Storage;

/// <summary>
/// An advisory lock of a session that shows every second that it is alive. The server ends the session, and so the lease, of a node that died or sleeps
/// (<c>idle_session_timeout</c>), and another node has it within seconds.
/// </summary>
internal sealed class PostgresLease : Lease
{
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnection _db;
    private readonly Thread _thread;
    private readonly CancellationTokenSource _ended = new();
    private volatile bool _held = true;

    private PostgresLease(NpgsqlConnection db)
    {
        _db = db;
        _db.Notification += (_, _) => Ask();
        _thread = new(Keep) { Name = "lease", IsBackground = true };
        _thread.Start();
    }

    public override bool Held => _held;

    /// <summary>Takes the lease of a name over a session that becomes its own; null where another node has it.</summary>
    public static PostgresLease? Take(NpgsqlConnection db, string name)
    {
        try
        {
            using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 2))", db) { Parameters = { new() { Value = name } } };
            if ((bool)command.ExecuteScalar()!)
            {
                using var listen = new NpgsqlCommand($"listen \"{name}\"", db);
                listen.ExecuteNonQuery();
                return new(db);
            }
        }
        catch
        {
            db.Dispose();
            throw;
        }
        db.Dispose();
        return null;
    }

    public override void Dispose()
    {
        _ended.Cancel();
        _thread.Join();
        _db.Dispose();
        _ended.Dispose();
        base.Dispose();
    }

    private void Keep()
    {
        try
        {
            while (true)
            {
                _db.WaitAsync(Alive, _ended.Token).GetAwaiter().GetResult();
                using var alive = new NpgsqlCommand("select 1", _db);
                alive.ExecuteNonQuery();
            }
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException or IOException or OperationCanceledException)
        {
            _held = false;
        }
    }
}
