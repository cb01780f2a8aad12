using System.Collections.Concurrent;
using Adit.Protection;
using Adit.Storage;
using Microsoft.Data.Sqlite;

namespace Adit.Ledger;

/// <summary>An entry with those of its parts that could be opened, and the part keys to disclose them with.</summary>
internal sealed record OpenedEntry(long Index, byte[] Entry, Parts Parts, byte[] PartKeys);

/// <summary>Opens entries again, down to a tier. T3 is asked for by rebuilding and assessing only, which keep nothing of it.</summary>
internal sealed class LedgerReading(Database database) : IDisposable
{
    private readonly ConcurrentBag<Connection> _keys = [];

    /// <summary>The entry at an index with its parts; null where there is none.</summary>
    public OpenedEntry? Open(SqliteConnection db, long index, Tier deepest)
    {
        if (LedgerTable.Entry(db, index) is not { } entry || LedgerTable.SealedParts(db, index) is not { } parts)
            return null;
        var keys = _keys.TryTake(out var free) ? free : database.Keys.Reader();
        try
        {
            var partKeys = new byte[Slots.Count * Part.KeyBytes];
            return KeyStore.Wrapped(keys, index) is { } wrapped
                ? new(index, entry, SealedEntry.Open(parts, wrapped.Salt, wrapped.Wrapped, database.Keys, deepest, partKeys), partKeys)
                : new(index, entry, default, partKeys);
        }
        finally
        {
            _keys.Add(keys);
        }
    }

    public void Dispose()
    {
        while (_keys.TryTake(out var reader))
            reader.Dispose();
    }

    /// <summary>The fact at an index, as far as a tier may read it; null where its head does not open.</summary>
    public Recorded? Fact(SqliteConnection db, long index, Tier deepest) =>
        Open(db, index, deepest) is { } opened && Facts.TryRead(index, opened.Parts, out var recorded) ? recorded : null;
}
