using System.Collections.Immutable;

namespace Adit.People;

/// <summary>What the programme asks of all agents; replaces what was set before.</summary>
/// <param name="Trainings">Subjects in which everybody is to be trained; none where the programme asks for none.</param>
/// <param name="RotateAfterDays">After how many days at one site an agent is to go to another, <see cref="Shortest"/> to <see cref="Longest"/>; null where agents stay.</param>
public sealed record AgentRulesSet(ImmutableArray<string> Trainings, int? RotateAfterDays) : Fact
{
    /// <summary>Under this every leave would end a stay.</summary>
    public const int Shortest = 15;

    /// <summary>As far back as days are read.</summary>
    public const int Longest = 1_000;

    /// <summary>What holds where nobody has set anything: no rule is invented.</summary>
    public static AgentRulesSet Nothing { get; } = new([], null);

    /// <summary>Whether an agent has been at a site for longer than the programme wants.</summary>
    public bool IsOver(Stay stay) => stay.Days > RotateAfterDays;
}

/// <summary>How long somebody has been at a site without having been away.</summary>
/// <param name="Last">The last day that is known of.</param>
public readonly record struct Stay(DateOnly From, DateOnly Last)
{
    /// <summary>From the first to the last day, both counted.</summary>
    public int Days => Last.DayNumber - From.DayNumber + 1;
}

/// <summary>Tells how long agents have been at a site.</summary>
public static class Staying
{
    /// <summary>
    /// So many days away end a stay. Fewer are leave, illness or a phone that is broken: whoever comes back after them comes back to the same people, and what
    /// rotation is for has not happened.
    /// </summary>
    public const int Away = 14;

    /// <summary>The stay that goes on at a day; null where there is none, or the agent has been away since.</summary>
    /// <param name="days">Days on which something arrived from there, or on which the roster had them there; in any order, also later ones.</param>
    public static Stay? Of(IEnumerable<DateOnly> days, DateOnly at)
    {
        Stay? stay = null;
        foreach (var day in days.Where(d => d <= at).Order())
            stay = stay is { } before && !IsAway(before.Last, day) ? before with { Last = day } : new(day, day);
        return stay is { } last && !IsAway(last.Last, at) ? stay : null;
    }

    private static bool IsAway(DateOnly last, DateOnly next) => next.DayNumber - last.DayNumber - 1 >= Away;
}
