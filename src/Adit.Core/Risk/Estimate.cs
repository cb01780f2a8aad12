namespace Adit.Risk;

/// <summary>A figure made of a sample, with what it rests on. A change inside its interval is not called a change.</summary>
/// <param name="Value">The share (0 to 1, or more where what is paid exceeds what is posted) or the median.</param>
/// <param name="N">How many were asked, looked at or sold.</param>
/// <param name="Low">Lower end of the 95 % interval; null where the sample gives none.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Estimate(decimal Value, int N, decimal? Low, decimal? High)
{
    // The 97.5th percentile of the standard normal distribution.
    private const double Z = 1.959964;

    /// <summary>The interval for hits of n (Wilson 1927, score interval): honest for small samples and at 0 and 1.</summary>
    public static (decimal Low, decimal High) Wilson(decimal hits, int n)
    {
        var (p, z2) = ((double)hits / n, Z * Z);
        var (middle, half) = ((p + (z2 / (2 * n))) / (1 + (z2 / n)), Z * Math.Sqrt((p * (1 - p) / n) + (z2 / (4.0 * n * n))) / (1 + (z2 / n)));
        return ((decimal)Math.Max(0, middle - half), (decimal)Math.Min(1, middle + half));
    }

    /// <summary>What a share came to over the days up to and with one; null where there was nothing to take it of.</summary>
    public static Estimate? Share(Comparison share, IEnumerable<Account> accounts, DateOnly day)
    {
        List<decimal> tops = [], bottoms = [];
        var start = share.Over is { } over ? over.Before(day) : DateOnly.MinValue;
        foreach (var account in accounts)
            foreach (var observation in account.Observations.Where(one => one.Day > start && one.Day <= day))
            {
                if (share.Reads(observation))
                    tops.Add(observation.Value.Number);
                if (observation.Observable == share.OutOf && Comparison.Passes(share.OutOfWhere, observation))
                    bottoms.Add(share.OutOfType == ObservableType.YesNo ? 1 : observation.Value.Number);
            }
        var (top, bottom) = (tops.Sum(), bottoms.Sum());
        if (tops.Count == 0 || bottom <= 0)
            return null;
        if (share.Type == ObservableType.Amount)
            return Ratio(tops, bottoms, top / bottom);
        var n = (int)Math.Min(bottom, int.MaxValue);
        if (top > bottom)
            return new(top / bottom, n, null, null);
        var (low, high) = Wilson(top, n);
        return new(top / bottom, n, low, high);
    }

    // A ratio of two sums over pairs, such as paid over posted of the same sales: n is the number of pairs (Cochran 1977, section 6.4).
    private static Estimate Ratio(List<decimal> tops, List<decimal> bottoms, decimal ratio)
    {
        var n = bottoms.Count;
        if (n < 2 || tops.Count != n)
            return new(ratio, n, null, null);
        var spread = tops.Zip(bottoms, (top, bottom) => (double)(top - (ratio * bottom))).Sum(rest => rest * rest) / (n - 1);
        var half = (decimal)(Z * Math.Sqrt(spread / n)) / bottoms.Average();
        return new(ratio, n, Math.Max(0, ratio - half), ratio + half);
    }

    /// <summary>The median of an observable over the days after one and up to another; null where nobody answered.</summary>
    public static Estimate? Median(int observable, IEnumerable<Account> accounts, DateOnly after, DateOnly day)
    {
        var values = accounts.SelectMany(account => account.Observations).Where(one => one.Observable == observable && one.Day > after && one.Day <= day)
            .Select(one => one.Value.Number).Order().ToList();
        return values.Count == 0 ? null : new((values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2, values.Count, null, null);
    }
}
