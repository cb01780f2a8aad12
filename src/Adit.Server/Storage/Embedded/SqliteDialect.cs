using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Adit.Storage;

/// <summary>SQLite's words. Every table is STRICT; what is not found by its address is kept in the order of its key.</summary>
internal sealed class SqliteDialect : Dialect
{
    /// <summary>The only one.</summary>
    public static SqliteDialect Only { get; } = new();

    /// <summary>Stops accidents, not owners: an owner is stopped by the checkpoints that others hold.</summary>
    public const string AppendOnly =
        """
        create trigger if not exists ledger_is_append_only before update on ledger begin select raise(abort, 'the ledger is append-only'); end;
        create trigger if not exists ledger_is_kept before delete on ledger begin select raise(abort, 'the ledger is append-only'); end;
        """;

    public override string Create(Table table) =>
        $"""
        create table if not exists {table.Name} ({string.Join(", ", table.Columns.Select(Render))}, primary key ({string.Join(", ", table.Key)})) strict{(table.KeyIsAddress ? "" : ", without rowid")};
        {string.Join('\n', table.Indexes.Select((on, i) => $"create index if not exists {table.Name}_by_{i} on {table.Name} {on};"))}
        """;

    /// <summary>The number under which the views that are there were made; 0 where none are.</summary>
    public static int ShapeOf(DbConnection db) => db.QuerySingle<int>("pragma user_version");

    /// <summary>Notes the number under which the views were made.</summary>
    public static void Agree(DbConnection db, int shape) => db.Execute($"pragma user_version = {shape.ToString(CultureInfo.InvariantCulture)}");

    public override string? Damage(DbConnection db) => db.QueryFirst<string>("pragma quick_check(1)") is var said and not "ok" ? said : null;

    private static string Render(Column column) =>
        $"{column.Name} {column.Holds switch { Holds.Number => "integer", Holds.Text => "text", _ => "blob" }}{(column.Optional ? "" : " not null")}";
}
