using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Alerts;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Safety;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Alerts;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Incidents;

// What stays inside the programme, and what those outside it read.
public sealed partial class IncidentsTests
{
    [Fact]
    public async Task Whether_an_authority_is_told_is_due_until_somebody_of_the_programme_decided_and_said_why_and_nobody_outside_reads_of_it()
    {
        await Send(_awa, deaths: "1");
        await Act(_ana, "2026-100001", new { act = "take" });
        var due = (await One("2026-100001")).GetProperty("deadlines").EnumerateArray().Single(d => Text(d, "kind") == "notify");
        Assert.Equal(("cap", TimeSpan.FromHours(24)), (Text(due, "regime"), due.GetProperty("until").GetDateTimeOffset() - (await One("2026-100001")).GetProperty("incident").GetProperty("learnt").GetDateTimeOffset()));
        await Act(_ana, "2026-100001", new { act = "meet", step = "Safe", note = "Fenced." });
        Assert.Equal(("authority", "notify"), (Text(Assert.Single(await Open()), "next"), Text(Assert.Single(await Open()), "dueKind")));
        Assert.Contains("href=\"/incidents/2026-100001#act-authority\"", await _ana.GetStringAsync("/inbox", Stop), StringComparison.Ordinal);
        Assert.Contains("decided whether an authority is told", await _ana.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
        using var buyer = await BuyerOf("N1");
        foreach (var path in (string[])["/", "/sites/N1", "/sites/N1/risks/OH-01"])
            Assert.DoesNotContain("ecision whether an authority", await buyer.GetStringAsync(path, Stop), StringComparison.Ordinal);
        Assert.Contains("Say something in words", await Act(_ana, "2026-100001", new { act = "authority", notify = false, harm = "nobody" }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Act(_ana, "2026-100001", new { act = "authority", notify = false, harm = "nobody", note = "Nothing obliges to it." });
        Assert.NotEqual(JsonValueKind.Null, (await One("2026-100001")).GetProperty("deadlines").EnumerateArray().Single(d => Text(d, "kind") == "notify").GetProperty("met").ValueKind);
        Assert.NotEqual("authority", Text(Assert.Single(await Open()), "next"));
        Assert.Contains("Nothing obliges to it.", await _ana.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task Where_nothing_was_begun_about_a_finding_under_a_six_month_plan_by_day_30_the_office_sees_it_until_an_adopted_plan_treats_it()
    {
        var (site, now) = (_house.Get<Registers>().Current.SiteCodes["N1"], _house.Database.Now);
        var id = new IncidentId(Guid.CreateVersion7());
        await _house.Record(new IncidentOpened(
            id, "2026-100001", site, IncidentSource.Rule, new(2026, 11, 23), now, [new("SF-02", Severity.S2, Grade.Observed, "annex2-six-month")], "", [new(DeadlineKind.Plan, "annex2-six-month", now)], null, [new(new(Guid.CreateVersion7()), 1)], ""));
        await Later(29);
        Assert.DoesNotContain("Mitigation not begun", await _ana.GetStringAsync("/inbox", Stop), StringComparison.Ordinal);
        await Later(1);
        using var buyer = await BuyerOf("N1");
        foreach (var path in (string[])["/inbox", "/sites/N1"])
        {
            var page = await _ana.GetStringAsync(path, Stop);
            Assert.Contains("Mitigation not begun", page, StringComparison.Ordinal);
            Assert.Contains("day 30", page, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Mitigation not begun", await buyer.GetStringAsync("/sites/N1", Stop), StringComparison.Ordinal);
        var begun = (await _lead.GetFromJsonAsync<JsonElement>("/api/incidents", Stop)).GetProperty("notBegun")[0];
        Assert.Equal(("2026-100001", "SF-02", "N1", 30), (Text(begun, "number"), Text(begun, "indicator"), Text(begun, "site"), begun.GetProperty("day").GetInt32()));

        // A draft treats nothing.
        var plan = new PlanId(Guid.CreateVersion7());
        await _house.Record(new PlanDrafted(plan, site, new(2026, 12, 1), "", [new(new(Guid.CreateVersion7()), "A-2026-100001", "SF-02", null, Severity.S2, [id], null, [new("en", "x")], null, "", new(2027, 1, 20), null, CostBand.None, "", true, 30)], []));
        Assert.Contains("Mitigation not begun", await _ana.GetStringAsync("/sites/N1", Stop), StringComparison.Ordinal);
        await _house.Record(new PlanIssued(plan, site, new(2026, 12, 23), ""));
        foreach (var path in (string[])["/inbox", "/sites/N1"])
            Assert.DoesNotContain("Mitigation not begun", await _ana.GetStringAsync(path, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_party_says_against_a_finding_and_what_two_people_determine_stand_beside_it_for_buyers_too_and_after_it_is_over_but_never_of_protected_matters()
    {
        using var buyer = await BuyerOf("N1");
        await Send(_awa, depth: "14");
        await Act(_ana, "2026-100001", new { act = "take" });
        await Act(_ana, "2026-100001", new { act = "dispute", party = "Operator", note = "It was outside the fence <b>." });
        await Act(_lead, "2026-100001", new { act = "override", level = "S3", note = "Nobody works there." });
        var page = await buyer.GetStringAsync("/sites/N1/risks/OH-04", Stop);
        foreach (var said in (string[])["the operator", "It was outside the fence &lt;b&gt;.", "Programme lead", "Nobody works there."])
            Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<strong>Lead</strong>", page, StringComparison.Ordinal);
        await Later(1);
        await Send(_omari, depth: "8");
        await Act(_ana, "2026-100001", new { act = "close", cause = "LookedAgain" });
        foreach (var reader in (HttpClient[])[await BuyerOf("N1", "Bo"), _ana])
        {
            page = await reader.GetStringAsync("/sites/N1/risks/OH-04", Stop);
            Assert.Contains("It was outside the fence &lt;b&gt;.", page, StringComparison.Ordinal);
            Assert.Contains("The incident is over since.", page, StringComparison.Ordinal);
        }

        await Send(_awa, armed: "yes");
        await Act(_lead, "2026-100002", new { act = "propose", outcome = "ReasonableRisk", evidence = "Seen at the gate.", weigh = "Lots of November", dependents = "300", disengagement = "Notice" });
        await Act(_reviewer, "2026-100002", new { act = "decide", agrees = true, note = "I agree." });
        using var again = await BuyerOf("N1", "Bee");
        page = await again.GetStringAsync("/sites/N1/risks/AG-01", Stop);
        foreach (var said in (string[])["Determined by two people", "Lots of November", "Programme lead, Independent reviewer"])
            Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Seen at the gate.", page, StringComparison.Ordinal);

        // What rests on a protected record is said to nobody outside.
        await _house.Publish(Rounds.Xform(id: "secret", tier: "T3").Replace("<bind nodeset=\"/data/note\" type=\"string\"", "<bind nodeset=\"/data/note\" type=\"int\" adit:observes=\"accident.deaths\"", StringComparison.Ordinal));
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", note: "1", form: "secret", day: "2026-11-24"))).Code);
        await Looked();
        await Act(_ana, "2026-100003", new { act = "dispute", party = "Operator", note = "Planted words." });
        Assert.Contains("Planted words.", await _ana.GetStringAsync("/sites/N1/risks/OH-01", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("Planted words.", await again.GetStringAsync("/sites/N1/risks/OH-01", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _ana.GetAsync("/incidents/2026-100003.pdf", Stop)).StatusCode);
        await _house.Check();
    }

    [Fact]
    public async Task A_protected_record_opens_an_incident_that_names_neither_record_nor_agent()
    {
        await _house.Publish(Rounds.Xform(id: "secret", tier: "T3").Replace("<bind nodeset=\"/data/who\" type=\"string\"", "<bind nodeset=\"/data/who\" type=\"string\" adit:observes=\"armed_group.present\"", StringComparison.Ordinal));
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", who: "yes", form: "secret"))).Code);
        await Looked();
        var incident = Assert.Single(await Open());
        Assert.Equal("AG-01", Text(incident.GetProperty("findings")[0], "indicator"));
        var page = await _lead.GetStringAsync("/incidents/" + Text(incident, "number"), Stop);
        Assert.Contains("it rests on protected records", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Awa", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_see_records_sees_no_incident_and_who_is_limited_to_sites_sees_theirs()
    {
        await Send(_awa, depth: "14");
        Assert.Equal(HttpStatusCode.Forbidden, (await _buyer.GetAsync("/api/incidents", Stop)).StatusCode);
        var elsewhere = await _house.Site("S1");
        await Adit.People.Accounts.CreateUser(_house.Database, ActorId.Program, "Elsewhere", Role.Analyst, [elsewhere], Opened.Password);
        using var other = await Client("Elsewhere");
        Assert.Empty((await other.GetFromJsonAsync<JsonElement>("/api/incidents", Stop)).GetProperty("incidents").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/incidents/2026-100001", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Post(other, "2026-100001", new { act = "note", note = "x" })).StatusCode);
    }
}
