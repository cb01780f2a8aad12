using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Adit.Credentials;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Reports;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Credentials;
using Adit.Tests.Phones;
using Adit.Web;
using Microsoft.AspNetCore.Routing;

namespace Adit.Tests.Partners;

/// <summary>Two buyers have agreements about one site each. Whatever address the one asks for, it learns nothing of the other, its site, or that they exist: what is the other's is answered as what is nobody's.</summary>
public sealed partial class BesideTests : IAsyncLifetime
{
    private House _house = null!;
    private HttpClient _lead = null!, _ana = null!;
    private string _key = "";

    /// <summary>What stands in an address, of whoever asks, of the other, and of nobody; alike in shape.</summary>
    private readonly List<Thing> _things = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _house = await CredentialsTests.Named();
        var (own, other) = (await Site("N1", "Mwana"), await Site("ZANZ7", "Zanzuwe"));
        await _house.Publish(Rounds.Xform());
        foreach (var (site, code, agent) in ((SiteId, string, string)[])[(own, "N1", "Awa"), (other, "ZANZ7", "Zuhura")])
            Assert.Equal(201, (await (await _house.Agent(agent, "en", site)).Phone.Submit(Rounds.Record(Rounds.NewInstance(), code, depth: "14", day: "2026-11-23"))).Code);
        await _house.Rated();
        await _house.Get<IncidentsJob>().Look();
        _house.Clock.Advance(TimeSpan.FromDays(9));
        foreach (var (name, role) in ((string, Role)[])[("Lead", Role.Lead), ("Ana", Role.Analyst), ("Smelter", Role.Buyer), ("Zeta", Role.Buyer), ("Alone", Role.Buyer), ("Hands", Role.Partner), ("Chief", Role.Stakeholder), ("Auditor", Role.Auditor), ("Inspector", Role.Authority), ("Digger", Role.Stakeholder), ("Owner", Role.Stakeholder)])
            await Accounts.CreateUser(_house.Database, ActorId.Program, name, role, name is "Chief" ? [own] : [], Opened.Password);
        (_lead, _ana) = (await _house.Client("Lead"), await _house.Client("Ana"));
        foreach (var (code, user, site, kind) in ((string, string, string, string)[])[("smelter", "Smelter", "N1", "refiner"), ("zetatrade", "Zeta", "ZANZ7", "trader"), ("hands", "Hands", "N1", "partner"), ("service", "Inspector", "N1", "authority"), ("diggers", "Digger", "N1", "cooperative"), ("owners", "Owner", "N1", "operator")])
        {
            await Post(_lead, "/api/organisations", new { code, name = code + " & co", kind, country = "BE" }, HttpStatusCode.Created);
            await Post(_lead, $"/api/organisations/{code}/agreements", new
            {
                from = "2026-11-01",
                sites = new[] { site },
                products = kind is "refiner" or "trader" ? new[] { "reports", "records", "data" } : kind is "authority" ? ["reports", "data"] : kind is "partner" ? ["reports", "records"] : ["reports"],
                purpose = kind switch { "refiner" or "trader" => "due-diligence", "authority" => "oversight", "partner" => null, _ => "own-site" }
            }, HttpStatusCode.NoContent);
            await Post(_lead, $"/api/organisations/{code}/users", new { user }, HttpStatusCode.NoContent);
        }
        foreach (var site in (string[])["N1", "ZANZ7"])
        {
            await Post(_ana, $"/api/sites/{site}/reports/2026-11/acts", new { act = "waive", indicator = "OH-04", since = "2026-11-23", text = "A guard would know who told." });
            await Post(_ana, $"/api/sites/{site}/reports/2026-11/acts", new { act = "publish", seen = 0, read = true });
        }
        // Each releases words of its record, and hands its credential on.
        foreach (var (site, who) in ((SiteId, string)[])[(own, "Smelter"), (other, "Zeta")])
        {
            var (record, report) = _house.Database.Read(db => (IncidentsTable.At(db, site).Single().Records.Single().Submission, ReportsTable.OfSite(db, site).Single().Fact.Report.Value));
            await Post(_ana, $"/api/submissions/{record}/releases", new { question = "/data/site", text = $"At {(who == "Zeta" ? "Zanzuwe" : "Mwana")}.", language = "en", sure = true }, HttpStatusCode.Created);
            using var buyer = await _house.Client(who);
            await Post(buyer, $"/api/credentials/{_house.Database.Read(db => CredentialsTable.About(db, report)).Single().Id}/pass-on", new { leaveOut = new[] { "place" }, customer = who + "customer" }, HttpStatusCode.Created);
        }
        await _house.Get<Publishing>().Publish();
        using var zeta = await _house.Client("Zeta");
        await Post(zeta, "/api/decisions/ZANZ7", new { course = "Suspend", reasons = "Zetareason", conditions = "when it is fenced", lookAgain = "2027-01-10" }, HttpStatusCode.Created);

