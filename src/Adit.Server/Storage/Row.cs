using System.Data.Common;
using SQLitePCL;

namespace Adit.Storage;

/// <summary>The row that a query stands on; columns count from 0.</summary>
internal readonly struct Row
{
    private readonly sqlite3_stmt? _statement;
    private readonly DbDataReader? _reader;

    public Row(sqlite3_stmt statement) => _statement = statement;

    public Row(DbDataReader reader) => _reader = reader;

    public bool IsNull(int column) => _statement is null ? _reader!.IsDBNull(column) : raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Number(int column) => _statement is null ? _reader!.GetInt64(column) : raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => _statement is null ? _reader!.GetString(column) : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public byte[] Bytes(int column) => _statement is null ? _reader!.GetFieldValue<byte[]>(column) : raw.sqlite3_column_blob(_statement, column).ToArray();
}
