using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Storage;

/// <summary>Opens SQLite the way Adit needs it, and keeps statements prepared for the paths that run thousands of times a second.</summary>
internal sealed class EmbeddedConnection : Connection
{
    private readonly Dictionary<string, Statement> _prepared = [];
    private readonly SqliteConnection _db;

    public EmbeddedConnection(string path, bool write, bool create = false)
    {
        var mode = create ? SqliteOpenMode.ReadWriteCreate : write ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly;
        _db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        _db.Open();
        // Its own commands wait for a lock by themselves; statements of ours wait in SQLite.
        SQLitePCL.raw.sqlite3_busy_timeout(_db.Handle, 30_000);
        _db.Execute(write
            ? "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = off; pragma cache_size = -8192; pragma wal_autocheckpoint = 4000; pragma secure_delete = on; pragma temp_store = memory"
            : "pragma query_only = on; pragma cache_size = -4096; pragma temp_store = memory");
    }

    public override Dialect Dialect => SqliteDialect.Only;

    public override DbConnection Db => _db;

    public override void Run(string sql, params ReadOnlySpan<object?> values) => Prepared(sql).Run(values);

    public override T? First<T>(string sql, Func<Row, T> read, params ReadOnlySpan<object?> values)
        where T : class => Prepared(sql).First(read, values);

    public override IReadOnlyList<T?> Firsts<T>(string sql, Func<Row, T> read, IReadOnlyList<object?[]> values)
        where T : class => [.. values.Select(these => First(sql, read, these))];

    public override void Each(string sql, Action<Row> read, params ReadOnlySpan<object?> values) => Prepared(sql).Each(read, values);

    public override Head? Begin()
    {
        Run("begin immediate");
        return null;
    }

    public override void Commit(Head? head) => Run("commit");

    public override void Rollback()
    {
        try
        {
            Run("rollback");
        }
        catch (SqliteException)
        {
            // No transaction was open any more.
            return;
        }
    }

    public override void BeginPiece() => Run("savepoint piece");

    public override void KeepPiece() => Run("release piece");

    public override void DropPiece()
    {
        Run("rollback to piece");
        Run("release piece");
    }

    public override IDisposable Moment() => _db.BeginTransaction(deferred: true);

    /// <summary>Empties the write-ahead log into the database, so that what was deleted is in neither file. False while a reader still needs the log.</summary>
    public bool EmptyLog() => _db.QuerySingle<(long Busy, long Pages, long Done)>("pragma wal_checkpoint(truncate)").Busy == 0;

    public override void Dispose()
    {
        foreach (var statement in _prepared.Values)
            statement.Dispose();
        _db.Dispose();
    }

    private Statement Prepared(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
            _prepared[sql] = statement = new(_db.Handle!, sql);
        return statement;
    }
}
