using Adit.People;
using Adit.Storage;
using Adit.Tests.Phones;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>Two agents who share one phone, each with a code of their own.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class SharedPhoneTests(Chromium chromium) : IAsyncLifetime
{
    private const string Second = "161803", Duress = "141421", Note = "Pit 3 is flooded. The <guard> at the gate asks for names.";

    private House _house = null!;
    private PhoneBrowser _phone = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        _house.Clock.Now = DateTimeOffset.UtcNow;
        var site = await _house.Site("N1", "P1");
        _phone = await PhoneBrowser.Of(chromium, _house, await _house.Agent("Awa", "en", site));
        await _phone.Enrol((await _house.Get<Enrolments>().Offer(ActorId.Program, (await _house.Agent("Bahati", "en", site)).Id)).Code, Second);
        await _phone.Context.SetOfflineAsync(true);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        await _house.Check();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_note_of_the_agent_before_opens_behind_the_next_ones_code_and_goes_when_it_is_read()
    {
        await Leave(Note);
        await ScreensTests.Look(_phone, "note-left");
        await Take(PhoneBrowser.Pin);
        var due = _phone.Page.Locator(".due", new() { HasText = "1 note" });
        await due.WaitForAsync();
        Assert.DoesNotContain("flooded", await _phone.Page.ContentAsync(), StringComparison.Ordinal);
        await due.Locator("button").First.ClickAsync();
        await due.Locator("input[type=password]").FillAsync(PhoneBrowser.Pin);
        var note = _phone.Page.Locator(".due", new() { HasText = Note });
        await Assertions.Expect(note).ToContainTextAsync("Note of Bahati, ");
        await ScreensTests.Look(_phone, "note");
        await note.Locator("button").First.ClickAsync();
        await Assertions.Expect(note).ToHaveCountAsync(0);

        await _phone.Start();
        await _phone.Unlock();
        await _phone.Page.Locator(".tile").First.WaitForAsync();
        await Assertions.Expect(_phone.Page.Locator(".due", new() { HasText = "1 note" })).ToHaveCountAsync(0);
        Assert.Empty(_phone.Errors);
    }

    [Fact]
    public async Task Whoever_left_a_note_does_not_see_it_and_neither_does_whoever_opens_with_the_second_code()
    {
        await Leave(Note);
        await Take(PhoneBrowser.Pin);
        await _phone.Page.Locator(".due", new() { HasText = "1 note" }).WaitForAsync();
        await _phone.Page.Locator(".foot button").ClickAsync();
        await _phone.Page.GetByRole(AriaRole.Button, new() { Name = "Set the second code" }).ClickAsync();
        await _phone.Page.Locator("input[type=password]").FillAsync(PhoneBrowser.Pin);
        await _phone.Page.Locator("form input[type=password]").Nth(1).WaitForAsync();
        await _phone.Page.Locator("form input[type=password]").Nth(0).FillAsync(Duress);
        await _phone.Page.Locator("form input[type=password]").Nth(1).FillAsync(Duress);
        await _phone.Page.Locator("form button.main").ClickAsync();
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("The second code is set.");

        await Take(Duress);
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("Central market");
        var shown = await _phone.Page.Locator("body").InnerTextAsync();
        Assert.DoesNotContain("1 note", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("next agent", shown, StringComparison.Ordinal);

        await Take(Second);
        await _phone.Page.GetByRole(AriaRole.Button, new() { Name = "Note for the next agent" }).WaitForAsync();
        await Assertions.Expect(_phone.Page.Locator(".due", new() { HasText = "1 note" })).ToHaveCountAsync(0);
    }

    private async Task Leave(string note)
    {
        await _phone.Page.GetByRole(AriaRole.Button, new() { Name = "Note for the next agent" }).ClickAsync();
        await _phone.Page.Locator(".handover textarea").FillAsync(note);
        await ScreensTests.Look(_phone, "note-written");
        await _phone.Page.GetByRole(AriaRole.Button, new() { Name = "Leave the note" }).ClickAsync();
        await Assertions.Expect(_phone.Page.Locator(".handover")).ToContainTextAsync("The note is left for the other agent.");
    }

    /// <summary>The phone goes from hand to hand.</summary>
    private async Task Take(string pin)
    {
        await _phone.Page.CloseAsync();
        await _phone.Start();
        await _phone.Page.Locator("input[type=password]").FillAsync(pin);
        await _phone.Page.Locator("header .hide").WaitForAsync();
    }
}
