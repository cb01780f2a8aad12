using Adit.Risk;
using CsCheck;

namespace Adit.Tests.Risk;

public sealed class ClockTests
{
    private static readonly TimeZoneInfo Lubumbashi = TimeZoneInfo.CreateCustomTimeZone("CAT", TimeSpan.FromHours(2), "CAT", "CAT");
    private static readonly TimeZoneInfo Kinshasa = TimeZoneInfo.CreateCustomTimeZone("WAT", TimeSpan.FromHours(1), "WAT", "WAT");

    /// <summary>A zone with summer time, whose clocks jump at midnight, which is where days go wrong.</summary>
    private static readonly TimeZoneInfo Jumping = TimeZoneInfo.CreateCustomTimeZone("J", TimeSpan.FromHours(2), "J", "J", "J+1",
        [TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 0, 0, 0), 4, 1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 0, 0, 0), 10, 1))]);

    private static readonly Gen<DateTimeOffset> Instants =
        Gen.Int[0, 5_000_000].Select(minutes => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes));

    private static readonly Gen<TimeZoneInfo> Zones = Gen.Int[0, 2].Select(i => new[] { Lubumbashi, Kinshasa, Jumping }[i]);

    [Fact]
    public void Hours_are_absolute() =>
        Gen.Select(Instants, Zones, Gen.Int[0, 500]).Sample((start, zone, hours) => Clock.Due(start, new(0, 0, hours * 60), zone) == start.AddHours(hours));

    [Fact]
    public void Days_end_with_the_day_at_the_site() =>
        Gen.Select(Instants, Zones, Gen.Int[1, 400]).Sample((start, zone, days) =>
        {
            var due = Clock.Due(start, new(0, days, 0), zone);
            var last = Clock.DayOf(due.AddTicks(-1), zone);
            return last == Clock.DayOf(start, zone).AddDays(days) && Clock.DayOf(due, zone) == last.AddDays(1);
        });

    [Fact]
    public void Learning_later_never_makes_a_deadline_earlier() =>
        Gen.Select(Instants, Gen.Int[0, 100_000], Zones, Gen.Int[0, 2].Select(i => new[] { "P30D", "P6M", "PT72H" }[i])).Sample((start, minutes, zone, text) =>
            Period.TryRead(text, out var period) && Clock.Due(start, period, zone) <= Clock.Due(start.AddMinutes(minutes), period, zone));

    [Fact]
    public void An_evening_in_Lubumbashi_is_the_day_there_and_not_in_Greenwich()
    {
        var learnt = new DateTimeOffset(2026, 3, 1, 22, 30, 0, TimeSpan.Zero);

        Assert.Equal(new DateOnly(2026, 3, 2), Clock.DayOf(learnt, Lubumbashi));
        Assert.Equal(new DateTimeOffset(2026, 3, 5, 22, 0, 0, TimeSpan.Zero), Clock.Due(learnt, new(0, 3, 0), Lubumbashi));
    }

    [Fact]
    public void Militia_starts_the_immediate_clock_and_a_deep_pit_only_that_of_corrective_action()
    {
        Assert.Equal("annex2-immediate", Clock.StartedBy(Fixture.Whole, Fixture.Of("AG-01"), Severity.S1)!.Id);
        Assert.Equal("cap", Clock.StartedBy(Fixture.Whole, Fixture.Of("OH-04"), Severity.S1)!.Id);
        Assert.False(Clock.StartedBy(Fixture.Whole, Fixture.Of("OH-01"), Severity.S1)!.Annex2);
    }

    [Fact]
    public void Of_an_S1_somebody_is_told_within_a_day_whatever_time_a_lesser_level_has()
    {
        var slow = Fixture.Of("OH-04") with { Response = Fixture.Of("OH-04").Response with { Alert = new(0, 0, 72 * 60) } };
        var learnt = new DateTimeOffset(2026, 3, 1, 22, 30, 0, TimeSpan.Zero);

        Assert.Equal(learnt.AddHours(24), Clock.Start(Fixture.Whole, slow, Severity.S1, learnt, Lubumbashi)!.Alert);
        Assert.Equal(learnt.AddHours(72), Clock.Start(Fixture.Whole, slow, Severity.S2, learnt, Lubumbashi)!.Alert);
    }

    [Fact]
    public void A_level_that_the_regime_does_not_name_starts_no_clock()
    {
        Assert.Null(Clock.StartedBy(Fixture.Whole, Fixture.Of("AG-01"), Severity.S2));
        Assert.Null(Clock.StartedBy(Fixture.Whole, Fixture.Of("OH-04"), Severity.None));
    }

    [Fact]
    public void A_clock_shows_when_it_must_be_alerted_and_closed()
    {
        var learnt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        var clock = Clock.Start(Fixture.Whole, Fixture.Of("OH-04"), Severity.S2, learnt, Lubumbashi)!;

        Assert.Equal(learnt.AddHours(24), clock.Alert);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 22, 0, 0, TimeSpan.Zero), clock.Close);
        Assert.Null(clock.Ends);
        Assert.Equal(3, clock.DayNumber(learnt.AddDays(3), Lubumbashi));
    }

    [Theory]
    [InlineData("P30D", "P30D")]
    [InlineData("P1Y", "P12M")]
    [InlineData("P2W", "P14D")]
    [InlineData("PT72H", "PT72H")]
    [InlineData("P1DT1H", null)]
    [InlineData("P", null)]
    [InlineData("PT", null)]
    [InlineData("P-3D", null)]
    [InlineData("30D", null)]
    [InlineData("P99999999999999999999D", null)]
    public void A_duration_is_read_or_refused(string text, string? read) =>
        Assert.Equal(read, Period.TryRead(text, out var period) ? period.ToString() : null);
}
