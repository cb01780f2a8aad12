using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Adit.Incidents;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Dapper;

namespace Adit.Tests.Risk;

/// <summary>How sites stand after what phones sent and the office decided, as of any state of knowledge.</summary>
public sealed class StandingTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_referral_alone_opens_the_worst_form_of_child_labour_and_leaves_neither_agent_nor_number_in_a_table()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var agent = await house.Agent("Awa", "en", site);
        var number = "REF-" + Guid.NewGuid().ToString("N")[..12];

        await Sent(agent, "adit-child-at-risk", $"<about>child</about><site>{site}</site><child><source>seen</source><age>12_14</age><sex>f</sex><activity>carrying</activity></child><referral><status>not_made</status><number>{number}</number></referral>");
        await house.Rated();

        Assert.Equal((RatingState.Open, Severity.S1, Grade.Observed), Known(house, site, "SA-03"));
        Assert.Equal((RatingState.Open, Severity.S2, Grade.Observed), Known(house, site, "CL-04"));
        var states = house.Database.Read(db => db.Query<byte[]>("select state from timelines").ToList());
        Assert.NotEmpty(states);
        foreach (var trace in new[] { agent.Id.Value.ToByteArray(), agent.Id.Value.ToByteArray(bigEndian: true), Encoding.UTF8.GetBytes(number) })
            Assert.All(states, state => Assert.True(state.AsSpan().IndexOf(trace) < 0));
        using var lead = await Office(house, Role.Lead);
        var page = await lead.GetStringAsync(new Uri("/sites/N1/risks/SA-03", UriKind.Relative), Stop);
        Assert.Contains("Records held, protected: fewer than 5", page, StringComparison.Ordinal);
        Assert.DoesNotContain(number, page, StringComparison.Ordinal);
        await house.Check();
    }

    [Fact]
    public async Task A_protected_matter_shows_at_the_programme_without_its_day_or_clock()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var agent = await house.Agent("Awa", "en", site);

        await Sent(agent, "adit-child-at-risk", $"<about>card</about><site>{site}</site><card>yes</card>");
        await house.Rated();

        Assert.Equal(RatingState.Open, Known(house, site, "SA-05").State);
        using var lead = await Office(house, Role.Lead);
        foreach (var path in new[] { "/sites/N1/risks/SA-05", "/sites/N1", "/api/sites/N1/risks/SA-05" })
            Assert.DoesNotContain("open since", await lead.GetStringAsync(new Uri(path, UriKind.Relative), Stop), StringComparison.Ordinal);
        Assert.Contains("\"since\":null", await lead.GetStringAsync(new Uri("/api/sites/N1/risks/SA-05", UriKind.Relative), Stop), StringComparison.Ordinal);
        using var buyer = await Office(house, Role.Buyer, site);
        using var hidden = await buyer.GetAsync(new Uri("/sites/N1/risks/SA-05", UriKind.Relative), Stop);
        Assert.NotEqual(HttpStatusCode.OK, hidden.StatusCode);
    }

    [Fact]
    public async Task Coverage_is_as_it_was_known_and_a_rejected_record_is_no_agent_day()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var (awa, joel) = (await house.Agent("Awa", "en", site), await house.Agent("Joel", "en", site));
        var before = house.Database.Size - 1;
        var instance = await Sent(awa, "adit-visit", $"<site>{site}</site><on_site>reached</on_site>");
        var sent = house.Database.Size - 1;
        var submission = house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1)).Single().Submission;
        await house.Record(new SubmissionReviewed(submission, ReviewState.Rejected, "Nobody was there."));
        var rejected = house.Database.Size - 1;
        await Sent(joel, "adit-visit", $"<site>{site}</site><on_site>reached</on_site>");
        await house.Rated();

        Assert.Equal([DayCover.NotObserved, DayCover.Observed, DayCover.NotObserved, DayCover.Observed], new[] { before, sent, rejected, house.Database.Size }.Select(Day));
        Assert.NotEmpty(instance);
        await house.Check();

        DayCover Day(long k) => house.Database.Read(db => AgentDays.Of(db, house.Get<Registers>().Current.Sites[site], Today, k)).Days[^1];
    }

    [Fact]
    public async Task A_plan_made_later_was_not_known_before()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var before = house.Database.Size - 1;
        await house.Agent("Awa", "en", site);
        house.Clock.Advance(TimeSpan.FromDays(14));

        Assert.Equal(0, Of(before).Planned);
        Assert.True(Of(house.Database.Size).Planned > 5);

        AgentDays Of(long k) => house.Database.Read(db => AgentDays.Of(db, house.Get<Registers>().Current.Sites[site], Today.AddDays(14), k));
    }

    [Fact]
    public async Task A_new_catalogue_judges_what_was_said_before_by_indicators_that_are_new_or_differ()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var agent = await house.Agent("Awa", "en", site);
        await Sent(agent, "adit-visit", $"<site>{site}</site><on_site>reached</on_site><ppe><ppe_n>30</ppe_n><ppe_all>29</ppe_all></ppe><gate><board_shown>no</board_shown></gate>");
        await house.Rated();
        Assert.Equal(RatingState.Clear, Known(house, site, "OH-09").State);
        Assert.DoesNotContain("LB-11", house.Database.Read(db => RatingsTable.Of(db, site, long.MaxValue)).Select(r => r.Key));

        var files = Beginning.FilesOf(Beginning.Catalogue).ToDictionary(f => f.Path, f => Encoding.UTF8.GetString(f.Bytes.Span));
        files["indicators/LB-11.json"] = files["indicators/LB-05.json"].Replace("LB-05", "LB-11", StringComparison.Ordinal)
            .Replace("coop.meeting_held", "price.board_shown", StringComparison.Ordinal);
        files["indicators/OH-09.json"] = files["indicators/OH-09.json"].Replace("""{ "param": "ppe_share_s4" }""", "0.99", StringComparison.Ordinal)
            .Replace("\"severity\": [", "\"severity\": [\n    { \"level\": \"S2\", \"when\": { \"observable\": \"ppe.worn\", \"take\": \"sum\", \"over\": \"P7D\", \"below\": 1 } },", StringComparison.Ordinal)
            .Replace("\"cases\": [", "\"cases\": [\n    { \"says\": { \"en\": \"a\", \"fr\": \"b\" }, \"given\": [{ \"observable\": \"ppe.sampled\", \"value\": 20, \"day\": 0 }, { \"observable\": \"ppe.worn\", \"value\": 0, \"day\": 0 }], \"at\": 0, \"then\": \"S2\" },", StringComparison.Ordinal);
        var faults = await Beginning.PublishCatalogue(house.Database, ActorId.Program, [.. files.Select(f => (f.Key, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(f.Value)))], Today);
        Assert.Empty(faults);
        await house.Rated();

        Assert.Equal((RatingState.Open, Severity.S3, Grade.Observed), Known(house, site, "LB-11"));
        Assert.Equal((RatingState.Open, Severity.S4, Grade.Observed), Known(house, site, "OH-09"));
        await house.Check();
    }

    [Fact]
    public async Task A_clock_starts_on_the_day_that_the_record_says_it_was_learnt()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var agent = await house.Agent("Awa", "en", site);
        await Sent(agent, "adit-incident", $"<site>{site}</site><day>2026-11-18</day><learnt>2026-11-20</learnt><type>violence</type><source>seen</source><violence><violence_act>beating</violence_act></violence>");
        await house.Rated();

        using var lead = await Office(house, Role.Lead);
        var page = await lead.GetStringAsync(new Uri("/sites/N1/risks/SA-01", UriKind.Relative), Stop);

        Assert.Contains("18 November 2026", page, StringComparison.Ordinal);
        Assert.Contains("learnt 20 November 2026", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hearsay_of_the_worst_is_passed_on_in_time_and_starts_nothing_else()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var agent = await house.Agent("Awa", "en", site);
        await Sent(agent, "adit-security", $"<site>{site}</site><source>told</source><seen>force</seen><forces><force_duty>beyond_duty</force_duty></forces>");
        await house.Rated();
        await house.Get<IncidentsJob>().Look();

        using var lead = await Office(house, Role.Lead);
        var page = await lead.GetStringAsync(new Uri("/sites/N1/risks/SF-01", UriKind.Relative), Stop);

        Assert.Contains("to be taken on", page, StringComparison.Ordinal);
        Assert.DoesNotContain("the clock ends", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_two_sources_told_of_the_worst_has_its_clock_though_each_incident_alone_has_none()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        foreach (var agent in (Enrolled[])[await house.Agent("Awa", "en", site), await house.Agent("Omari", "fr", site)])
            await Sent(agent, "adit-security", $"<site>{site}</site><source>told</source><seen>armed</seen><groups><group_act>barrier</group_act></groups>");
        await house.Rated();
        await house.Get<IncidentsJob>().Look();
        var open = house.Database.Read(db => IncidentsTable.OpenAt(db, site));
        Assert.Equal(2, open.Count);
        foreach (var incident in open)
            await house.Record(new IncidentTaken(incident.Id, ActorId.Program));

        using var lead = await Office(house, Role.Lead);
        Assert.All(house.Database.Read(db => IncidentsTable.OpenAt(db, site)), i => Assert.Null(i.Next));
        Assert.Contains("learnt 23 November 2026", await lead.GetStringAsync(new Uri("/sites/N1/risks/AG-02", UriKind.Relative), Stop), StringComparison.Ordinal);

        // The inbox has it in front, and each of the two bears it.
        var inbox = await lead.GetStringAsync(new Uri("/inbox", UriKind.Relative), Stop);
        Assert.Contains("Urgent together", inbox, StringComparison.Ordinal);
        Assert.Contains("Tick what is one event with 2026-100001.", inbox, StringComparison.Ordinal);
        Assert.Contains("name=\"others\" value=\"2026-100002\"", inbox, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing due", inbox, StringComparison.Ordinal);
        var listed = (await lead.GetFromJsonAsync<JsonElement>("/api/incidents", Stop)).GetProperty("incidents").EnumerateArray().ToList();
        Assert.All(listed, i => Assert.Equal((JsonValueKind.String, "alert"), (i.GetProperty("due").ValueKind, i.GetProperty("dueKind").GetString())));

        // One of them taken for both: it has the clock itself.
        using var merged = await lead.PostAsJsonAsync("/api/incidents/2026-100001/acts", new { act = "merge", others = (string[])["2026-100002"], seen = house.Database.Read(db => IncidentsTable.OpenAt(db, site))[0].Last }, Stop);
        Assert.Equal(HttpStatusCode.OK, merged.StatusCode);
        Assert.DoesNotContain("Urgent together", await lead.GetStringAsync(new Uri("/inbox", UriKind.Relative), Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_shows_its_share_with_the_number_behind_it_and_its_interval()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var agent = await house.Agent("Awa", "en", site);
        await Sent(agent, "adit-visit", $"<site>{site}</site><on_site>reached</on_site><ppe><ppe_n>22</ppe_n><ppe_all>9</ppe_all></ppe>");
        await house.Rated();

        using var lead = await Office(house, Role.Lead);

        Assert.Contains("41\u202f% of 22; 95\u202f% interval 23\u202f% to 61\u202f%", WebUtility.HtmlDecode(await lead.GetStringAsync(new Uri("/sites/N1/risks/OH-09", UriKind.Relative), Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schemas_are_served_to_everybody()
    {
        await using var house = await House.Open();

        foreach (var name in new[] { "indicator", "observables", "groups", "regimes", "parameters", "standards" })
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Beginning.Catalogue, "schema", name + ".schema.json"), Stop), await house.Http.GetStringAsync(new Uri($"/schema/{name}.schema.json", UriKind.Relative), Stop));
        using var none = await house.Http.GetAsync(new Uri("/schema/..%2Fgroups.json", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static (RatingState State, Severity Level, Grade Grade) Known(House house, SiteId site, string indicator) => house.Database.Read(db =>
    {
        var catalogue = Catalogues.Open(CatalogueTable.Newest(db)!.Value.Files);
        var rating = Ratings.AsOf(catalogue.Indicator(indicator)!, SitesTable.History(db, site, long.MaxValue - 1)!, RatingsTable.On(db, [site], Today, house.Database.Size)[site].Where(r => r.Indicator == indicator).Select(r => r.Row), Today, house.Database.Size);
        return (rating.State, rating.Level, rating.Grade);
    });

    private static async Task<string> Sent(Enrolled agent, string form, string answers)
    {
        var instance = "uuid:" + Guid.NewGuid();
        var answer = await agent.Phone.Submit($"""<data xmlns:orx="http://openrosa.org/xforms" id="{form}" version="2026113002"><today>2026-11-23</today>{answers}<orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta></data>""");
        Assert.Equal(201, answer.Code);
        return instance;
    }

    private static async Task<HttpClient> Office(House house, Role role, params SiteId[] sites)
    {
        await People.Accounts.CreateUser(house.Database, ActorId.Program, role.ToString(), role, [.. sites], Commands.Opened.Password);
        var token = (await house.Get<Sessions>().SignIn(role.ToString(), Commands.Opened.Password, "test")).Token!;
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(house.Origin) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
