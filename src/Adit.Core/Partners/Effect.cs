using Adit.Plans;
using Adit.Risk;

namespace Adit.Partners;

/// <summary>On which days one risk was looked at and found at a site; a day may stand several times.</summary>
/// <param name="Known">Whether whoever reads the result is shown this site anyway.</param>
public sealed record SiteDays(SiteId Site, bool Known, IReadOnlyList<(DateOnly Day, bool Looked, bool Adverse)> Days);

/// <summary>How often one risk was found at some sites in a stretch of time.</summary>
/// <param name="Looked">On how many days of a site it was looked at.</param>
/// <param name="Found">On how many of them it was found.</param>
/// <param name="Weeks">In how many weeks of a site those days lie: what the interval counts, since days of one week at one site are alike.</param>
public sealed record Rate(int Looked, int Found, int Weeks)
{
    /// <summary>The share of days on which it was found, with its 95 % interval; null where nobody looked.</summary>
    public Estimate? Share
    {
        get
        {
            if (Looked == 0)
                return null;
            var share = (decimal)Found / Looked;
            var (low, high) = Estimate.Wilson(share * Weeks, Weeks);
            return new(share, Looked, low, high);
        }
    }
}

/// <summary>What can be said of whether a risk fell where a project worked.</summary>
public enum EffectVerdict
{
    /// <summary>Too little was looked at where the project works, before or since.</summary>
    NotLooked,

    /// <summary>The work began too short a time ago.</summary>
    TooEarly,

    /// <summary>Too few other sites can be compared with: only before and since are told.</summary>
    NotCompared,

    /// <summary>It fell more than at the other sites.</summary>
    Fell,

    /// <summary>The difference lies inside the interval: none that can be called one.</summary>
    NoDifference,

    /// <summary>It rose, or fell less than at the other sites.</summary>
    Rose,
}

/// <summary>Whether a risk fell where a project worked: before and since, there and elsewhere.</summary>
/// <param name="OthersBefore">At the other sites together; null where they are too few to be shown.</param>
/// <param name="Others">How many sites were compared with; 0 where they are too few to be shown.</param>
/// <param name="Difference">Change where the project works minus change elsewhere, from -2 to 2, with its 95 % interval; null where nothing can be said. N is days looked at.</param>
public sealed record Effect(DateOnly From, DateOnly Start, DateOnly To, Rate Before, Rate Since, Rate? OthersBefore, Rate? OthersSince, int Others, Estimate? Difference, EffectVerdict Verdict);

/// <summary>
/// Difference in differences over the days that agents looked: the share of days on which a risk was found, since a project began against the <see cref="Improvement.Before"/> days before, where it works against
/// other sites in the same time. What changes everywhere, such as the season, falls out of it; what changes at one place alone does not.
/// </summary>
public static class Effects
{
    /// <summary>
    /// Fewer sites than these are never compared with: their figures could be told apart (criteria, k ≥ 5). Of sites that the reader is not shown there are as many, or none: who knows four of five could work
    /// out the fifth.
    /// </summary>
    public const int FewestOthers = 5;

    /// <summary>In how many weeks of a site something must have been looked at, in each of the four stretches. Our proposal.</summary>
    public const int FewestWeeks = 4;

    /// <summary>How many days a project must have worked. Our proposal.</summary>
    public const int FewestSince = 28;

    /// <summary>What can be said.</summary>
    /// <param name="where">The sites where the project works on the risk.</param>
    /// <param name="elsewhere">Other sites where no project works on it. Those are compared with where it was found before, and looked at before and since.</param>
    /// <param name="start">The first day of the work.</param>
    public static Effect Of(IEnumerable<SiteDays> where, IReadOnlyList<SiteDays> elsewhere, DateOnly start, DateOnly today)
    {
        var (from, to) = (start.AddDays(-Improvement.Before), today.AddDays(1));
        var here = where.Select(s => Improvement.Looked(s.Days)).ToList();
        var (before, since) = (Count(here, from, start), Count(here, start, to));
        var (known, unknown) = (Comparable(elsewhere.Where(s => s.Known)), Comparable(elsewhere.Where(s => !s.Known)));
        List<List<(DateOnly Day, bool Found)>> comparable = unknown.Count >= FewestOthers ? [.. known, .. unknown] : known;
        var shown = comparable.Count >= FewestOthers;
        var (othersBefore, othersSince) = shown ? (Count(comparable, from, start), Count(comparable, start, to)) : ((Rate?)null, (Rate?)null);
        var effect = new Effect(from, start, to, before, since, othersBefore, othersSince, shown ? comparable.Count : 0, null, EffectVerdict.NotCompared);
        if (today < start.AddDays(FewestSince))
            return effect with { Verdict = EffectVerdict.TooEarly };
        if (IsTooLittle(before) || IsTooLittle(since))
            return effect with { Verdict = EffectVerdict.NotLooked };
        if (othersBefore is null || othersSince is null || IsTooLittle(othersBefore) || IsTooLittle(othersSince))
            return effect;
        var difference = Difference(before, since, othersBefore, othersSince);
        return effect with { Difference = difference, Verdict = difference.High < 0 ? EffectVerdict.Fell : difference.Low > 0 ? EffectVerdict.Rose : EffectVerdict.NoDifference };

        List<List<(DateOnly Day, bool Found)>> Comparable(IEnumerable<SiteDays> sites) => [.. sites.Select(s => Improvement.Looked(s.Days)).Where(IsComparable)];

        bool IsComparable(List<(DateOnly Day, bool Found)> days) =>
            Count([days], from, start) is { Found: > 0, Looked: >= Improvement.FewestDays } && Count([days], start, to).Looked >= Improvement.FewestDays;
    }

    private static bool IsTooLittle(Rate rate) => rate.Looked < Improvement.FewestDays || rate.Weeks < FewestWeeks;

    // The interval of a sum and difference of shares from the interval of each (MOVER: Zou and Donner 2008; with Wilson's intervals as Newcombe 1998): honest near 0 and 1, where the usual one is not.
    private static Estimate Difference(Rate before, Rate since, Rate othersBefore, Rate othersSince)
    {
        (Estimate Share, bool Adds)[] terms = [(since.Share!.Value, true), (before.Share!.Value, false), (othersSince.Share!.Value, false), (othersBefore.Share!.Value, true)];
        var value = terms.Sum(t => t.Adds ? t.Share.Value : -t.Share.Value);
        var (down, up) = (0.0, 0.0);
        foreach (var (share, adds) in terms)
        {
            var (below, above) = ((double)(share.Value - share.Low!.Value), (double)(share.High!.Value - share.Value));
            down += adds ? below * below : above * above;
            up += adds ? above * above : below * below;
        }
        return new(value, before.Looked + since.Looked + othersBefore.Looked + othersSince.Looked, value - (decimal)Math.Sqrt(down), value + (decimal)Math.Sqrt(up));
    }

    private static Rate Count(IEnumerable<List<(DateOnly Day, bool Found)>> sites, DateOnly first, DateOnly after)
    {
        var (looked, found, weeks) = (0, 0, 0);
        foreach (var days in sites)
        {
            var within = days.FindAll(d => d.Day >= first && d.Day < after);
            (looked, found, weeks) = (looked + within.Count, found + within.Count(d => d.Found), weeks + within.Select(d => (d.Day.DayNumber - first.DayNumber) / 7).Distinct().Count());
        }
        return new(looked, found, weeks);
    }
}
