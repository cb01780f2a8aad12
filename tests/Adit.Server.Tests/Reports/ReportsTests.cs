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

/// <summary>A month of a site as those get it whose agreement gives it: drafted from the ledger, published once, corrected openly, and checked by _house.Http.</summary>
public sealed class ReportsTests : IAsyncLifetime
{
    private const string Draft = "/sites/N1/reports/2026-11/draft", First = "/sites/N1/reports/2026-11/1", Acts = "/api/sites/N1/reports/2026-11/acts";

    private House _house = null!;
    private HttpClient _lead = null!, _ana = null!, _smelter = null!, _trader = null!;
    private Enrolled _awa = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // In November Awa finds a pit of fourteen metres where ten are allowed. It is December now. A smelter's agreement gives reports of N1, a trader's covers it and gives none.
    public async ValueTask InitializeAsync()
    {
        _house = await CredentialsTests.Named();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7123m, 25.4712m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        _awa = await _house.Agent("Awa", "en", site);
        await _house.Publish(Rounds.Xform());
        await Dig("14", 23);
        _house.Clock.Advance(TimeSpan.FromDays(9));
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Smelter", Role.Buyer), ("Trader", Role.Buyer)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        (_lead, _ana, _smelter, _trader) = (await _house.Client("Lead"), await _house.Client("Ana"), await _house.Client("Smelter"), await _house.Client("Trader"));
        foreach (var (code, user, products) in ((string, string, string[])[])[("smelter", "Smelter", ["reports"]), ("trader", "Trader", [])])
        {
            await Post(_lead, "/api/organisations", new { code, name = code, kind = "refiner", country = "BE" }, HttpStatusCode.Created);
            await Post(_lead, $"/api/organisations/{code}/agreements", new { from = "2026-11-01", sites = new[] { "N1" }, products }, HttpStatusCode.NoContent);
            await Post(_lead, $"/api/organisations/{code}/users", new { user }, HttpStatusCode.NoContent);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana, _smelter, _trader])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_report_is_drafted_from_the_ledger_waits_for_who_it_names_and_is_read_by_those_whose_agreement_gives_it()
    {
        var draft = await _ana.GetStringAsync(Draft, Stop);
        Assert.Contains("This is a draft.", draft, StringComparison.Ordinal);
        Assert.Contains("OH-04 Pit", draft, StringComparison.Ordinal);
        Assert.Contains("Parties must be asked, or have time left to reply: OH-04.", await Refused(new { act = "publish", seen = 0, read = true }), StringComparison.Ordinal);
        await Act(new { act = "ask", indicator = "OH-04", since = "2026-11-23", party = "Operator", text = "letter of 2 December" });
        Assert.Contains("Parties must be asked", await Refused(new { act = "publish", seen = 0, read = true }), StringComparison.Ordinal);
        await Act(new { act = "reply", indicator = "OH-04", since = "2026-11-23", text = "It was filled in on <b>Friday</b>." });
        await Act(new { act = "write", section = "summary", language = "fr", text = "Un puits trop profond." });
        Assert.Contains("Say that you have read it.", await Refused(new { act = "publish", seen = 0 }), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync(First, Stop)).StatusCode);
        await Act(new { act = "publish", seen = 0, read = true });

