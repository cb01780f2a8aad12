using System.ComponentModel;
using System.Text.Json.Nodes;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Monthly reports, for programs.</summary>
internal static class ReportsApi
{
    /// <summary>A published version.</summary>
    internal sealed record ReportAnswer(
        string Report, string Site, string Month, int Version, [property: Description("current, superseded or withdrawn.")] string State, DateTimeOffset Published, [property: Description("What it corrects; empty for a first version.")] string Why,
        [property: Description("Its ledger index.")] long Entry, [property: Description("Addresses of the version by kind: page, pdf, csv, xlsx, json, evidence.")] IReadOnlyDictionary<string, string> Files);

    /// <summary>What was done.</summary>
    /// <param name="Version">The newest version; 0 for none.</param>
    internal sealed record ReportDone(int Version);

    public static void MapReportsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Reports");
        group.MapGet("/reports", Month).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Reports).WithName("reports").WithSummary("The newest version of each report of a month, of the sites that the reader gets them of.").Produces<IReadOnlyList<ReportAnswer>>().Refuses(400);
        group.MapGet("/sites/{site}/reports/{month}", (string site, string month, HttpContext http) => ReportsRoom.Find(http, site, month) is { } found
            ? Results.Json(found.Versions.Select(v => Of(found.Site, v, found.Versions)).ToList()) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Reports).WithName("reportVersions").WithSummary("All versions of the report about a site and month, the newest first.").Produces<IReadOnlyList<ReportAnswer>>().Refuses(404);
        group.MapGet("/sites/{site}/reports/{month}/{version}", Version).Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Reports).WithName("report").WithSummary("A version as it was published: the bytes that the ledger commits to.").Produces<JsonObject>().Refuses(404);
        group.MapPost("/sites/{site}/reports/{month}/acts", Act).Needs(Right.WriteReports, Tier.T2).WithName("actOnReport").WithSummary("Writes a section, asks for a reply or notes it, publishes, corrects or withdraws.").Produces<ReportDone>().Refuses(404, 422);
    }

    private static IResult Month([Description("As 2026-10.")] string? month, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (PlanWords.ReadMonth(month) is not { } asked)
            return Problems.Unreadable(http, nameof(month));
        var register = registers.Current;
        return Results.Json(database.Read(db => ReportsTable.OfMonth(db, asked))
            .Where(r => register.Sites.TryGetValue(r.Fact.Site, out var site) && Reach.Gives(register, person, Product.Reports, site, asked.AddMonths(1).AddDays(-1), database.Now))
            .Select(r => Of(register.Sites[r.Fact.Site], r, [r])).ToList());
    }

    private static async Task<IResult> Version(string site, string month, int version, HttpContext http, ReportActs acts)
    {
        if (ReportsRoom.Find(http, site, month) is not { } found || found.Versions.FirstOrDefault(v => v.Fact.Version == version) is not { } report)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        await acts.Disclose(CurrentPerson.Of(http), "json", (report.Fact.Report, report.Fact.Version));
        return Results.Bytes(ReportsRoom.File(http, report, "json")!.Value.Bytes, "application/json");
    }

    private static async Task<IResult> Act(string site, string month, ReportAsked asked, HttpContext http, CurrentPerson person, Registers registers, AssessJob assess, ReportActs acts)
    {
        if (SiteWords.Find(registers.Current, site) is not { Kind: SiteKind.Monitored } found || !person.SeesSite(found) || PlanWords.ReadMonth(month) is not { } named)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        await assess.Fresh(http.RequestAborted);
        return Results.Json(new ReportDone(await acts.Do(person, found, named, asked)));
    }

    private static ReportAnswer Of(Site site, PublishedReport report, IReadOnlyList<PublishedReport> versions)
    {
        var path = $"{ReportsFilling.Path(site, report.Fact.Month)}/{report.Fact.Version}";
        return new(
            report.Fact.Report.ToString(), site.Code, PlanWords.MonthValue(report.Fact.Month), report.Fact.Version, report.Version.StateAmong(versions.Select(v => v.Version)), report.At.ToDateTimeOffset(), report.Fact.Why, report.Entry,
            new Dictionary<string, string> { ["page"] = path, ["pdf"] = path + ".pdf", ["csv"] = path + ".csv", ["xlsx"] = path + ".xlsx", ["json"] = "/api" + path, ["evidence"] = path + "/evidence" });
    }
}
