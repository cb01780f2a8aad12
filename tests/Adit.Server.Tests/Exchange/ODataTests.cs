using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Adit.Ledger;
using Adit.People;
using Adit.Sites;
using Adit.Storage;
using Adit.Tests.Commands;
using Adit.Tests.Exports;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Exchange;

/// <summary>Tables by OData 4, as Excel and Power BI read them.</summary>
public sealed class ODataTests
{
    private const string Records = "/odata/Form_check";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_spreadsheet_finds_the_tables_and_what_their_columns_are()
    {
        await using var field = await FieldHouse.Begin();
        using var lead = await field.As(Role.Lead);

        var tables = (await Get(lead, "/odata")).GetProperty("value").EnumerateArray().Select(t => t.GetProperty("url").GetString()).ToList();
        var csdl = XDocument.Parse(await lead.GetStringAsync("/odata/$metadata", Stop));

        Assert.Superset(new HashSet<string?> { "Sites", "Incidents", "Actions", "Form_check", "Form_whole" }, tables.ToHashSet());
        XNamespace edm = "http://docs.oasis-open.org/odata/ns/edm";
        Assert.Equal(tables.Order(), csdl.Descendants(edm + "EntitySet").Select(e => e.Attribute("Name")!.Value).Order());
        var check = csdl.Descendants(edm + "EntityType").Single(e => e.Attribute("Name")!.Value == "Form_checkRow").Elements(edm + "Property").ToDictionary(p => p.Attribute("Name")!.Value, p => p.Attribute("Type")!.Value);
        Assert.Equal(("Edm.String", "Edm.Decimal", "Edm.Int64", "Edm.Decimal", "Edm.Date", "Edm.Int64"), (check["say"], check["depth"], check["deaths"], check["place_Latitude"], check["Day"], check["LedgerIndex"]));
        Assert.False(check.ContainsKey("secret"));
    }

    [Fact]
    public async Task Nobody_reads_a_table_and_a_buyer_only_their_sites_without_places()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send($"<say>words of a record</say><secret>{FieldHouse.Planted}</secret>");
        using var nobody = field.Opened.Client();
        using var buyer = await field.As(Role.Buyer);

        using var closed = await nobody.GetAsync("/odata", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        Assert.Equal(["Sites"], (await Get(buyer, "/odata")).GetProperty("value").EnumerateArray().Select(t => t.GetProperty("name").GetString()));
        foreach (var table in new[] { "Form_check", "Form_whole", "Incidents", "Actions" })
        {
            using var answer = await buyer.GetAsync("/odata/" + table, Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, table);
        }
        var metadata = await buyer.GetStringAsync("/odata/$metadata", Stop);
        Assert.DoesNotContain("Form_", metadata, StringComparison.Ordinal);
        var site = Assert.Single(Rows(await Get(buyer, "/odata/Sites")));
        Assert.Equal(("ONE", 25.4m, -10.7m), (site.GetProperty("Code").GetString(), site.GetProperty("Longitude").GetDecimal(), site.GetProperty("Latitude").GetDecimal()));
    }

    [Fact]
    public async Task All_records_come_once_over_links_to_next_pages_typed_and_without_what_is_protected()
    {
        await using var field = await FieldHouse.Begin();
        for (var i = 0; i < 5; i++)
            await field.Send($"<say>r{i}</say><depth>{i}.5</depth><deaths>0</deaths><secret>{FieldHouse.Planted}</secret>");
        await field.Send($"<note>{FieldHouse.Planted}</note>", form: FieldHouse.Protected);
        using var lead = await field.As(Role.Lead);
        lead.DefaultRequestHeaders.Add("Prefer", "odata.maxpagesize=2");

        var rows = await All(lead, Records + "?$count=true");
        var whole = await lead.GetStringAsync("/odata/Form_whole", Stop);

        Assert.Equal(["r0", "r1", "r2", "r3", "r4"], rows.Select(r => r.GetProperty("say").GetString()));
        Assert.Equal([0.5m, 1.5m, 2.5m, 3.5m, 4.5m], rows.Select(r => r.GetProperty("depth").GetDecimal()));
        Assert.All(rows, r => Assert.False(r.TryGetProperty("secret", out _)));
        Assert.DoesNotContain(FieldHouse.Planted, string.Concat(rows.Select(r => r.GetRawText())) + whole, StringComparison.Ordinal);
        Assert.Equal(5, (await Get(lead, Records + "?$count=true")).GetProperty("@odata.count").GetInt64());
        Assert.Equal("5", await lead.GetStringAsync(Records + "/$count", Stop));
        var key = rows[3].GetProperty("LedgerIndex").GetInt64();
        Assert.Equal("r3", (await Get(lead, $"{Records}({key})")).GetProperty("say").GetString());
        Assert.Equal("ONE", (await Get(lead, "/odata/Sites('ONE')")).GetProperty("Code").GetString());
    }

