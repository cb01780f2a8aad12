using System.Globalization;
using System.Text.Json.Serialization;

namespace Adit.Custody;

/// <summary>How lots and tags are named, in the one form in which Adit keeps and compares them.</summary>
public static class LotCode
{
    /// <summary>Longest code.</summary>
    public const int Longest = 64;

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>
    /// Reads a code as typed or scanned: letters become capitals, spaces go. False for anything but 1 to 64 letters and digits of ASCII, and <c>-</c>, <c>.</c>, <c>/</c>, <c>_</c> between them.
    /// </summary>
    public static bool TryRead(string? text, out string code)
    {
        code = string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return code.Length is > 0 and <= Longest && Alphabet.Contains(code[0], StringComparison.Ordinal) && Alphabet.Contains(code[^1], StringComparison.Ordinal)
            && code.All(c => Alphabet.Contains(c, StringComparison.Ordinal) || c is '-' or '.' or '/' or '_');
    }

    /// <summary>
    /// The check character of a code by ISO/IEC 7064, MOD 37,36, over its letters and digits: whoever mistypes one character is told, and whoever swaps two neighbours nearly always.
    /// </summary>
    public static char Check(string code)
    {
        var sum = 36;
        foreach (var c in code.Where(c => Alphabet.Contains(c, StringComparison.Ordinal)))
        {
            sum = (sum + Alphabet.IndexOf(c, StringComparison.Ordinal)) % 36;
            sum = (sum == 0 ? 36 : sum) * 2 % 37;
        }
        return Alphabet[(37 - sum) % 36];
    }

    /// <summary>Whether a code that ends in a check character ends in the right one.</summary>
    public static bool IsChecked(string code) => code.Length > 1 && Check(code[..^1]) == code[^1];
}

/// <summary>Tags of one series with running numbers, as they come from the printer: <c>KM-0001200</c> to <c>KM-0001299</c>.</summary>
/// <param name="Series">What stands before the number, its hyphen among it; may be empty.</param>
/// <param name="First">The first number.</param>
/// <param name="Last">The last one, not before the first.</param>
/// <param name="Digits">Of how many digits numbers are written, with zeros before them.</param>
/// <param name="Checked">Whether a check character follows the number (<see cref="LotCode.Check"/>).</param>
public readonly record struct TagRange(string Series, long First, long Last, int Digits, bool Checked = false)
{
    /// <summary>How many tags.</summary>
    [JsonIgnore]
    public long Count => Last - First + 1;

    /// <summary>Reads a series from its first and its last tag; false where they are not of one series, or out of order.</summary>
    public static bool TryRead(string? first, string? last, bool withCheck, out TagRange range)
    {
        range = default;
        if (!LotCode.TryRead(first, out var a) || !LotCode.TryRead(last, out var b) || a.Length != b.Length || (withCheck && !(LotCode.IsChecked(a) && LotCode.IsChecked(b))))
            return false;
        if (withCheck)
            (a, b) = (a[..^1], b[..^1]);
        var digits = Math.Min(Running(a), Running(b));
        if (digits is 0 || a[..^digits] != b[..^digits])
            return false;
        range = new(a[..^digits], Number(a[^digits..]), Number(b[^digits..]), digits, withCheck);
        return range.First <= range.Last;
    }

    /// <summary>The number of a tag in this series; false where it is of another one, or its check character is wrong.</summary>
    public bool TryNumber(string tag, out long number)
    {
        number = 0;
        var bare = Checked && tag.Length > 0 ? tag[..^1] : tag;
        if (bare.Length != Series.Length + Digits || !bare.StartsWith(Series, StringComparison.Ordinal) || !bare[Series.Length..].All(char.IsAsciiDigit) || (Checked && !LotCode.IsChecked(tag)))
            return false;
        number = Number(bare[Series.Length..]);
        return true;
    }

    /// <summary>Whether a tag is one of these.</summary>
    public bool Contains(string tag) => TryNumber(tag, out var number) && number >= First && number <= Last;

    /// <summary>A tag by its number.</summary>
    public string Tag(long number)
    {
        var bare = Series + number.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
        return Checked ? bare + LotCode.Check(bare) : bare;
    }

    // No more than eighteen, so that every number is a long.
    private static int Running(string code) => Math.Min(18, code.Length - (code.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1));

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
