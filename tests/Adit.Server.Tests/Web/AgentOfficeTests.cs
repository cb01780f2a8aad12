using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Adit.Verify;

namespace Adit.Tests.Web;

/// <summary>What the office keeps of its agents: trainings, declared interests, and how long each has been at a site.</summary>
public sealed class AgentOfficeTests : IAsyncLifetime
{
    private const string Secret = "his brother Mwamba digs there";

    private House _house = null!;
    private HttpClient _lead = null!, _analyst = null!, _reviewer = null!;
    private Enrolled _awa = null!;
    private SiteId _north;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        _north = await _house.Site("N1");
        await _house.Site("S1");
        _awa = await _house.Agent("Awa", "en", [Rounds.Form], _north);
        await _house.Publish(Rounds.Xform());
        (_lead, _analyst, _reviewer) = (await SignedIn(Role.Lead), await SignedIn(Role.Analyst), await SignedIn(Role.Reviewer));
    }

    public async ValueTask DisposeAsync()
    {
        _lead.Dispose();
        _analyst.Dispose();
        _reviewer.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task Who_lacks_a_training_whose_ends_soon_and_whose_has_ended_is_shown_and_one_entered_by_mistake_counts_no_more()
    {
        Assert.DoesNotContain("no training", await Page("/agents"), StringComparison.Ordinal);
        await Rules(HttpStatusCode.NoContent, ["app", "child-protection", "security"]);
        Assert.Contains("no training: first use of the app, child protection, security and own safety", await Page("/agents"), StringComparison.Ordinal);

        await Train(HttpStatusCode.OK, "app", until: null);
        await Train(HttpStatusCode.OK, "child-protection", until: "2026-12-23");
        var wrong = (await Train(HttpStatusCode.OK, "security", until: null)).GetProperty("id").GetString();
        await Train(HttpStatusCode.OK, "gbv", until: "2026-11-22");
        var page = await Page("/agents");
        Assert.DoesNotContain("no training", page, StringComparison.Ordinal);
        Assert.Contains("training ends on 23 December 2026: child protection", page, StringComparison.Ordinal);
        Assert.Contains("training ended on 22 November 2026: gender-based violence and referral", page, StringComparison.Ordinal);

        await Post(_analyst, $"/api/agents/Awa/trainings/{wrong}/withdraw", new { why = "another agent" }, HttpStatusCode.NoContent);
        await Post(_analyst, $"/api/agents/Awa/trainings/{wrong}/withdraw", new { why = "again" }, HttpStatusCode.NoContent);
        Assert.Contains("no training: security and own safety", await Page("/agents"), StringComparison.Ordinal);
        var listed = await Get("/api/agents/Awa/trainings");
        Assert.Equal(4, listed.GetArrayLength());
        Assert.Equal(["another agent"], listed.EnumerateArray().Select(t => t.GetProperty("withdrawn").GetString()).OfType<string>());
        Assert.Contains("withdrawn: another agent", await Page($"/agents/{_awa.Id}"), StringComparison.Ordinal);
        Assert.Equal(
            ["child-protection EndsSoon", "gbv Ended", "security Missing"],
            (await Get("/api/agent-duties"))[0].GetProperty("trainings").EnumerateArray().Select(t => $"{t.GetProperty("subject")} {t.GetProperty("standing")}"));
        await _house.Check();
    }

    [Fact]
    public async Task A_training_says_what_when_and_by_whom_and_every_reason_why_not_is_told_at_once()
    {
        var refused = await Post(_analyst, "/api/agents/Awa/trainings", new { subject = "cooking", day = "2026-12-24", by = " " }, HttpStatusCode.UnprocessableEntity);
        foreach (var reason in (string[])["A subject is one of: app, child-protection", "a training that is to come is none yet", "Say who trained"])
            Assert.Contains(reason, refused, StringComparison.Ordinal);
        Assert.Contains("Say what it was about", await Post(_analyst, "/api/agents/Awa/trainings", new { subject = "other", day = "2026-11-20", by = "Ann" }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Contains("at least until its own day", await Post(_analyst, "/api/agents/Awa/trainings", new { subject = "app", day = "2026-11-20", by = "Ann", until = "2026-11-19" }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Post(_analyst, "/api/agents/Nobody/trainings", new { subject = "app", day = "2026-11-20", by = "Ann" }, HttpStatusCode.UnprocessableEntity);
        await Post(_analyst, $"/api/agents/Awa/trainings/{Guid.NewGuid()}/withdraw", new { why = "x" }, HttpStatusCode.NotFound);
        Assert.Equal(0, (await Get("/api/agents/Awa/trainings")).GetArrayLength());
    }

    [Fact]
    public async Task A_protected_form_in_the_hands_of_whoever_lacks_its_training_is_shown_to_the_office_and_refused_to_nobody()
    {
        await _house.Publish(Rounds.Xform("case", title: "Case", tier: "T3"));
        await _house.Publish(Rounds.Xform("guard", title: "Guards").Replace("<bind nodeset=\"/data/site\"", "<bind nodeset='/data' adit:training='security gbv'/><bind nodeset=\"/data/site\"", StringComparison.Ordinal));
        Assert.DoesNotContain("without training", await Page("/agents"), StringComparison.Ordinal);

        var jean = await _house.Agent("Jean", "fr", ["case", "guard"], _north);
        var page = await Page("/agents");
        Assert.Contains("may send “Case” without training: child protection", page, StringComparison.Ordinal);
        Assert.Contains("may send “Guards” without training: security and own safety", page, StringComparison.Ordinal);
        Assert.Contains("Training that it needs: security and own safety, gender-based violence and referral.", await Page("/forms/guard"), StringComparison.Ordinal);
        Assert.Equal(201, (await jean.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", form: "case"))).Code);

        await Post(_analyst, "/api/agents/Jean/trainings", new { subject = "child-protection", day = "2026-11-01", by = "Ann", until = "2026-11-10" }, HttpStatusCode.OK);
        Assert.Contains("may send “Case”, and the training has ended: child protection", await Page("/agents"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_declared_nothing_for_a_year_is_shown_and_that_there_is_no_interest_is_a_declaration_too()
    {
        Assert.Contains("never declared interests", await Page("/agents"), StringComparison.Ordinal);
        await Declare(HttpStatusCode.OK, "2025-11-22");
        Assert.Contains("no declaration of interests in 12 months (the last on 22 November 2025)", await Page("/agents"), StringComparison.Ordinal);
        await Declare(HttpStatusCode.OK, "2026-11-20");
        Assert.DoesNotContain("declaration of interests", await Page("/agents"), StringComparison.Ordinal);
        Assert.Contains("No interest in any site.", await Page($"/agents/{_awa.Id}"), StringComparison.Ordinal);
        Assert.Contains("not one that is to come", await Declare(HttpStatusCode.UnprocessableEntity, "2026-11-26"), StringComparison.Ordinal);
        Assert.Contains("no site with the name or the code X9", await Declare(HttpStatusCode.UnprocessableEntity, "2026-11-20", ("X9", "family")), StringComparison.Ordinal);
        Assert.Contains("An interest is one of: family", await Declare(HttpStatusCode.UnprocessableEntity, "2026-11-20", ("N1", "love")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interest_is_known_where_rosters_are_made_and_records_are_read_and_to_nobody_but_lead_and_analyst()
    {
        await Declare(HttpStatusCode.OK, "2026-11-20", ("N1", "family"), ("S1", "former-employee"));
        await Roster(_awa.Id, new DateOnly(2026, 11, 23));
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record("uuid:interest", "N1", day: "2026-11-10"))).Code);
        await _house.Rated();
        var record = _house.Row("uuid:interest")!;
        const string said = "Awa declared an interest in this site on 20 November 2026: somebody of the family works or trades there";

        var roster = await Page("/roster?week=2026-11-23");
        Assert.Contains(said, roster, StringComparison.Ordinal);
        Assert.Contains("Awa (declared an interest in this site)", roster, StringComparison.Ordinal);
        Assert.Equal(["N1 Awa interest"], (await Get("/api/roster/2026-11-23/warnings")).EnumerateArray().Select(w => $"{w.GetProperty("site")} {w.GetProperty("agent")} {w.GetProperty("about")}"));
        foreach (var office in (HttpClient[])[_lead, _analyst])
            Assert.Contains(said, await Page($"/submissions/{record.Submission}", office), StringComparison.Ordinal);
        Assert.Contains(Secret, await Page($"/agents/{_awa.Id}"), StringComparison.Ordinal);

        Assert.DoesNotContain("declared an interest", await Page($"/submissions/{record.Submission}", _reviewer), StringComparison.Ordinal);
        foreach (var path in (string[])["/agents", $"/agents/{_awa.Id}", "/roster", "/api/agents/Awa/interests", "/api/agent-duties", "/api/roster/2026-11-23/warnings"])
            Assert.Equal(HttpStatusCode.Forbidden, (await _reviewer.GetAsync(path, Stop)).StatusCode);
        await _house.Get<Publishing>().Publish();
        var entry = Entry<InterestsDeclared>();
        Assert.Contains(_north.ToString(), Parts(await (await _analyst.GetAsync($"/api/evidence?index={entry}", Stop)).Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
        var shown = Parts(await (await _reviewer.GetAsync($"/api/evidence?index={entry},{record.Index}", Stop)).Content.ReadAsStringAsync(Stop));
        Assert.DoesNotContain(_north.ToString(), shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task What_an_agent_declared_can_be_erased_for_ever_by_the_lead_and_then_was_never_said()
    {
        await Declare(HttpStatusCode.OK, "2026-10-01");
        var id = JsonElement.Parse(await Declare(HttpStatusCode.OK, "2026-11-20", ("N1", "family"))).GetProperty("id").GetString();
        var entry = Entry<InterestsDeclared>();
        await Post(_analyst, $"/api/agents/Awa/interests/{id}/erase", new { why = "asked for" }, HttpStatusCode.Forbidden);
        await Post(_lead, $"/api/agents/Awa/interests/{id}/erase", new { why = "" }, HttpStatusCode.UnprocessableEntity);
        await Post(_lead, $"/api/agents/Awa/interests/{Guid.NewGuid()}/erase", new { why = "asked for" }, HttpStatusCode.NotFound);
        await Post(_lead, $"/api/agents/Awa/interests/{id}/erase", new { why = "asked for" }, HttpStatusCode.NoContent);

        var page = await Page($"/agents/{_awa.Id}");
        Assert.Contains("Declared on 1 October 2026", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, page, StringComparison.Ordinal);
        Assert.Null(_house.Database.Read(db => _house.Get<LedgerReading>().Open(db, entry, Tier.T2))!.Parts.T2);
        await Post(_lead, $"/api/agents/Awa/interests/{id}/erase", new { why = "again" }, HttpStatusCode.NotFound);
        await _house.Check();
        Assert.Null((await HomeVerifying.Run(_house.Kept.Address, new(), (_, _) => { })).Fault);
    }

    [Fact]
    public async Task Whoever_stays_for_longer_than_the_programme_wants_is_shown_and_before_they_do_where_the_roster_is_made()
    {
        for (var week = 0; week < 5; week++)
        {
            _house.Clock.Now = House.Noon.AddDays(7 * week);
            Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1"))).Code);
        }
        _house.Clock.Now = House.Noon.AddDays(29);
        await Roster(_awa.Id, new(2026, 12, 22), new(2026, 12, 25));
        await _house.Rated();
        await SignInAgain();
        Assert.Contains("at Site N1 since 23 November 2026, 30 days", await Page($"/agents/{_awa.Id}"), StringComparison.Ordinal);
        Assert.DoesNotContain("rotates", await Page("/agents") + await Page("/roster"), StringComparison.Ordinal);

        await Rules(HttpStatusCode.NoContent, [], 31);
        Assert.DoesNotContain("rotates", await Page("/agents"), StringComparison.Ordinal);
        Assert.Contains("Awa: at Site N1 since 23 November 2026, 33 days; the programme rotates after 31", await Page("/roster"), StringComparison.Ordinal);
        await Rules(HttpStatusCode.NoContent, [], 29);
        Assert.Contains("at Site N1 since 23 November 2026, 30 days; the programme rotates after 29", await Page("/agents"), StringComparison.Ordinal);
        Assert.Equal(["N1 30 True"], (await Get("/api/agents/Awa/stays")).EnumerateArray().Select(s => $"{s.GetProperty("site")} {s.GetProperty("days")} {s.GetProperty("over")}"));
        Assert.Equal(1, (await Get("/api/agent-duties"))[0].GetProperty("over").GetArrayLength());
        Assert.Equal((29, 0), ((await Get("/api/agent-rules")).GetProperty("rotateAfterDays").GetInt32(), (await Get("/api/agent-rules")).GetProperty("trainings").GetArrayLength()));

        // Two weeks away: whoever comes back begins anew.
        _house.Clock.Now = House.Noon.AddDays(47);
        await SignInAgain();
        Assert.Contains("At no site now.", await Page($"/agents/{_awa.Id}"), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task Rules_for_all_agents_are_set_by_the_lead_and_are_such_that_can_be_kept()
    {
        using var analyst = await _analyst.PutAsJsonAsync("/api/agent-rules", new { trainings = (string[])["app"] }, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, analyst.StatusCode);
        Assert.Contains("after 15 to 1,000 days", await Rules(HttpStatusCode.UnprocessableEntity, [], 14), StringComparison.Ordinal);
        Assert.Contains("A subject is one of", await Rules(HttpStatusCode.UnprocessableEntity, ["other"], null), StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/agents/rules", await Page("/agents"), StringComparison.Ordinal);
        Assert.Contains("action=\"/agents/rules", await Page("/agents", _lead), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_forms_of_the_pages_do_the_same()
    {
        await Form(_lead, "/agents/rules", HttpStatusCode.Redirect, ("trainings", "app"), ("trainings", "security"), ("rotate", ""));
        Assert.Contains("after 15 to 1,000 days", await Form(_lead, "/agents/rules", HttpStatusCode.UnprocessableEntity, ("rotate", "soon")), StringComparison.Ordinal);
        Assert.Contains("no training: first use of the app, security and own safety", await Page("/agents"), StringComparison.Ordinal);
        var agent = $"/agents/{_awa.Id}";
        await Form(_analyst, agent + "/trainings", HttpStatusCode.Redirect, ("subject", "other"), ("other", "First aid <b>"), ("day", "2026-11-20"), ("by", "Red Cross"), ("until", ""));
        Assert.Contains("Say who trained", await Form(_analyst, agent + "/trainings", HttpStatusCode.UnprocessableEntity, ("subject", "app"), ("day", "2026-11-20"), ("by", "")), StringComparison.Ordinal);
        Assert.Contains("First aid &lt;b&gt;", await (await _analyst.GetAsync(agent, Stop)).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var training = (await Get("/api/agents/Awa/trainings"))[0].GetProperty("id").GetString();
        await Form(_analyst, $"{agent}/trainings/{training}/withdraw", HttpStatusCode.Redirect, ("why", "another agent"));

        // Nothing at all is no declaration: that there is no interest is said.
        Assert.Contains("Name the sites, or tick", await Form(_analyst, agent + "/interests", HttpStatusCode.UnprocessableEntity, ("day", "2026-11-20"), ("site", ""), ("kind", "family"), ("about", "")), StringComparison.Ordinal);
        await Form(_analyst, agent + "/interests", HttpStatusCode.Redirect, ("day", "2026-11-20"), ("site", ""), ("kind", "family"), ("about", ""), ("site", "N1"), ("kind", "share"), ("about", "a pump"), ("note", ""));
        await Form(_analyst, agent + "/interests", HttpStatusCode.Redirect, ("day", "2026-11-21"), ("none", "1"), ("site", ""), ("kind", "family"), ("about", ""));
        Assert.Equal(["0", "1 N1 share a pump"], (await Get("/api/agents/Awa/interests")).EnumerateArray().Select(d =>
            string.Join(' ', d.GetProperty("interests").EnumerateArray().Select(i => $"{i.GetProperty("site")} {i.GetProperty("kind")} {i.GetProperty("note")}").Prepend(d.GetProperty("interests").GetArrayLength().ToString(System.Globalization.CultureInfo.InvariantCulture)))));
        var declared = (await Get("/api/agents/Awa/interests"))[0].GetProperty("id").GetString();
        await Form(_lead, $"{agent}/interests/{declared}/erase", HttpStatusCode.Redirect, ("why", "asked for"));
        Assert.Equal(1, (await Get("/api/agents/Awa/interests")).GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await _analyst.GetAsync($"/agents/{Guid.NewGuid()}", Stop)).StatusCode);
        await _house.Check();
    }

    private async Task Roster(ActorId agent, params DateOnly[] days) => await _house.Record(new RosterSet(_north, Rostering.Monday(days[0]), [.. days.Select(d => new RosterDay(agent, d))]));

    private async Task<JsonElement> Train(HttpStatusCode expected, string subject, string? until) =>
        JsonElement.Parse(await Post(_analyst, "/api/agents/Awa/trainings", new { subject, day = "2026-11-20", by = "Ann", until }, expected));

    private Task<string> Declare(HttpStatusCode expected, string day, params (string Site, string Kind)[] interests) =>
        Post(_analyst, "/api/agents/Awa/interests", new { day, interests = interests.Select(i => new { site = i.Site, kind = i.Kind, note = Secret }) }, expected);

    private async Task<string> Rules(HttpStatusCode expected, string[] trainings, int? rotateAfterDays = null)
    {
        using var answer = await _lead.PutAsJsonAsync("/api/agent-rules", new { trainings, rotateAfterDays }, Stop);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private long Entry<T>() => _house.Database.Read(db => Enumerable.Range(0, (int)_house.Database.Size).Last(i => _house.Get<LedgerReading>().Fact(db, i, Tier.T2)?.Fact is T));

    // What a bundle discloses, in clear.
    private static string Parts(string bundle)
    {
        Assert.True(Bundle.TryRead(Encoding.UTF8.GetBytes(bundle), out var read, out var where), where);
        return string.Concat(read.Entries.SelectMany(e => e.Parts).Select(p => Encoding.UTF8.GetString(p.Bytes.Span)));
    }

    private static async Task<string> Post(HttpClient client, string path, object body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync(path, body, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == expected, $"{path} answers {answer.StatusCode}: {text}");
        return text;
    }

    private static async Task<string> Form(HttpClient client, string path, HttpStatusCode expected, params (string Name, string Value)[] fields)
    {
        using var answer = await client.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))), Stop);
        Assert.Equal(expected, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop));
    }

    private Task<JsonElement> Get(string path) => _analyst.GetFromJsonAsync<JsonElement>(path, Stop);

    private async Task<string> Page(string path, HttpClient? by = null) => WebUtility.HtmlDecode(await (by ?? _analyst).GetStringAsync(path, Stop));

    private async Task SignInAgain()
    {
        _lead.Dispose();
        _analyst.Dispose();
        (_lead, _analyst) = (await SignedIn(Role.Lead), await SignedIn(Role.Analyst));
    }

    private async Task<HttpClient> SignedIn(Role role)
    {
        var name = role.ToString();
        if (_house.Get<Registers>().Current.Users.All(u => u.Name != name))
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        var token = (await _house.Get<Sessions>().SignIn(name, Opened.Password, "test")).Token;
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(_house.Origin), DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return client;
    }
}
