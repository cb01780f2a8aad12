using System.Globalization;
using Adit.Ledger;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>Records as the office reads, reviews and withdraws them. Protected records are counted here and never shown.</summary>
internal static class SubmissionsRoom
{
    internal const int LongestNote = 2000;

    public static void MapSubmissions(this IEndpointRouteBuilder routes)
    {
        var records = routes.MapGroup("/submissions");
        records.MapGet("", List).Needs(Right.SeeRecords, Tier.T2);
        records.MapGet("/{id}", One).Needs(Right.SeeRecords, Tier.T2);
        records.MapGet("/{id}/files/{name}", File).Needs(Right.SeeRecords, Tier.T2);
        records.MapGet("/{id}/evidence", Evidence).Needs(Right.SeeRecords, Tier.T2);
        records.MapPost("/{id}/review", Review).Needs(Right.ReviewRecords, Tier.T2);
        records.MapPost("/{id}/withdraw", Withdraw).Needs(Right.ReviewRecords, Tier.T2);
        records.MapPost("/{id}/erase", Erase).Needs(Right.EraseRecords, Tier.T2);
    }

    private static IResult List(HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is ["erased"])
            frame = frame with { Notice = new(frame.Words["notice.erased"]) };
        return Pages.Answer<SubmissionsPage>(frame, database.Read(db => new SubmissionsListing(db, ledger, registers.Current, catalogues.Current, person, frame.Words, frame.Now).Fill(http.Request)));
    }

    private static IResult One(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger, Publishing publishing)
    {
        var (frame, head) = (Frames.Of(http), publishing.Latest);
        if (http.Request.Query["done"] is ["reviewed" or "withdrawn" or "let-in"] done)
            frame = frame with { Notice = new(frame.Words["notice." + done[0]]) };
        var view = database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, id, Version(http)) is not { } record ? null
            : new SubmissionFilling(db, registers.Current, catalogues.Current, frame, record).Fill(person, head, http.Request.Query["form-language"]));
        return view is null ? NotFound(http) : Pages.Answer<SubmissionPage>(frame, view);
    }

    private static async Task<IResult> File(string id, string name, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger, Blobs blobs)
    {
        var file = database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, id, Version(http))?.Files(db).FirstOrDefault(f => f.Name == name));
        if (file is null || !await blobs.Holds(file.Blob.Id))
            return NotFound(http);
        MediaAnswer.Headers(http.Response, file.Name, file.Type);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentLength = file.Blob.Length;
        await blobs.Copy(file.Blob, http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    private static IResult Evidence(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger, Proofs proofs)
    {
        var index = database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, id, Version(http))?.Row.Index);
        return index is { } entry && proofs.Of([entry], person.Sees) is { } bundle
            ? Results.File(bundle.ToJson(), "application/json", $"evidence-{entry.ToString(CultureInfo.InvariantCulture)}.json") : NotFound(http);
    }

    private static async Task<IResult> Review(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger)
    {
        var form = await http.Request.ReadFormAsync();
        var comment = form["comment"].ToString().Trim();
        if (RecordWords.Asked(form["state"]) is not { } state)
            return Mend(http, "review.needs-state");
        return comment.Length > LongestNote ? Mend(http, "review.too-long")
            : await Record(id, http, person, database, registers, ledger, "reviewed", submission => new SubmissionReviewed(submission, state, comment));
    }

    private static async Task<IResult> Withdraw(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger)
    {
        var reason = (await http.Request.ReadFormAsync())["reason"].ToString().Trim();
        if (reason.Length is 0 or > LongestNote)
            return Mend(http, reason.Length == 0 ? "review.needs-reason" : "review.too-long");
        return await Record(id, http, person, database, registers, ledger, "withdrawn", submission => new SubmissionWithdrawn(submission, reason));
    }

    private static async Task<IResult> Erase(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger, Blobs blobs)
    {
        var reason = (await http.Request.ReadFormAsync())["reason"].ToString().Trim();
        if (reason.Length is 0 or > RecordErasing.LongestReason)
            return Mend(http, reason.Length == 0 ? "review.needs-reason" : "review.too-long");
        if (database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, id))?.Row.Submission is not { } submission)
            return NotFound(http);
        await RecordErasing.Run(database, blobs, person.Actor, submission, reason);
        registers.Forget();
        return Results.Redirect("/submissions?done=erased");
    }

    private static async Task<IResult> Record(
        string id, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger, string done, Func<SubmissionId, Fact> fact)
    {
        if (database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, id))?.Row.Submission is not { } submission)
            return NotFound(http);
        var (act, _) = await Judging.Record(database, person.Actor, submission, Number(http.Request.Form["version"]), fact(submission));
        return act == Act.Done ? Results.Redirect($"/submissions/{submission}?done={done}") : Mend(http, act == Act.Newer ? "review.newer" : "review.withdrawn-already");
    }

    private static long? Version(HttpContext http) => Number(http.Request.Query["version"]);

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");

    private static IResult Mend(HttpContext http, string key) => Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", Frames.Of(http).Words[key]);
}
