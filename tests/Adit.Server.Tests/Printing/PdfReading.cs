using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Adit.Tests.Printing;

/// <summary>What readers get of a PDF, by a program that is none of ours (poppler).</summary>
internal static partial class PdfReading
{
    /// <summary>A paper of several parts: tagged, with headings, tables and drawings that say what they show, bookmarks of its headings, and the number of each page. Answers its text.</summary>
    /// <param name="figures">Drawings at least.</param>
    /// <param name="bookmarks">Beginnings of headings that stand among the bookmarks.</param>
    public static async Task<string> IsWhole(byte[] pdf, int figures, params string[] bookmarks)
    {
        var about = await Run("pdfinfo", pdf, "-");
        Assert.Matches("Tagged: +yes", about);
        var pages = int.Parse(PagesOf().Match(about).Groups[1].Value, CultureInfo.InvariantCulture);
        var structure = await Run("pdfinfo", pdf, "-struct", "-");
        foreach (var tag in (string[])["H1", "H2", "Table", "TH", "TD"])
            Assert.Matches($"(?m)^ *{tag}\\b", structure);
        Assert.True(Figure().Count(structure) >= figures, $"{Figure().Count(structure)} figures, {figures} wanted");
        var outline = Outline(pdf);
        foreach (var bookmark in bookmarks)
            Assert.Contains(outline, o => o.StartsWith(bookmark, StringComparison.Ordinal));
        var text = await Text(pdf);
        // A form feed ends each page.
        foreach (var (number, page) in text.TrimEnd('\f').Split('\f').Index())
            Assert.Matches($@"(?m)^{number + 1} ?/ ?{pages}$", page);
        return text;
    }

    /// <summary>How many drawings say what they show.</summary>
    public static async Task<int> Figures(byte[] pdf) => Figure().Count(await Run("pdfinfo", pdf, "-struct", "-"));

    /// <summary>The words on it, in their order.</summary>
    public static async Task<string> Text(byte[] pdf) => await Run("pdftotext", pdf, "-", "-");

    /// <summary>The path at which a paper can be looked up that nobody published.</summary>
    public static string Mark(string text) => Marks().Match(text.Replace("\n", "", StringComparison.Ordinal)) is { Success: true } found ? found.Value : throw new InvalidOperationException("No mark is on it.");

    // Titles stand in the file as they are, or as UTF-16.
    private static List<string> Outline(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        Assert.Contains("/Outlines", text, StringComparison.Ordinal);
        return [.. Titles().Matches(text).Select(m => m.Groups[1].Success ? Plain(m.Groups[1].Value) : Encoding.BigEndianUnicode.GetString(Convert.FromHexString(m.Groups[2].Value)).TrimStart('\uFEFF'))];
    }

    private static string Plain(string escaped)
    {
        var bytes = Encoding.Latin1.GetBytes(Octal().Replace(escaped, m => m.Groups[1].Success ? ((char)Convert.ToInt32(m.Groups[1].Value, 8)).ToString() : m.Groups[2].Value));
        return bytes is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2)) : Encoding.Latin1.GetString(bytes);
    }

    private static async Task<string> Run(string program, byte[] pdf, params string[] asked)
    {
        using var process = Process.Start(new ProcessStartInfo(program, asked) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.BaseStream.WriteAsync(pdf);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await wrong);
        return await said;
    }

    [GeneratedRegex(@"Pages: +(\d+)")]
    private static partial Regex PagesOf();

    [GeneratedRegex(@"(?m)^ *Figure\b")]
    private static partial Regex Figure();

    [GeneratedRegex(@"/papers/[A-Za-z0-9_-]{52}")]
    private static partial Regex Marks();

    [GeneratedRegex(@"/Title (?:\(((?:[^\\()]|\\.)*)\)|<([0-9A-Fa-f]+)>)", RegexOptions.Singleline)]
    private static partial Regex Titles();

    [GeneratedRegex(@"\\(?:([0-7]{3})|(.))", RegexOptions.Singleline)]
    private static partial Regex Octal();
}
