using Adit.Risk;
using static Adit.Tests.Risk.Fixture;

namespace Adit.Tests.Risk;

/// <summary>A timeline is put away in few bytes where little happens, and comes back as it was.</summary>
public sealed class TimelineBytesTests
{
    [Fact]
    public void A_year_of_days_on_which_nothing_happens_is_kept_in_the_room_of_two_months()
    {
        var timeline = Timeline("AG-01");
        for (var day = 0; day < 45; day++)
            timeline.Apply(Says(day + 1, "a", See("militia", false, day)));
        var bytes = Room(timeline);
        for (var day = 45; day < 365; day++)
            timeline.Apply(Says(day + 1, "a", See("militia", false, day)));

        Assert.InRange(Room(timeline), bytes, bytes + 8);
        Assert.Equal(365, Kept(timeline, "AG-01").Days.Count());
    }

    [Fact]
    public void Days_far_apart_and_numbers_of_any_size_come_back_as_they_were_kept()
    {
        var timeline = Timeline("OH-09");
        decimal[] worn = [0, 1, 1.0m, 1.00m, -3, 0.1m, 4_294_967_296m, 9_223_372_036_854_775_807m, 9_223_372_036_854_775_808m, decimal.MaxValue, decimal.MinValue, 0.1234567890123456789012345678m];
        for (var i = 0; i < worn.Length; i++)
            timeline.Apply(Says(i + 1, "a", See("ppe.sampled", 20, i * i), See("ppe.worn", worn[i], i * i)));

        var again = Kept(timeline, "OH-09");

        Assert.Equal(SiteTimelines.Write([("", timeline)]).Now, SiteTimelines.Write([("", again)]).Now);
        Assert.Equal(timeline.Rows, again.Rows);
        Assert.Equal(timeline.Days, again.Days);
    }

    [Fact]
    public void A_record_of_today_changes_nothing_of_what_earlier_months_said()
    {
        var timeline = Timeline("AG-01");
        for (var day = 0; day < 400; day++)
            timeline.Apply(Says(day + 1, "a", See("militia", day % 3 == 0, day)));
        var (now, before) = SiteTimelines.Write([("AG-01", timeline)]);
        var again = Kept(timeline, "AG-01");

        again.Apply(Says(1000, "b", See("militia", true, 400)));
        var after = SiteTimelines.Write([("AG-01", again)]);

        Assert.Equal(before, after.Before);
        Assert.NotEqual(now, after.Now);
        Assert.True(now.Length < before.Length / 5, $"{now.Length} bytes of this month, {before.Length} of a year");
    }

    [Fact]
    public void A_late_record_of_an_earlier_month_is_kept_with_that_month()
    {
        var (timeline, all) = (Timeline("AG-01"), Timeline("AG-01"));
        for (var day = 0; day < 100; day += 2)
            foreach (var one in (Timeline[])[timeline, all])
                one.Apply(Says(day + 1, "a", See("militia", false, day)));
        var again = Kept(timeline, "AG-01");

        again.Apply(Says(1000, "b", See("militia", true, 31)));
        all.Apply(Says(1000, "b", See("militia", true, 31)));

        Assert.Equal(SiteTimelines.Write([("AG-01", all)]).Before, SiteTimelines.Write([("AG-01", again)]).Before);
        Assert.NotEqual(SiteTimelines.Write([("AG-01", timeline)]).Before, SiteTimelines.Write([("AG-01", again)]).Before);
        Assert.Equal(all.Days, again.Days);
    }

    [Fact]
    public void An_indicator_that_is_no_more_is_passed_over()
    {
        var (militia, paper) = (Timeline("AG-01"), Timeline("LG-02"));
        militia.Apply(Says(1, "a", See("militia", false, 0), See("militia", false, 70)));
        paper.Apply(Says(2, "a", See("paper", false, 3), See("paper", true, 71)));
        var (now, before) = SiteTimelines.Write([("AG-01", militia), ("LG-02", paper)]);

        var left = Assert.Single(SiteTimelines.Read(now, before, id => id == "LG-02" ? new Judge(Whole, Fixture.Of(id), SiteHistory.Always(Site())) : null));

        Assert.Equal("LG-02", left.Indicator);
        Assert.Equal(paper.Rows, left.Timeline.Rows);
        Assert.Equal(paper.Days, left.Timeline.Days);
    }

    [Fact]
    public void Bytes_of_another_version_are_refused()
    {
        var (now, before) = SiteTimelines.Write([("AG-01", Timeline("AG-01"))]);
        now[0] = 3;

        Assert.Throws<InvalidDataException>(() => SiteTimelines.Read(now, before, _ => null).Count());
    }
}
