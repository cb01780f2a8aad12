using System.Data.Common;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Risk;

/// <summary>On which days risks were looked at, and found: the days of the same timelines that ratings are made of.</summary>
internal static class LookedDays
{
    /// <summary>By site and indicator, in order; a day stands once for each subject. What was never looked at is left out.</summary>
    /// <param name="asked">Which indicators are read at all.</param>
    public static IReadOnlyDictionary<(SiteId Site, string Indicator), IReadOnlyList<(DateOnly Day, bool Looked, bool Adverse)>> Of(DbConnection db, InForce inForce, IReadOnlyCollection<SiteId> sites, Func<string, bool> asked)
    {
        var found = new Dictionary<(SiteId, string), IReadOnlyList<(DateOnly, bool, bool)>>();
        var histories = SitesTable.Histories(db, sites, long.MaxValue);
        foreach (var (site, kept) in RatingsTable.Kept(db, sites))
            if (histories.TryGetValue(site, out var history))
                foreach (var (indicator, timeline) in SiteTimelines.Read(kept.Now, kept.Before, id => asked(id) && inForce.Catalogue.Indicator(id) is { } one ? new Judge(inForce.Catalogue, one, history) : null))
                    found[(site, indicator)] = [.. timeline.Days];
        return found;
    }
}
