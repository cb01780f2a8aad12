using Adit.Partners;
using Adit.Risk;
using CsCheck;

namespace Adit.Tests.Partners;

public sealed class RankingTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    private static readonly Gen<Need> AnyNeed =
        from site in Gen.Guid
        from level in Gen.Int[0, 4]
        from grade in Gen.Int[0, 3]
        from days in Gen.Int[0, 400]
        from found in Gen.Int[0, 120]
        from unmet in Gen.Int[0, 3]
        from people in Gen.Int[-1, 500]
        select new Need(new(site), "OH-04", (Severity)level, (Grade)grade, Today.AddDays(-days), found, unmet, people < 0 ? null : people);

    [Fact]
    public void Worse_comes_first_then_what_is_better_founded_then_what_nobody_took_on()
    {
        var (grave, seen, unmet, mild) = (Of(Severity.S1, Grade.Corroborated), Of(Severity.S2, Grade.Observed), Of(Severity.S2, Grade.Corroborated) with { Unmet = 1 }, Of(Severity.S2, Grade.Corroborated) with { FoundDays = 90 });

        var ranked = Ranking.Of([mild, unmet, seen, grave], Today);

        Assert.Equal([grave, seen, unmet, mild], ranked.Select(r => r.Need));
        Assert.Equal([RankedBy.Level, RankedBy.Grade, RankedBy.Unmet, null], ranked.Select(r => r.AheadBy));
    }

    [Fact]
    public void The_order_of_a_list_never_depends_on_the_order_in_which_it_was_read() => AnyNeed.Array[0, 12].Sample(needs =>
    {
        var ranked = Ranking.Of(needs, Today);
        Assert.Equal(ranked, Ranking.Of(needs.Reverse(), Today));
        Assert.True(ranked.Zip(ranked.Skip(1)).All(p => p.First.Need.Level >= p.Second.Need.Level));
        Assert.Equal(ranked.Length, ranked.Count(r => r.AheadBy is not null) + Math.Min(1, ranked.Length));
    });

    [Fact]
    public void Counts_that_show_as_the_same_band_do_not_change_the_order() => Gen.Select(AnyNeed, Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 4]).Sample((need, found, otherFound, people, otherPeople) =>
    {
        var (one, other) = (need with { FoundDays = found, People = people }, need with { Site = new(Guid.Empty), FoundDays = otherFound, People = otherPeople });
        Assert.Equal([other, one], Ranking.Of([one, other], Today).Select(r => r.Need));
    });

    private static Need Of(Severity level, Grade grade) => new(new(Guid.CreateVersion7()), "OH-04", level, grade, Today, 1, 0, null);
}
