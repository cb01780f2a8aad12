using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Adit.Forms;

namespace Adit.Submissions;

/// <summary>One column: its heading, its question, and which part of a geopoint it is (−1 for the whole answer).</summary>
public readonly record struct AnswerColumn(string Header, FormNode Node, int Part);

/// <summary>One row of a table.</summary>
/// <param name="Table">The table it belongs to.</param>
/// <param name="Cells">One for each column of the table; null where nothing was answered.</param>
/// <param name="Key">The record's id, or the id and the row: <c>uuid:…/people[2]</c>.</param>
/// <param name="ParentKey">Key of the row around it; null for the record itself.</param>
public sealed record AnswerRow(AnswerTable Table, string?[] Cells, string Key, string? ParentKey);

/// <summary>
/// A flat table of a form's answers: one for the form and one for each repeat, with the columns people know from ODK Central's export
/// (group names before question names, geopoints in four columns, KEY and PARENT_KEY at the end).
/// </summary>
public sealed record AnswerTable
{
    private static readonly string[] OfPoint = ["Latitude", "Longitude", "Altitude", "Accuracy"];

    /// <summary>The form's id, and for a repeat its path: <c>visit-people-tool</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The root or the repeat whose rows it holds.</summary>
    public required FormNode Node { get; init; }

    /// <summary>Its columns, without the keys.</summary>
    public required ImmutableArray<AnswerColumn> Columns { get; init; }

    /// <summary>Headings of all columns, the keys last.</summary>
    public IEnumerable<string> Headers =>
        Columns.Select(column => column.Header).Append("KEY").Concat(Node.Index == 0 ? [] : ["PARENT_KEY"]);

    /// <summary>All tables of a form, the form's own first.</summary>
    /// <param name="form">The form.</param>
    /// <param name="visible">Which questions the reader may see; a table with nothing to see is left out.</param>
    public static ImmutableArray<AnswerTable> Of(Form form, Func<FormNode, bool> visible) =>
    [
        .. form.Nodes.Where(node => node.Index == 0 || node.Kind == NodeKind.Repeat)
            .Select(node => new AnswerTable { Name = NameOf(form, node), Node = node, Columns = [.. ColumnsOf(form, node, "", visible)] })
            .Where(table => table.Node.Index == 0 || !table.Columns.IsEmpty),
    ];

    /// <summary>The rows of one record in all tables, each row after the row around it.</summary>
    /// <param name="form">The version of the form that the record answers.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="parts">The stored JSON of the tiers that the reader may see.</param>
    /// <param name="key">The record's id.</param>
    public static ImmutableArray<AnswerRow> Rows(
        Form form, ImmutableArray<AnswerTable> tables, IReadOnlyList<ReadOnlyMemory<byte>> parts, string key)
    {
        var places = Places(tables);
        var open = new Dictionary<string, AnswerRow> { [""] = Empty(tables[0], key, null) };
        var rows = new List<AnswerRow> { open[""] };
        foreach (var answer in AnswerReading.Read(form, parts))
        {
            if (answer.Node?.Kind == NodeKind.Repeat && tables.FirstOrDefault(table => table.Node == answer.Node) is { } table)
                rows.Add(open[answer.Row] = Empty(table, $"{key}/{answer.Row}", ParentKey(key, answer.Row)));
            else if (answer.Node is { } node && places.TryGetValue(node.Index, out var place) && open.TryGetValue(answer.Row, out var row))
                Fill(row, place.First, place.Count, answer.Text);
        }
        return [.. rows];
    }

    /// <summary>Writes one line of CSV (RFC 4180, UTF-8, CRLF). Answers stay exactly as they are, formulas too.</summary>
    public static void WriteLine(IEnumerable<string?> cells, IBufferWriter<byte> to)
    {
        var separator = "";
        foreach (var cell in cells)
        {
            Encoding.UTF8.GetBytes(separator, to);
            Encoding.UTF8.GetBytes(Quoted(cell ?? ""), to);
            separator = ",";
        }
        Encoding.UTF8.GetBytes("\r\n", to);
    }

    /// <summary>The cells of a row with its keys, in the order of <see cref="Headers"/>.</summary>
    public static IEnumerable<string?> Cells(AnswerRow row) =>
        row.Cells.Append(row.Key).Concat(row.Table.Node.Index == 0 ? [] : [row.ParentKey]);

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static AnswerRow Empty(AnswerTable table, string key, string? parent) => new(table, new string?[table.Columns.Length], key, parent);

    private static Dictionary<int, (int First, int Count)> Places(ImmutableArray<AnswerTable> tables)
    {
        var places = new Dictionary<int, (int, int)>();
        foreach (var table in tables)
            for (var at = 0; at < table.Columns.Length; at += Math.Max(1, places[table.Columns[at].Node.Index].Item2))
                places[table.Columns[at].Node.Index] = (at, table.Columns[at].Part < 0 ? 1 : OfPoint.Length);
        return places;
    }

    private static void Fill(AnswerRow row, int first, int count, string text)
    {
        if (count == 1)
        {
            row.Cells[first] = text;
            return;
        }
        var parts = AnswerText.Choices(text);
        for (var part = 0; part < count && part < parts.Length; part++)
            row.Cells[first + part] = parts[part];
    }

    private static IEnumerable<AnswerColumn> ColumnsOf(Form form, FormNode around, string prefix, Func<FormNode, bool> visible)
    {
        foreach (var node in form.ChildrenOf(around))
            if (node.Kind == NodeKind.Group)
                foreach (var column in ColumnsOf(form, node, $"{prefix}{node.Name}-", visible))
                    yield return column;
            else if (node.Kind == NodeKind.Question && !node.Implied && node.Type != AnswerType.Note && visible(node))
                foreach (var column in ColumnsOf(node, prefix))
                    yield return column;
    }

    private static IEnumerable<AnswerColumn> ColumnsOf(FormNode node, string prefix) =>
        node.Type == AnswerType.Geopoint
            ? OfPoint.Select((part, at) => new AnswerColumn($"{prefix}{node.Name}-{part}", node, at))
            : [new AnswerColumn(prefix + node.Name, node, -1)];

    private static string NameOf(Form form, FormNode node) =>
        node.Index == 0 ? form.Id : $"{form.Id}{node.Path[form.Nodes[0].Path.Length..].Replace('/', '-')}";

    // The row around "people[2]/tool[1]" ends at the last closing bracket before its own.
    private static string ParentKey(string key, string row)
    {
        var end = row.Length > 1 ? row.LastIndexOf(']', row.Length - 2) : -1;
        return end < 0 ? key : $"{key}/{row[..(end + 1)]}";
    }
}
