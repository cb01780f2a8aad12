using System.Text;

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

/// <summary>How the rows of a table that grows without end are spread over parts of it, where the database has such.</summary>
internal enum Grows
{
    /// <summary>It stays as small as the programme is.</summary>
    Not,

    /// <summary>By the ledger index in its key, <c>idx</c> or <c>k_to</c>: old parts lie still.</summary>
    ByIndex,

    /// <summary>By the hash of the first column of its key.</summary>
    ByHash,
}

/// <summary>One description of a table, rendered for the database at hand (<see cref="Dialect.Create"/>).</summary>
/// <param name="Key">The primary key's columns. A single number is the row's own address; anything else is kept in the order of the key.</param>
internal sealed record Table(string Name, Column[] Columns, string[] Key, params string[] Indexes)
{
    /// <summary>How it is spread.</summary>
    public Grows Grows { get; init; }

    /// <summary>The column that tells in which part a row is; null where there are no parts.</summary>
    public string? SpreadBy => Grows switch { Grows.ByIndex => Key.Single(c => c is "idx" or "k_to"), Grows.ByHash => Key[0], _ => null };

    /// <summary>Whether its key is a number that a row can be found by without an index.</summary>
    public bool KeyIsAddress => Key.Length == 1 && Columns.Single(c => c.Name == Key[0]).Holds == Holds.Number;

    /// <summary>The names of its columns, as a query lists them.</summary>
    public string AllColumns { get; } = string.Join(", ", Columns.Select(c => $"\"{c.Name}\""));

    /// <summary>The values of the key in a row that has a value for each column.</summary>
    public object?[] KeyOf(object?[] row) => [.. Key.Select(k => row[Array.FindIndex(Columns, c => c.Name == k)])];

    /// <summary>Which of two rows comes first by the key, as every database orders them.</summary>
    public int Compare(object?[] one, object?[] other)
    {
        foreach (var (mine, theirs) in KeyOf(one).Zip(KeyOf(other)))
        {
            var order = (mine, theirs) switch
            {
                (long a, long b) => a.CompareTo(b),
                (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
                (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
                _ => throw new ArgumentException("A key has no null."),
            };
            if (order != 0)
                return order;
        }
        return 0;
    }

    public static Column Number(string name) => new(name, Holds.Number);

    public static Column Bytes(string name) => new(name, Holds.Bytes);

    public static Column Maybe(string name, Holds holds = Holds.Text) => new(name, holds, Optional: true);
}
