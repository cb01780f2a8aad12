using System.Collections.Immutable;

namespace Adit.Hooks;

/// <summary>A program is told what happens; replaces what was set of this webhook before.</summary>
/// <param name="Organisation">Whose agreement says what it is told; null for the programme's own, which is told everything.</param>
/// <param name="Url">The address that is called. What calls are signed with is derived from a key outside the ledger.</param>
/// <param name="Key">Which of its secrets signs, from 0: a higher one replaces a secret that is not secret any more.</param>
/// <param name="Past">Whether it is told all that happened before it was set up, too; as it was first set.</param>
public sealed record HookSet(Guid Hook, string Name, OrganisationId? Organisation, string Url, int Key, bool Past) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Hook, .. Organisation is { } organisation ? [organisation.Value] : (Guid[])[]];
}

/// <summary>A program is told nothing any more.</summary>
public sealed record HookRemoved(Guid Hook) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Hook];
}
