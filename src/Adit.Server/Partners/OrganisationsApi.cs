using System.ComponentModel;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Organisations and agreements, for programs.</summary>
internal static class OrganisationsApi
{
    /// <summary>An organisation with what was agreed.</summary>
    internal sealed record OrganisationAnswer(
        string Code, string Kind, string Name, string Country, [property: Description("Codes of the sites that it sees today.")] IReadOnlyList<string> Covered, IReadOnlyList<AgreementAnswer> Agreements,
        [property: Description("Names of the users who act for it.")] IReadOnlyList<string> Users);

    /// <summary>An agreement.</summary>
    internal sealed record AgreementAnswer(string Id, DateOnly From, DateOnly? Until, IReadOnlyList<string> Sites, [property: Description("Only sites that dig one of these; none for all.")] IReadOnlyList<string> Minerals,
        [property: Description("What it gets of the sites besides their pages.")] IReadOnlyList<string> Products,
        [property: Description("How deep it gives: t0 or t1.")] string Tier, [property: Description("What for: due-diligence, improvement, oversight or own-site; null where it does not say.")] string? Purpose);

    /// <summary>Who acts for an organisation.</summary>
    internal sealed record BelongAsked(string? User);

    public static void MapOrganisationsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/organisations").WithTags("Partners");
        group.MapGet("", (Registers registers, Database database) => Results.Json(registers.Current.Agreed.Organisations.Select(o => Of(registers.Current, o, database.Now)).ToList()))
            .Needs(Right.KeepAgreements, Tier.T2).WithName("organisations").WithSummary("Organisations, and what was agreed with each.").Produces<IReadOnlyList<OrganisationAnswer>>();
        group.MapPost("", async (OrganisationAsked asked, CurrentPerson person, Registers registers, Database database, OrganisationActs acts) =>
        {
            var set = await acts.Set(person, null, asked);
            return Results.Created($"/api/organisations/{set.Code}", Of(registers.Current, set, database.Now));
        }).Needs(Right.KeepAgreements, Tier.T2).WithName("addOrganisation").WithSummary("Adds an organisation.").Produces<OrganisationAnswer>(StatusCodes.Status201Created).Refuses(422);
        group.MapPut("/{code}", (string code, OrganisationAsked asked, HttpContext http, CurrentPerson person, OrganisationActs acts) => With(http, code, o => acts.Set(person, o, asked)))
            .Needs(Right.KeepAgreements, Tier.T2).WithName("setOrganisation").WithSummary("Says what an organisation is.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPut("/{code}/contacts/{role}", (string code, string role, ContactAsked asked, HttpContext http, CurrentPerson person, OrganisationActs acts) => With(http, code, o => acts.Contact(person, o, role, asked)))
            .Needs(Right.KeepAgreements, Tier.T2).WithName("setContact").WithSummary("Says who is written to: agreement, sites or payments.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPost("/{code}/agreements", (string code, AgreementAsked asked, HttpContext http, CurrentPerson person, OrganisationActs acts) => With(http, code, o => acts.Agree(person, o, null, asked)))
            .Needs(Right.KeepAgreements, Tier.T2).WithName("addAgreement").WithSummary("Adds an agreement: from it follows what the organisation sees.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPut("/{code}/agreements/{agreement}", (string code, string agreement, AgreementAsked asked, HttpContext http, CurrentPerson person, OrganisationActs acts) => With(http, code, o =>
            acts.Agree(person, o, Id.TryRead(agreement, out var id) ? new(id) : throw Refused.Of("refuse.agreement-none"), asked)))
            .Needs(Right.KeepAgreements, Tier.T2).WithName("setAgreement").WithSummary("Replaces an agreement as a whole.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPost("/{code}/agreements/{agreement}/extend", (string code, string agreement, ExtendAsked asked, HttpContext http, CurrentPerson person, OrganisationActs acts) => With(http, code, o =>
            acts.Extend(person, o, Id.TryRead(agreement, out var id) ? new(id) : throw Refused.Of("refuse.agreement-none"), asked)))
            .Needs(Right.KeepAgreements, Tier.T2).WithName("extendAgreement").WithSummary("Lets an agreement go on for longer; else it stays as it is.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        group.MapPost("/{code}/users", (string code, BelongAsked asked, HttpContext http, CurrentPerson person, OrganisationActs acts) => With(http, code, o => acts.Belong(person, o, asked.User)))
            .Needs(Right.KeepAgreements, Tier.T2).WithName("joinOrganisation").WithSummary("Lets a user who is a partner, buyer, stakeholder, of an authority or an auditor act for the organisation.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
    }

    private static async Task<IResult> With(HttpContext http, string code, Func<OrganisationSet, Task> work)
    {
        if (http.RequestServices.GetRequiredService<Registers>().Current.Agreed.Find(code) is not { } organisation)
            return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
        await work(organisation);
        return Results.NoContent();
    }

    private static OrganisationAnswer Of(Register register, OrganisationSet organisation, Instant now) => new(
        organisation.Code, Incidents.IncidentWords.KeyOf(organisation.Kind), organisation.Name, organisation.Country, [.. Reach.Of(register, organisation.Organisation, now).Select(s => s.Code)],
        [.. register.Agreed.Agreements.Where(a => a.Organisation == organisation.Organisation).Select(a => new AgreementAnswer(a.Agreement.ToString(), a.From, a.Until, [.. a.Sites.Select(s => register.Sites.TryGetValue(s, out var site) ? site.Code : s.ToString())], a.Minerals, [.. (a.Products ?? []).Select(Incidents.IncidentWords.KeyOf)], Giving.DepthOf(a).ToString().ToLowerInvariant(), a.Purpose is { } purpose ? Incidents.IncidentWords.KeyOf(purpose) : null))],
        [.. register.Users.Where(u => !u.Disabled && register.Agreed.Belongs.GetValueOrDefault(u.Id) == organisation.Organisation).Select(u => u.Name)]);
}
