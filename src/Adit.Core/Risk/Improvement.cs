using System.Collections.Immutable;

namespace Adit.Risk;

/// <summary>How a stretch of time compares with the time before a plan.</summary>
public enum ImprovementVerdict
{
    /// <summary>It is the time before.</summary>
    Before,

    /// <summary>It has not begun, or goes on.</summary>
    NotOver,

    /// <summary>Too few days were looked at, here or before, to say anything.</summary>
    NotLooked,

    /// <summary>It was found less often than before: measurable improvement.</summary>
    Less,

    /// <summary>The change lies inside the interval: none that can be called one.</summary>
    NoChange,

    /// <summary>It was found more often than before.</summary>
    More,
}

/// <summary>A stretch of time: how many days were looked at, and on how many of them something was found.</summary>
/// <param name="From">Its first day.</param>
/// <param name="To">The first day after.</param>
public sealed record ImprovementStep(DateOnly From, DateOnly To, int Looked, int Found, ImprovementVerdict Verdict)
{
    /// <summary>The share of days on which something was found, with its 95 % interval; null where nobody looked.</summary>
    public Estimate? Share
    {
        get
        {
            if (Looked == 0)
                return null;
            var (low, high) = Estimate.Wilson(Found, Looked);
            return new((decimal)Found / Looked, Looked, low, high);
        }
    }
}

/// <summary>
/// Says whether what a plan mends became less: the days after its adoption, up to day 30, 90 and 180 (OECD Annex II, six-month plans: "measurable improvement"), against the 90 days before. It counts days
/// that were looked at, so that a site where nobody looks does not improve.
/// </summary>
public static class Improvement
{
    /// <summary>How many days before the adoption are compared with.</summary>
    public const int Before = 90;

    /// <summary>How many days must have been looked at in a stretch to compare it. Our proposal.</summary>
    public const int FewestDays = 5;

    private static readonly int[] Ends = [30, 90, 180];

    /// <summary>The time before, and each stretch after it.</summary>
    /// <param name="days">Days on which the indicator was looked at, and whether anything was found; a day may stand several times.</param>
    /// <param name="adopted">Day 0.</param>
    public static ImmutableArray<ImprovementStep> Of(IEnumerable<(DateOnly Day, bool Looked, bool Adverse)> days, DateOnly adopted, DateOnly today)
    {
        var looked = Looked(days);
        var before = Count(looked, adopted.AddDays(-Before), adopted);
        var steps = ImmutableArray.CreateBuilder<ImprovementStep>();
        steps.Add(before with { Verdict = ImprovementVerdict.Before });
        var from = adopted;
        foreach (var end in Ends)
        {
            var step = Count(looked, from, adopted.AddDays(end));
            steps.Add(step with { Verdict = today < step.To ? ImprovementVerdict.NotOver : Compare(before, step) });
            from = step.To;
        }
        return steps.ToImmutable();
    }

    /// <summary>How many looks at progress there are: day 30, 90 and 180.</summary>
    public static int Looks => Ends.Length;

    /// <summary>The days that a look at progress is about: those since the look before it, or since the adoption; up to the day of the look, where it comes early.</summary>
    /// <param name="look">Which: 0 for day 30, 1 for day 90, 2 for day 180.</param>
    public static (DateOnly From, DateOnly To) Stretch(DateOnly adopted, int look, DateOnly day)
    {
        var (from, end) = (adopted.AddDays(look == 0 ? 0 : Ends[look - 1]), adopted.AddDays(Ends[look]));
        var to = day < end ? day.AddDays(1) : end;
        return (from, to < from ? from : to);
    }

    /// <summary>The time before a plan, and one stretch after its adoption compared with it.</summary>
    /// <param name="to">The first day after the stretch.</param>
    public static (ImprovementStep Before, ImprovementStep Step) Over(IEnumerable<(DateOnly Day, bool Looked, bool Adverse)> days, DateOnly adopted, DateOnly from, DateOnly to)
    {
        var looked = Looked(days);
        var (before, step) = (Count(looked, adopted.AddDays(-Before), adopted), Count(looked, from, to));
        return (before with { Verdict = ImprovementVerdict.Before }, step with { Verdict = Compare(before, step) });
    }

    /// <summary>The days on which anything was looked at, each once, and whether anything was found.</summary>
    public static List<(DateOnly Day, bool Found)> Looked(IEnumerable<(DateOnly Day, bool Looked, bool Adverse)> days) =>
        [.. days.Where(d => d.Looked || d.Adverse).GroupBy(d => d.Day).Select(g => (g.Key, g.Any(d => d.Adverse)))];

    private static ImprovementStep Count(List<(DateOnly Day, bool Found)> looked, DateOnly first, DateOnly after)
    {
        var within = looked.FindAll(d => d.Day >= first && d.Day < after);
        return new(first, after, within.Count, within.Count(d => d.Found), ImprovementVerdict.NotLooked);
    }

    private static ImprovementVerdict Compare(ImprovementStep before, ImprovementStep after) =>
        before.Looked < FewestDays || after.Looked < FewestDays || before.Share is not { } then || after.Share is not { } now ? ImprovementVerdict.NotLooked
        : then.Value > now.High ? ImprovementVerdict.Less : then.Value < now.Low ? ImprovementVerdict.More : ImprovementVerdict.NoChange;
}
