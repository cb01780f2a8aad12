using Adit.Storage;

namespace Adit.Phones;

/// <summary>
/// The XML of an upload. What is small is held; what is large lies on disk, encrypted, until all of the upload is in and it has its turn, so that memory
/// stays bounded however many large ones arrive at once, and however slowly.
/// </summary>
internal sealed class ArrivingXml : IDisposable
{
    /// <summary>Bytes; more is no record.</summary>
    public const int Longest = 8 * 1024 * 1024;

    private const int Held = 256 * 1024;

    // Reading a large record takes some twenty times its bytes for a second or so.
    private static readonly SemaphoreSlim Turn = new(1);

    private readonly MemoryStream _small = new();
    private NewBlob? _large;
    private bool _hasTurn;

    /// <summary>Takes the XML in as it arrives.</summary>
    /// <exception cref="UnreadableUpload">It is longer than <see cref="Longest"/>.</exception>
    public static async Task<ArrivingXml> Read(Stream body, Blobs blobs, CancellationToken cancel)
    {
        var arriving = new ArrivingXml();
        var chunk = System.Buffers.ArrayPool<byte>.Shared.Rent(Blobs.Chunk);
        try
        {
            var length = 0;
            for (int read; (read = await body.ReadAsync(chunk, cancel)) > 0; length += read)
                arriving.Add(chunk.AsSpan(0, read), length + read <= Longest ? blobs : throw new UnreadableUpload("phone.too-large", StatusCodes.Status413PayloadTooLarge));
            return arriving;
        }
        catch
        {
            arriving.Dispose();
            throw;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>All of it; a large one waits for its turn, which lasts until this is disposed of.</summary>
    public async Task<byte[]> Whole(CancellationToken cancel)
    {
        if (_large is null)
            return _small.ToArray();
        if (!_hasTurn)
            await Turn.WaitAsync(cancel);
        _hasTurn = true;
        return await Blobs.Whole(_large);
    }

    public void Dispose()
    {
        _large?.Dispose();
        if (_hasTurn)
            Turn.Release();
        _hasTurn = false;
    }

    private void Add(ReadOnlySpan<byte> bytes, Blobs blobs)
    {
        if (_large is null && _small.Length + bytes.Length > Held)
        {
            _large = blobs.Create();
            _large.Write(_small.GetBuffer().AsSpan(0, (int)_small.Length));
            _small.SetLength(0);
            _small.Capacity = 0;
        }
        if (_large is null)
            _small.Write(bytes);
        else
            _large.Write(bytes);
    }
}
