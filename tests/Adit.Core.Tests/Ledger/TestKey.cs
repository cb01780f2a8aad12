using Adit.Ledger;
using NSec.Cryptography;

namespace Adit.Tests.Ledger;

/// <summary>A key anybody can make again: its seed is published, so it signs nothing but tests.</summary>
internal static class TestKey
{
    public const string Origin = "adit-demo/vectors/0011223344556677";

    public static readonly byte[] Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static readonly Key Key = Key.Import(SignatureAlgorithm.Ed25519, Seed, KeyBlobFormat.RawPrivateKey);

    public static VerifierKey Public => Named(Origin);

    public static VerifierKey Named(string name) => new(name, Key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    public static byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(Key, message);

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key)
        && SignatureAlgorithm.Ed25519.Verify(key!, message, signature);
}
