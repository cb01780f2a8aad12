using Adit.Storage;
using NSec.Cryptography;

namespace Adit.Ledger;

/// <summary>The ledger's own Ed25519 key, from a file the operator keeps or from the data folder. People do not sign; their acts are entries.</summary>
internal sealed class Signing : IDisposable
{
    private const string InFolder = "signing";
    private readonly Key _key;

    private Signing(byte[] seed) => _key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);

    /// <summary>The raw public key, 32 bytes.</summary>
    public byte[] PublicKey => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    /// <summary>The key in a file of 64 hexadecimal digits, or the folder's own.</summary>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static Signing Load(KeyStore keys, string? file) => new(file is null ? keys.Own(InFolder) : Read(file));

    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Imported(publicKey) is { } key && SignatureAlgorithm.Ed25519.Verify(key, message, signature);

    public void Dispose() => _key.Dispose();

    private static PublicKey? Imported(ReadOnlySpan<byte> bytes) =>
        NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var key) ? key : null;

    private static byte[] Read(string file)
    {
        var text = File.ReadAllText(file).Trim();
        return text.Length == 64 && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text)
            : throw new InvalidDataException($"{file} does not hold a signing key: 64 hexadecimal digits are expected.");
    }
}
