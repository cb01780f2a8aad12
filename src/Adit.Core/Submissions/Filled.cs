using System.Collections.Immutable;
using Adit.Forms;
using Adit.Protection;

namespace Adit.Submissions;

/// <summary>Something odd about an answer: a permanent code and where. Never the answer itself.</summary>
public readonly record struct AnswerFlag(string Code, string Path)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code}:{Path}";
}

/// <summary>
/// A record whose elements are matched to the questions of one version of its form, in the form's own order. Nothing is refused here:
/// what does not fit is kept and flagged.
/// </summary>
public sealed class Filled
{
    private const int MostFlags = 100;
    private const int MostUnknownDepth = 4;
    private const int Unknown = int.MaxValue;

    private readonly Element[] elements;
    private readonly int[] nodeOf;
    private readonly Tier[] tierOf;
    private readonly List<AnswerFlag> flags = [];

    /// <summary>The form it was matched to.</summary>
    public Form Form { get; }

    /// <summary>The record.</summary>
    public Instance Instance { get; }

    /// <summary>
    /// What is odd: <c>unknown-question</c>, <c>answered-twice</c>, <c>not-a-number</c>, <c>not-a-boolean</c>, <c>not-a-date</c>,
    /// <c>not-a-time</c>, <c>not-a-place</c>, <c>more-flags</c>. At most 100.
    /// </summary>
    public IReadOnlyList<AnswerFlag> Flags => flags;

    /// <summary>Matches a record to its form. The form's id and version are not compared: the caller chose it by them.</summary>
    public Filled(Form form, Instance instance)
    {
        Form = form;
        Instance = instance;
        elements = (Element[])instance.Elements.Clone();
        nodeOf = new int[elements.Length];
        tierOf = new Tier[elements.Length];
        tierOf[0] = form.Tier;
        Match(0, 0);
    }

    internal const int Root = 0;
    internal int First(int element) => elements[element].First;
    internal int Next(int element) => elements[element].Next;
    internal int Parent(int element) => elements[element].Parent;
    internal string Name(int element) => elements[element].Name;
    internal string? Text(int element) => elements[element].Text;
    internal bool IsKnown(int element) => nodeOf[element] != Unknown;
    internal FormNode Node(int element) => Form.Nodes[nodeOf[element]];
    internal Tier TierOf(int element) => tierOf[element];
    internal int Count => elements.Length;

    /// <summary>True for a question of the form that belongs to the record (not left out when doubled questions were merged).</summary>
    internal bool Belongs(int element) =>
        elements[element].Parent >= 0 && IsKnown(element) && Node(element).Kind == NodeKind.Question;

    internal bool IsQuestion(int element, AnswerType type, AnswerType other) =>
        Belongs(element) && (Node(element).Type == type || Node(element).Type == other);

    /// <summary>True where this element and its next neighbour are rows of one repeat, or unknown and of one name.</summary>
    internal bool SameAsNext(int element) =>
        elements[element].Next is >= 0 and var next && nodeOf[next] == nodeOf[element] && (IsKnown(element) || Name(next) == Name(element));

    /// <summary>The answer of an element; null where it is empty.</summary>
    internal string? Answer(int element) => elements[element].Text is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    private void Match(int element, int node)
    {
        NameChildren(element, node);
        if (Order(element) is { } shuffled)
            Relink(element, shuffled);
        Merge(element);
        for (var child = elements[element].First; child >= 0; child = elements[child].Next)
            MatchInside(child);
    }

    private void MatchInside(int child)
    {
        if (nodeOf[child] == Unknown)
        {
            Flag("unknown-question", child);
            KeepUnknown(child, 1);
        }
        else if (Form.Nodes[nodeOf[child]] is { Kind: NodeKind.Question } question)
            Check(child, question);
        else
            Match(child, nodeOf[child]);
    }

    // Phones send the questions in the form's order, so the next one is nearly always the one expected.
    private void NameChildren(int element, int node)
    {
        var expected = node + 1;
        var end = Form.Nodes[node].End;
        for (var child = elements[element].First; child >= 0; child = elements[child].Next)
        {
            var name = elements[child].Name;
            var found = expected < end && Form.Nodes[expected].Name == name ? expected : Form.Child(node, name);
            nodeOf[child] = found < 0 ? Unknown : found;
            tierOf[child] = found < 0 ? tierOf[element] : Form.Nodes[found].Tier;
            if (found >= 0)
                expected = Form.Nodes[found].Kind == NodeKind.Repeat ? found : Form.Nodes[found].End;
        }
    }

