using System.Collections.Immutable;

namespace Adit.Reference;

/// <summary>The columns of one row, cleaned, with what was odd in them.</summary>
internal sealed class IpisColumns(Func<string, string> column)
{
    private readonly List<RowNote> _notes = [];
    private readonly List<string> _words = [];

    public ImmutableArray<RowNote> Notes => [.. _notes.Distinct()];

    /// <summary>Words that no code fits, with their columns.</summary>
    public string Words => string.Join("; ", _words);

    public string Text(string name, int most) => WordTable.Clean(column(name), most);

    public void Note(string code, string name, string value) => _notes.Add(new(code, name, WordTable.Clean(value, 80)));

    /// <summary>The one code of a column; null where it is empty, says nothing or is not known.</summary>
    public string? Code(string name, WordTable table) => Codes(name, table, parted: false) is [var code, ..] ? code : null;

    /// <summary>The codes of a column, of each of its parts between commas where the whole is not known.</summary>
    public ImmutableArray<string> Codes(string name, WordTable table, bool parted, string? unknown = null)
    {
        var text = Text(name, 1000);
        if (text.Length == 0)
            return [];
        if (table.FindWhole(text) is { } whole)
            return whole;
        var parts = parted ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
        return [.. parts.SelectMany(part => table.Find(part) ?? Unknown(name, part, unknown)).Distinct()];
    }

    private ImmutableArray<string> Unknown(string name, string part, string? code)
    {
        Note("word-unknown", name, part);
        _words.Add($"{name}: {part}");
        return code is null ? [] : [code];
    }
}
