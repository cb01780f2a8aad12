using Adit.People;
using Adit.Plans;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Does what partners do about actions: reads what must be known, asks the rule, records its answer, all as the writer.</summary>
internal sealed class TakingActs(Database database, Registers registers)
{
    /// <summary>An action that somebody sees among the needs of sites, by its number; null where there is none. What stays inside the programme is none of them.</summary>
    public static CorrectiveAction? Find(System.Data.Common.DbConnection db, Register register, CurrentPerson person, string number, Instant now) =>
        PlansTable.Find(db, number) is { Line.Quiet: false } found && found.State != ActionState.Draft && register.Sites.TryGetValue(found.Site, out var site) && Reach.Serves(register, person, Right.SeeNeeds, site, now) ? found : null;

    /// <summary>The organisation of whoever acts.</summary>
    /// <exception cref="Refused">They act for none.</exception>
    public static OrganisationSet Of(Register register, CurrentPerson person) => register.Agreed.Of(person.User) ?? throw Refused.Of("refuse.no-organisation");

    /// <summary>Offers to take an action on.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> Offer(CurrentPerson person, string number, string? note) => Do(person, number, (action, by) => TakingOn.Offer(action, by, note));

    /// <summary>Takes an offer back, or gives up what was taken on.</summary>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<bool> HandBack(CurrentPerson person, string number, string? why) => Do(person, number, (action, by) => TakingOn.HandBack(action, by, why));

    /// <summary>Records what a rule answered.</summary>
    /// <exception cref="Refused">With every reason that it gave.</exception>
    public static void Record(Writing writing, ActorId by, Decision decision, string refusal)
    {
        Refuse(decision, refusal);
        foreach (var fact in decision.Facts)
            writing.Record(by, fact);
    }

    /// <summary>Says why a rule refused; nothing where it did not.</summary>
    /// <exception cref="Refused">With every reason that it gave.</exception>
    public static void Refuse(Decision decision, string refusal)
    {
        if (decision.Refused)
            throw new Refused(w => w[refusal], [.. decision.Refusals.Select(r => (Func<Words, string>)(w => w.Say("refuse." + r.Code, [.. r.With.IsDefault ? [("n", Planning.Longest)] : r.With.Select(v => (v.Name, (object?)v.Value))])))]);
    }

    private Task<bool> Do(CurrentPerson person, string number, Func<CorrectiveAction, OrganisationId, Decision> act) => database.Write(writing =>
    {
        var organisation = Of(registers.Current, person);
        Record(writing, person.Actor, act(Find(writing.Db.Db, registers.Current, person, number, database.Now) ?? throw Refused.Of("refuse.needs-action"), organisation.Organisation), "refuse.plan");
        return true;
    });
}
