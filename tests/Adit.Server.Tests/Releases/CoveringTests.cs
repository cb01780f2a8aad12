using System.Text;
using Adit.Releases;
using SkiaSharp;

namespace Adit.Tests.Releases;

/// <summary>What leaves the programme is made of the pixels that are seen and of nothing else.</summary>
[Trait("home", "folder")]
public sealed class CoveringTests
{
    private static readonly Mask Left = new(0, 0, 50, 100);

    [Fact]
    public void Of_what_is_covered_nothing_at_all_goes_into_the_picture()
    {
        var (one, other) = (Pictures.Png(Pictures.Halves()), Pictures.Png(Pictures.Halves(left: SKColors.Yellow)));

        Assert.Equal(Covering.Cover(one, [Left]).Jpeg, Covering.Cover(other, [Left]).Jpeg);
        // Else the two would be no different to begin with.
        Assert.NotEqual(Covering.Cover(one, []).Jpeg, Covering.Cover(other, []).Jpeg);
    }

    [Fact]
    public void Of_a_photo_that_is_made_smaller_too()
    {
        var (one, other) = (Pictures.Png(Pictures.Halves(4001, 1999)), Pictures.Png(Pictures.Halves(4001, 1999, SKColors.Yellow)));

        var covered = Covering.Cover(one, [new(0, 0, 51, 100)]);
        Assert.Equal(covered.Jpeg, Covering.Cover(other, [new(0, 0, 51, 100)]).Jpeg);
        Assert.Equal((1600, 799), (covered.Width, covered.Height));
    }

    [Fact]
    public void What_is_covered_is_black_and_what_is_not_is_as_it_was()
    {
        using var seen = SKBitmap.Decode(Covering.Cover(Pictures.Jpeg(Pictures.Halves()), [Left]).Jpeg);

        for (var y = 0; y < seen.Height; y += 7)
            for (var x = 0; x < seen.Width / 2; x += 5)
                Assert.True(seen.GetPixel(x, y) is { Red: < 12, Green: < 12, Blue: < 12 }, $"{x} {y}: {seen.GetPixel(x, y)}");
        Assert.True(seen.GetPixel(seen.Width - 20, 100) is { Red: < 12, Green: < 12, Blue: > 240 });
    }

    [Fact]
    public void What_the_camera_wrote_beside_the_picture_is_gone()
    {
        var photo = Pictures.Jpeg(Pictures.Halves());
        Assert.Contains(Pictures.Place, Encoding.Latin1.GetString(photo), StringComparison.Ordinal);

        var covered = Covering.Cover(photo, []).Jpeg;
        var text = Encoding.Latin1.GetString(covered);
        Assert.DoesNotContain(Pictures.Place, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Pictures.Mark, text, StringComparison.Ordinal);
        // Tables, sizes and JFIF's own mark: no segment of an application, no comment.
        Assert.DoesNotContain(Pictures.Segments(covered), s => s is (> 0xe0 and <= 0xef) or 0xfe);
    }

    [Theory]
    [InlineData(6, 0, 0, 100, 50)]
    [InlineData(8, 0, 50, 100, 50)]
    [InlineData(3, 50, 0, 50, 100)]
    [InlineData(2, 50, 0, 50, 100)]
    [InlineData(5, 0, 0, 100, 50)]
    public void A_photo_is_covered_as_people_see_it_however_the_camera_was_held(byte orientation, int left, int top, int width, int height)
    {
        // What lies left in the file, red, is seen above, below or on the right.
        using var seen = SKBitmap.Decode(Covering.Cover(Pictures.Jpeg(Pictures.Halves(), orientation), [new(left, top, width, height)]).Jpeg);

        Assert.Equal(orientation >= 5 ? (200, 400) : (400, 200), (seen.Width, seen.Height));
        for (var y = 4; y < seen.Height; y += 8)
            for (var x = 4; x < seen.Width; x += 8)
                Assert.True(seen.GetPixel(x, y).Red < 40, $"{x} {y}: {seen.GetPixel(x, y)}");
        Assert.True(seen.GetPixel(orientation == 8 || orientation is 3 or 2 ? 40 : 100, orientation == 8 ? 40 : orientation >= 5 ? 360 : 100).Blue > 200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no picture")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    public void What_is_no_photo_is_refused(string file) => Assert.Throws<Refused>(() => Covering.Cover(Encoding.UTF8.GetBytes(file), []));

    [Fact]
    public void A_photo_that_was_cut_off_is_refused()
    {
        var photo = Pictures.Png(Pictures.Halves());

        Assert.Throws<Refused>(() => Covering.Cover(photo[..^200], []));
    }
}
