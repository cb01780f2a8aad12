using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Adit.Exchange;

/// <summary>
/// Rows as an Excel workbook (ISO/IEC 29500, transitional), written from the first byte to the last without going back, so that any number of rows takes no more memory than one batch. The package of the OpenXml SDK wants
/// to be written at random. Numbers, days and times are such; texts are never formulas. What is more than a sheet holds goes on in the next.
/// </summary>
internal static class SheetFile
{
    private const int RowsASheet = 1_048_576, LongestCell = 32_767;

    private static readonly SearchValues<char> Marked = SearchValues.Create("<>&\"");

    /// <summary>Writes it.</summary>
    /// <param name="name">Of the sheet.</param>
    /// <param name="rowsASheet">Rows that a sheet takes, its head too.</param>
    public static async Task Write(Stream to, string name, ImmutableArray<FeedColumn> columns, IAsyncEnumerable<IReadOnlyList<FeedRow>> rows, CancellationToken cancel, int rowsASheet = RowsASheet)
    {
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        var (sheets, number, text) = (0, rowsASheet, new ArrayBufferWriter<byte>(256 * 1024));
        string[] letters = [.. columns.Select((_, i) => Letters(i))];
        Stream? sheet = null;
        try
        {
            await foreach (var batch in rows.WithCancellation(cancel))
            {
                foreach (var row in batch)
                {
                    if (sheet is null || number == rowsASheet)
                    {
                        await End(sheet, text, cancel);
                        sheet = await Begin(zip, $"xl/worksheets/sheet{++sheets}.xml", cancel);
                        Head(text, columns, letters);
                        number = 1;
                    }
                    Row(text, columns, letters, row, (++number).ToString(CultureInfo.InvariantCulture));
                }
                if (sheet is not null)
                    await Flush(sheet, text, cancel);
            }
            if (sheet is null)
            {
                sheet = await Begin(zip, $"xl/worksheets/sheet{++sheets}.xml", cancel);
                Head(text, columns, letters);
            }
        }
        finally
        {
            await End(sheet, text, cancel);
        }
        foreach (var (path, xml) in Around(name, sheets))
        {
            await using var part = await Begin(zip, path, cancel);
            await part.WriteAsync(Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + xml), cancel);
        }
    }

    private static async Task<Stream> Begin(ZipArchive zip, string name, CancellationToken cancel) => await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancel);

    private static async Task Flush(Stream sheet, ArrayBufferWriter<byte> text, CancellationToken cancel)
    {
        await sheet.WriteAsync(text.WrittenMemory, cancel);
        text.ResetWrittenCount();
    }

    private static async Task End(Stream? sheet, ArrayBufferWriter<byte> text, CancellationToken cancel)
    {
        if (sheet is null)
            return;
        Add(text, "</sheetData></worksheet>");
        await Flush(sheet, text, cancel);
        await sheet.DisposeAsync();
    }

    // The head stays in sight.
    private static void Head(ArrayBufferWriter<byte> text, ImmutableArray<FeedColumn> columns, string[] letters)
    {
        Add(text, """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>""");
        Add(text, string.Create(CultureInfo.InvariantCulture, $"""<cols><col min="1" max="{columns.Length}" width="18" customWidth="1"/></cols><sheetData><row r="1">"""));
        for (var i = 0; i < columns.Length; i++)
            Text(text, letters[i] + "1", columns[i].Name, style: 1);
        Add(text, "</row>");
    }

    // Every row and cell says where it is: not all programs count (GDAL).
    private static void Row(ArrayBufferWriter<byte> text, ImmutableArray<FeedColumn> columns, string[] letters, FeedRow row, string number)
    {
        Add(text, $"<row r=\"{number}\">");
        for (var i = 0; i < columns.Length; i++)
        {
            var at = letters[i] + number;
            switch (row.Values[i])
            {
                case null: break;
                // A cell's number has fifteen digits.
                case long whole when Math.Abs(whole) >= 1_000_000_000_000_000: Text(text, at, whole.ToString(CultureInfo.InvariantCulture)); break;
                case long whole: Number(text, at, whole.ToString(CultureInfo.InvariantCulture)); break;
                case decimal value: Number(text, at, value.ToString(CultureInfo.InvariantCulture)); break;
                // Days before 1900 have no number there.
                case DateOnly { Year: >= 1900 } day: Number(text, at, day.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture), style: 2); break;
                case DateOnly day: Text(text, at, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
                case DateTimeOffset time: Number(text, at, time.UtcDateTime.ToOADate().ToString(CultureInfo.InvariantCulture), style: 3); break;
                case bool flag: Add(text, $"<c r=\"{at}\" t=\"b\"><v>{(flag ? 1 : 0)}</v></c>"); break;
                case var other: Text(text, at, other.ToString()!); break;
            }
        }
        Add(text, "</row>");
    }

    private static void Number(ArrayBufferWriter<byte> text, string at, string number, int style = 0) => Add(text, style == 0 ? $"<c r=\"{at}\"><v>{number}</v></c>" : $"<c r=\"{at}\" s=\"{style}\"><v>{number}</v></c>");

    private static void Text(ArrayBufferWriter<byte> text, string at, string value, int style = 0)
    {
        Add(text, style == 0 ? $"<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">" : $"<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        Add(text, Legible(value));
        Add(text, "</t></is></c>");
    }

    // A, B, … Z, AA, AB, …
    private static string Letters(int column) => (column >= 26 ? Letters((column / 26) - 1) : "") + (char)('A' + (column % 26));

    // What XML has no word for is left out (XML 1.0 §2.2).
    private static string Legible(string value)
    {
        if (value.Length > LongestCell)
            value = value[..LongestCell];
        if (value.Any(c => (char.IsControl(c) && c is not ('\n' or '\t' or '\r')) || char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF'))
            value = string.Concat(value.EnumerateRunes().Where(r => r.Value is '\n' or '\t' or '\r' || !(Rune.IsControl(r) || r.Value is 0xFFFE or 0xFFFF)));
        return value.AsSpan().IndexOfAny(Marked) < 0 ? value : System.Security.SecurityElement.Escape(value);
    }

    private static void Add(ArrayBufferWriter<byte> text, string value) => Encoding.UTF8.GetBytes(value, text);

    // What stands around the sheets. 14 and 22 are the day and the time as the reader's own spreadsheet writes them.
    private static IEnumerable<(string Path, string Xml)> Around(string name, int sheets)
    {
        var numbers = Enumerable.Range(1, sheets).ToList();
        const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", package = "http://schemas.openxmlformats.org/package/2006/relationships", type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        yield return ("xl/styles.xml", """
            <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>
            """);
        yield return ("xl/workbook.xml", $"""<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{relations}"><sheets>{string.Concat(numbers.Select(n => $"<sheet name=\"{Sheet(name, n)}\" sheetId=\"{n}\" r:id=\"r{n}\"/>"))}</sheets></workbook>""");
        yield return ("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{package}">{string.Concat(numbers.Select(n => $"<Relationship Id=\"r{n}\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))}<Relationship Id="styles" Type="{relations}/styles" Target="styles.xml"/></Relationships>""");
        yield return ("_rels/.rels", $"""<Relationships xmlns="{package}"><Relationship Id="book" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        yield return ("[Content_Types].xml", $"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{type}sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{type}styles+xml"/>{string.Concat(numbers.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{type}worksheet+xml\"/>"))}</Types>""");
    }

    // A sheet's name has 31 characters at most, and none of a few.
    private static string Sheet(string name, int number)
    {
        var (safe, suffix) = (string.Concat(name.Select(c => "[]:*?/\\'".Contains(c, StringComparison.Ordinal) || char.IsControl(c) || char.IsSurrogate(c) ? '_' : c)), number == 1 ? "" : $" ({number})");
        return System.Security.SecurityElement.Escape(safe[..Math.Min(safe.Length, 31 - suffix.Length)] + suffix);
    }
}
