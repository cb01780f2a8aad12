using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Incidents;
using Adit.Risk;
using Adit.Submissions;

namespace Adit.Plans;

/// <summary>Words in one language.</summary>
/// <param name="Language"><c>en</c>, <c>fr</c>, <c>sw</c> or <c>zh</c>.</param>
public sealed record Worded(string Language, string Text);

/// <summary>One line of a corrective action plan: who does what by when, so that one can see whether it was done.</summary>
/// <param name="Number">By which people speak of it, unique in the programme: <c>A-2026-0017</c>.</param>
/// <param name="Indicator">Whose finding it mends, and by which its effect is seen.</param>
/// <param name="About">What it is about besides the site, as <c>pit:…</c>; null for the site as a whole.</param>
/// <param name="Level">The level of the finding.</param>
/// <param name="Incidents">The incidents that it answers; none where it mends what no incident was opened for.</param>
/// <param name="Measure">Id of the measure of the library; null for none.</param>
/// <param name="Texts">What is to be done, where the measure does not say it.</param>
/// <param name="Owner">Which party carries it out; null for the programme itself.</param>
/// <param name="OwnerIs">Who that is there, as a function.</param>
/// <param name="Due">The last day, at the site.</param>
/// <param name="Clock">The day that the clock of the finding sets; null where it sets none.</param>
/// <param name="Partner">Who helps; empty for nobody.</param>
/// <param name="Quiet">Whether it stays inside the programme: not on the sheet, nor on the page for the stakeholders.</param>
/// <param name="EffectAfter">After how many days from its verification its effect is looked at; 0 for never.</param>
public sealed record PlanLine(
    ActionId Action, string Number, string Indicator, string? About, [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity Level, ImmutableArray<IncidentId> Incidents, string? Measure,
    ImmutableArray<Worded> Texts, Party? Owner, string OwnerIs, DateOnly Due, DateOnly? Clock, [property: JsonConverter(typeof(JsonStringEnumConverter<CostBand>))] CostBand Cost, string Partner, bool Quiet,
    int EffectAfter);

/// <summary>A plan was composed from what is open at a site.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Catalogue">Version of the catalogue whose measures were proposed.</param>
/// <param name="Lines">New actions.</param>
/// <param name="Carried">Actions of earlier plans that are not verified yet.</param>
public sealed record PlanDrafted(PlanId Plan, SiteId Site, DateOnly Month, string Catalogue, ImmutableArray<PlanLine> Lines, ImmutableArray<ActionId> Carried) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Plan.Value, Site.Value];
}

/// <summary>A line of a draft was changed, or one was added.</summary>
/// <param name="Issued">The day at the site, where the plan runs already and its new line with it; null in a draft.</param>
public sealed record PlanLineSet(PlanId Plan, PlanLine Line, DateOnly? Issued) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Plan.Value, Line.Action.Value];
}

/// <summary>A line was taken out of a draft.</summary>
public sealed record PlanLineTaken(PlanId Plan, ActionId Action, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Plan.Value, Action.Value];
}

/// <summary>A plan is adopted: its actions run. The plan of the month before ends with it.</summary>
/// <param name="Day">Day 0 at the site.</param>
public sealed record PlanIssued(PlanId Plan, SiteId Site, DateOnly Day, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Plan.Value, Site.Value];
}

/// <summary>A link was made by which a party sees the plan of a site and answers. Its secret is never in the ledger.</summary>
/// <param name="Until">The last day on which it opens.</param>
public sealed record PlanLinked(Guid Link, SiteId Site, Party Party, DateOnly Until) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Link, Site.Value];
}

/// <summary>A link opens nothing any more.</summary>
public sealed record PlanUnlinked(Guid Link) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Link];
}

/// <summary>How many of a party came to a meeting.</summary>
public sealed record Attended(Party Party, int Women, int Men);

/// <summary>What was said of one line at a meeting.</summary>
/// <param name="Party">Who disputes it; null where all agreed.</param>
public sealed record LineVoice(ActionId Action, bool Agreed, Party? Party, string Text);

/// <summary>The monthly meeting about a plan was held.</summary>
/// <param name="Files">The signed sheet, photographed.</param>
/// <param name="Record">The record of an agent that tells of it, and holds its photos; null where the office notes it.</param>
public sealed record MeetingHeld(
    PlanId Plan, DateOnly Day, string Place, ImmutableArray<Attended> Came, ImmutableArray<LineVoice> Lines, ImmutableArray<KeptFile> Files, string Note, IncidentRecord? Record = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Plan.Value, .. Lines.Select(l => l.Action.Value), .. Record is { } record ? [record.Submission.Value] : (Guid[])[]];
}

