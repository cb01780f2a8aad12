using System.Globalization;
using Adit.Forms;

namespace Adit.Submissions;

/// <summary>Reads the text of single answers by type, always in the invariant culture, since phones write no other.</summary>
public static class AnswerText
{
    /// <summary>The flag for a text that is not of its type, such as <c>not-a-number</c>; null where it is.</summary>
    public static string? Fault(AnswerType type, string text) => type switch
    {
        AnswerType.Whole => Whole(text) is null ? "not-a-number" : null,
        AnswerType.Number => Number(text) is null ? "not-a-number" : null,
        AnswerType.Boolean => text.Trim() is "true" or "false" or "1" or "0" ? null : "not-a-boolean",
        AnswerType.Date => Day(text) is null ? "not-a-date" : null,
        AnswerType.DateTime => Moment(text) is null ? "not-a-date" : null,
        AnswerType.Time => IsTime(text) ? null : "not-a-time",
        AnswerType.Geopoint => Point(text) is null ? "not-a-place" : null,
        AnswerType.Geotrace or AnswerType.Geoshape => text.Split(';').All(point => point.Trim().Length == 0 || Point(point) is not null) ? null : "not-a-place",
        _ => null,
    };

    /// <summary>A whole number of 64 bits.</summary>
    public static long? Whole(string text) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>A decimal number with a point and no exponent (xs:decimal), up to 28 digits.</summary>
    public static decimal? Number(ReadOnlySpan<char> text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value : null;

    /// <summary>The day of a date, or of a date and time: the day as the phone wrote it, in its own offset.</summary>
    public static DateOnly? Day(string text)
    {
        var written = text.AsSpan().Trim();
        if (written.Length > 10 && written[10] is 'T' or ' ')
            return Moment(text)?.Day;
        return DateOnly.TryParseExact(written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>A date and time; the instant is null where no offset is written, since nothing says where the phone's clock stood.</summary>
    public static (DateOnly Day, DateTimeOffset? At)? Moment(string text)
    {
        var written = text.AsSpan().Trim();
        if (written.Length < 16 || written[10] is not ('T' or ' ') || Day(written[..10].ToString()) is not { } day)
            return null;
        var offset = HasOffset(written[11..]);
        var read = DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
        return read ? (day, offset ? at : null) : null;
    }

    /// <summary>A place: latitude and longitude in degrees (WGS 84), then altitude and accuracy in metres where given.</summary>
    public static Place? Point(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[5];
        text = text.Trim();
        var count = text.SplitAny(parts, " ,", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (count is < 2 or > 4 || Degrees(text[parts[0]], 90) is not { } latitude || Degrees(text[parts[1]], 180) is not { } longitude)
            return null;
        return new Place(latitude, longitude, count > 2 ? Metres(text[parts[2]]) : null, count > 3 ? Metres(text[parts[3]]) : null);
    }

    /// <summary>The values of a select-multiple or rank, in the order written.</summary>
    public static string[] Choices(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsTime(string text) =>
        text.Length >= 5 && DateTimeOffset.TryParse("2000-01-01T" + text.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static bool HasOffset(ReadOnlySpan<char> time) => time.IndexOfAny('Z', '+', '-') >= 0;

    private static double? Degrees(ReadOnlySpan<char> text, double limit) => Metres(text) is { } value && Math.Abs(value) <= limit ? value : null;

    private static double? Metres(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}

/// <summary>A place as a phone gave it.</summary>
/// <param name="Latitude">Degrees north, WGS 84.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
/// <param name="AltitudeMetres">Metres; null where not given.</param>
/// <param name="AccuracyMetres">Radius in metres; null where not given. 0 is what a map tap gives.</param>
public readonly record struct Place(double Latitude, double Longitude, double? AltitudeMetres, double? AccuracyMetres);
