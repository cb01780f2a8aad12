using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.Custody;
using Adit.People;
using Adit.Sites;
using Adit.Tests.Commands;

namespace Adit.Tests.Custody;

/// <summary>Lots from the pit on: told by programs, seen by the programme, checked by anybody.</summary>
public sealed class CustodyTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _ana = null!, _rita = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        foreach (var (code, name) in ((string, string)[])[("N1", "Mwana"), ("N2", "Musonoi")])
            await _house.Record(new SiteRegistered(new(Guid.CreateVersion7()), code, name, SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, code == "N1" ? 25.5m : 26.5m), "Africa/Lubumbashi", null, [], null, [], null));
        foreach (var (name, role) in ((string, Role)[])[("Ana", Role.Analyst), ("Rita", Role.Reviewer), ("Buyer", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        (_ana, _rita) = (await _house.Client("Ana"), await _house.Client("Rita"));
    }

    public async ValueTask DisposeAsync()
    {
        _ana.Dispose();
        _rita.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_lot_that_was_put_together_of_bags_of_two_sites_says_where_it_comes_from_and_what_of_it_cannot_be_right()
    {
        await Bags();
        await Tell(Event("merge", 8, depot: "D1", lots: [Taken("B-1"), Taken("B-2"), new { lot = "L-1", part = "made", kilograms = 100, form = "consignment" }]));
        await Tell(Event("weighing", 9, depot: "D1", lots: [new { lot = "L-1", kilograms = 110 }]));
        var lot = await Json(_ana, "/api/custody/lots/L-1");
        Assert.Equal("Segregated", lot.GetProperty("model").GetString());
        Assert.Equal([("N1", 0.6m), ("N2", 0.4m)], lot.GetProperty("origins").EnumerateArray().Select(o => (o.GetProperty("site").GetString()!, o.GetProperty("share").GetDecimal())));
        var odd = lot.GetProperty("lots").EnumerateArray().Single(l => l.GetProperty("code").GetString() == "L-1").GetProperty("odd").EnumerateArray().Single();
        Assert.Equal(("Gained", "TR-02", 10m), (odd.GetProperty("kind").GetString(), odd.GetProperty("indicator").GetString(), odd.GetProperty("number").GetDecimal()));
        var page = WebUtility.HtmlDecode(await _ana.GetStringAsync("/lots/L-1", Stop));
        foreach (var said in (string[])["It grew by 10\u00A0% between two measurings; 2\u00A0% are allowed.", "Mwana", "Musonoi", "segregated: of several known sites", "href=\"/lots/B-1\""])
            Assert.Contains(said, page, StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task An_event_that_a_phone_sends_twice_counts_once_and_another_with_its_id_is_refused()
    {
        var told = Event("extraction", 7, "N1", lots: [new { lot = "B-1", kilograms = 60 }]);
        Assert.Equal((1, 0), await Tell(told));
        Assert.Equal((0, 1), await Tell(told));
        told["site"] = "N2";
        Assert.Contains("Another event has the id", await Refused("/api/custody/events", new { events = new[] { told } }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_batch_with_something_wrong_nothing_is_recorded_and_each_fault_names_its_event()
    {
        var said = await Refused("/api/custody/events", new
        {
            events = new[] { Event("extraction", 7, "N1", lots: [new { lot = "B-1", kilograms = 60 }]), Event("extraction", 7, "N1", lots: [new { lot = "B;2" }]), Event("merge", 7, "N1", lots: [new { lot = "B-1" }]), Event("weighing", 7, "N9", lots: [new { lot = "B-1", kilograms = -4 }]) },
        });
        foreach (var fault in (string[])["Event 2: “B;2” is no code", "Event 3: Merge: an extraction makes lots", "Event 4: "])
            Assert.Contains(fault, said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _ana.GetAsync("/api/custody/lots/B-1", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_bag_is_found_by_the_tag_that_was_put_on_it_and_what_is_told_of_the_tag_is_told_of_the_bag()
    {
        await Bags();
        await Tell(Event("tagging", 8, "N1", lots: [new { lot = "B-1", tag = "KM-0007" }]), Event("weighing", 9, "N1", lots: [new { lot = "km-0007", kilograms = 59.5 }]));
        var lot = await Json(_ana, "/api/custody/lots/KM-0007");
        Assert.Equal("B-1", lot.GetProperty("lot").GetString());
        Assert.Equal(59.5m, lot.GetProperty("lots").EnumerateArray().Single().GetProperty("kilograms").GetDecimal());
        await Tell(Event("merge", 10, depot: "D1", lots: [Taken("KM-0007"), new { lot = "L-1", part = "made", kilograms = 59, form = "consignment" }]));
        lot = await Json(_ana, "/api/custody/lots/L-1");
        Assert.Equal(("IdentityPreserved", "N1"), (lot.GetProperty("model").GetString(), lot.GetProperty("origins")[0].GetProperty("site").GetString()));
        Assert.Equal(["B-1", "L-1"], lot.GetProperty("lots").EnumerateArray().Select(l => l.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_hold_follows_a_bag_into_what_is_made_of_it_and_whoever_moves_that_is_named_until_it_is_released_and_explained()
    {
        await Bags();
        await Post("/lots", ("act", "hold"), ("lot", "B-1"), ("why", "Seen at another pit"));
        _house.Clock.Advance(TimeSpan.FromHours(2));
        await Tell(Event("merge", 15.5, depot: "D1", lots: [Taken("B-1"), new { lot = "L-1", part = "made", kilograms = 60, form = "consignment" }]));
        var page = WebUtility.HtmlDecode(await _ana.GetStringAsync("/lots/L-1", Stop));
        Assert.Contains("This lot is held.", page, StringComparison.Ordinal);
        Assert.Contains("It was moved, sold or processed while it was held.", page, StringComparison.Ordinal);
        var lot = await Json(_ana, "/api/custody/lots/L-1");
        var odd = lot.GetProperty("lots").EnumerateArray().SelectMany(l => l.GetProperty("odd").EnumerateArray()).Single(o => o.GetProperty("kind").GetString() == "WhileHeld").GetProperty("id").GetString()!;
        await Post("/lots", ("act", "clear"), ("lot", "L-1"), ("anomaly", odd), ("why", "The clerk had no message"));
        var hold = _house.Database.Read(CustodyTable.All).Single().Hold.Fact.Hold;
        await Post("/lots", ("act", "release"), ("lot", "L-1"), ("hold", hold.ToString()), ("why", "Two bags alike"));
        page = WebUtility.HtmlDecode(await _ana.GetStringAsync("/lots/L-1", Stop));
        Assert.DoesNotContain("This lot is held.", page, StringComparison.Ordinal);
        Assert.Contains("Explained: The clerk had no message", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_recorded_by_mistake_is_taken_back_and_the_ledger_keeps_both()
    {
        await Bags();
        var sold = Event("loss", 9, "N1", lots: [new { lot = "B-1" }]);
        await Tell(sold);
        Assert.False((await Json(_ana, "/api/custody/lots/B-1")).GetProperty("lots")[0].GetProperty("there").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, (await _ana.PostAsJsonAsync($"/api/custody/events/{sold["event"]}/withdraw", new { why = "The wrong bag" }, Stop)).StatusCode);
        Assert.True((await Json(_ana, "/api/custody/lots/B-1")).GetProperty("lots")[0].GetProperty("there").GetBoolean());
        Assert.Contains("taken back already", await Refused($"/api/custody/events/{sold["event"]}/withdraw", new { why = "Again" }), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task Anybody_checks_a_tag_and_learns_its_site_and_days_and_whether_it_is_in_order_and_neither_who_nor_how_much()
    {
        await Bags();
        await Tell(Event("tagging", 8, "N1", lots: [new { lot = "B-1", tag = "KM-0007" }]), Event("sale", 9, "N1", "COOP", "TRADER-1", [new { lot = "B-1" }]));
        using var anybody = new HttpClient { BaseAddress = new(_house.Origin) };
        var page = WebUtility.HtmlDecode(await anybody.GetStringAsync("/tag/km-0007", Stop));
        foreach (var said in (string[])["Something about its way does not add up", "Mwana", "23 November 2026"])
            Assert.Contains(said, page, StringComparison.Ordinal);
        foreach (var kept in (string[])["COOP", "TRADER", "60", "B-1", "P1"])
            Assert.DoesNotContain(kept, Within(page), StringComparison.Ordinal);
        Assert.Contains("knows no such tag", await anybody.GetStringAsync("/tag?tag=KM-0008", Stop), StringComparison.Ordinal);
        // The code of a bag is no tag: whoever guesses codes learns nothing.
        Assert.Contains("knows no such tag", await anybody.GetStringAsync("/tag/B-2", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_for_one_tag_after_the_other_is_told_to_wait()
    {
        using var anybody = new HttpClient { BaseAddress = new(_house.Origin) };
        var codes = new List<HttpStatusCode>();
        for (var n = 0; n <= TagLimit.Most; n++)
            codes.Add((await anybody.GetAsync($"/tag/KM-{n:D4}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, codes[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, codes[^1]);
    }

    [Fact]
    public async Task Tags_that_are_missing_at_a_count_are_said()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await Tags(new { @event = Guid.NewGuid(), kind = "issue", at = At(6), first = "KM-0001", last = "KM-0100", holder = "COOP", site = "N1" })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Tags(new { @event = Guid.NewGuid(), kind = "count", at = At(9), first = "KM-0001", last = "KM-0100", holder = "COOP", counted = 96 })).StatusCode);
        await Tell(Event("extraction", 7, "N1", lots: [new { lot = "B-1", kilograms = 60, tag = "KM-0001" }]));
        var stock = (await Json(_rita, "/api/custody/tags")).EnumerateArray().Single();
        Assert.Equal((100, 1, 3), (stock.GetProperty("issued").GetInt32(), stock.GetProperty("used").GetInt32(), stock.GetProperty("missing").GetInt32()));
        using var wrong = await Tags(new { @event = Guid.NewGuid(), kind = "issue", at = At(6), first = "KM-0009", last = "KX-0100", holder = "COOP" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task A_reviewer_sees_lots_and_records_nothing_and_a_buyer_does_not_see_them()
    {
        await Bags();
        Assert.Equal(HttpStatusCode.OK, (await _rita.GetAsync("/lots/B-1", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _rita.PostAsJsonAsync("/api/custody/events", new { events = Array.Empty<object>() }, Stop)).StatusCode);
        using var buyer = await _house.Client("Buyer");
        foreach (var path in (string[])["/lots", "/lots/B-1", "/api/custody/lots/B-1", "/api/custody/tags"])
            Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync(path, Stop)).StatusCode);
    }

    private static DateTimeOffset At(double hour) => new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.FromHours(2)).AddHours(hour);

    private static object Taken(string lot) => new { lot, part = "taken" };

    private static Dictionary<string, object?> Event(string kind, double hour, string? site = null, string? from = null, string? to = null, object[]? lots = null, string? depot = null) =>
        new() { ["event"] = Guid.NewGuid(), ["kind"] = kind, ["at"] = At(hour), ["site"] = site, ["depot"] = depot, ["from"] = from, ["to"] = to, ["lots"] = lots };

    private async Task Bags() => await Tell(Event("extraction", 7, "N1", lots: [new { lot = "B-1", kilograms = 60 }]), Event("extraction", 7, "N2", lots: [new { lot = "B-2", kilograms = 40 }]));

    private async Task<(int Recorded, int Known)> Tell(params object[] events)
    {
        using var answer = await _ana.PostAsJsonAsync("/api/custody/events", new { events }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
        return (said.GetProperty("recorded").GetInt32(), said.GetProperty("known").GetInt32());
    }

    private Task<HttpResponseMessage> Tags(object told) => _ana.PostAsJsonAsync("/api/custody/tags", told, Stop);

    private async Task<string> Refused(string path, object asked)
    {
        using var answer = await _ana.PostAsJsonAsync(path, asked, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.ToString().Replace("\\u201C", "“", StringComparison.Ordinal);
    }

    private async Task Post(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await _ana.PostAsync(path, form, Stop);
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Found, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static async Task<JsonElement> Json(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path, Stop)).RootElement;

    private static string Within(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];
}
