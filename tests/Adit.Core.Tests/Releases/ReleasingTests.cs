using System.Collections.Immutable;
using Adit.Releases;

namespace Adit.Tests.Releases;

public sealed class ReleasingTests
{
    private static readonly Releasable Good = new(Stands: true, Monitored: true);

    [Fact]
    public void A_photo_is_released_by_who_looked_said_what_it_shows_and_covered_what_lies_in_it()
    {
        Assert.IsType<PhotoReleased>(Assert.Single(Releasing.Photo(Photo([new(0, 0, 100, 100), new(99, 99, 1, 1)]), Good, sure: true).Facts));
        Assert.Equal(["release-unsure"], Codes(Releasing.Photo(Photo([]), Good, sure: false)));
        Assert.Equal(["release-record", "release-site", "report-language", "release-unsure", "release-caption"], Codes(Releasing.Photo(Photo([]) with { Caption = "", Language = "xx" }, new(false, false), sure: false)));
        Assert.Equal(["release-masks"], Codes(Releasing.Photo(Photo([.. Enumerable.Repeat(new Mask(1, 1, 1, 1), Releasing.MostMasks + 1)]), Good, sure: true)));
    }

    [Theory]
    [InlineData(-1, 0, 5, 5)]
    [InlineData(0, 0, 0, 5)]
    [InlineData(0, 0, 5, -1)]
    [InlineData(60, 0, 41, 5)]
    [InlineData(0, 100, 5, 1)]
    [InlineData(1, 1, int.MaxValue, 1)]
    public void What_lies_outside_the_picture_covers_nothing(int left, int top, int width, int height) => Assert.Equal(["release-mask"], Codes(Releasing.Photo(Photo([new(left, top, width, height)]), Good, sure: true)));

    [Fact]
    public void Words_are_released_only_if_there_are_some_and_not_too_many()
    {
        TextReleased Said(string text) => new(Guid.Empty, default, default, text, "fr", default, 7, "/data/note");

        Assert.Single(Releasing.Text(Said("Le puits est comblé."), Good, sure: true).Facts);
        Assert.Equal(["release-text"], Codes(Releasing.Text(Said(""), Good, sure: true)));
        Assert.Equal(["release-unsure", "release-text"], Codes(Releasing.Text(Said(new('a', Releasing.LongestText + 1)), Good, sure: false)));
    }

    [Fact]
    public void What_was_taken_back_is_not_taken_back_again_and_a_reason_is_given()
    {
        Assert.Single(Releasing.TakeBack(Guid.Empty, false, "a face").Facts);
        Assert.Equal(["release-taken", "release-why"], Codes(Releasing.TakeBack(Guid.Empty, true, "")));
    }

    private static PhotoReleased Photo(ImmutableArray<Mask> masks) => new(Guid.Empty, default, default, "", "image/jpeg", 0, 0, 0, "A pit", "en", default, 7, "pit.jpg", masks, new(Guid.Empty, default, 0, default));

    private static IEnumerable<string> Codes(Decision decision) => decision.Refusals.Select(r => r.Code);
}
