using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Decisions;
using Adit.Incidents;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;

namespace Adit.Tests.Decisions;

/// <summary>A buyer decides about a site of its agreement, by what it was shown, and nobody else sees it.</summary>
public sealed class DecisionsTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!, _smelter = null!, _colleague = null!, _other = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // A pit of fourteen metres stands open at N1. Two of the smelter and one of another buyer have agreements about it; the smelter's does not cover N2.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt", "copper"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [new("IPIS", "codmine00123", new(2026, 1, 1))], null));
        await _house.Site("N2");
        var awa = await _house.Agent("Awa", "en", site);
        await _house.Publish(Rounds.Xform());
        Assert.Equal(201, (await awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: "14", day: "2026-11-23"))).Code);
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Smelter", Role.Buyer), ("Colleague", Role.Buyer), ("Other", Role.Buyer), ("Alone", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        (_lead, _smelter, _colleague, _other) = (await _house.Client("Lead"), await _house.Client("Smelter"), await _house.Client("Colleague"), await _house.Client("Other"));
        foreach (var (code, users) in ((string, string[])[])[("smelter", ["Smelter", "Colleague"]), ("other", ["Other"])])
        {
            await Post(_lead, "/api/organisations", new { code, name = code, kind = "refiner", country = "BE" }, HttpStatusCode.Created);
            await Post(_lead, $"/api/organisations/{code}/agreements", new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "reports" } }, HttpStatusCode.NoContent);
            foreach (var user in users)
                await Post(_lead, $"/api/organisations/{code}/users", new { user }, HttpStatusCode.NoContent);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _smelter, _colleague, _other])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task With_a_decision_is_kept_what_stood_open_and_only_those_of_the_organisation_see_it()
    {
        Assert.Contains("OH-04", await _smelter.GetStringAsync("/decisions/N1", Stop), StringComparison.Ordinal);
        await Decide(_smelter, "ContinueWhileMitigating", "The pit is being fenced <b>.", "Fenced by January.");
        var made = _house.Database.Read(db => DecisionsOfBuyersTable.Of(db, _house.Get<Registers>().Current.Agreed.Find("smelter")!.Organisation)).Single();
        Assert.Equal(("OH-04", "2026-100001"), (Assert.Single(made.Fact.Findings).Indicator, Assert.Single(made.Fact.Incidents)));
        Assert.Contains("The pit is being fenced &lt;b&gt;.", await _colleague.GetStringAsync("/decisions/N1", Stop), StringComparison.Ordinal);

        foreach (var (who, address) in ((HttpClient, string)[])[(_other, "/decisions"), (_other, "/decisions/N1"), (_other, "/decisions/record.json"), (_lead, "/sites/N1"), (_lead, "/organisations/smelter"), (_lead, "/inbox")])
            Assert.DoesNotContain("being fenced", await who.GetStringAsync(address, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _lead.GetAsync("/decisions", Stop)).StatusCode);
        await _house.Get<Adit.Ledger.Publishing>().Publish();
        Assert.Equal(HttpStatusCode.NotFound, (await _lead.GetAsync($"/api/evidence?index={made.Entry}", Stop)).StatusCode);
        await _house.Check();
    }

    [Fact]
    public async Task Only_sites_of_the_agreement_are_decided_about_with_reasons_and_a_day_to_look_again()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync("/decisions/N2", Stop)).StatusCode);
        using var alone = await _house.Client("Alone");
        Assert.Equal(HttpStatusCode.Forbidden, (await alone.GetAsync("/decisions", Stop)).StatusCode);
        using var answer = await _smelter.PostAsJsonAsync("/api/decisions/N1", new { course = "Suspend", reasons = "", conditions = "", lookAgain = "2027-11-23" }, Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        foreach (var part in (string[])["Give your reasons.", "Say under which conditions you would take it up again.", "Choose a day to look again, within 6 months."])
            Assert.Contains(part, said, StringComparison.Ordinal);
        // The page keeps what was typed.
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["course"] = "suspend", ["reasons"] = "Typed once", ["conditions"] = "", ["look-again"] = "2027-01-01" });
        using var page = await _smelter.PostAsync("/decisions/N1", form, Stop);
        Assert.Contains("Typed once", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        // Two of one organisation at once: one is told.
        await Decide(_smelter, "Continue", "first", "");
        using var second = await _colleague.PostAsJsonAsync("/api/decisions/N1", new { course = "Continue", reasons = "second", conditions = "", lookAgain = "2027-01-01" }, Stop);
        Assert.Contains("Somebody of your organisation decided meanwhile.", await second.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        // What should have been looked at again stands first and says so.
        _house.Clock.Advance(TimeSpan.FromDays(60));
        using var later = await _house.Client("Smelter");
        Assert.True((await Json(later, "/api/decisions"))[0].GetProperty("late").GetBoolean());
    }

    [Fact]
    public async Task The_record_has_the_steps_the_rows_of_the_mine_list_and_says_what_only_the_company_can()
    {
        await Decide(_smelter, "Continue", "=1+1", "");
        var record = await Json(_smelter, "/decisions/record.json");
        var mines = record.GetProperty("emrt_mine_list").EnumerateArray().Select(m => (m.GetProperty("Metal").GetString(), m.GetProperty("Smelter that buys from the mine").GetString(), m.GetProperty("Mine identification number").GetString(), m.GetProperty("Source of mine identification number").GetString(), m.GetProperty("Country or region").GetString()));
        Assert.Equal([("cobalt", "smelter", "codmine00123", "IPIS", "CD"), ("copper", "smelter", "codmine00123", "IPIS", "CD")], mines);
        Assert.Equal(("continue", "RM-1"), (record.GetProperty("step_3_decisions")[0].GetProperty("decision").GetString(), record.GetProperty("step_3_decisions")[0].GetProperty("rmap").GetString()));
        Assert.Contains(record.GetProperty("step_2_risks").EnumerateArray(), r => r.GetProperty("indicator").GetString() == "OH-04" && r.GetProperty("level").GetString() == "S2" && r.GetProperty("rmi_criteria").GetString()!.EndsWith("/S17", StringComparison.Ordinal));
        Assert.Contains(record.GetProperty("eu_2017_821_art_5").EnumerateArray(), r => r.GetProperty("answered_by").GetString() == "to be said by the company itself");
        using var book = SpreadsheetDocument.Open(new MemoryStream(await _smelter.GetByteArrayAsync("/decisions/record.xlsx", Stop)), false);
        Assert.Empty(new OpenXmlValidator().Validate(book, Stop).Select(e => e.Description));
    }

    private static Task Decide(HttpClient who, string course, string reasons, string conditions) => Post(who, "/api/decisions/N1", new { course, reasons, conditions, lookAgain = "2027-01-01" }, HttpStatusCode.Created);

    private static async Task Post(HttpClient who, string address, object body, HttpStatusCode expected)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static async Task<JsonElement> Json(HttpClient who, string address) => JsonDocument.Parse(await who.GetStringAsync(address, Stop)).RootElement;
}
