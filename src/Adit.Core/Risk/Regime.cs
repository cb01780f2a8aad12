namespace Adit.Risk;

/// <summary>A kind of clock. Those of OECD Annex II and all others are never mixed.</summary>
/// <param name="Id">Permanent: <c>annex2-immediate</c>, <c>annex2-six-month</c>, <c>annex2-reasonable</c>, <c>cap</c>.</param>
/// <param name="Name">Its name in words.</param>
/// <param name="Says">What it asks of whom.</param>
/// <param name="Annex2">Whether it is one of OECD Annex II; all others are the programme's own.</param>
/// <param name="Levels">The levels that start it; an indicator of this regime at another level starts none.</param>
/// <param name="Ends">When it ends, from its start; null where it has no fixed end.</param>
/// <param name="Ticks">When progress is looked at, from its start.</param>
public sealed record Regime(string Id, Text Name, Text Says, bool Annex2, IReadOnlyList<Severity> Levels, Period? Ends, IReadOnlyList<Period> Ticks);

/// <summary>A clock as it shows. It runs from when the programme learnt of the matter; both days show, that and the day it happened.</summary>
/// <param name="Regime">Which.</param>
/// <param name="Learnt">When it started.</param>
/// <param name="Day0">The same as a day at the site.</param>
/// <param name="Ends">When the regime ends, if a plan begins the day it starts; null where it has no fixed end.</param>
/// <param name="Ticks">When progress is looked at, likewise.</param>
/// <param name="Alert">Until when somebody must have been told; of an S1 within a day, whatever the indicator allows for less.</param>
/// <param name="Close">Until when it must be made safe.</param>
/// <param name="Plan">Until when a plan must be done.</param>
/// <param name="Notify">Until when a named person decides whether an authority is told.</param>
public sealed record Clock(
    Regime Regime, DateTimeOffset Learnt, DateOnly Day0, DateTimeOffset? Ends, IReadOnlyList<DateTimeOffset> Ticks,
    DateTimeOffset? Alert, DateTimeOffset? Close, DateTimeOffset? Plan, DateTimeOffset? Notify)
{
    /// <summary>Within what somebody is told of an S1, at any hour (criteria, severity).</summary>
    public static Period WorstIsToldWithin { get; } = new(0, 0, 24 * 60);

    /// <summary>The regime whose clock a level on an indicator starts; null for none.</summary>
    public static Regime? StartedBy(Catalogue catalogue, Indicator indicator, Severity level)
    {
        var regime = catalogue.Regime(indicator.Regime);
        return regime is not null && regime.Levels.Contains(level) ? regime : null;
    }

    /// <summary>The clock that a level on an indicator starts; null for none.</summary>
    public static Clock? Start(Catalogue catalogue, Indicator indicator, Severity level, DateTimeOffset learnt, TimeZoneInfo zone)
    {
        if (StartedBy(catalogue, indicator, level) is not { } regime)
            return null;
        DateTimeOffset? due(Period? period) => period is { } p ? Due(learnt, p, zone) : null;
        var alert = due(indicator.Response.Alert);
        if (level == Severity.S1 && !(alert <= Due(learnt, WorstIsToldWithin, zone)))
            alert = Due(learnt, WorstIsToldWithin, zone);
        return new(
            regime, learnt, DayOf(learnt, zone), due(regime.Ends), [.. regime.Ticks.Select(one => Due(learnt, one, zone))],
            alert, due(indicator.Response.Close), due(indicator.Response.Plan), due(indicator.Response.Notify));
    }

    /// <summary>The day that an instant falls on at the site.</summary>
    public static DateOnly DayOf(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>
    /// When a deadline falls. Hours are absolute. Days and months are of the site's zone: the day it started does not count, and the
    /// deadline is the end of the last day, that is the first instant of the next.
    /// </summary>
    public static DateTimeOffset Due(DateTimeOffset start, Period period, TimeZoneInfo zone)
    {
        if (period.Absolute)
            return start.ToUniversalTime().AddMinutes(period.Minutes);
        return StartOf(period.After(DayOf(start, zone)).AddDays(1), zone);
    }

    /// <summary>The first instant of a day at the site.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>Day n of the clock, 0 being the day it started, by the site's calendar.</summary>
    public int DayNumber(DateTimeOffset now, TimeZoneInfo zone) => DayOf(now, zone).DayNumber - Day0.DayNumber;
}
