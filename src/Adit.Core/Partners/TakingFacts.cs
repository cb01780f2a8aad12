using System.Collections.Immutable;

namespace Adit.Partners;

/// <summary>An organisation offers to take an action on. Nothing changes by it before the programme accepts.</summary>
public sealed record ActionOffered(ActionId Action, OrganisationId Organisation, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value, Organisation.Value];
}

/// <summary>The programme accepts an offer, or does not.</summary>
public sealed record ActionOfferDecided(ActionId Action, OrganisationId Organisation, bool Accepted, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value, Organisation.Value];
}

/// <summary>An organisation takes its offer back, or gives up what it had taken on: others can offer again.</summary>
public sealed record ActionHandedBack(ActionId Action, OrganisationId Organisation, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Action.Value, Organisation.Value];
}
