using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Incidents;
using Adit.People;
using Adit.Sites;
using Adit.Tests.Commands;
using Adit.Tests.Credentials;
using Adit.Tests.Phones;

namespace Adit.Tests.Releases;

/// <summary>
/// In November Awa goes to N1; it is December now. A smelter's agreement gives reports of N1, a trader's covers it and gives none, a refiner's gives those of another site.
/// </summary>
internal sealed class BoughtMonth : IAsyncDisposable
{
    public const string Acts = "/api/sites/N1/reports/2026-11/acts", First = "/sites/N1/reports/2026-11/1";

    /// <summary>What stands in free text in the record with a photo.</summary>
    public const string Said = "Chef Kalala says the shaft is filled in.";

    private BoughtMonth(House house, Enrolled awa, HttpClient lead, HttpClient ana, HttpClient smelter, HttpClient trader, HttpClient refiner) =>
        (House, Awa, Lead, Ana, Smelter, Trader, Refiner) = (house, awa, lead, ana, smelter, trader, refiner);

    public House House { get; }

    public Enrolled Awa { get; }

    public HttpClient Lead { get; }

    public HttpClient Ana { get; }

    public HttpClient Smelter { get; }

    public HttpClient Trader { get; }

    public HttpClient Refiner { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<BoughtMonth> Begin()
    {
        var house = await CredentialsTests.Named();
        var (site, other) = (await Site(house, "N1"), await Site(house, "N2"));
        var awa = await house.Agent("Awa", "en", site, other);
        foreach (var form in (string[])[Rounds.Xform(), Rounds.Xform("case", tier: "T3"), Rounds.Xform("mixed", noteTier: "T3")])
            await house.Publish(form);
        Assert.Equal(201, (await awa.Phone.Submit(Rounds.Record("uuid:deep", "N1", depth: "14"))).Code);
        Assert.Equal(201, (await awa.Phone.Submit(Rounds.Record("uuid:photo", "N1", photo: "pit.jpg", note: Said), new FilePart("pit.jpg", "image/jpeg", Pictures.Jpeg(Pictures.Halves())))).Code);
        await house.Rated();
        await house.Get<IncidentsJob>().Look();
        house.Clock.Advance(TimeSpan.FromDays(9));
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Smelter", Role.Buyer), ("Trader", Role.Buyer), ("Refiner", Role.Buyer)])
            await Accounts.CreateUser(house.Database, ActorId.Program, name, role, [], Opened.Password);
        var lead = await house.Client("Lead");
        foreach (var (code, user, covers, products) in ((string, string, string, string[])[])[("smelter", "Smelter", "N1", ["reports"]), ("trader", "Trader", "N1", []), ("refiner", "Refiner", "N2", ["reports"])])
        {
            await Post(lead, "/api/organisations", new { code, name = code + " & co", kind = "refiner", country = "BE" }, HttpStatusCode.Created);
            await Post(lead, $"/api/organisations/{code}/agreements", new { from = "2026-11-01", sites = new[] { covers }, products }, HttpStatusCode.NoContent);
            await Post(lead, $"/api/organisations/{code}/users", new { user }, HttpStatusCode.NoContent);
        }
        return new(house, awa, lead, await house.Client("Ana"), await house.Client("Smelter"), await house.Client("Trader"), await house.Client("Refiner"));
    }

    /// <summary>Publishes the month of N1.</summary>
    public async Task Publish()
    {
        await Post(Ana, Acts, new { act = "waive", indicator = "OH-04", since = "2026-11-23", text = "A guard would know who told." });
        await Post(Ana, Acts, new { act = "publish", seen = 0, read = true });
    }

    public static async Task<JsonElement> Post(HttpClient who, string address, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[Lead, Ana, Smelter, Trader, Refiner])
            client.Dispose();
        await House.DisposeAsync();
    }

    private static async Task<SiteId> Site(House house, string code)
    {
        var site = new SiteId(Guid.CreateVersion7());
        await house.Record(new SiteRegistered(site, code, $"Site {code}", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        return site;
    }
}
