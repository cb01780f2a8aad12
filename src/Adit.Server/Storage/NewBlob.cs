using System.Buffers;
using System.Security.Cryptography;
using Adit.Operating;
using Adit.Protection;

namespace Adit.Storage;

/// <summary>A file being written. Disposing of it without <see cref="Keep"/> leaves nothing.</summary>
internal sealed class NewBlob : IDisposable
{
    private readonly Guid _id;
    private readonly string _made;
    private readonly Func<Guid, FileStream, Task<string>> _keep;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(Part.KeyBytes);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(Blobs.Chunk), _cipher = ArrayPool<byte>.Shared.Rent(Blobs.Chunk + Sealed.TagBytes);
    private readonly AesGcm _aes;
    private readonly IncrementalHash _hash;
    private readonly FileStream _file;
    private long _length, _chunks;
    private int _filled;
    private Blob? _finished;
    private bool _kept, _disposed;

    /// <param name="path">Where the file is made.</param>
    /// <param name="keep">Makes it durable under its id, and says where its bytes lie then.</param>
    internal NewBlob(Guid id, string path, Func<Guid, FileStream, Task<string>> keep)
    {
        (_id, _keep, _made, Path) = (id, keep, path, path);
        _aes = new(_key, Sealed.TagBytes);
        _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
    }

    /// <summary>Where its bytes lie now.</summary>
    internal string Path { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (_filled == Blobs.Chunk)
                Flush(last: false);
            var taken = Math.Min(bytes.Length, Blobs.Chunk - _filled);
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

    /// <summary>Makes the file durable: when this has ended, it is found under its id whatever happens.</summary>
    public async Task<Blob> Keep()
    {
        var blob = Finish();
        if (_kept)
            return blob;
        try
        {
            (Path, _kept) = (await _keep(_id, _file), true);
        }
        catch
        {
            Instruments.BlobFailed();
            throw;
        }
        Instruments.BlobKept(blob.Length);
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
        if (!_kept || Path == _made)
            File.Delete(_made);
    }

    private void Flush(bool last)
    {
        _aes.Encrypt(Blobs.Nonce(_chunks++, last), _plain.AsSpan(0, _filled), _cipher.AsSpan(0, _filled), _cipher.AsSpan(_filled, Sealed.TagBytes));
        try
        {
            _file.Write(_cipher, 0, _filled + Sealed.TagBytes);
        }
        catch
        {
            Instruments.BlobFailed();
            throw;
        }
        _filled = 0;
    }
}
