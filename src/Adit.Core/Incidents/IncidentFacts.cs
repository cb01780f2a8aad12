using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Risk;
using Adit.Submissions;

namespace Adit.Incidents;

/// <summary>What opened an incident.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IncidentSource>))]
public enum IncidentSource
{
    /// <summary>A rule of the catalogue, from a record.</summary>
    Rule,

    /// <summary>Somebody of the office.</summary>
    Hand,

    /// <summary>A complaint or warning.</summary>
    Grievance,

    /// <summary>Something of a lot that cannot be right.</summary>
    Custody,
}

/// <summary>What was found: an indicator, its level by the rule, how good the evidence is, and the regime whose clock it starts.</summary>
/// <param name="Regime">Id of the regime; null where the level starts no clock.</param>
public sealed record IncidentFinding(
    string Indicator, [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity Level, [property: JsonConverter(typeof(JsonStringEnumConverter<Grade>))] Grade Grade, string? Regime)
{
    /// <summary>S1 or S2 on hearsay alone: reported, being verified.</summary>
    [JsonIgnore]
    public bool Hollow => Grade == Grade.Reported && Level >= Severity.S2;
}

/// <summary>A record that speaks of an incident, in the version that did.</summary>
/// <param name="Entry">The ledger index of that version.</param>
public sealed record IncidentRecord(SubmissionId Submission, long Entry);

/// <summary>What must have been done by when (criteria, clocks).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeadlineKind>))]
public enum DeadlineKind
{
    /// <summary>Somebody has been told, and has taken it on.</summary>
    Told,

    /// <summary>Two people have determined whether there is a reasonable risk (OECD Annex II §1 to §4).</summary>
    Determined,

    /// <summary>It was made safe.</summary>
    Safe,

    /// <summary>A plan is adopted.</summary>
    Plan,

    /// <summary>Progress is looked at.</summary>
    Progress,

    /// <summary>Measurable improvement is shown, or the buyer decides.</summary>
    Ends,

    /// <summary>What was determined is looked at again.</summary>
    LookAgain,

    /// <summary>A named person has decided whether an authority is told.</summary>
    Notify,
}

/// <summary>A deadline as it was set.</summary>
/// <param name="Regime">Whose; clocks of Annex II and all others are never mixed.</param>
/// <param name="Until">The first instant after.</param>
public sealed record Deadline(DeadlineKind Kind, string Regime, Instant Until);

/// <summary>Something happened, or stands so, that somebody must answer for.</summary>
/// <param name="Number">By which people speak of it: the year and a number, unique in the programme.</param>
/// <param name="Day">The day it happened, at the site.</param>
/// <param name="Learnt">When the programme learnt of it: clocks start here.</param>
/// <param name="Findings">At least one.</param>
/// <param name="Catalogue">Version of the catalogue that judged; empty where nobody did.</param>
/// <param name="Deadlines">As they follow from the findings. They stay, whatever the catalogue says later.</param>
/// <param name="About">What it is about besides the site, as <c>pit:…</c>; null for the site as a whole.</param>
/// <param name="Records">The records that opened it; none where it was opened by hand, or rests on protected records.</param>
/// <param name="Note">What whoever opened it by hand says.</param>
public sealed record IncidentOpened(
    IncidentId Incident, string Number, SiteId Site, IncidentSource Source, DateOnly Day, Instant Learnt, ImmutableArray<IncidentFinding> Findings, string Catalogue, ImmutableArray<Deadline> Deadlines,
    string? About, ImmutableArray<IncidentRecord> Records, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value, Site.Value];
}

/// <summary>Another record speaks of an incident, or the same one anew, and says more: it is graver, or better founded.</summary>
/// <param name="Record">Null where it is a protected one.</param>
/// <param name="Findings">All of them, as they stand now.</param>
/// <param name="Deadlines">Those that begin with it.</param>
public sealed record IncidentBorneOut(IncidentId Incident, IncidentRecord? Record, ImmutableArray<IncidentFinding> Findings, ImmutableArray<Deadline> Deadlines) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>Somebody has it from now on.</summary>
public sealed record IncidentTaken(IncidentId Incident, ActorId Holder) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value, Holder.Value];
}

