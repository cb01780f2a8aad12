using System.Collections.Immutable;
using System.Data.Common;
using Adit.BackChecks;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Releases;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Reports;

/// <summary>What reports tell of an incident.</summary>
/// <param name="Learnt">The day the programme learnt of it, at the site.</param>
/// <param name="Closed">The day it was over; null where it was not by the last day of the report.</param>
/// <param name="Indicators">Of its findings, without protected ones.</param>
internal sealed record ToldIncident(DateOnly Learnt, DateOnly? Closed, ImmutableArray<string> Indicators);

/// <summary>Composes what a monthly report says of a site, from what is known now: for a reader of T1, whoever asks.</summary>
internal sealed class MonthComposing(DbConnection db, InForce inForce)
{
    // Comparisons of two observers are few; a year of them says more than a month.
    private const int ObserversOver = 365;

    /// <summary>The month of a site.</summary>
    /// <param name="month">Its first day.</param>
    public SiteMonth Compose(Site site, DateOnly month)
    {
        var (last, zone, k) = (month.AddMonths(1).AddDays(-1), Sheet.ZoneOf(site), SiteRisk.Newest(db));
        var risk = SiteRisk.Of(db, inForce, site, last, k, Tier.T1);
        var before = SiteRisk.Of(db, inForce, site, month.AddDays(-1), k, Tier.T1).Groups.ToDictionary(g => g.Group.Id, g => Stood(g.Rating));
        var days = AgentDays.Of(db, site, last, k, last.Day);
        var (incidents, actions) = (Incidents(site, zone, month, last), Actions(site, month, last));
        return new(
            site.Code, site.Name, site.Country, site.Province, [.. site.Minerals], site.Stage.ToString(), month, last, inForce.Catalogue.Version, k, string.Concat(days.Days.Select(d => d switch { DayCover.Observed => 'o', DayCover.NotObserved => 'x', _ => '-' })), Figures(site, risk, month, last, days, incidents, actions),
            Observers(db, last),
            [.. risk.Groups.Where(g => g.Rating.Applicable > 0).Select(g => new ReportedRisk(g.Group.Id, Stood(g.Rating), before[g.Group.Id], g.Rating.Looked, g.Rating.Applicable))],
            [.. risk.Indicators.Where(i => i.Rating.State != RatingState.DoesNotApply).Select(i => new ReportedIndicator(i.Indicator.Id, Stood(i.Rating), i.Rating.State == RatingState.Open ? i.Rating.Since : null))],
            incidents, actions, [], Released(site, month, last), site.Place?.Coarse());
    }

    private ImmutableArray<ReportedRelease>? Released(Site site, DateOnly month, DateOnly last)
    {
        ImmutableArray<ReportedRelease> all = [.. ReleasesTable.OfSite(db, site.Id).Where(r => r.Taken is null && r.Day >= month && r.Day <= last).OrderBy(r => r.Day).ThenBy(r => r.Id).Select(r => new ReportedRelease(r.Id, r.Day, r.Photo?.Sha256))];
        return all.IsEmpty ? null : all;
    }

    /// <summary>How often two agents agreed in the year up to a day, of all sites together; null where there were too few to say.</summary>
    public static ObserversAgreed? Observers(DbConnection db, DateOnly last)
    {
        var observers = BackChecksTable.Agreements(db, last.AddDays(-ObserversOver));
        var compared = observers.Sum(o => o.Pairs);
        return compared < Agreement.Least ? null : new(compared, observers.Sum(o => o.Agreed));
    }

    /// <summary>
    /// What reports about a stretch of time tell of an incident: of one that was learnt of, or not over yet, in it. Null for others, and for what nobody outside may hear of. One that was learnt of later belongs to the
    /// stretch in which it was.
    /// </summary>
    public static ToldIncident? Told(Incident incident, TimeZoneInfo zone, DateOnly first, DateOnly last, Catalogue catalogue)
    {
        if (incident.State == IncidentState.Merged || incident.RestsOnProtected || !Acting.IsFor(incident, Role.Lead) || incident.Ended?.Cause == ClosingCause.Mistaken)
            return null;
        var (learnt, indicators) = (Clock.DayOf(incident.Learnt.ToDateTimeOffset(), zone), incident.Findings.Select(f => f.Indicator).Where(i => catalogue.Indicator(i) is { Protected: false }).Distinct().ToImmutableArray());
        var closed = incident.Ended?.Day is { } day && day <= last ? day : (DateOnly?)null;
        return learnt > last || closed < first || indicators.IsEmpty ? null : new(learnt, closed, indicators);
    }

