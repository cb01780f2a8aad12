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
        await using var field = await Field.Begin();
        await field.Send($"<say>words of a record</say><deaths>1</deaths><secret>{Field.Planted}</secret>");
        await field.Rated();
        var id = Newest(field).Submission;
        using var buyer = await field.As(Role.Buyer);

        foreach (var path in new[] { "/api/programme", "/api/sites", "/api/sites/ONE", "/api/sites/ONE/risks/OH-01", "/api/sites?kind=reference", "/api/method" })
        {
            var text = await buyer.GetStringAsync(path, Stop);
            foreach (var closed in new[] { "words of a record", Field.Planted, "Agent Number Nine", field.Agent.ToString(), id.ToString(), "10.712", "Site REF" })
                Assert.False(text.Contains(closed, StringComparison.Ordinal), $"{path} shows {closed}");
        }
        foreach (var path in new[] { "/api/submissions", $"/api/submissions/{id}", "/api/agents", $"/api/forms/{Field.Form}/submissions.json", $"/api/forms/{Field.Form}/submissions.csv.zip" })
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
        await using var field = await Field.Begin();
        using var buyer = await field.As(Role.Buyer);
        using var method = JsonDocument.Parse(await buyer.GetStringAsync("/api/method", Stop));
        var hidden = method.RootElement.GetProperty("indicators").EnumerateArray().Where(i => i.GetProperty("isProtected").GetBoolean()).Select(i => i.GetProperty("id").GetString()!).ToList();

        var site = await buyer.GetStringAsync("/api/sites/ONE", Stop);

        Assert.NotEmpty(hidden);
        foreach (var id in hidden)
        {
            Assert.DoesNotContain($"\"{id}\"", site, StringComparison.Ordinal);
            Assert.Equal("{\"site\":\"ONE\",\"protectedMatter\":true}", await buyer.GetStringAsync($"/api/sites/ONE/risks/{id}", Stop));
        }
    }

    [Fact]
    public async Task A_fatal_accident_is_under_review_with_its_record_and_no_longer_once_the_record_is_withdrawn()
    {
        await using var field = await Field.Begin();
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
        await using var field = await Field.Begin();
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
    public async Task The_interface_is_described_and_its_page_asks_no_other_host()
    {
        await using var field = await Field.Begin();
        using var anyone = field.Opened.Client();
        using var description = JsonDocument.Parse(await anyone.GetStringAsync("/openapi.json", Stop));
        var page = await (await anyone.GetAsync("/reference/", Stop)).Content.ReadAsStringAsync(Stop);

        Assert.StartsWith("3.1", description.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.True(description.RootElement.GetProperty("paths").TryGetProperty("/api/sites/{code}", out _));
        Assert.NotEmpty(page);
        Assert.DoesNotMatch("(src|href)=\"https?://", page);
    }

    private static SubmissionRow Newest(Field field) => field.Opened.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1)).Single();

    private static async Task<JsonElement> Get(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path, Stop)).RootElement;
}
