using Adit.People;
using Adit.Web;

namespace Adit.Field;

/// <summary>Saved outboxes at a running server: the file is the request's body.</summary>
internal static class OutboxApi
{
    public static void MapOutbox(this IEndpointRouteBuilder api) => api.MapPost("/imports/outbox", Import).Needs(Right.RunProgramme)
        .WithTags("Programme").WithName("importOutbox").WithSummary("Takes in the file into which an agent saved their outbox, as if the phone had sent it. The same again changes nothing.")
        .Accepts<Stream>("application/json").Produces<OutboxReport>().Refuses(422);

    private static async Task<IResult> Import(HttpContext http, OutboxImport import) =>
        Results.Json(await import.Run(http.Request.Body, Frames.Of(http).Words, http.RequestAborted));
}
