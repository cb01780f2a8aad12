using Adit.Partners;
using CsCheck;

namespace Adit.Tests.Partners;

public sealed class EffectTests
{
    private static readonly DateOnly Start = new(2026, 6, 1), Today = Start.AddDays(89);

    // A site by chance: on which days between 100 before and 100 after the start somebody looked, and on which of them it was found.
    private static readonly Gen<SiteDays> AnySite =
        from days in Gen.Select(Gen.Int[-100, 100], Gen.Bool).Array[0, 150]
        select new SiteDays(new(Guid.CreateVersion7()), false, [.. days.Select(d => (Start.AddDays(d.Item1), true, d.Item2))]);

    [Fact]
    public void Where_the_risk_fell_by_a_half_and_nowhere_else_it_fell()
    {
        var effect = Effects.Of([Site(8, 2)], Others(6, 8, 8), Start, Today);

        Assert.Equal((EffectVerdict.Fell, 6), (effect.Verdict, effect.Others));
        Assert.Equal(-0.6m, effect.Difference!.Value.Value, 2);
        Assert.InRange(effect.Difference.Value.High!.Value, -0.6m, -0.01m);
        Assert.Equal((90, 72, 13), (effect.Before.Looked, effect.Before.Found, effect.Before.Weeks));
    }

    [Fact]
    public void What_fell_everywhere_did_not_fall_by_the_project() =>
        Assert.Equal(EffectVerdict.NoDifference, Effects.Of([Site(8, 2)], Others(6, 8, 2), Start, Today).Verdict);

    [Fact]
    public void What_stayed_while_it_fell_elsewhere_is_told_too() =>
        Assert.Equal(EffectVerdict.Rose, Effects.Of([Site(9, 9)], Others(9, 9, 1), Start, Today).Verdict);

    [Fact]
    public void A_small_change_lies_inside_the_interval() => Assert.Equal(EffectVerdict.NoDifference, Effects.Of([Site(8, 7)], Others(6, 8, 8), Start, Today).Verdict);

    [Fact]
    public void Fewer_than_five_other_sites_are_not_shown_at_all()
    {
        var effect = Effects.Of([Site(8, 2)], Others(4, 8, 8), Start, Today);

        Assert.Equal((EffectVerdict.NotCompared, 0, null, null, null), (effect.Verdict, effect.Others, effect.OthersBefore, effect.OthersSince, effect.Difference));
        Assert.Equal(0.8m, effect.Before.Share!.Value.Value);
    }

    [Fact]
    public void Who_knows_four_of_five_learns_nothing_of_the_fifth()
    {
        IReadOnlyList<SiteDays> four = [.. Others(4, 8, 8).Select(s => s with { Known = true })];

        Assert.Equal(0, Effects.Of([Site(8, 2)], [.. four, Site(8, 8)], Start, Today).Others);
        Assert.Equal(9, Effects.Of([Site(8, 2)], [.. four, .. Others(5, 8, 8)], Start, Today).Others);
        // The reader's own sites may be compared with, and the one that is not shown is left out.
        Assert.Equal(5, Effects.Of([Site(8, 2)], [.. four, Site(8, 8) with { Known = true }, Site(8, 1)], Start, Today).Others);
    }

    [Fact]
    public void A_site_where_it_was_never_found_before_or_nobody_looked_since_is_no_comparison()
    {
        Assert.Equal(0, Effects.Of([Site(8, 2)], Others(6, 0, 5), Start, Today).Others);
        Assert.Equal(0, Effects.Of([Site(8, 2)], [.. Others(6, 8, 8).Select(s => s with { Days = [.. s.Days.Where(d => d.Day < Start)] })], Start, Today).Others);
    }

