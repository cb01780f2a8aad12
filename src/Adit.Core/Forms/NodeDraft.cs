using System.Xml;
using System.Xml.Linq;

namespace Adit.Forms;

/// <summary>A node of a form while its parts are gathered from the instance, the binds and the body.</summary>
internal sealed class NodeDraft(NodeDraft? parent, string name)
{
    public NodeDraft? Parent { get; } = parent;
    public string Name { get; } = name;
    public string Path { get; } = $"{parent?.Path}/{name}";
    public List<NodeDraft> Children { get; } = [];
    private readonly Dictionary<string, NodeDraft> byName = [];
    public XElement? Element { get; init; }
    public bool Implied { get; init; }

    /// <summary>Its binds; a form may spread one over several elements.</summary>
    public List<XElement> Binds { get; } = [];

    /// <summary>What fills it by itself: <c>setvalue</c>, <c>setgeopoint</c>, <c>recordaudio</c>.</summary>
    public List<XElement> Actions { get; } = [];

    /// <summary>The control that asks it, or the group that shows it.</summary>
    public XElement? Control { get; set; }

    /// <summary>The <c>repeat</c> element of the body.</summary>
    public XElement? Repeat { get; set; }

    /// <summary>True where the instance holds it twice or marks a template: it repeats even if nothing in the body says so.</summary>
    public bool Repeats { get; set; }

    public int Index { get; set; }

    public NodeKind Kind => Children.Count > 0 && (Repeat is not null || Repeats) ? NodeKind.Repeat
        : Children.Count > 0 || Control?.Name.LocalName == "group" || Parent is null ? NodeKind.Group
        : NodeKind.Question;

    /// <summary>An attribute of its binds; null where none has it.</summary>
    public string? Bind(XName attribute) =>
        Binds.Select(bind => bind.Attribute(attribute)?.Value.Trim()).FirstOrDefault(value => value is { Length: > 0 });

    /// <summary>Whether an action of this kind fills it.</summary>
    public bool FilledBy(string action) => Actions.Any(element => element.Name.LocalName == action);

    public int Line => Lines.Of(Binds.FirstOrDefault() ?? Element);

    public NodeDraft? Child(string name) => byName.GetValueOrDefault(name);

    public void Add(NodeDraft child)
    {
        Children.Add(child);
        byName[child.Name] = child;
    }

    public IEnumerable<NodeDraft> All()
    {
        yield return this;
        foreach (var child in Children)
            foreach (var inner in child.All())
                yield return inner;
    }
}

internal static class Lines
{
    public static int Of(XObject? at) => (at as IXmlLineInfo)?.LineNumber ?? 0;
}
