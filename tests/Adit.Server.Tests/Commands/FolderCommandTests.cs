using Adit.Storage;
using Microsoft.Data.Sqlite;

namespace Adit.Tests.Commands;

[Trait("home", "folder")]
public sealed class FolderCommandTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();

    private string Data => _scratch["data"];

    public async ValueTask InitializeAsync() => Assert.Equal(0, (await Program.Run("init", "--data", Data, "--name", "Test")).Code);

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_is_named_with_its_line()
    {
        var file = _scratch["bad.xml"];
        await File.WriteAllTextAsync(file, "<html>\n<head>\n", TestContext.Current.CancellationToken);

        var ran = await Program.Run("form", "publish", file, "--data", Data);

        Assert.Equal(1, ran.Code);
        Assert.Matches($@"^{System.Text.RegularExpressions.Regex.Escape(file)}:\d+: [A-Z].*\.\s*$", ran.Error);
    }

    [Fact]
    public async Task A_form_is_published_once_listed_closed_and_opened()
    {
        var file = Directory.GetFiles(System.IO.Path.Combine(Beginning.Catalogue, "forms"), "*.xml").Order(StringComparer.Ordinal).First();
        var first = await Program.Run("form", "publish", file, "--data", Data);
        Assert.Equal(0, first.Code);
        var form = first.Out.Split(' ', ',')[1];
        var changed = _scratch["changed.xml"];
        await File.WriteAllTextAsync(changed, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("<h:title>", "<h:title>X ", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var again = await Program.Run("form", "publish", changed, "--data", Data, "--lang", "fr");
        Assert.Equal(1, again.Code);
        Assert.Contains("déjà publiée", again.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await Program.Run("form", "close", form, "--data", Data)).Code);
        Assert.Matches($@"(?m)^{form}\t\S+\tclosed\t", (await Program.Run("form", "list", "--data", Data)).Out);
        Assert.Equal(0, (await Program.Run("form", "open", form, "--data", Data)).Code);
        Assert.Matches($@"(?m)^{form}\t\S+\topen\t", (await Program.Run("form", "list", "--data", Data)).Out);
        Assert.Equal(1, (await Program.Run("form", "close", "no-such-form", "--data", Data)).Code);
    }

    [Fact]
    public async Task A_catalogue_with_a_fault_is_named_by_file_line_and_rule_and_does_not_come_into_force()
    {
        var copy = _scratch["catalogue"];
        foreach (var (path, bytes) in Beginning.FilesOf(Beginning.Catalogue))
        {
            var to = System.IO.Path.Combine(copy, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
            await File.WriteAllBytesAsync(to, bytes.ToArray(), TestContext.Current.CancellationToken);
        }
        Assert.Equal(0, (await Program.Run("catalogue", "check", copy)).Code);
        var indicator = System.IO.Path.Combine(copy, "indicators", "OH-04.json");
        await File.WriteAllTextAsync(indicator, (await File.ReadAllTextAsync(indicator, TestContext.Current.CancellationToken)).Replace("\"id\"", "\"idd\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var check = await Program.Run("catalogue", "check", copy);
        var publish = await Program.Run("catalogue", "publish", copy, "--data", Data);

        Assert.Equal(1, check.Code);
        Assert.Matches(@"OH-04\.json:\d+: [a-z-]+: ", check.Error);
        Assert.Equal(1, publish.Code);
        Assert.Equal(check.Error, publish.Error);
        Assert.Single((await Program.Run("catalogue", "list", "--data", Data)).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_user_gets_a_password_once_and_the_last_lead_stays()
    {
        var added = await Program.Run("user", "add", "Ann", "--role", "analyst", "--data", Data);
        Assert.Equal(0, added.Code);
        Assert.Matches("password [A-Za-z0-9_-]{32}", added.Out);
        Assert.Equal(1, (await Program.Run("user", "add", "Ann", "--role", "analyst", "--data", Data)).Code);
        Assert.Equal(0, (await Program.Run("user", "disable", "Ann", "--data", Data)).Code);
        Assert.Matches(@"(?m)^Ann\tanalyst\t.*closed", (await Program.Run("user", "list", "--data", Data)).Out);
        Assert.Equal(1, (await Program.Run("user", "disable", "owner", "--data", Data)).Code);
        Assert.Equal(1, (await Program.Run("user", "agent", "A1", "--site", "NOWHERE", "--data", Data)).Code);
    }

    [Fact]
    public async Task A_backup_has_no_keys_unless_asked_and_with_them_it_verifies()
    {
        var (copy, keys) = (_scratch["copy"], _scratch["kept-apart.db"]);

        var bare = await Program.Run("backup", _scratch["bare.zip"], "--data", Data);
        Assert.Equal(0, bare.Code);
        Assert.Contains("keys are NOT in it", bare.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await Program.Run("backup", copy, "--keys", keys, "--data", Data)).Code);
        Assert.False(File.Exists(System.IO.Path.Combine(copy, "keys.db")));
        Assert.Equal(2, (await Program.Run("backup", copy, "--data", Data)).Code);

        File.Copy(keys, System.IO.Path.Combine(copy, "keys.db"));
        var verified = await Program.Run("verify", copy);
        Assert.Equal(0, verified.Code);
        Assert.Contains("Every part opens", verified.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await Program.Run("rebuild", "--data", copy)).Code);
    }

    [Theory]
    [InlineData("drop trigger ledger_is_append_only; update ledger set entry = zeroblob(193) where idx = 5", "Entry 5 is not an entry")]
    [InlineData("drop trigger ledger_is_append_only; update ledger set entry = cast(x'01' || substr(entry, 3) || x'00' as blob) where idx = 5", "part head does not open")]
    [InlineData("drop trigger ledger_is_kept; delete from ledger where idx = 5", "from 0 on are missing")]
    [InlineData("update parts set sealed = (select sealed from parts where idx = 4) where idx = 5", "Entry 5: its part head does not open")]
    [InlineData("delete from parts where idx = 5", "Entry 5: its part head is missing")]
    public async Task What_was_changed_is_named_in_words(string damage, string named)
    {
        using (var db = new SqliteConnection($"Data Source={System.IO.Path.Combine(Data, "adit.db")};Pooling=False"))
        {
            db.Open();
            using var command = db.CreateCommand();
            command.CommandText = damage;
            command.ExecuteNonQuery();
        }

        var ran = await Program.Run("verify", Data);

        Assert.Equal(1, ran.Code);
        Assert.Contains(named, ran.Out, StringComparison.Ordinal);
        Assert.Contains("NOT hold", ran.Out, StringComparison.Ordinal);
        Assert.Contains("PAS exact", (await Program.Run("verify", Data, "--lang", "fr")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_use_is_said_to_be()
    {
        using var held = DataFolder.Open(Data);

        var ran = await Program.Run("rebuild", "--data", Data);

        Assert.Equal(1, ran.Code);
        Assert.Contains("in use", ran.Error, StringComparison.Ordinal);
    }
}
