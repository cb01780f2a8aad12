using System.Net;
using System.Text.Json;
using Adit.DataSets;
using Adit.People;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.DataSets;

/// <summary>What the office sees of data sets and does about them, and what is due on the phones of those who follow up.</summary>
public sealed class DataSetsTests : IAsyncLifetime
{
    private House _house = null!;
    private Office _lead = null!;
    private Enrolled _awa = null!, _omari = null!;
    private SiteId _north, _south;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        (_north, _south) = (await _house.Site("N1"), await _house.Site("S1"));
        (_awa, _omari) = (await _house.Agent("Awa", "en", _north), await _house.Agent("Omari", "fr", _south));
        await _house.Publish(FollowUps.MakingForm());
        await _house.Publish(FollowUps.ChangingForm());
        _lead = await Office.Of(_house);
    }

    public async ValueTask DisposeAsync()
    {
        await _house.Check();
        _lead.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_data_set_is_there_as_soon_as_a_form_declares_it_and_each_reader_sees_what_lies_at_their_sites()
    {
        Assert.Contains("""<a href="/data-sets/follow_ups">follow_ups</a>""", await _lead.Http.GetStringAsync("/data-sets", Stop), StringComparison.Ordinal);
        var (one, two, nowhere) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await Sent(_awa, FollowUps.Make(one, "Pump <1>"));
        await Sent(_omari, FollowUps.Make(two, "Well", site: "S1"));
        await Sent(_awa, FollowUps.Make(nowhere, "Nowhere", site: "no such site"));
        Assert.Equal(3, (await _lead.Json("/api/data-sets/follow_ups")).GetProperty("entities").GetInt32());
        var page = await _lead.Http.GetStringAsync("/data-sets/follow_ups", Stop);
        Assert.Contains("Pump &lt;1&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Pump <1>", page, StringComparison.Ordinal);

        using var north = await Limited(Role.Analyst);
        Assert.Equal(1, (await north.Json("/api/data-sets/follow_ups")).GetProperty("entities").GetInt32());
        Assert.Equal([one.ToString()], Ids(await north.Json("/api/data-sets/follow_ups/entities")));
        Assert.DoesNotContain("Well", await north.Http.GetStringAsync("/data-sets/follow_ups", Stop), StringComparison.Ordinal);
        foreach (var hidden in (Guid[])[two, nowhere])
            foreach (var path in (string[])[$"/data-sets/follow_ups/{hidden}", $"/api/data-sets/follow_ups/entities/{hidden}"])
                Assert.Equal(HttpStatusCode.NotFound, (await north.Http.GetAsync(path, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await north.Http.GetAsync("/api/data-sets/follow_ups/entities?site=S1", Stop)).StatusCode);
        Assert.Equal([two.ToString()], Ids(await _lead.Json("/api/data-sets/follow_ups/entities?site=S1")));
        Assert.Equal(HttpStatusCode.NotFound, (await _lead.Http.GetAsync("/data-sets/others", Stop)).StatusCode);
        using var buyer = await Office.Of(_house, Role.Buyer);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.Http.GetAsync("/api/data-sets", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_history_of_an_entity_says_which_record_changed_what_and_a_conflict_stands_until_somebody_looked()
    {
        var entity = Guid.NewGuid();
        await Sent(_awa, FollowUps.Make(entity, "Pump", instance: "uuid:make"));
        await Sent(_awa, FollowUps.Change(entity, 1, status: "done"));
        await Sent(_awa, FollowUps.Change(entity, 1, status: "broken <b>"));
        var page = await _lead.Http.GetStringAsync($"/data-sets/follow_ups/{entity}", Stop);
        Assert.Contains("Two people changed the same thing without knowing of each other.", page, StringComparison.Ordinal);
        Assert.Contains($"/submissions/{_house.Row("uuid:make", FollowUps.Making)!.Submission}", page, StringComparison.Ordinal);
        Assert.Contains("<s>done</s> broken &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("Changed by two, differently", await _lead.Http.GetStringAsync("/data-sets/follow_ups?conflict=any", Stop), StringComparison.Ordinal);
        Assert.Equal(1, (await _lead.Json("/api/data-sets/follow_ups")).GetProperty("conflicts").GetInt32());

        Assert.Equal(204, await _lead.Post($"/api/data-sets/follow_ups/entities/{entity}/seen", new { }));
        await _house.Rated();
        Assert.Empty(Ids(await _lead.Json("/api/data-sets/follow_ups/entities?conflict=1")));
        Assert.Equal(0, (await _lead.Json("/api/data-sets/follow_ups")).GetProperty("conflicts").GetInt32());
        Assert.Contains("Conflict looked at", await _lead.Http.GetStringAsync($"/data-sets/follow_ups/{entity}", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lead_deletes_with_a_reason_and_sets_approval_with_its_history_and_nobody_else_does()
    {
        var entity = Guid.NewGuid();
        await Sent(_awa, FollowUps.Make(entity, "Pump"));
        using var analyst = await Office.Of(_house, Role.Analyst);
        Assert.Equal(403, await analyst.Post($"/api/data-sets/follow_ups/entities/{entity}/delete", new { reason = "no" }));
        Assert.Equal(422, await _lead.Post($"/api/data-sets/follow_ups/entities/{entity}/delete", new { reason = " " }));
        Assert.Equal(204, await _lead.Post($"/api/data-sets/follow_ups/entities/{entity}/delete", new { reason = "made <twice>" }));
        await _house.Rated();
        Assert.Contains("made &lt;twice&gt;", await _lead.Http.GetStringAsync($"/data-sets/follow_ups/{entity}", Stop), StringComparison.Ordinal);
        Assert.Equal(422, await _lead.Post($"/api/data-sets/follow_ups/entities/{entity}/delete", new { reason = "again" }));
        Assert.Equal(0, (await _lead.Json("/api/data-sets/follow_ups")).GetProperty("entities").GetInt32());

        using var set = await _lead.Http.PutAsync("/api/data-sets/follow_ups/settings", System.Net.Http.Json.JsonContent.Create(new { approval = true }), Stop);
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        using var refused = await analyst.Http.PutAsync("/api/data-sets/follow_ups/settings", System.Net.Http.Json.JsonContent.Create(new { approval = false }), Stop);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.True((await _lead.Json("/api/data-sets/follow_ups")).GetProperty("approval").GetBoolean());
        Assert.Contains("asked for approval first, 23 Nov", await _lead.Http.GetStringAsync("/data-sets/follow_ups", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_set_comes_as_csv_that_no_spreadsheet_runs_and_taking_it_out_is_recorded()
    {
        await Sent(_awa, FollowUps.Make(Guid.NewGuid(), "=1+1"));
        await Sent(_omari, FollowUps.Make(Guid.NewGuid(), "Well", site: "S1"));
        var csv = (await _lead.Http.GetStringAsync("/api/data-sets/follow_ups/entities.csv", Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("name,label,__version,__site,__changed,__conflict,status,due,note", csv[0]);
        Assert.Equal(3, csv.Length);
        Assert.Contains(",'=1+1,1,N1,", csv[2], StringComparison.Ordinal);
        Assert.Equal(2, (await _lead.Http.GetStringAsync("/api/data-sets/follow_ups/entities.csv?site=S1", Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("export.data-set:follow_ups", Assert.IsType<Adit.Ledger.RecordsRead>(_house.Database.Read(db => _house.Get<Adit.Ledger.LedgerReading>().Fact(db, _house.Database.Size - 1, Adit.Protection.Tier.T2))!.Fact).What);
        using var reviewer = await Office.Of(_house, Role.Reviewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await reviewer.Http.GetAsync("/api/data-sets/follow_ups/entities.csv", Stop)).StatusCode);
    }

    [Fact]
    public async Task What_is_due_within_three_days_and_not_closed_stands_on_today_and_opens_its_form_with_it_chosen()
    {
        var (due, later, closed, far) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await Sent(_awa, FollowUps.Make(due, "Pump", due: "2026-11-26"));
        await Sent(_awa, FollowUps.Make(later, "Later", due: "2026-11-27"));
        await Sent(_awa, FollowUps.Make(closed, "Closed", due: "2026-11-20"));
        await Sent(_awa, FollowUps.Change(closed, 1, status: "done"));
        await Sent(_omari, FollowUps.Make(far, "Far", site: "S1", due: "2026-11-20"));
        var phone = await FieldPhone.Of(_house, _awa.Id);
        var pack = (await phone.Pack()).Body;
        var found = Assert.Single(pack.GetProperty("due").EnumerateArray(), d => Text(d, "kind") == "follow-up");
        Assert.Equal((due.ToString(), FollowUps.Changing, "Pump", "Site N1 · for 26 November 2026", _north.ToString()), (Text(found, "entity"), Text(found, "form"), Text(found, "title"), Text(found, "detail"), Text(found, "site")));
        Assert.Equal([("/data/site", _north.ToString()), ("/data/what", due.ToString())], found.GetProperty("answers").EnumerateArray().Select(a => (Text(a, "path"), Text(a, "value"))));
        Assert.DoesNotContain("Far", pack.GetRawText(), StringComparison.Ordinal);
        var list = pack.GetProperty("forms").EnumerateArray().Single(f => Text(f, "form") == FollowUps.Changing).GetProperty("lists").EnumerateArray().Single(l => Text(l, "name") == "follow_ups.csv");
        using var csv = new HttpRequestMessage(HttpMethod.Get, Text(list, "address")) { Headers = { Authorization = new("Bearer", phone.Reads) } };
        using var sent = await _house.Http.SendAsync(csv, Stop);
        Assert.Equal(Text(list, "md5"), Adit.Phones.OpenRosaAnswer.Md5(await sent.Content.ReadAsByteArrayAsync(Stop)));

        // The tag that a phone asks by changes only when something of it does.
        var tag = Text((await phone.Contact()).Body, "pack");
        Assert.Equal(tag, Text((await phone.Contact()).Body, "pack"));
        await Sent(_awa, FollowUps.Change(due, 1, status: "done"));
        Assert.NotEqual(tag, Text((await phone.Contact()).Body, "pack"));
        Assert.DoesNotContain("follow-up:", (await phone.Pack()).Body.GetRawText(), StringComparison.Ordinal);
        _house.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Contains($"follow-up:follow_ups:{later}", (await phone.Pack()).Body.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sites")]
    [InlineData("pits")]
    [InlineData("a.b")]
    [InlineData("__own")]
    public async Task A_data_set_that_would_take_the_place_of_another_list_is_not_published(string name)
    {
        using var sent = await _lead.Http.PostAsync("/api/forms", new StringContent(FollowUps.MakingForm("odd", name), System.Text.Encoding.UTF8, "application/xml"), Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("A data set cannot be called", await sent.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private async Task Sent(Enrolled agent, string xml)
    {
        var answer = await agent.Phone.Submit(xml);
        Assert.True(answer.Code == 201, System.Text.Encoding.UTF8.GetString(answer.Body));
        await _house.Rated();
    }

    private async Task<Office> Limited(Role role)
    {
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Limited", role, [_north], Opened.Password);
        return new(new() { BaseAddress = new(_house.Origin), DefaultRequestHeaders = { Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn("Limited", Opened.Password, "test")).Token) } });
    }

    private static List<string> Ids(JsonElement answer) => [.. answer.GetProperty("entities").EnumerateArray().Select(e => Text(e, "id"))];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
