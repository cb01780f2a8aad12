using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Adit.Storage;

/// <summary>
/// A prepared statement for the paths that run thousands of times a second: values are bound and rows read with nothing between us and SQLite.
/// A command of ADO.NET does the same with six objects and four passes over its parameters; there the commit of a small record cost a third more.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;

    /// <exception cref="SqliteException">It is no SQL, or names what is not there.</exception>
    public Statement(sqlite3 db, string sql)
    {
        _db = db;
        Check(raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        // SQLite counts $2 as the first parameter where the text names it first.
        _places = [.. Enumerable.Range(1, raw.sqlite3_bind_parameter_count(_statement)).Select(n => raw.sqlite3_bind_parameter_index(_statement, $"${n}"))];
    }

    /// <summary>Runs it; returns how many rows changed.</summary>
    /// <param name="values">Text, whole numbers, bytes or null, in the order of <c>$1, $2 …</c>.</param>
    /// <exception cref="SqliteException">What SQLite refused.</exception>
    public int Run(ReadOnlySpan<object?> values)
    {
        Bind(values);
        var result = raw.sqlite3_step(_statement);
        while (result == raw.SQLITE_ROW)
            result = raw.sqlite3_step(_statement);
        Reset(result);
        return raw.sqlite3_changes(_db);
    }

    /// <summary>Runs it and reads its first row; null where there is none.</summary>
    /// <exception cref="SqliteException">What SQLite refused.</exception>
    public T? First<T>(Func<Row, T> read, ReadOnlySpan<object?> values)
        where T : class
    {
        Bind(values);
        var result = raw.sqlite3_step(_statement);
        var found = result == raw.SQLITE_ROW ? read(new(_statement)) : null;
        Reset(result);
        return found;
    }

    /// <summary>Runs it and reads all its rows.</summary>
    /// <exception cref="SqliteException">What SQLite refused.</exception>
    public void Each(Action<Row> read, ReadOnlySpan<object?> values)
    {
        Bind(values);
        var result = raw.sqlite3_step(_statement);
        for (; result == raw.SQLITE_ROW; result = raw.sqlite3_step(_statement))
            read(new(_statement));
        Reset(result);
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != _places.Length)
            throw new ArgumentException($"The statement takes {_places.Length} values, not {values.Length}.", nameof(values));
        for (var i = 0; i < values.Length; i++)
            Check(values[i] switch
            {
                null => raw.sqlite3_bind_null(_statement, _places[i]),
                string text => raw.sqlite3_bind_text(_statement, _places[i], text),
                long number => raw.sqlite3_bind_int64(_statement, _places[i], number),
                int number => raw.sqlite3_bind_int64(_statement, _places[i], number),
                byte[] bytes => raw.sqlite3_bind_blob(_statement, _places[i], bytes),
                var other => throw new ArgumentException($"No column holds a {other.GetType().Name}.", nameof(values)),
            });
    }

    // Reset always: a statement left standing would hold its tables.
    private void Reset(int result)
    {
        raw.sqlite3_reset(_statement);
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
            Check(result);
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _db);
}
