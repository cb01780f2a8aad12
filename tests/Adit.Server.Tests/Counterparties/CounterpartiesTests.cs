using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Counterparties;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;

namespace Adit.Tests.Counterparties;

/// <summary>What is known of a cooperative and what lists say of it, its site and its route: written by the programme, seen by the buyer of that site without a person's name, and by no other.</summary>
public sealed class CounterpartiesTests : IAsyncLifetime
{
    private const string Owner = "Zoé Kabamba-Planted", Note = "planted note about a cousin";
    private House _house = null!;
    private HttpClient _lead = null!, _ana = null!, _smelter = null!, _other = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // A cooperative digs at N1, where tin and cobalt come from; the smelter has an agreement about it, the other about N2.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        await _house.Record(new SiteRegistered(new(Guid.CreateVersion7()), "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Tanganyika", ["cassiterite", "cobalt"], new(-6.7m, 27.5m), "Africa/Lubumbashi", null, [], null, [], null));
        await _house.Record(new SiteRegistered(new(Guid.CreateVersion7()), "N2", "Site N2", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, [], null, [], null));
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Rita", Role.Reviewer), ("Smelter", Role.Buyer), ("Other", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        (_lead, _ana, _smelter, _other) = (await _house.Client("Lead"), await _house.Client("Ana"), await _house.Client("Smelter"), await _house.Client("Other"));
        foreach (var (code, user, site) in ((string, string, string)[])[("smelter", "Smelter", "N1"), ("other", "Other", "N2")])
        {
            await Post(_lead, "/api/organisations", new { code, name = code, kind = "refiner", country = "BE" }, HttpStatusCode.Created);
            await Post(_lead, $"/api/organisations/{code}/agreements", new { from = "2026-11-01", sites = new[] { site }, products = new[] { "reports" } });
            await Post(_lead, $"/api/organisations/{code}/users", new { user });
        }
        await Post(_lead, "/api/organisations", new { code = "coop", name = "Espoir Cooperative", kind = "cooperative", country = "CD" }, HttpStatusCode.Created);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana, _smelter, _other])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_buyer_of_the_site_sees_that_lists_were_looked_up_when_and_with_what_result_and_no_name_and_others_see_nothing()
    {
        await Known();
        var page = WebUtility.HtmlDecode(await _ana.GetStringAsync("/counterparties/coop", Stop));
        foreach (var said in (string[])["Espoir SARL", "RCCM, CD/77", Owner, "Nobody has looked up: ownership, exposed persons, adverse media."])
            Assert.Contains(said, page, StringComparison.Ordinal);
        foreach (var address in (string[])["/sites/N1", "/decisions/N1"])
        {
            var shown = WebUtility.HtmlDecode(await _smelter.GetStringAsync(address, Stop));
            foreach (var said in (string[])["Espoir Cooperative", "EU list, 2026-11-01", "nothing found", "Nobody has looked up: ownership", "in no listed area", "By the lake to Kigoma", "Fighting near the road"])
                Assert.Contains(said, shown, StringComparison.Ordinal);
            foreach (var planted in (string[])[Owner, Note, "Ana", "/counterparties", "CD/77"])
                Assert.DoesNotContain(planted, shown, StringComparison.Ordinal);
        }
        foreach (var (who, address) in ((HttpClient, string)[])[(_other, "/sites/N2"), (_other, "/decisions/N2"), (_other, "/decisions/record.json"), (_other, "/decisions")])
            foreach (var planted in (string[])["Espoir", "EU list", "Kigoma", "Fighting", "Tanganyika"])
                Assert.DoesNotContain(planted, await who.GetStringAsync(address, Stop), StringComparison.Ordinal);
        // A partner at the site sees what lists say of the area, and neither the way that ore takes nor who works there.
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Hands", Role.Partner, [], Opened.Password);
        await Post(_lead, "/api/organisations", new { code = "hands", name = "hands", kind = "partner", country = "BE" }, HttpStatusCode.Created);
        await Post(_lead, "/api/organisations/hands/agreements", new { from = "2026-11-01", sites = new[] { "N1" } });
        await Post(_lead, "/api/organisations/hands/users", new { user = "Hands" });
        using var hands = await _house.Client("Hands");
        var partners = await hands.GetStringAsync("/sites/N1", Stop);
        Assert.Contains("Fighting near the road", partners, StringComparison.Ordinal);
        Assert.DoesNotContain("Kigoma", partners, StringComparison.Ordinal);
        Assert.DoesNotContain("Espoir", partners, StringComparison.Ordinal);
        foreach (var address in (string[])["/counterparties", "/counterparties/coop", "/red-flags", "/api/counterparties", "/api/counterparties/coop", "/api/red-flags"])
            Assert.Equal(HttpStatusCode.Forbidden, (await _smelter.GetAsync(address, Stop)).StatusCode);
        await _house.Check();
    }

    [Fact]
    public async Task A_hit_waits_for_a_review_within_72_hours_and_a_look_older_than_a_year_says_so()
    {
        await Refuses(_ana, "/api/counterparties/coop/checks", new { kind = "sanctions", list = "UN list", version = "2026-11-20", day = "2026-11-23", result = "hit" }, "Say in the note what was found");
        await Refuses(_ana, "/api/counterparties/coop/checks", new { kind = "sanctions", list = "", version = "", day = "2027-11-23", result = "clear" }, "Give the day, not in the future.", "Name the list, and its version or date.");
        await Post(_ana, "/api/counterparties/coop/checks", new { kind = "sanctions", list = "UN list", version = "2026-11-20", day = "2026-11-23", result = "hit", note = "a name alike" });
        Assert.Contains("1 hit to be reviewed", await _lead.GetStringAsync("/inbox", Stop), StringComparison.Ordinal);
        Assert.Contains("1 hit to be reviewed", await _lead.GetStringAsync("/organisations/coop", Stop), StringComparison.Ordinal);
        var waits = (await Json(_ana, "/api/counterparties"))[0];
        Assert.Equal(("/counterparties/coop", _house.Clock.GetUtcNow().AddHours(72)), (waits.GetProperty("address").GetString(), waits.GetProperty("reviewBy").GetDateTimeOffset()), new Near());
        var hit = (await Json(_ana, "/api/counterparties/coop")).GetProperty("waiting")[0].GetProperty("id").GetString();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "review", ["check"] = hit!, ["outcome"] = "dismissed", ["why"] = "born elsewhere" });
        await _ana.PostAsync("/counterparties/coop", form, Stop);
        Assert.Contains("it is not the party", await _ana.GetStringAsync("/counterparties/coop", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("hit to be reviewed", await _lead.GetStringAsync("/inbox", Stop), StringComparison.Ordinal);
        await Refuses(_ana, $"/api/counterparties/coop/checks/{hit}/review", new { outcome = "confirmed", why = "again" }, "Somebody reviewed it meanwhile.");
        _house.Clock.Advance(TimeSpan.FromDays(367));
        using var later = await _house.Client("Ana");
        Assert.Contains("older than a year", await later.GetStringAsync("/counterparties/coop", Stop), StringComparison.Ordinal);
        Assert.Contains((await Json(later, "/api/counterparties")).EnumerateArray().Single(c => c.GetProperty("address").GetString() == "/counterparties/coop").GetProperty("due").EnumerateArray(), d => d.GetString() == "sanctions");
    }

    [Fact]
    public async Task Owners_are_read_by_lead_and_analysts_and_erased_for_ever_by_the_lead()
    {
        await Known();
        using var rita = await _house.Client("Rita");
        Assert.Equal(HttpStatusCode.Forbidden, (await rita.GetAsync("/counterparties/coop", Stop)).StatusCode);
        await _house.Get<Adit.Ledger.Publishing>().Publish();
        var entry = _house.Database.Read(db => CounterpartiesTable.Named(db, _house.Get<Registers>().Current.Agreed.Find("coop")!.Organisation)).Single();
        Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("\"owners\""))[..8], await rita.GetStringAsync($"/api/evidence?index={entry}", Stop), StringComparison.Ordinal);
        using var erase = new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "erase", ["why"] = "She asked for it." });
        // An analyst reads them; what is gone for ever is the lead's to destroy.
        await _ana.PostAsync("/counterparties/coop", erase, Stop);
        Assert.Contains(Owner, WebUtility.HtmlDecode(await _ana.GetStringAsync("/counterparties/coop", Stop)), StringComparison.Ordinal);
        using var again = new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "erase", ["why"] = "She asked for it." });
        await _lead.PostAsync("/counterparties/coop", again, Stop);
        Assert.DoesNotContain(Owner, WebUtility.HtmlDecode(await _ana.GetStringAsync("/counterparties/coop", Stop)), StringComparison.Ordinal);
        using var ledger = new Adit.Ledger.LedgerReading(_house.Database);
        Assert.DoesNotContain(_house.Database.Read(db => Enumerable.Range(0, (int)_house.Database.Size).Select(i => ledger.Whole(db, i)?.Fact).OfType<OwnersDeclared>().Where(o => !o.Owners.IsDefault).ToList()), o => o.Owners.Any(w => w.Name == Owner));
        await _house.Check();
    }

    [Fact]
    public async Task The_buyers_record_has_flags_checks_the_rows_of_the_CMRT_and_where_each_mineral_comes_from_and_goes_through()
    {
        await Known();
        var record = await Json(_smelter, "/decisions/record.json");
        Assert.Equal(
            [("RF-01", "outside", "EU list", "step2a-cahra-determination"), ("RF-04", "outside", "EU list", null), ("RF-02", "in force", "Fighting near the road", null)],
            record.GetProperty("step_2_red_flags").EnumerateArray().Select(r => (r.GetProperty("indicator").GetString(), r.GetProperty("result").GetString(), r.GetProperty("list").GetString(), r.GetProperty("rmap").GetString())));
        Assert.Equal(
            [("sanctions", "clear"), ("ownership", "nobody looked"), ("exposed", "nobody looked"), ("adverse-media", "nobody looked")],
            record.GetProperty("step_2_counterparties").EnumerateArray().Select(r => (r.GetProperty("checked_for").GetString(), r.GetProperty("result").GetString())));
        var smelter = Assert.Single(record.GetProperty("cmrt_smelter_list").EnumerateArray());
        Assert.Equal(("Tin", "smelter", "BE", null), (smelter.GetProperty("Metal").GetString(), smelter.GetProperty("Smelter name").GetString(), smelter.GetProperty("Smelter country").GetString(), smelter.GetProperty("Smelter identification").GetString()));
        Assert.Equal(["cobalt"], record.GetProperty("emrt_mine_list").EnumerateArray().Select(m => m.GetProperty("Metal").GetString()));
        Assert.Equal(
            [("cassiterite", "CD", "Tanganyika", "By the lake to Kigoma", "CD TZ"), ("cobalt", "CD", "Tanganyika", "By the lake to Kigoma", "CD TZ")],
            record.GetProperty("origin_and_transit").EnumerateArray().Select(r => (r.GetProperty("mineral").GetString(), r.GetProperty("country").GetString(), r.GetProperty("province").GetString(), r.GetProperty("route").GetString(), r.GetProperty("through_countries").GetString())));
        Assert.Contains(record.GetProperty("step_2_risks").EnumerateArray(), r => r.GetProperty("rra").GetString() == "S17");
        Assert.DoesNotContain(record.GetProperty("step_2_risks").EnumerateArray(), r => r.GetProperty("indicator").GetString()!.StartsWith("RF-", StringComparison.Ordinal));
        Assert.DoesNotContain(Owner, record.GetRawText(), StringComparison.Ordinal);
        using var book = SpreadsheetDocument.Open(new MemoryStream(await _smelter.GetByteArrayAsync("/decisions/record.xlsx", Stop)), false);
        Assert.Empty(new OpenXmlValidator().Validate(book, Stop).Select(e => e.Description));
    }

    [Fact]
    public async Task An_advisory_holds_for_every_site_of_its_area_until_it_is_lifted_and_only_what_can_be_is_noted()
    {
        await Refuses(_ana, "/api/red-flags/sites/N1", new { subject = "route", result = "inside", list = "EU list", version = "", day = "2027-12-01", source = "", route = "", through = new[] { "Congo" } }, "Give the day, not in the future.", "Name the list", "Say where it is from", "Say which way", "Name countries by two letters");
        await Refuses(_ana, "/api/counterparties/smelter/sites", new { sites = new[] { "N1" } }, put: true, "Only operators and cooperatives work at sites.");
        await Post(_ana, "/api/red-flags/advisories", new { country = "CD", province = "", says = "All of it <b>", source = "a ministry", from = "2026-11-20" });
        foreach (var who in (HttpClient[])[_smelter, _other])
            Assert.Contains("All of it &lt;b&gt;", await who.GetStringAsync(who == _smelter ? "/sites/N1" : "/sites/N2", Stop), StringComparison.Ordinal);
        using var look = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["act"] = "look",
            ["site"] = "N2",
            ["subject"] = "route",
            ["result"] = "inside",
            ["list"] = "Own list",
            ["version"] = "2026",
            ["day"] = "2026-11-20",
            ["source"] = "the office",
            ["route"] = "South road <i>",
            ["through"] = "cd, zm",
        });
        await _ana.PostAsync("/red-flags", look, Stop);
        Assert.Contains("South road &lt;i&gt; (DR Congo → Zambia)", await _other.GetStringAsync("/sites/N2", Stop), StringComparison.Ordinal);
        var advisory = (await Json(_ana, "/api/red-flags")).GetProperty("advisories")[0].GetProperty("id").GetString();
        using var lift = new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "lift", ["advisory"] = advisory!, ["day"] = "2026-11-23", ["why"] = "over" });
        await _ana.PostAsync("/red-flags", lift, Stop);
        Assert.DoesNotContain("All of it", await _other.GetStringAsync("/sites/N2", Stop), StringComparison.Ordinal);
        Assert.Contains("Nobody has looked. That is no clear result.", await _other.GetStringAsync("/sites/N2", Stop), StringComparison.Ordinal);
        await _house.Check();
    }

    // All that the tests plant, as an analyst writes it.
    private async Task Known()
    {
        await Put(_ana, "/api/counterparties/coop/identity", new { legalName = "Espoir SARL", legalForm = "SARL", register = "RCCM", number = "CD/77", country = "cd", address = "Avenue 1", day = "2026-11-02", source = "extract" });
        await Put(_ana, "/api/counterparties/coop/owners", new { owners = new[] { new { name = Owner, country = "CD", percent = 60.5m } }, day = "2026-11-02", source = "declaration" });
        await Put(_ana, "/api/counterparties/coop/permits", new { what = "tin", number = "12/2026", issuer = "Ministry", until = "2027-01-01", day = "2026-11-02", source = "copy" });
        await Put(_ana, "/api/counterparties/coop/sites", new { sites = new[] { "N1" } });
        await Post(_ana, "/api/counterparties/coop/checks", new { kind = "sanctions", list = "EU list", version = "2026-11-01", day = "2026-11-20", result = "clear", note = Note });
        await Post(_ana, "/api/red-flags/sites/N1", new { subject = "site", result = "outside", list = "EU list", version = "2026-11-01", day = "2026-11-20", source = "its page" });
        await Post(_ana, "/api/red-flags/sites/N1", new { subject = "route", result = "outside", list = "EU list", version = "2026-11-01", day = "2026-11-20", source = "its page", route = "By the lake to Kigoma", through = new[] { "cd", "TZ" } });
        await Post(_ana, "/api/red-flags/advisories", new { country = "CD", province = "Tanganyika", says = "Fighting near the road", source = "a ministry", from = "2026-11-20" });
    }

    private static Task Post(HttpClient who, string address, object body, HttpStatusCode expected = HttpStatusCode.NoContent) => Send(who.PostAsJsonAsync(address, body, Stop), expected);

    private static Task Put(HttpClient who, string address, object body) => Send(who.PutAsJsonAsync(address, body, Stop), HttpStatusCode.NoContent);

    private static async Task Send(Task<HttpResponseMessage> sending, HttpStatusCode expected)
    {
        using var answer = await sending;
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static Task Refuses(HttpClient who, string address, object body, params string[] why) => Refuses(who, address, body, put: false, why);

    private static async Task Refuses(HttpClient who, string address, object body, bool put, params string[] why)
    {
        using var answer = put ? await who.PutAsJsonAsync(address, body, Stop) : await who.PostAsJsonAsync(address, body, Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, said);
        foreach (var one in why)
            Assert.Contains(one, said, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> Json(HttpClient who, string address) => JsonDocument.Parse(await who.GetStringAsync(address, Stop)).RootElement;

    private sealed class Near : IEqualityComparer<(string?, DateTimeOffset)>
    {
        public bool Equals((string?, DateTimeOffset) x, (string?, DateTimeOffset) y) => x.Item1 == y.Item1 && (x.Item2 - y.Item2).Duration() < TimeSpan.FromMinutes(1);

        public int GetHashCode((string?, DateTimeOffset) one) => 0;
    }
}
