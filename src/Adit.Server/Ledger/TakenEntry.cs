using Adit.Protection;
using Adit.Storage;

namespace Adit.Ledger;

/// <summary>An entry as whoever makes views takes it in.</summary>
/// <param name="Whole">Null where a part of it was erased: nothing follows from half a fact.</param>
/// <param name="At">When it was recorded; null where not even its head opens.</param>
/// <param name="Gone">Parts that were recorded and are not there any more.</param>
internal sealed record TakenEntry(long Index, Recorded? Whole, Instant? At, IReadOnlyList<Slot> Gone)
{
    /// <exception cref="Refused">It is of a kind that this version of the program does not know.</exception>
    public static TakenEntry Of(long index, byte[]? parts, WrappedKeys? wrapped, KeyStore keys)
    {
        if (parts is null || wrapped is null)
            return new(index, null, null, [Slot.Head]);
        SealedEntry.Recorded(parts, wrapped.Wrapped, out var gone);
        if (gone.Count > 0)
            return new(index, null, SealedEntry.Open(parts, wrapped.Salt, wrapped.Wrapped, keys, Tier.T2, last: Slot.Head).Head is { } head ? Facts.HeadIn(head).At : null, gone);
        return Facts.TryRead(index, SealedEntry.Open(parts, wrapped.Salt, wrapped.Wrapped, keys, Tier.T3), out var recorded) ? new(index, recorded, recorded.At, [])
            : throw new Refused($"Entry {index} is of a kind that this version of Adit does not know. Use the version that wrote it, or a newer one.");
    }
}
