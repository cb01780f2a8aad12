using Adit.Protection;
using Adit.Storage;

namespace Adit.Tests.Storage;

/// <summary>
/// Whole data folders that earlier versions of the program left behind (tests/golden/ledgers). They are never written again: this program and every later
/// one reads and verifies them and makes their views to the same rows. ADIT_GOLDEN_LEDGER=NAME makes a new one beside them; ADIT_GOLDEN=1 writes the
/// rows anew, for somebody to look at, where a view has changed.
/// </summary>
[Trait("home", "folder")]
public class GoldenTests
{
    public static TheoryData<string> Names => [.. All().Select(f => Path.GetFileName(f)!)];

    [Fact]
    public async Task Every_kind_of_fact_stands_in_a_golden_ledger()
    {
        if (Environment.GetEnvironmentVariable("ADIT_GOLDEN_LEDGER") is { Length: > 0 } name)
            await GoldenLedger.Make(Path.Combine(Folder(), name));
        var found = new HashSet<Type>();
        foreach (var golden in All())
        {
            using var folder = new Copy(golden);
            using var opened = DataFolder.Open(folder.Path);
            using var database = new Database(opened, new SetClock(House.Noon));
            using var ledger = new Adit.Ledger.LedgerReading(database);
            found.UnionWith(database.Read(db => Enumerable.Range(0, (int)database.Size).Select(i => ledger.Fact(db, i, Tier.T3)!.Fact.GetType()).ToList()));
        }
        Assert.Equal([], Facts.Kinds.Where(k => !found.Contains(k.Type)).Select(k => k.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_verifies(string name)
    {
        using var folder = new Copy(Path.Combine(Folder(), name));
        var ran = await Commands.Program.Run("verify", folder.Path);
        Assert.True(ran.Code == 0, ran.All);
        Assert.Contains("Every part opens", ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Its_views_are_rebuilt_to_the_same_rows(string name)
    {
        using var folder = new Copy(Path.Combine(Folder(), name));
        Assert.Equal(0, (await Commands.Program.Run("rebuild", "--data", folder.Path)).Code);
        using var opened = DataFolder.Open(folder.Path);
        using var database = new Database(opened, new SetClock(House.Noon));
        var rows = Path.Combine(Folder(), name, "rows");
        var views = database.Read(GoldenLedger.Rows);
        if (Environment.GetEnvironmentVariable("ADIT_GOLDEN") == "1")
            GoldenLedger.Write(views, rows);
        Assert.Equal(views.Keys.Order(), Directory.EnumerateFiles(rows).Select(f => Path.GetFileNameWithoutExtension(f)!).Order());
        Assert.All(views, view => Assert.Equal(File.ReadAllText(Path.Combine(rows, view.Key + ".txt")), view.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_served_goes_on_and_proves_what_it_holds(string name)
    {
        using var folder = new Copy(Path.Combine(Folder(), name));
        await using var house = await House.Over(folder.Path);
        await house.Record(new Adit.Ledger.RecordsRead("golden", 1));
        await house.Check();
        var bundle = house.Get<Adit.Ledger.Proofs>().Of([.. Enumerable.Range(0, (int)house.Database.Size).Select(i => (long)i)], Tier.T2)!;
        Assert.True(bundle.Verify(Adit.Ledger.Signing.Verify).Holds);
    }

    private static IEnumerable<string> All() => Directory.EnumerateDirectories(Folder()).Order(StringComparer.Ordinal);

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "golden", "ledgers"));

    /// <summary>A copy to open: even reading leaves files beside a database.</summary>
    private sealed class Copy : IDisposable
    {
        public Copy(string golden)
        {
            foreach (var file in Directory.EnumerateFiles(golden, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".txt", StringComparison.Ordinal)))
            {
                var to = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(golden, file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        }

        public string Path { get; } = House.NewFolder();

        public void Dispose()
        {
            if (Directory.Exists(Path))
                Directory.Delete(Path, recursive: true);
        }
    }
}
