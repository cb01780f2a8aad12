using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Incidents;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Sites;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Partners;

/// <summary>Two partners at two sites: what each sees of needs, how one takes a measure on, and what the other learns of it.</summary>
public sealed class PartnersTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!, _ana = null!, _rita = null!, _paula = null!, _bo = null!;
    private Enrolled _awa = null!;
    private SiteId _first, _second;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // At N1 and N2, where pits may be ten metres deep, Awa finds pits of fourteen. Open Hands has an agreement on N1, Second on both.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        (_first, _second) = (await Site("N1"), await Site("N2"));
        _awa = await _house.Agent("Awa", "en", _first, _second);
        await _house.Publish(Rounds.Xform());
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Rita", Role.Reviewer), ("Paula", Role.Partner), ("Bo", Role.Partner)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        (_lead, _ana, _rita, _paula, _bo) = (await _house.Client("Lead"), await _house.Client("Ana"), await _house.Client("Rita"), await _house.Client("Paula"), await _house.Client("Bo"));
        await Partner("hands", "Open Hands", "Paula", "N1");
        await Partner("second", "Second Partner", "Bo", "N1", "N2");
        foreach (var site in (string[])["N1", "N2"])
            Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), site, depth: "14", day: "2026-11-23"))).Code);
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
        foreach (var site in (string[])["N1", "N2"])
            await Post(_ana, "/api/plans", new { site }, HttpStatusCode.Created);
        await PlanAct("N1", new { act = "line", line = new { indicator = "SF-02", text = "Secret of the soldiers", owner = "Programme", due = "2026-12-20", cost = "None", quiet = true } });
        await PlanAct("N1", new { act = "line", line = new { indicator = "OH-05", text = "Words of the analyst", owner = "Operator", due = "2026-12-20", cost = "Low" } });
        foreach (var site in (string[])["N1", "N2"])
            await PlanAct(site, new { act = "issue" });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana, _rita, _paula, _bo])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_partner_sees_the_needs_of_its_sites_with_why_each_stands_where_it_does_and_nothing_that_stays_inside_the_programme()
    {
        var needs = await Json(_paula, "/api/needs");
        Assert.Equal(["N1", "N1"], needs.GetProperty("needs").EnumerateArray().Select(n => Text(n, "site")));
        var worst = needs.GetProperty("needs")[0];
        Assert.Equal((1, "OH-04", "observed", "fewer than 5"), (worst.GetProperty("place").GetInt32(), Text(worst, "indicator"), Text(worst, "known"), Text(worst, "foundDays")));
        Assert.Equal("It stands before the next one by its level.", Text(worst, "ahead"));
        Assert.Equal(("A-2026-100001", "free"), (Text(worst.GetProperty("actions")[0], "number"), Text(worst.GetProperty("actions")[0], "state")));
        Assert.True(needs.GetProperty("sites")[0].GetProperty("notObserved").GetInt32() > 20);
        Assert.Equal(3, (await Json(_bo, "/api/needs")).GetProperty("needs").GetArrayLength());

        var page = await _paula.GetStringAsync("/needs", Stop);
        foreach (var said in (string[])["Why is this here?", "How needs are ranked", "Mark and close the pit", "Not observed", "1 action was agreed that nobody has taken on or pays"])
            Assert.Contains(said, page, StringComparison.Ordinal);
        foreach (var hidden in (string[])["Secret of the soldiers", "Words of the analyst", "SF-02", "Site N2", "Second Partner"])
            Assert.DoesNotContain(hidden, page, StringComparison.Ordinal);
        Assert.Contains("href=\"/needs\"", page, StringComparison.Ordinal);
        // The programme sees what the partner sees.
        Assert.Contains("Open Hands", await _lead.GetStringAsync("/needs?for=hands", Stop), StringComparison.Ordinal);
        Assert.Equal(3, (await Json(_ana, "/api/needs?for=second")).GetProperty("needs").GetArrayLength());
    }

    [Fact]
    public async Task A_partner_is_told_what_became_of_its_offer_by_its_ways_and_reads_on_the_page_by_whom_and_why()
    {
        await using var outside = await Adit.Tests.Alerts.Outside.Open();
        _house.Ways = outside.Ways;
        await _house.Restart();
        using var lead = await _house.Client("Lead");
        using var ana = await _house.Client("Ana");
        using var paula = await _house.Client("Paula");
        foreach (var name in (string[])["Paula", "Bo"])
            await Post(lead, "/api/alerts/listeners", new { name, language = "en", zone = "Africa/Lubumbashi", email = $"{name}@example.org", user = _house.Get<Adit.Storage.Registers>().Current.Users.Single(u => u.Name == name).Id.ToString(), sites = Array.Empty<string>(), from = "S1", digest = false, escalate = false }, HttpStatusCode.Created);
        await Post(paula, "/api/needs/A-2026-100001/offer", new { note = "mine" }, HttpStatusCode.NoContent);
        await Post(ana, "/api/actions/A-2026-100001/acts", new { act = "decline", organisation = "hands", note = "The operator pays it <b>.", seen = (await Json(lead, "/api/actions/A-2026-100001")).GetProperty("action").GetProperty("last").GetInt64() });
        for (var tries = 0; outside.Mails.IsEmpty && tries < 300; tries++)
            await Task.Delay(50, Stop);
        await Task.Delay(500, Stop);
        var (to, _, text) = Assert.Single(outside.Mails);
        Assert.Equal("Paula@example.org", to);
        Assert.Contains("Your offer to take on action A-2026-100001 (site N1) was declined.", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains($"{_house.Origin}/needs#A-2026-100001", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana", text, StringComparison.Ordinal);
        Assert.Contains("Declined by Ana, 23 November 2026: “The operator pays it &lt;b&gt;.”", await paula.GetStringAsync("/needs", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_changes_nothing_before_the_programme_accepts_it_and_another_partner_learns_only_that_it_is_taken()
    {
        const string action = "A-2026-100001";
        // Neither what is at another site, nor what stays inside the programme.
        foreach (var number in (string[])["A-2026-100002", "A-2026-100003", "A-2026-100099"])
            Assert.Contains("among the needs of your sites", await Refused(_paula, $"/api/needs/{number}/offer", new { note = "mine" }), StringComparison.Ordinal);
        await Post(_paula, $"/api/needs/{action}/offer", new { note = "With the cooperative <b>" }, HttpStatusCode.NoContent);
        Assert.Equal(("waits", "free"), (await State(_paula), await State(_bo)));
        Assert.DoesNotContain("taken on by", await _lead.GetStringAsync("/sites/N1/plans/2026-11", Stop), StringComparison.Ordinal);
        Assert.Contains("With the cooperative &lt;b&gt;", await _ana.GetStringAsync($"/actions/{action}", Stop), StringComparison.Ordinal);
        Assert.Contains(action, await _ana.GetStringAsync("/needs?for=hands", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _paula.PostAsJsonAsync($"/api/actions/{action}/acts", new { act = "accept", organisation = "hands" }, Stop)).StatusCode);
        Assert.Contains("The lead or an analyst", await Refused(_rita, $"/api/actions/{action}/acts", new { act = "accept", organisation = "hands", seen = await Last() }), StringComparison.Ordinal);
        Assert.Contains("waits for an answer", await Refused(_ana, $"/api/actions/{action}/acts", new { act = "accept", organisation = "second", seen = await Last() }), StringComparison.Ordinal);

        await Post(_ana, $"/api/actions/{action}/acts", new { act = "accept", organisation = "hands", seen = await Last() });
        Assert.Equal(("yours", "taken"), (await State(_paula), await State(_bo)));
        Assert.DoesNotContain("Open Hands", await _bo.GetStringAsync("/needs", Stop), StringComparison.Ordinal);
        Assert.Contains("taken on by Open Hands", await _lead.GetStringAsync("/sites/N1/plans/2026-11", Stop), StringComparison.Ordinal);
        Assert.Contains("an organisation offered to take it on", await _lead.GetStringAsync($"/actions/{action}", Stop), StringComparison.Ordinal);
        Assert.Contains("An organisation has taken this action on.", await Refused(_bo, $"/api/needs/{action}/offer", new { }), StringComparison.Ordinal);
        Assert.Contains("neither offered nor taken on", await Refused(_bo, $"/api/needs/{action}/hand-back", new { note = "mine" }), StringComparison.Ordinal);

        await Post(_paula, $"/api/needs/{action}/hand-back", new { note = "The money went elsewhere." }, HttpStatusCode.NoContent);
        Assert.Equal(("free", "free"), (await State(_paula), await State(_bo)));
        await Post(_bo, $"/api/needs/{action}/offer", new { }, HttpStatusCode.NoContent);
        await _house.Check();

        async Task<long> Last() => (await Json(_lead, $"/api/actions/{action}")).GetProperty("action").GetProperty("last").GetInt64();

        async Task<string> State(HttpClient who) => (await Json(who, "/api/needs")).GetProperty("needs").EnumerateArray().SelectMany(n => n.GetProperty("actions").EnumerateArray()).Where(a => Text(a, "number") == action).Select(a => Text(a, "state")).Single();
    }

    [Fact]
    public async Task A_project_has_its_budget_to_the_cent_a_report_of_delivery_closes_nothing_and_another_partner_sees_none_of_it()
    {
        const string action = "A-2026-100001";
        Assert.Contains("not taken on by your organisation", await Refused(_paula, "/api/projects", Project(action)), StringComparison.Ordinal);
        await TakeOn(_paula, "hands", action);
        foreach (var (amount, currency) in ((decimal, string)[])[(10.001m, "USD"), (10.5m, "RWF"), (10m, "XXX"), (-1m, "USD")])
            Assert.Contains("ISO 4217", await Refused(_paula, "/api/projects", Project(action, amount, currency)), StringComparison.Ordinal);
        var number = Text(await Post(_paula, "/api/projects", Project(action), HttpStatusCode.Created), "number");
        Assert.Equal("P-2026-100001", number);

        using var report = new MultipartFormDataContent { { new StringContent("report"), "act" }, { new StringContent((await One()).GetProperty("last").GetRawText()), "seen" }, { new StringContent("1"), "milestone" }, { new StringContent("Forty ropes <b>"), "text" }, { new StringContent("12 000,25"), "spent" } };
        report.Add(new ByteArrayContent([0xFF, 0xD8, 0xFF, 1, 2, 3]), "files", "ropes.jpg");
        await _paula.PostAsync($"/projects/{number}", report, Stop);
        var project = await One();
        Assert.Equal((125_000.50m, 12_000.25m, "2026-11-23", "running"), (project.GetProperty("budget").GetDecimal(), project.GetProperty("spent").GetDecimal(), Text(project.GetProperty("milestones")[0], "reached"), Text(project.GetProperty("actions")[0], "state")));
        Assert.Equal("running", Text((await Json(_lead, $"/api/actions/{action}")).GetProperty("action"), "state"));
        var page = await _paula.GetStringAsync($"/projects/{number}", Stop);
        foreach (var said in (string[])["125,000.50\u00A0USD", "113,000.25\u00A0USD", "Forty ropes &lt;b&gt;", "Reached: Ropes are there"])
            Assert.Contains(said, WebUtility.HtmlDecode(page.Replace("&lt;", "&amp;lt;", StringComparison.Ordinal).Replace("&gt;", "&amp;gt;", StringComparison.Ordinal)), StringComparison.Ordinal);
        var photo = System.Text.RegularExpressions.Regex.Match(page, "/projects/files/[0-9]+/ropes.jpg").Value;
        Assert.Equal([0xFF, 0xD8, 0xFF, 1, 2, 3], await _paula.GetByteArrayAsync(photo, Stop));
        Assert.Contains("Somebody else has changed", await Refused(_paula, $"/api/projects/{number}/deliveries", new { seen = 1, text = "late" }), StringComparison.Ordinal);
        Assert.Contains("no such milestone", await Refused(_paula, $"/api/projects/{number}/deliveries", new { seen = project.GetProperty("last").GetInt64(), milestone = 1 }), StringComparison.Ordinal);

        // The programme sees it; another partner sees neither the project nor its photo nor an amount, on any page.
        Assert.Contains("Open Hands", await _ana.GetStringAsync($"/projects/{number}", Stop), StringComparison.Ordinal);
        foreach (var closed in (string[])[$"/projects/{number}", $"/api/projects/{number}", photo])
            Assert.Equal(HttpStatusCode.NotFound, (await _bo.GetAsync(closed, Stop)).StatusCode);
        Assert.Equal(0, (await Json(_bo, "/api/projects")).GetArrayLength());
        foreach (var open in (string[])["/projects", "/needs", "/sites/N1"])
            Assert.DoesNotContain("125,000", await _bo.GetStringAsync(open, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _ana.PostAsJsonAsync($"/api/projects/{number}/end", new { }, Stop)).StatusCode);

        // Where the agreement ends, the organisation keeps its project and learns nothing more of the site.
        var agreement = (await Json(_lead, "/api/organisations"))[0].GetProperty("agreements")[0];
        Assert.Equal(HttpStatusCode.NoContent, (await _lead.PutAsJsonAsync($"/api/organisations/hands/agreements/{Text(agreement, "id")}", new { from = "2026-11-01", until = "2026-11-22", sites = new[] { "N1" } }, Stop)).StatusCode);
        var after = await _paula.GetStringAsync($"/projects/{number}", Stop);
        Assert.Contains("1 more measure is at a site that no agreement covers any more", after, StringComparison.Ordinal);
        Assert.DoesNotContain("Site N1", after, StringComparison.Ordinal);
        await _house.Check();

        Task<JsonElement> One() => Json(_paula, $"/api/projects/{number}");
    }

    [Fact]
    public async Task The_page_of_a_project_says_whether_the_risk_fell_against_at_least_five_other_sites_and_names_none_of_them()
    {
        var sites = new List<string> { "N1", "N2" };
        foreach (var code in (string[])["C1", "C2", "C3", "C4"])
            sites.Add((await Site(code), code).code);
        var register = _house.Get<Adit.Storage.Registers>();
        var omari = await _house.Agent("Omari", "fr", [.. sites.Select(s => register.Current.SiteCodes[s])]);
        // Everywhere pits were too deep week after week; at N1 alone they are not since the work began.
        foreach (var site in sites)
            for (var week = 0; week < 18; week++)
                Assert.Equal(201, (await omari.Phone.Submit(Rounds.Record(Rounds.NewInstance(), site, depth: site == "N1" && week >= 10 ? "8" : "14", day: new DateOnly(2026, 7, 15).AddDays(week * 7).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)))).Code);
        await _house.Rated();
        await TakeOn(_paula, "hands", "A-2026-100001");
        var number = Text(await Post(_paula, "/api/projects", new { name = "Safer pits", start = "2026-09-20", budget = 10, currency = "EUR", actions = new[] { "A-2026-100001" } }, HttpStatusCode.Created), "number");

        var effect = (await Json(_paula, $"/api/projects/{number}")).GetProperty("effects")[0];
        Assert.Equal(("OH-04", "fell", "5–9", "10–19", "50–99"), (Text(effect, "indicator"), Text(effect, "verdict"), Text(effect, "others"), Text(effect.GetProperty("before"), "days"), Text(effect.GetProperty("othersBefore"), "days")));
        Assert.Equal(1m, effect.GetProperty("othersSince").GetProperty("share").GetProperty("value").GetDecimal());
        // Found on one day since: no share shows, nor a difference from which it would follow.
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (effect.GetProperty("since").GetProperty("share").ValueKind, effect.GetProperty("difference").ValueKind));
        var page = await _paula.GetStringAsync($"/projects/{number}", Stop);
        Assert.Contains("It fell here more than at the other sites.", page, StringComparison.Ordinal);
        Assert.Contains("What this cannot tell", page, StringComparison.Ordinal);
        foreach (var other in sites.Skip(1))
            Assert.DoesNotContain($"Site {other}", page, StringComparison.Ordinal);

        // Where another partner works on the same risk there is no comparison, and four others are too few to be shown at all.
        await TakeOn(_bo, "second", "A-2026-100002");
        await Post(_bo, "/api/projects", new { name = "Theirs", start = "2026-11-01", budget = 10, currency = "EUR", actions = new[] { "A-2026-100002" } }, HttpStatusCode.Created);
        effect = (await Json(_paula, $"/api/projects/{number}")).GetProperty("effects")[0];
        Assert.Equal(("not-compared", JsonValueKind.Null, JsonValueKind.Null), (Text(effect, "verdict"), effect.GetProperty("others").ValueKind, effect.GetProperty("othersBefore").ValueKind));
        await _house.Check();
    }

    private async Task TakeOn(HttpClient who, string organisation, string action)
    {
        await Post(who, $"/api/needs/{action}/offer", new { }, HttpStatusCode.NoContent);
        await Post(_ana, $"/api/actions/{action}/acts", new { act = "accept", organisation, seen = (await Json(_lead, $"/api/actions/{action}")).GetProperty("action").GetProperty("last").GetInt64() });
    }

    private static object Project(string action, decimal budget = 125_000.50m, string currency = "USD") =>
        new { name = "Safer pits", start = "2026-11-10", budget, currency, milestones = new[] { new { text = "Ropes are there", due = "2026-12-01" } }, actions = new[] { action } };

    private async Task<SiteId> Site(string code)
    {
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, code, $"Site {code}", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        return site;
    }

    private async Task Partner(string code, string name, string user, params string[] sites)
    {
        await Post(_lead, "/api/organisations", new { code, name, kind = "partner", country = "BE" }, HttpStatusCode.Created);
        await Post(_lead, $"/api/organisations/{code}/agreements", new { from = "2026-11-01", sites }, HttpStatusCode.NoContent);
        await Post(_lead, $"/api/organisations/{code}/users", new { user }, HttpStatusCode.NoContent);
    }

    private async Task PlanAct(string site, object act)
    {
        var all = act.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(act));
        all["seen"] = (await Json(_ana, $"/api/plans/{site}/2026-11")).GetProperty("last").GetInt64();
        await Post(_ana, $"/api/plans/{site}/2026-11/acts", all);
    }

    private static async Task<JsonElement> Post(HttpClient who, string address, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private static async Task<string> Refused(HttpClient who, string address, object body)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private static async Task<JsonElement> Json(HttpClient who, string address) => JsonDocument.Parse(await who.GetStringAsync(address, Stop)).RootElement;

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
