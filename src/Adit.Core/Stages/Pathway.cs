using System.Collections.Immutable;
using Adit.Risk;

namespace Adit.Stages;

/// <summary>How an indicator moved since the baseline.</summary>
public enum Progress
{
    /// <summary>It was not looked at on one of the two days, or cannot be seen: nothing can be said.</summary>
    NotComparable,

    /// <summary>As it was.</summary>
    Same,

    /// <summary>What was open is open no more, or less grave.</summary>
    Better,

    /// <summary>Something is open that was not, or is graver: it grew worse, or was looked at better.</summary>
    OpenedOrFound,
}

/// <summary>Where a site stands on some indicators together, and stood at the end of its baseline.</summary>
/// <param name="Now">How they stand.</param>
/// <param name="Then">How they stood; null where there was no baseline.</param>
/// <param name="NothingRecords">Whether nothing records any of them yet.</param>
/// <param name="Withheld">How many of them this reader is not shown, or the criteria in force do not have.</param>
/// <param name="Moved">How many of those that apply moved how; empty where there was no baseline.</param>
public sealed record PathStanding(GroupRating Now, GroupRating? Then, bool NothingRecords, int Withheld, ImmutableSortedDictionary<Progress, int> Moved)
{
    /// <summary>Whether all of them that apply were looked at with nothing open, as far as anybody may say so.</summary>
    public bool Met => Now.State == RatingState.Clear && Withheld == 0;
}

/// <summary>One of the next steps.</summary>
/// <param name="Look">Whether the step is to look at all: nobody has, or not lately.</param>
/// <param name="Ladders">Ids of the ladders that it counts for.</param>
public sealed record NextPathStep(Indicator Indicator, Rating Rating, bool Look, PathStep? Step, ImmutableArray<string> Ladders);

/// <summary>Where a site stands on its path, from its ratings alone.</summary>
public static class Pathway
{
    /// <summary>How some indicators of the handbook stand together.</summary>
    /// <param name="ids">Those of a dimension or rung.</param>
    /// <param name="now">The ratings that the reader may see.</param>
    /// <param name="then">The same as of the end of the baseline; null where there was none.</param>
    public static PathStanding Of(IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, (Indicator Indicator, Rating Rating)> now, IReadOnlyDictionary<string, (Indicator Indicator, Rating Rating)>? then)
    {
        var mine = ids.Where(now.ContainsKey).Select(i => now[i]).ToList();
        var applying = mine.Where(m => m.Rating.State != RatingState.DoesNotApply).ToList();
        return new(
            Ratings.Of(mine), then is null ? null : Ratings.Of(ids.Where(then.ContainsKey).Select(i => then[i])), applying.Count > 0 && applying.All(m => m.Rating.State == RatingState.NothingRecords), ids.Count - mine.Count,
            then is null ? ImmutableSortedDictionary<Progress, int>.Empty
                : applying.CountBy(m => Moved(then.TryGetValue(m.Indicator.Id, out var was) ? was.Rating : default, m.Rating)).ToImmutableSortedDictionary());
    }

    /// <summary>How an indicator moved between two days. What was not looked at, and what cannot be seen, is compared with nothing.</summary>
    public static Progress Moved(in Rating then, in Rating now) => (then.State, now.State) switch
    {
        (RatingState.Open, RatingState.Open) => now.Level.CompareTo(then.Level) switch { < 0 => Progress.Better, > 0 => Progress.OpenedOrFound, _ => Progress.Same },
        (RatingState.Open, RatingState.Clear) => Progress.Better,
        (RatingState.Clear, RatingState.Open) => Progress.OpenedOrFound,
        (RatingState.Clear, RatingState.Clear) => Progress.Same,
        _ => Progress.NotComparable,
    };

    /// <summary>The next steps of a site: what is gravest first, then what the lower rungs ask for, what stands open before what nobody looked at.</summary>
    public static IReadOnlyList<NextPathStep> Next(Handbook handbook, IReadOnlyCollection<Ladder> ladders, IReadOnlyDictionary<string, (Indicator Indicator, Rating Rating)> now, int count)
    {
        // The lowest rung of any ladder that asks for it.
        var rungs = ladders.SelectMany(l => l.Rungs.SelectMany((r, at) => r.Indicators.Select(i => (Id: i, At: at, Ladder: l.Id)))).ToLookup(r => r.Id);
        return
        [
            .. rungs.Select(g => g.Key).Concat(handbook.Dimensions.SelectMany(d => d.Indicators)).Distinct().Where(now.ContainsKey).Select(i => now[i])
                .Where(i => i.Rating.State is RatingState.Open or RatingState.NotObserved or RatingState.Unrated)
                .OrderByDescending(i => i.Rating is { State: RatingState.Open, Level: Severity.S1 }).ThenBy(i => rungs[i.Indicator.Id].Select(r => r.At).DefaultIfEmpty(int.MaxValue).Min())
                .ThenBy(i => i.Rating.State != RatingState.Open).ThenByDescending(i => i.Rating.Level).ThenBy(i => i.Indicator.Id, StringComparer.Ordinal).Take(count)
                .Select(i => new NextPathStep(
                    i.Indicator, i.Rating, i.Rating.State != RatingState.Open, handbook.Steps.GetValueOrDefault(i.Indicator.Id), [.. rungs[i.Indicator.Id].Select(r => r.Ladder).Distinct()])),
        ];
    }
}
