using Adit.BackChecks;
using Adit.Ledger;

namespace Adit.Tests.BackChecks;

/// <summary>Which records are made a second time, and by whom.</summary>
public class DrawingTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(10)]
    public void Of_many_records_the_share_that_was_set_is_drawn(int percent)
    {
        var random = new Random(percent);
        var drawn = Leaves(random, 40_000).Count(leaf => Drawing.Falls(leaf, percent));
        // Four standard deviations of a binomial with 40 000 draws.
        Assert.InRange(drawn, (400 * percent) - (4 * Math.Sqrt(400 * percent)), (400 * percent) + (4 * Math.Sqrt(400 * percent)));
    }

    [Fact]
    public void What_is_drawn_at_five_percent_is_drawn_at_ten_and_at_none_nothing_is()
    {
        var leaves = Leaves(new(1), 5_000).ToList();
        Assert.All(leaves.Where(l => Drawing.Falls(l, 5)), l => Assert.True(Drawing.Falls(l, 10)));
        Assert.DoesNotContain(leaves, l => Drawing.Falls(l, 0));
        Assert.DoesNotContain(leaves, l => !Drawing.Falls(l, 100));
    }

    [Fact]
    public void The_second_record_is_made_by_whoever_hears_of_it_is_there_anyway_and_has_least_to_do()
    {
        var (app, there, busy, idle) = (Id(1), Id(2), Id(3), Id(4));
        Assert.Equal(app, Drawing.Choose([new(there, false, 5, 0), new(app, true, 0, 3)]));
        Assert.Equal(there, Drawing.Choose([new(app, true, 0, 0), new(there, true, 1, 2)]));
        Assert.Equal(idle, Drawing.Choose([new(busy, true, 3, 1), new(idle, true, 1, 0)]));
        Assert.Null(Drawing.Choose([]));
    }

    private static ActorId Id(byte n) => new(new Guid(n, 0, 0, new byte[8]));

    private static IEnumerable<Hash> Leaves(Random random, int count)
    {
        var bytes = new byte[Hash.Length];
        for (var n = 0; n < count; n++)
        {
            random.NextBytes(bytes);
            yield return new(bytes);
        }
    }
}
