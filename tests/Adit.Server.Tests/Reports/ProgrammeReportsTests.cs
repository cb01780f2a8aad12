using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Reports;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Credentials;
using Adit.Tests.Phones;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;

namespace Adit.Tests.Reports;

/// <summary>A quarter of all sites as those get it whose agreement gives it: drafted from the ledger, written, published once, corrected openly; and what a buyer's own reports come to.</summary>
public sealed class ProgrammeReportsTests : IAsyncLifetime
{
    private const string Draft = "/reports/programme/2026-Q4/draft", First = "/reports/programme/2026-Q4/1", Acts = "/api/reports/programme/2026-Q4/acts";

    private House _house = null!;
    private HttpClient _lead = null!, _ana = null!, _smelter = null!, _trader = null!, _knower = null!;
    private Enrolled _awa = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Seven sites; in November Awa finds a pit of fourteen metres at N1. It is January now. A smelter's agreement gives reports of N1 and of the programme, a trader's reports of N1 alone; who knows five of the seven could work out the others.
    public async ValueTask InitializeAsync()
    {
        _house = await CredentialsTests.Named();
        var sites = Enumerable.Range(1, 7).Select(_ => new SiteId(Guid.CreateVersion7())).ToArray();
        foreach (var (n, id) in sites.Index())
            await _house.Record(new SiteRegistered(id, $"N{n + 1}", $"Site N{n + 1}", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m + n), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        _awa = await _house.Agent("Awa", "en", sites);
        await _house.Publish(Rounds.Xform());
        await Dig("14", 23);
        _house.Clock.Advance(TimeSpan.FromDays(45));
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Smelter", Role.Buyer), ("Trader", Role.Buyer), ("Knower", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        (_lead, _ana, _smelter, _trader, _knower) = (await _house.Client("Lead"), await _house.Client("Ana"), await _house.Client("Smelter"), await _house.Client("Trader"), await _house.Client("Knower"));
        foreach (var (code, user, at, products) in ((string, string, string[], string[])[])[("smelter", "Smelter", ["N1"], ["reports", "programme"]), ("trader", "Trader", ["N1"], ["reports"]), ("knower", "Knower", ["N1", "N2", "N3", "N4", "N5"], ["programme"])])
        {
            await Post(_lead, "/api/organisations", new { code, name = code, kind = "refiner", country = "BE" }, HttpStatusCode.Created);
            await Post(_lead, $"/api/organisations/{code}/agreements", new { from = "2026-11-01", sites = at, products }, HttpStatusCode.NoContent);
            await Post(_lead, $"/api/organisations/{code}/users", new { user }, HttpStatusCode.NoContent);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana, _smelter, _trader, _knower])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_quarter_is_drafted_from_the_ledger_published_by_who_read_it_and_read_by_those_whose_agreement_gives_it()
    {
        var draft = WebUtility.HtmlDecode(await _ana.GetStringAsync(Draft, Stop));
        Assert.Contains("It adds up the 7 sites that the programme monitors and names none of them; at 1 of them an agent was there in this time.", draft, StringComparison.Ordinal);
        Assert.Contains("Say that you have read it.", await Refused(new { act = "publish", seen = 0 }), StringComparison.Ordinal);
        await Act(new { act = "write", section = "summary", language = "zh", text = "<b>深坑</b>" });
        Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync(First, Stop)).StatusCode);
        await Act(new { act = "publish", seen = 0, read = true });

