using System.Data.Common;
using Adit.Ledger;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Risk;

/// <summary>A clock that an open finding started, and what of it is due next.</summary>
/// <param name="Key">What is due: alert, ends, close or plan.</param>
/// <param name="Learnt">The day at the site on which the programme learnt of it.</param>
internal sealed record RunningClock(IndicatorRisk Risk, Clock Clock, DateTimeOffset Due, string Key, DateOnly Learnt)
{
    /// <summary>In words, with the time left.</summary>
    public DeadlineView Shown(Words words) => new(Due, words.Say("risk.learnt", ("what", words["risk.clock." + Key]), ("day", words.Day(Learnt))));
}

/// <summary>
/// The clocks that run at sites, from when the programme learnt of each finding. What was imported from before started none. Hearsay is passed on in time like
/// any other, but starts nothing else until a second source or an agent bears it out. Of a protected matter the case worker keeps the time.
/// </summary>
/// <param name="known">Rows of records that were read before; others are read one by one.</param>
internal sealed class Clocks(DbConnection db, LedgerReading ledger, Register register, InForce inForce, IReadOnlyDictionary<long, SubmissionRow>? known = null)
{
    /// <summary>All clocks of a site, the one that runs out first in front.</summary>
    public IReadOnlyList<RunningClock> Of(SiteRisk risk) =>
        [.. risk.Open.Select(open => Of(risk.Site, open)).OfType<RunningClock>().OrderBy(c => c.Due).ThenBy(c => c.Risk.Indicator.Id, StringComparer.Ordinal)];

    /// <summary>The clock of one indicator; null where nothing is open, or its level starts none.</summary>
    public RunningClock? Of(Site site, IndicatorRisk risk)
    {
        var zone = Sheet.ZoneOf(site);
        if (site.Kind == SiteKind.Reference || risk.Indicator.Protected || risk.Rating.State != RatingState.Open || Learnt(risk.Rating.FirstK, zone) is not { } learnt
            || Clock.Start(inForce.Catalogue, risk.Indicator, risk.Rating.Level, learnt, zone) is not { } clock)
            return null;
        var told = risk.Rating.Hollow || (clock.Regime.Annex2 && clock.Ends is null);
        var (due, key) = told && clock.Alert is { } alert ? (alert, "alert") : risk.Rating.Hollow ? (null, "") : clock.Ends is { } ends ? (ends, "ends") : clock.Close is { } close ? (close, "close") : (clock.Plan, "plan");
        return due is { } by ? new(risk, clock, by, key, Clock.DayOf(learnt, zone)) : null;
    }

    /// <summary>When a record came in, or an earlier day that it states; null where there is none. Only a record of a form that asks for that day has to be opened.</summary>
    public DateTimeOffset? Learnt(long index, TimeZoneInfo zone)
    {
        if ((known?.GetValueOrDefault(index) ?? SubmissionsTable.Row(db, index)) is not { } row)
            return ledger.Fact(db, index, Tier.T2)?.At.ToDateTimeOffset();
        var received = row.Received.ToDateTimeOffset();
        if (!register.Forms.TryGetValue((row.Form, row.Version), out var form) || form.Form.Nodes.All(n => !n.Meaning.Learnt)
            || ledger.Fact(db, index, Tier.T2)?.Fact is not SubmissionAccepted { Xml.IsEmpty: false } accepted
            || InstanceReading.Read(accepted.Xml).Instance is not { } instance || Device.Learnt(new Filled(form.Form, instance)) is not { } day)
            return received;
        var stated = Clock.StartOf(day, zone);
        return stated < received ? stated : received;
    }
}
