using Adit.Web;

namespace Adit.Risk;

/// <summary>Why this rating? Everything that made it, and what would change it.</summary>
/// <param name="Observe">What an agent sees or asks.</param>
/// <param name="Since">Since when it stands so; null where nobody looked.</param>
/// <param name="AsOf">Set where the page shows an earlier day or what was known then.</param>
/// <param name="Steps">The rule in words, worst first; the one that is met is marked.</param>
/// <param name="Owes">Set where an expert still owes the number: the sentence that says so.</param>
/// <param name="Regime">Key of the regime: annex2-immediate, annex2-six-month, annex2-reasonable, cap.</param>
/// <param name="Clock">The clock that runs; null where none does.</param>
/// <param name="ClockChecked">Whether the clause that sets the time was read; else "not yet checked against the text".</param>
/// <param name="Met">The observations that met the rule, newest first, as far as the reader may open them.</param>
/// <param name="Looked">Looks that met nothing, newest first, and never more than the page needs.</param>
/// <param name="Closed">What stays closed to this reader.</param>
/// <param name="Dissent">Other opinions and overrides, each with name, both values and reason.</param>
/// <param name="Ends">When it goes stale, what closes it, how long an event counts: in words.</param>
/// <param name="Figure">The share or median that the records come to, with the number behind it and its 95 % interval.</param>
/// <param name="Change">Whether it changed since a month before; inside the interval it is said not to have.</param>
/// <param name="Basis">Set where a record this rests on was edited or withdrawn since.</param>
public sealed record RiskView(
    string SiteId, string SiteName, string Indicator, int Version, string Name, string Group, string Observe,
    Standing Standing, HowKnown? Known, DateOnly? Since, string? AsOf,
    IReadOnlyList<RuleStepView> Steps, string? Owes, IReadOnlyList<ClauseView> Clauses,
    string Regime, DeadlineView? Clock, bool ClockChecked, string? Response,
    IReadOnlyList<ObservationView> Met, IReadOnlyList<ObservationView> Looked, CountBandView? Closed,
    IReadOnlyList<DissentView> Dissent, IReadOnlyList<string> WouldChange, IReadOnlyList<FactView> Ends,
    CoverageView Coverage, string HowSeen, IReadOnlyList<RiskMonthView> Months, string? Basis = null, CreditView? Reference = null,
    string? Figure = null, string? Change = null);

/// <summary>A step of the rule: the level it gives, and its condition in words.</summary>
public sealed record RuleStepView(int Severity, string When, bool Met);

/// <summary>One observation behind a rating.</summary>
/// <param name="What">The observable, with its dimensions.</param>
/// <param name="Value">With unit, in the reader's language.</param>
/// <param name="Subject">Pit, lot or other thing it is about; null for the site.</param>
/// <param name="Source">Agent code or source in words.</param>
/// <param name="Href">The submission; null below the reader's tier.</param>
public sealed record ObservationView(
    DateTimeOffset Observed, string What, string Value, string? Subject, HowKnown Known, string Source, string? Href);

/// <summary>Somebody's other opinion: what was computed, what they say, why.</summary>
public sealed record DissentView(DateTimeOffset At, string By, Standing Computed, Standing? Instead, string Reason, bool Overrides);

/// <summary>How it stood in one month.</summary>
/// <param name="Looks">On how many days somebody looked; null where that is not shown.</param>
/// <param name="DetectionRose">More children were found in a month with more looks: better looking, by itself no worse site.</param>
public sealed record RiskMonthView(DateOnly Month, Standing Standing, int? Looks, string? Href, bool DetectionRose = false);
