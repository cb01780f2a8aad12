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

// What the tests of incidents do, and what they look at.
public sealed partial class IncidentsTests
{
    private async Task<HttpClient> BuyerOf(string site, string name = "Beau")
    {
        await Adit.People.Accounts.CreateUser(_house.Database, ActorId.Program, name, Role.Buyer, [_house.Get<Registers>().Current.SiteCodes[site]], Opened.Password);
        return await Client(name);
    }

    private async Task Send(Enrolled agent, string depth = "", string armed = "", string deaths = "", int day = 23, string? instance = null, string? replaces = null)
    {
        Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record(
            instance ?? Rounds.NewInstance(), "N1", depth: depth, who: armed, note: deaths, replaces: replaces,
            day: day == 23 ? DateOnly.FromDateTime(_house.Clock.Now.UtcDateTime).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : $"2026-11-{day}"))).Code);
        await Looked();
    }

    private static async Task Until(Func<bool> so)
    {
        for (var tries = 0; !so() && tries < 300; tries++)
            await Task.Delay(50, Stop);
        Assert.True(so());
    }

    private async Task Looked()
    {
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
    }

    private async Task Later(int days)
    {
        _house.Clock.Advance(TimeSpan.FromDays(days));
        await SignIn();
    }

    // A server that was started again is at another address.
    private async Task SignIn()
    {
        foreach (var client in (HttpClient?[])[_lead, _ana, _reviewer, _buyer])
            client?.Dispose();
        (_lead, _ana, _reviewer, _buyer) = (await Client("Lead"), await Client("Ana"), await Client("Rita"), await Client("Buyer"));
    }

    private async Task<HttpClient> Client(string name)
    {
        var client = new HttpClient { BaseAddress = new(_house.Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn(name, Opened.Password, "test")).Token);
        return client;
    }

    private async Task<List<JsonElement>> Open() => [.. (await _lead.GetFromJsonAsync<JsonElement>("/api/incidents", Stop)).GetProperty("incidents").EnumerateArray()];

    private Task<JsonElement> One(string number) => _lead.GetFromJsonAsync<JsonElement>("/api/incidents/" + number, Stop);

    private async Task<IReadOnlySet<string>> Standing()
    {
        await _house.Rated();
        return _house.Database.Read(db => IncidentsJob.Standing(db, _house.Get<Registers>().Current.Monitored.Single(s => s.Code == "N1"), _house.Clock.Now));
    }

    // Acts on the newest state, as somebody does who has just looked.
    private async Task<string> Act(HttpClient by, string number, object act, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await Post(by, number, act);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(expected == answer.StatusCode, text);
        return text;
    }

    private async Task<HttpResponseMessage> Post(HttpClient by, string number, object act)
    {
        var body = JsonSerializer.SerializeToNode(act)!.AsObject();
        body["seen"] ??= _house.Database.Read(db => IncidentsTable.Find(db, number)!.Last);
        return await by.PostAsJsonAsync($"/api/incidents/{number}/acts", body, Stop);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
