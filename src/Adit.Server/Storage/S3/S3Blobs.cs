using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.S3.Model;

namespace Adit.Storage;

/// <summary>
/// Files in an S3-compatible store. Durable means: the store has answered that it holds the whole file. A file is made in a folder for scratch first, already
/// encrypted, and sent when it is kept.
/// </summary>
internal sealed class S3Blobs : Blobs, IDisposable
{
    /// <summary>Up to this a file is sent at once, and above in parts of this size.</summary>
    internal const int Part = 16 * 1024 * 1024;

    private const int Megabyte = 1024 * 1024;

    // For an answer, tries anew and all; and for each megabyte that is sent before it, as a slow link needs it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25), PerMegabyte = TimeSpan.FromSeconds(5);

    private readonly IAmazonS3 _client;
    private readonly S3Url _url;
    private readonly string _scratch;

    private S3Blobs(S3Url url, IAmazonS3 client, string scratch)
    {
        (_url, _client, _scratch) = (url, client, scratch);
        Directory.CreateDirectory(scratch);
    }

    /// <summary>Connects with the keys of the environment, and proves that they allow all that is needed.</summary>
    /// <exception cref="Refused">They do not, or the store is not there.</exception>
    internal static S3Blobs Open(S3Url url, string scratch)
    {
        try
        {
            return Open(url, new AmazonS3Client(DefaultAWSCredentialsIdentityResolver.GetCredentials(), url.Settings()), scratch);
        }
        catch (AmazonClientException)
        {
            throw new Refused($"There are no keys for {url.Shown}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
        }
    }

    /// <summary>Connects by a client that is given away with this.</summary>
    internal static S3Blobs Open(S3Url url, IAmazonS3 client, string scratch)
    {
        var blobs = new S3Blobs(url, client, scratch);
        try
        {
            blobs.Prove().GetAwaiter().GetResult();
            return blobs;
        }
        catch (IOException failure)
        {
            blobs.Dispose();
            throw new Refused(Why(url, failure.InnerException ?? failure));
        }
    }

    public override NewBlob Create()
    {
        var id = Guid.CreateVersion7();
        return new(id, ScratchOf(id), Keep);
    }

    public override void Sweep()
    {
        foreach (var file in Directory.EnumerateFiles(_scratch, "*.new"))
            File.Delete(file);
    }

    public override Task Delete(Guid id) => Ask(c => _client.DeleteObjectAsync(_url.Bucket, KeyOf(id), c), Patience, CancellationToken.None);

    public override IEnumerable<Guid> All()
    {
        for (string? next = null; ;)
        {
            var from = next;
            var page = Ask(c => _client.ListObjectsV2Async(new() { BucketName = _url.Bucket, Prefix = _url.Prefix, ContinuationToken = from }, c), Patience, CancellationToken.None).GetAwaiter().GetResult();
            // Beside a programme's files others may lie that are none of ours.
            foreach (var held in page.S3Objects ?? [])
                if (Guid.TryParseExact(held.Key[(held.Key.LastIndexOf('/') + 1)..], "N", out var id) && held.Key == KeyOf(id))
                    yield return id;
            if (page.IsTruncated is not true)
                yield break;
            next = page.NextContinuationToken;
        }
    }

    public override async Task<bool> Holds(Guid id)
    {
        try
        {
            await Ask(c => _client.GetObjectMetadataAsync(_url.Bucket, KeyOf(id), c), Patience, CancellationToken.None);
            return true;
        }
        catch (IOException missing) when (missing.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            return false;
        }
    }

    public override Task<(Stream Bytes, long Length)> Open(Guid id, CancellationToken cancel) => Open(id, null, cancel);

    public override async Task<Stream> Open(Guid id, long from, long length, CancellationToken cancel) => (await Open(id, new ByteRange(from, from + length - 1), cancel)).Bytes;

    private async Task<(Stream Bytes, long Length)> Open(Guid id, ByteRange? range, CancellationToken cancel)
    {
        try
        {
            var got = await Ask(c => _client.GetObjectAsync(new GetObjectRequest { BucketName = _url.Bucket, Key = KeyOf(id), ByteRange = range }, c), Patience, cancel);
            return (new S3Bytes(got, Patience), got.ContentLength);
        }
        catch (IOException missing) when (missing.InnerException is AmazonS3Exception { ErrorCode: "NoSuchKey" })
        {
            throw new FileNotFoundException($"The store of files holds no {id:N}.", missing);
        }
    }

    public override async Task Take(Guid id, Stream bytes, CancellationToken cancel)
    {
        var path = ScratchOf(id);
        try
        {
            await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 0))
                await bytes.CopyToAsync(file, cancel);
            await Send(id, path, cancel);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // The bytes stay readable in the scratch folder until the new file is disposed of.
    private async Task<string> Keep(Guid id, FileStream file)
    {
        try
        {
            await Send(id, file.Name, CancellationToken.None);
            return file.Name;
        }
        catch (IOException)
        {
            // The store may have taken it all, and only its answer was lost.
            await Try(c => _client.DeleteObjectAsync(_url.Bucket, KeyOf(id), c));
            throw;
        }
    }

    private async Task Send(Guid id, string path, CancellationToken cancel)
    {
        var length = new FileInfo(path).Length;
        await Ask(c => length <= Part ? SendWhole(KeyOf(id), path, c) : SendParts(KeyOf(id), path, length, c), Patience + (length / Megabyte * PerMegabyte), cancel);
    }

    // Without chunks of the client's own, which not every store takes; the hash of the whole is signed instead.
    private async Task<AmazonWebServiceResponse> SendWhole(string key, string path, CancellationToken cancel)
    {
        await using var file = Reading(path, 0);
        return await _client.PutObjectAsync(
            new PutObjectRequest { BucketName = _url.Bucket, Key = key, InputStream = file, ContentType = "application/octet-stream", UseChunkEncoding = false, AutoCloseStream = false },
            cancel);
    }

    private async Task<AmazonWebServiceResponse> SendParts(string key, string path, long length, CancellationToken cancel)
    {
        var upload = (await _client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = _url.Bucket, Key = key, ContentType = "application/octet-stream" }, cancel)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            for (var at = 0L; at < length; at += Part)
                parts.Add(await SendPart(key, upload, parts.Count + 1, path, (at, Math.Min(Part, length - at)), cancel));
            return await _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = _url.Bucket, Key = key, UploadId = upload, PartETags = parts }, cancel);
        }
        catch
        {
            // Parts that nothing ends are kept, and paid for, without being seen.
            await Try(c => _client.AbortMultipartUploadAsync(_url.Bucket, key, upload, c));
            throw;
        }
    }

    private async Task<PartETag> SendPart(string key, string upload, int number, string path, (long At, long Length) part, CancellationToken cancel)
    {
        await using var file = Reading(path, part.At);
        var sent = await _client.UploadPartAsync(
            new UploadPartRequest { BucketName = _url.Bucket, Key = key, UploadId = upload, PartNumber = number, InputStream = file, PartSize = part.Length, UseChunkEncoding = false },
            cancel);
        return new(number, sent.ETag);
    }

    // A store that hides what is missing from those who may not list it could not be told from one that lost a file, so that is asked too.
    private async Task Prove()
    {
        var (id, said) = (Guid.CreateVersion7(), RandomNumberGenerator.GetBytes(32));
        using (var bytes = new MemoryStream(said))
            await Take(id, bytes, CancellationToken.None);
        var read = new byte[said.Length];
        await using (var bytes = (await Open(id, CancellationToken.None)).Bytes)
            await bytes.ReadExactlyAsync(read);
        await Delete(id);
        if (!read.AsSpan().SequenceEqual(said) || await Holds(id))
            throw new IOException("It gives back other bytes than it was given.");
    }

    private static string Why(S3Url url, Exception failure) => failure switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => $"There is no bucket {url.Bucket} at {url.Store}.",
        AmazonS3Exception { ErrorCode: "InvalidAccessKeyId" } => $"{url.Store} does not know the key in AWS_ACCESS_KEY_ID.",
        AmazonS3Exception { ErrorCode: "SignatureDoesNotMatch" } => $"{url.Store} does not accept the secret in AWS_SECRET_ACCESS_KEY.",
        AmazonS3Exception { ErrorCode: "RequestTimeTooSkewed" } => $"The clock of this machine is not that of {url.Store}: set it.",
        AmazonS3Exception { ErrorCode: "AuthorizationHeaderMalformed" or "PermanentRedirect" } => $"The bucket {url.Bucket} is in another region than {url.Region}: name it with region=.",
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } => $"The keys do not allow to write, read, delete and list in {url.Shown}.",
        AmazonServiceException { StatusCode: not 0 } answered => $"{url.Shown} cannot be used: {answered.Message}",
        AmazonServiceException or HttpRequestException or HttpIOException or OperationCanceledException => $"{url.Store} cannot be reached: {failure.GetBaseException().Message}",
        _ => $"{url.Shown} cannot be used: {failure.Message}",
    };

    // What goes wrong with the store is one kind of failure for those who keep files in it, as with a disk.
    private static async Task<T> Ask<T>(Func<CancellationToken, Task<T>> ask, TimeSpan patience, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            return await Again(ask, limit.Token);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException or IOException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new StoreFailed($"The store of files failed: {failure.Message}", failure);
        }
    }

    // Ceph ends a connection on which nothing came for a while with a 400 that says nothing, and it may be read as the answer to what is asked next.
    private static async Task<T> Again<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            return await ask(cancel);
        }
        catch (AmazonServiceException cut) when (cut is { StatusCode: HttpStatusCode.BadRequest, ErrorCode: null or "" or nameof(HttpStatusCode.BadRequest) })
        {
            return await ask(cancel);
        }
    }

    // Tidies up after a failure, which is what the caller is told of whether or not this succeeds.
    private static async Task Try<T>(Func<CancellationToken, Task<T>> ask)
    {
        try
        {
            await Ask(ask, TimeSpan.FromSeconds(5), CancellationToken.None);
        }
        catch (IOException)
        {
        }
    }

    private static FileStream Reading(string path, long at) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true) { Position = at };

    private string ScratchOf(Guid id) => Path.Combine(_scratch, $"{id:N}.new");

    // The last digits of an id of version 7 are random, so that a store can spread the files over its machines.
    private string KeyOf(Guid id) => $"{_url.Prefix}{id.ToString("N")[^2..]}/{id:N}";
}
