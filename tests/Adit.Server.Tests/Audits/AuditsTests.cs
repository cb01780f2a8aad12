using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Adit.Audits;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Reports;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Alerts;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Adit.Web;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Audits;

/// <summary>Somebody from outside looks at the programme: for a time, at some sites, at samples that nobody chose, and whatever they open is an entry.</summary>
public sealed partial class AuditsTests : IAsyncLifetime
{
    private const string Api = "/api/audits/AU-2026-100001", Acts = Api + "/acts", Page = "/audits/AU-2026-100001";

    private House _house = null!;
    private HttpClient _lead = null!, _ana = null!, _vera = null!, _buyer = null!;
    private Enrolled _awa = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Awa records twelve rounds of N1 and one of N2 in November; one pit of N1 is fourteen metres deep, where ten are allowed. Vera is an auditor, and no audit runs yet.
    public async ValueTask InitializeAsync()
    {
        _house = await House.Open();
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, "N1", "Site N1", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        _awa = await _house.Agent("Awa", "en", site, await _house.Site("N2"));
        await _house.Publish(Rounds.Xform());
        await _house.Publish(Rounds.Xform("case", tier: "T3"));
        for (var day = 1; day <= 12; day++)
            await Send("N1", day == 12 ? "14" : "5", day, note: "a note of Awa");
        await Send("N2", "5", 3);
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1", form: "case", note: "a child", day: "2026-11-04"))).Code);
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Vera", Role.Auditor), ("Buyer", Role.Buyer), ("Firm", Role.Auditor)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, [], Opened.Password);
        await Settle();
        (_lead, _ana, _vera, _buyer) = (await _house.Client("Lead"), await _house.Client("Ana"), await _house.Client("Vera"), await _house.Client("Buyer"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana, _vera, _buyer])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task An_auditor_sees_the_sites_of_an_audit_while_it_runs_and_nothing_before_or_after()
    {
        await SeesNothing(_vera);
        await Open(first: "2026-11-25", last: "2026-12-01");
        await SeesNothing(_vera);
        _house.Clock.Advance(TimeSpan.FromDays(2));
        using var vera = await _house.Client("Vera");
        Assert.Contains("OH-04", await vera.GetStringAsync("/sites/N1", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await vera.GetAsync("/sites/N2", Stop)).StatusCode);
        Assert.Contains("AU-2026-100001", await vera.GetStringAsync("/audits", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await vera.GetAsync("/submissions", Stop)).StatusCode);
        // What anybody may see stays so, with an audit and without.
        foreach (var open in (string[])["/method", "/verify", "/log/checkpoint"])
            Assert.Equal(HttpStatusCode.OK, (await vera.GetAsync(open, Stop)).StatusCode);
        _house.Clock.Advance(TimeSpan.FromDays(7));
        using var late = await _house.Client("Vera");
        await SeesNothing(late);
        Assert.Contains("No audit of yours runs today", await late.GetStringAsync("/audits", Stop), StringComparison.Ordinal);
        // Prolonged, and ended before its time: both are the lead's to say, and hold at once.
        await Set(first: "2026-11-25", last: "2026-12-20");
        Assert.Equal(HttpStatusCode.OK, (await late.GetAsync("/sites/N1", Stop)).StatusCode);
        await Set(first: "2026-11-25", last: "2026-12-01");
        await SeesNothing(late);
        await _house.Check();
    }

    [Fact]
    public async Task Users_of_an_auditing_organisation_come_in_by_it_and_an_account_that_is_limited_stays_so()
    {
        await Post(_lead, "/api/organisations", new { code = "checkers", name = "Checkers", kind = "auditor", country = "BE" }, HttpStatusCode.Created);
        await Post(_lead, "/api/organisations/checkers/users", new { user = "Firm" }, HttpStatusCode.NoContent);
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Narrow", Role.Auditor, [_house.Get<Registers>().Current.SiteCodes["N2"]], Opened.Password);
        await Post(_lead, "/api/audits", Body("2026-11-20", "2026-12-01", auditors: ["Narrow"], sites: ["N1", "N2"], organisation: "checkers"), HttpStatusCode.Created);
        using var firm = await _house.Client("Firm");
        using var narrow = await _house.Client("Narrow");
        Assert.Equal(HttpStatusCode.OK, (await firm.GetAsync("/sites/N1", Stop)).StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), ((await narrow.GetAsync("/sites/N1", Stop)).StatusCode, (await narrow.GetAsync("/sites/N2", Stop)).StatusCode));
        await SeesNothing(_vera);
        Assert.Contains("Buyer is no auditor.", await Refused(_lead, "/api/audits", Body("2026-11-20", "2026-12-01", auditors: ["Buyer"])), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _ana.PostAsJsonAsync("/api/audits", Body("2026-11-20", "2026-12-01"), Stop)).StatusCode);
    }

    [Fact]
    public async Task A_sample_is_drawn_again_by_anybody_and_what_comes_later_changes_nothing()
    {
        await Open();
        await Post(_vera, Acts, new { act = "draw", kind = "records", size = 4, seed = "17 grains, é" }, HttpStatusCode.OK);
        // The days of N1 in November: not N2, and not the protected record. By docs/audits.md, with nothing of ours.
        var rounds = _house.Database.Read(db => Adit.Submissions.SubmissionsTable.Before(db, long.MaxValue, 100, Rounds.Form)).Where(r => r.Site == Site).Select(r => r.Index.ToString(CultureInfo.InvariantCulture)).ToList();
        var sample = (await Json(_vera, Api)).GetProperty("samples")[0];
        Assert.Equal(("12", Digest(rounds)), (sample.GetProperty("population").GetString(), sample.GetProperty("population_digest").GetString()));
        Assert.Equal(Draw("records", "17 grains, é", rounds, 4), await Drawn(1));
        Assert.Equal(12, rounds.Count);

        // Without a seed it waits for a head that is published after it was asked for. What is recorded in between is none of it.
        await Post(_lead, Acts, new { act = "draw", kind = "records", size = 3 }, HttpStatusCode.OK);
        Assert.Contains("No head of the ledger was published", await Refused(_vera, Acts, new { act = "redraw", sample = 2 }), StringComparison.Ordinal);
        await Send("N1", "5", 13);
        await Settle();
        var size = await _house.Get<Publishing>().Publish();
        await _house.Get<Publishing>().Publish();
        await Post(_vera, Acts, new { act = "redraw", sample = 2 }, HttpStatusCode.OK);
        var root = (await _house.Http.GetStringAsync("/log/checkpoint", Stop)).Split('\n')[2];
        var second = (await Json(_vera, Api)).GetProperty("samples")[1];
        Assert.Equal((root, size.ToString(CultureInfo.InvariantCulture), "12"), (second.GetProperty("seed").GetString(), second.GetProperty("seed_is_root_of_head").GetString(), second.GetProperty("population").GetString()));
        Assert.Equal(Draw("records", root, rounds, 3), await Drawn(2));

        // Incidents and actions go by their numbers; nobody but the lead draws for the programme, and of nothing nothing is drawn.
        await Post(_vera, Acts, new { act = "draw", kind = "incidents", size = 9, seed = "x" }, HttpStatusCode.OK);
        Assert.Equal(["2026-100001"], await Drawn(3));
        Assert.Contains("There is nothing to draw from", await Refused(_vera, Acts, new { act = "draw", kind = "actions", size = 9, seed = "x" }), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _ana.PostAsJsonAsync(Acts, new { act = "draw", kind = "records", size = 1, seed = "x" }, Stop)).StatusCode);
        await _house.Check();
    }

    [Fact]
    public async Task Of_an_item_an_auditor_reads_as_much_as_the_audit_says_and_takes_its_proof_with_them()
    {
        await Open();
        await Post(_vera, Acts, new { act = "draw", kind = "records", size = 1, seed = "one" }, HttpStatusCode.OK);
        await Post(_vera, Acts, new { act = "draw", kind = "incidents", size = 1, seed = "one" }, HttpStatusCode.OK);
        await _house.Get<Publishing>().Publish();
        var (record, incident) = ($"{Page}/samples/1/{(await Drawn(1))[0]}", $"{Page}/samples/2/2026-100001");
        Assert.DoesNotContain("a note of Awa", await _vera.GetStringAsync(record, Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("/submissions", await _vera.GetStringAsync(record, Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("a note of Awa", Text(await Evidence(record)), StringComparison.Ordinal);
        Assert.Contains("OH-04", await _vera.GetStringAsync(incident, Stop), StringComparison.Ordinal);
        await Evidence(incident);
        // The lead lets them read what sampled records say.
        await Set(contents: true);
        Assert.Contains("a note of Awa", await _vera.GetStringAsync(record, Stop), StringComparison.Ordinal);
        Assert.Contains("a note of Awa", Text(await Evidence(record)), StringComparison.Ordinal);
        Assert.DoesNotContain("a child", Text(await Evidence(record)), StringComparison.Ordinal);
        // What was not drawn opens nowhere.
        foreach (var none in (string[])[$"{Page}/samples/1/1", $"{Page}/samples/7/2026-100001", $"{Page}/samples/x/1", $"{Page}/samples/1/1/evidence", "/audits/AU-2026-100002"])
            Assert.Equal(HttpStatusCode.NotFound, (await _vera.GetAsync(none, Stop)).StatusCode);

        async Task<Bundle> Evidence(string item)
        {
            var bytes = await _vera.GetByteArrayAsync(item + "/evidence", Stop);
            using var checking = await _house.Http.PostAsync("/api/verify", new ByteArrayContent(bytes), Stop);
            Assert.True(JsonDocument.Parse(await checking.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("holds").GetBoolean());
            Assert.True(Bundle.TryRead(bytes, out var bundle, out _));
            return bundle;
        }

        static string Text(Bundle bundle) => string.Concat(bundle.Entries.SelectMany(e => e.Parts).Select(p => Encoding.UTF8.GetString(p.Bytes.Span)));
    }

    [Fact]
    public async Task Papers_are_the_auditors_until_they_share_them_and_findings_go_back_and_forth()
    {
        await Open();
        await Post(_vera, Acts, new { act = "draw", kind = "records", size = 2, seed = "papers" }, HttpStatusCode.OK);
        var items = await Drawn(1);
        await Form(_vera, $"{Page}/samples/1/{items[0]}", ("checked", "proof"), ("checked", "rule"), ("conclusion", "not-confirmed"), ("text", "no <photo> there"));
        await Form(_vera, $"{Page}/samples/1/{items[0]}", ("checked", "proof"), ("conclusion", "exception"), ("text", "another day"));
        Assert.Contains("Say why it is not confirmed.", await Refused(_vera, Acts, new { act = "save", sample = 1, item = items[1], conclusion = "exception", text = "" }), StringComparison.Ordinal);
        var own = await _vera.GetStringAsync($"{Page}/samples/1/{items[0]}", Stop);
        foreach (var part in (string[])["no &lt;photo&gt; there", "another day", "the proof of its entry"])
            Assert.Contains(part, own, StringComparison.Ordinal);
        // The programme sees the draw, and of papers nothing: on no page, in no file, in no proof.
        await _house.Get<Publishing>().Publish();
        var paper = _house.Database.Read(db => AuditsTable.Find(db, "AU-2026-100001"))!.Papers[0].Entry;
        foreach (var address in (string[])[Page, $"{Page}/samples/1/{items[0]}", Api, Page + "/file.json"])
            Assert.DoesNotContain("another day", await _lead.GetStringAsync(address, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _lead.GetAsync($"/api/evidence?index={paper}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _lead.PostAsJsonAsync(Acts, new { act = "save", sample = 1, item = items[0], conclusion = "confirmed" }, Stop)).StatusCode);

        await Form(_vera, Page, ("act", "raise"), ("weight", "major"), ("text", "Days are typed <by hand>."), ("items", items[0]), ("due", "2026-12-20"));
        Assert.Contains("Days are typed &lt;by hand&gt;.", await _lead.GetStringAsync(Page, Stop), StringComparison.Ordinal);
        Assert.Equal((1, "2026-12-20"), ((await Json(_ana, "/api/audits"))[0].GetProperty("open").GetInt32(), (await Json(_ana, "/api/audits"))[0].GetProperty("due").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, (await _vera.PostAsJsonAsync(Acts, new { act = "answer", finding = 1, text = "me" }, Stop)).StatusCode);
        await Form(_ana, Page, ("act", "answer"), ("finding", "1"), ("text", "The form fills them in now."));
        Assert.Contains("The form fills them in now.", await _vera.GetStringAsync(Page, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await _lead.PostAsJsonAsync(Acts, new { act = "close", finding = 1, text = "done" }, Stop)).StatusCode);
        await Form(_vera, Page, ("act", "close"), ("finding", "1"), ("text", "Seen on a phone."));
        Assert.Contains("The finding is closed.", await Refused(_ana, Acts, new { act = "answer", finding = 1, text = "again" }), StringComparison.Ordinal);

        await Form(_vera, Page, ("act", "share"));
        Assert.Contains("another day", await _lead.GetStringAsync($"{Page}/samples/1/{items[0]}", Stop), StringComparison.Ordinal);
        Assert.Contains("nothing more is drawn or written", await Refused(_vera, Acts, new { act = "save", sample = 1, item = items[1], conclusion = "confirmed" }), StringComparison.Ordinal);
        var file = await Json(_lead, Page + "/file.json");
        Assert.Equal(["not-confirmed", "exception"], file.GetProperty("papers").EnumerateArray().Select(p => p.GetProperty("conclusion").GetString()));
        Assert.Equal(("Ana", "Seen on a phone."), (file.GetProperty("answers")[0].GetProperty("by").GetString(), file.GetProperty("findings")[0].GetProperty("closed_because").GetString()));
        using var book = SpreadsheetDocument.Open(new MemoryStream(await _lead.GetByteArrayAsync(Page + "/file.xlsx", Stop)), false);
        Assert.Empty(new OpenXmlValidator().Validate(book, Stop).Select(e => e.Description));
        await _house.Check();
    }

    [Fact]
    public async Task The_lead_is_told_of_a_finding_and_its_auditors_of_the_answer_without_its_words()
    {
        await using var outside = await Outside.Open();
        _house.Ways = outside.Ways;
        await _house.Restart();
        foreach (var (name, language) in ((string, string)[])[("Lead", "fr"), ("Vera", "en"), ("Firm", "en"), ("Ana", "zh")])
        {
            using var lead = await _house.Client("Lead");
            await Post(lead, "/api/alerts/listeners", new { name, language, zone = "Africa/Lubumbashi", email = name.ToLowerInvariant() + "@example.org", user = _house.Get<Registers>().Current.Users.Single(u => u.Name == name).Id.ToString(), from = "S1", digest = false, escalate = false }, HttpStatusCode.Created);
        }
        var (leads, vera, ana) = (await _house.Client("Lead"), await _house.Client("Vera"), await _house.Client("Ana"));
        await Post(leads, "/api/audits", Body("2026-11-20", "2026-12-20"), HttpStatusCode.Created);
        await Post(vera, Acts, new { act = "raise", weight = "major", text = "hidden words", due = "2026-12-20" }, HttpStatusCode.OK);
        await Until(() => outside.Mails.Any(m => m.To == "lead@example.org"));
        await Post(ana, Acts, new { act = "answer", finding = 1, text = "hidden answer" }, HttpStatusCode.OK);
        await Until(() => outside.Mails.Any(m => m.To == "vera@example.org"));
        var (raised, answered) = (outside.Mails.Single(m => m.To == "lead@example.org"), outside.Mails.Single(m => m.To == "vera@example.org"));
        Assert.Equal("AU-2026-100001 : constat 1 relevé (majeur)", raised.Subject.Replace('\u00a0', ' '));
        Assert.Contains($"{_house.Origin}/audits/AU-2026-100001#finding-1", raised.Text, StringComparison.Ordinal);
        Assert.Equal("AU-2026-100001: finding 1 was answered", answered.Subject);
        Assert.DoesNotContain(outside.Mails, m => m.Text.Contains("hidden", StringComparison.Ordinal) || m.To is "firm@example.org" or "ana@example.org");
    }

    [Fact]
    public async Task Buyers_learn_nothing_of_audits()
    {
        await Post(_lead, "/api/organisations", new { code = "smelter", name = "smelter", kind = "refiner", country = "BE" }, HttpStatusCode.Created);
        await Post(_lead, "/api/organisations/smelter/agreements", new { from = "2026-11-01", sites = new[] { "N1" }, products = new[] { "reports" } }, HttpStatusCode.NoContent);
        await Post(_lead, "/api/organisations/smelter/users", new { user = "Buyer" }, HttpStatusCode.NoContent);
        await Open();
        await Post(_vera, Acts, new { act = "draw", kind = "records", size = 2, seed = "papers" }, HttpStatusCode.OK);
        await Post(_vera, Acts, new { act = "raise", weight = "minor", text = "hidden words", due = "2026-12-20" }, HttpStatusCode.OK);
        await _house.Get<Publishing>().Publish();
        // What is there and what is not answer alike.
        foreach (var (there, none) in ((string, string)[])[(Page, "/audits/AU-2026-100009"), (Api, "/api/audits/AU-2026-100009"), ($"{Page}/samples/1/{(await Drawn(1))[0]}", $"{Page}/samples/9/9"), (Page + "/file.json", "/audits/AU-2026-100009/file.json")])
            Assert.Equal((await Plain(_buyer, none)).Replace("0009", "0001", StringComparison.Ordinal), (await Plain(_buyer, there)).Replace(there, none, StringComparison.Ordinal).Replace("0009", "0001", StringComparison.Ordinal));
        foreach (var address in (string[])["/", "/sites", "/sites/N1", "/decisions", "/reports"])
        {
            var page = await _buyer.GetStringAsync(address, Stop);
            Assert.DoesNotContain("/audits", page, StringComparison.Ordinal);
            Assert.DoesNotContain("AU-2026", page, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await _buyer.GetAsync("/recognition", Stop)).StatusCode);
        var raised = _house.Database.Read(db => AuditsTable.Find(db, "AU-2026-100001"))!.Findings[0].Entry;
        Assert.Equal(HttpStatusCode.NotFound, (await _buyer.GetAsync($"/api/evidence?index={raised}", Stop)).StatusCode);
    }

    [Fact]
    public async Task Whatever_an_auditor_opens_is_an_entry_whichever_route_it_is()
    {
        await Open();
        await Post(_vera, Acts, new { act = "draw", kind = "incidents", size = 1, seed = "walk" }, HttpStatusCode.OK);
        await Published();
        await _house.Get<Publishing>().Publish();
        var record = _house.Database.Read(db => Adit.Submissions.SubmissionsTable.Before(db, long.MaxValue, 1, Rounds.Form, Site))[0].Index;
        var values = new Dictionary<string, string> { ["site"] = "N1", ["code"] = "N1", ["indicator"] = "OH-04", ["month"] = "2026-11", ["version"] = "1", ["number"] = "AU-2026-100001", ["sample"] = "1", ["item"] = "2026-100001", ["collection"] = "sites", ["feature"] = "N1", ["path"] = "Sites" };
        var shown = new List<string>();
        foreach (var route in _house.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().DistinctBy(r => r.RoutePattern.RawText))
        {
            if (route.Metadata.GetMetadata<Door>() is not { } door || door.Right == Right.Public || !Role.Auditor.May(door.Right) || route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == false)
                continue;
            var path = "/" + Parameter().Replace(route.RoutePattern.RawText!.TrimStart('/'), m => values.GetValueOrDefault(m.Groups[1].Value, "none"));
            var query = path == "/api/evidence" ? FormattableString.Invariant($"?index={record}") : path == "/api/reports" ? "?month=2026-11" : "";
            using var answer = await _vera.GetAsync(path + query, Stop);
            // A redirect shows nothing of its own, and is not followed as Vera.
            if (answer.StatusCode == HttpStatusCode.OK && answer.RequestMessage!.RequestUri!.AbsolutePath == path && route.RoutePattern.RawText?.TrimEnd('/') is not ("/audits" or "/audits/{number}" or "/api/audits" or "/api/audits/{number}"))
                shown.Add(path == "/api/evidence" ? path + query : path.TrimEnd('/') is { Length: > 0 } there ? there : "/");
        }
        // That the walk went anywhere: pages, files, answers to programs, feeds, and the room's own items.
        Assert.Empty(((string[])["/sites/N1", "/sites/N1/risks/OH-04", "/sites/N1/reports/2026-11/1", "/sites/N1/reports/2026-11/1.json", "/sites/N1/reports/2026-11/1/evidence", "/api/sites/N1", "/api/sites/N1/risks/OH-04", "/api/sites/N1/reports/2026-11/1", $"/api/evidence?index={record}", "/odata/Sites", "/ogc/collections/sites/items/N1", Page + "/samples/1/2026-100001", Page + "/samples/1/2026-100001/evidence", Page + "/file.xlsx"]).Except(shown));
        var opened = _house.Database.Read(db => AuditsTable.Opened(db, _house.Get<Registers>().Current.Audits[0].Audit, 1_000));
        Assert.Empty(shown.Except(opened.Select(o => o.What)));
        Assert.All(opened, o => Assert.Equal("Vera", _house.Get<Registers>().Current.UsersById[o.Reader].Name));
        Assert.All(opened, o => Assert.IsType<AuditItemOpened>(_house.Database.Read(db => _house.Get<LedgerReading>().Fact(db, o.Entry, Protection.Tier.T2))!.Fact));

        // Once each; what does not open, and what the programme opens, is no entry.
        var size = _house.Database.Size;
        await _vera.GetStringAsync("/sites/N1", Stop);
        Assert.Equal(HttpStatusCode.NotFound, (await _vera.GetAsync("/sites/N2", Stop)).StatusCode);
        await _lead.GetStringAsync("/sites/N1", Stop);
        Assert.Equal(size, _house.Database.Size);
        foreach (var reader in (HttpClient[])[_vera, _lead])
            Assert.Contains("<code>/sites/N1/risks/OH-04</code>", await reader.GetStringAsync(Page, Stop), StringComparison.Ordinal);
        await _house.Check();
    }

    [Fact]
    public async Task The_evidence_for_recognition_is_counted_from_the_ledger_and_names_what_is_missing()
    {
        var before = WebUtility.HtmlDecode(await _ana.GetStringAsync("/recognition?from=2026-11-01&until=2026-11-23", Stop));
        foreach (var part in (string[])["Know your counterparty", "Chain of custody", "No operator and no cooperative is known as an organisation.", "No audit falls into the period.", "There is no independent reviewer.", "2026-100001, ledger entry"])
            Assert.Contains(part, before, StringComparison.Ordinal);
        await Post(_lead, "/api/organisations", new { code = "coop", name = "Coop", kind = "cooperative", country = "CD" }, HttpStatusCode.Created);
        await Open();
        var after = WebUtility.HtmlDecode(await _lead.GetStringAsync("/recognition?from=2026-11-01&until=2026-11-23", Stop));
        Assert.DoesNotContain("No operator and no cooperative", after, StringComparison.Ordinal);
        Assert.DoesNotContain("No audit falls into the period.", after, StringComparison.Ordinal);
        Assert.Contains("1 of the organisations known has nobody to write to.", after, StringComparison.Ordinal);
        using var book = SpreadsheetDocument.Open(new MemoryStream(await _lead.GetByteArrayAsync("/recognition.xlsx?from=2026-11-01&until=2026-11-23", Stop)), false);
        Assert.Empty(new OpenXmlValidator().Validate(book, Stop).Select(e => e.Description));
        // Her audit is of one site of two.
        foreach (var ending in (string[])["", ".pdf", ".xlsx"])
            Assert.Equal(HttpStatusCode.Forbidden, (await _vera.GetAsync("/recognition" + ending, Stop)).StatusCode);
        Assert.DoesNotContain("/recognition", await _vera.GetStringAsync("/audits", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_recognises_the_programme_reads_the_evidence_in_an_audit_of_all_sites_while_it_runs()
    {
        await Post(_lead, "/api/audits", Body("2026-11-20", "2026-12-20", sites: ["N1", "N2"]), HttpStatusCode.Created);

        Assert.Contains("/recognition", await _vera.GetStringAsync("/audits", Stop), StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(await _vera.GetStringAsync("/recognition?from=2026-11-01&until=2026-11-23", Stop));
        Assert.Contains("Chain of custody", page, StringComparison.Ordinal);
        Assert.DoesNotContain("2026-100001", page, StringComparison.Ordinal);
        Assert.Equal("PK"u8.ToArray(), (await _vera.GetByteArrayAsync("/recognition.xlsx", Stop))[..2]);
        Assert.Contains("<code>/recognition</code>", await _lead.GetStringAsync(Page, Stop), StringComparison.Ordinal);
        _house.Clock.Advance(TimeSpan.FromDays(400));
        using var later = await _house.Client("Vera");
        Assert.Equal(HttpStatusCode.Forbidden, (await later.GetAsync("/recognition", Stop)).StatusCode);
        await _house.Check();
    }

    private SiteId Site => _house.Get<Registers>().Current.SiteCodes["N1"];

    private static async Task SeesNothing(HttpClient who)
    {
        foreach (var address in (string[])["/sites/N1", "/sites/N1/risks/OH-04", "/api/sites/N1", "/ogc/collections/sites/items/N1", Page, Api, Page + "/file.json"])
            Assert.Equal(HttpStatusCode.NotFound, (await who.GetAsync(address, Stop)).StatusCode);
        foreach (var address in (string[])["/", "/sites", "/api/sites", "/api/programme", "/odata/Sites", "/ogc/collections/sites/items", "/audits", "/reports"])
        {
            var answer = await who.GetStringAsync(address, Stop);
            Assert.DoesNotContain("Site N1", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("\"N1\"", answer, StringComparison.Ordinal);
        }
    }

    // The lead opens it for Vera and N1, over November; or says it anew.
    private Task Open(string first = "2026-11-20", string last = "2026-12-20") => Post(_lead, "/api/audits", Body(first, last), HttpStatusCode.Created);

    private async Task Set(string first = "2026-11-20", string last = "2026-12-20", bool contents = false)
    {
        using var lead = await _house.Client("Lead");
        using var answer = await lead.PutAsJsonAsync(Api, Body(first, last, contents: contents), Stop);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static object Body(string first, string last, string[]? auditors = null, string[]? sites = null, string? organisation = null, bool contents = false) =>
        new { organisation, auditors = auditors ?? ["Vera"], purpose = "yearly look", from = "2026-11-01", until = "2026-11-30", sites = sites ?? ["N1"], first, last, contents };

    private async Task<string[]> Drawn(int sample) => [.. (await Json(_vera, Api)).GetProperty("items").EnumerateArray().Where(i => i.GetProperty("sample").GetString() == sample.ToString(CultureInfo.InvariantCulture)).Select(i => i.GetProperty("item").GetString()!)];

    // As docs/audits.md says it, written again here.
    private static string[] Draw(string kind, string seed, IEnumerable<string> items, int wanted) =>
        [.. items.OrderBy(i => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("adit-sample-1\n" + kind + "\n" + seed + "\n" + i))), StringComparer.Ordinal).Take(wanted)];

    private static string Digest(IEnumerable<string> items) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(items.Order(StringComparer.Ordinal).Select(i => i + "\n")))));

    private async Task Published()
    {
        foreach (var body in (object[])[new { act = "waive", indicator = "OH-04", since = "2026-11-12", text = "in a test" }, new { act = "publish", seen = 0, read = true }])
        {
            _house.Clock.Now = new(2026, 12, 2, 12, 0, 0, TimeSpan.Zero);
            using var lead = await _house.Client("Lead");
            await Post(lead, "/api/sites/N1/reports/2026-11/acts", body, HttpStatusCode.OK);
        }
        _vera.Dispose();
        _lead.Dispose();
        (_vera, _lead) = (await _house.Client("Vera"), await _house.Client("Lead"));
    }

    private async Task Send(string site, string depth, int day, string note = "") =>
        Assert.Equal(201, (await _awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), site, depth: depth, note: note, day: FormattableString.Invariant($"2026-11-{day:00}")))).Code);

    private async Task Settle()
    {
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
    }

    private static async Task Form(HttpClient who, string address, params (string Name, string Value)[] fields)
    {
        using var answer = await who.PostAsync(address, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static async Task Until(Func<bool> so)
    {
        for (var tries = 0; !so() && tries < 400; tries++)
            await Task.Delay(50, Stop);
        Assert.True(so());
    }

    private static async Task<string> Plain(HttpClient who, string address)
    {
        using var answer = await who.GetAsync(address, Stop);
        return $"{answer.StatusCode} {Trace().Replace(await answer.Content.ReadAsStringAsync(Stop), "")}";
    }

    private static async Task<string> Refused(HttpClient who, string address, object body)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode} {said}");
        return said;
    }

    private static async Task Post(HttpClient who, string address, object body, HttpStatusCode expected)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static async Task<JsonElement> Json(HttpClient who, string address) => JsonDocument.Parse(await who.GetStringAsync(address, Stop)).RootElement;

    [GeneratedRegex(@"\{\**([a-z]+)[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"traceId\":\"[^\"]*\"|name=\"csrf\" value=\"[^\"]*\"|\\d\\d:\\d\\d(:\\d\\d)?")]
    private static partial Regex Trace();
}
