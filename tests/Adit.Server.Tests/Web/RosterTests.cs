using System.Net;
using System.Net.Http.Json;
using Adit.People;
using Adit.Tests.Commands;
using Adit.Tests.Phones;

namespace Adit.Tests.Web;

/// <summary>Rosters by site and week: who was to be where, what became of it, and what reaches the phone.</summary>
public sealed class RosterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_of_the_roster_is_done_late_or_missed_and_shown_so()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var (awa, jean) = (await house.Agent("Awa", "en", site), await house.Agent("Jean", "fr", site));
        await house.Publish(Rounds.Xform());
        using var office = await Office(house);
        await Put(office, HttpStatusCode.NoContent, ("Awa", "2026-11-23"), ("Jean", "2026-11-23"), ("Jean", "2026-11-24"), ("Awa", "2026-11-29"));
        await awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", day: "2026-11-23"));

        house.Clock.Now = House.Noon.AddDays(3);
        await awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", day: "2026-11-25"));
        await house.Rated();
        using var thursday = await Office(house);
        var lines = (await thursday.GetFromJsonAsync<RosterApi.RosterLine[]>("/api/roster/2026-11-26", Stop))!;
        Assert.Equal(
            [("Awa", 23, "done"), ("Jean", 23, "late"), ("Jean", 24, "late"), ("Awa", 26, "unplanned"), ("Awa", 29, "planned")],
            lines.OrderBy(l => l.Day).ThenBy(l => l.Agent, StringComparer.Ordinal).Select(l => (l.Agent, l.Day.Day, l.Attendance)));
        house.Clock.Now = House.Noon.AddDays(4);
        using var friday = await Office(house);
        Assert.Contains(("Jean", 23, "missed"), (await friday.GetFromJsonAsync<RosterApi.RosterLine[]>("/api/roster/2026-11-23", Stop))!.Select(l => (l.Agent, l.Day.Day, l.Attendance)));

        var page = WebUtility.HtmlDecode(await friday.GetStringAsync("/roster?week=2026-11-23", Stop));
        Assert.Contains("1 done", page, StringComparison.Ordinal);
        Assert.Contains("title=\"missed\"", page, StringComparison.Ordinal);
        await house.Check();
    }

    [Fact]
    public async Task Where_nobody_set_a_roster_agents_choose_their_days_and_what_arrives_is_done()
    {
        await using var house = await House.Open();
        var awa = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        using var office = await Office(house);
        await awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", day: "2026-11-23"));
        await house.Rated();
        Assert.Equal([("Awa", "done")], (await office.GetFromJsonAsync<RosterApi.RosterLine[]>("/api/roster/2026-11-23", Stop))!.Select(l => (l.Agent, l.Attendance)));
    }

    [Fact]
    public async Task A_paper_form_says_by_number_on_which_answer_a_question_depends()
    {
        await using var house = await House.Open();
        using var office = await Office(house);
        var page = WebUtility.HtmlDecode(await office.GetStringAsync("/forms/adit-incident/paper", Stop));
        Assert.Contains("only if 4 is “Accident”", page, StringComparison.Ordinal);
        Assert.Contains("○ Violence or threat", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_roster_is_set_again_as_a_whole_and_takes_no_stranger_and_no_other_week()
    {
        await using var house = await House.Open();
        var (here, there) = (await house.Site("N1"), await house.Site("S1"));
        await house.Agent("Awa", "en", here);
        await house.Agent("Omari", "en", there);
        using var office = await Office(house);
        await Put(office, HttpStatusCode.NoContent, ("Awa", "2026-11-23"), ("Awa", "2026-11-24"));
        await Put(office, HttpStatusCode.NoContent, ("Awa", "2026-11-25"));
        Assert.Equal([25], (await office.GetFromJsonAsync<RosterApi.RosterLine[]>("/api/roster/2026-11-23", Stop))!.Select(l => l.Day.Day));
        Assert.Contains("Omari does not work at Site N1.", await Put(office, HttpStatusCode.UnprocessableEntity, ("Omari", "2026-11-23")), StringComparison.Ordinal);
        Assert.Contains("A day lies outside the week.", await Put(office, HttpStatusCode.UnprocessableEntity, ("Awa", "2026-11-30")), StringComparison.Ordinal);
        Assert.Contains("A roster begins on a Monday.", await Put(office, HttpStatusCode.UnprocessableEntity, "2026-11-24", ("Awa", "2026-11-24")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_phone_is_told_to_visit_on_the_days_of_its_roster_and_without_one_on_any()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var awa = await house.Agent("Awa", "en", site);
        using var office = await Office(house);
        var phone = await FieldPhone.Of(house, awa.Id);
        Assert.Single(await Due());
        await Put(office, HttpStatusCode.NoContent, ("Awa", "2026-11-24"));
        Assert.Empty(await Due());
        house.Clock.Now = House.Noon.AddDays(1);
        Assert.Equal("visit", Assert.Single(await Due()).GetProperty("kind").GetString());

        async Task<IEnumerable<System.Text.Json.JsonElement>> Due() => (await phone.Pack()).Body.GetProperty("due").EnumerateArray();
    }

    [Fact]
    public async Task A_message_reaches_its_agent_with_the_next_contact_and_nobody_else()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var (awa, jean) = (await house.Agent("Awa", "en", site), await house.Agent("Jean", "fr", site));
        using var office = await Office(house);
        using var sent = await office.PostAsJsonAsync("/api/agents/Awa/messages", new { text = " Come on Thursday.\r\nBring the phone. " }, Stop);
        Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        using var empty = await office.PostAsJsonAsync("/api/agents/Awa/messages", new { text = "  " }, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);

        var told = (await (await FieldPhone.Of(house, awa.Id)).Contact()).Body.GetProperty("news");
        Assert.Equal([("message", "Come on Thursday.\nBring the phone.")], told.EnumerateArray().Select(n => (n.GetProperty("state").GetString()!, n.GetProperty("note").GetString()!)));
        Assert.Equal(0, (await (await FieldPhone.Of(house, jean.Id)).Contact()).Body.GetProperty("news").GetArrayLength());
    }

    [Fact]
    public async Task The_ends_of_the_calendar_are_no_week()
    {
        await using var house = await House.Open();
        await house.Site("N1");
        using var office = await Office(house);
        foreach (var day in (string[])["0001-01-01", "9999-12-31", "soon"])
        {
            Assert.Equal(HttpStatusCode.OK, (await office.GetAsync($"/roster?week={day}", Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync($"/api/roster/{day}", Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync($"/api/roster/{day}/warnings", Stop)).StatusCode);
        }
    }

    private static async Task<string> Put(HttpClient office, HttpStatusCode expected, params (string Agent, string Day)[] days) => await Put(office, expected, "2026-11-23", days);

    private static async Task<string> Put(HttpClient office, HttpStatusCode expected, string week, params (string Agent, string Day)[] days)
    {
        using var answer = await office.PutAsJsonAsync($"/api/sites/N1/roster/{week}", new { days = days.Select(d => new { agent = d.Agent, day = d.Day }) }, Stop);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private static async Task<HttpClient> Office(House house)
    {
        if (house.Get<Adit.Storage.Registers>().Current.Users.IsEmpty)
            await Accounts.CreateUser(house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        var token = (await house.Get<Sessions>().SignIn("Lead", Opened.Password, "test")).Token;
        var client = new HttpClient { BaseAddress = new(house.Origin), DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return client;
    }
}
