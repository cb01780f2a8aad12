using System.ComponentModel;
using System.Data.Common;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Plans;

/// <summary>Plans, actions and measures, for programs.</summary>
internal static class PlansApi
{
    private const int PageSize = 100;

    /// <summary>The plans of a month.</summary>
    internal sealed record PlansAnswer(string Month, IReadOnlyList<PlanAnswer> Plans);

    /// <summary>The plan of a site for a month.</summary>
    internal sealed record PlanAnswer(
        string Id, string Site, string Month, [property: Description("draft, issued or over.")] string State, DateOnly? Issued, IReadOnlyList<ActionAnswer> Actions, IReadOnlyList<LeftOutAnswer> LeftOut,
        [property: Description("The ledger index of the last thing that happened to it: to be named as seen when acting on it.")] long Last);

    /// <summary>Something open that is on no line.</summary>
    internal sealed record LeftOutAnswer(string What, string Why);

    /// <summary>A page of actions.</summary>
    /// <param name="Next">Address of the next page; null where this is the last.</param>
    internal sealed record ActionsAnswer(IReadOnlyList<ActionAnswer> Actions, string? Next);

    /// <summary>An action.</summary>
    internal sealed record ActionAnswer(
        string Number, string Site, [property: Description("draft, running, said-done, verified or dropped.")] string State, string Indicator, string? About, [property: Description("S1 to S4.")] string Level, IReadOnlyList<string> Incidents,
        string? Measure, string Text, string Owner, string OwnerIs, DateOnly Due, [property: Description("The day that the clock of its finding sets; null where it sets none.")] DateOnly? Clock, int Overdue,
        [property: Description("None, Low, Middle or High.")] string Cost, string Partner, [property: Description("Whether it stays inside the programme.")] bool Quiet, bool Carried, IReadOnlyList<string> Disputes,
        [property: Description("Held, Returned or NotLooked; null while its effect was not looked at.")] string? Lasting, [property: Description("The organisation that has taken it on; null while none has.")] string? TakenBy, long Last);

    /// <summary>One action with its checks and history.</summary>
    internal sealed record ActionFull(ActionAnswer Action, IReadOnlyList<CheckAnswer> Checks, IReadOnlyList<StepAnswer> Progress, IReadOnlyList<HappenedAnswer> History);

    /// <summary>A check of an action.</summary>
    internal sealed record CheckAnswer(string Result, DateOnly Day, string? Record, string By, bool SameAgent, string? Effect);

    /// <summary>A stretch of time before or after the adoption: days looked at, and days on which it was found.</summary>
    internal sealed record StepAnswer(string Days, int Looked, int Found, string Verdict);

    /// <summary>Something that happened to it, in words.</summary>
    internal sealed record HappenedAnswer(DateTimeOffset At, string Who, string What, IReadOnlyList<string> Says);

    /// <summary>The plan of a site is to be composed.</summary>
    internal sealed record ComposeAsked(string? Site, [property: Description("As yyyy-MM; this month where none is named.")] string? Month);

    /// <summary>A link for a party.</summary>
    internal sealed record LinkAsked(string? Party, [property: Description("1 to 400; 90 where none is named.")] int? Days);

    /// <summary>Where a party sees the plan; shown once.</summary>
    internal sealed record LinkMade(string Address);

    /// <summary>The library of measures.</summary>
    internal sealed record MeasuresAnswer(IReadOnlyList<MeasureAnswer> Measures);

    /// <summary>A measure.</summary>
    internal sealed record MeasureAnswer(string Id, string Text, string Check, string Indicators, string Owner, string Cost, bool Quiet, int EffectAfter, bool Own, bool Retired);

