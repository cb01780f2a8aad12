using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.DataSets;

/// <summary>Whether an entity is there.</summary>
public enum EntityStands
{
    /// <summary>Nothing has made it yet: what was asked waits for another part, for the office, or failed.</summary>
    NotYet,

    /// <summary>It is there.</summary>
    Here,

    /// <summary>It was there, and the record that made it counts no more.</summary>
    TakenBack,

    /// <summary>The office deleted it.</summary>
    Deleted,
}

/// <summary>Whether two people changed it without knowing of each other.</summary>
public enum EntityConflict
{
    /// <summary>No.</summary>
    None,

    /// <summary>They changed different properties.</summary>
    Soft,

    /// <summary>They gave one property different values: the one that came last stands.</summary>
    Hard,
}

/// <summary>What a step did.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EntityStepKind>))]
public enum EntityStepKind
{
    /// <summary>It was made.</summary>
    Made,

    /// <summary>It was changed.</summary>
    Changed,

    /// <summary>A record that had made or changed it was corrected, or counts again.</summary>
    Corrected,

    /// <summary>A record that had made or changed it counts no more.</summary>
    TakenBack,

    /// <summary>The office deleted it.</summary>
    Deleted,

    /// <summary>The office saw its conflict.</summary>
    ConflictSeen,
}

/// <summary>What a property was and became; null where it was not set. The label is the property <c>label</c>.</summary>
public readonly record struct EntityDifference(string Name, string? Was, string? Became);

/// <summary>A step in the life of an entity.</summary>
/// <param name="Version">The version after it.</param>
/// <param name="Index">The ledger index of what did it.</param>
/// <param name="At">When it took effect.</param>
/// <param name="Forced">Whether what it followed never came.</param>
public sealed record EntityStep(
    int Version, long Index, Instant At, ActorId By, SubmissionId? Record, EntityStepKind Kind, EntityConflict Conflict, bool Forced, ImmutableArray<EntityDifference> Changed, string Note);

/// <summary>Why what a record asks was not done.</summary>
/// <param name="Code">
/// <c>entity-exists</c>: made already; <c>entity-unknown</c>: there is none; <c>entity-version</c>: it never had the version that the phone knew;
/// <c>entity-deleted</c>: the office deleted it.
/// </param>
public readonly record struct EntityFault(long Index, SubmissionId Record, string Row, string Code);

/// <summary>What a record asks that waits.</summary>
/// <param name="Until">When it is applied though what it follows has not come; null where it waits for the office.</param>
public readonly record struct EntityWait(long Index, SubmissionId Record, string Row, Instant? Until);

/// <summary>Something that records make and change: a follow-up, a household, a machine.</summary>
/// <param name="Version">Counts up from 1; 0 before it is made.</param>
/// <param name="Values">Its properties by name, without cleared ones.</param>
/// <param name="Site">The site of the record that made it; null where that had none.</param>
/// <param name="Maker">Who sent that record.</param>
/// <param name="Changed">The ledger index of the last step; of what was asked first where there is none.</param>
/// <param name="ChangedAt">When that took effect.</param>
/// <param name="WaitsUntil">When the next part is applied though what it follows has not come; null where none will be.</param>
public sealed record Entity(
    EntityStands Stands, int Version, string Label, ImmutableSortedDictionary<string, string> Values, SiteId? Site, ActorId Maker, EntityConflict Conflict,
    ImmutableArray<EntityStep> Steps, ImmutableArray<EntityFault> Faults, ImmutableArray<EntityWait> Waits, long Changed, Instant ChangedAt, Instant? WaitsUntil);
