using System.Globalization;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Keys for programs: made and revoked by the lead.</summary>
internal static class KeysRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/keys";

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Show(http, null)).Needs(Right.KeepAgreements, Tier.T2);
        routes.MapPost(List, Make).Needs(Right.KeepAgreements, Tier.T2);
        routes.MapPost(List + "/{key}/revoke", async (string key, HttpContext http, CurrentPerson person, KeyActs acts) =>
            Id.TryRead(key, out var id) && await acts.Revoke(person, id) ? Results.Redirect(List) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found")).Needs(Right.KeepAgreements, Tier.T2);
    }

    // A key is shown once, in the answer to what made it.
    private static async Task<IResult> Make(HttpContext http, CurrentPerson person, KeyActs acts)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            var (key, value) = await acts.Make(person, new(
                form["organisation"], form["user"], form["name"], [.. form["scopes"].OfType<string>()], DateOnly.TryParseExact(form["until"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until) ? until : null));
            return Show(http, form["organisation"], new(key.Name, value));
        }
        catch (Refused refused)
        {
            return Show(http, form["organisation"], refusals: refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static IResult Show(HttpContext http, string? organisation, MadeKeyView? made = null, IReadOnlyList<string>? refusals = null)
    {
        var (services, frame) = (http.RequestServices, Frames.Of(http));
        var register = services.GetRequiredService<Registers>().Current;
        var view = services.GetRequiredService<Database>().Read(db => new KeysFilling(db, frame, register) is var filling && register.Agreed.Find(organisation ?? "") is { } found ? filling.Of(found) : filling.All());
        return Pages.Answer<KeysPage>(frame, view with { Made = made, Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
