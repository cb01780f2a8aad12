using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using Adit.Exports;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;
using Microsoft.AspNetCore.Http.Features;

namespace Adit.Exchange;

/// <summary>The tables of the feeds as whole files, for whoever may read them.</summary>
internal static class TablesApi
{
    private const int AtOnce = 10_000;

    /// <summary>What may be asked of a table.</summary>
    internal sealed record TableQuery
    {
        [Description("The code of a site.")]
        public string? Site { get; init; }

        [Description("Of records: the first day that they speak of, as 2026-11-23.")]
        public string? From { get; init; }

        [Description("Of records: the first day after.")]
        public string? Until { get; init; }

        [Description("The key after which rows are taken: of the last row that came. Of records the ledger index.")]
        public string? After { get; init; }
    }

    public static void MapTables(this IEndpointRouteBuilder api)
    {
        var tables = api.MapGroup("/tables").WithTags("Records");
        tables.MapGet("", (HttpContext http) => Results.Json(ODataApi.FeedsOf(http).Names.ToList())).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Feeds)
            .WithName("tables").WithSummary("Names of the tables that the reader may read: as feeds (OData) and as files.").Produces<IReadOnlyList<string>>();
        foreach (var kind in ExportKind.All.Where(k => k.Format is ExportFormat.Csv or ExportFormat.Xlsx or ExportFormat.Parquet))
        {
            var (ending, type) = kind.Format == ExportFormat.Csv ? ("csv", "text/csv") : (kind.Ending, kind.Type);
            tables.MapGet("/{table}." + ending, (string table, [AsParameters] TableQuery query, HttpContext http, Registers registers) => Send(table, kind.Format, ending, type, query, http, registers.Current))
                .Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Feeds).WithName("table" + kind.Format).WithSummary($"A table as a file ({ending}).").Produces<Stream>(StatusCodes.Status200OK, type).Refuses(400, 404);
        }
    }

    private static IResult Send(string table, ExportFormat format, string ending, string type, TableQuery query, HttpContext http, Register register)
    {
        var feeds = ODataApi.FeedsOf(http);
        if (!feeds.Exists(table))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        if (feeds.Find(table) is not { } feed)
            return CurrentPerson.Of(http).Lacks(Feeds.RightOf(table)) is { } scope ? Problems.Of(http, StatusCodes.Status403Forbidden, "scope", KeyWords.Lacks(scope, Frames.Of(http).Words)) : Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden");
        if (Day(query.From) is not { } from)
            return Problems.Unreadable(http, "from");
        if (Day(query.Until) is not { } until)
            return Problems.Unreadable(http, "until");
        // A site that is not the reader's is none.
        var site = query.Site is { Length: > 0 } code ? ExportApi.SiteOf(register, code) ?? new SiteId(Guid.Empty) : (SiteId?)null;
        http.Response.Headers.CacheControl = "private, no-store";
        http.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        return Results.Stream(
            to => TableFile.Write(format, table, feed.Columns, Rows(feed, new(AtOnce, query.After is { Length: > 0 } after ? after : null, From: feed.ByLedger ? from.Day : null, Until: feed.ByLedger ? until.Day : null, Site: site), http.RequestAborted), to, http.RequestAborted),
            type, $"{table}.{ending}");
    }

    private static async IAsyncEnumerable<IReadOnlyList<FeedRow>> Rows(Feed feed, FeedAsk ask, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var next = ask; ;)
        {
            var page = await feed.Page(next, cancel);
            await foreach (var batch in page.Rows)
                yield return batch;
            if (page.Next is not { } after)
                yield break;
            next = next with { After = after };
        }
    }

    private static Read? Day(string? text) => string.IsNullOrEmpty(text) ? new(null) : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new(day) : null;

    private sealed record Read(DateOnly? Day);
}
