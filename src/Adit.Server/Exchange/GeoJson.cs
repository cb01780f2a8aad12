using System.Collections.Immutable;
using System.Text.Json;

namespace Adit.Exchange;

/// <summary>Rows as GeoJSON (RFC 7946): points in degrees (WGS 84), the columns as properties in snake case.</summary>
internal static class GeoJson
{
    /// <summary>Its media type.</summary>
    public const string Type = "application/geo+json";

    /// <summary>Writes what belongs to a row inside its object.</summary>
    public static void Feature(Utf8JsonWriter json, ImmutableArray<FeedColumn> columns, FeedRow row)
    {
        json.WriteString("type", "Feature");
        json.WritePropertyName("id");
        Feed.Write(json, row.Values[0]);
        json.WritePropertyName("geometry");
        if (row.Place is { } place)
        {
            json.WriteStartObject();
            json.WriteString("type", "Point");
            json.WriteStartArray("coordinates");
            json.WriteNumberValue(place.Longitude);
            json.WriteNumberValue(place.Latitude);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        else
            json.WriteNullValue();
        json.WriteStartObject("properties");
        for (var column = 0; column < columns.Length; column++)
            if (columns[column].Name is not ("Latitude" or "Longitude"))
            {
                json.WritePropertyName(columns[column].Snake);
                Feed.Write(json, row.Values[column]);
            }
        json.WriteEndObject();
    }

    /// <summary>Writes a whole document, a batch at a time.</summary>
    public static async Task Write(Stream to, ImmutableArray<FeedColumn> columns, IAsyncEnumerable<IReadOnlyList<FeedRow>> rows, CancellationToken cancel)
    {
        await using var json = new Utf8JsonWriter(to, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        await foreach (var batch in rows.WithCancellation(cancel))
        {
            foreach (var row in batch)
            {
                json.WriteStartObject();
                Feature(json, columns, row);
                json.WriteEndObject();
            }
            await json.FlushAsync(cancel);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancel);
    }
}
