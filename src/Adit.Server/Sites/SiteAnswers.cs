using System.ComponentModel;
using Adit.Risk;
using Adit.Web;

namespace Adit.Sites;

/// <summary>The monitored sites that the reader may see, as they stand now.</summary>
internal sealed record ProgrammeNow(string? Programme, bool Simulated, DateTimeOffset At, ProofShown Proof, IReadOnlyList<SiteNow> Sites,
    [property: Description("What to ask for as after; null on the last page.")] string? Next);

/// <summary>How one site stands now.</summary>
/// <param name="Looked">Indicators looked at, of those that apply.</param>
/// <param name="Records">Records of the last 90 days.</param>
internal sealed record SiteNow(
    string Code, string Name, string Stage, [property: Description("What the site needs: a permanent code.")] string? Attention, [property: Description("The same in words.")] string? AttentionWords,
    WorstOpen? Worst, int Looked, int Applicable, Coverage Coverage, [property: Description("Of the last 90 days.")] Counted Records);

/// <summary>The worst open finding.</summary>
internal sealed record WorstOpen(string Indicator, string Name, Rated Rating);

/// <summary>Agent-days done of planned in 30 days, and each day: Observed, NotObserved or NotPlanned.</summary>
internal sealed record Coverage(DateOnly From, int Done, int Planned, IReadOnlyList<string> Days)
{
    public static Coverage Of(AgentDays days) => new(days.From, days.Done, days.Planned, [.. days.Days.Select(d => d.ToString())]);
}

/// <summary>A rating.</summary>
internal sealed record Rated(
    [property: Description("NotObserved, Open, Clear, Hidden, Unrated, DoesNotApply or NothingRecords.")] string State,
    [property: Description("S1 (worst) to S4; null where nothing is open.")] string? Level,
    [property: Description("How it is known: Reported, Corroborated, Observed or Determined; null where nothing is open.")] string? Grade,
    [property: Description("Reported and not yet verified.")] bool ReportedOnly, DateOnly? Since, DateOnly? LastLook)
{
    // Of a protected matter no day is shown.
    public static Rated Of(IndicatorRisk risk) => new(
        risk.Rating.State.ToString(), risk.Rating.State == RatingState.Open ? risk.Rating.Level.ToString() : null, risk.Rating.State == RatingState.Open ? risk.Rating.Grade.ToString() : null, risk.Rating.Hollow,
        risk.Indicator.Protected || risk.Rating.State is RatingState.DoesNotApply or RatingState.NothingRecords || risk.Rating.Since == default ? null : risk.Rating.Since,
        risk.Indicator.Protected ? null : risk.Rating.LastLook);
}

/// <summary>What a site is. Where exactly it lies, and its id, are for readers of T2.</summary>
internal sealed record SiteShown(
    string? Id, string Code, string Name, [property: Description("Monitored or Reference.")] string Kind, string? Stage, string Country, string Province, IReadOnlyList<string> Minerals, string Zone,
    IReadOnlyList<string> RuleSets, [property: Description("Whom to name wherever this site is shown.")] string? Credit, PlaceShown? Place);

/// <summary>A place in degrees, WGS 84.</summary>
internal sealed record PlaceShown(decimal Latitude, decimal Longitude);

/// <summary>A page of sites.</summary>
internal sealed record SitesAnswer(IReadOnlyList<SiteListed> Sites, [property: Description("What to ask for as after; null on the last page.")] string? Next);

/// <summary>A site in the register.</summary>
internal sealed record SiteListed(SiteShown Site, Counted Agents, [property: Description("What is wrong with what is known of it, in words.")] IReadOnlyList<string> Wrong);

/// <summary>A site with every risk, as of a day and a state of knowledge.</summary>
internal sealed record SiteAnswer(
    SiteShown Site, DateOnly V, [property: Description("What the site needs: a permanent code.")] string? Attention, [property: Description("The same in words.")] string? AttentionWords, Coverage Coverage,
    IReadOnlyList<GroupAnswer> Groups, IReadOnlyList<ParameterShown> Parameters, IReadOnlyList<FigureSeries> Figures, [property: Description("All that speak of this site and count.")] Counted Records, ProofShown Proof,
    [property: Description("Said where protected indicators are left out for this reader, whatever happened.")] string? ProtectedMatter);

