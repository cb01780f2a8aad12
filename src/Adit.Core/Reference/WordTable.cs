using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Adit.Reference;

/// <summary>
/// Codes for what people wrote in free text, as data: one line a code, <c>code: words | words</c>. Words are compared without case, accents and punctuation.
/// The code <c>-</c> is known to say nothing; <c>a+b</c> says both. A later line may not repeat the words of an earlier one.
/// </summary>
internal sealed class WordTable
{
    private readonly FrozenDictionary<string, ImmutableArray<string>> _whole;
    private readonly ImmutableArray<(string Start, ImmutableArray<string> Codes)> _starts;

    /// <param name="whole">Lines whose words must be all of the text.</param>
    /// <param name="starts">Lines whose words must begin at a word of the text; the first line that fits wins.</param>
    public WordTable(string whole, string starts = "")
    {
        _whole = Lines(whole).ToFrozenDictionary(line => line.Words, line => line.Codes);
        _starts = [.. Lines(starts)];
    }

    /// <summary>The codes of a text; none where it is known to say nothing; null where it is not known at all.</summary>
    public ImmutableArray<string>? Find(string text)
    {
        if (FindWhole(text) is { } codes)
            return codes;
        var padded = " " + Plain(text);
        foreach (var (start, found) in _starts)
            if (padded.Contains(" " + start, StringComparison.Ordinal))
                return found;
        return null;
    }

    /// <summary>The codes of a text of which all words are in the table.</summary>
    public ImmutableArray<string>? FindWhole(string text) => _whole.TryGetValue(Plain(text), out var codes) ? codes : null;

    /// <summary>Letters and digits in lower case without accents, in words with one space between them. Never throws, whatever the text is.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in Clean(text, text.Length).Normalize(NormalizationForm.FormD).EnumerateRunes())
            if (Rune.IsLetterOrDigit(rune))
                plain.Append(Rune.ToLowerInvariant(rune));
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark && plain.Length > 0 && plain[^1] != ' ')
                plain.Append(' ');
        return plain.ToString().TrimEnd();
    }

    /// <summary>Text that XML can hold, on one line, trimmed and cut at a length; what it cannot hold becomes U+FFFD.</summary>
    public static string Clean(string text, int most)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > most)
                break;
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
                clean.Append(' ');
            else
                clean.Append(rune.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune);
        }
        return clean.ToString().Trim();
    }

    private static IEnumerable<(string Words, ImmutableArray<string> Codes)> Lines(string table) =>
        from line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let colon = line.IndexOf(':', StringComparison.Ordinal)
        let codes = line[..colon] is "-" ? [] : line[..colon].Split('+').ToImmutableArray()
        from words in line[(colon + 1)..].Split('|')
        select (Plain(words), codes);
}
