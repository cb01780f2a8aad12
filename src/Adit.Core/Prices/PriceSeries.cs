using System.Collections.Immutable;
using Adit.Submissions;

namespace Adit.Prices;

/// <summary>What one row of a price record tells of a mineral at one buyer.</summary>
/// <param name="Buyer">As the record names the depot or company; empty where it names none.</param>
/// <param name="Posted">On the board, per kilogram, in the currency of the observable; null where there was none.</param>
/// <param name="Paid">For a sale that the agent saw, per kilogram, after deductions; null where they saw none.</param>
public sealed record PriceSeen(DateOnly Day, string Buyer, string Mineral, decimal? Posted, decimal? Paid);

/// <summary>Whether a price that was paid is told, and if not, why.</summary>
public enum PaidTold
{
    /// <summary>It is.</summary>
    Told,

    /// <summary>Nobody saw a sale.</summary>
    NoneSeen,

    /// <summary>Its month is not over for thirty days yet.</summary>
    TooYoung,

    /// <summary>Fewer than three buyers: each of them could tell what another paid.</summary>
    FewBuyers,
}

/// <summary>A mineral in a month at a site.</summary>
/// <param name="Posted">Median of what stood on the boards; null where nothing did. It hangs for all to read, so nothing is held back of it.</param>
/// <param name="Paid">Median over buyers of what each paid, which is the median of its sales: who buys much has one voice. Null unless told.</param>
/// <param name="Buyers">How many named buyers; null outside the programme.</param>
public sealed record PriceMonth(string Mineral, DateOnly Month, decimal? Posted, decimal? Paid, PaidTold Told, int? Buyers);

/// <summary>Composes price series, and holds back of them what would tell one buyer another's price.</summary>
public static class PriceSeries
{
    /// <summary>The fewest buyers of whom a price is told together.</summary>
    public const int FewestBuyers = 3;

    /// <summary>For how many days after a month what was paid in it stays inside.</summary>
    public const int Delay = 30;

    /// <summary>The months of each mineral of one site, newest first.</summary>
    /// <param name="inside">Whether the reader belongs to the programme (T2), which sees all of it.</param>
    /// <param name="today">At the site.</param>
    public static ImmutableArray<PriceMonth> Of(IEnumerable<PriceSeen> seen, bool inside, DateOnly today) =>
    [
        .. seen.GroupBy(s => (s.Mineral, Month: new DateOnly(s.Day.Year, s.Day.Month, 1))).OrderByDescending(g => g.Key.Month).ThenBy(g => g.Key.Mineral, StringComparer.Ordinal)
            .Select(g => Month(g.Key.Mineral, g.Key.Month, [.. g], inside, today)),
    ];

    /// <summary>What a record tells of prices: of each row its mineral, board and sale.</summary>
    /// <param name="day">The record's, where no question names one.</param>
    /// <param name="buyer">As the record names it.</param>
    public static IEnumerable<PriceSeen> In(SeenRecord record, DateOnly day, string buyer) =>
        from row in record.Seen.Where(s => s.Observable is Board or Worth or Paid).GroupBy(s => (s.Row, Mineral: s.Dims.FirstOrDefault(d => d.Name == "mineral").Value))
        where row.Key.Mineral is { Length: > 0 }
        let board = Value(row, Board)
        // The worth of the sale at the board's price stands beside what was paid for it: their share of the board is the price per kilogram.
        let paid = board is { } posted && Value(row, Worth) is > 0 and { } worth && Value(row, Paid) is { } got ? Math.Round(posted * got / worth, 2) : (decimal?)null
        where board is not null
        select new PriceSeen(row.First().Day ?? day, buyer, row.Key.Mineral, board, paid);

    /// <summary>The observable of the price on a board.</summary>
    public const string Board = "price.board";

    private const string Worth = "price.posted", Paid = "price.paid";

    private static decimal? Value(IEnumerable<Seen> row, string observable) =>
        row.FirstOrDefault(s => s.Observable == observable) is { } seen ? decimal.Parse(seen.Value, System.Globalization.CultureInfo.InvariantCulture) : null;

    private static PriceMonth Month(string mineral, DateOnly month, List<PriceSeen> seen, bool inside, DateOnly today)
    {
        var sales = seen.Where(s => s.Paid is not null && (inside || Same(s.Buyer).Length > 0)).GroupBy(s => Same(s.Buyer)).ToList();
        var buyers = sales.Count(b => b.Key.Length > 0);
        // Whole months only: a figure that changed from day to day would tell each day's sale.
        var told = !seen.Exists(s => s.Paid is not null) ? PaidTold.NoneSeen : inside ? PaidTold.Told : today < month.AddMonths(1).AddDays(Delay) ? PaidTold.TooYoung : buyers < FewestBuyers ? PaidTold.FewBuyers : PaidTold.Told;
        return new(mineral, month, Median(seen.Select(s => s.Posted).OfType<decimal>()), told == PaidTold.Told ? Median(sales.Select(b => Median(b.Select(s => s.Paid!.Value))!.Value)) : null, told, inside ? buyers : null);
    }

    // One depot written in two ways must not pass for two.
    private static string Same(string buyer) => string.Concat(buyer.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static decimal? Median(IEnumerable<decimal> values) =>
        values.Order().ToList() is { Count: > 0 } all ? all.Count % 2 == 1 ? all[all.Count / 2] : (all[all.Count / 2 - 1] + all[all.Count / 2]) / 2 : null;
}
