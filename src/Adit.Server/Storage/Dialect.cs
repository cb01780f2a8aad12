using System.Data.Common;
using Dapper;

namespace Adit.Storage;

/// <summary>The few things that each database says in words of its own. Queries are common to all (decision 0008).</summary>
internal abstract class Dialect
{
    /// <summary>The statements that make a table and its indexes where they are not there yet.</summary>
    public abstract string Create(Table table);

    /// <summary>What the database itself finds damaged in its files when asked; null where nothing, or where it looks for itself.</summary>
    public abstract string? Damage(DbConnection db);

    /// <summary>A condition: <paramref name="column"/> is one of the values of an array parameter.</summary>
    public static string In(DbConnection db, string column, string parameter) => db is Npgsql.NpgsqlConnection ? $"{column} = any({parameter})" : $"{column} in {parameter}";

    /// <summary>Lets a write wait for its own program as long as it takes: a server of databases else ends the turn of whoever seems to sleep in it.</summary>
    public static void Unhurried(DbConnection db)
    {
        if (db is Npgsql.NpgsqlConnection)
            db.Execute("set local idle_in_transaction_session_timeout = '10min'");
    }
}
