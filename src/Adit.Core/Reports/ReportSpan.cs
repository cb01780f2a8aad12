using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Adit.Reports;

/// <summary>The stretch of time that a programme report is about: a quarter or a year.</summary>
/// <param name="Quarter">1 to 4; 0 for the whole year.</param>
[JsonConverter(typeof(ReportSpanJson))]
public readonly record struct ReportSpan(int Year, int Quarter)
{
    /// <summary>Its first day.</summary>
    public DateOnly First => new(Year, Quarter == 0 ? 1 : (Quarter * 3) - 2, 1);

    /// <summary>Its last day.</summary>
    public DateOnly Last => First.AddMonths(Quarter == 0 ? 12 : 3).AddDays(-1);

    /// <summary>The first day of each of its months.</summary>
    public IEnumerable<DateOnly> Months
    {
        get
        {
            var first = First;
            return Enumerable.Range(0, Quarter == 0 ? 12 : 3).Select(first.AddMonths);
        }
    }

    /// <summary>The same a year before.</summary>
    public ReportSpan YearBefore => this with { Year = Year - 1 };

    /// <summary>The one just before, as long as this.</summary>
    public ReportSpan Before => Quarter switch { 0 => YearBefore, 1 => new(Year - 1, 4), _ => this with { Quarter = Quarter - 1 } };

    /// <summary>The others of its year: of a quarter the year and the other quarters, of a year its quarters.</summary>
    public IEnumerable<ReportSpan> Siblings
    {
        get
        {
            var own = this;
            return Enumerable.Range(0, 5).Select(q => new ReportSpan(own.Year, q)).Where(s => s != own);
        }
    }

    /// <summary>The quarter that a day lies in.</summary>
    public static ReportSpan QuarterOf(DateOnly day) => new(day.Year, ((day.Month - 1) / 3) + 1);

    /// <summary>Reads <c>2026-Q3</c> or <c>2026</c>; null where it is neither.</summary>
    public static ReportSpan? Read(string? text) => text?.Split("-Q") is [{ Length: 4 } year, ..] parts && int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read is > 1999 and < 2200
        ? parts switch { [_] => new(read, 0), [_, [>= '1' and <= '4' and var quarter]] => new(read, quarter - '0'), _ => null } : null;

    /// <inheritdoc/>
    public override string ToString() => Quarter == 0 ? Year.ToString("0000", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Quarter}");
}

/// <summary>A span as text.</summary>
internal sealed class ReportSpanJson : JsonConverter<ReportSpan>
{
    public override ReportSpan Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => ReportSpan.Read(reader.GetString()) ?? throw new JsonException();

    public override void Write(Utf8JsonWriter writer, ReportSpan value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
