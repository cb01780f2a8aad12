using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Forms;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Plans;

/// <summary>From what stands open at a site to a plan that people at the site see and answer, and that agents check on the ground.</summary>
public sealed class PlansTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!, _ana = null!, _reviewer = null!, _buyer = null!;
    private Enrolled _awa = null!, _omari = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Awa and Omari work at N1, where a pit may be ten metres deep. Awa finds one of fourteen.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        (_awa, _omari) = (await _house.Agent("Awa", "en", site), await _house.Agent("Omari", "fr", site));
        await _house.Publish(Rounds.Xform());
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Rita", Role.Reviewer), ("Buyer", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        await SignIn();
        await Dig(_awa, "14");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana, _reviewer, _buyer])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task What_stands_open_becomes_a_plan_that_is_issued_verified_by_an_agent_and_carried_over_until_then()
    {
        var plan = await Compose("N1");
        var line = Assert.Single(Actions(plan));
        Assert.Equal(("A-2026-100001", "draft", "OH-04", "close-pit", "2026-100001", "2026-11-26"), (Text(line, "number"), Text(line, "state"), Text(line, "indicator"), Text(line, "measure"), line.GetProperty("incidents")[0].GetString(), Text(line, "due")));
        Assert.Contains("There is a plan for this month already.", await Refused(_ana, "/api/plans", new { site = "N1" }), StringComparison.Ordinal);

        plan = await Act(_ana, plan, new { act = "line", line = new { action = "A-2026-100001", measure = "close-pit", owner = "Cooperative", ownerIs = "chef d’équipe", due = "2026-11-26", cost = "Low", partner = "", quiet = false } });
        Assert.Equal(("Cooperative", "chef d’équipe"), (Text(Actions(plan)[0], "owner"), Text(Actions(plan)[0], "ownerIs")));
        // Another measure brings its own words, though the form sends those of the one before.
        plan = await Act(_ana, plan, new { act = "line", line = new { action = "A-2026-100001", measure = "strip-pit", text = Text(Actions(plan)[0], "text"), owner = "Cooperative", ownerIs = "chef d’équipe", due = "2026-11-26", cost = "High" } });
        Assert.StartsWith("Strip the ground", Text(Actions(plan)[0], "text"), StringComparison.Ordinal);
        Assert.Contains("The clock of the finding ends on 26 November 2026", await Refused(_ana, Acts(plan), new { act = "line", seen = Last(plan), line = new { action = "A-2026-100001", measure = "close-pit", owner = "Operator", due = "2026-12-20", cost = "Low" } }), StringComparison.Ordinal);
        plan = await Act(_ana, plan, new { act = "issue", note = "Agreed with the cooperative." });
        Assert.Equal(("issued", "running"), (Text(plan, "state"), Text(Actions(plan)[0], "state")));

        // On the phone it waits by its number alone, for somebody else than who found the pit.
        Assert.DoesNotContain(Due(_awa), d => d.Id.StartsWith("action:", StringComparison.Ordinal));
        var due = Assert.Single(Due(_omari), d => d.Id.StartsWith("action:", StringComparison.Ordinal));
        Assert.Contains("A-2026-100001", due.Title, StringComparison.Ordinal);
        Assert.DoesNotContain("puits", due.Title + due.Detail, StringComparison.OrdinalIgnoreCase);

        // Said by the operator it is not done; seen by Omari it is.
        await Act(_ana, "A-2026-100001", new { act = "report", party = "Operator", done = true, note = "closed" });
        Assert.Equal("said-done", Text(await One("A-2026-100001"), "state"));
        await Follow(_omari, "A-2026-100001", "verified", "seen");
        var action = await Full("A-2026-100001");
        Assert.Equal("verified", Text(action.GetProperty("action"), "state"));
        var check = Assert.Single(action.GetProperty("checks").EnumerateArray());
        Assert.Equal(("Verified", "Omari", false), (Text(check, "result"), Text(check, "by"), check.GetProperty("sameAgent").GetBoolean()));
        await _house.Check();
    }

    [Fact]
    public async Task Whoever_recorded_the_finding_is_named_on_the_line_where_they_also_checked_it()
    {
        await Issue(await Compose("N1"));
        await Follow(_awa, "A-2026-100001", "verified", "seen");
        Assert.True((await Full("A-2026-100001")).GetProperty("checks")[0].GetProperty("sameAgent").GetBoolean());
        Assert.Contains("had also recorded what was found", await _lead.GetStringAsync("/sites/N1/plans/2026-11", Stop), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_month_later_the_program_drafts_the_next_plan_and_what_is_not_done_stands_in_it_as_carried_over()
    {
        await Issue(await Compose("N1"));
        await Later(10);
        await _house.Get<PlansJob>().Look();
        var next = await Json(_lead, "/api/plans/N1/2026-12");
        var line = Assert.Single(Actions(next));
        Assert.Equal(("draft", "A-2026-100001", true, "running"), (Text(next, "state"), Text(line, "number"), line.GetProperty("carried").GetBoolean(), Text(line, "state")));
        Assert.True(line.GetProperty("overdue").GetInt32() > 0);
        await Issue(next);
        Assert.Equal("over", Text(await Json(_lead, "/api/plans/N1/2026-11"), "state"));

        // Thirty days overdue it goes up, once.
        await Later(30);
        await _house.Get<PlansJob>().Look();
        await _house.Get<PlansJob>().Look();
        Assert.Contains("gone up to the lead", await _lead.GetStringAsync("/sites/N1/plans/2026-12", Stop), StringComparison.Ordinal);
        Assert.Single((await Full("A-2026-100001")).GetProperty("history").EnumerateArray(), h => Text(h, "what") == "it went up to the lead");
        await _house.Check();
    }

    [Fact]
    public async Task The_cooperative_sees_the_adopted_plan_by_its_link_answers_and_reports_with_a_photo_and_nothing_of_it_closes_an_action()
    {
        var plan = await Compose("N1");
        plan = await Act(_ana, plan, new { act = "line", line = new { indicator = "SF-02", text = "Secret of the soldiers", owner = "Programme", due = "2026-12-20", cost = "None", quiet = true } });
        Assert.Contains("never shown at the site", await Refused(_ana, Acts(plan), new { act = "line", seen = Last(plan), line = new { indicator = "SF-02", text = "x", owner = "Operator", due = "2026-12-20", cost = "None", quiet = false } }), StringComparison.Ordinal);
        await Issue(plan);
        var address = new Uri(Text(await Post(_ana, "/api/plans/N1/2026-11/links", new { party = "Cooperative" }, HttpStatusCode.Created), "address")).AbsolutePath;

        using var phone = new HttpClient { BaseAddress = new(_house.Origin) };
        var page = await phone.GetStringAsync(address, Stop);
        Assert.Contains("Mark and close the pit", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret of the soldiers", page, StringComparison.Ordinal);
        Assert.Contains("Baliser", await phone.GetStringAsync(address + "?lang=fr", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.PostAsync(address, new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "dispute", ["action"] = "A-2026-100001" }), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.PostAsync(address, new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "agree", ["action"] = "A-2026-100002" }), Stop)).StatusCode);
        await phone.PostAsync(address, new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "dispute", ["action"] = "A-2026-100001", ["note"] = "The rope was wrong <b>" }), Stop);
        using var report = new MultipartFormDataContent { { new StringContent("report"), "act" }, { new StringContent("A-2026-100001"), "action" }, { new StringContent("yes"), "done" }, { new StringContent("Closed."), "note" } };
        report.Add(new ByteArrayContent([0xFF, 0xD8, 0xFF, 1, 2, 3]), "files", "pit.jpg");
        await phone.PostAsync(address, report, Stop);
        var action = await Full("A-2026-100001");
        Assert.Equal("said-done", Text(action.GetProperty("action"), "state"));
        Assert.Equal("Cooperative: The rope was wrong <b>", action.GetProperty("action").GetProperty("disputes")[0].GetString());
        var shown = await _lead.GetStringAsync("/actions/A-2026-100001", Stop);
        Assert.Contains("The rope was wrong &lt;b&gt;", shown, StringComparison.Ordinal);
        Assert.Contains("The cooperative, by link", shown, StringComparison.OrdinalIgnoreCase);
        var photo = System.Text.RegularExpressions.Regex.Match(shown, "/plans/files/[0-9]+/pit.jpg").Value;
        Assert.Equal([0xFF, 0xD8, 0xFF, 1, 2, 3], await _lead.GetByteArrayAsync(photo, Stop));

        // Whoever goes on and on is asked to wait, and nothing more is recorded.
        Dictionary<string, string> again = new() { ["act"] = "agree", ["action"] = "A-2026-100002" };
        for (var n = 4; n < LinkLimit.Most; n++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.PostAsync(address, new FormUrlEncodedContent(again), Stop)).StatusCode);
        using var late = await phone.PostAsync(address, new FormUrlEncodedContent(again), Stop);
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.Contains("Trop à la fois", await late.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        // A link that was closed, or of which somebody guesses, opens nothing.
        var link = _house.Database.Read(db => PlansTable.Links(db, _house.Get<Registers>().Current.SiteCodes["N1"]))[0];
        await _house.Record(new PlanUnlinked(link.Link));
        Assert.Equal(HttpStatusCode.NotFound, (await phone.GetAsync(address, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await phone.GetAsync("/shared/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Stop)).StatusCode);
        await _house.Check();
    }

    [Fact]
    public async Task A_stakeholder_who_signs_in_sees_the_plan_of_their_own_site_and_says_about_it_what_a_link_lets_say()
    {
        var (site, register) = (_house.Get<Registers>().Current.SiteCodes["N1"], _house.Get<Registers>());
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Chef", Role.Stakeholder, [site], Opened.Password);
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Elsewhere", Role.Stakeholder, [await _house.Site("N2")], Opened.Password);
        var cooperative = new OrganisationId(Guid.CreateVersion7());
        await _house.Record(new Adit.Partners.OrganisationSet(cooperative, "coop", Adit.Partners.OrganisationKind.Cooperative, "Coop of the hill", "CD"));
        await _house.Record(new Adit.Partners.OrganisationUserSet(register.Current.Users.Single(u => u.Name == "Chef").Id, cooperative));
        await _house.Record(new Adit.Partners.AgreementSet(new(Guid.CreateVersion7()), cooperative, new(2026, 1, 1), null, [site], []));
        var plan = await Compose("N1");
        plan = await Act(_ana, plan, new { act = "line", line = new { indicator = "SF-02", text = "Secret of the soldiers", owner = "Programme", due = "2026-12-20", cost = "None", quiet = true } });
        using var chef = await Client("Chef");
        Assert.Contains("No plan is adopted yet", await chef.GetStringAsync("/sites/N1/plan", Stop), StringComparison.Ordinal);
        await Issue(plan);
        Assert.Contains("href=\"/sites/N1/plan\"", await chef.GetStringAsync("/sites/N1", Stop), StringComparison.Ordinal);
        var page = await chef.GetStringAsync("/sites/N1/plan", Stop);
        foreach (var said in (string[])["You speak for: Coop of the hill", "Mark and close the pit", "/sites/N1/plan/A-2026-100001.png"])
            Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret of the soldiers", page, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await chef.PostAsync("/sites/N1/plan", new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "agree", ["action"] = "A-2026-100002" }), Stop)).StatusCode);
        await chef.PostAsync("/sites/N1/plan", new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "dispute", ["action"] = "A-2026-100001", ["note"] = "The rope was wrong <b>" }), Stop);
        using var report = new MultipartFormDataContent { { new StringContent("report"), "act" }, { new StringContent("A-2026-100001"), "action" }, { new StringContent("yes"), "done" }, { new StringContent("Closed."), "note" } };
        report.Add(new ByteArrayContent([0xFF, 0xD8, 0xFF, 1, 2, 3]), "files", "pit.jpg");
        await chef.PostAsync("/sites/N1/plan", report, Stop);
        Assert.Contains("somebody will check", await chef.GetStringAsync("/sites/N1/plan?done=report", Stop), StringComparison.Ordinal);
        var action = await Full("A-2026-100001");
        Assert.Equal("said-done", Text(action.GetProperty("action"), "state"));
        Assert.Equal("Cooperative: The rope was wrong <b>", action.GetProperty("action").GetProperty("disputes")[0].GetString());
        var shown = await _lead.GetStringAsync("/actions/A-2026-100001", Stop);
        Assert.Contains("Chef", shown, StringComparison.Ordinal);
        Assert.Matches("/plans/files/[0-9]+/pit.jpg", shown);

        Assert.Contains("Baliser", await chef.GetStringAsync("/sites/N1/plan?lang=fr", Stop), StringComparison.Ordinal);

        // Neither another site, nor anybody else by this door.
        using var elsewhere = await Client("Elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync("/sites/N1/plan", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.PostAsync("/sites/N1/plan", new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = "agree", ["action"] = "A-2026-100001" }), Stop)).StatusCode);
        foreach (var path in (string[])["/sites/N1/plan", "/sites/N1/plan/sheet.pdf", "/sites/N1/plan/A-2026-100001.png"])
            Assert.Equal(HttpStatusCode.Forbidden, (await _buyer.GetAsync(path, Stop)).StatusCode);
        await _house.Check();
    }

    [Fact]
    public async Task The_monthly_meeting_is_noted_with_who_came_and_what_was_disputed()
    {
        var plan = await Issue(await Compose("N1"));
        Assert.Contains("Say who came", await Refused(_ana, Acts(plan), new { act = "meeting", seen = Last(plan) }), StringComparison.Ordinal);
        await Act(_ana, plan, new
        {
            act = "meeting",
            place = "at the depot",
            came = new[] { new { party = "Cooperative", women = 2, men = 5 }, new { party = "MinePolice", women = 0, men = 1 } },
            lines = new[] { new { action = "A-2026-100001", agreed = false, party = "Operator", text = "Too dear" } },
        });
        var page = await _lead.GetStringAsync("/sites/N1/plans/2026-11", Stop);
        Assert.Contains("2 women, 5 men", page, StringComparison.Ordinal);
        Assert.Contains("Too dear", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_writes_the_meeting_down_without_a_network_from_the_lines_that_the_sheet_has()
    {
        var plan = await Act(_ana, await Compose("N1"), new { act = "line", line = new { indicator = "OH-09", text = "Ask the guards who told.", owner = "Operator", due = "2026-12-20", cost = "None", quiet = true } });
        await Issue(plan);
        Assert.Equal("adit-meeting", Assert.Single(Due(_omari), d => d.Id.StartsWith("meeting:", StringComparison.Ordinal)).Form);
        var lines = System.Text.Encoding.UTF8.GetString((await _omari.Phone.Get("/forms/adit-meeting/versions/v2026113002/media/actions.csv")).Body);
        Assert.Matches("\r\nA-2026-100001,\"?A-2026-100001: Baliser et fermer le puits", lines);
        Assert.DoesNotContain("A-2026-100002", lines, StringComparison.Ordinal);

        var said = Guid.NewGuid().ToString();
        await Meet(_omari, said, null, "<disputed><line>A-2026-100001</line><by>operator</by><why>Too dear &amp; late</why></disputed>", "no");
        await Meet(_omari, Guid.NewGuid().ToString(), said, "<disputed><line>A-2026-100001</line><by>operator</by><why>Too late</why></disputed><disputed><line>A-2025-100009</line><by>committee</by><why>Never begun</why></disputed>", "yes");
        var page = await _lead.GetStringAsync("/sites/N1/plans/2026-11", Stop);
        foreach (var stands in (string[])["2 women, 5 men", "at the depot", "A-2026-100001 The operator: Too late", "A-2025-100009: Never begun", "The record of the agent"])
            Assert.Contains(stands, page, StringComparison.Ordinal);
        // The record that was corrected took its first version's place.
        Assert.DoesNotContain("Too dear", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Due(_omari), d => d.Id.StartsWith("meeting:", StringComparison.Ordinal));
        await _house.Check();
    }

    [Fact]
    public async Task More_time_is_asked_by_one_and_granted_by_another_and_only_those_with_the_right_act()
    {
        await Issue(await Compose("N1"));
        await Act(_ana, "A-2026-100001", new { act = "extend", until = "2026-12-24", note = "The road is cut." });
        Assert.Contains("lead or the independent reviewer decides", await Refused(_ana, "/api/actions/A-2026-100001/acts", new { act = "decide", seen = (await One("A-2026-100001")).GetProperty("last").GetInt64(), granted = true }), StringComparison.Ordinal);
        await Act(_reviewer, "A-2026-100001", new { act = "decide", granted = true });
        Assert.Equal("2026-12-24", Text(await One("A-2026-100001"), "due"));
        await Act(_ana, "A-2026-100001", new { act = "pay", payer = "Operator", day = "2026-11-23" });
        Assert.Contains("Operator, paid on 23 November 2026", await _lead.GetStringAsync("/actions/A-2026-100001", Stop), StringComparison.Ordinal);
        Assert.Contains("Ana was first", await Refused(_lead, "/api/actions/A-2026-100001/acts", new { act = "drop", seen = 1, note = "gone" }), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _buyer.GetAsync("/api/actions/A-2026-100001", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _buyer.GetAsync("/plans", Stop)).StatusCode);
    }

    [Fact]
    public async Task What_the_office_asks_about_an_incident_waits_on_phones_behind_the_PIN_until_somebody_answered()
    {
        long seen = (await Json(_lead, "/api/incidents/2026-100001")).GetProperty("incident").GetProperty("last").GetInt64();
        Assert.Contains("Choose an open form", await Refused(_ana, "/api/incidents/2026-100001/acts", new { act = "ask", seen, form = "adit-child-at-risk", note = "?" }), StringComparison.Ordinal);
        Assert.Contains("at most 60 days", await Refused(_ana, "/api/incidents/2026-100001/acts", new { act = "ask", seen, form = "round", note = "Is it fenced?", day = "2027-11-23" }), StringComparison.Ordinal);
        await Post(_ana, "/api/incidents/2026-100001/acts", new { act = "ask", seen, form = "round", note = "Is it fenced?" });
        var due = Assert.Single(Due(_omari), d => d.Id == "question:2026-100001");
        Assert.Equal((true, "round"), (due.Quiet, due.Form));
        Assert.Contains("Is it fenced?", due.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("fenced", due.Title, StringComparison.Ordinal);
        Assert.Contains("Asked of agents until 30 November 2026: Is it fenced?", await _lead.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
        await Dig(_omari, "13");
        Assert.DoesNotContain(Due(_omari), d => d.Id == "question:2026-100001");
        Assert.Contains("and answered", await _lead.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_measure_in_the_programme_s_own_words_is_proposed_in_the_place_of_the_shipped_one()
    {
        using var put = await _ana.PutAsJsonAsync("/api/measures/close-pit", new { en = "Close it before noon.", fr = "Fermer avant midi.", indicators = new[] { "OH-04" }, owner = "Operator", cost = "None", effectAfter = 7 }, Stop);
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal("Close it before noon.", Text(Actions(await Compose("N1"))[0], "text"));
        Assert.Contains("Write what is to be done in English and in French.", await (await _ana.PutAsJsonAsync("/api/measures/close-pit", new { en = "x", indicators = new[] { "OH-04" }, cost = "None" }, Stop)).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("Close it before noon.", await _lead.GetStringAsync("/measures", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_at_the_end_of_a_month_about_the_plan_of_the_next_stands_on_that_plan()
    {
        await Issue(await Compose("N1"));
        await Issue(await Post(_ana, "/api/plans", new { site = "N1", month = "2026-12" }, HttpStatusCode.Created));
        await Meet(_omari, Guid.NewGuid().ToString(), null, "<disputed><line>A-2026-100001</line><by>operator</by><why>Too dear</why></disputed>", "yes");
        Assert.Contains("A-2026-100001 The operator: Too dear", await _lead.GetStringAsync("/sites/N1/plans/2026-12", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("2 women, 5 men", await _lead.GetStringAsync("/sites/N1/plans/2026-11", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain(Due(_omari), d => d.Id.StartsWith("meeting:", StringComparison.Ordinal));
    }

    private async Task Dig(Enrolled agent, string depth)
    {
        Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: depth, day: "2026-11-23"))).Code);
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
    }

    private async Task Follow(Enrolled agent, string number, string status, string evidence)
    {
        var xml = $"""
            <data xmlns:orx="http://openrosa.org/xforms" id="adit-follow-up" version="2026113002"><start/><end/><today>2026-11-23</today><deviceid/><site>N1</site><pit/><day/><action_ref>{number}</action_ref><status>{status}</status><deadline/><overdue/>
            <seen_as>{evidence}</seen_as><effect>works</effect><obstacle/><next_check/><photo/><notes/><orx:meta><orx:instanceID>uuid:{Guid.NewGuid()}</orx:instanceID></orx:meta></data>
            """;
        Assert.Equal(201, (await agent.Phone.Submit(xml)).Code);
        await _house.Rated();
        await _house.Get<PlansJob>().Look();
    }

    private async Task Meet(Enrolled agent, string instance, string? before, string disputed, string rest)
    {
        var xml = $"""
            <data xmlns:orx="http://openrosa.org/xforms" id="adit-meeting" version="2026113002"><start/><end/><today>2026-11-23</today><deviceid/><site>N1</site><day/><place>at the depot</place>
            <came><party>cooperative</party><women>2</women><men>5</men></came><came><party>mine_police</party><women/><men>1</men></came><any_dispute>yes</any_dispute>{disputed}<rest_agreed>{rest}</rest_agreed>
            <sheet/><sheet_2/><notes/><orx:meta><orx:instanceID>uuid:{instance}</orx:instanceID>{(before is null ? "" : $"<orx:deprecatedID>uuid:{before}</orx:deprecatedID>")}</orx:meta></data>
            """;
        Assert.Equal(201, (await agent.Phone.Submit(xml)).Code);
        await _house.Rated();
        await _house.Get<PlansJob>().Look();
    }

    private List<Adit.Field.PackDue> Due(Enrolled agent)
    {
        var register = _house.Get<Registers>().Current;
        return [.. _house.Database.Read(db => new Adit.Field.PackFilling(db, register, _house.Get<Adit.Risk.Catalogues>().Current, register.AgentsById[agent.Id], _house.Database.Now).Fill(new("x", false), new byte[32])).Due];
    }

    private async Task<JsonElement> Compose(string site) => await Post(_ana, "/api/plans", new { site }, HttpStatusCode.Created);

    private async Task<JsonElement> Issue(JsonElement plan) => await Act(_ana, plan, new { act = "issue" });

    private async Task<JsonElement> Act(HttpClient who, JsonElement plan, object act) => await Post(who, Acts(plan), Seen(act, Last(await Json(_lead, Acts(plan)[..^5]))));

    private async Task Act(HttpClient who, string number, object act) => await Post(who, $"/api/actions/{number}/acts", Seen(act, (await One(number)).GetProperty("last").GetInt64()));

    private static Dictionary<string, object?> Seen(object act, long last)
    {
        var all = act.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(act));
        all["seen"] = last;
        return all;
    }

    private static async Task<JsonElement> Post(HttpClient who, string address, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<string> Refused(HttpClient who, string address, object body)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private async Task<JsonElement> One(string number) => (await Full(number)).GetProperty("action");

    private Task<JsonElement> Full(string number) => Json(_lead, $"/api/actions/{number}");

    private static async Task<JsonElement> Json(HttpClient who, string address) => JsonDocument.Parse(await who.GetStringAsync(address, Stop)).RootElement;

    private static string Acts(JsonElement plan) => $"/api/plans/{Text(plan, "site")}/{Text(plan, "month")}/acts";

    private static List<JsonElement> Actions(JsonElement plan) => [.. plan.GetProperty("actions").EnumerateArray()];

    private static long Last(JsonElement plan) => plan.GetProperty("last").GetInt64();

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private async Task Later(int days)
    {
        _house.Clock.Advance(TimeSpan.FromDays(days));
        await SignIn();
    }

    private async Task SignIn()
    {
        foreach (var client in (HttpClient?[])[_lead, _ana, _reviewer, _buyer])
            client?.Dispose();
        (_lead, _ana, _reviewer, _buyer) = (await Client("Lead"), await Client("Ana"), await Client("Rita"), await Client("Buyer"));
    }

    private async Task<HttpClient> Client(string name)
    {
        var client = new HttpClient { BaseAddress = new(_house.Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn(name, Opened.Password, "test")).Token);
        return client;
    }
}
