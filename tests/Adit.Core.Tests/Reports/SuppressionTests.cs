using Adit.Reports;

namespace Adit.Tests.Reports;

/// <summary>What is hidden since few could be told by it stays hidden, however readers add and subtract what is shown.</summary>
public class SuppressionTests
{
    [Fact]
    public void One_to_four_persons_are_hidden_none_and_five_are_shown()
    {
        Assert.Equal([false, true, true, false], Suppression.Hide([new(0, true), new(1, true), new(4, true), new(5, true)], []));
        Assert.Equal([false], Suppression.Hide([new(1, false)], []));
    }

    [Fact]
    public void With_one_part_of_a_sum_another_is_hidden_the_smallest_that_is_not_zero()
    {
        // Three women, forty men, none not known: forty-three.
        Assert.Equal([true, true, false, false], Suppression.Hide([new(3, true), new(40, true), new(0, true), new(43, true)], [[0, 1, 2, 3]]));
        // Where no other part is more than zero, the sum is hidden itself.
        Assert.Equal([true, false, true], Suppression.Hide([new(3, true), new(0, true), new(3, false)], [[0, 1, 2]]));
    }

    [Fact]
    public void What_an_earlier_version_hid_stays_hidden() => Assert.Equal([true, false], Suppression.Hide([new(9, true, Kept: true), new(0, true, Kept: true)], []));

    [Fact]
    public void What_another_report_hides_does_not_follow_from_this_one()
    {
        // Three quarters are published, of the fourth the count is hidden: the year would tell it.
        Counted[] year = [new(6, true, Elsewhere: true), new(1, true, Elsewhere: false), new(7, true, Elsewhere: true), new(8, true, Elsewhere: true), new(23, true)];
        Assert.True(Suppression.Hide(year, [[0, 1, 2, 3, 4]])[4]);
        // Of two that are hidden none follows.
        year[0] = new(1, true, Elsewhere: false);
        Assert.False(Suppression.Hide(year, [[0, 1, 2, 3, 4]])[4]);
    }

    [Fact]
    public void Whoever_could_work_out_a_site_from_a_sum_over_all_does_not_read_it()
    {
        Assert.True(Suppression.MayRead(0));
        Assert.All([1, 2, 4], others => Assert.False(Suppression.MayRead(others)));
        Assert.True(Suppression.MayRead(5));
    }

    // Two thousand tables of two by three, with sums both ways and any rows of persons. A hidden count of few persons is safe where another table, of whole numbers none below zero, shows the same and has another number there.
    [Fact]
    public void Of_no_table_a_hidden_count_can_be_worked_out()
    {
        var random = new Random(77);
        var (hidden, alone) = (0, 0);
        for (var n = 0; n < 2_000; n++)
        {
            var (cells, persons) = (Enumerable.Range(0, 6).Select(_ => (long)(random.Next(3) == 0 ? random.Next(15) : random.Next(6))).ToArray(), Enumerable.Range(0, 2).Select(_ => random.Next(3) > 0).ToArray());
            var all = Whole(cells);
            var told = Suppression.Hide([.. all.Select((v, i) => new Counted(v, i / 4 < 2 ? persons[i / 4] : persons[0] && persons[1]))], Sums);
            for (var place = 0; place < 12; place++)
            {
                if (place / 4 < 2 ? !persons[place / 4] || !Suppression.IsFew(all[place]) : !(persons[0] && persons[1]) || !Suppression.IsFew(all[place]))
                    continue;
                Assert.True(told[place], $"{string.Join(' ', all)}: {place} is shown.");
                hidden++;
                Assert.True(Others(cells).Any(other => other[place] != all[place] && Enumerable.Range(0, 12).All(i => told[i] || other[i] == all[i])), $"{string.Join(' ', all)}: {place} follows from what is shown: {string.Join(' ', told)}.");
            }
            alone += told.Count(t => t) == 1 ? 1 : 0;
        }
        Assert.True(hidden > 1_000);
        Assert.Equal(0, alone);
    }

    // Rows of three with their sum, then the sums of columns.
    private static readonly int[][] Sums = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [0, 4, 8], [1, 5, 9], [2, 6, 10], [3, 7, 11]];

    private static long[] Whole(long[] c) => [c[0], c[1], c[2], c[0] + c[1] + c[2], c[3], c[4], c[5], c[3] + c[4] + c[5], c[0] + c[3], c[1] + c[4], c[2] + c[5], c.Sum()];

    // Every table whose cells differ by one at most.
    private static IEnumerable<long[]> Others(long[] cells) => Enumerable.Range(0, 729).Select(n =>
    {
        var other = (long[])cells.Clone();
        for (var i = 0; i < 6; i++, n /= 3)
            other[i] += (n % 3) - 1;
        return other;
    }).Where(o => o.All(v => v >= 0)).Select(Whole);
}
