using SkiaSharp;

namespace Adit.Releases;

/// <summary>A picture as it leaves the programme: a JPEG with its size in pixels.</summary>
internal sealed record Covered(byte[] Jpeg, int Width, int Height);

/// <summary>
/// Makes of a photo the picture that may be released: upright, what is masked filled with black before anything else is done with it, made smaller, and written anew, so that it holds the pixels that are seen and nothing else: no place, no
/// time, no device, no small picture of what was there before.
/// </summary>
internal static class Covering
{
    /// <summary>The longer side at most, in pixels.</summary>
    public const int Longest = 1600;

    /// <summary>The largest photo that is read, in bytes.</summary>
    public const long LargestFile = 40_000_000;

    private const int Quality = 82;

    // A photo of a phone has 50 million pixels, seldom twice as many; it is read smaller where its kind allows.
    private const long MostPixels = 120_000_000;

    // What is beside a pixel shows a little in the whole block that a JPEG keeps it in.
    private const int Around = 16;

    /// <summary>Covers parts of a photo.</summary>
    /// <exception cref="Refused">It is no JPEG, PNG or WebP that can be read whole.</exception>
    public static Covered Cover(byte[] photo, IEnumerable<Mask> masks)
    {
        using var upright = Upright(photo);
        var parts = masks.ToList();
        foreach (var mask in parts)
            Fill(upright, mask, Around);
        var scale = Math.Min(1, (double)Longest / Math.Max(upright.Width, upright.Height));
        var info = new SKImageInfo(Math.Max(1, (int)Math.Round(upright.Width * scale)), Math.Max(1, (int)Math.Round(upright.Height * scale)), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var small = scale < 1 ? upright.Resize(info, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)) ?? throw Unreadable() : upright.Copy();
        foreach (var mask in parts)
            Fill(small, mask, 0);
        using var jpeg = small.Encode(SKEncodedImageFormat.Jpeg, Quality) ?? throw Unreadable();
        return new(jpeg.ToArray(), small.Width, small.Height);
    }

    // As people see it: cameras say how it was held instead of turning it.
    private static SKBitmap Upright(byte[] photo)
    {
        using var data = SKData.CreateCopy(photo);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp))
            throw Unreadable();
        var full = codec.Info;
        var size = codec.GetScaledDimensions(Math.Min(1f, 2f * Longest / Math.Max(full.Width, full.Height)));
        if (size.Width < 1 || size.Height < 1 || (long)size.Width * size.Height > MostPixels)
            throw Unreadable();
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var read = new SKBitmap(info);
        if (codec.GetPixels(info, read.GetPixels()) != SKCodecResult.Success)
            throw Unreadable();
        var (turned, origin) = ((int)codec.EncodedOrigin >= (int)SKEncodedOrigin.LeftTop, codec.EncodedOrigin);
        var upright = new SKBitmap(new SKImageInfo(turned ? info.Height : info.Width, turned ? info.Width : info.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(upright);
        canvas.Clear(SKColors.White);
        canvas.SetMatrix(Turning(origin, info.Width, info.Height));
        canvas.DrawBitmap(read, 0, 0, new SKSamplingOptions(SKFilterMode.Nearest), null);
        return upright;
    }

    // Orientations 1 to 8 of EXIF (TIFF 6.0, tag 274): where a pixel of the stored picture stands in the one that is seen.
    private static SKMatrix Turning(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    private static void Fill(SKBitmap picture, Mask mask, int around)
    {
        var (left, top) = (mask.Left * picture.Width / 100, mask.Top * picture.Height / 100);
        var (right, bottom) = ((((mask.Left + mask.Width) * picture.Width) + 99) / 100, (((mask.Top + mask.Height) * picture.Height) + 99) / 100);
        picture.Erase(SKColors.Black, new SKRectI(Math.Max(0, left - around), Math.Max(0, top - around), Math.Min(picture.Width, right + around), Math.Min(picture.Height, bottom + around)));
    }

    private static Refused Unreadable() => Refused.Of("refuse.release-not-picture");
}
