using System.Security.Cryptography;
using Adit.Storage;
using Adit.Submissions;
using Microsoft.AspNetCore.StaticFiles;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Security;

namespace Adit.Phones;

/// <summary>A record in the clear that came encrypted, and its files, under the names that its answers give them.</summary>
internal sealed record OpenedEnvelope(byte[] Xml, IReadOnlyList<UploadedFile> Files) : IDisposable
{
    public void Dispose()
    {
        foreach (var file in Files)
            file.Dispose();
    }
}

/// <summary>
/// The programme's key for forms that no phone may read again: apps of others (ODK Collect, KoboCollect, Enketo) encrypt for it what is filled in, as soon as it is finished, so that nobody reads it
/// on the phone. Adit's own app seals everything anyway.
/// </summary>
internal sealed class CollectKey : IDisposable
{
    /// <summary>Bits of RSA; apps expect this many.</summary>
    private const int Bits = 2048;

    // What an app encrypts has lost its type; its name still says it.
    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly RSA _rsa;

    private CollectKey(RSA rsa) => (_rsa, Public) = (rsa, Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()));

    /// <summary>What stands in forms: SubjectPublicKeyInfo, base64.</summary>
    public string Public { get; }

    /// <summary>A new key (PKCS #8).</summary>
    public static byte[] Draw()
    {
        using var rsa = RSA.Create(Bits);
        return rsa.ExportPkcs8PrivateKey();
    }

    /// <summary>A key that was drawn before.</summary>
    public static CollectKey Of(byte[] pkcs8)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        return new(rsa);
    }

    /// <summary>Whether an envelope was encrypted for this key.</summary>
    public bool Fits(Instance envelope) => envelope.Encrypted is { } inside && Unwrap(inside.Key) is not null;

    /// <summary>
    /// What an envelope holds, in the clear; null where it was encrypted for another key, did not come whole, or does not hold the record that it says. It then stays as it came.
    /// </summary>
    /// <param name="files">Those that came with it.</param>
    /// <param name="create">Begins a file in the clear; null where none may be, and an envelope with files stays closed.</param>
    public async Task<OpenedEnvelope?> Open(Instance envelope, IReadOnlyList<UploadedFile> files, Func<NewBlob>? create)
    {
        if (envelope is not { Encrypted: { } inside, InstanceId: { } id } || (create is null && !inside.Media.IsEmpty) || inside.Media.Distinct().Count() < inside.Media.Length)
            return null;
        var media = inside.Media.Select(Came).OfType<UploadedFile>().ToList();
        if (media.Count < inside.Media.Length || Came(inside.Xml) is not { } file || file.Blob.Finish().Length > ArrivingXml.Longest || Unwrap(inside.Key) is not { } key)
            return null;
        var xml = EncryptedRecord.Open(key, id, index: media.Count, await Blobs.Whole(file.Blob));
        if (xml is null || InstanceReading.Read(xml).Instance is not { Encrypted: null } record || (record.FormId, record.Version, record.InstanceId) != (envelope.FormId, envelope.Version, id))
            return null;
        return await Files(media, index => EncryptedRecord.Opening(key, id, index), create!) is { } opened ? new(xml, opened) : null;

        UploadedFile? Came(string? name) => files.FirstOrDefault(f => f.Name == name);
    }

    // One after the other, in pieces: a film is never held whole. Where one of them cannot be opened none is.
    private static async Task<IReadOnlyList<UploadedFile>?> Files(List<UploadedFile> closed, Func<int, ICryptoTransform> opening, Func<NewBlob> create)
    {
        var opened = new List<UploadedFile>();
        try
        {
            foreach (var file in closed)
            {
                var name = file.Name.EndsWith(".enc", StringComparison.Ordinal) ? file.Name[..^".enc".Length] : file.Name;
                opened.Add(new(name, Types.TryGetContentType(name, out var type) ? type : "application/octet-stream", create()));
                using var transform = opening(opened.Count - 1);
                await using var plain = new CryptoStream(new Sink(opened[^1].Blob.Write), transform, CryptoStreamMode.Write);
                await Blobs.Copy(file.Blob, plain);
                await plain.FlushFinalBlockAsync();
            }
            return opened;
        }
        catch (Exception fault)
        {
            opened.ForEach(f => f.Dispose());
            if (fault is not CryptographicException)
                throw;
            return null;
        }
    }

    public void Dispose() => _rsa.Dispose();

    // OAEP (RFC 8017) with SHA-256. For the mask some apps use SHA-256 too, as the RFC has it by default, and some SHA-1, as Java has it.
    private byte[]? Unwrap(string text)
    {
        var wrapped = new byte[Bits / 8];
        if (!Convert.TryFromBase64String(text, wrapped, out var length) || length != wrapped.Length)
            return null;
        try
        {
            return Right(_rsa.Decrypt(wrapped, RSAEncryptionPadding.OaepSHA256));
        }
        catch (CryptographicException)
        {
            return WithSha1Mask(wrapped);
        }
    }

    private byte[]? WithSha1Mask(byte[] wrapped)
    {
        var oaep = new OaepEncoding(new RsaBlindedEngine(), new Sha256Digest(), new Sha1Digest(), []);
        oaep.Init(false, PrivateKeyFactory.CreateKey(_rsa.ExportPkcs8PrivateKey()));
        try
        {
            return Right(oaep.ProcessBlock(wrapped, 0, wrapped.Length));
        }
        // What was encrypted for another key may also be a larger number than ours can take.
        catch (CryptoException)
        {
            return null;
        }
    }

    private static byte[]? Right(byte[] key) => key.Length == EncryptedRecord.KeyBytes ? key : null;
}
