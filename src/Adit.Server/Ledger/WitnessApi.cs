using System.Globalization;
using Adit.People;
using Adit.Web;

namespace Adit.Ledger;

/// <summary>This programme as a witness of other ledgers (C2SP tlog-witness), open to anyone: who may ask is who holds the key of a ledger that it knows.</summary>
internal static class WitnessApi
{
    private const int LargestRequest = 64 * 1024;

    public static void MapWitness(this IEndpointRouteBuilder routes)
    {
        var witness = routes.MapGroup("/witness").Needs(Right.Public);
        witness.MapGet("/key", async (Cosigning cosigning) => await cosigning.Key() is { } key ? Results.Text(key + "\n", "text/plain; charset=utf-8") : Results.NotFound());
        witness.MapPost("/add-checkpoint", async (HttpRequest request, Cosigning cosigning) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            return await cosigning.Answer(body.ToArray()) switch
            {
                { Line: { } line } => Results.Text(line, "text/plain; charset=utf-8"),
                { Held: { } size, Status: var status } => Results.Text(size.ToString(CultureInfo.InvariantCulture) + "\n", "text/x.tlog.size", statusCode: status),
                var refused => Results.StatusCode(refused.Status),
            };
        }).Streams(LargestRequest);
    }
}
