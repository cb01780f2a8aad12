using Adit.Risk;
using Adit.Stages;
using Adit.Tests.Forms;

namespace Adit.Tests.Stages;

/// <summary>Where a site stands on its path, as far as its ratings say.</summary>
public class PathwayTests
{
    private static readonly Handbook Handbook = ShippedHandbook.Read();
    private static readonly Catalogue Catalogue = Shipped.The;

    [Fact]
    public void A_dimension_is_met_only_where_all_of_it_was_looked_at_with_nothing_open()
    {
        var cooperative = Handbook.Dimensions.Single(d => d.Id == "cooperative").Indicators;
        Assert.True(Pathway.Of(cooperative, Site(("LG-02", Clear), ("LB-05", Clear)), null).Met);
        Assert.False(Pathway.Of(cooperative, Site(("LG-02", Clear), ("LB-05", default)), null).Met);
        Assert.Equal(RatingState.Open, Pathway.Of(cooperative, Site(("LG-02", Open(Severity.S2)), ("LB-05", default)), null).Now.State);
        // What a reader is not shown is nothing that they are told is met.
        Assert.Equal((false, 1), (Pathway.Of(cooperative, Site(("LG-02", Clear)), null).Met, Pathway.Of(cooperative, Site(("LG-02", Clear)), null).Withheld));
    }

    [Fact]
    public void Of_what_nothing_records_yet_nothing_is_said_but_that()
    {
        var custody = Handbook.Dimensions.Single(d => d.Id == "custody").Indicators;
        var nothing = new Rating { State = RatingState.NothingRecords };
        Assert.True(Pathway.Of(custody, Site([.. custody.Select(i => (i, nothing))]), null).NothingRecords);
        Assert.False(Pathway.Of(custody, Site([.. custody.Select(i => (i, i == "TR-03" ? Clear : nothing))]), null).NothingRecords);
    }

    [Theory]
    [InlineData(RatingState.Open, Severity.S2, RatingState.Clear, Severity.None, Progress.Better)]
    [InlineData(RatingState.Open, Severity.S1, RatingState.Open, Severity.S3, Progress.Better)]
    [InlineData(RatingState.Open, Severity.S3, RatingState.Open, Severity.S1, Progress.OpenedOrFound)]
    [InlineData(RatingState.Clear, Severity.None, RatingState.Open, Severity.S4, Progress.OpenedOrFound)]
    [InlineData(RatingState.Open, Severity.S3, RatingState.Open, Severity.S3, Progress.Same)]
    [InlineData(RatingState.Open, Severity.S1, RatingState.NotObserved, Severity.None, Progress.NotComparable)]
    [InlineData(RatingState.NotObserved, Severity.None, RatingState.Clear, Severity.None, Progress.NotComparable)]
    [InlineData(RatingState.Hidden, Severity.None, RatingState.Hidden, Severity.None, Progress.NotComparable)]
    public void Progress_is_told_only_between_two_days_that_were_looked_at(RatingState then, Severity wasLevel, RatingState now, Severity level, Progress moved) =>
        Assert.Equal(moved, Pathway.Moved(new() { State = then, Level = wasLevel }, new() { State = now, Level = level }));

    [Fact]
    public void Silence_is_no_progress()
    {
        var safety = Handbook.Dimensions.Single(d => d.Id == "safety").Indicators;
        var moved = Pathway.Of(safety, Site(("OH-06", default), ("OH-10", Clear)), Site(("OH-06", Open(Severity.S2)), ("OH-10", Open(Severity.S3)))).Moved;
        Assert.Equal((1, 1), (moved[Progress.NotComparable], moved[Progress.Better]));
    }

    [Fact]
    public void The_gravest_comes_first_then_what_the_lower_rungs_ask_for_then_what_nobody_looked_at()
    {
        var ladders = Handbook.Ladders.Where(l => l.AppliesTo("CD", ["cobalt"], ["EGC-2021"])).ToList();
        Assert.Equal(["craft", "egc", "first-steps"], ladders.Select(l => l.Id));
        var next = Pathway.Next(Handbook, ladders, Site(("LG-08", Open(Severity.S2)), ("OH-10", Open(Severity.S3)), ("OH-06", default), ("AG-03", Open(Severity.S1)), ("LG-01", Clear)), 3);
        Assert.Equal(["AG-03", "OH-10", "OH-06"], next.Select(n => n.Indicator.Id));
        Assert.Equal([false, false, true], next.Select(n => n.Look));
        Assert.Equal(["egc", "first-steps"], next[1].Ladders.Order());
    }

    [Fact]
    public void A_ladder_is_of_use_where_its_rule_set_or_mineral_is()
    {
        Assert.DoesNotContain(Handbook.Ladders, l => l.Id == "egc" && l.AppliesTo("CD", ["cobalt"], ["DRC-LAW"]));
        Assert.DoesNotContain(Handbook.Ladders, l => l.Id == "icglr" && l.AppliesTo("CD", ["cobalt"], []));
        Assert.Contains(Handbook.Ladders, l => l.Id == "icglr" && l.AppliesTo("RW", ["wolframite"], []));
    }

    private static Rating Clear => new() { State = RatingState.Clear };

    private static Rating Open(Severity level) => new() { State = RatingState.Open, Level = level, Grade = Grade.Observed };

    private static Dictionary<string, (Indicator, Rating)> Site(params (string Id, Rating Rating)[] ratings) => ratings.ToDictionary(r => r.Id, r => (Catalogue.Indicator(r.Id)!, r.Rating));
}
