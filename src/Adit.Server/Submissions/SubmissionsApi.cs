using System.ComponentModel;
using Adit.DataSets;
using Adit.Exports;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Phones;
using Adit.Plausibility;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>Records, for programs: read, reviewed, withdrawn. What is protected is counted and never shown.</summary>
internal static class SubmissionsApi
{
    public static void MapSubmissionsApi(this IEndpointRouteBuilder api)
    {
        var records = api.MapGroup("/submissions").WithTags("Records");
        records.MapGet("", List).Needs(Right.SeeRecords, Tier.T2).ForKeys(KeyScope.Records).WithName("submissions").WithSummary("Records, newest first, a page at a time.").Produces<RecordsAnswer>().Refuses(400);
        records.MapGet("/{id}", One).Needs(Right.SeeRecords, Tier.T2).ForKeys(KeyScope.Records).WithName("submission").WithSummary("One record: its newest version's answers, all versions, what was decided about it.").Produces<RecordAnswer>().Refuses(404);
        records.MapGet("/{id}/files/{name}", File).Needs(Right.SeeRecords, Tier.T2).ForKeys(KeyScope.Records).WithName("submissionFile").WithSummary("A file that came with a record, as far as an answer that the reader may see names it.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream").Refuses(404);
        records.MapGet("/{id}/xml", Xml).Needs(Right.SeeRecords, Tier.T2).ForKeys(KeyScope.Records).WithName("submissionXml").WithSummary("The bytes of a record as the phone sent them.").Produces<Stream>(StatusCodes.Status200OK, "application/xml").Refuses(404);
        api.MapGet("/forms/{form}/instances/{instance}", Instance).Needs(Right.SeeRecords, Tier.T2).ForKeys(KeyScope.Records).WithTags("Records").WithName("instance").WithSummary("Leads from an instance id of any version, as the phone sent it, to the record.")
            .Produces<RecordAnswer>().Refuses(404);
        records.MapPost("/{id}/review", Review).Needs(Right.ReviewRecords, Tier.T2).WithName("review").WithSummary("Judges a record, with a note.").Produces<RecordedAt>().Refuses(400, 404, 409);
        records.MapPost("/{id}/withdraw", Withdraw).Needs(Right.ReviewRecords, Tier.T2).WithName("withdraw").WithSummary("Withdraws a record, with the reason; it stays in the ledger.").Produces<RecordedAt>().Refuses(400, 404, 409);
    }

    private static IResult List(
        HttpContext http, Database database, Registers registers, CurrentPerson person, [Description("The id of a form.")] string? form, [Description("The code of a site.")] string? site,
        [Description("Received, Edited, HasIssues, Approved or Rejected.")] string? review, [Description("The ledger index before which the page begins.")] long? before, [Description("Records a page, 1 to 500. Default: 50.")] int? limit)
    {
        var register = registers.Current;
        var id = ExportApi.SiteOf(register, site);
        if (site is { Length: > 0 } && (id is not { } known || !person.SeesSite(register, known)))
            return Problems.Unreadable(http, nameof(site));
        if (review is not null && !Enum.GetNames<ReviewState>().Contains(review))
            return Problems.Unreadable(http, nameof(review));
        var count = Math.Clamp(limit ?? 50, 1, 500);
        var (rows, held) = database.Read(db => (SubmissionsTable.Before(db, before ?? long.MaxValue, count, form, id, review), SubmissionsTable.ProtectedHeld(db)));
        return Results.Json(new RecordsAnswer(
            [.. rows.Where(r => OpenedRecord.Shows(person, register, r)).Select(r => RecordLine.Of(register, r))], rows.Count == count ? rows[^1].Index : null, OpenedRecord.SeesAll(person) ? held : null));
    }

