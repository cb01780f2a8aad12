using System.ComponentModel;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>Refused uploads, for programs.</summary>
internal static class RefusedApi
{
    /// <summary>A page of refused uploads.</summary>
    /// <param name="Held">How many are kept now.</param>
    /// <param name="Next">What to ask for as <c>after</c>; null on the last page.</param>
    internal sealed record RefusedUploads(IReadOnlyList<RefusedItem> Uploads, long Held, string? Next);

    /// <summary>A refused upload. Of what is protected only that it is there is told.</summary>
    /// <param name="First">When it first arrived; of what is protected the day alone.</param>
    /// <param name="Last">When the phone last sent the same.</param>
    /// <param name="Code">The permanent code of the refusal.</param>
    /// <param name="Why">The same in a sentence.</param>
    /// <param name="SinceReceived">Whether the same has come in since by itself.</param>
    /// <param name="LetIn">How it may come in: Nothing, Itself or NewRecord.</param>
    internal sealed record RefusedItem(
        string Id, DateTimeOffset First, DateTimeOffset Last, long Times, bool Protected, string? Agent, string? Form, string? Version, string? Instance, string Code, string Why, long Bytes, bool SinceReceived, LetInAs LetIn);

    /// <summary>One refused upload with the answers that T2 may read, by the form version that it names.</summary>
    internal sealed record RefusedDetail(RefusedItem Upload, IReadOnlyList<Answered> Answers, IReadOnlyList<FileHeld> Files);

    /// <summary>The record that an upload became.</summary>
    internal sealed record LetInAnswer(string Submission);

    public static void MapRefusedApi(this IEndpointRouteBuilder api)
    {
        var refused = api.MapGroup("/refused").AddEndpointFilter(RefusedRoom.OfAllSites).WithTags("Records");
        refused.MapGet("", List).Needs(Right.SeeRecords, Tier.T2).WithName("refused").WithSummary("Uploads that were refused after their sender was known, newest first; pages by after=id.").Produces<RefusedUploads>().Refuses(400);
        refused.MapGet("/{id}", One).Needs(Right.SeeRecords, Tier.T2).WithName("refusedUpload").WithSummary("One refused upload, as far as it may be looked at.").Produces<RefusedDetail>().Refuses(404);
        refused.MapPost("/{id}/let-in", LetIn).Needs(Right.ReviewRecords, Tier.T2).WithName("letIn")
            .WithSummary("Lets it in, with the reason: it goes through intake as if sent now. Closed forms do not stand in its way; what is taken or withdrawn comes in as a record of its own.").Produces<LetInAnswer>().Refuses(400, 404, 409);
        refused.MapPost("/{id}/discard", Discard).Needs(Right.ReviewRecords, Tier.T2).WithName("discard").WithSummary("Throws it away, with the reason. That it was is recorded.").Produces(StatusCodes.Status204NoContent).Refuses(400, 404);
    }

    private static IResult List(HttpContext http, Database database, Registers registers, Quarantine quarantine, [Description("The id after which the page begins.")] string? after, [Description("Uploads a page, 1 to 500. Default: 50.")] int? limit)
    {
        if (after is not null && !Id.TryRead(after, out _))
            return Problems.Unreadable(http, nameof(after));
        var (count, words) = (Math.Clamp(limit ?? 50, 1, 500), Frames.Of(http).Words);
        var (rows, held) = database.Read(db => (RefusedTable.After(db, after, count), RefusedTable.Count(db)));
        return Results.Json(new RefusedUploads([.. rows.Select(r => Item(words, registers.Current, quarantine.Look(r)))], held, rows.Count == count ? rows[^1].Id.ToString() : null));
    }

    private static IResult One(string id, HttpContext http, Database database, Registers registers, Quarantine quarantine)
    {
        if (RefusedRoom.Find(database, id) is not { } row)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var (register, upload) = (registers.Current, quarantine.Look(row));
        var answers = RefusedFilling.FormOf(register, upload) is { } form ? RefusedFilling.AnswersOf(upload, form) : [];
        return Results.Json(new RefusedDetail(
            Item(Frames.Of(http).Words, register, upload), Answered.Of(answers),
            [.. RefusedFilling.FilesOf(upload, answers).Select(f => new FileHeld(f.Name, f.Type, f.Blob.Length))]));
    }

    private static async Task<IResult> LetIn(string id, Because because, HttpContext http, CurrentPerson person, Database database, Quarantine quarantine)
    {
        if (RefusedRoom.Find(database, id) is not { } row)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        if (RefusedRoom.Reason(because.Reason) is not { } reason)
            return Problems.Unreadable(http, "reason");
        var (submission, why) = await quarantine.LetIn(row, person.Actor, reason, Frames.Of(http).Words);
        return submission is { } became ? Results.Json(new LetInAnswer(became.ToString())) : Problems.Json(StatusCodes.Status409Conflict, "still-refused", why!);
    }

    private static async Task<IResult> Discard(string id, Because because, HttpContext http, CurrentPerson person, Database database, Quarantine quarantine)
    {
        if (RefusedRoom.Reason(because.Reason) is not { } reason)
            return Problems.Unreadable(http, "reason");
        return RefusedRoom.Find(database, id) is { } row && await quarantine.Discard(row, person.Actor, reason) ? Results.NoContent() : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    private static RefusedItem Item(Words words, Register register, RefusedUpload upload)
    {
        var (row, envelope) = (upload.Row, upload.Envelope);
        return new(
            row.Id.ToString(), row.First.ToDateTimeOffset(), row.Last.ToDateTimeOffset(), row.Times, envelope is null, envelope?.Agent.ToString(), envelope?.Form, envelope?.Version, envelope?.Instance,
            row.Code, RefusedFilling.Why(words, register, row.Code, envelope), row.Bytes, row.SinceReceived, LettingIn.Of(row.Code));
    }
}
