using System.Text;
using System.Text.Json.Nodes;
using Adit.Risk;
using CsCheck;
using NJsonSchema;

namespace Adit.Tests.Risk;

/// <summary>The published schemas and the loader say the same of the shape of a file: what one refuses the other refuses too.</summary>
public sealed class SchemaTests
{
    /// <summary>The rules of the loader that are about one file's shape; the others need to know what else is in the catalogue, or are about sense.</summary>
    private static readonly HashSet<string> OfShape =
    [
        "unknown-member", "missing-member", "wrong-type", "unknown-word", "unknown-lang", "unknown-mark", "no-id", "wrong-duration", "empty-list", "one-relation", "take-needed",
        "event-closed-by-look", "state-counts", "owes-and-rates", "no-steps", "no-look",
    ];

    private static readonly string[] Parts = ["standards.json", "observables.json", "groups.json", "regimes.json", "parameters.json"];
    private static readonly Dictionary<string, byte[]> Shipped = Directory.EnumerateFiles(Forms.Shipped.Root, "*.json", SearchOption.AllDirectories)
        .Select(file => (Path: Path.GetRelativePath(Forms.Shipped.Root, file).Replace('\\', '/'), File: file)).Where(file => !file.Path.StartsWith("schema/", StringComparison.Ordinal))
        .OrderBy(file => file.Path, StringComparer.Ordinal).ToDictionary(file => file.Path, file => File.ReadAllBytes(file.File));

    private static readonly Dictionary<string, JsonSchema> Schemas = Directory.EnumerateFiles(Path.Combine(Forms.Shipped.Root, "schema"), "*.schema.json")
        .ToDictionary(file => Path.GetFileName(file).Split('.')[0], file => JsonSchema.FromFileAsync(file).GetAwaiter().GetResult());

    private static readonly string[] Values = ["null", "true", "0", "-1", "1.5", "\"\"", "\"zz\"", "[]", "[\"zz\"]", "{}", "{ \"en\": \"x\" }", "\"P3D\"", "\"PT5H\"", "\"P0D\"", "\"PT\"", "\"determination\"", "\"event\"", "\"S1\"", "99999999999999"];

    [Fact]
    public void French_texts_keep_their_punctuation_on_the_line() => Assert.All(Shipped, file => Assert.DoesNotMatch("\"fr\": \"[^\"]*( [:;?!»]|« )", Encoding.UTF8.GetString(file.Value)));

    [Fact]
    public void Every_shipped_file_is_valid() => Assert.All(Shipped, file => Assert.Empty(SchemaOf(file.Key).Validate(Encoding.UTF8.GetString(file.Value))));

    [Fact]
    public void What_the_schema_refuses_the_loader_refuses_and_the_other_way_round() =>
        Gen.Select(Gen.Int[0, Shipped.Count - 1], Gen.Int[0, 100_000], Gen.Int[0, 3], Gen.Int[0, Values.Length - 1]).Sample((which, place, what, value) =>
        {
            var (path, bytes) = Shipped.ElementAt(which);
            var bent = Bend(JsonNode.Parse(bytes)!, place, what, value).ToJsonString();
            var schema = SchemaOf(path).Validate(bent);
            var loader = Faults(path, Encoding.UTF8.GetBytes(bent));
            Assert.True(schema.Count > 0 == loader.Count > 0, $"{path}: schema {string.Join("; ", schema.Select(one => $"{one.Kind} {one.Path}"))} loader {string.Join("; ", loader)}\n{bent}");
        }, iter: 600);

    private static JsonSchema SchemaOf(string path) => Schemas[path.StartsWith("indicators/", StringComparison.Ordinal) ? "indicator" : Path.GetFileNameWithoutExtension(path)];

    private static List<Fault> Faults(string path, byte[] bent) =>
        [.. Catalogue.Read(Parts.Append(path).Distinct().Select(part => (part, (ReadOnlyMemory<byte>)(part == path ? bent : Shipped[part])))).Faults
            .Where(fault => fault.File == path && OfShape.Contains(fault.Rule))];

    /// <summary>Leaves a member out, puts another value in its place, names it differently, or adds one, somewhere in a document.</summary>
    private static JsonNode Bend(JsonNode root, int place, int what, int value)
    {
        var spots = Spots(root).ToList();
        var (parent, name, index) = spots[place % spots.Count];
        var instead = JsonNode.Parse(Values[value]);
        switch (parent, what)
        {
            case (JsonObject members, 0): members.Remove(name!); break;
            case (JsonObject members, 1): members[name!] = instead; break;
            case (JsonObject members, 2): var moved = members[name!]?.DeepClone(); members.Remove(name!); members[name + "x"] = moved; break;
            case (JsonObject members, _): members["extra"] = instead; break;
            case (JsonArray list, 0): list.RemoveAt(index); break;
            case (JsonArray list, _): list[index] = instead; break;
        }
        return root;
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Spots(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Spots(member.Value).Prepend((members, member.Key, 0))),
        JsonArray list => list.SelectMany((item, i) => Spots(item).Prepend((list, null, i))),
        _ => [],
    };
}
