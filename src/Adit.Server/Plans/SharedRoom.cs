using Adit.Incidents;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Plans;

/// <summary>
/// What a party at a site sees and says by its link, on any phone and without an account: the adopted plan, whether it agrees to each line, and how far it is. Whoever has the link speaks for the party; what
/// they say closes nothing.
/// </summary>
internal static class SharedRoom
{
    /// <summary>Where links lead, and how their secrets are told from others.</summary>
    public const string Root = "/shared", Kind = "plan-link";

    private const int MostFiles = 3, LargestFile = 6_000_000;

    public static void MapShared(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root + "/{secret}", (string secret, HttpContext http, Database database, Registers registers) => Find(database, registers.Current, secret) is { } link ? Shown(http, link, secret) : Gone(http)).Needs(Right.Public);
        routes.MapPost(Root + "/{secret}", Say).Needs(Right.Public).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute((MostFiles * LargestFile) + 1_000_000));
    }

    private static async Task<IResult> Say(string secret, HttpContext http, Database database, Registers registers, PlanActs acts, Blobs blobs, LinkLimit limit)
    {
        if (Find(database, registers.Current, secret) is not { } link)
            return Gone(http);
        if (!limit.Speaks(link))
            return Problems.Of(http, StatusCodes.Status429TooManyRequests, "too-often");
        var form = await http.Request.ReadFormAsync();
        try
        {
            bool? accepted = form["act"].ToString() switch { "agree" => true, "dispute" => false, _ => null };
            await acts.Say(link, form["action"].ToString(), accepted, form["done"] == "yes", form["note"], accepted is null ? await IncidentsRoom.Files(form, blobs, MostFiles, LargestFile) : []);
            return Results.Redirect($"{Root}/{Uri.EscapeDataString(secret)}?done={(accepted is null ? "report" : "answer")}");
        }
        catch (Refused refused)
        {
            return Shown(http, link, secret, refused.AllIn(Frames.Of(http).Words));
        }
    }

    // A secret that opens nothing is nobody's, whatever it is.
    internal static PlanLink? Find(Database database, Register register, string secret)
    {
        if (!Access.IsWellFormed(secret) || database.Keys.Secrets(Access.HashOf(secret)).FirstOrDefault(s => s.Kind == Kind) is not { } known || database.Read(db => PlansTable.Link(db, known.Credential)) is not { Revoked: false } link)
            return null;
        return register.Sites.TryGetValue(link.Site, out var site) && SiteRisk.Today(site, database.Now.ToDateTimeOffset()) <= link.Until ? link : null;
    }

    private static IResult Shown(HttpContext http, PlanLink link, string secret, IReadOnlyList<string>? refusals = null)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("shared.done." + done))
            frame = frame with { Notice = new(frame.Words["shared.done." + done]) };
        http.Response.Headers.CacheControl = "private, no-store";
        return Pages.Answer<SharedPage>(frame, View(http, link, secret) with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What the party of a link sees.</summary>
    internal static SharedView View(HttpContext http, PlanLink link, string secret) =>
        http.RequestServices.GetRequiredService<Database>().Read(db => PlansRoom.Filling(db, http).Shared(link, $"{Root}/{Uri.EscapeDataString(secret)}"));

    internal static IResult Gone(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "no-link");
}
