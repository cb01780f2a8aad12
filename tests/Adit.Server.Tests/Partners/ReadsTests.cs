using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Tests.Commands;

namespace Adit.Tests.Partners;

/// <summary>What people and programs from outside are shown is an entry, once a day of each reader, site and way, and they and the programme can look it up.</summary>
public sealed class ReadsTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!, _buyer = null!, _other = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        await _house.Site("N1");
        await _house.Site("N2");
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Smelter", Role.Buyer), ("Zeta", Role.Buyer), ("Guard", Role.CaseWorker)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, name == "Guard" ? [_house.Get<Registers>().Current.SiteCodes["N1"]] : [], Opened.Password);
        _lead = await _house.Client("Lead");
        foreach (var (code, user, site) in ((string, string, string)[])[("smelter", "Smelter", "N1"), ("zetatrade", "Zeta", "N2")])
        {
            await Post("/api/organisations", new { code, name = "The " + code, kind = "refiner", country = "BE" });
            await Post($"/api/organisations/{code}/agreements", new { from = "2026-11-01", sites = new[] { site }, products = new[] { "reports" }, purpose = "due-diligence", tier = "t1" });
            await Post($"/api/organisations/{code}/users", new { user });
        }
        (_buyer, _other) = (await _house.Client("Smelter"), await _house.Client("Zeta"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _buyer, _other])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task However_much_somebody_looks_at_a_site_in_a_day_that_is_one_entry_which_says_by_what_agreement()
    {
        for (var n = 0; n < 3; n++)
            foreach (var path in (string[])["/sites/N1", "/sites/N1/risks/OH-04", "/sites/N1/reports"])
                await _buyer.GetAsync(path, Stop);
        var read = Assert.Single(Reads());
        var register = _house.Get<Registers>().Current;
        Assert.Equal((register.SiteCodes["N1"], "page", new(2026, 11, 23)), (read.Site!.Value, read.What, read.Day));
        Assert.Equal(new Basis(register.Agreed.Agreements.Single(a => a.Sites.Contains(register.SiteCodes["N1"])).Agreement, Tier.T1, Purpose.DueDiligence), read.By);

        _house.Clock.Advance(TimeSpan.FromDays(1));
        using var again = await _house.Client("Smelter");
        await again.GetAsync("/sites/N1", Stop);
        await again.GetAsync("/api/sites/N1", Stop);
        Assert.Equal(["page", "page", "api"], Reads().Select(r => r.What));
        await _house.Check();
    }

    [Fact]
    public async Task A_feed_is_one_subject_and_so_is_a_list_and_what_is_not_shown_is_not_noted()
    {
        foreach (var path in (string[])["/odata/Sites", "/odata/Sites?$top=1", "/odata/Sites('N1')", "/odata/$metadata", "/odata", "/ogc/collections", "/ogc/collections/sites/items", "/ogc/collections/sites/items?limit=1", "/decisions", "/sites"])
            Assert.Equal(HttpStatusCode.OK, (await _buyer.GetAsync(path, Stop)).StatusCode);
        Assert.Equal(["odata:Sites", "ogc:sites", "/sites"], Reads().Select(r => r.What));
        Assert.All(Reads(), r => Assert.Null(r.Site));

        // What there is not for them, what all may see, and their own list of this show nothing of sites.
        foreach (var path in (string[])["/sites/N2", "/sites/N9", "/submissions", "/method", "/verify", "/reads", "/api/reads", "/api/webhooks"])
            await _buyer.GetAsync(path, Stop);
        foreach (var path in (string[])["/sites", "/sites/N1", "/odata/Sites", "/reads"])
            await _lead.GetAsync(path, Stop);
        Assert.Equal(3, Reads().Count);
    }

    [Fact]
    public async Task The_programme_sees_who_was_shown_what_and_others_what_was_shown_to_their_organisation()
    {
        using var made = await _lead.PostAsJsonAsync("/api/keys", new { organisation = "smelter", name = "Warehouse", scopes = new[] { "sites" }, until = "2027-03-01" }, Stop);
        using var program = new HttpClient { BaseAddress = new(_house.Origin) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", JsonDocument.Parse(await made.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("key").GetString());
        using var guard = await _house.Client("Guard");
        foreach (var (client, path) in ((HttpClient, string)[])[(_buyer, "/sites/N1"), (program, "/api/sites/N1"), (_other, "/sites/N2"), (guard, "/sites/N1")])
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path, Stop)).StatusCode);

        Assert.Equal([("Guard", null, "N1"), ("Zeta", "zetatrade", "N2"), ("program “Warehouse”", "smelter", "N1"), ("Smelter", "smelter", "N1")], await Seen(_lead));
        Assert.Equal([("program “Warehouse”", "smelter", "N1"), ("Smelter", "smelter", "N1")], await Seen(_buyer));
        Assert.Equal([("Zeta", "zetatrade", "N2")], await Seen(_other));
        Assert.Equal([("Guard", null, "N1")], await Seen(guard));
        var page = await _lead.GetStringAsync("/reads", Stop);
        foreach (var said in (string[])["What outsiders were shown", "The zetatrade", "Site N2", "T1, due diligence on its supply chain"])
            Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain("zeta", await _buyer.GetStringAsync("/reads", Stop), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.BadRequest, (await _lead.GetAsync("/api/reads?before=x", Stop)).StatusCode);
    }

    [Fact]
    public async Task More_than_a_page_of_them_is_read_to_its_end()
    {
        var (site, day) = (_house.Get<Registers>().Current.SiteCodes["N1"], new DateOnly(2026, 1, 1));
        await _house.Database.Write(writing => Enumerable.Range(0, 230).Select(n => writing.Record(ActorId.Program, new OutsideRead(ActorId.Program, null, site, "page", day.AddDays(n)))).ToList());
        var (days, next) = (new List<string?>(), "/api/reads");
        while (next is not null)
        {
            var answer = JsonDocument.Parse(await _lead.GetStringAsync(next, Stop)).RootElement;
            days.AddRange(answer.GetProperty("reads").EnumerateArray().Select(r => r.GetProperty("day").GetString()));
            next = answer.GetProperty("next").ValueKind == JsonValueKind.Null ? null : "/api/reads?before=" + answer.GetProperty("next").GetInt64();
        }
        Assert.Equal(Enumerable.Range(0, 230).Select(n => day.AddDays(n).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Reverse(), days);
    }

    private static async Task<List<(string? Who, string? Organisation, string? Site)>> Seen(HttpClient client) =>
        [.. JsonDocument.Parse(await client.GetStringAsync("/api/reads", Stop)).RootElement.GetProperty("reads").EnumerateArray().Select(r => (r.GetProperty("who").GetString(), r.GetProperty("organisation").GetString(), r.GetProperty("site").GetString()))];

    private List<OutsideRead> Reads()
    {
        using var ledger = new LedgerReading(_house.Database);
        return _house.Database.Read(db => Enumerable.Range(0, (int)_house.Database.Size).Where(i => ledger.Head(db, i)?.Fact == "outside.read.1").Select(i => (OutsideRead)ledger.Fact(db, i, Tier.T2)!.Fact).ToList());
    }

    private async Task Post(string address, object body)
    {
        using var answer = await _lead.PostAsJsonAsync(address, body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
