using Adit.People;
using Adit.Risk;
using Adit.Web;

namespace Adit.Storage;

/// <summary>Rebuilding the views of a running server; the answer is a line per step, <c>done of</c>, the last one complete.</summary>
internal static class RebuildApi
{
    public static void MapRebuild(this IEndpointRouteBuilder api) => api.MapPost("/rebuild", Rebuild).Needs(Right.RunProgramme)
        .WithTags("Programme").WithName("rebuild").WithSummary("Makes every view again from the ledger. The answer is a line per step, as it goes: entries done and of how many.").Produces<string>(StatusCodes.Status200OK, "text/plain");

    private static async Task Rebuild(HttpContext http, Database database, AssessJob job, Registers registers)
    {
        await job.CatchUp(http.RequestAborted);
        await ProgressLines.Answer(http, async progress =>
        {
            await Rebuilding.Run(database, progress);
            registers.Forget();
        });
    }
}
