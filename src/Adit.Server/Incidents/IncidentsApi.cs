using System.ComponentModel;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Incidents;

/// <summary>Incidents, for programs.</summary>
internal static class IncidentsApi
{
    /// <summary>A page of incidents.</summary>
    /// <param name="Next">Address of the next page; null where this is the last.</param>
    /// <param name="NotBegun">Where mitigation was not begun.</param>
    internal sealed record IncidentsAnswer(IReadOnlyList<IncidentListed> Incidents, string? Next, IReadOnlyList<NotBegunAnswer> NotBegun);

    /// <summary>A finding under a six-month plan, known for 30 days or longer, that no adopted plan treats.</summary>
    internal sealed record NotBegunAnswer(string Number, string Indicator, string Site, [property: Description("For how many days the programme has known of it.")] int Day);

    /// <summary>An incident in a list.</summary>
    internal sealed record IncidentListed(
        string Id, string Number, [property: Description("S1 to S4: a person's, where one was set; else the rule's.")] string Level, [property: Description("Whether it is told only, and being verified.")] bool Hollow, string Site,
        DateOnly Day, DateTimeOffset Learnt, [property: Description("new, taken, closed or merged.")] string State, IReadOnlyList<FindingAnswer> Findings, string? Holder, DateTimeOffset? Due,
        [property: Description("What is due: told, determined, safe, plan, progress, ends, look-again or notify; alert, ends, close or plan where only several incidents together have the finding.")] string? DueKind, [property: Description("What is to be done next.")] string Next,
        [property: Description("The ledger index of the last thing that happened to it: to be named as seen when acting on it.")] long Last);

    /// <summary>What was found.</summary>
    internal sealed record FindingAnswer(string Indicator, string Level, [property: Description("Reported, Corroborated, Observed or Determined.")] string Grade, string? Regime);

    /// <summary>One incident with its deadlines and records.</summary>
    internal sealed record IncidentAnswer(
        IncidentListed Incident, string? FoundLevel, string? About, string? Into, bool Paused, IReadOnlyList<DueAnswer> Deadlines, IReadOnlyList<RecordAnswer> Records, IReadOnlyList<Affected> People,
        IReadOnlyList<DeterminationAnswer> Determinations, string? Cause, [property: Description("Numbers of incidents that may be the same event.")] IReadOnlyList<string> MayBeOne, IReadOnlyList<HappenedAnswer> History);

    /// <summary>A deadline.</summary>
    internal sealed record DueAnswer(string Kind, string Regime, DateTimeOffset Until, DateTimeOffset? Met);

    /// <summary>A record that it rests on; what changed of it since, in words.</summary>
    internal sealed record RecordAnswer(string Id, long Entry, string? Changed);

    /// <summary>A determination.</summary>
    /// <param name="AlsoAt">Codes of the other sites that it is about.</param>
    /// <param name="Agreed">Null while the other person has not spoken.</param>
    internal sealed record DeterminationAnswer(string Outcome, bool? Agreed, string By, string? Other, IReadOnlyList<string> AlsoAt);

    /// <summary>Something that happened to it, in words.</summary>
    internal sealed record HappenedAnswer(DateTimeOffset At, string Who, string What, IReadOnlyList<string> Says);

