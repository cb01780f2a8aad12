using System.IO.Compression;
using System.Text;
using Adit.Forms;
using Adit.Reference;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Tests.Imports;

/// <summary>Small made-up files, good and bad.</summary>
public sealed class SmallFileTests
{
    private const string Header = "vid,pcode,name,visit_date,longitude,latitude,province,workers_numb,mineral1,village";

    private static Func<Stream> File(params string[] lines) => () => new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', [Header, .. lines])));

    private static string Visit(int vid, string pcode = "codmine90001", string date = "2015-03-02", string longitude = "28.5", string village = "\"two\nlines\"") =>
        $"{vid},{pcode},Kilima,{date},{longitude},-2.25,Sud-Kivu,40,Or,{village}";

    [Fact]
    public async Task Bad_rows_are_named_by_line_and_reason_and_the_others_are_there()
    {
        await using var house = await House.Open();

        var report = await house.Import(File(Visit(1), Visit(2, date: "yesterday"), Visit(3, longitude: "200"), ",,,", Visit(4, pcode: ""), Visit(5, pcode: "codmine90002")));

        Assert.Equal(
            [(4L, "day-unreadable"), (6L, "place-outside"), (8L, "columns-differ"), (9L, "id-missing")],
            report.Bad.Select(bad => (bad.Line, bad.Note.Code)));
        Assert.Equal((6L, 2L, 0L, 4L, 2L), (report.Rows, report.New, report.Held, report.BadRows, report.NewSites));
        Assert.Equal(2, house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 10)).Count);
        await house.Check();
    }

    [Fact]
    public async Task Every_kind_of_bad_row_is_named_with_its_line_and_none_swallows_the_next()
    {
        await using var house = await House.Open();
        (string Row, string? Reason)[] rows =
        [
            (Visit(1), null), (Visit(2).Replace("2,", ",", StringComparison.Ordinal)[..1] + Visit(2)[2..], "id-missing"), ("a b" + Visit(3)[1..], "id-unreadable"), (Visit(4, pcode: ""), "id-missing"),
            (Visit(5, pcode: new string('x', 41)), "id-unreadable"), (Visit(6, pcode: "../../etc"), "id-unreadable"), (Visit(7, date: ""), "day-missing"), (Visit(8, date: "02/03/2015"), "day-unreadable"),
            (Visit(9, date: "2015-02-30"), "day-unreadable"), (Visit(10, date: "2031-01-01"), "day-outside"), (Visit(11, date: "0001-01-01"), "day-outside"), (Visit(12, longitude: "east"), "place-unreadable"),
            (Visit(13, longitude: ""), "place-unreadable"), (Visit(14, longitude: "-28.5"), "place-outside"), (Visit(15, longitude: "1e400"), "place-unreadable"), ("16,codmine90001,too,few", "columns-differ"),
            (Visit(17, village: "a,b"), "columns-differ"), (Visit(1, date: "2016-01-01", village: "b"), "other-contents"), (Visit(18, village: "\"never closed"), "quote-stray"), (Visit(19, village: "\"a \"\"quoted\"\" one\""), null),
            (Visit(20, village: "Kil\uFFFDma"), "not-utf-8"), (Visit(21, village: "plain \"inside\""), null), (Visit(22, village: "\"open again"), "quote-open"), (Visit(23, village: "last"), null),
        ];
        var file = File([.. rows.Select(r => r.Row.Replace("\"two\nlines\"", "one", StringComparison.Ordinal))]);

        var report = await house.Import(file);

        Assert.Equal(rows.Select((r, i) => (Line: i + 2L, r.Reason)).Where(r => r.Reason is not null), report.Bad.Select(b => (b.Line, (string?)b.Note.Code)));
        Assert.Equal(rows.Count(r => r.Reason is null), report.New);
        Assert.All(report.Bad, bad => Assert.NotEqual(bad.Note.Sentence("en"), bad.Note.Sentence("fr")));
    }

    [Fact]
    public async Task A_visit_keeps_its_day_its_site_its_source_and_the_id_made_from_its_number()
    {
        await using var house = await House.Open();
        await house.Import(File(Visit(1)));

        var row = house.Database.Read(db => SubmissionsTable.Before(db, long.MaxValue, 10)).Single();

        Assert.Equal((Source.Historic, new DateOnly(2015, 3, 2), Ipis.SiteOf("codmine90001"), new SubmissionId(Ipis.VisitOf("1")), $"uuid:{Ipis.VisitOf("1")}", ""),
            (row.Source, row.Day, row.Site!.Value, row.Submission, row.Instance, row.Flags));
        var site = house.Get<Registers>().Current.Sites[Ipis.SiteOf("codmine90001")];
        // What others saw years ago opens nothing.
        await house.Rated();
        await house.Get<Adit.Incidents.IncidentsJob>().Look();
        Assert.Empty(house.Database.Read(db => Adit.Incidents.IncidentsTable.Since(db, 0)));
        Assert.Equal((SiteKind.Reference, "CD", "Africa/Lubumbashi", Ipis.Credit, "gold"), (site.Kind, site.Country, site.Zone, site.Credit, site.Minerals.Single()));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_compressed_or_not_and_a_row_that_changed_is_named()
    {
        await using var house = await House.Open();
        await house.Import(File(Visit(1), Visit(2)));
        var size = house.Database.Size;

        var again = await house.Import(() => Zipped(File(Visit(1), Visit(2))(), all: true));
        var changed = await house.Import(File(Visit(1), Visit(2, date: "2015-03-03")));

        Assert.Equal((0L, 2L, 0L), (again.New, again.Held, again.NewSites));
        Assert.Equal((1L, 1L, "other-contents"), (changed.Held, changed.BadRows, changed.Bad[0].Note.Code));
        Assert.Equal(size, house.Database.Size);
    }

    [Fact]
    public async Task One_number_for_two_visits_of_a_file_keeps_the_first_and_names_the_second()
    {
        await using var house = await House.Open();

        var report = await house.Import(File(Visit(1), Visit(1, date: "2016-01-01")));

        Assert.Equal((1L, "other-contents", 4L), (report.New, report.Bad.Single().Note.Code, report.Bad[0].Line));
    }

    [Fact]
    public async Task A_file_of_something_else_or_cut_short_writes_nothing()
    {
        await using var house = await House.Open();
        var size = house.Database.Size;

        var other = await house.Import(() => new MemoryStream(Encoding.UTF8.GetBytes("a,b\n1,2\n")));

        Assert.Contains("pcode", other.Lacks);
        await Assert.ThrowsAsync<InvalidDataException>(() => house.Import(() => new MemoryStream()));
        await Assert.ThrowsAsync<InvalidDataException>(() => house.Import(() => Zipped(File([.. Enumerable.Range(1, 400).Select(vid => Visit(vid))])(), all: false)));
        Assert.Equal(size, house.Database.Size);
    }

    [Fact]
    public async Task The_form_of_visits_is_closed_to_phones_and_open_to_imports()
    {
        await using var house = await House.Open();
        await house.Import(File(Visit(1)));
        var phone = new Sender(new(Guid.NewGuid()), null, Source.Phone, null, null, _ => true, _ => true, []);

        var answer = await house.Get<Receiving>().Receive(phone, Encoding.UTF8.GetBytes($"<data id=\"{Ipis.Form}\" version=\"{Ipis.FormVersion}\"/>"), []);

        Assert.Equal((409, "phone.form-closed"), (answer.Status, answer.Code));
        Assert.Equal(FormState.Closed, house.Get<Registers>().Current.Published.Single(form => form.Form == Ipis.Form).State);
    }

    private static MemoryStream Zipped(Stream plain, bool all)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            plain.CopyTo(zip);
        return new(all ? zipped.ToArray() : zipped.ToArray()[..^40]);
    }
}
