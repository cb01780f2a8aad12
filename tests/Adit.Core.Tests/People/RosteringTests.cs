using Adit.People;

namespace Adit.Tests.People;

/// <summary>What became of an agent-day, by the roster and by what arrived.</summary>
public class RosteringTests
{
    private static readonly DateTimeOffset End = new(2026, 11, 24, 0, 0, 0, TimeSpan.FromHours(2));

    [Fact]
    public void A_day_that_is_not_over_is_planned() => Assert.Equal(Attendance.Planned, Rostering.Of(true, false, false, End, End.AddMinutes(-1)));

    [Fact]
    public void For_three_days_a_phone_may_be_without_a_network_before_the_day_counts_as_missed()
    {
        Assert.Equal(Attendance.Late, Rostering.Of(true, false, false, End, End));
        Assert.Equal(Attendance.Late, Rostering.Of(true, false, false, End, End.AddDays(3).AddSeconds(-1)));
        Assert.Equal(Attendance.Missed, Rostering.Of(true, false, false, End, End.AddDays(3)));
    }

    [Fact]
    public void What_arrives_makes_the_day_done_however_late() => Assert.Equal(Attendance.Done, Rostering.Of(true, true, false, End, End.AddYears(1)));

    [Fact]
    public void Work_on_a_day_that_nobody_planned_is_shown_as_such() => Assert.Equal(Attendance.Unplanned, Rostering.Of(false, true, false, End, End));

    [Fact]
    public void A_day_on_which_the_site_was_closed_for_safety_is_nobodys_absence_and_a_visit_all_the_same_counts()
    {
        Assert.Equal(Attendance.Closed, Rostering.Of(true, false, true, End, End.AddDays(9)));
        Assert.Equal(Attendance.Done, Rostering.Of(true, true, true, End, End));
    }

    [Theory]
    [InlineData("2026-11-23", "2026-11-23")]
    [InlineData("2026-11-29", "2026-11-23")]
    [InlineData("2027-01-01", "2026-12-28")]
    public void A_week_begins_on_its_Monday(string day, string monday) => Assert.Equal(DateOnly.Parse(monday, null), Rostering.Monday(DateOnly.Parse(day, null)));
}
