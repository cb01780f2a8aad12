using Adit.Tests.Phones;

namespace Adit.Tests.Commands;

[Trait("home", "folder")]
public sealed class DraftCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_program_keeps_lists_publishes_and_deletes_drafts_in_a_folder_and_at_a_server()
    {
        await using var opened = await Opened.Begin();
        using var scratch = new Scratch();
        Assert.Equal(0, (await Program.Run("backup", scratch["copy"], "--keys", scratch["keys"], "--data", opened.Path)).Code);
        File.Move(scratch["keys"], Path.Combine(scratch["copy"], "keys.db"));
        await File.WriteAllTextAsync(scratch["round.xml"], Rounds.Xform(media: "<instance id='rope' src='jr://images/rope.png'/>"), Stop);
        await File.WriteAllTextAsync(scratch["rope.png"], "png", Stop);
        foreach (var place in new string[][] { ["--server", opened.Url, "--user", "Lead"], ["--data", scratch["copy"]] })
        {
            var uploaded = await Program.Run(["form", "draft", "upload", scratch["round.xml"], .. place]);
            Assert.True(uploaded.Code == 0, uploaded.All);
            Assert.Matches(@"address to try it out: http://\S+/openrosa/test/[A-Za-z0-9_-]{32}", uploaded.Out);
            Assert.Matches(@"(?m)^round\t1\t0 test records\thttp://\S+\tRound$", (await Program.Run(["form", "draft", "list", .. place])).Out);
            Assert.Equal(0, (await Program.Run(["form", "draft", "delete", "round", .. place])).Code);
            Assert.Equal(1, (await Program.Run(["form", "draft", "publish", "round", .. place])).Code);
            Assert.Equal(0, (await Program.Run(["form", "draft", "upload", scratch["round.xml"], .. place])).Code);
            Assert.Equal(1, (await Program.Run(["form", "draft", "media", "round", scratch["round.xml"], .. place])).Code);
            Assert.StartsWith("Published round, version 1", (await Program.Run(["form", "draft", "publish", "round", .. place])).Out, StringComparison.Ordinal);
            Assert.Matches(@"(?m)^round\t1\topen\t", (await Program.Run(["form", "list", .. place])).Out);
        }
    }
}
