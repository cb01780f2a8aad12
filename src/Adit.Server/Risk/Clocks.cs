using System.Data.Common;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Risk;

/// <summary>A clock that an open finding started, and what of it is due next.</summary>
/// <param name="Annex2">Whether it is one of OECD Annex II; all others are the programme's own.</param>
/// <param name="Key">What is due: alert, ends, close or plan; of an incident the kind of its deadline.</param>
/// <param name="Learnt">The day at the site on which the programme learnt of it.</param>
internal sealed record RunningClock(IndicatorRisk Risk, bool Annex2, DateTimeOffset Due, string Key, DateOnly Learnt)
{
    /// <summary>In words, with the time left.</summary>
    public DeadlineView Shown(Words words) => new(Due, words.Say("risk.learnt", ("what", words["risk.clock." + Key]), ("day", words.Day(Learnt))));
}

/// <summary>
/// The clocks that run at sites. Where an open incident has a finding, its deadlines are the clock: what was done about it, and while it stands still nothing is due. Any other
/// clock runs from when the programme learnt of the finding. What was imported from before started none. Hearsay is passed on in time like
/// any other, but starts nothing else until a second source or an agent bears it out. Of a protected matter the case worker keeps the time.
/// </summary>
/// <param name="known">Rows of records that were read before; others are read one by one.</param>
internal sealed class Clocks(DbConnection db, LedgerReading ledger, Register register, InForce inForce, IReadOnlyDictionary<long, SubmissionRow>? known = null)
{
    /// <summary>All clocks of a site, the one that runs out first in front.</summary>
    /// <param name="heard">The open incidents of the site that the reader hears of.</param>
    public IReadOnlyList<RunningClock> Of(SiteRisk risk, IReadOnlyList<Incident> heard) =>
        [.. risk.Open.Select(open => Of(risk.Site, open, heard)).OfType<RunningClock>().OrderBy(c => c.Due).ThenBy(c => c.Risk.Indicator.Id, StringComparer.Ordinal)];

    /// <summary>The incidents of a site whose clocks whoever asks may see. None as of another day or state of knowledge: how they stood then is not known.</summary>
    public static IReadOnlyList<Incident> Heard(DbConnection db, Site site, AsOf asOf, CurrentPerson person, DateTimeOffset now) =>
        asOf.IsNow(db, site, now) ? Heard(IncidentsTable.OpenAt(db, site.Id), person.Sees, person.Role) : [];

    /// <summary>Those of some that readers of a tier and role hear of: of what rests on protected records nobody outside the programme does.</summary>
    public static IReadOnlyList<Incident> Heard(IEnumerable<Incident> incidents, Tier reader, Role role) =>
        [.. incidents.Where(i => (reader >= Tier.T2 || !i.RestsOnProtected) && Acting.IsFor(i, role))];

    /// <summary>The clock of one indicator; null where nothing is open, its level starts none, or all is done that its incident asks.</summary>
    /// <param name="heard">The open incidents of the site that the reader hears of.</param>
    public RunningClock? Of(Site site, IndicatorRisk risk, IReadOnlyList<Incident> heard)
    {
        if (site.Kind == SiteKind.Reference || risk.Indicator.Protected || risk.Rating.State != RatingState.Open)
            return null;
        // Of two incidents that are hearsay each, both together may be more; until a person says that they are one, neither has the clock of that.
        var about = heard.Where(i => i.Findings.Any(f => f.Indicator == risk.Indicator.Id)).ToList();
        return about.Any(i => Has(i, risk)) ? OfIncidents(site, risk, about) : OfRating(site, risk);
    }

    /// <summary>The clock of an open finding that several open incidents have only together; null where there is none, or one of them has it alone.</summary>
    /// <param name="heard">The open incidents of the site that the reader hears of.</param>
    public RunningClock? Together(Site site, IndicatorRisk risk, IReadOnlyList<Incident> heard) =>
        heard.Count(i => i.Findings.Any(f => f.Indicator == risk.Indicator.Id)) > 1 && !heard.Any(i => Has(i, risk)) ? Of(site, risk, heard) : null;

    // As grave as the rating has it, and as firm.
    private static bool Has(Incident incident, IndicatorRisk risk) =>
        incident.Findings.Any(f => f.Indicator == risk.Indicator.Id && f.Level >= risk.Rating.Level && (risk.Rating.Hollow || !f.Hollow));

    // An incident of several findings has a clock for each of their regimes: the finding shows its own.
    private RunningClock? OfIncidents(Site site, IndicatorRisk risk, IEnumerable<Incident> about)
    {
        var next = about.Where(i => i.PausedSince is null).Select(i => (Incident: i, Due: i.DueToAll.FirstOrDefault(d => i.Findings.Any(f => f.Indicator == risk.Indicator.Id && f.Regime == d.Regime))))
            .Where(n => n.Due is not null).OrderBy(n => n.Due!.Until).FirstOrDefault();
        return next.Due is not { } due ? null : new(
            risk, inForce.Catalogue.Regime(due.Regime)?.Annex2 ?? false, due.Until.ToDateTimeOffset(), IncidentWords.KeyOf(due.Kind), Clock.DayOf(next.Incident.Learnt.ToDateTimeOffset(), Sheet.ZoneOf(site)));
    }

    private RunningClock? OfRating(Site site, IndicatorRisk risk)
    {
        var zone = Sheet.ZoneOf(site);
        if (Learnt(risk.Rating.FirstK, zone) is not { } learnt
            || Clock.Start(inForce.Catalogue, risk.Indicator, risk.Rating.Level, learnt, zone) is not { } clock)
            return null;
        var told = risk.Rating.Hollow || (clock.Regime.Annex2 && clock.Ends is null);
        var (due, key) = told && clock.Alert is { } alert ? (alert, "alert") : risk.Rating.Hollow ? (null, "") : clock.Ends is { } ends ? (ends, "ends") : clock.Close is { } close ? (close, "close") : (clock.Plan, "plan");
        return due is { } by ? new(risk, clock.Regime.Annex2, by, key, Clock.DayOf(learnt, zone)) : null;
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
