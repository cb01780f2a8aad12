using Adit.Ledger;
using CsCheck;
using Hash = Adit.Ledger.Hash;

namespace Adit.Tests.Ledger;

public sealed class TilesTests
{
    private const int Largest = 70_000;
    private static readonly Hash[] All = Trees.Leaves(Largest);

    [Theory]
    [InlineData(0, 1234067, 256, "tile/0/x001/x234/067")]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(2, 0, 1, "tile/2/000.p/1")]
    [InlineData(Tile.Entries, 273, 112, "tile/entries/273.p/112")]
    [InlineData(1, 1000, 255, "tile/1/x001/000.p/255")]
    public void A_tile_has_the_path_of_the_specification(int level, long index, int width, string path)
    {
        Assert.Equal(path, new Tile(level, index, width).Path);
        Assert.True(Tile.TryRead(path, out var tile));
        Assert.Equal(new Tile(level, index, width), tile);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/0/1")]
    [InlineData("tile/00/001")]
    [InlineData("tile/64/001")]
    [InlineData("tile/-1/001")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/067")]
    [InlineData("tile/0/x001/x067")]
    [InlineData("tile/0/001.p/0")]
    [InlineData("tile/0/001.p/256")]
    [InlineData("tile/0/001.p/01")]
    [InlineData("tile/0/001.p/+1")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/../../etc")]
    [InlineData("tile/0/٠٠١")]
    public void Any_other_spelling_is_refused(string? path) => Assert.False(Tile.TryRead(path, out _));

    [Fact]
    public void Paths_come_back_as_they_were_written() =>
        Gen.Select(Gen.Int[-1, 63], Gen.Long[0, 999_999_999_999], Gen.Int[1, 256]).Sample((level, index, width) =>
            Tile.TryRead(new Tile(level, index, width).Path, out var tile) && tile == new Tile(level, index, width));

    [Fact]
    public void A_log_of_70000_has_the_tiles_the_specification_counts()
    {
        var tiles = Tiles.Of(Largest).ToList();

        Assert.Equal(273, tiles.Count(t => t is { Level: 0, Full: true }));
        Assert.Equal([new Tile(0, 273, 112)], tiles.Where(t => t is { Level: 0, Full: false }));
        Assert.Equal([new Tile(1, 0, 256), new Tile(1, 1, 17)], tiles.Where(t => t.Level == 1));
        Assert.Equal([new Tile(2, 0, 1)], tiles.Where(t => t.Level == 2));
        Assert.Equal(274, tiles.Count(t => t.Level == Tile.Entries));
        Assert.DoesNotContain(tiles, t => t.Level > 2);
    }

    [Fact]
    public void A_log_of_256_has_one_full_tile_and_one_hash_above_it() =>
        Assert.Equal([new Tile(-1, 0, 256), new Tile(0, 0, 256), new Tile(1, 0, 1)], Tiles.Of(256));

    [Fact]
    public void An_empty_log_has_no_tiles() => Assert.Empty(Tiles.Of(0));

    [Fact]
    public void Growth_publishes_exactly_the_tiles_that_are_new_or_wider() =>
        Gen.Select(Gen.Int[0, 70_000], Gen.Int[0, 70_000]).Sample((a, b) =>
        {
            var (from, to) = (Math.Min(a, b), Math.Max(a, b));
            return Tiles.Since(from, to).ToHashSet().SetEquals(Tiles.Of(to).Except(Tiles.Of(from)));
        });

    [Fact]
    public void The_tree_read_out_of_its_tiles_is_the_tree() => Gen.Int[1, Largest].SelectMany(size => Gen.Select(Gen.Const(size), Gen.Int[0, size - 1])).Sample((size, index) =>
    {
        var published = Tiles.Of(size).Where(t => t.Level >= 0).ToHashSet();
        var reader = Tiles.Reader(size, tile => published.Contains(tile) ? Trees.TileBytes(All, tile) : throw new InvalidOperationException(tile.Path));
        var root = Merkle.Root(All.AsSpan(0, size));

        Assert.Equal(root, Merkle.Root(size, reader));
        Assert.True(Proof.Includes(root, size, index, All[index], Merkle.Inclusion(index, size, reader)));
        Assert.True(Proof.Extends(index, Merkle.Root(All.AsSpan(0, index)), size, root, Merkle.Consistency(index, size, reader)));
    }, iter: 20);

    [Fact]
    public void A_full_tile_has_one_hash_in_the_level_above() =>
        Assert.Equal(Merkle.Root(All.AsSpan(256, 256)), Tile.Above(Trees.TileBytes(All, new Tile(0, 1, 256)).Span));

    [Fact]
    public void A_tile_of_the_wrong_length_is_refused()
    {
        Assert.Throws<FormatException>(() => Tile.Above(new byte[8191]));
        Assert.Throws<FormatException>(() => Tile.HashesIn(new byte[33]).Length);
        Assert.Throws<FormatException>(() => Merkle.Root(3, Tiles.Reader(3, _ => new byte[2 * Hash.Length])));
    }

    [Fact]
    public void Widths_of_tiles_that_cannot_be_are_nothing()
    {
        Assert.Equal(0, Tiles.Width(0, long.MaxValue, 70_000));
        Assert.Equal(0, Tiles.Width(0, -1, 70_000));
        Assert.Equal(0, Tiles.Width(63, 0, long.MaxValue));
    }

    [Fact]
    public void Entries_come_back_out_of_their_bundle() => Gen.Byte.Array[0, 300].Array[0, 12].Sample(entries =>
    {
        var bundle = Tiles.WriteEntries([.. entries.Select(e => new ReadOnlyMemory<byte>(e))]);

        Assert.True(Tiles.TryReadEntries(bundle, entries.Length, out var read));
        Assert.Equal(entries, read.Select(e => e.ToArray()));
        Assert.False(Tiles.TryReadEntries(bundle, entries.Length + 1, out _));
        Assert.False(Tiles.TryReadEntries((byte[])[.. bundle, 0], entries.Length, out _));
        if (entries.Length > 0)
            Assert.False(Tiles.TryReadEntries(bundle.AsMemory(0, bundle.Length - 1), entries.Length, out _));
    });

    [Fact]
    public void Any_bytes_are_a_bundle_or_are_not() => Gen.Select(Gen.Byte.Array[0, 50], Gen.Int[0, 5]).Sample((bytes, width) =>
        !Tiles.TryReadEntries(bytes, width, out var read) || Tiles.WriteEntries(read).AsSpan().SequenceEqual(bytes));
}
