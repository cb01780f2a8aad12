using System.Xml.Linq;

namespace Adit.Forms;

/// <summary>Gathers the nodes of a form: its primary instance first, then what binds and body say about each.</summary>
internal sealed class XFormDraft
{
    public static readonly XNamespace JavaRosa = "http://openrosa.org/javarosa";
    private static readonly HashSet<string> Actions = ["setvalue", "setgeopoint", "recordaudio"];
    private static readonly HashSet<string> Controls = ["input", "secret", "textarea", "select", "select1", "rank", "range", "upload", "trigger"];

    /// <summary>A repeat takes two levels of JSON; with this, answers stay within the 64 that JSON readers take.</summary>
    private const int MaxDepth = 24;

    private readonly Dictionary<string, NodeDraft> byPath = [];
    private readonly Dictionary<string, XElement> byBindId = [];

    public NodeDraft Root { get; }
    public List<XmlFault> Notices { get; } = [];
    public List<XmlFault> Faults { get; } = [];

    public XFormDraft(XElement root)
    {
        Root = new NodeDraft(null, root.Name.LocalName) { Element = root };
        GrowChildren(Root, root, 1);
        AddMeta();
        foreach (var node in Root.All())
            byPath[node.Path] = node;
    }

    /// <summary>Ties each bind to its node. A bind of nothing is odd, unless it would have given a meaning: then it is a fault.</summary>
    public void AddBinds(IEnumerable<XElement> binds)
    {
        foreach (var bind in binds)
        {
            if (bind.Attribute("id")?.Value is { } id)
                byBindId[id] = bind;
            var written = bind.Attribute("nodeset")?.Value ?? "";
            if (written.Contains('@'))
                continue;   // attributes of meta/entity: what they hold is read from the record itself
            if (Find(Absolute(written, Root.Path)) is { } node)
                node.Binds.Add(bind);
            else
                (bind.Attributes().Any(a => a.Name.NamespaceName == Meaning.Space) ? Faults : Notices)
                    .Add(new XmlFault("bind-to-nothing", Lines.Of(bind), written.Trim()));
        }
    }

    /// <summary>Ties each control of the body to its node; references may be relative to the group around them.</summary>
    public void AddBody(XElement body, string context)
    {
        foreach (var element in body.Elements())
        {
            var name = element.Name.LocalName;
            if (name is not ("group" or "repeat") && !Controls.Contains(name))
                continue;
            var written = (element.Attribute("ref") ?? element.Attribute("nodeset") ?? BindOf(element)?.Attribute("nodeset"))?.Value;
            var path = written is null ? context : Absolute(written, context);
            if (written is not null)
                Tie(element, path);
            AddActions(element, path);
            if (name is "group" or "repeat")
                AddBody(element, path);
        }
    }

    /// <summary>Ties what fills answers by itself to them: default and copied values, positions, recordings in the background.</summary>
    public void AddActions(XElement within, string context)
    {
        foreach (var action in within.Elements().Where(e => Actions.Contains(e.Name.LocalName)))
            if ((action.Attribute("ref") ?? action.Attribute("nodeset") ?? BindOf(action)?.Attribute("nodeset"))?.Value is { } written)
                Find(Absolute(written, context))?.Actions.Add(action);
    }

    public NodeDraft? Find(string path) => byPath.GetValueOrDefault(path);

    /// <summary>A path from the root without prefixes; relative steps are taken from <paramref name="context"/>.</summary>
    public static string Absolute(string written, string context)
    {
        var path = written.Trim();
        if (path.StartsWith("current()/", StringComparison.Ordinal))
            path = path["current()/".Length..];
        var steps = path.StartsWith('/') ? [] : context.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (step == "..")
                steps.RemoveRange(Math.Max(0, steps.Count - 1), Math.Min(1, steps.Count));
            else if (step != ".")
                steps.Add(step[(step.IndexOf(':') + 1)..]);
        return "/" + string.Join('/', steps);
    }

    // Older forms name the bind instead of the node.
    private XElement? BindOf(XElement element) =>
        element.Attribute("bind") is { } bind ? byBindId.GetValueOrDefault(bind.Value) : null;

    private void Tie(XElement element, string path)
    {
        if (Find(path) is not { } node)
            Notices.Add(new XmlFault("control-to-nothing", Lines.Of(element), path));
        else if (element.Name.LocalName == "repeat")
            node.Repeat = element;
        else if (node.Control is null || node.Control.Name.LocalName == "group")
            node.Control = element;
    }

    private void GrowChildren(NodeDraft node, XElement element, int depth)
    {
        if (depth > MaxDepth)
        {
            Faults.Add(new XmlFault("too-deep", Lines.Of(element), $"{MaxDepth}"));
            return;
        }
        node.Repeats |= element.Attribute(JavaRosa + "template") is not null;
        var seen = new HashSet<string>();
        foreach (var child in element.Elements())
        {
            var name = child.Name.LocalName;
            if (node.Child(name) is not { } known)
                node.Add(known = new NodeDraft(node, name) { Element = child });
            // meta may stand there twice, in two namespaces; anything else that comes twice in one place is rows to start with.
            known.Repeats |= !seen.Add(name) && name != "meta";
            GrowChildren(known, child, depth + 1);
        }
    }

    // Phones send these whether or not the form declares them (OpenRosa metadata).
    private void AddMeta()
    {
        var meta = Root.Child("meta") ?? new NodeDraft(Root, "meta") { Implied = true };
        if (meta.Implied)
            Root.Add(meta);
        foreach (var name in (string[])["instanceID", "instanceName", "deprecatedID"])
            if (meta.Child(name) is null)
                meta.Add(new NodeDraft(meta, name) { Implied = true });
    }
}
