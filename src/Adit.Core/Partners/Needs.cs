using System.Collections.Immutable;
using Adit.Protection;
using Adit.Risk;

namespace Adit.Partners;

/// <summary>What a site needs: one risk that stands open there, or for which actions were agreed.</summary>
/// <param name="Level">None where the risk is not open any more and actions for it still run.</param>
/// <param name="Grade">How it is known.</param>
/// <param name="Since">Since when it stands so.</param>
/// <param name="FoundDays">On how many agent-days it was found of late.</param>
/// <param name="Unmet">How many actions were agreed at the site that nobody has taken on or pays.</param>
/// <param name="People">How many people work there; null where nobody has counted.</param>
public sealed record Need(SiteId Site, string Indicator, Severity Level, Grade Grade, DateOnly Since, int FoundDays, int Unmet, int? People);

/// <summary>What needs are ranked by, in this order.</summary>
public enum RankedBy
{
    /// <summary>The level of the finding.</summary>
    Level,

    /// <summary>How it is known.</summary>
    Grade,

    /// <summary>Whether actions were agreed that nobody has taken on or pays.</summary>
    Unmet,

    /// <summary>On how many agent-days it was found.</summary>
    Found,

    /// <summary>For how many months it has been open.</summary>
    Open,

    /// <summary>How many people work there.</summary>
    People,

    /// <summary>Nothing sets them apart: by site and risk, so that the list stays the same.</summary>
    Nothing,
}

/// <summary>A need in its place.</summary>
/// <param name="AheadBy">What sets it before the one after it; null for the last.</param>
public sealed record RankedNeed(Need Need, RankedBy? AheadBy);

/// <summary>
/// Ranks needs: one question after the other, and the first in which two differ decides. No points are added up, so that anybody can follow why one stands before another. Counts are compared in the
/// bands in which they are shown: the order tells no more of a count than the page does.
/// </summary>
public static class Ranking
{
    /// <summary>Over how many days findings are counted. Our proposal.</summary>
    public const int Days = 90;

    private const int DaysOfMonth = 30;

    /// <summary>All needs, the first in front.</summary>
    /// <param name="today">The day as of which they have been open.</param>
    public static ImmutableArray<RankedNeed> Of(IEnumerable<Need> needs, DateOnly today)
    {
        var all = needs.ToList();
        all.Sort((a, b) => Compare(a, b, today).Order);
        return [.. all.Select((need, i) => new RankedNeed(need, i + 1 < all.Count ? Compare(need, all[i + 1], today).By : null))];
    }

    private static (int Order, RankedBy By) Compare(Need a, Need b, DateOnly today)
    {
        (int Order, RankedBy By)[] questions =
        [
            (b.Level.CompareTo(a.Level), RankedBy.Level), (b.Grade.CompareTo(a.Grade), RankedBy.Grade), ((b.Unmet > 0).CompareTo(a.Unmet > 0), RankedBy.Unmet), (Band(b.FoundDays).CompareTo(Band(a.FoundDays)), RankedBy.Found),
            (Months(b).CompareTo(Months(a)), RankedBy.Open), (Band(b.People ?? 0).CompareTo(Band(a.People ?? 0)), RankedBy.People),
        ];
        var decides = Array.Find(questions, q => q.Order != 0);
        return decides.Order != 0 ? decides : ((a.Site.Value, a.Indicator).CompareTo((b.Site.Value, b.Indicator)), RankedBy.Nothing);

        int Months(Need need) => Math.Max(0, today.DayNumber - need.Since.DayNumber) / DaysOfMonth;
    }

    private static long Band(int count) => CountBand.Of(count).From;
}
