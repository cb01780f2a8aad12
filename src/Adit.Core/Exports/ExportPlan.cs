using System.Collections.Immutable;
using Adit.Forms;
using Adit.Protection;
using Adit.Submissions;

namespace Adit.Exports;

/// <summary>One file of an export: the records, or the rows of one repeat.</summary>
/// <param name="Name">The form's id, and for a repeat its path after it, as <see cref="AnswerTable.Name"/>.</param>
/// <param name="Headers">Headings of the answers, without keys and without what is known of a record beside its answers.</param>
public sealed record ExportTable(string Name, ImmutableArray<string> Headers);

/// <summary>Where the answers of one version of a form go.</summary>
public sealed class ExportVersion
{
    internal ExportVersion(Form form)
    {
        Form = form;
        Table = new int[form.Nodes.Length];
        Column = new int[form.Nodes.Length];
        Array.Fill(Table, -1);
        Array.Fill(Column, -1);
    }

    /// <summary>The version.</summary>
    public Form Form { get; }

    /// <summary>By index of a root or repeat: its table; −1 for none.</summary>
    internal int[] Table { get; }

    /// <summary>By index of a question: its first column; −1 for none.</summary>
    internal int[] Column { get; }
}

/// <summary>The tables of an export over all versions of a form: what several versions ask stands in one column, in the newest version's order.</summary>
public sealed class ExportPlan
{
    private readonly List<(string Name, List<(string Header, int Count, ImmutableArray<string> Headers)> Units)> _tables = [];

    private ExportPlan(IReadOnlyList<Form> versions, Tier deepest)
    {
        var read = versions.Select(v => (Version: new ExportVersion(v), Tables: AnswerTable.Of(v, n => n.Tier <= deepest))).ToList();
        foreach (var table in read.SelectMany(r => r.Tables))
            Merge(table);
        Tables = [.. _tables.Select(t => new ExportTable(t.Name, [.. t.Units.SelectMany(u => u.Headers)]))];
        foreach (var (version, tables) in read)
            foreach (var table in tables)
                Place(version, table);
        Versions = read.ToDictionary(r => r.Version.Form.Version, r => r.Version);
        Types = TypesOf(read);
    }

    /// <summary>The records' own table first, then one for each repeat.</summary>
    public ImmutableArray<ExportTable> Tables { get; }

    /// <summary>What each column of the records' own table holds, parts of a place as <see cref="AnswerType.Geopoint"/>; null where versions of the form ask for different things.</summary>
    public ImmutableArray<AnswerType?> Types { get; }

    /// <summary>By the version as written.</summary>
    public IReadOnlyDictionary<string, ExportVersion> Versions { get; }

    /// <summary>The plan for some versions of one form, the newest first, with the questions that a tier may see.</summary>
    /// <exception cref="ArgumentException">There is no version, or one comes twice.</exception>
    public static ExportPlan Of(IReadOnlyList<Form> versions, Tier deepest) =>
        versions.Count > 0 ? new(versions, deepest) : throw new ArgumentException("There is nothing to export by.", nameof(versions));

    private static IEnumerable<(FormNode Node, string Header, int Count, ImmutableArray<string> Headers)> Units(AnswerTable table)
    {
        for (var at = 0; at < table.Columns.Length;)
        {
            var node = table.Columns[at].Node;
            var headers = table.Columns.Skip(at).TakeWhile(c => c.Node == node).Select(c => c.Header).ToImmutableArray();
            yield return (node, headers[0], headers.Length, headers);
            at += headers.Length;
        }
    }

    private ImmutableArray<AnswerType?> TypesOf(IEnumerable<(ExportVersion Version, ImmutableArray<AnswerTable> Tables)> read)
    {
        var asked = Tables[0].Headers.Select(_ => new HashSet<AnswerType>()).ToArray();
        foreach (var (version, tables) in read)
            foreach (var (node, _, count, _) in Units(tables[0]))
                for (var part = 0; part < count; part++)
                    asked[version.Column[node.Index] + part].Add(node.Type);
        return [.. asked.Select(types => types.Count == 1 ? types.Single() : (AnswerType?)null)];
    }

    // What only an older version asks goes behind what stood before it there.
    private void Merge(AnswerTable table)
    {
        var at = _tables.FindIndex(t => t.Name == table.Name);
        if (at < 0)
        {
            at = _tables.Count;
            _tables.Add((table.Name, []));
        }
        var units = _tables[at].Units;
        var before = -1;
        foreach (var (_, header, count, headers) in Units(table))
        {
            var known = units.FindIndex(u => u.Header == header && u.Count == count);
            if (known < 0)
                units.Insert(known = before + 1, (header, count, headers));
            before = known;
        }
    }

    private void Place(ExportVersion version, AnswerTable table)
    {
        var at = _tables.FindIndex(t => t.Name == table.Name);
        version.Table[table.Node.Index] = at;
        foreach (var (node, header, count, _) in Units(table))
            version.Column[node.Index] = _tables[at].Units.TakeWhile(u => u.Header != header || u.Count != count).Sum(u => u.Count);
    }
}
