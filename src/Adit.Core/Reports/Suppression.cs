namespace Adit.Reports;

/// <summary>A count that others are shown, and what stands to be known of it elsewhere.</summary>
/// <param name="Value">How many; of one that was published elsewhere and hidden there, anything.</param>
/// <param name="OfPersons">Whether one of few could be told by it: people, children, survivors, informants.</param>
/// <param name="Elsewhere">Whether another published report shows it (true) or hides it (false); null where it stands in this one alone.</param>
/// <param name="Kept">Whether an earlier version of this report hid it: it stays so.</param>
public readonly record struct Counted(long Value, bool OfPersons, bool? Elsewhere = null, bool Kept = false);

/// <summary>
/// The one rule by which counts are hidden from those outside. A count of one is a disclosure already (criteria, k ≥ 5): of persons, one to four are not shown, nor anything from which they could be worked out by adding and subtracting.
/// Zero is shown: it tells of nobody. What is hidden has one sign, whether it is few itself or guards another that is: with two signs the bounds of both would tell the numbers.
/// </summary>
public static class Suppression
{
    /// <summary>Fewer than these could be told apart.</summary>
    public const int Fewest = 5;

    // A prime that products of two numbers below it fit a long under.
    private const long Prime = 2_147_483_647;

    /// <summary>Whether a count, by itself, tells of too few.</summary>
    public static bool IsFew(long value) => value is > 0 and < Fewest;

    /// <summary>
    /// Whether somebody may read what so many sites that they know nothing of come to together with theirs: none, or so many that none can be told. Who knows four of five could work out the fifth.
    /// </summary>
    /// <param name="others">How many sites are none that they were ever given.</param>
    public static bool MayRead(int others) => others is 0 or >= Fewest;

    /// <summary>Which counts are hidden.</summary>
    /// <param name="counts">All that readers will see, and what they see elsewhere.</param>
    /// <param name="sums">Of each sum its parts, then itself, as places in <paramref name="counts"/>.</param>
    public static bool[] Hide(IReadOnlyList<Counted> counts, IReadOnlyList<int[]> sums)
    {
        var guarded = counts.Select(c => c.Elsewhere is { } shown ? !shown : c.OfPersons && IsFew(c.Value)).ToArray();
        var hidden = counts.Select((c, i) => guarded[i] || (c is { Elsewhere: null, Kept: true, Value: > 0 })).ToArray();
        // Zeros stay: every hidden count is one or more, so that it could be one more or one less and all that is shown stays true.
        while (WorkedOut(hidden, sums).FirstOrDefault(i => guarded[i], -1) is >= 0 and var told && Next(counts, sums, hidden, told) is { } next)
            hidden[next] = true;
        return hidden;
    }

    // The smallest of those that stand in a sum with it; where there are none, of those that stand in a sum with any that is hidden.
    private static int? Next(IReadOnlyList<Counted> counts, IReadOnlyList<int[]> sums, bool[] hidden, int told)
    {
        var near = sums.Where(s => s.Contains(told)).SelectMany(s => s).ToList();
        return Smallest(near) ?? Smallest(sums.Where(s => s.Any(i => hidden[i])).SelectMany(s => s));

        int? Smallest(IEnumerable<int> places) => places.Where(i => !hidden[i] && counts[i] is { Elsewhere: null, Value: > 0 }).Cast<int?>().OrderBy(i => counts[i!.Value].Value).ThenBy(i => i).FirstOrDefault();
    }

    // What follows from the sums and all that is shown: rows of the reduced echelon form with one hidden count alone.
    private static IEnumerable<int> WorkedOut(bool[] hidden, IReadOnlyList<int[]> sums)
    {
        var places = Enumerable.Range(0, hidden.Length).Where(i => hidden[i]).ToList();
        var at = places.Index().ToDictionary(p => p.Item, p => p.Index);
        var rows = sums.Where(s => s.Any(i => hidden[i])).Select(s =>
        {
            var row = new long[places.Count];
            foreach (var (n, i) in s.Index())
                if (hidden[i])
                    row[at[i]] = n == s.Length - 1 ? Prime - 1 : 1;
            return row;
        }).ToList();
        var done = 0;
        for (var column = 0; column < places.Count && done < rows.Count; column++)
        {
            var pivot = rows.FindIndex(done, r => r[column] != 0);
            if (pivot < 0)
                continue;
            (rows[done], rows[pivot]) = (rows[pivot], rows[done]);
            Scale(rows[done], Inverse(rows[done][column]));
            for (var other = 0; other < rows.Count; other++)
                if (other != done && rows[other][column] is not 0 and var times)
                    Less(rows[other], rows[done], times);
            done++;
        }
        return rows.Take(done).Where(r => r.Count(v => v != 0) == 1).Select(r => places[Array.FindIndex(r, v => v != 0)]);
    }

    private static void Scale(long[] row, long by)
    {
        for (var i = 0; i < row.Length; i++)
            row[i] = row[i] * by % Prime;
    }

    private static void Less(long[] row, long[] other, long times)
    {
        for (var i = 0; i < row.Length; i++)
            if (other[i] != 0)
                row[i] = (row[i] + ((Prime - times) * other[i])) % Prime;
    }

    // Fermat: a^(p-2) is one over a.
    private static long Inverse(long value)
    {
        var (result, power) = (1L, value);
        for (var left = Prime - 2; left > 0; left >>= 1, power = power * power % Prime)
            if ((left & 1) == 1)
                result = result * power % Prime;
        return result;
    }
}
