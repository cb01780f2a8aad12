using System.Net;
using System.Net.Http.Json;
using Adit.Alerts;
using Adit.Incidents;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Alerts;

/// <summary>Whom a buyer's organisation named is told of its reports, of the day by which it wanted to look again, and of incidents where its agreement says so: each once, with a site's name and a link, and nobody else is.</summary>
public sealed class OrganisationsToldTests : IAsyncLifetime
{
    private House _house = null!;
    private Outside _outside = null!;
    private Enrolled _awa = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // The smelter's agreement gives reports of N1, the trader's alerts of N1, the other's both of N2. A pit of fourteen metres stands open at N1.
    public async ValueTask InitializeAsync()
    {
        _outside = await Outside.Open();
        _house = await House.Open();
        _house.Ways = _outside.Ways;
        await _house.Restart();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Kisanga Hill", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        await _house.Site("N2");
        _awa = await _house.Agent("Awa", "en", site);
        await _house.Publish(Rounds.Xform());
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Smelter", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        foreach (var (code, at, products) in ((string, string, string[])[])[("smelter", "N1", ["reports"]), ("trader", "N1", ["alerts"]), ("other", "N2", ["reports", "alerts"])])
        {
            await Do("Lead", "/api/organisations", new { code, name = code, kind = "refiner", country = "BE" });
            await Do("Lead", $"/api/organisations/{code}/agreements", new { from = "2026-11-01", sites = new[] { at }, products });
            await Do("Lead", $"/api/organisations/{code}/contacts/sites", new { name = "Planted Name", email = $"{code}@example.org", language = code == "smelter" ? "fr" : "en" }, put: true);
        }
        await Do("Lead", "/api/organisations/smelter/users", new { user = "Smelter" });
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: "14", day: "2026-11-23"))).Code);
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
    }

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await _outside.DisposeAsync();
    }

    [Fact]
    public async Task Of_an_incident_whom_an_agreement_with_alerts_names_is_told_and_nobody_of_another()
    {
        await Until(() => !_outside.Mails.IsEmpty);
        await Settled();
        var (to, subject, text) = Assert.Single(_outside.Mails);
        Assert.Equal(("trader@example.org", "S2 at N1: 2026-100001"), (to, subject));
        Assert.Contains("your organisation has an agreement with", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        // Once the agreement is over nobody is told, and what is late stands on its pages.
        _house.Clock.Advance(TimeSpan.FromDays(40));
        await Settled();
        Assert.Single(_outside.Mails);
        await _house.Check();
    }

    [Fact]
    public async Task Of_a_report_that_is_published_corrected_or_withdrawn_whoever_gets_it_is_told_once_with_the_sites_name_and_a_link()
    {
        _house.Clock.Advance(TimeSpan.FromDays(9));
        const string acts = "/api/sites/N1/reports/2026-11/acts";
        await Do("Lead", acts, new { act = "waive", indicator = "OH-04", since = "2026-11-23", text = "A guard would know who told." });
        await Do("Lead", acts, new { act = "publish", seen = 0, read = true });
        await Until(() => Subjects("smelter").Count == 1);
        await Do("Lead", acts, new { act = "write", section = "summary", language = "en", text = "Planted summary." });
        await Do("Lead", acts, new { act = "publish", seen = 1, read = true, text = "Planted reason." });
        await Until(() => Subjects("smelter").Count == 2);
        await Do("Lead", acts, new { act = "withdraw", seen = 2, text = "Planted reason." });
        await Until(() => Subjects("smelter").Count == 3);
        await Settled();
        Assert.Equal(["Nouveau rapport\u00a0: Kisanga Hill", "Rapport corrigé\u00a0: Kisanga Hill", "Rapport retiré\u00a0: Kisanga Hill"], Subjects("smelter"));
        Assert.DoesNotContain(_outside.Mails, m => m.To == "other@example.org" || m.Text.Contains("Planted", StringComparison.Ordinal));
        Assert.DoesNotContain(Subjects("trader"), s => s.Contains("report", StringComparison.OrdinalIgnoreCase));
        Assert.Contains($"{_house.Origin}/sites/N1/reports/2026-11/2", _outside.Mails.Last(m => m.To == "smelter@example.org").Text, StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task A_buyer_is_reminded_before_and_after_the_day_to_look_again_and_the_programme_does_not_learn_of_it()
    {
        await Do("Smelter", "/api/decisions/N1", new { course = "Continue", reasons = "Planted reason", conditions = "", lookAgain = "2027-01-10" });
        await Settled();
        Assert.Empty(Subjects("smelter"));
        await Later("2026-12-28T12:00:00Z", 1);
        await Settled();
        await Later("2027-01-11T12:00:00Z", 2);
        await Settled();
        Assert.Equal(["À réexaminer bientôt\u00a0: Kisanga Hill", "À réexaminer\u00a0: Kisanga Hill"], Subjects("smelter"));
        var text = _outside.Mails.Last(m => m.To == "smelter@example.org").Text;
        Assert.Contains($"{_house.Origin}/decisions/N1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Planted", text, StringComparison.Ordinal);
        using var lead = await _house.Client("Lead");
        foreach (var address in (string[])["/alerts", "/api/alerts", "/alerts?state=told"])
            Assert.DoesNotContain("smelter", await lead.GetStringAsync(address, Stop), StringComparison.Ordinal);
        var ledger = _house.Get<Adit.Ledger.LedgerReading>();
        Assert.DoesNotContain(_house.Database.Read(db => Enumerable.Range(0, (int)_house.Database.Size).Select(n => ledger.Fact(db, n, Adit.Protection.Tier.T2)?.Fact).OfType<NoticeTold>().ToList()), t => t.Cause is NoticeCause.LookAgain or NoticeCause.LookAgainLate);
        // Who decides anew is not late any more.
        var last = (await (await _house.Client("Smelter")).GetFromJsonAsync<System.Text.Json.JsonElement>("/api/decisions", Stop))[0].GetProperty("lookAgain").GetString();
        Assert.Equal("2027-01-10", last);
        await _house.Check();
    }

    private List<string> Subjects(string code) => [.. _outside.Mails.Where(m => m.To == code + "@example.org").Select(m => m.Subject)];

    private async Task Later(string at, int mails)
    {
        _house.Clock.Now = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        _house.Get<NoticesJob>().Wake();
        await Until(() => Subjects("smelter").Count == mails);
    }

    private async Task Do(string who, string address, object body, bool put = false)
    {
        using var client = await _house.Client(who);
        using var answer = put ? await client.PutAsJsonAsync(address, body, Stop) : await client.PostAsJsonAsync(address, body, Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    // Long enough for everything that is due to go out once more, if it did.
    private async Task Settled()
    {
        for (var n = 0; n < 3; n++)
        {
            _house.Get<NoticesJob>().Wake();
            await _house.Get<NoticesJob>().Look();
            await Task.Delay(200, Stop);
        }
        await Until(() => _house.Database.Read(db => NoticesTable.Due(db, _house.Database.Now, 10)).Count == 0);
    }

    private static async Task Until(Func<bool> so)
    {
        for (var tries = 0; !so() && tries < 400; tries++)
            await Task.Delay(50, Stop);
        Assert.True(so());
    }
}
