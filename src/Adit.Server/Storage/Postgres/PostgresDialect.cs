using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Adit.Storage;

/// <summary>PostgreSQL's words. Text is compared byte by byte; a table that grows without end is made of parts.</summary>
internal sealed class PostgresDialect : Dialect
{
    /// <summary>How many entries a new part of a table that is spread by index spans; those that are there may span others.</summary>
    public const long Span = 20_000_000;

    /// <summary>How many parts a table has that is spread by hash.</summary>
    public const int Parts = 8;

    /// <summary>The only one.</summary>
    public static PostgresDialect Only { get; } = new();

    public override string Create(Table table)
    {
        var spread = table.Grows switch { Grows.ByIndex => $" partition by range ({Quoted(table.SpreadBy!)})", Grows.ByHash => $" partition by hash ({Quoted(table.SpreadBy!)})", _ => "" };
        var parts = table.Grows switch
        {
            Grows.ByIndex => [Part(table.Name, 0), Part(table.Name, 1)],
            Grows.ByHash => Enumerable.Range(0, Parts).Select(n => $"create table if not exists {table.Name}_{n} partition of {table.Name} for values with (modulus {Parts}, remainder {n});"),
            _ => [],
        };
        return $"""
            create table if not exists {table.Name} ({string.Join(", ", table.Columns.Select(Render))}, primary key ({string.Join(", ", table.Key.Select(Quoted))})){spread};
            {string.Join('\n', parts)}
            {string.Join('\n', table.Indexes.Select((on, i) => $"create index if not exists {table.Name}_by_{i} on {table.Name} {on};"))}
            """;
    }

    /// <summary>The statement that makes the n-th part of a new table that is spread by index.</summary>
    public static string Part(string table, long n) =>
        string.Create(CultureInfo.InvariantCulture, $"create table if not exists {table}_{n} partition of {table} {ValuesFrom(n * Span)};");

    /// <summary>The n-th part, from an index on, of a table that is in use: whoever reads and writes goes on meanwhile.</summary>
    public static string PartBeside(string table, long n, long from) =>
        string.Create(CultureInfo.InvariantCulture, $"create table {table}_{n} (like {table} including defaults including constraints); alter table {table} attach partition {table}_{n} {ValuesFrom(from)};");

    /// <summary>The first index after each part that a table has; none where there is no such table.</summary>
    public static IReadOnlyList<long> EndsOf(DbConnection db, string table) =>
        [.. db.Query<string>("select pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = to_regclass(@table)", new { table })
            .Select(bound => long.Parse(bound.Split('\'')[^2], CultureInfo.InvariantCulture))];

    private static string ValuesFrom(long from) => string.Create(CultureInfo.InvariantCulture, $"for values from ({from}) to ({from + Span})");

    public override string? Damage(DbConnection db) => null;

    private static string Render(Column column) =>
        $"{Quoted(column.Name)} {column.Holds switch { Holds.Number => "bigint", Holds.Text => "text collate \"C\"", _ => "bytea" }}{(column.Optional ? "" : " not null")}";

    private static string Quoted(string column) => $"\"{column}\"";
}
