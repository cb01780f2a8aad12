using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;

namespace Adit.Forms;

/// <summary>Reads an XForm (ODK XForms 1.0.0, as pyxform and its kin write it).</summary>
public static class XFormReading
{
    private static readonly XNamespace Entities = "http://www.opendatakit.org/xforms/entities";
    private static readonly XNamespace JavaRosa = XFormDraft.JavaRosa;
    private static readonly XNamespace Odk = "http://www.opendatakit.org/xforms";

    /// <summary>The form, or every reason why these bytes are none. Throws nothing, whatever the bytes are.</summary>
    public static ReadForm Read(ReadOnlyMemory<byte> xml)
    {
        var (document, unreadable) = SafeXml.Load(xml);
        if (unreadable is { } fault)
            return new ReadForm(null, [fault]);
        var html = document!.Root!;
        var head = Named(html, "head");
        var model = head is null ? null : Named(head, "model");
        var body = Named(html, "body");
        if (html.Name.LocalName != "html" || model is null || body is null)
            return new ReadForm(null, [new XmlFault("not-a-form", Lines.Of(html))]);
        if (Named(model, "instance")?.Elements().FirstOrDefault() is not { } root)
            return new ReadForm(null, [new XmlFault("no-primary-instance", Lines.Of(model))]);
        return Read(new Source(html, head!, model, body, root));
    }

    private sealed record Source(XElement Html, XElement Head, XElement Model, XElement Body, XElement Root)
    {
        public string? Id => Root.Attribute("id")?.Value is { Length: > 0 } id ? id.Trim() : OwnNamespace;

        // OpenRosa lets the namespace of the root be the id; the one handed down from XForms is nobody's id.
        private string? OwnNamespace => Root.Name.NamespaceName is { Length: > 0 } space && space != Html.GetDefaultNamespace().NamespaceName
            && space != "http://www.w3.org/2002/xforms" ? space : null;

        public string Version => Root.Attributes().FirstOrDefault(a => a.Name.LocalName == "version")?.Value ?? "";
    }

    private static ReadForm Read(Source source)
    {
        var texts = new XFormTexts(Named(source.Model, "itext"));
        var draft = new XFormDraft(source.Root);
        draft.AddBinds(source.Model.Elements().Where(e => e.Name.LocalName == "bind"));
        draft.AddActions(source.Model, draft.Root.Path);
        draft.AddBody(source.Body, draft.Root.Path);
        var meanings = new XFormMeanings(draft.Root, TypeOf);
        var faults = draft.Faults.Concat(meanings.Faults).ToList();
        if (source.Id is not { Length: > 0 } id)
            faults.Add(new XmlFault("form-without-id", Lines.Of(source.Root)));
        else if (faults.Count == 0)
            return new ReadForm(Build(source, id, draft, texts, meanings), []);
        return new ReadForm(null, [.. faults.OrderBy(fault => fault.Line)]);
    }

    private static Form Build(Source source, string id, XFormDraft draft, XFormTexts texts, XFormMeanings meanings)
    {
        var instances = XFormChoices.Instances(source.Model.Elements().Where(e => e.Name.LocalName == "instance").Skip(1));
        var nodes = Nodes(draft.Root, texts, new XFormChoices(texts, instances), meanings);
        var title = Named(source.Head, "title")?.Value.Trim();
        return new Form
        {
            Id = id,
            Version = source.Version,
            Title = title is { Length: > 0 } ? title : id,
            PublicKey = Named(source.Model, "submission")?.Attribute("base64RsaPublicKey")?.Value.Trim() is { Length: > 0 } key ? key : null,
            Nodes = nodes,
            Languages = texts.Languages,
            Instances = instances,
            MediaFiles = XFormMedia.Names(source.Html, instances),
            Button = XFormMeanings.ButtonOf(draft.Root),
            Trainings = meanings.TrainingsOf(draft.Root),
            Sealed = meanings.SealedOf(draft.Root),
            Entities = EntitiesOf(draft.Root, nodes),
            Notices = [.. draft.Notices.Concat(meanings.Notices).OrderBy(notice => notice.Line)],
        };
    }

    private static ImmutableArray<FormNode> Nodes(NodeDraft root, XFormTexts texts, XFormChoices choices, XFormMeanings meanings)
    {
        var all = root.All().ToList();
        for (var index = 0; index < all.Count; index++)
            all[index].Index = index;
        // Children come after their parents, so from the back every node knows where its last child ends.
        var ends = Enumerable.Range(1, all.Count).ToArray();
        for (var index = all.Count - 1; index > 0; index--)
            ends[all[index].Parent!.Index] = Math.Max(ends[all[index].Parent!.Index], ends[index]);
        return [.. all.Select(node => Node(node, ends[node.Index], texts, choices) with { Tier = meanings.TierOf(node), Meaning = meanings.Of(node) })];
    }

