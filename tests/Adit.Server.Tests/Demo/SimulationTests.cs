using System.Globalization;
using System.IO.Compression;
using System.Text;
using Adit.Commands;
using Adit.Demo;
using Adit.Forms;
using Adit.Storage;

namespace Adit.Tests.Demo;

public sealed class SimulationTests
{
    private static readonly DateOnly Last = new(2026, 3, 31);

    // Known far beyond their provinces, and not all of them in the register of visits.
    private static readonly string[] WellKnown =
    [
        "Kasulo", "Mutoshi", "Shabara", "Kawama", "Kamilombe", "Musompo", "Kapata", "Kamoto", "Mutanda", "Tilwezembe", "Mashamba", "Kamoa", "Kipushi", "Ruashi", "Likasi", "Kambove", "Shinkolobwe", "Luiswishi",
        "Etoile", "Rubaya", "Bisie", "Numbi", "Nyabibwe", "Kalimbi", "Luwowo", "Walikale", "Kamituga", "Misisi", "Luhwindja", "Twangiza", "Namoya", "Lugushwa", "Mukungwe", "Shabunda", "Rutongo",
        "Nyakabingo", "Gifurwe", "Rwinkwavu", "Nyamyumba", "Musha", "Gatumba", "Manono", "Kolwezi", "Fungurume",
    ];

    [Fact]
    public void Invented_names_are_borne_by_no_site_that_anybody_has_visited()
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "data", "asm", "ipis_cod_mines_visits_2009-2023.csv.gz");
        if (!File.Exists(file))
            Assert.Skip("../shared/data/asm/ipis_cod_mines_visits_2009-2023.csv.gz is missing");
        using var plain = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
        var words = Bare(plain.ReadToEnd());

        Assert.True(words.Length > 1_000_000);
        Assert.All(DemoSite.Twelve, site => Assert.DoesNotContain(Bare(site.Name), words, StringComparison.Ordinal));
    }

    [Fact]
    public void Invented_names_are_those_of_no_well_known_mine()
    {
        Assert.All(DemoSite.Twelve, site => Assert.DoesNotContain(WellKnown, known => Bare(site.Name).Contains(Bare(known), StringComparison.Ordinal)));
    }

    [Fact]
    public void The_programme_is_twelve_sites_in_five_provinces_and_sixteen_agents()
    {
        Assert.Equal(12, DemoSite.Twelve.Select(s => s.Code).Distinct().Count());
        Assert.Equal(16, DemoAgent.Sixteen.Select(a => a.Name).Distinct().Count());
        Assert.All(DemoSite.Twelve, s => Assert.InRange(s.Pits, 3, 40));
        Assert.All(DemoSite.Twelve.Where(s => s.Country == "RW"), s => Assert.Equal(("", "Africa/Kigali"), (s.RuleSets, s.Zone)));
        Assert.Equal(["cassiterite", "cobalt", "coltan", "copper", "gold", "wolframite"], DemoSite.Twelve.SelectMany(s => s.Minerals.Split(' ')).Distinct().Order());
    }

    [Fact]
    public void The_same_seed_gives_the_same_records_byte_for_byte()
    {
        Assert.Equal(Everything(20), Everything(20));
    }

    [Fact]
    public void Half_a_year_is_some_four_thousand_records_with_pictures_gaps_and_phones_that_were_offline()
    {
        var simulation = new Simulation(Last, Simulation.HalfYear, Forms());

        var sent = simulation.Days().SelectMany(d => d.Sendings).ToList();

        Assert.InRange(sent.Count, 3_500, 6_000);
        Assert.Contains(sent, s => s.Photo is { Length: > 500 });
        Assert.InRange(sent.Where(s => s.Agent.Name == "furaha-10").GroupBy(s => s.At.Date).Max(g => g.Count()), 8, 60);
        Assert.True(sent.Count > sent.Select(s => Encoding.UTF8.GetString(s.Xml)).Distinct().Count(), "no phone ever sent anything twice");
    }

    [Theory]
    [InlineData("/f/seen != '' and not(selected(/f/seen, 'armed'))", "force barrier", true)]
    [InlineData("/f/seen != '' and not(selected(/f/seen, 'armed'))", "armed force", false)]
    [InlineData("/f/seen != '' and not(selected(/f/seen, 'armed'))", "", false)]
    [InlineData("../seen > 0", "3", true)]
    [InlineData("../seen > 0", "", false)]
    [InlineData("../seen = 'a' or ../seen = 'b'", "b", true)]
    [InlineData("round(../seen * 2.5 div 2, 1) = 3.8", "3", true)]
    [InlineData("if(../seen = 'x', 1, 0)", "x", true)]
    public void A_phone_asks_only_what_is_relevant(string expression, string seen, bool relevant)
    {
        var worked = PhoneExpression.Read(expression, "/f/asked")!;

        Assert.Equal(relevant, PhoneExpression.Truth(worked(new Dictionary<string, string> { ["/f/seen"] = seen })));
    }

    [Fact]
    public void A_simulated_clock_never_goes_back_and_is_let_go_once()
    {
        var start = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var clock = new SimulatedClock(start);

        clock.MoveTo(start.AddDays(2));
        clock.MoveTo(start.AddDays(1));
        Assert.Equal(start.AddDays(2), clock.GetUtcNow());

        clock.Release();
        Assert.NotEqual(start.AddDays(2), clock.GetUtcNow());
    }

    [Fact]
    public void A_picture_is_a_whole_JPEG()
    {
        var photo = Photo.Draw(new Dice("a picture"));

        Assert.Equal([0xFF, 0xD8, 0xFF, 0xDB], photo[..4]);
        Assert.Equal([0xFF, 0xD9], photo[^2..]);
        Assert.InRange(photo.Length, 1_000, 10_000);
    }

    [Fact]
    public async Task A_real_programme_is_never_turned_into_a_demonstration()
    {
        var data = Directory.CreateTempSubdirectory("adit-real-").FullName;
        using (var folder = DataFolder.Open(data))
        using (var database = new Database(folder, TimeProvider.System))
            await Beginning.Create(database, new("http://127.0.0.1:0", "http://127.0.0.1:0", null, TimeSpan.FromHours(24), []), "Real", simulated: false);
        var before = await File.ReadAllBytesAsync(Path.Combine(data, "adit.db"), TestContext.Current.CancellationToken);

        var code = await CommandLine.Root().Parse(["demo", "--data", data]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(data, "adit.db"), TestContext.Current.CancellationToken));
        Directory.Delete(data, recursive: true);
    }

    private static string Everything(int days) =>
        string.Join('\n', new Simulation(Last, days, Forms()).Days().SelectMany(d => d.Sendings).Select(s => $"{s.At:O} {Encoding.UTF8.GetString(s.Xml)} {Convert.ToHexString(s.Photo ?? [])}"));

    private static Dictionary<string, Form> Forms() =>
        Directory.EnumerateFiles(Path.Combine(Beginning.Catalogue, "forms"), "*.xml").Select(f => XFormReading.Read(File.ReadAllBytes(f)).Form!).ToDictionary(f => f.Id);

    private static string Bare(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && char.IsLetterOrDigit(c)).Select(char.ToLowerInvariant));
}
