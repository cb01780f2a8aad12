using System.Text;
using SkiaSharp;

namespace Adit.Tests.Releases;

/// <summary>Photos of two halves, as a camera writes them.</summary>
internal static class Pictures
{
    /// <summary>What a camera leaves in a photo besides what is seen.</summary>
    public const string Mark = "Exif", Place = "GPSHERE-10.7";

    /// <summary>A picture whose left half is red and whose right half is blue.</summary>
    public static SKBitmap Halves(int width = 400, int height = 200, SKColor? left = null)
    {
        var picture = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        picture.Erase(SKColors.Blue);
        picture.Erase(left ?? SKColors.Red, new SKRectI(0, 0, width / 2, height));
        return picture;
    }

    public static byte[] Png(SKBitmap picture)
    {
        using (picture)
            return picture.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    /// <summary>A JPEG with EXIF: how the camera was held (tag 274), and a place.</summary>
    public static byte[] Jpeg(SKBitmap picture, byte orientation = 1)
    {
        byte[] tiff = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Place)];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        using (picture)
        {
            var jpeg = picture.Encode(SKEncodedImageFormat.Jpeg, 95).ToArray();
            return [.. jpeg.AsSpan(0, 2), 0xff, 0xe1, (byte)((exif.Length + 2) >> 8), (byte)(exif.Length + 2), .. exif, .. jpeg.AsSpan(2)];
        }
    }

    /// <summary>The kinds of segments that stand in a JPEG before its pixels.</summary>
    public static IEnumerable<byte> Segments(byte[] jpeg)
    {
        for (var at = 2; at + 4 <= jpeg.Length && jpeg[at] == 0xff && jpeg[at + 1] != 0xda; at += 2 + (jpeg[at + 2] << 8) + jpeg[at + 3])
            yield return jpeg[at + 1];
    }
}
