using System.Collections.Immutable;
using System.Data.Common;
using Adit.BackChecks;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Reports;

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
        var observers = BackChecksTable.Agreements(db, last.AddDays(-ObserversOver));
        var compared = observers.Sum(o => o.Pairs);
        return new(
            site.Code, site.Name, site.Country, site.Province, [.. site.Minerals], site.Stage.ToString(), month, last, inForce.Catalogue.Version, k, string.Concat(days.Days.Select(d => d switch { DayCover.Observed => 'o', DayCover.NotObserved => 'x', _ => '-' })), Figures(site, risk, month, last, days, incidents, actions),
            compared < Agreement.Least ? null : new(compared, observers.Sum(o => o.Agreed)),
            [.. risk.Groups.Where(g => g.Rating.Applicable > 0).Select(g => new ReportedRisk(g.Group.Id, Stood(g.Rating), before[g.Group.Id], g.Rating.Looked, g.Rating.Applicable))],
            [.. risk.Indicators.Where(i => i.Rating.State != RatingState.DoesNotApply).Select(i => new ReportedIndicator(i.Indicator.Id, Stood(i.Rating), i.Rating.State == RatingState.Open ? i.Rating.Since : null))],
            incidents, actions, []);
    }

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

    // One that was learnt after the month belongs to the month in which it was learnt, with both its days. What nobody outside may hear of is none of them.
    private ImmutableArray<ReportedIncident> Incidents(Site site, TimeZoneInfo zone, DateOnly month, DateOnly last)
    {
        var all = ImmutableArray.CreateBuilder<ReportedIncident>();
        foreach (var incident in IncidentsTable.At(db, site.Id).Where(i => i.State != IncidentState.Merged && !i.RestsOnProtected && Acting.IsFor(i, Role.Lead)))
        {
            var (learnt, indicators) = (Clock.DayOf(incident.Learnt.ToDateTimeOffset(), zone), incident.Findings.Select(f => f.Indicator).Where(i => inForce.Catalogue.Indicator(i) is { Protected: false }).Distinct().ToImmutableArray());
            var closed = incident.Ended?.Day is { } day && day <= last ? day : (DateOnly?)null;
            if (learnt > last || closed < month || indicators.IsEmpty || incident.Ended?.Cause == ClosingCause.Mistaken)
                continue;
            all.Add(new(
                incident.Number, incident.Day, learnt, incident.Level, incident.Hollow, indicators, incident.Determined?.Proposed.Outcome, closed, closed is null ? null : incident.Ended!.Cause, [.. incident.Disputes.Select(d => d.Party).Distinct()]));
        }
        return all.DrainToImmutable();
    }

    // What could harm whoever told of it stays inside, as it does on the site's own sheet.
    private ImmutableArray<ReportedAction> Actions(Site site, DateOnly month, DateOnly last)
    {
        var all = ImmutableArray.CreateBuilder<ReportedAction>();
        foreach (var action in PlansTable.At(db, site.Id).Where(a => a is { State: not ActionState.Dropped, Line.Quiet: false }))
        {
            var verified = action.VerifiedBy is { } check && check.Day <= last ? check : null;
            if (action.Issued is not { } agreed || agreed > last || verified?.Day < month)
                continue;
            all.Add(new(
                action.Line.Number, action.Line.Indicator, action.Line.Measure ?? "", action.Line.Owner, agreed, action.Line.Due, verified?.Day, verified is { SameAgent: true }, verified is null ? Math.Max(0, last.DayNumber - action.Line.Due.DayNumber) : 0,
                [.. action.Disputes.Select(d => d.Party)]));
        }
        return all.DrainToImmutable();
    }

    private static Stood Stood(Rating rating) => new(rating.State, rating.State == RatingState.Open ? rating.Level : Severity.None, rating.State == RatingState.Open ? rating.Grade : default);

    private static Stood Stood(GroupRating group) => group.Worst is not null ? Stood(group.Rating) : new(group.State, Severity.None, default, InPart: group is { State: RatingState.NotObserved, Looked: > 0 });
}
