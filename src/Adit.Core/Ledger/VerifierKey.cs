using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Adit.Ledger;

/// <summary>Makes an Ed25519 signature (RFC 8032, 64 bytes) over a message. Handed in: this floor holds no private key.</summary>
public delegate byte[] SignNote(ReadOnlySpan<byte> message);

/// <summary>Checks an Ed25519 signature (RFC 8032). Handed in; answers false, and does not throw, for keys and signatures of any length and content.</summary>
public delegate bool VerifyNote(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

/// <summary>
/// The public key that a log is known by (C2SP signed-note, type 0x01 Ed25519), written <c>name+8 hex digits+base64(0x01 ‖ key)</c>.
/// </summary>
public sealed record VerifierKey
{
    private const byte Ed25519 = 1;

    /// <summary>A key from its name and its 32 bytes.</summary>
    /// <exception cref="ArgumentException">The name is empty or has a space, plus or control character, or the key is not 32 bytes.</exception>
    public VerifierKey(string name, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name))
            throw new ArgumentException("A key name is not empty and has no space, plus or control character.", nameof(name));
        PublicKey = publicKey.Length == 32 ? new Hash(publicKey) : throw new ArgumentException("An Ed25519 key is 32 bytes.", nameof(publicKey));
        Name = name;
        KeyId = IdOf(name, Ed25519, publicKey);
    }

    /// <summary>Whose key it is; for a ledger, its origin.</summary>
    public string Name { get; }

    /// <summary>First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), big-endian: tells keys of one name apart, and proves nothing.</summary>
    public uint KeyId { get; }

    /// <summary>The 32 bytes of the key.</summary>
    public Hash PublicKey { get; }

    /// <summary>The key as people pass it on.</summary>
    public override string ToString() => Write(Name, Ed25519, PublicKey.AsSpan());

    /// <summary>Reads what <see cref="ToString"/> writes; false for other key types and where the id is not that of the key.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = TryRead(text, Ed25519, out var name, out var bytes) ? new VerifierKey(name, bytes) : null;
        return key is not null;
    }

    /// <summary>Writes a public key of a type as people pass it on.</summary>
    internal static string Write(string name, byte type, ReadOnlySpan<byte> publicKey) =>
        $"{name}+{IdOf(name, type, publicKey).ToString("x8", CultureInfo.InvariantCulture)}+{Convert.ToBase64String([type, .. publicKey])}";

    /// <summary>Reads what <see cref="Write"/> writes for this type, and only that.</summary>
    internal static bool TryRead(string? text, byte type, out string name, out byte[] publicKey)
    {
        (name, publicKey) = ("", []);
        // The base64 may hold a plus as well, the name may not.
        if (text?.Split('+', 3) is not [var named, _, var encoded] || !IsName(named))
            return false;
        if (!Base64.TryRead(encoded, out var bytes) || bytes.Length != 33 || bytes[0] != type)
            return false;
        (name, publicKey) = (named, bytes[1..]);
        return Write(name, type, publicKey) == text;
    }

    internal static bool IsName(string name) =>
        name.Length > 0 && NoteText.IsUnicode(name) && !name.Any(c => c is '+' or < ' ' || char.IsWhiteSpace(c));

    internal static uint IdOf(string name, byte type, ReadOnlySpan<byte> publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. publicKey]));
}
