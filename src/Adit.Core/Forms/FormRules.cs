using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Adit.Protection;

namespace Adit.Forms;

/// <summary>What a readable form must also keep to before it may be published.</summary>
public static partial class FormRules
{
    private static readonly AnswerType[] Telling =
        [AnswerType.Binary, AnswerType.Audit, AnswerType.Geopoint, AnswerType.Geotrace, AnswerType.Geoshape];

    /// <summary>Every reason against publishing; line 0, since they are about the form and not about a place in its file.</summary>
    /// <param name="form">The form as read.</param>
    /// <param name="isObservable">Whether the catalogue in force has an observable of this id.</param>
    public static ImmutableArray<XmlFault> Faults(Form form, Func<string, bool> isObservable) =>
    [
        .. form.Nodes.Where(node => node.Meaning.Observes is { } observed && !isObservable(observed))
            .Select(node => new XmlFault("observable-unknown", 0, node.Path)),
        .. form.Nodes.Where(node => form.Tier == Tier.T3 && node.Kind == NodeKind.Question && Telling.Contains(node.Type))
            .Select(node => new XmlFault("protected-form-shows", 0, node.Path)),
        // Files are kept as high as the record around them, so a protected answer in an open form has none, and nothing else may hold it.
        .. form.Nodes.Where(node => form.Tier < Tier.T3 && node is { Kind: NodeKind.Question, Tier: Tier.T3, Type: AnswerType.Binary or AnswerType.Audit })
            .Select(node => new XmlFault("protected-file", 0, node.Path)),
        .. form.Nodes.Where(node => form.Tier < Tier.T3 && node.Overhears && form.Nodes.Any(other => other is { Kind: NodeKind.Question, Tier: Tier.T3 }))
            .Select(node => new XmlFault("protected-overheard", 0, node.Path)),
        .. form.Entities.Select(entity => entity.Dataset).Distinct().Where(name => name is "sites" or "pits" or "actions" || !DataSet().IsMatch(name)).Select(name => new XmlFault("dataset-name", 0, name)),
    ];

    // As names of elements are, without dots (ODK entities); two underscores are for what lists keep for themselves.
    [GeneratedRegex(@"^(?!__)[\p{L}_][\p{L}\p{N}_-]{0,99}$")]
    private static partial Regex DataSet();
}
