using Npgsql;

namespace Adit.Storage;

/// <summary>
/// An advisory lock of a session that shows every second that it is alive. The server ends the session, and so the lease, of a node that died or sleeps
/// (<c>idle_session_timeout</c>), and another node has it within seconds.
/// </summary>
internal sealed class PostgresLease : Lease
{
    // In milliseconds. A session that shows no sign of life for as long loses its lease; one that has none may idle as long as it likes, for others use it again.
    private const int LongestSilence = 5_000;
    private const string Ordinary = "reset idle_session_timeout";

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
            using var take = new NpgsqlBatch(db)
            {
                BatchCommands =
                {
                    new($"set idle_session_timeout = {LongestSilence}"),
                    new("select pg_try_advisory_lock(hashtextextended($1, 2))") { Parameters = { new() { Value = name } } },
                },
            };
            if ((bool)take.ExecuteScalar()!)
            {
                Run(db, $"listen \"{name}\"");
                return new(db);
            }
            Run(db, Ordinary);
        }
        catch
        {
            db.Dispose();
            throw;
        }
        db.Dispose();
        return null;
    }

    /// <summary>Another node can have it at once.</summary>
    public override void Dispose()
    {
        _ended.Cancel();
        _thread.Join();
        try
        {
            if (_db.State == System.Data.ConnectionState.Open)
                Run(_db, $"select pg_advisory_unlock_all(); unlisten *; {Ordinary}");
        }
        catch (NpgsqlException)
        {
            // The session is lost, and the lease with it.
        }
        _db.Dispose();
        _ended.Dispose();
        base.Dispose();
    }

    private static void Run(NpgsqlConnection db, string sql)
    {
        using var command = new NpgsqlCommand(sql, db);
        command.ExecuteNonQuery();
    }

    private void Keep()
    {
        try
        {
            while (true)
            {
                _db.WaitAsync(Alive, _ended.Token).GetAwaiter().GetResult();
                Run(_db, "select 1");
            }
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException or IOException or OperationCanceledException)
        {
            _held = false;
        }
    }
}
