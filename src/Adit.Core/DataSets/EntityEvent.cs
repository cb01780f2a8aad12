using System.Collections.Immutable;
using Adit.Submissions;

namespace Adit.DataSets;

/// <summary>A property and its text; an empty text is a property that was cleared.</summary>
public readonly record struct EntityValue(string Name, string Text);

/// <summary>What one version of a record asks of an entity.</summary>
/// <param name="Row">The row of the record that it stands in; empty for the record itself.</param>
/// <param name="Site">The site of the record.</param>
/// <param name="Awaits">Whether the data set made new things only with the office's approval as the record came in.</param>
/// <param name="Base">The version that the phone knew; null where it said none.</param>
/// <param name="Trunk">The last version from the server that a chain of offline changes grew from.</param>
/// <param name="Branch">Names the chain; null for what was not made offline.</param>
public sealed record EntityAsk(
    string Row, SiteId? Site, bool Awaits, bool Create, bool Update, string? Label, int? Base, int? Trunk, Guid? Branch, ImmutableArray<EntityValue> Values)
{
    /// <summary>What a change asks.</summary>
    public static EntityAsk Of(EntityChange change, SiteId? site, bool awaits) => new(
        change.Row, site, awaits, change.Create, change.Update, string.IsNullOrWhiteSpace(change.Label) ? null : change.Label, change.BaseVersion, change.TrunkVersion, change.BranchId,
        [.. change.Properties.DistinctBy(p => p.Property).Select(p => new EntityValue(p.Property, p.Value))]);

    /// <inheritdoc/>
    public bool Equals(EntityAsk? other) => other is not null
        && (Row, Site, Awaits, Create, Update, Label) == (other.Row, other.Site, other.Awaits, other.Create, other.Update, other.Label)
        && (Base, Trunk, Branch) == (other.Base, other.Trunk, other.Branch) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Row, Label, Base, Values.Length);
}

/// <summary>What can happen to an entity.</summary>
public enum EntityAct
{
    /// <summary>A version of a record asks something of it.</summary>
    Asked,

    /// <summary>A newer version of the record asks it no more.</summary>
    Dropped,

    /// <summary>The record was withdrawn.</summary>
    Withdrawn,

    /// <summary>The office rejected the record.</summary>
    Rejected,

    /// <summary>The office approved the record.</summary>
    Approved,

    /// <summary>The office judged the record otherwise: it is neither approved nor rejected.</summary>
    Judged,

    /// <summary>The office deleted the entity.</summary>
    Deleted,

    /// <summary>The office saw its conflict.</summary>
    ConflictSeen,
}

/// <summary>Something that happened to one entity.</summary>
/// <param name="Index">The ledger index of what did it.</param>
/// <param name="Record">The record that did it or was judged; null for an act of the office on the entity itself.</param>
/// <param name="Ask">What is asked; only of <see cref="EntityAct.Asked"/>.</param>
/// <param name="Note">Of <see cref="EntityAct.Dropped"/> the row of the record; of <see cref="EntityAct.Deleted"/> the reason.</param>
public sealed record EntityEvent(long Index, Instant At, ActorId By, EntityAct Act, SubmissionId? Record, EntityAsk? Ask = null, string Note = "");
