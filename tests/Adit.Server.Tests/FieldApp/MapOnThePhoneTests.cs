using Adit.Maps;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Adit.Web;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>The map on an agent's phone: their own sites and where the phone is, without a network.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class MapOnThePhoneTests(Chromium chromium) : IAsyncLifetime
{
    private static readonly GeoPoint Near = new(-10.7m, 25.5m), East = new(-10.66m, 25.54m), Far = new(-9.9m, 26.9m);

    private House _house = null!;
    private Enrolled _awa = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        // The browser's clock is this machine's.
        _house.Clock.Now = DateTimeOffset.UtcNow;
        await _house.Publish(WalkForm.Xform());
        _awa = await _house.Agent("Awa", "en", ["walk"], await Site("Pelekazi", Near), await Site("Mutoshi", East));
        await _house.Agent("Jean", "fr", ["walk"], await Site("Kisanfu", Far));
    }

    public async ValueTask DisposeAsync()
    {
        await _house.Check();
        await _house.DisposeAsync();
    }

    [Theory]
    [InlineData("en", "to the north-east", "you are there")]
    [InlineData("fr", "au nord-est", "vous y êtes")]
    public async Task Without_a_network_the_map_shows_the_agents_sites_on_the_ground_and_the_way_to_each(string language, string wind, string there)
    {
        await Put();
        var agent = language == "en" ? _awa : await _house.Agent("Marie", language, ["walk"], [.. _house.Get<Registers>().Current.AgentsById[_awa.Id].Sites]);
        await using var phone = await PhoneBrowser.Of(chromium, _house, agent, language: language);
        await OpenMap(phone);
        await phone.Page.Locator(".finer button").ClickAsync();
        await Assertions.Expect(phone.Page.Locator(".finer button")).ToHaveCountAsync(0);
        await Assertions.Expect(phone.Page.Locator(".finer")).ToContainTextAsync(language == "fr" ? "n’a pas besoin de réseau" : "needs no network");

        await phone.Context.SetOfflineAsync(true);
        await phone.Start();
        await phone.Unlock();
        await OpenMap(phone);
        await Assertions.Expect(phone.Page.Locator(".ground image").First).ToBeAttachedAsync();
        // Each picture can be drawn.
        Assert.True(await phone.Page.EvaluateAsync<bool>("() => Promise.all([...document.querySelectorAll('.ground image')].map(i => { const img = new Image(); img.src = i.getAttribute('href'); return img.decode(); })).then(() => true, () => false)"));
        Assert.True(await phone.Page.Locator(".ground .land, .ground .border").CountAsync() > 0);
        Assert.DoesNotContain("km", await phone.Page.Locator("main .line").First.InnerTextAsync(), StringComparison.Ordinal);

        await phone.Page.Locator("button.main").ClickAsync();
        await Assertions.Expect(phone.Page.Locator("main .line").First).ToContainTextAsync(there);
        await Assertions.Expect(phone.Page.Locator("main .line").Nth(1)).ToContainTextAsync($"km {wind}");
        await Assertions.Expect(phone.Page.Locator(".ground .me")).ToBeAttachedAsync();
        await ScreensTests.Look(phone, "map");
        await phone.Page.Locator("main .line").Nth(1).ClickAsync();
        await phone.Page.Locator(".by button").First.ClickAsync();
        await phone.Page.SetViewportSizeAsync(900, 740);
        await ScreensTests.Look(phone, "map-wide");
        var shown = await phone.Page.Locator("body").InnerTextAsync();
        Assert.Contains("Site Mutoshi", shown, StringComparison.Ordinal);
        Assert.Contains("© Test ground", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Kisanfu", await phone.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(phone.Errors);
    }

    [Fact]
    public async Task A_programme_without_a_finer_map_shows_where_the_sites_are_in_the_country()
    {
        await using var phone = await PhoneBrowser.Of(chromium, _house, _awa);
        await OpenMap(phone);
        await Assertions.Expect(phone.Page.Locator(".ground .land").First).ToBeAttachedAsync();
        await phone.Context.SetOfflineAsync(true);
        await phone.Start();
        await phone.Unlock();
        await OpenMap(phone);
        await Assertions.Expect(phone.Page.Locator(".ground .land").First).ToBeAttachedAsync();
        for (var n = 0; n < 3; n++)
            await phone.Page.Locator(".by button").Last.ClickAsync();
        await Assertions.Expect(phone.Page.Locator(".ground .country", new() { HasText = "DR Congo" })).ToBeVisibleAsync();
        await Assertions.Expect(phone.Page.Locator(".finer")).ToHaveCountAsync(0);
        await ScreensTests.Look(phone, "map-bare");
        Assert.Empty(phone.Errors);
    }

    [Fact]
    public async Task A_map_is_fetched_after_all_else_was_sent_goes_on_where_it_broke_off_and_goes_with_its_site()
    {
        await Put();
        await using var network = new BadNetwork(new(_house.Origin));
        await using var phone = await PhoneBrowser.Of(chromium, _house, _awa, network.Origin);
        var ranges = new List<string>();
        phone.Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/maps/", StringComparison.Ordinal))
                ranges.Add($"{request.Url[^8..]} {request.Headers.GetValueOrDefault("range")}");
        };
        network.Away = true;
        await phone.Open("Walk");
        await phone.Answer("Depth", "9");
        await phone.Finish();
        await OpenMap(phone);
        await phone.Page.Locator(".finer button").ClickAsync();
        await Assertions.Expect(phone.Page.Locator(".finer")).ToContainTextAsync("First everything is sent that waits.");
        Assert.Empty(ranges);

        network.Away = false;
        await phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await Assertions.Expect(phone.Page.Locator(".finer")).ToContainTextAsync("It is on this phone");
        Assert.Single(_house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 10, "walk")));
        Assert.True(ranges.Count > 1);
        Assert.Equal(ranges.Count, ranges.Distinct().Count());
        var kept = await phone.Lying("kept");

        var register = _house.Get<Registers>().Current;
        await _house.Record(new AgentAssigned(_awa.Id, [register.SiteCodes["Pelekazi"]], ["walk"], 5));
        await phone.Page.Locator("header button").First.ClickAsync();
        await phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await phone.Page.Locator(".top h1", new() { HasTextRegex = new("^Site Pelekazi$") }).WaitForAsync();
        for (var wait = 0; wait < 100 && await phone.Lying("kept") >= kept; wait++)
            await Task.Delay(100, Stop);
        Assert.InRange(await phone.Lying("kept"), 1, kept - 1);
        Assert.Empty(phone.Errors);
    }

    [Fact]
    public async Task On_a_phone_that_is_full_the_map_waits_and_what_the_agent_wrote_goes_out()
    {
        await Put();
        await using var network = new BadNetwork(new(_house.Origin));
        await using var phone = await PhoneBrowser.Of(chromium, _house, _awa, network.Origin);
        await OpenMap(phone);
        await phone.Page.Locator(".finer button").ClickAsync();
        await Assertions.Expect(phone.Page.Locator(".finer")).ToContainTextAsync("It is on this phone");
        await phone.Page.Locator("header button").First.ClickAsync();
        network.Away = true;
        await phone.Open("Walk");
        await phone.Answer("Depth", "9");
        await phone.Finish();
        var kept = await phone.Lying("kept");

        await phone.Room(1);
        await phone.Start();
        await phone.Unlock();
        await Assertions.Expect(phone.Page.Locator("main")).ToContainTextAsync("No room is left on this phone");
        // What can be fetched again goes first, beside what the agent is told.
        for (var wait = 0; wait < 300 && await phone.Lying("kept") > kept - 2; wait++)
            await Task.Delay(100, Stop);
        Assert.InRange(await phone.Lying("kept"), 1, kept - 2);
        await OpenMap(phone);
        await Assertions.Expect(phone.Page.Locator(".line")).ToHaveCountAsync(2);
        await phone.Page.Locator("header button").First.ClickAsync();
        network.Away = false;
        await phone.SendNow();
        for (var wait = 0; wait < 300 && _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 10, "walk")).Count == 0; wait++)
            await Task.Delay(100, Stop);
        Assert.Single(_house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 10, "walk")));
        Assert.Empty(phone.Errors);
    }

    [Fact]
    public async Task The_office_sees_which_map_phones_show_and_for_how_many_sites()
    {
        await Put();
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        var token = (await _house.Get<Sessions>().SignIn("Lead", Opened.Password, "test")).Token!;
        await using var window = await PhoneBrowser.New(chromium, new(_house.Origin));
        await window.Context.AddCookiesAsync([new() { Name = CurrentPerson.Cookie, Value = token, Url = _house.Origin }]);
        await window.Page.GotoAsync($"{_house.Origin}/base-map");
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("The map shows 3 of the 3 sites where agents work.");
        await ScreensTests.Look(window, "base-map");
        await window.Page.SetViewportSizeAsync(1280, 900);
        await ScreensTests.Look(window, "base-map-wide");
        await window.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "m.pmtiles", MimeType = "application/octet-stream", Buffer = [1, 2, 3] });
        await window.Page.Locator(".act button").ClickAsync();
        await Assertions.Expect(window.Page.Locator("[role=alert]")).ToContainTextAsync("This is not a PMTiles file.");
        await window.Page.Locator("form[action='/base-map/remove'] button").ClickAsync();
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("No finer map");
        Assert.Empty(window.Errors);
    }

    private static async Task OpenMap(PhoneBrowser phone)
    {
        await phone.Page.Locator(".tile", new() { HasTextRegex = new("Map|Carte") }).ClickAsync();
        await phone.Page.Locator(".ground svg").WaitForAsync();
    }

    private async Task Put()
    {
        var tiles = new[] { Near, East, Far }.SelectMany(p => Enumerable.Range(6, 10).SelectMany(z => MapTile.Around(p, 5_000, z))).Distinct();
        var file = MapFile.Write(tiles.Select(t => (t, MapFile.Picture(t))), about: """{"name":"Ground","attribution":"© Test ground"}""", inLeaf: 60);
        await _house.Get<BaseMaps>().Put(ActorId.Program, new MemoryStream(file), null, null, Stop);
        await _house.Get<MapsJob>().Look(Stop);
    }

    private async Task<SiteId> Site(string code, GeoPoint place)
    {
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, code, $"Site {code}", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], place, "Africa/Lubumbashi", null, [], null, [], null));
        return site;
    }
}
