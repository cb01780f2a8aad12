using System.Data.Common;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.People;

/// <summary>Reads how long agents have been at their sites: from what arrived, and from rosters.</summary>
internal static class StayReading
{
    // Somewhat more than the longest stay that can be asked about: a stay that is longer counts as so long.
    private const int Back = AgentRulesSet.Longest + Staying.Away;

    /// <summary>The stays of some agents that go on at a day, the longest first.</summary>
    public static ILookup<ActorId, (SiteId Site, Stay Stay)> Of(DbConnection db, IEnumerable<ActorId> agents, DateOnly at)
    {
        var some = agents.Distinct().ToList();
        return DaysTable.Of(db, some, at.AddDays(-Back), at).Concat(RosterTable.Of(db, some, at.AddDays(-Back), at))
            .GroupBy(d => (d.Agent, d.Site), d => d.Day)
            .Select(g => (g.Key.Agent, g.Key.Site, Stay: Staying.Of(g, at)))
            .Where(s => s.Stay is not null)
            .OrderBy(s => s.Stay!.Value.From)
            .ToLookup(s => s.Agent, s => (s.Site, s.Stay!.Value));
    }
}
