using Adit.Ledger;
using Adit.Protection;
using Adit.Sites;
using Adit.Submissions;
using Adit.Web;
using Microsoft.Data.Sqlite;

namespace Adit.Risk;

/// <summary>A clock that an open finding started, and what of it is due next.</summary>
/// <param name="Key">What is due: alert, ends, close or plan.</param>
internal sealed record RunningClock(IndicatorRisk Risk, Clock Clock, DateTimeOffset Due, string Key)
{
    /// <summary>In words, with the time left.</summary>
    public DeadlineView Shown(Words words) => new(Due, words["risk.clock." + Key]);
}

/// <summary>The clocks that run at sites, from when the programme learnt of each finding. What was imported from before started none.</summary>
internal sealed class Clocks(SqliteConnection db, LedgerReading ledger, InForce inForce)
{
    /// <summary>All clocks of a site, the one that runs out first in front.</summary>
    public IReadOnlyList<RunningClock> Of(SiteRisk risk) =>
        [.. risk.Open.Select(open => Of(risk.Site, open)).OfType<RunningClock>().OrderBy(c => c.Due).ThenBy(c => c.Risk.Indicator.Id, StringComparer.Ordinal)];

    /// <summary>The clock of one indicator; null where nothing firm is open, or its level starts none.</summary>
    public RunningClock? Of(Site site, IndicatorRisk risk)
    {
        if (site.Kind == SiteKind.Reference || risk.Rating.State != RatingState.Open || risk.Rating.Hollow || Learnt(risk.Rating.FirstK) is not { } learnt)
            return null;
        if (Clock.Start(inForce.Catalogue, risk.Indicator, risk.Rating.Level, learnt.ToDateTimeOffset(), Sheet.ZoneOf(site)) is not { } clock)
            return null;
        if (clock is { Regime: { Annex2: true }, Ends: null, Alert: { } alert })
            return new(risk, clock, alert, "alert");
        return clock switch
        {
            { Ends: { } ends } => new(risk, clock, ends, "ends"),
            { Close: { } close } => new(risk, clock, close, "close"),
            { Plan: { } plan } => new(risk, clock, plan, "plan"),
            _ => null,
        };
    }

    // The list of records knows when each came in; only what is protected has to be asked of the ledger.
    private Instant? Learnt(long index) => SubmissionsTable.ReceivedAt(db, index) ?? ledger.Fact(db, index, Tier.T2)?.At;
}
