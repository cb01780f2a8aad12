using Adit.People;
using Adit.Protection;
using Adit.Web;

namespace Adit.RedFlags;

/// <summary>Red flags of areas, for programs.</summary>
internal static class RedFlagsApi
{
    /// <summary>Sites and advisories.</summary>
    /// <param name="Next">Address of the next page; null where this is the last.</param>
    internal sealed record RedFlagsAnswer(IReadOnlyList<RedFlagRowView> Sites, IReadOnlyList<AdvisoryView> Advisories, string? Next);

    public static void MapRedFlagsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/red-flags").WithTags("Sites");
        group.MapGet("", (HttpContext http) =>
        {
            var view = RedFlagsRoom.Read(http);
            return Results.Json(new RedFlagsAnswer(view.Rows, view.Advisories, view.MoreHref));
        })
            .Needs(Right.CheckCounterparties, Tier.T2).WithName("redFlags").WithSummary("What lists of areas say of sites and their routes, and advisories for areas, a page at a time (after).").Produces<RedFlagsAnswer>();
        group.MapPost("/sites/{site}", async (string site, AreaAsked asked, HttpContext http, CurrentPerson person, RedFlagActs acts) =>
        {
            if (RedFlagsRoom.Place(http, site) is not { } found)
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            await acts.Look(person, found, asked);
            return Results.NoContent();
        }).Needs(Right.CheckCounterparties, Tier.T2).WithName("checkArea").WithSummary("Notes whether a site (RF-01) or its route (RF-04) lies in an area of a list.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPost("/advisories", async (AdvisoryAsked asked, CurrentPerson person, RedFlagActs acts) =>
        {
            await acts.Advise(person, asked);
            return Results.NoContent();
        }).Needs(Right.CheckCounterparties, Tier.T2).WithName("advise").WithSummary("Notes an advisory for a country or a province (RF-02): it holds for every site in it.").Produces(StatusCodes.Status204NoContent).Refuses(422);
        group.MapPost("/advisories/{advisory}/lift", async (string advisory, LiftAsked asked, CurrentPerson person, RedFlagActs acts) =>
        {
            await acts.Lift(person, advisory, asked);
            return Results.NoContent();
        }).Needs(Right.CheckCounterparties, Tier.T2).WithName("liftAdvisory").WithSummary("Notes that an advisory holds no more.").Produces(StatusCodes.Status204NoContent).Refuses(422);
    }
}
