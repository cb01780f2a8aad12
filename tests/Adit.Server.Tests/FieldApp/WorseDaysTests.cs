using Adit.People;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>Days on which the phone itself is in the way: it is full, or the app on it became another one.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class WorseDaysTests(Chromium chromium) : IAsyncLifetime
{
    private House _house = null!;
    private BadNetwork _network = null!;
    private PhoneBrowser _phone = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        // The browser's clock is this machine's.
        _house.Clock.Now = DateTimeOffset.UtcNow;
        var awa = await _house.Agent("Awa", "en", ["walk"], await _house.Site("N1", "P1"));
        await _house.Publish(WalkForm.Xform());
        _network = new(new(_house.Origin));
        _phone = await PhoneBrowser.Of(chromium, _house, awa, _network.Origin);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        await _network.DisposeAsync();
        await _house.Check();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_phone_that_is_full_keeps_what_it_had_says_so_and_goes_on_when_there_is_room()
    {
        _network.Away = true;
        await Walk("9", photo: true);
        await _phone.Open("Walk");
        await _phone.Answer("Depth", "12");
        await _phone.Kept();
        var (unsent, bytes) = (await _phone.Lying("outbox"), await _phone.Lying("contents"));

        await _phone.Room(1);
        await _phone.Answer("Depth", "3");
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("The phone could not keep your last answers. Free some space.");
        await _phone.Page.Locator(".odk-form .footer button").ClickAsync();
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("The form could not be put away. It is still here. Free some space and try again.");
        Assert.Equal((unsent, bytes), (await _phone.Lying("outbox"), await _phone.Lying("contents")));

        // With room again nobody has to answer anew.
        await _phone.Room(null);
        await Assertions.Expect(_phone.Page.Locator("main [role=alert]")).ToHaveCountAsync(0);
        await Assertions.Expect(_phone.Question("Depth").Locator("input")).ToHaveValueAsync("123");
        await _phone.Finish();
        _network.Away = false;
        await _phone.SendNow();
        await Arrived(files: 1, records: 2);
        await AllIsSent();
        Assert.Empty(_phone.Errors);
    }

    [Fact]
    public async Task A_phone_that_is_full_opens_shows_what_it_has_and_hands_in_what_lies_on_it_once()
    {
        _network.Away = true;
        await Walk("9", photo: true);
        await _phone.Open("Walk");
        await _phone.Answer("Depth", "12");
        await _phone.Kept();
        await _phone.Room(1);
        await _phone.Start();
        await _phone.Unlock();
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("No room is left on this phone");
        await Assertions.Expect(_phone.Page.Locator("section", new() { HasText = "Begun" }).Locator(".line")).ToHaveCountAsync(1);
        await Assertions.Expect(_phone.Newest).ToContainTextAsync("not yet sent");

        _network.Away = false;
        await _phone.SendNow();
        await Arrived(files: 1);
        await _phone.Room(null);
        await _phone.SendNow();
        await AllIsSent();
        await Assertions.Expect(_phone.Newest).ToContainTextAsync("received, no.");
        await Arrived(files: 1);
        Assert.Empty(_phone.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_list_of_what_lies_on_the_phone_is_lost_drafts_are_there_and_what_was_finished_is_sent(bool gone)
    {
        _network.Away = true;
        await Walk("9", photo: true);
        await _phone.Open("Walk");
        await _phone.Answer("Depth", "12");
        await _phone.Kept();
        await _phone.Page.Locator("header button").First.ClickAsync();
        await Draft().WaitForAsync();
        // A further draft changes the list and nothing else that was there: so it is told among rows that say nothing.
        var before = await _phone.Page.EvaluateAsync<string>(Rows, null);
        await _phone.Open("Walk");
        await _phone.Answer("Depth", "7");
        await _phone.Kept();
        await _phone.Page.Locator("header button").First.ClickAsync();
        await Assertions.Expect(Draft()).ToHaveCountAsync(2);
        Assert.Equal(1, await _phone.Page.EvaluateAsync<int>(Spoil, new { before, gone }));

        await _phone.Page.CloseAsync();
        await _phone.Start();
        await _phone.Unlock();
        await Assertions.Expect(Draft()).ToHaveCountAsync(2);
        await Assertions.Expect(_phone.Newest).ToContainTextAsync("not yet sent");
        await Draft().Last.ClickAsync();
        await Assertions.Expect(_phone.Question("Depth").Locator("input")).ToHaveValueAsync("12");
        await _phone.Finish();
        _network.Away = false;
        await _phone.SendNow();
        await Arrived(files: 1, records: 2);
        await AllIsSent();
        Assert.Empty(_phone.Errors);
    }

    [Fact]
    public async Task An_app_that_was_replaced_while_the_phone_was_offline_works_on_and_the_new_one_takes_over_what_was_begun()
    {
        await using var newer = await NewerApp.Of(new(_house.Origin));
        _network.Away = true;
        await Walk("9", photo: true);
        await _phone.Open("Walk");
        await _phone.Answer("Depth", "12");
        await _phone.Kept();
        _network.Server = newer.Origin;
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("kept");
        await _phone.Page.CloseAsync();
        await _phone.Start();
        await _phone.Unlock();
        await Draft().ClickAsync();
        await Assertions.Expect(_phone.Question("Depth").Locator("input")).ToHaveValueAsync("12");
        await _phone.Page.Locator("header button").First.ClickAsync();

        _network.Away = false;
        await _phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await Arrived(files: 1);
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("A new version of the app is here. It opens by itself the next time.");
        await Draft().ClickAsync();
        await Assertions.Expect(_phone.Question("Depth").Locator("input")).ToHaveValueAsync("12");
        var old = await Looks();
        await _phone.Page.Locator("header button").First.ClickAsync();

        // Locked, nothing is open: now it takes over.
        await _phone.Page.Locator(".foot button").ClickAsync();
        await _phone.Page.GetByRole(AriaRole.Button, new() { Name = "Lock", Exact = true }).ClickAsync();
        await _phone.Page.WaitForFunctionAsync("old => [...document.styleSheets].some(s => s.href && !old.includes(s.href))", old);
        await _phone.Unlock();
        await Assertions.Expect(_phone.Page.Locator("main")).ToContainTextAsync("The app was updated.");
        _network.Away = true;
        await Draft().ClickAsync();
        await Assertions.Expect(_phone.Question("Depth").Locator("input")).ToHaveValueAsync("12");
        await _phone.Finish();
        _network.Away = false;
        await _phone.SendNow();
        await Arrived(files: 1, records: 2);
        Assert.Empty(_phone.Errors);
    }

    [Fact]
    public async Task An_outbox_that_was_saved_on_a_phone_that_was_cut_off_is_taken_in_as_if_it_had_sent_it_and_once()
    {
        _network.Away = true;
        await Walk("9", photo: true);
        // A browser of a test keeps no promises, and says so.
        await Assertions.Expect(_phone.Page.Locator(".keep")).ToContainTextAsync("Send soon. Put this app on the home screen");
        await ScreensTests.Look(_phone, "today-unsent");
        await _house.Get<Enrolments>().CutOff(ActorId.Program, _house.Get<Registers>().Current.Devices[0].Id, "lost");
        await _phone.Start();
        Assert.DoesNotMatch("[0-9]", (await _phone.Page.Locator("main").InnerTextAsync()).Replace("6 digits", "", StringComparison.Ordinal));
        await ScreensTests.Look(_phone, "lock");
        var saved = await _phone.Page.RunAndWaitForDownloadAsync(() => _phone.Page.GetByRole(AriaRole.Button, new() { Name = "Save to a file" }).ClickAsync());
        Assert.Matches("^notes-[0-9-]{10}\\.json$", saved.SuggestedFilename);
        using var scratch = new Scratch();
        await saved.SaveAsAsync(scratch["notes.json"]);
        string[] import = ["import", "outbox", scratch["notes.json"], "--server", _house.Origin, "--token", await _house.TokenForNow()];

        var ran = await Commands.Program.Run(import);
        Assert.True(ran.Code == 0, ran.All);
        Assert.StartsWith("records: 1 new, 0 here already\nfiles: 1 new, 0 here already\n", ran.Out, StringComparison.Ordinal);
        await Arrived(files: 1);
        Assert.Equal((0, ""), (Records()[0].Missing, Records()[0].Flags));

        var size = _house.Database.Size;
        Assert.StartsWith("records: 0 new, 1 here already\nfiles: 0 new, 1 here already\n", (await Commands.Program.Run(import)).Out, StringComparison.Ordinal);
        Assert.Equal(size, _house.Database.Size);
    }

    // Every row of the store by its key, as text.
    private const string Rows =
        """
        async () => {
          const db = await new Promise(r => { const q = indexedDB.open('adit'); q.onsuccess = () => r(q.result); });
          const all = what => new Promise(r => { const q = db.transaction('kept').objectStore('kept')[what](); q.onsuccess = () => r(q.result); });
          const [keys, rows] = [await all('getAllKeys'), await all('getAll')];
          db.close();
          return JSON.stringify(Object.fromEntries(keys.map((key, i) => [key, rows[i].nonce.join()])));
        }
        """;

    // Damages, or takes away, the rows that were there before and are other ones now; how many.
    private const string Spoil =
        """
        async ({ before, gone }) => {
          const db = await new Promise(r => { const q = indexedDB.open('adit'); q.onsuccess = () => r(q.result); });
          const kept = db.transaction('kept', 'readwrite').objectStore('kept');
          const ask = request => new Promise(r => { request.onsuccess = () => r(request.result); });
          const was = JSON.parse(before);
          let changed = 0;
          for (const key of Object.keys(was)) {
            const row = await ask(kept.get(key));
            if (!row || row.nonce.join() === was[key]) continue;
            changed++;
            if (gone) await ask(kept.delete(key));
            else { row.sealed[5] ^= 1; await ask(kept.put(row, key)); }
          }
          db.close();
          return changed;
        }
        """;

    private ILocator Draft() => _phone.Page.Locator("section", new() { HasText = "Begun" }).Locator(".line");

    private Task<string[]> Looks() => _phone.Page.EvaluateAsync<string[]>("() => [...document.styleSheets].map(s => s.href).filter(h => h)");

    private Task AllIsSent() => Assertions.Expect(_phone.Page.Locator(".band")).ToContainTextAsync("Everything is sent");

    private async Task Walk(string depth, bool photo = false)
    {
        await _phone.Open("Walk");
        await _phone.Answer("Depth", depth);
        if (photo)
            await _phone.TakePhoto("Photo");
        await _phone.Finish();
    }

    private async Task Arrived(int files, int records = 1)
    {
        for (var waited = 0; Records().Count < records || Files() < files; waited++)
        {
            Assert.True(waited < 300, $"{Records().Count} records and {Files()} files arrived; the phone says: {await _phone.Page.Locator("body").InnerTextAsync()}");
            await Task.Delay(100, Stop);
            if (waited % 30 == 29)
                await _phone.SendNow();
        }
        Assert.Equal((records, files), (Records().Count, Files()));
    }

    private IReadOnlyList<SubmissionRow> Records() => _house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 50, "walk"));

    private int Files() => Records().Sum(r => _house.Database.Read(db => SubmissionsTable.Attachments(db, r.Index)).Count);
}
