using System.Buffers.Binary;
using System.Security.Cryptography;
using Adit.Ledger;
using Adit.Protection;
using Adit.Storage;

namespace Adit.Verify;

/// <summary>Opens all parts of an entry to check them against what the entry committed to; unlike reading, it tells an erased part from a damaged one.</summary>
internal static class EntryOpening
{
    private const int NeverThere = -1;

    /// <summary>An entry's parts.</summary>
    /// <param name="Missing">Parts that were recorded and whose key is gone.</param>
    /// <param name="Wrong">The first part that does not open, or opens to something else.</param>
    public readonly record struct Opened(Parts Parts, IReadOnlyList<Slot> Missing, Slot? Wrong);

    /// <param name="store">The sealed parts; null where they are gone.</param>
    /// <param name="wrapped">The wrapped keys; null where they are gone.</param>
    public static Opened Open(Entry entry, byte[]? store, WrappedKeys? wrapped, KeyStore keys)
    {
        if (store is null || wrapped is not { } known || known.Wrapped.Length != Slots.Count * SealedEntry.WrappedSlot)
            return new(default, Recorded(store, wrapped), null);
        var opened = new ReadOnlyMemory<byte>?[Slots.Count];
        var missing = new List<Slot>();
        var rest = store.AsSpan();
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
        {
            if (!TryTake(ref rest, out var cipher, out var length))
                return new(default, missing, slot);
            var room = known.Wrapped.AsSpan((int)slot * SealedEntry.WrappedSlot, SealedEntry.WrappedSlot);
            // What has no key has nothing but zeros in its place.
            if ((length == NeverThere || room[0] == 0) && room.ContainsAnyExcept((byte)0))
                return new(default, missing, slot);
            if (length == NeverThere)
                continue;
            if (length == SealedEntry.ErasedLength || room[0] == 0)
                missing.Add(slot);
            else if (Plain(entry, slot, cipher, known.Salt, room, keys) is { } plain)
                opened[(int)slot] = plain;
            else
                return new(default, missing, slot);
        }
        return new(new(opened[0], opened[1], opened[2], opened[3], opened[4], opened[5]), missing, rest.IsEmpty ? null : Slot.Raw);
    }

    // Without the keys, whatever was sealed is missing; without the sealed parts, at least the head is, which every entry has.
    private static List<Slot> Recorded(byte[]? store, WrappedKeys? wrapped)
    {
        var found = new List<Slot>();
        var rest = store.AsSpan();
        for (var slot = Slot.Head; slot <= Slot.Raw && store is not null; slot++)
            if (TryTake(ref rest, out _, out var length) && length != NeverThere)
                found.Add(slot);
        if (store is null && wrapped is { } known)
            found.AddRange(Enum.GetValues<Slot>().Where(s => known.Wrapped.ElementAtOrDefault((int)s * SealedEntry.WrappedSlot) != 0));
        return found.Count > 0 ? found : [Slot.Head];
    }

    private static bool TryTake(ref Span<byte> rest, out ReadOnlySpan<byte> cipher, out int length)
    {
        cipher = [];
        length = NeverThere;
        if (rest.Length < 4)
            return false;
        length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[4..];
        if (length is NeverThere or SealedEntry.ErasedLength)
            return true;
        if (length < Sealed.TagBytes || length > rest.Length)
            return false;
        cipher = rest[..length];
        rest = rest[length..];
        return true;
    }

    private static byte[]? Plain(Entry entry, Slot slot, ReadOnlySpan<byte> cipher, byte[] salt, ReadOnlySpan<byte> room, KeyStore keys)
    {
        Span<byte> key = stackalloc byte[Part.KeyBytes], commitment = stackalloc byte[Part.KeyBytes];
        var plain = new byte[cipher.Length - Sealed.TagBytes];
        if (room[0] > 4 || salt.Length != Sealed.SaltBytes)
            return null;
        Sealed.Unwrap(keys.TierKey((Tier)(room[0] - 1)), salt, slot, room[1..], key);
        if (!Sealed.TryOpen(key, slot, cipher, plain))
            return null;
        Part.CommitmentKey(key, commitment);
        Span<byte> committed = stackalloc byte[Part.KeyBytes];
        Part.Commit(commitment, plain, committed);
        return CryptographicOperations.FixedTimeEquals(committed, entry[slot]) ? plain : null;
    }
}
