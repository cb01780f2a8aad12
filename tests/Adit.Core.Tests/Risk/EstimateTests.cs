using Adit.Risk;
using CsCheck;
using static Adit.Tests.Risk.Fixture;

namespace Adit.Tests.Risk;

public sealed class EstimateTests
{
    private static readonly Comparison Worn = Of("OH-09").Takes[0];

    /// <summary>Values of Newcombe 1998, table I, method 3 (score without continuity correction).</summary>
    [Theory]
    [InlineData(81, 263, "0.2553", "0.3662")]
    [InlineData(15, 148, "0.0624", "0.1605")]
    [InlineData(0, 20, "0.0000", "0.1611")]
    [InlineData(1, 29, "0.0061", "0.1718")]
    public void The_interval_of_a_share_is_the_score_interval(int hits, int n, string low, string high)
    {
        var (from, to) = Estimate.Wilson(hits, n);

        Assert.Equal((low, high), (Math.Round(from, 4).ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture), Math.Round(to, 4).ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_share_lies_in_its_interval_and_more_people_make_it_narrower() =>
        Gen.Int[1, 500].SelectMany(n => Gen.Select(Gen.Int[0, n], Gen.Const(n))).Sample((hits, n) =>
        {
            var (low, high) = Estimate.Wilson(hits, n);
            var (closerLow, closerHigh) = Estimate.Wilson(hits * 4, n * 4);
            return low <= (decimal)hits / n + 0.000001m && high >= (decimal)hits / n - 0.000001m && closerHigh - closerLow < high - low;
        });

    [Fact]
    public void A_share_counts_the_days_of_its_window_and_says_how_many_it_rests_on()
    {
        Account[] accounts = [Says(1, "a", See("ppe.sampled", 40, 0), See("ppe.worn", 40, 0)), Says(2, "a", See("ppe.sampled", 12, 3), See("ppe.worn", 4, 3)), Says(3, "b", See("ppe.sampled", 10, 8), See("ppe.worn", 5, 8))];

        var estimate = Estimate.Share(Worn, accounts, Day0.AddDays(8))!.Value;

        Assert.Equal((9m / 22, 22), (estimate.Value, estimate.N));
        Assert.InRange(9m / 22, estimate.Low!.Value, estimate.High!.Value);
        Assert.Null(Estimate.Share(Worn, accounts, Day0.AddDays(60)));
    }

    [Fact]
    public void A_median_is_the_middle_one()
    {
        Account[] accounts = [Says(1, "a", See("dose", 3, 1), See("dose", 9, 1)), Says(2, "a", See("dose", 4, 2), See("dose", 100, 0))];

        Assert.Equal((4m, 3), Estimate.Median(Whole.ObservableIndex("dose"), accounts, Day0, Day0.AddDays(5)) is { } median ? (median.Value, median.N) : default);
        Assert.Null(Estimate.Median(Whole.ObservableIndex("dose"), accounts, Day0.AddDays(5), Day0.AddDays(9)));
    }
}
