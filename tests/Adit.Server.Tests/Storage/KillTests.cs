using System.Globalization;
using Adit.Tests.Phones;

namespace Adit.Tests.Storage;

/// <summary>ADIT_KILLS says how often the program is killed (30 where it is not set), ADIT_KILL_SEED repeats a run; <c>bench/kills</c> goes on for as long as asked.</summary>
[Trait("home", "folder")]
public class KillTests
{
    private static readonly int Kills = Setting("ADIT_KILLS", 30);

    /// <summary>Two folders at once, so that one program starts while the other is being killed.</summary>
    [Fact]
    public async Task What_was_answered_201_survives_every_kill()
    {
        var random = new Random(Setting("ADIT_KILL_SEED", Environment.TickCount));
        var chains = await Task.WhenAll(((int[])[random.Next(), random.Next()]).Select(seed => Task.Run(() => Chain((Kills + 1) / 2, new(seed)))));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} kills, {chains.Sum(c => c.Records)} records");
        Assert.All(chains, c => Assert.True(c.Records > 0));
    }

    private static async Task<Killing> Chain(int kills, Random random)
    {
        var (folder, key) = await Prepared();
        var killing = new Killing(TestHome.At(folder), key, random);
        for (var kill = 0; kill < kills; kill++)
            await killing.Once();
        await using var house = await House.Over(folder);
        await house.Check();
        return killing;
    }

    private static async Task<(string Folder, string Key)> Prepared()
    {
        await using var house = await House.Open();
        var key = await Killing.Prepare(house.Database);
        return ((await house.CopyOfHome()).Folder, key);
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
