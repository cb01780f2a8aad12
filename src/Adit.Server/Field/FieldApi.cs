using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Field;

/// <summary>What Adit's own app on a phone talks to: enrolment, the pack, records and their files, and how the phone is.</summary>
internal static class FieldApi
{
    internal sealed record EnrolmentTried(
        string? Code, [property: Description("UUID of the phone, drawn once by itself.")] string? Device, [property: Description("A secret that the phone made: 32 bytes, base64url.")] string? Reads,
        [property: Description("Another one, which only hands in.")] string? Deposits);

    /// <summary>Who was enrolled, and with what to seal.</summary>
    /// <param name="Key">The programme's public key for phones: P-256, uncompressed, base64url.</param>
    internal sealed record EnrolmentAnswer(PackAgent Agent, PackProgramme Programme, string Key);

    /// <summary>A record was taken: it is durable.</summary>
    /// <param name="State">received, or received-before.</param>
    /// <param name="Entry">Its number in the ledger.</param>
    internal sealed record RecordAnswer(string State, Instant At, long Entry, IReadOnlyList<FileHave> Files);

    /// <summary>It was taken: it is durable.</summary>
    internal sealed record CheckInAnswer(Instant At);

    internal sealed record ContactTold(
        [property: Description("The phone's clock now, with its offset.")] DateTimeOffset? Clock, string? App, [property: Description("Records that lie on it, or of which files do.")] int? Unsent,
        [property: Description("Records that were begun; none while the app is locked, which then does not know.")] int? Drafts, [property: Description("Bytes of storage left.")] long? Free,
        [property: Description("The last upTo; 0 at first.")] long? Since);

    /// <summary>What the phone does not know yet.</summary>
    /// <param name="Pack">The tag of the pack as it is now; null for who only hands in.</param>
    /// <param name="UpTo">To be told as since next time.</param>
    internal sealed record ContactAnswer(Instant Now, string? Pack, IReadOnlyList<NewsLine> News, long UpTo);

    /// <summary>What became of a record, or what the office wrote.</summary>
    /// <param name="Instance">Of the record; empty of a message.</param>
    /// <param name="State">read, question, rejected, withdrawn or message.</param>
    /// <param name="Note">What the office asks or writes.</param>
    internal sealed record NewsLine(long Index, string Instance, string Form, string Version, string State, string Note, Instant At);

    private const int MostNews = 200;

    public static void MapField(this IEndpointRouteBuilder api)
    {
        var field = api.MapGroup("/field").WithTags("Field app");
        field.MapPost("/enrol", Enrol).Needs(Right.Public).WithName("enrol").WithSummary("Enrols a phone with a code that the office made. The same again is answered the same.").Produces<EnrolmentAnswer>().Refuses(400, 404, 410);
        field.MapGet("/pack", GetPack).Needs(Right.Submit).WithName("pack").WithSummary("All that the phone keeps to work without a network.").Produces<Pack>().Refuses(401, 403);
        field.MapGet("/forms/{form}/versions/{version}.xml", Definition).Needs(Right.Submit).WithName("fieldForm").WithSummary("A version of a form.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/xml").Refuses(401, 403, 404);
        field.MapGet("/forms/{form}/versions/{version}/media/{name}", Media).Needs(Right.Submit).WithName("fieldMedia").WithSummary("A list or a media file of a form.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream").Refuses(401, 403, 404);
        field.MapPost("/records", Record).Needs(Right.Submit).WithName("handIn").WithSummary("Takes a finished record, sealed for the programme. Answered once it is durable; the same again changes nothing.")
            .Accepts<Stream>("application/octet-stream").Produces<RecordAnswer>(StatusCodes.Status201Created).Refuses(400, 401, 403, 404, 409, 503);
        field.MapPost("/check-ins", CheckIn).Needs(Right.Submit).WithName("checkIn").WithSummary("Takes an agent's word that they are well, or their call for help, sealed for the programme. The same again changes nothing.")
            .Accepts<Stream>("application/octet-stream").Produces<CheckInAnswer>(StatusCodes.Status201Created).Refuses(400, 401, 403);
        field.MapPost("/declarations", Declare).Needs(Right.Submit).WithName("declare").WithSummary("Takes what an agent declares of interests in sites, sealed for the programme. The same again changes nothing.")
            .Accepts<Stream>("application/octet-stream").Produces<CheckInAnswer>(StatusCodes.Status201Created).Refuses(400, 401, 403);
        field.MapGet("/files/{id}", Look).Needs(Right.Submit).WithName("fileHave").WithSummary("How much is here of a file that a record names.").Produces<FileHave>().Refuses(401, 403, 404, 422);
        field.MapPut("/files/{id}", Take).Needs(Right.Submit).WithName("filePart").WithSummary("Takes a part of a file, as Content-Range says, as far as it comes.")
            .Accepts<Stream>("application/octet-stream").Produces<FileHave>().Produces<FileHave>(StatusCodes.Status409Conflict).Refuses(400, 401, 403, 404, 413, 422);
        field.MapPost("/contact", Contact).Needs(Right.Submit).WithName("contact").WithSummary("Says how the phone is, and hears what became of its records.").Produces<ContactAnswer>().Refuses(401, 403);
    }

