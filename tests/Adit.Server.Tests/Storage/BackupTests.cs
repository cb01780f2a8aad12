using System.IO.Compression;
using Adit.Risk;
using Adit.Storage;
using Adit.Tests.Phones;

namespace Adit.Tests.Storage;

/// <summary>A backup taken while phones send, restored as the help of the command says.</summary>
[Trait("home", "folder")]
public sealed class BackupTests : IDisposable
{
    private readonly Commands.Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("copy")]
    [InlineData("copy.zip")]
    public async Task A_backup_under_load_restores_to_a_folder_that_verifies_and_rebuilds_to_the_same_rows(string name)
    {
        var (folder, key, token) = await Prepared();
        var (to, keys) = (_scratch[name], _scratch["keys-apart.db"]);
        long before;
        using (var adit = await AditProcess.Serve(folder))
        {
            using var stop = new CancellationTokenSource();
            var senders = Enumerable.Range(0, 4).Select(n => Send(adit, key, n, stop.Token)).ToList();
            await Task.Delay(700, TestContext.Current.CancellationToken);
            before = (await adit.Health(token)).Entries;
            var ran = await Commands.Program.Run("backup", to, "--keys", keys, "--data", folder);
            Assert.True(ran.Code == 0, ran.All);
            var after = (await adit.Health(token)).Entries;
            await stop.CancelAsync();
            await Task.WhenAll(senders);
            Assert.True(after > before, "Nothing came in while the backup was taken.");
            await adit.Kill();
        }

        var restored = Restore(to, keys);
        var verified = await Commands.Program.Run("verify", restored, "--views");
        Assert.True(verified.Code == 0, verified.All);
        Assert.Contains("Every row of every view", verified.Out, StringComparison.Ordinal);
        await using var house = await House.Over(restored);
        Assert.True(house.Database.Size >= before);
        Assert.Null(house.Get<AssessJob>().Failure);
        await house.Check();
        Assert.Equal(201, (await new Phone(house.Http, $"/openrosa/key/{key}").Submit(Rounds.Record("uuid:after", site: "N1"))).Code);
    }

    private static string Restore(string backup, string keys)
    {
        var folder = House.NewFolder();
        if (File.Exists(backup))
            ZipFile.ExtractToDirectory(backup, folder);
        else
            foreach (var file in Directory.EnumerateFiles(backup, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(folder, Path.GetRelativePath(backup, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        File.Copy(keys, Path.Combine(folder, "keys.db"));
        return folder;
    }

    // Some are refused after their photo was written: those files go again, while they are perhaps being copied.
    private static async Task Send(AditProcess adit, string key, int seed, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = new(adit.Origin) };
        var (phone, random) = (new Phone(http, $"/openrosa/key/{key}"), new Random(seed));
        while (!stop.IsCancellationRequested)
        {
            var xml = Rounds.Record(Rounds.NewInstance(), site: "N1", depth: $"{random.Next(20)}", photo: "p.jpg", replaces: random.Next(3) == 0 ? "uuid:nobody" : null);
            await phone.Submit(xml, Rounds.Photo("p.jpg", 30_000, random.Next()));
        }
    }

    private static async Task<(string Folder, string Key, string Token)> Prepared()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        var token = await house.TokenForNow();
        return ((await house.CopyOfHome()).Folder, agent.Key, token);
    }
}
