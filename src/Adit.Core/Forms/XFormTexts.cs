using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Adit.Forms;

/// <summary>The texts of a form: inline ones, and those of its <c>itext</c> in every language.</summary>
internal sealed partial class XFormTexts
{
    private readonly Dictionary<string, List<TextForm>> byId = [];

    /// <summary>Languages as the form names them, the default first.</summary>
    public ImmutableArray<string> Languages { get; }

    public XFormTexts(XElement? itext)
    {
        var translations = itext?.Elements().Where(e => e.Name.LocalName == "translation").ToList() ?? [];
        var ordered = translations.OrderByDescending(e => e.Attribute("default") is not null).ToList();
        Languages = [.. ordered.Select(Language).Distinct()];
        foreach (var translation in ordered)
            foreach (var text in translation.Elements().Where(e => e.Name.LocalName == "text"))
                Add(Language(translation), text);
    }

    /// <summary>The text of a <c>label</c>, <c>hint</c> or <c>value</c> element; null where there is none.</summary>
    public FormText? Of(XElement? element) => element is null ? null
        : element.Attribute("ref") is { } reference && Referenced(reference.Value) is { } text ? text
        : Words(element) is { Length: > 0 } words ? FormText.Inline(words)
        : null;

    /// <summary>A message that may be a reference: <c>jr:itext('…')</c> or the words themselves.</summary>
    public FormText? OfMessage(string? written) => written is null ? null : Referenced(written) ?? FormText.Inline(written);

    /// <summary>The text with an id; null where no language has it.</summary>
    public FormText? ById(string id) => byId.TryGetValue(id, out var forms) ? new FormText([.. forms]) : null;

    /// <summary>Every value, for finding media in.</summary>
    public IEnumerable<TextForm> All => byId.Values.SelectMany(forms => forms);

    private FormText? Referenced(string expression) => Itext().Match(expression) is { Success: true } match ? ById(match.Groups[2].Value) : null;

    private void Add(string language, XElement text)
    {
        if (text.Attribute("id")?.Value is not { } id)
            return;
        if (!byId.TryGetValue(id, out var forms))
            byId[id] = forms = [];
        foreach (var value in text.Elements().Where(e => e.Name.LocalName == "value"))
            forms.Add(new TextForm(language, value.Attribute("form")?.Value ?? "", Words(value)));
    }

    private static string Language(XElement translation) => translation.Attribute("lang")?.Value ?? "";

    /// <summary>The words with answers that are shown inside them as <c>{name}</c>, since nothing here evaluates expressions.</summary>
    private static string Words(XElement element)
    {
        var words = new StringBuilder();
        foreach (var node in element.DescendantNodes())
            if (node is XText text)
                words.Append(text.Value);
            else if (node is XElement { Name.LocalName: "output" } output)
                words.Append('{').Append(Shown(output)).Append('}');
        return words.ToString().Trim();
    }

    private static string Shown(XElement output)
    {
        var expression = (output.Attribute("value") ?? output.Attribute("ref"))?.Value.Trim() ?? "";
        return SimplePath().IsMatch(expression) ? expression[(expression.LastIndexOf('/') + 1)..] : "…";
    }

    [GeneratedRegex(@"^\s*jr:itext\(\s*(['""])([^'""]*)\1\s*\)\s*$")]
    private static partial Regex Itext();

    [GeneratedRegex(@"^[\w\-./:]+$")]
    private static partial Regex SimplePath();
}
