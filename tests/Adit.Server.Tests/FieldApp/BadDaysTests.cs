using Adit.People;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>Bad days of an agent, each through real Chromium: nothing is lost, nothing doubled, and the agent is told in a plain sentence.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class BadDaysTests(Chromium chromium) : IAsyncLifetime
{
    private House _house = null!;
    private Enrolled _awa = null!;
    private BadNetwork _network = null!;
    private PhoneBrowser _phone = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        // The browser's clock is this machine's.
        _house.Clock.Now = DateTimeOffset.UtcNow;
        var site = await _house.Site("N1", "P1");
        _awa = await _house.Agent("Awa", "en", ["walk"], site);
        await _house.Publish(WalkForm.Xform());
        _network = new(new(_house.Origin));
        _phone = await PhoneBrowser.Of(chromium, _house, _awa, _network.Origin);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        await _network.DisposeAsync();
        await _house.Check();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_network_the_app_opens_a_walk_is_recorded_and_it_arrives_when_the_network_is_back()
    {
        await _phone.Context.SetOfflineAsync(true);
        await _phone.Start();
        await _phone.Unlock();
        await Walk("14.5");
        await Assertions.Expect(_phone.Page.Locator(".band")).ToContainTextAsync("1 record to send");
        await Assertions.Expect(_phone.Newest).ToContainTextAsync("not yet sent");
        Assert.Empty(Records());

        await _phone.Context.SetOfflineAsync(false);
        var record = await Arrived();
        await Assertions.Expect(_phone.Newest).ToContainTextAsync($"received, no. {record.Index}");
        Assert.Contains("<depth>14.5</depth>", Xml(record), StringComparison.Ordinal);
        Assert.Empty(_phone.Errors);
    }

    [Fact]
    public async Task A_draft_survives_a_dead_battery_with_its_photo()
    {
        await _phone.Open("Walk");
        await _phone.Answer("Depth", "12");
        await _phone.TakePhoto("Photo");
        await _phone.Kept();
        await Task.Delay(1_000, Stop);
        await _phone.DieAndStart();
        await _phone.Unlock();
        await _phone.Page.Locator("section", new() { HasText = "Begun" }).Locator(".line").ClickAsync();
        await Assertions.Expect(_phone.Question("Depth").Locator("input")).ToHaveValueAsync("12");
        await _phone.Question("Photo").Locator("img").WaitForAsync();
        await _phone.Finish();

        var record = await Arrived(files: 1);
        Assert.DoesNotContain("deprecatedID", Xml(record), StringComparison.Ordinal);
        Assert.Equal("", record.Flags);
    }

    [Fact]
    public async Task A_network_that_is_lost_at_every_byte_of_sending_delays_and_doubles_nothing()
    {
        _network.Away = true;
        await Walk("9", photo: true);
        (_network.CutAfter, _network.MoreEach, _network.Away) = (1, 211, false);
        for (var tries = 0; Records().Count == 0 || Files() == 0; tries++)
        {
            Assert.True(tries < 600, $"after {_network.Cuts} cuts it has not arrived");
            await _phone.SendNow();
            await Task.Delay(100, Stop);
        }
        // The last answer was cut off too, perhaps: the phone asks once more and hears that all is there.
        _network.CutAfter = null;
        await _phone.SendNow();
        Assert.InRange(_network.Cuts, 10, 600);
        var record = Assert.Single(Records());
        Assert.Equal((0, 1), (record.Missing, Files()));
        await Assertions.Expect(_phone.Page.Locator(".band")).ToContainTextAsync("Everything is sent");
    }

    [Theory]
    [InlineData(1, 97)]
    [InlineData(40, 251)]
    [InlineData(300, 613)]
    public async Task A_network_that_is_lost_at_every_byte_of_enrolment_and_of_the_first_forms_is_told_in_one_sentence_and_doubles_nothing(int first, int more)
    {
        var (before, offered) = (_house.Get<Registers>().Current.Devices.Length, (await _house.Get<Enrolments>().Offer(ActorId.Program, _awa.Id)).Code);
        await using var phone = await PhoneBrowser.New(chromium, _network.Origin);
        // The app itself is there; what is cut is what follows.
        await phone.Page.GotoAsync(new Uri(_network.Origin, $"/field/#enrol={offered}").ToString());
        await phone.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        await phone.Page.WaitForFunctionAsync("() => caches.keys().then(keys => keys.length > 0)");
        await phone.Page.Locator("input[type=password]").Nth(0).FillAsync(PhoneBrowser.Pin);
        await phone.Page.Locator("input[type=password]").Nth(1).FillAsync(PhoneBrowser.Pin);
        var (told, main, alert) = (0, phone.Page.Locator("main"), phone.Page.Locator("main [role=alert]"));
        (_network.CutAfter, _network.MoreEach) = (first, more);
        for (var tries = 0; await phone.Page.Locator("input[type=password]").CountAsync() > 0; tries++)
        {
            Assert.True(tries < 300, $"after {_network.Cuts} cuts the phone is not enrolled");
            await phone.Page.Locator("button.main:not([disabled])").ClickAsync();
            await phone.Page.WaitForFunctionAsync("() => !document.querySelector('input[type=password]') || (document.querySelector('main [role=alert]') && !document.querySelector('button.main').disabled)");
            if (await alert.CountAsync() == 0)
                continue;
            Assert.Equal("No network. This phone needs it once, to begin. Try again where there is some.", await Assert.Single(await alert.AllAsync()).InnerTextAsync());
            told++;
        }
        Assert.InRange(told, 1, 300);

        // It is enrolled, and says that its forms are still to come, until they are here.
        for (var tries = 0; await phone.Page.Locator(".tile").CountAsync() == 0; tries++)
        {
            Assert.True(tries < 600, $"after {_network.Cuts} cuts the forms have not come; the phone says: {await main.InnerTextAsync()}");
            Assert.Matches("Walk|The forms have not arrived yet. They come by themselves when there is network.", await main.InnerTextAsync());
            await phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
            await Task.Delay(100, Stop);
        }
        _network.CutAfter = null;
        await Assertions.Expect(phone.Page.Locator(".tile", new() { HasText = "Walk" })).ToHaveCountAsync(1);
        Assert.Equal(before + 1, _house.Get<Registers>().Current.Devices.Length);
        Assert.Equal((2, 1), (await phone.Lying("doors"), await phone.Lying("senders")));   // its own, and that of the harmless notebook
        await phone.Open("Walk");
        await phone.Answer("Depth", "12.5");
        await phone.Finish();
        await phone.SendNow();
        var record = await Arrived();
        Assert.Contains("<depth>12.5</depth>", Xml(record), StringComparison.Ordinal);
        Assert.Empty(phone.Errors);
    }

    [Fact]
    public async Task Over_2G_that_loses_packets_a_phone_is_enrolled_and_a_walk_with_its_photo_arrives_once()
    {
        (_network.BytesPerSecond, _network.RoundTrip, _network.Loss) = (30_000, 400, 0.02);
        await using var phone = await PhoneBrowser.New(chromium, _network.Origin);
        await phone.Enrol((await _house.Get<Enrolments>().Offer(ActorId.Program, _awa.Id)).Code);
        await phone.Open("Walk");
        await phone.Answer("Depth", "12.5");
        await phone.TakePhoto("Photo");
        await phone.Finish();
        var record = await Arrived(files: 1);
        await Assertions.Expect(phone.Newest).ToContainTextAsync($"received, no. {record.Index}");
        Assert.Contains("<depth>12.5</depth>", Xml(record), StringComparison.Ordinal);
        Assert.Empty(phone.Errors);
    }

    [Fact]
    public async Task A_server_that_is_restarted_in_the_middle_gets_everything_once()
    {
        _network.Away = true;
        await Walk("9", photo: true);
        (_network.CutAfter, _network.Away) = (3_000, false);
        await _phone.SendNow();
        await Task.Delay(500, Stop);
        await _house.Restart();
        (_network.Server, _network.CutAfter) = (new(_house.Origin), null);
        await _phone.SendNow();
        await Arrived(files: 1);
    }

    [Fact]
    public async Task Two_tabs_send_one_outbox_once()
    {
        _network.Away = true;
        await Walk("9", photo: true);
        await Walk("10");
        var first = _phone.Page;
        await _phone.Start();
        await _phone.Unlock();
        _network.Away = false;
        await Task.WhenAll(Press(first), Press(_phone.Page));
        await Arrived(files: 1, records: 2);
        await Task.Delay(1_000, Stop);
        Assert.Equal(2, Records().Count);
    }

    [Fact]
    public async Task A_phone_whose_clock_is_years_off_sends_all_the_same_and_both_are_told()
    {
        await _phone.Page.Clock.InstallAsync(new() { TimeDate = _house.Clock.Now.AddYears(-3).UtcDateTime });
        await _phone.Page.Clock.ResumeAsync();
        await _phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("The clock of this phone is");
        await Walk("9");
        var record = await Arrived();
        Assert.Contains("clock-behind", record.Flags, StringComparison.Ordinal);
        Assert.InRange(_house.Held(record.Instance, "walk")!.Envelope!.DriftSeconds, -3 * 366 * 86_400, -3 * 364 * 86_400);
    }

    [Fact]
    public async Task A_draft_that_was_begun_before_its_form_was_replaced_is_finished_on_the_old_one()
    {
        await _phone.Open("Walk");
        await _phone.Answer("Depth", "7");
        await _phone.Kept();
        await _house.Publish(WalkForm.Xform(version: "2", depth: "How deep now"));
        await _phone.Page.Locator("header button").First.ClickAsync();
        await _phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await Task.Delay(1_500, Stop);
        await _phone.Page.Locator("section", new() { HasText = "Begun" }).Locator(".line").ClickAsync();
        await Assertions.Expect(_phone.Question("Depth").Locator("input")).ToHaveValueAsync("7");
        await _phone.Finish();
        var record = await Arrived();
        Assert.Equal(("1", "old-form"), (record.Version, record.Flags));
        await _phone.Open("Walk");
        await Assertions.Expect(_phone.Question("How deep now")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_question_of_the_office_comes_back_as_an_edit_of_the_same_record()
    {
        await Walk("140");
        var record = await Arrived();
        await _house.Record(new SubmissionReviewed(record.Submission, ReviewState.HasIssues, "140 m? Please measure again."));
        await _phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await Assertions.Expect(_phone.Newest).ToContainTextAsync("question from the office");
        await _phone.Newest.ClickAsync();
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("140 m? Please measure again.");
        await _phone.Page.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        var depth = _phone.Question("Depth").Locator("input");
        await Assertions.Expect(depth).ToHaveValueAsync("140");
        await depth.ClickAsync();
        await depth.PressAsync("Control+a");
        await depth.PressSequentiallyAsync("14");
        await depth.PressAsync("Tab");
        await _phone.Finish();

        var edited = await Arrived(records: 1, version: 2);
        Assert.Equal(record.Submission, edited.Submission);
        Assert.Equal(14, decimal.Parse(Xml(edited).Split("<depth>")[1].Split("</depth>")[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_phone_that_was_cut_off_keeps_what_is_unsent_and_says_so()
    {
        _network.Away = true;
        await Walk("9");
        await _house.Get<Enrolments>().CutOff(ActorId.Program, _house.Get<Registers>().Current.Devices[0].Id, "lost");
        _network.Away = false;
        await _phone.SendNow();
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("This phone was cut off by the office.");
        Assert.Empty(Records());
        Assert.Equal(1, await _phone.Lying("outbox"));
    }

    private async Task Walk(string depth, bool photo = false)
    {
        await _phone.Open("Walk");
        await _phone.Answer("Depth", depth);
        if (photo)
            await _phone.TakePhoto("Photo");
        await _phone.Finish();
    }

    private static Task Press(IPage page) => page.Locator(".band button").ClickAsync(new() { Timeout = 3_000 }).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>Waits until so many records, and so many files of them, are in; the newest.</summary>
    private async Task<SubmissionRow> Arrived(int files = 0, int records = 1, int version = 1)
    {
        for (var waited = 0; Records().Count < records || Files() < files || Versions() < version; waited++)
        {
            Assert.True(waited < 300, $"{Records().Count} records and {Files()} files arrived; the phone says: {await _phone.Page.Locator("body").InnerTextAsync()}");
            await Task.Delay(100, Stop);
            if (waited % 30 == 29)
                await _phone.SendNow();
        }
        Assert.Equal(records, Records().Count);
        return Records().MaxBy(r => r.Index)!;
    }

    // The versions that count.
    private IReadOnlyList<SubmissionRow> Records() => [.. _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 50, "walk")).Where(r => r.Standing == VersionState.Current)];

    private int Versions() => Records().Select(r => _house.Database.Read(db => SubmissionsTable.Versions(db, r.Submission)).Count).DefaultIfEmpty().Max();

    private int Files() => Records().Sum(r => _house.Database.Read(db => SubmissionsTable.Attachments(db, r.Index)).Count);

    private string Xml(SubmissionRow record) => System.Text.Encoding.UTF8.GetString(_house.Held(record.Instance, "walk")!.Xml.Span);
}
