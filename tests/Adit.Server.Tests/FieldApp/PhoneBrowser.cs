using Adit.People;
using Adit.Tests.Web;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>One Chromium for all tests of the field app.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright _playwright = null!;

    internal IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = ShownPages.Chromium(), Args = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"], Timeout = 180_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>All tests that hold a phone.</summary>
[CollectionDefinition(nameof(Chromium))]
public sealed class HoldingAPhone : ICollectionFixture<Chromium>;

/// <summary>An agent's phone: a browser of 360 by 740 with Adit's own app in it, and what the agent does with it.</summary>
internal sealed class PhoneBrowser : IAsyncDisposable
{
    public const string Pin = "271828";

    private readonly Uri _origin;
    private ICDPSession? _limits;

    private PhoneBrowser(IBrowserContext context, IPage page, Uri origin) => (Context, Page, _origin) = (context, page, origin);

    public IBrowserContext Context { get; }

    public IPage Page { get; private set; }

    public List<string> Errors { get; } = [];

    /// <summary>A phone that has not been used yet.</summary>
    public static async Task<PhoneBrowser> New(Chromium chromium, Uri origin, string language = "en")
    {
        var context = await chromium.Browser.NewContextAsync(new()
        {
            Locale = language,
            ViewportSize = new() { Width = 360, Height = 740 },
            IsMobile = true,
            HasTouch = true,
            DeviceScaleFactor = 2,
            Geolocation = new() { Latitude = -10.7f, Longitude = 25.5f, Accuracy = 8 },
            Permissions = ["geolocation"],
        });
        context.SetDefaultTimeout(60_000);
        var phone = new PhoneBrowser(context, await context.NewPageAsync(), origin);
        phone.Watch();
        return phone;
    }

    /// <summary>A phone that an agent was enrolled on, and that works without a network from now on.</summary>
    public static async Task<PhoneBrowser> Of(Chromium chromium, House house, Enrolled agent, Uri? origin = null, string language = "en")
    {
        var phone = await New(chromium, origin ?? new(house.Origin), language);
        await phone.Enrol((await house.Get<Enrolments>().Offer(ActorId.Program, agent.Id)).Code);
        return phone;
    }

    /// <summary>Scans the code that the office shows, and chooses a PIN.</summary>
    public async Task Enrol(string code, string pin = Pin)
    {
        await Page.GotoAsync(new Uri(_origin, $"/field/#enrol={code}").ToString());
        await Page.Locator("input[type=password]").Nth(0).FillAsync(pin);
        await Page.Locator("input[type=password]").Nth(1).FillAsync(pin);
        await Page.Locator("button.main").ClickAsync();
        await Page.Locator(".tile").First.WaitForAsync();
        await Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        await Page.WaitForFunctionAsync("() => caches.keys().then(keys => keys.length > 0)");
    }

    /// <summary>The battery died: what is open goes without a word. Then the app is opened again, and locked.</summary>
    public async Task DieAndStart()
    {
        var session = await Context.NewCDPSessionAsync(Page);
        // A tab that is opened while the other one still dies would share its process, and its end.
        var died = new TaskCompletionSource();
        Page.Crash += (_, _) => died.TrySetResult();
        _ = session.SendAsync("Page.crash").ContinueWith(_ => { }, TaskScheduler.Default);
        await died.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Task.Delay(500);
        await Start();
    }

    /// <summary>Opens the app again, in a tab of its own.</summary>
    public async Task Start()
    {
        Page = await Context.NewPageAsync();
        Watch();
        await Page.GotoAsync(new Uri(_origin, "/field/").ToString());
        await Page.Locator("input[type=password]").WaitForAsync();
    }

    public async Task Unlock(string pin = Pin)
    {
        await Page.Locator("input[type=password]").FillAsync(pin);
        await Page.Locator(".tile").First.WaitForAsync();
    }

    /// <summary>Opens a form by its button.</summary>
    public async Task Open(string title)
    {
        await Page.Locator(".tile", new() { HasText = title }).ClickAsync();
        await Page.Locator(".odk-form .question-container").First.WaitForAsync();
    }

    /// <summary>Writes an answer.</summary>
    public async Task Answer(string question, string text)
    {
        var input = Question(question).Locator("input").First;
        await input.ClickAsync();
        await input.PressSequentiallyAsync(text);
        await input.PressAsync("Tab");
    }

    public ILocator Question(string label) => Page.Locator(".question-container", new() { HasText = label }).First;

    /// <summary>Waits until the app says that the last answers are kept.</summary>
    public Task Kept() => Assertions.Expect(Page.Locator(".keep")).ToContainTextAsync("kept");

    public async Task TakePhoto(string question)
    {
        await Question(question).Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = "IMG_1.png", MimeType = "image/png", Buffer = await Picture() });
        await Question(question).Locator("img").WaitForAsync();
    }

    public async Task Finish()
    {
        await Page.Locator(".odk-form .footer button").ClickAsync();
        await Page.Locator(".tile").First.WaitForAsync();
    }

    public async Task SendNow()
    {
        var button = Page.Locator(".band button");
        if (await button.CountAsync() > 0)
            await button.ClickAsync(new() { Timeout = 2_000 }).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>Gives the app so much room, in bytes; null for as much as the machine has. Chromium goes on for half a minute with what it believed of its room before.</summary>
    public async Task Room(long? bytes)
    {
        // Only who limited it lifts it.
        _limits ??= await Context.NewCDPSessionAsync(Page);
        var asked = new Dictionary<string, object> { ["origin"] = _origin.GetLeftPart(UriPartial.Authority) };
        if (bytes is { } given)
            asked["quotaSize"] = given;
        await _limits.SendAsync("Storage.overrideQuotaForOrigin", asked);
        if (bytes is not null)
            await Task.Delay(32_000);
    }

    /// <summary>What lies in a store of the app, as many as there are.</summary>
    public Task<int> Lying(string store) => Page.EvaluateAsync<int>(
        """
        async store => {
          const db = await new Promise(r => { const q = indexedDB.open('adit'); q.onsuccess = () => r(q.result); });
          return new Promise(r => { const q = db.transaction(store).objectStore(store).count(); q.onsuccess = () => { db.close(); r(q.result); }; });
        }
        """, store);

    /// <summary>What Today says of the newest record.</summary>
    public ILocator Newest => Page.Locator("section", new() { HasText = "My records" }).Locator(".line").First;

    /// <summary>A drawing with enough in it that it does not compress to nothing.</summary>
    private Task<byte[]> Picture() => Page.ScreenshotAsync(new() { Type = ScreenshotType.Png });

    private void Watch()
    {
        Page.PageError += (_, error) => Errors.Add(error);
        Page.Dialog += (_, dialog) => dialog.AcceptAsync();
    }

    public ValueTask DisposeAsync() => Context.DisposeAsync();
}
