using Adit.Forms;
using Adit.Operating;
using Adit.People;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Phones;

/// <summary>Everything a phone talks to (OpenRosa 1.0). Each agent gets only their own forms, sites and pits, in lists and media alike.</summary>
internal static class OpenRosaApi
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    public static void MapPhones(this IEndpointRouteBuilder routes)
    {
        foreach (var root in (string[])[Calling.Root + "/key/{key}", Calling.Root])
        {
            var phones = routes.MapGroup(root).Needs(Right.Submit);
            phones.MapMethods("/formList", Reads, FormList);
            phones.MapMethods("/forms/{form}/versions/{version}.xml", Reads, Definition);
            phones.MapMethods("/forms/{form}/versions/{version}/manifest", Reads, Manifest);
            phones.MapMethods("/forms/{form}/versions/{version}/media/{name}", Reads, Media);
            phones.MapMethods("/forms/{form}/versions/{version}/integrity", Reads, Integrity);
            phones.MapMethods("/submission", [HttpMethods.Head], Preflight);
            phones.MapPost("/submission", Submit);
        }
    }

    private static async Task FormList(HttpContext http, Registers registers, Settings settings, TimeProvider clock)
    {
        if (await Calling.Who(http, registers, clock) is not { } caller)
            return;
        var register = registers.Current;
        var only = http.Request.Query["formID"] is [var id] ? id : null;
        var forms = register.Forms.Values
            .Where(f => f.Published is { Newest: true, State: FormState.Open } && register.Offers(caller.Agent, f.Published.Form) && (only is null || f.Published.Form == only))
            .OrderBy(f => f.Published.Form, StringComparer.Ordinal);
        await OpenRosaAnswer.Document(http, FormListXml.Forms(forms, register, caller, settings.PublicOrigin));
    }

    private static Task Definition(HttpContext http, Registers registers, TimeProvider clock, Database database) =>
        WithForm(http, registers, clock, (_, form) =>
        {
            var xml = form.Encrypting ?? database.Read(db => FormsTable.Xml(db, form.Published.Form, form.Published.Version))!;
            return OpenRosaAnswer.Document(http, xml);
        });

    private static Task Manifest(HttpContext http, Registers registers, TimeProvider clock, Settings settings, Database database, AssessJob job) =>
        WithForm(http, registers, clock, async (caller, form) =>
        {
            await Fresh(http, registers.Current, form, job);
            await OpenRosaAnswer.Document(http, Listing(http, database, registers, caller, lists => FormListXml.Media(form, lists, caller, settings.PublicOrigin)));
        });

    private static Task Integrity(HttpContext http, Registers registers, TimeProvider clock, Database database, AssessJob job) =>
        WithForm(http, registers, clock, async (caller, form) =>
        {
            await Fresh(http, registers.Current, form, job);
            var ids = http.Request.Query["id"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
            await OpenRosaAnswer.Document(http, Listing(http, database, registers, caller, lists => FormListXml.Integrity(lists.Integrity(ids))));
        });

    // Who sent something just now finds it in the lists that they fetch next.
    private static Task Fresh(HttpContext http, Register register, OpenForm form, AssessJob job) =>
        PhoneLists.HasEntities(register, form) ? job.Fresh(http.RequestAborted) : Task.CompletedTask;

    private static T Listing<T>(HttpContext http, Database database, Registers registers, Caller caller, Func<PhoneLists, T> read) =>
        database.Read(db => read(new(db, registers.Current, http.RequestServices.GetRequiredService<Catalogues>().Current, caller.Agent, database.Now)));

    private static Task Media(HttpContext http, Registers registers, TimeProvider clock, Blobs blobs, Database database) =>
        WithForm(http, registers, clock, async (caller, form) =>
        {
            var name = FormListXml.Read(http.Request.RouteValues["name"]);
            if (form.Media.FirstOrDefault(m => m.Name == name) is { } media)
                await MediaAnswer.Send(http, media, blobs);
            else if (form.Form.MediaFiles.Contains(name) && Listing(http, database, registers, caller, lists => lists.Find(form.Form, name)) is { } list)
                await MediaAnswer.Send(http, list);
            else
                await OpenRosaAnswer.Refuse(http, caller.Words, StatusCodes.Status404NotFound, "phone.no-media");
        });

    private static async Task Preflight(HttpContext http, Registers registers, TimeProvider clock)
    {
        if (await Calling.Who(http, registers, clock) is not null)
            http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Submit(HttpContext http, Registers registers, TimeProvider clock, Receiving receiving, Quarantine quarantine, Blobs blobs, UploadsAtOnce uploads)
    {
        if (await Calling.Who(http, registers, clock) is not { } caller)
            return;
        using var going = uploads.Begin(caller.Credential);
        if (going is null)
        {
            http.Response.Headers.RetryAfter = "30";
            await OpenRosaAnswer.Refuse(http, caller.Words, StatusCodes.Status503ServiceUnavailable, "phone.too-many-at-once");
            return;
        }
        var (device, client) = (Text(http.Request.Query["deviceID"]), Text(http.Request.Headers.UserAgent));
        try
        {
            if (await Take() is not { } answer)
                return;
            Instruments.Answered(answer);
            await OpenRosaAnswer.Message(http, answer.Status, answer.Say(caller.Words), caller.Words.Language, answer.Status >= 400);
        }
        catch (UnreadableUpload unreadable)
        {
            Instruments.Unreadable();
            using (var far = await unreadable.AsFar())
                await quarantine.Keep(caller, unreadable.Code, "", far, device, client);
            if (!unreadable.Ended)
                await Rest(http.Request);
            await OpenRosaAnswer.Refuse(http, caller.Words, unreadable.Status, unreadable.Code);
        }

        // Once it is answered nothing of an upload is left that is not kept.
        async Task<ReceiptAnswer?> Take()
        {
            using var upload = await UploadReading.Read(http.Request, blobs, http.RequestAborted);
            // Over 2G that takes its time: who was let go meanwhile, or given other sites, is met as they stand now (row 18).
            if (await Calling.Who(http, registers, clock) is not { } still)
                return null;
            var answer = await receiving.FromPhone(still, upload, device, client);
            return answer.Status >= 400 && answer.Code != Receiving.Erased && await quarantine.Keep(still, answer.Code, answer.About, upload, device, client) ? ReceiptAnswer.Before : answer;
        }
    }

    // A phone reads no answer before it has sent everything: cut off here, its agent would see a broken connection and never our sentence.
    private static async Task Rest(HttpRequest request)
    {
        try
        {
            await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
        }
        catch (IOException)
        {
            // It broke off, or is larger than anything we take: no more of it will come.
            return;
        }
    }

    // Old versions stay retrievable; a form that is closed to the caller is refused like one that never was (rows 33, 42, 56).
    private static async Task WithForm(HttpContext http, Registers registers, TimeProvider clock, Func<Caller, OpenForm, Task> answer)
    {
        if (await Calling.Who(http, registers, clock) is not { } caller)
            return;
        var found = FormListXml.Version(http.Request.RouteValues["version"]) is { } version
            && registers.Current.Forms.TryGetValue((FormListXml.Read(http.Request.RouteValues["form"]), version), out var form)
            && caller.MayUse(form) && form.Published.State != FormState.Closed ? form : null;
        await (found is null ? OpenRosaAnswer.Refuse(http, caller.Words, StatusCodes.Status404NotFound, "phone.no-form") : answer(caller, found));
    }

    private static string? Text(Microsoft.Extensions.Primitives.StringValues value) => value.ToString() is { Length: > 0 } text ? text[..Math.Min(text.Length, 300)] : null;
}
