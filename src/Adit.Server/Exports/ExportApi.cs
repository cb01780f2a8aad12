using System.ComponentModel;
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

    /// <summary>Where an export is taken in parts: what the next part is asked for with as after; not there with the last.</summary>
    public const string NextHeader = "Adit-Next";

    /// <summary>What may be asked of an export.</summary>
    internal sealed record ExportQuery
    {
        [Description("The code of a site.")]
        public string? Site { get; init; }

        [Description("The first day that records speak of, as 2026-11-23.")]
        public string? From { get; init; }

        [Description("The first day after.")]
        public string? Until { get; init; }

        [Description("Received, Edited, HasIssues, Approved or Rejected.")]
        public string? Review { get; init; }

        [Description("1: also superseded, withdrawn and rejected records.")]
        public string? All { get; init; }

        [Description("1: also the files that came with the records (CSV).")]
        public string? Media { get; init; }

        [Description("The ledger index after which records are taken: of the last line that came, where an export was cut; else what Adit-Next said.")]
        public string? After { get; init; }

        [Description("How many records at most: a part of the export. Adit-Next says where the next begins.")]
        public string? Limit { get; init; }

        public string this[string name] => name switch { "site" => Site, "from" => From, "until" => Until, "review" => Review, "all" => All, "after" => After, "limit" => Limit, _ => Media } ?? "";
    }

    public static void MapExports(this IEndpointRouteBuilder api)
    {
        var exports = api.MapGroup("/forms/{form}").Needs(Right.ExportRecords, Tier.T2).ForKeys(KeyScope.Exports).WithTags("Records");
        exports.MapGet("/submissions.csv.zip", (string form, [AsParameters] ExportQuery query, HttpContext http, CurrentPerson person, Exporting exporting, Registers registers) =>
            Send(form, ExportFormat.Csv, query, http, person, exporting, registers)).WithName("exportCsv").WithSummary("All records of a form as a zip of CSV files, one for the records and one for each repeat.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/zip").Refuses(400, 404);
        exports.MapGet("/submissions.json", (string form, [AsParameters] ExportQuery query, HttpContext http, CurrentPerson person, Exporting exporting, Registers registers) =>
            Send(form, ExportFormat.Json, query, http, person, exporting, registers)).WithName("exportJson").WithSummary("All records of a form, one JSON object a line (NDJSON).")
            .Produces<Stream>(StatusCodes.Status200OK, "application/x-ndjson").Refuses(400, 404);
        foreach (var kind in ExportKind.All.Where(k => k.Format is ExportFormat.Xlsx or ExportFormat.GeoJson or ExportFormat.Parquet))
            exports.MapGet("/submissions." + kind.Path, (string form, [AsParameters] ExportQuery query, HttpContext http, CurrentPerson person, Exporting exporting, Registers registers) =>
                Send(form, kind.Format, query, http, person, exporting, registers)).WithName("export" + kind.Format).WithSummary($"All records of a form with their answers outside repeats, as {kind.Label}.")
                .Produces<Stream>(StatusCodes.Status200OK, kind.Type).Refuses(400, 404);
    }

    private static async Task<IResult> Send(string form, ExportFormat format, ExportQuery query, HttpContext http, CurrentPerson person, Exporting exporting, Registers registers)
    {
        form = Addresses.Read(form);
        if (!exporting.Knows(form))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found", Frames.Of(http).Words.Say("refuse.no-form", ("form", form)));
        var register = registers.Current;
        var (ask, wrong) = ExportAsk.Read(form, name => query[name], code => SiteOf(register, code) is { } site && person.SeesSite(register, site) ? site : null);
        if (ask is null)
            return Problems.Unreadable(http, wrong!);
        ask = ask with { Within = Submissions.OpenedRecord.SeesAll(person) ? null : [.. person.User!.Sites] };
        var part = await exporting.Announce(ask, format, person.Actor, http.RequestAborted);
        var kind = ExportKind.Of(format);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers[RecordsHeader] = part.Records.ToString(CultureInfo.InvariantCulture);
        if (part.Next is { } next)
            http.Response.Headers[NextHeader] = next.ToString(CultureInfo.InvariantCulture);
        // The zip ends each of its files with a few bytes written at once, without waiting.
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        return Results.Stream(to => exporting.Write(ask, format, part, to, http.RequestAborted), kind.Type, CsvExport.SafeName($"{form}.{kind.Ending}"));
    }

    /// <summary>A site by its code or id.</summary>
    public static SiteId? SiteOf(Register register, string? named) =>
        named is { Length: > 0 } && register.SiteCodes.TryGetValue(named, out var byCode) ? byCode
        : Id.TryRead(named, out var id) && register.Sites.ContainsKey(new(id)) ? new SiteId(id) : null;
}
