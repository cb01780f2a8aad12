using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Storage;

/// <summary>Opens SQLite the way Adit needs it, and keeps statements prepared for the paths that run thousands of times a second.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    public Connection(string path, bool write, bool create = false)
    {
        var mode = create ? SqliteOpenMode.ReadWriteCreate : write ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly;
        Db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        Db.Open();
        Db.Execute(write
            ? "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = off; pragma cache_size = -32768; pragma wal_autocheckpoint = 4000; pragma secure_delete = on; pragma temp_store = memory"
            : "pragma query_only = on; pragma cache_size = -4096; pragma temp_store = memory");
    }

    public SqliteConnection Db { get; }

    /// <summary>Runs a statement with values bound in the order of its <c>$1, $2 …</c>; null binds NULL. Returns how many rows changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query with values bound like <see cref="Run"/>; dispose of the reader before the next use of the same text.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteReader();

    /// <summary>Empties the write-ahead log into the database, so that what was deleted is in neither file. False while a reader still needs the log.</summary>
    public bool EmptyLog() => Db.QuerySingle<(long Busy, long Pages, long Done)>("pragma wal_checkpoint(truncate)").Busy == 0;

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
            _prepared[sql] = command = Prepare(sql, values.Length);
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    private SqliteCommand Prepare(string sql, int count)
    {
        var command = Db.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= count; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        Db.Dispose();
    }
}
