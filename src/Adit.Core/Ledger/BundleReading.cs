using System.Text.Json;
using Adit.Protection;

namespace Adit.Ledger;

/// <summary>Reads the JSON of an evidence bundle, strictly. A refusal is a <see cref="FormatException"/> whose message is the place.</summary>
internal static class BundleReading
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    internal static Bundle Read(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        Object(root, "", "format", "checkpoint", "verifierKey", "entries");
        if (Text(root, "", "format") != Bundle.Format)
            throw new FormatException("format");
        var entries = List(root, "", "entries", Entry);
        // A bundle of nothing would hold, and be taken for proof of something.
        if (entries.Count == 0 || !Ascending(entries, e => e.Index))
            throw new FormatException("entries");
        return new Bundle(Text(root, "", "checkpoint"), Text(root, "", "verifierKey"), entries);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (JsonException refusal)
        {
            throw new FormatException(refusal.LineNumber is { } line ? $"line {line + 1}" : "$", refusal);
        }
        catch (InvalidOperationException refusal)
        {
            // What a name with half a surrogate pair, or bytes that are no UTF-8, throws.
            throw new FormatException("$", refusal);
        }
    }

    private static BundledEntry Entry(JsonElement element, string where)
    {
        Object(element, where, "index", "entry", "proof", "parts");
        if (element.GetProperty("index") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt64(out var index) || index < 0)
            throw new FormatException($"{where}.index");
        if (!Ledger.Entry.TryRead(Bytes(element, where, "entry"), out var entry))
            throw new FormatException($"{where}.entry");
        var proof = List(element, where, "proof", HashOf);
        var parts = List(element, where, "parts", PartOf);
        if (!Ascending(parts, p => (long)p.Slot))
            throw new FormatException($"{where}.parts");
        return new BundledEntry(index, entry, proof, parts);
    }

    private static Disclosure PartOf(JsonElement element, string where)
    {
        Object(element, where, "slot", "commitmentKey", "bytes");
        if (!Slots.TryRead(Text(element, where, "slot"), out var slot))
            throw new FormatException($"{where}.slot");
        var key = Bytes(element, where, "commitmentKey");
        return key.Length == Part.KeyBytes
            ? new Disclosure(slot, key, Bytes(element, where, "bytes"))
            : throw new FormatException($"{where}.commitmentKey");
    }

    private static Hash HashOf(JsonElement element, string where) =>
        Hash.TryReadBase64(Text(element, where), out var hash) ? hash : throw new FormatException(where);

    private static void Object(JsonElement element, string where, params ReadOnlySpan<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException(where.Length == 0 ? "$" : where);
        foreach (var name in names)
        {
            if (!element.TryGetProperty(name, out _))
                throw new FormatException(Place(where, name));
        }
        // All are there and none twice: one more is one that we do not know.
        if (element.EnumerateObject().Count() != names.Length)
            throw new FormatException(where.Length == 0 ? "$" : where);
    }

    private static List<T> List<T>(JsonElement parent, string where, string name, Func<JsonElement, string, T> read)
    {
        var (element, place) = (parent.GetProperty(name), Place(where, name));
        return element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().Select((item, i) => read(item, $"{place}[{i}]"))]
            : throw new FormatException(place);
    }

    private static byte[] Bytes(JsonElement parent, string where, string name) =>
        Base64.TryRead(Text(parent, where, name), out var bytes) ? bytes : throw new FormatException(Place(where, name));

    private static string Text(JsonElement parent, string where, string name) => Text(parent.GetProperty(name), Place(where, name));

    private static string Text(JsonElement element, string where)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new FormatException(where);
        }
        catch (InvalidOperationException refusal)
        {
            // What a string with half a surrogate pair, or bytes that are no UTF-8, throws.
            throw new FormatException(where, refusal);
        }
    }

    private static bool Ascending<T>(List<T> items, Func<T, long> key) =>
        items.Zip(items.Skip(1)).All(pair => key(pair.First) < key(pair.Second));

    private static string Place(string where, string name) => where.Length == 0 ? name : $"{where}.{name}";
}
