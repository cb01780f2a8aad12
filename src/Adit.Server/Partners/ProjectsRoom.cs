using System.Globalization;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Projects of organisations: what they group, what was delivered, and whether the risk fell where they worked.</summary>
internal static class ProjectsRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/projects";

    private const int MostFiles = 3, LargestFile = 6_000_000;

    public static void MapProjects(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Show(http)).Needs(Right.SeeNeeds, Tier.T1);
        routes.MapPost(List, Add).Needs(Right.TakeOn, Tier.T1);
        routes.MapGet(List + "/{number}", (string number, HttpContext http) => Find(http, number) is { } found ? Show(http, found) : NotFound(http)).Needs(Right.SeeNeeds, Tier.T1);
        routes.MapPost(List + "/{number}", Act).Needs(Right.TakeOn, Tier.T1).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute((MostFiles * LargestFile) + 1_000_000));
        routes.MapGet(List + "/files/{entry}/{name}", File).Needs(Right.SeeNeeds, Tier.T1);
    }

    /// <summary>A project that the reader may see; null where there is none.</summary>
    public static Project? Find(HttpContext http, string number) =>
        http.RequestServices.GetRequiredService<Database>().Read(db => ProjectActs.Find(db, http.RequestServices.GetRequiredService<Registers>().Current, CurrentPerson.Of(http), number));

    /// <summary>What a page is filled with.</summary>
    public static ProjectsFilling Filling(System.Data.Common.DbConnection db, HttpContext http) => new(
        db, http.RequestServices.GetRequiredService<LedgerReading>(), Frames.Of(http), CurrentPerson.Of(http), http.RequestServices.GetRequiredService<Registers>().Current,
        http.RequestServices.GetRequiredService<Catalogues>().Current ?? throw Refused.Of("refuse.no-catalogue"));

    private static async Task<IResult> Add(HttpContext http, CurrentPerson person, ProjectActs acts)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            return Results.Redirect($"{List}/{await acts.Set(person, null, Asked(form))}?done=set");
        }
        catch (Refused refused)
        {
            return Show(http, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> Act(string number, HttpContext http, CurrentPerson person, ProjectActs acts, Blobs blobs)
    {
        if (Find(http, number) is null)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        var act = form["act"].ToString();
        try
        {
            _ = act switch
            {
                "set" => (object)await acts.Set(person, number, Asked(form)),
                "report" => await acts.Report(person, number, new(Seen(form), Day(form["day"]), Whole(form["milestone"]), form["text"], Amount(form["spent"]) ?? (form["spent"].ToString().Trim().Length == 0 ? 0 : throw Refused.Of("refuse.project-spent"))), await IncidentsRoom.Files(form, blobs, MostFiles, LargestFile)),
                "end" => await acts.End(person, number, new(Seen(form), Day(form["day"]), form["note"])),
                _ => throw Refused.Of("refuse.plan-act", ("act", act)),
            };
            return Results.Redirect($"{List}/{number}?done={Uri.EscapeDataString(act)}");
        }
        catch (Refused refused)
        {
            return Show(http, Find(http, number)!, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> File(string entry, string name, HttpContext http, CurrentPerson person, Database database, Registers registers, LedgerReading ledger, Blobs blobs)
    {
        var file = !long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? null : database.Read(db =>
            index < database.Size && ledger.Fact(db, index, Tier.T2)?.Fact is ProjectReported { Files.IsDefaultOrEmpty: false } f && ProjectsTable.Find(db, f.Project) is { } project && ProjectActs.Sees(db, registers.Current, person, project)
                ? f.Files.FirstOrDefault(k => k.Name == name) : null);
        if (file is null || !await blobs.Holds(file.Blob.Id))
            return NotFound(http);
        MediaAnswer.Headers(http.Response, file.Name, file.Type);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentLength = file.Blob.Length;
        await blobs.Copy(file.Blob, http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    private static ProjectAsked Asked(IFormCollection form)
    {
        var (numbers, texts, days) = (form["milestone-number"], form["milestone-text"], form["milestone-due"]);
        return new(
            Seen(form), form["name"], Day(form["start"]), Amount(form["budget"]), form["currency"],
            [.. Enumerable.Range(0, Math.Min(texts.Count, days.Count)).Select(i => new MilestoneAsked(i < numbers.Count ? Whole(numbers[i]) : null, texts[i], Day(days[i])))], [.. form["actions"].OfType<string>()]);
    }

    private static IResult Show(HttpContext http, IReadOnlyList<string>? refusals = null)
    {
        var view = http.RequestServices.GetRequiredService<Database>().Read(db => Filling(db, http).List());
        return Pages.Answer<ProjectsPage>(Frames.Of(http), view with { Refusals = refusals }, Status(refusals));
    }

    private static IResult Show(HttpContext http, Project project, IReadOnlyList<string>? refusals = null)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("project.done." + done))
            frame = frame with { Notice = new(frame.Words["project.done." + done]) };
        var view = http.RequestServices.GetRequiredService<Database>().Read(db => Filling(db, http).Fill(project));
        return Pages.Answer<ProjectPage>(frame, view with { Refusals = refusals }, Status(refusals));
    }

    // Spaces inside a number are how people write thousands; the rest is read as it stands.
    private static decimal? Amount(string? text) =>
        decimal.TryParse(string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c))).Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    private static long? Seen(IFormCollection form) => long.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;

    private static int? Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int Status(IReadOnlyList<string>? refusals) => refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