    private static async Task<IResult> Enrol(EnrolmentTried asked, HttpContext http, Enrolments enrolments, Registers registers, Database database)
    {
        var words = Words.OnPhone(Frames.Of(http).Words.Asked);
        if (!Id.TryRead(asked.Device, out var device) || !IsSecret(asked.Reads) || !IsSecret(asked.Deposits) || asked.Reads == asked.Deposits)
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request");
        var (agent, why) = await enrolments.Enrol(asked.Code ?? "", device, Enrolments.OwnApp, [(Access.Reads, asked.Reads!), (Access.Deposits, asked.Deposits!)]);
        if (why?.Code == Enrolments.SecretsKnown)
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request");
        return why is null && registers.Current.AgentsById.TryGetValue(agent!.Value, out var enrolled)
            ? Results.Json(new EnrolmentAnswer(PackFilling.Of(enrolled), Programme(database), Base64Url.EncodeToString(Parcel.PublicKey(database.Keys.PhoneKey))))
            : Problems.Json(why!.Code == "no-code" ? StatusCodes.Status404NotFound : StatusCodes.Status410Gone, why.Code, words["field." + why.Code]);
    }

    private static async Task<IResult> GetPack(HttpContext http, Registers registers, Database database, Catalogues catalogues, AssessJob job)
    {
        var register = registers.Current;
        if (FieldCaller.Of(http, register, toRead: true) is not { } caller)
            return FieldCaller.CutOff(http);
        await Fresh(http, register, job);
        var pack = PackOf(caller, register, database, catalogues);
        http.Response.Headers.ETag = pack.Tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return http.Request.Headers.IfNoneMatch.Any(v => v?.Contains(pack.Tag, StringComparison.Ordinal) == true)
            ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(pack.Json, "application/json; charset=utf-8");
    }

    private static IResult Definition(HttpContext http, Registers registers, Database database) => WithForm(http, registers, (_, form) =>
        Kept(http, Results.Bytes(database.Read(db => Forms.FormsTable.Xml(db, form.Published.Form, form.Published.Version))!, "application/xml")));

    // Who sent something just now finds it in the lists that they fetch next.
    private static Task Fresh(HttpContext http, Register register, AssessJob job) => register.DataSets.Count > 0 ? job.Fresh(http.RequestAborted) : Task.CompletedTask;

    private static IResult Media(HttpContext http, Registers registers, Blobs blobs, Database database, Catalogues catalogues) => WithForm(http, registers, (caller, form) =>
    {
        var name = FormListXml.Read(http.Request.RouteValues["name"]);
        if (form.Media.FirstOrDefault(m => m.Name == name) is { } media)
            return Results.Stream(to => blobs.Copy(media.Blob, to, http.RequestAborted), "application/octet-stream");
        return form.Form.MediaFiles.Contains(name) && database.Read(db => new PhoneLists(db, registers.Current, catalogues.Current, caller.Agent, database.Now).Find(form.Form, name)) is { } list
            ? Results.Bytes(list.Csv, "application/octet-stream") : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    });

