namespace Adit.Risk;

/// <summary>How grave a finding is; S1 is the worst. The names are their order, and there is no level 0.</summary>
public enum Severity : byte
{
    /// <summary>No level: nothing is open.</summary>
    None,
    /// <summary>Improvement.</summary>
    S4,
    /// <summary>Breach of a working rule.</summary>
    S3,
    /// <summary>Credible risk to people, legality or chain of custody.</summary>
    S2,
    /// <summary>Death or serious abuse of people, or an armed group.</summary>
    S1,
}

/// <summary>What sort of thing an indicator is. Events lapse; everything else is a state that a later look may end.</summary>
public enum IndicatorKind : byte
{
    /// <summary>Something that happened.</summary>
    Event,
    /// <summary>Something that is so.</summary>
    Status,
    /// <summary>How many.</summary>
    Count,
    /// <summary>A reading.</summary>
    Measure,
    /// <summary>A share of a sample.</summary>
    Sample,
    /// <summary>A list ticked off.</summary>
    Checklist,
    /// <summary>A paper held.</summary>
    Document,
    /// <summary>Days that run.</summary>
    Clock,
    /// <summary>A figure made of figures.</summary>
    Calc,
}

/// <summary>Whom a finding is about; only site and operator count to a site's attention.</summary>
public enum FindingSubject : byte
{
    /// <summary>The site.</summary>
    Site,
    /// <summary>The cooperative or company that runs it.</summary>
    Operator,
    /// <summary>The monitoring programme itself.</summary>
    Programme,
    /// <summary>The haul route.</summary>
    Route,
    /// <summary>A lot.</summary>
    Lot,
}

/// <summary>How a thing can be seen at all.</summary>
public enum Detectability : byte
{
    /// <summary>By looking.</summary>
    Seen,
    /// <summary>By asking.</summary>
    Asked,
    /// <summary>With an instrument.</summary>
    Measured,
    /// <summary>On paper.</summary>
    Document,
    /// <summary>Hardly: a clear look never shows as clear.</summary>
    Hidden,
}

/// <summary>What records an indicator.</summary>
public enum RecordedBy : byte
{
    /// <summary>Forms of agents.</summary>
    Forms,
    /// <summary>The programme's own record.</summary>
    Programme,
    /// <summary>Custody of lots.</summary>
    Custody,
    /// <summary>Grievances.</summary>
    Grievances,
    /// <summary>Corrective action plans.</summary>
    Plans,
}

/// <summary>What ends an open finding, beside the lapse of an event.</summary>
/// <param name="Needs">The least that ends it.</param>
/// <param name="ClearLooks">For a state: how many clear looks on different days end it; 0 where no look does.</param>
public readonly record struct Closing(DecisionKind Needs, int ClearLooks);

/// <summary>Where an indicator applies; null means everywhere, every mineral and so on.</summary>
public sealed record Applicability(
    IReadOnlyList<string>? Countries, IReadOnlyList<string>? Minerals, IReadOnlyList<string>? SiteTypes, IReadOnlyList<string>? RuleSets,
    DateOnly? From, DateOnly? To);

/// <summary>One step of the severity: the level, and when it is met.</summary>
public sealed record Step(Severity Level, Rule When);

/// <summary>A pointer into a standard.</summary>
/// <param name="Standard">Id of the standard.</param>
/// <param name="Ref">The place in it.</param>
/// <param name="Mark">How well it is known: <c>r</c> read, <c>p</c> partly, <c>g</c> general knowledge, never shown as fact.</param>
public readonly record struct Clause(string Standard, string Ref, string Mark);

/// <summary>What must be done about a finding, and by when.</summary>
/// <param name="Text">In words.</param>
/// <param name="Basis">Where the times come from: <c>STD</c>, <c>STD?</c> (clause not read yet) or <c>PROP</c> (ours).</param>
/// <param name="Alert">Until somebody is told.</param>
/// <param name="Close">Until it is made safe.</param>
/// <param name="Plan">Until a plan is done.</param>
/// <param name="Notify">Until a named person decides whether an authority is told; null where the indicator asks for no such decision.</param>
public sealed record Response(Text Text, string Basis, Period? Alert, Period? Close, Period? Plan, Period? Notify = null);

/// <summary>An indicator as its file says it. See the catalogue's README for the members.</summary>
public sealed record Indicator
{
#pragma warning disable CS1591 // Each member is the file's member of the same name; the README explains them once.
    public required string Id { get; init; }
    public required int Index { get; init; }
    public required int Version { get; init; }
    public required Text Name { get; init; }
    public required Text Observe { get; init; }
    public required string Group { get; init; }
    public required IndicatorKind Kind { get; init; }
    public required FindingSubject Subject { get; init; }
    public required SubjectKind About { get; init; }
    public required string Tier { get; init; }
    public required bool Protected { get; init; }
    public required string Regime { get; init; }
    public required Detectability Detectability { get; init; }
    public required IReadOnlyList<int> LookedBy { get; init; }
    public required IReadOnlyList<(int By, IReadOnlyList<int> Settled)> Settles { get; init; }
    public required Period? Cadence { get; init; }
    public required Period StaleAfter { get; init; }
    public required Closing ClosesWhen { get; init; }
    public required Period? CountsFor { get; init; }
    public required Applicability AppliesTo { get; init; }
    public required IReadOnlyList<Step> Severity { get; init; }
    public required Text? Owes { get; init; }
    public required RecordedBy Records { get; init; }
    public required IReadOnlyList<Clause> Clauses { get; init; }
    public required IReadOnlyList<string> Rmi { get; init; }
    public required Response Response { get; init; }
    public required string? UntpTopic { get; init; }
    public required IReadOnlyList<WorkedCase> Cases { get; init; }
#pragma warning restore CS1591

    /// <summary>The comparisons that take many answers, in the order of their slots.</summary>
    public required IReadOnlyList<Comparison> Takes { get; init; }

    /// <summary>By index of an observable: whether the indicator looks by it or a rule reads it.</summary>
    public required IReadOnlyList<bool> Reads { get; init; }
}

/// <summary>A worked case of an indicator: what was recorded, and what it must come to.</summary>
/// <param name="Says">In words.</param>
/// <param name="Site">The site it plays at.</param>
/// <param name="Given">The records, day 0 being <see cref="WorkedCases.DayZero"/>.</param>
/// <param name="Acts">What was decided on which day.</param>
/// <param name="At">The day that is asked about.</param>
/// <param name="Then">The state it must have.</param>
/// <param name="Level">The level, if open.</param>
/// <param name="Grade">The evidence grade, where the case states one.</param>
/// <param name="Clock">Id of the regime whose clock starts, <c>none</c>, or null where the case does not say.</param>
/// <param name="Line">Its line in the file.</param>
public sealed record WorkedCase(
    Text Says, SiteFacts Site, IReadOnlyList<Account> Given, IReadOnlyList<(DecisionKind Kind, DateOnly Day)> Acts, DateOnly At,
    RatingState Then, Severity Level, Grade? Grade, string? Clock, int Line);
