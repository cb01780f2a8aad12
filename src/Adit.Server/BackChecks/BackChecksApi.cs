using System.ComponentModel;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.BackChecks;

/// <summary>Back-checks, for programs.</summary>
internal static class BackChecksApi
{
    /// <summary>What is made a second time, and what came of it.</summary>
    internal sealed record ChecksAnswer(SettingsTold Settings, IReadOnlyList<CheckAnswer> Waiting, IReadOnlyList<CheckAnswer> Over, IReadOnlyList<AgreementAnswer> Agreement);

    /// <summary>How many visits are drawn, and within how many days they are made again.</summary>
    internal sealed record SettingsTold([property: Description("5 to 10, or 0 for none.")] int Percent, [property: Description("1 to 14.")] int Days);

    /// <summary>A record that is made a second time.</summary>
    /// <param name="State">waits, late, made, missed or dropped.</param>
    internal sealed record CheckAnswer(string Id, string State, string Site, string Form, string First, string Of, string? Case, DateOnly Until, string? Agent, string? Second, int Pairs, IReadOnlyList<DifferAnswer> Differ, string? Dropped);

    /// <summary>An indicator of which the two records say something else.</summary>
    internal sealed record DifferAnswer(string Indicator, string First, string Second);

    /// <summary>How far two agents agree on an indicator, over the last twelve months. What only few pairs say is counted and comes to no share.</summary>
    internal sealed record AgreementAnswer(string Indicator, int Pairs, string? Share, string? Both);

    /// <summary>A record to be made again.</summary>
    internal sealed record CheckAsked(string? Record);

    /// <summary>It has a back-check now.</summary>
    internal sealed record CheckMade(string Id);

    /// <summary>Who makes the second record.</summary>
    internal sealed record AgentGiven([property: Description("UUID of the agent.")] string? Agent);

    /// <summary>Why it is not waited for any more.</summary>
    internal sealed record DropAsked(string? Why);

    public static void MapBackChecksApi(this IEndpointRouteBuilder api)
    {
        var checks = api.MapGroup("/back-checks").WithTags("Back-checks");
        checks.MapGet("", (HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger) =>
            Results.Json(Of(database.Read(db => new BackChecksFilling(db, ledger, Frames.Of(http), person, registers.Current, catalogues.Current).Fill()))))
            .Needs(Right.ReviewRecords, Tier.T2).WithName("backChecks").WithSummary("Records that a second agent makes again without knowing the first, and what came of it.").Produces<ChecksAnswer>();
        checks.MapPut("/settings", async (SettingsTold asked, CurrentPerson person, Database database) =>
        {
            await BackChecksRoom.Keep(database, person.Actor, new(asked.Percent, asked.Days));
            return Results.NoContent();
        }).Needs(Right.RunProgramme, Tier.T2).WithName("setBackChecks").WithSummary("Sets how many visits are drawn, and within how many days they are made again.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        checks.MapPost("", async (CheckAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger) =>
            database.Read(db => OpenedRecord.Find(db, ledger, registers.Current, person, asked.Record ?? "")) is { } record
                ? Results.Json(new CheckMade((await BackChecksRoom.Ask(database, ledger, registers.Current, catalogues.Current, person.Actor, record.Row)).ToString()), statusCode: StatusCodes.Status201Created)
                : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.KeepAgents, Tier.T2).WithName("askBackCheck").WithSummary("Has a record made again by another agent.").Produces<CheckMade>(StatusCodes.Status201Created).Refuses(404, 422);
        checks.MapPut("/{check}/agent", async (string check, AgentGiven asked, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger) =>
        {
            if (BackChecksRoom.Find(database, registers.Current, person, check) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await BackChecksRoom.Give(database, ledger, registers.Current, catalogues.Current, person.Actor, found.Id, Id.TryRead(asked.Agent, out var agent) ? new ActorId(agent) : null);
            return Results.NoContent();
        }).Needs(Right.KeepAgents, Tier.T2).WithName("giveBackCheck").WithSummary("Says which agent makes the second record.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        checks.MapPost("/{check}/drop", async (string check, DropAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
        {
            if (BackChecksRoom.Find(database, registers.Current, person, check) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await BackChecksRoom.Drop(database, person.Actor, found.Id, asked.Why);
            return Results.NoContent();
        }).Needs(Right.KeepAgents, Tier.T2).WithName("dropBackCheck").WithSummary("Waits for a second record no more.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
    }

    private static ChecksAnswer Of(BackChecksView view) => new(
        new(view.Set.Percent, view.Set.Days), [.. view.Waiting.Select(Of)], [.. view.Over.Select(Of)], [.. view.Agreement.Select(a => new AgreementAnswer(a.Indicator, a.Pairs, a.Share, a.Both))]);

    private static CheckAnswer Of(BackCheckView check) => new(
        check.Id, check.State, check.SiteCode, check.Form, check.First, check.Of, check.Number, check.Until, check.Agent, check.Second, check.Pairs,
        [.. check.Differ.Select(d => new DifferAnswer(d.Indicator, d.First, d.Second))], check.Dropped);
}
