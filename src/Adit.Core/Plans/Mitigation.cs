using Adit.Incidents;
using Adit.Risk;

namespace Adit.Plans;

/// <summary>A finding under a six-month plan about which nothing was begun.</summary>
/// <param name="Day">How many days the programme has known of it, at the site.</param>
public sealed record NotBegun(Incident Incident, IncidentFinding Finding, int Day);

/// <summary>Says where mitigation was not begun: the regime of the six-month plan counts from its adoption, and would say nothing where none was ever adopted.</summary>
public static class Mitigation
{
    /// <summary>From how many days on after the programme learnt of it.</summary>
    public const int After = 30;

    /// <summary>The findings of an incident that no adopted plan treats. Hearsay needs no plan yet, and while clocks stand still nothing is late.</summary>
    /// <param name="actions">Of plans of the site; drafts and what was dropped treat nothing.</param>
    /// <param name="today">The day at the site.</param>
    public static IEnumerable<NotBegun> Of(Incident incident, IEnumerable<CorrectiveAction> actions, DateOnly today, TimeZoneInfo zone)
    {
        var day = today.DayNumber - Clock.DayOf(incident.Learnt.ToDateTimeOffset(), zone).DayNumber;
        if (!incident.IsOpen || incident.PausedSince is not null || day < After)
            return [];
        var adopted = actions.Where(a => a.State is not ActionState.Draft and not ActionState.Dropped).ToList();
        return incident.Findings.Where(f => f is { Regime: Deadlines.SixMonth, Hollow: false } && !IsPlanned(incident, f) && !adopted.Any(a => Treats(a, incident, f))).Select(f => new NotBegun(incident, f, day));
    }

    // A plan that was adopted elsewhere is noted by hand.
    private static bool IsPlanned(Incident incident, IncidentFinding finding) => incident.Deadlines.Any(d => d is { Kind: DeadlineKind.Plan, Met: not null } && d.Regime == finding.Regime);

    private static bool Treats(CorrectiveAction action, Incident incident, IncidentFinding finding) =>
        action.Line.Indicator == finding.Indicator && (action.Line.About is null || incident.About is null || action.Line.About == incident.About);
}
