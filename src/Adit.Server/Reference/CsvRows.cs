using System.IO.Compression;
using System.Text;
using Sylvan.Data.Csv;

namespace Adit.Reference;

/// <summary>A row of a table, with the line of the file that it begins on; <see cref="Fault"/> where it cannot be used.</summary>
internal readonly record struct CsvRow(long Line, string[] Fields, RowNote? Fault);

/// <summary>Reads a CSV file, plain or gzip, row by row. UTF-8; memory is that of the longest row.</summary>
internal sealed class CsvRows : IDisposable
{
    private const int LongestRow = 4_000_000;

    private readonly Stream _stream;
    private readonly CsvDataReader _csv;
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InvalidDataException">This is no such file: no header, or broken compression.</exception>
    public CsvRows(Stream stream)
    {
        _stream = Plain(stream);
        try
        {
            var text = new StreamReader(_stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
            _csv = CsvDataReader.Create(text, new CsvDataReaderOptions { CsvStyle = CsvStyle.Lax, MaxBufferSize = LongestRow, Delimiter = ',' });
        }
        catch (Exception failure) when (IsAboutTheFile(failure))
        {
            _stream.Dispose();
            throw new InvalidDataException("This is no CSV file with a header.", failure);
        }
        for (var column = 0; column < _csv.FieldCount; column++)
            _columns.TryAdd(_csv.GetName(column).Trim(), column);
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>The value of a row's column; empty where the file has no such column.</summary>
    public string Value(CsvRow row, string column) => _columns.TryGetValue(column, out var at) && at < row.Fields.Length ? row.Fields[at] : "";

    /// <summary>The rows in order. Where one is so broken that the next cannot be found, it is the last.</summary>
    public IEnumerable<CsvRow> Rows()
    {
        for (long line = 2; Next(line) is { } row; line += 1 + row.Fields.Sum(f => f.AsSpan().Count('\n')))
        {
            yield return row;
            if (row.Fault is { Code: "row-unreadable" })
                yield break;
        }
    }

    public void Dispose()
    {
        _csv.Dispose();
        _stream.Dispose();
    }

    private CsvRow? Next(long line)
    {
        try
        {
            if (!_csv.Read())
                return null;
            var fields = new string[_csv.RowFieldCount];
            for (var at = 0; at < fields.Length; at++)
                fields[at] = _csv.GetString(at);
            return new(line, fields, fields.Length == _csv.FieldCount ? null : new("columns-differ", "", $"{fields.Length}"));
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException("The compressed file is cut short or damaged.", damaged);
        }
        catch (Exception failure) when (IsAboutTheFile(failure))
        {
            return new(line, [], new("row-unreadable", ""));
        }
    }

    private static bool IsAboutTheFile(Exception failure) =>
        failure is CsvFormatException or CsvRecordTooLargeException or CsvMissingHeadersException or CsvConfigurationException or AmbiguousColumnException or InvalidDataException or FormatException;

    private static BufferedStream Plain(Stream stream)
    {
        var start = new byte[2];
        var read = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        stream.Position = 0;
        return new(read == 2 && start is [0x1F, 0x8B] ? new GZipStream(stream, CompressionMode.Decompress) : stream, 1 << 16);
    }
}
