using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Alerts;
using Adit.Incidents;
using Adit.People;
using Adit.Safety;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Adit.Web;

namespace Adit.Tests.Alerts;

// What the tests of alerts do, and what they look at.
public sealed partial class AlertsTests
{
    private static object Asked(
        string name, string? email = null, string? phone = null, string? webhook = null, string language = "en", string from = "S2", string? user = null, string? quietFrom = null, string? quietUntil = null, bool digest = false, bool escalate = false) =>
        new { name, language, zone = "Africa/Lubumbashi", email, phone, webhook, user, sites = Array.Empty<string>(), from, quietFrom, quietUntil, digest, escalate };

    private async Task<JsonElement> Listener(
        string name, string? email = null, string? phone = null, string? webhook = null, string language = "en", string from = "S2", string? user = null, string? quietFrom = null, string? quietUntil = null, bool digest = false, bool escalate = false)
    {
        var id = user is null ? null : _house.Get<Registers>().Current.Users.Single(u => u.Name == user).Id.ToString();
        using var answer = await _lead.PostAsJsonAsync("/api/alerts/listeners", Asked(name, email, phone, webhook, language, from, id, quietFrom, quietUntil, digest, escalate), Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Stop));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    private async Task<JsonElement> Put(string id, object asked)
    {
        using var answer = await _lead.PutAsJsonAsync($"/api/alerts/listeners/{id}", asked, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    private string Sms(string to) => _outside.Messages.Single(m => m.To == to).Text;

    private List<string> Digests(string to) => [.. _outside.Mails.Where(m => m.To == to && (m.Text.Contains("Incidents", StringComparison.Ordinal))).Select(m => m.Text.ReplaceLineEndings("\n"))];

    private IReadOnlyList<Delivery> Deliveries() => _house.Database.Read(db => NoticesTable.Page(db, new(null, null, true, null), 100));

    private static async Task<List<JsonElement>> Deliveries(HttpClient by) => [.. (await by.GetFromJsonAsync<JsonElement>("/api/alerts", Stop)).GetProperty("deliveries").EnumerateArray()];

    // What the ledger says of how each ended.
    private List<NoticeTold> Told()
    {
        var ledger = _house.Get<Adit.Ledger.LedgerReading>();
        return _house.Database.Read(db => Enumerable.Range(0, (int)_house.Database.Size).Select(n => ledger.Fact(db, n, Adit.Protection.Tier.T2)?.Fact).OfType<NoticeTold>().ToList());
    }

    // Long enough for everything that is due to go out once more, if it did; then nothing of it is under way.
    private async Task Settled(int? told)
    {
        for (var n = 0; n < 3; n++)
        {
            _house.Get<NoticesJob>().Wake();
            await Task.Delay(300, Stop);
        }
        await Until(() => Deliveries().All(d => d.State != DeliveryState.Waits || d.Next > _house.Database.Now));
        if (told is { } count)
            Assert.Equal(count, _outside.Messages.Count + _outside.Mails.Count + _outside.Calls.Count);
    }

    private string Today() => DateOnly.FromDateTime(_house.Clock.Now.UtcDateTime).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task Send(string depth = "", string deaths = "")
    {
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: depth, note: deaths, day: Today()))).Code);
        await Looked();
    }

    private async Task Looked()
    {
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
    }

    private async Task Later(double days, string? from = null)
    {
        if (from is not null)
            _house.Clock.Now = DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture);
        _house.Clock.Advance(TimeSpan.FromDays(days));
        await SignIn();
        _house.Get<NoticesJob>().Wake();
    }

    private async Task SignIn()
    {
        foreach (var client in (HttpClient?[])[_lead, _ana, _reviewer])
            client?.Dispose();
        (_lead, _ana, _reviewer) = (await Client("Lead"), await Client("Ana"), await Client("Rita"));
        _awa = _awa with { Phone = new(_house.Http, $"/openrosa/key/{_awa.Key}") };
    }

    private async Task<HttpClient> Client(string name)
    {
        var client = new HttpClient { BaseAddress = new(_house.Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn(name, Opened.Password, "test")).Token);
        return client;
    }

    private async Task Act(HttpClient by, string number, object act)
    {
        var body = JsonSerializer.SerializeToNode(act)!.AsObject();
        body["seen"] ??= _house.Database.Read(db => IncidentsTable.Find(db, number)!.Last);
        using var answer = await by.PostAsJsonAsync($"/api/incidents/{number}/acts", body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task Until(Func<bool> so)
    {
        for (var tries = 0; !so() && tries < 400; tries++)
            await Task.Delay(50, Stop);
        Assert.True(so());
    }
}
