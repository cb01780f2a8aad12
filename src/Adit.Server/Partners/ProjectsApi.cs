using System.ComponentModel;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Projects, for programs.</summary>
internal static class ProjectsApi
{
    /// <summary>A project. Amounts are exact, in its currency.</summary>
    internal sealed record ProjectAnswer(
        string Number, string Organisation, string Name, DateOnly Start, DateOnly? Ended, decimal Budget, string Currency, decimal Spent, IReadOnlyList<MilestoneAnswer> Milestones, IReadOnlyList<ProjectActionAnswer> Actions,
        IReadOnlyList<DeliveryAnswer> Deliveries,
        [property: Description("Of each risk that it works on: whether it fell there; null in lists.")] IReadOnlyList<EffectAnswer>? Effects, [property: Description("The ledger index of the last thing that happened to it: to be named as seen when acting on it.")] long Last);

    /// <summary>A milestone.</summary>
    internal sealed record MilestoneAnswer(int Number, string Text, DateOnly Due, [property: Description("The day on which it is said to have been reached.")] DateOnly? Reached);

    /// <summary>A measure of a project.</summary>
    internal sealed record ProjectActionAnswer(string Number, [property: Description("running, said-done, verified or dropped. A report of delivery changes it never.")] string State);

    /// <summary>A report of delivery.</summary>
    internal sealed record DeliveryAnswer(DateOnly Day, int? Milestone, string Text, decimal Spent);

    /// <summary>Whether a risk fell where the project worked, compared with before and with sites where nobody did.</summary>
    internal sealed record EffectAnswer(
        string Indicator, [property: Description("not-looked, too-early, not-compared, fell, no-difference or rose.")] string Verdict, RateAnswer Before, RateAnswer Since,
        [property: Description("How many other sites, as a band; null where fewer than five could be compared with.")] string? Others, RateAnswer? OthersBefore, RateAnswer? OthersSince,
        [property: Description("Change here minus change elsewhere, as a share; null where no number can be told.")] EstimateView? Difference);

    /// <summary>How often a risk was found in a stretch of time.</summary>
    internal sealed record RateAnswer([property: Description("Days looked at, as a band.")] string Days, [property: Description("Null where nobody looked, or it was found on fewer than five days.")] EstimateView? Share);

    /// <summary>The number of a project that was begun.</summary>
    internal sealed record ProjectMade(string Number);

    public static void MapProjectsApi(this IEndpointRouteBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Partners");
        projects.MapGet("", (HttpContext http, CurrentPerson person, Database database, Registers registers) => Results.Json(database.Read(db =>
            ProjectsTable.All(db).Where(p => ProjectActs.Sees(db, registers.Current, person, p)).Select(p => Of(db, http, p, effects: false)).ToList())))
            .Needs(Right.SeeNeeds, Tier.T1).WithName("projects").WithSummary("Projects: an organisation's own, or all where the programme asks; the newest first.").Produces<IReadOnlyList<ProjectAnswer>>();
        projects.MapPost("", async (ProjectAsked asked, CurrentPerson person, ProjectActs acts) =>
        {
            var number = await acts.Set(person, null, asked);
            return Results.Created($"/api/projects/{number}", new ProjectMade(number));
        }).Needs(Right.TakeOn, Tier.T1).WithName("addProject").WithSummary("Groups measures that were taken on into a project.").Produces<ProjectMade>(StatusCodes.Status201Created).Refuses(422);
        projects.MapGet("/{number}", (string number, HttpContext http, Database database) =>
            ProjectsRoom.Find(http, number) is { } found ? Results.Json(database.Read(db => Of(db, http, found, effects: true))) : NotFound(http))
            .Needs(Right.SeeNeeds, Tier.T1).WithName("project").WithSummary("A project, by its number.").Produces<ProjectAnswer>().Refuses(404);
        projects.MapPut("/{number}", (string number, ProjectAsked asked, HttpContext http, CurrentPerson person, ProjectActs acts) => With(http, number, () => acts.Set(person, number, asked)))
            .Needs(Right.TakeOn, Tier.T1).WithName("setProject").WithSummary("Says anew what a project is; replaces it as a whole.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        projects.MapPost("/{number}/deliveries", (string number, DeliveryAsked asked, HttpContext http, CurrentPerson person, ProjectActs acts) => With(http, number, () => acts.Report(person, number, asked)))
            .Needs(Right.TakeOn, Tier.T1).WithName("reportDelivery").WithSummary("Reports what was delivered. It closes no action: that is verified on the ground.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        projects.MapPost("/{number}/end", (string number, EndAsked asked, HttpContext http, CurrentPerson person, ProjectActs acts) => With(http, number, () => acts.End(person, number, asked)))
            .Needs(Right.TakeOn, Tier.T1).WithName("endProject").WithSummary("Ends a project; its actions go on.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
    }

    private static async Task<IResult> With(HttpContext http, string number, Func<Task> work)
    {
        if (ProjectsRoom.Find(http, number) is null)
            return NotFound(http);
        await work();
        return Results.NoContent();
    }

    private static ProjectAnswer Of(System.Data.Common.DbConnection db, HttpContext http, Project project, bool effects)
    {
        var (set, filling) = (project.Set, ProjectsRoom.Filling(db, http));
        return new(
            set.Number, http.RequestServices.GetRequiredService<Registers>().Current.Agreed.Find(set.Organisation)?.Code ?? "", set.Name, set.Start, project.Ended, set.Budget.Amount, set.Budget.Currency, project.Spent,
            [.. set.Milestones.Select(m => new MilestoneAnswer(m.Number, m.Text, m.Due, project.Reached(m)))], [.. filling.ActionsOf(project).Select(a => new ProjectActionAnswer(a.Line.Number, Incidents.IncidentWords.KeyOf(a.State)))],
            [.. project.Deliveries.Select(d => new DeliveryAnswer(d.Day, d.Milestone, d.Text, d.Spent))],
            effects ? [.. filling.Fill(project).Effects.Select(e => new EffectAnswer(e.Indicator, e.Verdict, Of(e.Before)!, Of(e.Since)!, e.Others, Of(e.OthersBefore), Of(e.OthersSince), e.Difference))] : null, project.Last);
    }

    private static RateAnswer? Of(RateView? rate) => rate is null ? null : new(rate.Days, rate.Share);

    private static IResult NotFound(HttpContext http) => Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
}