    [Fact]
    public async Task Tops_selections_and_comparisons_of_the_key_the_day_and_the_site_are_answered()
    {
        await using var field = await FieldHouse.Begin();
        for (var i = 0; i < 4; i++)
            await field.Send($"<say>r{i}</say>");
        using var lead = await field.As(Role.Lead);
        var all = await All(lead, Records);
        var (key, day) = (all[1].GetProperty("LedgerIndex").GetInt64(), all[1].GetProperty("Day").GetString());
        async Task<string> said(string query) => string.Join(' ', (await All(lead, $"{Records}?{query}")).Select(r => r.GetProperty("say").GetString()));

        Assert.Equal("r0 r1 r2", await said("$top=3"));
        Assert.Equal("", await said("$top=0"));
        Assert.Equal("r1 r2 r3", await said($"$filter=LedgerIndex ge {key}"));
        Assert.Equal("r2 r3", await said($"$filter=LedgerIndex gt {key}"));
        Assert.Equal("r0", await said($"$filter=LedgerIndex lt {key}"));
        Assert.Equal("r1", await said($"$filter=(LedgerIndex ge {key} and LedgerIndex le {key})"));
        Assert.Equal("r1", await said($"$filter=LedgerIndex eq {key}"));
        Assert.Equal("r0 r1 r2 r3", await said($"$filter=Day eq {day} and Site eq 'ONE'"));
        Assert.Equal("", await said($"$filter=Day gt {day}"));
        Assert.Equal("", await said($"$filter=Day lt {day}"));
        Assert.Equal("", await said("$filter=Site eq 'NOWHERE'"));
        Assert.Equal("3", await lead.GetStringAsync($"{Records}/$count?$filter=LedgerIndex ge {key}", Stop));
        Assert.Equal(["LedgerIndex", "say"], (await All(lead, Records + "?$select=say,LedgerIndex"))[0].EnumerateObject().Select(p => p.Name));
        lead.DefaultRequestHeaders.Add("Prefer", "maxpagesize=2");
        Assert.Equal("r0 r1 r2", await said("$top=3"));
    }

    [Theory]
    [InlineData("?$skip=5", 501)]
    [InlineData("?$orderby=say", 501)]
    [InlineData("?$expand=people", 501)]
    [InlineData("?$search=x", 501)]
    [InlineData("?$filter=say eq 'x'", 501)]
    [InlineData("?$filter=LedgerIndex ge 1 or LedgerIndex lt 0", 501)]
    [InlineData("?$top=some", 400)]
    [InlineData("?$select=nothing", 400)]
    [InlineData("(999999)", 404)]
    [InlineData("?$orderby=LedgerIndex", 200)]
    [InlineData("?own=word", 200)]
    public async Task What_is_not_answered_is_said_and_nothing_is_left_out_silently(string asked, int status)
    {
        await using var field = await FieldHouse.Begin();
        using var lead = await field.As(Role.Lead);

        using var answer = await lead.GetAsync(Records + asked, Stop);

        Assert.Equal(status, (int)answer.StatusCode);
        if (status >= 400)
            Assert.NotEmpty(JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop)).GetProperty("error").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Each_page_of_records_that_was_read_stands_in_the_ledger()
    {
        await using var field = await FieldHouse.Begin();
        for (var i = 0; i < 3; i++)
            await field.Send("<say>x</say>");
        using var lead = await field.As(Role.Lead);
        lead.DefaultRequestHeaders.Add("Prefer", "maxpagesize=2");

        await All(lead, Records);
        await All(lead, "/odata/Sites");

        var ledger = field.Opened.App.Services.GetRequiredService<LedgerReading>();
        var read = new List<RecordsRead>();
        for (var index = 0L; index < field.Opened.Database.Size; index++)
            if (field.Opened.Database.Read(db => ledger.Whole(db, index)) is { Fact: RecordsRead fact })
                read.Add(fact);
        Assert.Equal([new("odata:check", 2), new("odata:check", 1)], read);
    }

    [Fact]
    public async Task Whoever_is_limited_to_some_sites_takes_out_those_records_alone()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<say>of one</say>");
        await Accounts.CreateUser(field.Opened.Database, ActorId.Program, "Elsewhere", Role.Analyst, ImmutableArray.Create(field.Reference), Opened.Password);
        using var elsewhere = field.Opened.Client((await field.Opened.App.Services.GetRequiredService<Sessions>().SignIn("Elsewhere", Opened.Password, "test")).Token!);

        Assert.Empty(await All(elsewhere, Records));
        Assert.Empty(await All(elsewhere, Records + "?$filter=Site eq 'ONE'"));
        Assert.DoesNotContain("of one", await elsewhere.GetStringAsync($"/api/forms/{FieldHouse.Form}/submissions.json", Stop), StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Rows(JsonElement page) => page.GetProperty("value").EnumerateArray();

    private static async Task<List<JsonElement>> All(HttpClient client, string path)
    {
        var rows = new List<JsonElement>();
        for (var next = path; next is not null;)
        {
            var page = await Get(client, next);
            rows.AddRange(Rows(page));
            next = page.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }
        return rows;
    }

    private static async Task<JsonElement> Get(HttpClient client, string path) => JsonElement.Parse(await client.GetStringAsync(path, Stop));
}