        var page = WebUtility.HtmlDecode(await _smelter.GetStringAsync(First, Stop));
        foreach (var part in (string[])["Version 1, published by", "It was filled in on <b>Friday</b>.", "Un puits trop profond.", "2026-100001", "Incidents of S2", "Nobody looked"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("/submissions", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Prepare", page, StringComparison.Ordinal);
        Assert.Contains("Site N1", await _smelter.GetStringAsync("/reports?month=2026-11", Stop), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Friday", await _ana.GetStringAsync(First, Stop), StringComparison.Ordinal);
        // Who was shown what is an entry each, once; of the programme's own people it is no disclosure.
        await _smelter.GetStringAsync(First, Stop);
        Assert.Equal([("Smelter", "page")], _house.Database.Read(db => ReportsTable.Reads(db, Published().Fact.Report)).Select(r => (Name(r.Reader), r.As)));
        await _house.Check();
    }

    [Fact]
    public async Task Without_the_product_a_report_is_nowhere_for_a_reader()
    {
        await Publish();
        foreach (var address in (string[])[First, "/sites/N1/reports/2026-11", First + ".pdf", First + ".csv", First + ".xlsx", First + ".json", First + "/evidence", "/api" + First, "/api/sites/N1/reports/2026-11"])
            Assert.Equal(HttpStatusCode.NotFound, (await _trader.GetAsync(address, Stop)).StatusCode);
        Assert.Equal("[]", await _trader.GetStringAsync("/api/reports?month=2026-11", Stop));
        Assert.DoesNotContain("Site N1", await _trader.GetStringAsync("/reports?month=2026-11", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _smelter.GetAsync(Draft, Stop)).StatusCode);
        // A month before the agreement began is none of its either.
        Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync("/sites/N1/reports/2026-10", Stop)).StatusCode);
    }

    [Fact]
    public async Task What_is_corrected_stays_and_says_so_and_anybody_with_the_paper_sees_it()
    {
        await Publish();
        Assert.Contains("It says the same as the version that stands.", await Refused(new { act = "publish", seen = 1, read = true, text = "again" }), StringComparison.Ordinal);
        var (first, check) = (await Json(_smelter, "/api" + First), ReportsRoom.CheckPath(Published().Version));
        await Dig("5", 25);
        Assert.Contains("A newer version was published meanwhile.", await Refused(new { act = "publish", seen = 0, read = true, text = "A record came late." }), StringComparison.Ordinal);
        await Act(new { act = "publish", seen = 1, read = true, text = "A record came late." });

        Assert.Contains("This version was corrected. A newer one stands.", await _smelter.GetStringAsync(First, Stop), StringComparison.Ordinal);
        var second = WebUtility.HtmlDecode(await _smelter.GetStringAsync("/sites/N1/reports/2026-11/2", Stop));
        Assert.Contains("It corrects version 1: A record came late.", second, StringComparison.Ordinal);
        Assert.Equal(first.ToString(), (await Json(_smelter, "/api" + First)).ToString());
        var stands = await _house.Http.GetStringAsync(check, Stop);
        Assert.Contains("Version 1 was corrected: a newer one stands.", stands, StringComparison.Ordinal);
        Assert.DoesNotContain("Site N1", stands, StringComparison.Ordinal);
        Assert.DoesNotContain("2026-11", stands, StringComparison.Ordinal);
        await Act(new { act = "withdraw", seen = 2, text = "The site was another one." });
        Assert.Contains("Version 2 was withdrawn.", await _house.Http.GetStringAsync(check[..^1] + "2", Stop), StringComparison.Ordinal);
        Assert.Equal(["withdrawn", "superseded"], (await Json(_smelter, "/api/sites/N1/reports/2026-11")).EnumerateArray().Select(v => v.GetProperty("state").GetString()));
        await _house.Check();
    }

    [Fact]
    public async Task The_data_of_a_report_are_the_bytes_that_the_ledger_commits_to_and_its_evidence_holds_without_us()
    {
        await Publish();
        Assert.Equal(HttpStatusCode.Conflict, (await _smelter.GetAsync(First + "/evidence", Stop)).StatusCode);
        await _house.Get<Publishing>().Publish();
        var data = await _smelter.GetByteArrayAsync(First + ".json", Stop);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(data)), await _house.Http.GetStringAsync(ReportsRoom.CheckPath(Published().Version), Stop), StringComparison.Ordinal);

        var evidence = await _smelter.GetByteArrayAsync(First + "/evidence", Stop);
        Assert.True(Bundle.TryRead(evidence, out var bundle, out _));
        var part = Assert.Single(bundle.Entries.Single(e => e.Index == Published().Entry).Parts, p => p.Slot == Protection.Slot.T1);
        Assert.Equal(data, part.Bytes.ToArray());
        using var checking = await _house.Http.PostAsync("/api/verify", new ByteArrayContent(evidence), Stop);
        Assert.True(JsonDocument.Parse(await checking.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("holds").GetBoolean());
    }

