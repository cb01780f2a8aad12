using System.Data.Common;
using Adit.Protection;
using Adit.Storage;

namespace Adit.Ledger;

/// <summary>Bundles that prove entries to somebody who trusts nobody, with the parts that the reader's tier may have.</summary>
internal sealed class Proofs(Database database, LedgerReading ledger, Publishing publishing)
{
    /// <summary>A bundle over the last published head; null where no head covers every entry yet, or an entry is none.</summary>
    /// <param name="places">Entries of which only the place is shown.</param>
    /// <param name="whole">Entries that are opened to the programme's own tier, whatever the others are.</param>
    public Bundle? Of(IReadOnlyList<long> indexes, Tier deepest, IReadOnlyList<long>? places = null, IReadOnlyList<long>? whole = null)
    {
        whole ??= [];
        if (publishing.Latest is not { } head || indexes.Concat(places ?? []).Concat(whole).Any(i => i < 0 || i >= head.Size))
            return null;
        return database.Read(db =>
        {
            var read = database.CurrentTree().Reader(db);
            var keys = Followed(db, head.Size).Except(indexes).Except(whole).ToList();
            return new Bundle(head.Note, publishing.Keys.At(head.Size).ToString(),
                [.. whole.Select(i => Entry(db, read, i, head.Size, Tier.T2)), .. indexes.Distinct().Except(whole).Select(i => Entry(db, read, i, head.Size, deepest)), .. keys.Select(i => Entry(db, read, i, head.Size, Tier.T0)),
                    .. (places ?? []).Except(indexes).Except(whole).Except(keys).Select(i => Entry(db, read, i, head.Size, Tier.T0) with { Parts = [] })]);
        });
    }

    /// <summary>
    /// What proves that a credential was issued: the head and the words for subscribers of the entry that issued it, and only the place of the entry that it is
    /// about. Null where no head covers both yet.
    /// </summary>
    public Bundle? OfIssued(long issued, long about)
    {
        if (publishing.Latest is not { } head || issued >= head.Size || about >= head.Size)
            return null;
        return database.Read(db =>
        {
            var read = database.CurrentTree().Reader(db);
            var others = Followed(db, head.Size).Where(i => i != issued).ToList();
            List<BundledEntry> entries = [Entry(db, read, issued, head.Size, Tier.T2, Slot.Head, Slot.T1), .. others.Select(i => Entry(db, read, i, head.Size, Tier.T0))];
            if (about != issued && !others.Contains(about))
                entries.Add(Entry(db, read, about, head.Size, Tier.T0) with { Parts = [] });
            return new Bundle(head.Note, publishing.Keys.At(head.Size).ToString(), entries);
        });
    }

    /// <summary>What anybody may know of the ledger's keys: the public parts of entry 0 and of every change of key. Null before the first head.</summary>
    public Bundle? OfKeys() => publishing.Latest is not { } head ? null : database.Read(db =>
    {
        var read = database.CurrentTree().Reader(db);
        return new Bundle(head.Note, publishing.Keys.At(head.Size).ToString(), [.. KeysTable.Entries(db).Where(i => i < head.Size).Select(i => Entry(db, read, i, head.Size, Tier.T0))]);
    });

    // Whoever knows this ledger by a key that was changed must be able to follow from it to the one that signed the head.
    private static IEnumerable<long> Followed(DbConnection db, long size) =>
        KeysTable.Entries(db).Where(i => i < size).ToList() is { Count: > 1 } entries ? entries : [];

    private BundledEntry Entry(DbConnection db, SubtreeHash read, long index, long size, Tier deepest, params Slot[] only)
    {
        var opened = ledger.Open(db, index, deepest < Tier.T2 ? deepest : Tier.T2)!;
        Ledger.Entry.TryRead(opened.Entry, out var entry);
        var parts = new List<Disclosure>();
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
            if (opened.Parts[slot] is { } part && (only.Length == 0 || only.Contains(slot)))
                parts.Add(Disclosure.Of(slot, opened.PartKeys.AsSpan((int)slot * Part.KeyBytes, Part.KeyBytes), part));
        return new(index, entry!, Merkle.Inclusion(index, size, read), parts);
    }
}
