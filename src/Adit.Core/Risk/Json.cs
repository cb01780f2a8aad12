using System.Globalization;
using System.Text.Json;

namespace Adit.Risk;

internal enum JsonKind { Null, True, False, Number, Text, List, Object }

/// <summary>A JSON value that knows its line, so that every fault can name one.</summary>
internal sealed class Json
{
    public required JsonKind Kind { get; init; }
    public required int Line { get; init; }
    public string Text { get; init; } = "";
    public decimal Number { get; init; }
    public List<Json> Items { get; } = [];
    public List<(string Name, int Line, Json Value)> Members { get; } = [];

    public Json? this[string name]
    {
        get
        {
            foreach (var (member, _, value) in Members)
                if (member == name)
                    return value;
            return null;
        }
    }

    /// <summary>Reads one document; a fault and null where it is not JSON, repeats a member, or holds a number no decimal can.</summary>
    public static Json? Read(string file, ReadOnlySpan<byte> bytes, List<Fault> faults)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        var lines = new Lines(bytes);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 48 });
        try
        {
            reader.Read();
            var root = ReadValue(file, ref reader, ref lines, faults);
            while (reader.Read()) { }
            return root;
        }
        catch (JsonException bad)
        {
            faults.Add(new(file, (int)(bad.LineNumber ?? 0) + 1, "not-json", "This is not JSON: " + bad.Message.Split(" LineNumber")[0]));
            return null;
        }
        catch (InvalidOperationException)
        {
            faults.Add(new(file, lines.At(reader.TokenStartIndex), "not-json", "This text is not UTF-8."));
            return null;
        }
    }

    private static Json ReadValue(string file, ref Utf8JsonReader reader, ref Lines lines, List<Fault> faults)
    {
        var line = lines.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: return ReadObject(file, ref reader, ref lines, faults, line);
            case JsonTokenType.StartArray:
                var list = new Json { Kind = JsonKind.List, Line = line };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Items.Add(ReadValue(file, ref reader, ref lines, faults));
                return list;
            case JsonTokenType.Number:
                if (!reader.TryGetDecimal(out var number))
                    faults.Add(new(file, line, "number-too-large", "This number does not fit 28 decimal digits."));
                return new() { Kind = JsonKind.Number, Line = line, Number = number, Text = number.ToString(CultureInfo.InvariantCulture) };
            case JsonTokenType.String: return new() { Kind = JsonKind.Text, Line = line, Text = string.Intern(reader.GetString()!) };
            case JsonTokenType.True: return new() { Kind = JsonKind.True, Line = line };
            case JsonTokenType.False: return new() { Kind = JsonKind.False, Line = line };
            default: return new() { Kind = JsonKind.Null, Line = line };
        }
    }

    private static Json ReadObject(string file, ref Utf8JsonReader reader, ref Lines lines, List<Fault> faults, int line)
    {
        var json = new Json { Kind = JsonKind.Object, Line = line };
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var at = lines.At(reader.TokenStartIndex);
            var name = string.Intern(reader.GetString()!);
            reader.Read();
            var value = ReadValue(file, ref reader, ref lines, faults);
            if (json[name] is not null)
                faults.Add(new(file, at, "repeated-member", $"\"{name}\" stands here twice."));
            json.Members.Add((name, at, value));
        }
        return json;
    }

    /// <summary>Turns ever larger byte offsets into line numbers without reading anything twice.</summary>
    private ref struct Lines(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;
        private int _line = 1;

        public int At(long offset)
        {
            if (offset > _at)
            {
                _line += _bytes[_at..(int)offset].Count((byte)'\n');
                _at = (int)offset;
            }
            return _line;
        }
    }
}
