using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Adit.People;
using Adit.Tests.Commands;
using Adit.Tests.Phones;
using Dapper;

namespace Adit.Tests.Plausibility;

/// <summary>Which visits the office is told to ask about, and who is told.</summary>
public sealed class DoubtsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visit_with_the_photo_of_an_earlier_one_is_doubted_and_points_to_it()
    {
        await using var house = await House.Open();
        var (awa, phone) = await Agent(house, "Awa");
        var photo = FieldPhone.Bytes(3_000);
        Assert.Equal(201, (await Send(phone, 18, photo, FieldPhone.Bytes(900, 4))).Code);
        Assert.Equal(201, (await Send(phone, 19, photo)).Code);
        Assert.Equal(201, (await Send(phone, 20, FieldPhone.Bytes(3_000, 9))).Code);
        await house.Rated();
        using var office = await As(house, Role.Analyst);
        var visits = await Visits(office);
        Assert.Empty(Doubts(visits[18]));
        Assert.Empty(Doubts(visits[20]));
        var doubt = Assert.Single(Doubts(visits[19]));
        Assert.Equal(("SamePhoto", "Photos", Id(visits[18]), 1), (doubt.GetProperty("kind").GetString(), doubt.GetProperty("family").GetString(), doubt.GetProperty("earlier").GetString(), doubt.GetProperty("number").GetInt32()));

        var page = await Page(office, "/submissions/" + Id(visits[19]));
        Assert.Contains("A photo is the same as in an earlier record.", page, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/submissions/{Id(visits[18])}\">See the visit of", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Reasons to ask", await Page(office, "/submissions/" + Id(visits[18])), StringComparison.Ordinal);

        foreach (var list in (string[])["/submissions?doubts=any", $"/submissions?doubts={awa}&form=seen&site=N1&month=2026-11"])
        {
            var listed = await Page(office, list);
            Assert.Contains("/submissions/" + Id(visits[19]), listed, StringComparison.Ordinal);
            Assert.DoesNotContain("/submissions/" + Id(visits[18]), listed, StringComparison.Ordinal);
            Assert.Contains("there is a reason to ask", listed, StringComparison.Ordinal);
            Assert.Contains("Awa (1 in three months)", listed, StringComparison.Ordinal);
        }
        Assert.Contains("1 visit to ask about in three months", await Page(office, "/agents"), StringComparison.Ordinal);
        await house.Check();
    }

    /// <summary>Records arrive as networks let them.</summary>
    [Fact]
    public async Task Whatever_the_order_in_which_visits_arrive_the_same_ones_are_doubted()
    {
        var straight = await Told([3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17]);
        Assert.Contains(straight, d => d.Contains("SamePhoto", StringComparison.Ordinal));
        Assert.Contains(straight, d => d.Contains("SamePoint", StringComparison.Ordinal));
        Assert.Equal(straight, await Told([17, 3, 16, 5, 4, 13, 12, 6, 11, 9, 10]));
        Assert.Equal(straight, await Told([10, 11, 17, 16, 13, 12, 9, 6, 5, 4, 3]));
    }

    [Fact]
    public async Task A_photo_that_somebody_else_took_at_another_site_is_found_too()
    {
        await using var house = await House.Open();
        var ((_, first), (_, second)) = (await Agent(house, "Awa"), await Agent(house, "Jean", "N2"));
        var photo = FieldPhone.Bytes(3_000);
        await Send(second, 12, photo, site: "N2");
        await house.Rated();
        await Send(first, 11, photo);
        await house.Rated();
        using var office = await As(house, Role.Reviewer);
        var visits = await Visits(office);
        Assert.Empty(Doubts(visits[11]));
        Assert.Equal(Id(visits[11]), Assert.Single(Doubts(visits[12])).GetProperty("earlier").GetString());
        await house.Check();
    }

    [Fact]
    public async Task A_visit_that_is_corrected_is_judged_by_what_it_says_now()
    {
        await using var house = await House.Open();
        var (_, phone) = await Agent(house, "Awa");
        var (photo, instance) = (FieldPhone.Bytes(3_000), Rounds.NewInstance());
        await Send(phone, 18, photo);
        await phone.HandIn(Record(19, "N1", [photo], instance));
        await house.Rated();
        using var office = await As(house, Role.Lead);
        Assert.Single(Doubts((await Visits(office))[19]));
        Assert.Equal(201, (await phone.HandIn(Record(19, "N1", [FieldPhone.Bytes(3_000, 2)], Rounds.NewInstance(), replaces: instance))).Code);
        await house.Rated();
        Assert.Empty(Doubts((await Visits(office))[19]));
        await house.Check();
    }

    [Fact]
    public async Task Agents_buyers_auditors_and_strangers_are_told_nothing_of_it()
    {
        await using var house = await House.Open();
        var (_, phone) = await Agent(house, "Awa");
        var photo = FieldPhone.Bytes(3_000);
        await Send(phone, 18, photo);
        await Send(phone, 19, photo);
        await house.Rated();
        using var office = await As(house, Role.Lead);
        var doubted = Id((await Visits(office))[19]);
        foreach (var role in (Role[])[Role.Auditor, Role.Buyer, Role.Stakeholder, Role.Partner, Role.CaseWorker])
        {
            using var other = await As(house, role);
            foreach (var path in (string[])["/api/submissions/" + doubted, "/submissions/" + doubted, "/submissions?doubts=any"])
                Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync(path, Stop)).StatusCode);
        }
        using var stranger = new HttpClient { BaseAddress = new(house.Origin) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/submissions/" + doubted, Stop)).StatusCode);
        foreach (var told in (string[])[(await phone.Pack()).Body.ToString(), (await phone.Contact()).Body.ToString(), await Page(stranger, "/method")])
            Assert.DoesNotContain("SamePhoto", told, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("doubt", (await phone.Contact()).Body.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Protected_forms_and_forms_that_are_no_visits_leave_no_trace()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        var awa = await house.Agent("Awa", "en", site);
        await house.Publish(Rounds.Xform());
        await house.Publish(Form("hidden", "adit:tier='T3'"));
        await awa.Phone.Submit(Rounds.Record(Rounds.NewInstance(), "N1"));
        await awa.Phone.Submit(Record(18, "N1", [FieldPhone.Bytes(500)], Rounds.NewInstance(), form: "hidden"));
        await house.Rated();
        Assert.Equal((0, 0), house.Database.Read(db => (db.QuerySingle<int>("select count(*) from visits"), db.QuerySingle<int>("select count(*) from visit_photos"))));
        await house.Check();
    }

    // A photo twice, and a position that is the very same on the last four days; sent in an order, and judged after each.
    private static async Task<List<string>> Told(int[] order)
    {
        await using var house = await House.Open();
        var (_, phone) = await Agent(house, "Awa");
        var shared = FieldPhone.Bytes(3_000);
        foreach (var day in order)
        {
            await phone.HandIn(Record(day, "N1", [day is 6 or 11 ? shared : FieldPhone.Bytes(2_000, day)], Rounds.NewInstance(), place: day >= 12 ? "-10.7001234 25.5001234 1200 5" : null));
            await house.Rated();
        }
        await house.RebuildFromScratch();
        using var office = await As(house, Role.Lead);
        var visits = await Visits(office);
        var dayOf = visits.ToDictionary(v => Id(v.Value), v => v.Key);
        return [.. visits.OrderBy(v => v.Key).SelectMany(v => Doubts(v.Value).Select(d =>
            $"{v.Key}: {d.GetProperty("kind").GetString()} of {(d.GetProperty("earlier").GetString() is { } earlier ? dayOf[earlier] : 0)}, {d.GetProperty("bits")}, {d.GetProperty("number")}"))];
    }

    private static async Task<(ActorId Id, FieldPhone Phone)> Agent(House house, string name, string site = "N1")
    {
        var agent = await house.Agent(name, "en", await house.Site(site));
        await house.Publish(Form("seen", ""));
        return (agent.Id, await FieldPhone.Of(house, agent.Id));
    }

    private static Task<Said> Send(FieldPhone phone, int day, params byte[][] photos) => Send(phone, day, photos, "N1");

    private static Task<Said> Send(FieldPhone phone, int day, byte[] photo, string site) => Send(phone, day, [photo], site);

    private static Task<Said> Send(FieldPhone phone, int day, byte[][] photos, string site) =>
        phone.HandIn(Record(day, site, photos, Rounds.NewInstance()), [.. photos.Select((p, n) => phone.File(Name(day, n), p))]);

    private static string Name(int day, int n) => string.Create(CultureInfo.InvariantCulture, $"{day}-{n}.jpg");

    private static string Form(string id, string marks) =>
        $"""
        <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:adit="urn:adit:forms:1">
          <h:head><h:title>Seen</h:title><model>
            <instance><data id="{id}" version="1"><start/><end/><site/><day/><place/><men/><photo/><photo2/><meta><instanceID/></meta></data></instance>
            <bind nodeset="/data" adit:visit="" {marks}/>
            <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/><bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
            <bind nodeset="/data/site" type="string" adit:subject="site"/><bind nodeset="/data/day" type="date" adit:day=""/><bind nodeset="/data/men" type="int"/>
            {(marks.Length > 0 ? "" : "<bind nodeset='/data/place' type='geopoint'/><bind nodeset='/data/photo' type='binary'/><bind nodeset='/data/photo2' type='binary'/>")}
          </model></h:head>
          <h:body><input ref="/data/site"><label>Site</label></input><input ref="/data/day"><label>Day</label></input><input ref="/data/place"><label>Place</label></input><input ref="/data/men"><label>Men</label></input>
            {(marks.Length > 0 ? "" : "<upload ref='/data/photo' mediatype='image/*'><label>Photo</label></upload><upload ref='/data/photo2' mediatype='image/*'><label>Photo</label></upload>")}</h:body>
        </h:html>
        """;

    private static string Record(int day, string site, byte[][] photos, string instance, string? replaces = null, string? place = null, string form = "seen")
    {
        var begun = new DateTimeOffset(2026, 11, day, 8, 0, 0, TimeSpan.FromHours(2));
        var files = string.Concat(photos.Select((p, n) => $"<adit:file name=\"{Name(day, n)}\" sha256=\"{Convert.ToHexStringLower(SHA256.HashData(p))}\" taken=\"{begun:O}\"/>"));
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            <data xmlns:orx="http://openrosa.org/xforms" xmlns:adit="urn:adit:forms:1" id="{form}" version="1"><start>{begun:yyyy-MM-ddTHH:mm:ss.fffzzz}</start><end>{begun.AddMinutes(7):yyyy-MM-ddTHH:mm:ss.fffzzz}</end>
            <site>{site}</site><day>2026-11-{day:00}</day><place>{place ?? $"-10.70{day}{day * 37 % 97:00}1 25.50{day * 53 % 89:00}{day}3 1200 5"}</place><men>{20 + day}</men>
            <photo>{Name(day, 0)}</photo>{(photos.Length > 1 ? $"<photo2>{Name(day, 1)}</photo2>" : "")}
            <orx:meta><orx:instanceID>{instance}</orx:instanceID>{(replaces is null ? "" : $"<orx:deprecatedID>{replaces}</orx:deprecatedID>")}{files}</orx:meta></data>
            """);
    }

    private static async Task<Dictionary<int, JsonElement>> Visits(HttpClient office)
    {
        var list = await office.GetFromJsonAsync<JsonElement>("/api/submissions?limit=200", Stop);
        var visits = new Dictionary<int, JsonElement>();
        foreach (var line in list.GetProperty("submissions").EnumerateArray())
        {
            var one = await office.GetFromJsonAsync<JsonElement>("/api/submissions/" + line.GetProperty("id").GetString(), Stop);
            visits[DateOnly.Parse(line.GetProperty("day").GetString()!, CultureInfo.InvariantCulture).Day] = one;
        }
        return visits;
    }

    private static List<JsonElement> Doubts(JsonElement visit) => [.. visit.GetProperty("doubts").EnumerateArray()];

    private static string Id(JsonElement visit) => visit.GetProperty("record").GetProperty("id").GetString()!;

    private static async Task<string> Page(HttpClient client, string path) => WebUtility.HtmlDecode(await client.GetStringAsync(path, Stop));

    private static async Task<HttpClient> As(House house, Role role)
    {
        await Accounts.CreateUser(house.Database, ActorId.Program, role.ToString(), role, [], Opened.Password);
        var token = (await house.Get<Sessions>().SignIn(role.ToString(), Opened.Password, "test")).Token;
        var client = new HttpClient { BaseAddress = new(house.Origin), DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return client;
    }
}
