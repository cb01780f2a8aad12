using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;

namespace Adit.Partners;

/// <summary>How far an offer is.</summary>
public enum OfferState
{
    /// <summary>The programme has not answered.</summary>
    Waits,

    /// <summary>The organisation has taken the action on.</summary>
    Accepted,

    /// <summary>The programme said no.</summary>
    Declined,

    /// <summary>The organisation gave it back.</summary>
    HandedBack,
}

/// <summary>What an organisation offered of an action, as it stands.</summary>
/// <param name="Note">What it said.</param>
/// <param name="Answer">What was said to it, or why it gave the action back.</param>
/// <param name="By">Who answered; null while nobody has.</param>
/// <param name="Answered">When.</param>
public sealed record Offer(
    OrganisationId Organisation, OfferState State, string Note, Instant At, string Answer, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ActorId? By = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Instant? Answered = null)
{
    /// <summary>All offers after something happened to one.</summary>
    public static ImmutableArray<Offer> After(ImmutableArray<Offer> offers, Recorded recorded) => recorded.Fact switch
    {
        ActionOffered f => offers.Add(new(f.Organisation, OfferState.Waits, f.Note, recorded.At, "")),
        ActionOfferDecided f => Last(offers, f.Organisation, o => o with { State = f.Accepted ? OfferState.Accepted : OfferState.Declined, Answer = f.Note, By = recorded.Actor, Answered = recorded.At }),
        ActionHandedBack f => Last(offers, f.Organisation, o => o with { State = OfferState.HandedBack, Answer = f.Why }),
        _ => offers,
    };

    private static ImmutableArray<Offer> Last(ImmutableArray<Offer> offers, OrganisationId organisation, Func<Offer, Offer> change)
    {
        var last = offers.Select((o, i) => (o, i)).LastOrDefault(p => p.o.Organisation == organisation, (o: null!, i: -1)).i;
        return last < 0 ? offers : offers.SetItem(last, change(offers[last]));
    }
}

/// <summary>How an organisation takes an action on: it offers, and the programme accepts. Nobody writes itself into a plan.</summary>
public static class TakingOn
{
    /// <summary>An organisation offers to take an action on.</summary>
    public static Decision Offer(CorrectiveAction action, OrganisationId organisation, string? note) =>
        Said(note, optional: true, out var said) is { } no ? Decision.Refuse(no)
        : !action.IsOpen || action.Line.Quiet ? Decision.Refuse(new Refusal("action-over"))
        : action.TakenBy is not null ? Decision.Refuse(new Refusal("offer-taken"))
        : action.OfferOf(organisation)?.State == OfferState.Waits ? Decision.NothingNew
        : Decision.Record(new ActionOffered(action.Id, organisation, said));

    /// <summary>The lead or an analyst accepts an offer, or says why not.</summary>
    public static Decision Decide(CorrectiveAction action, Actor by, OrganisationId organisation, bool accepted, string? note)
    {
        if (Said(note, optional: accepted, out var said) is { } unsaid)
            return Decision.Refuse(unsaid);
        if (action.Last != by.Seen)
            return Decision.Refuse(new Refusal("plan-changed"));
        ImmutableArray<Refusal> no =
        [
            .. ((Refusal?[])
            [
                by.Role is Role.Lead or Role.Analyst ? null : new("offer-who"), action.OfferOf(organisation)?.State == OfferState.Waits ? null : new("offer-none"),
                accepted && !action.IsOpen ? new("action-over") : null, accepted && action.TakenBy is not null ? new("offer-taken") : null,
            ]).OfType<Refusal>(),
        ];
        return no.IsEmpty ? Decision.Record(new ActionOfferDecided(action.Id, organisation, accepted, said)) : Decision.Refuse(no);
    }

    /// <summary>An organisation takes its offer back, or gives up what it had taken on.</summary>
    public static Decision HandBack(CorrectiveAction action, OrganisationId organisation, string? why) =>
        Said(why, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : action.OfferOf(organisation)?.State is not (OfferState.Waits or OfferState.Accepted) ? Decision.Refuse(new Refusal("offer-not-yours"))
        : Decision.Record(new ActionHandedBack(action.Id, organisation, said));

    private static Refusal? Said(string? text, bool optional, out string said)
    {
        said = text?.ReplaceLineEndings("\n").Trim() ?? "";
        return said.Length > Planning.Longest ? new Refusal("plan-too-long") : said.Length == 0 && !optional ? new Refusal("plan-why") : null;
    }
}