    private static async Task<IResult> Record(HttpContext http, Registers registers, Database database, HandingIn handing, UploadsAtOnce uploads, TimeProvider clock)
    {
        if (FieldCaller.Of(http, registers.Current, toRead: false) is not { } caller)
            return FieldCaller.CutOff(http);
        var words = Words.OnPhone(caller.Agent.Language);
        using var going = uploads.Begin(caller.Credential);
        if (going is null)
            return Later(http, words);
        if (await Whole(http.Request, Handed.Longest) is not { } parcel || Handed.Open(database.Keys.PhoneKey, parcel) is not { } handed)
            return Problems.Json(StatusCodes.Status400BadRequest, "unreadable", words["field.unreadable"]);
        var (answer, files) = await handing.Take(caller, handed, Drift(http, clock));
        if (answer.Status >= 400)
            return Problems.Json(answer.Status, answer.Code, answer.Say(words));
        var entry = answer.Alias is { } known ? database.Read(db => SubmissionsTable.Find(db, known))?.Index : null;
        return Results.Json(new RecordAnswer(answer.Code == "phone.received" ? "received" : "received-before", database.Now, entry ?? -1, files), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> CheckIn(HttpContext http, Registers registers, Database database, HandingIn handing, TimeProvider clock)
    {
        var register = registers.Current;
        if (FieldCaller.Of(http, register, toRead: false) is not { } caller)
            return FieldCaller.CutOff(http);
        if (await Whole(http.Request, HandedCheckIn.Longest) is not { } parcel || Handed.Unpack<HandedCheckIn>(database.Keys.PhoneKey, parcel, HandedCheckIn.Longest) is not { At: { } at } handed)
            return Problems.Json(StatusCodes.Status400BadRequest, "unreadable", Words.OnPhone(caller.Agent.Language)["field.unreadable"]);
        await handing.Take(caller, handed, at, register, Drift(http, clock) ?? 0);
        return Results.Json(new CheckInAnswer(database.Now), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> Declare(HttpContext http, Registers registers, Database database, HandingIn handing, TimeProvider clock)
    {
        var register = registers.Current;
        if (FieldCaller.Of(http, register, toRead: false) is not { } caller)
            return FieldCaller.CutOff(http);
        if (await Whole(http.Request, HandedDeclaration.Longest) is not { } parcel || Handed.Unpack<HandedDeclaration>(database.Keys.PhoneKey, parcel, HandedDeclaration.Longest) is not { CanBe: true } handed)
            return Problems.Json(StatusCodes.Status400BadRequest, "unreadable", Words.OnPhone(caller.Agent.Language)["field.unreadable"]);
        await handing.Take(caller, handed, register, Drift(http, clock) ?? 0);
        return Results.Json(new CheckInAnswer(database.Now), statusCode: StatusCodes.Status201Created);
    }

    private static Task<IResult> Look(string id, HttpContext http, Registers registers, ArrivingFiles arriving) =>
        WithFile(id, http, registers, arriving, async file => Results.Json(await arriving.Look(file)));

    private static Task<IResult> Take(string id, HttpContext http, Registers registers, ArrivingFiles arriving) => WithFile(id, http, registers, arriving, async file =>
    {
        if (!ContentRangeHeaderValue.TryParse(http.Request.Headers.ContentRange, out var range) || range is not { Unit: "bytes", From: { } from, To: { } to, Length: { } of } || of != file.Of)
            return Problems.Of(http, StatusCodes.Status400BadRequest, "bad-request");
        var length = to - from + 1;
        if (length > ArrivingFiles.LongestPart)
            return Problems.Of(http, StatusCodes.Status413PayloadTooLarge, "too-large");
        var part = new byte[length];
        var have = await arriving.Take(file, from, part.AsMemory(0, await AsFar(http.Request, part)));
        return Results.Json(have, statusCode: have.Have == to + 1 || have.Have == have.Of ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    });

    private static async Task<IResult> Contact(ContactTold told, HttpContext http, Registers registers, Database database, Catalogues catalogues, TimeProvider clock, AssessJob job)
    {
        var register = registers.Current;
        if (FieldCaller.Of(http, register, toRead: false) is not { } caller)
            return FieldCaller.CutOff(http);
        var now = database.Now;
        var drift = told.Clock is { } phone ? (long)(phone - clock.GetUtcNow()).TotalSeconds : 0;
        await database.Write(writing =>
        {
            ContactsTable.Keep(writing.Db.Db, new(
                caller.Device.Id, caller.Agent.Id, now, Math.Max(told.Unsent ?? 0, 0), told.Drafts is { } begun ? Math.Max(begun, 0) : null, told.Free, drift, (told.App ?? "")[..Math.Min(told.App?.Length ?? 0, 100)]));
            return true;
        });
        if (!caller.Reads)
            return Results.Json(new ContactAnswer(now, null, [], told.Since ?? 0));
        await Fresh(http, register, job);
        var since = told.Since ?? 0;
        var lines = database.Read(db => (IReadOnlyList<NewsLine>)[.. NewsTable.Of(db, caller.Agent.Id, since, MostNews).Select(Line), .. RosterTable.Messages(db, caller.Agent.Id, since, MostNews).Select(Line)]);
        var news = lines.OrderBy(l => l.Index).Take(MostNews).ToList();
        return Results.Json(new ContactAnswer(now, PackOf(caller, register, database, catalogues).Tag, news, news.Count > 0 ? news[^1].Index : since));
    }

    private static NewsLine Line((long Index, string Text, Instant At) message) => new(message.Index, "", "", "", "message", message.Text, message.At);

    private static NewsLine Line(RecordNews news) => new(
        news.Index, news.Instance, news.Form, news.Version,
        news.State switch { nameof(ReviewState.HasIssues) => "question", nameof(ReviewState.Rejected) => "rejected", nameof(VersionState.Withdrawn) => "withdrawn", _ => "read" }, news.Note, news.At);

    private static (byte[] Json, string Tag) PackOf(FieldCaller caller, Register register, Database database, Catalogues catalogues)
    {
        var pack = database.Read(db => new PackFilling(db, register, catalogues.Current, caller.Agent, database.Now).Fill(Programme(database), database.Keys.PhoneKey));
        var json = JsonSerializer.SerializeToUtf8Bytes(pack, JsonSerializerOptions.Web);
        return (json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json))[..32]}\"");
    }

    private static PackProgramme Programme(Database database) => new(database.Created?.Programme ?? "Adit", database.Simulated);

    // Drafts that were begun on an old version are finished on it.
    private static IResult WithForm(HttpContext http, Registers registers, Func<FieldCaller, OpenForm, IResult> answer)
    {
        var register = registers.Current;
        if (FieldCaller.Of(http, register, toRead: true) is not { } caller)
            return FieldCaller.CutOff(http);
        return FormListXml.Version(http.Request.RouteValues["version"]) is { } version && register.Forms.TryGetValue((FormListXml.Read(http.Request.RouteValues["form"]), version), out var form)
            && (caller.Agent.Forms.IsEmpty || caller.Agent.Forms.Contains(form.Published.Form)) ? answer(caller, form) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    private static async Task<IResult> WithFile(string id, HttpContext http, Registers registers, ArrivingFiles arriving, Func<AwaitedFile, Task<IResult>> answer)
    {
        if (FieldCaller.Of(http, registers.Current, toRead: false) is not { } caller)
            return FieldCaller.CutOff(http);
        if (arriving.Find(caller.Agent.Id, id) is not { } file)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        return ArrivingFiles.IsDamaged(file) ? Problems.Json(StatusCodes.Status422UnprocessableEntity, "file-damaged", Words.OnPhone(caller.Agent.Language)["field.file-damaged"]) : await answer(file);
    }

    private static IResult Later(HttpContext http, Words words)
    {
        http.Response.Headers.RetryAfter = "30";
        return Problems.Json(StatusCodes.Status503ServiceUnavailable, "too-many-at-once", words["phone.too-many-at-once"]);
    }

    private static IResult Kept(HttpContext http, IResult answer)
    {
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return answer;
    }

    private static long? Drift(HttpContext http, TimeProvider clock) =>
        DateTimeOffset.TryParse(http.Request.Headers["X-Adit-Clock"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var phone) ? (long)(phone - clock.GetUtcNow()).TotalSeconds : null;

    private static bool IsSecret(string? text) => text is { Length: 43 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static async Task<byte[]?> Whole(HttpRequest request, int longest)
    {
        using var all = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0;)
        {
            if (all.Length + read > longest)
                return null;
            all.Write(chunk.AsSpan(0, read));
        }
        return all.ToArray();
    }

    // What came before the network broke off stays: over 2G that is most of it.
    private static async Task<int> AsFar(HttpRequest request, byte[] part)
    {
        var length = 0;
        try
        {
            for (int read; length < part.Length && (read = await request.Body.ReadAsync(part.AsMemory(length), request.HttpContext.RequestAborted)) > 0;)
                length += read;
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            return length;
        }
        return length;
    }
}
