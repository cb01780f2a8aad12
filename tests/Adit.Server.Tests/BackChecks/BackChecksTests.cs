using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.BackChecks;
using Adit.Ledger;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.BackChecks;

/// <summary>Some records are made again by another agent who is not told what the first one saw, and how far the two agree is published.</summary>
public sealed class BackChecksTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _office = null!;
    private Enrolled _awa = null!, _omari = null!, _far = null!;
    private FieldPhone _omarisPhone = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Awa and Omari work at N1, where a pit may be ten metres deep; somebody else works elsewhere.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        (_awa, _omari, _far) = (await _house.Agent("Awa", "en", site), await _house.Agent("Omari", "fr", site), await _house.Agent("Far", "en", await _house.Site("S1")));
        _omarisPhone = await FieldPhone.Of(_house, _omari.Id);
        await _house.Publish(Rounds.Xform().Replace("<bind nodeset=\"/data/site\"", "<bind nodeset=\"/data\" adit:visit=\"\"/><bind nodeset=\"/data/site\"", StringComparison.Ordinal)
            .Replace("<bind nodeset=\"/data/who\"", "<bind nodeset=\"/data/who\" adit:observes=\"force.duty\"", StringComparison.Ordinal));
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        _office = new() { BaseAddress = new(_house.Origin) };
        _office.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        await Later(0);
    }

    public async ValueTask DisposeAsync()
    {
        _office.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task What_is_drawn_is_made_again_by_another_agent_of_the_site_who_hears_nothing_of_the_first()
    {
        var first = await Drawn();
        var check = Assert.Single((await Checks()).GetProperty("waiting").EnumerateArray());
        Assert.Equal(("waits", "Awa", "Omari", "2026-11-26"), (Text(check, "state"), Text(check, "of"), Text(check, "agent"), Text(check, "until")));

        var pack = (await _omarisPhone.Pack()).Body;
        // It is the visit that is due anyway, and looks like it: nobody can tell that it is a check.
        var due = Assert.Single(pack.GetProperty("due").EnumerateArray(), d => Text(d, "form") == Rounds.Form);
        Assert.Equal(("visit", "Site N1 · 5 jours par semaine"), (Text(due, "kind"), Text(due, "detail")));
        Assert.DoesNotContain("Awa", pack.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("14.5", pack.GetRawText(), StringComparison.Ordinal);
        await _house.Record(new AgentAssigned(_omari.Id, [_house.Get<Registers>().Current.SiteCodes["N1"]], [], 0));
        Assert.Equal(["Site N1"], Visits((await _omarisPhone.Pack()).Body));
        Assert.DoesNotContain("asked:", (await (await FieldPhone.Of(_house, _awa.Id)).Pack()).Body.GetRawText(), StringComparison.Ordinal);

        await Later(1);
        var second = Rounds.NewInstance();
        Assert.Equal(201, (await _omari.Phone.Submit(Rounds.Record(second, "N1", depth: "8", day: "2026-11-24"))).Code);
        await Looked();
        var made = Assert.Single((await Checks()).GetProperty("over").EnumerateArray());
        var differ = Assert.Single(made.GetProperty("differ").EnumerateArray());
        Assert.Equal(("made", $"/submissions/{first}", 1), (Text(made, "state"), Text(made, "first"), made.GetProperty("pairs").GetInt32()));
        Assert.Equal(("OH-04", "S2", "nothing"), (Text(differ, "indicator"), Text(differ, "first"), Text(differ, "second")));
        Assert.Empty(Visits((await _omarisPhone.Pack()).Body));

        var method = await _house.Http.GetFromJsonAsync<JsonElement>("/api/method", Stop);
        var agreement = method.GetProperty("agreement").EnumerateArray().Single();
        Assert.Equal(("OH-04", 1, JsonValueKind.Null), (Text(agreement, "indicator"), agreement.GetProperty("pairs").GetInt32(), agreement.GetProperty("share").ValueKind));
        Assert.Contains("1 made, 0 not made in time, 0 dropped", await _house.Http.GetStringAsync("/method", Stop), StringComparison.Ordinal);
        Assert.Contains("Has a back-check.", await _office.GetStringAsync($"/submissions/{first}", Stop), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task Only_what_the_hash_of_its_entry_draws_is_checked_and_anybody_with_the_log_can_draw_again()
    {
        await Set(10, 3);
        for (var n = 0; n < 60; n++)
            Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: "5"))).Code);
        await Looked();
        var (records, checks) = _house.Database.Read(db => (SubmissionsTable.Before(db, long.MaxValue, 100), BackChecksTable.Waiting(db, DateOnly.MinValue)));
        var drawn = records.Where(r => Drawing.Falls(Merkle.Leaf(_house.Database.Read(db => LedgerTable.Entry(db, r.Index))!), 10)).Select(r => r.Index).Order();
        Assert.Equal(drawn, checks.Select(c => c.Entry).Order());
        Assert.All(checks, c => Assert.Equal(BackCheckCause.Drawn, c.Cause));

        // A server that starts again draws none of them twice.
        await _house.Restart();
        await Looked();
        Assert.Equal(checks.Count, _house.Database.Read(db => BackChecksTable.Waiting(db, DateOnly.MinValue)).Count);
    }

    [Fact]
    public async Task A_record_that_ends_a_finding_of_S2_is_checked_whatever_is_drawn_and_the_check_is_not_checked_again()
    {
        await Set(5, 2);
        // It takes two looks without it.
        foreach (var duty in (string[])["beyond_duty", "absent"])
        {
            await Submit(_awa, "5", duty);
            await Looked();
            Assert.DoesNotContain(_house.Database.Read(db => BackChecksTable.Waiting(db, DateOnly.MinValue)), c => c.Cause == BackCheckCause.Ended);
            await Later(1);
        }
        await Submit(_awa, "5", "absent");
        await Looked();
        var ended = _house.Database.Read(db => BackChecksTable.Waiting(db, DateOnly.MinValue)).Single(c => c.Cause == BackCheckCause.Ended);
        Assert.Equal(_omari.Id, ended.Agent);

        await Submit(_omari, "5", "beyond_duty");
        await Looked();
        Assert.Contains(_house.Database.Read(db => BackChecksTable.Between(db, DateOnly.MinValue, DateOnly.MaxValue, 10)), c => c.Id == ended.Id && c.Second is not null);
        Assert.DoesNotContain(_house.Database.Read(db => BackChecksTable.Between(db, DateOnly.MinValue, DateOnly.MaxValue, 10)), c => c.Of == _omari.Id);
    }

    [Fact]
    public async Task An_agent_who_corrects_a_drawn_record_changes_nothing_of_what_is_compared()
    {
        var first = await Drawn();
        var instance = _house.Database.Read(db => SubmissionsTable.Versions(db, new(Guid.Parse(first)))[0].Instance);
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: "8", replaces: instance))).Code);
        Assert.Equal(201, (await _omari.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: "8"))).Code);
        await Looked();
        Assert.Equal("S2", Text((await Checks()).GetProperty("over")[0].GetProperty("differ")[0], "first"));
    }

    [Fact]
    public async Task The_office_has_a_record_checked_chooses_who_does_it_and_may_wait_no_more()
    {
        var instance = Rounds.NewInstance();
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(instance, "N1", depth: "5"))).Code);
        await _house.Rated();
        var record = _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1))[0].Submission.ToString();
        var made = await Sent(HttpMethod.Post, "", new { record }, HttpStatusCode.Created);
        var check = Text(JsonDocument.Parse(made).RootElement, "id");
        Assert.Contains("A second record is waited for already.", await Sent(HttpMethod.Post, "", new { record }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        foreach (var not in (ActorId[])[_awa.Id, _far.Id])
            Assert.Contains("Choose an agent who works at the site", await Sent(HttpMethod.Put, $"/{check}/agent", new { agent = not.ToString() }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Sent(HttpMethod.Put, $"/{check}/agent", new { agent = _omari.Id.ToString() }, HttpStatusCode.NoContent);
        Assert.Contains("Say why, in at most 500 characters.", await Sent(HttpMethod.Post, $"/{check}/drop", new { why = " " }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await Sent(HttpMethod.Post, $"/{check}/drop", new { why = "The road is <cut>." }, HttpStatusCode.NoContent);
        Assert.Contains("Nothing is waited for any more.", await Sent(HttpMethod.Post, $"/{check}/drop", new { why = "again" }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Contains("The road is &lt;cut&gt;.", await _office.GetStringAsync("/back-checks", Stop), StringComparison.Ordinal);
        Assert.Equal("dropped", Text((await Checks()).GetProperty("over")[0], "state"));
        await _house.Check();
    }

    [Fact]
    public async Task Where_nobody_else_works_the_office_is_told_and_where_a_site_is_closed_nothing_is_drawn()
    {
        Assert.Equal(201, (await _far.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "S1", depth: "5"))).Code);
        await _house.Rated();
        var record = _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1))[0].Submission.ToString();
        await Sent(HttpMethod.Post, "", new { record }, HttpStatusCode.Created);
        Assert.Contains("No other agent works at this site with this form.", await _office.GetStringAsync("/back-checks", Stop), StringComparison.Ordinal);

        await _house.Record(new Adit.Safety.SiteClosed(_house.Get<Registers>().Current.SiteCodes["N1"], new(2026, 11, 1), null, "shots"));
        await Set(10, 3);
        for (var n = 0; n < 40; n++)
            await Submit(_awa, "5");
        await Looked();
        Assert.DoesNotContain(_house.Database.Read(db => BackChecksTable.Waiting(db, DateOnly.MinValue)), c => c.Of == _awa.Id);
    }

    [Fact]
    public async Task What_was_not_made_in_time_is_counted_as_that_and_what_a_phone_brings_late_still_counts()
    {
        await Drawn();
        await Later(10);
        Assert.Equal("late", Text((await Checks()).GetProperty("waiting")[0], "state"));
        Assert.Equal(201, (await _omari.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: "14", day: "2026-11-25"))).Code);
        await Looked();
        Assert.Equal("made", Text((await Checks()).GetProperty("over")[0], "state"));

        await Drawn();
        await Later(30);
        Assert.Equal("missed", Text((await Checks()).GetProperty("over")[0], "state"));
    }

    [Fact]
    public async Task Shares_that_nobody_may_set_are_told_and_change_nothing()
    {
        foreach (var (percent, days) in ((int, int)[])[(4, 3), (11, 3), (7, 0), (7, 15), (-1, 3)])
            Assert.Contains("5 to 10 % of visits", await Sent(HttpMethod.Put, "/settings", new { percent, days }, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Equal(0, (await Checks()).GetProperty("settings").GetProperty("percent").GetInt32());
        Assert.Contains("The programme draws no visits", await _house.Http.GetStringAsync("/method", Stop), StringComparison.Ordinal);
    }

    // A record of Awa's, 14.5 m deep, that was drawn.
    private async Task<string> Drawn()
    {
        await Set(10, 3);
        return (await Until(() => Submit(_awa, "14.5"), drawn: true)).ToString();
    }

    // Days later; sessions end in the meantime.
    private async Task Later(int days)
    {
        _house.Clock.Advance(TimeSpan.FromDays(days));
        _office.DefaultRequestHeaders.Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn("Lead", Opened.Password, "test")).Token);
    }

    private async Task Submit(Enrolled agent, string depth, string duty = "") =>
        Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: depth, who: duty, day: DateOnly.FromDateTime(_house.Clock.Now.UtcDateTime).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)))).Code);

    // Sends until the newest was drawn, or not; what was before is withdrawn from the list by the office.
    private async Task<SubmissionId> Until(Func<Task> send, bool drawn)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            await send();
            await Looked();
            var newest = _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 1))[0];
            if (_house.Database.Read(db => BackChecksTable.Of(db, newest.Submission)).Count > 0 == drawn)
                return newest.Submission;
        }
        throw new InvalidOperationException("Nothing was drawn among two hundred.");
    }

    private async Task Looked()
    {
        await _house.Rated();
        await _house.Get<BackChecksJob>().Look();
    }

    private Task<string> Set(int percent, int days) => Sent(HttpMethod.Put, "/settings", new { percent, days }, HttpStatusCode.NoContent);

    private Task<JsonElement> Checks() => _office.GetFromJsonAsync<JsonElement>("/api/back-checks", Stop);

    private async Task<string> Sent(HttpMethod method, string path, object body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, "/api/back-checks" + path) { Content = JsonContent.Create(body) };
        using var answer = await _office.SendAsync(request, Stop);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private static string[] Visits(JsonElement pack) => [.. pack.GetProperty("due").EnumerateArray().Where(d => Text(d, "kind") == "visit").Select(d => Text(d, "detail"))];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
