using System.ComponentModel;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Rosters, for programs.</summary>
internal static class RosterApi
{
    /// <summary>An agent is to be at the site on a day.</summary>
    internal sealed record RosterDayAsked([property: Description("The agent's name.")] string? Agent, DateOnly? Day);

    /// <summary>Who is to be at the site in the week; replaces what was set before.</summary>
    internal sealed record RosterAsked(RosterDayAsked[]? Days);

    /// <summary>An agent-day of a week.</summary>
    /// <param name="Attendance">planned, done, late, missed, closed or unplanned.</param>
    internal sealed record RosterLine(string Site, DateOnly Day, string Agent, string Attendance);

    /// <summary>What the office writes to an agent.</summary>
    internal sealed record MessageAsked(string? Text);

    /// <summary>How phones reduce photos: the longest side in pixels, and the quality of the JPEG in percent.</summary>
    internal sealed record PhotosAsked(int? LongestSide, int? Quality);

    public static void MapRosterApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/roster/{week}", (string week, HttpContext http, CurrentPerson person, Database database, Registers registers) => RosterRoom.TryDay(week, out var monday)
            ? Results.Json(database.Read(db => new RosterFilling(db, Frames.Of(http), person, registers.Current).Of(monday)))
            : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAgents, Tier.T2).WithTags("People").WithName("roster").WithSummary("Who was to be where in a week, and what became of it. The week is named by any of its days.").Produces<IReadOnlyList<RosterLine>>().Refuses(404);
        api.MapPut("/sites/{site}/roster/{week}", async (string site, string week, RosterAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
        {
            var register = registers.Current;
            if (SiteWords.Find(register, Addresses.Read(site)) is not { Kind: SiteKind.Monitored } found || !person.SeesSite(found) || !RosterRoom.TryDay(week, out var monday))
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await RosterRoom.Keep(database, register, person.Actor, found, monday,
                [.. (asked.Days ?? []).Select(d => new RosterDay(PeopleApi.AgentCalled(register, d.Agent ?? "").Id, d.Day ?? throw Refused.Of("refuse.roster-day")))]);
            return Results.NoContent();
        }).Needs(Right.KeepAgents, Tier.T2).WithTags("People").WithName("setRoster").WithSummary("Sets who is to be at a site in a week, which is named by its Monday.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        api.MapPut("/photos", async (PhotosAsked asked, CurrentPerson person, Database database) =>
        {
            await AgentsRoom.Reduce(database, person.Actor, asked.LongestSide, asked.Quality);
            return Results.NoContent();
        }).Needs(Right.KeepAgents).WithTags("People").WithName("setPhotos").WithSummary("Sets how phones reduce photos before they keep them.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        api.MapPost("/agents/{name}/messages", async (string name, MessageAsked asked, CurrentPerson person, Database database, Registers registers) =>
        {
            await AgentsRoom.Write(database, person.Actor, PeopleApi.AgentCalled(registers.Current, Addresses.Read(name)), asked.Text);
            return Results.NoContent();
        }).Needs(Right.KeepAgents).WithTags("People").WithName("writeToAgent").WithSummary("Writes to an agent; it arrives when the phone next has contact.").Produces(StatusCodes.Status204NoContent).Refuses(422);
    }
}
