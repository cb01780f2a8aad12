using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Protection;
using Adit.Reports;
using Adit.Tests.Commands;
using Adit.Tests.Releases;
using Adit.Verify;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Adit.Tests.Credentials;

/// <summary>A buyer hands a credential on to its own customer without what it keeps to itself; anybody can check it, it ends with the report, and the programme sees that it was handed on.</summary>
public sealed class PassingOnTests : IAsyncLifetime
{
    private BoughtMonth _month = null!;
    private string _credential = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private House House => _month.House;

    public async ValueTask InitializeAsync()
    {
        _month = await BoughtMonth.Begin();
        await _month.Publish();
        _credential = House.Database.Read(db => CredentialsTable.About(db, ReportsTable.OfMonth(db, new(2026, 11, 1)).Single().Fact.Report.Value)).Single().Id.ToString();
    }

    public ValueTask DisposeAsync() => _month.DisposeAsync();

    [Fact]
    public async Task What_is_handed_on_holds_for_anybody_and_has_nothing_of_what_was_left_out()
    {
        var file = await Passed(new { leaveOut = new[] { "place", "country", "coverage" }, indicators = new[] { "OH-04" }, customer = "Maker of cars" });

        var whole = Encoding.UTF8.GetString(await _month.Smelter.GetByteArrayAsync($"/credentials/{_credential}", Stop));
        foreach (var type in (string[])["application/json", "application/vc+jwt"])
        {
            var bytes = (await CredentialsTests.Get(_month.Smelter, $"/credentials/{file}", type)).File;
            var report = CredentialVerifying.Verify(bytes, null, Signing.Verify, House.Get<Publishing>().Key);
            Assert.True(report.Holds, report.FirstFailure?.ToString());
            Assert.Equal(("place country coverage report", 1), (string.Join(' ', report.LeftOut!.Parts), report.LeftOut.Indicators));
            Assert.Equal(["credential.left", "credential.left.place", "credential.left.country", "credential.left.coverage", "credential.left.report", "credential.left.indicators", "credential.not.status", "credential.not.name", "check.not.true", "check.not.witnesses"],
                FileVerifying.Of(bytes, new(House.Get<Publishing>().Key), Signing.Verify).NotChecked.Select(s => s.Key));
        }
        var text = Everything(await CredentialsTests.Get(_month.Smelter, $"/credentials/{file}"));
        var published = House.Database.Read(db => ReportsTable.OfMonth(db, new(2026, 11, 1))).Single();
        string[] gone = ["Site N1", "/sites/N1", "\"CD\"", "visited on", "OH-04", "smelter", "Smelter", "Maker of cars", published.Fact.Report.ToString(), published.Fact.Site.ToString(), _credential, .. Digests(whole)];
        foreach (var word in gone)
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
        // Else nothing would have been left out.
        Assert.True(gone.Count(w => Everything(Encoding.UTF8.GetBytes(whole)).Contains(w, StringComparison.Ordinal)) > 8);
        // Of the ledger it shows that it was issued, by the program, and nothing besides.
        Assert.True(CredentialFile.TryRead((await CredentialsTests.Get(_month.Smelter, $"/credentials/{file}")).File, out var read, out _));
        var entry = Assert.Single(read.Evidence()!.Entries);
        Assert.Equal([Slot.Head, Slot.T1], entry.Parts.Select(p => p.Slot));
        Assert.Contains(ActorId.Program.ToString(), Encoding.UTF8.GetString(entry.Parts[0].Bytes.Span), StringComparison.Ordinal);
        await House.Check();
    }

