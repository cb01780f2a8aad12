using System.Collections.Immutable;
using Adit.Protection;
using Adit.Risk;
using Adit.Web;

namespace Adit.Sites;

/// <summary>What of a site's day is counted and sorted by, without a look at anything that lies elsewhere.</summary>
internal readonly struct SiteRow(SiteToday today)
{
    /// <summary>When its first and last clock run out, and that of its gravest finding, in ticks of UTC; the end of time where none runs.</summary>
    public readonly long FirstDue = Ticks(today.Clocks.FirstOrDefault()), LastDue = Ticks(today.Clocks.LastOrDefault()), NextDue = Ticks(today.Next);

    public readonly long Records = today.Records;

    /// <summary>Agent-days done and planned.</summary>
    public readonly int Done = today.Days.Done, Planned = today.Days.Planned;

    /// <summary>How many clocks of Annex II run, and how many of the programme's own.</summary>
    public readonly short Annex2 = (short)today.Clocks.Count(c => c.Annex2), Own = (short)today.Clocks.Count(c => !c.Annex2);

    public readonly bool SeenThisWeek = today.SeenThisWeek;

    private readonly byte _rank = (byte)today.Within.Standing.Rank, _rankWithout = (byte)today.Without.Standing.Rank;

    private readonly AttentionShown _attention = today.Within.Attention.Kind, _attentionWithout = today.Without.Attention.Kind;

    /// <summary>Worst first, to a reader.</summary>
    public int Rank(Tier reader) => reader >= Tier.T2 ? _rank : _rankWithout;

    /// <summary>What it needs, to a reader.</summary>
    public AttentionShown Attention(Tier reader) => reader >= Tier.T2 ? _attention : _attentionWithout;

    private static long Ticks(RunningClock? clock) => (clock?.Due ?? DateTimeOffset.MaxValue).UtcTicks;
}

/// <summary>What may be chosen among some sites.</summary>
/// <param name="Minerals">What is mined at any of them.</param>
/// <param name="Zone">The time zone that most of them lie in.</param>
internal sealed record SitesAmong(ImmutableArray<string> Minerals, ImmutableArray<string> Provinces, string Zone)
{
    public static SitesAmong Of(IReadOnlyCollection<Site> sites) => new(
        [.. sites.SelectMany(s => s.Minerals).Distinct().Order(StringComparer.Ordinal)], [.. sites.Select(s => s.Province).Distinct().Order(StringComparer.Ordinal)],
        sites.CountBy(s => s.Zone).OrderByDescending(g => g.Value).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault().Key ?? "UTC");
}

/// <summary>
/// All monitored sites of a register in the order of their names, each with how it stands today. A page goes through a hundred thousand of them in one pass
/// over arrays that stay, since making new ones of that size for each answer would keep the collector busy.
/// </summary>
internal sealed class SiteTable
{
    private readonly Dictionary<SiteId, int> _at;

    /// <param name="sites">In the order of names.</param>
    /// <param name="known">How each of them stands.</param>
    public SiteTable(ImmutableArray<Site> sites, Func<SiteId, SiteToday> known)
    {
        Sites = sites;
        Today = [.. sites.Select(s => known(s.Id))];
        Rows = [.. Today.Select(t => new SiteRow(t))];
        Places = [.. sites.Select(s => s.Place is { } place ? ((double)place.Latitude, (double)place.Longitude) : (double.NaN, double.NaN))];
        Among = SitesAmong.Of(sites);
        _at = sites.Select((s, i) => (s.Id, i)).ToDictionary(s => s.Id, s => s.i);
    }

    public ImmutableArray<Site> Sites { get; }

    /// <summary>One for each of <see cref="Sites"/>.</summary>
    public SiteToday[] Today { get; }

    /// <summary>One for each of <see cref="Sites"/>. One that changes at this moment may be read half as it was: it then stands elsewhere in the order, once.</summary>
    public SiteRow[] Rows { get; }

    /// <summary>One for each of <see cref="Sites"/>, in degrees; not a number where none is known.</summary>
    public (double Latitude, double Longitude)[] Places { get; }

    /// <summary>What may be chosen among all of them.</summary>
    public SitesAmong Among { get; }

    /// <summary>Notes how a site stands now, if it is one of them.</summary>
    public void Follow(SiteId site, SiteToday today)
    {
        if (_at.TryGetValue(site, out var at))
            (Today[at], Rows[at]) = (today, new(today));
    }
}
