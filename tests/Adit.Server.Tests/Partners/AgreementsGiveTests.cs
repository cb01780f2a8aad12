using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Protection;
using Adit.Reports;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Partners;

/// <summary>What people outside get of two sites, one of which an agreement of their organisation covers: by product, tier and purpose, on pages, in tables and files.</summary>
public sealed class AgreementsGiveTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await Credentials.CredentialsTests.Named();
        var (one, two) = (await Site("N1"), await Site("N2"));
        await _house.Publish(Rounds.Xform());
        await _house.Publish(Rounds.Xform("case", tier: "T3"));
        await _house.Publish(Rounds.Xform("office"));
        foreach (var (site, code) in ((SiteId, string)[])[(one, "N1"), (two, "N2")])
        {
            var phone = (await _house.Agent("Awa of " + code, "en", site)).Phone;
            Assert.Equal(201, (await phone.Submit(Rounds.Record(Rounds.NewInstance(), code, depth: code == "N1" ? "14" : "16", who: "Planted person", note: "planted words", day: "2026-11-23"))).Code);
            Assert.Equal(201, (await phone.Submit(Rounds.Record(Rounds.NewInstance(), code, depth: "1", day: "2026-10-20"))).Code);
            Assert.Equal(201, (await phone.Submit(Rounds.Record(Rounds.NewInstance(), code, note: "planted case", day: "2026-11-23", form: "case"))).Code);
        }
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
        _house.Clock.Advance(TimeSpan.FromDays(9));
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        _lead = await _house.Client("Lead");
        foreach (var site in (string[])["N1", "N2"])
        {
            await Post(_lead, $"/api/sites/{site}/reports/2026-11/acts", new { act = "waive", indicator = "OH-04", since = "2026-11-23", text = "A guard would know who told." });
            await Post(_lead, $"/api/sites/{site}/reports/2026-11/acts", new { act = "publish", seen = 0, read = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lead.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task Raw_data_are_the_answers_for_subscribers_of_the_records_of_its_sites_since_the_agreement_began_and_nothing_else_of_them()
    {
        using var buyer = await Belongs("smelter", "refiner", Role.Buyer, new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "data" }, purpose = "due-diligence", tier = "t1" });

        var tables = JsonSerializer.Deserialize<string[]>(await buyer.GetStringAsync("/api/tables", Stop))!;
        Assert.Superset(new HashSet<string> { "Form_office", "Form_round", "Sites" }, tables.ToHashSet());
        Assert.All(tables, t => Assert.True(t == "Sites" || (t.StartsWith("Form_", StringComparison.Ordinal) && t != "Form_case"), t));
        var row = Assert.Single(JsonDocument.Parse(await buyer.GetStringAsync("/odata/Form_round", Stop)).RootElement.GetProperty("value").EnumerateArray());
        Assert.Equal(["LedgerIndex", "FormVersion", "Site", "Day", "depth"], row.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("N1", "2026-11-23", 14m), (row.GetProperty("Site").GetString(), row.GetProperty("Day").GetString(), row.GetProperty("depth").GetDecimal()));
        var feature = Assert.Single(JsonDocument.Parse(await buyer.GetStringAsync("/ogc/collections/records/items", Stop)).RootElement.GetProperty("features").EnumerateArray());
        Assert.Equal(("round", 25.5m), (feature.GetProperty("properties").GetProperty("form").GetString(), feature.GetProperty("geometry").GetProperty("coordinates")[0].GetDecimal()));
        var csv = await buyer.GetStringAsync("/api/tables/Form_round.csv", Stop);
        Assert.EndsWith(",1,N1,2026-11-23,14", csv.TrimEnd(), StringComparison.Ordinal);
        foreach (var text in (string[])[csv, await buyer.GetStringAsync("/odata/$metadata", Stop), await buyer.GetStringAsync("/odata/Form_round", Stop), await buyer.GetStringAsync("/ogc/collections/records/items", Stop)])
            foreach (var mark in (string[])["N2", "Planted", "planted", "Awa", "Form_case", "\"who\"", "\"Agent\"", "SubmissionID", "Received"])
                Assert.DoesNotContain(mark, text, StringComparison.Ordinal);
        // Each page was an entry before its first byte went out.
        Assert.Contains(Facts("records.read.1"), f => f is RecordsRead { What: "odata:round", Records: 1 });

        // A report is another product, and so are its tables.
        foreach (var closed in (string[])["/odata/Figures", "/odata/Form_case", "/api/tables/Indicators.csv", "/api/forms/round/submissions.json"])
            Assert.NotEqual(HttpStatusCode.OK, (await buyer.GetAsync(closed, Stop)).StatusCode);
        await _house.Check();
    }

    [Fact]
    public async Task What_reports_say_is_read_as_tables_by_site_and_month_and_each_that_a_page_tells_of_is_disclosed_once()
    {
        using var buyer = await Belongs("smelter", "refiner", Role.Buyer, new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "reports" }, purpose = "due-diligence" });
        var report = _house.Database.Read(db => ReportsTable.OfSite(db, _house.Get<Registers>().Current.SiteCodes["N1"]).Single());

        var figures = await Rows(buyer, "/odata/Figures");
        Assert.Equal(report.Fact.Says.Figures.Select(f => (f.Id, f.Value)).OrderBy(f => f.Id, StringComparer.Ordinal), figures.Select(f => (f.GetProperty("Figure").GetString()!, f.GetProperty("Value").ValueKind == JsonValueKind.Null ? (decimal?)null : f.GetProperty("Value").GetDecimal())));
        Assert.All(figures, f => Assert.Equal(("N1", "2026-11", 1), (f.GetProperty("Site").GetString(), f.GetProperty("Month").GetString(), f.GetProperty("Version").GetInt32())));
        var indicators = await Rows(buyer, "/odata/Indicators?$filter=Site eq 'N1'");
        Assert.Equal(report.Fact.Says.Indicators.Select(i => i.Indicator).Order(StringComparer.Ordinal), indicators.Select(i => i.GetProperty("Indicator").GetString()));
        var open = indicators.Single(i => i.GetProperty("Indicator").GetString() == "OH-04");
        Assert.Equal(("open", "S2", "observed", "2026-11-23"), (open.GetProperty("State").GetString(), open.GetProperty("Level").GetString(), open.GetProperty("Grade").GetString(), open.GetProperty("Since").GetString()));

        // A page at a time gives the same rows.
        using var small = new HttpRequestMessage(HttpMethod.Get, "/odata/Figures");
        small.Headers.Add("Prefer", "odata.maxpagesize=7");
        var (keys, next) = (new List<string?>(), (await (await buyer.SendAsync(small, Stop)).Content.ReadFromJsonAsync<JsonElement>(Stop)));
        for (; ; next = JsonDocument.Parse(await buyer.GetStringAsync(next.GetProperty("@odata.nextLink").GetString(), Stop)).RootElement)
        {
            keys.AddRange(next.GetProperty("value").EnumerateArray().Select(r => r.GetProperty("Key").GetString()));
            if (!next.TryGetProperty("@odata.nextLink", out _))
                break;
        }
        Assert.Equal(figures.Select(f => f.GetProperty("Key").GetString()), keys);
        var told = Assert.Single(Facts("report.disclosed.1").OfType<ReportDisclosed>());
        Assert.Equal(("feed", Tier.T1, Purpose.DueDiligence), (told.As, told.By!.Tier, told.By.Purpose));
        await _house.Check();
    }

    [Fact]
    public async Task An_agreement_at_T0_shows_no_site()
    {
        using var buyer = await Belongs("maker", "brand", Role.Buyer, new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "programme" }, tier = "t0" });
        foreach (var closed in (string[])["/sites/N1", "/api/sites/N1", "/sites/N1/reports/2026-11/1", "/decisions/N1"])
            Assert.Equal(HttpStatusCode.NotFound, (await buyer.GetAsync(closed, Stop)).StatusCode);
        Assert.DoesNotContain("N1", await buyer.GetStringAsync("/odata/Sites", Stop), StringComparison.Ordinal);
        Assert.Contains("T0", await Refused("maker", new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "programme", "reports" }, tier = "t0" }), StringComparison.Ordinal);
        Assert.Contains("t0 or t1", await Refused("maker", new { from = "2026-11-01", sites = new[] { "N1" }, tier = "t2" }), StringComparison.Ordinal);
        Assert.Contains("of no use for this purpose", await Refused("maker", new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "data" }, purpose = "improvement" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_and_an_operator_see_what_their_agreement_gives_and_no_more_and_so_do_their_programs()
    {
        using var authority = await Belongs("saemape", "authority", Role.Authority, new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "reports" }, purpose = "oversight" });
        using var chief = await Belongs("cooperative", "cooperative", Role.Stakeholder, new { from = "2026-11-01", sites = new[] { "N2" }, purpose = "own-site" });
        foreach (var (client, own, other) in ((HttpClient, string, string)[])[(authority, "N1", "N2"), (chief, "N2", "N1")])
        {
            Assert.Contains("Site " + own, await client.GetStringAsync("/sites/" + own, Stop), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/sites/" + other, Stop)).StatusCode);
            Assert.DoesNotContain(other, await client.GetStringAsync("/odata/Sites", Stop), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/decisions", Stop)).StatusCode);
        }
        // One has reports by agreement, the other has none; only who works there speaks for a site.
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), ((await authority.GetAsync("/sites/N1/reports/2026-11/1", Stop)).StatusCode, (await chief.GetAsync("/sites/N2/reports/2026-11/1", Stop)).StatusCode));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), ((await authority.GetAsync("/sites/N1/plan", Stop)).StatusCode, (await chief.GetAsync("/sites/N2/plan", Stop)).StatusCode));

        using var made = await _lead.PostAsJsonAsync("/api/keys", new { organisation = "saemape", name = "Registry", scopes = new[] { "sites", "feeds" }, until = "2027-03-01" }, Stop);
        using var program = new HttpClient { BaseAddress = new(_house.Origin) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", JsonDocument.Parse(await made.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("key").GetString());
        Assert.Equal(["N1"], (await Rows(program, "/odata/Sites")).Select(s => s.GetProperty("Code").GetString()));

        // When it is over nothing is left, and an account without an agreement has nothing either.
        var agreement = _house.Get<Registers>().Current.Agreed.Agreements.Single(a => a.Purpose == Purpose.Oversight);
        await _house.Record(agreement with { Until = new(2026, 11, 30) });
        Assert.Equal(HttpStatusCode.NotFound, (await authority.GetAsync("/sites/N1", Stop)).StatusCode);
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Alone", Role.Authority, [_house.Get<Registers>().Current.SiteCodes["N1"]], Opened.Password);
        using var alone = await _house.Client("Alone");
        Assert.Equal(HttpStatusCode.NotFound, (await alone.GetAsync("/sites/N1", Stop)).StatusCode);
    }

    [Fact]
    public async Task What_somebody_may_do_they_do_at_sites_that_are_given_for_it()
    {
        using var partner = await Belongs("hands", "partner", Role.Partner, new { from = "2026-11-01", sites = new[] { "N1" }, purpose = "oversight" });
        using var buyer = await Belongs("smelter", "refiner", Role.Buyer, new { from = "2026-11-01", sites = new[] { "N1" }, purpose = "improvement" });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await partner.GetAsync("/sites/N1", Stop)).StatusCode, (await buyer.GetAsync("/sites/N1", Stop)).StatusCode));
        Assert.DoesNotContain("Site N1", await partner.GetStringAsync("/needs", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await buyer.GetAsync("/decisions/N1", Stop)).StatusCode);
        Assert.DoesNotContain("Site N1", await buyer.GetStringAsync("/decisions", Stop), StringComparison.Ordinal);
    }

    private async Task<SiteId> Site(string code)
    {
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, code, "Site " + code, SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        return site;
    }

    private async Task<HttpClient> Belongs(string code, string kind, Role role, object agreement)
    {
        await Accounts.CreateUser(_house.Database, ActorId.Program, "User of " + code, role, [], Opened.Password);
        await Post(_lead, "/api/organisations", new { code, name = "The " + code, kind, country = "BE" }, HttpStatusCode.Created);
        await Post(_lead, $"/api/organisations/{code}/agreements", agreement, HttpStatusCode.NoContent);
        await Post(_lead, $"/api/organisations/{code}/users", new { user = "User of " + code }, HttpStatusCode.NoContent);
        return await _house.Client("User of " + code);
    }

    private async Task<string> Refused(string code, object agreement)
    {
        using var answer = await _lead.PostAsJsonAsync($"/api/organisations/{code}/agreements", agreement, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private List<Fact> Facts(string kind)
    {
        using var ledger = new LedgerReading(_house.Database);
        return _house.Database.Read(db => Enumerable.Range(0, (int)_house.Database.Size).Where(i => ledger.Head(db, i)?.Fact == kind).Select(i => ledger.Fact(db, i, Tier.T2)!.Fact).ToList());
    }

    private static async Task<List<JsonElement>> Rows(HttpClient client, string path) => [.. JsonDocument.Parse(await client.GetStringAsync(path, Stop)).RootElement.GetProperty("value").EnumerateArray()];

    private static async Task Post(HttpClient who, string address, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }
}
