using System.Collections.Frozen;
using System.Collections.Immutable;
using Adit.Forms;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Phones;

/// <summary>
/// The test address of a draft (OpenRosa, row 32): a phone finds that one form there and sends records that count for nothing. Whoever holds the address
/// may use it, so its lists hold invented sites and pits alone. Once the draft is published or deleted it says so.
/// </summary>
internal static class TestPhonesApi
{
    private static readonly SiteId First = new(Guid.Parse("00000000-0000-8000-8000-000000000001")), Second = new(Guid.Parse("00000000-0000-8000-8000-000000000002"));

    public static void MapTestPhones(this IEndpointRouteBuilder routes)
    {
        var phones = routes.MapGroup(Calling.Root + "/test/{token}").Needs(Right.Submit);
        phones.MapGet("/formList", FormList);
        phones.MapGet("/forms/{form}/versions/{version}.xml", Definition);
        phones.MapGet("/forms/{form}/versions/{version}/manifest", Manifest);
        phones.MapGet("/forms/{form}/versions/{version}/media/{name}", Media);
        phones.MapGet("/forms/{form}/versions/{version}/integrity", Integrity);
        phones.MapMethods("/submission", [HttpMethods.Head], Preflight);
        phones.MapPost("/submission", Submit);
    }

    private static async Task FormList(HttpContext http, Drafts drafts, Registers registers, Settings settings, TimeProvider clock)
    {
        if (await Who(http, drafts, clock) is not { } draft)
            return;
        var only = http.Request.Query["formID"] is [var id] ? id : null;
        OpenForm[] forms = only is null || only == draft.Form ? [drafts.Open(draft)] : [];
        await OpenRosaAnswer.Document(http, FormListXml.Forms(forms, Lists(registers), Tester(http), settings.PublicOrigin));
    }

    private static Task Definition(HttpContext http, Drafts drafts, TimeProvider clock) => WithForm(http, drafts, clock, draft => OpenRosaAnswer.Document(http, drafts.XmlOf(draft)));

    private static Task Manifest(HttpContext http, Drafts drafts, Registers registers, Settings settings, TimeProvider clock, Database database) =>
        WithForm(http, drafts, clock, draft => OpenRosaAnswer.Document(http, Listing(http, database, registers, lists => FormListXml.Media(drafts.Open(draft), lists, Tester(http), settings.PublicOrigin))));

    private static Task Integrity(HttpContext http, Drafts drafts, Registers registers, TimeProvider clock, Database database) => WithForm(http, drafts, clock, _ =>
    {
        var ids = http.Request.Query["id"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        return OpenRosaAnswer.Send(http, StatusCodes.Status200OK, Listing(http, database, registers, lists => FormListXml.Integrity(lists.Integrity(ids))));
    });

    private static Task Media(HttpContext http, Drafts drafts, Registers registers, Blobs blobs, TimeProvider clock, Database database) => WithForm(http, drafts, clock, async draft =>
    {
        var (name, form, tester) = (FormListXml.Read(http.Request.RouteValues["name"]), drafts.Open(draft), Tester(http));
        if (form.Media.FirstOrDefault(m => m.Name == name) is { } media)
            await MediaAnswer.Send(http, media, blobs);
        else if (form.Form.MediaFiles.Contains(name) && Listing(http, database, registers, lists => lists.Find(form.Form, name)) is { } list)
            await MediaAnswer.Send(http, list);
        else
            await OpenRosaAnswer.Refuse(http, tester.Words, StatusCodes.Status404NotFound, "phone.no-media");
    });

    private static async Task Preflight(HttpContext http, Drafts drafts, TimeProvider clock)
    {
        if (await Who(http, drafts, clock) is not null)
            http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Submit(HttpContext http, Drafts drafts, Blobs blobs, TimeProvider clock)
    {
        if (await Who(http, drafts, clock) is not { } draft)
            return;
        var words = WordsOf(http);
        try
        {
            using var upload = await UploadReading.Read(http.Request, blobs, http.RequestAborted);
            var answer = await drafts.Receive(draft, upload, http.Request.Query["deviceID"]);
            await OpenRosaAnswer.Message(http, answer.Status, answer.Say(words), words.Language, answer.Status >= 400);
        }
        catch (UnreadableUpload unreadable)
        {
            await OpenRosaAnswer.Refuse(http, words, unreadable.Status, unreadable.Code);
        }
    }

    private static async Task WithForm(HttpContext http, Drafts drafts, TimeProvider clock, Func<Draft, Task> answer)
    {
        if (await Who(http, drafts, clock) is not { } draft)
            return;
        if (FormListXml.Read(http.Request.RouteValues["form"]) == draft.Form && FormListXml.Version(http.Request.RouteValues["version"]) == draft.Version)
            await answer(draft);
        else
            await OpenRosaAnswer.Refuse(http, WordsOf(http), StatusCodes.Status404NotFound, "phone.no-form");
    }

    /// <summary>The draft that stands behind the address; null once the request has been refused.</summary>
    private static async Task<Draft?> Who(HttpContext http, Drafts drafts, TimeProvider clock)
    {
        OpenRosaAnswer.Headers(http.Response, clock);
        if (http.Request.Headers["X-OpenRosa-Version"] is not ["1.0"])
            await OpenRosaAnswer.Refuse(http, WordsOf(http), StatusCodes.Status400BadRequest, "phone.no-version");
        else if (drafts.ByToken((string)http.Request.RouteValues["token"]!) is not { } draft)
            await OpenRosaAnswer.Refuse(http, WordsOf(http), StatusCodes.Status403Forbidden, "phone.key-unknown");
        else if (draft.Ended)
            await OpenRosaAnswer.Refuse(http, WordsOf(http), StatusCodes.Status404NotFound, "phone.draft-gone", ("form", draft.Form));
        else
            return draft;
        return null;
    }

    private static Words WordsOf(HttpContext http) => Words.OnPhone(Words.Choose(null, null, http.Request.Headers.AcceptLanguage));

    private static Caller Tester(HttpContext http) =>
        new(new(ActorId.Program, "", WordsOf(http).Language, [First, Second], [], 0, 0, []), Guid.Empty, $"{Calling.Root}/test/{http.Request.RouteValues["token"]}");

    private static T Listing<T>(HttpContext http, Database database, Registers registers, Func<PhoneLists, T> read) =>
        database.Read(db => read(new(db, Lists(registers), null, Tester(http).Agent, database.Now, empty: true)));

    private static Register Lists(Registers registers) => registers.Current with
    {
        Sites = new[] { Invented(First, 1), Invented(Second, 2) }.ToFrozenDictionary(s => s.Id),
        Pits = new[] { First, Second }.ToFrozenDictionary(s => s, s => ImmutableArray.Create(new Pit(new(Guid.Parse($"{s.ToString()[..^2]}1{s.ToString()[^1]}")), s, "T-P1", "Test pit 1", 0))),
    };

    private static Site Invented(SiteId id, int number) =>
        new(id, $"TEST-{number}", $"Test site {number}", SiteKind.Monitored, Stage.Monitored, "CD", "", ["cobalt"], null, "UTC", null, [], null, null, 0, 0);
}
