using System.Data.Common;
using System.Text.Json;
using Adit.Sites;
using Adit.Storage;
using Dapper;

namespace Adit.Stages;

/// <summary>How far each site takes part, as it stands, and which entries say what happened to it.</summary>
internal static class StagesTable
{
    public static Table[] Tables { get; } =
    [
        new("stages", ["site", "body"], ["site"]),
        new("stage_entries", ["site", Table.Number("entry")], ["site", "entry"]),
    ];

    /// <summary>Follows a site that became known, or was registered anew. Reference sites take no part.</summary>
    public static void Apply(Connection db, Recorded recorded, SiteRegistered registered)
    {
        if (registered.Kind != SiteKind.Monitored)
            return;
        var known = Read(db, registered.Site);
        if (known?.Stage != registered.Stage)
            Keep(db, recorded.Index, known?.After(recorded) ?? Participation.From(recorded, registered));
    }

    /// <summary>Follows anything else that happened to a site's part.</summary>
    public static void Apply(Connection db, Recorded recorded, SiteId site)
    {
        if (Read(db, site) is { } known)
            Keep(db, recorded.Index, known.After(recorded));
    }

    /// <summary>How far a site takes part; null for one that takes none.</summary>
    public static Participation? Find(DbConnection db, SiteId site) => Of(db, [site]).GetValueOrDefault(site);

    /// <summary>How far some sites take part; those that take none are left out.</summary>
    public static IReadOnlyDictionary<SiteId, Participation> Of(DbConnection db, IEnumerable<SiteId> sites) =>
        db.Query<string>($"select body from stages where {Dialect.In(db, "site", "@sites")}", new { sites = sites.Select(s => s.ToString()).ToArray() })
            .Select(body => JsonSerializer.Deserialize<Participation>(body)!).ToDictionary(p => p.Site);

    /// <summary>The ledger indexes of all that happened to a site's part, in order.</summary>
    public static IReadOnlyList<long> Entries(DbConnection db, SiteId site) =>
        [.. db.Query<long>("select entry from stage_entries where site = @site order by entry", new { site = site.ToString() })];

    private static Participation? Read(Connection db, SiteId site) => db.First("select body from stages where site = $1", row => JsonSerializer.Deserialize<Participation>(row.Text(0))!, site.ToString());

    private static void Keep(Connection db, long index, Participation part)
    {
        db.Run("insert into stages (site, body) values ($1, $2) on conflict (site) do update set body = excluded.body", part.Site.ToString(), JsonSerializer.Serialize(part));
        db.Run("insert into stage_entries (site, entry) values ($1, $2) on conflict do nothing", part.Site.ToString(), index);
    }
}
