namespace Adit.Risk;

/// <summary>How an indicator, or a group of them, stands at a site.</summary>
public enum RatingState : byte
{
    /// <summary>Nobody looked, or not for too long. Silence is not clear.</summary>
    NotObserved,
    /// <summary>An adverse observation stands.</summary>
    Open,
    /// <summary>Nothing open among what was looked at.</summary>
    Clear,
    /// <summary>No report; hard to see.</summary>
    Hidden,
    /// <summary>Looked at, but a number that the rule needs is owed, not set, or based on too few.</summary>
    Unrated,
    /// <summary>Does not apply here: "—".</summary>
    DoesNotApply,
    /// <summary>Nothing records this yet.</summary>
    NothingRecords,
}

/// <summary>How good the evidence is.</summary>
public enum Grade : byte
{
    /// <summary>One source told.</summary>
    Reported,
    /// <summary>A second source, another actor, told the same.</summary>
    Corroborated,
    /// <summary>An agent saw or measured it.</summary>
    Observed,
    /// <summary>Two people decided that it is so.</summary>
    Determined,
}

/// <summary>What people decide about a finding.</summary>
public enum DecisionKind : byte
{
    /// <summary>A corrective action was verified: what is open ends, unless the indicator needs a determination. It is a look.</summary>
    VerifiedAction,
    /// <summary>Two people determined that it is over or was not so: what is open ends.</summary>
    Determination,
    /// <summary>Two people determined that it is so: what is open is graded determined from then on.</summary>
    Confirmation,
}

/// <summary>A rating: what holds over some days.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Level">The worst open level; none unless open.</param>
/// <param name="Grade">The evidence at that level; reported unless open.</param>
/// <param name="Since">The first day of the unbroken run of this state and level.</param>
/// <param name="LastLook">Not observed, hidden: the day of the last look; null if there was none.</param>
/// <param name="FirstK">Open: the first ledger index of the evidence at this level in this run; else 0.</param>
public readonly record struct Rating(RatingState State, Severity Level, Grade Grade, DateOnly Since, DateOnly? LastLook, long FirstK)
{
    /// <summary>S1 or S2 on hearsay alone: drawn hollow, worded "reported, being verified", never a finding in a report.</summary>
    public bool Hollow => State == RatingState.Open && Grade == Grade.Reported && Level >= Severity.S2;
}

/// <summary>
/// A rating over days of the site and over what was known: it holds for V in [From, To) as known at K in [KFrom, KTo).
/// (V From, KFrom) is unique within a site and indicator. The ends <see cref="NoEnd"/> and <see cref="StillKnown"/> are open.
/// </summary>
/// <param name="From">First day.</param>
/// <param name="To">First day after.</param>
/// <param name="KFrom">Ledger index that made it known; what changed it last.</param>
/// <param name="KTo">Ledger index that ended it.</param>
/// <param name="Rating">What holds.</param>
/// <param name="Adverse">Open: how many subject-days of evidence at that level overlapped when the row was written.</param>
public readonly record struct RatingRow(DateOnly From, DateOnly To, long KFrom, long KTo, Rating Rating, int Adverse)
{
    /// <summary>The end of days.</summary>
    public static DateOnly NoEnd => DateOnly.MaxValue;

    /// <summary>Holds as far as anybody knows now.</summary>
    public const long StillKnown = long.MaxValue;
}

/// <summary>What a step did to the rows of a site and indicator. Rows are closed and added, never rewritten.</summary>
/// <param name="Closed">Rows as they now are, with their end in K.</param>
/// <param name="Added">New rows, all open in K.</param>
public sealed record Changes(IReadOnlyList<RatingRow> Closed, IReadOnlyList<RatingRow> Added)
{
    /// <summary>Nothing changed.</summary>
    public static Changes None { get; } = new([], []);

    /// <summary>Whether nothing changed.</summary>
    public bool Nothing => Added.Count == 0 && Closed.Count == 0;
}
