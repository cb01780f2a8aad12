using System.Collections.Immutable;
using System.Globalization;
using Adit.Forms;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>
/// The answers of a record as the form asks them: questions, groups and rows in its order, in its words. What is protected is left out with its
/// question, so that a question that was answered and one that was not look the same.
/// </summary>
internal sealed class AnswerWords
{
    private readonly Form _form;
    private readonly IReadOnlyList<ReadAnswer> _read;
    private readonly Register _register;
    private readonly Words _words;
    private readonly string _language;
    private readonly Dictionary<(string Path, string Row), ReadAnswer> _answers = [];
    private readonly ILookup<string, string> _rows;
    private readonly ILookup<string, string> _flags;
    private readonly List<AnswerView> _computed = [];

    /// <param name="read">The answers that the reader may have.</param>
    /// <param name="odd">Codes of what is odd; those of one answer end in its path.</param>
    public AnswerWords(Form form, IReadOnlyList<ReadAnswer> read, IEnumerable<string> odd, Register register, string language, Words words)
    {
        (_form, _read, _register, _language, _words) = (form, read, register, language, words);
        foreach (var answer in read)
            if (answer.Node is { Kind: NodeKind.Question })
                _answers[(answer.Path, answer.Row)] = answer;
        _rows = read.Where(a => a.Node is { Kind: NodeKind.Repeat }).ToLookup(a => a.Path, a => a.Row);
        _flags = odd.Select(o => o.Split(':', 2)).Where(o => o.Length == 2).ToLookup(o => o[1], o => o[0]);
    }

    /// <summary>All that people answered, and what the form computed without showing it to anybody.</summary>
    public (IReadOnlyList<AnswerView> Answers, IReadOnlyList<AnswerView> Computed) All()
    {
        _computed.Clear();
        return ([.. Inside(_form.Nodes[0], ""), .. Unknown()], _computed);
    }

    private List<AnswerView> Inside(FormNode around, string row)
    {
        var views = new List<AnswerView>();
        foreach (var node in _form.ChildrenOf(around))
        {
            if (node.Tier == Tier.T3 || node.Implied || (node.Parent == 0 && node.Name == "meta"))
                continue;
            if (node.Kind == NodeKind.Question)
                views.AddRange(Question(node, row));
            else if (node.Kind == NodeKind.Group)
                views.AddRange(Inside(node, row) is { Count: > 0 } inside ? [new AnswerView(FormWords.Label(node, _language), null, Inside: inside)] : []);
            else
                views.AddRange(Rows(node, row));
        }
        return views;
    }

    private IEnumerable<AnswerView> Rows(FormNode repeat, string around)
    {
        var rows = _rows[repeat.Path].Where(r => around.Length == 0 || r.StartsWith(around + "/", StringComparison.Ordinal)).ToList();
        for (var i = 0; i < rows.Count; i++)
            yield return new(_words.Say("submission.row", ("label", FormWords.Label(repeat, _language)), ("number", i + 1), ("of", rows.Count)), null, Inside: Inside(repeat, rows[i]));
    }

    // What phones fill in themselves stands under "device"; what the form computes stands apart.
    private IEnumerable<AnswerView> Question(FormNode node, string row)
    {
        if (node.Preload is not null || node.Type == AnswerType.Note)
            yield break;
        var label = FormWords.Label(node, _language);
        var flag = _flags[node.Path].Select(c => RecordWords.Flag(c, _words)).FirstOrDefault();
        if (node.Control is null && flag is null)
        {
            if (_answers.TryGetValue((node.Path, row), out var computed))
                _computed.Add(new(node.Label is null ? node.Name : label, Value(node, computed)));
        }
        else if (_answers.TryGetValue((node.Path, row), out var answer))
            yield return OpenedRecord.IsFile(answer) ? new(label, null, Flag: flag, Attachment: answer.Text.Trim()) : new(label, Value(node, answer), Code: Code(node, answer), Flag: flag);
        else if (node.Control is not null && node.ReadOnly is null)
            yield return new(label, null, Unasked: IsConditional(node), Flag: flag);
    }

    private IEnumerable<AnswerView> Unknown() => _read.Where(a => a.Node is null).Select(a => new AnswerView(a.Path, a.Text, Flag: _flags[a.Path].Select(c => RecordWords.Flag(c, _words)).FirstOrDefault()));

    private bool IsConditional(FormNode node)
    {
        for (var at = node; at.Index > 0; at = _form.Nodes[at.Parent])
            if (at.Relevant is not null)
                return true;
        return false;
    }

    private string Value(FormNode node, ReadAnswer answer) => node.Type switch
    {
        AnswerType.SelectOne or AnswerType.SelectMultiple or AnswerType.Rank => string.Join(", ", answer.Values.Select(v => Choice(node, v))),
        AnswerType.Whole or AnswerType.Number when AnswerText.Number(answer.Text) is { } number => _words.Number(number),
        AnswerType.Boolean => _words[answer.Text is "true" or "1" ? "yes" : "no"],
        AnswerType.Date when AnswerText.Day(answer.Text) is { } day => _words.Day(day),
        AnswerType.DateTime when AnswerText.Moment(answer.Text) is { At: { } at } => _words.Instant(at),
        AnswerType.Geopoint when AnswerText.Point(answer.Text) is { } place => Place(place),
        _ => answer.Text,
    };

    private string Choice(FormNode node, string value)
    {
        var label = node.Choices?.Label(value, _language) ?? value;
        if (label != value || !Id.TryRead(value, out var id))
            return label;
        return _register.Sites.TryGetValue(new(id), out var site) ? site.Name
            : _register.Pits.Values.SelectMany(p => p).FirstOrDefault(p => p.Id.Value == id)?.Name ?? value;
    }

    private static string? Code(FormNode node, ReadAnswer answer) => node.Choices is null ? null : answer.Text;

    private string Place(Place place)
    {
        var degrees = string.Create(CultureInfo.InvariantCulture, $"{place.Latitude:0.00000} {place.Longitude:0.00000}");
        return place.AccuracyMetres is > 0 and var metres ? $"{degrees} (± {_words.Amount(Math.Round((decimal)metres), "m")})" : degrees;
    }
}
