using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Printing;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Web;

namespace Adit.Tests.Printing;

/// <summary>A plan and its lines as files that go from phone to phone at the site, made by a real browser.</summary>
public sealed class PrintingTests : IAsyncLifetime
{
    private const int Small = 100_000;
    private const string Sheet = "/sites/N1/plans/2026-11.pdf", One = "A-2026-0001", Inside = "A-2026-0009", Secret = "Secret of the soldiers";
    private const string Said = "Fence the pit at its edge: the cooperative brings wood and two people for a day, the operator pays for the rope <b>.";

    private House _house = null!;
    private HttpClient _lead = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Eight lines as long as people write them, and one that stays inside.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var site = await _house.Site("N1");
        await _house.Site("N3");
        foreach (var (name, role, sites) in ((string, Role, SiteId[])[])[("Lead", Role.Lead, []), ("Buyer", Role.Buyer, []), ("Elsewhere", Role.Analyst, [await _house.Site("N2")])])
            await Adit.People.Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [.. sites], Opened.Password);
        PlanLine Line(int n, string text, bool quiet = false) => new(
            new(Guid.CreateVersion7()), $"A-2026-{n:0000}", quiet ? "SF-02" : "OH-04", null, Severity.S2, [], null, [new("en", text)], Party.Cooperative, "chef d’équipe", new(2026, 12, n), null, CostBand.Low, "", quiet, 14);
        var plan = new PlanId(Guid.CreateVersion7());
        await _house.Record(new PlanDrafted(plan, site, new(2026, 11, 1), "", [.. Enumerable.Range(1, 8).Select(n => Line(n, $"{n}. {Said}")), Line(9, Secret, quiet: true)], []));
        await _house.Record(new PlanIssued(plan, site, new(2026, 11, 23), ""));
        _lead = await Client("Lead");
    }

    public async ValueTask DisposeAsync()
    {
        _lead.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task The_sheet_of_a_plan_is_a_small_PDF_with_tags_an_outline_and_the_language_of_its_reader()
    {
        using var answer = await _lead.GetAsync(Sheet + "?lang=fr", Stop);
        Assert.Equal(("application/pdf", "N1-2026-11.pdf"), (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName));
        var pdf = await Pdf(answer);
        Assert.Contains("/Lang (fr)", pdf, StringComparison.Ordinal);
        Assert.Contains("(Lignes du plan)", pdf, StringComparison.Ordinal);
        // Whoever has it in hand sees whether anything happened at the site's plans since; not which site that is.
        var mark = new Uri(PaperMarks.Of(_house.Services, PaperKind.Plan, _house.Get<Registers>().Current.SiteCodes["N1"].Value).Address).AbsolutePath;
        // The levels of eight lines, and the code.
        Assert.Equal(9, await PdfReading.Figures(Encoding.Latin1.GetBytes(pdf)));
        Assert.Contains("Nothing that it could tell of happened since then.", await _house.Http.GetStringAsync(mark, Stop), StringComparison.Ordinal);
        await _house.Record(new ActionAnswered(_house.Database.Read(db => PlansTable.OfMonth(db, new(2026, 11, 1))).Single().Lines[0], Party.Operator, false, "the wood is not there", null));
        Assert.Contains("Something that it could tell of happened since then.", await _house.Http.GetStringAsync(mark, Stop), StringComparison.Ordinal);
        // A4, lying.
        Assert.Contains("/MediaBox [0 0 841", pdf, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sheet_comes_as_tables_too_to_the_programme_and_to_the_party_of_a_link()
    {
        using var made = await _lead.PostAsJsonAsync("/api/plans/N1/2026-11/links", new { party = "Cooperative" }, Stop);
        var address = new Uri(JsonDocument.Parse(await made.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("address").GetString()!).AbsolutePath;
        using var phone = new HttpClient { BaseAddress = new(_house.Origin) };
        foreach (var (who, path) in ((HttpClient, string)[])[(_lead, Sheet[..^4]), (phone, address + "/sheet")])
        {
            using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(await who.GetByteArrayAsync(path + ".csv", Stop)));
            using var lines = new StreamReader(zip.GetEntry("lines.csv")!.Open(), Encoding.UTF8);
            var text = await lines.ReadToEndAsync(Stop);
            Assert.Contains("A-2026-0001,\"1. Fence the pit", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            using var book = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(new MemoryStream(await who.GetByteArrayAsync(path + ".xlsx", Stop)), false);
            Assert.Empty(new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(book, Stop).Select(e => e.Description));
        }
        using var elsewhere = await Client("Elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync(Sheet[..^4] + ".csv", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("en", 2, 0, 1)]
    [InlineData("en", 8, 4, 1)]
    [InlineData("fr", 8, 4, 1)]
    [InlineData("fr", 20, 0, 2)]
    public async Task An_ordinary_plan_is_one_page_with_its_agenda_and_room_to_sign_and_a_longer_one_goes_on(string language, int open, int verified, int pages)
    {
        var site = _house.Get<Registers>().Current.SiteCodes["N3"];
        var measures = _house.Get<Catalogues>().Current!.Catalogue.Measures.Where(m => !m.Quiet).ToList();
        PlanLine Line(int n) => new(
            new(Guid.CreateVersion7()), $"A-2026-{n:0000}", measures[n % measures.Count].Indicators[0], null, n % 3 == 0 ? Severity.S3 : Severity.S2, [], measures[n % measures.Count].Id, [], Party.Cooperative, "chef d’équipe", new(2026, 12, 1 + n), null, CostBand.Low, "", false, 14);
        var (plan, lines) = (new PlanId(Guid.CreateVersion7()), Enumerable.Range(20, open + verified).Select(n => Line(n - 12)).Select((l, i) => l with { Number = $"A-2026-{20 + i:0000}" }).ToList());
        await _house.Record(new PlanDrafted(plan, site, new(2026, 11, 1), "", [.. lines], []));
        await _house.Record(new PlanIssued(plan, site, new(2026, 11, 23), ""));
        await _house.Record(new ActionPaymentSet(lines[0].Action, "Operator of N3", new(2026, 11, 24)));
        await _house.Record(new ActionAnswered(lines[1].Action, Party.Operator, false, "the wood is not there", null));
        foreach (var line in lines.Skip(open))
            await _house.Record(new ActionChecked(line.Action, CheckResult.Verified, new(2026, 11, 25), null, ActorId.Program, false, null, "seen"));
        using var answer = await _lead.GetAsync($"/sites/N3/plans/2026-11.pdf?lang={language}", Stop);
        var pdf = await Pdf(answer);
        Assert.Equal(pages, pdf.Split("/Type /Page\n").Length - 1);
    }

    [Fact]
    public async Task One_line_is_a_small_picture_that_a_phone_shows_and_a_small_PDF()
    {
        using var answer = await _lead.GetAsync($"/actions/{One}.png", Stop);
        Assert.Equal(("image/png", "N1-A-2026-0001.png"), (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName));
        var (width, height, bytes) = Png(await answer.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(1080, width);
        // As high as its words, whatever the window was.
        Assert.InRange(height, 650, 1200);
        Assert.InRange(bytes, 1, Small);
        using var file = await _lead.GetAsync($"/actions/{One}.pdf", Stop);
        Assert.Contains("/Lang (en)", await Pdf(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_see_the_page_gets_no_file_of_it_and_what_stays_inside_is_on_none()
    {
        using var buyer = await Client("Buyer");
        using var elsewhere = await Client("Elsewhere");
        foreach (var path in (string[])[Sheet, $"/actions/{One}.png", $"/actions/{One}.pdf"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync(path, Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync(path, Stop)).StatusCode);
        }
        using var inside = await _lead.GetAsync($"/actions/{Inside}.png", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, inside.StatusCode);
        Assert.Contains("stays inside the programme", await inside.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.DoesNotContain($"/actions/{Inside}.png", await _lead.GetStringAsync($"/actions/{Inside}", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _lead.GetAsync("/sites/N1/plans/2026-10.pdf", Stop)).StatusCode);
    }

    [Fact]
    public async Task What_an_alert_says_is_a_small_picture_and_a_small_PDF_with_nothing_that_somebody_outside_is_not_told()
    {
        var now = _house.Database.Now;
        async Task Open(string number, string indicator, ImmutableArray<IncidentRecord> records) => await _house.Record(new IncidentOpened(
            new(Guid.CreateVersion7()), number, _house.Get<Registers>().Current.SiteCodes["N1"], IncidentSource.Rule, new(2026, 11, 23), now, [new(indicator, Severity.S1, Grade.Observed, "cap")], "", [new(DeadlineKind.Safe, "cap", new(now.Micros + 3_600_000_000))], null, records, "Planted words"));
        await Open("2026-00001", "OH-04", [new(new(Guid.CreateVersion7()), 1)]);
        await Open("2026-00002", "OH-04", []);
        Assert.Contains("/incidents/2026-00001.png", await _lead.GetStringAsync("/incidents/2026-00001", Stop), StringComparison.Ordinal);
        foreach (var language in (string[])["en", "fr", "sw", "zh"])
        {
            using var picture = await _lead.GetAsync($"/incidents/2026-00001.png?lang={language}", Stop);
            Assert.Equal(("image/png", "N1-2026-00001.png"), (picture.Content.Headers.ContentType?.MediaType, picture.Content.Headers.ContentDisposition?.FileName));
            Assert.InRange(Png(await picture.Content.ReadAsByteArrayAsync(Stop)).Bytes, 1, Small);
        }
        Assert.NotEmpty(await Pdf(await _lead.GetAsync("/incidents/2026-00001.pdf?lang=en", Stop)));

        // What rests on protected records stays inside, and whoever may not open the incident gets no file of it.
        using var inside = await _lead.GetAsync("/incidents/2026-00002.png", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, inside.StatusCode);
        Assert.Contains("This alert stays inside the programme", await inside.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("/incidents/2026-00002.png", await _lead.GetStringAsync("/incidents/2026-00002", Stop), StringComparison.Ordinal);
        using var buyer = await Client("Buyer");
        using var elsewhere = await Client("Elsewhere");
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync("/incidents/2026-00001.png", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync("/incidents/2026-00001.pdf", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_party_takes_its_own_sheet_and_cards_from_its_link_with_the_lines_of_its_page_and_no_other()
    {
        using var made = await _lead.PostAsJsonAsync("/api/plans/N1/2026-11/links", new { party = "Cooperative" }, Stop);
        var address = new Uri(JsonDocument.Parse(await made.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("address").GetString()!).AbsolutePath;
        using var phone = new HttpClient { BaseAddress = new(_house.Origin) };
        var page = await phone.GetStringAsync(address, Stop);
        Assert.Contains($"{address}/sheet.pdf", page, StringComparison.Ordinal);
        Assert.Contains($"{address}/{One}.png", page, StringComparison.Ordinal);
        Assert.Contains("(Lines of the plan)", await Pdf(await phone.GetAsync($"{address}/sheet.pdf", Stop)), StringComparison.Ordinal);
        Png(await phone.GetByteArrayAsync($"{address}/{One}.png", Stop));
        Assert.Equal(HttpStatusCode.NotFound, (await phone.GetAsync($"{address}/{Inside}.png", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await phone.GetAsync("/shared/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/sheet.pdf", Stop)).StatusCode);

        // What either sheet is made of: the same lines; room for signatures, levels and costs in the one of the meeting alone; nothing typed is markup.
        var (frame, words) = (new Frame(Words.In("en"), "/", House.Noon, null, "Test programme", Simulated: false), Words.In("en"));
        var (meeting, party) = _house.Database.Read(db =>
        {
            var filling = new PlansFilling(db, _house.Get<Adit.Ledger.LedgerReading>(), frame, new(null, Tier.T2, null, false), _house.Get<Registers>().Current, _house.Get<Catalogues>().Current!);
            var plan = PlansTable.OfMonth(db, new(2026, 11, 1)).Single();
            return (Sheets.Of(filling.Fill(plan)), Sheets.Of(filling.Shared(Speaker.Of(PlansTable.Links(db, plan.Site).Single()), address), words));
        });
        var (forMeeting, forParty) = (await Printed.Html<SheetPaper>(_house.Services, frame, meeting), await Printed.Html<SheetPaper>(_house.Services, frame, party));
        foreach (var html in (string[])[forMeeting, forParty])
        {
            Assert.Contains("the rope &lt;b&gt;.", html, StringComparison.Ordinal);
            Assert.Contains("A-2026-0008", html, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, html, StringComparison.Ordinal);
            Assert.DoesNotContain(Inside, html, StringComparison.Ordinal);
            Assert.DoesNotContain("url(source", html, StringComparison.Ordinal);
        }
        Assert.Contains("Signature", forMeeting, StringComparison.Ordinal);
        Assert.Contains("OH-04", forMeeting, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", forParty, StringComparison.Ordinal);
        Assert.DoesNotContain("OH-04", forParty, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_browser_the_server_says_what_to_install_and_that_the_page_prints()
    {
        _house.Browser = "/nowhere/chromium";
        await _house.Restart();
        using var lead = await Client("Lead");
        using var answer = await lead.GetAsync(Sheet + "?lang=fr", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains("chromium-headless-shell", said, StringComparison.Ordinal);
        Assert.Contains("imprimez-la", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_browser_was_given_is_gone_with_it_and_one_that_makes_nothing_is_none()
    {
        var folder = Directory.CreateTempSubdirectory("adit-browser-").FullName;
        try
        {
            // One that leaves word of where it stood and what it knew, and fails.
            var (program, word) = (Path.Combine(folder, "browser"), Path.Combine(folder, "word"));
            await File.WriteAllTextAsync(program, $"#!/bin/sh\npwd > {word}\nls >> {word}\nenv >> {word}\nexit 1\n", Stop);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
            Environment.SetEnvironmentVariable("ADIT_TEST_SECRET", "hidden-from-browsers");
            _house.Browser = program;
            await _house.Restart();
            using var lead = await Client("Lead");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await lead.GetAsync(Sheet, Stop)).StatusCode);
            var left = await File.ReadAllLinesAsync(word, Stop);
            Assert.Equal("page.html", left[1]);
            Assert.False(Directory.Exists(left[0]));
            Assert.DoesNotContain("hidden-from-browsers", string.Join('\n', left), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ADIT_TEST_SECRET", null);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Pdf(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Stop);
        var text = Encoding.Latin1.GetString(bytes);
        Assert.StartsWith("%PDF", text, StringComparison.Ordinal);
        foreach (var part in (string[])["/StructTreeRoot", "/MarkInfo", "/Outlines"])
            Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.InRange(bytes.Length, 1, Small);
        return text;
    }

    private static (int Width, int Height, int Bytes) Png(byte[] bytes)
    {
        Assert.Equal("\u0089PNG", Encoding.Latin1.GetString(bytes, 0, 4));
        return (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)), bytes.Length);
    }

    private async Task<HttpClient> Client(string name)
    {
        var client = new HttpClient { BaseAddress = new(_house.Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await _house.Get<Sessions>().SignIn(name, Opened.Password, "test")).Token);
        return client;
    }
}
