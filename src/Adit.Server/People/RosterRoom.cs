using System.Collections.Immutable;
using System.Globalization;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.People;

/// <summary>Rosters by site and week, and what became of them.</summary>
internal static class RosterRoom
{
    private const string Path = "/roster";

    public static void MapRoster(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext http, CurrentPerson person, Database database, Registers registers) => List(http, person, database, registers)).Needs(Right.KeepAgents, Tier.T2);
        routes.MapPost(Path + "/{site}/{week}", Set).Needs(Right.KeepAgents, Tier.T2);
    }

    /// <summary>Sets a roster, for pages and programs.</summary>
    /// <exception cref="Refused">A day is outside the week, or an agent does not work there.</exception>
    public static Task Keep(Database database, Register register, ActorId by, Site site, DateOnly week, ImmutableArray<RosterDay> days)
    {
        if (week != Rostering.Monday(week))
            throw Refused.Of("refuse.roster-week");
        if (days.Any(d => Rostering.Monday(d.Day) != week))
            throw Refused.Of("refuse.roster-day");
        if (days.FirstOrDefault(d => !register.AgentsById.TryGetValue(d.Agent, out var agent) || !agent.Sites.Contains(site.Id)) is { } stranger)
            throw Refused.Of("refuse.roster-agent", ("site", site.Name), ("agent", register.AgentsById.TryGetValue(stranger.Agent, out var known) ? known.Name : stranger.Agent.ToString()));
        return database.Write(writing => writing.Record(by, new RosterSet(site.Id, week, [.. days.Distinct().OrderBy(d => d.Day).ThenBy(d => d.Agent.Value)])));
    }

    private static async Task<IResult> Set(string site, string week, HttpContext http, CurrentPerson person, Database database, Registers registers)
    {
        if (SiteWords.Find(registers.Current, site) is not { Kind: SiteKind.Monitored } found || !person.SeesSite(found) || !TryDay(week, out var monday))
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        var form = await http.Request.ReadFormAsync();
        try
        {
            await Keep(database, registers.Current, person.Actor, found, monday, [.. form["days"].OfType<string>().Select(Read).OfType<RosterDay>()]);
            return Results.Redirect(Path + http.Request.QueryString);
        }
        catch (Refused refused)
        {
            return List(http, person, database, registers, refused.AllIn(Frames.Of(http).Words));
        }
    }

    // A box that is ticked says day and agent.
    private static RosterDay? Read(string box) => box.Split(' ') is [var day, var agent] && TryDay(day, out var read) && Id.TryRead(agent, out var id) ? new(new(id), read) : null;

    /// <summary>Reads a day of a roster; the ends of the calendar, before and after which there is no other week, are none.</summary>
    internal static bool TryDay(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is > 1900 and < 9000;

    private static IResult List(HttpContext http, CurrentPerson person, Database database, Registers registers, IReadOnlyList<string>? refusals = null)
    {
        var (frame, table) = (Frames.Of(http), FrameReading.Table(http.Request, "site") with { Path = Path });
        var view = database.Read(db => new RosterFilling(db, frame, person, registers.Current).Fill(table));
        return Pages.Answer<RosterPage>(frame, view with { Refusals = refusals }, refusals is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
