using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Adit.Risk;
using Adit.Storage;
using Dapper;

namespace Adit.Sites;

/// <summary>A site as it stands now.</summary>
/// <param name="Listed">The ledger index by which its row in the lists of phones became what it is.</param>
internal sealed record Site(
    SiteId Id, string Code, string Name, SiteKind Kind, Stage Stage, string Country, string Province, ImmutableArray<string> Minerals, GeoPoint? Place,
    string Zone, string? SiteType, ImmutableArray<string> RuleSets, string? Cooperative, string? Credit, long Registered, long Listed);

/// <summary>A pit or wash point.</summary>
/// <param name="Listed">The ledger index by which its row in the lists of phones became what it is.</param>
internal sealed record Pit(SiteId Id, SiteId Site, string Code, string Name, long Listed);

/// <summary>Sites, pits and their parameters as they stand.</summary>
internal static class SitesTable
{
    public static Table[] Tables { get; } =
    [
        new("sites",
            ["site", "code", "name", "kind", "stage", "country", "province", "minerals", Table.Maybe("latitude"), Table.Maybe("longitude"), "zone", Table.Maybe("site_type"),
             "rule_sets", Table.Maybe("cooperative"), "external_ids", Table.Maybe("credit"), Table.Number("registered"), Table.Number("listed")], ["site"], "(code)", "(kind, name, site)"),
        new("pits", ["pit", "site", "code", "name", Table.Number("listed")], ["pit"], "(site, code)"),
        new("site_parameters", ["site", "parameter", Table.Number("from_day"), "value", "source", Table.Number("idx")], ["site", "parameter", "from_day", "idx"]),
        new("site_facts", ["site", Table.Number("idx"), "country", "minerals", Table.Maybe("site_type"), "rule_sets"], ["site", "idx"]),
    ];

    public static void Apply(Connection db, long index, SiteRegistered s)
    {
        Register(db, index, s);
        db.Run("insert into site_facts (site, idx, country, minerals, site_type, rule_sets) values ($1, $2, $3, $4, $5, $6)",
            s.Site.ToString(), index, s.Country, string.Join(' ', s.Minerals), s.SiteType, string.Join(' ', s.RuleSets));
    }

    /// <summary>A site's numbers in the registers of others, the newest first.</summary>
    public static IReadOnlyList<ExternalId> ExternalIds(DbConnection db, SiteId site) =>
        [.. JsonSerializer.Deserialize<ExternalId[]>(db.QuerySingle<string>("select external_ids from sites where site = @site", new { site = site.ToString() }))!.OrderByDescending(e => e.From)];

    /// <summary>What rules may ask of a site, as it was known at a ledger index; null where it was not known then.</summary>
    public static SiteHistory? History(DbConnection db, SiteId site, long k) => Histories(db, [site], k).GetValueOrDefault(site);

    /// <summary>The same of some sites, read at once; those not known then are left out.</summary>
    public static IReadOnlyDictionary<SiteId, SiteHistory> Histories(DbConnection db, IEnumerable<SiteId> sites, long k)
    {
        var asked = new { sites = sites.Select(s => s.ToString()).ToArray(), k };
        var set = db.Query<(string Site, string Parameter, long From, string Value)>(
            $"select site, parameter, from_day, value from site_parameters where {Dialect.In(db, "site", "@sites")} and idx <= @k order by site, from_day, idx", asked).ToLookup(p => p.Site);
        return db.Query<(string Site, string Country, string Minerals, string? Type, string RuleSets)>(
            $"select site, country, minerals, site_type, rule_sets from site_facts where {Dialect.In(db, "site", "@sites")} and idx <= @k order by site, idx", asked)
            .GroupBy(f => f.Site).ToDictionary(f => new SiteId(Guid.Parse(f.Key)), f => History(f.Last(), set[f.Key]));
    }

