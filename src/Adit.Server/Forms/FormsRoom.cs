using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Forms;

/// <summary>Forms as the office reads, publishes and closes them.</summary>
internal static class FormsRoom
{
    public static void MapFormsRoom(this IEndpointRouteBuilder routes)
    {
        var forms = routes.MapGroup("/forms");
        forms.MapGet("", (HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues) => List(http, person, database, registers, catalogues, [])).Needs(Right.SeeRecords, Tier.T2);
        forms.MapPost("", Publish).Needs(Right.KeepForms, Tier.T2);
        forms.MapGet("/{form}", One).Needs(Right.SeeRecords, Tier.T2);
        forms.MapGet("/{form}/paper", Paper).Needs(Right.SeeRecords, Tier.T2);
        forms.MapGet("/{form}/versions/{version}.xml", Definition).Needs(Right.SeeRecords, Tier.T2);
        forms.MapPost("/{form}/target", Target).Needs(Right.KeepForms, Tier.T2);
        forms.MapPost("/{form}/close", (string form, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            Change(form, http, person, database, registers, state => state == FormState.Open ? FormState.Closing : FormState.Closed)).Needs(Right.KeepForms, Tier.T2);
        forms.MapPost("/{form}/open", (string form, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            Change(form, http, person, database, registers, _ => FormState.Open)).Needs(Right.KeepForms, Tier.T2);
    }

    private static IResult List(HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, IReadOnlyList<string> refusals)
    {
        var frame = Frames.Of(http);
        var view = database.Read(db => new FormFilling(db, registers.Current, catalogues.Current, frame).List(FrameReading.Table(http.Request, "wrong"), person.May(Right.KeepForms), refusals));
        return Pages.Answer<FormsPage>(frame, view, refusals.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult One(string form, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues)
    {
        var frame = Frames.Of(http);
        return Newest(registers.Current, form) is not { } published ? Problems.Of(http, StatusCodes.Status404NotFound, "not-found")
            : Pages.Answer<FormPage>(frame, database.Read(db => new FormFilling(db, registers.Current, catalogues.Current, frame).One(published, person.May(Right.KeepForms), http.Request.Query["form-language"])));
    }

    private static IResult Paper(string form, HttpContext http, Registers registers)
    {
        var (frame, register) = (Frames.Of(http), registers.Current);
        if (Newest(register, form) is not { } published)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var open = register.Forms[(published.Form, published.Version)];
        return Pages.Answer<PaperPage>(frame, new PaperFilling(open, frame.Words, FormWords.Choose(open.Form, http.Request.Query["form-language"], frame.Words.Language)).Fill());
    }

    private static IResult Definition(string form, string version, HttpContext http, Database database)
    {
        var id = Addresses.Read(form);
        return FormListXml.Version((object)version) is { } known && database.Read(db => FormsTable.Xml(db, id, known)) is { } xml
            ? Results.File(xml, "application/xml", $"{id}.xml") : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
    }

    // The form first, so that its media find it; a file that it does not name stops both.
    private static async Task<IResult> Publish(HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, Blobs blobs, Drafts drafts)
    {
        var words = Frames.Of(http).Words;
        var sent = await http.Request.ReadFormAsync();
        if (sent.Files.GetFile("form") is not { Length: > 0 and <= FormsApi.LargestForm } file)
            return List(http, person, database, registers, catalogues, [words["forms.wrong.file"]]);
        var media = sent.Files.GetFiles("media").Where(f => f.Length > 0).Select(f => (Name: Path.GetFileName(f.FileName), File: f)).ToList();
        try
        {
            using var whole = new MemoryStream();
            await file.CopyToAsync(whole);
            if (XFormReading.Read(whole.ToArray()).Form is { } form && media.Where(m => !form.MediaFiles.Contains(m.Name)).Select(m => words.Say("forms.wrong.stray", ("name", m.Name))).ToList() is { Count: > 0 } stray)
                return List(http, person, database, registers, catalogues, stray);
            if (sent["as"] == "draft")
                return await Draft(drafts, person.Actor, whole.ToArray(), media, words);
            var published = await FormsApi.Publish(database, catalogues, person.Actor, whole.ToArray(), words.Language);
            foreach (var (name, one) in media)
            {
                await using var content = one.OpenReadStream();
                await FormsApi.SetMedia(database, registers, blobs, person.Actor, (published.Form, published.Version, name), content);
            }
            return Results.Redirect(FormWords.Path(published.Form));
        }
        catch (Refused refused)
        {
            return List(http, person, database, registers, catalogues, refused.AllIn(words));
        }
    }

    private static async Task<IResult> Draft(Drafts drafts, ActorId by, byte[] xml, IReadOnlyList<(string Name, IFormFile File)> media, Words words)
    {
        var draft = await drafts.Upload(by, xml, words.Language);
        foreach (var (name, one) in media)
        {
            await using var content = one.OpenReadStream();
            await drafts.SetMedia(draft, name, content);
        }
        return Results.Redirect("/drafts/" + Uri.EscapeDataString(draft.Form));
    }

    private static async Task<IResult> Target(string form, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (Newest(registers.Current, form) is not { } published)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var sent = await http.Request.ReadFormAsync();
        try
        {
            var typed = sent["typed"].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            await FormsApi.SetTarget(database, registers, person.Actor, published.Form, sent["stages"].OfType<string>(), sent["sites"].OfType<string>().Concat(typed), sent["functions"].OfType<string>());
            return Results.Redirect(FormWords.Path(published.Form));
        }
        catch (Refused refused)
        {
            return Pages.Answer<ProblemPage>(Frames.Of(http), new ProblemView("bad-request", Reasons: refused.AllIn(Frames.Of(http).Words)), StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> Change(string form, HttpContext http, CurrentPerson person, Database database, Registers registers, Func<FormState, FormState> next)
    {
        if (Newest(registers.Current, form) is not { } published)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        await FormsApi.SetState(database, registers, person.Actor, published.Form, next(published.State));
        return Results.Redirect(FormWords.Path(published.Form));
    }

    private static PublishedForm? Newest(Register register, string form) => register.Published.FirstOrDefault(p => p.Newest && p.Form == Addresses.Read(form));
}
