using System.Collections.Immutable;
using Adit.People;
using Adit.Protection;

namespace Adit.Partners;

/// <summary>
/// The one rule by which agreement, tier and purpose say what an organisation gets: of the products that are agreed those that the tier reaches and that are of use for the purpose. What an agreement cannot give is refused when
/// it is agreed, and not given where it stands there all the same.
/// </summary>
public static class Giving
{
    /// <summary>How deep an agreement can go. What lies deeper stays in the programme; auditors see more while they audit.</summary>
    public static ImmutableArray<Tier> Tiers { get; } = [Tier.T0, Tier.T1];

    /// <summary>How deep an agreement gives.</summary>
    public static Tier DepthOf(AgreementSet agreement) => agreement.Tier ?? Tier.T1;

    /// <summary>The tier that a product is of: reports about the programme name no site and nobody could be told by them.</summary>
    public static Tier TierOf(Product product) => product == Product.Programme ? Tier.T0 : Tier.T1;

    /// <summary>Whether an agreement shows its sites: how they stand is for subscribers.</summary>
    public static bool ShowsSites(AgreementSet agreement) => DepthOf(agreement) >= Tier.T1;

    /// <summary>Whether an agreement gives a product at all.</summary>
    public static bool Gives(AgreementSet agreement, Product product) =>
        agreement.Products is { } given && given.Contains(product) && TierOf(product) <= DepthOf(agreement) && Serves(agreement.Purpose, product);

    /// <summary>Whether a product is of use for a purpose. Who helps or works at a site needs how it stands, not the answers of its records: these tell more of people there than of what is to be done.</summary>
    public static bool Serves(Purpose? purpose, Product product) => purpose switch
    {
        null or Purpose.DueDiligence or Purpose.Oversight => true,
        Purpose.Improvement => product is not (Product.Records or Product.Data),
        Purpose.OwnSite => product is Product.Reports or Product.Alerts,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    /// <summary>Whether what somebody may do by their role is what an agreement is for.</summary>
    public static bool Serves(Purpose? purpose, Right right) => purpose is not { } given || right switch
    {
        Right.Decide => given == Purpose.DueDiligence,
        Right.SeeNeeds or Right.TakeOn => given == Purpose.Improvement,
        Right.SpeakForSite => given == Purpose.OwnSite,
        _ => true,
    };

    /// <summary>The purpose that is offered first for an organisation of a kind.</summary>
    public static Purpose UsualFor(OrganisationKind kind) => kind switch
    {
        OrganisationKind.Partner => Purpose.Improvement,
        OrganisationKind.Operator or OrganisationKind.Cooperative => Purpose.OwnSite,
        OrganisationKind.Authority or OrganisationKind.Auditor => Purpose.Oversight,
        _ => Purpose.DueDiligence,
    };

    /// <summary>As what the users and programs of an organisation see what its agreements give; null where it sees by no agreement: auditors see while an audit runs.</summary>
    public static Role? RoleOf(OrganisationKind kind) => kind switch
    {
        OrganisationKind.Partner => Role.Partner,
        OrganisationKind.Operator or OrganisationKind.Cooperative => Role.Stakeholder,
        OrganisationKind.Refiner or OrganisationKind.Trader or OrganisationKind.Brand => Role.Buyer,
        OrganisationKind.Authority => Role.Authority,
        _ => null,
    };
}
