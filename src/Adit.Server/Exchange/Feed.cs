using System.Collections.Immutable;
using System.Text.Json;
using Adit.Sites;

namespace Adit.Exchange;

/// <summary>What a column of a feed holds.</summary>
internal enum FeedType
{
    Text,
    Whole,
    Number,
    Day,
    Time,
    Flag,
}

/// <summary>A column of a feed; its name is an identifier of OData.</summary>
internal sealed record FeedColumn(string Name, FeedType Type)
{
    /// <summary>The name as JSON has it, encoded once for all rows.</summary>
    public JsonEncodedText Json { get; } = JsonEncodedText.Encode(Name);

    /// <summary>The same in snake case, as map layers name properties.</summary>
    public JsonEncodedText Snake { get; } = JsonEncodedText.Encode(JsonNamingPolicy.SnakeCaseLower.ConvertName(Name));

    /// <summary>Columns by their names, each with its type after a colon where that is not text.</summary>
    public static ImmutableArray<FeedColumn> All(params IEnumerable<string> columns) =>
        [.. columns.Select(c => c.Split(':')).Select(c => new FeedColumn(c[0], c.Length > 1 ? Enum.Parse<FeedType>(c[1]) : FeedType.Text))];
}

/// <summary>One row: a value for each column, and where it lies as far as the reader may know.</summary>
internal sealed record FeedRow(ImmutableArray<object?> Values, GeoPoint? Place = null);

/// <summary>A part of the earth, in degrees; where it goes over the date line, west is greater than east.</summary>
internal sealed record FeedBox(decimal West, decimal South, decimal East, decimal North)
{
    public bool Holds(GeoPoint? place) => place is { } at && at.Latitude >= South && at.Latitude <= North
        && (West <= East ? at.Longitude >= West && at.Longitude <= East : at.Longitude >= West || at.Longitude <= East);
}

/// <summary>Which rows of a feed.</summary>
/// <param name="Count">At most.</param>
/// <param name="After">The key after which they begin: a ledger index, a code or a number.</param>
/// <param name="Before">The ledger index before which they end.</param>
/// <param name="At">The one row with this key.</param>
/// <param name="From">The first day that records speak of.</param>
/// <param name="Until">The first day after.</param>
internal sealed record FeedAsk(int Count, string? After = null, long? Before = null, string? At = null, DateOnly? From = null, DateOnly? Until = null, SiteId? Site = null, FeedBox? Box = null);

/// <summary>A page of rows, made while it is read.</summary>
/// <param name="Next">The key after which the next page begins; null where this is the last.</param>
internal sealed record FeedPage(IAsyncEnumerable<IReadOnlyList<FeedRow>> Rows, string? Next);

/// <summary>A table that other programs read page by page. The first column is its key, by which it is ordered, so that any page is found without reading those before.</summary>
/// <param name="ByLedger">Whether the key is a ledger index and each row speaks of a day.</param>
internal sealed record Feed(string Name, bool ByLedger, ImmutableArray<FeedColumn> Columns, Func<FeedAsk, CancellationToken, Task<FeedPage>> Page, Func<FeedAsk, long> Count)
{
    public FeedColumn Key => Columns[0];

    /// <summary>Writes one value as JSON.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case long whole: json.WriteNumberValue(whole); break;
            case decimal number: json.WriteNumberValue(number); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case DateOnly day: json.WriteStringValue(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)); break;
            case DateTimeOffset time: json.WriteStringValue(time.UtcDateTime); break;
            default: throw new ArgumentOutOfRangeException(nameof(value));
        }
    }
}
