using System.Collections.Immutable;
using Adit.People;
using Adit.Risk;
using Adit.Submissions;

namespace Adit.Incidents;

/// <summary>Who acts on an incident, on which state of it, and when.</summary>
/// <param name="Seen">Ledger index of the last thing that they had seen of it: who comes second with an act on what is no more is told.</param>
/// <param name="Today">The day at the site.</param>
public sealed record Actor(ActorId Id, Role Role, long Seen, Instant Now, DateOnly Today, TimeZoneInfo Zone);

/// <summary>What must be known besides an incident to end it.</summary>
/// <param name="Standing">The indicators that stand open at the site today.</param>
/// <param name="Others">The indicators that other open incidents of the site have.</param>
/// <param name="Sources">Who sent the records that it rests on.</param>
/// <param name="Record">The record that is said to verify it; null for none.</param>
/// <param name="RecordBy">Who sent that.</param>
/// <param name="Counted">Whether there is a record that it rests on, and all of them still count.</param>
public sealed record Around(IReadOnlySet<string> Standing, IReadOnlySet<string> Others, IReadOnlySet<ActorId> Sources, IncidentRecord? Record, ActorId? RecordBy, bool Counted);

/// <summary>What may be done about an incident by whom. Each act is one fact, or all reasons why not.</summary>
public static class Acting
{
    /// <summary>Longest text of an act, in characters.</summary>
    public const int Longest = 4_000;

    /// <summary>The indicator of a threat to the independence of agents: it goes to the independent reviewer, not to the lead (decisions, Rights).</summary>
    public const string Independence = "IN-01";

    /// <summary>Whether an incident is for somebody of a role: what threatens the independence of agents is the independent reviewer's alone.</summary>
    public static bool IsFor(Incident incident, Role role) => incident.Findings.All(f => f.Indicator != Independence) || role == Role.Reviewer;

    /// <summary>Somebody takes it on, or is given it; whoever has it takes on again what became graver.</summary>
    public static Decision Take(Incident incident, Actor by, ActorId holder) =>
        If(incident, by, [], () => incident.Holder == holder && incident.Due.All(d => d.Kind != DeadlineKind.Told) ? [] : [new IncidentTaken(incident.Id, holder)]);

    /// <summary>Somebody notes something; that needs no newest state.</summary>
    public static Decision Note(Incident incident, string? text, ImmutableArray<KeptFile> files) =>
        Said(text, optional: files.Length > 0, out var said) is { } no ? Decision.Refuse(no) : Decision.Record(new IncidentNoted(incident.Id, said, files));

    /// <summary>Longest question to agents, in characters, and how many days it may stand: it lies on phones that are shared.</summary>
    public const int LongestQuestion = 300, QuestionStands = 60;

