using System.Globalization;
using Adit.Exports;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Web;

/// <summary>Records, the method and proofs, for programs. Forms, agents and users have interfaces in their own rooms.</summary>
internal static class RecordApi
{
    private sealed record Judged(string? State, string? Note, long? Version);

    private sealed record Withdrawn(string? Reason, long? Version);

    public static void MapRecordApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api");
        api.MapGet("/submissions", List).Needs(Right.SeeRecords, Tier.T2).WithTags("Records").WithName("submissions").WithSummary("Records, newest first; filters form, site, review; pages by before=index.");
        api.MapGet("/submissions/{id}", One).Needs(Right.SeeRecords, Tier.T2).WithTags("Records").WithName("submission").WithSummary("One record: its newest version's answers, all versions, what was decided about it.");
        api.MapGet("/submissions/{id}/xml", Xml).Needs(Right.SeeRecords, Tier.T2).WithTags("Records").WithName("submission-xml").WithSummary("The bytes of a record as the phone sent them; version=index for an older one.");
        api.MapGet("/forms/{form}/instances/{instance}", Instance).Needs(Right.SeeRecords, Tier.T2).WithTags("Records").WithName("instance").WithSummary("Leads from an instance id of any version, as the phone sent it, to the record.");
        api.MapPost("/submissions/{id}/review", Review).Needs(Right.ReviewRecords, Tier.T2).WithTags("Records").WithName("review").WithSummary("Judges a record: HasIssues, Approved or Rejected, with a note; with version=index, only while that is the newest.");
        api.MapPost("/submissions/{id}/withdraw", Withdraw).Needs(Right.ReviewRecords, Tier.T2).WithTags("Records").WithName("withdraw").WithSummary("Withdraws a record, with the reason; it stays in the ledger.");
        api.MapGet("/method", Method).Needs(Right.Public).WithTags("Method").WithName("method").WithSummary("The catalogue in force: every indicator with its rule in words.");
        api.MapGet("/evidence", Evidence).Needs(Right.SeeSites, Tier.T2).WithTags("Proofs").WithName("evidence").WithSummary("A bundle that proves entries (index=1,2,3) to anybody, with the parts of the reader's tier.");
    }

    private static IResult List(HttpContext http, Database database, Registers registers, CurrentPerson person, string? form, string? site, string? review, long? before, int? limit)
    {
        var id = ExportApi.SiteOf(registers.Current, site);
        if (site is { Length: > 0 } && id is null)
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", "site");
        var rows = database.Read(db => SubmissionsTable.Before(db, before ?? long.MaxValue, Math.Clamp(limit ?? 50, 1, 500), form, id, review));
        var seen = rows.Where(r => Sees(person, registers.Current, r)).ToList();
        return Results.Json(new { submissions = seen.Select(r => Row(registers.Current, r)), next = rows.Count > 0 ? rows[^1].Index : (long?)null });
    }

    private static IResult One(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger)
    {
        var register = registers.Current;
        if (Found(id, database, register, person) is not { Count: > 0 } versions)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var newest = versions[^1];
        var (opened, reviews, files) = database.Read(db => (ledger.Fact(db, newest.Index, Tier.T2), SubmissionsTable.Reviews(db, newest.Submission), SubmissionsTable.Attachments(db, newest.Index)));
        var answers = opened?.Fact is SubmissionAccepted accepted && register.Forms.TryGetValue((newest.Form, newest.Version), out var form)
            ? AnswerReading.Read(form.Form, [.. accepted.Answers.Take(3)]).Where(a => a.Values.Length > 0).Select(a => new { path = a.Path, row = a.Row, value = a.Text }).ToList() : [];
        return Results.Json(new
        {
            record = Row(register, newest),
            answers,
            files = files.Where(f => answers.Any(a => a.value == f.Name)).Select(f => new { f.Name, f.Type, f.Blob.Length }),
            missing = Missing(opened?.Fact as SubmissionAccepted, files).Where(name => answers.Any(a => a.value == name)),
            versions = versions.Select(v => Row(register, v)),
            reviews = reviews.Select(r => new { at = r.At.ToString(), by = r.Actor.ToString(), r.State, r.Note }),
        });
    }

    private static IEnumerable<string> Missing(SubmissionAccepted? accepted, IReadOnlyList<KeptFile> files) =>
        accepted?.Envelope is { } envelope ? envelope.Missing.Where(name => files.All(f => f.Name != name)) : [];

    private static IResult Xml(string id, long? version, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger)
    {
        if (database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, id, version)) is not { Accepted.Xml: { IsEmpty: false } xml } record)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        Phones.MediaAnswer.Headers(http.Response, $"{record.Row.Submission}.xml", "application/xml");
        return Results.Bytes(xml, http.Response.ContentType);
    }

    private static IResult Instance(string form, string instance, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        var alias = SubmissionsTable.Alias(database.Keys.AliasKey, Phones.FormListXml.Read(form), Phones.FormListXml.Read(instance));
        return database.Read(db => SubmissionsTable.Find(db, alias))?.Submission is { } submission && Found(submission.ToString(), database, registers.Current, person).Count > 0
            ? Results.Redirect($"/api/submissions/{submission}") : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    private static async Task<IResult> Review(string id, Judged judged, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (!Enum.TryParse<ReviewState>(judged.State, ignoreCase: true, out var state) || state is not (ReviewState.HasIssues or ReviewState.Approved or ReviewState.Rejected))
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", "state");
        return await Act(id, http, person, database, registers, judged.Version, submission => new SubmissionReviewed(submission, state, judged.Note ?? ""));
    }

    private static async Task<IResult> Withdraw(string id, Withdrawn withdrawn, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
        string.IsNullOrWhiteSpace(withdrawn.Reason) ? Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", "reason")
            : await Act(id, http, person, database, registers, withdrawn.Version, submission => new SubmissionWithdrawn(submission, withdrawn.Reason));

    private static async Task<IResult> Act(string id, HttpContext http, CurrentPerson person, Database database, Registers registers, long? seen, Func<SubmissionId, Fact> fact)
    {
        if (Found(id, database, registers.Current, person) is not { Count: > 0 } versions)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var (act, index) = await Judging.Record(database, person.Actor, versions[0].Submission, seen, fact(versions[0].Submission));
        return act == Submissions.Act.Done ? Results.Json(new { index }) : Problems.Of(http, StatusCodes.Status409Conflict, act == Submissions.Act.Newer ? "newer" : "gone");
    }

    private static IReadOnlyList<SubmissionRow> Found(string id, Database database, Register register, CurrentPerson person) =>
        Id.TryRead(id, out var guid) ? [.. database.Read(db => SubmissionsTable.Versions(db, new(guid))).Where(v => Sees(person, register, v))] : [];

    private static bool Sees(CurrentPerson person, Register register, SubmissionRow row) => row.Site is { } site ? person.SeesSite(register, site) : person.Role.OfTheProgramme();

    private static object Row(Register register, SubmissionRow row) => new
    {
        id = row.Submission.ToString(),
        index = row.Index,
        form = row.Form,
        version = row.Version,
        site = row.Site is { } site && register.Sites.TryGetValue(site, out var found) ? found.Code : null,
        agent = row.Agent.ToString(),
        source = row.Source.ToString(),
        received = row.Received.ToString(),
        day = row.Day,
        flags = row.Flags.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        review = row.Review.ToString(),
        standing = row.Standing.ToString(),
        missing = row.Missing,
    };

    private static IResult Method(Catalogues catalogues) => catalogues.Current is not { } inForce ? Results.NotFound() : Results.Json(new
    {
        version = inForce.Version,
        hash = inForce.Catalogue.Version,
        from = inForce.From,
        indicators = inForce.Catalogue.Indicators.Select(i => new
        {
            i.Id,
            i.Version,
            i.Group,
            name = i.Name.In("en"),
            observe = i.Observe.In("en"),
            isProtected = i.Protected,
            regime = i.Regime,
            steps = i.Severity.Select(s => new { level = s.Level.ToString(), when = Explain.Step(inForce.Catalogue, s.When, "en") }),
            owes = i.Owes?.In("en"),
            clauses = i.Clauses.Select(c => new { c.Standard, c.Ref, c.Mark }),
        }),
    });

    // Readers without a right to records get the proof of entries about sites they see, with public parts alone: never what a record says.
    private static IResult Evidence(string? index, HttpContext http, CurrentPerson person, Database database, Registers registers, Proofs proofs)
    {
        var indexes = (index ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(i => long.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : -1).ToList();
        if (indexes.Count is 0 or > 100 || indexes.Contains(-1))
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request", "index");
        if (!person.Role.OfTheProgramme() && !database.Read(db => indexes.All(i => SubmissionsTable.Row(db, i) is { } row && Sees(person, registers.Current, row))))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        if (proofs.Of(indexes, person.May(Right.SeeRecords) ? person.Sees : Tier.T0) is not { } bundle)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        return Results.File(bundle.ToJson(), "application/json", "evidence.json");
    }
}
