using System.Net;
using System.Net.Http.Json;
using Adit.People;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>An agent declares interests in sites on their own phone.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class DeclaringOnThePhoneTests(Chromium chromium) : IAsyncLifetime
{
    private House _house = null!;
    private Enrolled _awa = null!;
    private SiteId _site;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        // The browser's clock is this machine's.
        _house.Clock.Now = DateTimeOffset.UtcNow;
        _awa = await _house.Agent("Awa", "en", _site = await _house.Site("N1"), await _house.Site("N2"));
    }

    public async ValueTask DisposeAsync()
    {
        await _house.Check();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task What_an_agent_declares_without_a_network_reaches_the_office_as_their_own_and_stays_readable_only_there()
    {
        await using var phone = await PhoneBrowser.Of(chromium, _house, _awa);
        await phone.Context.SetOfflineAsync(true);
        await Begin(phone);
        await phone.Page.Locator(".declare button.main").ClickAsync();
        await Assertions.Expect(phone.Page.Locator(".declare [role=alert]")).ToContainTextAsync("Choose what is so");
        var first = phone.Page.Locator(".declare fieldset").First;
        await first.GetByLabel("I am a member of the cooperative").CheckAsync();
        await first.Locator(".field input").FillAsync("since 2019");
        await ScreensTests.Look(phone, "declare");
        await phone.Page.Locator(".declare button.main").ClickAsync();
        await Assertions.Expect(phone.Page.Locator(".settings")).ToContainTextAsync("not sent yet");
        Assert.DoesNotContain("since 2019", await phone.Page.ContentAsync(), StringComparison.Ordinal);

        await phone.Context.SetOfflineAsync(false);
        var declared = await Declared(1);
        Assert.Equal([new(_site, InterestKind.Member, "since 2019")], declared.Interests);
        Assert.Equal(DateOnly.FromDateTime(_house.Clock.Now.UtcDateTime.AddHours(2)), declared.Day);
        Assert.Contains("Declared by the agent, on their phone", await Page(), StringComparison.Ordinal);

        await Begin(phone);
        await phone.Page.Locator(".declare").GetByLabel("I have no interest in any site").CheckAsync();
        await phone.Page.Locator(".declare button.main").ClickAsync();
        Assert.Empty((await Declared(2)).Interests);
        await Assertions.Expect(phone.Page.Locator(".settings")).ToContainTextAsync(", sent");
        Assert.Empty(phone.Errors);
    }

    private static async Task Begin(PhoneBrowser phone)
    {
        if (await phone.Page.Locator(".foot button").CountAsync() > 0)
            await phone.Page.Locator(".foot button").ClickAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Declare" }).ClickAsync();
        await phone.Page.Locator("section", new() { HasText = "My interests" }).Locator("input[type=password]").FillAsync(PhoneBrowser.Pin);
        await phone.Page.Locator(".declare").WaitForAsync();
    }

    private async Task<InterestsDeclared> Declared(int many)
    {
        for (var wait = 0; wait < 300; wait++)
        {
            if (_house.Database.Read(db => InterestsTable.Of(db, [_awa.Id]))[_awa.Id].ToList() is { } all && all.Count == many)
                return all[^1];
            await Task.Delay(100, Stop);
        }
        throw new InvalidOperationException("No declaration came.");
    }

    private async Task<string> Page()
    {
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Lead", Role.Lead, [], Opened.Password);
        var token = (await _house.Get<Sessions>().SignIn("Lead", Opened.Password, "test")).Token;
        using var office = new HttpClient { BaseAddress = new(_house.Origin), DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        office.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        var own = (await office.GetFromJsonAsync<AgentApi.DeclarationListed[]>("/api/agents/Awa/interests", Stop))!;
        Assert.All(own, d => Assert.True(d.Own));
        return WebUtility.HtmlDecode(await office.GetStringAsync($"/agents/{_awa.Id}", Stop));
    }
}
