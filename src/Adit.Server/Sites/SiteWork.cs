using System.Collections.Immutable;
using System.Data.Common;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Sites;

/// <summary>What is done about what stands open at a site, of which follows what the site needs: readers of T1 see that state, never what the actions are (decision 0068).</summary>
/// <param name="Incidents">Those that are open.</param>
/// <param name="Actions">Those of the plan that runs, done ones too.</param>
/// <param name="Protected">Which of the incidents that these answer rest on protected records.</param>
internal sealed record SiteWork(ImmutableArray<Incident> Incidents, ImmutableArray<CorrectiveAction> Actions, IReadOnlySet<IncidentId> Protected)
{
    // Of how many days a six-month plan is, its first day being day 0.
    private const int PlanDays = 180;

    /// <summary>The work at some sites, read at once.</summary>
    public static Func<SiteId, SiteWork> Read(DbConnection db, IReadOnlyCollection<SiteId> sites)
    {
        var (open, actions) = (IncidentsTable.OpenAt(db, sites), PlansTable.Adopted(db, sites).ToLookup(a => a.Site));
        var answered = actions.SelectMany(a => a).SelectMany(a => a.Line.Incidents).Distinct().ToList();
        var held = IncidentsTable.Some(db, answered).Where(i => i.RestsOnProtected).Select(i => i.Id).ToHashSet();
        return site => new([.. open[site]], [.. actions[site]], held);
    }

    /// <summary>What a site needs, as its page says it. As of another day or state of knowledge it follows from the ratings alone: how the work stood then is not known.</summary>
    public static AttentionView Attention(DbConnection db, InForce inForce, SiteRisk risk, AsOf asOf, Tier reader, DateTimeOffset now) =>
        asOf.IsNow(db, risk.Site, now) ? Read(db, [risk.Site.Id])(risk.Site.Id).Attention(inForce.Catalogue, risk, reader) : SiteWords.Shown(risk.Attention);

    /// <summary>The same, now: the most urgent of what its ratings, its incidents and its actions say.</summary>
    /// <param name="risk">As the reader sees it, today.</param>
    public AttentionView Attention(Catalogue catalogue, SiteRisk risk, Tier reader)
    {
        if (risk.Attention is null)
            return SiteWords.Shown(risk.Attention);
        var counting = risk.Indicators.Where(i => i.Indicator.Subject is FindingSubject.Site or FindingSubject.Operator).ToDictionary(i => i.Indicator.Id);
        // In the order of urgency, which is that of their numbers.
        var kind = SiteWords.Shown(risk.Attention).Kind;
        var heard = Clocks.Heard(Incidents, reader, Role.Lead);
        var actions = Actions.Where(a => a.State is not ActionState.Draft and not ActionState.Dropped && counting.ContainsKey(a.Line.Indicator) && (reader >= Tier.T2 || !a.Line.Incidents.Any(Protected.Contains))).ToList();
        if (kind == AttentionShown.OpenFindings && counting.Values.Where(i => i.Rating is { State: RatingState.Open, Hollow: false }).All(i => actions.Any(a => a.Line.Indicator == i.Indicator.Id) || heard.Any(h => HasPlan(h, i.Indicator.Id))))
            kind = AttentionShown.PlanAdopted;
        var work = actions.Any(a => a.Overdue(risk.V) > 0) ? AttentionShown.OverdueActions : actions.Any(a => a.IsOpen) ? AttentionShown.ActionsRunning : kind;
        kind = work > kind ? work : kind;
        var day = heard.Where(i => i.Findings.Any(f => f.Regime == Deadlines.SixMonth && counting.ContainsKey(f.Indicator))).Max(i => PlanDay(i, risk));
        return day is { } n && kind < AttentionShown.AnnexPlan ? new(AttentionShown.AnnexPlan, n) : new(kind);
    }

    private static bool HasPlan(Incident incident, string indicator) =>
        incident.Findings.Any(f => f.Indicator == indicator && incident.Deadlines.Any(d => d is { Kind: DeadlineKind.Plan, Met: not null } && d.Regime == f.Regime));

    // Counted back from its end, which is later by as long as the clock stood still. Null where no plan runs.
    private static int? PlanDay(Incident incident, SiteRisk risk)
    {
        var zone = Submissions.Sheet.ZoneOf(risk.Site);
        return incident.Due.FirstOrDefault(d => d.Kind == DeadlineKind.Ends && d.Regime == Deadlines.SixMonth) is not { } ends ? null
            : PlanDays + 1 + (incident.PausedSince is { } since ? Clock.DayOf(since.ToDateTimeOffset(), zone) : risk.V).DayNumber - Clock.DayOf(ends.Until.ToDateTimeOffset(), zone).DayNumber;
    }
}
