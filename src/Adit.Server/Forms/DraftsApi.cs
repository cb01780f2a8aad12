using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Forms;

/// <summary>Drafts of forms, for the interface and the command line.</summary>
internal static class DraftsApi
{
    /// <summary>A draft that stands.</summary>
    /// <param name="TestUrl">The address for a phone to try it out.</param>
    /// <param name="Records">How many test records were sent.</param>
    /// <param name="Notices">Remarks that stop nothing, as <c>line: sentence</c>; where it was uploaded just now.</param>
    public sealed record DraftLine(string Form, string Version, string Title, DateTimeOffset Uploaded, string TestUrl, long Records, IReadOnlyList<string> Notices);

    /// <summary>A draft with the newest of what was sent to it.</summary>
    public sealed record DraftDetail(DraftLine Draft, IReadOnlyList<TestSent> Sent);

    /// <summary>A test record: what T2 may read of it, and which files came.</summary>
    public sealed record TestSent(DateTimeOffset Received, string? DeviceId, IReadOnlyList<Answered> Answers, IReadOnlyList<TestFile> Files);

    /// <summary>A file that came with a test record; it is not kept.</summary>
    public sealed record TestFile(string Name, long Bytes);

    public static void MapDrafts(this IEndpointRouteBuilder api)
    {
        var drafts = api.MapGroup("/drafts").WithTags("Forms");
        drafts.MapGet("", (Drafts kept, Settings settings) => kept.Standing.Select(d => Line(kept, d, settings.PublicOrigin)).ToList()).Needs(Right.KeepForms)
            .WithName("drafts").WithSummary("Drafts of forms, with the address to try each out.").Produces<IReadOnlyList<DraftLine>>();
        drafts.MapPost("", async (HttpContext http, CurrentPerson person, Drafts kept, Settings settings) =>
            await Upload(kept, person.Actor, await FormsApi.Whole(http.Request, FormsApi.LargestForm), Frames.Of(http).Words.Language, settings.PublicOrigin)).Needs(Right.KeepForms)
            .WithName("uploadDraft").WithSummary("Keeps an XForm as a draft; the draft of the form before is replaced and its test records deleted.").Accepts<Stream>("*/*").Produces<DraftLine>().Refuses(422);
        drafts.MapGet("/{form}", (string form, Drafts kept, Settings settings) => Detail(kept, Named(kept, Addresses.Read(form)), settings.PublicOrigin)).Needs(Right.KeepForms, Tier.T2)
            .WithName("draft").WithSummary("A draft and the newest of what was sent to it.").Produces<DraftDetail>().Refuses(422);
        drafts.MapPut("/{form}/media/{name}", async (string form, string name, HttpContext http, Drafts kept) =>
        {
            await kept.SetMedia(Named(kept, Addresses.Read(form)), Addresses.Read(name), http.Request.Body);
            return Results.NoContent();
        }).Needs(Right.KeepForms).WithName("draftMedia").WithSummary("Uploads a media file of a draft; one of that name is replaced.").Accepts<Stream>("*/*").Produces(StatusCodes.Status204NoContent).Refuses(422);
        drafts.MapPost("/{form}/publish", async (string form, HttpContext http, CurrentPerson person, Drafts kept) =>
            await kept.Publish(Named(kept, Addresses.Read(form)), person.Actor, Frames.Of(http).Words.Language)).Needs(Right.KeepForms)
            .WithName("publishDraft").WithSummary("Publishes a draft with its media; its test records are deleted and its test address ends.").Produces<FormsApi.Published>().Refuses(422);
        drafts.MapDelete("/{form}", async (string form, Drafts kept) =>
        {
            await kept.Delete(Named(kept, Addresses.Read(form)));
            return Results.NoContent();
        }).Needs(Right.KeepForms).WithName("deleteDraft").WithSummary("Deletes a draft and its test records; its test address ends.").Produces(StatusCodes.Status204NoContent).Refuses(422);
    }

    /// <summary>Keeps a form as a draft.</summary>
    /// <exception cref="Refused">It could not be published either.</exception>
    public static async Task<DraftLine> Upload(Drafts drafts, ActorId by, byte[] xml, string language, string origin)
    {
        var draft = await drafts.Upload(by, xml, language);
        return Line(drafts, draft, origin) with { Notices = [.. drafts.Open(draft).Form.Notices.Select(n => $"{n.Line}: {n.Sentence(language)}")] };
    }

    /// <exception cref="Refused">The form has no draft.</exception>
    public static Draft Named(Drafts drafts, string form) => drafts.Find(form) ?? throw Refused.Of("refuse.no-draft", ("form", form));

    public static DraftLine Line(Drafts drafts, Draft draft, string origin) =>
        new(draft.Form, draft.Version, draft.Title, draft.At.ToDateTimeOffset(), origin + drafts.PathOf(draft), drafts.Count(draft), []);

    private static DraftDetail Detail(Drafts drafts, Draft draft, string origin)
    {
        var form = drafts.Open(draft).Form;
        return new(Line(drafts, draft, origin), [.. drafts.Records(draft, 20).Select(r => new TestSent(
            r.Received.ToDateTimeOffset(), r.DeviceId,
            Answered.Of(AnswerReading.Read(form, [.. r.Answers])), [.. r.Files.Select(f => new TestFile(f.Name, f.Bytes))]))]);
    }
}
