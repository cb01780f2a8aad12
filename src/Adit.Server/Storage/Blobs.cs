using System.Buffers.Binary;
using System.Security.Cryptography;
using Adit.Forms;
using Adit.Protection;
using Adit.Submissions;

namespace Adit.Storage;

/// <summary>
/// Encrypted files under random ids. A file is a row of chunks of up to 64 KiB, each AES-256-GCM under the file's own key; the nonce is the chunk's number
/// and whether it is the last, so that chunks can be neither moved nor cut off. Read and written as streams, never held whole.
/// </summary>
internal abstract class Blobs
{
    internal const int Chunk = 64 * 1024;

    /// <summary>The files that a fact names, as far as it could be opened.</summary>
    public static IEnumerable<Blob> Of(Fact fact) => fact switch
    {
        SubmissionAccepted { Envelope: { Attachments.IsDefaultOrEmpty: false } envelope } => envelope.Attachments.Select(a => a.Blob),
        AttachmentReceived { File.Blob: { } blob } => [blob],
        FormMediaSet { Blob: { } blob } => [blob],
        Incidents.IncidentNoted { Files.IsDefaultOrEmpty: false } noted => noted.Files.Select(f => f.Blob),
        Plans.ActionReported { Files.IsDefaultOrEmpty: false } reported => reported.Files.Select(f => f.Blob),
        Plans.MeetingHeld { Files.IsDefaultOrEmpty: false } held => held.Files.Select(f => f.Blob),
        Releases.PhotoReleased { Blob: { } blob } => [blob],
        _ => [],
    };

    /// <summary>Begins a file; nothing is kept until <see cref="NewBlob.Keep"/>.</summary>
    public abstract NewBlob Create();

    /// <summary>Deletes what uploads left that a crash cut off; only while nothing is being received.</summary>
    public abstract void Sweep();

    /// <summary>Deletes a file that nothing names, or whose record was erased.</summary>
    public abstract Task Delete(Guid id);

    /// <summary>The ids of all files that are there.</summary>
    public abstract IEnumerable<Guid> All();

    /// <summary>Whether the file is there.</summary>
    public abstract Task<bool> Holds(Guid id);

    /// <summary>The encrypted bytes of a file, and how many they are.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    public abstract Task<(Stream Bytes, long Length)> Open(Guid id, CancellationToken cancel);

    /// <summary>Some of the encrypted bytes of a file.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    public abstract Task<Stream> Open(Guid id, long from, long length, CancellationToken cancel);

    /// <summary>Keeps encrypted bytes that come from another home, under the id that they have there; durable when it returns.</summary>
    public abstract Task Take(Guid id, Stream bytes, CancellationToken cancel);

    /// <summary>Writes the plain bytes of a file to <paramref name="to"/>.</summary>
    /// <exception cref="FileNotFoundException">The file is not there (erased, or the backup left it out).</exception>
    /// <exception cref="CryptographicException">The file was changed.</exception>
    public async Task Copy(Blob blob, Stream to, CancellationToken cancel)
    {
        var (bytes, length) = await Open(blob.Id, cancel);
        await using (bytes)
            await Copy(blob, bytes, length, to, cancel);
    }

    /// <summary>The plain bytes of a file that is not kept.</summary>
    public static async Task<byte[]> Whole(NewBlob file)
    {
        var blob = file.Finish();
        var bytes = new byte[blob.Length];
        await using var whole = new MemoryStream(bytes);
        await Copy(blob, file, whole);
        return bytes;
    }

    /// <summary>Writes the plain bytes of a file that is not kept to <paramref name="to"/>.</summary>
    public static Task Copy(NewBlob file, Stream to) => Copy(file.Finish(), file, to);

    /// <summary>Whether two files hold the same bytes, though encrypted under keys of their own.</summary>
    public static async Task<bool> Same(Blob held, NewBlob other)
    {
        var blob = other.Finish();
        if (held.Length != blob.Length)
            return false;
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, held.Key.Span);
        await using var sink = new Sink(hash.AppendData);
        await Copy(blob, other, sink);
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), held.Digest.Span);
    }

    /// <summary>A file of which pieces are read, wherever they lie in it.</summary>
    public BlobPieces Pieces(Blob blob) => new(blob, (from, length, cancel) => Open(blob.Id, from, length, cancel));

    /// <summary>The same of a file that is not kept.</summary>
    public static BlobPieces Pieces(NewBlob file) => new(file.Finish(), (from, _, _) =>
        Task.FromResult<Stream>(new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true) { Position = from }));

    internal static byte[] Nonce(long number, bool last)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(nonce, number);
        nonce[11] = last ? (byte)1 : (byte)0;
        return nonce;
    }

    private static async Task Copy(Blob blob, NewBlob file, Stream to)
    {
        await using var bytes = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true);
        await Copy(blob, bytes, bytes.Length, to, CancellationToken.None);
    }

    private static async Task Copy(Blob blob, Stream bytes, long left, Stream to, CancellationToken cancel)
    {
        // A file that was cut down to nothing has no chunk that could tell.
        if (left != blob.Length + (Math.Max(1, (blob.Length + Chunk - 1) / Chunk) * Sealed.TagBytes))
            throw new CryptographicException("The file is not as long as it was when it was kept.");
        using var aes = new AesGcm(blob.Key.Span, Sealed.TagBytes);
        var (cipher, plain) = (new byte[Chunk + Sealed.TagBytes], new byte[Chunk]);
        for (var number = 0L; left > 0; number++)
        {
            var length = (int)Math.Min(left, cipher.Length);
            await bytes.ReadExactlyAsync(cipher.AsMemory(0, length), cancel);
            left -= length;
            aes.Decrypt(Nonce(number, left == 0), cipher.AsSpan(0, length - Sealed.TagBytes), cipher.AsSpan(length - Sealed.TagBytes, Sealed.TagBytes), plain.AsSpan(0, length - Sealed.TagBytes));
            await to.WriteAsync(plain.AsMemory(0, length - Sealed.TagBytes), cancel);
        }
    }
}
