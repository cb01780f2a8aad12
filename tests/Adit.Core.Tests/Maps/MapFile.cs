using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Adit.Maps;
using Adit.Sites;

namespace Adit.Tests;

/// <summary>Writes PMTiles files, as tools that make maps do, and such as they should not.</summary>
internal static class MapFile
{
    /// <summary>A map of what lies around a place: pictures with lines across the ground that go on from tile to tile.</summary>
    public static byte[] Around(GeoPoint place, int fromZoom, int toZoom, double metres = 6_000, string attribution = "© Test ground") =>
        Write(Enumerable.Range(fromZoom, toZoom - fromZoom + 1).SelectMany(z => MapTile.Around(place, metres, z)).Select(t => (t, Picture(t))), about: $$"""{"name":"Test ground","attribution":"<a href='x'>{{attribution}}</a>"}""", inLeaf: 40);

    /// <summary>A file of some tiles.</summary>
    /// <param name="inLeaf">How many lines a list has before it is split; 0 for one list.</param>
    public static byte[] Write(IEnumerable<(MapTile Tile, byte[] Bytes)> tiles, byte compression = 2, byte type = 2, byte packed = 1, string about = """{"name":"Ground","attribution":"© Test ground"}""", int inLeaf = 0)
    {
        var ordered = tiles.OrderBy(t => t.Tile.Id).ToList();
        using var data = new MemoryStream();
        var (entries, held) = (new List<PmEntry>(), new Dictionary<string, PmSpan>());
        foreach (var (tile, bytes) in ordered)
        {
            if (!held.TryGetValue(Convert.ToBase64String(bytes), out var at))
            {
                held[Convert.ToBase64String(bytes)] = at = new(data.Length, bytes.Length);
                data.Write(bytes);
            }
            if (entries.Count > 0 && entries[^1] is var last && last.At == at && last.Id + last.Run == tile.Id)
                entries[^1] = last with { Run = last.Run + 1 };
            else
                entries.Add(new(tile.Id, 1, at));
        }
        using var leaves = new MemoryStream();
        if (inLeaf > 0 && entries.Count > inLeaf)
            entries = [.. entries.Chunk(inLeaf).Select(chunk =>
            {
                var leaf = Packed(Listed(chunk), compression);
                var at = new PmSpan(leaves.Length, leaf.Length);
                leaves.Write(leaf);
                return new PmEntry(chunk[0].Id, 0, at);
            })];
        var (root, json) = (Packed(Listed(entries), compression), Packed(Encoding.UTF8.GetBytes(about), compression));
        var head = new byte[PmTiles.HeadBytes];
        "PMTiles"u8.CopyTo(head);
        head[7] = 3;
        var from = 127L;
        foreach (var (at, length) in new[] { (8, root.Length), (24, json.Length), (40, (int)leaves.Length), (56, (int)data.Length) })
        {
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(at), from);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(at + 8), length);
            from += length;
        }
        (head[97], head[98], head[99]) = (compression, packed, type);
        (head[100], head[101]) = ((byte)ordered.Min(t => t.Tile.Zoom), (byte)ordered.Max(t => t.Tile.Zoom));
        return [.. head, .. root, .. json, .. leaves.ToArray(), .. data.ToArray()];
    }

    /// <summary>A list as it is before it is packed.</summary>
    public static byte[] Listed(IReadOnlyList<PmEntry> entries)
    {
        using var list = new MemoryStream();
        Number(entries.Count);
        for (var n = 0; n < entries.Count; n++)
            Number(entries[n].Id - (n == 0 ? 0 : entries[n - 1].Id));
        foreach (var entry in entries)
            Number(entry.Run);
        foreach (var entry in entries)
            Number(entry.At.Length);
        for (var n = 0; n < entries.Count; n++)
            Number(n > 0 && entries[n].At.Offset == entries[n - 1].At.End ? 0 : entries[n].At.Offset + 1);
        return list.ToArray();

        void Number(long number)
        {
            for (; number >= 0x80; number >>= 7)
                list.WriteByte((byte)((number & 0x7f) | 0x80));
            list.WriteByte((byte)number);
        }
    }

    public static byte[] Packed(byte[] plain, byte compression)
    {
        if (compression is not (2 or 3))
            return plain;
        using var packed = new MemoryStream();
        using (Stream packing = compression == 2 ? new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true) : new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            packing.Write(plain);
        return packed.ToArray();
    }

    /// <summary>A PNG of a tile: height lines of a ground that is the same whatever tile it is seen in.</summary>
    public static byte[] Picture(MapTile tile)
    {
        const int side = 256;
        byte[] palette = [236, 232, 218, 214, 222, 190, 190, 170, 130, 120, 150, 190];
        var rows = new byte[side * (1 + (side / 4))];
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
            {
                var (east, south) = ((tile.X + (x / (double)side)) / (1 << tile.Zoom) * 40_000, (tile.Y + (y / (double)side)) / (1 << tile.Zoom) * 40_000);
                var height = Math.Sin(east * 1.7) + Math.Sin(south * 1.3 + east) + (.5 * Math.Sin((east - south) * 4));
                var colour = Math.Abs((height * 3) - Math.Round(height * 3)) < .08 ? 2 : height > 1 ? 1 : height < -1.4 ? 3 : 0;
                rows[(y * (1 + (side / 4))) + 1 + (x / 4)] |= (byte)(colour << (6 - (x % 4 * 2)));
            }
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, .. Chunk("IHDR", [0, 0, 1, 0, 0, 0, 1, 0, 2, 3, 0, 0, 0]), .. Chunk("PLTE", palette), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var crc = uint.MaxValue;
        foreach (var one in body)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320);
        }
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, ~crc);
        return [.. length, .. body, .. check];
    }
}
