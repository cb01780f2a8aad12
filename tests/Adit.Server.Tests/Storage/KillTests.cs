using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Adit.Storage;
using Adit.Tests.Phones;

namespace Adit.Tests.Storage;

/// <summary>
/// The program is killed at random instants while phones send; whatever was answered 201 must be there afterwards. ADIT_KILLS says how often
/// (50 where it is not set), ADIT_KILL_SEED repeats a run.
/// </summary>
public class KillTests
{
    private static readonly int Kills = Setting("ADIT_KILLS", 50);

    private sealed record Sent(string Instance, string Xml, FilePart? Photo);

    /// <summary>Two folders at once, so that one program starts while the other is being killed.</summary>
    [Fact]
    public async Task What_was_answered_201_survives_every_kill()
    {
        var random = new Random(Setting("ADIT_KILL_SEED", Environment.TickCount));
        var clock = Stopwatch.StartNew();
        var chains = await Task.WhenAll(((int[])[random.Next(), random.Next()]).Select(seed => Task.Run(() => Chain((Kills + 1) / 2, new(seed)))));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Kills} kills in {clock.Elapsed.TotalSeconds:0} s, {chains.Sum(c => c.Records)} records, a start takes {chains.Average(c => c.Start):0} ms");
    }

    private static async Task<(int Records, double Start)> Chain(int kills, Random random)
    {
        var (folder, key, token) = await Prepared();
        var acknowledged = new ConcurrentBag<Sent>();
        var (starting, starts, last) = (new Stopwatch(), 0, new List<Sent>());
        for (var kill = 0; kill < kills; kill++)
        {
            if (kill % 8 == 7)
            {
                await KilledWhileStarting(folder, random);
                continue;
            }
            starting.Start();
            using var adit = await AditProcess.Serve(folder);
            starting.Stop();
            starts++;
            last = await Burst(adit, key, token, last, acknowledged, random);
        }
        await using var house = await House.Over(folder);
        await AllAreThere(house, key, acknowledged);
        await house.Check();
        return (acknowledged.Count, starting.Elapsed.TotalMilliseconds / starts);
    }

    private static async Task KilledWhileStarting(string folder, Random random)
    {
        using var adit = AditProcess.Start(folder);
        await Task.Delay(random.Next(50, 1_200));
        await adit.Kill();
    }

    // What the last burst was told is sent again first: nothing new may come of it. Then new records, until the kill.
    private static async Task<List<Sent>> Burst(AditProcess adit, string key, string token, List<Sent> last, ConcurrentBag<Sent> all, Random random)
    {
        using var http = new HttpClient { BaseAddress = new(adit.Origin), Timeout = TimeSpan.FromSeconds(20) };
        var phone = new Phone(http, $"/openrosa/key/{key}");
        var before = (await adit.Health(token)).Entries;
        foreach (var sent in last.TakeLast(5))
            Assert.Equal(201, await Send(phone, sent));
        Assert.Equal(before, (await adit.Health(token)).Entries);

        var (fresh, stop, first) = (new ConcurrentBag<Sent>(), new CancellationTokenSource(), new TaskCompletionSource());
        var senders = ((int[])[random.Next(), random.Next(), random.Next(), random.Next()]).Select(seed => Keep(phone, new(seed), sent =>
        {
            fresh.Add(sent);
            first.TrySetResult();
        }, stop.Token)).ToList();
        if (random.Next(4) > 0)
            await first.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await Task.Delay(random.Next(0, 200));
        await adit.Kill();
        await stop.CancelAsync();
        await Task.WhenAll(senders);
        foreach (var sent in fresh)
            all.Add(sent);
        return [.. fresh];
    }

    private static async Task Keep(Phone phone, Random random, Action<Sent> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            try
            {
                var sent = New(random.Next());
                if (await Send(phone, sent) == 201)
                    acknowledged(sent);
            }
            catch (HttpRequestException)
            {
                return;
            }
    }

    private static async Task<int> Send(Phone phone, Sent sent) => (await phone.Submit(sent.Xml, sent.Photo is { } photo ? [photo] : [])).Code;

    private static async Task AllAreThere(House house, string key, ConcurrentBag<Sent> acknowledged)
    {
        var size = house.Database.Size;
        var phone = new Phone(house.Http, $"/openrosa/key/{key}");
        foreach (var sent in acknowledged)
        {
            Assert.NotNull(house.Row(sent.Instance));
            if (sent.Photo is { } photo)
                Assert.Equal(photo.Bytes, await house.Bytes(Assert.Single(house.Files(sent.Instance))));
            Assert.Equal(201, await Send(phone, sent));
        }
        Assert.Equal(size, house.Database.Size);
        Assert.NotEmpty(acknowledged);
    }

    private static Sent New(int seed)
    {
        var instance = Rounds.NewInstance();
        var photo = seed % 3 == 0 ? Rounds.Photo("p.jpg", 20_000, seed) : null;
        return new(instance, Rounds.Record(instance, site: "N1", depth: "14", photo: photo is null ? "" : "p.jpg"), photo);
    }

    private static async Task<(string Folder, string Key, string Token)> Prepared()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        var token = await house.TokenForNow();
        return (await house.CopyOfFolder(), agent.Key, token);
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
