using System.Security.Cryptography;
using Adit.Storage;
using NSec.Cryptography;

namespace Adit.Ledger;

/// <summary>The ledger's own Ed25519 key, from a file the operator keeps or from the data folder. People do not sign; their acts are entries.</summary>
internal sealed class Signing : IDisposable
{
    /// <summary>Names of the folder's own signing key, and of one that is to replace it: until its entry is durable, either may be the one in force.</summary>
    public const string InFolder = "signing", Next = "signing.next";

    private readonly Key _key;

    private Signing(byte[] seed) => _key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);

    /// <summary>The raw public key, 32 bytes.</summary>
    public byte[] PublicKey => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    /// <summary>A key to begin a ledger with: the one in a file of 64 hexadecimal digits, or the folder's own.</summary>
    /// <exception cref="Refused">The file holds no key.</exception>
    public static Signing Load(KeyStore keys, string? file) => file is null ? new(keys.Own(InFolder)) : InFile(file);

    /// <summary>The key in force of a ledger: it is in the file, or else in the folder.</summary>
    /// <exception cref="Refused">It is not the one that is there.</exception>
    public static Signing Open(KeyStore keys, string? file, VerifierKey inForce)
    {
        Signing[] found = file is not null ? [InFile(file)] : [.. new[] { InFolder, Next }.Select(keys.Find).OfType<byte[]>().Select(seed => new Signing(seed))];
        var right = found.FirstOrDefault(s => s.Signs(inForce));
        foreach (var other in found.Where(s => s != right))
            other.Dispose();
        return right ?? throw new Refused(file is not null
            ? $"{file} does not hold this ledger's signing key. Its heads are signed by {inForce}"
            : $"The signing key of this ledger is not in the data folder; name its file with --signing-key. Its heads are signed by {inForce}");
    }

    /// <summary>The key in a file of 64 hexadecimal digits.</summary>
    /// <exception cref="Refused">The file is not there, may not be read, or holds no key.</exception>
    public static Signing InFile(string file) => Read(file, out var wrong) is { } seed ? new(seed) : throw new Refused(wrong!);

    /// <summary>Why no key can be read from a file, in a sentence; null where one can.</summary>
    public static string? WrongWith(string file) => Read(file, out var wrong) is null ? wrong : null;

    private static byte[]? Read(string file, out string? wrong)
    {
        try
        {
            var text = new FileInfo(file) is { Exists: true, Length: < 1_000 } ? File.ReadAllText(file).Trim() : "";
            var key = text.Length == 64 && text.All(char.IsAsciiHexDigit);
            wrong = key ? null : File.Exists(file) ? $"{file} does not hold a signing key: 64 hexadecimal digits are expected." : $"There is no file {file}, or its folder may not be read.";
            return key ? Convert.FromHexString(text) : null;
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            wrong = $"{file} cannot be read: {denied.Message}";
            return null;
        }
    }

    /// <summary>The key of a seed that is kept in the folder.</summary>
    public static Signing Of(byte[] seed) => new(seed);

    /// <summary>A new key.</summary>
    /// <param name="seed">Its 32 bytes, to be kept in the folder.</param>
    public static Signing New(out byte[] seed) => new(seed = RandomNumberGenerator.GetBytes(32));

    /// <summary>Writes a new key to a file that only its owner may read.</summary>
    /// <exception cref="Refused">The file is there already.</exception>
    public static void WriteNew(string file)
    {
        if (File.Exists(file))
            throw new Refused($"{file} is there already.");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n"));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Whether a key of the folder is the private half of a public key.</summary>
    public static bool IsOf(byte[] seed, VerifierKey key)
    {
        using var signing = new Signing(seed);
        return signing.Signs(key);
    }

    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Imported(publicKey) is { } key && SignatureAlgorithm.Ed25519.Verify(key, message, signature);

    public void Dispose() => _key.Dispose();

    private bool Signs(VerifierKey key) => key.PublicKey.AsSpan().SequenceEqual(PublicKey);

    private static PublicKey? Imported(ReadOnlySpan<byte> bytes) =>
        NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var key) ? key : null;
}
