using System.Globalization;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Stages;

/// <summary>The sites to come, the stage of each site with its checklists, and its path.</summary>
internal static class StagesRoom
{
    /// <summary>What stands in an address where else a site's code does.</summary>
    public const string ToCome = "to-come";

    public static void MapStages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sites/" + ToCome, (HttpContext http, Database database) =>
            Pages.Answer<ToComePage>(Frames.Of(http), database.Read(db => Filling(db, http).ToCome()))).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet("/sites/{site}/stage", (string site, HttpContext http) => Find(http, site) is { } found ? One(http, found) : NotFound(http)).Needs(Right.SeeRecords, Tier.T2);
        routes.MapPost("/sites/{site}/stage", Act).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet("/sites/{site}/stage/files/{entry}/{name}", File).Needs(Right.SeeRecords, Tier.T2);
        routes.MapGet("/sites/{site}/path", (string site, HttpContext http, CurrentPerson person, Database database, Catalogues catalogues, Handbook handbook) => Find(http, site) is not { } found ? NotFound(http)
            : Pages.Answer<PathPage>(Frames.Of(http), database.Read(db => new PathFilling(db, Frames.Of(http), person, catalogues.Current!, handbook).Of(found, StagesTable.Find(db, found.Id))))).Needs(Right.SeeSites, Tier.T2);
    }

    /// <summary>A site with a stage that the reader may see; null for any other.</summary>
    public static Site? Find(HttpContext http, string named) =>
        SiteWords.Find(http.RequestServices.GetRequiredService<Registers>().Current, named) is { Kind: SiteKind.Monitored } found && CurrentPerson.Of(http).SeesSite(found) ? found : null;

    /// <summary>What fills the pages of stages.</summary>
    public static StageFilling Filling(System.Data.Common.DbConnection db, HttpContext http)
    {
        var services = http.RequestServices;
        return new(db, services.GetRequiredService<LedgerReading>(), Frames.Of(http), CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current, services.GetRequiredService<Handbook>());
    }

    /// <summary>Who may do an act at all: the two who decide, and for all else whoever keeps sites.</summary>
    public static bool May(CurrentPerson person, string? act) => person.May(act is "propose" or "decide" ? Right.Determine : Right.KeepSites);

    private static async Task<IResult> Act(string site, HttpContext http, CurrentPerson person, StageActs acts, AssessJob assess, Blobs blobs)
    {
        if (Find(http, site) is not { } found)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        if (!May(person, form["act"]))
            return Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden");
        await assess.Fresh(http.RequestAborted);
        try
        {
            await acts.Do(person, found.Id, new(Text("act"), long.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null)
            {
                Stage = Text("stage"),
                Item = Text("item"),
                State = Text("state"),
                Day = DateOnly.TryParseExact(form["day"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
                Verdict = Text("verdict"),
                Agrees = Text("agrees") switch { "yes" => true, "no" => false, _ => null },
                Note = Text("note"),
            }, await IncidentsRoom.Files(form, blobs));
            return Results.Redirect(form["back"] == ToCome ? "/sites/" + ToCome : $"{SiteWords.Path(found)}/stage?done={Uri.EscapeDataString(form["act"].ToString())}");
        }
        catch (Refused refused)
        {
            return One(http, found, refused.AllIn(Frames.Of(http).Words));
        }

        string? Text(string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;
    }

    private static IResult One(HttpContext http, Site site, IReadOnlyList<string>? refusals = null)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("stage.done." + done))
            frame = frame with { Notice = new(frame.Words["stage.done." + done]) };
        return http.RequestServices.GetRequiredService<Database>().Read(db => StagesTable.Find(db, site.Id) is { } part ? Filling(db, http).Of(site, part) : null) is { } view
            ? Pages.Answer<StagePage>(frame, view with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity) : NotFound(http);
    }

    private static async Task<IResult> File(string site, string entry, string name, HttpContext http, Database database, LedgerReading ledger, Blobs blobs)
    {
        var found = Find(http, site);
        var file = found is null || !long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? null
            : database.Read(db => index < database.Size && ledger.Fact(db, index, Tier.T2)?.Fact is StageItemChecked { Files.IsDefaultOrEmpty: false } said && said.Site == found.Id ? said.Files.FirstOrDefault(f => f.Name == name) : null);
        if (file is null || !await blobs.Holds(file.Blob.Id))
            return NotFound(http);
        MediaAnswer.Headers(http.Response, file.Name, file.Type);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentLength = file.Blob.Length;
        await blobs.Copy(file.Blob, http.Response.Body, http.RequestAborted);
        return Results.Empty;
    }

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
