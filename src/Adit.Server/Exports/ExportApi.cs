using System.Globalization;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Exports;

/// <summary>Bulk exports over the network.</summary>
internal static class ExportApi
{
    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/api/forms/{form}").Needs(Right.ExportRecords, Tier.T2);
        exports.MapGet("/submissions.csv.zip", (string form, HttpContext http, CurrentPerson person, Exporting exporting, Registers registers) =>
            Send(form, ExportFormat.Csv, http, person, exporting, registers)).WithName("exportCsv").WithSummary("All records of a form as a zip of CSV files, one for the records and one for each repeat.").WithTags("Records")
            .Produces(StatusCodes.Status200OK, contentType: "application/zip");
        exports.MapGet("/submissions.json", (string form, HttpContext http, CurrentPerson person, Exporting exporting, Registers registers) =>
            Send(form, ExportFormat.Json, http, person, exporting, registers)).WithName("exportJson").WithSummary("All records of a form, one JSON object a line (NDJSON).").WithTags("Records")
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson");
    }

    private static async Task<IResult> Send(string form, ExportFormat format, HttpContext http, CurrentPerson person, Exporting exporting, Registers registers)
    {
        if (!exporting.Knows(form))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var (ask, wrong) = Read(form, http.Request.Query, registers.Current, person);
        if (ask is null)
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", wrong!);
        var (until, _) = await exporting.Announce(ask, format, person.Actor, http.RequestAborted);
        var (type, name) = format == ExportFormat.Csv ? ("application/zip", form + ".csv.zip") : ("application/x-ndjson", form + ".ndjson");
        http.Response.Headers.CacheControl = "no-store";
        // The zip ends each of its files with a few bytes written at once, without waiting.
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        return Results.Stream(to => exporting.Write(ask, format, until, to, http.RequestAborted), type, CsvExport.SafeName(name));
    }

    /// <summary>Reads the filters of an address; the name of the first that cannot be read, where one cannot.</summary>
    private static (ExportAsk? Ask, string? Wrong) Read(string form, IQueryCollection query, Register register, CurrentPerson person)
    {
        DateOnly? day(string name) => DateOnly.TryParseExact(query[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var found) ? found : null;
        var site = SiteOf(register, query["site"]);
        foreach (var name in (string[])["from", "until"])
            if (query[name].ToString().Length > 0 && day(name) is null)
                return (null, name);
        if (query["site"].ToString().Length > 0 && (site is not { } id || !person.SeesSite(register, id)))
            return (null, "site");
        ReviewState? review = Enum.TryParse<ReviewState>(query["review"], ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null;
        return query["review"].ToString().Length > 0 && review is null ? (null, "review")
            : (new(form, site, day("from"), day("until"), review, query["all"] == "1", query["media"] == "1"), null);
    }

    /// <summary>A site by its code or id.</summary>
    public static SiteId? SiteOf(Register register, string? named) =>
        named is { Length: > 0 } && register.SiteCodes.TryGetValue(named, out var byCode) ? byCode
        : Id.TryRead(named, out var id) && register.Sites.ContainsKey(new(id)) ? new SiteId(id) : null;
}
