using System.Security.Cryptography;

namespace Adit.Protection;

/// <summary>
/// What is computed from a part's own random key. Two keys are derived from it, so that one can be given away without the other:
/// whoever holds the commitment key and the bytes can prove the part, and still cannot open anything that is sealed.
/// </summary>
public static class Part
{
    /// <summary>Length in bytes of a part key, a commitment key, an encryption key and a commitment.</summary>
    public const int KeyBytes = 32;

    /// <summary>HMAC-SHA-256(part key, "adit part commitment v1"): the key that is handed over when the part is disclosed.</summary>
    /// <exception cref="ArgumentException">The key or the output is not 32 bytes.</exception>
    public static void CommitmentKey(ReadOnlySpan<byte> partKey, Span<byte> output) => Derive(partKey, "adit part commitment v1"u8, output);

    /// <summary>HMAC-SHA-256(part key, "adit part encryption v1"): the key that seals this one part and nothing else.</summary>
    /// <exception cref="ArgumentException">The key or the output is not 32 bytes.</exception>
    public static void EncryptionKey(ReadOnlySpan<byte> partKey, Span<byte> output) => Derive(partKey, "adit part encryption v1"u8, output);

    /// <summary>HMAC-SHA-256(commitment key, part bytes): what stands in the entry. Hides the part as long as the key is unknown, binds to it for ever.</summary>
    /// <exception cref="ArgumentException">The key or the output is not 32 bytes.</exception>
    public static void Commit(ReadOnlySpan<byte> commitmentKey, ReadOnlySpan<byte> part, Span<byte> output)
    {
        MustBeKey(commitmentKey.Length);
        MustBeKey(output.Length);
        HMACSHA256.HashData(commitmentKey, part, output);
    }

    private static void Derive(ReadOnlySpan<byte> partKey, ReadOnlySpan<byte> label, Span<byte> output)
    {
        MustBeKey(partKey.Length);
        MustBeKey(output.Length);
        HMACSHA256.HashData(partKey, label, output);
    }

    // HMAC pads a short key with zeros, so keys of other lengths could stand for one another.
    internal static void MustBeKey(int length)
    {
        if (length != KeyBytes)
            throw new ArgumentException($"Expected {KeyBytes} bytes, got {length}.");
    }
}

/// <summary>The bytes of a fact, part by part. Null is an absent part; an empty part is present and has no bytes.</summary>
public readonly record struct Parts(
    ReadOnlyMemory<byte>? Head,
    ReadOnlyMemory<byte>? T0 = null,
    ReadOnlyMemory<byte>? T1 = null,
    ReadOnlyMemory<byte>? T2 = null,
    ReadOnlyMemory<byte>? T3 = null,
    ReadOnlyMemory<byte>? Raw = null)
{
    /// <summary>The part in a slot, or null where there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the six slots.</exception>
    public ReadOnlyMemory<byte>? this[Slot slot] => slot switch
    {
        Slot.Head => Head,
        Slot.T0 => T0,
        Slot.T1 => T1,
        Slot.T2 => T2,
        Slot.T3 => T3,
        Slot.Raw => Raw,
        _ => throw new ArgumentOutOfRangeException(nameof(slot)),
    };
}
