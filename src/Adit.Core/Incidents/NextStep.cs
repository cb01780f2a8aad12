using Adit.People;
using Adit.Risk;

namespace Adit.Incidents;

/// <summary>What is to be done next about an incident.</summary>
public enum NextStep
{
    /// <summary>Nothing: it is over.</summary>
    None,

    /// <summary>Somebody takes it on.</summary>
    Take,

    /// <summary>The other person says whether they agree to what was proposed.</summary>
    Decide,

    /// <summary>One of the two proposes a determination.</summary>
    Determine,

    /// <summary>What was only told is verified by somebody else.</summary>
    BearOut,

    /// <summary>It is made safe.</summary>
    MakeSafe,

    /// <summary>A plan is adopted.</summary>
    Plan,

    /// <summary>Progress is looked at.</summary>
    Progress,

    /// <summary>Measurable improvement is shown.</summary>
    Improvement,

    /// <summary>What was determined is looked at again.</summary>
    LookAgain,

    /// <summary>It is called over: nothing of it stands open any more.</summary>
    Close,

    /// <summary>Somebody checks on the ground that what was to be done is done.</summary>
    Verify,

    /// <summary>A named person decides whether an authority is told.</summary>
    Authority,
}

/// <summary>What ends an incident once nothing of it stands open at the site.</summary>
public enum Ending
{
    /// <summary>That later looks found nothing.</summary>
    Looks,

    /// <summary>A check on the ground.</summary>
    Check,

    /// <summary>A determination by two people.</summary>
    Determination,
}

/// <summary>Says what is next.</summary>
public static class Steps
{
    /// <summary>The next step of an incident; for each there is one.</summary>
    /// <param name="standing">The indicators that stand open at the site today.</param>
    /// <param name="ending">What ends it once none of its indicators does.</param>
    public static NextStep Next(Incident incident, IReadOnlySet<string> standing, Ending ending = Ending.Looks)
    {
        if (!incident.IsOpen)
            return NextStep.None;
        if (incident.Proposed is not null)
            return NextStep.Decide;
        if (incident.State == IncidentState.New || incident.Due.Any(d => d.Kind == DeadlineKind.Told))
            return NextStep.Take;
        if (incident.Due.Any(d => d.Kind == DeadlineKind.Determined))
            return NextStep.Determine;
        // Asked before it can be called over.
        if (incident.Due.Any(d => d.Kind == DeadlineKind.Notify) && incident.Findings.All(f => !standing.Contains(f.Indicator)))
            return NextStep.Authority;
        if (incident.Findings.All(f => !standing.Contains(f.Indicator)) && ending != Ending.Check)
            return ending == Ending.Looks ? NextStep.Close : incident.Determined is null ? NextStep.Determine : NextStep.LookAgain;
        return incident.Due.Select(d => Of(d.Kind)).Where(s => s != NextStep.None).FirstOrDefault() is var due && due != NextStep.None ? due
            : incident.Hollow ? NextStep.BearOut
            : incident.Determined is not null ? NextStep.LookAgain : NextStep.Verify;
    }

    /// <summary>Whether somebody of a role may do the next step.</summary>
    public static bool May(NextStep step, Role role) => step switch
    {
        NextStep.None => false,
        NextStep.Decide or NextStep.Determine or NextStep.LookAgain => role.May(Right.Determine),
        _ => role.May(Right.HandleIncidents),
    };

    private static NextStep Of(DeadlineKind kind) => kind switch
    {
        DeadlineKind.Safe => NextStep.MakeSafe,
        DeadlineKind.Plan => NextStep.Plan,
        DeadlineKind.Progress => NextStep.Progress,
        DeadlineKind.Ends => NextStep.Improvement,
        DeadlineKind.LookAgain => NextStep.LookAgain,
        DeadlineKind.Notify => NextStep.Authority,
        _ => NextStep.None,
    };
}
