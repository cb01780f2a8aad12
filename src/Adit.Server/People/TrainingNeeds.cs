using System.Data.Common;
using Adit.Forms;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>A subject in which an agent is to be trained, or was, and how they stand in it.</summary>
/// <param name="Needed">Whether anything asks for it.</param>
/// <param name="Forms">The forms that ask for it and that the agent is offered, by title.</param>
internal sealed record TrainingNeed(string Subject, TrainingStanding Standing, DateOnly? Until, bool Needed, IReadOnlyList<string> Forms);

/// <summary>What agents are to be trained in: what the programme asks of everybody, and what the forms need that they are offered.</summary>
internal sealed class TrainingNeeds(DbConnection db, Register register, Words words, DateOnly today)
{
    private readonly AgentRulesSet _rules = TrainingTable.Rules(db);
    private readonly ILookup<ActorId, (string Subject, DateOnly? Until)> _ends = TrainingTable.Ends(db);
    private readonly List<(string Form, string Title, OpenForm Open)> _forms =
        [.. AgentsListing.OpenForms(register).Select(p => (p.Form, Open: register.Forms[(p.Form, p.Version)])).Where(f => !f.Open.Form.Trainings.IsEmpty).Select(f => (f.Form, FormWords.Title(f.Open, words), f.Open))];

    /// <summary>Every subject that an agent is to be trained in or was, in the order of <see cref="Trainings.Subjects"/>.</summary>
    public IReadOnlyList<TrainingNeed> Of(Agent agent)
    {
        var held = _ends[agent.Id].ToLookup(e => e.Subject, e => e.Until);
        var offered = _forms.Where(f => register.Offers(agent, f.Form)).ToList();
        return
        [
            .. from subject in Trainings.Subjects
               let forms = offered.Where(f => f.Open.Form.Trainings.Contains(subject)).Select(f => f.Title).ToList()
               let needed = forms.Count > 0 || _rules.Trainings.Contains(subject)
               where needed || held.Contains(subject)
               select new TrainingNeed(subject, Trainings.Of(held[subject], today), held[subject].FirstOrDefault(), needed, forms),
        ];
    }

    /// <summary>What of it the office is to see to, in sentences.</summary>
    public IEnumerable<string> Wrong(Agent agent) => Wrong(Of(agent));

    /// <summary>What of it the office is to see to, in sentences.</summary>
    public IEnumerable<string> Wrong(IReadOnlyList<TrainingNeed> needs)
    {
        if (Named(n => n is { Standing: TrainingStanding.Missing, Needed: true, Forms.Count: 0 }) is { Length: > 0 } missing)
            yield return words.Say("training.wrong.missing", ("subjects", missing));
        foreach (var need in needs.Where(n => n.Standing is TrainingStanding.Missing or TrainingStanding.Ended && n.Forms.Count > 0))
            yield return words.Say(need.Standing == TrainingStanding.Missing ? "training.wrong.form" : "training.wrong.form-ended", ("forms", string.Join(", ", need.Forms)), ("subject", words["training." + need.Subject]));
        foreach (var need in needs.Where(n => n is { Standing: TrainingStanding.Ended, Forms.Count: 0 }))
            yield return words.Say("training.wrong.ended", ("subject", words["training." + need.Subject]), ("day", words.Day(need.Until!.Value)));
        foreach (var need in needs.Where(n => n.Standing == TrainingStanding.EndsSoon))
            yield return words.Say("training.wrong.soon", ("subject", words["training." + need.Subject]), ("day", words.Day(need.Until!.Value)));

        string Named(Func<TrainingNeed, bool> which) => string.Join(", ", needs.Where(which).Select(n => words["training." + n.Subject]));
    }
}