    private static FormNode Node(NodeDraft node, int end, XFormTexts texts, XFormChoices choices) => new()
    {
        Index = node.Index,
        Parent = node.Parent?.Index ?? -1,
        End = end,
        Name = node.Name,
        Key = JsonEncodedText.Encode(node.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping),
        Path = node.Path,
        Kind = node.Kind,
        Type = TypeOf(node),
        Implied = node.Implied,
        Tier = default,
        Meaning = Meaning.None,
        Label = texts.Of(Named(node.Control, "label")) ?? texts.Of(Named(node.Repeat, "label")),
        Hint = texts.Of(Named(node.Control, "hint")),
        ConstraintMessage = texts.OfMessage(node.Bind(JavaRosa + "constraintMsg")),
        RequiredMessage = texts.OfMessage(node.Bind(JavaRosa + "requiredMsg")),
        Control = node.Control?.Name.LocalName,
        Appearance = Of(node.Control, "appearance") ?? Of(node.Repeat, "appearance"),
        Required = node.Bind("required"),
        Relevant = node.Bind("relevant"),
        Constraint = node.Bind("constraint"),
        Calculate = node.Bind("calculate"),
        ReadOnly = node.Bind("readonly"),
        Default = node.Kind == NodeKind.Question && node.Element?.Value.Trim() is { Length: > 0 } value ? value : null,
        Count = node.Repeat?.Attribute(JavaRosa + "count")?.Value.Trim(),
        MediaType = Of(node.Control, "mediatype") ?? Of(node.Control, "accept"),
        Intent = Of(node.Control, "intent"),
        Overhears = node.FilledBy("recordaudio") || node.Bind(Odk + "track-changes") == "true",
        Preload = node.Bind(JavaRosa + "preload") is { } kind ? new Preload(kind, node.Bind(JavaRosa + "preloadParams") ?? "") : null,
        Range = node.Control?.Name.LocalName == "range" ? RangeOf(node.Control) : null,
        Choices = choices.Of(node.Control),
    };

    private static AnswerType TypeOf(NodeDraft node) => node.Control?.Name.LocalName switch
    {
        "select1" => AnswerType.SelectOne,
        "select" => AnswerType.SelectMultiple,
        "rank" => AnswerType.Rank,
        "trigger" => AnswerType.Trigger,
        "upload" => AnswerType.Binary,
        _ when node.FilledBy("recordaudio") => AnswerType.Binary,
        _ when node.FilledBy("setgeopoint") => AnswerType.Geopoint,
        _ => TypeByName(node, node.Bind("type") ?? ""),
    };

    private static AnswerType TypeByName(NodeDraft node, string written) => written[(written.IndexOf(':') + 1)..].ToUpperInvariant() switch
    {
        "INT" or "INTEGER" or "LONG" => AnswerType.Whole,
        "BOOLEAN" => AnswerType.Boolean,
        "DECIMAL" or "DOUBLE" or "FLOAT" => AnswerType.Number,
        "DATE" => AnswerType.Date,
        "TIME" => AnswerType.Time,
        "DATETIME" => AnswerType.DateTime,
        "GEOPOINT" => AnswerType.Geopoint,
        "GEOTRACE" => AnswerType.Geotrace,
        "GEOSHAPE" => AnswerType.Geoshape,
        "BINARY" => node is { Name: "audit", Parent.Name: "meta" } ? AnswerType.Audit : AnswerType.Binary,
        "BARCODE" => AnswerType.Barcode,
        "INTENT" => AnswerType.Intent,
        "SELECT1" => AnswerType.SelectOne,
        "SELECT" => AnswerType.SelectMultiple,
        "RANK" => AnswerType.Rank,
        "NOTE" => AnswerType.Note,
        _ => IsNote(node) ? AnswerType.Note : AnswerType.Text,
    };

    // A text that is shown, cannot be typed into and is filled by nothing is how XLSForm's "note" arrives.
    private static bool IsNote(NodeDraft node) =>
        node.Control?.Name.LocalName == "input" && node.Bind("readonly") == "true()" && node.Bind("calculate") is null
        && node.Bind(JavaRosa + "preload") is null && node.Element?.Value.Trim() is not { Length: > 0 };

    private static RangeOf RangeOf(XElement control) =>
        new(Of(control, "start") ?? "", Of(control, "end") ?? "", Of(control, "step") ?? "");

    private static ImmutableArray<EntityDeclaration> EntitiesOf(NodeDraft root, ImmutableArray<FormNode> nodes)
    {
        var declared = root.All().Where(node => node is { Name: "entity", Parent.Name: "meta" } && Of(node.Element, "dataset") is not null).ToList();
        var containers = declared.ToDictionary(node => node.Parent!.Parent!);
        var saved = root.All().Where(node => node.Bind(Entities + "saveto") is not null)
            .ToLookup(node => Container(node, containers));
        return [.. declared.Select(node => new EntityDeclaration(
            node.Index, node.Parent!.Parent!.Index, Of(node.Element, "dataset")!,
            [.. saved[node.Parent!.Parent!].Select(from => (nodes[from.Index].Index, from.Bind(Entities + "saveto")!))])
        { Updates = node.Element?.Attribute("update") is not null })];
    }

    /// <summary>The nearest node around it that declares an entity.</summary>
    private static NodeDraft? Container(NodeDraft node, Dictionary<NodeDraft, NodeDraft> containers)
    {
        var around = node.Parent;
        while (around is not null && !containers.ContainsKey(around))
            around = around.Parent;
        return around;
    }

    private static XElement? Named(XElement? within, string name) => within?.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    private static string? Of(XElement? element, string attribute) =>
        element?.Attribute(attribute)?.Value.Trim() is { Length: > 0 } value ? value : null;
}
