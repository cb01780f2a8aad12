namespace Adit.Risk;

/// <summary>What a site needs now, from nothing to the most urgent; the zero is the honest default. Never a grade of the site.</summary>
public enum Attention : byte
{
    /// <summary>Nobody looked.</summary>
    NotObserved,
    /// <summary>Nothing open among what was looked at.</summary>
    NothingOpen,
    /// <summary>Something is open.</summary>
    OpenFindings,
    /// <summary>S1 or S2, on hearsay alone.</summary>
    BeingVerified,
    /// <summary>A fatal accident is open: its cause is not cleared up yet.</summary>
    FatalUnderReview,
    /// <summary>Serious abuse, determined by two people.</summary>
    Determined,
    /// <summary>Serious abuse, seen or told by two: a determination is due.</summary>
    UrgentPending,
}

/// <summary>How attention follows from ratings (criteria, three facts about a site).</summary>
public static class Attentions
{
    /// <summary>The indicator of a death at work, which asks for a review of its own.</summary>
    public const string FatalAccident = "OH-01";

    /// <summary>What a site needs. Only findings about the site or its operator count; a level on hearsay alone never counts as a finding.</summary>
    /// <remarks>
    /// What cannot be seen, or cannot be judged for want of a number, never makes a site one where nothing is open.
    /// Hearsay of S1 or S2 shows before firm findings of less; a firm S2 beside it does not hide it either.
    /// </remarks>
    public static Attention Of(IEnumerable<(Indicator Indicator, Rating Rating)> ratings)
    {
        var attention = Attention.NotObserved;
        foreach (var (indicator, rating) in ratings)
            if (indicator.Subject is FindingSubject.Site or FindingSubject.Operator && One(indicator, rating) is var one && one > attention)
                attention = one;
        return attention;
    }

    private static Attention One(Indicator indicator, in Rating rating) => rating switch
    {
        { State: RatingState.Clear } => Attention.NothingOpen,
        { State: not RatingState.Open } => Attention.NotObserved,
        { Hollow: true } => Attention.BeingVerified,
        { Level: not Severity.S1 } => Attention.OpenFindings,
        _ when indicator.Id == FatalAccident => Attention.FatalUnderReview,
        _ when indicator.Regime != "annex2-immediate" => Attention.OpenFindings,
        { Grade: Grade.Determined } => Attention.Determined,
        _ => Attention.UrgentPending,
    };
}
