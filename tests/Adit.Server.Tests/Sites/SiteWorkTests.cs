using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Adit.Incidents;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Sites;

/// <summary>The pages of sites say what is still due of what stands open there, and what is done about it: no clock of their own goes on once the work is done.</summary>
public sealed class SiteWorkTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!, _rita = null!, _buyer = null!;
    private Enrolled _awa = null!, _omari = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Awa and Omari work at N1, where a pit may be ten metres deep. "Who" asks what a security force does there.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        (_awa, _omari) = (await _house.Agent("Awa", "en", site), await _house.Agent("Omari", "fr", site));
        await _house.Publish(Rounds.Xform().Replace("<bind nodeset=\"/data/who\" type=\"string\"", "<bind nodeset=\"/data/who\" type=\"string\" adit:observes=\"force.act\"", StringComparison.Ordinal));
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Rita", Role.Reviewer, [], Opened.Password);
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Buyer", Role.Buyer, [site], Opened.Password);
        await Later(0);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _rita, _buyer])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task What_is_due_at_a_site_is_what_its_incident_says_and_nothing_once_that_is_done()
    {
        await Send(_awa, depth: "14");
        Assert.Equal("to be taken on (learnt 23 November 2026)", await Due("OH-04"));
        Assert.Contains("to be taken on", await _lead.GetStringAsync("/", Stop), StringComparison.Ordinal);

        // The list in memory follows at once, not with the next rating.
        await Act("2026-100001", new { act = "take" });
        foreach (var page in (string[])["/", "/sites/N1", "/sites/N1/risks/OH-04"])
            Assert.Contains("to be made safe (learnt 23 November 2026)", await _lead.GetStringAsync(page, Stop), StringComparison.Ordinal);
        await Act("2026-100001", new { act = "pause", note = "The road is cut." });
        Assert.Null(await Due("OH-04"));
        await Later(2);
        await Act("2026-100001", new { act = "resume" });
        await Later(10);
        foreach (var page in (string[])["/", "/sites/N1"])
            Assert.Contains("overdue", await _lead.GetStringAsync(page, Stop), StringComparison.Ordinal);

        await Act("2026-100001", new { act = "meet", step = "Safe", note = "Filled in." });
        Assert.Equal("plan to be done (learnt 23 November 2026)", await Due("OH-04"));
        await Act("2026-100001", new { act = "meet", step = "Plan", note = "Stripped and fenced." });
        await Later(5);
        foreach (var who in (HttpClient[])[_lead, _buyer])
            foreach (var page in (string[])["/", "/sites/N1", "/sites/N1/risks/OH-04"])
                Assert.DoesNotContain("(learnt ", await who.GetStringAsync(page, Stop), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task Attention_follows_a_plan_from_its_issue_to_the_last_check_and_readers_of_T1_see_the_state_without_the_action()
    {
        await Send(_awa, depth: "14");
        Assert.Equal(("OpenFindings", "Open findings, no plan yet"), await Attention());

        var plan = await Post("/api/plans", new { site = "N1" });
        await Post("/api/plans/N1/2026-11/acts", new { act = "line", line = new { action = "A-2026-100001", text = "Words of the action", owner = "Cooperative", due = "2026-11-26", cost = "Low" } }, plan.GetProperty("last").GetInt64());
        Assert.Equal(("OpenFindings", "Open findings, no plan yet"), await Attention());
        await Post("/api/plans/N1/2026-11/acts", new { act = "issue" }, (await Json(_lead, "/api/plans/N1/2026-11")).GetProperty("last").GetInt64());
        Assert.Equal(("ActionsRunning", "Actions running"), await Attention());
        foreach (var page in (string[])["/", "/sites/N1"])
        {
            Assert.Contains("Actions running", await _lead.GetStringAsync(page, Stop), StringComparison.Ordinal);
            var bought = await _buyer.GetStringAsync(page, Stop);
            Assert.Contains("Actions running", bought, StringComparison.Ordinal);
            Assert.DoesNotContain("Words of the action", bought, StringComparison.Ordinal);
            Assert.DoesNotContain("A-2026-100001", bought, StringComparison.Ordinal);
        }
        await Later(4);
        Assert.Equal(("OverdueActions", "Overdue action"), await Attention());

        await Post("/api/actions/A-2026-100001/acts", new { act = "check", result = "Verified", note = "Seen closed." }, (await Json(_lead, "/api/actions/A-2026-100001")).GetProperty("action").GetProperty("last").GetInt64(), _rita);
        Assert.Equal(("PlanAdopted", "Open findings, plan adopted"), await Attention());
        await _house.Check();
    }

    [Fact]
    public async Task The_day_of_a_six_month_plan_is_counted_from_its_adoption_and_stands_still_while_it_is_paused()
    {
        await Send(_awa, force: "taxes_miners");
        Assert.Equal(("OpenFindings", "Open findings, no plan yet"), await Attention());
        await Act("2026-100001", new { act = "take" });
        await Act("2026-100001", new { act = "meet", step = "Plan", note = "Agreed with the command." });
        await Later(10);
        Assert.Equal(("AnnexPlan", "Annex II plan, day 10 of 180"), await Attention());
        Assert.Contains("Plan Annexe II, jour 10 sur 180", await _buyer.GetStringAsync("/sites/N1?lang=fr", Stop), StringComparison.Ordinal);
        Assert.Equal("progress to be looked at (learnt 23 November 2026)", await Due("SF-02"));
        await Act("2026-100001", new { act = "pause", note = "Nobody may go there." });
        await Later(5);
        Assert.Equal(("AnnexPlan", "Annex II plan, day 10 of 180"), await Attention());
        await Act("2026-100001", new { act = "resume" });
        await Later(1);
        Assert.Equal(("AnnexPlan", "Annex II plan, day 11 of 180"), await Attention());
        await _house.Check();
    }

    [Fact]
    public async Task A_look_at_progress_is_recorded_with_what_was_counted_that_day_and_what_is_counted_otherwise_since_stands_beside_it()
    {
        await Send(_awa, force: "taxes_miners");
        var plan = await Post("/api/plans", new { site = "N1" });
        await Act("2026-100001", new { act = "take" });
        await Post("/api/plans/N1/2026-11/acts", new { act = "issue" }, plan.GetProperty("last").GetInt64());
        await Later(30);
        await Act("2026-100001", new { act = "meet", step = "Progress", note = "Looked at with the command." });
        const string Recorded = "Progress, as counted on 23 December 2026", Today = "As counted today, 23 December 2026";
        foreach (var page in (string[])["/incidents/2026-100001", "/sites/N1/plans/2026-11"])
        {
            var said = await _lead.GetStringAsync(page, Stop);
            Assert.Contains(Recorded, said, StringComparison.Ordinal);
            Assert.Contains("23 November 2026 to 22 December 2026: found on 1 of 1 days looked at; in the 90 days before the plan on 0 of 0: too few days looked at", said, StringComparison.Ordinal);
            Assert.DoesNotContain(Today, said, StringComparison.Ordinal);
        }

        // A record of a day in November comes in late: what was recorded stays as it was.
        Assert.Equal(201, (await _omari.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", who: "taxes_miners", day: "2026-11-30"))).Code);
        await _house.Rated();
        foreach (var page in (string[])["/incidents/2026-100001", "/sites/N1/plans/2026-11"])
        {
            var said = await _lead.GetStringAsync(page, Stop);
            Assert.Contains("found on 1 of 1 days looked at", said, StringComparison.Ordinal);
            Assert.Contains(Today, said, StringComparison.Ordinal);
            Assert.Contains("found on 2 of 2 days looked at", said, StringComparison.Ordinal);
        }
        await _house.Check();
    }

    [Fact]
    public async Task What_is_done_about_a_protected_record_shows_to_nobody_outside_the_programme()
    {
        await _house.Publish(Rounds.Xform("case", tier: "T3"));
        await Send(_awa, depth: "14", form: "case");
        var plan = await Post("/api/plans", new { site = "N1" });
        await Act("2026-100001", new { act = "take" });
        var before = await Seen();
        await Post("/api/plans/N1/2026-11/acts", new { act = "issue" }, plan.GetProperty("last").GetInt64());
        await Act("2026-100001", new { act = "meet", step = "Safe", note = "Filled in." });
        Assert.Equal(("ActionsRunning", "Actions running"), await Attention());
        Assert.Equal(("OpenFindings", "to be made safe (learnt 23 November 2026)"), before);
        Assert.Null(await Due("OH-04"));
        Assert.Equal(before, await Seen());

        async Task<(string?, string?)> Seen() => ((await Json(_buyer, "/api/sites/N1")).GetProperty("attention").GetString(), await Due("OH-04", _buyer));
    }

    // The site's own answer, and the same in the list that is kept in memory.
    private async Task<(string Code, string Words)> Attention()
    {
        var (site, listed) = (await Json(_lead, "/api/sites/N1"), (await Json(_lead, "/api/programme")).GetProperty("sites")[0]);
        Assert.Equal(listed.GetProperty("attentionWords").GetString(), site.GetProperty("attentionWords").GetString());
        return (site.GetProperty("attention").GetString()!, site.GetProperty("attentionWords").GetString()!);
    }

    private async Task Send(Enrolled agent, string depth = "", string force = "", string form = Rounds.Form)
    {
        Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: depth, who: force, form: form))).Code);
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
    }

    private async Task<string?> Due(string indicator, HttpClient? who = null) =>
        (await Json(who ?? _lead, $"/api/sites/N1/risks/{indicator}")).GetProperty("clock") is { ValueKind: JsonValueKind.Object } clock ? clock.EnumerateObject().Single(p => p.Value.GetString()!.Contains('(', StringComparison.Ordinal)).Value.GetString() : null;

    // Acts on the newest state, as somebody does who has just looked.
    private Task<JsonElement> Act(string number, object act) => Post($"/api/incidents/{number}/acts", act, _house.Database.Read(db => IncidentsTable.Find(db, number)!.Last));

    private async Task<JsonElement> Post(string address, object body, long? seen = null, HttpClient? who = null)
    {
        var asked = JsonSerializer.SerializeToNode(body)!.AsObject();
        if (seen is { } last)
            asked["seen"] = last;
        using var answer = await (who ?? _lead).PostAsJsonAsync<JsonNode>(address, asked, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<JsonElement> Json(HttpClient who, string address) => JsonDocument.Parse(await who.GetStringAsync(address, Stop)).RootElement;

    private async Task Later(int days)
    {
        _house.Clock.Advance(TimeSpan.FromDays(days));
        foreach (var client in (HttpClient?[])[_lead, _rita, _buyer])
            client?.Dispose();
        (_lead, _rita, _buyer) = (await Client("Lead"), await Client("Rita"), await Client("Buyer"));
    }

    private async Task<HttpClient> Client(string name)
    {
        var client = new HttpClient { BaseAddress = new(_house.Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn(name, Opened.Password, "test")).Token);
        return client;
    }
}
