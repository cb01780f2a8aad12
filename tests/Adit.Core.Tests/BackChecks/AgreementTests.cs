using Adit.BackChecks;
using Adit.Risk;
using static Adit.Tests.Risk.Fixture;

namespace Adit.Tests.BackChecks;

/// <summary>What two agents who record the same site say of the same indicators.</summary>
public class AgreementTests
{
    private static readonly SiteHistory Site = SiteHistory.Always(new("CD", ["cobalt"], "pit", ["EGC-2021"], new Dictionary<string, decimal>()));

    [Fact]
    public void Two_who_measure_the_same_deep_pit_agree_and_one_who_measures_less_does_not()
    {
        var deep = Says(1, "a", See("pit.depth", 14, 0));
        Assert.Equal([new Compared("OH-04", Severity.S2, Severity.S2)], Laid(deep, Says(2, "b", See("pit.depth", 12, 1))));
        Assert.Equal([new Compared("OH-04", Severity.S2, Severity.None)], Laid(deep, Says(2, "b", See("pit.depth", 8, 1))));
        Assert.Equal([new Compared("OH-04", Severity.S2, Severity.S1)], Laid(deep, Says(2, "b", See("pit.depth", 21, 1))));
    }

    [Fact]
    public void What_only_one_of_the_two_asked_about_is_no_pair() =>
        Assert.Empty(Laid(Says(1, "a", See("pit.depth", 14, 0)), Says(2, "b", See("dose", 3, 1))));

    [Fact]
    public void Each_record_is_judged_as_if_nothing_else_were_known()
    {
        // Two clear looks end what the first saw; here the second alone says that nothing is there.
        Assert.Equal([new Compared("AG-01", Severity.S1, Severity.None)], Laid(Says(1, "a", See("militia", true, 0)), Says(2, "b", See("militia", false, 1))));
    }

    [Fact]
    public void Of_what_is_rare_it_is_counted_apart_how_often_both_saw_it()
    {
        var pairs = Enumerable.Repeat(new Compared("AG-01", Severity.None, Severity.None), 88).Concat(Enumerable.Repeat(new Compared("AG-01", Severity.S1, Severity.None), 9))
            .Concat(Enumerable.Repeat(new Compared("AG-01", Severity.S1, Severity.S1), 2)).Append(new("AG-01", Severity.S1, Severity.S2));
        var agreement = Assert.Single(Agreement.Of(pairs));
        Assert.Equal((100, 91, 12, 3, 2), (agreement.Pairs, agreement.Agreed, agreement.SeenByOne, agreement.SeenByBoth, agreement.SameLevel));
        Assert.Equal((0.91m, 0.25m), (agreement.Share!.Value.Value, agreement.Both!.Value.Value));
        Assert.InRange(0.25m, agreement.Both.Value.Low!.Value, agreement.Both.Value.High!.Value);
    }

    [Fact]
    public void Fewer_than_ten_pairs_come_to_no_share()
    {
        var few = Enumerable.Repeat(new Compared("AG-01", Severity.S1, Severity.None), 9).ToList();
        Assert.Null(Agreement.Of(few)[0].Share);
        Assert.NotNull(Agreement.Of([.. few, few[0]])[0].Share);
        Assert.Null(Agreement.Of([.. few, new("AG-01", Severity.None, Severity.None)])[0].Both);
    }

    private static IEnumerable<Compared> Laid(Account first, Account second) => Agreement.Between(Whole, Site, (first, Day0), (second, Day0.AddDays(1)));
}
