using System.Data.Common;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>What whoever plans a week must know of agents at a site: that they declared an interest in it, or will have been there for longer than the programme wants.</summary>
/// <param name="last">The last day of the week: rosters count to its end, so that a stay is told of before it is too long.</param>
internal sealed class RosterWarnings(DbConnection db, Words words, Register register, IReadOnlyList<ActorId> agents, DateOnly last)
{
    private readonly AgentRulesSet _rules = TrainingTable.Rules(db);
    private readonly ILookup<ActorId, InterestsDeclared> _declared = InterestsTable.Of(db, agents);
    private readonly Lazy<ILookup<ActorId, (SiteId Site, Stay Stay)>> _stays = new(() => StayReading.Of(db, agents, last));

    /// <summary>The warnings about some agents at a site.</summary>
    public IReadOnlyList<AgentWarningView> Of(Site site, IEnumerable<ActorId> there) => [.. there.Distinct().SelectMany(a => About(site, a)).OrderBy(w => w.Code, StringComparer.CurrentCulture)];

    /// <summary>An agent to choose, with a word where one declared an interest in the site.</summary>
    public string Named(Site site, Agent agent) => Interest(site, agent.Id) is null ? agent.Name : words.Say("roster.interested", ("agent", agent.Name));

    private IEnumerable<AgentWarningView> About(Site site, ActorId agent)
    {
        var name = PeopleWords.Name(register, agent, words);
        if (Interest(site, agent) is { } declared)
            yield return new(name, "interest", InterestWords.Said(words, name, site, declared));
        if (_rules.RotateAfterDays is not null)
            foreach (var (_, stay) in _stays.Value[agent].Where(s => s.Site == site.Id && _rules.IsOver(s.Stay)))
                yield return new(name, "rotation", words.Say("roster.over", ("agent", name), ("stay", AgentFilling.StayText(words, _rules, site.Name, stay))));
    }

    private InterestsDeclared? Interest(Site site, ActorId agent) => Declaring.About([.. _declared[agent]], site.Id, last);
}
