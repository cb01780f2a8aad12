using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.People;
using Adit.Protection;

namespace Adit.Partners;

/// <summary>What an organisation has to do with sites.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrganisationKind>))]
public enum OrganisationKind
{
    /// <summary>Helps sites to improve: a supply-chain action platform, an NGO, a company.</summary>
    Partner,

    /// <summary>Holds the title or the permit.</summary>
    Operator,

    /// <summary>The diggers' own.</summary>
    Cooperative,

    /// <summary>Smelts or refines.</summary>
    Refiner,

    /// <summary>Buys and sells ore or metal.</summary>
    Trader,

    /// <summary>Makes what the metal goes into.</summary>
    Brand,

    /// <summary>Of a state.</summary>
    Authority,

    /// <summary>Checks the programme.</summary>
    Auditor,
}

/// <summary>What somebody of an organisation is written to about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContactRole>))]
public enum ContactRole
{
    /// <summary>The agreement itself.</summary>
    Agreement,

    /// <summary>The work at the sites.</summary>
    Sites,

    /// <summary>Money.</summary>
    Payments,
}

/// <summary>What an organisation is; replaces what was said of it before.</summary>
/// <param name="Code">By which addresses name it; stays as it is.</param>
/// <param name="Country">ISO 3166-1 alpha-2, in capitals.</param>
public sealed record OrganisationSet(OrganisationId Organisation, string Code, OrganisationKind Kind, string Name, string Country) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Organisation.Value];
}

/// <summary>Who is written to about something; replaces whoever was before. A fact of its own, so that a person can be erased and the organisation stays.</summary>
/// <param name="Name">Empty where nobody is any more.</param>
/// <param name="Email">May be empty.</param>
/// <param name="Language">In which they are written to: en, fr, sw or zh; null for English.</param>
public sealed record OrganisationContactSet(
    OrganisationId Organisation, ContactRole Role, string Name, string Email, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Language = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Organisation.Value];
}

/// <summary>A user acts for an organisation from now on; replaces the one before.</summary>
/// <param name="Organisation">Null where they act for none any more.</param>
public sealed record OrganisationUserSet(ActorId User, OrganisationId? Organisation) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [User.Value, .. Organisation is { } organisation ? [organisation.Value] : (Guid[])[]];
}

/// <summary>What an organisation gets of the sites that its agreement covers, besides the pages of the sites.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Product>))]
public enum Product
{
    /// <summary>The monthly reports of the sites, with their evidence.</summary>
    Reports,

    /// <summary>What reports rest on: the records' answers for subscribers (T1), with proof, so that figures can be counted again.</summary>
    Records,

    /// <summary>Quarterly and yearly reports about the programme as a whole, which name no site.</summary>
    Programme,

    /// <summary>Its users, or whom it named, are told of incidents of S1 and S2 at these sites.</summary>
    Alerts,

    /// <summary>Raw T1 data: the answers for subscribers of every record of the sites that counts, as tables, map layers and files.</summary>
    Data,
}

/// <summary>What an organisation is given something for. It limits what can be given, and what its users may do with the sites (<see cref="Giving"/>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Purpose>))]
public enum Purpose
{
    /// <summary>It buys, and must look into its supply chain (OECD).</summary>
    DueDiligence,

    /// <summary>It helps sites to improve.</summary>
    Improvement,

    /// <summary>It watches over sites by law.</summary>
    Oversight,

    /// <summary>It works at the sites itself.</summary>
    OwnSite,
}

/// <summary>By what somebody from outside was given something.</summary>
/// <param name="Tier">How deep it gives.</param>
/// <param name="Purpose">What it gives for; null where it does not say.</param>
public sealed record Basis(AgreementId Agreement, [property: JsonConverter(typeof(JsonStringEnumConverter<Tier>))] Tier Tier, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Purpose? Purpose);

/// <summary>What was agreed with an organisation; replaces the agreement as a whole.</summary>
/// <param name="From">Its first day, at each site by its own calendar.</param>
/// <param name="Until">Its last day; null while none is set.</param>
/// <param name="Sites">The sites that it covers, and no others.</param>
/// <param name="Minerals">Of those only the ones that dig one of these; none for all.</param>
/// <param name="Products">What it gets of them; null in agreements from before there were any, which give none.</param>
/// <param name="Tier">How deep it gives, T0 or T1; null in agreements from before that was said, which give T1.</param>
/// <param name="Purpose">What for; null in agreements from before that was said, which no purpose limits.</param>
public sealed record AgreementSet(
    AgreementId Agreement, OrganisationId Organisation, DateOnly From, DateOnly? Until, ImmutableArray<SiteId> Sites, ImmutableArray<string> Minerals, ImmutableArray<Product>? Products = null,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Tier>))][property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Tier? Tier = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Purpose? Purpose = null) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agreement.Value, Organisation.Value];

    /// <summary>Whether it covers a site on a day.</summary>
    /// <param name="minerals">What is dug there.</param>
    public bool Covers(SiteId site, IEnumerable<string> minerals, DateOnly day) =>
        day >= From && !(day > Until) && Sites.Contains(site) && (Minerals.IsEmpty || minerals.Any(Minerals.Contains));

    /// <summary>Whether it shows a site, which is seen at T1, on a day, to whoever does something for which it is given.</summary>
    /// <param name="minerals">What is dug there.</param>
    /// <param name="right">What they do; null for looking at it.</param>
    public bool Shows(SiteId site, IEnumerable<string> minerals, DateOnly day, Right? right = null) => Giving.ShowsSites(this) && (right is not { } does || Giving.Serves(Purpose, does)) && Covers(site, minerals, day);

    /// <summary>Whether it gives a product about a site and a span of days: it covers the site today, and began before the span was over.</summary>
    /// <param name="minerals">What is dug there.</param>
    /// <param name="last">The last day of what the product is about.</param>
    public bool Gives(Product product, SiteId site, IEnumerable<string> minerals, DateOnly last, DateOnly today) =>
        last >= From && Giving.Gives(this, product) && Covers(site, minerals, today);
}

/// <summary>An agreement goes on for longer, and else stays as it is.</summary>
/// <param name="Until">Its new last day.</param>
public sealed record AgreementExtended(AgreementId Agreement, OrganisationId Organisation, DateOnly Until) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agreement.Value, Organisation.Value];
}
