using System.Collections.Immutable;

namespace Adit.DataSets;

/// <summary>How a data set is kept; replaces what was set before, for records that come in from then on.</summary>
/// <param name="Approval">Whether a record makes something new in it only once the office has approved the record.</param>
public sealed record DataSetSet(string DataSet, bool Approval) : Fact;

/// <summary>An entity is not followed any more: phones drop it. What records said of it stays in the ledger.</summary>
public sealed record EntityDeleted(string DataSet, Guid Entity, string Reason) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Entity];
}

/// <summary>Somebody of the office looked at a conflict, and leaves the entity as it stands.</summary>
public sealed record EntityConflictSeen(string DataSet, Guid Entity) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Entity];
}
