using System.Globalization;
using Adit.Storage;
using Adit.Web;

namespace Adit.Forms;

/// <summary>Fills a paper form: the same questions in the same order, with numbers to refer to and space to write.</summary>
internal sealed class PaperFilling(OpenForm form, Words words, string language)
{
    // By path.
    private readonly Dictionary<string, string> _numbers = [];

    public PaperView Fill()
    {
        var lines = Lines(form.Form.Nodes[0], "");
        return new(FormWords.Title(form, words), form.Published.Form, form.Published.Version, language, FormWords.Languages(form.Form), lines, form.Form.Tier == Protection.Tier.T3);
    }

    private List<PaperLineView> Lines(FormNode around, string prefix)
    {
        var (lines, number) = (new List<PaperLineView>(), 0);
        foreach (var node in form.Form.ChildrenOf(around).Where(IsWritten))
        {
            var own = node.Type == AnswerType.Note && node.Kind == NodeKind.Question ? "" : prefix + (++number).ToString(CultureInfo.InvariantCulture);
            _numbers[node.Path] = own;
            var inside = node.Kind == NodeKind.Question ? [] : Lines(node, own + ".");
            if (node.Kind == NodeKind.Question || inside.Count > 0)
                lines.Add(Line(node, own, inside));
        }
        return lines;
    }

    private PaperLineView Line(FormNode node, string number, List<PaperLineView> inside)
    {
        var condition = Condition.Of(form.Form, node);
        return new(
            number, FormWords.Label(node, language), node.Hint?.In(language) is { Length: > 0 } hint ? hint : null, condition is null ? null : When(condition), node.Relevant is not null && condition is null,
            node.Required is not (null or "false()"), Space(node), [.. (node.Choices?.Items ?? []).Select(c => node.Choices!.Label(c.Value, language))], inside);
    }

    // What the phone works out or notes by itself nobody writes with a pen.
    private static bool IsWritten(FormNode node) => !node.Implied && (node.Kind != NodeKind.Question || node.Control is not null);

    private string When(Condition condition) => string.Join(
        $" {words[condition.All ? "paper.and" : "paper.or"]} ",
        condition.Parts.Select(p => words.Say(p.Met ? "paper.when" : "paper.when-not", ("number", Refer(p.Question)), ("answer", p.Question.Choices?.Label(p.Choice, language) ?? p.Choice))));

    private string Refer(FormNode question) => _numbers.TryGetValue(question.Path, out var number) && number.Length > 0 ? number : FormWords.Label(question, language);

    private static string Space(FormNode node) => (node.Kind, node.Type) switch
    {
        (NodeKind.Group, _) => "group",
        (NodeKind.Repeat, _) => "repeat",
        _ when node.Choices is { Items.Length: > 0 } => node.Type is AnswerType.SelectMultiple or AnswerType.Rank ? "several" : "choices",
        (_, AnswerType.Whole or AnswerType.Number) => "number",
        (_, AnswerType.Date or AnswerType.DateTime) => "date",
        (_, AnswerType.Time) => "time",
        (_, AnswerType.Geopoint or AnswerType.Geotrace or AnswerType.Geoshape) => "place",
        (_, AnswerType.Binary) => "photo",
        (_, AnswerType.Note) => "note",
        (_, AnswerType.Text) when node.Appearance?.Contains("multiline", StringComparison.Ordinal) == true => "long",
        _ => "text",
    };
}
