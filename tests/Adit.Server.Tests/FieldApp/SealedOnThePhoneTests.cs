using System.Text.RegularExpressions;
using Adit.Submissions;
using Adit.Tests.Phones;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>What nobody may read again on the phone: forms that are sealed, and records that their agent seals.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class SealedOnThePhoneTests(Chromium chromium) : IAsyncLifetime
{
    private House _house = null!;
    private Enrolled _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        // The browser's clock is this machine's.
        _house.Clock.Now = DateTimeOffset.UtcNow;
        _agent = await _house.Agent("Awa", "en", ["walk"], await _house.Site("N1", "P1"));
    }

    public async ValueTask DisposeAsync()
    {
        await _house.Check();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_sealed_form_keeps_its_place_and_leaves_neither_draft_nor_copy_on_the_phone_and_the_office_reads_its_record()
    {
        await _house.Publish(WalkForm.Xform(seals: "adit:sealed=\"\""));
        await using var phone = await PhoneBrowser.Of(chromium, _house, _agent);
        await phone.Open("Walk");
        await phone.Answer("Depth", "4711");
        await Assertions.Expect(phone.Page.Locator(".keep")).ToContainTextAsync("this form is not kept until it is finished");
        await ScreensTests.Look(phone, "sealed");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Later, from a safe place" }).ClickAsync();
        await phone.Page.Locator(".later input").FillAsync("red barrier");
        await phone.Page.Locator(".later button.main").ClickAsync();
        await Assertions.Expect(phone.Page.Locator("section", new() { HasText = "To tell later" })).ToContainTextAsync("red barrier");
        await Assertions.Expect(Begun(phone)).ToHaveCountAsync(0);

        await phone.Open("Walk");
        await phone.Answer("Depth", "4711");
        await phone.TakePhoto("Photo");
        await phone.Finish();
        await NothingIsLeft(phone);
    }

    [Fact]
    public async Task A_record_that_the_agent_seals_loses_its_draft_at_once_and_arrives_with_its_photo()
    {
        await _house.Publish(WalkForm.Xform());
        await using var phone = await PhoneBrowser.Of(chromium, _house, _agent);
        await phone.Open("Walk");
        await phone.Answer("Depth", "4711");
        await phone.TakePhoto("Photo");
        await phone.Page.Locator("header button").First.ClickAsync();
        await Begun(phone).ClickAsync();
        await Assertions.Expect(phone.Question("Depth").Locator("input")).ToHaveValueAsync(new Regex("4.?711"));
        var kept = await phone.Lying("kept");
        await phone.Page.GetByLabel("Nobody should be able to read this on the phone").CheckAsync();
        await Assertions.Expect(phone.Page.Locator(".keep")).ToContainTextAsync("not kept");
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Button, new() { Name = "Later, from a safe place" })).ToBeVisibleAsync();
        // The draft and its photo.
        for (var waited = 0; await phone.Lying("kept") > kept - 2; waited++)
        {
            Assert.True(waited < 300, "the draft is still on the phone");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        await ScreensTests.Look(phone, "seal");
        await phone.Finish();
        await Assertions.Expect(Begun(phone)).ToHaveCountAsync(0);
        await NothingIsLeft(phone);
    }

    private static ILocator Begun(PhoneBrowser phone) => phone.Page.Locator("section", new() { HasText = "Begun" }).Locator(".line");

    private async Task NothingIsLeft(PhoneBrowser phone)
    {
        await Assertions.Expect(phone.Newest).ToContainTextAsync("Sealed record");
        await Assertions.Expect(phone.Newest).ToContainTextAsync("nobody can read it on this phone");
        await Assertions.Expect(phone.Newest).Not.ToContainTextAsync("still to send");
        var row = Assert.Single(_house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 5)), r => r.Form == "walk");
        Assert.Single(_house.Database.Read(db => SubmissionsTable.Attachments(db, row.Index)));
        Assert.Equal(0, _house.Database.Read(SubmissionsTable.ProtectedHeld));
        await phone.Newest.ClickAsync();
        await phone.Page.Locator(".record").First.WaitForAsync();
        await ScreensTests.Look(phone, "records");
        var shown = await phone.Page.ContentAsync();
        Assert.DoesNotContain("4711", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Walk", shown, StringComparison.Ordinal);
        Assert.Empty(phone.Errors);
    }
}
