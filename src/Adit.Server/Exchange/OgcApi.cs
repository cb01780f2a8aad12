using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Adit.Exports;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Adit.Exchange;

/// <summary>Map layers for programs such as QGIS and GDAL: OGC API Features, Part 1 (OGC 17-069r4), Core and GeoJSON.</summary>
internal static class OgcApi
{
    public const string Root = "/ogc";

    private const int PageSize = 100, Largest = 10_000;
    private const string Crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84", OpenApiType = "application/vnd.oai.openapi+json;version=3.0";

    /// <summary>What may be asked of a collection.</summary>
    internal sealed record ItemsQuery
    {
        [Description("Features a page, 1 to 10,000. Default: 100.")]
        public string? Limit { get; init; }

        [Description("west,south,east,north in degrees (CRS84).")]
        public string? Bbox { get; init; }

        [Description("A day, or an interval of two as from/until, open as .. (RFC 3339). Sites have no time, and are not narrowed by it.")]
        public string? Datetime { get; init; }

        [Description("The id after which the page begins: what a link next has.")]
        public string? After { get; init; }
    }

    public static void MapOgc(this IEndpointRouteBuilder app)
    {
        app.MapGet(Root, Landing).Needs(Right.Public).WithTags("Map layers").WithName("ogcLanding").WithSummary("The landing page.").Produces<JsonObject>();
        var maps = app.MapGroup(Root).WithTags("Map layers");
        maps.MapGet("/conformance", Conformance).Needs(Right.Public).WithName("ogcConformance").WithSummary("The conformance classes.").Produces<JsonObject>();
        maps.MapGet("/api", Api).Needs(Right.Public).WithName("ogcApi").WithSummary("This description.").Produces<JsonObject>(StatusCodes.Status200OK, OpenApiType);
        maps.MapGet("/collections", Collections).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Feeds).WithName("ogcCollections").WithSummary("The collections that the reader sees.").Produces<JsonObject>();
        maps.MapGet("/collections/{collection}", Collection).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Feeds).WithName("ogcCollection").WithSummary("One collection.").Produces<JsonObject>().Refuses(404);
        maps.MapGet("/collections/{collection}/items", Items).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Feeds).WithName("ogcItems").WithSummary("Features, a page at a time.").Produces<JsonObject>(StatusCodes.Status200OK, GeoJson.Type).Refuses(400, 404);
        maps.MapGet("/collections/{collection}/items/{feature}", Item).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Feeds).WithName("ogcItem").WithSummary("One feature.").Produces<JsonObject>(StatusCodes.Status200OK, GeoJson.Type).Refuses(404);
    }

    private static IResult Landing(HttpContext http) => Json(http, new()
    {
        ["title"] = http.RequestServices.GetRequiredService<Database>().Created?.Programme ?? "Adit",
        ["description"] = Frames.Of(http).Words["exchange.title"],
        ["links"] = Links(http, ("self", "", "application/json"), ("service-desc", "/api", OpenApiType), ("service-doc", "/api", OpenApiType), ("conformance", "/conformance", "application/json"), ("data", "/collections", "application/json")),
    });

    private static IResult Conformance(HttpContext http) => Json(http, new()
    {
        ["conformsTo"] = new JsonArray("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core", "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson"),
    });

    private static async Task Api(HttpContext http, [FromKeyedServices(ApiReference.Maps)] IOpenApiDocumentProvider description)
    {
        http.Response.ContentType = OpenApiType;
        await http.Response.WriteAsync(await (await description.GetOpenApiDocumentAsync(http.RequestAborted)).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0, http.RequestAborted), http.RequestAborted);
    }

    private static IResult Collections(HttpContext http) => Json(http, new()
    {
        ["links"] = Links(http, ("self", "/collections", "application/json")),
        ["collections"] = new JsonArray([.. Ids(http).Select(id => Described(http, id))]),
    });

    private static IResult Collection(string collection, HttpContext http, CurrentPerson person) =>
        Closed(collection, http, person) ?? Json(http, Described(http, collection));

    private static async Task<IResult> Items(string collection, [AsParameters] ItemsQuery query, HttpContext http, CurrentPerson person)
    {
        if (Closed(collection, http, person) is { } closed)
            return closed;
        // A parameter that is not known is refused: a client that thinks it filtered would take all for some (requirement /req/core/query-param-unknown).
        if (http.Request.Query.Keys.FirstOrDefault(k => k is not ("limit" or "bbox" or "datetime" or "after" or "f" or "bbox-crs" or "crs")) is { } unknown)
            return Problems.Unreadable(http, unknown);
        if (http.Request.Query["f"].ToString() is not ("" or "json" or "geojson"))
            return Problems.Unreadable(http, "f");
        foreach (var crs in (string[])["bbox-crs", "crs"])
            if (http.Request.Query[crs].ToString() is not ("" or Crs84))
                return Problems.Unreadable(http, crs);
        var limit = query.Limit is null ? PageSize : int.TryParse(query.Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? Math.Min(asked, Largest) : 0;
        if (limit == 0)
            return Problems.Unreadable(http, "limit");
        FeedBox? box = null;
        if (query.Bbox is not null && (box = Box(query.Bbox)) is null)
            return Problems.Unreadable(http, "bbox");
        if (Days(query.Datetime) is not var (from, until))
            return Problems.Unreadable(http, "datetime");
        var feed = FeedOf(http, collection);
        var page = await feed.Page(new(limit, query.After, Box: box, From: feed.ByLedger ? from : null, Until: feed.ByLedger ? until : null), http.RequestAborted);
        await Write(http, collection, feed, page);
        return Results.Empty;
    }

    private static async Task<IResult> Item(string collection, string feature, HttpContext http, CurrentPerson person)
    {
        if (Closed(collection, http, person) is { } closed)
            return closed;
        var (feed, id) = (FeedOf(http, collection), Addresses.Read(feature));
        await foreach (var batch in (await feed.Page(new(1, At: id), http.RequestAborted)).Rows)
            if (batch is [var row, ..])
            {
                Begin(http);
                await using var json = new Utf8JsonWriter(http.Response.Body, new JsonWriterOptions { SkipValidation = true });
                json.WriteStartObject();
                GeoJson.Feature(json, feed.Columns, row);
                json.WritePropertyName("links");
                Links(http, ("self", $"/collections/{collection}/items/{Uri.EscapeDataString(id)}", GeoJson.Type), ("collection", $"/collections/{collection}", "application/json")).WriteTo(json);
                json.WriteEndObject();
                return Results.Empty;
            }
        return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    private static async Task Write(HttpContext http, string collection, Feed feed, FeedPage page)
    {
        Begin(http);
        var returned = 0;
        await using var json = new Utf8JsonWriter(http.Response.Body, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteString("timeStamp", http.RequestServices.GetRequiredService<Database>().Clock.GetUtcNow().UtcDateTime);
        json.WriteStartArray("features");
        await foreach (var batch in page.Rows)
        {
            foreach (var row in batch)
            {
                json.WriteStartObject();
                GeoJson.Feature(json, feed.Columns, row);
                json.WriteEndObject();
            }
            returned += batch.Count;
            await json.FlushAsync(http.RequestAborted);
        }
        json.WriteEndArray();
        json.WriteNumber("numberReturned", returned);
        json.WritePropertyName("links");
        Links(http,
            [
                ("self", $"/collections/{collection}/items{http.Request.QueryString}", GeoJson.Type), ("collection", $"/collections/{collection}", "application/json"),
                .. page.Next is { } next ? [("next", $"/collections/{collection}/items{Following(http, next)}", GeoJson.Type)] : Array.Empty<(string, string, string)>(),
            ]).WriteTo(json);
        json.WriteEndObject();
    }

    private static void Begin(HttpContext http)
    {
        http.Response.ContentType = GeoJson.Type;
        http.Response.Headers.CacheControl = "private, no-store";
    }

    private static IEnumerable<string> Ids(HttpContext http) => ODataApi.FeedsOf(http).HasRecords ? ["sites", "records"] : ["sites"];

    // What the reader may not read is said apart from what there is not, as everywhere.
    private static IResult? Closed(string collection, HttpContext http, CurrentPerson person) =>
        Ids(http).Contains(collection) ? null
        : collection == "records" ? (person.Lacks(Right.ExportRecords) is { } scope ? Problems.Of(http, StatusCodes.Status403Forbidden, "scope", KeyWords.Lacks(scope, Frames.Of(http).Words)) : Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden")) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");

    private static Feed FeedOf(HttpContext http, string collection) => collection == "sites" ? ODataApi.FeedsOf(http).Sites() : ODataApi.FeedsOf(http).Records();

    private static JsonObject Described(HttpContext http, string id) => new()
    {
        ["id"] = id,
        ["title"] = Frames.Of(http).Words["exchange." + id],
        ["itemType"] = "feature",
        ["crs"] = new JsonArray(Crs84),
        ["extent"] = new JsonObject { ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(new JsonArray(-180, -90, 180, 90)), ["crs"] = Crs84 } },
        ["links"] = Links(http, ("self", "/collections/" + id, "application/json"), ("items", $"/collections/{id}/items", GeoJson.Type)),
    };

    private static JsonArray Links(HttpContext http, params IEnumerable<(string Rel, string Path, string Type)> links) =>
        [.. links.Select(l => new JsonObject { ["rel"] = l.Rel, ["href"] = $"{ODataApi.Origin(http)}{Root}{l.Path}", ["type"] = l.Type })];

    private static QueryString Following(HttpContext http, string next) =>
        QueryString.Create([.. http.Request.Query.Where(q => q.Key != "after").Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString())), new("after", next)]);

    private static IResult Json(HttpContext http, JsonObject body)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Text(body.ToJsonString(), "application/json");
    }

    // Four numbers, or six with heights, which nothing here has.
    private static FeedBox? Box(string text)
    {
        var numbers = text.Split(',').Select(n => decimal.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : (decimal?)null).ToList();
        return numbers.Any(n => n is null) || numbers.Count is not (4 or 6) ? null
            : (numbers.Count == 4 ? new FeedBox(numbers[0]!.Value, numbers[1]!.Value, numbers[2]!.Value, numbers[3]!.Value) : new(numbers[0]!.Value, numbers[1]!.Value, numbers[3]!.Value, numbers[4]!.Value)) is var box && box.South <= box.North ? box : null;
    }

    // Records speak of days at their site: of a time only its day counts. Null where it cannot be read.
    private static (DateOnly? From, DateOnly? Until)? Days(string? text)
    {
        if (text is null)
            return (null, null);
        var ends = text.Split('/');
        if (ends.Length > 2)
            return null;
        var days = new DateOnly?[2];
        for (var end = 0; end < 2; end++)
        {
            var written = ends[Math.Min(end, ends.Length - 1)];
            if (ends.Length == 2 && written is "" or "..")
                continue;
            if (!DateOnly.TryParseExact(written.Split('T', 't')[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                || (written.Length > 10 && !DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)))
                return null;
            days[end] = end == 0 ? day : day < DateOnly.MaxValue ? day.AddDays(1) : day;
        }
        return (days[0], days[1]);
    }
}
