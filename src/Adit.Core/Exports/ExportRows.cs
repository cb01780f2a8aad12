using System.Text.Json;
using Adit.Forms;
using Adit.Submissions;

namespace Adit.Exports;

/// <summary>One row of an export.</summary>
/// <param name="Table">Index of its table in the plan.</param>
/// <param name="Cells">One for each heading of the table; null where nothing was answered.</param>
/// <param name="Key">The record's key, or that and the row: <c>uuid:…/people[2]</c>.</param>
/// <param name="Parent">Key of the row around it; null for the record itself.</param>
public sealed record ExportRow(int Table, string?[] Cells, string Key, string? Parent);

/// <summary>Reads the answers of one record straight from the stored JSON into rows: the same as <see cref="AnswerTable.Rows"/>, over merged versions.</summary>
public ref struct ExportRows
{
    private readonly ExportPlan _plan;
    private readonly ExportVersion _version;
    private readonly string _key;
    private readonly List<ExportRow> _rows;
    private Dictionary<string, ExportRow>? _byKey;

    private ExportRows(ExportPlan plan, ExportVersion version, string key)
    {
        (_plan, _version, _key) = (plan, version, key);
        _rows = [new(0, new string?[plan.Tables[0].Headers.Length], key, null)];
    }

    /// <summary>The rows of a record, its own first. What the form does not have is left out. Throws <see cref="JsonException"/> where a part is no JSON.</summary>
    /// <param name="parts">The stored JSON of the tiers that the reader may see; empty where withheld.</param>
    /// <param name="key">The record's key.</param>
    public static IReadOnlyList<ExportRow> Read(ExportPlan plan, ExportVersion version, IReadOnlyList<ReadOnlyMemory<byte>> parts, string key)
    {
        var rows = new ExportRows(plan, version, key);
        for (var tier = 0; tier < parts.Count; tier++)
        {
            if (parts[tier].IsEmpty)
                continue;
            var json = new Utf8JsonReader(parts[tier].Span);
            json.Read();
            rows.Within(ref json, 0, rows._rows[0], "", "");
        }
        return rows._rows;
    }

    private void Within(ref Utf8JsonReader json, int around, ExportRow? row, string rowPath, string groups)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }
        var expected = around + 1;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var node = Node(ref json, around, ref expected);
            json.Read();
            if (node is null)
                json.Skip();
            else if (node.Kind == NodeKind.Group)
                Within(ref json, node.Index, row, rowPath, $"{groups}{node.Name}/");
            else if (node.Kind == NodeKind.Repeat)
                Repeat(ref json, node, rowPath, groups);
            else if (row is not null && _version.Column[node.Index] is >= 0 and var column)
                Fill(row.Cells, column, node, Text(ref json));
            else
                json.Skip();
        }
    }

    private void Repeat(ref Utf8JsonReader json, FormNode repeat, string rowPath, string groups)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }
        var table = _version.Table[repeat.Index];
        for (var number = 1; json.Read() && json.TokenType != JsonTokenType.EndArray; number++)
        {
            var path = $"{rowPath}{(rowPath.Length == 0 ? "" : "/")}{groups}{repeat.Name}[{number}]";
            Within(ref json, repeat.Index, table < 0 ? null : Row(table, path, rowPath), path, "");
        }
    }

    // The same row comes again in the part of each tier that says something of it.
    private ExportRow Row(int table, string path, string parent)
    {
        _byKey ??= [];
        if (!_byKey.TryGetValue(path, out var row))
            _rows.Add(_byKey[path] = row = new(table, new string?[_plan.Tables[table].Headers.Length], $"{_key}/{path}", parent.Length == 0 ? _key : $"{_key}/{parent}"));
        return row;
    }

    // Parts hold their members in the form's order, so the next one is nearly always found without a search.
    private readonly FormNode? Node(ref Utf8JsonReader json, int around, ref int expected)
    {
        var nodes = _version.Form.Nodes;
        for (var at = expected; at < nodes[around].End; at = nodes[at].End)
            if (json.ValueTextEquals(nodes[at].Name))
            {
                expected = nodes[at].End;
                return nodes[at];
            }
        return _version.Form.Child(around, json.GetString()!) is >= 0 and var child ? nodes[child] : null;
    }

    private static string Text(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String: return json.GetString()!;
            case JsonTokenType.StartArray:
                var values = new List<string>();
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                    values.Add(Text(ref json));
                return string.Join(' ', values);
            case JsonTokenType.StartObject:
                json.Skip();
                return "";
            default: return System.Text.Encoding.UTF8.GetString(json.ValueSpan);
        }
    }

    private static void Fill(string?[] cells, int column, FormNode node, string text)
    {
        if (node.Type != AnswerType.Geopoint)
        {
            cells[column] = text;
            return;
        }
        var parts = AnswerText.Choices(text);
        for (var part = 0; part < 4 && part < parts.Length; part++)
            cells[column + part] = parts[part];
    }
}
