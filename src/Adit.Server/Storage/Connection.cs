using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Storage;

/// <summary>Opens SQLite the way Adit needs it, and keeps statements prepared for the paths that run thousands of times a second.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Dictionary<string, Statement> _prepared = [];

    public Connection(string path, bool write, bool create = false)
    {
        var mode = create ? SqliteOpenMode.ReadWriteCreate : write ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly;
        Db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        Db.Open();
        // Its own commands wait for a lock by themselves; statements of ours wait in SQLite.
        SQLitePCL.raw.sqlite3_busy_timeout(Db.Handle, 30_000);
        Db.Execute(write
            ? "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = off; pragma cache_size = -8192; pragma wal_autocheckpoint = 4000; pragma secure_delete = on; pragma temp_store = memory"
            : "pragma query_only = on; pragma cache_size = -4096; pragma temp_store = memory");
    }

    public SqliteConnection Db { get; }

    /// <summary>Runs a statement with values bound in the order of its <c>$1, $2 …</c>; null binds NULL. Returns how many rows changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Prepared(sql).Run(values);

    /// <summary>The first row of a query with values bound like <see cref="Run"/>; null where there is none.</summary>
    public T? First<T>(string sql, Func<Row, T> read, params ReadOnlySpan<object?> values)
        where T : class => Prepared(sql).First(read, values);

    /// <summary>All rows of a query with values bound like <see cref="Run"/>.</summary>
    public void Each(string sql, Action<Row> read, params ReadOnlySpan<object?> values) => Prepared(sql).Each(read, values);

    /// <summary>Empties the write-ahead log into the database, so that what was deleted is in neither file. False while a reader still needs the log.</summary>
    public bool EmptyLog() => Db.QuerySingle<(long Busy, long Pages, long Done)>("pragma wal_checkpoint(truncate)").Busy == 0;

    public void Dispose()
    {
        foreach (var statement in _prepared.Values)
            statement.Dispose();
        Db.Dispose();
    }

    private Statement Prepared(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
            _prepared[sql] = statement = new(Db.Handle!, sql);
        return statement;
    }
}