    // Null where the children already stand in the form's order; unknown ones come last, by name.
    private List<int>? Order(int element)
    {
        if (elements[element].First < 0)
            return null;
        var ordered = true;
        for (var child = elements[element].First; ordered && elements[child].Next is >= 0 and var next; child = next)
            ordered = nodeOf[child] <= nodeOf[next] && nodeOf[next] != Unknown;
        if (ordered)
            return null;
        var children = new List<int>();
        for (var child = elements[element].First; child >= 0; child = elements[child].Next)
            children.Add(child);
        children.Sort((a, b) => nodeOf[a] != nodeOf[b] ? nodeOf[a].CompareTo(nodeOf[b])
            : nodeOf[a] == Unknown && string.CompareOrdinal(Name(a), Name(b)) is not 0 and var byName ? byName
            : a.CompareTo(b));
        return children;
    }

    private void Relink(int element, List<int> children)
    {
        elements[element].First = children[0];
        elements[element].Last = children[^1];
        for (var at = 0; at < children.Count; at++)
            elements[children[at]].Next = at + 1 < children.Count ? children[at + 1] : -1;
    }

    // A group or question that stands there twice becomes one: meta is sent in two namespaces at once by some clients.
    private void Merge(int element)
    {
        for (var child = elements[element].First; child >= 0; child = elements[child].Next)
            while (nodeOf[child] != Unknown && Node(child).Kind != NodeKind.Repeat && SameAsNext(child))
            {
                var second = elements[child].Next;
                elements[child].Next = elements[second].Next;
                if (elements[element].Last == second)
                    elements[element].Last = child;
                if (Node(child).Kind == NodeKind.Group)
                    Adopt(child, second);
                else
                    KeepOne(child, second);
            }
    }

    private void Adopt(int group, int second)
    {
        var first = elements[second].First;
        for (var child = first; child >= 0; child = elements[child].Next)
            elements[child].Parent = group;
        if (elements[group].Last >= 0)
            elements[elements[group].Last].Next = first;
        else
            elements[group].First = first;
        if (first >= 0)
            elements[group].Last = elements[second].Last;
        elements[second].Parent = -1;
    }

    private void KeepOne(int question, int second)
    {
        if (Answer(question) is null)
            elements[question].Text = elements[second].Text;
        else if (Answer(second) is { } other && other != elements[question].Text)
            Flag("answered-twice", question);
        elements[second].Parent = -1;
    }

    private void Check(int element, FormNode question)
    {
        if (elements[element].First is >= 0 and var inside)
        {
            Flag("unknown-question", inside);
            elements[element].First = -1;
        }
        if (Answer(element) is { } text && AnswerText.Fault(question.Type, text) is { } code)
            Flag(code, element);
    }

    // What the form does not know is held as high as what stands around it. Far inside it is left to the record as received, so that
    // with the limit on the depth of forms no part is nested deeper than any JSON reader takes (64).
    private void KeepUnknown(int element, int depth)
    {
        if (depth == MostUnknownDepth)
            elements[element].First = -1;
        for (var child = elements[element].First; child >= 0; child = elements[child].Next)
            (nodeOf[child], tierOf[child]) = (Unknown, tierOf[element]);
        if (Order(element) is { } shuffled)
            Relink(element, shuffled);
        for (var child = elements[element].First; child >= 0; child = elements[child].Next)
            KeepUnknown(child, depth + 1);
    }

    private void Flag(string code, int element)
    {
        if (flags.Count < MostFlags - 1)
            flags.Add(new AnswerFlag(code, Path(element)));
        else if (flags.Count == MostFlags - 1)
            flags.Add(new AnswerFlag("more-flags", "/"));
    }

    private string Path(int element)
    {
        var names = new Stack<string>();
        for (var at = element; at >= 0; at = elements[at].Parent)
            names.Push(elements[at].Name);
        return "/" + string.Join('/', names);
    }
}
