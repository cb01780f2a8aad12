using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>Erasing records, for the interface and the command line.</summary>
internal static class EraseApi
{
    /// <summary>Which record, by its id or by the instance id that its phone gave it, and why.</summary>
    public sealed record EraseAsked(string? Record, string? Form, string? Instance, string? Reason);

    public static void MapErase(this IEndpointRouteBuilder api) => api.MapPost("/erase", Erase).Needs(Right.EraseRecords, Tier.T2)
        .WithTags("Records").WithName("erase").WithSummary("Destroys for ever what a record says (record, or form and instance; reason). Answers a line per step, done of; the last one is complete.").Produces<string>(StatusCodes.Status200OK, "text/plain").Refuses(422);

    /// <summary>The record that is asked for.</summary>
    /// <exception cref="Refused">It is not named, not held, or the reason is missing.</exception>
    public static (SubmissionId Record, string Reason) Read(Database database, EraseAsked asked)
    {
        if (asked.Reason?.Trim() is not { Length: > 0 and <= RecordErasing.LongestReason } reason)
            throw Refused.Of("refuse.erase-reason", ("most", RecordErasing.LongestReason));
        var record = Id.TryRead(asked.Record, out var id) ? new SubmissionId(id)
            : asked is { Form: { } form, Instance: { } instance } ? RecordErasing.Find(database, form, instance)
            : throw Refused.Of("refuse.erase-what");
        return record is { } found && database.Read(db => SubmissionsTable.First(db, found)) is not null ? (found, reason) : throw Refused.Of("refuse.erase-none");
    }

    private static async Task Erase(EraseAsked asked, HttpContext http, CurrentPerson person, Database database, Blobs blobs, Registers registers)
    {
        var (record, reason) = Read(database, asked);
        // Who is limited to some sites sees neither protected records nor those of other sites.
        if (!OpenedRecord.SeesAll(person) && !database.Read(db => SubmissionsTable.Versions(db, record)).Any(v => OpenedRecord.Shows(person, registers.Current, v)))
            throw Refused.Of("refuse.erase-none");
        await ProgressLines.Answer(http, async progress =>
        {
            var (_, destroyed) = await RecordErasing.Run(database, blobs, person.Actor, record, reason, progress);
            registers.Forget();
            if (!destroyed)
                throw new InvalidOperationException("A reader held on to what was; it is destroyed when the server starts again.");
        });
    }
}
