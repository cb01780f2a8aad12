using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Incidents;
using Adit.Partners;

namespace Adit.Plans;

/// <summary>How far an action is.</summary>
public enum ActionState
{
    /// <summary>It stands in a draft.</summary>
    Draft,

    /// <summary>It is to be done.</summary>
    Running,

    /// <summary>It is said to be done, and waits for whoever verifies it.</summary>
    SaidDone,

    /// <summary>It was done: whoever checked saw it.</summary>
    Verified,

    /// <summary>It is not to be done any more, or was taken out of the draft.</summary>
    Dropped,
}

/// <summary>What a party said of an action.</summary>
public sealed record Answer(Party Party, bool Accepted, string Text, Instant At);

/// <summary>A check of an action, as it was made.</summary>
/// <param name="Entry">Its ledger index.</param>
public sealed record Check(CheckResult Result, DateOnly Day, IncidentRecord? Record, ActorId By, bool SameAgent, string? Effect, string Note, Instant At, long Entry);

/// <summary>More time that somebody asked for.</summary>
/// <param name="Granted">Null while nobody else has decided.</param>
public sealed record Extension(DateOnly From, DateOnly Until, string Why, ActorId By, Instant At, bool? Granted, ActorId? DecidedBy, string Note);

/// <summary>Who pays, and when it was paid.</summary>
public sealed record Payment(string Payer, DateOnly? Paid);

/// <summary>A corrective action, as it stands after all that happened to it.</summary>
/// <remarks>The same facts give the same action. A view keeps it as JSON: who changes a member here raises the revision of the views.</remarks>
public sealed record CorrectiveAction
{
    /// <summary>Which.</summary>
    public required ActionId Id { get; init; }

    /// <summary>Where.</summary>
    public required SiteId Site { get; init; }

    /// <summary>What, by whom, by when; the day as it stands now.</summary>
    public required PlanLine Line { get; init; }

    /// <summary>The plans that it stands in, the newest last.</summary>
    public required ImmutableArray<PlanId> Plans { get; init; }

    /// <summary>Ledger index of the last thing that happened to it: who acts says what they had seen.</summary>
    public required long Last { get; init; }

    /// <summary>How far it is.</summary>
    public ActionState State { get; init; }

    /// <summary>The day it was adopted; null in a draft.</summary>
    public DateOnly? Issued { get; init; }

    /// <summary>What parties said of it, in order.</summary>
    public ImmutableArray<Answer> Answers { get; init; } = [];

    /// <summary>Checks, the newest last.</summary>
    public ImmutableArray<Check> Checks { get; init; } = [];

    /// <summary>Requests for more time, the newest last.</summary>
    public ImmutableArray<Extension> Extensions { get; init; } = [];

    /// <summary>Who pays; null while nobody has said.</summary>
    public Payment? Payment { get; init; }

    /// <summary>What organisations offered to do about it, in order.</summary>
    public ImmutableArray<Offer> Offers { get; init; } = [];

    /// <summary>Since when it is with whoever is above; null where it never was.</summary>
    public DateOnly? Escalated { get; init; }

    /// <summary>Whether it stayed mended; null while that was not looked at.</summary>
    public Lasting? Lasting { get; init; }

    /// <summary>Why it is not to be done any more.</summary>
    public string DroppedWhy { get; init; } = "";

    /// <summary>Whether somebody is still to do it.</summary>
    [JsonIgnore]
    public bool IsOpen => State is ActionState.Running or ActionState.SaidDone;

    /// <summary>The check that verified it; null while none did.</summary>
    [JsonIgnore]
    public Check? VerifiedBy => State == ActionState.Verified ? Checks.LastOrDefault(c => c.Result == CheckResult.Verified) : null;

    /// <summary>More time that waits for somebody else; null where none does.</summary>
    [JsonIgnore]
    public Extension? Asked => Extensions is [.., { Granted: null } last] ? last : null;

    /// <summary>The organisation that has taken it on; null while none has.</summary>
    [JsonIgnore]
    public OrganisationId? TakenBy => Offers.LastOrDefault(o => o.State == OfferState.Accepted)?.Organisation;

