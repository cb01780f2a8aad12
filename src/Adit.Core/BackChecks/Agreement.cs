using System.Collections.Immutable;
using Adit.Risk;

namespace Adit.BackChecks;

/// <summary>How far two agents agree on an indicator who recorded the same site one after the other, the second without knowing what the first one saw.</summary>
/// <param name="Pairs">How many pairs of records say something of it.</param>
/// <param name="Agreed">In how many both found something, or neither did.</param>
/// <param name="SeenByOne">In how many at least one found something.</param>
/// <param name="SeenByBoth">In how many both did: of what is rare, agreement that nothing was there says little.</param>
/// <param name="SameLevel">In how many of those at the same level.</param>
public readonly record struct Agreement(string Indicator, int Pairs, int Agreed, int SeenByOne, int SeenByBoth, int SameLevel)
{
    /// <summary>Fewer pairs than these say nothing, and might tell of a single visit.</summary>
    public const int Least = 10;

    /// <summary>The share that agreed, with its 95 % interval; null where there are too few pairs.</summary>
    public Estimate? Share => Part(Agreed, Pairs);

    /// <summary>The share of both, of what at least one found; null where that was too rare.</summary>
    public Estimate? Both => Part(SeenByBoth, SeenByOne);

    private static Estimate? Part(int part, int all)
    {
        if (all < Least)
            return null;
        var (low, high) = Estimate.Wilson(part, all);
        return new(part / (decimal)all, all, low, high);
    }

    /// <summary>Agreement by indicator, in the order of their ids.</summary>
    public static ImmutableArray<Agreement> Of(IEnumerable<Compared> pairs) =>
        [.. pairs.GroupBy(p => p.Indicator).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new Agreement(
            g.Key, g.Count(), g.Count(p => Found(p.First) == Found(p.Second)), g.Count(p => Found(p.First) || Found(p.Second)), g.Count(p => Found(p.First) && Found(p.Second)),
            g.Count(p => Found(p.First) && p.First == p.Second)))];

    /// <summary>Lays two records beside each other: each is judged alone, as if nothing else were known of the site. Protected indicators are left out.</summary>
    /// <param name="first">The first agent's record, and the day it speaks of.</param>
    /// <param name="second">The second agent's.</param>
    public static ImmutableArray<Compared> Between(Catalogue catalogue, SiteHistory site, (Account Said, DateOnly Day) first, (Account Said, DateOnly Day) second)
    {
        var pairs = ImmutableArray.CreateBuilder<Compared>();
        foreach (var indicator in catalogue.Indicators.Where(i => !i.Protected))
        {
            var judge = new Judge(catalogue, indicator, site);
            if (Alone(judge, first) is { } one && Alone(judge, second) is { } other)
                pairs.Add(new(indicator.Id, one, other));
        }
        return pairs.DrainToImmutable();
    }

    // The level that a record finds by itself; null where it does not say.
    private static Severity? Alone(Judge judge, (Account Said, DateOnly Day) record)
    {
        var timeline = new Timeline(judge);
        timeline.Apply(record.Said);
        var rating = Ratings.AsOf(judge.Indicator, judge.Site, timeline.Rows, record.Day, record.Said.K);
        return rating.State switch
        {
            RatingState.Open => rating.Level,
            RatingState.Clear or RatingState.Hidden => Severity.None,
            _ => null,
        };
    }

    private static bool Found(Severity level) => level != Severity.None;
}
