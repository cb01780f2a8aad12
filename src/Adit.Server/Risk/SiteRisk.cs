using System.Data.Common;
using Adit.Protection;
using Adit.Sites;
using Adit.Web;

namespace Adit.Risk;

/// <summary>One indicator at a site, as of a day and a state of knowledge.</summary>
internal sealed record IndicatorRisk(Indicator Indicator, Rating Rating)
{
    /// <summary>The day it shows: since when it stands so, or the last look. None of a protected indicator, whose days could point at a person.</summary>
    public DateOnly? Day => Indicator.Protected ? null : Rating.State switch
    {
        RatingState.Open or RatingState.Clear or RatingState.Unrated => Rating.Since,
        RatingState.NotObserved or RatingState.Hidden => Rating.LastLook,
        _ => null,
    };
}

/// <summary>One risk group at a site: as its worst indicator, with all of them.</summary>
internal sealed record GroupRisk(Group Group, GroupRating Rating, IReadOnlyList<IndicatorRisk> Indicators);

/// <summary>How a site stands on day V by what was known at ledger index K: the one answer that pages, interface and exports share.</summary>
/// <param name="Groups">Every group of the catalogue, in its order.</param>
/// <param name="Overall">All groups as one.</param>
/// <param name="Attention">What the site needs; null for a reference site, which has none.</param>
/// <param name="Withheld">
/// How many protected indicators were left out for this reader. It is the same whatever happened at the site and so tells nothing of it.
/// </param>
internal sealed record SiteRisk(Site Site, DateOnly V, long K, IReadOnlyList<GroupRisk> Groups, GroupRating Overall, Attention? Attention, int Withheld)
{
    /// <summary>Every indicator, in the order of the groups.</summary>
    public IEnumerable<IndicatorRisk> Indicators => Groups.SelectMany(g => g.Indicators);

    /// <summary>Open ones, worst first; of one level what is best founded first.</summary>
    public IEnumerable<IndicatorRisk> Open => Indicators.Where(i => i.Rating.State == RatingState.Open)
        .OrderByDescending(i => i.Rating.Level).ThenByDescending(i => i.Rating.Grade).ThenBy(i => i.Indicator.Id, StringComparer.Ordinal);

    /// <summary>The square of the site: its worst open finding; else a circle only where every risk that applies and can be seen was looked at.</summary>
    public Standing Standing => Open.FirstOrDefault() is { } worst ? worst.Rating.ToStanding()
        : Overall.State is RatingState.Hidden or RatingState.Unrated ? Standing.NothingOpen : Overall.ToStanding();

    /// <summary>Today at a site.</summary>
    public static DateOnly Today(Site site, DateTimeOffset now) => Clock.DayOf(now, Submissions.Sheet.ZoneOf(site));

    /// <summary>The newest state of knowledge that is rated: the index of the last entry taken into ratings.</summary>
    public static long Newest(DbConnection db) => RatingsTable.Next(db) - 1;

    /// <summary>How a site stands, to a reader of a tier. To T0 and T1 protected indicators do not exist: neither in a group, nor in attention.</summary>
    public static SiteRisk Of(DbConnection db, InForce inForce, Site site, DateOnly v, long k, Tier reader = Tier.T2) => Of(db, inForce, [site], v, k, [reader])[0][0];

    /// <summary>The same for some sites, read at once: of each how it stands to each of some readers.</summary>
    public static IReadOnlyList<IReadOnlyList<SiteRisk>> Of(DbConnection db, InForce inForce, IReadOnlyList<Site> sites, DateOnly v, long k, IReadOnlyList<Tier> readers)
    {
        var ids = sites.Select(s => s.Id).ToList();
        var (histories, rows) = (SitesTable.Histories(db, ids, k), RatingsTable.On(db, ids, v, k));
        return [.. sites.Select(s =>
        {
            var (history, own) = (histories.GetValueOrDefault(s.Id), rows[s.Id].ToLookup(r => r.Indicator, r => r.Row));
            var all = inForce.Catalogue.Indicators.Select(i => (Indicator: i, Rating: history is null ? default : Ratings.AsOf(i, history, own[i.Id], v, k))).ToList();
            return readers.Select(reader => Of(inForce.Catalogue, s, v, k, all, reader)).ToList();
        })];
    }

    private static SiteRisk Of(Catalogue catalogue, Site site, DateOnly v, long k, List<(Indicator Indicator, Rating Rating)> all, Tier reader)
    {
        var seen = reader >= Tier.T2 ? all : all.FindAll(i => !i.Indicator.Protected);
        var groups = seen.ToLookup(i => i.Indicator.Group);
        return new(
            site, v, k,
            [.. catalogue.Groups.Select(g => new GroupRisk(g, Ratings.Of(groups[g.Id]), [.. groups[g.Id].Select(i => new IndicatorRisk(i.Indicator, i.Rating))]))],
            Ratings.Of(seen), site.Kind == SiteKind.Reference ? null : Attentions.Of(seen), catalogue.Indicators.Count - seen.Count);
    }

    /// <summary>A group on the same site at other days, for the grid of months: one rating per day asked for.</summary>
    public static IReadOnlyList<SiteRisk> Over(DbConnection db, InForce inForce, Site site, IEnumerable<DateOnly> days, long k, Tier reader = Tier.T2) =>
        [.. days.Select(v => Of(db, inForce, site, v, k, reader))];
}
