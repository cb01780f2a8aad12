using System.ComponentModel;
using System.Text.Json.Nodes;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Credentials;

/// <summary>What somebody asks to be left out of a credential that they hand on.</summary>
internal sealed record PassingAsked(
    [property: Description("place, country, coverage, report.")] IReadOnlyList<string>? LeaveOut = null, [property: Description("Ids of indicators to leave out.")] IReadOnlyList<string>? Indicators = null,
    [property: Description("Who gets it; may be empty, and is in no file.")] string? Customer = null);

/// <summary>Where whoever acts for an organisation hands a credential on to its own customers, less what it keeps to itself. The programme sees that it did.</summary>
internal static class PassingRoom
{
    private const string Path = "/credentials/{id}/pass-on";

    /// <summary>What was issued, and where it is to be had.</summary>
    internal sealed record PassedAnswer(string Credential, string Address);

    public static void MapPassing(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (string id, HttpContext http) => Find(http, id) is { } found ? Shown(http, found) : NotFound(http)).Needs(Right.SeeSites, Tier.T1);
        routes.MapPost(Path, Post).Needs(Right.SeeSites, Tier.T1);
    }

    public static void MapPassingApi(this IEndpointRouteBuilder api) => api.MapPost(Path, async (string id, PassingAsked asked, HttpContext http) =>
    {
        if (Find(http, id) is not { } found)
            return NotFound(http);
        var credential = await Do(http, found, asked);
        return Results.Json(new PassedAnswer(credential.ToString(), $"/credentials/{credential}"), statusCode: StatusCodes.Status201Created);
    }).Needs(Right.SeeSites, Tier.T1).WithTags("Reports").WithName("passOn").WithSummary("Issues a credential once more, with parts left out, to be handed on. It can be had once the ledger's next head is published.")
        .Produces<PassedAnswer>(StatusCodes.Status201Created).Refuses(404, 422);

    /// <summary>Where a credential is handed on from, for those who may; null for others.</summary>
    public static string? PathOf(Register register, CurrentPerson person, IssuedCredential issued) => register.Agreed.Of(person.User) is null || issued is not { End: null, Of: null } ? null : Path.Replace("{id}", issued.Id.ToString(), StringComparison.Ordinal);

    // Who acts for nobody has no customers.
    private static Passable? Find(HttpContext http, string id) =>
        CredentialsApi.Find(http, id) is ({ Of: null } issued, { } report) && Register(http).Agreed.Of(CurrentPerson.Of(http).User) is { } organisation && http.RequestServices.GetRequiredService<SignedCredentials>().Claims(issued) is { } claims
            ? new(issued, report, organisation, claims) : null;

    private static async Task<IResult> Post(string id, HttpContext http)
    {
        if (Find(http, id) is not { } found)
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        var asked = new PassingAsked([.. form["leave-out"].OfType<string>()], [.. form["indicator"].OfType<string>()], form["customer"]);
        try
        {
            await Do(http, found, asked);
            return Results.Redirect($"/credentials/{found.Issued.Id}/pass-on?done=passed");
        }
        catch (Refused refused)
        {
            return Shown(http, found, asked, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static Task<Guid> Do(HttpContext http, Passable found, PassingAsked asked) => http.RequestServices.GetRequiredService<Database>().Write(writing => Issuing.PassOn(
        writing, found.Issued, found.Claims, CurrentPerson.Of(http).Actor, found.Organisation.Organisation, [.. (asked.LeaveOut ?? []).Distinct()], [.. (asked.Indicators ?? []).Distinct()], asked.Customer?.ReplaceLineEndings(" ").Trim() ?? ""));

    private static IResult Shown(HttpContext http, Passable found, PassingAsked? typed = null, IReadOnlyList<string>? refusals = null)
    {
        var (frame, register) = (Frames.Of(http), Register(http));
        if (http.Request.Query["done"] is ["passed"])
            frame = frame with { Notice = new(frame.Words["pass-on.done"]) };
        var own = http.RequestServices.GetRequiredService<Database>().Read(db => CredentialsTable.PassedOn(db, found.Issued.About).Where(p => p.Of == found.Issued.Id && p.Organisation == found.Organisation.Organisation)
            .Select(p => PassingWords.View(p, CredentialsTable.Find(db, p.Credential)!, register, frame, organisation: false)).ToList());
        var (site, catalogue) = (register.Sites[found.Report.Site], http.RequestServices.GetRequiredService<Catalogues>().Current?.Catalogue);
        return Pages.Answer<PassingPage>(
            frame,
            new PassingView(
                found.Issued.Id.ToString(), site.Name, frame.Words.Month(found.Report.Month), $"{ReportsFilling.Path(site, found.Report.Month)}/{found.Report.Version}",
                [.. PassingOn.Parts.Select(p => new ChoiceView(p, frame.Words["pass-on.part." + p], typed?.LeaveOut?.Contains(p) ?? false))],
                [.. PassingOn.Indicators(found.Claims).Select(i => new ChoiceView(i.Id, $"{i.Id} {catalogue?.Indicator(i.Id)?.Name.In(frame.Words.Language) ?? i.Name}", typed?.Indicators?.Contains(i.Id) ?? false))], typed?.Customer ?? "", found.Issued.End is null, own, refusals),
            refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static Register Register(HttpContext http) => http.RequestServices.GetRequiredService<Registers>().Current;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");

    private sealed record Passable(IssuedCredential Issued, ReportPublished Report, OrganisationSet Organisation, JsonObject Claims);
}
