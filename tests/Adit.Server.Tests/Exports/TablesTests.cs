using System.Net;
using System.Text;
using System.Text.Json;
using Adit.Exchange;
using Adit.People;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Parquet;

namespace Adit.Tests.Exports;

/// <summary>Records and sites as files that other programs open: Excel, GeoJSON, Parquet; whole, in parts, and on from where they were cut.</summary>
public sealed class TablesTests
{
    private const string Path = $"/api/forms/{FieldHouse.Form}/submissions.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workbook_is_valid_numbers_are_numbers_and_no_text_is_a_formula()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send($"<say>=1+1 &lt;b&gt; é \U0001F600</say><depth>14.5</depth><deaths>2</deaths><place>-10.7 25.5 0 0</place><secret>{FieldHouse.Planted}</secret>");
        await field.Send("<say>second</say><mood>fine</mood>", version: "2");
        using var lead = await field.As(Role.Lead);

        var bytes = await lead.GetByteArrayAsync(Path + "xlsx", Stop);

        using var book = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(book, Stop));
        var rows = Rows(book.WorkbookPart!.WorksheetParts.Single());
        var head = rows[0];
        string cell(int row, string column) => rows[row][head.IndexOf(column)];
        Assert.Equal(3, rows.Count);
        Assert.Equal(("=1+1 <b> é 😀", "14.5", "2", "25.5"), (cell(1, "say"), cell(1, "depth"), cell(1, "deaths"), cell(1, "place_Longitude")));
        Assert.Equal(("second", "fine", ""), (cell(2, "say"), cell(2, "mood"), cell(2, "depth")));
        Assert.DoesNotContain("secret", head);
    }

    [Fact]
    public async Task What_is_more_than_a_sheet_holds_goes_on_in_the_next()
    {
        using var file = new MemoryStream();
        await SheetFile.Write(file, "visits [all]", FeedColumn.All("Key:Whole", "Day:Day", "Ok:Flag", "At:Time", "Text"), Numbered(25, "a\u0007\uFFFE=b"), Stop, rowsASheet: 11);

        using var book = SpreadsheetDocument.Open(file, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(book, Stop));
        var names = book.WorkbookPart!.Workbook!.Sheets!.Elements<Sheet>().ToList();
        Assert.Equal(["visits _all_", "visits _all_ (2)", "visits _all_ (3)"], names.Select(s => s.Name!.Value));
        var keys = names.SelectMany(s => Rows((WorksheetPart)book.WorkbookPart.GetPartById(s.Id!)).Skip(1)).Select(r => r[0]).ToList();
        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"{n}"), keys);
        // What XML has no word for is left out.
        Assert.Equal("a=b", Rows(book.WorkbookPart.WorksheetParts.First())[1][4]);
    }

    [Fact]
    public async Task Parquet_has_typed_columns_and_empty_where_nothing_was_answered_over_groups_of_rows()
    {
        await using var field = await FieldHouse.Begin();
        for (var i = 0; i < 3; i++)
            await field.Send($"<say>r{i}</say><depth>{i}.5</depth>{(i == 1 ? "" : "<deaths>1</deaths>")}<secret>{FieldHouse.Planted}</secret>");
        using var lead = await field.As(Role.Lead);

        var bytes = await lead.GetByteArrayAsync(Path + "parquet", Stop);

        var read = await Read(new MemoryStream(bytes));
        Assert.Equal(["r0", "r1", "r2"], read["say"]);
        Assert.Equal([0.5, 1.5, 2.5], read["depth"].Cast<double>());
        Assert.Equal([1L, null, 1L], read["deaths"]);
        Assert.Equal(DateTimeKind.Utc, ((DateTime)read["Received"][0]!).Kind);
        Assert.DoesNotContain("secret", read.Keys);
        Assert.DoesNotContain(FieldHouse.Planted, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        using var groups = new MemoryStream();
        await ParquetFile.Write(groups, FeedColumn.All("Key:Whole", "Day:Day", "Ok:Flag", "At:Time"), Numbered(25), Stop, rowsAGroup: 10);
        Assert.Equal(Enumerable.Range(0, 25).Select(n => (object?)(long)n), (await Read(groups))["Key"]);
    }

    [Fact]
    public async Task GeoJson_has_a_point_where_a_record_names_a_place()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<say>here</say><place>-10.7 25.5 0 0</place>");
        await field.Send("<say>nowhere</say>");
        using var lead = await field.As(Role.Lead);

        var features = JsonElement.Parse(await lead.GetStringAsync(Path + "geojson", Stop)).GetProperty("features").EnumerateArray().ToList();

        Assert.Equal([25.5m, -10.7m], features[0].GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(c => c.GetDecimal()));
        Assert.Equal(JsonValueKind.Null, features[1].GetProperty("geometry").ValueKind);
        Assert.Equal(["here", "nowhere"], features.Select(f => f.GetProperty("properties").GetProperty("say").GetString()));
    }

    [Fact]
    public async Task A_download_that_was_cut_goes_on_after_the_last_line_that_came_and_parts_make_the_whole()
    {
        await using var field = await FieldHouse.Begin();
        for (var i = 0; i < 7; i++)
            await field.Send($"<say>r{i}</say>");
        using var lead = await field.As(Role.Lead);
        var whole = (await lead.GetStringAsync(Path + "json", Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // Cut in the middle of a line: what is whole is kept, and asked on from there.
        var cut = string.Join('\n', whole)[..((whole[0].Length * 3) + 20)];
        var kept = cut.Split('\n')[..^1];
        var rest = await lead.GetStringAsync($"{Path}json?after={JsonElement.Parse(kept[^1]).GetProperty("index").GetInt64()}", Stop);
        Assert.Equal(whole, kept.Concat(rest.Split('\n', StringSplitOptions.RemoveEmptyEntries)));

        foreach (var ending in (string[])["json", "geojson", "xlsx", "parquet", "csv.zip"])
        {
            var (parts, sizes) = (0, new List<string>());
            for (string? after = ""; after is not null; parts++)
            {
                using var part = await lead.GetAsync($"{Path}{ending}?limit=3{(after.Length > 0 ? "&after=" + after : "")}", Stop);
                sizes.Add(part.Headers.GetValues("Adit-Records").Single());
                after = part.Headers.TryGetValues("Adit-Next", out var next) ? next.Single() : null;
                if (ending == "json")
                    Assert.Equal(whole.Skip(parts * 3).Take(3), (await part.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            }
            Assert.Equal(["3", "3", "1"], sizes);
        }
        foreach (var wrong in (string[])["after=x", "limit=0", "limit=-1"])
            Assert.Equal(HttpStatusCode.BadRequest, (await lead.GetAsync($"{Path}parquet?{wrong}", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_buyer_takes_out_its_sites_with_their_districts_and_no_others()
    {
        await using var field = await FieldHouse.Begin();
        using var buyer = await field.As(Role.Buyer);
        using var nobody = field.Opened.Client();

        var csv = (await buyer.GetStringAsync("/api/sites.csv", Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var feature = Assert.Single(JsonElement.Parse(await buyer.GetStringAsync("/api/sites.geojson", Stop)).GetProperty("features").EnumerateArray());
        var parquet = await Read(new MemoryStream(await buyer.GetByteArrayAsync("/api/sites.parquet", Stop)));
        using var book = SpreadsheetDocument.Open(new MemoryStream(await buyer.GetByteArrayAsync("/api/sites.xlsx", Stop)), isEditable: false);

        Assert.Equal(2, csv.Length);
        Assert.StartsWith("ONE,Site ONE", csv[1], StringComparison.Ordinal);
        Assert.Equal(("ONE", 25.4m), (feature.GetProperty("id").GetString(), feature.GetProperty("geometry").GetProperty("coordinates")[0].GetDecimal()));
        Assert.Equal(("ONE", -10.7), (parquet["Code"].Single(), (double)parquet["Latitude"].Single()!));
        Assert.Equal("ONE", Rows(book.WorkbookPart!.WorksheetParts.Single())[1][0]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/api/sites.csv", Stop)).StatusCode);
    }

    private static async IAsyncEnumerable<IReadOnlyList<FeedRow>> Numbered(int count, string? text = null)
    {
        foreach (var batch in Enumerable.Range(0, count).Chunk(7))
        {
            await Task.Yield();
            yield return [.. batch.Select(n => new FeedRow([(long)n, new DateOnly(2026, 11, 23), n % 2 == 0, House.Noon, text]))];
        }
    }

    // By where each cell says that it is.
    private static List<List<string>> Rows(WorksheetPart part)
    {
        var rows = part.Worksheet!.Descendants<Row>().ToList();
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(n => (uint)n), rows.Select(r => r.RowIndex!.Value));
        var letters = rows[0].Elements<Cell>().Select(c => c.CellReference!.Value![..^1]).ToList();
        return [.. rows.Select(r => r.Elements<Cell>().ToDictionary(c => c.CellReference!.Value!, c => c.InlineString?.Text?.Text ?? c.CellValue?.Text ?? "")).Select((cells, i) => letters.Select(l => cells.GetValueOrDefault($"{l}{i + 1}", "")).ToList())];
    }

    private static async Task<Dictionary<string, List<object?>>> Read(Stream file)
    {
        file.Position = 0;
        var read = new Dictionary<string, List<object?>>();
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: Stop);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            foreach (var field in reader.Schema.DataFields)
                read.TryAdd(field.Name, []);
            foreach (var field in reader.Schema.DataFields)
                read[field.Name].AddRange(await Values(rows, field));
        }
        return read;
    }

    private static async Task<IEnumerable<object?>> Values(ParquetRowGroupReader rows, Parquet.Schema.DataField field)
    {
        var count = (int)rows.RowCount;
        if (field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[count];
            await rows.ReadAsync(field, texts.AsMemory(), cancellationToken: Stop);
            return texts;
        }
        if (field.ClrType == typeof(long))
            return await Structs<long>(rows, field, count);
        if (field.ClrType == typeof(double))
            return await Structs<double>(rows, field, count);
        return field.ClrType == typeof(bool) ? await Structs<bool>(rows, field, count) : field.ClrType == typeof(DateOnly) ? await Structs<DateOnly>(rows, field, count) : await Structs<DateTime>(rows, field, count);
    }

    private static async Task<IEnumerable<object?>> Structs<T>(ParquetRowGroupReader rows, Parquet.Schema.DataField field, int count)
        where T : struct
    {
        var values = new T?[count];
        await rows.ReadAsync<T>(field, values.AsMemory(), cancellationToken: Stop);
        return values.Select(v => (object?)v);
    }
}
