using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Adit.Ledger;

/// <summary>A SHA-256 value: 32 bytes, compared by value, stored in place (an array of hashes is one block of memory, as in a tile).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Hash
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    // Held in memory order, whatever the machine: only copied and compared, never counted with.
    private readonly ulong a, b, c, d;

    /// <summary>A hash from its 32 bytes.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"A hash is {Length} bytes, not {bytes.Length}.", nameof(bytes));
        a = MemoryMarshal.Read<ulong>(bytes);
        b = MemoryMarshal.Read<ulong>(bytes[8..]);
        c = MemoryMarshal.Read<ulong>(bytes[16..]);
        d = MemoryMarshal.Read<ulong>(bytes[24..]);
    }

    /// <summary>The 32 bytes, without a copy.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(new ReadOnlySpan<Hash>(in this));

    /// <summary>The 32 bytes, as a copy.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Standard base64 with padding (RFC 4648 §4): 44 characters.</summary>
    public string ToBase64() => Convert.ToBase64String(AsSpan());

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(AsSpan());

    /// <summary>Reads what <see cref="ToBase64"/> writes, and only that.</summary>
    public static bool TryReadBase64(string? text, out Hash hash)
    {
        hash = default;
        if (!Base64.TryRead(text, out var bytes) || bytes.Length != Length)
            return false;
        hash = new Hash(bytes);
        return true;
    }

    /// <summary>Reads 64 hexadecimal digits in either case; false for anything else.</summary>
    public static bool TryReadHex(string? text, out Hash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text?.Length != 2 * Length || Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        hash = new Hash(bytes);
        return true;
    }
}
