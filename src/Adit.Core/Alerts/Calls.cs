namespace Adit.Alerts;

/// <summary>Says who is called about an alert, and when: the first at once, and everybody again until somebody has taken it on.</summary>
public static class Calls
{
    /// <summary>How long one person has before the next is called, and, of a call for help, before all are called again.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromMinutes(15);

    /// <summary>How long after the last has been called the first is called again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromHours(1);

    /// <summary>How long an alert calls at most.</summary>
    public static readonly TimeSpan Ends = TimeSpan.FromHours(24);

    /// <summary>Of what was learnt longer ago nobody is called any more: it was there before the program called anybody, or a server was away for a week.</summary>
    public static readonly TimeSpan LongestAgo = TimeSpan.FromDays(7);

    /// <summary>When a call is due, after the alert was raised.</summary>
    /// <param name="call">Which call, from 0: of the first round the first person, the second, …, then of the next round.</param>
    /// <param name="people">How many are called, at least one.</param>
    public static TimeSpan After(AlertKind kind, int call, int people)
    {
        var (round, person) = Math.DivRem(call, people);
        return kind == AlertKind.Help ? round * Waits : (round * (((people - 1) * Waits) + Again)) + (person * Waits);
    }

    /// <summary>
    /// The calls to make now: of each person the newest that is due, and only if it comes after all that were made. Whoever was not called for a while, because nothing ran, is called once and not for
    /// every time that was missed.
    /// </summary>
    /// <param name="made">How many of the calls are behind: the highest number that was made, and one.</param>
    public static IReadOnlyList<int> Due(AlertKind kind, TimeSpan age, int people, int made)
    {
        var due = new SortedDictionary<int, int>();
        if (people > 0)
            for (var call = made; After(kind, call, people) is var at && at <= age && at < Ends; call++)
                due[call % people] = call;
        return [.. due.Values.Order()];
    }
}