        var page = WebUtility.HtmlDecode(await _smelter.GetStringAsync(First, Stop));
        foreach (var part in (string[])["Programme report", "quarter 4 of 2026", "Version 1, published by", "Accidents and safety", "<b>深坑</b>", "Days to close, median", "Children referred"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Site N", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Prepare", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/inbox", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/inbox\"", await _ana.GetStringAsync(First, Stop), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", await _ana.GetStringAsync(First, Stop), StringComparison.Ordinal);
        Assert.Contains(First, await _smelter.GetStringAsync("/reports/programme", Stop), StringComparison.Ordinal);
        Assert.Contains("/reports/programme", await _smelter.GetStringAsync("/reports", Stop), StringComparison.Ordinal);
        Assert.Equal(["page"], _house.Database.Read(db => ReportsTable.Reads(db, Published().Fact.Report)).Select(r => r.As));
        await _house.Check();
    }

    [Fact]
    public async Task A_quarter_that_is_not_over_and_one_that_nobody_named_are_not_published()
    {
        Assert.Contains("Its time is not over at every site.", await Refused(new { act = "publish", seen = 0, read = true }, "/api/reports/programme/2027-Q1/acts"), StringComparison.Ordinal);
        foreach (var address in (string[])["/reports/programme/2026-Q5/draft", "/reports/programme/soon/draft", "/reports/programme/2026-Q4/2"])
            Assert.Equal(HttpStatusCode.NotFound, (await _ana.GetAsync(address, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _smelter.GetAsync(Draft, Stop)).StatusCode);
    }

    [Theory, InlineData("Trader"), InlineData("Knower")]
    public async Task Without_the_product_or_with_so_many_sites_that_the_others_could_be_worked_out_it_is_nowhere(string user)
    {
        await Publish();
        var reader = user == "Trader" ? _trader : _knower;
        foreach (var address in (string[])[First, "/reports/programme/2026-Q4", First + ".pdf", First + ".csv", First + ".xlsx", First + ".json", First + "/evidence", "/api" + First, "/api/reports/programme/2026-Q4"])
            Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync(address, Stop)).StatusCode);
        Assert.Equal("[]", await reader.GetStringAsync("/api/reports/programme", Stop));
        Assert.DoesNotContain("2026", await List(reader), StringComparison.Ordinal);
        Assert.DoesNotContain("/reports/programme", await reader.GetStringAsync("/reports", Stop), StringComparison.Ordinal);
        Assert.Equal(user == "Trader", (await reader.GetStringAsync("/reports", Stop)).Contains("/digests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_corrected_stays_and_says_so_and_its_data_are_what_the_ledger_commits_to_without_the_sites()
    {
        await Publish();
        Assert.Contains("It says the same as the version that stands.", await Refused(new { act = "publish", seen = 1, read = true, text = "again" }), StringComparison.Ordinal);
        await Dig("5", 25);
        await Act(new { act = "publish", seen = 1, read = true, text = "A record came late." });
        Assert.Contains("This version was corrected. A newer one stands.", await _smelter.GetStringAsync(First, Stop), StringComparison.Ordinal);
        Assert.Contains("It corrects version 1: A record came late.", await _smelter.GetStringAsync("/reports/programme/2026-Q4/2", Stop), StringComparison.Ordinal);
        var data = await _smelter.GetByteArrayAsync("/api/reports/programme/2026-Q4/2", Stop);
        var check = ReportsRoom.CheckPath(Published().Version);
        var stands = await _house.Http.GetStringAsync(check, Stop);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(data)), stands, StringComparison.Ordinal);
        Assert.DoesNotContain("quarter", stands, StringComparison.Ordinal);
        Assert.DoesNotContain("sites\":[", Encoding.UTF8.GetString(data), StringComparison.Ordinal);
        await Act(new { act = "withdraw", seen = 2, text = "It was another quarter." });
        Assert.Contains("Version 2 was withdrawn.", await _house.Http.GetStringAsync(check, Stop), StringComparison.Ordinal);
        Assert.Equal(["withdrawn", "superseded"], (await Json(_smelter, "/api/reports/programme/2026-Q4")).EnumerateArray().Select(v => v.GetProperty("state").GetString()));
        await _house.Get<Publishing>().Publish();
        Assert.True(Bundle.TryRead(await _smelter.GetByteArrayAsync(First + "/evidence", Stop), out _, out _));
        await _house.Check();
    }

    [Fact]
    public async Task It_comes_as_tables_and_as_a_paper_with_tags_bookmarks_and_page_numbers()
    {
        await Publish();
        using var book = SpreadsheetDocument.Open(new MemoryStream(await _smelter.GetByteArrayAsync(First + ".xlsx", Stop)), false);
        Assert.Empty(new OpenXmlValidator().Validate(book, Stop).Select(e => e.Description));
        using var zip = new ZipArchive(new MemoryStream(await _smelter.GetByteArrayAsync(First + ".csv", Stop)));
        using var incidents = new StreamReader(zip.GetEntry("incidents.csv")!.Open(), Encoding.UTF8);
        Assert.Contains("OH,0,1,0,0,1,", await incidents.ReadToEndAsync(Stop), StringComparison.Ordinal);
        IsPaper(await _smelter.GetByteArrayAsync(First + ".pdf?lang=fr", Stop));
        // Headings and figures in the language asked for, what stands below them in one that is vouched for, and that is said.
        var page = await _smelter.GetStringAsync(First + "?lang=sw", Stop);
        foreach (var part in (string[])["<html lang=\"fr\"", "lang=\"sw\">Kilichotazamwa, na ambacho hakikutazamwa</h2>", "Watoto waliopelekwa kupata msaada", "bado hayajakaguliwa"])
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_tells_a_buyer_what_its_reports_say_of_the_month_and_which_sites_have_none()
    {
        Assert.Contains("0 of 1 sites have a report of this month.", await _smelter.GetStringAsync("/digests/2026-11", Stop), StringComparison.Ordinal);
        await Month();
        var page = WebUtility.HtmlDecode(await _smelter.GetStringAsync("/digests/2026-11", Stop));
        foreach (var part in (string[])["1 of 1 sites have a report of this month.", "2026-100001", "OH-04 Pit", "/sites/N1/reports/2026-11/1"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Site N2", page, StringComparison.Ordinal);
        Assert.Equal(["N1"], (await Json(_smelter, "/api/digests/2026-11")).GetProperty("sites").EnumerateArray().Select(s => s.GetProperty("site").GetString()));
        // That parts of the report were told is an entry; it is no reading of the report itself, which a decision could name.
        var read = Assert.Single(_house.Database.Read(db => ReportsTable.Reads(db, ReportsTable.OfMonth(db, new(2026, 11, 1)).Single().Fact.Report)));
        Assert.Equal(("digest", false), (read.As, read.IsWhole));
        Assert.Contains("Site N1", await _lead.GetStringAsync("/organisations/smelter/digests/2026-11", Stop), StringComparison.Ordinal);
        IsPaper(await _smelter.GetByteArrayAsync("/digests/2026-11.pdf", Stop));
        using var book = SpreadsheetDocument.Open(new MemoryStream(await _smelter.GetByteArrayAsync("/digests/2026-11.xlsx", Stop)), false);
        Assert.Empty(new OpenXmlValidator().Validate(book, Stop).Select(e => e.Description));
        Assert.Contains("0 of 0 sites have a report of this month.", await _lead.GetStringAsync("/organisations/knower/digests/2026-11", Stop), StringComparison.Ordinal);
        // A month before the agreement began, an organisation whose agreement gives none, and whoever belongs to none.
        Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync("/digests/2026-10", Stop)).StatusCode);
        foreach (var (who, address) in ((HttpClient, string)[])[(_knower, "/digests/2026-11"), (_knower, "/reports/step-5/2026"), (_ana, "/digests/2026-11"), (_knower, "/api/digests/2026-11"), (_lead, "/organisations/nobody/digests/2026-11")])
            Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync(address, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _smelter.GetAsync("/organisations/smelter/digests/2026-11", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_step_5_pack_of_a_year_says_what_the_reports_gave_and_leaves_to_the_company_what_only_it_can_say()
    {
        await Month();
        var page = WebUtility.HtmlDecode(await _smelter.GetStringAsync("/reports/step-5/2026", Stop));
        foreach (var part in (string[])["Management systems (5.1)", "to be said by the company itself", "OH-04 Pit", "November 2026"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Site N2", page, StringComparison.Ordinal);
        Assert.Contains("Site N2", await _ana.GetStringAsync("/reports/step-5/2026", Stop), StringComparison.Ordinal);
        Assert.Equal(["about", "actions", "decisions", "findings", "incidents", "reports"], (await Json(_smelter, "/api/reports/step-5/2026")).EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        IsPaper(await _smelter.GetByteArrayAsync("/reports/step-5/2026.pdf", Stop));
    }

    [Fact]
    public async Task A_month_of_a_site_shows_the_months_before_as_they_were_published_when_it_was_and_only_those_that_its_reader_gets()
    {
        await Month("2026-10");
        await Month();
        Assert.Contains("The last twelve months", await _ana.GetStringAsync("/sites/N1/reports/2026-11/1", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("The last twelve months", await _smelter.GetStringAsync("/sites/N1/reports/2026-11/1", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("The last twelve months", await _ana.GetStringAsync("/sites/N1/reports/2026-10/1", Stop), StringComparison.Ordinal);
    }

    private PublishedSpan Published() => _house.Database.Read(db => ProgrammeReportsTable.Versions(db, new ReportSpan(2026, 4)))[0];

    private Task Publish() => Act(new { act = "publish", seen = 0, read = true });

    private async Task Month(string month = "2026-11")
    {
        var acts = $"/api/sites/N1/reports/{month}/acts";
        if (month == "2026-11")
            await Post(_ana, acts, new { act = "waive", indicator = "OH-04", since = "2026-11-23", text = "A guard would know who told." });
        await Post(_ana, acts, new { act = "publish", seen = 0, read = true });
    }

    private static void IsPaper(byte[] bytes)
    {
        var pdf = Encoding.Latin1.GetString(bytes);
        foreach (var part in (string[])["%PDF-", "/StructTreeRoot", "/Outlines"])
            Assert.Contains(part, pdf, StringComparison.Ordinal);
    }

    private static async Task<string> List(HttpClient who)
    {
        var page = await who.GetStringAsync("/reports/programme", Stop);
        return page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];
    }

    private async Task Dig(string depth, int day)
    {
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: depth, day: $"2026-11-{day}"))).Code);
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
    }

    private Task Act(object act) => Post(_ana, Acts, act);

    private async Task<string> Refused(object act, string address = Acts)
    {
        using var answer = await _ana.PostAsJsonAsync(address, act, Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private static async Task Post(HttpClient who, string address, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static async Task<JsonElement> Json(HttpClient who, string address) => JsonDocument.Parse(await who.GetStringAsync(address, Stop)).RootElement;
}
