using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.Counterparties;

/// <summary>What an organisation was looked up for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckKind>))]
public enum CheckKind
{
    /// <summary>Whether it, or whoever owns it, is under sanctions.</summary>
    Sanctions,

    /// <summary>Who owns it, against a register.</summary>
    Ownership,

    /// <summary>Whether whoever owns or leads it holds a public office, or is close to somebody who does.</summary>
    Exposed,

    /// <summary>What was published against it.</summary>
    AdverseMedia,
}

/// <summary>What came out of it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LookResult>))]
public enum LookResult
{
    /// <summary>It could not be said.</summary>
    Unclear,

    /// <summary>Nothing was found.</summary>
    Clear,

    /// <summary>Something was found (RF-03): somebody must review it.</summary>
    Hit,
}

/// <summary>What a review of a hit came to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HitOutcome>))]
public enum HitOutcome
{
    /// <summary>It is the party.</summary>
    Confirmed,

    /// <summary>It is somebody else, or nothing.</summary>
    Dismissed,
}

/// <summary>Somebody who is said to own a part of an organisation, or to decide in it. Personal data.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, in capitals; empty where it is not known.</param>
/// <param name="Percent">Of it; null where it is not known.</param>
public sealed record Owner(string Name, string Country, decimal? Percent);

/// <summary>What an organisation is by law; replaces what was said before.</summary>
/// <param name="Register">Which one it stands in; with <paramref name="Number"/> in it.</param>
/// <param name="Country">ISO 3166-1 alpha-2, in capitals.</param>
/// <param name="Day">The day that the source is of.</param>
public sealed record OrganisationIdentified(OrganisationId Organisation, string LegalName, string LegalForm, string Register, string Number, string Country, string Address, DateOnly Day, string Source) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Organisation.Value];
}

/// <summary>Who is declared to own an organisation; replaces what was declared before. A fact of its own, so that people can be erased and the organisation stays.</summary>
public sealed record OwnersDeclared(OrganisationId Organisation, ImmutableArray<Owner> Owners, DateOnly Day, string Source) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Organisation.Value];
}

/// <summary>A licence or permit of an organisation; replaces the one of the same issuer and number.</summary>
/// <param name="Until">Its last day; null where it has none.</param>
public sealed record PermitSet(OrganisationId Organisation, string What, string Number, string Issuer, DateOnly? From, DateOnly? Until, DateOnly Day, string Source) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Organisation.Value];
}

/// <summary>Somebody looked an organisation up in a list.</summary>
/// <param name="List">The list's name; <paramref name="Version"/> is its version or its date.</param>
/// <param name="Note">Of the programme alone, and without names of people.</param>
public sealed record CounterpartyChecked(Guid Check, OrganisationId Organisation, CheckKind Kind, string List, string Version, DateOnly Day, LookResult Result, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Check, Organisation.Value];
}

/// <summary>Somebody reviewed a hit.</summary>
public sealed record HitReviewed(Guid Check, OrganisationId Organisation, HitOutcome Outcome, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Check, Organisation.Value];
}

/// <summary>At which sites an operator holds the title or a cooperative's members dig; replaces what was said before.</summary>
public sealed record WorkplacesSet(OrganisationId Organisation, ImmutableArray<SiteId> Sites) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Organisation.Value, .. Sites.Select(s => s.Value)];
}