    /// <summary>Actions that were agreed, verified or to be done in a stretch of time. What could harm whoever told of a matter stays inside, as it does on the site's own sheet.</summary>
    public static IEnumerable<(CorrectiveAction Action, DateOnly Agreed, Check? Verified)> Agreed(DbConnection db, Site site, DateOnly first, DateOnly last) =>
        from action in PlansTable.At(db, site.Id)
        where action is { State: not ActionState.Dropped, Line.Quiet: false }
        let verified = action.VerifiedBy is { } check && check.Day <= last ? check : null
        where action.Issued <= last && !(verified?.Day < first)
        select (action, action.Issued!.Value, verified);

    private ImmutableArray<ReportFigure> Figures(Site site, SiteRisk risk, DateOnly month, DateOnly last, AgentDays days, ImmutableArray<ReportedIncident> incidents, ImmutableArray<ReportedAction> actions)
    {
        var learnt = incidents.Where(i => i.Learnt >= month && !i.Hollow).ToList();
        var all = new List<(string Id, decimal? Value)>
        {
            ("days.observed", days.Days.Count(d => d == DayCover.Observed)), ("agent-days.done", days.Done), ("agent-days.planned", days.Planned),
            ("indicators.looked", risk.Overall.Looked), ("indicators.applicable", risk.Overall.Applicable),
            ("records", DaysTable.Counting(db, site.Id, [.. Enumerable.Range(0, last.Day).Select(month.AddDays)]).Count),
        };
        all.AddRange(((Severity[])[Severity.S1, Severity.S2, Severity.S3, Severity.S4]).Select(level => ($"incidents.learnt.{level.ToString().ToLowerInvariant()}", (decimal?)learnt.Count(i => i.Level == level))));
        all.AddRange(
        [
            ("incidents.verifying", incidents.Count(i => i.Hollow && i.Closed is null)), ("incidents.closed", incidents.Count(i => i.Closed is not null && !i.Hollow)), ("incidents.open", incidents.Count(i => i.Closed is null && !i.Hollow)),
            ("actions.agreed", actions.Count(a => a.Agreed >= month)), ("actions.verified", actions.Count(a => a.Verified is not null)), ("actions.open", actions.Count(a => a.Verified is null)), ("actions.overdue", actions.Count(a => a.Overdue > 0)),
            ("people.most", Of(Risk.Figures.People) is { Count: > 0 } people ? people.Max() : null), ("production.kg", Of(Risk.Figures.Production) is { Count: > 0 } made ? made.Sum() : null),
        ]);
        return [.. all.Select(f => new ReportFigure(f.Id, f.Value))];

        List<decimal> Of(string figure) => [.. DaysTable.Figures(db, site.Id, figure, month).Where(f => f.Day <= last).Select(f => f.Value)];
    }

    private ImmutableArray<ReportedIncident> Incidents(Site site, TimeZoneInfo zone, DateOnly month, DateOnly last) =>
    [
        .. from incident in IncidentsTable.At(db, site.Id)
           let told = Told(incident, zone, month, last, inForce.Catalogue)
           where told is not null
           select new ReportedIncident(
               incident.Number, incident.Day, told.Learnt, incident.Level, incident.Hollow, told.Indicators, incident.Determined?.Proposed.Outcome, told.Closed, told.Closed is null ? null : incident.Ended!.Cause, [.. incident.Disputes.Select(d => d.Party).Distinct()]),
    ];

    private ImmutableArray<ReportedAction> Actions(Site site, DateOnly month, DateOnly last) =>
    [
        .. Agreed(db, site, month, last).Select(a => new ReportedAction(
            a.Action.Line.Number, a.Action.Line.Indicator, a.Action.Line.Measure ?? "", a.Action.Line.Owner, a.Agreed, a.Action.Line.Due, a.Verified?.Day, a.Verified is { SameAgent: true },
            a.Verified is null ? Math.Max(0, last.DayNumber - a.Action.Line.Due.DayNumber) : 0, [.. a.Action.Disputes.Select(d => d.Party)])),
    ];

    private static Stood Stood(Rating rating) => new(rating.State, rating.State == RatingState.Open ? rating.Level : Severity.None, rating.State == RatingState.Open ? rating.Grade : default);

    private static Stood Stood(GroupRating group) => group.Worst is not null ? Stood(group.Rating) : new(group.State, Severity.None, default, InPart: group is { State: RatingState.NotObserved, Looked: > 0 });
}
