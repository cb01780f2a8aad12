using System.Security.Cryptography;
using Adit.Protection;

namespace Adit.Storage;

/// <summary>Reads pieces of an encrypted file without reading all of it: only the chunks in which they lie are asked for and opened.</summary>
/// <param name="open">Opens the encrypted bytes from a place on, at least so many.</param>
internal sealed class BlobPieces(Blob blob, Func<long, long, CancellationToken, Task<Stream>> open) : IDisposable
{
    private const int Cipher = Blobs.Chunk + Sealed.TagBytes;

    private readonly AesGcm _aes = new(blob.Key.Span, Sealed.TagBytes);
    private readonly byte[] _plain = new byte[Blobs.Chunk], _cipher = new byte[Cipher];
    private long _opened = -1;

    /// <summary>Bytes of the plain file.</summary>
    public long Length => blob.Length;

    /// <summary>Plain bytes from a place on.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="CryptographicException">It was changed.</exception>
    /// <exception cref="EndOfStreamException">It ends before.</exception>
    public async Task<byte[]> Read(long from, int length, CancellationToken cancel)
    {
        if (from < 0 || length < 0 || from > Length - length)
            throw new EndOfStreamException();
        var bytes = new byte[length];
        if (length == 0)
            return bytes;
        var (first, last, end) = (from / Blobs.Chunk, (from + length - 1) / Blobs.Chunk, (Length - 1) / Blobs.Chunk);
        // Tiles lie beside each other: what the last one ended in the next one mostly begins in.
        var next = first == _opened ? first + 1 : first;
        if (next > first)
            Take(first);
        if (next > last)
            return bytes;
        await using var stream = await open(next * Cipher, ((last - next) * Cipher) + SizeOf(last), cancel);
        for (; next <= last; next++)
        {
            var size = (int)SizeOf(next);
            _opened = -1;
            await stream.ReadExactlyAsync(_cipher.AsMemory(0, size), cancel);
            _aes.Decrypt(Blobs.Nonce(next, next == end), _cipher.AsSpan(0, size - Sealed.TagBytes), _cipher.AsSpan(size - Sealed.TagBytes, Sealed.TagBytes), _plain.AsSpan(0, size - Sealed.TagBytes));
            _opened = next;
            Take(next);
        }
        return bytes;

        long SizeOf(long chunk) => Math.Min(Blobs.Chunk, Length - (chunk * Blobs.Chunk)) + Sealed.TagBytes;

        void Take(long chunk)
        {
            var (begins, ends) = (Math.Max(from, chunk * Blobs.Chunk), Math.Min(from + length, (chunk + 1) * Blobs.Chunk));
            _plain.AsSpan((int)(begins - (chunk * Blobs.Chunk)), (int)(ends - begins)).CopyTo(bytes.AsSpan((int)(begins - from)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aes.Dispose();
}
