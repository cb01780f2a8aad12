using Adit.Ledger;
using Adit.People;
using Adit.Web;
using Microsoft.AspNetCore.Http.Features;

namespace Adit.Storage;

/// <summary>A backup of a running server, as a zip. The keys never go over a network: whoever has both opens every record.</summary>
internal static class BackupApi
{
    public static void MapBackup(this IEndpointRouteBuilder api) => api.MapGet("/backup", Send).Needs(Right.RunProgramme)
        .WithTags("Programme").WithName("backup").WithSummary("A consistent copy of adit.db and blobs/ as a zip; the keys are not in it. That it was taken is recorded.")
        .Produces<Stream>(StatusCodes.Status200OK, "application/zip");

    private static async Task<IResult> Send(HttpContext http, CurrentPerson person, Database database)
    {
        if (database.Home is not DataFolder folder)
            throw new Refused("This server keeps its data in PostgreSQL. Copy it into a folder with: adit move");
        await database.Write(writing => writing.Record(person.Actor, new RecordsRead("backup", database.Size)));
        http.Response.Headers.CacheControl = "no-store";
        // The zip ends each of its files with a few bytes written at once, without waiting.
        http.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        return Results.Stream(to => Backing.ToZip(folder.Path, folder.Aside(), to, (_, _) => { }, http.RequestAborted), "application/zip", "adit-backup.zip");
    }
}
