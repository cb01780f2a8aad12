using Adit.Incidents;
using Adit.Web;

namespace Adit.Plans;

/// <summary>Who does what by when, at which sites? The plans of one month.</summary>
/// <param name="Month">As text; the value is in <paramref name="MonthValue"/>.</param>
/// <param name="Unplanned">Sites without a plan for the month, where one can be composed.</param>
public sealed record PlansView(
    string Month, string MonthValue, string BeforeHref, string? AfterHref, IReadOnlyList<FigureView> Figures, IReadOnlyList<PlanRowView> Rows, IReadOnlyList<OptionView> Unplanned, bool MayHandle,
    IReadOnlyList<string>? Refusals = null);

/// <summary>The plan of a site in a list.</summary>
/// <param name="State">draft, issued or over.</param>
/// <param name="Actions">How many it has.</param>
/// <param name="Done">How many of them were verified.</param>
/// <param name="Next">What is due next; null where nothing is.</param>
public sealed record PlanRowView(string Href, string SiteName, string State, Standing Worst, int Actions, int Done, int Overdue, int GoneUp, int Disputed, int ToVerify, int Waiting, DeadlineView? Next);

/// <summary>Who does what by when at this site?</summary>
/// <param name="Issued">The day it was adopted; null in a draft.</param>
/// <param name="LeftOut">What is open and on no line, with why.</param>
/// <param name="Others">Other plans of the site.</param>
/// <param name="Until">The last day on which the link opens; null for whoever signs in.</param>
/// <param name="Today">The day at the site.</param>
/// <param name="FileName">Of its sheet, without the ending.</param>
/// <param name="NewAddress">The address of a link that was just made; shown once.</param>
public sealed record PlanView(
    string SiteName, string SiteCode, string Path, DateOnly Today, string FileName, string Month, string State, DateOnly? Issued, string? IssuedBy, string Note, long Seen, IReadOnlyList<PlanLineView> Lines, IReadOnlyList<LeftOutView> LeftOut,
    IReadOnlyList<MeetingView> Meetings, IReadOnlyList<PlanLinkView> Links, IReadOnlyList<LinkView> Others, IReadOnlyList<OptionView> Indicators, bool MayHandle, bool MayIssue,
    IReadOnlyList<string>? Refusals = null, string? NewAddress = null);

/// <summary>A line of a plan.</summary>
/// <param name="State">draft, running, said-done, verified or dropped.</param>
/// <param name="Said">What happened to it, in words, the newest last.</param>
/// <param name="Clock">A sentence about the clock of its finding, where its day is another one.</param>
/// <param name="Line">As it is edited.</param>
/// <param name="TakenBy">The organisation that has taken it on; null while none has.</param>
/// <param name="Payment">Who pays, and when it was paid; null while nobody has said.</param>
public sealed record PlanLineView(
    string Number, Standing Standing, string What, string? About, string Text, string Check, string Owner, string OwnerIs, DateOnly Due, DeadlineView? Deadline, string? Clock, string Cost, string Partner, bool Quiet, bool Carried,
    string State, int Overdue, bool GoneUp, IReadOnlyList<SaidView> Said, IReadOnlyList<LinkView> Incidents, long Seen, LineFormView Line, string? TakenBy, string? Payment);

/// <summary>Something that happened to a line.</summary>
/// <param name="OnPaper">As it stands on what is given away: it names nobody of the programme; null where it stands there not at all.</param>
public sealed record SaidView(string Text, string? OnPaper);

/// <summary>A line as its form begins.</summary>
/// <param name="MustBeQuiet">Whether it may not be shown at the site.</param>
public sealed record LineFormView(string? Action, string? Indicator, string? Measure, string Text, string Owner, string OwnerIs, DateOnly? Due, string Cost, string Partner, bool Quiet, bool MustBeQuiet, IReadOnlyList<OptionView> Measures);

/// <summary>Something open that is on no line.</summary>
public sealed record LeftOutView(Standing Standing, string What, string Why);

/// <summary>A meeting that was held.</summary>
/// <param name="Record">Where the record of an agent is that tells of it; null where the office noted it.</param>
public sealed record MeetingView(DateOnly Day, string Place, IReadOnlyList<FactView> Came, IReadOnlyList<string> Disputed, string Note, string By, IReadOnlyList<IncidentFileView> Files, string? Record);

/// <summary>A link by which a party sees the plan.</summary>
public sealed record PlanLinkView(string Id, string Party, DateOnly Until, string MadeBy, bool Open);

/// <summary>One action with all that happened to it.</summary>
/// <param name="Plans">The plans that it stands in.</param>
/// <param name="Basis">What changed of a record that verified it; null where nothing.</param>
/// <param name="Today">The day at the site.</param>
/// <param name="May">The acts that this reader may do.</param>
/// <param name="Offers">Organisations that offer to take it on and wait for an answer, with what they said.</param>
public sealed record ActionView(
    PlanLineView Line, string SiteName, string SiteCode, DateOnly Today, IReadOnlyList<LinkView> Plans, string? Lasting, DateOnly? EffectFrom, ProgressView? Progress, string? Asked, string? Basis, IReadOnlyList<HappenedView> History,
    IReadOnlySet<string> May, IReadOnlyList<OptionView> Offers, IReadOnlyList<string>? Refusals = null);

/// <summary>Whether what an action mends became less, from the looks of agents.</summary>
/// <param name="Steps">The time before, and each step after it.</param>
public sealed record ProgressView(string Says, IReadOnlyList<ProgressStepView> Steps);

/// <summary>A stretch of time, how many days were looked at in it, and on how many something was found.</summary>
public sealed record ProgressStepView(string Name, string Days, int Looked, int Found, string Share, string Verdict);

/// <summary>The library of measures.</summary>
public sealed record MeasuresView(IReadOnlyList<MeasureView> Measures, IReadOnlyList<string> Without, bool MayKeep, string? Missing, IReadOnlyList<string>? Refusals = null);

/// <summary>A measure.</summary>
public sealed record MeasureView(
    string Id, string Text, string Check, string En, string Fr, string CheckEn, string CheckFr, string Indicators, string Owner, string OwnerKey, string Cost, bool Quiet, int EffectAfter, bool Own, bool Retired);

/// <summary>What a party sees of the plan of a site, by its link or signed in.</summary>
/// <param name="Month">As text; null where no plan is adopted.</param>
/// <param name="Today">The day at the site.</param>
/// <param name="FileName">Of its sheet, without the ending.</param>
public sealed record SharedView(
    string Address, string SiteName, string SiteCode, string Party, string? Month, DateOnly? Issued, DateOnly? Until, DateOnly Today, string FileName, IReadOnlyList<SharedLineView> Lines, IReadOnlyList<string>? Refusals = null);

/// <summary>A line as a party sees it.</summary>
/// <param name="Agrees">What this party said; null while it has not.</param>
public sealed record SharedLineView(string Number, string Text, string? About, string Check, string Owner, DateOnly Due, int Overdue, string State, string Partner, bool? Agrees, bool Open);
