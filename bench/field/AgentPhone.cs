using Microsoft.Playwright;

namespace Adit.Bench.Field;

/// <summary>A phone in Chromium with Adit's own app on it.</summary>
internal sealed class AgentPhone : IAsyncDisposable
{
    private const string Pin = "271828";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly string _origin;

    private AgentPhone(IPlaywright playwright, IBrowser browser, IBrowserContext context, IPage page, string origin) => (_playwright, _browser, Context, Page, _origin) = (playwright, browser, context, page, origin);

    public IBrowserContext Context { get; }

    public IPage Page { get; private set; }

    /// <summary>A phone on which the agent of a programme was enrolled.</summary>
    public static async Task<AgentPhone> Enrolled(Programme programme, string? origin = null)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("ADIT_CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, Geolocation = new() { Latitude = -10.7f, Longitude = 25.5f, Accuracy = 8 }, Permissions = ["geolocation"] });
        context.SetDefaultTimeout(30_000);
        var phone = new AgentPhone(playwright, browser, context, await context.NewPageAsync(), origin ?? programme.Origin);
        await phone.Page.GotoAsync($"{phone._origin}/field/#enrol={await programme.Code()}");
        await phone.Page.Locator("input[type=password]").Nth(0).FillAsync(Pin);
        await phone.Page.Locator("input[type=password]").Nth(1).FillAsync(Pin);
        await phone.Page.Locator("button.main").ClickAsync();
        await phone.Page.Locator(".tile").First.WaitForAsync();
        await phone.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        await Task.Delay(3_000);
        return phone;
    }

    public async Task Open(string title)
    {
        await Page.Locator(".tile", new() { HasText = title }).ClickAsync();
        await Page.Locator(".odk-form .question-container").First.WaitForAsync();
    }

    public async Task Answer(string question, string text)
    {
        var input = Question(question).Locator("input").First;
        await input.ClickAsync();
        await input.PressSequentiallyAsync(text);
        await input.PressAsync("Tab");
    }

    public async Task Photo(string question, byte[] picture)
    {
        await Question(question).Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = "IMG.jpg", MimeType = "image/jpeg", Buffer = picture });
        await Question(question).Locator("img").WaitForAsync();
    }

    public async Task Finish()
    {
        await Page.Locator(".odk-form .footer button").ClickAsync();
        await Page.Locator(".tile").First.WaitForAsync();
    }

    /// <summary>Waits until the phone has nothing more to ask.</summary>
    public async Task Rest()
    {
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Task.Delay(4_000);
    }

    /// <summary>As when the network comes back.</summary>
    public Task Awake() => Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");

    /// <summary>Fills in the visit of the day, each question with its first choice or a small number, and finishes it; how many questions that were.</summary>
    public async Task<int> Visit()
    {
        await Page.Locator(".tile").First.ClickAsync();
        await Page.Locator(".odk-form .question-container").First.WaitForAsync();
        var answered = 0;
        for (var at = 0; at < await Page.Locator(".question-container").CountAsync() || await Grown(at); at++)
            answered += await AnswerAnyhow(Page.Locator(".question-container").Nth(at)) ? 1 : 0;
        await Finish();
        return answered;
    }

    // The form draws a few questions at a time.
    private async Task<bool> Grown(int count)
    {
        await Task.Delay(1_000);
        return await Page.Locator(".question-container").CountAsync() > count;
    }

    private static async Task<bool> AnswerAnyhow(ILocator question)
    {
        var choice = question.Locator("input[type=radio], input[type=checkbox]").First;
        if (await choice.CountAsync() > 0)
        {
            await choice.CheckAsync(new() { Force = true });
            return true;
        }
        var field = question.Locator("input[inputmode], input[type=number], input[type=text]").First;
        if (await field.CountAsync() == 0 || !await field.IsEditableAsync())
            return false;
        await field.ClickAsync();
        await field.PressSequentiallyAsync("3");
        await field.PressAsync("Tab");
        return true;
    }

    /// <summary>A picture such as a phone takes: 12 megapixels, of which some 100 kB are left when it is reduced.</summary>
    public async Task<byte[]> Picture(int seed) => Convert.FromBase64String(await Page.EvaluateAsync<string>(
        """
        async seed => {
          const canvas = new OffscreenCanvas(4000, 3000), pen = canvas.getContext("2d");
          let state = seed * 7919 + 1;
          const chance = () => (state = (state * 16807) % 2147483647) / 2147483647;
          for (let i = 0; i < 900; i++) {
            pen.fillStyle = `rgb(${chance() * 255}, ${chance() * 200}, ${chance() * 150})`;
            pen.beginPath();
            pen.ellipse(chance() * 4000, chance() * 3000, 30 + chance() * 260, 30 + chance() * 200, chance() * 3, 0, 7);
            pen.fill();
          }
          const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: .9 })).arrayBuffer());
          let text = "";
          for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
          return btoa(text);
        }
        """, seed));

    /// <summary>Sealed things that lie in the outbox: how many, and their bytes.</summary>
    public async Task<(int Count, long Bytes)> Outbox()
    {
        var sizes = await Page.EvaluateAsync<long[]>(
            """
            () => new Promise(done => {
              const opened = indexedDB.open("adit");
              opened.onsuccess = () => {
                const asked = opened.result.transaction("outbox").objectStore("outbox").getAll();
                asked.onsuccess = () => { opened.result.close(); done(asked.result.filter(p => !p.done).map(p => p.size)); };
              };
            })
            """);
        return (sizes.Length, sizes.Sum());
    }

    /// <summary>Opens the app anew in a tab of its own, slowed down; the milliseconds until the lock, from the PIN to Today, and from the touch until the form is drawn.</summary>
    public async Task<(double Lock, double Today, double Form)> Start(int slow, int restMilliseconds)
    {
        var page = await Context.NewPageAsync();
        await (await Context.NewCDPSessionAsync(page)).SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = slow });
        await page.AddInitScriptAsync(
            """
            window.seen = {};
            const look = () => {
              const see = (name, what) => { if (!seen[name] && document.querySelector(what)) seen[name] = performance.now(); };
              see("lock", "input[type=password]"); see("today", ".tile"); see("form", ".odk-form .question-container");
              requestAnimationFrame(look);
            };
            look();
            """);
        await page.GotoAsync(_origin + "/field/");
        await page.Locator("input[type=password]").WaitForAsync();
        await Task.Delay(restMilliseconds);
        var pin = await page.EvaluateAsync<double>("pin => { const from = performance.now(), field = document.querySelector('input[type=password]'); field.value = pin; field.dispatchEvent(new Event('input')); return from; }", Pin);
        await page.Locator(".tile").First.WaitForAsync();
        await Task.Delay(restMilliseconds);
        var touch = await page.EvaluateAsync<double>("() => { const from = performance.now(); document.querySelector('.tile').click(); return from; }");
        await page.WaitForFunctionAsync("() => seen.form");
        var (locked, today, form) = (await page.EvaluateAsync<double>("seen.lock"), await page.EvaluateAsync<double>("seen.today"), await page.EvaluateAsync<double>("seen.form"));
        await page.CloseAsync();
        return (locked, today - pin, form - touch);
    }

    private ILocator Question(string label) => Page.Locator(".question-container", new() { HasText = label }).First;

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
