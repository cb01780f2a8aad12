using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.People;
using Adit.Sites;
using Adit.Stages;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Stages;

/// <summary>A site comes into the programme by way of its checklists and two people, and everybody sees where it stands.</summary>
public sealed class StagesTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!, _ana = null!, _reviewer = null!, _buyer = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Handbook Handbook { get; } = StageWords.Shipped();

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Rita", Role.Reviewer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        var site = await _house.Site("OLD");
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Buyer", Role.Buyer, [site], Opened.Password);
        (_lead, _ana, _reviewer, _buyer) = (await Client("Lead"), await Client("Ana"), await Client("Rita"), await Client("Buyer"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana, _reviewer, _buyer])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_candidate_goes_from_the_word_of_its_cooperative_to_the_go_of_two()
    {
        await PutDown("NEW-1", "The cooperative of the valley asked for us.");
        var listed = Assert.Single(await ToCome());
        Assert.Equal(("NEW-1", "Candidate", "evaluate", "The cooperative of the valley asked for us."), (Text(listed, "code"), Text(listed, "stage"), Text(listed, "next"), Text(listed, "proposedBy")));

        // It counts nowhere yet.
        Assert.Contains("0 of 1", await _lead.GetStringAsync("/", Stop), StringComparison.Ordinal);

        await Act(_ana, "NEW-1", new { act = "move", stage = "Evaluation" });
        Assert.Contains("Still open: Desk research, ", await Act(_ana, "NEW-1", new { act = "move", stage = "Baseline" }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Close("NEW-1", Stage.Evaluation);
        await Act(_ana, "NEW-1", new { act = "move", stage = "Baseline" });
        Assert.Contains("No record of “Site baseline” yet.", await Act(_ana, "NEW-1", new { act = "check", stage = "Baseline", item = "baseline-visit", state = "Done", note = "We were there." }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Recorded("NEW-1", Stage.Baseline);

        Assert.Equal(HttpStatusCode.Forbidden, (await Post(_ana, "NEW-1", new { act = "propose", verdict = "Go", note = "go" })).StatusCode);
        await Act(_lead, "NEW-1", new { act = "propose", verdict = "Go", note = "Looked at all of it." });
        Assert.Equal(("decide", "A go waits for the second person; Lead proposed it."), (Text((await ToCome())[0], "next"), Text((await ToCome())[0], "waiting")));
        Assert.Contains("You cannot be the second person", await Act(_lead, "NEW-1", new { act = "decide", agrees = true }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Contains("Answer the proposal", await _reviewer.GetStringAsync("/sites/to-come", Stop), StringComparison.Ordinal);
        await Act(_reviewer, "NEW-1", new { act = "decide", agrees = true, note = "I asked the community too." });
        var after = await StageOf("NEW-1");
        Assert.Equal(("Monitored", "2026-11-23", false), (Text(after, "stage"), Text(after, "monitoredFrom"), after.GetProperty("takenOver").GetBoolean()));
        Assert.Empty(await ToCome());
        Assert.Contains("0 of 2", await _lead.GetStringAsync("/", Stop), StringComparison.Ordinal);
        Assert.Contains("Monitored since 23 November 2026, by decision of two people.", await _reviewer.GetStringAsync("/sites/NEW-1/stage", Stop), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task What_was_to_be_looked_at_counts_once_an_agent_has_looked()
    {
        await PutDown("NEW-2", "");
        var site = _house.Get<Adit.Storage.Registers>().Current.SiteCodes["NEW-2"];
        await Act(_ana, "NEW-2", new { act = "move", stage = "Evaluation" });
        await Close("NEW-2", Stage.Evaluation);
        await Act(_ana, "NEW-2", new { act = "move", stage = "Baseline" });
        var title = new { act = "check", stage = "Baseline", item = "title-looked", state = "Done", note = "The papers were read." };
        Assert.Contains("Nobody has looked at “Site inside", await Act(_ana, "NEW-2", title, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);

        var awa = await _house.Agent("Awa", "en", site);
        await _house.Publish(Rounds.Xform().Replace("<bind nodeset=\"/data/who\" type=\"string\"", "<bind nodeset=\"/data/who\" type=\"string\" adit:observes=\"title.status\"", StringComparison.Ordinal)
            .Replace("<bind nodeset=\"/data/note\" type=\"string\"", "<bind nodeset=\"/data/note\" type=\"string\" adit:observes=\"coop.approved\"", StringComparison.Ordinal));
        Assert.Equal(201, (await awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "NEW-2", who: "zea", note: "yes", day: "2026-11-23"))).Code);
        await _house.Rated();
        await Act(_ana, "NEW-2", title);
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_one_is_first_and_the_other_is_told()
    {
        await Ready("NEW-3");
        await Act(_lead, "NEW-3", new { act = "propose", verdict = "Go", note = "Looked at all of it." });
        var seen = (await StageOf("NEW-3")).GetProperty("last").GetInt64();
        await Act(_reviewer, "NEW-3", new { act = "decide", agrees = false, note = "Not before the rains are over.", seen });
        Assert.Contains("Something happened to it since you looked: a proposal was answered, by Rita.", await Act(_reviewer, "NEW-3", new { act = "decide", agrees = true, seen }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Equal("Baseline", Text(await StageOf("NEW-3"), "stage"));
        Assert.Contains("Not before the rains are over.", await _lead.GetStringAsync("/sites/NEW-3/stage", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_programme_that_brings_running_sites_goes_on_with_them_and_says_so()
    {
        var page = await _lead.GetStringAsync("/sites/OLD/stage", Stop);
        Assert.Contains("Taken over without evaluation", page, StringComparison.Ordinal);
        await Act(_lead, "OLD", new { act = "move", stage = "Paused", note = "The road is cut." });
        Assert.Contains("Reason: The road is cut.", await _lead.GetStringAsync("/sites/OLD/stage", Stop), StringComparison.Ordinal);
        // Buyers read why.
        Assert.Contains("Reason: The road is cut.", await _buyer.GetStringAsync("/sites/OLD", Stop), StringComparison.Ordinal);
        Assert.Contains("This is for somebody of another role.", await Act(_ana, "OLD", new { act = "move", stage = "Monitored", note = "It is open." }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Act(_lead, "OLD", new { act = "move", stage = "Monitored", note = "It is open." });
        Assert.Contains("Still open: Responsible exit plan, ", await Act(_lead, "OLD", new { act = "propose", verdict = "Exit", note = "Worked out." }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Close("OLD", Stage.Exited);
        await Act(_lead, "OLD", new { act = "propose", verdict = "Exit", note = "Worked out." });
        await Act(_reviewer, "OLD", new { act = "decide", agrees = true });
        Assert.Equal("Exited", Text(await StageOf("OLD"), "stage"));
        await _house.Check();
    }

    [Fact]
    public async Task A_file_that_goes_with_an_item_is_kept_and_opens_to_who_may_see_the_site()
    {
        await PutDown("NEW-4", "");
        await Act(_ana, "NEW-4", new { act = "move", stage = "Evaluation" });
        var seen = (await StageOf("NEW-4")).GetProperty("last").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in ((string, string)[])[("act", "check"), ("stage", "Evaluation"), ("item", "consent-cooperative"), ("state", "Done"), ("note", "Signed."), ("seen", seen)])
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent([1, 2, 3]), "files", "minutes.pdf");
        using (var answer = await _ana.PostAsync("/sites/NEW-4/stage", form, Stop))
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        var page = await _ana.GetStringAsync("/sites/NEW-4/stage", Stop);
        var href = System.Text.RegularExpressions.Regex.Match(page, "href=\"(/sites/NEW-4/stage/files/[0-9]+/minutes.pdf)\"").Groups[1].Value;
        Assert.Equal([1, 2, 3], await _reviewer.GetByteArrayAsync(href, Stop));
        Assert.Equal(HttpStatusCode.NotFound, (await _reviewer.GetAsync(href.Replace("NEW-4", "OLD", StringComparison.Ordinal), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _buyer.GetAsync(href, Stop)).StatusCode);
    }

    [Fact]
    public async Task The_path_says_where_a_site_stands_what_nothing_records_and_what_comes_next_and_closed_matters_stay_closed()
    {
        var path = await _lead.GetFromJsonAsync<JsonElement>("/api/sites/OLD/path", Stop);
        Assert.Equal(["title", "cooperative", "cards", "safety", "custody", "child-protection"], path.GetProperty("dimensions").EnumerateArray().Select(d => Text(d, "id")));
        Assert.All(path.GetProperty("dimensions").EnumerateArray().Where(d => Text(d, "id") is not "custody"), d => Assert.Equal("NotObserved", Text(d.GetProperty("now"), "state")));
        Assert.Contains("Nothing records yet", path.GetProperty("dimensions")[4].GetProperty("says")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(3, path.GetProperty("next").GetArrayLength());
        Assert.All(path.GetProperty("next").EnumerateArray(), n => Assert.StartsWith("Have it looked at", Text(n, "do"), StringComparison.Ordinal));
        var craft = path.GetProperty("ladders").EnumerateArray().Single(l => Text(l, "id") == "craft");
        Assert.All(craft.GetProperty("rungs").EnumerateArray().Skip(2), r => Assert.Equal(("not yet checked against the text", JsonValueKind.Null), (Text(r, "unread"), r.GetProperty("ref").ValueKind)));
        Assert.DoesNotContain(path.GetProperty("ladders").EnumerateArray(), l => Text(l, "id") == "egc");

        // A buyer sees the path of a site of theirs, and is not told that what they may not see is in order.
        Assert.Contains("Some of it is not shown to you", await _buyer.GetStringAsync("/sites/OLD/path", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _buyer.GetAsync("/sites/OLD/stage", Stop)).StatusCode);
        await PutDown("NEW-5", "");
        Assert.Equal(HttpStatusCode.NotFound, (await _buyer.GetAsync("/sites/NEW-5/path", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_code_is_unique_plain_and_never_the_address_of_a_page()
    {
        foreach (var (code, says) in ((string, string)[])[("to-come", "Another site has this code."), ("OLD", "Another site has this code."), ("a/b", "A code has up to 24 letters")])
            Assert.Contains(says, await (await _ana.PostAsJsonAsync("/api/sites", Asked(code, ""), Stop)).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var named = await _ana.PostAsJsonAsync("/api/sites", new { name = "To-Come!", country = "CD", zone = "Africa/Lubumbashi" }, Stop);
        Assert.NotEqual("to-come", Text(await named.Content.ReadFromJsonAsync<JsonElement>(Stop), "code"));
    }

    private static object Asked(string code, string proposed) => new { name = "Site " + code, code, country = "CD", province = "Lualaba", zone = "Africa/Lubumbashi", position = "-10.7 25.4", minerals = (string[])["cobalt"], proposedBy = proposed };

    private async Task PutDown(string code, string proposed) => Assert.Equal(HttpStatusCode.Created, (await _ana.PostAsJsonAsync("/api/sites", Asked(code, proposed), Stop)).StatusCode);

    private async Task Ready(string code)
    {
        await PutDown(code, "");
        await Act(_ana, code, new { act = "move", stage = "Evaluation" });
        await Close(code, Stage.Evaluation);
        await Act(_ana, code, new { act = "move", stage = "Baseline" });
        await Recorded(code, Stage.Baseline);
    }

    private async Task Close(string code, Stage list)
    {
        foreach (var item in Handbook.List(list))
            await Act(_ana, code, new { act = "check", stage = list.ToString(), item = item.Id, state = item.MayNotApply ? "NotApplicable" : "Done", note = "As it is." });
    }

    // As if agents had recorded what the items need.
    private async Task Recorded(string code, Stage list)
    {
        var site = _house.Get<Adit.Storage.Registers>().Current.SiteCodes[code];
        foreach (var item in Handbook.List(list))
            await _house.Record(new StageItemChecked(site, list, item.Id, ItemState.Done, new(2026, 11, 23), "As it is.", []));
    }

    private async Task<List<JsonElement>> ToCome() => [.. (await _lead.GetFromJsonAsync<JsonElement>("/api/sites/to-come", Stop)).GetProperty("sites").EnumerateArray()];

    private Task<JsonElement> StageOf(string code) => _lead.GetFromJsonAsync<JsonElement>($"/api/sites/{code}/stage", Stop);

    // Acts on the newest state, as somebody does who has just looked.
    private async Task<string> Act(HttpClient by, string code, object act, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await Post(by, code, act);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(expected == answer.StatusCode, text);
        return System.Text.RegularExpressions.Regex.Unescape(text);
    }

    private async Task<HttpResponseMessage> Post(HttpClient by, string code, object act)
    {
        var body = JsonSerializer.SerializeToNode(act)!.AsObject();
        body["seen"] ??= (await StageOf(code)).GetProperty("last").GetInt64();
        return await by.PostAsJsonAsync($"/api/sites/{code}/stage/acts", body, Stop);
    }

    private async Task<HttpClient> Client(string name)
    {
        var client = new HttpClient { BaseAddress = new(_house.Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn(name, Opened.Password, "test")).Token);
        return client;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
