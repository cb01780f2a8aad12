using System.Data.Common;
using System.Text.Json;
using Adit.Sites;
using Adit.Storage;
using Dapper;

namespace Adit.RedFlags;

/// <summary>What lists of areas say of sites and their routes, and advisories for areas.</summary>
internal static class RedFlagsTable
{
    public static Table[] Tables { get; } =
    [
        new("area_checks", [Table.Number("entry"), "site", "body"], ["entry"], "(site)"),
        new("advisories", ["advisory", Table.Number("first"), "body", Table.Maybe("lifted")], ["advisory"]),
    ];

    public static void Apply(Connection db, Recorded recorded)
    {
        switch (recorded.Fact)
        {
            case AreaChecked f: db.Run("insert into area_checks (entry, site, body) values ($1, $2, $3)", recorded.Index, f.Site.ToString(), JsonSerializer.Serialize(f)); break;
            case AdvisorySet f: db.Run("insert into advisories (advisory, first, body, lifted) values ($1, $2, $3, null) on conflict (advisory) do update set body = excluded.body", f.Advisory.ToString(), recorded.Index, JsonSerializer.Serialize(f)); break;
            case AdvisoryLifted f: db.Run("update advisories set lifted = $2 where advisory = $1", f.Advisory.ToString(), JsonSerializer.Serialize(f)); break;
            default: throw new ArgumentOutOfRangeException(nameof(recorded));
        }
    }

    /// <summary>How a site stands by its red flags on a day.</summary>
    public static SiteFlags Of(DbConnection db, Site site, DateOnly today) => new(
        Newest(Checks(db, "where site = @site", new { site = site.Id.ToString() })), [.. Advisories(db).Where(a => a.Advisory.Holds(today) && a.Advisory.Covers(site.Country, site.Province)).Select(a => a.Advisory)]);

    /// <summary>The newest look into each list for each site.</summary>
    public static ILookup<SiteId, AreaChecked> All(DbConnection db) => Newest(Checks(db, "", null)).ToLookup(c => c.Site);

    /// <summary>All advisories, the newest first; of those that were lifted the last day is the one before.</summary>
    public static IReadOnlyList<(AdvisorySet Advisory, AdvisoryLifted? Lifted)> Advisories(DbConnection db) =>
        [.. db.Query<(string Body, string? Lifted)>("select body, lifted from advisories order by first desc").Select(r => Ended(JsonSerializer.Deserialize<AdvisorySet>(r.Body)!, r.Lifted is null ? null : JsonSerializer.Deserialize<AdvisoryLifted>(r.Lifted)))];

    private static (AdvisorySet, AdvisoryLifted?) Ended(AdvisorySet advisory, AdvisoryLifted? lifted) => (lifted is null ? advisory : advisory with { Until = lifted.Day.AddDays(-1) }, lifted);

    private static IEnumerable<AreaChecked> Checks(DbConnection db, string which, object? values) => db.Query<string>($"select body from area_checks {which} order by entry", values).Select(b => JsonSerializer.Deserialize<AreaChecked>(b)!);

    // Of one list for one question about one way.
    private static IReadOnlyList<AreaChecked> Newest(IEnumerable<AreaChecked> checks) =>
        [.. checks.Reverse().GroupBy(c => (c.Site, c.Subject, c.List.ToUpperInvariant(), c.Route)).Select(g => g.OrderByDescending(c => c.Day).First()).OrderBy(c => c.Subject).ThenBy(c => c.List, StringComparer.Ordinal).ThenBy(c => c.Route, StringComparer.Ordinal)];
}

/// <summary>How a site stands by the red flags that the programme records.</summary>
/// <param name="Checks">The newest look into each list, for the site and for each route.</param>
/// <param name="Advisories">Those that hold for it.</param>
internal sealed record SiteFlags(IReadOnlyList<AreaChecked> Checks, IReadOnlyList<AdvisorySet> Advisories);
