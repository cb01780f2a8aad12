using System.Buffers;
using System.Text;
using Adit.Submissions;

namespace Adit.Exports;

/// <summary>
/// CSV (RFC 4180, UTF-8, CRLF) that people open in spreadsheets: a text that a spreadsheet would run as a formula gets an apostrophe before
/// it; numbers stay exactly as they are.
/// </summary>
public static class CsvText
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r＝＋－＠");

    /// <summary>Whether a spreadsheet might run it: it begins like a formula and is no decimal number.</summary>
    public static bool IsFormula(string cell) => cell.Length > 0 && Formula.Contains(cell[0]) && AnswerText.Number(cell) is null;

    /// <summary>Writes one cell, with a comma before it unless it is the first.</summary>
    public static void Cell(IBufferWriter<byte> to, string? cell, bool first = false)
    {
        if (!first)
            to.Write(","u8);
        if (string.IsNullOrEmpty(cell))
            return;
        if (IsFormula(cell))
            cell = "'" + cell;
        if (cell.AsSpan().IndexOfAny(Quoted) >= 0)
            cell = $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        Encoding.UTF8.GetBytes(cell, to);
    }

    /// <summary>Ends a line.</summary>
    public static void End(IBufferWriter<byte> to) => to.Write("\r\n"u8);
}
