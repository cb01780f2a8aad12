using System.Runtime.InteropServices;
using Adit.Ledger;
using Adit.Protection;
using Adit.Verify;
using CsCheck;
using Hash = Adit.Ledger.Hash;

namespace Adit.Tests.Verify;

public sealed class LogWalkTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public async Task A_log_that_nobody_changed_holds_at_every_head(int size)
    {
        var log = new Published(size);
        var heads = Enumerable.Range(0, size + 1).Where(n => n % 97 == 0 || n == size).Select(n => new Head(n, Merkle.Root(log.Leaves.AsSpan(0, n))));

        Assert.Null(await new LogWalk(size, log.Read, heads, partials: true).Run(Nothing, (_, _) => { }));
    }

    [Fact]
    public Task Any_changed_byte_of_any_tile_is_found() => (from tile in Gen.Int[0, 1000] from at in Gen.Int[0, 100_000] select (tile, at)).SampleAsync(async where =>
    {
        var log = new Published(600);
        var tiles = log.Tiles.Keys.Order(StringComparer.Ordinal).ToList();
        var bytes = log.Tiles[tiles[where.tile % tiles.Count]];
        bytes[where.at % bytes.Length] ^= 0x10;

        Assert.NotNull(await new LogWalk(600, log.Read, [], partials: true).Run(Nothing, (_, _) => { }));
    }, iter: 300);

    [Fact]
    public async Task A_log_rewritten_as_a_whole_does_not_agree_with_the_head_given_out_before()
    {
        var (before, after) = (new Published(300), new Published(400, salt: 1));

        var fault = await new LogWalk(400, after.Read, [new(300, Merkle.Root(before.Leaves))], partials: true).Run(Nothing, (_, _) => { });

        Assert.Equal("check.no.root", fault?.Key);
    }

    [Fact]
    public async Task A_log_cut_short_is_told_from_the_head_that_is_longer()
    {
        var log = new Published(300);

        var fault = await new LogWalk(200, log.Read, [new(300, Merkle.Root(log.Leaves))], partials: true).Run(Nothing, (_, _) => { });

        Assert.Equal("check.no.shorter", fault?.Key);
    }

    private static Task<Sentence?> Nothing(long index, Entry entry, Func<Hash> before) => Task.FromResult<Sentence?>(null);

    /// <summary>A log as tlog-tiles publish it.</summary>
    private sealed class Published
    {
        public Published(int size, int salt = 0)
        {
            var entries = Enumerable.Range(0, size).Select(i => Entry.Of(new Parts("{}"u8.ToArray()), RandomOf(i + salt * 10_000))).ToList();
            Leaves = [.. entries.Select(e => e.Leaf())];
            var rows = new List<Hash[]> { Leaves };
            while (rows[^1].Length >= Tile.FullWidth)
                rows.Add([.. rows[^1].Chunk(Tile.FullWidth).Where(c => c.Length == Tile.FullWidth).Select(c => Merkle.Root(c))]);
            foreach (var tile in Adit.Ledger.Tiles.Of(size))
            {
                var first = (int)tile.Index * Tile.FullWidth;
                Tiles[tile.Path] = tile.Level == Tile.Entries
                    ? Adit.Ledger.Tiles.WriteEntries([.. entries.Skip(first).Take(tile.Width).Select(e => e.Bytes)])
                    : MemoryMarshal.AsBytes(rows[tile.Level].AsSpan(first, tile.Width)).ToArray();
            }
        }

        public Hash[] Leaves { get; }

        public Dictionary<string, byte[]> Tiles { get; } = [];

        public Task<ReadOnlyMemory<byte>?> Read(Tile tile) => Task.FromResult<ReadOnlyMemory<byte>?>(Tiles.TryGetValue(tile.Path, out var bytes) ? bytes : null);

        private static byte[] RandomOf(int seed)
        {
            var bytes = new byte[Entry.RandomBytes];
            new Random(seed).NextBytes(bytes);
            return bytes;
        }
    }
}
