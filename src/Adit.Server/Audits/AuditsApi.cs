using System.ComponentModel;
using System.Text.Json.Nodes;
using Adit.People;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Web;

namespace Adit.Audits;

/// <summary>Audits, for programs.</summary>
internal static class AuditsApi
{
    /// <summary>The patterns of addresses that show nothing of the programme's own.</summary>
    public const string List = "/api/audits", One = List + "/{number}";

    /// <summary>An audit in a list.</summary>
    internal sealed record AuditAnswer(string Number, string Purpose, string Who, DateOnly First, DateOnly Last, [property: Description("coming, running or over.")] string State, [property: Description("Findings that are not closed.")] int Open, DateOnly? Due);

    /// <summary>What was opened.</summary>
    internal sealed record AuditMade(string Number);

    /// <summary>What was done.</summary>
    internal sealed record AuditDone([property: Description("The sample or finding that it is about; 0 for none.")] int About);

    public static void MapAuditsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/audits").WithTags("Audits");
        group.MapGet("", (HttpContext http) => Results.Json(AuditsRoom.Read(http, f => f.List()).Rows.Select(r => new AuditAnswer(r.Number, r.Purpose, r.Who, r.First, r.Last, r.State, r.Open, r.Due)).ToList()))
            .Needs(Right.SeeAudits, Tier.T2).WithName("audits").WithSummary("Audits: for the programme all, for auditors their own that run.").Produces<IReadOnlyList<AuditAnswer>>();
        group.MapPost("", async (AuditAsked asked, CurrentPerson person, AuditActs acts) =>
        {
            var number = await acts.Set(person, null, asked);
            return Results.Created($"/api/audits/{number}", new AuditMade(number));
        }).Needs(Right.KeepAudits, Tier.T2).WithName("openAudit").WithSummary("Opens an audit: who looks at what, until when.").Produces<AuditMade>(StatusCodes.Status201Created).Refuses(422);
        group.MapGet("/{number}", (string number, HttpContext http) => AuditsRoom.Find(http, number) is { } found ? Results.Json(ReportTables.Named(AuditsRoom.Tables(http, found))) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.SeeAudits, Tier.T2).WithName("audit").WithSummary("All of an audit: samples, papers as far as they are shared, findings, answers, what was opened.").Produces<JsonObject>().Refuses(404);
        group.MapPut("/{number}", async (string number, AuditAsked asked, HttpContext http, CurrentPerson person, AuditActs acts) =>
        {
            if (AuditsRoom.Find(http, number) is null)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await acts.Set(person, number, asked);
            return Results.NoContent();
        }).Needs(Right.KeepAudits, Tier.T2).WithName("setAudit").WithSummary("Says an audit anew; an earlier last day ends access.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPost("/{number}/acts", async (string number, AuditActAsked asked, HttpContext http, CurrentPerson person, AuditActs acts, AssessJob assess) =>
        {
            if (AuditsRoom.Find(http, number) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            if (!AuditActs.May(person, asked.Act))
                return Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden");
            await assess.Fresh(http.RequestAborted);
            return Results.Json(new AuditDone(await acts.Do(person, found, asked)));
        }).Needs(Right.SeeAudits, Tier.T2).WithName("actInAudit").WithSummary("Draws a sample, saves a working paper, raises, answers or closes a finding, or shares the papers.").Produces<AuditDone>().Refuses(404, 422);
    }
}
