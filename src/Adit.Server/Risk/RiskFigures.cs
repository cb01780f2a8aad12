using System.Data.Common;
using Adit.Ledger;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Risk;

/// <summary>The figure that a sample comes to, in words: a share with its number and interval, or, where no level is set yet, the median.</summary>
internal static class RiskFigures
{
    public static (string? Figure, string? Change) Of(DbConnection db, LedgerReading ledger, Register register, Catalogue catalogue, Site site, Indicator indicator, AsOf asOf, Words words)
    {
        var share = indicator.Takes.FirstOrDefault(t => t.Take == Take.Share);
        var observable = share is null && indicator.Owes is not null && indicator.LookedBy.Count > 0 ? catalogue.Observables[indicator.LookedBy[0]] : null;
        if (share is null && observable is not { Type: ObservableType.Amount or ObservableType.Count })
            return default;
        var (now, before) = (At(asOf.V), At(asOf.V.AddMonths(-1)));
        if (now is not { } figure)
            return default;
        var text = share is not null ? Share(figure, words)
            : words.Say("risk.figure.median", ("value", words.Amount(Math.Round(figure.Value, 2), observable!.Unit)), ("n", figure.N));
        return (text, before is { } earlier && figure is { Low: { } low, High: { } high }
            ? words.Say(earlier.Value >= low && earlier.Value <= high ? "risk.change.inside" : "risk.change.outside", ("share", words.Share(earlier.Value)), ("n", earlier.N)) : null);

        Estimate? At(DateOnly day)
        {
            var from = share is { Over: { } over } ? over.Before(day) : indicator.StaleAfter.Before(day);
            return RatingEvidence.Within(db, ledger, register, catalogue, site, indicator, from, day, asOf.K) is not { } accounts ? null
                : share is not null ? Estimate.Share(share, accounts, day) : Estimate.Median(indicator.LookedBy[0], accounts, from, day);
        }
    }

    private static string Share(in Estimate figure, Words words) => figure is { Low: { } low, High: { } high }
        ? words.Say("risk.figure.share", ("share", words.Share(figure.Value)), ("n", figure.N), ("low", words.Share(low)), ("high", words.Share(high)))
        : words.Say("risk.figure.bare", ("share", words.Share(figure.Value)), ("n", figure.N));
}