    public static void MapIncidentsApi(this IEndpointRouteBuilder api)
    {
        var incidents = api.MapGroup("/incidents").WithTags("Incidents");
        incidents.MapGet("", (HttpContext http, Database database) => Results.Json(database.Read(db =>
        {
            var services = http.RequestServices;
            var view = IncidentsRoom.Filling(db, services, Frames.Of(http), http).Fill(http.Request);
            return new IncidentsAnswer([.. view.Lines.Select(l => Listed(db, services, http, IncidentsTable.Find(db, l.Number)!))], view.MoreHref, [.. view.NotBegun.Select(n => new NotBegunAnswer(n.Number, n.Indicator, n.SiteCode, n.Day))]);
        }))).Needs(Right.SeeRecords, Tier.T2).WithName("incidents").WithSummary("Open incidents, what is due first in front; level, site, holder and state narrow the list, state=over lists those that are over.").Produces<IncidentsAnswer>();
        incidents.MapPost("", async (IncidentAsked asked, HttpContext http, CurrentPerson person, Database database, IncidentActs acts) =>
        {
            var opened = await acts.Open(person, asked);
            return Results.Created($"/api/incidents/{opened.Number}", database.Read(db => Listed(db, http.RequestServices, http, opened)));
        }).Needs(Right.HandleIncidents, Tier.T2).WithName("openIncident").WithSummary("Opens an incident by hand.").Produces<IncidentListed>(StatusCodes.Status201Created).Refuses(422);
        incidents.MapGet("/{number}", (string number, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            database.Read(db => IncidentActs.Find(db, registers.Current, person, number) is { } found ? Of(db, http, person, found) : null) is { } answer ? Results.Json(answer) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.SeeRecords, Tier.T2).WithName("incident").WithSummary("An incident, by its number or id.").Produces<IncidentAnswer>().Refuses(404);
        incidents.MapPost("/{number}/acts", async (string number, ActAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers, IncidentActs acts, AssessJob assess) =>
        {
            if (database.Read(db => IncidentActs.Find(db, registers.Current, person, number)) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            if (!IncidentsRoom.May(person, asked.Act))
                return Problems.Of(http, StatusCodes.Status403Forbidden, "forbidden");
            await assess.Fresh(http.RequestAborted);
            var after = await acts.Do(person, found.Id, asked);
            return Results.Json(database.Read(db => Listed(db, http.RequestServices, http, after)));
        }).Needs(Right.SeeRecords, Tier.T2).WithName("actOnIncident").WithSummary("Does one act: take, note, ask, inform, dispute, authority, affected, override, pause, resume, meet, merge, apart, close, reopen, propose or decide.")
            .Produces<IncidentListed>().Refuses(404, 422);
    }

    private static IncidentListed Listed(System.Data.Common.DbConnection db, IServiceProvider services, HttpContext http, Incident incident)
    {
        var line = IncidentsRoom.Filling(db, services, Frames.Of(http), http).Line(incident);
        return new(
            line.Id, line.Number, incident.Level.ToString(), incident.Hollow, line.SiteCode, line.Day, line.Learnt, line.State, [.. incident.Findings.Select(f => new FindingAnswer(f.Indicator, f.Level.ToString(), f.Grade.ToString(), f.Regime))],
            line.Holder, line.Deadline?.Due, line.DueKind, line.Step, incident.Last);
    }

    private static IncidentAnswer Of(System.Data.Common.DbConnection db, HttpContext http, CurrentPerson person, Incident incident)
    {
        var services = http.RequestServices;
        var register = services.GetRequiredService<Registers>().Current;
        var view = new IncidentFilling(
            db, services.GetRequiredService<LedgerReading>(), Frames.Of(http), person, services.GetRequiredService<Registers>().Current, services.GetRequiredService<Catalogues>().Current).Fill(incident);
        return new(
            Listed(db, services, http, incident), incident.Override is null ? null : incident.Found.ToString(), view.About, view.Into, incident.PausedSince is not null,
            [.. incident.Deadlines.Select(d => new DueAnswer(IncidentWords.KeyOf(d.Kind), d.Regime, d.Until.ToDateTimeOffset(), d.Met?.ToDateTimeOffset()))],
            [.. incident.Records.Zip(view.Records, (r, v) => new RecordAnswer(r.Submission.ToString(), r.Entry, v.Changed))], incident.People,
            [.. incident.Determinations.Zip(view.Determinations.Reverse(), (d, v) => new DeterminationAnswer(d.Proposed.Outcome.ToString(), d.Agreed, v.By, v.Other, [.. (d.Proposed.AlsoAt ?? []).Select(register.Sites.GetValueOrDefault).OfType<Sites.Site>().Select(s => s.Code)]))], incident.Ended?.Cause.ToString(),
            [.. view.MayBeOne.Select(m => m.Number)], [.. view.History.Select(h => new HappenedAnswer(h.At, h.Who, h.What, h.Says))]);
    }
}
