using System.Globalization;
using Adit.People;
using Adit.Safety;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>An agent at a site that may be dangerous: a word that they are well, a call for help, a site that nobody is to go to.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class SafeOnThePhoneTests(Chromium chromium) : IAsyncLifetime
{
    private House _house = null!;
    private SiteId _site;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        // The browser's clock is this machine's.
        _house.Clock.Now = DateTimeOffset.UtcNow;
        _site = await _house.Site("N1", "P1");
        await _house.Publish(WalkForm.Xform());
        await _house.Record(new SafetySet(new(23, 59), "+243000000001", []));
    }

    public async ValueTask DisposeAsync()
    {
        await _house.Check();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_word_that_was_said_without_a_network_goes_out_while_the_phone_is_locked_and_the_office_sees_where_it_was_said()
    {
        await using var phone = await Phone("en");
        await phone.Context.SetOfflineAsync(true);
        await Well(phone).ClickAsync();
        await Assertions.Expect(phone.Page.Locator(".safety")).ToContainTextAsync("not yet sent");
        Assert.Equal(1, await phone.Lying("outbox"));
        await Task.Delay(1_500, Stop);   // the position comes after the word is kept
        await phone.Page.Locator("header .hide").ClickAsync();
        await phone.Page.Locator(".cover output").WaitForAsync();
        Assert.DoesNotContain("well", await phone.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(Said());

        await phone.Context.SetOfflineAsync(false);
        var said = await Arrived();
        Assert.Equal((false, _site), (said.Help, said.Site!.Value));
        Assert.Equal(-10.7m, Math.Round(decimal.Parse(said.Place!.Split(' ')[0], CultureInfo.InvariantCulture), 5));
        foreach (var digit in PhoneBrowser.Pin + "=")
            await phone.Page.Keyboard.PressAsync(digit.ToString());
        await Assertions.Expect(phone.Page.Locator(".safety")).ToContainTextAsync(", sent");
        Assert.Empty(phone.Errors);
    }

    [Fact]
    public async Task A_word_does_not_wait_for_a_photo_that_is_on_its_way_and_until_it_is_sent_not_everything_is()
    {
        await using var network = new BadNetwork(new(_house.Origin));
        await using var phone = await PhoneBrowser.Of(chromium, _house, await _house.Agent("Awa", "en", ["walk"], _site), network.Origin);
        network.BytesPerSecond = 2_000;
        await phone.Open("Walk");
        await phone.Answer("Depth", "9");
        await phone.TakePhoto("Photo");
        await phone.Finish();
        for (var waited = 0; Walks().Count == 0; waited++)
        {
            Assert.True(waited < 300, "the record did not arrive");
            await Task.Delay(100, Stop);
        }
        await Task.Delay(1_000, Stop);   // the photo is on its way
        await Well(phone).ClickAsync();
        await Arrived();
        Assert.Empty(Photos());
        await Assertions.Expect(phone.Page.Locator(".safety")).ToContainTextAsync(", sent");

        network.Away = true;
        await phone.Context.SetOfflineAsync(true);
        await Task.Delay(3_100, Stop);   // sooner it would be the same word
        await Well(phone).ClickAsync();
        await Assertions.Expect(phone.Page.Locator(".band")).ToContainTextAsync("A word to the office · 1 file · all kept on this phone");
        Assert.Empty(phone.Errors);
    }

    [Theory]
    [InlineData("en", "Help! Agent Awa. Position -10.70000, 25.50000 (to 8 m), ")]
    [InlineData("fr", "À l’aide\u202f! Agent Awa. Position -10.70000, 25.50000 (à 8 m près), ")]
    public async Task Held_for_two_seconds_the_button_calls_for_help_and_opens_an_SMS_to_whoever_is_on_duty(string language, string sms)
    {
        await using var phone = await Phone(language);
        await ScreensTests.Look(phone, "well");
        await phone.Page.EvaluateAsync("() => { window.opened = []; document.addEventListener('click', e => { const a = e.target.closest('a'); if (a) { opened.push(a.href); e.preventDefault(); } }, true); }");
        await Hold(phone, 2_600);
        await phone.Page.Locator(".safety a").WaitForAsync();
        Assert.True((await Arrived()).Help);
        var opened = Assert.Single(await phone.Page.EvaluateAsync<string[]>("() => opened"));
        Assert.StartsWith($"sms:+243000000001?body={sms}", Uri.UnescapeDataString(opened), StringComparison.Ordinal);
        await ScreensTests.Look(phone, "help");
        await phone.Page.Locator(".foot button").ClickAsync();
        await phone.Page.Locator(".settings button.main").First.ClickAsync();
        await phone.Page.Locator(".settings a").WaitForAsync();
        Assert.Equal(2, (await phone.Page.EvaluateAsync<string[]>("() => opened")).Length);
        await ScreensTests.Look(phone, "settings-help");
        Assert.Empty(phone.Errors);
    }

    [Fact]
    public async Task A_call_for_help_that_was_let_go_too_early_does_not_become_a_word_of_being_well()
    {
        await using var phone = await Phone("en");
        await Hold(phone, 1_200);
        await Assertions.Expect(phone.Page.Locator(".safety")).ToContainTextAsync("Nothing was said.");
        Assert.Equal(0, await phone.Lying("outbox"));
        Assert.Empty(Said());
    }

    [Theory]
    [InlineData("en", "“Site N1” is closed for safety until", ": do not go there.", "Why?")]
    [InlineData("fr", "«\u00a0Site N1\u00a0» est fermé pour raison de sécurité jusqu’au", "\u00a0: n’y allez pas.", "Pourquoi\u202f?")]
    public async Task A_site_that_is_closed_is_told_its_reason_only_behind_the_code_and_it_is_not_due(string language, string told, string stay, string why)
    {
        await using var phone = await Phone(language);
        await phone.Page.Locator(".due .badge.visit").WaitForAsync();
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        await _house.Record(new SiteClosed(_site, today.AddDays(-1), today.AddDays(3), "Fighting <on> the road"));
        await phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        var line = phone.Page.Locator(".closed");
        await line.WaitForAsync();
        var text = await line.TextContentAsync() ?? "";
        Assert.Contains(told, text, StringComparison.Ordinal);
        Assert.Contains(stay, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Fighting", await phone.Page.ContentAsync(), StringComparison.Ordinal);
        await Assertions.Expect(phone.Page.Locator(".due")).ToHaveCountAsync(0);
        await ScreensTests.Look(phone, "closed");
        await line.GetByRole(AriaRole.Button, new() { Name = why }).ClickAsync();
        await line.Locator("input[type=password]").FillAsync(PhoneBrowser.Pin);
        await Assertions.Expect(line).ToContainTextAsync("Fighting <on> the road");
    }

    private async Task<PhoneBrowser> Phone(string language) => await PhoneBrowser.Of(chromium, _house, await _house.Agent("Awa", language, ["walk"], _site), language: language);

    private static ILocator Well(PhoneBrowser phone) => phone.Page.Locator(".safety > button");

    private static async Task Hold(PhoneBrowser phone, int milliseconds)
    {
        await Well(phone).HoverAsync();
        await phone.Page.Mouse.DownAsync();
        await Task.Delay(milliseconds, Stop);
        await phone.Page.Mouse.UpAsync();
    }

    private IReadOnlyList<SubmissionRow> Walks() => _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 50, "walk"));

    private IEnumerable<object> Photos() => Walks().SelectMany(r => _house.Database.Read(db => SubmissionsTable.Attachments(db, r.Index)));

    private IReadOnlyList<CheckIn> Said() => _house.Database.Read(db => SafetyTable.Since(db, DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-2)));

    private async Task<CheckIn> Arrived()
    {
        for (var waited = 0; Said().Count == 0; waited++)
        {
            Assert.True(waited < 300, "no word arrived");
            await Task.Delay(100, Stop);
        }
        return Assert.Single(Said());
    }
}