    /// <summary>Whether it was agreed, is not done, and nobody has taken it on or pays it.</summary>
    [JsonIgnore]
    public bool IsUnmet => IsOpen && TakenBy is null && Payment is null && Line.Partner.Length == 0;

    /// <summary>What an organisation offered last; null where it never did.</summary>
    public Offer? OfferOf(OrganisationId organisation) => Offers.LastOrDefault(o => o.Organisation == organisation);

    /// <summary>What each party said last, where that is no.</summary>
    [JsonIgnore]
    public IEnumerable<Answer> Disputes => Answers.GroupBy(a => a.Party).Select(g => g.Last()).Where(a => !a.Accepted);

    /// <summary>The day from which its effect can be looked at; null where it is not verified, or never looked at.</summary>
    [JsonIgnore]
    public DateOnly? EffectFrom => VerifiedBy is { } check && Line.EffectAfter > 0 ? check.Day.AddDays(Line.EffectAfter) : null;

    /// <summary>How many days it is overdue; 0 where it is not.</summary>
    /// <param name="today">The day at the site.</param>
    public int Overdue(DateOnly today) => IsOpen ? Math.Max(0, today.DayNumber - Line.Due.DayNumber) : 0;

    /// <summary>A line that is new.</summary>
    /// <param name="issued">The day it was adopted, where its plan runs already.</param>
    public static CorrectiveAction From(Recorded recorded, PlanId plan, SiteId site, PlanLine line, DateOnly? issued) =>
        new() { Id = line.Action, Site = site, Line = line, Plans = [plan], Last = recorded.Index, State = issued is null ? ActionState.Draft : ActionState.Running, Issued = issued };

    /// <summary>As it stands after something happened to it.</summary>
    public CorrectiveAction After(Recorded recorded) => Changed(recorded) with { Last = recorded.Index };

    private CorrectiveAction Changed(Recorded recorded) => recorded.Fact switch
    {
        PlanDrafted drafted => this with { Plans = Plans.Add(drafted.Plan) },
        PlanLineSet set => this with { Line = set.Line },
        PlanLineTaken taken => this with { State = ActionState.Dropped, DroppedWhy = taken.Why },
        PlanIssued issued => State == ActionState.Draft ? this with { State = ActionState.Running, Issued = issued.Day } : this,
        MeetingHeld meeting => this with
        {
            Answers = [.. Answers, .. meeting.Lines.Where(l => l.Action == Id).SelectMany(l => l.Agreed
                ? meeting.Came.Where(c => c.Women + c.Men > 0).Select(c => new Answer(c.Party, true, "", recorded.At)) : [new Answer(l.Party ?? Party.Other, false, l.Text, recorded.At)])],
        },
        ActionAnswered said => this with { Answers = Answers.Add(new(said.Party, said.Accepted, said.Text, recorded.At)) },
        ActionReported { Done: true } => this with { State = State == ActionState.Running ? ActionState.SaidDone : State },
        ActionChecked check => this with
        {
            Checks = Checks.Add(new(check.Result, check.Day, check.Record, check.By, check.SameAgent, check.Effect, check.Note, recorded.At, recorded.Index)),
            State = !IsOpen ? State : check.Result switch { CheckResult.Verified => ActionState.Verified, CheckResult.SaidDone => ActionState.SaidDone, _ => ActionState.Running },
        },
        ActionEffectSeen seen => this with { Lasting = seen.Lasting },
        ActionExtensionAsked asked => this with { Extensions = Extensions.Add(new(Line.Due, asked.Until, asked.Why, recorded.Actor, recorded.At, null, null, "")) },
        ActionExtensionDecided decided => this with
        {
            Extensions = Extensions is [.. var before, { Granted: null } last] ? [.. before, last with { Granted = decided.Granted, DecidedBy = recorded.Actor, Note = decided.Note }] : Extensions,
            Line = decided.Granted ? Line with { Due = decided.Until } : Line,
        },
        ActionPaymentSet payment => this with { Payment = new(payment.Payer, payment.Paid) },
        ActionOffered or ActionOfferDecided or ActionHandedBack => this with { Offers = Offer.After(Offers, recorded) },
        ActionEscalated escalated => this with { Escalated = escalated.Day },
        ActionDropped dropped => this with { State = ActionState.Dropped, DroppedWhy = dropped.Why },
        _ => this,
    };
}
