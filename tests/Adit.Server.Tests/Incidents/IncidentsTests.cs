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

/// <summary>What agents record opens incidents by rule; people take them on, determine, and end them, and ratings follow.</summary>
public sealed partial class IncidentsTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!, _ana = null!, _reviewer = null!, _buyer = null!;
    private Enrolled _awa = null!, _omari = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Awa and Omari work at N1, where a pit may be ten metres deep. "Who" asks about an armed group, "note" how many died.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        (_awa, _omari) = (await _house.Agent("Awa", "en", site), await _house.Agent("Omari", "fr", site));
        await _house.Publish(Rounds.Xform().Replace("<bind nodeset=\"/data/who\" type=\"string\"", "<bind nodeset=\"/data/who\" type=\"string\" adit:observes=\"armed_group.present\"", StringComparison.Ordinal)
            .Replace("<bind nodeset=\"/data/note\" type=\"string\"", "<bind nodeset=\"/data/note\" type=\"int\" adit:observes=\"accident.deaths\"", StringComparison.Ordinal));
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Rita", Role.Reviewer), ("Buyer", Role.Buyer)])
            await Adit.People.Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        await SignIn();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana, _reviewer, _buyer])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_pit_too_deep_opens_one_incident_with_its_clocks_and_looking_again_ends_it()
    {
        await Send(_awa, depth: "14");
        var incident = Assert.Single(await Open());
        Assert.Equal(("2026-100001", "S2", "new", "take", "N1", "told"), (Text(incident, "number"), Text(incident, "level"), Text(incident, "state"), Text(incident, "next"), Text(incident, "site"), Text(incident, "dueKind")));
        await Send(_omari, depth: "13");
        Assert.Single(await Open());

        await Send(_omari, depth: "21");
        var graver = Assert.Single(await Open());
        Assert.Equal("S1", Text(graver, "level"));
        Assert.Equal(2, (await One("2026-100001")).GetProperty("records").GetArrayLength());

        await Act(_ana, "2026-100001", new { act = "take" });
        Assert.Contains("OH-04 still stands open at the site.", await Act(_ana, "2026-100001", new { act = "close", cause = "LookedAgain" }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Later(1);
        await Send(_omari, depth: "8");
        Assert.Equal("close", Text(Assert.Single(await Open()), "next"));
        await Act(_ana, "2026-100001", new { act = "close", cause = "LookedAgain" });
        Assert.Empty(await Open());
        Assert.Contains("Over: later looks found nothing any more", await _lead.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);

        // Deeper again: another matter, with a number of its own.
        await Later(1);
        await Send(_awa, depth: "15");
        Assert.Equal("2026-100002", Text(Assert.Single(await Open()), "number"));
        await _house.Check();
    }

    [Fact]
    public async Task After_the_criteria_change_an_incident_stays_as_it_was_found_and_says_what_would_be_found_today()
    {
        await Send(_awa, depth: "15");
        Assert.Equal("S2", Text(Assert.Single(await Open()), "level"));
        var files = Beginning.FilesOf(Beginning.Catalogue).ToDictionary(f => f.Path, f => System.Text.Encoding.UTF8.GetString(f.Bytes.Span));
        files["indicators/OH-04.json"] = files["indicators/OH-04.json"].Replace("\"times\": [2,", "\"times\": [1.45,", StringComparison.Ordinal);
        Assert.Empty(await Beginning.PublishCatalogue(_house.Database, ActorId.Program, [.. files.Select(f => (f.Key, (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(f.Value)))], new(2026, 11, 23)));
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
        Assert.Equal("S2", Text(Assert.Single(await Open()), "level"));
        Assert.Contains("The criteria in force today find S1 for", await _lead.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verified_action_ends_the_finding_of_the_site_and_a_server_that_starts_again_opens_nothing_twice()
    {
        await Send(_awa, deaths: "1");
        var accident = Assert.Single(await Open());
        Assert.Equal(("S1", "OH-01"), (Text(accident, "level"), Text(accident.GetProperty("findings")[0], "indicator")));
        Assert.Contains("OH-01", await Standing());
        await Act(_ana, "2026-100001", new { act = "take" });
        Assert.Contains("Name the record of the agent who checked", await Act(_ana, "2026-100001", new { act = "close", cause = "VerifiedAction", note = "fixed" }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Later(1);
        await Send(_omari, depth: "5", day: 24);
        var check = _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1))[0].Submission.ToString();
        Assert.Contains("First somebody decides whether an authority is told", await Act(_ana, "2026-100001", new { act = "close", cause = "VerifiedAction", record = check, note = "The wall is held." }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Act(_lead, "2026-100001", new { act = "authority", notify = false, harm = "the family", note = "They do not want it." });
        await Act(_ana, "2026-100001", new { act = "close", cause = "VerifiedAction", record = check, note = "The wall is held." });
        Assert.DoesNotContain("OH-01", await Standing());
        Assert.Empty(await Open());
        // What was called done and was not stands open at the site again, also in views that are made anew.
        await Act(_ana, "2026-100001", new { act = "reopen", note = "The wall came down again." });
        Assert.Contains("OH-01", await Standing());
        await _house.Check();
        Assert.Contains("OH-01", await Standing());
        await Act(_ana, "2026-100001", new { act = "close", cause = "VerifiedAction", record = check, note = "The wall is held." });
        Assert.DoesNotContain("OH-01", await Standing());
        await _house.Restart();
        await SignIn();
        await Looked();
        Assert.Empty(await Open());
        await _house.Check();
    }

    [Fact]
    public async Task Serious_abuse_needs_two_people_and_what_they_determine_shows_at_the_site()
    {
        await Send(_awa, armed: "yes");
        Assert.Equal("S1", Text(Assert.Single(await Open()), "level"));
        await Act(_lead, "2026-100001", new { act = "take" });
        Assert.Equal("determine", Text(Assert.Single(await Open()), "next"));
        var proposal = new
        {
            act = "propose",
            outcome = "ReasonableRisk",
            evidence = "Seen at the gate.",
            lots = "Lots of November",
            weigh = "Whether lots used the gate",
            dependents = "300, counted at the gate",
            disengagement = "Six months' notice",
        };
        Assert.Equal(HttpStatusCode.Forbidden, (await Post(_ana, "2026-100001", proposal)).StatusCode);
        await Act(_lead, "2026-100001", proposal);
        Assert.Contains("cannot be the second person", await Act(_lead, "2026-100001", new { act = "decide", agrees = true }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Act(_reviewer, "2026-100001", new { act = "decide", agrees = true, note = "I read both records." });
        Assert.Equal("Determined", Text((await One("2026-100001")).GetProperty("incident").GetProperty("findings")[0], "grade"));
        Assert.Contains("determined by two people", await _lead.GetStringAsync("/sites/N1/risks/AG-01", Stop), StringComparison.Ordinal);

        // Months later both find that it is over; the finding ends with it.
        await Later(60);
        await Act(_reviewer, "2026-100001", new { act = "propose", outcome = "Over", evidence = "Nobody was seen since." });
        await Act(_lead, "2026-100001", new { act = "decide", agrees = true });
        Assert.Empty(await Open());
        Assert.DoesNotContain("AG-01", await Standing());
        await _house.Check();
    }

    [Fact]
    public async Task An_incident_of_S1_calls_whoever_is_on_duty_with_its_evidence_grade_and_nobody_s_name_until_it_is_taken_on()
    {
        await using var outside = await Outside.Open();
        _house.Ways = outside.Ways;
        await _house.Restart();
        await SignIn();
        var zoe = await _house.Agent("Zoe", "en", _house.Get<Registers>().Current.SiteCodes["N1"]);
        await _house.Record(new SafetySet(null, "", [new("Ann", "ann@example.org", "+243000000002", "en"), new("Bea", "", "+243000000003", "fr")]));
        await Send(zoe, armed: "yes");
        await Until(() => !outside.Messages.IsEmpty && !outside.Mails.IsEmpty);
        var (to, text) = Assert.Single(outside.Messages);
        Assert.Equal(("+243000000002", true), (to, text.StartsWith("Adit: S1 at N1, 2026-100001, observed. Do not contact the site; ask the office. More by: ", StringComparison.Ordinal)));
        Assert.Contains("More will be known by: 26 November 2026, 14:00.", Assert.Single(outside.Mails).Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("Zoe", text + outside.Mails.First().Text, StringComparison.Ordinal);
        Assert.Contains("1 incident of S1 that nobody has taken on", await _ana.GetStringAsync("/inbox", Stop), StringComparison.Ordinal);

        await Act(_ana, "2026-100001", new { act = "take" });
        Assert.DoesNotContain("that nobody has taken on", await _ana.GetStringAsync("/inbox", Stop), StringComparison.Ordinal);
        _house.Clock.Advance(TimeSpan.FromMinutes(20));
        _house.Get<AlertsJob>().Wake();
        await Task.Delay(300, Stop);
        Assert.Single(outside.Messages);

        // What is S2 calls nobody.
        await Send(zoe, depth: "14");
        await Task.Delay(300, Stop);
        Assert.Single(outside.Messages);
    }

    [Fact]
    public async Task Of_two_analysts_who_decide_at_once_one_is_first_and_the_other_is_told_by_whom()
    {
        await Send(_awa, depth: "14");
        var seen = Assert.Single(await Open()).GetProperty("last").GetInt64();
        var both = await Task.WhenAll(Post(_ana, "2026-100001", new { act = "take", seen }), Post(_lead, "2026-100001", new { act = "take", seen }));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity], both.Select(b => b.StatusCode).Order());
        var second = await both.Single(b => b.StatusCode != HttpStatusCode.OK).Content.ReadAsStringAsync(Stop);
        Assert.Matches("taken on, by (Ana|Lead)", second);
        Assert.Equal(2, _house.Database.Read(db => IncidentsTable.Entries(db, IncidentsTable.Find(db, "2026-100001")!.Id)).Count);
    }

    [Fact]
    public async Task What_happened_ten_days_ago_and_is_sent_today_starts_at_learning_and_says_both_days()
    {
        await Later(10);
        await Send(_awa, deaths: "1", day: 24);
        var incident = Assert.Single(await Open());
        Assert.Equal(("2026-11-24", new DateTimeOffset(2026, 12, 3, 12, 0, 0, TimeSpan.Zero)), (Text(incident, "day"), incident.GetProperty("learnt").GetDateTimeOffset()));
        Assert.Equal(new DateTimeOffset(2026, 12, 4, 12, 0, 0, TimeSpan.Zero), incident.GetProperty("due").GetDateTimeOffset());
        Assert.Contains("That is 9 days later.", await _lead.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_records_of_one_accident_are_two_incidents_until_a_person_says_that_they_are_one()
    {
        await Send(_awa, deaths: "1");
        await Send(_omari, deaths: "2");
        Assert.Equal(2, (await Open()).Count);
        Assert.Equal("2026-100002", (await One("2026-100001")).GetProperty("mayBeOne")[0].GetString());
        await Act(_ana, "2026-100002", new { act = "merge", other = "2026-100001" });
        Assert.Equal("2026-100001", Text(Assert.Single(await Open()), "number"));
        Assert.Equal(2, (await One("2026-100001")).GetProperty("records").GetArrayLength());
        Assert.Equal("2026-100001", Text(await One("2026-100002"), "into"));

        await Send(_omari, deaths: "1");
        await Act(_ana, "2026-100003", new { act = "apart", other = "2026-100001" });
        Assert.Empty((await One("2026-100001")).GetProperty("mayBeOne").EnumerateArray());
        await _house.Check();
    }

    [Fact]
    public async Task Many_incidents_of_one_event_are_merged_in_one_act_each_by_an_entry_of_its_own_or_none_is()
    {
        foreach (var agent in (Enrolled[])[_awa, _omari, _awa, _omari, _awa])
            await Send(agent, deaths: "1");
        var page = await _ana.GetStringAsync("/incidents/2026-100002", Stop);
        foreach (var number in (string[])["2026-100001", "2026-100003", "2026-100004", "2026-100005"])
            Assert.Contains($"name=\"others\" value=\"{number}\" form=\"one-event\"", page, StringComparison.Ordinal);

        // One that cannot be is named, and nothing is done.
        Assert.Contains("2026-100099 is no other incident of this site", await Act(_ana, "2026-100002", new { act = "merge", others = (string[])["2026-100003"], other = "2026-100099" }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Act(_ana, "2026-100005", new { act = "close", cause = "Mistaken", note = "Sent twice" }, HttpStatusCode.UnprocessableEntity);
        await Act(_ana, "2026-100005", new { act = "merge", other = "2026-100004" });
        Assert.Contains("2026-100005 is over. Nothing was merged.", await Act(_ana, "2026-100002", new { act = "merge", others = (string[])["2026-100003", "2026-100005"] }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Contains("Name another open incident", await Act(_ana, "2026-100002", new { act = "merge" }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Equal(4, (await Open()).Count);

        // As the page does it: two that are ticked, and the number of a third.
        var before = _house.Database.Size;
        using var form = new FormUrlEncodedContent(
        [
            new("act", "merge"), new("seen", _house.Database.Read(db => IncidentsTable.Find(db, "2026-100002")!.Last).ToString(System.Globalization.CultureInfo.InvariantCulture)), new("others", "2026-100001"), new("others", "2026-100003"),
            new("other", "2026-100004"),
        ]);
        using var answer = await _ana.PostAsync("/incidents/2026-100002", form, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("2026-100001", Text(Assert.Single(await Open()), "number"));
        Assert.Equal(5, (await One("2026-100001")).GetProperty("records").GetArrayLength());
        foreach (var number in (string[])["2026-100002", "2026-100003", "2026-100004"])
            Assert.Equal("2026-100001", Text(await One(number), "into"));
        Assert.Equal(3, _house.Database.Size - before);
        await _house.Check();
    }

    [Fact]
    public async Task A_determination_names_other_sites_of_the_programme_whose_pages_say_so_to_whoever_may_open_it()
    {
        var other = await _house.Site("N2");
        await Adit.People.Accounts.CreateUser(_house.Database, ActorId.Program, "Elsewhere", Role.Analyst, [other], Opened.Password);
        await Send(_awa, armed: "yes");
        await Act(_lead, "2026-100001", new { act = "take" });
        Assert.Contains("name=\"also-at\" value=\"N2\"", await _lead.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
        object Proposal(params string[] sites) => new { act = "propose", outcome = "ReasonableRisk", evidence = "Seen at both gates.", weigh = "Both", dependents = "300", disengagement = "Six months", alsoAt = sites };
        var refused = await Act(_lead, "2026-100001", Proposal("N2", "N1", "N9"), HttpStatusCode.UnprocessableEntity);
        Assert.Contains("N1 is no other site of the programme.", refused, StringComparison.Ordinal);
        Assert.Contains("N9 is no other site of the programme.", refused, StringComparison.Ordinal);
        await Act(_lead, "2026-100001", Proposal("N2"));
        Assert.Equal("N2", (await One("2026-100001")).GetProperty("determinations")[0].GetProperty("alsoAt")[0].GetString());
        Assert.Contains("<a href=\"/sites/N2\">Site N2</a>", await _lead.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
        Assert.Contains("the second person has not spoken yet", await _lead.GetStringAsync("/sites/N2", Stop), StringComparison.Ordinal);
        await Act(_reviewer, "2026-100001", new { act = "decide", agrees = true });
        var page = await _reviewer.GetStringAsync("/sites/N2", Stop);
        Assert.Contains("Determined elsewhere, and about this site as well", page, StringComparison.Ordinal);
        Assert.Contains("/incidents/2026-100001", page, StringComparison.Ordinal);
        using var elsewhere = await Client("Elsewhere");
        foreach (var who in (HttpClient[])[elsewhere, _buyer])
        {
            using var seen = await who.GetAsync("/sites/N2", Stop);
            Assert.DoesNotContain("2026-100001", await seen.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
        await _house.Check();
    }

    [Fact]
    public async Task An_edit_opens_nothing_again_and_a_record_that_was_withdrawn_is_told_as_a_changed_basis()
    {
        var instance = Rounds.NewInstance();
        await Send(_awa, deaths: "1", instance: instance);
        await Send(_awa, deaths: "3", replaces: instance);
        Assert.Single(await Open());
        Assert.Contains("Its basis changed: this record was edited.", await _lead.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
        var record = _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1))[0].Submission;
        await _house.Record(new SubmissionWithdrawn(record, "sent from the wrong site"));
        Assert.Contains("Its basis changed", await _lead.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
        Assert.Single(await Open());
    }

    [Fact]
    public async Task By_hand_an_incident_is_told_by_one_source_and_everything_wrong_is_said_at_once()
    {
        using var bad = await _ana.PostAsJsonAsync("/api/incidents", new { site = "X", indicator = "SA-05", level = "S9", note = "" }, Stop);
        var reasons = JsonDocument.Parse(await bad.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("reasons");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 3), (bad.StatusCode, reasons.GetArrayLength()));
        using var made = await _ana.PostAsJsonAsync("/api/incidents", new { site = "N1", indicator = "SA-01", level = "S1", note = "A trader told <b>it</b>." }, Stop);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.True(Assert.Single(await Open()).GetProperty("hollow").GetBoolean());
        // It calls whoever is on duty like any other S1; and no look can have ended what no look found.
        var opened = _house.Database.Read(db => IncidentsTable.Find(db, "2026-100001"))!;
        Assert.NotNull(_house.Database.Read(db => AlertsTable.Find(db, opened.Id.Value)));
        await Act(_ana, "2026-100001", new { act = "take" });
        var seen = _house.Database.Read(db => IncidentsTable.Find(db, "2026-100001"))!.Last;
        using var closed = await _ana.PostAsJsonAsync("/api/incidents/2026-100001/acts", new { act = "close", cause = "LookedAgain", seen }, Stop);
        Assert.Contains("only by a determination of two people", await closed.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("A trader told &lt;b&gt;it&lt;/b&gt;.", await _ana.GetStringAsync("/incidents/2026-100001", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_counted_parties_and_authorities_noted_and_files_kept_sealed()
    {
        await Send(_awa, deaths: "1");
        await Act(_ana, "2026-100001", new { act = "affected", people = new[] { new { sex = "m", band = "18_up", count = 1 } } });
        Assert.Contains("whole numbers", await Act(_ana, "2026-100001", new { act = "affected", people = new[] { new { sex = "x", band = "18_up", count = 1 } } }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Act(_ana, "2026-100001", new { act = "inform", party = "Cooperative", note = "At the office" });
        await Act(_ana, "2026-100001", new { act = "dispute", party = "Operator", note = "It was outside the fence." });
        await Act(_lead, "2026-100001", new { act = "authority", notify = true, authority = "Inspection", harm = "nobody", implicated = false, note = "The law asks for it." });
        await Act(_lead, "2026-100001", new { act = "override", level = "S2", note = "He fell at home." });
        var page = await _ana.GetStringAsync("/incidents/2026-100001", Stop);
        foreach (var said in (string[])["men and boys, 18 and over", "the cooperative, 23 November 2026", "It was outside the fence.", "An authority is told: Inspection", "The law asks for it.", "Lead set another level: “He fell at home.”"])
            Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Equal("S2", Text(Assert.Single(await Open()), "level"));
        Assert.Equal("S1", Text(await One("2026-100001"), "foundLevel"));
    }

    [Fact]
    public async Task The_inbox_is_sorted_by_what_is_due_and_goes_on_where_its_page_ended()
    {
        for (var n = 0; n < IncidentsFilling.PageSize + 2; n++)
            Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", note: "1", depth: n == 0 ? "14" : ""))).Code);
        await Looked();
        var first = await _lead.GetFromJsonAsync<JsonElement>("/api/incidents", Stop);
        var dues = first.GetProperty("incidents").EnumerateArray().Select(i => i.GetProperty("due").GetDateTimeOffset()).ToList();
        Assert.Equal(IncidentsFilling.PageSize, dues.Count);
        Assert.Equal(dues.Order(), dues);
        var rest = await _lead.GetFromJsonAsync<JsonElement>("/api/incidents" + Text(first, "next")[Text(first, "next").IndexOf('?', StringComparison.Ordinal)..], Stop);
        Assert.Equal(IncidentsFilling.PageSize + 3, first.GetProperty("incidents").EnumerateArray().Concat(rest.GetProperty("incidents").EnumerateArray()).Select(i => Text(i, "number")).Distinct().Count());
        Assert.Equal("OH-04", Text(rest.GetProperty("incidents").EnumerateArray().Last().GetProperty("findings")[0], "indicator"));
        Assert.Contains("52 open", await _lead.GetStringAsync("/inbox", Stop), StringComparison.Ordinal);
    }
}
