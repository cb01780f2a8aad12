using System.Numerics;
using System.Security.Cryptography;

namespace Adit.Protection;

/// <summary>
/// What a phone sealed for the programme, so that the phone itself cannot open it again: version <c>0x01</c>, an ephemeral P-256 public key (65 bytes, uncompressed,
/// SEC 1 §2.3.3), and AES-256-GCM of the content with its 16-byte tag. Key and nonce are HKDF-SHA-256 (RFC 5869) of the shared secret (ECDH, SEC 1 §3.3.1, the
/// x-coordinate), salted with both public keys. Every parcel has a key of its own, so none meets a nonce twice. P-256 because every browser has it.
/// </summary>
public static class Parcel
{
    /// <summary>Length in bytes of a public key.</summary>
    public const int KeyBytes = 65;

    /// <summary>How much longer a parcel is than what is in it, in bytes.</summary>
    public const int Overhead = 1 + KeyBytes + Sealed.TagBytes;

    private const byte Version = 1;
    private const int CoordinateBytes = 32, NonceBytes = 12;

    // The order of the group (SEC 2 §2.4.2).
    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> Purpose => "adit/sealed/1"u8;

    /// <summary>The public key that belongs to 32 secret bytes, as phones are given it.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> secret)
    {
        using var own = Own(secret);
        return Public(own);
    }

    /// <summary>Opens a parcel with the programme's 32 secret bytes; null where it is none, was sealed for somebody else, or a bit of it was changed.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> parcel)
    {
        if (parcel.Length < Overhead || parcel[0] != Version || parcel[1] != 4)
            return null;
        using var own = Own(secret);
        var ephemeral = parcel.Slice(1, KeyBytes);
        var content = parcel[(1 + KeyBytes)..];
        Span<byte> keys = stackalloc byte[Part.KeyBytes + NonceBytes];
        if (!TryAgree(own, ephemeral, [.. ephemeral, .. Public(own)], keys))
            return null;
        var plain = new byte[content.Length - Sealed.TagBytes];
        using var aes = new AesGcm(keys[..Part.KeyBytes], Sealed.TagBytes);
        try
        {
            aes.Decrypt(keys[Part.KeyBytes..], content[..^Sealed.TagBytes], content[^Sealed.TagBytes..], plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Seals content for the holder of a public key.</summary>
    /// <param name="ephemeral">A P-256 key drawn for this parcel alone.</param>
    /// <exception cref="ArgumentException">The public key is no point of the curve.</exception>
    public static byte[] Seal(ECDiffieHellman ephemeral, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> content)
    {
        var mine = Public(ephemeral);
        Span<byte> keys = stackalloc byte[Part.KeyBytes + NonceBytes];
        if (publicKey.Length != KeyBytes || !TryAgree(ephemeral, publicKey, [.. mine, .. publicKey], keys))
            throw new ArgumentException("This is no public key.", nameof(publicKey));
        var parcel = new byte[Overhead + content.Length];
        parcel[0] = Version;
        mine.CopyTo(parcel.AsSpan(1));
        var sealedContent = parcel.AsSpan(1 + KeyBytes);
        using var aes = new AesGcm(keys[..Part.KeyBytes], Sealed.TagBytes);
        aes.Encrypt(keys[Part.KeyBytes..], content, sealedContent[..^Sealed.TagBytes], sealedContent[^Sealed.TagBytes..]);
        return parcel;
    }

    private static bool TryAgree(ECDiffieHellman own, ReadOnlySpan<byte> theirs, ReadOnlySpan<byte> bothKeys, Span<byte> keys)
    {
        try
        {
            using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Read(theirs) });
            HKDF.DeriveKey(HashAlgorithmName.SHA256, own.DeriveRawSecretAgreement(other.PublicKey), keys, bothKeys, Purpose);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // A number from 1 to the order less 1, as even as 48 bytes make it.
    private static ECDiffieHellman Own(ReadOnlySpan<byte> secret)
    {
        Span<byte> wide = stackalloc byte[48];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, wide, "adit/phones/1"u8);
        var number = (new BigInteger(wide, isUnsigned: true, isBigEndian: true) % (Order - 1)) + 1;
        var d = new byte[CoordinateBytes];
        var written = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        written.CopyTo(d, d.Length - written.Length);
        return ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
    }

    private static ECPoint Read(ReadOnlySpan<byte> key) => new() { X = key.Slice(1, CoordinateBytes).ToArray(), Y = key.Slice(1 + CoordinateBytes, CoordinateBytes).ToArray() };

    private static byte[] Public(ECDiffieHellman key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }
}
