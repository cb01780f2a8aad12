using Adit.Protection;
using Adit.Storage;
using Microsoft.Data.Sqlite;

namespace Adit.Ledger;

/// <summary>Bundles that prove entries to somebody who trusts nobody, with the parts that the reader's tier may have.</summary>
internal sealed class Proofs(Database database, LedgerReading ledger, Publishing publishing)
{
    /// <summary>A bundle over the last published head; null where no head covers every entry yet, or an entry is none.</summary>
    public Bundle? Of(IReadOnlyList<long> indexes, Tier deepest)
    {
        if (publishing.Latest is not { } head || indexes.Any(i => i < 0 || i >= head.Size))
            return null;
        return database.Read(db =>
        {
            var read = database.CurrentTree().Reader(db);
            return new Bundle(head.Note, publishing.Key.ToString(), [.. indexes.Distinct().Select(i => Entry(db, read, i, head.Size, deepest))]);
        });
    }

    private BundledEntry Entry(SqliteConnection db, SubtreeHash read, long index, long size, Tier deepest)
    {
        var opened = ledger.Open(db, index, deepest < Tier.T2 ? deepest : Tier.T2)!;
        Ledger.Entry.TryRead(opened.Entry, out var entry);
        var parts = new List<Disclosure>();
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
            if (opened.Parts[slot] is { } part)
                parts.Add(Disclosure.Of(slot, opened.PartKeys.AsSpan((int)slot * Part.KeyBytes, Part.KeyBytes), part));
        return new(index, entry!, Merkle.Inclusion(index, size, read), parts);
    }
}
