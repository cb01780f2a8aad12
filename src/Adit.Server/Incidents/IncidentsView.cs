using Adit.Web;

namespace Adit.Incidents;

/// <summary>What came in and needs somebody? Incidents by their clock.</summary>
/// <param name="Counts">Open ones by level, in words.</param>
/// <param name="MoreHref">The next page; null where this is the last.</param>
/// <param name="Flagged">Where records are that something is odd about and nobody has reviewed.</param>
/// <param name="Sites">Where one can be opened by hand.</param>
/// <param name="Indicators">Of what.</param>
/// <param name="Together">Findings that only several incidents together have, and their clocks; first page only.</param>
/// <param name="NotBegun">Where mitigation was not begun, the longest known first.</param>
/// <param name="Hits">How many hits on counterparties wait for a review; null for readers who cannot.</param>
public sealed record InboxView(
    TableView Table, IReadOnlyList<FilterView> Filters, IReadOnlyList<InboxCountView> Counts, IReadOnlyList<IncidentLineView> Lines, string? MoreHref, string Flagged, bool MayHandle,
    IReadOnlyList<OptionView> Sites, IReadOnlyList<OptionView> Indicators, IReadOnlyList<TogetherView> Together, IReadOnlyList<NotBegunView> NotBegun, int? Hits, IReadOnlyList<string>? Refusals = null);

/// <summary>A finding that none of some open incidents has alone, and all of them together: it has a clock.</summary>
/// <param name="Lines">The incidents; a person says whether they are one.</param>
public sealed record TogetherView(Standing Standing, string What, string SiteCode, string SiteName, DeadlineView Deadline, IReadOnlyList<IncidentLineView> Lines);

/// <summary>A finding under a six-month plan that no adopted plan treats.</summary>
/// <param name="Day">How many days the programme has known of it.</param>
/// <param name="PlanHref">Where it can be planned.</param>
public sealed record NotBegunView(string Number, string Indicator, Standing Standing, string What, string SiteCode, string SiteName, int Day, string PlanHref);

/// <summary>How many incidents of a level are open, and how many of them are overdue.</summary>
public sealed record InboxCountView(Standing Standing, string Open, string? Overdue, string Href);

/// <summary>An incident in a list.</summary>
/// <param name="What">The names of what was found.</param>
/// <param name="Learnt">When the programme learnt of it, at the site.</param>
/// <param name="Deadline">What is due next; null where nothing is.</param>
/// <param name="State">new, taken, closed or merged.</param>
/// <param name="Step">What is next, by its key.</param>
/// <param name="MayStep">Whether this reader may do it.</param>
/// <param name="DueKind">What that is, as programs know it: a deadline of the incident; or the clock of a finding that several incidents have together and none of them alone.</param>
/// <param name="Late">How many days before it was learnt of it happened; 0 where that was the same day.</param>
public sealed record IncidentLineView(
    string Id, string Number, Standing Standing, string What, string SiteCode, string SiteName, DateOnly Day, DateTimeOffset Learnt, int Late, DeadlineView? Deadline, bool Paused, string? Holder, string State, string Step,
    bool MayStep, long Seen, string? DueKind = null);

/// <summary>What happened, what is due, who has it?</summary>
/// <param name="Found">The level of the rule, where a person set another.</param>
/// <param name="OverriddenBy">Who did, with the reason.</param>
/// <param name="About">What it is about besides the site.</param>
/// <param name="Into">The number of the one that it goes on in.</param>
/// <param name="Ended">How it ended.</param>
/// <param name="Differs">What the criteria in force would say otherwise; empty where nothing.</param>
/// <param name="May">The acts that this reader may do.</param>
/// <param name="Forms">Those that agents can be asked to answer with.</param>
/// <param name="Asked">What agents were asked last, and the record that answered; without an address while none has.</param>
/// <param name="Actions">The corrective actions that answer it.</param>
/// <param name="Sites">The other sites that a determination can name.</param>
/// <param name="MayLeave">Whether what the alert says may be handed on.</param>
public sealed record IncidentView(
    IncidentLineView Line, Standing? Found, string? OverriddenBy, string? About, string? Into, string? Ended, string Source, string Note, IReadOnlyList<IncidentFindingView> Findings, IReadOnlyList<IncidentClockView> Clocks, string? Paused,
    IReadOnlyList<IncidentRecordView> Records, IReadOnlyList<IncidentLineView> MayBeOne, IReadOnlyList<DeterminationView> Determinations, bool AgreesHere, bool ProposesHere, IReadOnlyList<AffectedView> People, IReadOnlyList<string> Differs,
    IReadOnlyList<HappenedView> History, IReadOnlySet<string> May, IReadOnlyList<OptionView> Holders, IReadOnlyList<string> StillOpen, IReadOnlyList<LinkView> Actions, IReadOnlyList<OptionView> Forms, LinkView? Asked,
    IReadOnlyList<OptionView> Sites, bool MayLeave, IReadOnlyList<string>? Refusals = null);

/// <summary>A finding of an incident.</summary>
/// <param name="Known">How it is known.</param>
/// <param name="StandsOpen">Whether the rating of the site still has it open today.</param>
public sealed record IncidentFindingView(string Indicator, string Name, Standing Standing, string Known, string? Regime, string Href, bool StandsOpen, string Closes, string Response);

/// <summary>The clock of one regime.</summary>
public sealed record IncidentClockView(string Regime, string Says, bool Annex2, IReadOnlyList<IncidentDueView> Due);

/// <summary>Something that is due, or was done.</summary>
/// <param name="Met">When it was done; null while it was not.</param>
public sealed record IncidentDueView(string Kind, string What, DeadlineView Deadline, DateTimeOffset? Met, bool Missed);

/// <summary>A record that an incident rests on.</summary>
/// <param name="Href">Null where it is not held any more.</param>
/// <param name="Changed">What changed of it since, in words; null where nothing.</param>
public sealed record IncidentRecordView(string? Href, string Form, string Agent, DateOnly? Day, DateTimeOffset? Received, string? Changed);

/// <summary>A determination: what one person proposed, and what the other said.</summary>
public sealed record DeterminationView(string Outcome, string State, string By, DateTimeOffset At, string? Other, string? OtherNote, IReadOnlyList<FactView> Facts);

/// <summary>People affected, by sex and age band; null where nobody was counted.</summary>
public sealed record AffectedView(string Sex, string Band, string Label, int? Count);

/// <summary>Something that happened to an incident.</summary>
public sealed record HappenedView(string Who, DateTimeOffset At, string What, IReadOnlyList<string> Says, IReadOnlyList<IncidentFileView> Files);

/// <summary>A file of a note.</summary>
public sealed record IncidentFileView(string Name, string Href);