    [Fact]
    public void Where_nobody_looked_nothing_fell()
    {
        Assert.Equal(EffectVerdict.NotLooked, Effects.Of([new(new(Guid.CreateVersion7()), false, [.. Site(8, 0).Days.Where(d => d.Day < Start)])], Others(6, 8, 8), Start, Today).Verdict);
        Assert.Equal(EffectVerdict.NotLooked, Effects.Of([], Others(6, 8, 8), Start, Today).Verdict);
        Assert.Equal(EffectVerdict.TooEarly, Effects.Of([Site(8, 2)], Others(6, 8, 8), Start, Start.AddDays(Effects.FewestSince - 1)).Verdict);
    }

    [Fact]
    public void Days_of_one_week_at_one_site_do_not_make_the_interval_narrower()
    {
        // The same thirteen weeks, looked at once a week and every day: the same share, the same interval.
        var (daily, weekly) = (Site(10, 0), Site(10, 0) with { Days = [.. Site(10, 0).Days.Where(d => (d.Day.DayNumber - Start.DayNumber) % 7 == 0)] });
        var (all, few) = (Effects.Of([daily], [], Start, Today).Since.Share!.Value, Effects.Of([weekly], [], Start, Today).Since.Share!.Value);
        Assert.Equal((few.Low, few.High), (all.Low, all.High));
    }

    [Fact]
    public void The_interval_holds_the_difference_and_no_number_stands_on_fewer_than_five_others() => Gen.Select(AnySite.Array[0, 3], AnySite.Array[0, 9]).Sample((where, others) =>
    {
        var effect = Effects.Of(where, others, Start, Today);
        Assert.True(effect.Others == 0 || effect.Others >= Effects.FewestOthers);
        Assert.True(effect.Others > 0 || effect.OthersBefore is null);
        Assert.Equal(effect.Verdict is EffectVerdict.Fell or EffectVerdict.NoDifference or EffectVerdict.Rose, effect.Difference is not null);
        if (effect.Difference is { } difference)
            Assert.True(difference.Low <= difference.Value && difference.Value <= difference.High && Math.Abs(difference.Value) <= 2);
    });

    [Fact]
    public void Saying_a_day_twice_or_in_another_order_changes_nothing() => Gen.Select(AnySite.Array[1, 3], AnySite.Array[5, 8]).Sample((where, others) =>
        Assert.Equal(Effects.Of(where, others, Start, Today), Effects.Of(where.Reverse().Select(s => s with { Days = [.. s.Days, .. s.Days.Reverse()] }), [.. others.Reverse()], Start, Today)));

    [Fact]
    public void Seen_from_the_other_side_the_difference_turns_round() => Gen.Select(AnySite.Array[5, 8], AnySite.Array[5, 8]).Sample((some, others) =>
    {
        // Both sides must be what can be compared with.
        SiteDays Comparable(SiteDays site) => site with { Days = [.. site.Days, .. Enumerable.Range(1, 40).Select(i => (Start.AddDays(-i), true, i % 2 == 0)), .. Enumerable.Range(0, 40).Select(i => (Start.AddDays(i), true, i % 3 == 0))] };
        var (one, other) = (Effects.Of(some.Select(Comparable), [.. others.Select(Comparable)], Start, Today), Effects.Of(others.Select(Comparable), [.. some.Select(Comparable)], Start, Today));
        Assert.Equal(one.Difference!.Value.Value, -other.Difference!.Value.Value, 10);
        Assert.Equal(one.Difference.Value.Low!.Value, -other.Difference.Value.High!.Value, 10);
    });

    private static IReadOnlyList<SiteDays> Others(int count, int before, int since) => [.. Enumerable.Range(0, count).Select(_ => Site(before, since))];

    // Looked at every day; found on so many days of ten, spread over each ten.
    private static SiteDays Site(int before, int since) => new(
        new(Guid.CreateVersion7()), false, [.. Enumerable.Range(-90, 180).Select(i => (Start.AddDays(i), true, (((i + 90) * 7) % 10) < (i < 0 ? before : since)))]);
}
