using Adit.Maps;
using Adit.People;
using Adit.Storage;
using Adit.Web;

namespace Adit.Field;

/// <summary>Hands a phone what it keeps of the programme's base map: of its agent's sites, and of no other.</summary>
internal static class FieldMaps
{
    public const string Path = "/api/field/maps";

    public static void MapFieldMaps(this IEndpointRouteBuilder api) =>
        api.MapGet("/field/maps/{sha256}", Piece).Needs(Right.Submit).WithTags("Field app").WithName("fieldMap")
            .WithSummary("The base map around a site of this agent, as the pack names it; a range of it where one is asked for.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream").Produces<Stream>(StatusCodes.Status206PartialContent, "application/octet-stream").Refuses(401, 403, 404);

    private static async Task<IResult> Piece(string sha256, HttpContext http, Registers registers, Database database, Blobs blobs)
    {
        if (FieldCaller.Of(http, registers.Current, toRead: true) is not { } caller)
            return FieldCaller.CutOff(http);
        if (database.Read(db => MapsTable.Pieces(db, caller.Agent.Sites.Distinct())).FirstOrDefault(p => p.Sha256 == sha256) is not { Blob: { } blob })
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var bytes = new MemoryStream((int)blob.Length);
        try
        {
            await blobs.Copy(blob, bytes, http.RequestAborted);
        }
        catch (FileNotFoundException)
        {
            // Another map came in between, or a backup without files was restored.
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        }
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Bytes(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), "application/octet-stream", enableRangeProcessing: true);
    }
}
