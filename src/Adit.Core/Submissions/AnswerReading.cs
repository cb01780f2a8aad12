using System.Collections.Immutable;
using System.Text.Json;
using Adit.Forms;

namespace Adit.Submissions;

/// <summary>One answer, group or row read back from the stored parts.</summary>
/// <param name="Node">What it answers; null for something that the form does not have.</param>
/// <param name="Path">Its path in the form.</param>
/// <param name="Row">The row it stands in, such as <c>people[2]/tool[1]</c>; a row's own entry has its own. Empty outside repeats.</param>
/// <param name="Values">The answer; several for choices; none for a group or row.</param>
public sealed record ReadAnswer(FormNode? Node, string Path, string Row, ImmutableArray<string> Values)
{
    /// <summary>The answer as text, choices separated by blanks.</summary>
    public string Text => Values.Length == 1 ? Values[0] : string.Join(' ', Values);

    /// <summary>The answer in words: choices by their labels in a language, all else as it is.</summary>
    public string Words(string language) =>
        Node?.Choices is { } choices ? string.Join(", ", Values.Select(value => choices.Label(value, language))) : Text;
}

/// <summary>Reads typed answers back from the JSON of the tiers that the reader may see.</summary>
public static class AnswerReading
{
    private const int Unknown = int.MaxValue;

    /// <summary>
    /// Groups, rows and answers in the form's order; what the form does not have comes last in its group. Parts that are withheld are
    /// empty and leave no trace. Throws <see cref="JsonException"/> where a part is no JSON: then the store is damaged.
    /// </summary>
    public static IEnumerable<ReadAnswer> Read(Form form, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var documents = parts.Where(part => !part.IsEmpty).Select(part => JsonDocument.Parse(part)).ToList();
        try
        {
            foreach (var answer in Within(form, form.Nodes[0], [.. documents.Select(document => document.RootElement)], ""))
                yield return answer;
        }
        finally
        {
            documents.ForEach(document => document.Dispose());
        }
    }

    private static IEnumerable<ReadAnswer> Within(Form form, FormNode around, IEnumerable<JsonElement> objects, string row)
    {
        foreach (var members in Members(form, around, objects).GroupBy(member => member.Node))
            if (members.Key == Unknown)
                foreach (var (_, unknown) in members)
                    yield return new ReadAnswer(null, $"{around.Path}/{unknown.Name}", row, Values(unknown.Value));
            else
                foreach (var answer in Read(form, form.Nodes[members.Key], [.. members.Select(member => member.Member.Value)], row))
                    yield return answer;
    }

    private static IEnumerable<ReadAnswer> Read(Form form, FormNode node, JsonElement[] found, string row) => node.Kind switch
    {
        NodeKind.Question => [new ReadAnswer(node, node.Path, row, Values(found[0]))],
        NodeKind.Group => Within(form, node, found, row).Prepend(new ReadAnswer(node, node.Path, row, [])),
        _ => Rows(form, node, found, row),
    };

    /// <summary>The members of the same object in all tiers, in the form's order; what the form does not have comes last.</summary>
    private static IEnumerable<(int Node, JsonProperty Member)> Members(Form form, FormNode around, IEnumerable<JsonElement> objects) =>
        objects.SelectMany(one => one.EnumerateObject())
            .Select(member => (Node: form.Child(around.Index, member.Name) is >= 0 and var known ? known : Unknown, Member: member))
            .OrderBy(member => member.Node);

    private static IEnumerable<ReadAnswer> Rows(Form form, FormNode repeat, JsonElement[] arrays, string around)
    {
        // Asked for by number, a row of a JSON array is searched for from the first on.
        var tiers = arrays.Select(array => array.EnumerateArray().ToArray()).ToArray();
        var count = tiers.Max(rows => rows.Length);
        for (var index = 0; index < count; index++)
        {
            var key = RowKey(form, repeat, around, index);
            yield return new ReadAnswer(repeat, repeat.Path, key, []);
            var at = index;
            foreach (var answer in Within(form, repeat, tiers.Where(rows => at < rows.Length).Select(rows => rows[at]), key))
                yield return answer;
        }
    }

    // The same key that observations carry, so that a page can show an observation beside its row.
    private static string RowKey(Form form, FormNode repeat, string around, int index)
    {
        var path = repeat.Name;
        for (var up = repeat.Parent; up > 0 && form.Nodes[up].Kind == NodeKind.Group; up = form.Nodes[up].Parent)
            path = $"{form.Nodes[up].Name}/{path}";
        return around.Length == 0 ? $"{path}[{index + 1}]" : $"{around}/{path}[{index + 1}]";
    }

    private static ImmutableArray<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray().Select(Text)],
        _ => [Text(value)],
    };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
