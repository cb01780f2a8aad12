using System.Buffers.Binary;
using System.IO.Compression;

namespace Adit.Printing;

/// <summary>
/// A picture as a browser makes it of a window (PNG: RGB, 8 bits, not interlaced), made small: a window has a height before anybody knows how high its page is, so what is blank at its end is cut off; and letters need no colours, so
/// what is left is grey, a third of the bytes.
/// </summary>
internal static class Picture
{
    private const int Header = 8, ChunkEnds = 12, PixelBytes = 3;

    /// <summary>The picture up to the last row that differs from its last, and so many rows more, in greys.</summary>
    /// <exception cref="InvalidDataException">It is no such picture.</exception>
    public static byte[] Small(ReadOnlySpan<byte> png, int more)
    {
        var (width, height, packed) = Read(png);
        var rows = Unpacked(packed);
        if (width < 1 || height < 1 || rows.Length != (1 + (width * PixelBytes)) * height)
            throw new InvalidDataException("Not the rows that were announced.");
        var greys = Greys(rows, width, height);
        var (row, said) = (width + 1, height - 1);
        while (said > 0 && greys.AsSpan(said * row, row).SequenceEqual(greys.AsSpan((height - 1) * row)))
            said--;
        var kept = Math.Min(height, said + 1 + more);
        return Written(width, kept, greys.AsSpan(0, kept * row));
    }

    private static (int Width, int Height, byte[] Packed) Read(ReadOnlySpan<byte> png)
    {
        using var packed = new MemoryStream();
        var (width, height) = (0, 0);
        for (var at = Header; at + ChunkEnds <= png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (length < 0 || length > png.Length - at - ChunkEnds)
                throw new InvalidDataException("A part of it is missing.");
            var kind = png.Slice(at + 4, 4);
            var data = png.Slice(at + 8, length);
            if (kind.SequenceEqual("IHDR"u8))
                (width, height) = data[8..].SequenceEqual((byte[])[8, 2, 0, 0, 0])
                    ? (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..])) : throw new InvalidDataException("Not RGB in 8 bits.");
            else if (kind.SequenceEqual("IDAT"u8))
                packed.Write(data);
            at += ChunkEnds + length;
        }
        return (width, height, packed.ToArray());
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        return rows.ToArray();
    }

    // Of letters, rows as they are pack smaller than their differences do: each begins with 0.
    private static byte[] Greys(byte[] rows, int width, int height)
    {
        var (row, greys) = (1 + (width * PixelBytes), new byte[(width + 1) * height]);
        Span<byte> above = new byte[width * PixelBytes];
        for (var y = 0; y < height; y++)
        {
            var line = rows.AsSpan(y * row, row);
            Unfilter(line, above);
            above = line[1..];
            for (var x = 0; x < width; x++)
                greys[(y * (width + 1)) + 1 + x] = (byte)(((above[x * PixelBytes] * 3) + (above[(x * PixelBytes) + 1] * 6) + above[(x * PixelBytes) + 2]) / 10);
        }
        return greys;
    }

    // The five differences of PNG (W3C, 9.2), each to the pixel on the left, above, or both.
    private static void Unfilter(Span<byte> line, ReadOnlySpan<byte> above)
    {
        var filter = line[0];
        var row = line[1..];
        for (var x = 0; x < row.Length; x++)
        {
            var (left, up, corner) = x < PixelBytes ? ((byte)0, above[x], (byte)0) : (row[x - PixelBytes], above[x], above[x - PixelBytes]);
            var difference = filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Nearest(left, up, corner), _ => throw new InvalidDataException("No such filter.") };
            row[x] = unchecked((byte)(row[x] + difference));
        }
    }

    private static byte Nearest(byte left, byte up, byte corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - corner - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static byte[] Written(int width, int height, ReadOnlySpan<byte> rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(rows);
        Span<byte> size = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(size, width);
        BinaryPrimitives.WriteInt32BigEndian(size[4..], height);
        size[8] = 8;
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        Chunk(png, "IHDR"u8, size);
        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(kind);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, kind), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }
        return crc;
    }
}
