using System.ComponentModel;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Counterparties;

/// <summary>What is known of counterparties, for programs.</summary>
internal static class CounterpartiesApi
{
    /// <summary>An organisation in the list.</summary>
    internal sealed record CounterpartyAnswer(
        string Address, string Name, string Kind, string Country, bool Identified, [property: Description("When the first review of a hit is due.")] DateTimeOffset? ReviewBy, [property: Description("What was looked up within a year.")] IReadOnlyList<string> Holds,
        [property: Description("What nobody ever looked up, or not within a year.")] IReadOnlyList<string> Due);

    /// <summary>Where an organisation works.</summary>
    internal sealed record WorkplacesAsked([property: Description("Codes of sites.")] IReadOnlyList<string>? Sites);

    public static void MapCounterpartiesApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/counterparties").WithTags("Partners");
        group.MapGet("", (HttpContext http) => Results.Json(CounterpartiesRoom.Read(http, f => f.List()).Rows.Select(r => new CounterpartyAnswer(r.Href, r.Name, r.Kind, r.Country, r.Identified, r.Waits?.Due, r.Holds, r.Due)).ToList()))
            .Needs(Right.CheckCounterparties, Tier.T2).WithName("counterparties").WithSummary("What is known of organisations, and what must be looked up or reviewed.").Produces<IReadOnlyList<CounterpartyAnswer>>();
        group.MapGet("/{code}", (string code, HttpContext http, Registers registers) =>
            registers.Current.Agreed.Find(code) is { } found ? Results.Json(CounterpartiesRoom.Read(http, f => f.Fill(found))) : Problems.Of(http, StatusCodes.Status404NotFound, "not-found"))
            .Needs(Right.CheckCounterparties, Tier.T2).WithName("counterparty").WithSummary("All that is known of an organisation, with days and sources.").Produces<CounterpartyView>().Refuses(404);
        group.MapPut("/{code}/identity", (string code, IdentifiedAsked asked, HttpContext http, CurrentPerson person, CounterpartyActs acts) => With(http, code, o => acts.Identify(person, o, asked)))
            .Needs(Right.CheckCounterparties, Tier.T2).WithName("identify").WithSummary("Says what an organisation is by law.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPut("/{code}/owners", (string code, OwnersAsked asked, HttpContext http, CurrentPerson person, CounterpartyActs acts) => With(http, code, o => acts.Declare(person, o, asked)))
            .Needs(Right.CheckCounterparties, Tier.T2).WithName("declareOwners").WithSummary("Says who is declared to own it. Names are the programme's alone, and can be erased.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPut("/{code}/permits", (string code, PermitAsked asked, HttpContext http, CurrentPerson person, CounterpartyActs acts) => With(http, code, o => acts.Permit(person, o, asked)))
            .Needs(Right.CheckCounterparties, Tier.T2).WithName("setPermit").WithSummary("Notes a licence or permit; replaces the one of the same issuer and number.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPost("/{code}/checks", (string code, CheckAsked asked, HttpContext http, CurrentPerson person, CounterpartyActs acts) => With(http, code, o => acts.Check(person, o, asked)))
            .Needs(Right.CheckCounterparties, Tier.T2).WithName("checkCounterparty").WithSummary("Notes what a list says of it.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPost("/{code}/checks/{check}/review", (string code, string check, ReviewAsked asked, HttpContext http, CurrentPerson person, CounterpartyActs acts) => With(http, code, o => acts.Review(person, o, check, asked)))
            .Needs(Right.CheckCounterparties, Tier.T2).WithName("reviewHit").WithSummary("Reviews a hit: it is the party, or it is not.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPut("/{code}/sites", (string code, WorkplacesAsked asked, HttpContext http, CurrentPerson person, CounterpartyActs acts) => With(http, code, o => acts.Place(person, o, asked.Sites ?? [])))
            .Needs(Right.CheckCounterparties, Tier.T2).WithName("setWorkplaces").WithSummary("Says at which sites an operator holds the title, or a cooperative's members dig.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
    }

    private static async Task<IResult> With(HttpContext http, string code, Func<OrganisationSet, Task> work)
    {
        if (http.RequestServices.GetRequiredService<Registers>().Current.Agreed.Find(code) is not { } organisation)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        await work(organisation);
        return Results.NoContent();
    }
}
