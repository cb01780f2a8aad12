using System.Collections.Concurrent;
using System.Data.Common;
using Adit.Protection;
using Adit.Storage;

namespace Adit.Ledger;

/// <summary>An entry with those of its parts that could be opened, and the part keys to disclose them with.</summary>
internal sealed record OpenedEntry(long Index, byte[] Entry, Parts Parts, byte[] PartKeys);

/// <summary>Opens entries again, down to a tier. T3 is asked for by rebuilding and assessing only, which keep nothing of it.</summary>
/// <param name="writers">The keys as the writer sees them, with those that are not committed yet; null for everybody else.</param>
internal sealed class LedgerReading(Database database, Connection? writers = null) : IDisposable
{
    private readonly ConcurrentBag<Connection> _keys = [];

    /// <summary>The entry at an index with its parts; null where there is none.</summary>
    public OpenedEntry? Open(DbConnection db, long index, Tier deepest)
    {
        if (LedgerTable.Entry(db, index) is not { } entry || LedgerTable.SealedParts(db, index) is not { } parts)
            return null;
        var partKeys = new byte[Slots.Count * Part.KeyBytes];
        return Wrapped(index) is { } wrapped
            ? new(index, entry, SealedEntry.Open(parts, wrapped.Salt, wrapped.Wrapped, database.Keys, deepest, partKeys), partKeys)
            : new(index, entry, default, partKeys);
    }

    /// <summary>
    /// The whole fact at an index, as it must be for views and ratings: null where a part of it was erased, so that nothing follows from half a fact.
    /// </summary>
    /// <exception cref="Refused">It is of a kind that this version of the program does not know.</exception>
    public Recorded? Whole(DbConnection db, long index) => Take(db, index).Whole;

    /// <summary>The entry at an index as whoever makes views takes it in.</summary>
    /// <exception cref="Refused">It is of a kind that this version of the program does not know.</exception>
    public TakenEntry Take(DbConnection db, long index) => TakenEntry.Of(index, LedgerTable.SealedParts(db, index), Wrapped(index), database.Keys);

    /// <summary>The head of the entry at an index, which erasing leaves as it is; null where it does not open.</summary>
    public FactHead? Head(DbConnection db, long index) =>
        LedgerTable.SealedParts(db, index) is { } parts && Wrapped(index) is { } wrapped
        && SealedEntry.Open(parts, wrapped.Salt, wrapped.Wrapped, database.Keys, Tier.T2, last: Slot.Head).Head is { } head ? Facts.HeadIn(head) : null;

    private WrappedKeys? Wrapped(long index)
    {
        if (writers is not null)
            return KeyStore.Wrapped(writers, index);
        var keys = _keys.TryTake(out var free) ? free : database.Keys.Reader();
        try
        {
            return KeyStore.Wrapped(keys, index);
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
    public Recorded? Fact(DbConnection db, long index, Tier deepest) =>
        Open(db, index, deepest) is { } opened && Facts.TryRead(index, opened.Parts, out var recorded) ? recorded : null;
}
