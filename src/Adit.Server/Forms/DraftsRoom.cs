using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Forms;

/// <summary>A draft of a form as the office tries it out, publishes or deletes it.</summary>
internal static class DraftsRoom
{
    private const int Shown = 20;

    public static void MapDraftsRoom(this IEndpointRouteBuilder routes)
    {
        var drafts = routes.MapGroup("/drafts/{form}");
        drafts.MapGet("", (string form, HttpContext http, Database database, Registers registers, Catalogues catalogues, Drafts kept, Settings settings) =>
            One(form, http, database, registers, catalogues, kept, settings, [])).Needs(Right.KeepForms, Tier.T2);
        drafts.MapPost("/publish", Publish).Needs(Right.KeepForms, Tier.T2);
        drafts.MapPost("/delete", Delete).Needs(Right.KeepForms, Tier.T2);
    }

    private static IResult One(
        string form, HttpContext http, Database database, Registers registers, Catalogues catalogues, Drafts kept, Settings settings, IReadOnlyList<string> refusals)
    {
        if (kept.Find(Addresses.Read(form)) is not { } draft)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var (frame, address, read) = (Frames.Of(http), settings.PublicOrigin + kept.PathOf(draft), kept.Open(draft).Form);
        var language = FormWords.Choose(read, http.Request.Query["form-language"], frame.Words.Language);
        var questions = database.Read(db => new FormFilling(db, registers.Current, catalogues.Current, frame).Questions(read, language));
        var view = new DraftView(
            draft.Form, draft.Title, draft.Version, draft.At.ToDateTimeOffset(), address, CollectSettings.Qr(CollectSettings.Text(frame.Words.Say("drafts.project", ("title", draft.Title)), address)),
            kept.Count(draft), [.. kept.Records(draft, Shown).Select(r => Sent(r, read, registers.Current, language, frame.Words))], questions,
            [.. read.MediaFiles.Where(f => !Phones.PhoneLists.Makes(registers.Current, read, f) && kept.Open(draft).Media.All(m => m.Name != f))], refusals);
        return Pages.Answer<DraftPage>(frame, view, refusals.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> Publish(
        string form, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, Drafts kept, Settings settings)
    {
        if (kept.Find(Addresses.Read(form)) is not { } draft)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        try
        {
            await kept.Publish(draft, person.Actor, Frames.Of(http).Words.Language);
            return Results.Redirect(FormWords.Path(draft.Form));
        }
        catch (Refused refused)
        {
            return One(form, http, database, registers, catalogues, kept, settings, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> Delete(string form, HttpContext http, Drafts kept)
    {
        if (kept.Find(Addresses.Read(form)) is not { } draft)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        await kept.Delete(draft);
        return Results.Redirect("/forms");
    }

    private static TestRecordView Sent(TestRecord record, Form form, Register register, string language, Words words) => new(
        record.Received.ToDateTimeOffset(), record.DeviceId, [.. record.Files.Select(f => new FactView(f.Name, words.Size(f.Bytes)))],
        new AnswerWords(form, [.. AnswerReading.Read(form, [.. record.Answers])], [], register, language, words).All().Answers);
}
