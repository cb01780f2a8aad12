using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Web;

namespace Adit.Storage;

/// <summary>Rebuilding the views of a running server; the answer is a line per step, <c>done of</c>, the last one complete.</summary>
internal static class RebuildApi
{
    public static void MapRebuild(this IEndpointRouteBuilder api) => api.MapPost("/rebuild", Rebuild).Needs(Right.RunProgramme)
        .WithTags("Programme").WithName("rebuild").WithSummary("Makes every view again from the ledger. The answer is a line per step, as it goes: entries done and of how many.").Produces<string>(StatusCodes.Status200OK, "text/plain");

    private static async Task Rebuild(HttpContext http, Database database, LedgerReading ledger, AssessJob job, Registers registers)
    {
        await job.CatchUp(http.RequestAborted);
        var steps = Channel.CreateBounded<(long Done, long Of)>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
        var running = Rebuilding.Run(database, ledger, (done, of) => steps.Writer.TryWrite((done, of)));
        _ = running.ContinueWith(_ => steps.Writer.TryComplete(), TaskScheduler.Default);
        http.Response.ContentType = "text/plain; charset=utf-8";
        await foreach (var (done, of) in steps.Reader.ReadAllAsync())
        {
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{done} {of}\n")));
            await http.Response.Body.FlushAsync();
        }
        await running;
        registers.Forget();
    }
}
