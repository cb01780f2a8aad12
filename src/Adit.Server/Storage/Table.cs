namespace Adit.Storage;

/// <summary>What a column holds, in words that every database has its own type for.</summary>
internal enum Holds
{
    /// <summary>A whole number of 64 bits: counts, flags as 0 and 1, ledger indexes, microseconds, day numbers.</summary>
    Number,

    /// <summary>Text, compared byte by byte.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,
}

/// <summary>A column; <paramref name="Optional"/> ones may be null.</summary>
internal sealed record Column(string Name, Holds Holds, bool Optional = false)
{
    public static implicit operator Column(string name) => new(name, Storage.Holds.Text);
}

/// <summary>One description of a table, rendered for the database at hand (here SQLite; every table is STRICT).</summary>
/// <param name="Key">The primary key's columns. A single number is the row's own address; anything else is kept in the order of the key.</param>
internal sealed record Table(string Name, Column[] Columns, string[] Key, params string[] Indexes)
{
    private bool KeyIsAddress => Key.Length == 1 && Columns.Single(c => c.Name == Key[0]).Holds == Holds.Number;

    public string Create() =>
        $"""
        create table if not exists {Name} ({string.Join(", ", Columns.Select(Render))}, primary key ({string.Join(", ", Key)})) strict{(KeyIsAddress ? "" : ", without rowid")};
        {string.Join('\n', Indexes.Select((on, i) => $"create index if not exists {Name}_by_{i} on {Name} {on};"))}
        """;

    private static string Render(Column column) =>
        $"{column.Name} {column.Holds switch { Holds.Number => "integer", Holds.Text => "text", _ => "blob" }}{(column.Optional ? "" : " not null")}";

    public static Column Number(string name) => new(name, Holds.Number);

    public static Column Bytes(string name) => new(name, Holds.Bytes);

    public static Column Maybe(string name, Holds holds = Holds.Text) => new(name, holds, Optional: true);
}
