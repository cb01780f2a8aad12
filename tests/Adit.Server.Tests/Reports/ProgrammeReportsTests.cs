using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Adit.Credentials;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Reports;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Credentials;
using Adit.Tests.Phones;
using Adit.Tests.Printing;
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
        Assert.Contains("href=\"/inbox\"", draft, StringComparison.Ordinal);
        Assert.Contains(First + "/figures/incidents.open", await _ana.GetStringAsync(First, Stop), StringComparison.Ordinal);
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
        // Two charts, the map, and the code.
        await PdfReading.IsWhole(await _smelter.GetByteArrayAsync(First + ".pdf?lang=fr", Stop), figures: 4, "Provinces", "Chiffres", "Ce que nous ne savons pas");
        // Headings and figures in the language asked for, what stands below them in one that is vouched for, and that is said.
        var page = await _smelter.GetStringAsync(First + "?lang=sw", Stop);
        foreach (var part in (string[])["<html lang=\"fr\"", "lang=\"sw\">Kilichotazamwa, na ambacho hakikutazamwa</h2>", "Watoto waliopelekwa kupata msaada", "bado hayajakaguliwa"])
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_version_goes_a_credential_of_its_figures_that_is_superseded_and_withdrawn_with_it()
    {
        await Publish();
        await _house.Get<Publishing>().Publish();
        var report = Published();
        var issued = Assert.Single(_house.Database.Read(db => CredentialsTable.About(db, report.Fact.Report.Value)));
        var address = $"/credentials/{issued.Id}";
        Assert.Contains(address, await _smelter.GetStringAsync(First, Stop), StringComparison.Ordinal);
        foreach (var other in (HttpClient[])[_trader, _knower])
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(address, Stop)).StatusCode);
        // A sum over all sites is handed on as it is.
        Assert.DoesNotContain(address + "/pass-on", await _smelter.GetStringAsync(First, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync(address + "/pass-on", Stop)).StatusCode);
        var file = await _smelter.GetByteArrayAsync(address, Stop);
        Assert.True(CredentialVerifying.Verify(file, null, Signing.Verify, _house.Get<Publishing>().Key).Holds);
        var subject = JsonDocument.Parse(file).RootElement.GetProperty("credentialSubject");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await _smelter.GetByteArrayAsync(First + ".json", Stop))), subject.GetProperty("aditRecord").GetProperty("reportSha256").GetString());
        Assert.Equal(("1", "not known"), (Value("incidents.open"), Value("children.referred")));
        Assert.DoesNotContain("Site N1", Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        using var checking = await _house.Http.PostAsync("/api/verify", new ByteArrayContent(file), Stop);
        Assert.True(JsonDocument.Parse(await checking.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("holds").GetBoolean());

        await Dig("5", 25);
        await Act(new { act = "publish", seen = 1, read = true, text = "A record came late." });
        await Act(new { act = "withdraw", seen = 2, text = "It was another quarter." });
        Assert.Equal([CredentialEnd.Superseded, CredentialEnd.Withdrawn], _house.Database.Read(db => CredentialsTable.About(db, report.Fact.Report.Value)).Select(c => c.End!.Value));
        await _house.Check();

        string? Value(string figure) => subject.GetProperty("figures").EnumerateArray().Single(f => f.GetProperty("figure").GetString() == figure).GetProperty("value").GetString();
    }

    [Fact]
    public async Task The_records_behind_it_are_for_the_programme_and_auditors_who_see_all_of_its_sites_and_come_to_the_same_numbers()
    {
        await Publish();
        await _house.Get<Publishing>().Publish();
        foreach (var (user, sites) in ((string, string[])[])[("Whole", ["N1", "N2", "N3", "N4", "N5", "N6", "N7"]), ("Part", ["N1", "N2"])])
        {
            await Accounts.CreateUser(_house.Database, ActorId.Program, user, Role.Auditor, [], Opened.Password);
            await Post(_lead, "/api/audits", new { auditors = new[] { user }, purpose = "sums", from = "2026-10-01", until = "2026-12-31", sites, first = "2027-01-01", last = "2027-03-31", contents = true }, HttpStatusCode.Created);
        }
        using var whole = await _house.Client("Whole");
        using var part = await _house.Client("Part");
        foreach (var who in (HttpClient[])[_smelter, part])
        {
            Assert.Equal(HttpStatusCode.OK, (await who.GetAsync(First, Stop)).StatusCode);
            foreach (var address in (string[])[First + "/records", First + "/figures/incidents.open", First + "/figures/incidents"])
                Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync(address, Stop)).StatusCode);
            foreach (var inside in (string[])["/records\"", "/figures/"])
                Assert.DoesNotContain(inside, await who.GetStringAsync(First, Stop), StringComparison.Ordinal);
        }
        var behind = await whole.GetByteArrayAsync(First + "/records", Stop);
        Assert.True(Bundle.Verify(behind, Signing.Verify, _house.Get<Publishing>().Key).Holds);
        Assert.True(Bundle.TryRead(behind, out var bundle, out _));
        var again = Recounting.Of(bundle)!;
        Assert.True(again.Holds, string.Join(", ", again.Figures.Where(f => !f.Holds).Select(f => f.ToString()).Concat(again.Wrong)));
        foreach (var figure in (string[])["sites.monitored", "days.observed", "days.all", "agent-days.done", "incidents.open", "incidents/OH/s2", "incidents/total/total", "months/2026-11/s2", "places/CD-Lualaba/sites", "places/CD-Lualaba/incidents"])
            Assert.True(again.Figures.Single(f => f.Figure == figure) is { CanBe: true, Says: > 0 } counted && counted.Says == counted.Counted, figure);
        Assert.Equal(["agent-days.planned", "children.referred", "indicators.applicable", "indicators.looked", "prices.posted"], again.Figures.Where(f => !f.CanBe).Select(f => f.Figure).Order(StringComparer.Ordinal));
        using (var checking = await _house.Http.PostAsync("/api/verify", new ByteArrayContent(behind), Stop))
            Assert.Contains("incidents/OH/s2: the report says 1, counted again 1", await checking.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        // An incident of another level, and a record that is left out.
        var incident = bundle.Entries.Single(e => e.Parts.Any(p => p.Slot == Protection.Slot.T1 && Encoding.UTF8.GetString(p.Bytes.Span).Contains("\"findings\"", StringComparison.Ordinal)));
        var forged = bundle with { Entries = [.. bundle.Entries.Select(e => e != incident ? e : e with { Parts = [.. e.Parts.Select(p => p with { Bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(p.Bytes.Span).Replace("\"S2\"", "\"S3\"", StringComparison.Ordinal)) })] })] };
        Assert.Equal(["2026-100001"], Recounting.Of(forged)!.Wrong);
        var record = bundle.Entries.First(e => e.Parts.Count == 0);
        Assert.Equal([$"#{record.Index}"], Recounting.Of(bundle with { Entries = [.. bundle.Entries.Where(e => e != record)] })!.Wrong);

        // What stands behind one number, site by site.
        var page = WebUtility.HtmlDecode(await whole.GetStringAsync(First + "/figures/incidents.open", Stop));
        foreach (var told in (string[])["Incidents open", "Site N1", "2026-100001", $"#{incident.Index}"])
            Assert.Contains(told, page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await whole.GetAsync(First + "/figures/prices.posted", Stop)).StatusCode);
        Assert.Contains("records", _house.Database.Read(db => ReportsTable.Reads(db, Published().Fact.Report)).Select(r => r.As));
        await _house.Check();
    }

    [Fact]
    public async Task It_shows_in_which_provinces_it_monitors_on_a_map_and_nobody_reads_it_who_could_tell_the_few_others_of_one()
    {
        await Publish();
        var page = WebUtility.HtmlDecode(await _smelter.GetStringAsync(First, Stop));
        foreach (var part in (string[])["aria-label=\"Map of sites monitored: Lualaba, DR Congo, 7 sites\"", "Provinces", "at least five sites"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        using var zip = new ZipArchive(new MemoryStream(await _smelter.GetByteArrayAsync(First + ".csv", Stop)));
        using var places = new StreamReader(zip.GetEntry("places.csv")!.Open(), Encoding.UTF8);
        // The middle of its sites, to half a degree.
        Assert.Contains("CD,Lualaba,-10.5,28.5,7,1,", await places.ReadToEndAsync(Stop), StringComparison.Ordinal);
        await Post(_lead, "/api/organisations/smelter/agreements", new { from = "2026-11-01", sites = new[] { "N1", "N2", "N3" }, products = new[] { "reports", "programme" } }, HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync(First, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_digest_tells_a_buyer_what_its_reports_say_of_the_month_and_which_sites_have_none()
    {
        Assert.Contains("0 of 1 sites have a report of this month.", await _smelter.GetStringAsync("/digests/2026-11", Stop), StringComparison.Ordinal);
        await Month();
        var page = WebUtility.HtmlDecode(await _smelter.GetStringAsync("/digests/2026-11", Stop));
        foreach (var part in (string[])["1 of 1 sites have a report of this month.", "2026-100001", "OH-04 Pit", "/sites/N1/reports/2026-11/1", "Learnt of in the month, at the level that counts"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Site N2", page, StringComparison.Ordinal);
        Assert.Equal(["N1"], (await Json(_smelter, "/api/digests/2026-11")).GetProperty("sites").EnumerateArray().Select(s => s.GetProperty("site").GetString()));
        // That parts of the report were told is an entry; it is no reading of the report itself, which a decision could name.
        var read = Assert.Single(_house.Database.Read(db => ReportsTable.Reads(db, ReportsTable.OfMonth(db, new(2026, 11, 1)).Single().Fact.Report)));
        Assert.Equal(("digest", false), (read.As, read.IsWhole));
        Assert.Contains("Site N1", await _lead.GetStringAsync("/organisations/smelter/digests/2026-11", Stop), StringComparison.Ordinal);
        await Marked(await PdfReading.IsWhole(await _smelter.GetByteArrayAsync("/digests/2026-11.pdf", Stop), figures: 2, "Incidents", "What it means"), "A digest");
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
        foreach (var part in (string[])["Management systems (5.1)", "to be said by the company itself", "OH-04 Pit", "November 2026", "planned agent-days were done", "How often two agents agree is not known yet", "Learnt of in the month, at the level that counts"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Site N2", page, StringComparison.Ordinal);
        Assert.Contains("Site N2", await _ana.GetStringAsync("/reports/step-5/2026", Stop), StringComparison.Ordinal);
        Assert.Equal(["about", "actions", "decisions", "definitions", "findings", "incidents", "reports"], (await Json(_smelter, "/api/reports/step-5/2026")).EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        await Marked(await PdfReading.IsWhole(await _smelter.GetByteArrayAsync("/reports/step-5/2026.pdf", Stop), figures: 1, "Management systems", "Checks and audits"), "An OECD step 5 pack");
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

    // What the address on a paper says to anybody; and nothing where a letter of it is another.
    private async Task Marked(string text, string kind)
    {
        var address = PdfReading.Mark(text);
        var page = await _house.Http.GetStringAsync(address, Stop);
        Assert.Contains(kind, page, StringComparison.Ordinal);
        Assert.Contains("Nothing that it could tell of happened since then.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("N1", page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _house.Http.GetAsync(address[..^2] + (address[^2] == 'A' ? "B" : "A") + address[^1], Stop)).StatusCode);
        await Post(_ana, "/api/sites/N1/reports/2026-11/acts", new { act = "withdraw", seen = 1, text = "another site" });
        Assert.Contains("Something that it could tell of happened since then.", await _house.Http.GetStringAsync(address, Stop), StringComparison.Ordinal);
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
