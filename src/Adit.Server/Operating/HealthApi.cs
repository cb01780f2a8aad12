using Adit.People;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Operating;

/// <summary>
/// How a node is, for load balancers and for whoever runs it. How many entries there are is told to nobody outside before the next head: asked often, it
/// would show when each record came.
/// </summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", (AssessJob job) => Health(job, new { ok = job.Failure is null })).Needs(Right.Public);
        routes.MapGet("/health/live", (HttpContext http) => Told(http, StatusCodes.Status200OK, new { live = true })).Needs(Right.Public);
        routes.MapGet("/health/ready", Ready).Needs(Right.Public);
        routes.MapGet("/api/health", (Database database, AssessJob job) => Health(job, new HealthTold(job.Failure is null, database.Size, job.Rated, job.Failure is null ? null : "rating has stopped")))
            .Needs(Right.RunProgramme).WithTags("Programme").WithName("health").WithSummary("Whether all is well, how many entries the ledger has, and how many of them are rated.").Produces<HealthTold>().Produces<HealthTold>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> Ready(HttpContext http, Readiness readiness) => await readiness.WhyNot() is { } why
        ? Told(http, StatusCodes.Status503ServiceUnavailable, new { ready = false, reason = why })
        : Told(http, StatusCodes.Status200OK, new { ready = true });

    private static IResult Told(HttpContext http, int status, object said)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(said, statusCode: status);
    }

    private static IResult Health(AssessJob job, object said) => Results.Json(said, statusCode: job.Failure is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}

/// <summary>Whether all is well.</summary>
/// <param name="Problem">What is wrong; null where nothing is.</param>
internal sealed record HealthTold(bool Ok, long Entries, long Rated, string? Problem);