    public static void MapPlansApi(this IEndpointRouteBuilder api)
    {
        var plans = api.MapGroup("/plans").WithTags("Corrective action plans");
        plans.MapGet("", (HttpContext http, CurrentPerson person, Database database, Registers registers) =>
        {
            var month = PlanWords.ReadMonth(http.Request.Query["month"]) ?? Composing.MonthOf(DateOnly.FromDateTime(Frames.Of(http).Now.DateTime));
            return Results.Json(database.Read(db => new PlansAnswer(PlanWords.MonthValue(month), [.. PlansTable.OfMonth(db, month).Where(p => person.SeesSite(registers.Current, p.Site)).Select(p => Of(db, http, p))])));
        }).Needs(Right.SeeRecords, Tier.T2).WithName("plans").WithSummary("The plans of a month (month as yyyy-MM; this month where none is named).").Produces<PlansAnswer>();
        plans.MapPost("", async (ComposeAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers, PlanActs acts, AssessJob assess) =>
        {
            if (SiteWords.Find(registers.Current, asked.Site ?? "") is not { } site || !person.SeesSite(site))
                throw Refused.Of("refuse.no-site-called", ("name", asked.Site ?? ""));
            await assess.Fresh(http.RequestAborted);
            var plan = await acts.Compose(person, site, asked.Month is null ? null : PlanWords.ReadMonth(asked.Month) ?? throw Refused.Of("refuse.plan-month"));
            return Results.Created($"/api/plans/{Uri.EscapeDataString(site.Code)}/{PlanWords.MonthValue(plan.Month)}", database.Read(db => Of(db, http, plan)));
        }).Needs(Right.HandleIncidents, Tier.T2).WithName("composePlan").WithSummary("Composes the plan of a site from what is open there.").Produces<PlanAnswer>(StatusCodes.Status201Created).Refuses(422);
        plans.MapGet("/{site}/{month}", (string site, string month, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            PlansRoom.Find(database, registers.Current, person, site, month) is { } found ? Results.Json(database.Read(db => Of(db, http, found))) : NotFound(http))
            .Needs(Right.SeeRecords, Tier.T2).WithName("plan").WithSummary("The plan of a site for a month.").Produces<PlanAnswer>().Refuses(404);
        plans.MapPost("/{site}/{month}/acts", async (string site, string month, PlanActAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers, PlanActs acts, AssessJob assess) =>
        {
            if (PlansRoom.Find(database, registers.Current, person, site, month) is not { } found)
                return NotFound(http);
            await assess.Fresh(http.RequestAborted);
            var after = await acts.Do(person, found.Id, asked, Frames.Of(http).Words.Language);
            return Results.Json(database.Read(db => Of(db, http, after)));
        }).Needs(Right.HandleIncidents, Tier.T2).WithName("actOnPlan").WithSummary("Does one act: line, take-out, issue or meeting.").Produces<PlanAnswer>().Refuses(404, 422);
        plans.MapPost("/{site}/{month}/links", async (string site, string month, LinkAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers, PlanActs acts, Settings settings) =>
        {
            if (PlansRoom.Find(database, registers.Current, person, site, month) is not { } found)
                return NotFound(http);
            var secret = await acts.Link(person, registers.Current.Sites[found.Site], PlanActs.PartyOf(asked.Party), asked.Days ?? 90);
            return Results.Json(new LinkMade($"{settings.PublicOrigin}{SharedRoom.Root}/{secret}"), statusCode: StatusCodes.Status201Created);
        }).Needs(Right.HandleIncidents, Tier.T2).WithName("linkPlan").WithSummary("Makes a link by which a party at the site sees the plan and answers.").Produces<LinkMade>(StatusCodes.Status201Created).Refuses(404, 422);

        var actions = api.MapGroup("/actions").WithTags("Corrective action plans");
        actions.MapGet("", (HttpContext http, CurrentPerson person, Database database, Registers registers) => Results.Json(database.Read(db => List(db, http, person, registers.Current))))
            .Needs(Right.SeeRecords, Tier.T2).WithName("actions").WithSummary("Actions that run, what is due first in front; site, state and overdue=yes narrow the list.").Produces<ActionsAnswer>();
        actions.MapGet("/{number}", (string number, HttpContext http, CurrentPerson person, Database database, Registers registers) =>
            PlansRoom.Find(database, registers.Current, person, number) is { } found ? Results.Json(database.Read(db => Full(db, http, found))) : NotFound(http))
            .Needs(Right.SeeRecords, Tier.T2).WithName("action").WithSummary("An action, by its number.").Produces<ActionFull>().Refuses(404);
        actions.MapPost("/{number}/acts", async (string number, ActionActAsked asked, HttpContext http, CurrentPerson person, Database database, Registers registers, PlanActs acts) =>
        {
            if (PlansRoom.Find(database, registers.Current, person, number) is not { } found)
                return NotFound(http);
            var after = await acts.Do(person, found.Id, asked);
            return Results.Json(database.Read(db => Full(db, http, after)));
        }).Needs(Right.HandleIncidents, Tier.T2).WithName("actOnAction").WithSummary("Does one act: answer, report, check, extend, decide, pay, drop, or accept or decline what an organisation offered.").Produces<ActionFull>().Refuses(404, 422);

        var measures = api.MapGroup("/measures").WithTags("Corrective action plans");
        measures.MapGet("", (HttpContext http, Database database) => Results.Json(new MeasuresAnswer([.. database.Read(db => PlansRoom.Filling(db, http).Measures()).Measures.Select(m => new MeasureAnswer(
            m.Id, m.Text, m.Check, m.Indicators, m.OwnerKey, m.Cost, m.Quiet, m.EffectAfter, m.Own, m.Retired))])))
            .Needs(Right.SeeRecords, Tier.T2).WithName("measures").WithSummary("The measures that mend findings.").Produces<MeasuresAnswer>();
        measures.MapPut("/{id}", async (string id, MeasureAsked asked, CurrentPerson person, PlanActs acts) =>
        {
            await acts.SetMeasure(person, id, asked);
            return Results.NoContent();
        }).Needs(Right.HandleIncidents, Tier.T2).WithName("setMeasure").WithSummary("Writes a measure of the programme's own, or its own wording of a shipped one.").Produces(StatusCodes.Status204NoContent).Refuses(422);
    }

    private static ActionsAnswer List(DbConnection db, HttpContext http, CurrentPerson person, Register register)
    {
        var query = http.Request.Query;
        IReadOnlyCollection<SiteId>? sites = query["site"] is [{ Length: > 0 } named] ? SiteWords.Find(register, named) is { } site && person.SeesSite(site) ? [site.Id] : []
            : Submissions.OpenedRecord.SeesAll(person) ? null : [.. person.User?.Sites ?? []];
        ActionState? state = Enum.GetValues<ActionState>().Where(s => IncidentWords.KeyOf(s) == query["state"]).Select(s => (ActionState?)s).FirstOrDefault();
        (long, string)? after = query["number"] is [{ Length: > 0 } number] && long.TryParse(query["due"], out var due) ? (due, number) : null;
        var today = DateOnly.FromDateTime(Frames.Of(http).Now.DateTime);
        var filling = PlansRoom.Filling(db, http);
        var page = PlansTable.Page(db, new(sites, state, query["overdue"] == "yes" ? today : null, after), PageSize + 1);
        var kept = query.Where(q => q.Key is "site" or "state" or "overdue").Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString()));
        return new(
            [.. page.Take(PageSize).Select(a => Of(db, http, filling, a))],
            page.Count <= PageSize ? null : "/api/actions" + QueryString.Create([.. kept, new("due", page[PageSize - 1].Line.Due.DayNumber.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("number", page[PageSize - 1].Line.Number)]));
    }

