using Adit.Risk;
using NJsonSchema;

namespace Adit.Tests.Risk;

/// <summary>The catalogue that ships: read, worked through, and held against its published schemas.</summary>
public sealed class ShippedCatalogueTests
{
    private static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "adit.slnx")))
                folder = folder.Parent;
            return Path.Combine(folder!.FullName, "catalogue");
        }
    }

    private static IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> Files => Directory
        .EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
        .Select(file => (Path.GetRelativePath(Folder, file).Replace('\\', '/'), (ReadOnlyMemory<byte>)File.ReadAllBytes(file)));

    private static readonly Lazy<CatalogueReading> Shipped = new(() => Catalogue.Read(Files));

    private static Catalogue Whole => Shipped.Value.Catalogue ?? throw new InvalidOperationException("The shipped catalogue has faults.");

    [Fact]
    public void It_has_no_fault() => Assert.Empty(Shipped.Value.Faults);

    [Fact]
    public void Every_worked_case_comes_out_as_its_file_says() => Assert.Empty(WorkedCases.Run(Whole));

    [Fact]
    public void A_Rwandan_site_is_rated_by_no_rule_of_Congo()
    {
        var rwanda = new SiteFacts("RW", ["cassiterite"], "pit", [], new Dictionary<string, decimal>());
        string[] congolese = ["EGC", "DRC-MC", "DRC-ANNEX-V", "DRC-30M", "DRC-CIRCULAR", "ARECOMS"];

        var bound = Whole.Indicators.Where(one => rwanda.Suits(one, new DateOnly(2026, 1, 1))).ToList();

        Assert.DoesNotContain(bound, one => one.Clauses.Count > 0 && one.Clauses.All(clause => congolese.Contains(clause.Standard)));
        Assert.DoesNotContain(bound, one => one.Id == "OH-04");
    }

    [Fact]
    public async Task Every_file_is_valid_by_its_schema()
    {
        var errors = new List<string>();
        var schemas = new Dictionary<string, JsonSchema>();
        foreach (var (path, bytes) in Files.Where(file => !file.Path.StartsWith("schema/", StringComparison.Ordinal) && !file.Path.StartsWith("forms/", StringComparison.Ordinal)))
        {
            var name = path.StartsWith("indicators/", StringComparison.Ordinal) ? "indicator" : Path.GetFileNameWithoutExtension(path);
            if (!schemas.TryGetValue(name, out var schema))
                schemas[name] = schema = await JsonSchema.FromFileAsync(Path.Combine(Folder, "schema", name + ".schema.json"), TestContext.Current.CancellationToken);
            errors.AddRange(schema.Validate(System.Text.Encoding.UTF8.GetString(bytes.Span)).Select(error => $"{path}:{error.LineNumber}: {error.Kind} at {error.Path}"));
        }
        Assert.Empty(errors);
    }
}
