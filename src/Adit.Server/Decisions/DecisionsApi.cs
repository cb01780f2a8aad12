using System.ComponentModel;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Web;

namespace Adit.Decisions;

/// <summary>A buyer's own decisions, for its programs.</summary>
internal static class DecisionsApi
{
    /// <summary>A site with what was decided last.</summary>
    internal sealed record DecisionAnswer(
        string Site, string Address, [property: Description("Null where nothing was decided yet.")] string? Course, DateOnly? Decided, DateOnly? LookAgain, bool Late, int Actions, int Overdue);

    /// <summary>What was recorded.</summary>
    internal sealed record DecidedAnswer(string Decision);

    public static void MapDecisionsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/decisions").WithTags("Decisions");
        group.MapGet("", (HttpContext http) => Results.Json(DecisionsRoom.Read(http, f => f.List()).Rows.Select(r => new DecisionAnswer(r.SiteName, r.Href, r.Course, r.Decided, r.LookAgain, r.Late, r.Actions, r.Overdue)).ToList()))
            .Needs(Right.Decide, Tier.T1).ForKeys(KeyScope.Decisions).WithName("decisions").WithSummary("The sites of the reader's agreement, with what its organisation decided last. Nobody else sees that.").Produces<IReadOnlyList<DecisionAnswer>>().Refuses(422);
        group.MapPost("/{site}", async (string site, DecisionAsked asked, HttpContext http, AssessJob assess) =>
        {
            if (DecisionsRoom.Place(http, site) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await assess.Fresh(http.RequestAborted);
            return Results.Json(new DecidedAnswer((await DecisionsRoom.Decide(http, found, asked)).ToString()), statusCode: StatusCodes.Status201Created);
        }).Needs(Right.Decide, Tier.T1).ForKeys(KeyScope.Decide).WithName("decide").WithSummary("Records what the reader's organisation decides about a site, with what it had seen.").Produces<DecidedAnswer>(StatusCodes.Status201Created).Refuses(404, 422);
    }
}
