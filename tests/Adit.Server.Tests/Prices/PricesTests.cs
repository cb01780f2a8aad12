using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Adit.People;
using Adit.Sites;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Prices;

/// <summary>What hangs on the boards of a site is told to whoever gets its reports, what was paid only where it tells nobody what another paid.</summary>
public sealed partial class PricesTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!, _smelter = null!, _trader = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // In November four depots buy cobalt and two copper; it is the second of December.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        var form = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "catalogue", "forms", "price.xml"), Stop);
        await _house.Publish(form);
        var (awa, version) = (await _house.Agent("Awa", "en", site), Version().Match(form).Groups[1].Value);
        foreach (var (depot, mineral, board, paid) in ((string, string, int, int)[])[("Depot Kalala", "cobalt", 5000, 48_000), ("Depot Mwila", "cobalt", 5200, 50_000), ("Depot Ngoy", "cobalt", 5400, 53_000), ("Depot Ilunga", "cobalt", 5400, 20_000), ("Depot Kalala", "copper", 2000, 20_000), ("Depot Mwila", "copper", 2200, 19_000)])
            Assert.Equal(201, (await awa.Phone.Submit(
                $"""
                <data xmlns:orx="http://openrosa.org/xforms" id="{Id().Match(form).Groups[1].Value}" version="{version}"><site>N1</site><day>2026-11-20</day><depot><buyer>{depot}</buyer></depot>
                <sales><mineral>{mineral}</mineral><grade>3</grade><board>{board}</board><sold_kg>10</sold_kg><paid>{paid}</paid><posted>{board * 10}</posted></sales>
                <orx:meta><orx:instanceID>{Rounds.NewInstance()}</orx:instanceID></orx:meta></data>
                """)).Code);
        _house.Clock.Advance(TimeSpan.FromDays(9));
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Smelter", Role.Buyer), ("Trader", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        _lead = await _house.Client("Lead");
        foreach (var (code, user, products) in ((string, string, string[])[])[("smelter", "Smelter", ["reports"]), ("trader", "Trader", [])])
        {
            await Post("/api/organisations", new { code, name = code, kind = "refiner", country = "BE" }, HttpStatusCode.Created);
            await Post($"/api/organisations/{code}/agreements", new { from = "2026-11-01", sites = new[] { "N1" }, products }, HttpStatusCode.NoContent);
            await Post($"/api/organisations/{code}/users", new { user }, HttpStatusCode.NoContent);
        }
        (_smelter, _trader) = (await _house.Client("Smelter"), await _house.Client("Trader"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _smelter, _trader])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task The_programme_sees_all_of_it_and_how_many_buyers_there_were()
    {
        Assert.Equal(["cobalt 5300 4900 told", "copper 2100 1950 told"], await Rows(_lead));
        var page = WebUtility.HtmlDecode(await _lead.GetStringAsync("/sites/N1/prices", Stop));
        Assert.Contains("November 2026", page, StringComparison.Ordinal);
        Assert.Contains("Buyers", page, StringComparison.Ordinal);
        Assert.Contains("/sites/N1/prices", await _lead.GetStringAsync("/sites/N1", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_buyer_reads_boards_at_once_and_what_was_paid_only_when_three_paid_and_thirty_days_are_over()
    {
        Assert.Equal(["cobalt 5300  held back: younger than 30 days", "copper 2100  held back: younger than 30 days"], await Rows(_smelter));
        await Later(28);
        Assert.Equal("cobalt 5300  held back: younger than 30 days", (await Rows(_smelter))[0]);
        await Later(1);
        Assert.Equal(["cobalt 5300 4900 told", "copper 2100  held back: fewer than three buyers"], await Rows(_smelter));

        using var zip = new ZipArchive(new MemoryStream(await _smelter.GetByteArrayAsync("/sites/N1/prices.csv", Stop)));
        using var csv = new StreamReader(zip.GetEntry("prices.csv")!.Open());
        foreach (var text in (string[])[await _smelter.GetStringAsync("/sites/N1/prices", Stop), await _smelter.GetStringAsync("/api/sites/N1/prices", Stop), await csv.ReadToEndAsync(Stop)])
        {
            Assert.Contains("obalt", text, StringComparison.Ordinal);
            // Neither who bought, nor how much, nor what one alone paid; an address on a page may have any digits.
            foreach (var other in (string[])["Kalala", "Mwila", "Buyers", .. text.Contains("<html", StringComparison.Ordinal) ? (string[])[] : ["1950", "1900", "2000", "4800", "5000"]])
                Assert.DoesNotContain(other, text, StringComparison.Ordinal);
        }
        Assert.Equal("PK"u8.ToArray(), (await _smelter.GetByteArrayAsync("/sites/N1/prices.xlsx", Stop))[..2]);
        await _house.Check();
    }

    [Fact]
    public async Task Whose_agreement_gives_no_reports_is_told_no_prices_and_not_that_there_are_any()
    {
        foreach (var path in (string[])["/sites/N1/prices", "/sites/N1/prices.csv", "/api/sites/N1/prices"])
            Assert.Equal(HttpStatusCode.NotFound, (await _trader.GetAsync(path, Stop)).StatusCode);
        Assert.DoesNotContain("/sites/N1/prices", await _trader.GetStringAsync("/sites/N1", Stop), StringComparison.Ordinal);
    }

    // Sessions end meanwhile.
    private async Task Later(int days)
    {
        _house.Clock.Advance(TimeSpan.FromDays(days));
        _smelter.Dispose();
        _smelter = await _house.Client("Smelter");
    }

    private static async Task<List<string>> Rows(HttpClient who) =>
        [.. JsonDocument.Parse(await who.GetStringAsync("/api/sites/N1/prices", Stop)).RootElement.GetProperty("prices").EnumerateArray()
            .Select(r => $"{r.GetProperty("mineral").GetString()} {r.GetProperty("posted_cdf_kg").GetString()} {r.GetProperty("paid_cdf_kg").GetString()} {r.GetProperty("paid_is").GetString()}")];

    private async Task Post(string address, object body, HttpStatusCode expected)
    {
        using var answer = await _lead.PostAsJsonAsync(address, body, Stop);
        Assert.True(expected == answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    [GeneratedRegex("<data id=\"[^\"]+\"[^>]* version=\"([^\"]+)\"")]
    private static partial Regex Version();

    [GeneratedRegex("<data id=\"([^\"]+)\"")]
    private static partial Regex Id();
}
