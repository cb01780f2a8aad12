using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Adit.People;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Exchange;

/// <summary>Keys for programs: an organisation's gives what its agreement gives, a user's what the user sees, and of that only what the scopes name.</summary>
public sealed class ProgramKeysTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // At N1 and N2 Awa works. Gold Refiner has an agreement on N1.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var (first, second) = (await _house.Site("N1"), await _house.Site("N2"));
        await _house.Publish(Rounds.Xform());
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Bea", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        _lead = await _house.Client("Lead");
        await Post("/api/organisations", new { code = "gold", name = "Gold Refiner", kind = "refiner", country = "BE" }, HttpStatusCode.Created);
        await Post("/api/organisations/gold/agreements", new { from = "2026-11-01", until = "2027-02-28", sites = new[] { "N1" }, products = new[] { "reports" } });
        var awa = await _house.Agent("Awa", "en", first, second);
        foreach (var site in (string[])["N1", "N2"])
            Assert.Equal(201, (await awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), site, depth: "14", day: "2026-11-23"))).Code);
        await _house.Rated();
    }

    public async ValueTask DisposeAsync()
    {
        _lead.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_key_of_an_organisation_gives_what_its_agreement_gives_and_only_what_its_scopes_name()
    {
        var made = await Make(new { organisation = "gold", name = "Grid", scopes = new[] { "sites", "feeds" }, until = "2027-11-23" });
        using var program = Program(made.Key);

        Assert.Equal(["N1"], (await Json(program, "/api/sites")).GetProperty("sites").EnumerateArray().Select(s => s.GetProperty("site").GetProperty("code").GetString()));
        Assert.Equal(["N1"], (await Json(program, "/odata/Sites")).GetProperty("value").EnumerateArray().Select(s => s.GetProperty("Code").GetString()));
        Assert.Equal(["Sites"], (await Json(program, "/odata")).GetProperty("value").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, await Status(program, "/api/sites/N2"));
        Assert.Contains("“reports”", await Refused(program, "/api/reports?month=2026-10"), StringComparison.Ordinal);
        Assert.Contains("“credentials”", await Refused(program, "/credentials/0197f8e0-0000-7000-8000-000000000000"), StringComparison.Ordinal);
        Assert.Contains("“decisions”", await Refused(program, "/api/decisions"), StringComparison.Ordinal);
        Assert.Contains("“records”", await Refused(program, "/api/submissions"), StringComparison.Ordinal);
        // What no scope names is closed to keys, pages too.
        foreach (var path in (string[])["/api/organisations", "/sites", "/api/needs", "/"])
            Assert.Contains("Keys for programs do not open this.", await Refused(program, path), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Status(program, "/method"));

        // At midnight after its last day the agreement gives nothing, and so does the key.
        _house.Clock.Advance(TimeSpan.FromDays(120));
        Assert.Empty((await Json(program, "/odata/Sites")).GetProperty("value").EnumerateArray());
    }

    [Fact]
    public async Task A_spreadsheet_sends_the_key_as_its_password_and_one_that_is_over_or_revoked_opens_nothing()
    {
        var (first, second) = (await Make(new { organisation = "gold", name = "Grid", scopes = new[] { "feeds" }, until = "2026-11-24" }), await Make(new { organisation = "gold", name = "Other", scopes = new[] { "feeds" }, until = "2026-12-24" }));
        using var sheet = _house.Http;
        sheet.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("any name:" + first.Key)));
        using var other = Program(second.Key);

        Assert.Equal(HttpStatusCode.OK, await Status(sheet, "/odata/Sites"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(sheet, "/api/sites"));
        Assert.Equal(HttpStatusCode.OK, await Status(other, "/ogc/collections/sites/items"));
        _house.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await Status(sheet, "/odata/Sites"), await Status(other, "/odata/Sites")));
        using var lead = await _house.Client("Lead");
        Assert.Equal(HttpStatusCode.NoContent, (await lead.DeleteAsync($"/api/keys/{second.Id}", Stop)).StatusCode);
        // Whoever sends a token that opens nothing is told so, and not led to where people sign in.
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await Status(other, "/odata/Sites"), await Status(other, "/sites")));
        var listed = (await Json(lead, "/api/keys")).EnumerateArray().Select(k => (k.GetProperty("name").GetString(), k.GetProperty("revoked").GetBoolean(), k.GetProperty("used").GetString()));
        Assert.Equal([("Grid", false, "2026-11-23"), ("Other", true, "2026-11-25")], listed.OrderBy(k => k.Item1, StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await lead.DeleteAsync("/api/keys/0197f8e0-0000-7000-8000-000000000000", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_key_reads_and_changes_only_what_a_scope_for_changing_names()
    {
        using var reads = Program((await Make(new { organisation = "gold", name = "Reads", scopes = new[] { "decisions", "sites", "reports", "feeds", "credentials" }, until = "2027-01-01" })).Key);
        using var decides = Program((await Make(new { organisation = "gold", name = "Decides", scopes = new[] { "decide" }, until = "2027-01-01" })).Key);
        var decision = new { course = "Continue", reasons = "all is well", conditions = "we look again", lookAgain = "2027-01-15" };

        Assert.Single((await Json(reads, "/api/decisions")).EnumerateArray());
        using var refused = await reads.PostAsJsonAsync("/api/decisions/N1", decision, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("“decide”", (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("reasons")[0].GetString()!, StringComparison.Ordinal);
        Assert.Contains("“decisions”", await Refused(decides, "/api/decisions"), StringComparison.Ordinal);
        using var decided = await decides.PostAsJsonAsync("/api/decisions/N1", decision, Stop);
        Assert.True(decided.StatusCode is HttpStatusCode.Created or HttpStatusCode.UnprocessableEntity, await decided.Content.ReadAsStringAsync(Stop));
        using var elsewhere = await decides.PostAsJsonAsync("/api/decisions/N2", decision, Stop);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task A_users_key_reads_as_the_user_does_within_its_scopes_until_the_account_is_closed()
    {
        using var tables = Program((await Make(new { user = "Ana", name = "Tables", scopes = new[] { "feeds" }, until = "2027-01-01" })).Key);
        using var store = Program((await Make(new { user = "Ana", name = "Store <b>", scopes = new[] { "feeds", "exports", "records" }, until = "2027-01-01" })).Key);
        var form = "/odata/Form_" + Rounds.Form.Replace('-', '_');

        Assert.Equal(["Sites"], (await Json(tables, "/odata")).GetProperty("value").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Contains("“exports”", await Refused(tables, form), StringComparison.Ordinal);
        Assert.Contains("“exports”", await Refused(tables, "/ogc/collections/records/items"), StringComparison.Ordinal);
        Assert.Contains("“records”", await Refused(tables, "/odata/Incidents"), StringComparison.Ordinal);
        Assert.Equal(2, (await Json(store, form)).GetProperty("value").GetArrayLength());
        Assert.Equal(2, (await Json(store, "/api/submissions")).GetProperty("submissions").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, await Status(store, $"/api/forms/{Rounds.Form}/submissions.json"));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(store, "/api/sites"));
        // What was read stands under the key's name, not the user's.
        var ledger = _house.Get<Adit.Ledger.LedgerReading>();
        var readers = _house.Database.Read(db => Enumerable.Range(0, (int)_house.Database.Size).Select(i => ledger.Whole(db, i)).Where(r => r?.Fact is Adit.Ledger.RecordsRead).Select(r => PeopleWords.Name(_house.Get<Registers>().Current, r!.Actor, Adit.Web.Words.In("en"))).ToHashSet());
        Assert.Equal(["program “Store <b>”"], readers);

        await _lead.PostAsync("/api/users/Ana/disable", null, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(store, form));
    }

    [Fact]
    public async Task Only_what_can_be_is_made_and_the_value_is_shown_once_and_kept_nowhere()
    {
        async Task refuses(object asked, string why)
        {
            using var answer = await _lead.PostAsJsonAsync("/api/keys", asked, Stop);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains(why, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetRawText().Replace("\\u201C", "“", StringComparison.Ordinal).Replace("\\u201D", "”", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        await refuses(new { organisation = "gold", name = "", scopes = Array.Empty<string>(), until = "2026-11-22" }, "Choose at least one scope.");
        await refuses(new { organisation = "gold", name = "x", scopes = new[] { "sites" }, until = "2027-11-25" }, "at most 366 days ahead");
        await refuses(new { organisation = "gold", name = "x", scopes = new[] { "exports" }, until = "2027-01-01" }, "cannot have the scope “exports”");
        await refuses(new { organisation = "gold", name = "x", scopes = new[] { "everything" }, until = "2027-01-01" }, "no such scope");
        await refuses(new { organisation = "gold", user = "Ana", name = "x", scopes = new[] { "sites" }, until = "2027-01-01" }, "not for both");
        await refuses(new { user = "Bea", name = "x", scopes = new[] { "sites" }, until = "2027-01-01" }, "user of the programme");
        await refuses(new { organisation = "iron", name = "x", scopes = new[] { "sites" }, until = "2027-01-01" }, "no such organisation");

        using var form = new FormUrlEncodedContent([new("organisation", "gold"), new("name", "Grid <b>"), new("scopes", "sites"), new("scopes", "feeds"), new("until", "2027-01-01")]);
        var page = await (await _lead.PostAsync("/keys", form, Stop)).Content.ReadAsStringAsync(Stop);
        var value = Regex.Match(page, "adit_[A-Za-z0-9_-]{32}").Value;
        using var program = Program(value);
        Assert.Equal(HttpStatusCode.OK, await Status(program, "/odata/Sites"));
        foreach (var path in (string[])["/keys", "/organisations/gold"])
        {
            var shown = await _lead.GetStringAsync(path, Stop);
            Assert.Contains("Grid &lt;b&gt;", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("adit_", shown, StringComparison.Ordinal);
        }
        var ledger = _house.Get<Adit.Ledger.LedgerReading>();
        var entry = _house.Database.Read(db => Enumerable.Range(0, (int)_house.Database.Size).Select(i => ledger.Whole(db, i)?.Fact).OfType<ProgramKeyMade>().Single());
        Assert.DoesNotContain(value, JsonSerializer.Serialize(entry), StringComparison.Ordinal);
        using var analyst = await _house.Client("Ana");
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (await Status(analyst, "/keys"), await Status(analyst, "/api/keys")));
        await _house.Check();
    }

    private async Task<(string Id, string Key)> Make(object asked)
    {
        using var answer = await _lead.PostAsJsonAsync("/api/keys", asked, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Stop));
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        return (made.GetProperty("id").GetString()!, made.GetProperty("key").GetString()!);
    }

    private HttpClient Program(string key)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(_house.Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    private static async Task<string> Refused(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{path} answers {answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop)).Replace("\\u201C", "“", StringComparison.Ordinal).Replace("\\u201D", "”", StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> Status(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Stop);
        return answer.StatusCode;
    }

    private static async Task<JsonElement> Json(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>(path, Stop);

    private async Task Post(string path, object asked, HttpStatusCode status = HttpStatusCode.NoContent)
    {
        using var answer = await _lead.PostAsJsonAsync(path, asked, Stop);
        Assert.True(answer.StatusCode == status, await answer.Content.ReadAsStringAsync(Stop));
    }
}
