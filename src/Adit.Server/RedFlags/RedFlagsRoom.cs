using System.Globalization;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.RedFlags;

/// <summary>Red flags of areas: noted by lead and analysts.</summary>
internal static class RedFlagsRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/red-flags";

    public static void MapRedFlags(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Show(http)).Needs(Right.CheckCounterparties, Tier.T2);
        routes.MapPost(List, Act).Needs(Right.CheckCounterparties, Tier.T2);
    }

    /// <summary>A monitored site that the reader sees; null where there is none.</summary>
    public static Site? Place(HttpContext http, string? site) =>
        SiteWords.Find(http.RequestServices.GetRequiredService<Registers>().Current, site ?? "") is { Kind: SiteKind.Monitored } found && CurrentPerson.Of(http).SeesSite(found) ? found : null;

    /// <summary>What the page is filled with.</summary>
    public static RedFlagsView Read(HttpContext http) => http.RequestServices.GetRequiredService<Database>().Read(db => new RedFlagsFilling(
        db, Frames.Of(http), CurrentPerson.Of(http), http.RequestServices.GetRequiredService<Registers>().Current, http.RequestServices.GetRequiredService<Catalogues>().Current?.Catalogue)
        .List(FrameReading.Table(http.Request, "site"), int.TryParse(http.Request.Query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0));

    private static async Task<IResult> Act(HttpContext http, CurrentPerson person, RedFlagActs acts)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            await Do(http, form, person, acts);
            return Results.Redirect($"{List}?done={Uri.EscapeDataString(form["act"].ToString())}");
        }
        catch (Refused refused)
        {
            return Show(http, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static Task Do(HttpContext http, IFormCollection form, CurrentPerson person, RedFlagActs acts) => form["act"].ToString() switch
    {
        "look" => acts.Look(person, Place(http, form["site"]) ?? throw Refused.Of("refuse.no-site-called", ("name", form["site"].ToString())), new(
            form["subject"], form["result"], form["list"], form["version"], Day(form["day"]), form["source"], form["route"], form["through"].ToString().Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries))),
        "advise" => acts.Advise(person, new(form["area"].ToString().Split('/')[0], form["area"].ToString().Split('/', 2).ElementAtOrDefault(1), form["says"], form["source"], Day(form["from"]), Day(form["until"]))),
        "lift" => acts.Lift(person, form["advisory"], new(Day(form["day"]), form["why"])),
        var act => throw Refused.Of("refuse.plan-act", ("act", act)),
    };

    private static IResult Show(HttpContext http, IReadOnlyList<string>? refusals = null)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("red-flags.done." + done))
            frame = frame with { Notice = new(frame.Words["red-flags.done." + done]) };
        return Pages.Answer<RedFlagsPage>(frame, Read(http) with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
