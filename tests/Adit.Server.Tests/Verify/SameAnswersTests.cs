using System.Text.Json;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Protection;
using Adit.Reports;
using Adit.Tests.Commands;
using Adit.Tests.Credentials;
using Adit.Tests.FieldApp;
using Adit.Tests.Phones;
using Adit.Tests.Releases;
using Adit.Verify;
using Adit.Web;
using Microsoft.Playwright;

namespace Adit.Tests.Verify;

/// <summary>
/// The page of proofs, in a real browser, and <c>adit verify</c> share no line that checks anything. Given the same files they say the same, word for word: what holds, what does not, and what was not checked.
/// </summary>
[Collection(nameof(Chromium))]
[Trait("home", "folder")]
public sealed class SameAnswersTests(Chromium chromium) : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private readonly Signing _witness = Signing.New(out _);
    private BoughtMonth _month = null!;
    private IPage _page = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private House House => _month.House;

    private WitnessKey Witness => new("witness.example.org", _witness.PublicKey);

    public async ValueTask InitializeAsync()
    {
        _month = await BoughtMonth.Begin();
        await BoughtMonth.Post(
            _month.Ana, $"/api/submissions/{House.Row("uuid:photo")!.Submission}/releases", new { file = "pit.jpg", text = "A pit", language = "en", sure = true, masks = new[] { new { left = 0, top = 0, width = 50, height = 100 } } }, System.Net.HttpStatusCode.Created);
        await _month.Publish();
        _page = await chromium.Browser.NewPageAsync(new() { Locale = "en", BaseURL = House.Http.BaseAddress!.ToString() });
    }

    public async ValueTask DisposeAsync()
    {
        await _page.CloseAsync();
        _witness.Dispose();
        _scratch.Dispose();
        await _month.DisposeAsync();
    }

    [Fact]
    public async Task Of_the_records_behind_a_report_figures_are_counted_again_and_a_forged_one_is_found()
    {
        await House.Get<Publishing>().Publish();
        var good = Behind(1).ToJson();
        var alone = await Same("good", good, 0);
        Assert.Contains(alone.Checks, c => c.EndsWith("records: the report says 2, counted again 2", StringComparison.Ordinal));
        Assert.Contains(alone.Not, n => n.Contains("whether a record or an incident was left out", StringComparison.Ordinal));
        Assert.Contains(alone.Not, n => n.Contains("withdrawn or superseded since", StringComparison.Ordinal));
        Assert.Contains(alone.Not, n => n.Contains("name witnesses who cosigned it", StringComparison.Ordinal));
        await Same("good", good, 0, language: "fr");
        await Same("good", good, 1, witness: Witness);

        var changed = Behind(1);
        changed = changed with { Entries = [.. changed.Entries.Select(e => e with { Parts = [.. e.Parts.Select(p => p with { Bytes = Flipped(p.Bytes) })] })] };
        Assert.Contains("these bytes are what was recorded", (await Same("changed", changed.ToJson(), 1)).Verdict, StringComparison.Ordinal);

        // Of many entries those that hold are told together, and each that does not by its number.
        var many = House.Get<Proofs>().Of([.. Enumerable.Range(0, 20)], Tier.T1)!;
        Assert.Contains((await Same("many", many.ToJson(), 0)).Checks, c => c.Contains("20 entries stand in the ledger", StringComparison.Ordinal));
        var bad = many with { Entries = [.. many.Entries.Select(e => e.Index != 7 ? e : e with { Index = 21 })] };
        Assert.Contains("Entry 21 stands", (await Same("many", bad.ToJson(), 1)).Verdict, StringComparison.Ordinal);

        // The ledger holds the forged figure: only counting finds it.
        await Forge("records", 7);
        await House.Get<Publishing>().Publish();
        Assert.EndsWith("records: the report says 7, counted again 2", (await Same("forged", Behind(2).ToJson(), 1)).Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_witness_cosigned_is_told_by_name_and_time_in_a_bundle_and_in_a_credential()
    {
        await House.Get<Publishing>().Publish();
        await Cosign();
        var (bundle, credential) = (Behind(1).ToJson(), await Credential(House.Database.Read(db => ReportsTable.OfMonth(db, new(2026, 11, 1))).Single().Fact.Report.Value));

        foreach (var (name, file) in ((string, byte[])[])[("bundle", bundle), ("credential", credential)])
        {
            Assert.Contains((await Same(name, file, 0)).Not, n => n.Contains("bears cosignatures of witness.example.org", StringComparison.Ordinal));
            Assert.Contains((await Same(name, file, 0, witness: Witness)).Checks, c => c.Contains("witness.example.org cosigned this head on 2026-12-02 12:00:00 UTC", StringComparison.Ordinal));
            await Same(name, file, 1, witness: new("somebody.else", _witness.PublicKey));
        }
    }

    [Fact]
    public async Task A_credential_that_was_withdrawn_or_superseded_is_found_by_its_list()
    {
        var (withdrawn, corrected) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var site = House.Database.Read(db => ReportsTable.OfMonth(db, new(2026, 11, 1))).Single().Fact.Site;
        foreach (var report in (Guid[])[withdrawn, corrected])
            await CredentialsTests.Issue(House, site, report, 1);
        await House.Get<Publishing>().Publish();
        foreach (var report in (Guid[])[withdrawn, corrected])
            await Same("stands", await Credential(report), 0);
        await House.Database.Write(writing => Issuing.Withdraw(writing, ActorId.Program, withdrawn, "by mistake"));
        await CredentialsTests.Issue(House, site, corrected, 2);
        var files = new[] { await Credential(withdrawn), await Credential(corrected) };
        await House.Get<Publishing>().Publish();

        foreach (var file in files)
            Assert.Contains("neither withdrawn nor superseded", (await Same("ended", file, 1)).Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pdf_and_a_picture_alone_are_told_how_they_are_checked_and_a_picture_with_its_report_is()
    {
        await House.Get<Publishing>().Publish();
        var release = JsonDocument.Parse(await _month.Smelter.GetStringAsync("/api/sites/N1/releases", Stop)).RootElement[0];
        var (picture, report) = (await _month.Smelter.GetByteArrayAsync($"/releases/{release.GetProperty("release").GetString()}/photo", Stop), await _month.Smelter.GetByteArrayAsync(BoughtMonth.First + "/evidence", Stop));

        Assert.Contains("Open the code on it", (await Same("paper.pdf", "%PDF-1.7\n"u8.ToArray(), 2)).Verdict, StringComparison.Ordinal);
        Assert.Contains(release.GetProperty("sha256").GetString()!, (await Same("photo.jpg", picture, 2)).Verdict, StringComparison.Ordinal);
        await Same("photo.jpg", picture, 0, report: report);
        await Same("other.jpg", Pictures.Jpeg(Pictures.Halves()), 1, report: report);
        report[^200] ^= 1;
        await Same("photo.jpg", picture, 1, report: report);
    }

    private sealed record Answer(string Verdict, IReadOnlyList<string> Checks, IReadOnlyList<string> Not);

    // What both say, where both say the same.
    private async Task<Answer> Same(string name, byte[] file, int code, WitnessKey? witness = null, byte[]? report = null, string language = "en")
    {
        var (page, command) = (await InBrowser(name, file, witness, report, language), await AtCommandLine(name, file, code, witness, report, language));
        Assert.Equal(command.Checks, page.Checks);
        Assert.Equal(command.Not, page.Not);
        Assert.Equal(command.Verdict, page.Verdict);
        return page;
    }

    private async Task<Answer> InBrowser(string name, byte[] file, WitnessKey? witness, byte[]? report, string language)
    {
        await _page.GotoAsync($"/verify?lang={language}");
        await Assertions.Expect(_page.Locator("[data-where]")).ToContainTextAsync(language == "fr" ? "nulle part" : "nowhere");
        await _page.EvaluateAsync("key => document.querySelector('[name=witness]').value = key", witness?.ToString() ?? "");
        List<FilePayload> files = [new() { Name = name, MimeType = "application/octet-stream", Buffer = file }, .. report is null ? (FilePayload[])[] : [new() { Name = "report.json", MimeType = "application/json", Buffer = report }]];
        await _page.Locator("input[type=file]").SetInputFilesAsync(files);
        await _page.Locator("[data-drop] button").ClickAsync();
        await _page.Locator("[data-verdict]").WaitForAsync();
        var said = await _page.EvaluateAsync<JsonElement>(
            """
            () => {
              const card = document.querySelector("[data-verdict]"), [checks, not] = card.querySelectorAll("ul");
              const mark = li => [li.querySelector(".held") !== null, [...li.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.textContent).join("").trim()];
              return { verdict: [...card.querySelector("h2").childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.textContent).join("").trim(),
                checks: checks ? [...checks.children].map(mark) : [], not: not ? [...not.children].map(li => li.textContent) : [] };
            }
            """);
        var words = Words.In(language);
        return new(
            said.GetProperty("verdict").GetString()!, [.. said.GetProperty("checks").EnumerateArray().Select(c => $"{words[c[0].GetBoolean() ? "check.yes" : "check.no"]}  {c[1].GetString()}")],
            // That the page itself is the programme's is said by the page alone.
            [.. said.GetProperty("not").EnumerateArray().Select(n => n.GetString()!).Where(n => n != words["verify.not.this-page"]).Select(n => $"--  {words.Say("check.open", ("what", Sentence.Inside(n)))}")]);
    }

    private async Task<Answer> AtCommandLine(string name, byte[] file, int code, WitnessKey? witness, byte[]? report, string language)
    {
        await File.WriteAllBytesAsync(_scratch[name], file, Stop);
        await File.WriteAllBytesAsync(_scratch["keys"], await House.Http.GetByteArrayAsync("/log/keys", Stop), Stop);
        List<string> args = ["verify", _scratch[name], "--key", House.Get<Publishing>().Key.ToString(), "--keys", _scratch["keys"], "--lang", language];
        if (witness is not null)
            args.AddRange(["--witness", witness.ToString()]);
        if (report is not null)
        {
            await File.WriteAllBytesAsync(_scratch["report"], report, Stop);
            args.AddRange(["--report", _scratch["report"]]);
        }
        if (CredentialFile.Means(file))
        {
            await File.WriteAllBytesAsync(_scratch["status"], await House.Http.GetByteArrayAsync("/credentials/status/revocation-1", Stop), Stop);
            args.AddRange(["--status", _scratch["status"]]);
        }
        var ran = await Commands.Program.Run([.. args]);
        Assert.True(ran.Code == code, $"{name}: {ran.Code}\n{ran.All}");
        var lines = ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new(lines[^1], [.. lines[..^1].Where(l => !l.StartsWith("--", StringComparison.Ordinal))], [.. lines.Where(l => l.StartsWith("--", StringComparison.Ordinal))]);
    }

    private Bundle Behind(int version) => House.Database.Read(db =>
        Resting.Bundle(db, House.Get<LedgerReading>(), House.Get<Proofs>(), ReportsTable.OfMonth(db, new(2026, 11, 1)).Single(r => r.Fact.Version == version))!);

    // A programme that publishes what its own records do not come to.
    private async Task Forge(string figure, decimal value)
    {
        var first = House.Database.Read(db => ReportsTable.OfMonth(db, new(2026, 11, 1))).Single().Fact;
        var rests = House.Database.Read(db => (ReportRests)House.Get<LedgerReading>().Fact(db, ReportsTable.Rests(db, first.Report, first.Version)!.Value, Tier.T2)!.Fact);
        var forged = await House.Record(first with { Version = 2, Why = "Put right.", Says = first.Says with { Figures = [.. first.Says.Figures.Select(f => f.Id == figure ? f with { Value = value } : f)] } });
        await House.Record(rests with { Version = 2, Published = forged.Index });
    }

    private async Task Cosign()
    {
        var head = House.Get<Publishing>().Latest!.Value;
        Assert.True(Note.TryRead(head.Note, out var note));
        var line = Cosignature.Sign(note, Witness, Instant.From(House.Clock.GetUtcNow()), _witness.Sign).ToString();
        await House.Database.Write(writing =>
        {
            CosignaturesTable.Keep(writing.Db.Db, Witness, head.Size, line);
            return true;
        });
    }

    private async Task<byte[]> Credential(Guid about) =>
        (await CredentialsTests.Get(_month.Smelter, $"/credentials/{House.Database.Read(db => CredentialsTable.About(db, about)).OrderBy(c => c.Index).First().Id}", "application/json")).File;

    private static ReadOnlyMemory<byte> Flipped(ReadOnlyMemory<byte> bytes)
    {
        var other = bytes.ToArray();
        other[^2] ^= 1;
        return other;
    }
}
