using Adit.People;

namespace Adit.Tests.People;

/// <summary>How long somebody has been at a site without having been away.</summary>
public class StayingTests
{
    private static readonly DateOnly First = new(2026, 6, 3);

    [Fact]
    public void Days_are_counted_from_the_first_to_the_last_that_is_known_of_free_days_with_them()
    {
        var stay = Staying.Of([First, First.AddDays(5), First.AddDays(10), First.AddDays(171)], First.AddDays(10));
        Assert.Equal(new Stay(First, First.AddDays(10)), stay);
        Assert.Equal(11, stay!.Value.Days);
    }

    [Theory]
    [InlineData(13, 0)]
    [InlineData(14, 15)]
    public void Fourteen_days_away_end_a_stay_and_thirteen_do_not(int away, int begins) =>
        Assert.Equal(First.AddDays(begins), Staying.Of([First.AddDays(away + 1), First], First.AddDays(away + 1))!.Value.From);

    [Fact]
    public void Whoever_has_been_away_for_fourteen_whole_days_is_there_no_more()
    {
        Assert.NotNull(Staying.Of([First], First.AddDays(14)));
        Assert.Null(Staying.Of([First], First.AddDays(15)));
        Assert.Null(Staying.Of([], First));
        Assert.Null(Staying.Of([First.AddDays(1)], First));
    }

    [Fact]
    public void A_stay_is_the_same_whatever_the_order_and_however_often_a_day_is_named()
    {
        var days = Enumerable.Range(0, 60).Where(n => n % 3 != 0).Select(First.AddDays).ToList();
        var dice = new Random(7);
        for (var round = 0; round < 20; round++)
            Assert.Equal(Staying.Of(days, First.AddDays(60)), Staying.Of(days.Concat(days).OrderBy(_ => dice.Next()), First.AddDays(60)));
    }

    [Fact]
    public void Nobody_is_over_a_rule_that_is_not_set_and_the_last_day_of_the_limit_is_within_it()
    {
        Assert.False(AgentRulesSet.Nothing.IsOver(new(First, First.AddDays(900))));
        Assert.False(new AgentRulesSet([], 120).IsOver(new(First, First.AddDays(119))));
        Assert.True(new AgentRulesSet([], 120).IsOver(new(First, First.AddDays(120))));
    }
}
