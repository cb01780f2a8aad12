using System.Collections.Immutable;
using System.Globalization;
using Adit.Forms;
using Adit.Protection;

namespace Adit.Submissions;

/// <summary>What a record wants done to one entity of a data set (ODK entities).</summary>
public sealed record EntityChange
{
    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>The entity.</summary>
    public required Guid Id { get; init; }

    /// <summary>True where it may be made new.</summary>
    public required bool Create { get; init; }

    /// <summary>True where it may be changed. With <see cref="Create"/> too: changed if it exists, else made.</summary>
    public required bool Update { get; init; }

    /// <summary>Its label; null where an update leaves it.</summary>
    public string? Label { get; init; }

    /// <summary>The version that the phone knew; null where it said none.</summary>
    public int? BaseVersion { get; init; }

    /// <summary>The last version from the server that offline changes grew from.</summary>
    public int? TrunkVersion { get; init; }

    /// <summary>Names the chain of offline changes on one phone.</summary>
    public Guid? BranchId { get; init; }

    /// <summary>Properties in the form's order; an empty text clears one. What was not asked is absent.</summary>
    public required ImmutableArray<(string Property, string Value)> Properties { get; init; }

    /// <summary>The row it stands in; empty for the record itself.</summary>
    public required string Row { get; init; }

    /// <summary>The highest tier of anything in it.</summary>
    public required Tier Tier { get; init; }
}

/// <summary>What a record asks of a data set and cannot be.</summary>
/// <param name="Code">A permanent code.</param>
/// <param name="Path">Where it stands in the record.</param>
public readonly record struct EntityError(string Dataset, string Code, string Path)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code}:{Path}";
}

/// <summary>What a record wants done to entities, and why some of it cannot be. An error never refuses the record.</summary>
/// <param name="Changes">In the form's order.</param>
/// <param name="Errors">
/// <c>entity-id</c>: no UUID; <c>entity-label</c>: none for a new one; <c>entity-dataset</c>: not the one the form declares;
/// <c>entity-version</c>: an update without a whole number as its base.
/// </param>
public sealed record EntityChanges(ImmutableArray<EntityChange> Changes, ImmutableArray<EntityError> Errors)
{
    /// <summary>The changes that a record asks for.</summary>
    public static EntityChanges Of(Filled filled)
    {
        if (filled.Form.Entities.IsEmpty)
            return new EntityChanges([], []);
        var reading = new Reading(filled);
        reading.Look(Filled.Root, "");
        return new EntityChanges([.. reading.Changes], [.. reading.Errors]);
    }

    private sealed class Reading(Filled filled)
    {
        private readonly Dictionary<(int, string), string> attributes = filled.Instance.EntityAttributes
            .DistinctBy(a => (a.Element, a.Name)).ToDictionary(a => (a.Element, a.Name), a => a.Value);

        public List<EntityChange> Changes { get; } = [];
        public List<EntityError> Errors { get; } = [];

        public void Look(int element, string row)
        {
            var declared = filled.Form.Entities.FirstOrDefault(e => e.Container == filled.Node(element).Index);
            if (declared is not null && Child(Child(element, "meta"), "entity") is >= 0 and var entity)
                Read(element, entity, declared, row);
            var index = 0;
            for (var child = filled.First(element); child >= 0; child = filled.Next(child))
            {
                if (!filled.IsKnown(child) || filled.Node(child).Kind == NodeKind.Question)
                    continue;
                Look(child, filled.Node(child).Kind == NodeKind.Repeat ? Observing.RowKey(filled, row, child, index) : row);
                index = filled.SameAsNext(child) ? index + 1 : 0;
            }
        }

        private void Read(int container, int entity, EntityDeclaration declared, string row)
        {
            var create = IsYes(Attribute(entity, "create"));
            var update = IsYes(Attribute(entity, "update"));
            if (!create && !update)
                return;
            var at = Child(entity, "label");
            var label = at >= 0 ? filled.Answer(at)?.Trim() : null;
            var id = Uuid(Attribute(entity, "id"));
            var version = Number(Attribute(entity, "baseVersion"));
            if (Problem(entity, declared, (create, update), (id, label, version)) is { } code)
            {
                Errors.Add(new EntityError(declared.Dataset, code, filled.Node(entity).Path));
                return;
            }
            var properties = new List<(string, string)>();
            // A label that is put together from answers is as protected as they are.
            var tier = Collect(container, declared, properties, at >= 0 && filled.TierOf(at) > filled.TierOf(entity) ? filled.TierOf(at) : filled.TierOf(entity));
            Changes.Add(new EntityChange
            {
                Dataset = declared.Dataset,
                Id = id!.Value,
                Create = create,
                Update = update,
                Label = label,
                BaseVersion = version,
                TrunkVersion = Number(Attribute(entity, "trunkVersion")),
                BranchId = Uuid(Attribute(entity, "branchId")),
                Properties = [.. properties],
                Row = row,
                Tier = tier,
            });
        }

        private string? Problem(
            int entity, EntityDeclaration declared, (bool Create, bool Update) wants, (Guid? Id, string? Label, int? Version) has) =>
            Attribute(entity, "dataset") is { } named && named != declared.Dataset ? "entity-dataset"
            : has.Id is null ? "entity-id"
            : wants.Create && has.Label is null ? "entity-label"
            : wants is { Update: true, Create: false } && has.Version is null ? "entity-version"
            : null;

        private Tier Collect(int element, EntityDeclaration declared, List<(string, string)> properties, Tier tier)
        {
            for (var child = filled.First(element); child >= 0; child = filled.Next(child))
            {
                if (!filled.IsKnown(child))
                    continue;
                var node = filled.Node(child);
                if (node.Kind == NodeKind.Group)
                    tier = Collect(child, declared, properties, tier);
                foreach (var (saved, property) in declared.Properties)
                    if (saved == node.Index && node.Kind == NodeKind.Question)
                    {
                        properties.Add((property, filled.Text(child) ?? ""));
                        tier = filled.TierOf(child) > tier ? filled.TierOf(child) : tier;
                    }
            }
            return tier;
        }

        private int Child(int element, string name)
        {
            if (element >= 0)
                for (var child = filled.First(element); child >= 0; child = filled.Next(child))
                    if (filled.Name(child) == name)
                        return child;
            return -1;
        }

        private string? Attribute(int entity, string name) => attributes.GetValueOrDefault((entity, name))?.Trim();
    }

    private static bool IsYes(string? written) => written is "1" or "true";

    private static int? Number(string? written) =>
        int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Guid? Uuid(string? written) =>
        Id.TryRead(written is not null && written.StartsWith("uuid:", StringComparison.Ordinal) ? written[5..] : written, out var id) ? id : null;
}
