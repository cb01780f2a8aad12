using System.ComponentModel;
using Adit.People;
using Adit.Protection;
using Adit.Web;

namespace Adit.Partners;

/// <summary>What sites need, for programs.</summary>
internal static class NeedsApi
{
    /// <summary>A page of needs.</summary>
    /// <param name="Next">Address of the next page; null where this is the last.</param>
    internal sealed record NeedsAnswer(string? Organisation, [property: Description("What needs are ranked by, in order.")] IReadOnlyList<string> RankedBy, IReadOnlyList<NeedAnswer> Needs, IReadOnlyList<CoverageAnswer> Sites, string? Next);

    /// <summary>One risk at one site. Counts are bands of which none tells fewer than five apart.</summary>
    internal sealed record NeedAnswer(
        int Place, string Site, string Indicator, [property: Description("S1 to S4; null where the risk is not open any more and actions for it still run.")] string? Level, string Known, string FoundDays, string People, DateOnly? Since,
        [property: Description("What it was ranked by, in words.")] IReadOnlyList<string> Why, string? Ahead, IReadOnlyList<NeedActionAnswer> Actions);

    /// <summary>An action that was agreed at the site.</summary>
    internal sealed record NeedActionAnswer(
        string Number, string Text, string Owner, DateOnly Due, int Overdue, [property: Description("free, waits (for the programme's answer; offered, where the programme reads), yours, taken or paid.")] string State,
        [property: Description("Told to the programme, and to the organisation itself.")] string? TakenBy);

    /// <summary>How much was looked at on a site.</summary>
    internal sealed record CoverageAnswer(string Site, int Looked, int Applicable, int NotObserved, [property: Description("Share of the planned agent-days of the last 30 days.")] string AgentDays, string People);

    /// <summary>What is said with an offer, or with handing back.</summary>
    internal sealed record SaidAsked(string? Note);

    public static void MapNeedsApi(this IEndpointRouteBuilder api)
    {
        var needs = api.MapGroup("/needs").WithTags("Partners");
        needs.MapGet("", (HttpContext http) => Results.Json(Of(NeedsRoom.Read(http))))
            .Needs(Right.SeeNeeds, Tier.T1).WithName("needs").WithSummary("Needs of the sites of an agreement, ranked by evidence (for: code of an organisation, where the programme asks).").Produces<NeedsAnswer>();
        needs.MapPost("/{number}/offer", async (string number, SaidAsked asked, CurrentPerson person, TakingActs acts) =>
        {
            await acts.Offer(person, number, asked.Note);
            return Results.NoContent();
        }).Needs(Right.TakeOn, Tier.T1).WithName("offer").WithSummary("Offers to take an action on; the programme accepts or declines.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        needs.MapPost("/{number}/hand-back", async (string number, SaidAsked asked, CurrentPerson person, TakingActs acts) =>
        {
            await acts.HandBack(person, number, asked.Note);
            return Results.NoContent();
        }).Needs(Right.TakeOn, Tier.T1).WithName("handBack").WithSummary("Takes an offer back, or gives up what was taken on.").Produces(StatusCodes.Status204NoContent).Refuses(422);
    }

    private static NeedsAnswer Of(NeedsView view) => new(
        view.Organisation, view.Questions,
        [.. view.Needs.Select(n => new NeedAnswer(
            n.Place, n.SiteCode, n.Indicator, n.Standing.Severity > 0 ? $"S{n.Standing.Severity}" : null, n.Known, n.Found, n.People, n.Since, n.Why, n.Ahead,
            [.. n.Actions.Select(a => new NeedActionAnswer(a.Number, a.Text, a.Owner, a.Due, a.Overdue, a.State, a.TakenBy))]))],
        [.. view.Sites.Select(s => new CoverageAnswer(s.Name, s.Looked, s.Applicable, s.NotObserved, s.Days, s.People))], view.MoreHref);
}
