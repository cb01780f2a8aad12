using System.Collections.Immutable;
using Adit.Sites;

namespace Adit.Plausibility;

/// <summary>A photo as another record has it: of another agent or site.</summary>
/// <param name="Photo">Its keyed hash.</param>
/// <param name="Day">The day of that visit.</param>
/// <param name="At">When it was begun, or else arrived.</param>
public readonly record struct Sighting(ulong Photo, SubmissionId Visit, DateOnly Day, Instant At)
{
    /// <summary>Whether it came before a visit, in the order of visits.</summary>
    public bool Before(Trace visit)
    {
        var order = Day.CompareTo(visit.Day);
        if (order == 0)
            order = At.CompareTo(visit.Started ?? visit.Received);
        return order < 0 || (order == 0 && Visit.Value.CompareTo(visit.Visit.Value) < 0);
    }
}

/// <summary>
/// Asks of the visits of one agent at one site whether each can be believed. Each is compared with the <see cref="Context"/> visits before it and with those written at the same
/// sitting, so the order in which they arrived changes nothing. What is ordinary is learnt from this agent at this site: who always stands at the gate, is fast, or works where
/// nothing changes, is compared with that.
/// </summary>
public static class Doubting
{
    /// <summary>With how many visits before it a visit is compared.</summary>
    public const int Context = 60;

    /// <summary>Among how many visits on either side those of the same sitting are looked for.</summary>
    public const int Near = 14;

    /// <summary>The weight of what cannot be chance, in bits.</summary>
    internal const double Most = 12;

    /// <summary>Judges visits of one agent at one site, in any order.</summary>
    /// <param name="visits">Best the last hundred; the first of them are judged with less to go by.</param>
    /// <param name="site">Where the site is; null where nobody knows.</param>
    /// <param name="elsewhere">Photos of other agents or sites.</param>
    /// <returns>In the order of visits.</returns>
    public static ImmutableArray<Judged> Of(IEnumerable<Trace> visits, GeoPoint? site = null, IReadOnlyCollection<Sighting>? elsewhere = null)
    {
        var sorted = visits.ToList();
        sorted.Sort(Trace.Compare);
        var series = new Series(sorted, site, elsewhere ?? []);
        for (var at = 0; at < sorted.Count; at++)
            series.Weigh(at);
        return [.. Enumerable.Range(0, sorted.Count).Select(series.Judge)];
    }
}
