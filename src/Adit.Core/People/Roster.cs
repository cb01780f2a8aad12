using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.People;

/// <summary>An agent is to be at a site on a day.</summary>
public sealed record RosterDay(ActorId Agent, DateOnly Day);

/// <summary>Who is to be at a site on which days of a week; replaces what was planned there for that week before.</summary>
/// <param name="Week">Its Monday, at the site.</param>
/// <param name="Days">Agent-days of that week, by day and agent; none means that nobody is to be there.</param>
public sealed record RosterSet(SiteId Site, DateOnly Week, ImmutableArray<RosterDay> Days) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>The office wrote to an agent; it arrives when the phone next has contact.</summary>
public sealed record MessageSent(ActorId Agent, string Text) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agent.Value];
}

/// <summary>What became of an agent-day.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Attendance>))]
public enum Attendance
{
    /// <summary>The day is not over.</summary>
    Planned,

    /// <summary>Something of the day arrived.</summary>
    Done,

    /// <summary>The day is over and nothing of it arrived yet: the phone may be without a network.</summary>
    Late,

    /// <summary>Nothing of it arrived for days.</summary>
    Missed,

    /// <summary>Something arrived of a day that nobody had planned.</summary>
    Unplanned,

    /// <summary>Nothing arrived, and nobody was to go: the site was closed for safety.</summary>
    Closed,
}

/// <summary>Says what became of agent-days.</summary>
public static class Rostering
{
    /// <summary>How long after the end of a day something of it may still arrive before it counts as missed; what arrives later makes it done all the same.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromDays(3);

    /// <summary>What became of an agent's day at a site.</summary>
    /// <param name="planned">Whether the roster has it.</param>
    /// <param name="arrived">Whether something of it arrived.</param>
    /// <param name="closed">Whether the site was closed for safety.</param>
    /// <param name="end">When the day ends at the site.</param>
    public static Attendance Of(bool planned, bool arrived, bool closed, DateTimeOffset end, DateTimeOffset now) =>
        arrived ? planned ? Attendance.Done : Attendance.Unplanned
        : closed ? Attendance.Closed
        : now < end ? Attendance.Planned
        : now < end + Waits ? Attendance.Late : Attendance.Missed;

    /// <summary>The Monday of the week that a day is in.</summary>
    public static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
