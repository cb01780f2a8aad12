using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Adit.People;
using Adit.Protection;

namespace Adit.Forms;

/// <summary>The <c>adit:</c> attributes of a form, checked and resolved with what groups hand down (<c>catalogue/README.md</c>).</summary>
internal sealed partial class XFormMeanings
{
    private static readonly XNamespace Adit = Meaning.Space;
    private static readonly string[] Attributes = ["observes", "where", "dimension", "subject", "tier", "evidence", "day", "learnt"];
    private static readonly string[] OfTheForm = ["icon", "button", "urgency", "visit", "training", "sealed"];
    private static readonly string[] Subjects = ["site", "pit", "lot", "actor", "person-group", "case"];
    private static readonly string[] OfQuestions = ["observes", "where", "dimension", "subject", "day", "learnt"];

    private readonly List<XmlFault> faults = [];
    private readonly List<XmlFault> notices = [];
    private readonly Dictionary<NodeDraft, Tier> tiers = [];
    private readonly Dictionary<NodeDraft, Known> known = [];

    public IReadOnlyList<XmlFault> Faults => faults;
    public IReadOnlyList<XmlFault> Notices => notices;

    public XFormMeanings(NodeDraft root, Func<NodeDraft, AnswerType> typeOf)
    {
        foreach (var node in root.All())
        {
            tiers[node] = OwnTier(node) ?? Inherited(node);
            known[node] = OwnKnown(node) ?? (node.Parent is { } parent ? known[parent] : Known.Observed);
            Check(node, typeOf);
        }
        if (tiers[root] == Tier.T3)
            foreach (var node in root.All())
                tiers[node] = Tier.T3;
        RaiseCalculations(root);
    }

    public Tier TierOf(NodeDraft node) => tiers[node];

    public Meaning Of(NodeDraft node) => new()
    {
        Observes = node.Bind(Adit + "observes"),
        Where = Where(node),
        Dimension = node.Bind(Adit + "dimension"),
        Subject = node.Bind(Adit + "subject"),
        Known = known[node],
        Day = Says(node, "day"),
        Learnt = Says(node, "learnt"),
    };

    /// <summary>What the form says of itself to phones.</summary>
    public static FormButton ButtonOf(NodeDraft root) => new(
        root.Bind(Adit + "icon"), root.Bind(Adit + "button") == "main", root.Bind(Adit + "urgency") is [>= '0' and <= '9' and var urgency] ? urgency - '0' : FormButton.Ordinary, Says(root, "visit"));

    /// <summary>The subjects that whoever sends the form is to be trained in: those that it names, and where a form that is protected as a whole names none, child protection.</summary>
    public ImmutableArray<string> TrainingsOf(NodeDraft root) => Says(root, "training") ? [.. Named(root).Distinct()] : tiers[root] == Tier.T3 ? [Trainings.ChildProtection] : [];

    /// <summary>Whether what is filled in may be read again on no phone: the form says so, is protected as a whole, or asks something that is protected.</summary>
    public bool SealedOf(NodeDraft root) => Says(root, "sealed") || root.All().Any(node => node.Kind == NodeKind.Question && tiers[node] == Tier.T3);

