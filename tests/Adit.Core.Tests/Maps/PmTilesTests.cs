using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Adit.Maps;
using Adit.Sites;
using CsCheck;

namespace Adit.Tests.Maps;

/// <summary>Base maps come as files of strangers: what is a map is read, and of what is not it is said why.</summary>
public class PmTilesTests
{
    private static readonly GeoPoint Kolwezi = new(-10.7m, 25.5m);
    private static readonly Gen<MapTile> Tiles = Gen.Int[0, 12].SelectMany(z => Gen.Select(Gen.Int[0, (1 << z) - 1], Gen.Int[0, (1 << z) - 1], (x, y) => new MapTile(z, x, y)));

    // The numbers of the format's own reference reader.
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(1, 0, 1, 2)]
    [InlineData(1, 1, 1, 3)]
    [InlineData(1, 1, 0, 4)]
    [InlineData(2, 0, 0, 5)]
    [InlineData(12, 3423, 1763, 19078479)]
    public void Tiles_have_the_numbers_that_the_format_gives_them(int zoom, int x, int y, long id) => Assert.Equal(id, new MapTile(zoom, x, y).Id);

    [Fact]
    public void No_two_tiles_have_one_number() =>
        Assert.Equal(Enumerable.Range(0, 1 + 4 + 16 + 64 + 256), Enumerable.Range(0, 5).SelectMany(z => from x in Enumerable.Range(0, 1 << z) from y in Enumerable.Range(0, 1 << z) select (int)new MapTile(z, x, y).Id).Order());

    [Fact]
    public void The_tiles_around_a_place_reach_as_far_as_is_asked_and_not_to_the_next_province()
    {
        Assert.Equal([new(8, 146, 135)], MapTile.Around(Kolwezi, 3_000, 8));
        var fine = MapTile.Around(Kolwezi, 3_000, 16);
        Assert.InRange(fine.Count, 100, 144);
        Assert.Contains(MapTile.Around(Kolwezi, 1, 16).Single(), fine);
        Assert.Equal(1, MapTile.Around(new(90, 180), 3_000, 4).Count(t => t == new MapTile(4, 15, 0)));
    }

    [Fact]
    public void A_list_that_was_written_is_read_and_every_tile_in_it_found_again() => Tiles.Array[1, 40].Sample(tiles =>
    {
        var ids = tiles.Select(t => t.Id).Distinct().Order().ToList();
        PmEntry[] entries = [.. ids.Select((id, n) => new PmEntry(id, 1, new(n % 3 == 2 ? 7 : n * 10, 10)))];
        var read = PmTiles.ReadDirectory(MapFile.Listed(entries));
        Assert.Equal(entries, read);
        Assert.All(ids, id => Assert.Equal(id, PmTiles.Find(read, id)!.Value.Id));
        Assert.All(ids.Where(id => !ids.Contains(id + 1)), id => Assert.Null(PmTiles.Find(read, id + 1)));
    });

    [Fact]
    public void A_run_of_tiles_ends_where_it_ends_and_a_line_without_one_leads_on()
    {
        ImmutableArray<PmEntry> list = [new(5, 3, new(0, 9)), new(20, 0, new(0, 50))];
        Assert.Null(PmTiles.Find(list, 4));
        Assert.Equal(5, PmTiles.Find(list, 7)!.Value.Id);
        Assert.Null(PmTiles.Find(list, 8));
        Assert.Equal(0, PmTiles.Find(list, 900)!.Value.Run);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_file_is_read_however_its_lists_are_packed(byte compression)
    {
        var file = MapFile.Write([(new(9, 1, 1), [1, 2, 3])], compression, type: 4);
        var (head, fault) = PmTiles.ReadHead(file, file.Length);
        Assert.Equal((PmFault.None, "image/webp", 9, 9), (fault, head!.Type, head.FromZoom, head.ToZoom));
        var list = PmTiles.ReadDirectory(PmTiles.Unpack(file[(int)head.Root.Offset..(int)head.Root.End], head.Compression));
        Assert.Equal(new PmEntry(new MapTile(9, 1, 1).Id, 1, new(0, 3)), Assert.Single(list));
    }

    public static TheoryData<string, PmFault> Wrong => new()
    {
        { "empty", PmFault.NotPmTiles }, { "zip", PmFault.NotPmTiles }, { "v2", PmFault.OtherVersion }, { "short", PmFault.CutOff }, { "far", PmFault.CutOff }, { "vector", PmFault.Vector }, { "avif", PmFault.OtherTiles },
        { "nothing", PmFault.OtherTiles }, { "zstd", PmFault.Compression }, { "unsaid", PmFault.Compression }, { "packed", PmFault.TileCompression }, { "zooms", PmFault.Zooms }, { "fine", PmFault.Zooms }, { "rootless", PmFault.Directory }, { "root", PmFault.Directory },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_no_map_that_phones_can_show_is_told_apart(string what, PmFault fault)
    {
        var file = MapFile.Write([(new(9, 1, 1), new byte[20_000])]);
        var length = (long)file.Length;
        switch (what)
        {
            case "empty": (file, length) = ([], 0); break;
            case "zip": "PK\u0003\u0004"u8.CopyTo(file); break;
            case "v2": file[7] = 2; break;
            case "short": length -= 1; break;
            case "far": BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(56), ulong.MaxValue - 5); break;
            case "vector": file[99] = 1; break;
            case "avif": file[99] = 5; break;
            case "nothing": file[99] = 0; break;
            case "zstd": file[97] = 4; break;
            case "unsaid": file[97] = 0; break;
            case "packed": file[98] = 2; break;
            case "zooms": file[100] = 10; break;
            case "fine": file[101] = 23; break;
            case "rootless": BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(16), 0); break;
            case "root": BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(16), 16_300); break;
        }
        var (head, found) = PmTiles.ReadHead(file, length);
        Assert.Null(head);
        Assert.Equal(fault, found);
    }

    [Fact]
    public void A_list_that_unpacks_to_more_than_any_map_has_is_not_unpacked()
    {
        Assert.Null(PmTiles.Unpack(MapFile.Packed(new byte[PmTiles.MostListed + 1], 2), PmCompression.Gzip));
        Assert.Null(PmTiles.Unpack(MapFile.Packed(new byte[PmTiles.MostListed + 1], 3), PmCompression.Brotli));
        Assert.Empty(PmTiles.Unpack([1, 2, 3], PmCompression.Gzip) ?? []);
        Assert.Empty(PmTiles.Unpack([1, 2, 3], PmCompression.Brotli) ?? []);
        // It says that it has four thousand million lines.
        Assert.True(PmTiles.ReadDirectory([0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1, 1, 1]).IsDefault);
    }

    [Fact]
    public void Whatever_bytes_come_as_a_head_or_a_list_they_are_read_or_there_is_a_reason_why_not()
    {
        var file = MapFile.Write(Enumerable.Range(0, 30).Select(n => (new MapTile(9, n, n), new byte[] { (byte)n })), about: "{}");
        var changed = Gen.Select(Gen.Int[0, 400], Gen.Byte.Array[1, 9]).Array[0, 4].Select(changes => changes.Aggregate(file.ToArray(), (bytes, change) =>
        {
            for (var n = 0; n < change.Item2.Length && change.Item1 + n < bytes.Length; n++)
                bytes[change.Item1 + n] = change.Item2[n];
            return bytes;
        }));
        Gen.OneOf(changed, Gen.Byte.Array[0, 200]).Sample(bytes =>
        {
            var (head, fault) = PmTiles.ReadHead(bytes, bytes.Length);
            Assert.Equal(head is null, fault != PmFault.None);
            if (head is not null && PmTiles.Unpack(bytes[(int)head.Root.Offset..(int)head.Root.End], head.Compression) is { } plain)
                Check(PmTiles.ReadDirectory(plain));
        }, iter: 20_000);
        Gen.Byte.Array[0, 60].Sample(bytes => Check(PmTiles.ReadDirectory(bytes)), iter: 20_000);

        static void Check(ImmutableArray<PmEntry> list)
        {
            if (list.IsDefault)
                return;
            Assert.NotEmpty(list);
            Assert.Equal(list.Select(e => e.Id).Order().Distinct(), list.Select(e => e.Id));
            Assert.All(list, e => Assert.True(e.At is { Offset: >= 0, Length: > 0 } && e.At.End > 0 && e.Run >= 0));
        }
    }

    [Fact]
    public void A_piece_names_its_tiles_and_holds_the_same_picture_once()
    {
        ReadOnlyMemory<byte> one = new byte[] { 1, 2, 3 }, other = new byte[] { 9 };
        var piece = MapPiece.Write("image/png", [(new(8, 1, 2), one), (new(9, 2, 4), other), (new(9, 3, 4), one)]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(piece);
        Assert.Equal("""{"type":"image/png","tiles":[[8,1,2,0,3],[9,2,4,3,1],[9,3,4,0,3]]}""", JsonSerializer.Serialize(JsonDocument.Parse(piece.AsMemory(4, length))));
        Assert.Equal([1, 2, 3, 9], piece[(4 + length)..]);
    }
}