/// <summary>A risk group, as its worst open indicator.</summary>
internal sealed record GroupAnswer(
    string Id, string Name, string State, string? Worst, int Looked, int Applicable, IReadOnlyList<IndicatorNow> Indicators, [property: Description("The last twelve months, oldest first, each at its worst.")] IReadOnlyList<MonthShown> Months);

/// <summary>One indicator at a site.</summary>
internal sealed record IndicatorNow(string Id, string Name, Rated Rating);

/// <summary>How a month stood.</summary>
internal sealed record MonthShown(DateOnly Month, string State, [property: Description("S1 (worst) to S4; null where nothing was open.")] string? Level, bool ReportedOnly);

/// <summary>A number that rules use at this site.</summary>
internal sealed record ParameterShown(string Parameter, decimal Value, string Source);

/// <summary>A figure by month, in words and a unit; null where nobody counted.</summary>
internal sealed record FigureSeries(string Name, string? Unit, IReadOnlyList<MonthFigure> Months);

/// <summary>A figure of a month.</summary>
internal sealed record MonthFigure(DateOnly Month, decimal? Value);

/// <summary>One risk at one site: the rating, the rule and what stands behind it.</summary>
internal sealed record RiskAnswer(
    string Site, string Indicator, int Version, string Name, [property: Description("What an agent sees or asks.")] string Observe, DateOnly V, Rated Rating,
    [property: Description("The rule in words, worst first.")] IReadOnlyList<RuleStep> Steps, [property: Description("The number that an expert still owes; null where none.")] string? Owes, IReadOnlyList<Clause> Clauses,
    string Regime, DeadlineShown? Clock, IReadOnlyList<string> WouldChange,
    [property: Description("The records behind it, newest first; null for readers below T2.")] IReadOnlyList<EvidenceShown>? Evidence,
    [property: Description("How many more hold something that stays closed.")] int? Closed, [property: Description("Whether there are older ones.")] bool? More,
    [property: Description("How many records speak of the site.")] Counted Records, ProofShown Proof);

/// <summary>A step of a rule: the level that it gives, and when.</summary>
internal sealed record RuleStep(string Level, string When);

/// <summary>A clause of a standard. Mark: r (read), p (partly), g (not yet checked against the text).</summary>
internal sealed record Clause(string Standard, string Ref, string Mark, [property: Description("False where nobody of us has checked it against the text.")] bool Read);

/// <summary>What is due when.</summary>
internal sealed record DeadlineShown(DateTimeOffset Due, string? What);

/// <summary>A record behind a rating.</summary>
/// <param name="Level">What it alone comes to; null where it meets no step.</param>
internal sealed record EvidenceShown(
    string Submission, long Index, DateOnly Day, [property: Description("What it alone comes to; null where it meets no step.")] string? Level, [property: Description("Reported or Observed.")] string Evidence, string Agent,
    string Subject, IReadOnlyList<ObservationShown> Observations);

/// <summary>What a record observed: the observable's id and its value or code.</summary>
internal sealed record ObservationShown(string Observable, string Value);

/// <summary>A site to add to the register.</summary>
internal sealed record SiteAsked(
    string? Name, [property: Description("Two capital letters (ISO 3166-1).")] string? Country, string? Province, [property: Description("IANA time zone.")] string? Zone,
    [property: Description("Latitude and longitude in degrees, as -10.71 25.43.")] string? Position, IReadOnlyList<string>? Minerals)
{
    [Description("Short and unique, of letters, digits and hyphens; phones and paper use it. Made from the name where none is given.")]
    public string? Code { get; init; }

    [Description("Who proposed it, in a sentence.")]
    public string? ProposedBy { get; init; }
}

/// <summary>The code that a site was given.</summary>
internal sealed record SiteAdded(string Code);