    private static string[] Named(NodeDraft root) => (root.Bind(Adit + "training") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private Tier Inherited(NodeDraft node) =>
        node.Parent is not { } parent ? Tier.T2
        // Names and numbers of the record itself are the programme's, even where the form's answers are public.
        : node.Name == "meta" ? (Tier)Math.Max((int)tiers[parent], (int)Tier.T2)
        : tiers[parent];

    private Tier? OwnTier(NodeDraft node)
    {
        if (node.Bind(Adit + "tier") is not { } written)
            return null;
        if (written is "T0" or "T1" or "T2" or "T3")
            return (Tier)(written[1] - '0');
        notices.Add(new XmlFault("tier-unknown", node.Line, node.Path));
        return Tier.T3;
    }

    private Known? OwnKnown(NodeDraft node)
    {
        var written = node.Bind(Adit + "evidence");
        if (written is not (null or "reported" or "observed"))
            faults.Add(new XmlFault("evidence-unknown", node.Line, node.Path));
        return written switch { "reported" => Known.Reported, "observed" => Known.Observed, _ => null };
    }

    private void Check(NodeDraft node, Func<NodeDraft, AnswerType> typeOf)
    {
        void Fault(string code, bool when, string? about = null)
        {
            if (when)
                faults.Add(new XmlFault(code, node.Line, about ?? node.Path));
        }

        foreach (var attribute in node.Binds.SelectMany(bind => bind.Attributes()).Where(a => a.Name.NamespaceName == Meaning.Space))
            Fault("adit-unknown", !Attributes.Contains(attribute.Name.LocalName)
                && !(node.Parent is null && OfTheForm.Contains(attribute.Name.LocalName)), $"adit:{attribute.Name.LocalName}");
        Fault("button-unknown", node.Bind(Adit + "button") is not (null or "main" or "other"));
        Fault("urgency-unknown", node.Bind(Adit + "urgency") is not (null or [>= '0' and <= '9']));
        Fault("training-unknown", node.Parent is null && Named(node).Any(subject => !Trainings.Subjects.Contains(subject)), string.Join(", ", Trainings.Subjects));
        Fault("icon-too-long", node.Bind(Adit + "icon") is { } icon && new System.Globalization.StringInfo(icon).LengthInTextElements > 1);
        Fault("not-a-question", node.Kind != NodeKind.Question && OfQuestions.Any(name => Says(node, name)));
        Fault("subject-unknown", node.Bind(Adit + "subject") is { } subject && !Subjects.Contains(subject));
        Fault("where-unreadable", node.Bind(Adit + "where") is { } where && !where.Split().All(pair => pair.Length == 0 || Pair().IsMatch(pair)));
        if (node.Kind != NodeKind.Question)
            return;
        var type = typeOf(node);
        Fault("needs-one-answer", type is AnswerType.SelectMultiple or AnswerType.Rank && (Says(node, "dimension") || Says(node, "subject")));
        Fault("day-needs-a-date", type is not (AnswerType.Date or AnswerType.DateTime) && (Says(node, "day") || Says(node, "learnt")));
    }

    private static bool Says(NodeDraft node, string name) => node.Binds.Any(bind => bind.Attribute(Adit + name) is not null);

    private static ImmutableArray<Dim> Where(NodeDraft node) =>
        node.Bind(Adit + "where") is not { } where ? []
        : [.. where.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(pair => pair.Contains(':'))
            .Select(pair => new Dim(pair[..pair.IndexOf(':')], pair[(pair.IndexOf(':') + 1)..]))
            .OrderBy(dim => dim.Name, StringComparer.Ordinal)];

    // A name written into instanceName by a calculation is still a name: what is calculated, copied or chosen from other answers is held at
    // least as high as whatever it reads, unless its own bind says a tier. Names in the expression are enough to tell; a wrong guess only protects more.
    private void RaiseCalculations(NodeDraft root)
    {
        var raised = root.All().Where(node => node.Bind(Adit + "tier") is null)
            .Select(node => (Node: node, Reads: Expressions(node).SelectMany(read => Names().Matches(read)).Select(m => m.Value).ToHashSet()))
            .Where(node => node.Reads.Count > 0).ToList();
        var byName = new Dictionary<string, Tier>();
        foreach (var node in root.All())
            Raise(byName, node.Name, tiers[node]);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (node, reads) in raised)
            {
                var highest = reads.Select(name => byName.GetValueOrDefault(name)).DefaultIfEmpty().Max();
                if (highest <= tiers[node])
                    continue;
                tiers[node] = highest;
                Raise(byName, node.Name, highest);
                changed = true;
            }
        }
    }

    // Choices from a repeat of the form, or from the record before it (last-saved), are answers too.
    private static IEnumerable<string> Expressions(NodeDraft node)
    {
        if (node.Bind("calculate") is { } calculate)
            yield return calculate;
        foreach (var action in node.Actions)
            if (action.Attribute("value")?.Value is { } value)
                yield return value;
        if (node.Control?.Elements().FirstOrDefault(e => e.Name.LocalName == "itemset") is { } itemset
            && itemset.Attribute("nodeset")?.Value is { } nodeset && (!nodeset.Contains("instance(", StringComparison.Ordinal) || nodeset.Contains("last-saved", StringComparison.Ordinal))
            && itemset.Elements().FirstOrDefault(e => e.Name.LocalName == "value")?.Attribute("ref")?.Value is { } chosen)
            yield return chosen;
    }

    private static void Raise(Dictionary<string, Tier> byName, string name, Tier tier)
    {
        if (!byName.TryGetValue(name, out var known) || known < tier)
            byName[name] = tier;
    }

    [GeneratedRegex(@"^[^\s:]+:[^\s:]+$")]
    private static partial Regex Pair();

    [GeneratedRegex(@"[\p{L}_][\p{L}\p{N}_.\-]*")]
    private static partial Regex Names();
}
