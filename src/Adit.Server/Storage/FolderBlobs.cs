using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Adit.Forms;
using Adit.Protection;
using Adit.Submissions;

namespace Adit.Storage;

/// <summary>
/// Encrypted files in a folder, under random ids. A file is a row of chunks of up to 64 KiB, each AES-256-GCM under the file's own key; the nonce is
/// the chunk's number and whether it is the last, so that chunks can be neither moved nor cut off. Read and written as streams, never held whole.
/// </summary>
internal sealed partial class FolderBlobs(string folder)
{
    internal const int Chunk = 64 * 1024;

    /// <summary>The files that a fact names, as far as it could be opened.</summary>
    public static IEnumerable<Blob> Of(Fact fact) => fact switch
    {
        SubmissionAccepted { Envelope: { Attachments.IsDefaultOrEmpty: false } envelope } => envelope.Attachments.Select(a => a.Blob),
        AttachmentReceived { File.Blob: { } blob } => [blob],
        FormMediaSet { Blob: { } blob } => [blob],
        _ => [],
    };

    /// <summary>Begins a file; nothing is kept until <see cref="NewBlob.Keep"/>.</summary>
    public NewBlob Create()
    {
        var id = Guid.CreateVersion7();
        var path = PathOf(id);
        var directory = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            Sync(Path.GetDirectoryName(Path.GetFullPath(folder))!);
        }
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            Sync(folder);
        }
        return new(id, path);
    }

    /// <summary>Deletes what uploads left that a crash cut off; only while nothing is being received.</summary>
    public void Sweep()
    {
        if (Directory.Exists(folder))
            foreach (var file in Directory.EnumerateFiles(folder, "*.new", SearchOption.AllDirectories))
                File.Delete(file);
    }

    /// <summary>Writes the plain bytes of a file to <paramref name="to"/>.</summary>
    /// <exception cref="FileNotFoundException">The file is not there (erased, or the backup left it out).</exception>
    /// <exception cref="CryptographicException">The file was changed.</exception>
    public Task Copy(Blob blob, Stream to, CancellationToken cancel) => Copy(blob, PathOf(blob.Id), to, cancel);

    private static async Task Copy(Blob blob, string path, Stream to, CancellationToken cancel)
    {
        using var aes = new AesGcm(blob.Key.Span, Sealed.TagBytes);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true);
        var (cipher, plain) = (new byte[Chunk + Sealed.TagBytes], new byte[Chunk]);
        for (long number = 0, left = file.Length; left > 0; number++)
        {
            var length = (int)Math.Min(left, cipher.Length);
            await file.ReadExactlyAsync(cipher.AsMemory(0, length), cancel);
            left -= length;
            aes.Decrypt(Nonce(number, left == 0), cipher.AsSpan(0, length - Sealed.TagBytes), cipher.AsSpan(length - Sealed.TagBytes, Sealed.TagBytes), plain.AsSpan(0, length - Sealed.TagBytes));
            await to.WriteAsync(plain.AsMemory(0, length - Sealed.TagBytes), cancel);
        }
    }

    /// <summary>The plain bytes of a file that is not kept.</summary>
    public static async Task<byte[]> Whole(NewBlob file)
    {
        var blob = file.Finish();
        var bytes = new byte[blob.Length];
        await using var whole = new MemoryStream(bytes);
        await Copy(blob, file.Path, whole, CancellationToken.None);
        return bytes;
    }

    /// <summary>Whether two files hold the same bytes, though encrypted under keys of their own.</summary>
    public static async Task<bool> Same(Blob held, NewBlob other)
    {
        var blob = other.Finish();
        if (held.Length != blob.Length)
            return false;
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, held.Key.Span);
        await using var sink = new Sink(hash.AppendData);
        await Copy(blob, other.Path, sink, CancellationToken.None);
        return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), held.Digest.Span);
    }

    /// <summary>Deletes a file that nothing names, or whose record was erased.</summary>
    public void Delete(Guid id)
    {
        if (File.Exists(PathOf(id)))
            File.Delete(PathOf(id));
    }

    /// <summary>Whether the file is there.</summary>
    public bool Holds(Guid id) => File.Exists(PathOf(id));

    // The last digits of an id of version 7 are random, so files spread evenly over 256 folders.
    private string PathOf(Guid id)
    {
        var name = id.ToString("N");
        return Path.Combine(folder, name[^2..], name);
    }

    internal static byte[] Nonce(long number, bool last)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(nonce, number);
        nonce[11] = last ? (byte)1 : (byte)0;
        return nonce;
    }

    /// <summary>Makes a new name in a folder survive a power cut. Windows keeps names by itself.</summary>
    internal static void Sync(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(directory, 0);
        if (handle < 0)
            throw new IOException($"The folder of a blob cannot be opened to be synced (error {Marshal.GetLastPInvokeError()}).");
        var synced = Fsync(handle);
        _ = Close(handle);
        if (synced != 0)
            throw new IOException("The folder of a blob cannot be synced.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}

/// <summary>A file being written. Disposing of it without <see cref="Keep"/> leaves nothing.</summary>
internal sealed class NewBlob : IDisposable
{
    private readonly Guid _id;
    private readonly string _path;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(Part.KeyBytes);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(FolderBlobs.Chunk), _cipher = ArrayPool<byte>.Shared.Rent(FolderBlobs.Chunk + Sealed.TagBytes);
    private readonly AesGcm _aes;
    private readonly IncrementalHash _hash;
    private readonly FileStream _file;
    private long _length, _chunks;
    private int _filled;
    private Blob? _finished;
    private bool _kept, _disposed;

    internal NewBlob(Guid id, string path)
    {
        (_id, _path) = (id, path);
        _aes = new(_key, Sealed.TagBytes);
        _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        _file = new(path + ".new", FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
    }

    /// <summary>Where its bytes lie now.</summary>
    internal string Path => _kept ? _path : _path + ".new";

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (_filled == FolderBlobs.Chunk)
                Flush(last: false);
            var taken = Math.Min(bytes.Length, FolderBlobs.Chunk - _filled);
            bytes[..taken].CopyTo(_plain.AsSpan(_filled));
            _filled += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Writes the end; nothing is durable yet, so that a file already held can be found out at little cost.</summary>
    public Blob Finish()
    {
        if (_finished is not null)
            return _finished;
        Flush(last: true);
        return _finished = new(_id, _key, _length, _hash.GetHashAndReset());
    }

    /// <summary>Makes the file durable: bytes and name are on disk when this returns.</summary>
    public Blob Keep()
    {
        var blob = Finish();
        if (_kept)
            return blob;
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_path + ".new", _path);
        FolderBlobs.Sync(System.IO.Path.GetDirectoryName(_path)!);
        _kept = true;
        return blob;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _file.Dispose();
        _aes.Dispose();
        _hash.Dispose();
        // What a photograph showed does not stay in a buffer that others are handed.
        ArrayPool<byte>.Shared.Return(_plain, clearArray: true);
        ArrayPool<byte>.Shared.Return(_cipher);
        if (!_kept)
            File.Delete(_path + ".new");
    }

    private void Flush(bool last)
    {
        _aes.Encrypt(FolderBlobs.Nonce(_chunks++, last), _plain.AsSpan(0, _filled), _cipher.AsSpan(0, _filled), _cipher.AsSpan(_filled, Sealed.TagBytes));
        _file.Write(_cipher, 0, _filled + Sealed.TagBytes);
        _filled = 0;
    }
}

/// <summary>Takes bytes.</summary>
internal delegate void Taking(ReadOnlySpan<byte> bytes);

/// <summary>A stream that hands on what is written to it and keeps none: into a hash, or into a file being made.</summary>
internal sealed class Sink(Taking take) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => take(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => take(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        take(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
