using Adit.Incidents;
using Adit.Partners;
using Adit.People;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Plans;

/// <summary>Who speaks for a party about the plan of a site.</summary>
/// <param name="Actor">Who is named in the entries of what they say: a link, or a user.</param>
/// <param name="Link">By which link; null for a user.</param>
/// <param name="Until">The last day on which the link opens; null for a user.</param>
/// <param name="Name">What the party is called; null where its kind says it.</param>
internal sealed record Speaker(ActorId Actor, SiteId Site, Party Party, Guid? Link, DateOnly? Until, string? Name)
{
    /// <summary>Whoever has a link.</summary>
    public static Speaker Of(PlanLink link) => new(new(link.Link), link.Site, link.Party, link.Link, link.Until, null);

    /// <summary>A stakeholder who signed in: they speak for their organisation, which its kind makes a party; without one for themselves.</summary>
    public static Speaker Of(Register register, User user, Site site)
    {
        var organisation = register.Agreed.Of(user);
        return new(user.Id, site.Id, PartyOf(organisation?.Kind), null, null, organisation?.Name ?? user.Name);
    }

    private static Party PartyOf(OrganisationKind? kind) => kind switch
    {
        OrganisationKind.Cooperative => Party.Cooperative,
        OrganisationKind.Operator => Party.Operator,
        OrganisationKind.Authority => Party.MiningService,
        OrganisationKind.Refiner or OrganisationKind.Trader or OrganisationKind.Brand => Party.Buyer,
        OrganisationKind.Partner => Party.CivilSociety,
        _ => Party.Other,
    };
}
