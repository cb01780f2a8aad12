using System.Globalization;
using Adit.Alerts;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Hooks;

/// <summary>Webhooks of records and reports, their log and replay: kept by the lead.</summary>
internal static class HooksRoom
{
    /// <summary>The address of the list.</summary>
    public const string List = "/webhooks";

    public static void MapHooks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(List, (HttpContext http) => Show(http)).Needs(Right.KeepAlerts, Tier.T2);
        routes.MapPost(List, Add).Needs(Right.KeepAlerts, Tier.T2);
        routes.MapGet(List + "/{hook}", (string hook, HttpContext http) => Id.TryRead(hook, out var id) ? Show(http, id) : NotFound(http)).Needs(Right.KeepAlerts, Tier.T2);
        routes.MapPost(List + "/{hook}", Act).Needs(Right.KeepAlerts, Tier.T2);
    }

    // A secret is shown once, in the answer to what made it.
    private static async Task<IResult> Add(HttpContext http, CurrentPerson person, HookActs acts, HookTelling telling)
    {
        var form = await http.Request.ReadFormAsync();
        try
        {
            var (set, _) = await acts.Set(person, null, new(form["name"], form["url"], form["organisation"], form["past"] == "yes"));
            return Show(http, shown: new(set.Name, telling.Secret(set)));
        }
        catch (Refused refused)
        {
            return Show(http, refusals: refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static async Task<IResult> Act(string hook, HttpContext http, CurrentPerson person, HookActs acts, HookTelling telling)
    {
        if (!Id.TryRead(hook, out var id))
            return NotFound(http);
        var form = await http.Request.ReadFormAsync();
        try
        {
            switch (form["act"].ToString())
            {
                case "set": return await acts.Set(person, id, new(form["name"], form["url"], null)) is (var set, true) ? Show(http, id, new(set.Name, telling.Secret(set))) : Results.Redirect(HooksFilling.PathOf(id));
                case "secret": return await acts.Renew(person, id) is { } renewed ? Show(http, id, new(renewed.Name, telling.Secret(renewed))) : NotFound(http);
                case "replay": return await acts.Replay(person, id, long.TryParse(form["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : null) ? Results.Redirect(HooksFilling.PathOf(id)) : NotFound(http);
                case "remove": return await acts.Remove(person, id) ? Results.Redirect(List) : NotFound(http);
                case var act: throw Refused.Of("refuse.plan-act", ("act", act));
            }
        }
        catch (Refused refused)
        {
            return Show(http, id, refusals: refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static IResult Show(HttpContext http, SecretView? shown = null, IReadOnlyList<string>? refusals = null) =>
        Pages.Answer<HooksPage>(Frames.Of(http), Read(http, f => f.List()) with { Shown = shown, Refusals = refusals }, Status(refusals));

    private static IResult Show(HttpContext http, Guid hook, SecretView? shown = null, IReadOnlyList<string>? refusals = null) =>
        HooksApi.TryRead(http.Request.Query["before"], out var before) && Read(http, f => f.One(hook, before)) is { } view ? Pages.Answer<HookPage>(Frames.Of(http), view with { Shown = shown, Refusals = refusals }, Status(refusals)) : NotFound(http);

    private static T Read<T>(HttpContext http, Func<HooksFilling, T> fill)
    {
        var services = http.RequestServices;
        return services.GetRequiredService<Database>().Read(db => fill(new(db, Frames.Of(http), services.GetRequiredService<Registers>().Current)));
    }

    private static int Status(IReadOnlyList<string>? refusals) => refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
