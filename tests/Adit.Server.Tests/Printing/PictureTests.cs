using System.Buffers.Binary;
using System.IO.Compression;
using Adit.Printing;

namespace Adit.Tests.Printing;

public sealed class PictureTests
{
    private const int Width = 7, Said = 11, Height = 20;

    [Fact]
    public void A_picture_keeps_its_greys_whatever_differences_its_rows_were_written_with_and_loses_its_blank_end()
    {
        var pixels = new byte[Height, Width * 3];
        var random = new Random(20261123);
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width * 3; x++)
                pixels[y, x] = y < Said ? (byte)random.Next(256) : (byte)255;

        var small = Picture.Small(Png(pixels), more: 2);

        Assert.Equal((Width, Said + 2, 8, 0), (BinaryPrimitives.ReadInt32BigEndian(small.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(small.AsSpan(20)), small[24], small[25]));
        var rows = Unpacked(small.AsSpan(41, BinaryPrimitives.ReadInt32BigEndian(small.AsSpan(33))).ToArray());
        for (var y = 0; y < Said + 2; y++)
            for (var x = 0; x < Width; x++)
                Assert.Equal(((3 * pixels[y, 3 * x]) + (6 * pixels[y, (3 * x) + 1]) + pixels[y, (3 * x) + 2]) / 10, rows[(y * (Width + 1)) + 1 + x]);
        // As every reader of PNG computes it over an end without data.
        Assert.Equal((byte[])[0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], small[^12..]);
    }

    [Fact]
    public void What_is_no_such_picture_is_said_to_be_none()
    {
        Assert.Throws<InvalidDataException>(() => Picture.Small([], more: 0));
        Assert.Throws<InvalidDataException>(() => Picture.Small("%PDF-1.4 and so on, but no picture at all"u8, more: 0));
    }

    // Row after row with another of the five differences.
    private static byte[] Png(byte[,] pixels)
    {
        using var rows = new MemoryStream();
        for (var y = 0; y < Height; y++)
        {
            rows.WriteByte((byte)(y % 5));
            for (var x = 0; x < Width * 3; x++)
            {
                int left = x < 3 ? 0 : pixels[y, x - 3], up = y == 0 ? 0 : pixels[y - 1, x], corner = x < 3 || y == 0 ? 0 : pixels[y - 1, x - 3];
                int near = new[] { left, up, corner }.MinBy(n => Math.Abs(left + up - corner - n));
                rows.WriteByte(unchecked((byte)(pixels[y, x] - (y % 5) switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => near })));
            }
        }
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(rows.ToArray());
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, [0, 0, 0, Width, 0, 0, 0, Height, 8, 2, 0, 0, 0]), .. Chunk("IDAT"u8, packed.ToArray()[..9]), .. Chunk("IDAT"u8, packed.ToArray()[9..]), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. kind, .. data, 0, 0, 0, 0];
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        return rows.ToArray();
    }
}