    private static IResult One(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger)
    {
        var register = registers.Current;
        var answer = database.Read(db =>
        {
            if (OpenedRecord.Find(db, ledger, register, person, id) is not { } record)
                return null;
            var submission = record.Row.Submission;
            var files = record.Files(db);
            var missing = record.Accepted.Envelope!.Missing.Where(name => files.All(f => f.Name != name) && record.Answers.Any(a => a.Text == name));
            return new RecordAnswer(
                RecordLine.Of(register, record.Row), Answered.Of(record.Answers), [.. files.Select(f => new FileHeld(f.Name, f.Type, f.Blob.Length))], [.. record.Versions.Select(v => RecordLine.Of(register, v))],
                [.. SubmissionsTable.Reviews(db, submission).Select(r => new Reviewed(r.At.ToString(), r.Actor.ToString(), r.State, r.Note))],
                [.. DecisionsTable.Newest(db, 5, submission).Select(d => new LetInShown(d.At.ToString(), d.Actor.ToString(), d.Reason, d.Arrived.ToString()))], [.. missing],
                person.May(Right.ReviewRecords) ? [.. new RecordDoubts(db, register, person).Of(record).Select(d => new DoubtTold(d.Doubt.Kind.ToString(), d.Doubt.Family.ToString(), d.Doubt.Bits, d.Earlier?.Submission.ToString(), d.Doubt.Number, d.Doubt.Of))] : null,
                EntityWords.Told(db, submission, person, register, database.Now));
        });
        return answer is null ? Problems.Of(http, StatusCodes.Status404NotFound, "not-found") : Results.Json(answer);
    }

    private static async Task<IResult> File(string id, string name, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger, Blobs blobs)
    {
        var wanted = Addresses.Read(name);
        var file = database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, id)?.Files(db).FirstOrDefault(f => f.Name == wanted));
        if (file is null || !await blobs.Holds(file.Blob.Id))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        MediaAnswer.Headers(http.Response, file.Name, file.Type);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentLength = file.Blob.Length;
        await blobs.Copy(file.Blob, http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    private static async Task<IResult> Review(string id, ReviewAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger) =>
        Enum.TryParse<ReviewState>(asked.State, ignoreCase: true, out var state) && state is ReviewState.HasIssues or ReviewState.Approved or ReviewState.Rejected
            ? asked.Note is { Length: > SubmissionsRoom.LongestNote } ? Problems.Unreadable(http, "note")
            : await Act(id, http, person, database, registers, ledger, asked.Version, submission => new SubmissionReviewed(submission, state, asked.Note?.Trim() ?? ""))
            : Problems.Unreadable(http, "state");

    private static async Task<IResult> Withdraw(string id, WithdrawalAsked because, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger) =>
        RefusedRoom.Reason(because.Reason) is not { } reason ? Problems.Unreadable(http, "reason")
            : await Act(id, http, person, database, registers, ledger, because.Version, submission => new SubmissionWithdrawn(submission, reason));

    private static IResult Xml(string id, [Description("The ledger index of an older version.")] long? version, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger)
    {
        if (database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, id, version)) is not { Accepted.Xml: { IsEmpty: false } xml } record)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        MediaAnswer.Headers(http.Response, $"{record.Row.Submission}.xml", "application/xml");
        return Results.Bytes(xml, http.Response.ContentType);
    }

    private static IResult Instance(string form, string instance, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger)
    {
        var alias = SubmissionsTable.Alias(database.Keys.AliasKey, FormListXml.Read(form), FormListXml.Read(instance));
        return database.Read(db => SubmissionsTable.Find(db, alias) is { } known ? OpenedRecord.Find(db, ledger, registers.Current, person, known.Submission.ToString()) : null) is { } record
            ? Results.Redirect($"/api/submissions/{record.Row.Submission}") : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    private static async Task<IResult> Act(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger, long? seen, Func<SubmissionId, Fact> fact)
    {
        if (database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, id))?.Row.Submission is not { } submission)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var (act, index) = await Judging.Record(database, person.Actor, submission, seen, fact(submission));
        return act == Submissions.Act.Done ? Results.Json(new RecordedAt(index)) : Problems.Of(http, StatusCodes.Status409Conflict, act == Submissions.Act.Newer ? "newer" : "gone");
    }
}