    [Fact]
    public async Task It_ends_when_the_report_is_withdrawn_or_corrected()
    {
        var file = await Passed(new { leaveOut = new[] { "place" } });
        var bytes = (await CredentialsTests.Get(_month.Smelter, $"/credentials/{file}")).File;
        Assert.True(await Stands(bytes));

        await BoughtMonth.Post(_month.Ana, BoughtMonth.Acts, new { act = "withdraw", seen = 1, text = "another site" });
        await House.Get<Publishing>().Publish();
        Assert.False(await Stands(bytes));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _month.Smelter.PostAsync($"/credentials/{_credential}/pass-on", new FormUrlEncodedContent([]), Stop)).StatusCode);
        Assert.Contains("was withdrawn with the report", await _month.Ana.GetStringAsync(BoughtMonth.First, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_programme_sees_who_handed_on_what_and_no_other_buyer_does()
    {
        var file = await Passed(new { leaveOut = new[] { "country" }, indicators = new[] { "OH-04" }, customer = "Maker of <cars>" });

        foreach (var office in (HttpClient[])[_month.Ana, _month.Lead])
        {
            var page = WebUtility.HtmlDecode(await office.GetStringAsync(BoughtMonth.First, Stop));
            foreach (var part in (string[])["smelter & co (Smelter)", "Maker of <cars>", "Left out: the country; 1 indicator.", $"/credentials/{file}"])
                Assert.Contains(part, page, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await office.GetAsync($"/credentials/{file}", Stop)).StatusCode);
        }
        // Another organisation with the same agreement.
        await BoughtMonth.Post(_month.Lead, "/api/organisations/trader/agreements", new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "reports" } }, HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.OK, (await _month.Trader.GetAsync($"/credentials/{_credential}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _month.Trader.GetAsync($"/credentials/{file}", Stop)).StatusCode);
        foreach (var page in (string[])[BoughtMonth.First, $"/credentials/{_credential}/pass-on"])
        {
            var text = await _month.Trader.GetStringAsync(page, Stop);
            foreach (var word in (string[])["smelter", "Smelter", "Maker", file])
                Assert.DoesNotContain(word, text, StringComparison.Ordinal);
        }
        // What is handed on is not handed on again by its number: by the first one, as often as wanted.
        Assert.Equal(HttpStatusCode.NotFound, (await _month.Smelter.GetAsync($"/credentials/{file}/pass-on", Stop)).StatusCode);
        Assert.Single(await _month.Smelter.GetStringAsync(BoughtMonth.First, Stop) is var report ? Regex.Matches(report, "/credentials/[0-9a-f-]+\"") : null!);
    }

    [Fact]
    public async Task Who_has_no_agreement_for_it_hands_nothing_on()
    {
        foreach (var other in (HttpClient[])[_month.Trader, _month.Refiner, _month.Ana])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/credentials/{_credential}/pass-on", Stop)).StatusCode);
            await BoughtMonth.Post(other, $"/api/credentials/{_credential}/pass-on", new { leaveOut = new[] { "place" } }, HttpStatusCode.NotFound);
        }
        Assert.DoesNotContain("/pass-on", await _month.Ana.GetStringAsync(BoughtMonth.First, Stop), StringComparison.Ordinal);
        Assert.Contains("no such part", (await BoughtMonth.Post(_month.Smelter, $"/api/credentials/{_credential}/pass-on", new { leaveOut = new[] { "all" } }, HttpStatusCode.UnprocessableEntity)).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1280, "en")]
    [InlineData(360, "fr")]
    [Trait("home", "folder")]
    public async Task On_the_page_it_is_ticked_and_the_page_of_proofs_says_what_is_missing(int width, string language)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Web.ShownPages.Chromium(), Args = ["--no-sandbox"] });
        var context = await browser.NewContextAsync(new() { BaseURL = House.Origin, Locale = language, ViewportSize = new() { Width = width, Height = 900 } });
        var token = _month.Smelter.DefaultRequestHeaders.Authorization!.Parameter!;
        await context.AddCookiesAsync([new() { Name = Adit.Web.CurrentPerson.Cookie, Value = token, Url = House.Origin }]);
        var page = await context.NewPageAsync();
        await page.GotoAsync(BoughtMonth.First);
        await page.Locator("[href$='/pass-on']").ClickAsync();
        Assert.Empty((await page.RunAxe()).Violations.Select(v => v.Id));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.Locator("[value=place]").CheckAsync();
        await page.Locator("[value='OH-04']").CheckAsync();
        await page.Locator("main form button").ClickAsync();
        await Assertions.Expect(page.Locator("a[download]")).ToHaveCountAsync(1);
        Assert.Empty((await page.RunAxe()).Violations.Select(v => v.Id));
        await House.Get<Publishing>().Publish();
        var file = await _month.Smelter.GetByteArrayAsync(await page.Locator("a[download]").GetAttributeAsync("href"), Stop);

        await page.GotoAsync("/verify");
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "c.json", MimeType = "application/json", Buffer = file });
        await page.Locator("[data-drop] button").ClickAsync();
        foreach (var word in language == "en" ? (string[])["recorded exactly", "left out, from which nothing follows", "which site it is", "indicators: 1", "neither withdrawn nor superseded"] : ["a enregistré exactement", "dont rien ne découle", "de quel site il s’agit"])
            await Assertions.Expect(page.Locator("[data-verdict]")).ToContainTextAsync(word);
        using var folder = new Scratch();
        await File.WriteAllBytesAsync(folder["c.json"], file, Stop);
        var told = await Commands.Program.Run("verify", folder["c.json"], "--lang", language);
        Assert.True(told.Code == 0, told.All);
        Assert.Contains(language == "en" ? "which site it is" : "de quel site il s", told.All, StringComparison.Ordinal);
    }

    private async Task<string> Passed(object asked)
    {
        var file = (await BoughtMonth.Post(_month.Smelter, $"/api/credentials/{_credential}/pass-on", asked, HttpStatusCode.Created)).GetProperty("credential").GetString()!;
        // Like every credential it waits for the next head.
        Assert.Equal(HttpStatusCode.NotFound, (await _month.Smelter.GetAsync($"/credentials/{file}", Stop)).StatusCode);
        await House.Get<Publishing>().Publish();
        return file;
    }

    private async Task<bool> Stands(byte[] file)
    {
        var list = (await CredentialsTests.Get(House.Http, "/credentials/status/revocation-1")).File;
        var report = CredentialVerifying.Verify(file, list, Signing.Verify, House.Get<Publishing>().Key);
        Assert.True(report.Holds || report.FirstFailure!.Claim == CredentialClaim.Stands, report.FirstFailure?.ToString());
        return report.Holds;
    }

    // Every SHA-256 that the whole credential names, and multihashes: of whatever was left out none may remain.
    private static IEnumerable<string> Digests(string credential)
    {
        var record = JsonDocument.Parse(credential).RootElement.GetProperty("credentialSubject");
        return [record.GetProperty("aditRecord").GetProperty("reportSha256").GetString()!, record.GetProperty("aditRecord").GetProperty("evidenceSha256").GetString()!, record.GetProperty("auditableEvidence").GetProperty("digestMultibase").GetString()!];
    }

    private static string Everything((HttpResponseMessage Answer, byte[] File) got) => Everything(got.File);

    // The file with the bytes of its evidence unpacked.
    private static string Everything(byte[] file)
    {
        Assert.True(CredentialFile.TryRead(file, out var read, out _));
        return Encoding.UTF8.GetString(file) + string.Concat(read.Evidence()!.Entries.SelectMany(e => e.Parts).Select(p => Encoding.UTF8.GetString(p.Bytes.Span)));
    }
}
