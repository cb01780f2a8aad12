using System.ComponentModel;
using System.Globalization;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Hooks;

/// <summary>Webhooks, for programs.</summary>
internal static class HooksApi
{
    private const int PageSize = 200;

    /// <summary>A webhook and how far it is.</summary>
    internal sealed record HookAnswer(
        string Id, string Name, [property: Description("Null for the programme's own.")] string? Organisation, string Url, [property: Description("The number of its newest event.")] long Last, [property: Description("The number of the last event that was taken.")] long Told,
        [property: Description("Since when the next one is tried in vain; null where it is not.")] DateTimeOffset? Failing, [property: Description("refused or unreachable.")] string? Failed);

    /// <summary>A webhook that was set.</summary>
    /// <param name="Secret">What calls are signed with; shown once, null where it is what it was.</param>
    internal sealed record HookMade(string Id, string? Secret);

    /// <summary>Tries of a webhook.</summary>
    /// <param name="Next">What to ask for as before; null on the last page.</param>
    internal sealed record HookTries(IReadOnlyList<HookTried> Tries, string? Next);

    /// <summary>A try.</summary>
    internal sealed record HookTried(long Sequence, string Type, DateTimeOffset At, [property: Description("refused or unreachable; null where it was taken.")] string? Failed);

    /// <summary>From where on to send again.</summary>
    internal sealed record ReplayAsked(long? From);

    public static void MapHooksApi(this IEndpointRouteBuilder api)
    {
        var hooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        hooks.MapGet("", (CurrentPerson person, Database database, Registers registers) => database.Read(db => HookActs.Seen(db, registers.Current, person).Select(h => Of(registers.Current, h, HooksTable.Queue(db, h))).ToList()))
            .Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Webhooks).WithName("webhooks").WithSummary("Webhooks of records and reports that the reader sees: the lead all, others those of their organisation.").Produces<IReadOnlyList<HookAnswer>>();
        hooks.MapPost("", async (HookAsked asked, CurrentPerson person, HookActs acts, HookTelling telling) => await acts.Set(person, null, asked) is var (set, _)
            ? Results.Json(new HookMade(set.Hook.ToString(), telling.Secret(set)), statusCode: StatusCodes.Status201Created) : null)
            .Needs(Right.KeepAlerts, Tier.T2).WithName("addWebhook").WithSummary("Sets a program up to be told what happens.").Produces<HookMade>(StatusCodes.Status201Created).Refuses(422);
        hooks.MapPut("/{hook}", async (string hook, HookAsked asked, HttpContext http, CurrentPerson person, HookActs acts, HookTelling telling) =>
            Id.TryRead(hook, out var id) && await acts.Set(person, id, asked) is var (set, renewed) ? Results.Json(new HookMade(set.Hook.ToString(), renewed ? telling.Secret(set) : null)) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAlerts, Tier.T2).WithName("setWebhook").WithSummary("Sets the name and the address of a webhook.").Produces<HookMade>().Refuses(404, 422);
        hooks.MapDelete("/{hook}", async (string hook, HttpContext http, CurrentPerson person, HookActs acts) => Id.TryRead(hook, out var id) && await acts.Remove(person, id) ? Results.NoContent() : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAlerts, Tier.T2).WithName("removeWebhook").WithSummary("Tells a program nothing any more.").Produces(StatusCodes.Status204NoContent).Refuses(404);
        hooks.MapPost("/{hook}/secret", async (string hook, HttpContext http, CurrentPerson person, HookActs acts, HookTelling telling) =>
            Id.TryRead(hook, out var id) && await acts.Renew(person, id) is { } set ? Results.Json(new HookMade(hook, telling.Secret(set))) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAlerts, Tier.T2).WithName("renewWebhookSecret").WithSummary("Replaces the secret that calls are signed with; from then on the old one signs nothing.").Produces<HookMade>().Refuses(404);
        hooks.MapGet("/{hook}/deliveries", Deliveries)
            .Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Webhooks).WithName("webhookDeliveries").WithSummary("Every try of the last 90 days, the newest first.").Produces<HookTries>().Refuses(400, 404);
        hooks.MapPost("/{hook}/replay", async (string hook, ReplayAsked asked, HttpContext http, CurrentPerson person, HookActs acts) =>
            Id.TryRead(hook, out var id) && await acts.Replay(person, id, asked.From) ? Results.NoContent() : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.SeeSites, Tier.T2).ForKeys(KeyScope.Webhooks).WithName("replayWebhook").WithSummary("Sends all events from a number on again, in order; the number that is next tries what waits at once.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
    }

    private static IResult Deliveries(string hook, [Description("What next said.")] string? before, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (!TryRead(before, out var after))
            return Problems.Unreadable(http, nameof(before));
        return database.Read(db =>
        {
            if (!Id.TryRead(hook, out var id) || HookActs.Seen(db, registers.Current, person).All(h => h.Set.Hook != id))
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            var tries = HooksTable.Tries(db, id, after, PageSize);
            return Results.Json(new HookTries([.. tries.Select(t => new HookTried(t.Number, t.Type, t.At.ToDateTimeOffset(), t.Failed))], tries.Count == PageSize ? Key(tries[^1]) : null));
        });
    }

    /// <summary>What the page after a try is asked for with.</summary>
    public static string Key(HookTry last) => string.Create(CultureInfo.InvariantCulture, $"{last.At.Micros}.{last.Number}");

    /// <summary>Reads it; null of nothing, false of nonsense.</summary>
    public static bool TryRead(string? text, out (Instant At, long Number)? before)
    {
        before = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (text.Split('.') is not [var at, var number] || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var micros) || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            return false;
        before = (new(micros), last);
        return true;
    }

    private static HookAnswer Of(Register register, Hook hook, HookQueue queue) => new(
        hook.Set.Hook.ToString(), hook.Set.Name, hook.Set.Organisation is { } o ? register.Agreed.Find(o)?.Code : null, hook.Set.Url, queue.Last, queue.Told, queue.Failing?.ToDateTimeOffset(), queue.Failed);
}
