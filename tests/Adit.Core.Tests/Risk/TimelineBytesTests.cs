using Adit.Risk;
using static Adit.Tests.Risk.Fixture;

namespace Adit.Tests.Risk;

/// <summary>A timeline is put away in few bytes where little happens, and comes back as it was.</summary>
public sealed class TimelineBytesTests
{
    [Fact]
    public void A_year_of_days_on_which_nothing_happens_is_kept_in_the_room_of_a_month()
    {
        var timeline = Timeline("AG-01");
        for (var day = 0; day < 30; day++)
            timeline.Apply(Says(day + 1, "a", See("militia", false, day)));
        var bytes = timeline.ToBytes().Length;
        for (var day = 30; day < 365; day++)
            timeline.Apply(Says(day + 1, "a", See("militia", false, day)));

        Assert.InRange(timeline.ToBytes().Length, bytes, bytes + 8);
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

        Assert.Equal(timeline.ToBytes(), again.ToBytes());
        Assert.Equal(timeline.Rows, again.Rows);
        Assert.Equal(timeline.Days, again.Days);
    }

    private static Timeline Kept(Timeline timeline, string indicator) =>
        Adit.Risk.Timeline.Read(new Judge(Whole, Fixture.Of(indicator), SiteHistory.Always(Site())), timeline.ToBytes())!;
}
