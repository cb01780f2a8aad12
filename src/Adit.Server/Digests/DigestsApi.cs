using System.ComponentModel;
using Adit.People;
using Adit.Protection;
using Adit.Reports;
using Adit.Web;

namespace Adit.Digests;

/// <summary>Digests and packs as tables, for programs.</summary>
internal static class DigestsApi
{
    public static void MapDigestsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Reports");
        group.MapGet("/digests/{month}", async ([Description("As 2026-10.")] string month, HttpContext http) =>
        {
            if (DigestsRoom.Digest(http, month, null) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await DigestsRoom.Disclose(http, "digest", found.Digest.Sources);
            return Results.Json(ReportTables.Named(found.Digest.Tables()));
        }).Needs(Right.SeeSites, Tier.T1).WithName("digest").WithSummary("A month of the sites of the reader's organisation, from the reports that it gets: tables of rows.").Produces<IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>>>().Refuses(404);
        group.MapGet("/reports/step-5/{year}", async (string year, HttpContext http) =>
        {
            if (DigestsRoom.Pack(http, year) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await DigestsRoom.Disclose(http, "step-5", found.Pack.Sources);
            return Results.Json(ReportTables.Named(found.Pack.Tables()));
        }).Needs(Right.SeeSites, Tier.T2).WithName("stepFive").WithSummary("The OECD step 5 pack of a year, from the reports that the reader gets: tables of rows.").Produces<IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string?>>>>().Refuses(404);
    }
}