/// <summary>Somebody of the office noted something.</summary>
public sealed record IncidentNoted(IncidentId Incident, string Text, ImmutableArray<KeptFile> Files) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>Agents at the site are asked to find something out; a question that comes later takes the place of the one before.</summary>
/// <param name="Form">Id of the form that they answer with.</param>
/// <param name="Text">What they are asked; they read it behind their PIN.</param>
/// <param name="Until">The last day, at the site.</param>
public sealed record IncidentFactsAsked(IncidentId Incident, string Form, string Text, DateOnly Until) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>Who is told of an incident, or speaks against it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Party>))]
public enum Party
{
    /// <summary>The cooperative of the miners.</summary>
    Cooperative,

    /// <summary>The company that runs the site.</summary>
    Operator,

    /// <summary>The State's service for artisanal mining.</summary>
    MiningService,

    /// <summary>The police of the mines.</summary>
    MinePolice,

    /// <summary>The committee of the place.</summary>
    Committee,

    /// <summary>A society of citizens.</summary>
    CivilSociety,

    /// <summary>The family of somebody concerned.</summary>
    Family,

    /// <summary>The service that helps those concerned.</summary>
    SupportService,

    /// <summary>Whoever buys from the site.</summary>
    Buyer,

    /// <summary>Somebody else.</summary>
    Other,
}

/// <summary>A party was told.</summary>
public sealed record IncidentInformed(IncidentId Incident, Party Party, DateOnly Day, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>A named person decided whether an authority is told; the program never tells one by itself (criteria, telling authorities).</summary>
/// <param name="Notify">Whether it is told.</param>
/// <param name="Authority">Which.</param>
/// <param name="Harm">Who could be harmed.</param>
/// <param name="Implicated">Whether the receiver or its service is implicated; null where that is not known.</param>
/// <param name="Agrees">Whether the person concerned agrees; null where there is none, or they could not be asked.</param>
/// <param name="Law">What the law obliges to.</param>
/// <param name="Why">Why they decided so; null where it was decided before reasons were asked for.</param>
public sealed record AuthorityDecided(IncidentId Incident, bool Notify, string Authority, string Harm, bool? Implicated, bool? Agrees, string Law, string? Why = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>People of one sex and age band.</summary>
/// <param name="Sex"><c>f</c>, <c>m</c> or <c>u</c> for not known.</param>
/// <param name="Band"><c>u12</c>, <c>12_14</c>, <c>15_17</c>, <c>18_up</c> or <c>u</c> for not known.</param>
public sealed record Affected(string Sex, string Band, int Count)
{
    /// <summary>The sexes, in the order they are asked.</summary>
    public static ImmutableArray<string> Sexes { get; } = ["f", "m", "u"];

    /// <summary>The age bands.</summary>
    public static ImmutableArray<string> Bands { get; } = ["u12", "12_14", "15_17", "18_up", "u"];
}

/// <summary>How many people are affected, as counts; replaces what was counted before. Never who.</summary>
public sealed record IncidentAffected(IncidentId Incident, ImmutableArray<Affected> People) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>A party speaks against the finding; what it says stands beside it.</summary>
public sealed record IncidentDisputed(IncidentId Incident, Party Party, DateOnly Day, string Text) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>A person set another level than the rule; both stand, with name and reason.</summary>
public sealed record SeverityOverridden(IncidentId Incident, [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity Level, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>The clocks of an incident stand still, for a reason.</summary>
public sealed record IncidentPaused(IncidentId Incident, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>Its clocks run on; what is still due is due later by as long as they stood.</summary>
public sealed record IncidentResumed(IncidentId Incident) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>What a look at the progress of a six-month plan found of one indicator, as it was counted when the look was recorded: in the 90 days before the plan, and since the look before.</summary>
/// <param name="Adopted">Day 0 of the plan.</param>
/// <param name="From">First day of the stretch that was looked at.</param>
/// <param name="To">The first day after it.</param>
/// <param name="LookedBefore">On how many days before the plan anybody looked.</param>
/// <param name="FoundBefore">On how many of them it was found.</param>
/// <param name="Looked">On how many days of the stretch anybody looked.</param>
/// <param name="Found">On how many of them it was found.</param>
public sealed record StepProgress(
    string Indicator, DateOnly Adopted, DateOnly From, DateOnly To, int LookedBefore, int FoundBefore, int Looked, int Found, [property: JsonConverter(typeof(JsonStringEnumConverter<ImprovementVerdict>))] ImprovementVerdict Verdict);

/// <summary>Something that was due was done.</summary>
/// <param name="Day">On which, at the site.</param>
/// <param name="Deadlines">Those that begin with it: of a six-month plan, day 0 is its adoption.</param>
/// <param name="Progress">Of a look at progress, what it found of each indicator; null where nothing was counted.</param>
public sealed record IncidentStepMet(
    IncidentId Incident, DeadlineKind Step, DateOnly Day, string Note, ImmutableArray<Deadline> Deadlines,
    ImmutableArray<StepProgress>? Progress = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>Two incidents are one event; a person says so, never a rule.</summary>
/// <param name="Incident">The one that ends.</param>
/// <param name="Into">The one that goes on, with the findings and records of both.</param>
public sealed record IncidentMerged(IncidentId Incident, IncidentId Into) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value, Into.Value];
}

/// <summary>Two incidents that could be one event are two.</summary>
public sealed record IncidentsKeptApart(IncidentId Incident, IncidentId Other) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value, Other.Value];
}

/// <summary>Why an incident is over.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClosingCause>))]
public enum ClosingCause
{
    /// <summary>Later looks found nothing any more, or it counted for as long as it counts.</summary>
    LookedAgain,

    /// <summary>Somebody checked on the ground that what was to be done is done.</summary>
    VerifiedAction,

    /// <summary>Two people determined that it was not so, or is over.</summary>
    Determination,

    /// <summary>The record was wrong.</summary>
    Mistaken,
}

/// <summary>An incident is over.</summary>
/// <param name="Day">As of which day at the site.</param>
/// <param name="Ends">Indicators whose finding at the site ends with it: no other incident keeps them open.</param>
/// <param name="Record">The record that verified it; null for none.</param>
/// <param name="SameAgent">Whether whoever verified it also recorded what was found.</param>
public sealed record IncidentClosed(IncidentId Incident, SiteId Site, ClosingCause Cause, DateOnly Day, ImmutableArray<string> Ends, IncidentRecord? Record, bool SameAgent, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value, Site.Value];
}

/// <summary>What the closing of an incident ended at the site, and does no longer.</summary>
/// <param name="Entry">Ledger index of the closing.</param>
/// <param name="Indicators">Whose findings it ended.</param>
public sealed record EndedThen(long Entry, SiteId Site, ImmutableArray<string> Indicators);

/// <summary>It was not over.</summary>
/// <param name="Undoes">What its closing had ended: it stands open at the site again, as far as later looks leave it so. Null where it ended nothing there.</param>
public sealed record IncidentReopened(IncidentId Incident, string Why, EndedThen? Undoes = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Incident.Value];
}

