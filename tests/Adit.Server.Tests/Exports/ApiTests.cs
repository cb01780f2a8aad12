using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.People;
using Adit.Submissions;

namespace Adit.Tests.Exports;

public sealed class ApiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_below_T2_sees_ratings_and_no_record_by_any_route()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send($"<say>words of a record</say><deaths>1</deaths><secret>{FieldHouse.Planted}</secret>");
        await field.Rated();
        var id = Newest(field).Submission;
        using var buyer = await field.As(Role.Buyer);

        foreach (var path in new[] { "/api/programme", "/api/sites", "/api/sites/ONE", "/api/sites/ONE/risks/OH-01", "/api/sites?kind=reference", "/api/method" })
        {
            var text = await buyer.GetStringAsync(path, Stop);
            foreach (var closed in new[] { "words of a record", FieldHouse.Planted, "Agent Number Nine", field.Agent.ToString(), id.ToString(), "10.712", "Site REF" })
                Assert.False(text.Contains(closed, StringComparison.Ordinal), $"{path} shows {closed}");
        }
        foreach (var path in new[] { "/api/submissions", $"/api/submissions/{id}", "/api/agents", $"/api/forms/{FieldHouse.Form}/submissions.json", $"/api/forms/{FieldHouse.Form}/submissions.csv.zip" })
        {
            using var answer = await buyer.GetAsync(path, Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{path} answers {answer.StatusCode}");
        }
        using var reference = await buyer.GetAsync("/api/sites/REF", Stop);
        Assert.Equal(HttpStatusCode.NotFound, reference.StatusCode);
    }

    [Fact]
    public async Task Protected_indicators_are_told_to_nobody_below_T2()
    {
        await using var field = await FieldHouse.Begin();
        using var buyer = await field.As(Role.Buyer);
        using var method = JsonDocument.Parse(await buyer.GetStringAsync("/api/method", Stop));
        var hidden = method.RootElement.GetProperty("indicators").EnumerateArray().Where(i => i.GetProperty("isProtected").GetBoolean()).Select(i => i.GetProperty("id").GetString()!).ToList();

        var site = await buyer.GetStringAsync("/api/sites/ONE", Stop);

        Assert.NotEmpty(hidden);
        foreach (var id in hidden)
        {
            Assert.DoesNotContain($"\"{id}\"", site, StringComparison.Ordinal);
            using var closed = await buyer.GetAsync($"/api/sites/ONE/risks/{id}", Stop);
            Assert.Equal(HttpStatusCode.NotFound, closed.StatusCode);
        }
    }

    [Fact]
    public async Task A_fatal_accident_is_under_review_with_its_record_and_no_longer_once_the_record_is_withdrawn()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<deaths>1</deaths>");
        await field.Rated();
        using var lead = await field.As(Role.Lead);
        var record = Newest(field);

        var open = await Get(lead, "/api/sites/ONE/risks/OH-01");
        Assert.Equal(("Open", "S1"), (open.GetProperty("rating").GetProperty("state").GetString(), open.GetProperty("rating").GetProperty("level").GetString()));
        Assert.Equal(record.Submission.ToString(), Assert.Single(open.GetProperty("evidence").EnumerateArray()).GetProperty("submission").GetString());
        Assert.Equal("FatalUnderReview", (await Get(lead, "/api/sites/ONE")).GetProperty("attention").GetString());

        using var withdrawn = await lead.PostAsJsonAsync($"/api/submissions/{record.Submission}/withdraw", new { reason = "sent twice" }, Stop);
        Assert.Equal(HttpStatusCode.OK, withdrawn.StatusCode);
        await field.Rated();
        Assert.Empty((await Get(lead, "/api/sites/ONE/risks/OH-01")).GetProperty("evidence").EnumerateArray());
        Assert.Equal("Open", (await Get(lead, $"/api/sites/ONE/risks/OH-01?k={record.Index}")).GetProperty("rating").GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_record_is_reviewed_by_who_has_the_right_and_says_so()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<say>a</say>");
        using var lead = await field.As(Role.Lead);
        var path = $"/api/submissions/{Newest(field).Submission}";

        using var wrong = await lead.PostAsJsonAsync(path + "/review", new { state = "Received" }, Stop);
        using var right = await lead.PostAsJsonAsync(path + "/review", new { state = "Approved", note = "good" }, Stop);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (wrong.StatusCode, right.StatusCode));
        var record = await Get(lead, path);
        Assert.Equal(("Approved", "good"), (record.GetProperty("record").GetProperty("review").GetString(), record.GetProperty("reviews")[0].GetProperty("note").GetString()));
    }

    [Fact]
    public async Task Below_T2_stand_the_count_band_the_rule_and_the_proof()
    {
        await using var field = await FieldHouse.Begin();
        for (var i = 0; i < 6; i++)
            await field.Send("<deaths>0</deaths>");
        await field.Rated();
        using var buyer = await field.As(Role.Buyer);
        using var lead = await field.As(Role.Lead);

        foreach (var path in new[] { "/api/sites/ONE", "/api/sites/ONE/risks/OH-01" })
        {
            var (below, within) = (await Get(buyer, path), (await Get(lead, path)).GetProperty("records"));
            var records = below.GetProperty("records");
            Assert.Equal((JsonValueKind.Null, 5, 9, "5–9"), (records.GetProperty("count").ValueKind, records.GetProperty("band").GetProperty("from").GetInt64(), records.GetProperty("band").GetProperty("to").GetInt64(), records.GetProperty("band").GetProperty("words").GetString()));
            Assert.Equal((6, JsonValueKind.Null), (within.GetProperty("count").GetInt64(), within.GetProperty("band").ValueKind));
            Assert.Equal(64, below.GetProperty("proof").GetProperty("catalogue").GetString()!.Length);
            Assert.Equal(JsonValueKind.Null, below.GetProperty("proof").GetProperty("k").ValueKind);
        }
        var risk = await Get(buyer, "/api/sites/ONE/risks/OH-01");
        Assert.NotEmpty(risk.GetProperty("steps").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, risk.GetProperty("evidence").ValueKind);
        Assert.Equal("5–9", (await Get(buyer, "/api/programme")).GetProperty("sites")[0].GetProperty("records").GetProperty("band").GetProperty("words").GetString());
    }

    [Fact]
    public async Task Words_come_in_French_to_who_asks_for_French_and_codes_stay()
    {
        await using var field = await FieldHouse.Begin();
        using var lead = await field.As(Role.Lead);
        var english = await Get(lead, "/api/sites/ONE/risks/OH-01");
        lead.DefaultRequestHeaders.AcceptLanguage.ParseAdd("fr");
        var french = await Get(lead, "/api/sites/ONE/risks/OH-01");

        Assert.NotEqual(english.GetProperty("name").GetString(), french.GetProperty("name").GetString());
        Assert.NotEqual(english.GetProperty("steps")[0].GetProperty("when").GetString(), french.GetProperty("steps")[0].GetProperty("when").GetString());
        Assert.Equal(english.GetProperty("rating").GetProperty("state").GetString(), french.GetProperty("rating").GetProperty("state").GetString());
        using var refused = await lead.PostAsJsonAsync("/api/users", new { name = "Ann", role = "king" }, Stop);
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync(Stop));
        Assert.Equal((422, "refused"), ((int)refused.StatusCode, problem.GetProperty("code").GetString()));
        Assert.StartsWith("Un rôle est", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        using var unread = await lead.GetAsync("/api/submissions?site=NOWHERE", Stop);
        Assert.Contains("ne peut pas être lu", await unread.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/no-such-thing", 404, "not-found")]
    [InlineData("DELETE", "/api/programme", 405, "method")]
    [InlineData("GET", "/api/submissions?limit=many", 400, "bad-request")]
    [InlineData("POST", "/api/users", 400, "bad-request")]
    public async Task Whatever_is_wrong_the_answer_is_a_problem_document(string method, string path, int status, string code)
    {
        await using var field = await FieldHouse.Begin();
        using var lead = await field.As(Role.Lead);
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST")
            request.Content = new StringContent("{not json", System.Text.Encoding.UTF8, "application/json");
        using var answer = await lead.SendAsync(request, Stop);

        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(code, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_pages_do_programs_do_too_sites_agents_keys_and_files()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<photo>p.jpg</photo>", file: "p.jpg");
        using var lead = await field.As(Role.Lead);

        using var added = await lead.PostAsJsonAsync("/api/sites", new { name = "Bondelamu", country = "CD", zone = "Africa/Lubumbashi", minerals = new[] { "cobalt" } }, Stop);
        Assert.Equal((HttpStatusCode.Created, "bondelamu"), (added.StatusCode, JsonElement.Parse(await added.Content.ReadAsStringAsync(Stop)).GetProperty("code").GetString()));
        using var nowhere = await lead.PostAsJsonAsync("/api/sites", new { name = "", country = "Congo" }, Stop);
        Assert.Equal(3, JsonElement.Parse(await nowhere.Content.ReadAsStringAsync(Stop)).GetProperty("reasons").GetArrayLength());
        Assert.Equal("bondelamu", (await Get(lead, "/api/sites?q=BONDE")).GetProperty("sites")[0].GetProperty("site").GetProperty("code").GetString());

        using var assigned = await lead.PutAsJsonAsync("/api/agents/Agent%20Number%20Nine/assignment", new { sites = new[] { "bondelamu" }, daysAWeek = 3 }, Stop);
        Assert.Equal(HttpStatusCode.NoContent, assigned.StatusCode);
        var agent = (await Get(lead, "/api/agents"))[0];
        Assert.Equal(("bondelamu", 3, 1), (agent.GetProperty("sites")[0].GetString(), agent.GetProperty("daysAWeek").GetInt32(), agent.GetProperty("keys").GetInt32()));
        using var revoked = await lead.PostAsync($"/api/agents/Agent%20Number%20Nine/keys/{agent.GetProperty("credentials")[0].GetProperty("id").GetString()}/revoke", null, Stop);
        Assert.Equal("{\"revoked\":1}", await revoked.Content.ReadAsStringAsync(Stop));

        var record = await Get(lead, $"/api/submissions/{Newest(field).Submission}");
        Assert.Equal("p.jpg", record.GetProperty("files")[0].GetProperty("name").GetString());
        Assert.Equal([1, 2, 3], await lead.GetByteArrayAsync($"/api/submissions/{Newest(field).Submission}/files/p.jpg", Stop));
        Assert.Contains("Check", await lead.GetStringAsync("/api/forms/check", Stop), StringComparison.Ordinal);
        Assert.StartsWith("<h:html", await lead.GetStringAsync("/api/forms/check/versions/1.xml", Stop), StringComparison.Ordinal);
    }

    private static SubmissionRow Newest(FieldHouse field) => field.Opened.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1)).Single();

    private static async Task<JsonElement> Get(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path, Stop)).RootElement;
}
