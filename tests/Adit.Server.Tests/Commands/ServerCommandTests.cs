using System.Net.Http.Json;
using Adit.Storage;

namespace Adit.Tests.Commands;

[Trait("home", "folder")]
public sealed class ServerCommandTests
{
    [Fact]
    public async Task Commands_work_on_a_running_server_with_the_rights_of_who_signs_in()
    {
        await using var opened = await Opened.Begin();
        string[] lead = ["--server", opened.Url, "--user", "Lead"], buyer = ["--server", opened.Url, "--user", "Buyer"];
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch["bad.xml"], "<a", TestContext.Current.CancellationToken);
        var form = Directory.GetFiles(System.IO.Path.Combine(Beginning.Catalogue, "forms"), "*.xml").Order(StringComparer.Ordinal).First();

        Assert.Equal(0, (await Program.Run(["form", "publish", form, .. lead])).Code);
        var bad = await Program.Run(["form", "publish", scratch["bad.xml"], .. lead]);
        Assert.Equal(1, bad.Code);
        Assert.StartsWith(scratch["bad.xml"] + ":1: ", bad.Error, StringComparison.Ordinal);
        Assert.Contains("in force", (await Program.Run(["catalogue", "publish", Beginning.Catalogue, .. lead])).Out, StringComparison.Ordinal);
        Assert.Matches("password [A-Za-z0-9_-]{32}", (await Program.Run(["user", "add", "Zed", "--role", "buyer", .. lead])).Out);
        Assert.Equal(0, (await Program.Run(["user", "disable", "Zed", .. lead])).Code);
        Assert.Contains("Zed\tbuyer", (await Program.Run(["user", "list", .. lead])).Out, StringComparison.Ordinal);
        Assert.Matches(@"Rebuilt from \d+ entries", (await Program.Run(["rebuild", .. lead])).Out);

        var refused = await Program.Run(["user", "list", .. buyer]);
        Assert.Equal(1, refused.Code);
        Assert.Equal("Not open to your role", refused.Error.Trim());
    }

    [Fact]
    public async Task An_agent_is_enrolled_sent_to_another_site_and_ended()
    {
        await using var opened = await Opened.Begin();
        string[] lead = ["--server", opened.Url, "--user", "Lead"];
        using var client = opened.Client(await opened.TokenOf(Adit.People.Role.Lead));
        foreach (var name in (string[])["North", "South"])
            (await client.PostAsJsonAsync("/api/sites", new { name, country = "CD", zone = "Africa/Lubumbashi" }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var made = await Program.Run(["user", "agent", "A/1", "--site", "north", .. lead]);
        Assert.Matches("address for the phone: http://\\S+/openrosa/key/[A-Za-z0-9_-]{32}", made.Out);
        Assert.Equal(0, (await Program.Run(["user", "assign", "A/1", "--site", "south", "--days", "3", .. lead])).Code);
        Assert.Contains("A/1\tagent\tsouth\t1 keys", (await Program.Run(["user", "list", .. lead])).Out, StringComparison.Ordinal);
        var nowhere = await Program.Run(["user", "assign", "A/1", "--site", "west", .. lead]);
        Assert.Equal((1, "There is no site with the code west."), (nowhere.Code, nowhere.Error.Trim()));
        Assert.Equal(1, (await Program.Run(["user", "assign", "A/1", .. lead])).Code);
        Assert.Equal("A/1: 1 revoked.", (await Program.Run(["user", "revoke", "A/1", .. lead])).Out.Trim());
    }

    [Fact]
    public async Task A_server_is_verified_from_outside_and_a_head_is_remembered()
    {
        await using var opened = await Opened.Begin();
        using var scratch = new Scratch();
        var file = scratch["head.txt"];

        var first = await Program.Run("verify", opened.Url, "--remember", file);
        Assert.True(first.Code == 0, first.All);
        var second = await Program.Run("verify", opened.Url, "--remember", file);
        Assert.Equal(0, second.Code);
        Assert.Contains("head seen before", second.Out, StringComparison.Ordinal);
        var backup = await Program.Run("backup", scratch["live"], "--data", opened.Path);
        Assert.True(backup.Code == 0, backup.All);

        // Another ledger at the same address is not the one that was seen.
        await using var other = await Opened.Begin();
        var changed = await Program.Run("verify", other.Url, "--remember", file);
        Assert.Equal(1, changed.Code);
        Assert.Contains("not of this ledger", changed.Out, StringComparison.Ordinal);
    }
}
