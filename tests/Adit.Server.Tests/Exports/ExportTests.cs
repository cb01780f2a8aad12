using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Exports;

public sealed class ExportTests
{
    private const string People = "<people><name>Ada</name><age>31</age></people><people><name>Ben, the \"tall\"</name><age>40</age></people>";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sent_comes_out_in_one_table_for_records_and_one_for_each_repeat()
    {
        await using var field = await FieldHouse.Begin();
        var instance = await field.Send($"<say>hello</say><depth>12.5</depth><place>-10.7 25.4 1400 5</place>{People}");

        var zip = await Zip(field, "");

        var record = Assert.Single(zip["check.csv"]);
        Assert.Equal(("hello", "12.5", "-10.7", "25.4", instance), (record["say"], record["depth"], record["place-Latitude"], record["place-Longitude"], record["KEY"]));
        Assert.Equal(("ONE", field.Agent.ToString(), "Received", "Phone", "1"), (record["Site"], record["Agent"], record["Review"], record["Source"], record["FormVersion"]));
        Assert.Equal([("Ada", "31"), ("Ben, the \"tall\"", "40")], zip["check-people.csv"].Select(r => (r["name"], r["age"])));
        Assert.All(zip["check-people.csv"], r => Assert.Equal(instance, r["PARENT_KEY"]));
        Assert.Equal([$"{instance}/people[1]", $"{instance}/people[2]"], zip["check-people.csv"].Select(r => r["KEY"]));
    }

    [Fact]
    public async Task Versions_of_a_form_share_their_columns()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<say>old</say>");
        await field.Send("<say>new</say><mood>good</mood>", version: "2");

        var records = (await Zip(field, ""))["check.csv"];

        Assert.Equal([("old", ""), ("new", "good")], records.Select(r => (r["say"], r["mood"])));
    }

    [Fact]
    public async Task A_formula_is_made_harmless_and_a_negative_number_stays_one()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<say>=HYPERLINK(\"x\")</say><depth>-1.5</depth>");
        await field.Send("<say>-1.5</say><depth>@SUM(A1)</depth>");

        var records = (await Zip(field, ""))["check.csv"];

        Assert.Equal([("'=HYPERLINK(\"x\")", "-1.5"), ("-1.5", "'@SUM(A1)")], records.Select(r => (r["say"], r["depth"])));
    }

    [Fact]
    public async Task Nothing_protected_comes_out_by_any_door()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send($"<say>mixed</say><secret>{FieldHouse.Planted}</secret><photo>p.jpg</photo>", file: "p.jpg");
        await field.Send($"<note>{FieldHouse.Planted}</note>", form: FieldHouse.Protected);

        using var lead = await field.As(Role.Lead);
        foreach (var form in new[] { FieldHouse.Form, FieldHouse.Protected })
        {
            Assert.DoesNotContain(FieldHouse.Planted, await Json(lead, form, "?all=1"), StringComparison.Ordinal);
            using var zip = new ZipArchive(await lead.GetStreamAsync($"/api/forms/{form}/submissions.csv.zip?all=1&media=1", Stop));
            foreach (var entry in zip.Entries)
                Assert.DoesNotContain(FieldHouse.Planted, await TextOf(entry), StringComparison.Ordinal);
            Assert.Contains("1 records of the whole programme are protected", await TextOf(zip.GetEntry("README.txt")!), StringComparison.Ordinal);
            Assert.Equal(form == FieldHouse.Form ? 1 : 0, zip.Entries.Count(e => e.FullName.EndsWith("p.jpg", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task What_does_not_count_comes_only_when_asked_for_and_says_so()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<say>kept</say>");
        var gone = await field.Send("<say>gone</say>");
        var row = field.Opened.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 10)).Single(s => s.Instance == gone);
        await field.Opened.Database.Write(w => w.Record(ActorId.Program, new SubmissionWithdrawn(row.Submission, "twice")));

        Assert.Equal(["kept"], (await Zip(field, ""))["check.csv"].Select(r => r["say"]));
        Assert.Equal([("kept", "current"), ("gone", "withdrawn")], (await Zip(field, "?all=1"))["check.csv"].Select(r => (r["say"], r["State"])));
    }

    [Fact]
    public async Task Json_has_one_record_a_line_with_its_answers_merged_over_tiers()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send($"<say>a</say><deaths>0</deaths>{People}");
        await field.Send("<say>b</say>");

        using var lead = await field.As(Role.Lead);
        var lines = (await Json(lead, FieldHouse.Form, "?site=ONE")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();

        Assert.Equal(["a", "b"], lines.Select(l => l.GetProperty("answers").GetProperty("say").GetString()));
        Assert.Equal("Ada", lines[0].GetProperty("answers").GetProperty("people")[0].GetProperty("name").GetString());
        Assert.Equal(31, lines[0].GetProperty("answers").GetProperty("people")[0].GetProperty("age").GetInt32());
        Assert.Equal(0, lines[0].GetProperty("answers").GetProperty("deaths").GetInt32());
    }

    [Fact]
    public async Task An_export_is_an_entry_of_the_ledger_and_asks_for_the_right_to_it()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<say>a</say>");
        using var auditor = await field.As(Role.Auditor);
        using var refused = await auditor.GetAsync($"/api/forms/{FieldHouse.Form}/submissions.json", Stop);
        var before = field.Opened.Database.Size;

        await Zip(field, "?from=2000-01-01");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var ledger = field.Opened.App.Services.GetRequiredService<LedgerReading>();
        var read = Enumerable.Range((int)before, (int)(field.Opened.Database.Size - before)).Select(i => field.Opened.Database.Read(db => ledger.Fact(db, i, Tier.T2))!).Single(r => r.Fact is RecordsRead);
        Assert.Equal(("export.csv:check", 1L), (((RecordsRead)read.Fact).What, ((RecordsRead)read.Fact).Records));
        Assert.NotEqual(ActorId.Program, read.Actor);
    }

    [Theory]
    [InlineData("?from=yesterday")]
    [InlineData("?site=NOWHERE")]
    [InlineData("?review=splendid")]
    public async Task A_filter_that_cannot_be_read_is_refused(string query)
    {
        await using var field = await FieldHouse.Begin();
        using var lead = await field.As(Role.Lead);
        using var answer = await lead.GetAsync($"/api/forms/{FieldHouse.Form}/submissions.json{query}", Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<string> Json(HttpClient client, string form, string query) => await client.GetStringAsync($"/api/forms/{form}/submissions.json{query}", Stop);

    private static async Task<Dictionary<string, List<Dictionary<string, string>>>> Zip(FieldHouse field, string query)
    {
        using var lead = await field.As(Role.Lead);
        using var zip = new ZipArchive(await lead.GetStreamAsync($"/api/forms/{FieldHouse.Form}/submissions.csv.zip{query}", Stop));
        var tables = new Dictionary<string, List<Dictionary<string, string>>>();
        foreach (var entry in zip.Entries.Where(e => e.Name.EndsWith(".csv", StringComparison.Ordinal)))
            tables[entry.Name] = Table(await TextOf(entry));
        return tables;
    }

    private static async Task<string> TextOf(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(await entry.OpenAsync(Stop), Encoding.UTF8);
        return await reader.ReadToEndAsync(Stop);
    }

    private static List<Dictionary<string, string>> Table(string csv)
    {
        using var reader = Sylvan.Data.Csv.CsvDataReader.Create(new StringReader(csv));
        var rows = new List<Dictionary<string, string>>();
        while (reader.Read())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetString));
        return rows;
    }
}
