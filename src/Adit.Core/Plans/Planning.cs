using System.Collections.Immutable;
using Adit.Incidents;
using Adit.People;
using Adit.Risk;
using Adit.Submissions;

namespace Adit.Plans;

/// <summary>What may be done about plans and their actions by whom. Each act is one fact or a few, or all reasons why not.</summary>
public static class Planning
{
    /// <summary>Longest text of a line or an act, in characters.</summary>
    public const int Longest = 2_000;

    /// <summary>Longest name of an owner, partner, payer or place, in characters.</summary>
    public const int LongestName = 120;

    /// <summary>By how many days an action is overdue when it goes up (criteria, MS-01).</summary>
    public const int GoesUpAfter = 30;

    /// <summary>How many days after an effect could be looked at it is said that nobody looked. Our proposal.</summary>
    public const int LookedWithin = 30;

    /// <summary>A line is changed in a draft, or added to a draft or to a plan that runs.</summary>
    /// <param name="before">The action that it replaces; null for a new one.</param>
    public static Decision SetLine(Catalogue catalogue, Library library, Plan plan, Actor by, PlanLine line, CorrectiveAction? before, IReadOnlyList<Incident>? incidents = null)
    {
        var indicator = catalogue.Indicator(line.Indicator);
        var text = library.Says(line, "en");
        return If(plan, by,
            [
                plan.State == PlanState.Over ? new("plan-over") : null,
                before is not null && (before.State != ActionState.Draft || !plan.IsDraft) ? new("plan-line-runs") : null,
                indicator is not { Protected: false } || indicator.Subject == FindingSubject.Programme ? new("plan-indicator", [("indicator", line.Indicator)]) : null,
                line.Measure is { } measure && library.Find(measure) is null ? new("plan-measure") : null,
                text.Length == 0 ? new("plan-text") : null,
                line.Texts.Any(t => t.Text.Length > Longest) || line.OwnerIs.Length > LongestName || line.Partner.Length > LongestName ? new("plan-too-long") : null,
                line.Due <= by.Today ? new("plan-due") : null,
                line.Clock is { } clock && clock > by.Today && line.Due > clock ? new("plan-after-clock", [("day", clock.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))]) : null,
                !line.Quiet && !library.MayShow(line.Indicator) ? new("plan-quiet") : null,
            ],
            () => before?.Line == line ? [] : [new PlanLineSet(plan.Id, line, plan.IsDraft ? null : by.Today), .. plan.IsDraft ? [] : Planned(catalogue, by, incidents ?? [], [line])]);
    }

    /// <summary>A line is taken out of a draft.</summary>
    public static Decision TakeLine(Plan plan, Actor by, CorrectiveAction action, string? why) =>
        Said(why, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : If(plan, by, [!plan.IsDraft || action.State != ActionState.Draft ? new("plan-line-runs") : null], () => [new PlanLineTaken(plan.Id, action.Id, said)]);

    /// <summary>A plan is adopted. Where its lines answer incidents that wait for a plan, they have one: of a six-month plan under Annex II this is day 0.</summary>
    public static Decision Issue(Catalogue catalogue, Plan plan, Actor by, IReadOnlyList<CorrectiveAction> actions, IReadOnlyList<Incident> incidents, string? note) =>
        Said(note, optional: true, out var said) is { } no ? Decision.Refuse(no)
        : If(plan, by, [!plan.IsDraft ? new("plan-issued") : null, plan.Lines.IsEmpty ? new("plan-empty") : null],
            () => [new PlanIssued(plan.Id, plan.Site, by.Today, said), .. Planned(catalogue, by, incidents, [.. actions.Where(a => a.State == ActionState.Draft).Select(a => a.Line)])]);

    // Incidents that wait for a plan have one with the first line that answers them.
    private static IEnumerable<Fact> Planned(Catalogue catalogue, Actor by, IEnumerable<Incident> incidents, IReadOnlyList<PlanLine> lines) =>
        incidents.Where(i => i.Due.Any(d => d.Kind == DeadlineKind.Plan) && lines.Any(l => l.Incidents.Contains(i.Id))).Select(i => new IncidentStepMet(
            i.Id, DeadlineKind.Plan, by.Today, string.Join(", ", lines.Where(l => l.Incidents.Contains(i.Id)).Select(l => l.Number)), Deadlines.OfPlan(catalogue, i.Findings, by.Today, by.Zone)));

    /// <summary>The meeting of a month was held.</summary>
    public static Decision Meet(Plan plan, Actor by, MeetingHeld held)
    {
        var texts = held.Lines.Select(l => l.Text).Append(held.Note).ToList();
        return If(plan, by,
            [
                held.Day > by.Today ? new("plan-day-after") : null, texts.Any(t => t.Length > Longest) || held.Place.Length > LongestName ? new("plan-too-long") : null,
                held.Came.Any(c => c.Women is < 0 or > 1_000 || c.Men is < 0 or > 1_000) ? new("plan-count") : null, held.Came.All(c => c.Women + c.Men == 0) ? new("plan-nobody-came") : null,
                held.Lines.Any(l => !plan.Lines.Contains(l.Action)) ? new("plan-line-none") : null, held.Lines.Any(l => !l.Agreed && (l.Text.Length == 0 || l.Party is null)) ? new("plan-dispute-why") : null,
            ],
            () => [held]);
    }

    /// <summary>What an agent's record says of the meeting; nothing where it was taken already. A line that is in the plan no more, or without a party, stands in the note: nothing that was said is lost.</summary>
    /// <param name="lines">The lines of the plan that the site knows, by number.</param>
    public static Decision Met(Plan plan, IncidentRecord record, DateOnly day, MeetingSheet sheet, IReadOnlyDictionary<string, ActionId> lines)
    {
        if (plan.Meetings.Any(m => m.Record == record) || (sheet.Came.IsEmpty && sheet.Disputed.IsEmpty))
            return Decision.NothingNew;
        var disputed = sheet.Disputed.ToLookup(d => lines.ContainsKey(d.Number) && d.Party is not null);
        var named = disputed[true].Select(d => d.Number).ToHashSet();
        return Decision.Record(new MeetingHeld(
            plan.Id, day, sheet.Place, sheet.Came,
            [.. disputed[true].Select(d => new LineVoice(lines[d.Number], false, d.Party, d.Why)), .. sheet.RestAgreed ? lines.Where(l => !named.Contains(l.Key)).Select(l => new LineVoice(l.Value, true, null, "")) : []],
            [], string.Join("\n", disputed[false].Select(d => $"{d.Number}: {d.Why}")), record));
    }

    /// <summary>A party accepts a line, or disputes it and says why. That needs no newest state: what several say stands beside each other.</summary>
    public static Decision Answer(CorrectiveAction action, Party party, bool accepted, string? text, Guid? link) =>
        Said(text, optional: accepted, out var said) is { } no ? Decision.Refuse(no.Code == "plan-why" ? new("plan-dispute-why") : no)
        : !action.IsOpen ? Decision.Refuse(new Refusal("action-over"))
        : action.Answers.LastOrDefault(a => a.Party == party) is { } last && last.Accepted == accepted && last.Text == said ? Decision.NothingNew
        : Decision.Record(new ActionAnswered(action.Id, party, accepted, said, link));

    /// <summary>Somebody says how far an action is.</summary>
    public static Decision Report(CorrectiveAction action, Party? party, bool done, string? text, ImmutableArray<KeptFile> files, Guid? link) =>
        Said(text, optional: done || files.Length > 0, out var said) is { } no ? Decision.Refuse(no)
        : !action.IsOpen ? Decision.Refuse(new Refusal("action-over")) : Decision.Record(new ActionReported(action.Id, party, done, said, files, link));

    /// <summary>The independent reviewer says what they found; an agent does so by a record (<see cref="Found"/>).</summary>
    /// <param name="sources">Who recorded the findings that the action mends.</param>
    public static Decision Check(CorrectiveAction action, Actor by, CheckResult result, DateOnly day, IReadOnlySet<ActorId> sources, string? note) =>
        Said(note, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : If(action, by,
            [by.Role == Role.Reviewer ? null : new("action-check-who"), day > by.Today ? new("plan-day-after") : null, action.Issued is { } issued && day < issued ? new("action-day-before") : null],
            () => [new ActionChecked(action.Id, result, day, null, by.Id, sources.Contains(by.Id), null, said)]);

    /// <summary>What an agent's record says of an action; nothing where it is not issued, or the record was taken already.</summary>
    /// <param name="status"><c>not_started</c>, <c>running</c>, <c>done</c>, <c>verified</c> or <c>rejected</c>, as the form asks.</param>
    /// <param name="evidence"><c>seen</c>, <c>photo</c>, <c>document</c>, <c>told</c> or <c>none</c>; null where that was not asked. What was only told verifies nothing.</param>
    public static Decision Found(CorrectiveAction action, IncidentRecord record, ActorId by, DateOnly day, string status, string? evidence, string? effect, IReadOnlySet<ActorId> sources)
    {
        CheckResult? result = status switch
        {
            "not_started" => CheckResult.NotStarted,
            "running" => CheckResult.Running,
            "done" => CheckResult.SaidDone,
            "verified" => evidence is "told" or "none" ? CheckResult.SaidDone : CheckResult.Verified,
            "rejected" => CheckResult.NotAccepted,
            _ => null,
        };
        return result is not { } found || action.State == ActionState.Draft || day < action.Issued || action.Checks.Any(c => c.Record == record) ? Decision.NothingNew
            : Decision.Record(new ActionChecked(action.Id, found, day, record, by, sources.Contains(by), effect, ""));
    }

    /// <summary>Somebody asks for more time.</summary>
    public static Decision AskExtension(CorrectiveAction action, Actor by, DateOnly? until, string? why) =>
        Said(why, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : If(action, by,
            [!action.IsOpen ? new("action-over") : null, action.Asked is not null ? new("action-extension-waits") : null, until is null || until <= action.Line.Due || until <= by.Today ? new("action-extension-until") : null],
            () => [new ActionExtensionAsked(action.Id, until!.Value, said)]);

    /// <summary>Somebody else grants it, or does not: the lead or the independent reviewer, never who asked.</summary>
    public static Decision DecideExtension(CorrectiveAction action, Actor by, bool granted, string? note) =>
        Said(note, optional: granted, out var said) is { } no ? Decision.Refuse(no)
        : action.Asked is not { } asked ? Decision.Refuse(new Refusal(action.Last != by.Seen ? "plan-changed" : "action-extension-none"))
        : If(action, by, [by.Role is Role.Lead or Role.Reviewer ? null : new("action-extension-who"), asked.By == by.Id ? new("action-extension-other") : null],
            () => [new ActionExtensionDecided(action.Id, granted, asked.Until, said)]);

    /// <summary>Who pays is noted, and whether it was paid.</summary>
    public static Decision Pay(CorrectiveAction action, Actor by, string? payer, DateOnly? paid)
    {
        var said = payer?.Trim() ?? "";
        return If(action, by, [said.Length is 0 or > LongestName ? new("action-payer") : null, paid > by.Today ? new("plan-day-after") : null],
            () => action.Payment == new Payment(said, paid) ? [] : [new ActionPaymentSet(action.Id, said, paid)]);
    }

    /// <summary>An action is not to be done any more: the lead or the independent reviewer says so.</summary>
    public static Decision Drop(CorrectiveAction action, Actor by, string? why) =>
        Said(why, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : If(action, by, [by.Role is Role.Lead or Role.Reviewer ? null : new("action-drop-who"), !action.IsOpen ? new("action-over") : null], () => [new ActionDropped(action.Id, said)]);

    /// <summary>What time alone brings about: an action that is long overdue goes up, and the effect of one that was verified is looked at.</summary>
    /// <param name="rated">How the indicator of the action is rated today.</param>
    /// <param name="lastLook">The last day on which its indicator was looked at; null for never.</param>
    public static Decision Pass(CorrectiveAction action, DateOnly today, bool open, DateOnly? lastLook)
    {
        if (action.Overdue(today) >= GoesUpAfter && action.Escalated is null)
            return Decision.Record(new ActionEscalated(action.Id, today, action.Overdue(today)));
        if (action.Lasting is not null || action.EffectFrom is not { } from || today < from)
            return Decision.NothingNew;
        Lasting? seen = open ? Lasting.Returned : lastLook >= from ? Lasting.Held : today > from.AddDays(LookedWithin) ? Lasting.NotLooked : null;
        return seen is { } lasting ? Decision.Record(new ActionEffectSeen(action.Id, lasting, today)) : Decision.NothingNew;
    }

    private static Decision If(Plan plan, Actor by, IEnumerable<Refusal?> no, Func<ImmutableArray<Fact>> facts) => If(plan.Last, by, no, facts);

    private static Decision If(CorrectiveAction action, Actor by, IEnumerable<Refusal?> no, Func<ImmutableArray<Fact>> facts) => If(action.Last, by, no, facts);

    private static Decision If(long last, Actor by, IEnumerable<Refusal?> no, Func<ImmutableArray<Fact>> facts)
    {
        if (last != by.Seen)
            return Decision.Refuse(new Refusal("plan-changed"));
        ImmutableArray<Refusal> all = [.. no.OfType<Refusal>()];
        return all.IsEmpty ? Decision.Record(facts()) : Decision.Refuse(all);
    }

    private static Refusal? Said(string? text, bool optional, out string said)
    {
        said = text?.ReplaceLineEndings("\n").Trim() ?? "";
        return said.Length > Longest ? new Refusal("plan-too-long") : said.Length == 0 && !optional ? new Refusal("plan-why") : null;
    }
}
