using Adit.Sites;

namespace Adit.Submissions;

/// <summary>What is odd about how and where a record was made. Odd records are kept, flagged and shown, never refused.</summary>
public static class Oddities
{
    /// <summary>Further than this from its site, in metres, beyond the phone's own accuracy, is far.</summary>
    public const double FarMetres = 5_000;

    /// <summary>A phone's clock further ahead of ours than this, in seconds, is ahead, and further behind than this, behind.</summary>
    public const long AheadSeconds = 300;

    /// <summary>A record that says it is older than this many days when it arrives is old.</summary>
    public const int OldDays = 60;

    /// <summary>The codes that apply.</summary>
    /// <param name="named">The record names a site.</param>
    /// <param name="site">It is a site we know.</param>
    /// <param name="assigned">The agent works there.</param>
    /// <param name="metres">From the site to where the record was made, less the accuracy; null where either is unknown.</param>
    /// <param name="drift">Phone's clock minus ours, in seconds; negative only where it was measured.</param>
    /// <param name="ageDays">Whole days from the day it speaks of to the day it arrived.</param>
    /// <param name="newest">It was filled in on the newest version of its form.</param>
    /// <param name="stray">Files that no question names.</param>
    public static IEnumerable<string> Of(bool named, bool site, bool assigned, double? metres, long drift, int ageDays, bool newest, int stray)
    {
        if (!site)
            yield return named ? "site-unknown" : "no-site";
        else if (!assigned)
            yield return "site-not-assigned";
        if (metres > FarMetres)
            yield return "far-from-site";
        if (drift > AheadSeconds)
            yield return "clock-ahead";
        if (drift < -AheadSeconds)
            yield return "clock-behind";
        if (ageDays > OldDays)
            yield return "old";
        if (ageDays < -1)
            yield return "in-the-future";
        if (!newest)
            yield return "old-form";
        if (stray > 0)
            yield return "stray-files";
    }
}
