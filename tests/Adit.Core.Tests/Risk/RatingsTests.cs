using Adit.Risk;
using static Adit.Tests.Risk.Fixture;

namespace Adit.Tests.Risk;

public sealed class RatingsTests
{
    private static (Indicator, Rating) Stands(string indicator, RatingState state, Severity level = Severity.None, Grade grade = Grade.Reported) =>
        (Of(indicator), new() { State = state, Level = level, Grade = grade });

    [Fact]
    public void A_group_is_its_worst_open_indicator_and_firm_goes_before_hollow()
    {
        var group = Ratings.Of([
            Stands("OH-04", RatingState.Open, Severity.S2, Grade.Reported), Stands("OH-10", RatingState.Open, Severity.S3, Grade.Observed),
            Stands("OH-01", RatingState.Open, Severity.S2, Grade.Observed), Stands("OH-09", RatingState.NotObserved)]);

        Assert.Equal((RatingState.Open, "OH-01", 3, 4), (group.State, group.Worst!.Id, group.Looked, group.Applicable));
    }

    [Theory]
    [InlineData(RatingState.NotObserved, RatingState.NotObserved, RatingState.Clear, RatingState.Hidden)]
    [InlineData(RatingState.NotObserved, RatingState.NothingRecords, RatingState.Clear, RatingState.Clear)]
    [InlineData(RatingState.Unrated, RatingState.Unrated, RatingState.Clear, RatingState.Hidden)]
    [InlineData(RatingState.Hidden, RatingState.DoesNotApply, RatingState.Clear, RatingState.Hidden)]
    [InlineData(RatingState.Clear, RatingState.DoesNotApply, RatingState.Clear, RatingState.Clear)]
    [InlineData(RatingState.DoesNotApply, RatingState.DoesNotApply, RatingState.DoesNotApply, RatingState.DoesNotApply)]
    public void Where_nothing_is_open_silence_goes_before_clear(RatingState group, RatingState a, RatingState b, RatingState c) =>
        Assert.Equal(group, Ratings.Of([Stands("OH-04", a), Stands("OH-10", b), Stands("OH-01", c)]).State);

    [Fact]
    public void What_cannot_be_seen_or_judged_makes_no_site_one_where_nothing_is_open()
    {
        Assert.Equal(Attention.NotObserved, Attentions.Of([Stands("SA-01", RatingState.Hidden), Stands("OH-15", RatingState.Unrated), Stands("GR-02", RatingState.NothingRecords)]));
        Assert.Equal(Attention.NothingOpen, Attentions.Of([Stands("SA-01", RatingState.Hidden), Stands("OH-10", RatingState.Clear)]));
        Assert.Equal(Attention.BeingVerified, Attentions.Of([Stands("OH-10", RatingState.Clear), Stands("AG-01", RatingState.Open, Severity.S1)]));
        Assert.Equal(Attention.FatalUnderReview, Attentions.Of([Stands("OH-01", RatingState.Open, Severity.S1, Grade.Observed)]));
    }

    [Fact]
    public void A_rule_applies_only_where_and_when_it_says()
    {
        var moved = new SiteHistory([(DateOnly.MinValue, Site("RW")), (Day0, Site("CD"))]);

        Assert.False(moved.AppliesTo(Of("OH-04"), Day0.AddDays(-1)));
        Assert.True(moved.AppliesTo(Of("OH-04"), Day0));
        Assert.False(SiteHistory.Always(Site() with { Country = null }).AppliesTo(Of("OH-04"), Day0));
    }

    [Fact]
    public void A_Rwandan_site_is_rated_by_no_DRC_rule_however_deep_the_pit()
    {
        var site = SiteHistory.Always(Site("RW"));
        var timeline = new Timeline(new Judge(Whole, Of("OH-04"), site));

        Assert.True(timeline.Apply(Says(1, "a", See("pit.depth", 40, 0, "p"))).Nothing);
        Assert.Equal(RatingState.DoesNotApply, Ratings.AsOf(Of("OH-04"), site, timeline.Rows, Day0, 1).State);
    }

    [Fact]
    public void What_nothing_records_yet_says_so() =>
        Assert.Equal(RatingState.NothingRecords, Ratings.AsOf(Of("GR-02"), SiteHistory.Always(Site()), [], Day0, 1).State);
}
