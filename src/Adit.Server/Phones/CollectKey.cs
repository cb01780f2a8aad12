using System.Security.Cryptography;
using Adit.Storage;
using Adit.Submissions;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Security;

namespace Adit.Phones;

/// <summary>
/// The programme's key for forms that are protected as a whole: apps of others (ODK Collect, KoboCollect, Enketo) encrypt for it what is filled in, as soon as it is finished, so that nobody reads it
/// on the phone. Adit's own app seals everything anyway.
/// </summary>
internal sealed class CollectKey : IDisposable
{
    /// <summary>Bits of RSA; apps expect this many.</summary>
    private const int Bits = 2048;

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

    /// <summary>
    /// What an envelope holds, in the clear; null where it was encrypted for another key, holds files besides the record, did not come whole, or does not hold the record that it says. It then stays as it came.
    /// </summary>
    /// <param name="files">Those that came with it.</param>
    public async Task<byte[]?> Open(Instance envelope, IReadOnlyList<UploadedFile> files)
    {
        if (envelope is not { Encrypted: { Media.IsEmpty: true } inside, InstanceId: { } id } || files.FirstOrDefault(f => f.Name == inside.Xml) is not { } file || file.Blob.Finish().Length > ArrivingXml.Longest)
            return null;
        var xml = Unwrap(inside.Key) is { } key ? EncryptedRecord.Open(key, id, index: 0, await Blobs.Whole(file.Blob)) : null;
        return xml is not null && InstanceReading.Read(xml).Instance is { Encrypted: null } record && (record.FormId, record.Version, record.InstanceId) == (envelope.FormId, envelope.Version, id) ? xml : null;
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
