using System.Globalization;
using Adit.Forms;
using Adit.People;
using Adit.Phones;
using Adit.Plans;
using Adit.Protection;
using Adit.Reports;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Releases;

/// <summary>Where photos and words of records are made fit to leave the programme, and where readers see those that were released.</summary>
internal static class ReleasesRoom
{
    private const string Desk = "/submissions/{id}/release", One = "/releases/{release}";

    public static void MapReleases(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Desk, (string id, HttpContext http) => Source(http, id, http.Request.Query["file"], http.Request.Query["question"]) is { } source ? Shown(http, source) : NotFound(http)).Needs(Right.Release, Tier.T2);
        routes.MapPost(Desk, Act).Needs(Right.Release, Tier.T2);
        routes.MapGet("/sites/{site}/releases", OfSite).Needs(Right.SeeSites, Tier.T2);
        routes.MapGet(One, See).Needs(Right.SeeSites, Tier.T2);
        routes.MapGet(One + "/photo", Photo).Needs(Right.SeeSites, Tier.T2);
        routes.MapPost(One + "/take-back", TakeBack).Needs(Right.Release, Tier.T2);
    }

    /// <summary>One that the reader is shown; null for any other.</summary>
    public static Released? Find(HttpContext http, string release)
    {
        var (database, register) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<Registers>().Current);
        return Id.TryRead(release, out var id) && database.Read(db => ReleasesTable.Find(db, id)) is { } found && ReleaseWords.Gives(register, CurrentPerson.Of(http), found, database.Now) ? found : null;
    }

    private static async Task<IResult> Act(string id, HttpContext http, CurrentPerson person, ReleaseActs acts)
    {
        var form = await http.Request.ReadFormAsync();
        if (Source(http, id, Some(form["file"]), Some(form["question"])) is not { } source)
            return NotFound(http);
        var masks = Typed(form);
        var asked = new ReleaseAsked(source.File?.Name, null, [.. masks.Select(Read)], form["text"], form["language"], form["sure"] == "on");
        string? preview = null;
        try
        {
            if (form["act"] != "look")
                return Results.Redirect($"{ReleaseWords.Path(await acts.Release(person, source, asked, http.RequestAborted))}?done=released");
            if (source.File is { } photo)
                preview = "data:image/jpeg;base64," + Convert.ToBase64String((await acts.Look(photo, asked.Masks!, http.RequestAborted)).Jpeg);
            return Shown(http, source, masks, asked, preview);
        }
        catch (Refused refused)
        {
            return Shown(http, source, masks, asked, preview, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> OfSite(string site, HttpContext http, CurrentPerson person, Database database, Registers registers, ReleaseActs acts)
    {
        if (SiteWords.Find(registers.Current, site) is not { } found || !person.SeesSite(found))
            return NotFound(http);
        var frame = Frames.Of(http);
        var released = database.Read(db => ReleaseWords.OfSite(db, registers.Current, person, frame, found));
        await acts.Disclose(person, [.. released.Select(r => r.Id)], "page");
        return Pages.Answer<ReleasesPage>(frame, new ReleasesView(found.Name, SiteWords.Path(found), released));
    }

    private static async Task<IResult> See(string release, HttpContext http, CurrentPerson person, ReleaseActs acts)
    {
        if (Find(http, release) is not { } found)
            return NotFound(http);
        await acts.Disclose(person, [found.Id], "page");
        return Seen(http, found);
    }

    private static async Task<IResult> Photo(string release, HttpContext http, CurrentPerson person, Blobs blobs, ReleaseActs acts)
    {
        if (Find(http, release) is not { Photo: { } photo } found || !await blobs.Holds(photo.Blob.Id))
            return NotFound(http);
        await acts.Disclose(person, [found.Id], "photo");
        MediaAnswer.Headers(http.Response, $"{found.Id}.jpg", photo.Type);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentLength = photo.Blob.Length;
        await blobs.Copy(photo.Blob, http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    private static async Task<IResult> TakeBack(string release, HttpContext http, CurrentPerson person, ReleaseActs acts)
    {
        if (Find(http, release) is not { } found)
            return NotFound(http);
        try
        {
            await acts.TakeBack(person, found, (await http.Request.ReadFormAsync())["text"]);
            return Results.Redirect(ReleaseWords.Path(found.Id) + "?done=taken");
        }
        catch (Refused refused)
        {
            return Seen(http, found, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static IResult Seen(HttpContext http, Released released, IReadOnlyList<string>? refusals = null)
    {
        var (frame, person, register) = (Noticed(http), CurrentPerson.Of(http), http.RequestServices.GetRequiredService<Registers>().Current);
        var (site, inside) = (register.Sites[released.Site], person.Role.OfTheProgramme());
        var shown = !inside ? null : http.RequestServices.GetRequiredService<Database>().Read(db => ReleasesTable.Reads(db, released.Id))
            .Select(r => (PeopleWords.Name(register, r.Reader, frame.Words), frame.Words["release.as." + r.As], r.At.ToDateTimeOffset().ToOffset(frame.Now.Offset))).ToList();
        return Pages.Answer<ReleasePage>(
            frame,
            new ReleaseView(
                ReleaseWords.View(released, frame), site.Name, SiteWords.Path(site), ReleaseWords.PathOf(site), inside ? new(frame.Words["release.record"], $"/submissions/{released.Record}") : null,
                inside ? PeopleWords.Name(register, released.By, frame.Words) : null, inside ? released.Taken : null, shown, released.Taken is null && person.May(Right.Release), refusals),
            refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Shown(HttpContext http, ReleaseSource source, IReadOnlyList<(string, string, string, string)>? masks = null, ReleaseAsked? asked = null, string? preview = null, IReadOnlyList<string>? refusals = null)
    {
        var (frame, record) = (Frames.Of(http), source.Record);
        var (words, path) = (frame.Words, $"/submissions/{record.Row.Submission}");
        var answer = source.Answer ?? record.Answers.FirstOrDefault(a => OpenedRecord.IsFile(a) && a.Text.Trim() == source.File!.Name);
        return Pages.Answer<ReleasingPage>(
            frame,
            new ReleasingView(
                path + "/release", path, $"{FormWords.Title(record.Form, words)}, {words.Day(record.Row.Day)}", source.File is { } file ? $"{path}/files/{Uri.EscapeDataString(file.Name)}" : null,
                answer?.Node is { } node ? FormWords.Label(node, FormWords.Choose(record.Form.Form, null, words.Language)) : "", source.Answer?.Text, masks ?? [], asked?.Text ?? source.Answer?.Text ?? "", asked?.Language ?? words.Language,
                [.. Words.Offered.Where(l => Reporting.Languages.Contains(l.Code)).Select(l => new OptionView(l.Code, l.Name))], record.Row is { Standing: VersionState.Current, Review: not ReviewState.Rejected }, preview, refusals)
            {
                File = source.File?.Name,
                Key = source.Answer is null ? null : ReleaseSource.KeyOf(source.Answer),
            },
            refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static ReleaseSource? Source(HttpContext http, string id, string? file, string? question) => http.RequestServices.GetRequiredService<ReleaseActs>().Find(CurrentPerson.Of(http), id, file, question);

    // Rows in which nothing stands are none; what stands in others is read by the rule.
    private static List<(string Left, string Top, string Width, string Height)> Typed(IFormCollection form)
    {
        string[] names = ["left", "top", "width", "height"];
        return [.. Enumerable.Range(0, names.Max(n => form[n].Count)).Select(i => names.Select(n => form[n].ElementAtOrDefault(i)?.Trim() ?? "").ToArray()).Where(r => r.Any(v => v.Length > 0)).Select(r => (r[0], r[1], r[2], r[3]))];
    }

    private static Mask Read((string Left, string Top, string Width, string Height) typed) => new(Number(typed.Left), Number(typed.Top), Number(typed.Width), Number(typed.Height));

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string? Some(string? text) => text is { Length: > 0 } ? text : null;

    private static Frame Noticed(HttpContext http)
    {
        var frame = Frames.Of(http);
        return http.Request.Query["done"] is [("released" or "taken") and var done] ? frame with { Notice = new(frame.Words["release.done." + done]) } : frame;
    }

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
