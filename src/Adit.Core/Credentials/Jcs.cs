using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Adit.Credentials;

/// <summary>
/// JSON in its one spelling (RFC 8785), so that it can be hashed and signed. Of numbers, whole ones that every reader holds exactly (up to 2^53 − 1)
/// are written; any other is refused rather than rounded.
/// </summary>
public static class Jcs
{
    private const long LargestSafe = 9_007_199_254_740_991;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The canonical bytes, in UTF-8.</summary>
    /// <exception cref="FormatException">A number is not a safe integer, or a text holds half a surrogate pair.</exception>
    public static byte[] Write(JsonNode? json)
    {
        var text = new StringBuilder();
        Write(text, json);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text.ToString());
        }
        catch (EncoderFallbackException refusal)
        {
            throw new FormatException("A text holds half a surrogate pair.", refusal);
        }
    }

    /// <summary>Reads JSON that is to be written canonically.</summary>
    /// <exception cref="FormatException">It is no JSON, deeper than 32, or names a member twice.</exception>
    public static JsonNode? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var read = JsonNode.Parse(json, documentOptions: Strict);
            // Whatever is wrong with texts and numbers shows here, not when a member is asked for.
            _ = Write(read);
            return read;
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException(refusal is JsonException { LineNumber: { } line } ? $"line {line + 1}" : "$", refusal);
        }
    }

    private static void Write(StringBuilder text, JsonNode? json)
    {
        switch (json)
        {
            case null: text.Append("null"); break;
            case JsonObject members: Write(text, members); break;
            case JsonArray items: Write(text, items); break;
            case var value when value.GetValueKind() == JsonValueKind.String: Write(text, value.GetValue<string>()); break;
            case var value when value.GetValueKind() == JsonValueKind.Number: text.Append(Integer(value.ToJsonString())); break;
            default: text.Append(json.ToJsonString()); break;
        }
    }

    private static void Write(StringBuilder text, JsonObject members)
    {
        text.Append('{');
        var first = true;
        // By UTF-16 code units, which is how the framework compares ordinally.
        foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            if (!first)
                text.Append(',');
            first = false;
            Write(text, name);
            text.Append(':');
            Write(text, value);
        }
        text.Append('}');
    }

    private static void Write(StringBuilder text, JsonArray items)
    {
        text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            Write(text, items[i]);
        }
        text.Append(']');
    }

    private static void Write(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        text.Append('"');
    }

    private static string Integer(string written) =>
        long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is >= -LargestSafe and <= LargestSafe
            && number.ToString(CultureInfo.InvariantCulture) == written
            ? written : throw new FormatException($"{written} is no whole number up to 2^53 - 1.");
}
