using System.Globalization;
using Adit.Exports;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Adit.Reports;

/// <summary>Tables as an Excel workbook (ISO/IEC 29500), a sheet each: numbers and days are numbers and days, texts are never formulas.</summary>
internal static class Workbook
{
    /// <summary>Its media type.</summary>
    public const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    // Formats of cells, in the order of the style sheet below.
    private const uint Plain = 0, Head = 1, Day = 2;

    /// <summary>The file.</summary>
    public static byte[] Of(IReadOnlyList<ReportTable> tables)
    {
        using var bytes = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var styles = book.AddNewPart<WorkbookStylesPart>();
            styles.Stylesheet = Styles();
            var sheets = new Sheets();
            foreach (var (number, table) in tables.Index())
            {
                var part = book.AddNewPart<WorksheetPart>();
                Write(part, table);
                sheets.Append(new Sheet { Id = book.GetIdOfPart(part), SheetId = (uint)number + 1, Name = table.Name });
            }
            book.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(sheets);
        }
        return bytes.ToArray();
    }

    private static void Write(WorksheetPart part, ReportTable table)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        // The head stays in sight, for whoever scrolls and for whoever listens.
        writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
        writer.WriteElement(new Columns(table.Columns.Select((_, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = 22, CustomWidth = true })));
        writer.WriteStartElement(new SheetData());
        Row(writer, table.Columns, Head);
        foreach (var row in table.Rows)
            Row(writer, row, Plain);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void Row(OpenXmlWriter writer, IEnumerable<object?> cells, uint style)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells)
            writer.WriteElement(cell switch
            {
                null => new Cell { StyleIndex = style },
                decimal number => new Cell { CellValue = new(number.ToString(CultureInfo.InvariantCulture)), DataType = CellValues.Number, StyleIndex = style },
                DateOnly day => new Cell { CellValue = new(day.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture)), DataType = CellValues.Number, StyleIndex = Day },
                _ => new Cell { InlineString = new(new Text(Legible(cell.ToString()!)) { Space = SpaceProcessingModeValues.Preserve }), DataType = CellValues.InlineString, StyleIndex = style },
            });
        writer.WriteEndElement();
    }

    // A cell holds 32,767 characters at most, and none that XML has no word for.
    private static string Legible(string text) => string.Concat(text.Where(c => c is '\n' or '\t' || !char.IsControl(c)).Take(32_767));

    private static Stylesheet Styles() => new(
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())),
        new CellStyleFormats(new CellFormat()),
        // 14 is the day as the reader's own spreadsheet writes it.
        new CellFormats(new CellFormat(), new CellFormat { FontId = 1, ApplyFont = true }, new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true }));
}
