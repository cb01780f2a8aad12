using System.Buffers.Binary;
using System.Security.Cryptography;
using Adit.Ledger;
using Adit.Protection;

namespace Adit.Storage;

/// <summary>An entry ready to be appended: made outside the writer, so that hashing and encryption never hold it up.</summary>
internal sealed record SealedEntry(byte[] Entry, byte[] Parts, byte[] Salt, byte[] Wrapped)
{
    /// <summary>Room of one slot's key: a byte that says which tier wraps it (0 none, 1…4 T0…T3), then the wrapped key.</summary>
    public const int WrappedSlot = 1 + Sealed.WrappedBytes;

    /// <summary>Stands for the length of a part that was erased; that of one which never was is −1.</summary>
    public const int ErasedLength = -2;

    /// <summary>Commits to, encrypts and wraps the parts of a fact with fresh keys.</summary>
    public static SealedEntry Seal(in Parts parts, KeyStore keys)
    {
        Span<byte> random = stackalloc byte[Ledger.Entry.RandomBytes];
        RandomNumberGenerator.Fill(random);
        var (entry, salt, wrapped) = (new byte[Ledger.Entry.Length], RandomNumberGenerator.GetBytes(Sealed.SaltBytes), new byte[Slots.Count * WrappedSlot]);
        Ledger.Entry.Write(parts, random, entry);
        var store = new byte[Size(parts)];
        var at = 0;
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
        {
            if (parts[slot] is not { } part)
            {
                BinaryPrimitives.WriteInt32LittleEndian(store.AsSpan(at), -1);
                at += 4;
                continue;
            }
            var key = random.Slice((int)slot * Part.KeyBytes, Part.KeyBytes);
            var length = part.Length + Sealed.TagBytes;
            BinaryPrimitives.WriteInt32LittleEndian(store.AsSpan(at), length);
            Sealed.Seal(key, slot, part.Span, store.AsSpan(at + 4, length));
            at += 4 + length;
            var tier = TierOf(slot, parts);
            var room = wrapped.AsSpan((int)slot * WrappedSlot, WrappedSlot);
            room[0] = (byte)(tier + 1);
            Sealed.Wrap(keys.TierKey(tier), salt, slot, key, room[1..]);
        }
        CryptographicOperations.ZeroMemory(random);
        return new(entry, store, salt, wrapped);
    }

    /// <summary>Opens the parts that are wrapped under <paramref name="deepest"/> or a shallower tier; the others, and erased ones, come back absent.</summary>
    /// <exception cref="CryptographicException">A part or its key does not open: the folder was damaged or changed.</exception>
    /// <param name="first">Slots before it are passed over, and so are those after <paramref name="last"/>: exports open answers alone.</param>
    public static Parts Open(
        ReadOnlySpan<byte> store, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> wrapped, KeyStore keys, Tier deepest, Span<byte> partKeys = default, Slot first = Slot.Head, Slot last = Slot.Raw)
    {
        var opened = new ReadOnlyMemory<byte>?[Slots.Count];
        Span<byte> key = stackalloc byte[Part.KeyBytes];
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(store);
            store = store[4..];
            if (length < 0)
                continue;
            var cipher = store[..length];
            var room = wrapped.Slice((int)slot * WrappedSlot, WrappedSlot);
            store = store[length..];
            if (room[0] == 0 || room[0] - 1 > (int)deepest || slot < first || slot > last)
                continue;
            var text = new byte[length - Sealed.TagBytes];
            Sealed.Unwrap(keys.TierKey((Tier)(room[0] - 1)), salt, slot, room[1..], key);
            if (!Sealed.TryOpen(key, slot, cipher, text))
                throw new CryptographicException($"The {Slots.NameOf(slot)} part does not open.");
            opened[(int)slot] = text;
            if (!partKeys.IsEmpty)
                key.CopyTo(partKeys[((int)slot * Part.KeyBytes)..]);
        }
        return new(opened[0], opened[1], opened[2], opened[3], opened[4], opened[5]);
    }

    /// <summary>Cuts parts out of a store, so that a copy of their keys made before opens nothing any more.</summary>
    public static byte[] Without(ReadOnlySpan<byte> store, IReadOnlyCollection<Slot> slots)
    {
        var rest = new List<byte>(store.Length);
        Span<byte> erased = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(erased, ErasedLength);
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
        {
            var length = 4 + Math.Max(BinaryPrimitives.ReadInt32LittleEndian(store), 0);
            rest.AddRange(slots.Contains(slot) ? erased : store[..length]);
            store = store[length..];
        }
        return [.. rest];
    }

    /// <summary>The slots of an entry that were recorded: present, or erased since.</summary>
    /// <param name="gone">Those of them that cannot be opened any more.</param>
    public static IReadOnlyList<Slot> Recorded(ReadOnlySpan<byte> store, ReadOnlySpan<byte> wrapped, out IReadOnlyList<Slot> gone)
    {
        var (recorded, missing) = (new List<Slot>(), new List<Slot>());
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(store);
            store = store[(4 + Math.Max(length, 0))..];
            if (length == -1)
                continue;
            recorded.Add(slot);
            if (length == ErasedLength || wrapped[(int)slot * WrappedSlot] == 0)
                missing.Add(slot);
        }
        gone = missing;
        return recorded;
    }

    private static Tier TierOf(Slot slot, in Parts parts) => slot switch
    {
        Slot.Head => Tier.T2,
        Slot.Raw => parts.T3 is not null ? Tier.T3 : Tier.T2,
        _ => (Tier)((int)slot - 1),
    };

    private static int Size(in Parts parts)
    {
        var size = 0;
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
            size += 4 + (parts[slot] is { } part ? part.Length + Sealed.TagBytes : 0);
        return size;
    }
}
