using Adit.Web;

namespace Adit.Risk;

/// <summary>Why this rating? Everything that made it, and what would change it.</summary>
/// <param name="Observe">What an agent sees or asks.</param>
/// <param name="Since">Since when it stands so; null where nobody looked.</param>
/// <param name="AsOf">The day and the state of knowledge that the page shows.</param>
/// <param name="Why">How many records on how many days, from how many sources, say so; null where it rests on none, or they are closed.</param>
/// <param name="Steps">The rule in words, worst first; the one that is met is marked.</param>
/// <param name="Owes">Set where an expert still owes the number: the sentence that says so.</param>
/// <param name="Regime">Key of the regime: annex2-immediate, annex2-six-month, annex2-reasonable, cap.</param>
/// <param name="Clock">The clock that runs; null where none does.</param>
/// <param name="ClockChecked">Whether the clause that sets the time was read; else "not yet checked against the text".</param>
/// <param name="Met">The records that met the rule, newest first, as far as the reader may open them.</param>
/// <param name="Looked">Records that met nothing, newest first, and never more than the page needs.</param>
/// <param name="Closed">What stays closed to this reader.</param>
/// <param name="Dissent">Other opinions and overrides, each with name, both values and reason.</param>
/// <param name="Ends">When it goes stale, what closes it, how long an event counts: in words.</param>
/// <param name="Coverage">Null for a reference site: nobody is planned there.</param>
/// <param name="Figure">The share or median that the records come to, with the number behind it and its 95 % interval.</param>
/// <param name="Change">Whether it changed since a month before; inside the interval it is said not to have.</param>
/// <param name="Basis">Set where a record this rests on was edited or withdrawn since.</param>
public sealed record RiskView(
    string SiteId, string SiteName, string Indicator, int Version, string Name, string Group, string Observe,
    Standing Standing, HowKnown? Known, DateOnly? Since, AsOfView AsOf, string? Why,
    IReadOnlyList<RuleStepView> Steps, string? Owes, IReadOnlyList<ClauseView> Clauses,
    string Regime, DeadlineView? Clock, bool ClockChecked, string? Response,
    IReadOnlyList<EvidenceView> Met, IReadOnlyList<EvidenceView> Looked, CountBandView? Closed,
    IReadOnlyList<DissentView> Dissent, IReadOnlyList<DeterminedView> Determined, IReadOnlyList<string> WouldChange, IReadOnlyList<FactView> Ends,
    CoverageView? Coverage, string HowSeen, IReadOnlyList<RiskMonthView> Months, string? Basis = null, CreditView? Reference = null,
    string? Figure = null, string? Change = null);

/// <summary>A step of the rule: the level it gives, and its condition in words, in parts of which one or all must hold.</summary>
/// <param name="All">Whether all parts must hold; else one is enough.</param>
public sealed record RuleStepView(int Severity, IReadOnlyList<string> Parts, bool All, bool Met);

/// <summary>One record behind a rating.</summary>
/// <param name="Said">What it said that the indicator reads.</param>
/// <param name="Source">Agent code or source in words.</param>
/// <param name="Href">The record.</param>
public sealed record EvidenceView(DateTimeOffset Observed, IReadOnlyList<SaidView> Said, HowKnown Known, string Source, string? Href);

/// <summary>An observable with its subject and dimensions, and its value with unit, in the reader's language.</summary>
public sealed record SaidView(string What, string Value);

/// <summary>Somebody's other opinion: what was computed, what they say, why.</summary>
public sealed record DissentView(DateTimeOffset At, string By, Standing Computed, Standing? Instead, string Reason, bool Overrides, bool Over);

/// <summary>What two people determined of a finding, or did not.</summary>
/// <param name="Who">Both; by their roles, where the reader is nobody of the programme.</param>
/// <param name="Weigh">What is to be weighed by whoever buys; empty where nothing.</param>
/// <param name="Over">Whether the incident is over.</param>
public sealed record DeterminedView(string Outcome, bool Agreed, DateTimeOffset At, string Who, string Weigh, bool Over);

/// <summary>How it stood at the end of one month, or on the day of one visit by others.</summary>
/// <param name="Looks">On how many days somebody looked; null where that is not shown.</param>
/// <param name="RecordsHref">The records of it, where the reader may open them.</param>
/// <param name="DetectionRose">More children were found in a month with more looks: better looking, by itself no worse site.</param>
public sealed record RiskMonthView(string Month, Standing Standing, int? Looks, string Href, string? RecordsHref, bool DetectionRose = false);
