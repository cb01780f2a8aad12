using System.Net;
using System.Net.Http.Json;
using Adit.Partners;
using Adit.People;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Partners;

/// <summary>From an agreement follows what a partner sees, on every page and in every answer to programs.</summary>
public sealed class OrganisationsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partner_sees_the_sites_of_its_agreement_while_it_runs_and_no_site_without_one()
    {
        await using var house = await House.Open();
        await house.Site("N1");
        await house.Site("N2");
        await Accounts.CreateUser(house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        // The account names a site; that alone opens nothing any more.
        await Accounts.CreateUser(house.Database, ActorId.Program, "Paula", Role.Partner, [house.Get<Adit.Storage.Registers>().Current.SiteCodes["N2"]], Opened.Password);
        await Accounts.CreateUser(house.Database, ActorId.Program, "Piet", Role.Partner, [], Opened.Password);
        using var lead = await house.Client("Lead");
        using var paula = await house.Client("Paula");
        using var piet = await house.Client("Piet");
        await Sees(paula, false, false);
        await Sees(piet, false, false);

        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "Open Hands <b>", ["kind"] = "partner", ["country"] = "be" });
        await lead.PostAsync("/organisations", form, Stop);
        Assert.Contains("Open Hands &lt;b&gt;", await lead.GetStringAsync("/organisations", Stop), StringComparison.Ordinal);
        await Post(lead, "/api/organisations/openhandsb/users", new { user = "Paula" });
        await Post(lead, "/api/organisations/openhandsb/users", new { user = "Piet" });
        await Sees(piet, false, false);
        await Post(lead, "/api/organisations/openhandsb/agreements", new { from = "2026-11-23", until = "2026-11-23", sites = new[] { "N1" } });
        await Sees(piet, true, false);
        // An account that is limited to another site stays limited.
        await Sees(paula, false, false);
        await Post(lead, "/api/organisations/openhandsb/agreements", new { from = "2026-12-01", sites = new[] { "N2" } });
        await Sees(piet, true, false);

        // At midnight at the site the agreement is over; nobody has to do anything.
        house.Clock.Advance(TimeSpan.FromHours(11));
        await Sees(piet, false, false);
        Assert.Equal(HttpStatusCode.Forbidden, (await piet.GetAsync("/organisations", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await piet.GetAsync("/api/organisations", Stop)).StatusCode);
        await house.Check();
    }

    [Fact]
    public async Task Only_what_can_be_is_agreed_and_a_contact_is_erased_for_ever()
    {
        await using var house = await House.Open();
        await house.Site("N1");
        await Accounts.CreateUser(house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        using var lead = await house.Client("Lead");
        await Post(lead, "/api/organisations", new { code = "hands", name = "Open Hands", kind = "partner", country = "BE" }, HttpStatusCode.Created);
        await Refuses(lead, "/api/organisations", new { code = "hands", name = "Other", kind = "brand", country = "FR" }, "Another organisation has this code.");
        await Refuses(lead, "/api/organisations/hands/agreements", new { from = "2026-11-23", until = "2026-11-01", sites = Array.Empty<string>() }, "The last day comes before the first.");
        await Refuses(lead, "/api/organisations/hands/agreements", new { from = "2026-11-23", sites = new[] { "N1" }, minerals = new[] { "mud" } }, "mud is no mineral");
        await Refuses(lead, "/api/organisations/hands/users", new { user = "Lead" }, "Only a user with the role of a partner");
        Assert.Equal(HttpStatusCode.NotFound, (await lead.PostAsJsonAsync("/api/organisations/feet/users", new { user = "Lead" }, Stop)).StatusCode);

        foreach (var (name, email) in ((string, string)[])[("Zoé Before", "before@example.org"), ("Zoé Now", "now@example.org")])
            Assert.Equal(HttpStatusCode.NoContent, (await lead.PutAsJsonAsync("/api/organisations/hands/contacts/sites", new { name, email }, Stop)).StatusCode);
        Assert.Contains("Zoé Now", WebUtility.HtmlDecode(await lead.GetStringAsync("/organisations/hands", Stop)), StringComparison.Ordinal);
        using var erase = new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "erase", ["role"] = "Sites", ["why"] = "She asked for it." });
        await lead.PostAsync("/organisations/hands", erase, Stop);
        Assert.DoesNotContain("example.org", await lead.GetStringAsync("/organisations/hands", Stop), StringComparison.Ordinal);
        using var ledger = new Adit.Ledger.LedgerReading(house.Database);
        Assert.DoesNotContain("Zoé", string.Concat(house.Database.Read(db => Enumerable.Range(0, (int)house.Database.Size).Select(i => ledger.Whole(db, i)?.Fact).OfType<OrganisationContactSet>().Select(c => c.Name).ToList())), StringComparison.Ordinal);
        await house.Check();
    }

    [Fact]
    public async Task An_agreement_says_when_it_ends_and_is_extended_by_an_act_that_changes_nothing_else()
    {
        await using var house = await House.Open();
        await house.Site("N1");
        await Accounts.CreateUser(house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        using var lead = await house.Client("Lead");
        await Post(lead, "/api/organisations", new { code = "hands", name = "Open Hands", kind = "partner", country = "BE" }, HttpStatusCode.Created);
        await Post(lead, "/api/organisations/hands/agreements", new { from = "2026-11-23", until = "2027-01-10", sites = new[] { "N1" }, products = new[] { "reports", "alerts" } });
        foreach (var address in (string[])["/organisations", "/organisations/hands"])
            Assert.Contains("ends in 48 days", await lead.GetStringAsync(address, Stop), StringComparison.Ordinal);
        var before = house.Get<Adit.Storage.Registers>().Current.Agreed.Agreements.Single();
        await Refuses(lead, $"/api/organisations/hands/agreements/{before.Agreement}/extend", new { until = "2027-01-10" }, "Choose a day after the present last day.");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "extend", ["agreement"] = before.Agreement.ToString(), ["until"] = "2028-01-10" });
        await lead.PostAsync("/organisations/hands", form, Stop);
        var after = house.Get<Adit.Storage.Registers>().Current.Agreed.Agreements.Single();
        Assert.Equal((new DateOnly(2028, 1, 10), before.From), (after.Until, after.From));
        Assert.Equal(before.Sites, after.Sites);
        Assert.Equal(before.Products!.Value, after.Products!.Value);
        var page = await lead.GetStringAsync("/organisations/hands", Stop);
        Assert.Contains("an agreement was extended", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ends in", page, StringComparison.Ordinal);
        await Post(lead, "/api/organisations/hands/agreements", new { from = "2026-11-23", sites = new[] { "N1" } });
        var endless = house.Get<Adit.Storage.Registers>().Current.Agreed.Agreements.Single(a => a.Until is null);
        await Refuses(lead, $"/api/organisations/hands/agreements/{endless.Agreement}/extend", new { until = "2028-01-10" }, "no last day that could be extended");
        await house.Check();
    }

    private static async Task Sees(HttpClient who, bool first, bool second)
    {
        foreach (var (code, sees) in ((string, bool)[])[("N1", first), ("N2", second)])
        {
            Assert.Equal(sees ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await who.GetAsync($"/sites/{code}", Stop)).StatusCode);
            Assert.Equal(sees, (await who.GetStringAsync("/sites", Stop)).Contains($"Site {code}", StringComparison.Ordinal));
            Assert.Equal(sees, (await who.GetStringAsync("/", Stop)).Contains($"Site {code}", StringComparison.Ordinal));
            Assert.Equal(sees, (await who.GetStringAsync("/api/sites", Stop)).Contains($"Site {code}", StringComparison.Ordinal));
        }
    }

    private static async Task Post(HttpClient who, string address, object body, HttpStatusCode expected = HttpStatusCode.NoContent)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static async Task Refuses(HttpClient who, string address, object body, string why)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }
}
