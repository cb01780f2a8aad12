using System.Text.RegularExpressions;
using Adit.People;
using Adit.Safety;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;
using Adit.Web;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Adit.Tests.FieldApp;

/// <summary>Every screen of the field app on a small phone: reachable for everybody, nothing wider than the screen, nothing said to a shoulder, nobody else asked for anything.</summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed partial class ScreensTests(Chromium chromium) : IAsyncLifetime
{
    private static readonly AxeRunOptions Rules = new() { ResultTypes = [ResultType.Violations], RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    private House _house = null!;
    private Enrolled _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        _house.Clock.Now = DateTimeOffset.UtcNow;
        _agent = await _house.Agent("Awa", "en", await _house.Site("Pelekazi", "P1", "P2"));
    }

    public async ValueTask DisposeAsync()
    {
        await _house.Check();
        await _house.DisposeAsync();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public async Task Every_screen_is_read_by_everybody_and_fits_a_small_phone(string language)
    {
        var agent = await _house.Agent($"Agent {language}", language, _house.Get<Registers>().Current.Monitored[0].Id);
        await using var phone = await PhoneBrowser.New(chromium, new(_house.Origin), language);
        var asked = new List<string>();
        phone.Context.Request += (_, request) => asked.Add(request.Url);
        await phone.Page.GotoAsync($"{_house.Origin}/field/#enrol={(await _house.Get<Enrolments>().Offer(ActorId.Program, agent.Id)).Code}");
        await phone.Page.Locator("input[type=password]").First.WaitForAsync();
        await Look(phone, "enrol");
        Assert.DoesNotContain("enrol", phone.Page.Url, StringComparison.Ordinal);
        await phone.Enrol((await _house.Get<Enrolments>().Offer(ActorId.Program, agent.Id)).Code);
        await Look(phone, "today");

        await phone.Page.Locator(".tile").First.ClickAsync();
        await phone.Page.Locator(".odk-form .question-container").Nth(1).WaitForAsync();
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        await Look(phone, "visit");
        await phone.Page.Locator("header button").First.ClickAsync();
        await phone.Page.Locator(".tile").Last.ClickAsync();
        await phone.Page.Locator("input[type=password]").WaitForAsync();
        await Look(phone, "others");
        Assert.DoesNotContain(language == "fr" ? "Référencement" : "Referral", await phone.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await phone.Page.Locator("input[type=password]").FillAsync(PhoneBrowser.Pin);
        await phone.Page.Locator(".tile", new() { HasText = language == "fr" ? "Référencement" : "Referral" }).WaitForAsync();
        await phone.Page.Locator("header button").First.ClickAsync();
        await phone.Page.Locator(".foot button").ClickAsync();
        await Look(phone, "settings");
        await phone.Page.Locator("header .hide").ClickAsync();
        await phone.Page.Locator(".cover output").WaitForAsync();
        await Look(phone, "cover");
        foreach (var digit in PhoneBrowser.Pin + "=")
            await phone.Page.Keyboard.PressAsync(digit.ToString());
        await phone.Page.Locator(".tile").First.WaitForAsync();
        Assert.All(asked, url => Assert.StartsWith(_house.Origin, url, StringComparison.Ordinal));
        Assert.Empty(phone.Errors);
    }

    [Fact]
    public async Task Over_a_shoulder_a_message_and_a_question_are_1_question_until_the_code_is_given_again()
    {
        await using var phone = await PhoneBrowser.Of(chromium, _house, _agent);
        await _house.Record(new MessageSent(_agent.Id, "Come to the office, a soldier asked for you."));
        await phone.Page.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        var due = phone.Page.Locator(".due", new() { HasText = "1 question" });
        await due.WaitForAsync();
        Assert.DoesNotContain("soldier", await phone.Page.ContentAsync(), StringComparison.Ordinal);
        await due.Locator("button").First.ClickAsync();
        await due.Locator("input[type=password]").FillAsync(PhoneBrowser.Pin);
        var letter = phone.Page.Locator(".due", new() { HasText = "Come to the office, a soldier asked for you." });
        await letter.WaitForAsync();
        await letter.Locator("button").First.ClickAsync();
        await Assertions.Expect(letter).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_protected_record_arrives_and_nothing_of_it_is_left_to_read_on_the_phone()
    {
        await _house.Publish(WalkForm.Xform(tier: "T3").Replace("<photo/>", "", StringComparison.Ordinal).Replace("""<bind nodeset="/data/photo" type="binary"/>""", "", StringComparison.Ordinal)
            .Replace("""<upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>""", "", StringComparison.Ordinal));
        await using var phone = await PhoneBrowser.Of(chromium, _house, _agent);
        await phone.Page.Locator(".tile").Last.ClickAsync();
        await phone.Page.Locator("input[type=password]").FillAsync(PhoneBrowser.Pin);
        await phone.Open("Walk");
        await phone.Answer("Depth", "4711");
        await phone.Finish();
        await Assertions.Expect(phone.Newest).ToContainTextAsync("received, no.");
        await Assertions.Expect(phone.Newest).ToContainTextAsync("Sealed record");
        Assert.Equal(1, _house.Database.Read(SubmissionsTable.ProtectedHeld));
        await phone.Newest.ClickAsync();
        Assert.DoesNotContain("4711", await phone.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sound_is_recorded_in_the_form_and_what_is_copied_from_paper_is_ticked_to_be_seen()
    {
        await _house.Publish(WalkForm.Xform().Replace("mediatype=\"image/*\"", "mediatype=\"audio/*\"", StringComparison.Ordinal));
        await using var phone = await PhoneBrowser.Of(chromium, _house, _agent);
        await phone.Open("Walk");
        await phone.Answer("Depth", "3");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Record", Exact = true }).ClickAsync();
        await Task.Delay(400, TestContext.Current.CancellationToken);
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await phone.Page.Locator("audio").WaitForAsync();
        var paper = phone.Page.GetByLabel("Copied from paper");
        Assert.Equal("2px", await paper.EvaluateAsync<string>("box => getComputedStyle(box).borderTopWidth"));
        await paper.CheckAsync();
        Assert.NotEqual("rgb(255, 255, 255)", await paper.EvaluateAsync<string>("box => getComputedStyle(box).backgroundColor"));
        await phone.Finish();
        await Assertions.Expect(phone.Newest).ToContainTextAsync("received, no.");
        var row = Assert.Single(_house.Database.Read(db => SubmissionsTable.Between(db, -1, _house.Database.Size, 10)), r => r.Form == "walk");
        Assert.Equal(Source.Paper, row.Source);
        // The file follows its record, and is one.
        await Assertions.Expect(phone.Newest).Not.ToContainTextAsync("still to send");
    }

    [Fact]
    public async Task The_duress_code_opens_an_ordinary_notebook_that_knows_no_site_and_sends_nothing()
    {
        await _house.Record(new SafetySet(new(23, 59), "+243000000001", []));
        await using var phone = await PhoneBrowser.Of(chromium, _house, _agent);
        await phone.Page.Locator(".foot button").ClickAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Set the second code" }).ClickAsync();
        await phone.Page.Locator("input[type=password]").FillAsync(PhoneBrowser.Pin);
        await phone.Page.Locator("form input[type=password]").Nth(1).WaitForAsync();
        await phone.Page.Locator("form input[type=password]").Nth(0).FillAsync("161803");
        await phone.Page.Locator("form input[type=password]").Nth(1).FillAsync("161803");
        await phone.Page.Locator("form button.main").ClickAsync();
        await phone.Page.Locator("p[role=status]", new() { HasTextRegex = Something() }).First.WaitForAsync();
        await phone.Start();
        await Task.Delay(2_000, TestContext.Current.CancellationToken);
        var asked = new List<string>();
        phone.Page.Request += (_, request) => asked.Add(request.Url);
        await phone.Page.Locator("input[type=password]").FillAsync("161803");
        await phone.Page.Locator("header .hide").WaitForAsync();
        var shown = await phone.Page.Locator("body").InnerTextAsync();
        Assert.DoesNotContain("Pelekazi", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("I am well", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Daily visit", shown, StringComparison.Ordinal);
        await Look(phone, "market");
        await phone.Page.Locator(".foot button").ClickAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Change my code" }).WaitForAsync();
        var settings = await phone.Page.Locator("body").InnerTextAsync();
        Assert.DoesNotContain("second code", settings, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Help", settings, StringComparison.Ordinal);
        Assert.DoesNotContain("makes you open", settings, StringComparison.Ordinal);
        await Look(phone, "market-settings");
        Assert.DoesNotContain(asked, url => url.Contains("/api/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_app_can_be_put_on_the_home_screen()
    {
        await using var phone = await PhoneBrowser.Of(chromium, _house, _agent);
        var session = await phone.Context.NewCDPSessionAsync(phone.Page);
        var stands = (await session.SendAsync("Page.getInstallabilityErrors"))!.Value.GetProperty("installabilityErrors").EnumerateArray().Select(e => e.GetProperty("errorId").GetString());
        // That each test has a browser of its own, which forgets.
        Assert.DoesNotContain(stands, error => error != "in-incognito");
    }

    [Fact]
    public async Task The_first_install_is_small_and_complete()
    {
        var folder = Path.Combine(WebFiles.Folder, "field");
        using var http = new HttpClient { BaseAddress = new(_house.Origin), DefaultRequestHeaders = { { "Accept-Encoding", "br" } } };
        var worker = await File.ReadAllTextAsync(Path.Combine(folder, "sw.js"), TestContext.Current.CancellationToken);
        var listed = Listed().Matches(worker).Select(m => m.Groups[1].Value).Distinct().Where(path => path == "/field/" || Path.HasExtension(path)).ToList();
        Assert.Contains("/field/", listed);
        Assert.Contains(listed, path => path.EndsWith(".css", StringComparison.Ordinal));
        var sum = 0L;
        foreach (var path in listed)
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{path} answers {answer.StatusCode}");
            Assert.Contains("wasm-unsafe-eval", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal(path.Contains("/assets/", StringComparison.Ordinal), answer.Headers.CacheControl?.ToString().Contains("immutable", StringComparison.Ordinal));
            sum += (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
        }
        Assert.InRange(sum, 100_000, 1_000_000);
        using var outside = await http.GetAsync("/field/%2e%2e/adit.css", TestContext.Current.CancellationToken);
        Assert.False(outside.IsSuccessStatusCode && outside.Headers.GetValues("Content-Security-Policy").Single().Contains("wasm", StringComparison.Ordinal));
    }

    internal static async Task Look(PhoneBrowser phone, string screen)
    {
        if (Environment.GetEnvironmentVariable("ADIT_SHOTS") is { Length: > 0 } shots)
            await phone.Page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"field-{screen}-{await phone.Page.EvaluateAsync<string>("document.documentElement.lang")}.png"), FullPage = true });
        var seen = await phone.Page.RunAxe(Rules);
        Assert.True(seen.Violations.Length == 0, $"{screen}: {string.Join("; ", seen.Violations.Select(v => $"{v.Id} {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}"))}");
        Assert.True(await phone.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{screen} is wider than the phone");
    }

    [GeneratedRegex("[`\"'](/field/[^`\"']*)[`\"']")]
    private static partial Regex Listed();

    [GeneratedRegex("\\S")]
    private static partial Regex Something();
}
