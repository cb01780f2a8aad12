using Adit.Submissions;
using Adit.Tests.DataSets;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>What one agent finds and another follows up, from phone to phone.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class FollowUpTests(Chromium chromium) : IAsyncLifetime
{
    private House _house = null!;
    private Enrolled _awa = null!, _jean = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        // The browser's clock is this machine's.
        _house.Clock.Now = DateTimeOffset.UtcNow;
        var site = await _house.Site("Pelekazi");
        (_awa, _jean) = (await _house.Agent("Awa", "en", [FollowUps.Making, FollowUps.Changing], site), await _house.Agent("Jean", "en", [FollowUps.Making, FollowUps.Changing], site));
        await _house.Publish(FollowUps.MakingForm());
        await _house.Publish(FollowUps.ChangingForm());
    }

    public async ValueTask DisposeAsync()
    {
        await _house.Check();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task What_is_made_on_one_phone_without_a_network_is_due_on_it_and_on_others_until_it_is_done()
    {
        await using var phone = await PhoneBrowser.Of(chromium, _house, _awa);
        await using var other = await PhoneBrowser.Of(chromium, _house, _jean);
        await phone.Context.SetOfflineAsync(true);
        await phone.Start();
        await phone.Unlock();
        await phone.Open("Spot");
        await phone.Question("Site").GetByText("Site Pelekazi").ClickAsync();
        await phone.Answer("What is wrong", "Pump is broken");
        await phone.Finish();
        await phone.Context.SetOfflineAsync(false);
        await Received(1);
        await Meet(phone);

        // The other agent does it, without a network too.
        await Meet(other);
        await other.Context.SetOfflineAsync(true);
        await Due(other).Locator("button").ClickAsync();
        await other.Page.Locator(".odk-form .question-container").First.WaitForAsync();
        await Assertions.Expect(other.Question("Site").GetByRole(AriaRole.Radio, new() { Name = "Site Pelekazi" })).ToBeCheckedAsync();
        await Assertions.Expect(other.Question("What was looked at").GetByRole(AriaRole.Radio, new() { Name = "Pump is broken" })).ToBeCheckedAsync();
        await other.Question("How it stands").GetByText("Mended").ClickAsync();
        await other.Finish();
        await Assertions.Expect(Due(other)).ToContainTextAsync("✓");
        await other.Context.SetOfflineAsync(false);
        await Received(2);

        foreach (var one in (PhoneBrowser[])[other, phone])
        {
            await Contact(one);
            await Assertions.Expect(Due(one)).ToHaveCountAsync(0);
            Assert.Empty(one.Errors);
        }
        using var office = await Phones.Office.Of(_house);
        var entity = Assert.Single((await office.Json("/api/data-sets/follow_ups/entities")).GetProperty("entities").EnumerateArray());
        Assert.Equal(("Pump is broken", 2, "done", null), (entity.GetProperty("label").GetString(), entity.GetProperty("version").GetInt32(), entity.GetProperty("properties").GetProperty("status").GetString(), entity.GetProperty("conflict").GetString()));
        Assert.Empty((await office.Json("/api/data-sets/follow_ups/errors")).EnumerateArray());
    }

    private static ILocator Due(PhoneBrowser phone) => phone.Page.Locator(".due", new() { HasText = "Pump is broken" });

    private static Task Contact(PhoneBrowser phone) => phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");

    private static async Task Meet(PhoneBrowser phone)
    {
        await Contact(phone);
        await Due(phone).WaitForAsync();
    }

    private async Task Received(int count)
    {
        for (var tries = 0; _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 10)).Count < count; tries++)
        {
            Assert.True(tries < 600, $"{count} records have not arrived.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        await _house.Rated();
    }
}
