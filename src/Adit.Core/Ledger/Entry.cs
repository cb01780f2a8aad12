using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Adit.Protection;

namespace Adit.Ledger;

/// <summary>
/// One line of the ledger, 193 bytes: version <c>0x01</c>, then six slots of 32 bytes in the order of <see cref="Slot"/>. A slot is the commitment
/// to a part, or 32 random bytes where there is none; without a part's key nobody can tell which, so an entry shows nothing at all.
/// </summary>
public sealed record Entry
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 1 + (Slots.Count * Part.KeyBytes);

    /// <summary>Length in bytes of the randomness that writing an entry takes: 32 per slot.</summary>
    public const int RandomBytes = Slots.Count * Part.KeyBytes;

    /// <summary>The first byte of every entry.</summary>
    public const byte Version = 1;

    private Entry(byte[] bytes) => Bytes = bytes;

    /// <summary>The 193 bytes, as they are hashed into the tree.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The 32 bytes in a slot.</summary>
    public ReadOnlySpan<byte> this[Slot slot] => Bytes.Span.Slice(Offset(slot), Part.KeyBytes);

    /// <summary>
    /// Writes an entry without allocating. <paramref name="random"/> has 32 fresh random bytes per slot, in slot order: the part key where
    /// the part is present, the filler where it is absent. The part keys must be kept (wrapped), the fillers forgotten.
    /// </summary>
    /// <exception cref="ArgumentException">The randomness is not 192 bytes or the output not 193.</exception>
    public static void Write(in Parts parts, ReadOnlySpan<byte> random, Span<byte> output)
    {
        if (random.Length != RandomBytes)
            throw new ArgumentException($"Expected {RandomBytes} random bytes.", nameof(random));
        if (output.Length != Length)
            throw new ArgumentException($"An entry is {Length} bytes.", nameof(output));
        output[0] = Version;
        Span<byte> commitmentKey = stackalloc byte[Part.KeyBytes];
        for (var slot = Slot.Head; slot <= Slot.Raw; slot++)
        {
            var own = random.Slice((int)slot * Part.KeyBytes, Part.KeyBytes);
            var written = output.Slice(Offset(slot), Part.KeyBytes);
            if (parts[slot] is { } part)
            {
                Part.CommitmentKey(own, commitmentKey);
                Part.Commit(commitmentKey, part.Span, written);
            }
            else
            {
                own.CopyTo(written);
            }
        }
    }

    /// <summary>Writes an entry and reads it back as a value: for one entry, not for thousands.</summary>
    /// <exception cref="ArgumentException">The randomness is not 192 bytes.</exception>
    public static Entry Of(in Parts parts, ReadOnlySpan<byte> random)
    {
        var bytes = new byte[Length];
        Write(parts, random, bytes);
        return new Entry(bytes);
    }

    /// <summary>Reads an entry; false unless it is 193 bytes of version 1. Nothing else in it can be wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Entry? entry)
    {
        entry = bytes.Length == Length && bytes[0] == Version ? new Entry(bytes.ToArray()) : null;
        return entry is not null;
    }

    /// <summary>The hash of this entry as a leaf of the tree.</summary>
    public Hash Leaf() => Merkle.Leaf(Bytes.Span);

    /// <summary>Equal when all bytes are.</summary>
    public bool Equals(Entry? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var code = new HashCode();
        code.AddBytes(Bytes.Span);
        return code.ToHashCode();
    }

    private static int Offset(Slot slot) => 1 + ((int)slot * Part.KeyBytes);
}

/// <summary>A part handed over: its bytes and its commitment key (32 bytes). It opens one slot of one entry and tells nothing of the others.</summary>
public sealed record Disclosure(Slot Slot, ReadOnlyMemory<byte> CommitmentKey, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The disclosure of a part whose part key is known; the part key itself stays behind.</summary>
    /// <exception cref="ArgumentException">The part key is not 32 bytes.</exception>
    public static Disclosure Of(Slot slot, ReadOnlySpan<byte> partKey, ReadOnlyMemory<byte> bytes)
    {
        var key = new byte[Part.KeyBytes];
        Part.CommitmentKey(partKey, key);
        return new Disclosure(slot, key, bytes);
    }

    /// <summary>Whether these bytes are what the entry committed to in this slot. False too where the key is not 32 bytes or the slot is none.</summary>
    public bool Holds(Entry entry)
    {
        if (CommitmentKey.Length != Part.KeyBytes || Slot > Slot.Raw)
            return false;
        Span<byte> commitment = stackalloc byte[Part.KeyBytes];
        Part.Commit(CommitmentKey.Span, Bytes.Span, commitment);
        return CryptographicOperations.FixedTimeEquals(commitment, entry[Slot]);
    }
}
