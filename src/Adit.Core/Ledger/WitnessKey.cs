using System.Diagnostics.CodeAnalysis;

namespace Adit.Ledger;

/// <summary>
/// The public key that a witness is known by (C2SP tlog-cosignature, type 0x04: Ed25519 with a time), written <c>name+8 hex digits+base64(0x04 ‖ key)</c>. A type of its
/// own, so that what a witness signs can never be taken for what a ledger signs.
/// </summary>
public sealed record WitnessKey
{
    private const byte TimedEd25519 = 4;

    /// <summary>A key from its name and its 32 bytes.</summary>
    /// <exception cref="ArgumentException">The name is empty or has a space, plus or control character, or the key is not 32 bytes.</exception>
    public WitnessKey(string name, ReadOnlySpan<byte> publicKey)
    {
        if (!VerifierKey.IsName(name))
            throw new ArgumentException("A key name is not empty and has no space, plus or control character.", nameof(name));
        PublicKey = publicKey.Length == 32 ? new Hash(publicKey) : throw new ArgumentException("An Ed25519 key is 32 bytes.", nameof(publicKey));
        Name = name;
        KeyId = VerifierKey.IdOf(name, TimedEd25519, publicKey);
    }

    /// <summary>Who the witness is.</summary>
    public string Name { get; }

    /// <summary>First four bytes of SHA-256(name ‖ 0x0A ‖ 0x04 ‖ key), big-endian: tells keys of one name apart, and proves nothing.</summary>
    public uint KeyId { get; }

    /// <summary>The 32 bytes of the key.</summary>
    public Hash PublicKey { get; }

    /// <summary>The key as people pass it on.</summary>
    public override string ToString() => VerifierKey.Write(Name, TimedEd25519, PublicKey.AsSpan());

    /// <summary>Reads what <see cref="ToString"/> writes; false for other key types and where the id is not that of the key.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out WitnessKey? key)
    {
        key = VerifierKey.TryRead(text, TimedEd25519, out var name, out var bytes) ? new WitnessKey(name, bytes) : null;
        return key is not null;
    }
}
