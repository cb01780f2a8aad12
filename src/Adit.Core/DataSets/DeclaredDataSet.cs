using System.Collections.Immutable;
using Adit.Forms;
using Adit.Protection;

namespace Adit.DataSets;

/// <summary>A data set as published forms declare it: there is one as soon as a form says so.</summary>
/// <param name="Properties">In the order in which forms came to save them; none that any form protects (T3), and none that lists keep for themselves.</param>
/// <param name="Forms">The versions of forms that make or change what is in it, in the order of their publication.</param>
public sealed record DeclaredDataSet(string Name, ImmutableArray<string> Properties, ImmutableArray<Form> Forms)
{
    /// <summary>The property that holds the day on which something is due.</summary>
    public const string Due = "due";

    /// <summary>The property that says how it stands.</summary>
    public const string Status = "status";

    /// <summary>The values of <see cref="Status"/> after which nothing is due any more.</summary>
    public static ImmutableArray<string> Closing { get; } = ["closed", "done", "verified", "cancelled"];

    /// <summary>Whether nothing is due of an entity with this status any more.</summary>
    public static bool Closes(string? status) => status is not null && Closing.Contains(status.Trim().ToLowerInvariant());

    /// <summary>Whether follow-ups are due by it.</summary>
    public bool HasDue => Properties.Contains(Due);

    /// <summary>The data sets that forms declare, by name.</summary>
    /// <param name="forms">All published versions, in the order of their publication.</param>
    public static ImmutableArray<DeclaredDataSet> Of(IEnumerable<Form> forms) =>
    [
        .. forms.SelectMany(f => f.Entities.Select(e => (Form: f, Entity: e))).GroupBy(d => d.Entity.Dataset).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
        {
            var saved = g.SelectMany(d => d.Entity.Properties.Select(p => (Name: p.Property, d.Form.Nodes[p.Node].Tier))).ToList();
            var closed = saved.Where(p => p.Tier == Tier.T3).Select(p => p.Name).ToHashSet();
            return new DeclaredDataSet(g.Key, [.. saved.Select(p => p.Name).Where(n => !closed.Contains(n) && !IsReserved(n)).Distinct()], [.. g.Select(d => d.Form).Distinct()]);
        }),
    ];

    /// <summary>Whether a form can be filled in again and again to change what is in a data set.</summary>
    public static bool Updates(Form form, string dataset) => form.Entities.Any(e => e.Dataset == dataset && e.Updates);

    // Lists have these columns of their own (ODK entities).
    private static bool IsReserved(string property) => property is "name" or "label" || property.StartsWith("__", StringComparison.Ordinal);
}
