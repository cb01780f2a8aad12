using Adit.Custody;

namespace Adit.Tests.Custody;

/// <summary>How tags are written, given out, used and missed.</summary>
public class TagTests
{
    [Theory]
    [InlineData("A12425GABC1234002", 'M')] // an example of ISO/IEC 7064
    public void A_check_character_is_the_standard_s(string code, char check) => Assert.Equal(check, LotCode.Check(code));

    [Fact]
    public void Whoever_mistypes_one_character_is_told_and_whoever_swaps_two_neighbours_nearly_always()
    {
        var (dice, swaps, missed) = (new Random(5), 0, 0);
        for (var time = 0; time < 200; time++)
        {
            var bare = $"KM-{dice.Next(10_000_000):D7}";
            var code = bare + LotCode.Check(bare);
            Assert.True(LotCode.IsChecked(code));
            for (var at = 0; at < code.Length; at++)
            {
                if (code[at] == '-')
                    continue;
                foreach (var other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".Where(o => o != code[at]))
                    Assert.False(LotCode.IsChecked(code[..at] + other + code[(at + 1)..]));
                if (at + 1 < code.Length && code[at + 1] != '-' && code[at] != code[at + 1])
                    (swaps, missed) = (swaps + 1, missed + (LotCode.IsChecked(code[..at] + code[at + 1] + code[at] + code[(at + 2)..]) ? 1 : 0));
            }
        }
        Assert.InRange((double)missed / swaps, 0, 0.01);
    }

    [Theory]
    [InlineData(" km 000 12 ", "KM00012")]
    [InlineData("km-12/3", "KM-12/3")]
    public void A_code_is_read_as_people_type_it(string typed, string code) => Assert.Equal((true, code), (LotCode.TryRead(typed, out var read), read));

    [Theory]
    [InlineData("")]
    [InlineData("-12")]
    [InlineData("KM;12")]
    [InlineData("КМ12")] // Cyrillic letters that look like ours
    [InlineData(null)]
    public void What_is_no_code_is_none(string? typed) => Assert.False(LotCode.TryRead(typed, out _));

    [Fact]
    public void Every_tag_of_a_series_is_in_it_and_no_other_one()
    {
        Assert.True(TagRange.TryRead("km-0098", "KM-0103", false, out var range));
        Assert.Equal(("KM-", 98L, 103L, 6L), (range.Series, range.First, range.Last, range.Count));
        Assert.Equal(["KM-0098", "KM-0099", "KM-0100"], Enumerable.Range(98, 3).Select(n => range.Tag(n)));
        Assert.True(range.Contains("KM-0100"));
        Assert.All(new[] { "KM-0097", "KM-0104", "KM-100", "KX-0100", "KM-00A0", "KM-01000", "" }, tag => Assert.False(range.Contains(tag)));
        Assert.False(TagRange.TryRead("KM-0103", "KM-0098", false, out _));
        Assert.False(TagRange.TryRead("KM-0001", "KX-0002", false, out _));
    }

    [Fact]
    public void Of_tags_with_a_check_character_only_the_right_ones_are_of_the_series()
    {
        var (first, last) = ("KM-0001" + LotCode.Check("KM-0001"), "KM-0020" + LotCode.Check("KM-0020"));
        Assert.True(TagRange.TryRead(first, last, true, out var range));
        Assert.True(range.Contains(range.Tag(7)));
        Assert.False(range.Contains(range.Tag(7)[..^1] + (range.Tag(7)[^1] == 'A' ? 'B' : 'A')));
        Assert.False(TagRange.TryRead(first, "KM-00200", true, out _));
    }

    [Fact]
    public void The_stock_of_who_holds_tags_adds_up_and_what_is_missing_at_a_count_is_said()
    {
        TagBook book = new(
        [
            Record(TagKind.Issue, 0, 1, 100), Record(TagKind.Return, 2, 91, 100), Record(TagKind.Void, 3, 81, 85), Record(TagKind.Issue, 4, 61, 70, Ore.Trader), Record(TagKind.Count, 6, 1, 100, counted: 70),
        ]);
        TagUse[] uses = [new("KM-0001", "B1", Ore.At(1), default), new("KM-0002", "B2", Ore.At(5), default), new("KM-0003", "B3", Ore.At(8), default), new("OTHER-1", "B4", Ore.At(8), default)];
        var stock = book.Stocks(uses).Single(s => s.Holder == Ore.Cooperative);
        Assert.Equal((100L, 3L, 25L, 72L), (stock.Issued, stock.Used, stock.Gone, stock.InHand));
        Assert.Equal((73L, 70, 3L), (stock.InHandAtCount, stock.Counted, stock.Missing));
        Assert.Equal(10, book.Stocks(uses).Single(s => s.Holder == Ore.Trader).InHand);
    }

    [Fact]
    public void A_tag_is_as_it_was_at_that_moment()
    {
        TagBook book = new([Record(TagKind.Issue, 0, 1, 100), Record(TagKind.Void, 3, 81, 85)]);
        Assert.Equal([TagState.NotIssued, TagState.Issued, TagState.Void], new[] { -1.0, 2, 3 }.Select(h => book.At("KM-0083", Ore.At(h)).State));
        Assert.Equal(TagState.Issued, book.At("KM-0086", Ore.At(9)).State);
    }

    private static TagsRecorded Record(TagKind kind, double hours, int first, int last, Holder? holder = null, int? counted = null) =>
        new(Guid.CreateVersion7(), kind, Ore.At(hours), new("KM-", first, last, 4), holder ?? Ore.Cooperative, null, counted, "");
}