        using (var made = await _lead.PostAsJsonAsync("/api/keys", new { organisation = "smelter", name = "Warehouse", scopes = new[] { "sites", "reports", "credentials", "feeds", "decisions", "decide", "webhooks" }, until = "2027-03-01" }, Stop))
            _key = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("key").GetString()!;

        var (mine, theirs) = (Things(own), Things(other));
        foreach (var (name, value) in mine)
            _things.Add(new(name, value, theirs.First(t => t.Name == name).Value, NobodysOf(value)));
        foreach (var (name, one, two, none) in ((string, string, string, string)[])[("code", "N1", "ZANZ7", "QANQ7"), ("site", "N1", "ZANZ7", "QANQ7"), ("search", "Mwana", "Zanzuwe", "Quanzuwe"), ("code", "smelter", "zetatrade", "quadtrade"), ("feature", "N1", "ZANZ7", "QANQ7")])
            _things.Add(new(name, one, two, none));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_lead, _ana])
            client.Dispose();
        await _house.DisposeAsync();
    }

    [Theory]
    [InlineData("Smelter")]
    [InlineData("Hands")]
    [InlineData("Alone")]
    [InlineData("Chief")]
    [InlineData("Auditor")]
    [InlineData("Inspector")]
    [InlineData("Digger")]
    [InlineData("Owner")]
    [InlineData("its program")]
    [InlineData(null)]
    public async Task Whatever_one_asks_for_nothing_tells_of_the_other_buyer(string? who)
    {
        using var client = who is null or "its program" ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(_house.Origin) } : await _house.Client(who);
        if (who is "its program")
            client.DefaultRequestHeaders.Authorization = new("Bearer", _key);
        string[] marks = ["Zanzuwe", "ZANZ7", "zetatrade", "Zeta", "Zuhura", .. _things.Select(t => t.Others).Where(t => t.Length > 4)];
        var (asked, told) = (0, new List<string>());
        foreach (var (method, route) in Routes())
        {
            // What is one's own, or anybody's: no word of the other.
            if (method == HttpMethod.Get)
                foreach (var path in Paths(route, t => t.Own))
                {
                    var answer = await Ask(client, method, path);
                    asked++;
                    told.AddRange(marks.Where(m => answer.Text.Contains(m, StringComparison.Ordinal)).Select(m => $"{path}: {m}"));
                }
            // What is the other's: the same answer as of what nobody has.
            foreach (var (theirs, nobodys) in Paths(route, t => t.Others).Zip(Paths(route, t => t.Nobodys)))
            {
                if (theirs == nobodys)
                    continue;
                var (one, two) = (await Ask(client, method, theirs), await Ask(client, method, nobodys));
                asked++;
                if ((one.Code, Bare(one.Text)) != (two.Code, Bare(two.Text)))
                    told.Add($"{method} {theirs} is {one.Code}, {nobodys} {two.Code}: {Differ(Bare(one.Text), Bare(two.Text))}");
            }
        }
        // Where an address asks for something by other means.
        foreach (var (theirs, nobodys) in ((string, string)[])[
            ("/sites?search=Zanzuwe", "/sites?search=Quanzuwe"), ("/odata/Sites('ZANZ7')", "/odata/Sites('QANQ7')"), ("/odata/Sites?$filter=Site eq 'ZANZ7'", "/odata/Sites?$filter=Site eq 'QANQ7'"),
            ($"/api/evidence?index={_things.First(t => t.Name == "entry").Others}", "/api/evidence?index=999999"), ("/api/reports?month=2026-11&site=ZANZ7", "/api/reports?month=2026-11&site=QANQ7"),
            ("/inbox?site=ZANZ7", "/inbox?site=QANQ7"), ("/odata/Form_round?$filter=Site eq 'ZANZ7'", "/odata/Form_round?$filter=Site eq 'QANQ7'"), ("/api/tables/Form_round.csv?site=ZANZ7", "/api/tables/Form_round.csv?site=QANQ7"),
            ("/odata/Figures('ZANZ7 2026-11 people.most')", "/odata/Figures('QANQ7 2026-11 people.most')"), ("/api/tables/Indicators.csv?after=ZANZ7", "/api/tables/Indicators.csv?after=QANQ7"), ("/submissions?site=ZANZ7", "/submissions?site=QANQ7")])
        {
            var (one, two) = (await Ask(client, HttpMethod.Get, theirs), await Ask(client, HttpMethod.Get, nobodys));
            if ((one.Code, Bare(one.Text)) != (two.Code, Bare(two.Text)))
                told.Add($"GET {theirs} is {one.Code}, {nobodys} {two.Code}: {Differ(Bare(one.Text), Bare(two.Text))}");
        }
        Assert.True(asked > 100, $"only {asked} addresses were asked for");
        Assert.True(told.Count == 0, string.Join('\n', told));
    }

    [Fact]
    public async Task Each_sees_its_own()
    {
        // Without this the walk could be among closed doors.
        using var client = await _house.Client("Smelter");
        foreach (var path in (string[])["/sites", "/sites/N1", "/sites/N1/reports/2026-11/1", "/reports?month=2026-11", "/decisions", "/api/sites", "/odata/Sites", "/ogc/collections/sites/items", "/odata/Form_round", "/odata/Figures", "/odata/Indicators", "/ogc/collections/records/items", "/api/tables/Form_round.csv", "/reads"])
            Assert.Contains("N1", await client.GetStringAsync(path, Stop), StringComparison.Ordinal);
        using var zeta = await _house.Client("Zeta");
        Assert.Contains("Zetareason", await zeta.GetStringAsync("/decisions/ZANZ7", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_of_the_programme_who_is_limited_to_a_site_proves_nothing_of_another_and_an_analyst_no_address()
    {
        await Accounts.CreateUser(_house.Database, ActorId.Program, "Narrow", Role.Analyst, [_house.Get<Registers>().Current.SiteCodes["N1"]], Opened.Password);
        using var narrow = await _house.Client("Narrow");
        var records = _house.Database.Read(db => ((string[])["N1", "ZANZ7"]).Select(c => IncidentsTable.At(db, _house.Get<Registers>().Current.SiteCodes[c]).Single().Records.Single().Entry).ToList());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), ((await narrow.GetAsync($"/api/evidence?index={records[0]}", Stop)).StatusCode, (await narrow.GetAsync($"/api/evidence?index={records[1]}", Stop)).StatusCode));

        var contact = (await _house.Record(new OrganisationContactSet(_house.Get<Registers>().Current.Agreed.Find("smelter")!.Organisation, ContactRole.Sites, "Zoé Kabamba-Planted", "zoe@example.org"))).Index;
        await _house.Get<Publishing>().Publish();
        foreach (var (who, deepest) in ((HttpClient, Protection.Slot)[])[(_lead, Protection.Slot.T2), (_ana, Protection.Slot.T0)])
        {
            Assert.True(Bundle.TryRead(await who.GetByteArrayAsync($"/api/evidence?index={contact}", Stop), out var bundle, out _));
            Assert.Equal(deepest == Protection.Slot.T2, bundle.Entries.Single(e => e.Index == contact).Parts.Any(p => p.Slot == Protection.Slot.T2));
        }
    }

    private sealed record Thing(string Name, string Own, string Others, string Nobodys);

    private async Task<SiteId> Site(string code, string name)
    {
        var site = new SiteId(Guid.CreateVersion7());
        await _house.Record(new SiteRegistered(site, code, name, SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], new(-10.7m, 25.5m), "Africa/Lubumbashi", null, ["EGC-2021"], null, [], null));
        return site;
    }

    private List<(string Name, string Value)> Things(SiteId site) => _house.Database.Read(db =>
    {
        var (incident, report) = (IncidentsTable.At(db, site).Single(), ReportsTable.OfSite(db, site).Single());
        return new List<(string, string)>
        {
            ("number", incident.Number), ("id", incident.Id.ToString()), ("id", incident.Records.Single().Submission.ToString()), ("id", CredentialsTable.About(db, report.Fact.Report.Value).Single(c => c.Of is null).Id.ToString()), ("id", CredentialsTable.About(db, report.Fact.Report.Value).Single(c => c.Of is not null).Id.ToString()),
            ("release", Adit.Releases.ReleasesTable.OfSite(db, site).Single().Id.ToString()), ("report", report.Fact.Report.ToString()),
            ("entry", report.Entry.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("site", site.ToString()), ("code", site.ToString()),
        };
    });

    // Of the same shape, and of nothing.
    private static string NobodysOf(string value) => Guid.TryParse(value, out _) ? value[..24] + "00000000dead" : value.Length > 8 ? value[..^2] + "99" : "999999";

    private IEnumerable<(HttpMethod, RouteEndpoint)> Routes() =>
        from route in _house.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        where method != "HEAD" && route.Metadata.GetMetadata<Door>()!.Right != Right.Submit
        // Whoever has the paper in hand is told whether it stands, and not of which site; its number cannot be guessed. Who signs out walks no further.
        where route.RoutePattern.RawText!.TrimStart('/') != "reports/{report:guid}/{version:int}" && !route.RoutePattern.RawText!.Contains("sign-out", StringComparison.Ordinal)
        select (new HttpMethod(method), route);

    private IEnumerable<string> Paths(RouteEndpoint route, Func<Thing, string> of)
    {
        List<string> paths = ["/" + route.RoutePattern.RawText!.TrimStart('/')];
        foreach (var name in route.RoutePattern.Parameters.Select(p => p.Name))
            paths = [.. paths.SelectMany(p => Values(name, of).Select(v => Parameter(name).Replace(p, v)))];
        return paths;
    }

    private IEnumerable<string> Values(string name, Func<Thing, string> of) => _things.Where(t => t.Name == name).Select(of).ToList() is { Count: > 0 } own ? own : [name switch
    {
        "month" => "2026-11",
        "version" => "1",
        "indicator" => "OH-04",
        "collection" => "sites",
        "week" => "2026-W48",
        "list" => "0",
        "lang" or "language" => "en",
        _ => "0197f8e0-0000-7000-8000-000000000000",
    }];

    private static async Task<(HttpStatusCode Code, string Text)> Ask(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get)
            request.Content = JsonContent.Create(new { });
        using var answer = await client.SendAsync(request, Stop);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Stop);
        var headers = string.Join('\n', answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is "Location" or "Content-Disposition" or "Content-Type" or "Link" or "ETag").Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"));
        return (answer.StatusCode, headers + "\n" + (bytes is [(byte)'P', (byte)'K', ..] ? Unpacked(bytes) : WebUtility.HtmlDecode(Encoding.UTF8.GetString(bytes))));
    }

    private static string Unpacked(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return string.Concat(archive.Entries.Select(e =>
        {
            using var reader = new StreamReader(e.Open());
            return e.FullName + reader.ReadToEnd();
        }));
    }

    // Without what was asked for, which pages repeat, and without what is new in each answer.
    private string Bare(string text)
    {
        foreach (var thing in _things.OrderByDescending(t => t.Others.Length))
            text = text.Replace(thing.Others, "·", StringComparison.Ordinal).Replace(thing.Nobodys, "·", StringComparison.Ordinal);
        return Random().Replace(text, "");
    }

    private static string Differ(string one, string two)
    {
        var at = one.Zip(two).TakeWhile(p => p.First == p.Second).Count();
        return $"“{one[Math.Max(0, at - 30)..Math.Min(one.Length, at + 60)]}” / “{two[Math.Max(0, at - 30)..Math.Min(two.Length, at + 60)]}”";
    }

    private static async Task Post(HttpClient who, string address, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await who.PostAsJsonAsync(address, body, Stop);
        Assert.True(expected == answer.StatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static Regex Parameter(string name) => new($$"""\{\*{0,2}{{name}}(:[^}]*)?\}""");

    [GeneratedRegex("(nonce|trace(Id|parent)|name=\"form-token\" value|value)=?\"?[:=]? ?\"[A-Za-z0-9_\\-]{16,}\"")]
    private static partial Regex Random();
}
