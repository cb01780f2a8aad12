using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Adit.People;
using Adit.Tests.Exports;

namespace Adit.Tests.Exchange;

/// <summary>Map layers by OGC API Features Part 1, as the standard asks and as far as each reader sees.</summary>
public sealed class OgcTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_map_finds_from_the_landing_page_what_it_conforms_to_how_it_is_described_and_its_layers()
    {
        await using var field = await FieldHouse.Begin();
        using var lead = await field.As(Role.Lead);

        var landing = await Get(lead, "/ogc");

        foreach (var rel in new[] { "self", "service-desc", "conformance", "data" })
        {
            using var answer = await lead.GetAsync(Link(landing, rel), Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, rel);
        }
        Assert.Contains("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core", (await Get(lead, "/ogc/conformance")).GetProperty("conformsTo").EnumerateArray().Select(c => c.GetString()));
        Assert.StartsWith("3.0", (await Get(lead, "/ogc/api")).GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var collections = (await Get(lead, Link(landing, "data"))).GetProperty("collections").EnumerateArray().ToList();
        Assert.Equal(["sites", "records"], collections.Select(c => c.GetProperty("id").GetString()));
        Assert.All(collections, c => Assert.EndsWith("/items", Link(c, "items"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_reads_a_layer_and_a_buyer_reads_sites_alone()
    {
        await using var field = await FieldHouse.Begin();
        using var nobody = field.Opened.Client();
        using var buyer = await field.As(Role.Buyer);

        using var landing = await nobody.GetAsync("/ogc", Stop);
        using var closed = await nobody.GetAsync("/ogc/collections/sites/items", Stop);
        using var records = await buyer.GetAsync("/ogc/collections/records/items", Stop);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (landing.StatusCode, closed.StatusCode, records.StatusCode));
        Assert.Equal(["Bearer", "Basic"], closed.Headers.WwwAuthenticate.Select(a => a.Scheme));
        Assert.Equal(["sites"], (await Get(buyer, "/ogc/collections")).GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task The_programme_sees_where_a_site_lies_and_a_buyer_its_district()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<deaths>1</deaths>");
        await field.Rated();
        using var lead = await field.As(Role.Lead);
        using var buyer = await field.As(Role.Buyer);

        var (exact, coarse) = (Assert.Single(Features(await Get(lead, "/ogc/collections/sites/items"))), Assert.Single(Features(await Get(buyer, "/ogc/collections/sites/items"))));

        Assert.Equal(("ONE", "Point", 25.41234m, -10.71234m), (exact.GetProperty("id").GetString(), exact.GetProperty("geometry").GetProperty("type").GetString(), At(exact, 0), At(exact, 1)));
        Assert.Equal((25.4m, -10.7m, false), (At(coarse, 0), At(coarse, 1), coarse.GetProperty("properties").GetProperty("exact").GetBoolean()));
        Assert.Equal(("S1", "OH-01", "cobalt"), (Of(exact, "level"), Of(exact, "worst_indicator"), Of(exact, "minerals").ToLowerInvariant()));
        Assert.NotEmpty(Of(coarse, "standing"));
    }

    [Fact]
    public async Task A_box_never_tells_a_buyer_more_than_the_district()
    {
        await using var field = await FieldHouse.Begin();
        using var lead = await field.As(Role.Lead);
        using var buyer = await field.As(Role.Buyer);
        const string around = "/ogc/collections/sites/items?bbox=25.4123,-10.7124,25.4124,-10.7123", district = "/ogc/collections/sites/items?bbox=25.39,-10.71,25.41,-10.69";

        Assert.Single(Features(await Get(lead, around)));
        Assert.Empty(Features(await Get(buyer, around)));
        Assert.Single(Features(await Get(buyer, district)));
        Assert.Empty(Features(await Get(lead, district)));
    }

    [Fact]
    public async Task Records_come_page_by_page_with_the_places_that_they_name_and_nothing_protected()
    {
        await using var field = await FieldHouse.Begin();
        for (var i = 0; i < 5; i++)
            await field.Send($"<say>{i}</say><place>-10.{i + 1} 25.5 0 0</place><secret>{FieldHouse.Planted}</secret>");
        await field.Send($"<note>{FieldHouse.Planted}</note>", form: FieldHouse.Protected);
        using var lead = await field.As(Role.Lead);

        var (places, text) = (new List<decimal>(), new StringBuilder());
        for (var next = "/ogc/collections/records/items?limit=2"; next is not null;)
        {
            var page = await Get(lead, next);
            text.Append(page.GetRawText());
            places.AddRange(Features(page).Where(f => f.GetProperty("geometry").ValueKind == JsonValueKind.Object).Select(f => At(f, 1)));
            Assert.Equal(Features(page).Count(), page.GetProperty("numberReturned").GetInt32());
            next = page.GetProperty("links").EnumerateArray().Where(l => l.GetProperty("rel").GetString() == "next").Select(l => l.GetProperty("href").GetString()).FirstOrDefault();
        }

        Assert.Equal([-10.1m, -10.2m, -10.3m, -10.4m, -10.5m], places);
        Assert.DoesNotContain(FieldHouse.Planted, text.ToString(), StringComparison.Ordinal);
        var north = Features(await Get(lead, "/ogc/collections/records/items?bbox=25,-10.25,26,-10"));
        Assert.Equal(2, north.Count());
        var one = await Get(lead, $"/ogc/collections/records/items/{north.First().GetProperty("id").GetInt64()}");
        Assert.Equal(("Feature", -10.1m), (one.GetProperty("type").GetString(), At(one, 1)));
    }

    [Fact]
    public async Task Records_are_narrowed_by_the_days_that_they_speak_of()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<say>today</say>");
        using var lead = await field.As(Role.Lead);
        var day = Of(Assert.Single(Features(await Get(lead, "/ogc/collections/records/items"))), "day");

        foreach (var (datetime, found) in new[] { (day, 1), ($"{day}T12:00:00Z", 1), ($"{day}/..", 1), ($"../{day}", 1), ("2001-01-01/2001-02-01", 0), ("../2001-01-01", 0) })
            Assert.True(found == Features(await Get(lead, $"/ogc/collections/records/items?datetime={datetime}")).Count(), datetime);
    }

    [Theory]
    [InlineData("items?limit=0", 400)]
    [InlineData("items?limit=many", 400)]
    [InlineData("items?bbox=1,2,3", 400)]
    [InlineData("items?datetime=yesterday", 400)]
    [InlineData("items?colour=red", 400)]
    [InlineData("items/NOWHERE", 404)]
    [InlineData("items?limit=100000", 200)]
    public async Task What_cannot_be_read_is_refused_and_a_page_too_large_is_made_smaller(string asked, int status)
    {
        await using var field = await FieldHouse.Begin();
        using var lead = await field.As(Role.Lead);

        using var answer = await lead.GetAsync("/ogc/collections/sites/" + asked, Stop);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200 ? "application/geo+json" : "application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_program_that_knows_only_names_and_passwords_sends_the_token_as_the_password()
    {
        await using var field = await FieldHouse.Begin();
        using var client = field.Opened.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("any name:" + await field.Opened.TokenOf(Role.Analyst))));

        Assert.Single(Features(await Get(client, "/ogc/collections/sites/items")));
        using var elsewhere = await client.GetAsync("/api/sites", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
    }

    private static IEnumerable<JsonElement> Features(JsonElement page) => page.GetProperty("features").EnumerateArray();

    private static decimal At(JsonElement feature, int axis) => feature.GetProperty("geometry").GetProperty("coordinates")[axis].GetDecimal();

    private static string Of(JsonElement feature, string property) => feature.GetProperty("properties").GetProperty(property).GetString()!;

    private static string Link(JsonElement of, string rel) => of.GetProperty("links").EnumerateArray().First(l => l.GetProperty("rel").GetString() == rel).GetProperty("href").GetString()!;

    private static async Task<JsonElement> Get(HttpClient client, string path) => JsonElement.Parse(await client.GetStringAsync(path, Stop));
}
