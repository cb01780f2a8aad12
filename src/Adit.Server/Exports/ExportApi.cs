using System.Globalization;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Exports;

/// <summary>Bulk exports over the network.</summary>
internal static class ExportApi
{
    /// <summary>How many records an export holds: a header, since the export itself is written as it goes out.</summary>
    public const string RecordsHeader = "Adit-Records";

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
        form = Addresses.Read(form);
        if (!exporting.Knows(form))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var register = registers.Current;
        var (ask, wrong) = ExportAsk.Read(form, name => http.Request.Query[name].ToString(), code => SiteOf(register, code) is { } site && person.SeesSite(register, site) ? site : null);
        if (ask is null)
            return Problems.Unreadable(http, wrong!);
        var (until, records) = await exporting.Announce(ask, format, person.Actor, http.RequestAborted);
        var (type, name) = format == ExportFormat.Csv ? ("application/zip", form + ".csv.zip") : ("application/x-ndjson", form + ".ndjson");
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers[RecordsHeader] = records.ToString(CultureInfo.InvariantCulture);
        // The zip ends each of its files with a few bytes written at once, without waiting.
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        return Results.Stream(to => exporting.Write(ask, format, until, to, http.RequestAborted), type, CsvExport.SafeName(name));
    }

    /// <summary>A site by its code or id.</summary>
    public static SiteId? SiteOf(Register register, string? named) =>
        named is { Length: > 0 } && register.SiteCodes.TryGetValue(named, out var byCode) ? byCode
        : Id.TryRead(named, out var id) && register.Sites.ContainsKey(new(id)) ? new SiteId(id) : null;
}