/// <summary>What two people come to about serious abuse (OECD Annex II §1 to §4).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Outcome>))]
public enum Outcome
{
    /// <summary>There is a reasonable risk.</summary>
    ReasonableRisk,

    /// <summary>There is none: it was not so.</summary>
    NoReasonableRisk,

    /// <summary>It was so, and is over.</summary>
    Over,
}

/// <summary>One person proposes a determination; it is one only once another agrees.</summary>
/// <param name="Outcome">What it comes to.</param>
/// <param name="Evidence">On what evidence.</param>
/// <param name="Lots">Which lots are affected.</param>
/// <param name="Sites">What is said of other sites, in words.</param>
/// <param name="Weigh">What a buyer should weigh.</param>
/// <param name="Dependents">How many people depend on the site, and how that is known.</param>
/// <param name="Disengagement">What responsible disengagement would need.</param>
/// <param name="AlsoAt">The other sites of the programme that it is about; null where none was named.</param>
public sealed record DeterminationProposed(
    Guid Determination, IncidentId Incident, Outcome Outcome, string Evidence, string Lots, string Sites, string Weigh, string Dependents, string Disengagement,
    ImmutableArray<SiteId>? AlsoAt = null) : Fact
{
    // Subjects are open to all: what is only proposed of another site is not.
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Determination, Incident.Value];
}

/// <summary>The other person agreed to a determination, or did not and says why; what they say stands beside it.</summary>
/// <param name="Day">The day at the site.</param>
/// <param name="Indicators">The findings that it is about.</param>
/// <param name="Deadlines">When it is looked at again.</param>
public sealed record DeterminationDecided(
    Guid Determination, IncidentId Incident, SiteId Site, Outcome Outcome, bool Agreed, DateOnly Day, ImmutableArray<string> Indicators, ImmutableArray<Deadline> Deadlines, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Determination, Incident.Value, Site.Value];
}