/// <summary>A party accepts an action, or disputes it; what it says stands beside it.</summary>
/// <param name="Link">By which link; null where the office notes what it was told.</param>
public sealed record ActionAnswered(ActionId Action, Party Party, bool Accepted, string Text, Guid? Link) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value];
}

/// <summary>Somebody says how far an action is. That it is done closes nothing: an agent or the independent reviewer verifies it.</summary>
/// <param name="Party">Who says so; null for the programme.</param>
/// <param name="Done">Whether they say that it is done.</param>
/// <param name="Link">By which link; null where the office notes it.</param>
public sealed record ActionReported(ActionId Action, Party? Party, bool Done, string Text, ImmutableArray<KeptFile> Files, Guid? Link) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value];
}

/// <summary>What whoever checked found of an action.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckResult>))]
public enum CheckResult
{
    /// <summary>Nothing was begun.</summary>
    NotStarted,

    /// <summary>It is under way.</summary>
    Running,

    /// <summary>It is said to be done; whoever checked did not see it.</summary>
    SaidDone,

    /// <summary>It is done: whoever checked saw it, or a document of it.</summary>
    Verified,

    /// <summary>What was done is not what was agreed.</summary>
    NotAccepted,
}

/// <summary>Somebody looked whether an action was done.</summary>
/// <param name="Day">On which day at the site.</param>
/// <param name="Record">The agent's record; null where the independent reviewer says so.</param>
/// <param name="By">Who looked.</param>
/// <param name="SameAgent">Whether they also recorded the finding that it mends.</param>
/// <param name="Effect"><c>works</c>, <c>partly</c>, <c>no_effect</c> or <c>too_early</c>, as whoever looked says; null where they do not.</param>
public sealed record ActionChecked(ActionId Action, CheckResult Result, DateOnly Day, IncidentRecord? Record, ActorId By, bool SameAgent, string? Effect, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value, .. Record is { } record ? [record.Submission.Value] : (Guid[])[]];
}

/// <summary>Whether what was mended stayed mended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Lasting>))]
public enum Lasting
{
    /// <summary>It was looked at again, and nothing of it was found.</summary>
    Held,

    /// <summary>It was found again, or never went away.</summary>
    Returned,

    /// <summary>Nobody looked.</summary>
    NotLooked,
}

/// <summary>The effect of an action was looked at, by the rating of its indicator.</summary>
/// <param name="Day">The day at the site.</param>
public sealed record ActionEffectSeen(ActionId Action, Lasting Lasting, DateOnly Day) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value];
}

/// <summary>Somebody asks for more time.</summary>
public sealed record ActionExtensionAsked(ActionId Action, DateOnly Until, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value];
}

/// <summary>Somebody else grants it, or does not.</summary>
public sealed record ActionExtensionDecided(ActionId Action, bool Granted, DateOnly Until, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value];
}

/// <summary>Who pays an action, and whether it was paid; replaces what was said before.</summary>
/// <param name="Payer">As text: an organisation, never a person.</param>
/// <param name="Paid">The day it was paid; null while it was not.</param>
public sealed record ActionPaymentSet(ActionId Action, string Payer, DateOnly? Paid) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value];
}

/// <summary>An action is overdue for so long that it goes up (criteria, MS-01).</summary>
public sealed record ActionEscalated(ActionId Action, DateOnly Day, int Overdue) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value];
}

/// <summary>An action that was issued is not to be done any more.</summary>
public sealed record ActionDropped(ActionId Action, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value];
}

/// <summary>The programme's own measure, or its own wording of a shipped one; replaces it as a whole.</summary>
/// <param name="Measure">Its id.</param>
/// <param name="EffectAfter">Days.</param>
/// <param name="Retired">Whether it is proposed no more.</param>
public sealed record MeasureSet(
    string Measure, ImmutableArray<Worded> Texts, ImmutableArray<Worded> Check, ImmutableArray<string> Indicators, Party? Owner, [property: JsonConverter(typeof(JsonStringEnumConverter<CostBand>))] CostBand Cost, bool Quiet,
    int EffectAfter, bool Retired) : Fact;
