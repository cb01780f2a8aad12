using System.Collections.Frozen;
using System.Collections.Immutable;
using Adit.Protection;

namespace Adit.Forms;

/// <summary>
/// One version of a form, as its XForm says it (ODK XForms 1.0.0). The questions are a flat list in the form's own order, each
/// followed by what lies inside it; index 0 is the form's root.
/// </summary>
public sealed record Form
{
    /// <summary>The form id: the <c>id</c> of the root of its instance, or that element's namespace (OpenRosa).</summary>
    public required string Id { get; init; }

    /// <summary>The version as written; empty where the form has none.</summary>
    public required string Version { get; init; }

    /// <summary>The title; the form id where it has none, since a phone refuses a list with a nameless form.</summary>
    public required string Title { get; init; }

    /// <summary>RSA public key (base64) under which phones encrypt; null for clear forms.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Every group, repeat and question, parents before children.</summary>
    public required ImmutableArray<FormNode> Nodes
    {
        get;
        init
        {
            field = value;
            byParent = Children(value);
            byPath = value.ToFrozenDictionary(node => node.Path);
        }
    }

    /// <summary>Languages of the texts as the form names them, the default first; empty where all texts are inline.</summary>
    public required ImmutableArray<string> Languages { get; init; }

    /// <summary>Lists that questions choose from, and other secondary instances, inside the form or in files.</summary>
    public required ImmutableArray<SecondaryInstance> Instances { get; init; }

    /// <summary>Names of the files that a phone must have beside the form, in order of first mention.</summary>
    public required ImmutableArray<string> MediaFiles { get; init; }

    /// <summary>How phones offer it.</summary>
    public FormButton Button { get; init; } = FormButton.Plain;

    /// <summary>Subjects that whoever sends it is to be trained in (<c>adit:training</c> on the root's bind); the office is warned, and nothing is refused.</summary>
    public ImmutableArray<string> Trainings { get; init; } = [];

    /// <summary>
    /// Whether what was filled in may be read again on no phone (<c>adit:sealed</c> on the root's bind, and every form with a protected question). At the office each answer is held at its own tier all the same.
    /// </summary>
    public bool Sealed { get; init; }

    /// <summary>What the form creates and updates in data sets.</summary>
    public required ImmutableArray<EntityDeclaration> Entities { get; init; }

    /// <summary>What is odd in the form and stops nothing.</summary>
    public required ImmutableArray<XmlFault> Notices { get; init; }

    /// <summary>The tier of the form as a whole; a T3 form is T3 in all its parts.</summary>
    public Tier Tier => Nodes[0].Tier;

    private readonly FrozenDictionary<(int, string), int> byParent = FrozenDictionary<(int, string), int>.Empty;
    private readonly FrozenDictionary<string, FormNode> byPath = FrozenDictionary<string, FormNode>.Empty;

    /// <summary>The node at a path such as <c>/data/pit/depth</c> (names without prefixes); null where there is none.</summary>
    public FormNode? Find(string path) => byPath.GetValueOrDefault(path);

    /// <summary>The index of the child of a node by its name; −1 where there is none.</summary>
    public int Child(int parent, string name) => byParent.TryGetValue((parent, name), out var index) ? index : -1;

    /// <summary>The children of a node in the form's order.</summary>
    public IEnumerable<FormNode> ChildrenOf(FormNode node)
    {
        for (var child = node.Index + 1; child < node.End; child = Nodes[child].End)
            yield return Nodes[child];
    }

    private static FrozenDictionary<(int, string), int> Children(ImmutableArray<FormNode> nodes) =>
        nodes.Skip(1).ToFrozenDictionary(node => (node.Parent, node.Name), node => node.Index);
}

/// <summary>How a phone offers a form (<c>adit:icon</c>, <c>adit:button</c>, <c>adit:urgency</c>, <c>adit:visit</c> on the root's bind).</summary>
/// <param name="Icon">One character; null where it has none.</param>
/// <param name="Main">Whether it has a large button on the first screen; a form that is protected as a whole never has.</param>
/// <param name="Urgency">0 is sent first, 9 last.</param>
/// <param name="Visit">Whether a record of it is a visit that a roster asks for.</param>
public sealed record FormButton(string? Icon, bool Main, int Urgency, bool Visit)
{
    /// <summary>The urgency of a form that says none.</summary>
    public const int Ordinary = 5;

    /// <summary>A form that says nothing of it.</summary>
    public static FormButton Plain { get; } = new(null, false, Ordinary, false);
}

/// <summary>What reading a form gave: the form, or every fault that stands against it.</summary>
public readonly record struct ReadForm(Form? Form, ImmutableArray<XmlFault> Faults);

/// <summary>A secondary instance: inline items, or a file that comes beside the form.</summary>
/// <param name="Id">Its id, by which expressions name it.</param>
/// <param name="Source">Its <c>src</c>, such as <c>jr://file-csv/pits.csv</c>; null where the items are inline.</param>
/// <param name="Items">The inline items in order; empty for a file.</param>
public sealed record SecondaryInstance(string Id, string? Source, ImmutableArray<ImmutableDictionary<string, string>> Items)
{
    /// <summary>The name of the file; null for inline items and for <c>jr://instance/…</c>, which phones make themselves.</summary>
    public string? FileName => Source is { } source && source.StartsWith("jr://file", StringComparison.Ordinal)
        ? source[(source.LastIndexOf('/') + 1)..]
        : null;
}

/// <summary>A declaration that a record creates or updates an entity (ODK entities 2022.1 to 2024.1).</summary>
/// <param name="Node">Index of the <c>meta/entity</c> node.</param>
/// <param name="Container">Index of the node whose meta it is: the root, or a repeat.</param>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="Properties">Questions saved to it, with the property's name.</param>
public sealed record EntityDeclaration(int Node, int Container, string Dataset, ImmutableArray<(int Node, string Property)> Properties)
{
    /// <summary>Whether it may change what is there already.</summary>
    public bool Updates { get; init; }
}
