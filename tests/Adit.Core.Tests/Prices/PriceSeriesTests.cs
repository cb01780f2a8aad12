using Adit.Prices;
using CsCheck;

namespace Adit.Tests.Prices;

/// <summary>What a reader outside the programme may know of what was paid.</summary>
public sealed class PriceSeriesTests
{
    private static readonly DateOnly November = new(2026, 11, 1), January = new(2027, 1, 1);

    private static readonly string[] Buyers = ["", "A", "a ", "B", "C", "D"];

    private static readonly Gen<PriceSeen> Seen =
        from day in Gen.Int[0, 89]
        from buyer in Gen.Int[0, 5]
        from cobalt in Gen.Bool
        from posted in Gen.Int[1000, 9000]
        from paid in Gen.Int[0, 9000]
        select new PriceSeen(new DateOnly(2026, 10, 1).AddDays(day), Buyers[buyer], cobalt ? "cobalt" : "copper", posted, paid < 1000 ? null : paid);

    [Fact]
    public void Outside_the_programme_no_price_is_told_that_three_buyers_did_not_pay_or_whose_month_is_young() => Gen.Select(Seen.List[0, 40], Gen.Int[0, 200]).Sample((seen, days) =>
    {
        var today = new DateOnly(2026, 10, 1).AddDays(days);
        foreach (var month in PriceSeries.Of(seen, inside: false, today))
        {
            var sales = seen.FindAll(s => s.Mineral == month.Mineral && s.Day >= month.Month && s.Day < month.Month.AddMonths(1) && s.Paid is not null);
            var buyers = sales.Select(s => s.Buyer.Trim().ToUpperInvariant()).Where(b => b.Length > 0).Distinct().Count();
            if (month.Paid is not null)
                Assert.True(buyers >= 3 && today.DayNumber - month.Month.AddMonths(1).DayNumber >= 30);
            Assert.Equal(month.Told == PaidTold.Told, month.Paid is not null);
            Assert.Null(month.Buyers);
        }
    });

    [Fact]
    public void What_hangs_at_the_site_is_told_at_once_and_what_the_programme_sees_of_it_is_the_same() => Seen.List[1, 40].Sample(seen =>
        Assert.Equal(PriceSeries.Of(seen, inside: true, November).Select(m => (m.Mineral, m.Month, m.Posted)), PriceSeries.Of(seen, inside: false, November).Select(m => (m.Mineral, m.Month, m.Posted))));

    [Fact]
    public void No_sale_of_a_buyer_that_is_told_moves_the_price_by_how_much_it_buys()
    {
        PriceSeen[] seen = [Sale("A", 4000), Sale("B", 5000), Sale("C", 6000), .. Enumerable.Repeat(Sale("C", 9000), 20)];

        Assert.Equal(5000, Assert.Single(PriceSeries.Of(seen, inside: false, January)).Paid);
    }

    [Theory]
    [InlineData("A", "B", "", PaidTold.FewBuyers)]
    [InlineData("Depot A", "DEPOT-A", "B", PaidTold.FewBuyers)]
    [InlineData("A", "B", "C", PaidTold.Told)]
    public void A_buyer_without_a_name_is_none_and_one_written_in_two_ways_is_one(string first, string second, string third, PaidTold told) =>
        Assert.Equal(told, Assert.Single(PriceSeries.Of([Sale(first, 1), Sale(second, 2), Sale(third, 3)], inside: false, January)).Told);

    [Fact]
    public void A_month_is_young_until_its_last_day_is_thirty_days_ago()
    {
        PriceSeen[] seen = [Sale("A", 1), Sale("B", 2), Sale("C", 3)];

        Assert.Equal(PaidTold.TooYoung, PriceSeries.Of(seen, inside: false, new(2026, 12, 30)).Single().Told);
        Assert.Equal((PaidTold.Told, 2m), PriceSeries.Of(seen, inside: false, new(2026, 12, 31)).Select(m => (m.Told, m.Paid!.Value)).Single());
        Assert.Equal((PaidTold.Told, 3), PriceSeries.Of(seen, inside: true, new(2026, 11, 2)).Select(m => (m.Told, m.Buyers!.Value)).Single());
    }

    private static PriceSeen Sale(string buyer, decimal paid) => new(November, buyer, "cobalt", 5200, paid);
}
