using System.Numerics;
using Adit.Ledger;

namespace Adit.Credentials;

/// <summary>Bytes as text that says how it is written (Multibase): <c>z</c> before base58btc, <c>u</c> before base64url without padding.</summary>
public static class Multibase
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    // The multicodec of an Ed25519 public key, and of a SHA-256 hash of 32 bytes.
    private static readonly byte[] Ed25519 = [0xed, 0x01], Sha256 = [0x12, 0x20];

    /// <summary>Bytes in base58btc.</summary>
    public static string Base58(ReadOnlySpan<byte> bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var digits = new Stack<char>();
        for (; number > 0; number /= 58)
            digits.Push(Alphabet[(int)(number % 58)]);
        var zeros = bytes.IndexOfAnyExcept((byte)0) is >= 0 and var first ? first : bytes.Length;
        return "z" + new string('1', zeros) + new string([.. digits]);
    }

    /// <summary>Reads what <see cref="Base58"/> writes; at most 200 characters, which is more than any key or signature.</summary>
    public static bool TryReadBase58(string? text, out byte[] bytes)
    {
        bytes = [];
        if (text is not ['z', ..] || text.Length > 200)
            return false;
        BigInteger number = 0;
        foreach (var c in text.AsSpan(1))
        {
            if (Alphabet.IndexOf(c, StringComparison.Ordinal) is not (>= 0 and var digit))
                return false;
            number = (number * 58) + digit;
        }
        var zeros = text.AsSpan(1).IndexOfAnyExcept('1') is >= 0 and var first ? first : text.Length - 1;
        bytes = [.. new byte[zeros], .. number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true)];
        return true;
    }

    /// <summary>Bytes in base64url, without padding.</summary>
    public static string Base64Url(ReadOnlySpan<byte> bytes) => "u" + System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <summary>Reads what <see cref="Base64Url"/> writes, and no other spelling.</summary>
    public static bool TryReadBase64Url(string? text, out byte[] bytes)
    {
        bytes = [];
        return text is ['u', ..] && TryReadUrl(text.AsSpan(1), out bytes);
    }

    /// <summary>An Ed25519 public key as a Multikey: <c>z6Mk…</c>.</summary>
    public static string Key(Hash publicKey) => Base58([.. Ed25519, .. publicKey.AsSpan()]);

    /// <summary>A SHA-256 hash as a multihash, which says which hash it is: <c>zQm…</c>.</summary>
    public static string Digest(Hash sha256) => Base58([.. Sha256, .. sha256.AsSpan()]);

    /// <summary>Base64url as in a JWT, without padding and in its one spelling.</summary>
    internal static bool TryReadUrl(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (!System.Buffers.Text.Base64Url.IsValid(text) || text.IndexOfAny("= \t\r\n") >= 0)
            return false;
        bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text);
        return text.SequenceEqual(System.Buffers.Text.Base64Url.EncodeToString(bytes));
    }
}