    /// <summary>Agents at the site are asked to find something out.</summary>
    /// <param name="form">Id of an open form; null where there is none such.</param>
    public static Decision Ask(Incident incident, Actor by, string? form, DateOnly until, string? text) =>
        Said(text, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : If(incident, by,
            [
                form is null ? new Refusal("incident-form") : null, until < by.Today || until > by.Today.AddDays(QuestionStands) ? new Refusal("incident-question-until") : null,
                said.Length > LongestQuestion ? new Refusal("incident-question-long", [("most", LongestQuestion.ToString(System.Globalization.CultureInfo.InvariantCulture))]) : null,
            ],
            () => [new IncidentFactsAsked(incident.Id, form!, said, until)]);

    /// <summary>A party was told.</summary>
    public static Decision Inform(Incident incident, Actor by, Party party, DateOnly day, string? note) =>
        Said(note, optional: true, out var said) is { } no ? Decision.Refuse(no) : NotYet(day, by) is { } early ? Decision.Refuse(early) : Decision.Record(new IncidentInformed(incident.Id, party, day, said));

    /// <summary>A party speaks against it.</summary>
    public static Decision Dispute(Incident incident, Actor by, Party party, DateOnly day, string? text) =>
        Said(text, optional: false, out var said) is { } no ? Decision.Refuse(no) : NotYet(day, by) is { } early ? Decision.Refuse(early) : Decision.Record(new IncidentDisputed(incident.Id, party, day, said));

    /// <summary>Somebody decides whether an authority is told, and says why. Who could be harmed is asked before.</summary>
    public static Decision Authority(Incident incident, Actor by, AuthorityDecided decided) => If(
        incident, by,
        [
            decided.Why is { Length: > 0 } ? null : new Refusal("incident-why"),
            decided.Notify && decided.Authority.Length == 0 ? new Refusal("incident-authority") : null, decided.Harm.Length == 0 ? new Refusal("incident-harm") : null,
            decided is { Notify: true, Implicated: true } ? new Refusal("incident-implicated") : null,
        ],
        () => [decided]);

    /// <summary>People affected are counted.</summary>
    public static Decision Count(Incident incident, Actor by, ImmutableArray<Affected> people) => If(
        incident, by,
        [people.Any(p => p.Count is < 0 or > 100_000 || !Affected.Sexes.Contains(p.Sex) || !Affected.Bands.Contains(p.Band)) || people.DistinctBy(p => (p.Sex, p.Band)).Count() != people.Length ? new Refusal("incident-count") : null],
        () => [new IncidentAffected(incident.Id, [.. people.Where(p => p.Count > 0)])]);

    /// <summary>A person sets another level. The one that the rule found stays beside it.</summary>
    public static Decision Override(Incident incident, Actor by, Severity level, string? why) =>
        Said(why, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : If(incident, by, [by.Role is Role.Lead or Role.Reviewer ? null : new Refusal("incident-override-lead"), level == Severity.None ? new Refusal("incident-level") : null],
            () => level == incident.Level ? [] : [new SeverityOverridden(incident.Id, level, said)]);

    /// <summary>The clocks stand still, for a reason. Those of serious abuse are paused by nobody.</summary>
    public static Decision Pause(Incident incident, Actor by, string? why) =>
        Said(why, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : If(incident, by, [incident.PausedSince is not null ? new Refusal("incident-paused") : null, NeverPaused(incident) ? new Refusal("incident-no-pause") : null],
            () => [new IncidentPaused(incident.Id, said)]);

    /// <summary>Whether nobody lets its clocks stand still: it is serious abuse, and more than hearsay.</summary>
    public static bool NeverPaused(Incident incident) => incident.Findings.Any(f => f.Regime == Deadlines.Immediate && !f.Hollow);

    /// <summary>The clocks run on.</summary>
    public static Decision Resume(Incident incident, Actor by) =>
        If(incident, by, [incident.PausedSince is null ? new Refusal("incident-runs") : null], () => [new IncidentResumed(incident.Id)]);

    /// <summary>Something that was due was done: it was made safe, a plan was adopted, progress was looked at.</summary>
    /// <param name="day">On which day at the site.</param>
    /// <param name="progress">What is counted today of a look at progress; null where nothing is.</param>
    public static Decision Meet(Catalogue catalogue, Incident incident, Actor by, DeadlineKind step, DateOnly day, string? note, ImmutableArray<StepProgress>? progress = null) =>
        Said(note, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : If(incident, by,
            [
                step is not (DeadlineKind.Safe or DeadlineKind.Plan or DeadlineKind.Progress or DeadlineKind.Ends) ? new Refusal("incident-step") : null,
                incident.Due.All(d => d.Kind != step) ? new Refusal("incident-step-none") : null, NotYet(day, by), day < incident.Day ? new Refusal("incident-day-before") : null,
            ],
            () => [new IncidentStepMet(incident.Id, step, day, said, step == DeadlineKind.Plan ? Deadlines.OfPlan(catalogue, incident.Findings, day, by.Zone) : [], progress)]);

    /// <summary>Some open incidents of one site are one event. The oldest goes on, and each of the others ends in it by an entry of its own: all of them, or none.</summary>
    public static Decision Merge(Incident incident, Actor by, IReadOnlyList<Incident> others)
    {
        var all = others.Prepend(incident).OrderBy(i => i.Opened.Micros).ThenBy(i => i.Number, StringComparer.Ordinal).ToList();
        return If(
            incident, by,
            [
                others.Count == 0 ? new Refusal("incident-merge") : null,
                .. others.Where(o => o.Id == incident.Id || o.Site != incident.Site).Select(o => new Refusal("incident-merge-none", [("number", o.Number)])),
                .. others.Where(o => o.Id != incident.Id && o.Site == incident.Site && !o.IsOpen).Select(o => new Refusal("incident-merge-over", [("number", o.Number)])),
            ],
            () => [.. all.Skip(1).Select(newer => new IncidentMerged(newer.Id, all[0].Id))]);
    }

    /// <summary>Two incidents that may be one event are two.</summary>
    public static Decision KeepApart(Incident incident, Actor by, Incident other) =>
        If(incident, by, [], () => incident.Id == other.Id || incident.Apart.Contains(other.Id) ? [] : [new IncidentsKeptApart(incident.Id, other.Id)]);

    /// <summary>
    /// It is over. What still stands open at the site ends only by a check on the ground, and only where no other incident keeps it open; what needs a determination ends by
    /// nothing else; what is S1 or S2 is never called a mistake by one person alone, and later looks end it only where it was looks that found it.
    /// </summary>
    public static Decision Close(Catalogue catalogue, Incident incident, Actor by, ClosingCause cause, Around around, string? note)
    {
        if (Said(note, optional: cause == ClosingCause.LookedAgain, out var said) is { } no)
            return Decision.Refuse(no);
        var standing = incident.Findings.Where(f => around.Standing.Contains(f.Indicator)).ToList();
        return If(
            incident, by,
            [
                cause == ClosingCause.Determination ? new Refusal("incident-close-cause") : null,
                cause == ClosingCause.LookedAgain && standing.Count > 0 ? new Refusal("incident-still-open", [("what", string.Join(", ", standing.Select(f => f.Indicator)))]) : null,
                cause is ClosingCause.VerifiedAction or ClosingCause.LookedAgain && EndsBy(catalogue, incident, around.Counted) == Ending.Determination ? new Refusal("incident-needs-determination") : null,
                cause == ClosingCause.LookedAgain && EndsBy(catalogue, incident, around.Counted) == Ending.Check ? new Refusal("incident-not-looked") : null,
                cause is ClosingCause.VerifiedAction or ClosingCause.LookedAgain && incident.Due.Any(d => d.Kind == DeadlineKind.Notify) && EndsBy(catalogue, incident, around.Counted) != Ending.Determination ? new Refusal("incident-authority-first") : null,
                cause == ClosingCause.VerifiedAction && around.Record is null && by.Role != Role.Reviewer ? new Refusal("incident-needs-record") : null,
                cause == ClosingCause.Mistaken && incident.Found >= Severity.S2 ? new Refusal("incident-not-mistaken") : null,
            ],
            () => [new IncidentClosed(
                incident.Id, incident.Site, cause, by.Today, cause == ClosingCause.LookedAgain ? [] : Ends(incident, around), cause == ClosingCause.VerifiedAction ? around.Record : null,
                cause == ClosingCause.VerifiedAction && around.RecordBy is { } who && around.Sources.Contains(who), said)]);
    }

    /// <summary>What ends an incident of which nothing stands open at the site any more: no rating rests on one that was opened by hand, or whose record was rejected, so that no look can have ended it.</summary>
    /// <param name="counted">Whether there is a record that it rests on, and all of them still count.</param>
    public static Ending EndsBy(Catalogue catalogue, Incident incident, bool counted) =>
        incident.Findings.Any(f => catalogue.Indicator(f.Indicator)?.ClosesWhen.Needs == DecisionKind.Determination) ? Ending.Determination
        : counted || incident.Found < Severity.S2 ? Ending.Looks : Ending.Check;

    /// <summary>It was not over. What its closing ended at the site stands open again.</summary>
    public static Decision Reopen(Incident incident, Actor by, string? why) =>
        Said(why, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : incident.State != IncidentState.Closed ? Decision.Refuse(new Refusal("incident-is-open"))
        : incident.Last != by.Seen ? Decision.Refuse(new Refusal("incident-changed")) : Decision.Record(new IncidentReopened(incident.Id, said, incident.Ended?.Then));

    /// <summary>One of the two proposes what it comes to: the lead, or the independent reviewer.</summary>
    public static Decision Propose(Incident incident, Actor by, DeterminationProposed proposed) => If(
        incident, by,
        [
            by.Role is Role.Lead or Role.Reviewer ? null : new Refusal("determination-who"), incident.Proposed is not null ? new Refusal("determination-waits") : null,
            proposed.Evidence.Length == 0 ? new Refusal("determination-evidence") : null,
            proposed.Outcome == Outcome.ReasonableRisk && (proposed.Weigh.Length == 0 || proposed.Dependents.Length == 0 || proposed.Disengagement.Length == 0) ? new Refusal("determination-people") : null,
        ],
        () => [proposed]);

    /// <summary>
    /// The other one agrees, or does not: of the lead and the independent reviewer the one who did not propose. Only where both agree it is determined; that it was not so, or is over, ends the incident.
    /// </summary>
    /// <param name="proposer">The role of who proposed.</param>
    public static Decision Decide(Incident incident, Actor by, bool agrees, Around around, string? note, Role proposer)
    {
        if (Said(note, optional: agrees, out var said) is { } no)
            return Decision.Refuse(no);
        if (incident.Proposed is not { } waiting)
            return Decision.Refuse(new Refusal(incident.Last != by.Seen ? "incident-changed" : "determination-none"));
        return If(
            incident, by, [by.Role is Role.Lead or Role.Reviewer ? null : new Refusal("determination-who"), waiting.By == by.Id || proposer == by.Role ? new Refusal("determination-other") : null],
            () =>
            {
                var outcome = waiting.Proposed.Outcome;
                var decided = new DeterminationDecided(
                    waiting.Proposed.Determination, incident.Id, incident.Site, outcome, agrees, by.Today, [.. incident.Findings.Select(f => f.Indicator)], agrees ? Deadlines.OfDetermination(outcome, by.Now, by.Zone) : [], said);
                return agrees && outcome != Outcome.ReasonableRisk
                    ? [decided, new IncidentClosed(incident.Id, incident.Site, ClosingCause.Determination, by.Today, Ends(incident, around), null, false, said)] : [decided];
            });
    }

    private static ImmutableArray<string> Ends(Incident incident, Around around) => [.. incident.Findings.Select(f => f.Indicator).Where(i => !around.Others.Contains(i))];

    private static Decision If(Incident incident, Actor by, IEnumerable<Refusal?> no, Func<ImmutableArray<Fact>> facts)
    {
        if (incident.Last != by.Seen)
            return Decision.Refuse(new Refusal("incident-changed"));
        if (!incident.IsOpen)
            return Decision.Refuse(new Refusal("incident-over"));
        ImmutableArray<Refusal> all = [.. no.OfType<Refusal>()];
        return all.IsEmpty ? Decision.Record(facts()) : Decision.Refuse(all);
    }

    private static Refusal? NotYet(DateOnly day, Actor by) => day > by.Today ? new Refusal("incident-day-after") : null;

    private static Refusal? Said(string? text, bool optional, out string said)
    {
        said = text?.ReplaceLineEndings("\n").Trim() ?? "";
        return said.Length > Longest ? new Refusal("incident-too-long") : said.Length == 0 && !optional ? new Refusal("incident-why") : null;
    }
}
