using System.ComponentModel;
using System.Globalization;
using Adit.Alerts;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Safety;

/// <summary>The safety of agents, for programs.</summary>
internal static class SafetyApi
{
    /// <summary>Who was heard of today, and about whom people are called.</summary>
    internal sealed record SafetyAnswer(IReadOnlyList<AlertAnswer> Alerts, IReadOnlyList<WellAnswer> Today, IReadOnlyList<ClosureAnswer> Closed);

    /// <summary>An alert.</summary>
    /// <param name="Kind">missed-check-in or help.</param>
    /// <param name="State">rings, taken or settled.</param>
    internal sealed record AlertAnswer(string Id, string Kind, string Agent, string? Site, DateOnly Day, DateTimeOffset Raised, string State, string Note, IReadOnlyList<CallAnswer> Calls);

    /// <summary>A call that was made or tried; failed is null where it went out.</summary>
    internal sealed record CallAnswer(string To, string Way, string? Failed, DateTimeOffset At);

    /// <summary>An agent today.</summary>
    /// <param name="State">well, help, sent, waits, missed or unasked.</param>
    internal sealed record WellAnswer(string Agent, IReadOnlyList<string> Sites, string State, DateTimeOffset? At);

    /// <summary>A site that is closed for safety.</summary>
    internal sealed record ClosureAnswer(string Site, DateOnly From, DateOnly? Until, string Why);

    /// <summary>How agents are looked after.</summary>
    internal sealed record SafetyAsked(
        [property: Description("HH:mm at the site; null where nobody waits for a word.")] string? CheckInBy, [property: Description("+ and digits; empty for none.")] string? HelpPhone, OfficerAsked[]? Duty);

    /// <summary>Somebody on duty.</summary>
    internal sealed record OfficerAsked(string? Name, string? Email, string? Phone, string? Language);

    /// <summary>A site is closed; without a last day until further notice.</summary>
    internal sealed record ClosureAsked(DateOnly? From, DateOnly? Until, string? Why);

    /// <summary>What somebody does about an alert.</summary>
    internal sealed record TakeAsked(string? Note);

    public static void MapSafetyApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/safety", (HttpContext http, CurrentPerson person, Database database, Registers registers, Telling telling) =>
            Results.Json(Of(database.Read(db => new SafetyFilling(db, Frames.Of(http), person, registers.Current, telling.Ways).Fill()))))
            .Needs(Right.KeepAgents, Tier.T2).WithTags("Safety").WithName("safety").WithSummary("Who was heard of today, alerts, and sites that are closed for safety.").Produces<SafetyAnswer>();
        api.MapPut("/safety/settings", async (SafetyAsked asked, CurrentPerson person, Database database) =>
        {
            await SafetyRoom.Keep(database, person.Actor, new(By(asked.CheckInBy), SafetyRoom.Bare(asked.HelpPhone ?? ""), [.. (asked.Duty ?? []).Select(d => new DutyOfficer(d.Name ?? "", d.Email ?? "", SafetyRoom.Bare(d.Phone ?? ""), d.Language ?? "en"))]));
            return Results.NoContent();
        }).Needs(Right.RunProgramme, Tier.T2).WithTags("Safety").WithName("setSafety").WithSummary("Sets by when agents say that they are well, and who is called when one does not.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        api.MapPost("/safety/alerts/{alert}/take", async (string alert, TakeAsked asked, HttpContext http, CurrentPerson person, Database database) =>
            Id.TryRead(alert, out var id) && await SafetyRoom.Take(database, person.Actor, id, asked.Note) is { } found
                ? found.TakenBy == person.Actor ? Results.NoContent() : Problems.Of(http, StatusCodes.Status409Conflict, "alert-over") : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAgents, Tier.T2).WithTags("Safety").WithName("takeAlert").WithSummary("Takes an alert on, so that nobody is called about it any more.").Produces(StatusCodes.Status204NoContent).Refuses(404, 409, 422);
        api.MapPost("/sites/{site}/closures", async (string site, ClosureAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
        {
            if (Find(registers.Current, person, site) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await SafetyRoom.Close(database, person.Actor, found, asked.From ?? Risk.SiteRisk.Today(found, database.Clock.GetUtcNow()), asked.Until, asked.Why);
            return Results.NoContent();
        }).Needs(Right.KeepAgents, Tier.T2).WithTags("Safety").WithName("closeSite").WithSummary("Closes a site for safety: agents are told not to go there, and its days are nobody's absence.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        api.MapPost("/sites/{site}/reopened", async (string site, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
        {
            if (Find(registers.Current, person, site) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await database.Write(writing => writing.Record(person.Actor, new SiteReopened(found.Id, Risk.SiteRisk.Today(found, database.Clock.GetUtcNow()))));
            return Results.NoContent();
        }).Needs(Right.KeepAgents, Tier.T2).WithTags("Safety").WithName("reopenSite").WithSummary("Agents go to a site again from today on.").Produces(StatusCodes.Status204NoContent).Refuses(404);
    }

    private static SafetyAnswer Of(SafetyView view) => new(
        [.. view.Ringing.Concat(view.Earlier).Select(a => new AlertAnswer(a.Id, a.Kind, a.Agent, a.Site, a.Day, a.Raised, a.State, a.Note, [.. a.Calls.Select(c => new CallAnswer(c.To, c.Way, c.Failed, c.At))]))],
        [.. view.Today.Select(w => new WellAnswer(w.Agent, w.Sites, w.State, w.At))], [.. view.Closed.Select(c => new ClosureAnswer(c.Code, c.From, c.Until, c.Why))]);

    private static TimeOnly? By(string? text) =>
        string.IsNullOrEmpty(text) ? null : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var by) ? by : throw Refused.Of("refuse.time", ("text", text));

    private static Site? Find(Register register, CurrentPerson person, string site) =>
        SiteWords.Find(register, Addresses.Read(site)) is { Kind: SiteKind.Monitored } found && person.SeesSite(found) ? found : null;
}