    private static PlanAnswer Of(DbConnection db, HttpContext http, Plan plan)
    {
        var filling = PlansRoom.Filling(db, http);
        var view = filling.Fill(plan);
        return new(
            plan.Id.ToString(), view.SiteCode, PlanWords.MonthValue(plan.Month), view.State, plan.Issued, [.. PlansTable.Of(db, plan).Select(a => Of(db, http, filling, a))], [.. view.LeftOut.Select(l => new LeftOutAnswer(l.What, l.Why))], plan.Last);
    }

    private static ActionAnswer Of(DbConnection db, HttpContext http, PlansFilling filling, CorrectiveAction action)
    {
        var site = http.RequestServices.GetRequiredService<Registers>().Current.Sites[action.Site];
        var line = filling.Line(action, site, PlansTable.Find(db, action.Plans[^1])!);
        return new(
            line.Number, site.Code, line.State, action.Line.Indicator, action.Line.About, action.Line.Level.ToString(), [.. line.Incidents.Select(i => i.Text)], action.Line.Measure, line.Text, line.Line.Owner, line.OwnerIs, line.Due,
            action.Line.Clock, line.Overdue, line.Line.Cost, line.Partner, line.Quiet, line.Carried, [.. action.Disputes.Select(d => $"{d.Party}: {d.Text}")], action.Lasting?.ToString(), line.TakenBy, action.Last);
    }

    private static ActionFull Full(DbConnection db, HttpContext http, CorrectiveAction action)
    {
        var filling = PlansRoom.Filling(db, http);
        var (view, register) = (filling.Fill(action), http.RequestServices.GetRequiredService<Registers>().Current);
        return new(
            Of(db, http, filling, action), [.. action.Checks.Select(c => new CheckAnswer(c.Result.ToString(), c.Day, c.Record?.Submission.ToString(), PeopleWords.Name(register, c.By, Frames.Of(http).Words), c.SameAgent, c.Effect))],
            [.. view.Progress?.Steps.Select(s => new StepAnswer(s.Days, s.Looked, s.Found, s.Verdict)) ?? []], [.. view.History.Select(h => new HappenedAnswer(h.At, h.Who, h.What, h.Says))]);
    }

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
