using System.Security.Cryptography;
using Adit.Protection;
using Adit.Storage;

namespace Adit.Tests.Storage;

/// <summary>What holds of files wherever a programme keeps them.</summary>
public abstract class BlobsContract : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("adit-blobs-");

    /// <summary>A folder of the test.</summary>
    protected string Folder => _folder.FullName;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Blobs.Chunk)]
    [InlineData((3 * Blobs.Chunk) + 17)]
    [InlineData(20 * 1024 * 1024)]
    public async Task What_is_kept_is_read_back_byte_for_byte(int length)
    {
        var blobs = Open();
        var plain = RandomNumberGenerator.GetBytes(length);
        using var file = Made(blobs, plain);

        var blob = await file.Keep();

        Assert.Equal(length, blob.Length);
        Assert.Equal(plain, await Read(blobs, blob));
        Assert.Equal(plain, await Blobs.Whole(file));
        Assert.True(await Blobs.Same(blob, file));
    }

    [Fact]
    public async Task Pieces_are_read_wherever_they_lie_and_none_beyond_the_end()
    {
        var blobs = Open();
        var plain = RandomNumberGenerator.GetBytes((3 * Blobs.Chunk) + 17);
        using var file = Made(blobs, plain);
        using (var before = Blobs.Pieces(file))
            Assert.Equal(plain[70_000..140_000], await before.Read(70_000, 70_000, CancellationToken.None));
        using var pieces = blobs.Pieces(await file.Keep());
        foreach (var (from, length) in new[] { (0, 10), (5, 1), (0, plain.Length), (Blobs.Chunk - 1, 2), (Blobs.Chunk, 5), (Blobs.Chunk + 3, 7), ((3 * Blobs.Chunk) - 2, 19), (plain.Length - 1, 1), (plain.Length, 0), (10, 0) })
            Assert.Equal(plain[from..(from + length)], await pieces.Read(from, length, CancellationToken.None));
        await Assert.ThrowsAsync<EndOfStreamException>(() => pieces.Read(plain.Length - 1, 2, CancellationToken.None));
        await Assert.ThrowsAsync<EndOfStreamException>(() => pieces.Read(-1, 1, CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_stays_of_a_file_that_is_not_kept()
    {
        var blobs = Open();
        Guid id;
        using (var file = Made(blobs, [1, 2, 3]))
            id = file.Finish().Id;

        Assert.False(await blobs.Holds(id));
        Assert.Empty(Leftovers());
    }

    [Fact]
    public async Task Of_a_kept_file_nothing_stays_but_itself()
    {
        var blobs = Open();
        await Kept(blobs, [1, 2, 3]);

        Assert.Empty(Leftovers());
    }

    [Fact]
    public async Task What_a_crash_cut_off_is_swept_and_what_is_kept_stays()
    {
        var blobs = Open();
        var kept = await Kept(blobs, [1, 2, 3]);
        using var cut = Made(blobs, [4]);
        Assert.NotEmpty(Leftovers());

        blobs.Sweep();

        Assert.Empty(Leftovers());
        Assert.True(await blobs.Holds(kept.Id));
    }

    [Fact]
    public async Task A_deleted_file_is_not_found_and_deleting_it_again_is_harmless()
    {
        var blobs = Open();
        var blob = await Kept(blobs, [1, 2, 3]);
        Assert.True(await blobs.Holds(blob.Id));

        await blobs.Delete(blob.Id);
        await blobs.Delete(blob.Id);

        Assert.False(await blobs.Holds(blob.Id));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Read(blobs, blob));
    }

    [Fact]
    public async Task A_file_that_never_was_is_not_found()
    {
        var blobs = Open();

        Assert.False(await blobs.Holds(Guid.NewGuid()));
        await Assert.ThrowsAsync<FileNotFoundException>(() => blobs.Open(Guid.NewGuid(), CancellationToken.None));
    }

    [Fact]
    public async Task Bytes_from_another_home_are_kept_under_the_id_they_have_there_and_taking_them_again_is_harmless()
    {
        var (blobs, other) = (Open(), new FolderBlobs(Path.Combine(Folder, "other")));
        var plain = RandomNumberGenerator.GetBytes(100_000);
        var blob = await Kept(other, plain);

        for (var time = 0; time < 2; time++)
        {
            await using var bytes = (await other.Open(blob.Id, CancellationToken.None)).Bytes;
            await blobs.Take(blob.Id, bytes, CancellationToken.None);
        }

        Assert.Equal(plain, await Read(blobs, blob));
        Assert.Empty(Leftovers());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(Blobs.Chunk + Sealed.TagBytes)]
    [InlineData(Blobs.Chunk + Sealed.TagBytes + 20)]
    public async Task A_file_that_was_cut_off_is_found_out(int left)
    {
        var blobs = Open();
        var blob = await Kept(blobs, RandomNumberGenerator.GetBytes(100_000));
        var bytes = await Encrypted(blobs, blob);

        await blobs.Take(blob.Id, new MemoryStream(bytes[..left]), CancellationToken.None);

        await Assert.ThrowsAnyAsync<CryptographicException>(() => Read(blobs, blob));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Blobs.Chunk + 3)]
    [InlineData(100_031)]
    public async Task A_file_that_was_changed_is_found_out(int at)
    {
        var blobs = Open();
        var blob = await Kept(blobs, RandomNumberGenerator.GetBytes(100_000));
        var bytes = await Encrypted(blobs, blob);
        bytes[at] ^= 1;

        await blobs.Take(blob.Id, new MemoryStream(bytes), CancellationToken.None);

        await Assert.ThrowsAnyAsync<CryptographicException>(() => Read(blobs, blob));
    }

    [Fact]
    public async Task Many_files_are_kept_at_once()
    {
        var blobs = Open();
        var plains = Enumerable.Range(1, 40).Select(n => RandomNumberGenerator.GetBytes(n * 5000)).ToList();

        var kept = await Task.WhenAll(plains.Select(p => Kept(blobs, p)));

        foreach (var (plain, blob) in plains.Zip(kept))
            Assert.Equal(plain, await Read(blobs, blob));
        Assert.Empty(Leftovers());
    }

    /// <summary>Files that are not there yet.</summary>
    private protected abstract Blobs Open();

    /// <summary>Ends what <see cref="Open"/> began.</summary>
    protected virtual void Dispose(bool disposing) => _folder.Delete(recursive: true);

    /// <summary>Files that were begun and not ended.</summary>
    protected IEnumerable<string> Leftovers() => Directory.EnumerateFiles(Folder, "*.new", SearchOption.AllDirectories);

    private protected static NewBlob Made(Blobs blobs, byte[] plain)
    {
        var file = blobs.Create();
        file.Write(plain);
        return file;
    }

    private protected static async Task<Blob> Kept(Blobs blobs, byte[] plain)
    {
        using var file = Made(blobs, plain);
        return await file.Keep();
    }

    private protected static async Task<byte[]> Read(Blobs blobs, Blob blob)
    {
        using var plain = new MemoryStream();
        await blobs.Copy(blob, plain, CancellationToken.None);
        return plain.ToArray();
    }

    private static async Task<byte[]> Encrypted(Blobs blobs, Blob blob)
    {
        using var whole = new MemoryStream();
        await using var bytes = (await blobs.Open(blob.Id, CancellationToken.None)).Bytes;
        await bytes.CopyToAsync(whole);
        return whole.ToArray();
    }
}
