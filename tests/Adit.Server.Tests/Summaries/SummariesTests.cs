using System.Net;
using System.Net.Http.Json;
using System.Text;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Printing;
using Adit.Protection;
using Adit.Reports;
using Adit.Sites;
using Adit.Storage;
using Adit.Summaries;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Adit.Tests.Printing;

namespace Adit.Tests.Summaries;

/// <summary>What everybody may know of a site, a while later.</summary>
public sealed class SummariesTests : IAsyncLifetime
{
    private const string Desk = "/summaries/sites/N1/2026-Q4", Shown = "/public/sites/N1/2026-Q4";

    private House _house = null!;
    private HttpClient _ana = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // In November a pit of fourteen metres is found at N1. The report of November is out; the quarter is over for more than two months.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Mwana", SiteKind.Monitored, Stage.Monitored, "CD", "Haut-Katanga", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        await _house.Publish(Rounds.Xform());
        Assert.Equal(201, (await (await _house.Agent("Awa", "en", site)).Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", depth: "14", day: "2026-11-23"))).Code);
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
        _house.Clock.Advance(TimeSpan.FromDays(20));
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Ana", Role.Analyst, [], Opened.Password);
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Buyer", Role.Buyer, [], Opened.Password);
        _ana = await _house.Client("Ana");
        foreach (var act in (object[])[new { act = "waive", indicator = "OH-04", since = "2026-11-23", text = "A guard would know." }, new { act = "publish", seen = 0, read = true }])
            (await _ana.PostAsJsonAsync("/api/sites/N1/reports/2026-11/acts", act, Stop)).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _ana.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task A_quarter_hangs_on_the_board_sixty_days_later_in_four_languages_with_no_small_number_and_no_name()
    {
        Assert.Contains("It may be published from", await _ana.GetStringAsync(Desk, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Act("publish", seen: 0)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _house.Http.GetAsync(Shown, Stop)).StatusCode);
        Assert.Contains("Nothing is published yet", await _house.Http.GetStringAsync("/public", Stop), StringComparison.Ordinal);

        _house.Clock.Advance(TimeSpan.FromDays(80));
        await _house.Get<Publishing>().Publish();
        _ana = await _house.Client("Ana");
        Assert.Equal(HttpStatusCode.OK, (await Act("publish", seen: 0)).StatusCode);
        await _house.Get<Publishing>().Publish();
        var page = WebUtility.HtmlDecode(await _house.Http.GetStringAsync(Shown, Stop));
        foreach (var part in (string[])["Mwana, Haut-Katanga", "Serious incidents (a death, violence, a grave danger): fewer than 5", "Other incidents: none", "Monthly reports that were out: 1 of 3."])
            Assert.Contains(part, page, StringComparison.Ordinal);
        foreach (var part in (string[])["2026-100001", "OH-04", "Awa", "25.5", "2026-11-23"])
            Assert.DoesNotContain(part, page, StringComparison.Ordinal);
        Assert.Contains("moins de 5", await _house.Http.GetStringAsync(Shown + "?lang=fr", Stop), StringComparison.Ordinal);
        Assert.Contains("chini ya 5", await _house.Http.GetStringAsync(Shown + "?lang=sw", Stop), StringComparison.Ordinal);
        Assert.Contains("少于 5", WebUtility.HtmlDecode(await _house.Http.GetStringAsync(Shown + "?lang=zh", Stop)), StringComparison.Ordinal);
        Assert.Contains(Shown, await _house.Http.GetStringAsync("/public", Stop), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task Its_data_are_the_part_of_the_entry_that_is_for_everybody_and_the_proof_holds_nothing_else()
    {
        _house.Clock.Advance(TimeSpan.FromDays(80));
        _ana = await _house.Client("Ana");
        await Act("publish", seen: 0);
        await _house.Get<Publishing>().Publish();
        var data = await _house.Http.GetStringAsync(Shown + "/data", Stop);
        Assert.Contains("\"grave\":{\"about\":0,\"few\":true}", data, StringComparison.Ordinal);
        Assert.DoesNotContain(_house.Get<Registers>().Current.Sites.Keys.Single().ToString(), data, StringComparison.Ordinal);
        var evidence = await _house.Http.GetByteArrayAsync(Shown + "/evidence", Stop);
        Assert.True(Bundle.Verify(evidence, Signing.Verify, _house.Get<Publishing>().Key).Holds);
        Assert.True(Bundle.TryRead(evidence, out var bundle, out _));
        Assert.Equal(data, Encoding.UTF8.GetString(Assert.Single(Assert.Single(bundle.Entries).Parts, p => p.Slot == Slot.T0).Bytes.Span));
        Assert.DoesNotContain(Assert.Single(bundle.Entries).Parts, p => p.Slot != Slot.T0);
    }

    [Fact]
    public async Task What_is_withdrawn_nobody_sees_and_only_who_writes_reports_publishes()
    {
        _house.Clock.Advance(TimeSpan.FromDays(80));
        _ana = await _house.Client("Ana");
        using var buyer = await _house.Client("Buyer");
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.GetAsync(Desk, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await buyer.PostAsync(Desk, new FormUrlEncodedContent([]), Stop)).StatusCode);
        await Act("publish", seen: 0);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Act("publish", seen: 1, text: "again")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Act("withdraw", seen: 1, text: "the site asked for it")).StatusCode);
        foreach (var address in (string[])[Shown, Shown + ".pdf", Shown + "/data", Shown + "/evidence"])
            Assert.Equal(HttpStatusCode.NotFound, (await _house.Http.GetAsync(address, Stop)).StatusCode);
        Assert.DoesNotContain("Mwana", await _house.Http.GetStringAsync("/public", Stop), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task On_paper_it_is_one_page()
    {
        var bytes = await _ana.GetByteArrayAsync(Desk + ".pdf?lang=sw", Stop);
        Assert.StartsWith("%PDF-", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(1, Encoding.Latin1.GetString(bytes).Split("/Type /Page\n").Length - 1);
    }

    [Fact]
    public async Task Anybody_takes_the_sheet_as_a_file_and_what_was_made_once_is_not_made_again()
    {
        _house.Clock.Advance(TimeSpan.FromDays(80));
        _ana = await _house.Client("Ana");
        Assert.Equal(HttpStatusCode.NotFound, (await _house.Http.GetAsync(Shown + ".pdf", Stop)).StatusCode);
        await Act("publish", seen: 0);
        var first = await _house.Http.GetByteArrayAsync(Shown + ".pdf?lang=fr", Stop);
        Assert.Contains("Mwana", await PdfReading.Text(first), StringComparison.Ordinal);
        Assert.Contains(Shown + ".pdf", await _house.Http.GetStringAsync(Shown, Stop), StringComparison.Ordinal);
        // A browser writes the time into each file: the same bytes were not made twice.
        Assert.Equal(first, await _house.Http.GetByteArrayAsync(Shown + ".pdf?lang=fr", Stop));
        Assert.NotEqual(first, await _house.Http.GetByteArrayAsync(Shown + ".pdf?lang=en", Stop));
        await _house.Check();
    }

    [Fact]
    public async Task Files_for_anybody_are_made_one_at_a_time_and_so_many_a_minute()
    {
        using var papers = new SummaryPapers();
        var made = new TaskCompletionSource<byte[]>();
        var first = papers.Of(1, "en", () => made.Task);
        var busy = await Assert.ThrowsAsync<NoBrowserException>(() => papers.Of(2, "en", () => Task.FromResult<byte[]>([2])));
        Assert.Equal(NoBrowserException.Busy, busy.Message);
        made.SetResult([1]);
        Assert.Equal([1], await first);
        Assert.Equal([1], await papers.Of(1, "en", () => throw new InvalidOperationException()));
        for (var n = 1; n < SummaryPapers.MostMade; n++)
            await papers.Of(n + 10, "en", () => Task.FromResult<byte[]>([3]));
        await Assert.ThrowsAsync<NoBrowserException>(() => papers.Of(99, "en", () => Task.FromResult<byte[]>([4])));
        // One that is kept costs nothing.
        Assert.Equal([3], await papers.Of(11, "en", () => throw new InvalidOperationException()));
    }

    private async Task<HttpResponseMessage> Act(string act, int seen, string text = "")
    {
        var answer = await _ana.PostAsync(Desk, new FormUrlEncodedContent([new("act", act), new("read", "on"), new("seen", seen.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("text", text)]), Stop);
        return answer.StatusCode == HttpStatusCode.Redirect ? await _ana.GetAsync(answer.Headers.Location, Stop) : answer;
    }
}
