using System.ComponentModel;
using System.Text.Json.Nodes;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Reports about the programme, for programs.</summary>
internal static class ProgrammeReportsApi
{
    /// <summary>A published version.</summary>
    internal sealed record ProgrammeReportAnswer(
        string Report, [property: Description("As 2026-Q3 or 2026.")] string Span, int Version, [property: Description("current, superseded or withdrawn.")] string State, DateTimeOffset Published, [property: Description("What it corrects; empty for a first version.")] string Why,
        [property: Description("Its ledger index.")] long Entry, [property: Description("Addresses of the version by kind: page, pdf, csv, xlsx, json, evidence.")] IReadOnlyDictionary<string, string> Files);

    public static void MapProgrammeReportsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup(ProgrammeReportsRoom.List).WithTags("Reports");
        group.MapGet("", (CurrentPerson person, Database database, Registers registers) => Results.Json(
            database.Read(ProgrammeReportsTable.Newest).Where(r => Reach.GivesProgramme(registers.Current, person, r.Fact, database.Now)).Select(r => Of(r, [r])).ToList()))
            .Needs(Right.SeeSites, Tier.T2).WithName("programmeReports").WithSummary("The newest version of each report about the programme that the reader gets.").Produces<IReadOnlyList<ProgrammeReportAnswer>>();
        group.MapGet("/{span}", (string span, HttpContext http) => ProgrammeReportsRoom.Find(http, span) is { Count: > 0 } versions ? Results.Json(versions.Select(v => Of(v, versions)).ToList()) : NotFound(http))
            .Needs(Right.SeeSites, Tier.T2).WithName("programmeReportVersions").WithSummary("All versions of the report about a quarter or a year, the newest first.").Produces<IReadOnlyList<ProgrammeReportAnswer>>().Refuses(404);
        group.MapGet("/{span}/{version}", Version).Needs(Right.SeeSites, Tier.T2).WithName("programmeReport").WithSummary("A version as it was published: the bytes that the ledger commits to.").Produces<JsonObject>().Refuses(404);
        group.MapPost("/{span}/acts", Act).Needs(Right.WriteReports, Tier.T2).WithName("actOnProgrammeReport").WithSummary("Writes a section, publishes, corrects or withdraws.").Produces<ReportsApi.ReportDone>().Refuses(404, 422);
    }

    private static async Task<IResult> Version(string span, int version, HttpContext http, ReportActs acts)
    {
        if (ProgrammeReportsRoom.Find(http, span).FirstOrDefault(v => v.Fact.Version == version) is not { } report)
            return NotFound(http);
        await acts.Disclose(CurrentPerson.Of(http), "json", (report.Fact.Report, version));
        return Results.Bytes(ReportsRoom.Committed(http, report.Entry, "json")!.Value.Bytes, "application/json");
    }

    private static async Task<IResult> Act(string span, ReportAsked asked, HttpContext http, CurrentPerson person, AssessJob assess, ProgrammeReportActs acts)
    {
        if (ReportSpan.Read(span) is not { } named)
            return NotFound(http);
        await assess.Fresh(http.RequestAborted);
        return Results.Json(new ReportsApi.ReportDone(await acts.Do(person, named, asked)));
    }

    private static ProgrammeReportAnswer Of(PublishedSpan report, IReadOnlyList<PublishedSpan> versions)
    {
        var path = $"{ProgrammeReportsFilling.Path(report.Fact.Span)}/{report.Fact.Version}";
        return new(
            report.Fact.Report.ToString(), report.Fact.Span.ToString(), report.Fact.Version, report.Version.StateAmong(versions.Select(v => v.Version)), report.At.ToDateTimeOffset(), report.Fact.Why, report.Entry,
            new Dictionary<string, string> { ["page"] = path, ["pdf"] = path + ".pdf", ["csv"] = path + ".csv", ["xlsx"] = path + ".xlsx", ["json"] = "/api" + path, ["evidence"] = path + "/evidence" });
    }

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
