using System.Security.Cryptography;

namespace Adit.Protection;

/// <summary>
/// Keeps parts unreadable at rest (AES-256-GCM, NIST SP 800-38D) and part keys unreadable outside their tier.
/// <para>
/// Why a nonce of zeros is safe here: GCM breaks when one key meets the same nonce with two different texts. Every key used here seals
/// one text in its life: the key of a part comes from 32 random bytes drawn for that part alone. An edit draws new ones.
/// </para>
/// <para>
/// A part key is wrapped with a mask of its own length, which only the tier's key can make: HMAC-SHA-256 over a random salt of 16 bytes drawn
/// for the entry, and the slot. One mask hides one key, as a one-time pad does; by the birthday bound two of 2^32 entries share a salt with a chance of about 2^-65. That a wrong
/// mask or a changed byte gives a wrong key is noticed by the tag of the part, and by the commitment in the entry.
/// </para>
/// <para>
/// GCM alone lets one ciphertext open under two keys to two texts. That does not matter here: what opens is checked against the
/// commitment in the entry, which binds to one text. The length of a part is not hidden from who holds its ciphertext.
/// </para>
/// </summary>
public static class Sealed
{
    /// <summary>How much longer a sealed part is than the part, in bytes: the tag.</summary>
    public const int TagBytes = 16;

    /// <summary>Length in bytes of the random salt that every entry has for wrapping.</summary>
    public const int SaltBytes = 16;

    /// <summary>Length in bytes of a wrapped part key.</summary>
    public const int WrappedBytes = Part.KeyBytes;

    private static ReadOnlySpan<byte> ZeroNonce => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Seals a part: ciphertext, then the 16-byte tag. The slot is bound in, so a sealed part cannot be moved to another slot.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes, or the output not 16 bytes longer than the part.</exception>
    public static void Seal(ReadOnlySpan<byte> partKey, Slot slot, ReadOnlySpan<byte> part, Span<byte> output)
    {
        if (output.Length - TagBytes != part.Length)
            throw new ArgumentException("The output must be 16 bytes longer than the part.", nameof(output));
        Span<byte> key = stackalloc byte[Part.KeyBytes];
        Part.EncryptionKey(partKey, key);
        Encrypt(key, part, output, [(byte)slot]);
    }

    /// <summary>Opens a sealed part into <paramref name="part"/>, 16 bytes shorter. False if key, slot or a single bit is not the one it was sealed with.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes, or the output not 16 bytes shorter than a sealed part of at least 16.</exception>
    public static bool TryOpen(ReadOnlySpan<byte> partKey, Slot slot, ReadOnlySpan<byte> sealedPart, Span<byte> part)
    {
        if (sealedPart.Length < TagBytes || part.Length != sealedPart.Length - TagBytes)
            throw new ArgumentException("The output must be 16 bytes shorter than the sealed part.", nameof(part));
        Span<byte> key = stackalloc byte[Part.KeyBytes];
        Part.EncryptionKey(partKey, key);
        return TryDecrypt(key, sealedPart, part, [(byte)slot]);
    }

    /// <summary>Wraps a part key under a tier's key. The salt is random and drawn once per entry.</summary>
    /// <exception cref="ArgumentException">A key is not 32 bytes, the salt not 16, or the output not 32.</exception>
    public static void Wrap(ReadOnlySpan<byte> tierKey, ReadOnlySpan<byte> salt, Slot slot, ReadOnlySpan<byte> partKey, Span<byte> output)
    {
        Part.MustBeKey(tierKey.Length);
        Part.MustBeKey(partKey.Length);
        Part.MustBeKey(output.Length);
        if (salt.Length != SaltBytes)
            throw new ArgumentException("The salt is 16 bytes.", nameof(salt));
        Span<byte> message = stackalloc byte[12 + SaltBytes + 1];
        "adit wrap v1"u8.CopyTo(message);
        salt.CopyTo(message[12..]);
        message[^1] = (byte)slot;
        Span<byte> mask = stackalloc byte[Part.KeyBytes];
        HMACSHA256.HashData(tierKey, message, mask);
        for (var i = 0; i < mask.Length; i++)
            output[i] = (byte)(partKey[i] ^ mask[i]);
        CryptographicOperations.ZeroMemory(mask);
    }

    /// <summary>Unwraps a part key. A wrong tier key, salt or slot gives a key that opens nothing.</summary>
    /// <inheritdoc cref="Wrap"/>
    public static void Unwrap(ReadOnlySpan<byte> tierKey, ReadOnlySpan<byte> salt, Slot slot, ReadOnlySpan<byte> wrapped, Span<byte> partKey) => Wrap(tierKey, salt, slot, wrapped, partKey);

    private static void Encrypt(Span<byte> key, ReadOnlySpan<byte> text, Span<byte> output, ReadOnlySpan<byte> associated)
    {
        using var aes = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        aes.Encrypt(ZeroNonce, text, output[..text.Length], output[text.Length..], associated);
    }

    private static bool TryDecrypt(Span<byte> key, ReadOnlySpan<byte> input, Span<byte> text, ReadOnlySpan<byte> associated)
    {
        using var aes = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        try
        {
            aes.Decrypt(ZeroNonce, input[..text.Length], input[text.Length..], text, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