    private static SiteHistory History((string Site, string Country, string Minerals, string? Type, string RuleSets) facts, IEnumerable<(string Site, string Parameter, long From, string Value)> set)
    {
        var (minerals, ruleSets) = (facts.Minerals.Split(' ', StringSplitOptions.RemoveEmptyEntries), facts.RuleSets.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var own = new Dictionary<string, decimal>();
        var entries = new List<(DateOnly, SiteFacts)> { (DateOnly.MinValue, Facts()) };
        foreach (var (_, parameter, from, value) in set)
        {
            own[parameter] = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
            entries.Add((DateOnly.FromDayNumber((int)from), Facts()));
        }
        return new(entries);

        SiteFacts Facts() => new(facts.Country, minerals, facts.Type, ruleSets, new Dictionary<string, decimal>(own));
    }

    private static void Register(Connection db, long index, SiteRegistered s) => db.Run(
        """
        insert into sites (site, code, name, kind, stage, country, province, minerals, latitude, longitude, zone, site_type, rule_sets, cooperative, external_ids, credit, registered, listed)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)
        on conflict (site) do update set code = excluded.code, name = excluded.name, kind = excluded.kind, stage = excluded.stage, country = excluded.country, province = excluded.province,
          minerals = excluded.minerals, latitude = excluded.latitude, longitude = excluded.longitude, zone = excluded.zone, site_type = excluded.site_type, rule_sets = excluded.rule_sets,
          cooperative = excluded.cooperative, external_ids = excluded.external_ids, credit = excluded.credit,
          listed = case when (sites.code, sites.name, sites.minerals) = (excluded.code, excluded.name, excluded.minerals) then sites.listed else excluded.listed end
        """,
        s.Site.ToString(), s.Code, s.Name, s.Kind.ToString(), s.Stage.ToString(), s.Country, s.Province, string.Join(' ', s.Minerals), Text(s.Place?.Latitude), Text(s.Place?.Longitude), s.Zone,
        s.SiteType, string.Join(' ', s.RuleSets), s.Cooperative, JsonSerializer.Serialize(s.ExternalIds), s.Credit, index);

    public static void Apply(Connection db, SiteStageChanged changed) =>
        db.Run("update sites set stage = $2 where site = $1", changed.Site.ToString(), changed.Stage.ToString());

    public static void Apply(Connection db, long index, PitRegistered pit) => db.Run(
        """
        insert into pits (pit, site, code, name, listed) values ($1, $2, $3, $4, $5)
        on conflict (pit) do update set site = excluded.site, code = excluded.code, name = excluded.name,
          listed = case when (pits.site, pits.code, pits.name) = (excluded.site, excluded.code, excluded.name) then pits.listed else excluded.listed end
        """,
        pit.Pit.ToString(), pit.Site.ToString(), pit.Code, pit.Name, index);

    public static void Apply(Connection db, long index, SiteParameterSet set) => db.Run(
        "insert into site_parameters (site, parameter, from_day, value, source, idx) values ($1, $2, $3, $4, $5, $6)",
        set.Site.ToString(), set.Parameter, set.From.DayNumber, Text(set.Value), set.Source, index);

    public static Site? Find(DbConnection db, SiteId site) =>
        db.Query<Row>($"select {Columns} from sites where site = @site", new { site = site.ToString() }).Select(r => r.ToSite()).FirstOrDefault();

    /// <summary>Every site, of whichever kind.</summary>
    public static IReadOnlyList<SiteId> Ids(DbConnection db) => [.. db.Query<string>("select site from sites order by site").Select(s => new SiteId(Guid.Parse(s)))];

    public static IReadOnlyList<Site> All(DbConnection db, SiteKind kind) =>
        [.. db.Query<Row>($"select {Columns} from sites where kind = @kind order by name, site", new { kind = kind.ToString() }).Select(r => r.ToSite())];

    public static long Count(DbConnection db, SiteKind kind) => db.QuerySingle<long>("select count(*) from sites where kind = @kind", new { kind = kind.ToString() });

    /// <summary>Sites after a name, in the order of names: the next page of a long list.</summary>
    public static IReadOnlyList<Site> After(DbConnection db, SiteKind kind, string name, string site, int count) =>
        [.. db.Query<Row>($"select {Columns} from sites where kind = @kind and (name > @name or name = @name and site > @site) order by name, site limit @count", new { kind = kind.ToString(), name, site, count }).Select(r => r.ToSite())];

    public static IReadOnlyList<Pit> Pits(DbConnection db, SiteId site) =>
        [.. db.Query<PitRow>("select pit, site, code, name, listed from pits where site = @site order by code, pit", new { site = site.ToString() }).Select(r => r.ToPit())];

    /// <summary>The pits of all sites.</summary>
    public static IReadOnlyList<Pit> Pits(DbConnection db) =>
        [.. db.Query<PitRow>("select pit, site, code, name, listed from pits order by site, code, pit").Select(r => r.ToPit())];

    public static IReadOnlyList<(string Parameter, DateOnly From, decimal Value, string Source)> Parameters(DbConnection db, SiteId site) =>
        [.. db.Query<(string, long, string, string)>("select parameter, from_day, value, source from site_parameters where site = @site order by parameter, from_day", new { site = site.ToString() })
            .Select(r => (r.Item1, DateOnly.FromDayNumber((int)r.Item2), decimal.Parse(r.Item3, System.Globalization.CultureInfo.InvariantCulture), r.Item4))];

    private const string Columns = "site, code, name, kind, stage, country, province, minerals, latitude, longitude, zone, site_type, rule_sets, cooperative, credit, registered, listed";

    private static string? Text(decimal? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Row(
        string Site, string Code, string Name, string Kind, string Stage, string Country, string Province, string Minerals, string? Latitude, string? Longitude, string Zone, string? Site_Type,
        string Rule_Sets, string? Cooperative, string? Credit, long Registered, long Listed)
    {
        public Site ToSite() => new(
            new(Guid.Parse(Site)), Code, Name, Enum.Parse<SiteKind>(Kind), Enum.Parse<Stage>(Stage), Country, Province, Words(Minerals),
            Latitude is null ? null : new GeoPoint(Decimal(Latitude), Decimal(Longitude!)), Zone, Site_Type, Words(Rule_Sets), Cooperative, Credit, Registered, Listed);

        private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        private static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed record PitRow(string Pit, string Site, string Code, string Name, long Listed)
    {
        public Pit ToPit() => new(new(Guid.Parse(Pit)), new(Guid.Parse(Site)), Code, Name, Listed);
    }
}
