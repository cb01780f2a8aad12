using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Adit.Ledger;
using Adit.Protection;
using Adit.Releases;
using Adit.Storage;
using Adit.Submissions;
using Adit.Tests.Phones;
using SkiaSharp;

namespace Adit.Tests.Releases;

/// <summary>No photo and no word of a record leaves the programme until a named person went through it and released it; and it can be taken back.</summary>
public sealed class ReleasesTests : IAsyncLifetime
{
    private BoughtMonth _month = null!;
    private string _record = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private House House => _month.House;

    private string Desk => $"/submissions/{_record}/release";

    public async ValueTask InitializeAsync()
    {
        _month = await BoughtMonth.Begin();
        _record = House.Row("uuid:photo")!.Submission.ToString();
    }

    public ValueTask DisposeAsync() => _month.DisposeAsync();

    [Fact]
    public async Task A_photo_leaves_only_as_somebody_covered_and_released_it()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await _month.Smelter.GetAsync($"/submissions/{_record}/files/pit.jpg", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _month.Smelter.GetAsync(Desk + "?file=pit.jpg", Stop)).StatusCode);
        Assert.Equal("[]", await _month.Smelter.GetStringAsync("/api/sites/N1/releases", Stop));
        Assert.Contains($"{Desk}?file=pit.jpg", await _month.Ana.GetStringAsync($"/submissions/{_record}", Stop), StringComparison.Ordinal);
        Assert.Contains("data-masks", await _month.Ana.GetStringAsync(Desk + "?file=pit.jpg", Stop), StringComparison.Ordinal);

        var looked = await Form(Desk, Typed("look", "0", "0", "50", "100"));
        Assert.Equal(HttpStatusCode.OK, looked.Code);
        Assert.Contains("data:image/jpeg;base64,", looked.Text, StringComparison.Ordinal);
        Assert.Equal("[]", await _month.Smelter.GetStringAsync("/api/sites/N1/releases", Stop));
        var released = await Form(Desk, Typed("release", "0", "0", "50", "100"));
        Assert.Equal(HttpStatusCode.OK, released.Code);

        var one = JsonDocument.Parse(await _month.Smelter.GetStringAsync("/api/sites/N1/releases", Stop)).RootElement.EnumerateArray().Single();
        var address = "/releases/" + one.GetProperty("release").GetString();
        using var photo = await _month.Smelter.GetAsync(address + "/photo", Stop);
        var bytes = await photo.Content.ReadAsByteArrayAsync(Stop);
        Assert.Equal(("image/jpeg", Convert.ToHexStringLower(SHA256.HashData(bytes))), (photo.Content.Headers.ContentType!.MediaType, one.GetProperty("sha256").GetString()));
        Assert.DoesNotContain(Pictures.Mark, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        using (var seen = SKBitmap.Decode(bytes))
            Assert.True(seen.GetPixel(50, 100) is { Red: < 12, Blue: < 12 });
        foreach (var page in (string[])["/sites/N1", "/sites/N1/releases", address])
        {
            var text = WebUtility.HtmlDecode(await _month.Smelter.GetStringAsync(page, Stop));
            Assert.Contains("A <pit> of November", text, StringComparison.Ordinal);
            Assert.Contains("Released on 2 December 2026 by", text, StringComparison.Ordinal);
            Assert.Contains(address + "/photo", text, StringComparison.Ordinal);
            foreach (var inside in (string[])[_record, "pit.jpg", "Awa", "Ana", BoughtMonth.Said])
                Assert.DoesNotContain(inside, text, StringComparison.Ordinal);
        }
        // Who was shown it is an entry each, once of each way; the programme's own people are not disclosed to.
        Assert.Equal(["json", "page", "photo"], House.Database.Read(db => ReleasesTable.Reads(db, Guid.Parse(address[^36..]))).Select(r => r.As).Order());
        Assert.Contains("Smelter: read", await _month.Ana.GetStringAsync(address, Stop), StringComparison.Ordinal);
        // The photo itself stays as it came.
        Assert.Contains(Pictures.Place, Encoding.Latin1.GetString(await _month.Ana.GetByteArrayAsync($"/submissions/{_record}/files/pit.jpg", Stop)), StringComparison.Ordinal);
        await House.Check();
    }

    [Fact]
    public async Task Who_gets_no_reports_of_the_site_learns_nothing_of_it()
    {
        var address = "/releases/" + await Release();

        foreach (var other in (HttpClient[])[_month.Trader, _month.Refiner])
        {
            foreach (var path in (string[])[address, address + "/photo", address[..^4] + "dead", address[..^4] + "dead/photo"])
                Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(path, Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.PostAsync(address + "/take-back", null, Stop)).StatusCode);
        }
        Assert.Equal("[]", await _month.Trader.GetStringAsync("/api/sites/N1/releases", Stop));
        Assert.Equal(HttpStatusCode.NotFound, (await _month.Refiner.GetAsync("/api/sites/N1/releases", Stop)).StatusCode);
        Assert.DoesNotContain("A <pit>", WebUtility.HtmlDecode(await _month.Trader.GetStringAsync("/sites/N1", Stop)), StringComparison.Ordinal);
        Assert.DoesNotContain("/releases/", await _month.Refiner.GetStringAsync("/sites/N2", Stop), StringComparison.Ordinal);
        Assert.Contains("/sign-in", (await House.Http.GetAsync(address + "/photo", Stop)).RequestMessage!.RequestUri!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_did_not_look_or_covers_what_is_not_there_releases_nothing()
    {
        var refused = await Form(Desk, [.. Typed("release", "60", "0", "41", "").Where(f => f.Key != "sure")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Code);
        foreach (var reason in (string[])["Say that you looked", "lies outside the picture"])
            Assert.Contains(reason, refused.Text, StringComparison.Ordinal);
        // What was typed is not lost.
        Assert.Contains("name=\"left\" value=\"60\"", refused.Text, StringComparison.Ordinal);
        var broken = await Send("uuid:broken", Rounds.Form, "", [1, 2, 3]);
        Assert.Contains("cannot be read", (await Form($"/submissions/{broken}/release", Typed("release", "", "", "", ""))).Text, StringComparison.Ordinal);
        Assert.Equal("[]", await _month.Smelter.GetStringAsync("/api/sites/N1/releases", Stop));
        Assert.Equal(House.Database.Read(db => SubmissionsTable.Attachments(db, House.Row("uuid:photo")!.Index)).Count + 1, House.Get<Blobs>().All().Count());
    }

    [Fact]
    public async Task What_is_protected_cannot_be_released()
    {
        await Send("uuid:case", "case", "a child");
        var mixed = await Send("uuid:mixed", "mixed", "a name");
        var protectedOne = House.Database.Read(db => SubmissionsTable.Find(db, SubmissionsTable.Alias(House.Database.Keys.AliasKey, "case", "uuid:case")))!.Submission;

        Assert.Equal(HttpStatusCode.NotFound, (await _month.Ana.GetAsync($"/submissions/{protectedOne}/release?question=/data/note", Stop)).StatusCode);
        await BoughtMonth.Post(_month.Ana, $"/api/submissions/{protectedOne}/releases", new { question = "/data/note", text = "x", language = "en", sure = true }, HttpStatusCode.NotFound);
        // In a record of which only one answer is protected, that answer is not there.
        await BoughtMonth.Post(_month.Ana, $"/api/submissions/{mixed}/releases", new { question = "/data/note", text = "x", language = "en", sure = true }, HttpStatusCode.NotFound);
        Assert.DoesNotContain("data%2Fnote", await _month.Ana.GetStringAsync($"/submissions/{mixed}", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _month.Ana.GetAsync($"/submissions/{mixed}/release?file=pit.jpg", Stop)).StatusCode);
    }

    [Fact]
    public async Task Words_leave_as_somebody_wrote_them_and_not_as_they_came()
    {
        var page = WebUtility.HtmlDecode(await _month.Ana.GetStringAsync($"{Desk}?question=/data/note", Stop));
        Assert.Contains(BoughtMonth.Said, page, StringComparison.Ordinal);
        var id = (await BoughtMonth.Post(_month.Ana, $"/api/submissions/{_record}/releases", new { question = "/data/note", text = "A shaft is filled in.", language = "en", sure = true }, HttpStatusCode.Created)).GetProperty("release").GetString();

        var seen = await _month.Smelter.GetStringAsync("/sites/N1", Stop);
        Assert.Contains("A shaft is filled in.", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Kalala", seen, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _month.Smelter.GetAsync($"/releases/{id}/photo", Stop)).StatusCode);
        // The entry says to a subscriber what was released, and not of which record.
        var t1 = House.Database.Read(db => Enumerable.Range(1, 10).Select(n => House.Get<LedgerReading>().Open(db, LedgerTable.Size(db) - n, Tier.T1)?.Parts.T1 is { } part ? Encoding.UTF8.GetString(part.Span) : "").First(p => p.Contains("shaft", StringComparison.Ordinal)));
        Assert.Contains("A shaft is filled in.", t1, StringComparison.Ordinal);
        Assert.DoesNotContain(_record, t1, StringComparison.Ordinal);
        await House.Check();
    }

    [Fact]
    public async Task What_was_taken_back_nobody_outside_is_shown_any_more()
    {
        var address = "/releases/" + await Release();
        await _month.Publish();
        Assert.Contains(address, await _month.Smelter.GetStringAsync(BoughtMonth.First, Stop), StringComparison.Ordinal);
        await BoughtMonth.Post(_month.Ana, $"/api{address}/take-back", new { why = "a face in the window" }, HttpStatusCode.NoContent);

        foreach (var path in (string[])[address, address + "/photo"])
            Assert.Equal(HttpStatusCode.NotFound, (await _month.Smelter.GetAsync(path, Stop)).StatusCode);
        foreach (var path in (string[])["/sites/N1", "/sites/N1/releases", BoughtMonth.First])
            Assert.DoesNotContain("A <pit>", WebUtility.HtmlDecode(await _month.Smelter.GetStringAsync(path, Stop)), StringComparison.Ordinal);
        Assert.Contains("has been taken back since", await _month.Smelter.GetStringAsync(BoughtMonth.First, Stop), StringComparison.Ordinal);
        Assert.Contains("a face in the window", await _month.Lead.GetStringAsync(address, Stop), StringComparison.Ordinal);
        await BoughtMonth.Post(_month.Ana, $"/api{address}/take-back", new { why = "again" }, HttpStatusCode.UnprocessableEntity);
        await House.Check();
    }

    [Fact]
    public async Task With_a_record_that_is_withdrawn_or_erased_goes_what_was_released_of_it()
    {
        var address = "/releases/" + await Release();
        var other = await Send("uuid:other", Rounds.Form, "");
        var second = "/releases/" + await Release(other);
        await BoughtMonth.Post(_month.Ana, $"/api/submissions/{_record}/withdraw", new { version = House.Row("uuid:photo")!.Index, reason = "the family asked" });
        Assert.Equal(HttpStatusCode.NotFound, (await _month.Smelter.GetAsync(address + "/photo", Stop)).StatusCode);
        Assert.Contains("does not count", (await Form(Desk, Typed("release", "", "", "", ""))).Text, StringComparison.Ordinal);

        var picture = House.Database.Read(db => ReleasesTable.Find(db, Guid.Parse(second[^36..])))!.Photo!.Blob.Id;
        Assert.True(await House.Get<Blobs>().Holds(picture));
        Assert.Equal(HttpStatusCode.OK, (await _month.Smelter.GetAsync(second, Stop)).StatusCode);
        await RecordErasing.Run(House.Database, House.Get<Blobs>(), House.Get<Registers>().Current.Users[0].Id, new(Guid.Parse(other)), "the family asked");
        Assert.False(await House.Get<Blobs>().Holds(picture));
        Assert.Equal(HttpStatusCode.NotFound, (await _month.Lead.GetAsync(second, Stop)).StatusCode);
        await House.Check();
    }

    [Fact]
    public async Task With_a_record_that_is_rejected_goes_what_was_released_of_it()
    {
        var address = "/releases/" + await Release();
        Assert.Equal(HttpStatusCode.OK, (await _month.Smelter.GetAsync(address + "/photo", Stop)).StatusCode);
        await BoughtMonth.Post(_month.Ana, $"/api/submissions/{_record}/review", new { state = "Rejected", note = "another pit", version = House.Row("uuid:photo")!.Index });
        Assert.Equal(HttpStatusCode.NotFound, (await _month.Smelter.GetAsync(address + "/photo", Stop)).StatusCode);
        await House.Check();
    }

    [Fact]
    public async Task A_report_has_what_was_released_of_its_month_as_a_page_on_paper_and_in_its_data()
    {
        var id = await Release();
        await _month.Publish();

        var page = WebUtility.HtmlDecode(await _month.Smelter.GetStringAsync(BoughtMonth.First, Stop));
        Assert.Contains("A <pit> of November", page, StringComparison.Ordinal);
        Assert.Contains($"/releases/{id}/photo", page, StringComparison.Ordinal);
        var data = await _month.Smelter.GetStringAsync(BoughtMonth.First + ".json", Stop);
        var sha = House.Database.Read(db => ReleasesTable.Find(db, Guid.Parse(id)))!.Photo!.Sha256;
        Assert.Contains($"\"released\":[{{\"release\":\"{id}\",\"day\":\"2026-11-23\",\"sha256\":\"{sha}\"}}]", data, StringComparison.Ordinal);
        // What it shows can be taken back: it is not in the bytes that stay for ever.
        Assert.DoesNotContain("November", data, StringComparison.Ordinal);
        using var zip = new ZipArchive(new MemoryStream(await _month.Smelter.GetByteArrayAsync(BoughtMonth.First + ".csv", Stop)));
        Assert.NotNull(zip.GetEntry("released.csv"));
        var pdf = Encoding.Latin1.GetString(await _month.Smelter.GetByteArrayAsync(BoughtMonth.First + ".pdf", Stop));
        Assert.Contains("/DCTDecode", pdf, StringComparison.Ordinal);
        Assert.Equal(["pdf", "report"], House.Database.Read(db => ReleasesTable.Reads(db, Guid.Parse(id))).Select(r => r.As).Order());
        await House.Check();
    }

    private async Task<string> Release(string? record = null) => (await BoughtMonth.Post(
        _month.Ana, $"/api/submissions/{record ?? _record}/releases", new { file = "pit.jpg", text = "A <pit> of November", language = "en", sure = true, masks = new[] { new { left = 0, top = 0, width = 50, height = 100 } } }, HttpStatusCode.Created)).GetProperty("release").GetString()!;

    private async Task<string> Send(string instance, string form, string note, byte[]? photo = null)
    {
        var withPhoto = form != "case";
        var files = withPhoto ? (FilePart[])[new("pit.jpg", "image/jpeg", photo ?? Pictures.Jpeg(Pictures.Halves()))] : [];
        Assert.Equal(201, (await _month.Awa.Phone.Submit(Rounds.Record(instance, "N1", photo: withPhoto ? "pit.jpg" : "", note: note, form: form), files)).Code);
        return form == "case" ? "" : House.Row(instance, form)!.Submission.ToString();
    }

    private static List<KeyValuePair<string, string>> Typed(string act, string left, string top, string width, string height) =>
    [
        new("act", act), new("file", "pit.jpg"), new("question", ""), new("left", left), new("top", top), new("width", width), new("height", height), new("left", ""), new("top", ""), new("width", ""), new("height", ""),
        new("text", "A <pit> of November"), new("language", "en"), new("sure", "on"),
    ];

    private async Task<(HttpStatusCode Code, string Text)> Form(string to, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var answer = await _month.Ana.PostAsync(to, new FormUrlEncodedContent(fields), Stop);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop)));
    }
}