    [Fact]
    public async Task With_a_version_goes_a_credential_that_names_its_bytes_is_superseded_by_the_next_and_withdrawn_with_it()
    {
        await Publish();
        await _house.Get<Publishing>().Publish();
        var report = Published();
        var issued = Assert.Single(_house.Database.Read(db => CredentialsTable.About(db, report.Fact.Report.Value)));
        Assert.Contains($"/credentials/{issued.Id}", await _smelter.GetStringAsync(First, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _trader.GetAsync($"/credentials/{issued.Id}", Stop)).StatusCode);
        var file = await _smelter.GetByteArrayAsync($"/credentials/{issued.Id}", Stop);
        Assert.True(CredentialVerifying.Verify(file, null, Signing.Verify, _house.Get<Publishing>().Key).Holds);
        var claims = JsonDocument.Parse(file).RootElement.GetProperty("credentialSubject");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await _smelter.GetByteArrayAsync(First + ".json", Stop))), claims.GetProperty("aditRecord").GetProperty("reportSha256").GetString());
        Assert.Contains("open S2, observed", claims.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"conformance\":", claims.ToString(), StringComparison.Ordinal);

        await Dig("5", 25);
        await Act(new { act = "publish", seen = 1, read = true, text = "A record came late." });
        await Act(new { act = "withdraw", seen = 2, text = "The site was another one." });
        Assert.Equal([CredentialEnd.Superseded, CredentialEnd.Withdrawn], _house.Database.Read(db => CredentialsTable.About(db, report.Fact.Report.Value)).Select(c => c.End!.Value));
        await _house.Check();
    }

    [Fact]
    public async Task Its_tables_open_in_a_spreadsheet_and_no_text_is_a_formula()
    {
        await Act(new { act = "write", section = "next", language = "en", text = "=HYPERLINK(\"http://x\")" });
        await Publish();
        using var book = SpreadsheetDocument.Open(new MemoryStream(await _smelter.GetByteArrayAsync(First + ".xlsx", Stop)), false);
        Assert.Empty(new OpenXmlValidator().Validate(book, Stop).Select(e => e.Description));
        Assert.Equal(["report", "figures", "risks", "days", "indicators", "replies", "incidents", "actions"], book.WorkbookPart!.Workbook!.Sheets!.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Select(s => s.Name!.Value));
        Assert.DoesNotContain("<x:f>", string.Concat(book.WorkbookPart.WorksheetParts.Select(p => p.Worksheet!.OuterXml)), StringComparison.Ordinal);
        using var zip = new ZipArchive(new MemoryStream(await _smelter.GetByteArrayAsync(First + ".csv", Stop)));
        using var reader = new StreamReader(zip.GetEntry("report.csv")!.Open(), Encoding.UTF8);
        Assert.Contains("'=HYPERLINK", await reader.ReadToEndAsync(Stop), StringComparison.Ordinal);
        using var incidents = new StreamReader(zip.GetEntry("incidents.csv")!.Open(), Encoding.UTF8);
        Assert.Contains("2026-100001,2026-11-23,2026-11-23,S2,no,OH-04,,,,", await incidents.ReadToEndAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_paper_it_has_tags_bookmarks_page_numbers_and_the_reader_s_language()
    {
        await Publish();
        var bytes = await _smelter.GetByteArrayAsync(First + ".pdf?lang=fr", Stop);
        var pdf = Encoding.Latin1.GetString(bytes);
        Assert.Contains("/Lang (fr)", pdf, StringComparison.Ordinal);
        // The map, and the code by which it is checked.
        await PdfReading.IsWhole(bytes, figures: 2, "Ce qui a été regardé", "Constats", "Chiffres");
        Assert.Equal("pdf", Assert.Single(_house.Database.Read(db => ReportsTable.Reads(db, Published().Fact.Report))).As);
    }

    [Fact]
    public async Task From_the_records_behind_it_a_stranger_s_program_counts_the_same_figures_and_finds_what_was_changed()
    {
        await Publish();
        await _house.Get<Publishing>().Publish();
        // Reports alone give no records.
        Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync(First + "/records", Stop)).StatusCode);
        Assert.DoesNotContain(First + "/records", await _smelter.GetStringAsync(First, Stop), StringComparison.Ordinal);
        await Post(_lead, "/api/organisations/smelter/agreements", new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "reports", "records" } }, HttpStatusCode.NoContent);
        Assert.Contains(First + "/records", await _smelter.GetStringAsync(First, Stop), StringComparison.Ordinal);
        var behind = await _smelter.GetByteArrayAsync(First + "/records", Stop);
        Assert.True(Bundle.Verify(behind, Signing.Verify, _house.Get<Publishing>().Key).Holds);
        var (code, says) = await Recomputed(behind);
        Assert.True(code == 0, says);
        foreach (var line in (string[])["ok    that key is the one you were given", "ok    incidents.learnt.s2: the report says 1, counted 1", "ok    days.observed: the report says 1, counted 1", "All that could be counted again is as the report says."])
            Assert.Contains(line, says, StringComparison.Ordinal);
        using (var checking = await _house.Http.PostAsync("/api/verify", new ByteArrayContent(behind), Stop))
            Assert.Contains("incidents.learnt.s2: the report says 1, counted again 1", await checking.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        // Nobody's answers for the programme, and no head that tells who recorded it, are in it.
        Assert.True(Bundle.TryRead(behind, out var bundle, out _));
        Assert.All(bundle.Entries.SelectMany(e => e.Parts), p => Assert.True(p.Slot is Protection.Slot.T0 or Protection.Slot.T1));
        Assert.DoesNotContain("Awa", Encoding.UTF8.GetString(behind), StringComparison.Ordinal);

        // One letter of an incident's entry is another one.
        var incident = bundle.Entries.Single(e => e.Parts.Any(p => Encoding.UTF8.GetString(p.Bytes.Span).Contains("\"findings\"", StringComparison.Ordinal)));
        var forged = bundle with { Entries = [.. bundle.Entries.Select(e => e != incident ? e : e with { Parts = [.. e.Parts.Select(p => p with { Bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(p.Bytes.Span).Replace("\"S2\"", "\"S3\"", StringComparison.Ordinal)) })] })] };
        (code, says) = await Recomputed(forged.ToJson());
        Assert.Equal(1, code);
        Assert.Contains($"unchanged; not: {incident.Index}", says, StringComparison.Ordinal);
        Assert.Contains("level is S3, the report says S2", says, StringComparison.Ordinal);
        Assert.Contains("records", _house.Database.Read(db => ReportsTable.Reads(db, Published().Fact.Report)).Select(r => r.As));
    }

    [Fact]
    public async Task A_figure_leads_whoever_is_given_the_records_to_those_that_the_version_rested_on_whatever_came_later()
    {
        await Publish();
        var figure = First + "/figures/days.observed";
        Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync(figure, Stop)).StatusCode);
        Assert.DoesNotContain("/figures/", await _smelter.GetStringAsync(First, Stop), StringComparison.Ordinal);
        await Post(_lead, "/api/organisations/smelter/agreements", new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "reports", "records" } }, HttpStatusCode.NoContent);
        Assert.Contains(figure, await _smelter.GetStringAsync(First, Stop), StringComparison.Ordinal);
        var record = _house.Database.Read(db => IncidentsTable.At(db, _house.Get<Registers>().Current.SiteCodes["N1"])).Single().Records.Single().Entry;
        await Dig("5", 25);
        foreach (var (who, leads) in ((HttpClient, bool)[])[(_smelter, false), (_ana, true)])
        {
            var page = WebUtility.HtmlDecode(await who.GetStringAsync(figure, Stop));
            Assert.Contains($"#{record}", page, StringComparison.Ordinal);
            // The record that came later is an entry of the ledger, and none of this version.
            Assert.DoesNotContain("25 November", page, StringComparison.Ordinal);
            Assert.Equal(leads, page.Contains("/submissions/", StringComparison.Ordinal));
        }
        Assert.Contains("2026-100001", await _smelter.GetStringAsync(First + "/figures/incidents.learnt.s2", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("2026-100001", await _smelter.GetStringAsync(First + "/figures/incidents.learnt.s1", Stop), StringComparison.Ordinal);
        foreach (var none in (string[])["indicators.looked", "no-such-figure"])
            Assert.Equal(HttpStatusCode.NotFound, (await _smelter.GetAsync($"{First}/figures/{none}", Stop)).StatusCode);
        Assert.Contains("records", _house.Database.Read(db => ReportsTable.Reads(db, Published().Fact.Report)).Select(r => r.As));
    }

    [Fact]
    public async Task Its_actions_come_alone_as_a_plan_with_the_code_of_the_report_to_whoever_gets_the_report()
    {
        await Publish();
        foreach (var kind in (string[])["pdf", "xlsx", "csv"])
            Assert.Equal(HttpStatusCode.NotFound, (await _trader.GetAsync($"{First}/plan.{kind}", Stop)).StatusCode);
        using var book = SpreadsheetDocument.Open(new MemoryStream(await _smelter.GetByteArrayAsync(First + "/plan.xlsx", Stop)), false);
        Assert.Equal(["report", "actions", "measures"], book.WorkbookPart!.Workbook!.Sheets!.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Select(s => s.Name!.Value));
        using var zip = new ZipArchive(new MemoryStream(await _smelter.GetByteArrayAsync(First + "/plan.csv", Stop)));
        Assert.NotNull(zip.GetEntry("actions.csv"));
        var text = await PdfReading.Text(await _smelter.GetByteArrayAsync(First + "/plan.pdf", Stop));
        foreach (var part in (string[])["Corrective action plan", "Site N1", ReportsRoom.CheckPath(Published().Version)])
            Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Equal(["plan"], _house.Database.Read(db => ReportsTable.Reads(db, Published().Fact.Report)).Select(r => r.As));
    }

    [Fact]
    public async Task It_shows_where_the_site_is_to_a_tenth_of_a_degree_to_everybody()
    {
        await Publish();
        foreach (var who in (HttpClient[])[_smelter, _ana])
            Assert.Contains("aria-label=\"Map: Site N1 lies in Lualaba, DR Congo, near latitude -10.7, longitude 25.5\"", WebUtility.HtmlDecode(await who.GetStringAsync(First, Stop)), StringComparison.Ordinal);
        Assert.Equal(-10.7m, (await Json(_smelter, "/api" + First)).GetProperty("says").GetProperty("place").GetProperty("latitude").GetDecimal());
    }

    private async Task<(int Code, string Says)> Recomputed(byte[] bundle)
    {
        using var folder = new Scratch();
        await File.WriteAllBytesAsync(folder["records.json"], bundle, Stop);
        var ran = await Commands.Program.Sample("recompute.mjs", folder["records.json"], "--key", _house.Get<Publishing>().Key.ToString());
        return (ran.Code, ran.All);
    }

    private PublishedReport Published() => _house.Database.Read(db => ReportsTable.OfMonth(db, new(2026, 11, 1))).Single();

    private string Name(ActorId id) => _house.Get<Registers>().Current.Users.Single(u => u.Id == id).Name;

    private async Task Publish()
    {
        await Act(new { act = "waive", indicator = "OH-04", since = "2026-11-23", text = "A guard would know who told." });
        await Act(new { act = "publish", seen = 0, read = true });
    }

    private async Task Dig(string depth, int day)
    {
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: depth, day: $"2026-11-{day}"))).Code);
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
    }

    private Task Act(object act) => Post(_ana, Acts, act);

    private async Task<string> Refused(object act)
    {
        using var answer = await _ana.PostAsJsonAsync(Acts, act, Stop);
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
