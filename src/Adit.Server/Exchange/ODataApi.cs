using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Adit.Exports;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Exchange;

/// <summary>
/// Tables for spreadsheets: OData 4 in JSON, as much of it as Excel and Power BI need to read whole tables page by page (docs/exchange.md). What it does not answer
/// it says with 501, so that the spreadsheet does it itself.
/// </summary>
internal static partial class ODataApi
{
    public const string Root = "/odata";

    private static readonly XNamespace Edmx = "http://docs.oasis-open.org/odata/ns/edmx", Edm = "http://docs.oasis-open.org/odata/ns/edm";

    public static void MapOData(this IEndpointRouteBuilder app) => app.MapGet(Root + "/{**path}", Answer).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Feeds).ExcludeFromDescription();

    /// <summary>The feeds of whoever asks.</summary>
    internal static Feeds FeedsOf(HttpContext http)
    {
        var services = http.RequestServices;
        return new(
            services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current, services.GetRequiredService<SitesToday>(),
            services.GetRequiredService<ExportReading>(), CurrentPerson.Of(http), Frames.Of(http).Words, db => PlansRoom.Filling(db, http),
            reports => services.GetRequiredService<Reports.ReportActs>().Disclose(CurrentPerson.Of(http), "feed", reports));
    }

    /// <summary>Where whoever asks found us.</summary>
    internal static string Origin(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";

    private static async Task Answer(string? path, HttpContext http, Registers registers)
    {
        var feeds = FeedsOf(http);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.Vary = "Accept-Language, Authorization";
        http.Response.Headers["OData-Version"] = http.Request.Headers["OData-MaxVersion"] is ["4.0"] ? "4.0" : "4.01";
        if (string.IsNullOrEmpty(path))
            await Document(http, feeds);
        else if (path == "$metadata")
            await Metadata(http, feeds);
        else if (Address().Match(path) is not { Success: true } match || !feeds.Exists(match.Groups["set"].Value))
            await No(http, StatusCodes.Status404NotFound, "not-found", Frames.Of(http).Words["problem.not-found"]);
        else if (feeds.Find(match.Groups["set"].Value) is not { } feed)
            await No(http, StatusCodes.Status403Forbidden, "forbidden", CurrentPerson.Of(http).Lacks(Feeds.RightOf(match.Groups["set"].Value)) is { } scope ? KeyWords.Lacks(scope, Frames.Of(http).Words) : Frames.Of(http).Words["problem.forbidden"]);
        else
            await Rows(http, feed, match, registers.Current);
    }

    private static async Task Rows(HttpContext http, Feed feed, Match address, Register register)
    {
        var words = Frames.Of(http).Words;
        var ask = ODataAsk.Read(feed, Options(http), Preferred(http), register);
        if ((ask.Unsupported ?? ask.Wrong) is { } option)
        {
            await No(http, ask.Wrong is null ? StatusCodes.Status501NotImplemented : StatusCodes.Status400BadRequest, ask.Wrong is null ? "unsupported" : "bad-request",
                ask.Wrong is not null ? words.Say("problem.parameter", ("name", option))
                : option == "$filter" ? words.Say("exchange.filter", ("can", ODataAsk.Can(feed)), ("filter", http.Request.Query["$filter"].ToString() is { Length: > 0 } filter ? filter : http.Request.Query["filter"].ToString()))
                : words.Say("exchange.unsupported", ("name", option)));
            return;
        }
        if (address.Groups["count"].Success)
        {
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(feed.Count(ask.Ask).ToString(CultureInfo.InvariantCulture), http.RequestAborted);
        }
        else if (address.Groups["key"] is { Success: true, Value: var key })
            await One(http, feed, ask with { Ask = ask.Ask with { At = key.StartsWith('\'') ? key[1..^1].Replace("''", "'", StringComparison.Ordinal) : key, Count = 1 } });
        else
            await Page(http, feed, ask);
    }

    private static async Task Page(HttpContext http, Feed feed, ODataAsk ask)
    {
        long? count = ask.Counted ? feed.Count(ask.Ask) : null;
        var page = ask.Ask.Count == 0 ? new(Nothing(), null) : await feed.Page(ask.Ask, http.RequestAborted);
        await using var json = Begin(http);
        json.WriteStartObject();
        json.WriteString("@odata.context", Context(http, feed, ask));
        if (count is { } all)
            json.WriteNumber("@odata.count", all);
        json.WriteStartArray("value");
        await foreach (var batch in page.Rows)
        {
            foreach (var row in batch)
            {
                json.WriteStartObject();
                Members(json, feed, ask, row);
                json.WriteEndObject();
            }
            await json.FlushAsync(http.RequestAborted);
        }
        json.WriteEndArray();
        if (page.Next is { } next && (ask.Top is null || ask.Top > ask.Ask.Count))
            json.WriteString("@odata.nextLink", NextLink(http, ask, next));
        json.WriteEndObject();
        await json.FlushAsync(http.RequestAborted);
    }

    private static async Task One(HttpContext http, Feed feed, ODataAsk ask)
    {
        FeedRow? found = null;
        await foreach (var batch in (await feed.Page(ask.Ask, http.RequestAborted)).Rows)
            found ??= batch is [var first, ..] ? first : null;
        if (found is null)
        {
            await No(http, StatusCodes.Status404NotFound, "not-found", Frames.Of(http).Words["problem.not-found"]);
            return;
        }
        await using var json = Begin(http);
        json.WriteStartObject();
        json.WriteString("@odata.context", Context(http, feed, ask) + "/$entity");
        Members(json, feed, ask, found);
        json.WriteEndObject();
        await json.FlushAsync(http.RequestAborted);
    }

    private static void Members(Utf8JsonWriter json, Feed feed, ODataAsk ask, FeedRow row)
    {
        foreach (var column in ask.Select)
        {
            json.WritePropertyName(feed.Columns[column].Json);
            Feed.Write(json, row.Values[column]);
        }
    }

    private static async Task Document(HttpContext http, Feeds feeds)
    {
        await using var json = Begin(http);
        json.WriteStartObject();
        json.WriteString("@odata.context", $"{Origin(http)}{Root}/$metadata");
        json.WriteStartArray("value");
        foreach (var name in feeds.Names)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("kind", "EntitySet");
            json.WriteString("url", name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(http.RequestAborted);
    }

    // Only what the reader may read stands in it: the questions of forms are the programme's.
    private static async Task Metadata(HttpContext http, Feeds feeds)
    {
        var all = feeds.Names.Select(n => feeds.Find(n)!).ToList();
        var csdl = new XDocument(new XElement(Edmx + "Edmx", new XAttribute("Version", "4.0"), new XAttribute(XNamespace.Xmlns + "edmx", Edmx),
            new XElement(Edmx + "Reference", new XAttribute("Uri", "https://docs.oasis-open.org/odata/odata-vocabularies/v4.0/vocabularies/Org.OData.Capabilities.V1.xml"),
                new XElement(Edmx + "Include", new XAttribute("Namespace", "Org.OData.Capabilities.V1"), new XAttribute("Alias", "Capabilities"))),
            new XElement(Edmx + "DataServices", new XElement(Edm + "Schema", new XAttribute("Namespace", "Adit"),
                all.Select(TypeOf), new XElement(Edm + "EntityContainer", new XAttribute("Name", "Container"), all.Select(SetOf))))));
        http.Response.ContentType = "application/xml; charset=utf-8";
        await http.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + csdl, http.RequestAborted);
    }

    private static XElement TypeOf(Feed feed) => new(
        Edm + "EntityType", new XAttribute("Name", feed.Name + "Row"), new XElement(Edm + "Key", new XElement(Edm + "PropertyRef", new XAttribute("Name", feed.Key.Name))),
        feed.Columns.Select(c => new XElement(
            Edm + "Property", new XAttribute("Name", c.Name), new XAttribute("Type", Named(c.Type)), c == feed.Key ? new XAttribute("Nullable", "false") : null,
            c.Type == FeedType.Number ? new XAttribute("Scale", "variable") : c.Type == FeedType.Time ? new XAttribute("Precision", "6") : null)));

    // What is said here no spreadsheet asks for, and does itself.
    private static XElement SetOf(Feed feed) => new(
        Edm + "EntitySet", new XAttribute("Name", feed.Name), new XAttribute("EntityType", $"Adit.{feed.Name}Row"),
        Says("SkipSupported", "Bool", "false"), Says("TopSupported", "Bool", "true"),
        Says("SortRestrictions", "Sortable", false), Says("ExpandRestrictions", "Expandable", false), Says("SearchRestrictions", "Searchable", false), Says("CountRestrictions", "Countable", true),
        new XElement(Edm + "Annotation", new XAttribute("Term", "Capabilities.FilterRestrictions"), new XElement(Edm + "Record",
            new XElement(Edm + "PropertyValue", new XAttribute("Property", "Filterable"), new XAttribute("Bool", "true")),
            new XElement(Edm + "PropertyValue", new XAttribute("Property", "NonFilterableProperties"), new XElement(
                Edm + "Collection", feed.Columns.Where(c => c != feed.Key && c.Name is not "Site" && !(c.Name == "Day" && feed.ByLedger)).Select(c => new XElement(Edm + "PropertyPath", c.Name)))))));

    private static XElement Says(string term, string kind, string value) => new(Edm + "Annotation", new XAttribute("Term", "Capabilities." + term), new XAttribute(kind, value));

    private static XElement Says(string term, string property, bool value) => new(
        Edm + "Annotation", new XAttribute("Term", "Capabilities." + term), new XElement(Edm + "Record", new XElement(Edm + "PropertyValue", new XAttribute("Property", property), new XAttribute("Bool", value ? "true" : "false"))));

    private static string Named(FeedType type) => type switch
    {
        FeedType.Whole => "Edm.Int64",
        FeedType.Number => "Edm.Decimal",
        FeedType.Day => "Edm.Date",
        FeedType.Time => "Edm.DateTimeOffset",
        FeedType.Flag => "Edm.Boolean",
        _ => "Edm.String",
    };

    private static Utf8JsonWriter Begin(HttpContext http)
    {
        http.Response.ContentType = http.Response.Headers["OData-Version"] is ["4.0"] ? "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8" : "application/json; metadata=minimal; streaming=true; charset=utf-8";
        return new(http.Response.Body, new JsonWriterOptions { SkipValidation = true });
    }

    private static string Context(HttpContext http, Feed feed, ODataAsk ask) =>
        $"{Origin(http)}{Root}/$metadata#{feed.Name}{(ask.Select.Count == feed.Columns.Length ? "" : $"({string.Join(',', ask.Select.Select(i => feed.Columns[i].Name))})")}";

    private static string NextLink(HttpContext http, ODataAsk ask, string next)
    {
        var kept = http.Request.Query.Where(q => Plain(q.Key) is not ("skiptoken" or "top")).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString()));
        var top = ask.Top is { } most ? [KeyValuePair.Create("$top", (string?)(most - ask.Ask.Count).ToString(CultureInfo.InvariantCulture))] : Array.Empty<KeyValuePair<string, string?>>();
        return Origin(http) + http.Request.Path + QueryString.Create([.. kept, .. top, new("$skiptoken", next)]);
    }

    private static async Task No(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(JsonSerializer.Serialize(new { error = new { code, message } }), http.RequestAborted);
    }

    // Options of their own, without a dollar and unknown to OData, are ignored as it says.
    private static Dictionary<string, string> Options(HttpContext http) => http.Request.Query
        .Where(q => q.Key.StartsWith('$') || q.Key is "top" or "skip" or "count" or "select" or "filter" or "orderby" or "format" or "skiptoken" or "expand" or "search" or "apply" or "compute" or "index" or "levels")
        .GroupBy(q => Plain(q.Key)).ToDictionary(q => q.Key, q => q.Last().Value.ToString());

    private static string Plain(string option) => option.TrimStart('$').ToLowerInvariant();

    private static int? Preferred(HttpContext http)
    {
        if (MaxPageSize().Match(http.Request.Headers["Prefer"].ToString()) is not { Success: true } match || !int.TryParse(match.Groups[1].Value, out var size) || size < 1)
            return null;
        http.Response.Headers["Preference-Applied"] = $"{match.Value[..match.Value.IndexOf('=', StringComparison.Ordinal)]}={Math.Min(size, ODataAsk.Largest)}";
        return size;
    }

    private static async IAsyncEnumerable<IReadOnlyList<FeedRow>> Nothing()
    {
        await Task.CompletedTask;
        yield break;
    }

    [GeneratedRegex(@"^(?<set>\w+)(?:(?<count>/\$count)|\((?:\w+=)?(?<key>[0-9]+|'(?:[^']|'')*')\))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?:odata\.)?maxpagesize=([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex MaxPageSize();
}
