using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Dapper;

namespace Adit.Maps;

/// <summary>The base map that is in use.</summary>
internal sealed record BaseMapInUse(BaseMapSet Set, Instant At);

/// <summary>What a phone gets of the base map around a site.</summary>
/// <param name="Place">The site's place when it was cut.</param>
/// <param name="Sha256">Of the piece, lower-case hex; empty where the map shows nothing there.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Blob">Null where there is nothing.</param>
internal sealed record SitePiece(SiteId Site, Guid Map, GeoPoint Place, string Sha256, long Bytes, int FromZoom, int ToZoom, Blob? Blob);

/// <summary>
/// The programme's base map, and what phones get of it. That it was put in is in the ledger; the file and the pieces cut from it are not: they are large, prove nothing, and go with their map.
/// </summary>
internal static class MapsTable
{
    /// <summary>The map in use, as the ledger says.</summary>
    public static Table Table { get; } = new("base_map",
        [Table.Number("idx"), Table.Number("at"), "map", "name", "attribution", "type", Table.Number("from_zoom"), Table.Number("to_zoom"), "west", "south", "east", "north", Table.Number("bytes"), "sha256"], ["idx"]);

    /// <summary>Its file, and pieces of it.</summary>
    public static Table[] Kept { get; } =
    [
        new("map_files", ["map", "blob"], ["map"]),
        new("map_pieces", ["site", "map", "latitude", "longitude", "sha256", Table.Number("bytes"), Table.Number("from_zoom"), Table.Number("to_zoom"), Table.Maybe("blob")], ["site"]),
    ];

    public static void Apply(Connection db, Recorded recorded, BaseMapSet map)
    {
        db.Run("delete from base_map");
        db.Run("insert into base_map (idx, at, map, name, attribution, type, from_zoom, to_zoom, west, south, east, north, bytes, sha256) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            recorded.Index, recorded.At.Micros, map.Map.ToString(), map.Name, map.Attribution, map.Type, map.FromZoom, map.ToZoom, Text(map.Bounds.West), Text(map.Bounds.South), Text(map.Bounds.East), Text(map.Bounds.North), map.Bytes, map.Sha256);
    }

    public static void Apply(Connection db, BaseMapRemoved removed) => db.Run("delete from base_map where map = $1", removed.Map.ToString());

    /// <summary>The map in use; null where phones show only borders and sites.</summary>
    public static BaseMapInUse? InUse(DbConnection db) =>
        db.Query<(long, string, string, string, string, long, long, string, string, string, string, long, string)>(
            "select at, map, name, attribution, type, from_zoom, to_zoom, west, south, east, north, bytes, sha256 from base_map")
            .Select(r => new BaseMapInUse(
                new(Guid.Parse(r.Item2), r.Item3, r.Item4, r.Item5, (int)r.Item6, (int)r.Item7, new(Number(r.Rest.Item1), Number(r.Rest.Item2), Number(r.Rest.Item3), Number(r.Rest.Item4)), r.Rest.Item5, r.Rest.Item6),
                new(r.Item1))).FirstOrDefault();

    /// <summary>The files of maps that lie here: of the one in use, and of those before that were not deleted yet.</summary>
    public static IReadOnlyList<(Guid Map, Blob Blob)> Files(DbConnection db) =>
        [.. db.Query<(string Map, string Blob)>("select map, blob from map_files order by map").Select(r => (Guid.Parse(r.Map), JsonSerializer.Deserialize<Blob>(r.Blob)!))];

    public static void Keep(DbConnection db, Guid map, Blob blob) => db.Execute("insert into map_files (map, blob) values (@map, @blob)", new { map = map.ToString(), blob = JsonSerializer.Serialize(blob) });

    public static void Drop(DbConnection db, Guid map) => db.Execute("delete from map_files where map = @map", new { map = map.ToString() });

    public static IReadOnlyList<SitePiece> Pieces(DbConnection db) => Pieces(db, "", new { });

    /// <summary>What there is of the map in use for some sites.</summary>
    public static IReadOnlyList<SitePiece> Pieces(DbConnection db, IEnumerable<SiteId> sites) =>
        Pieces(db, $"where {Dialect.In(db, "site", "@sites")} and blob is not null and map = (select max(map) from base_map)", new { sites = sites.Select(s => s.ToString()).ToArray() });

    public static void Keep(DbConnection db, SitePiece piece) => db.Execute(
        """
        insert into map_pieces (site, map, latitude, longitude, sha256, bytes, from_zoom, to_zoom, blob) values (@site, @map, @latitude, @longitude, @Sha256, @Bytes, @FromZoom, @ToZoom, @blob)
        on conflict (site) do update set map = excluded.map, latitude = excluded.latitude, longitude = excluded.longitude, sha256 = excluded.sha256, bytes = excluded.bytes,
            from_zoom = excluded.from_zoom, to_zoom = excluded.to_zoom, blob = excluded.blob
        """,
        new
        {
            site = piece.Site.ToString(),
            map = piece.Map.ToString(),
            latitude = Text(piece.Place.Latitude),
            longitude = Text(piece.Place.Longitude),
            piece.Sha256,
            piece.Bytes,
            piece.FromZoom,
            piece.ToZoom,
            blob = piece.Blob is { } blob ? JsonSerializer.Serialize(blob) : null,
        });

    public static void Drop(DbConnection db, SiteId site) => db.Execute("delete from map_pieces where site = @site", new { site = site.ToString() });

    private static IReadOnlyList<SitePiece> Pieces(DbConnection db, string where, object values) =>
        [.. db.Query<(string, string, string, string, string, long, long, long, string?)>($"select site, map, latitude, longitude, sha256, bytes, from_zoom, to_zoom, blob from map_pieces {where} order by site", values)
            .Select(r => new SitePiece(
                new(Guid.Parse(r.Item1)), Guid.Parse(r.Item2), new(Number(r.Item3), Number(r.Item4)), r.Item5, r.Item6, (int)r.Item7, (int)r.Rest.Item1, r.Rest.Item2 is { } blob ? JsonSerializer.Deserialize<Blob>(blob) : null))];

    private static string Text(decimal degrees) => degrees.ToString(CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
