using System.ComponentModel;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Alerts;

/// <summary>Who hears of incidents, for programs.</summary>
internal static class AlertsApi
{
    /// <summary>Who hears, and what became of what they were told.</summary>
    /// <param name="Next">Address of the next page of deliveries; null where this is the last.</param>
    internal sealed record AlertsAnswer(string Contact, IReadOnlyList<ListenerAnswer> Listeners, IReadOnlyList<DeliveryAnswer> Deliveries, string? Next);

    /// <summary>Somebody who hears.</summary>
    internal sealed record ListenerAnswer(
        string Id, string Name, string Language, string Zone, string? Email, string? Phone, string? Webhook, string? User, IReadOnlyList<string> Sites, string From, string? QuietFrom, string? QuietUntil, bool Digest, bool Escalate,
        [property: Description("Whether they hear now: who was a user and is disabled does not.")] bool Hears);

    /// <summary>A message to a listener by one way.</summary>
    internal sealed record DeliveryAnswer(
        string Id, string Type, string? Number, string? Level, string? Site, string Listener, [property: Description("mail, sms or webhook.")] string Way, [property: Description("waits, fails, told, given-up or dropped.")] string State,
        DateTimeOffset Put, [property: Description("When it was told, given up or dropped, or is tried next.")] DateTimeOffset At, int Tries, [property: Description("refused, unreachable or no-way; null where the last try did not fail.")] string? Failed);

    /// <summary>A listener that was set.</summary>
    /// <param name="Secret">What calls to their webhook are signed with; shown once, null where it is what it was.</param>
    internal sealed record ListenerMade(string Id, string? Secret);

    /// <summary>A secret, shown once.</summary>
    internal sealed record SecretMade(string Secret);

    /// <summary>What all alerts say.</summary>
    internal sealed record AlertsAsked([property: Description("Whom to ask: an office or a role with its number, never an agent.")] string? Contact);

    public static void MapAlertsApi(this IEndpointRouteBuilder api)
    {
        var alerts = api.MapGroup("/alerts").WithTags("Alerts");
        alerts.MapGet("", (HttpContext http, Database database) => Results.Json(Of(database.Read(db => AlertsRoom.Filling(db, http.RequestServices, Frames.Of(http), http).Fill(http.Request)))))
            .Needs(Right.SeeAlerts, Tier.T2).WithName("alerts").WithSummary("Who hears of incidents, and what became of what they were told; state (failed, waiting, told) and site narrow the list.").Produces<AlertsAnswer>();
        alerts.MapPut("/settings", async (AlertsAsked asked, CurrentPerson person, Database database) =>
        {
            await Listening.Set(database, person.Actor, asked.Contact);
            return Results.NoContent();
        }).Needs(Right.KeepAlerts, Tier.T2).WithName("setAlerts").WithSummary("Sets whom all alerts say to ask.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        alerts.MapPost("/listeners", async (ListenerAsked asked, CurrentPerson person, Database database, Registers registers, NoticeTelling telling) =>
        {
            var (set, renewed) = await Listening.Keep(database, registers.Current, person.Actor, null, asked);
            return Results.Json(new ListenerMade(set.Listener.ToString(), renewed ? telling.Secret(set) : null), statusCode: StatusCodes.Status201Created);
        }).Needs(Right.KeepAlerts, Tier.T2).WithName("addListener").WithSummary("Sets somebody up to hear of incidents.").Produces<ListenerMade>(StatusCodes.Status201Created).Refuses(422);
        alerts.MapPut("/listeners/{listener}", async (string listener, ListenerAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers, NoticeTelling telling) =>
        {
            if (!Id.TryRead(listener, out var id) || database.Read(db => ListenersTable.Find(db, id)) is null)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            var (set, renewed) = await Listening.Keep(database, registers.Current, person.Actor, id, asked);
            return Results.Json(new ListenerMade(set.Listener.ToString(), renewed ? telling.Secret(set) : null));
        }).Needs(Right.KeepAlerts, Tier.T2).WithName("setListener").WithSummary("Sets what somebody hears of, and how.").Produces<ListenerMade>().Refuses(404, 422);
        alerts.MapDelete("/listeners/{listener}", async (string listener, HttpContext http, CurrentPerson person, Database database) =>
        {
            if (!Id.TryRead(listener, out var id) || database.Read(db => ListenersTable.Find(db, id)) is null)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await Listening.Remove(database, person.Actor, id);
            return Results.NoContent();
        }).Needs(Right.KeepAlerts, Tier.T2).WithName("removeListener").WithSummary("Lets somebody hear of nothing any more.").Produces(StatusCodes.Status204NoContent).Refuses(404);
        alerts.MapPost("/listeners/{listener}/secret", async (string listener, HttpContext http, CurrentPerson person, Database database, NoticeTelling telling) =>
            Id.TryRead(listener, out var id) && await Listening.Renew(database, person.Actor, id) is { } set ? Results.Json(new SecretMade(telling.Secret(set))) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAlerts, Tier.T2).WithName("renewListenerSecret").WithSummary("Replaces the secret that calls to a webhook are signed with; from then on the old one signs nothing.").Produces<SecretMade>().Refuses(404);
        alerts.MapPost("/listeners/{listener}/try", async (string listener, HttpContext http, Database database, Registers registers, NoticesJob job) =>
            Id.TryRead(listener, out var id) && await Listening.Try(database, registers.Current, job, id) ? Results.NoContent() : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAlerts, Tier.T2).WithName("tryListener").WithSummary("Sends somebody a test by each way; what became of it is among the deliveries.").Produces(StatusCodes.Status204NoContent).Refuses(404);
        alerts.MapPost("/deliveries/{delivery}/again", async (string delivery, HttpContext http, CurrentPerson person, Database database, Registers registers, NoticesJob job) =>
            Id.TryRead(delivery, out var id) && await Listening.Again(database, registers.Current, person, job, id) ? Results.NoContent() : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAlerts, Tier.T2).WithName("tryDeliveryAgain").WithSummary("Tries a delivery again at once that waits or was given up.").Produces(StatusCodes.Status204NoContent).Refuses(404);
    }

    private static AlertsAnswer Of(AlertsView view) => new(
        view.Contact,
        [.. view.Listeners.Select(l => new ListenerAnswer(
            l.Id, l.Name, l.Language, l.Zone, Some(l.Email), Some(l.Phone), Some(l.Webhook), l.UserId, l.Sites, l.From, Some(l.QuietFrom), Some(l.QuietUntil), l.Digest, l.Escalate, l.Hears))],
        [.. view.Deliveries.Select(d => new DeliveryAnswer(d.Id, d.Cause, d.Number, d.Level, d.Site, d.Listener, d.Way, d.State, d.Put, d.At, d.Tries, d.Failed))], view.MoreHref);

    private static string? Some(string text) => text.Length > 0 ? text : null;
}
