using System.Text.Json;

namespace Adit.Exports;

/// <summary>Puts the answers that stand in the parts of several tiers together again.</summary>
public static class MergedAnswers
{
    /// <summary>Writes one JSON object: members of all parts, groups merged, rows of a repeat merged by their place.</summary>
    /// <param name="parts">The stored JSON of the tiers that the reader may see; empty where withheld.</param>
    public static void Write(Utf8JsonWriter to, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var held = parts.Where(p => !p.IsEmpty).ToList();
        if (held.Count == 1)
        {
            to.WriteRawValue(held[0].Span, skipInputValidation: true);
            return;
        }
        var documents = held.Select(p => JsonDocument.Parse(p)).ToList();
        Objects(to, [.. documents.Select(d => d.RootElement)]);
        documents.ForEach(d => d.Dispose());
    }

    private static void Objects(Utf8JsonWriter to, IReadOnlyList<JsonElement> same)
    {
        to.WriteStartObject();
        foreach (var member in same.SelectMany(o => o.EnumerateObject()).GroupBy(m => m.Name))
        {
            to.WritePropertyName(member.Key);
            Value(to, [.. member.Select(m => m.Value)]);
        }
        to.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter to, IReadOnlyList<JsonElement> same)
    {
        if (same.All(v => v.ValueKind == JsonValueKind.Object))
            Objects(to, same);
        else if (same.All(v => v.ValueKind == JsonValueKind.Array) && same.All(v => v.EnumerateArray().All(r => r.ValueKind == JsonValueKind.Object)))
            Rows(to, [.. same.Select(v => v.EnumerateArray().ToArray())]);
        else
            same[0].WriteTo(to);
    }

    private static void Rows(Utf8JsonWriter to, IReadOnlyList<JsonElement[]> same)
    {
        to.WriteStartArray();
        for (var i = 0; i < same.Max(a => a.Length); i++)
            Objects(to, [.. same.Where(a => i < a.Length).Select(a => a[i])]);
        to.WriteEndArray();
    }
}
