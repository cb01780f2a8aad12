using System.IO.Compression;
using System.Text;

namespace Adit.Reference;

/// <summary>A row of a table, with the line of the file that it begins on; <see cref="Fault"/> where it cannot be used.</summary>
internal readonly record struct CsvRow(long Line, string[] Fields, RowNote? Fault);

/// <summary>
/// Reads a CSV file (RFC 4180), plain or gzip, row by row. UTF-8; memory is that of the longest row. A row over several lines that does not come out right is given
/// up with its first line, and reading goes on with the next: one quote too many must not swallow what follows it.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private const int LongestRow = 4_000_000, MostLines = 1000;
    private const char NotUtf8 = '\uFFFD';

    private readonly Stream _stream;
    private readonly StreamReader _text;
    private readonly LinkedList<string> _again = [];
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _width;
    private long _line = 1;

    /// <exception cref="InvalidDataException">This is no such file: no header, or broken compression.</exception>
    public CsvRows(Stream stream)
    {
        _stream = Plain(stream);
        _text = new(_stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        try
        {
            if (Next() is not { Fault: null or { Code: "columns-differ" } } header)
                throw new InvalidDataException("This is no CSV file with a header.");
            _width = header.Fields.Length;
            for (var column = 0; column < _width; column++)
                _columns.TryAdd(header.Fields[column].Trim(), column);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>The value of a row's column; empty where the file has no such column.</summary>
    public string Value(CsvRow row, string column) => _columns.TryGetValue(column, out var at) && at < row.Fields.Length ? row.Fields[at] : "";

    /// <summary>The rows in order, the bad ones too.</summary>
    public IEnumerable<CsvRow> Rows()
    {
        while (Next() is { } row)
            yield return row;
    }

    public void Dispose()
    {
        _text.Dispose();
        _stream.Dispose();
    }

    private CsvRow? Next()
    {
        List<string> lines = [];
        var split = new Splitting();
        var start = _line;
        do
        {
            if (Line() is not { } line)
                return lines.Count == 0 ? null : GiveUp(start, lines, new("quote-open", ""));
            if (lines.Count == 0 && line.Length == 0)
            {
                start = _line;
                continue;
            }
            lines.Add(line);
            split.Add(line);
        }
        while (lines.Count == 0 || (split is { Open: true, Stray: false } && lines.Count < MostLines && split.Length < LongestRow));
        if (split.Stray)
            return GiveUp(start, lines, new("quote-stray", ""));
        if (split.Open || split.Length > LongestRow)
            return GiveUp(start, lines, new(split.Open ? "quote-open" : "row-unreadable", ""));
        var fields = split.Fields();
        if (_width > 0 && fields.Length != _width)
            return GiveUp(start, lines, new("columns-differ", "", $"{fields.Length}"), fields);
        return new(start, fields, fields.Any(f => f.Contains(NotUtf8, StringComparison.Ordinal)) ? new("not-utf-8", "") : null);
    }

    // The lines after the first are read again as rows of their own.
    private CsvRow GiveUp(long start, List<string> lines, RowNote fault, string[]? fields = null)
    {
        for (var i = lines.Count - 1; i > 0; i--)
            _again.AddFirst(lines[i]);
        _line = start + 1;
        return new(start, fields ?? [], fault);
    }

    private string? Line()
    {
        string? line;
        if (_again.First is { } first)
        {
            line = first.Value;
            _again.RemoveFirst();
        }
        else
        {
            try
            {
                line = _text.ReadLine();
            }
            catch (InvalidDataException damaged)
            {
                throw new InvalidDataException("The compressed file is cut short or damaged.", damaged);
            }
        }
        _line += line is null ? 0 : 1;
        return line;
    }

    private static BufferedStream Plain(Stream stream)
    {
        var start = new byte[2];
        var read = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        stream.Position = 0;
        return new(read == 2 && start is [0x1F, 0x8B] ? new GZipStream(stream, CompressionMode.Decompress) : stream, 1 << 16);
    }

    /// <summary>Splits one row, line by line. A quote inside a field that does not begin with one is a letter like any other.</summary>
    private sealed class Splitting
    {
        private readonly List<string> _fields = [];
        private readonly StringBuilder _field = new();

        /// <summary>Whether a quoted field goes on over the end of the line.</summary>
        public bool Open { get; private set; }

        /// <summary>Whether a quoted field is followed by something else than a comma: mostly one that a quote of another row has ended.</summary>
        public bool Stray { get; private set; }

        public int Length { get; private set; }

        public void Add(string line)
        {
            if (Open)
                _field.Append('\n');
            Length += line.Length + 1;
            for (var at = 0; at < line.Length; at++)
            {
                var letter = line[at];
                if (Open && letter == '"' && at + 1 < line.Length && line[at + 1] == '"')
                    _field.Append(line[at++]);
                else if (letter == '"' && (Open || (_field.Length == 0 && IsStart(line, at))))
                    (Open, Stray) = (!Open, Stray || (Open && at + 1 < line.Length && line[at + 1] != ','));
                else if (letter == ',' && !Open)
                    End();
                else
                    _field.Append(letter);
            }
        }

        public string[] Fields()
        {
            End();
            return [.. _fields];
        }

        private static bool IsStart(string line, int at) => at == 0 || line[at - 1] == ',';

        private void End()
        {
            _fields.Add(_field.ToString());
            _field.Clear();
        }
    }
}
