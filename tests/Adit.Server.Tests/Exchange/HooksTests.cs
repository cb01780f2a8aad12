using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Credentials;
using Adit.People;
using Adit.Releases;
using Adit.Reports;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Summaries;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Exchange;

/// <summary>Programs that are told of records and reports: in order, signed, nothing left out, and each only what is its own.</summary>
public sealed class HooksTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!;
    private Receiver _receiver = null!;
    private Enrolled _awa = null!;
    private SiteId _first, _second;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // At N1 and N2, where pits may be ten metres deep, Awa works. Gold Refiner's agreement gives reports of N1, Iron's of N2.
    public async ValueTask InitializeAsync()
    {
        (_house, _receiver) = (await House.Open(), await Receiver.Open());
        (_first, _second) = (await Site("N1"), await Site("N2"));
        _awa = await _house.Agent("Awa", "en", _first, _second);
        await _house.Publish(Rounds.Xform());
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        _lead = await _house.Client("Lead");
        foreach (var (code, site) in ((string, string)[])[("gold", "N1"), ("iron", "N2")])
        {
            await Post(_lead, "/api/organisations", new { code, name = code, kind = "refiner", country = "BE" }, HttpStatusCode.Created);
            await Post(_lead, $"/api/organisations/{code}/agreements", new { from = "2026-10-01", until = "2026-12-24", sites = new[] { site }, products = new[] { "reports" } }, HttpStatusCode.NoContent);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lead.Dispose();
        await _house.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task The_programmes_program_is_told_what_becomes_of_records_in_order_with_ids_and_nothing_that_they_say()
    {
        var hook = await Hook(null);
        await Send("uuid:1", "N1", "14");
        await Send("uuid:2", "N1", "13", replaces: "uuid:1");
        await Send("uuid:3", "N2", "14");
        await _house.Record(new SubmissionReviewed(_house.Row("uuid:2")!.Submission, ReviewState.Approved, "words of the office"));
        await _house.Record(new SubmissionWithdrawn(_house.Row("uuid:3")!.Submission, "sent by mistake"));
        await Publish(_first, 1);
        await Publish(_first, 2);
        await Until(() => _receiver.Types.Contains("report.corrected"));

        Assert.Equal(["submission.new", "submission.edited", "submission.new", "submission.reviewed", "submission.withdrawn", "report.published", "report.corrected"], _receiver.Types.Where(t => t != "submission.rated"));
        Assert.Equal("submission.rated", _receiver.Types[1]);
        Assert.Equal(Enumerable.Range(1, _receiver.Numbers.Count).Select(n => (long)n), _receiver.Numbers);
        Assert.Empty(_receiver.Unsigned);
        Assert.Distinct(_receiver.Taken.Select(t => t.Id));
        var entries = _receiver.Taken.Select(t => t.Body.GetProperty("data").GetProperty("entry").GetInt64()).ToList();
        Assert.Equal(entries.Order(), entries);
        var (first, rated) = (_receiver.Taken[0].Body.GetProperty("data"), _receiver.Taken[1].Body.GetProperty("data"));
        Assert.Equal((Rounds.Form, "N1"), (first.GetProperty("form").GetString(), first.GetProperty("site").GetString()));
        Assert.Contains("OH-04", rated.GetProperty("indicators").EnumerateArray().Select(i => i.GetString()));
        Assert.Equal(HttpStatusCode.OK, (await _lead.GetAsync(first.GetProperty("url").GetString(), Stop)).StatusCode);
        var said = string.Concat(_receiver.Taken.Select(t => t.Body.GetRawText()));
        foreach (var word in (string[])["Awa", "14", "words of the office", "mistake", "Site N1"])
            Assert.False(said.Replace(first.GetProperty("submission").GetString()!, "", StringComparison.Ordinal).Contains($"\"{word}\"", StringComparison.Ordinal), word);
        var log = (await _lead.GetFromJsonAsync<JsonElement>($"/api/webhooks/{hook}/deliveries", Stop)).GetProperty("tries").EnumerateArray().ToList();
        Assert.Equal(_receiver.Numbers.Reverse(), log.Select(t => t.GetProperty("sequence").GetInt64()));
        Assert.All(log, t => Assert.Equal(JsonValueKind.Null, t.GetProperty("failed").ValueKind));
        await _house.Check();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_a_program_fails_it_gets_everything_in_order_over_restarts_too(int seed)
    {
        var random = new Random(seed);
        _receiver.Answers = _ => random.Next(6) switch { 0 => 500, 1 => 429, 2 => 404, 3 => 0, _ => 204 };
        await Hook(null);
        var sent = 0;
        for (var round = 0; round < 4; round++)
        {
            for (var n = random.Next(2, 6); n > 0; n--)
                await Send($"uuid:{sent++}", random.Next(2) == 0 ? "N1" : "N2", "5");
            if (round % 2 == 1)
                await _house.Restart();
        }
        long last() => _house.Database.Read(db => Adit.Hooks.HooksTable.Queue(db, Adit.Hooks.HooksTable.All(db)[0])) is { Told: var told, Last: var all } && told == all ? told : -1;
        await _house.Rated();
        for (var tries = 0; (last() < sent) && tries < 400; tries++)
        {
            _house.Clock.Advance(TimeSpan.FromHours(1));
            _house.Get<Adit.Hooks.HooksJob>().Wake();
            await Task.Delay(50, Stop);
        }

        // Twice at most where its word was not heard; never another order, never a gap.
        Assert.Empty(_receiver.Unsigned);
        Assert.True(last() >= sent);
        Assert.Equal(Enumerable.Range(1, (int)last()).Select(n => (long)n), Once(_receiver.Numbers));
        Assert.Equal(sent, _receiver.Taken.DistinctBy(t => t.Id).Count(t => t.Body.GetProperty("type").GetString() == "submission.new"));
        Assert.All(_receiver.Numbers.Zip(_receiver.Numbers.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 0, 1));
    }

    [Fact]
    public async Task A_program_that_does_not_answer_waits_with_what_comes_after_and_holds_up_nobody_else()
    {
        await using var other = await Receiver.Open();
        var stuck = await Hook(null);
        await Hook(null, other.Url);
        _receiver.Answers = _ => 500;
        await Send("uuid:1", "N1", "5");
        await Send("uuid:2", "N1", "5");
        await Until(() => other.Types.Count(t => t == "submission.new") == 2 && _receiver.Calls == 1);

        var listed = (await _lead.GetFromJsonAsync<JsonElement>("/api/webhooks", Stop)).EnumerateArray().Single(h => h.GetProperty("id").GetString() == stuck);
        Assert.Equal((0, "unreachable"), (listed.GetProperty("told").GetInt64(), listed.GetProperty("failed").GetString()));
        Assert.Contains("number 1 is not taken", await _lead.GetStringAsync($"/webhooks/{stuck}", Stop), StringComparison.Ordinal);
        _receiver.Answers = _ => 204;
        // The office does not wait for its time.
        await Post(_lead, $"/api/webhooks/{stuck}/replay", new { from = 1 }, HttpStatusCode.NoContent);
        await Until(() => _receiver.Types.Count(t => t == "submission.new") == 2);
        Assert.Equal(1, _receiver.Numbers[0]);
    }

    [Fact]
    public async Task From_any_number_on_all_is_sent_again_with_the_same_ids()
    {
        var hook = await Hook(null, past: true);
        for (var n = 0; n < 4; n++)
            await Send($"uuid:{n}", "N1", "5");
        await Until(() => _receiver.Types.Count(t => t == "submission.new") == 4);
        await Until(() => _house.Database.Read(db => Adit.Hooks.HooksTable.Queue(db, Adit.Hooks.HooksTable.All(db)[0])) is var q && q.Told == q.Last && q.Next == _house.Database.Size);
        var (before, last) = (_receiver.Taken, _receiver.Numbers[^1]);

        using var form = new FormUrlEncodedContent([new("act", "replay"), new("from", "3")]);
        await _lead.PostAsync($"/webhooks/{hook}", form, Stop);
        await Until(() => _receiver.Numbers.Count == before.Count + last - 2);

        Assert.Equal(before.Skip(2).Select(t => (t.Id, t.Body.GetRawText())), _receiver.Taken.Skip(before.Count).Select(t => (t.Id, t.Body.GetRawText())));
        foreach (var from in (long[])[0, last + 2])
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _lead.PostAsJsonAsync($"/api/webhooks/{hook}/replay", new { from }, Stop)).StatusCode);
    }

    [Fact]
    public async Task Ratings_that_change_by_something_that_is_no_record_are_told_to_the_programmes_program_alone()
    {
        await using var others = await Receiver.Open();
        await Hook(null);
        await Hook("gold", others.Url);
        await Send("uuid:1", "N1", "12");
        await _house.Record(new SiteParameterSet(_first, "pit_depth_limit_m", 30, new(2026, 11, 1), "deeper pits are permitted here"));
        await Publish(_first, 1);
        await _house.Rated();
        await Until(() => _receiver.Types.Contains("report.published") && others.Types.Contains("report.published"));
        Assert.Equal(["submission.new", "submission.rated", "site.rated", "report.published"], _receiver.Types);
        Assert.Equal(["report.published"], others.Types);
        var rated = _receiver.Taken[2].Body.GetProperty("data");
        Assert.Equal("N1", rated.GetProperty("site").GetString());
        Assert.Contains("OH-04", rated.GetProperty("indicators").EnumerateArray().Select(i => i.GetString()));
    }

    [Fact]
    public async Task What_is_about_the_programme_what_is_released_or_taken_back_and_what_ends_is_told_by_the_subscribers_own_reach()
    {
        await using var others = await Receiver.Open();
        await Post(_lead, "/api/organisations/gold/agreements", new { from = "2026-06-01", sites = new[] { "N1" }, products = new[] { "programme" } }, HttpStatusCode.NoContent);
        await Hook("gold");
        await Hook("iron", others.Url);
        await Publish(_first, 1);
        await Publish(_second, 1);
        foreach (var (site, record, code) in ((SiteId, string, string)[])[(_second, "uuid:2", "N2"), (_first, "uuid:1", "N1")])
        {
            await Send(record, code, "5");
            var (row, report, release) = (_house.Row(record)!, Id.From(site.Value, "report"), Guid.CreateVersion7());
            await _house.Record(new TextReleased(Guid.CreateVersion7(), site, row.Day, "A pit.", "en", row.Submission, row.Index, "/data/note"));
            await _house.Record(new TextReleased(release, site, row.Day, "A wall.", "en", row.Submission, row.Index, "/data/who"));
            await _house.Record(new ReleaseTakenBack(release, "planted reason"));
            await _house.Record(new SubmissionWithdrawn(row.Submission, "planted words"));
            var credential = Guid.CreateVersion7();
            await _house.Record(new CredentialIssued(credential, "dcc", site, report, 1, 1, 1, site == _first ? 1 : 2, "", ""));
            await _house.Record(new CredentialStatusChanged(credential, CredentialEnd.Withdrawn, null, "planted"));
        }
        var quarter = new ReportId(Guid.CreateVersion7());
        await _house.Record(new ProgrammeReportPublished(quarter, new(2026, 3), 1, new(new(2026, 3), "", 7, [], [], [], null, null), [], "", [_first, .. Enumerable.Range(0, 20).Select(_ => new SiteId(Guid.CreateVersion7()))]));
        await _house.Record(new ReportWithdrawn(quarter, 1, "planted"));
        await _house.Record(new SummaryWithdrawn(new(Guid.CreateVersion7()), 1, "planted"));
        await Until(() => _receiver.Types.Contains("summary.withdrawn") && others.Types.Contains("summary.withdrawn"));

        string[] own = ["report.published", "release.made", "release.made", "release.taken-back", "release.taken-back", "release.taken-back", "credential.withdrawn"];
        Assert.Equal([.. own, "programme-report.published", "programme-report.withdrawn", "summary.withdrawn"], _receiver.Types);
        Assert.Equal([.. own, "summary.withdrawn"], others.Types);
        Assert.Equal(Enumerable.Range(1, _receiver.Numbers.Count).Select(n => (long)n), _receiver.Numbers);
        var said = string.Concat(_receiver.Taken.Select(t => t.Body.GetRawText()));
        foreach (var word in (string[])["N2", "planted", "\"entry\"", "A pit", "A wall", _house.Row("uuid:1")!.Submission.ToString()])
            Assert.DoesNotContain(word, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organisations_program_is_told_of_reports_that_its_agreement_gives_and_numbers_tell_nothing_of_others()
    {
        await using var others = await Receiver.Open();
        var gold = await Hook("gold");
        await Hook("iron", others.Url);
        await Send("uuid:1", "N1", "14");
        await Publish(_second, 1);
        await Publish(_first, 1);
        await Publish(_second, 2);
        await Publish(_first, 2);
        await Until(() => _receiver.Types.Count == 2 && others.Types.Count == 2);

        Assert.Equal(["report.published", "report.corrected"], _receiver.Types);
        Assert.Equal([1L, 2L], _receiver.Numbers);
        Assert.All(_receiver.Taken, t => Assert.Equal(("N1", false), (t.Body.GetProperty("data").GetProperty("site").GetString(), t.Body.GetProperty("data").TryGetProperty("entry", out _))));
        Assert.DoesNotContain("N2", string.Concat(_receiver.Taken.Select(t => t.Body.GetRawText())), StringComparison.Ordinal);

        // With its key it sees its own webhook, sends again, and knows of no other.
        using var program = new HttpClient { BaseAddress = new(_house.Origin) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", (await (await _lead.PostAsJsonAsync("/api/keys", new { organisation = "gold", name = "Grid", scopes = new[] { "webhooks", "reports" }, until = "2027-01-01" }, Stop)).Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("key").GetString());
        var mine = Assert.Single((await program.GetFromJsonAsync<JsonElement>("/api/webhooks", Stop)).EnumerateArray());
        Assert.Equal(gold, mine.GetProperty("id").GetString());
        var theirs = _house.Database.Read(db => Adit.Hooks.HooksTable.All(db).Select(h => h.Set.Hook).Single(h => h.ToString() != gold));
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync($"/api/webhooks/{theirs}/deliveries", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await program.PostAsJsonAsync($"/api/webhooks/{theirs}/replay", new { from = 1 }, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.PostAsJsonAsync("/api/webhooks", new { name = "x", url = "https://x.example.org" }, Stop)).StatusCode);

        // After the agreement is over, what is sent again says no more than that there was something.
        _house.Clock.Advance(TimeSpan.FromDays(32));
        await Post(program, $"/api/webhooks/{gold}/replay", new { from = 1 }, HttpStatusCode.NoContent);
        await Until(() => _receiver.Types.Count == 4);
        Assert.Equal(["""{"type":"withheld","sequence":1}""", """{"type":"withheld","sequence":2}"""], _receiver.Taken.Skip(2).Select(t => t.Body.GetRawText()));
    }

    [Fact]
    public async Task Only_https_is_called_the_secret_is_shown_once_and_another_host_has_another()
    {
        foreach (var (name, url, why) in ((string, string, string)[])[("", "https://hook.example.org/", "Name the webhook"), ("x", "http://hook.example.org/", "no address that a program can be called at"), ("x", "https://u:p@hook.example.org/", "no address")])
        {
            using var refused = await _lead.PostAsJsonAsync("/api/webhooks", new { name, url }, Stop);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(why, await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
        using var form = new FormUrlEncodedContent([new("name", "Store <b>"), new("url", "https://hook.example.org/a")]);
        var page = await (await _lead.PostAsync("/webhooks", form, Stop)).Content.ReadAsStringAsync(Stop);
        Assert.Contains("whsec_", page, StringComparison.Ordinal);
        var listed = await _lead.GetStringAsync("/webhooks", Stop);
        Assert.Contains("Store &lt;b&gt;", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", listed, StringComparison.Ordinal);
        var hook = _house.Database.Read(db => Adit.Hooks.HooksTable.All(db)[0].Set.Hook);
        async Task<string?> secret(string url) => (await (await _lead.PutAsJsonAsync($"/api/webhooks/{hook}", new { name = "Store", url }, Stop)).Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("secret").GetString();
        Assert.Null(await secret("https://hook.example.org/b"));
        Assert.NotNull(await secret("https://elsewhere.example.org/b"));
        Assert.Equal(HttpStatusCode.NoContent, (await _lead.DeleteAsync($"/api/webhooks/{hook}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _lead.GetAsync($"/webhooks/{hook}", Stop)).StatusCode);
        await _house.Check();
    }

    // What came a second time in a row is one.
    private static IEnumerable<long> Once(IReadOnlyList<long> numbers) => numbers.Where((number, i) => i == 0 || number != numbers[i - 1]);

    private async Task<string> Hook(string? organisation, string? url = null, bool past = false)
    {
        using var answer = await _lead.PostAsJsonAsync("/api/webhooks", new { name = "Store", url = url ?? _receiver.Url, organisation, past }, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Stop));
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        if (url is null)
            _receiver.Secret = made.GetProperty("secret").GetString();
        return made.GetProperty("id").GetString()!;
    }

    private async Task<SiteId> Site(string code)
    {
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, code, $"Site {code}", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        return site;
    }

    // Over an address of its own, since the house moves when it is restarted.
    private async Task Send(string instance, string site, string depth, string? replaces = null) =>
        Assert.Equal(201, (await new Phone(_house.Http, $"/openrosa/key/{_awa.Key}").Submit(Rounds.Record(instance, site: site, depth: depth, day: "2026-11-23", replaces: replaces))).Code);

    private async Task Publish(SiteId site, int version)
    {
        var (report, month) = (new ReportId(Id.From(site.Value, "report")), new DateOnly(2026, 10, 1));
        var code = site == _first ? "N1" : "N2";
        await _house.Record(new ReportPublished(report, site, month, version, new(
            code, "Site " + code, "CD", "Lualaba", ["cobalt"], "Monitored", month, new(2026, 10, 31), "", version, "oox-", [new("records", version)], new(40, 38), [], [], [], [], []), [], version == 1 ? "" : "a record came late"));
    }

    private static async Task Post(HttpClient client, string path, object asked, HttpStatusCode status)
    {
        using var answer = await client.PostAsJsonAsync(path, asked, Stop);
        Assert.True(answer.StatusCode == status, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task Until(Func<bool> so)
    {
        for (var tries = 0; !so() && tries < 600; tries++)
            await Task.Delay(50, Stop);
        Assert.True(so());
    }
}
