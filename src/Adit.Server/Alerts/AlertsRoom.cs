using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>Who hears of incidents, whether it reached them, and how that is set.</summary>
internal static class AlertsRoom
{
    private const string Path = "/alerts";

    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext http) => Show(http)).Needs(Right.SeeAlerts, Tier.T2);
        routes.MapPost(Path + "/settings", (HttpContext http, CurrentPerson person, Database database) => Done(http, async form =>
        {
            await Listening.Set(database, person.Actor, form["contact"]);
            return null;
        })).Needs(Right.KeepAlerts, Tier.T2);
        routes.MapPost(Path + "/listeners", (HttpContext http, CurrentPerson person) => Keep(http, person, null)).Needs(Right.KeepAlerts, Tier.T2);
        routes.MapPost(Path + "/listeners/{listener}", (string listener, HttpContext http, CurrentPerson person) => With(http, listener, id => Keep(http, person, id))).Needs(Right.KeepAlerts, Tier.T2);
        routes.MapPost(Path + "/listeners/{listener}/remove", (string listener, HttpContext http, CurrentPerson person, Database database) => With(http, listener, id => Done(http, async _ =>
        {
            await Listening.Remove(database, person.Actor, id);
            return null;
        }))).Needs(Right.KeepAlerts, Tier.T2);
        routes.MapPost(Path + "/listeners/{listener}/secret", (string listener, HttpContext http, CurrentPerson person, Database database, NoticeTelling telling) => With(http, listener, id => Done(http, async _ =>
            await Listening.Renew(database, person.Actor, id) is { } set ? new(set.Name, telling.Secret(set)) : throw Refused.Of("refuse.listener-gone")))).Needs(Right.KeepAlerts, Tier.T2);
        routes.MapPost(Path + "/listeners/{listener}/try", (string listener, HttpContext http, Database database, Registers registers, NoticesJob job) => With(http, listener, id => Done(http, async _ =>
            await Listening.Try(database, registers.Current, job, id) ? null : throw Refused.Of("refuse.listener-gone")))).Needs(Right.KeepAlerts, Tier.T2);
        routes.MapPost(Path + "/deliveries/{delivery}/again", async (string delivery, HttpContext http, CurrentPerson person, Database database, Registers registers, NoticesJob job) =>
            Id.TryRead(delivery, out var id) && await Listening.Again(database, registers.Current, person, job, id) ? Results.Redirect(Path) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found")).Needs(Right.KeepAlerts, Tier.T2);
    }

    private static Task<IResult> Keep(HttpContext http, CurrentPerson person, Guid? listener)
    {
        var services = http.RequestServices;
        return Done(http, async form =>
        {
            var (set, renewed) = await Listening.Keep(services.GetRequiredService<Database>(), services.GetRequiredService<Registers>().Current, person.Actor, listener, new(
                form["name"], form["language"], form["zone"], form["email"], form["phone"], form["webhook"], form["user"], form["sites"].ToString().Split((char[])[',', ' ', '\n', '\r', ';'], StringSplitOptions.RemoveEmptyEntries),
                form["from"], form["quiet-from"], form["quiet-until"], form["digest"] == "yes", form["escalate"] == "yes"));
            return renewed ? new(set.Name, services.GetRequiredService<NoticeTelling>().Secret(set)) : null;
        });
    }

    private static async Task<IResult> With(HttpContext http, string named, Func<Guid, Task<IResult>> work) =>
        Id.TryRead(named, out var id) ? await work(id) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found");

    // A secret is shown once, in the answer to what made it.
    private static async Task<IResult> Done(HttpContext http, Func<IFormCollection, Task<SecretView?>> work)
    {
        try
        {
            return await work(await http.Request.ReadFormAsync()) is { } shown ? Show(http, shown: shown) : Results.Redirect(Path);
        }
        catch (Refused refused)
        {
            return Show(http, refused.AllIn(Frames.Of(http).Words));
        }
    }

    private static IResult Show(HttpContext http, IReadOnlyList<string>? refusals = null, SecretView? shown = null)
    {
        var (services, frame) = (http.RequestServices, Frames.Of(http));
        var view = services.GetRequiredService<Database>().Read(db => Filling(db, services, frame, http).Fill(http.Request));
        return Pages.Answer<AlertsPage>(frame, view with { Refusals = refusals, Shown = shown }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What fills the page.</summary>
    public static AlertsFilling Filling(System.Data.Common.DbConnection db, IServiceProvider services, Frame frame, HttpContext http) =>
        new(db, services.GetRequiredService<Ledger.LedgerReading>(), frame, CurrentPerson.Of(http), services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current, services.GetRequiredService<Telling>().Ways);
}
