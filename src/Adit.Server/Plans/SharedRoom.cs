using Adit.Incidents;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Plans;

/// <summary>
/// What a party at a site sees and says by its link, on any phone and without an account, or signed in: the adopted plan, whether it agrees to each line, and how far it is. Whoever has the link speaks for the party; what
/// they say closes nothing.
/// </summary>
internal static class SharedRoom
{
    /// <summary>Where links lead, and how their secrets are told from others.</summary>
    public const string Root = "/shared", Kind = "plan-link";

    private const int MostFiles = 3, LargestFile = 6_000_000;

    // What a stakeholder who signs in sees of the same.
    internal const string Own = "/sites/{site}/plan";

    public static void MapShared(this IEndpointRouteBuilder routes)
    {
        var large = new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute((MostFiles * LargestFile) + 1_000_000);
        routes.MapGet(Root + "/{secret}", (string secret, HttpContext http, Database database, Registers registers) => Find(database, registers.Current, secret) is { } link ? Shown(http, Speaker.Of(link), AddressOf(secret)) : Gone(http)).Needs(Right.Public);
        routes.MapPost(Root + "/{secret}", (string secret, HttpContext http, Database database, Registers registers) => Say(http, Find(database, registers.Current, secret) is { } link ? Speaker.Of(link) : null, AddressOf(secret))).Needs(Right.Public).WithMetadata(large);
        routes.MapGet(Own, (string site, HttpContext http, CurrentPerson person, Registers registers, Database database) => Find(registers.Current, person, site, database.Now) is { } by ? Shown(http, by, AddressOf(registers.Current, by)) : NotFound(http)).Needs(Right.SpeakForSite, Tier.T1);
        routes.MapPost(Own, (string site, HttpContext http, CurrentPerson person, Registers registers, Database database) => Find(registers.Current, person, site, database.Now) is { } by ? Say(http, by, AddressOf(registers.Current, by)) : Task.FromResult(NotFound(http))).Needs(Right.SpeakForSite, Tier.T1).WithMetadata(large);
    }

    private static async Task<IResult> Say(HttpContext http, Speaker? by, string address)
    {
        if (by is null)
            return Gone(http);
        var services = http.RequestServices;
        if (!services.GetRequiredService<LinkLimit>().Speaks(by))
            return Problems.Of(http, StatusCodes.Status429TooManyRequests, "too-often");
        var form = await http.Request.ReadFormAsync();
        try
        {
            bool? accepted = form["act"].ToString() switch { "agree" => true, "dispute" => false, _ => null };
            await services.GetRequiredService<PlanActs>().Say(
                by, form["action"].ToString(), accepted, form["done"] == "yes", form["note"], accepted is null ? await IncidentsRoom.Files(form, services.GetRequiredService<Blobs>(), MostFiles, LargestFile) : []);
            return Results.Redirect($"{address}?done={(accepted is null ? "report" : "answer")}");
        }
        catch (Refused refused)
        {
            return Shown(http, by, address, refused.AllIn(Frames.Of(http).Words));
        }
    }

    /// <summary>The stakeholder who is signed in, as who speaks about a site that they see; null where they see none of that name.</summary>
    internal static Speaker? Find(Register register, CurrentPerson person, string site, Instant now) =>
        SiteWords.Find(register, site) is { Kind: SiteKind.Monitored } found && Partners.Reach.Serves(register, person, Right.SpeakForSite, found, now) && person.User is { } user ? Speaker.Of(register, user, found) : null;

    /// <summary>Where the plan of a site is for whoever signs in for it.</summary>
    internal static string AddressOf(Site site) => SiteWords.Path(site) + "/plan";

    internal static string AddressOf(Register register, Speaker by) => AddressOf(register.Sites[by.Site]);

    internal static string AddressOf(string secret) => $"{Root}/{Uri.EscapeDataString(secret)}";

    // A secret that opens nothing is nobody's, whatever it is.
    internal static PlanLink? Find(Database database, Register register, string secret)
    {
        if (!Access.IsWellFormed(secret) || database.Keys.Secrets(Access.HashOf(secret)).FirstOrDefault(s => s.Kind == Kind) is not { } known || database.Read(db => PlansTable.Link(db, known.Credential)) is not { Revoked: false } link)
            return null;
        return register.Sites.TryGetValue(link.Site, out var site) && SiteRisk.Today(site, database.Now.ToDateTimeOffset()) <= link.Until ? link : null;
    }

    private static IResult Shown(HttpContext http, Speaker by, string address, IReadOnlyList<string>? refusals = null)
    {
        var frame = Frames.Of(http);
        if (http.Request.Query["done"] is [{ } done] && frame.Words.Has("shared.done." + done))
            frame = frame with { Notice = new(frame.Words["shared.done." + done]) };
        http.Response.Headers.CacheControl = "private, no-store";
        return Pages.Answer<SharedPage>(frame, View(http, by, address) with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What a party sees.</summary>
    internal static SharedView View(HttpContext http, Speaker by, string address) =>
        http.RequestServices.GetRequiredService<Database>().Read(db => PlansRoom.Filling(db, http).Shared(by, address));

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");

    internal static IResult Gone(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "no-link");
}
