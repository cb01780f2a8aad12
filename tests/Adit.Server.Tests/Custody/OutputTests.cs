using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Adit.People;
using Adit.Sites;
using Adit.Tests.Commands;

namespace Adit.Tests.Custody;

/// <summary>What a site brings day by day, and what of it is not as it was.</summary>
public sealed class OutputTests : IAsyncLifetime
{
    private const string Page = "/sites/N1/output";
    private static readonly DateTimeOffset Today = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);
    private House _house = null!;
    private HttpClient _ana = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        foreach (var code in (string[])["N1", "N2"])
            await _house.Record(new SiteRegistered(new(Guid.CreateVersion7()), code, code, SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, [], null, [], null));
        foreach (var (name, role) in ((string, Role)[])[("Ana", Role.Analyst), ("Buyer", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        _ana = await _house.Client("Ana");
    }

    public async ValueTask DisposeAsync()
    {
        _ana.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_team_that_suddenly_brings_twice_as_much_as_the_others_is_said_in_a_sentence_with_its_figures()
    {
        for (var day = -70; day <= 0; day++)
            await Dig(day, ("T-1", day > -14 ? 6 : 3), ("T-2", 3), ("T-3", 3));
        var page = WebUtility.HtmlDecode(await _ana.GetStringAsync(Page, Stop));
        Assert.Matches("TR-03</strong> T-1 brings (1.9|2|2.0)[0-9]* times as much as teams bring here on the same days; it was (0.9|1|1.0)[0-9]*\\.", page);
        Assert.DoesNotContain("T-2 brings", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/sites/N1/output\"", await _ana.GetStringAsync("/sites/N1", Stop), StringComparison.Ordinal);
        using var answer = JsonDocument.Parse(await _ana.GetStringAsync("/api/sites/N1/output", Stop));
        var drift = answer.RootElement.GetProperty("unusual").EnumerateArray().Single();
        Assert.Equal(["team-more", "moisture-other", "same-weights"], answer.RootElement.GetProperty("looked").EnumerateArray().Select(k => k.GetString()));
        Assert.Equal(("team-more", "TR-03", "T-1", "2026-11-10", "2026-11-23", 14), (Text("kind"), Text("indicator"), Text("team"), Text("from"), Text("until"), drift.GetProperty("days").GetInt32()));
        await _house.Check();

        string? Text(string name) => drift.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Bags_that_weigh_more_at_the_depot_than_at_the_pit_say_that_miners_were_paid_for_too_little()
    {
        for (var day = -12; day < 0; day++)
        {
            await Dig(day, ("T-1", 3));
            await Tell(Enumerable.Range(0, 3).Select(n => Event("arrival", day, 9, depot: "D1", lots: [new { lot = Bag("T-1", day, n), kilograms = Kilograms("T-1", day, n) * 1.03m, moisture = 7 }])));
        }
        var page = WebUtility.HtmlDecode(await _ana.GetStringAsync(Page, Stop));
        Assert.Contains("LB-02</strong> Lots that were weighed again elsewhere are 3\u00A0% heavier than at the pit. <span class=\"soft\">10 November 2026 to 23 November 2026: 36 lots.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_too_little_history_the_page_says_what_it_could_not_look_at_and_never_that_all_is_as_it_was()
    {
        for (var day = -70; day < -20; day++)
            await Dig(day, ("T-1", 3), ("T-2", 3));
        var page = WebUtility.HtmlDecode(await _ana.GetStringAsync(Page, Stop));
        Assert.Contains("Too little was recorded to look at: volume of a team, volume for each person counted,", page, StringComparison.Ordinal);
        foreach (var said in (string[])["Looked at", "own history in the last"])
            Assert.DoesNotContain(said, page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\" data-label=\"Lots\">6</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_has_changed_the_page_says_what_it_looked_at_and_what_it_could_not()
    {
        for (var day = -70; day <= 0; day++)
            await Dig(day, ("T-1", 3), ("T-2", 3));
        var page = WebUtility.HtmlDecode(await _ana.GetStringAsync(Page, Stop));
        Assert.Contains("Looked at: volume of a team, moisture of a team, equal weights. Nothing of it has left its own history", page, StringComparison.Ordinal);
        Assert.Contains("Too little was recorded to look at: volume for each person counted, grade of a team, lots unlike the others, order of tags, weight when weighed again elsewhere.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_see_lots_is_shown_neither_the_page_nor_that_it_is_there()
    {
        using var buyer = await _house.Client("Buyer");
        foreach (var path in (string[])[Page, "/api" + Page, "/sites/N9/output"])
            Assert.Contains((await buyer.GetAsync(path, Stop)).StatusCode, (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.NotFound]);
        Assert.Equal(HttpStatusCode.NotFound, (await _ana.GetAsync("/sites/N9/output", Stop)).StatusCode);
    }

    private async Task Dig(int day, params (string Team, int Bags)[] teams) => await Tell(teams.Select(t =>
        Event("extraction", day, 0, "N1", null, t.Team, [.. Enumerable.Range(0, t.Bags).Select(n => new { lot = Bag(t.Team, day, n), kilograms = Kilograms(t.Team, day, n), moisture = 7, form = "bag" })])));

    private static string Bag(string team, int day, int n) => $"{team}-{100 + day}-{n}";

    // Bags are never quite alike.
    private static decimal Kilograms(string team, int day, int n) => 50 + ((((day + 100) * 31) + (n * 17) + (team[^1] * 7)) % 23 / 5m);

    private static object Event(string kind, int day, int hours, string? site = null, string? depot = null, string? team = null, object[]? lots = null) => new { @event = Guid.CreateVersion7(), kind, at = Today.AddDays(day).AddHours(hours), site, depot, team, lots };

    private async Task Tell(IEnumerable<object> events)
    {
        using var answer = await _ana.PostAsJsonAsync("/api/custody/events", new { events }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
