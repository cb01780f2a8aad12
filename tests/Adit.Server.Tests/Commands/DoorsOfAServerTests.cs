using System.IO.Compression;
using System.Text;
using Adit.Ledger;
using Adit.Protection;
using Adit.Tests.Exports;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Commands;

/// <summary>Import, export and backup by the program itself: what works on a folder works on a running server, and comes to the same.</summary>
[Trait("home", "folder")]
public sealed class DoorsOfAServerTests
{
    private static readonly string[] Lead = ["--user", "Lead"], Buyer = ["--user", "Buyer"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_is_the_same_from_a_running_server_and_from_its_folder()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send($"<say>=1+1</say><depth>-1.5</depth><secret>{FieldHouse.Planted}</secret><photo>p.jpg</photo>", file: "p.jpg");
        await field.Send("<say>other site</say>");
        using var scratch = new Scratch();
        var copy = await Copy(field.Opened, scratch);
        string[] server = ["--server", field.Opened.Url, .. Lead], folder = ["--data", copy];

        foreach (var format in (string[])["csv", "json"])
            foreach (var place in new[] { server, folder })
            {
                var ran = await Program.Run(["export", FieldHouse.Form, "--format", format, "--media", "--site", "ONE", "--out", scratch[format + place[0]], .. place]);
                Assert.True(ran.Code == 0, ran.All);
                Assert.Equal($"2 records of check are in {scratch[format + place[0]]}", ran.Out.Trim());
            }

        Assert.Equal(await File.ReadAllTextAsync(scratch["json--data"], Stop), await File.ReadAllTextAsync(scratch["json--server"], Stop));
        var (ofFolder, ofServer) = (Entries(scratch["csv--data"]), Entries(scratch["csv--server"]));
        Assert.Equal(ofFolder["check.csv"], ofServer["check.csv"]);
        Assert.Contains(",'=1+1,-1.5,", ofServer["check.csv"], StringComparison.Ordinal);
        Assert.Single(ofServer.Keys, k => k.EndsWith("/p.jpg", StringComparison.Ordinal));
        Assert.All(ofServer.Values, text => Assert.DoesNotContain(FieldHouse.Planted, text, StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(scratch.Path, "*.part"));
    }

    [Theory]
    [InlineData(1, "no-such-form")]
    [InlineData(1, "check", "--site", "NOWHERE")]
    [InlineData(2, "check", "--from", "yesterday")]
    [InlineData(2, "check", "--format", "pdf")]
    public async Task An_export_that_cannot_be_is_a_sentence_and_leaves_no_file(int code, params string[] asked)
    {
        await using var field = await FieldHouse.Begin();
        using var scratch = new Scratch();
        var copy = await Copy(field.Opened, scratch);
        foreach (var place in new string[][] { ["--server", field.Opened.Url, .. Lead], ["--data", copy] })
        {
            var ran = await Program.Run(["export", .. asked, "--out", scratch["out"], .. place]);

            Assert.True(ran.Code == code, ran.All);
            Assert.Matches(@"^\S.{20,}", ran.Error);
            Assert.False(File.Exists(scratch["out"]) || File.Exists(scratch["out.part"]));
        }
    }

    [Fact]
    public async Task A_role_without_the_right_takes_nothing_out_and_brings_nothing_in()
    {
        await using var opened = await Opened.Begin();
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch["visits.csv"], Visits(), Stop);
        var size = opened.Database.Size;

        foreach (var asked in new string[][] { ["export", "visit", "--out", scratch["out"]], ["import", "ipis", scratch["visits.csv"]], ["backup", scratch["all.zip"]] })
        {
            var ran = await Program.Run([.. asked, "--server", opened.Url, .. Buyer]);
            Assert.Equal((1, "Not open to your role"), (ran.Code, ran.Error.Trim()));
        }

        Assert.Equal(size, opened.Database.Size);
        Assert.Equal(["visits.csv"], Directory.EnumerateFiles(scratch.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Visits_are_imported_into_a_running_server_compressed_with_bad_rows_named_and_again_they_change_nothing()
    {
        await using var opened = await Opened.Begin();
        using var scratch = new Scratch();
        await using (var file = File.Create(scratch["visits.csv.gz"]))
        await using (var zip = new GZipStream(file, CompressionLevel.Fastest))
            await zip.WriteAsync(Encoding.UTF8.GetBytes(Visits("2,codmine90002,=cmd(),yesterday,28.5,-2.25,Sud-Kivu,40,Or")), Stop);
        string[] import = ["import", "ipis", scratch["visits.csv.gz"], "--server", opened.Url, .. Lead];

        var first = await Program.Run([.. import, "--report", scratch["report.csv"]]);
        Assert.True(first.Code == 0, first.All);
        Assert.StartsWith("2 visits read: 1 new, 0 already held, 1 bad. 1 new reference sites. Credit: ", first.Out, StringComparison.Ordinal);
        Assert.Contains("line 3: visit_date is no day written YYYY-MM-DD: yesterday", first.Out, StringComparison.Ordinal);
        Assert.Contains("3,2,bad,day-unreadable,visit_date,yesterday,", await File.ReadAllTextAsync(scratch["report.csv"], Stop), StringComparison.Ordinal);
        var (size, person) = (opened.Database.Size, Recorded(opened, opened.Database.Size - 1).Actor);
        Assert.NotEqual(ActorId.Program, person);

        var again = await Program.Run(import);
        Assert.StartsWith("2 visits read: 0 new, 1 already held, 1 bad. 0 new", again.Out, StringComparison.Ordinal);
        // Signing in is an entry too.
        Assert.Equal(size + 1, opened.Database.Size);
        Assert.Empty(Directory.EnumerateFiles(opened.Path, "aside-*"));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "This is not the IPIS open data: it has no column ")]
    [InlineData("", "The file cannot be imported")]
    public async Task A_file_of_something_else_is_refused_in_words_wherever_it_is_imported(string contents, string says)
    {
        await using var opened = await Opened.Begin();
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch["other.csv"], contents, Stop);
        var copy = await Copy(opened, scratch);
        foreach (var place in new string[][] { ["--server", opened.Url, .. Lead], ["--data", copy] })
        {
            var ran = await Program.Run(["import", "ipis", scratch["other.csv"], .. place]);

            Assert.Equal(1, ran.Code);
            Assert.StartsWith(says, ran.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_backup_of_a_running_server_verifies_with_the_keys_from_its_machine_and_was_recorded()
    {
        await using var field = await FieldHouse.Begin();
        await field.Send("<say>a</say><photo>p.jpg</photo>", file: "p.jpg");
        using var scratch = new Scratch();
        string[] backup = ["backup", scratch["all.zip"], "--server", field.Opened.Url, .. Lead];

        var keys = await Program.Run([.. backup, "--keys", scratch["keys.db"]]);
        Assert.Equal(2, keys.Code);
        Assert.Contains("Keys never go over a network", keys.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Program.Run(["backup", scratch["folder"], "--server", field.Opened.Url, .. Lead])).Code);
        var ran = await Program.Run(backup);
        Assert.True(ran.Code == 0, ran.All);
        Assert.Contains("The keys are NOT in it", ran.Out, StringComparison.Ordinal);
        Assert.Equal(new RecordsRead("backup", 0).What, ((RecordsRead)Recorded(field.Opened, field.Opened.Database.Size - 1).Fact).What);

        await ZipFile.ExtractToDirectoryAsync(scratch["all.zip"], scratch["restored"], Stop);
        Assert.False(File.Exists(Path.Combine(scratch["restored"], "keys.db")));
        await Program.Run("backup", scratch["live"], "--keys", Path.Combine(scratch["restored"], "keys.db"), "--data", field.Opened.Path);
        var verified = await Program.Run("verify", scratch["restored"]);
        Assert.True(verified.Code == 0, verified.All);
    }

    [Theory]
    [InlineData("init", "--name", "X")]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("verify", ".")]
    [InlineData("catalogue", "check")]
    public async Task A_command_that_no_server_can_do_says_why(params string[] command)
    {
        var ran = await Program.Run([.. command, "--server", "http://127.0.0.1:1"]);

        Assert.Equal(2, ran.Code);
        Assert.Matches(@"^--server does not go with this command\. [A-Z].+", ran.Error);
    }

    private static string Visits(params string[] more) =>
        string.Join('\n', ["vid,pcode,name,visit_date,longitude,latitude,province,workers_numb,mineral1", "1,codmine90001,Kilima,2015-03-02,28.5,-2.25,Sud-Kivu,40,Or", .. more]);

    private static async Task<string> Copy(Opened opened, Scratch scratch)
    {
        var copy = scratch["copy"];
        Assert.Equal(0, (await Program.Run("backup", copy, "--keys", scratch["copy.keys"], "--data", opened.Path)).Code);
        File.Move(scratch["copy.keys"], Path.Combine(copy, "keys.db"));
        return copy;
    }

    private static Recorded Recorded(Opened opened, long index) =>
        opened.Database.Read(db => opened.App.Services.GetRequiredService<LedgerReading>().Fact(db, index, Tier.T2))!;

    private static Dictionary<string, string> Entries(string zip)
    {
        using var archive = ZipFile.OpenRead(zip);
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var reader = new StreamReader(e.Open(), Encoding.UTF8);
            return reader.ReadToEnd();
        });
    }
}
