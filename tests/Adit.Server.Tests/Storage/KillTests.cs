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

    [Fact]
    public async Task What_was_answered_201_survives_every_kill()
    {
        var (folder, key) = await Prepared();
        var acknowledged = new ConcurrentBag<Sent>();
        var random = new Random(Setting("ADIT_KILL_SEED", Environment.TickCount));
        var (starting, slowest) = (new Stopwatch(), TimeSpan.Zero);
        var last = new List<Sent>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = starting.Elapsed;
            starting.Start();
            using var adit = await AditProcess.Serve(folder);
            starting.Stop();
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, (starting.Elapsed - before).Ticks));
            last = await Burst(adit, key, last, acknowledged, random);
        }
        TestContext.Current.SendDiagnosticMessage($"{Kills} kills, {acknowledged.Count} records, a start takes {starting.Elapsed.TotalMilliseconds / Kills:0} ms, the slowest {slowest.TotalMilliseconds:0} ms");
        await using var house = await House.Over(folder);
        await AllAreThere(house, key, acknowledged);
        await house.Check();
    }

    // What the last burst was told is sent again first: nothing new may come of it. Then new records, until the kill.
    private static async Task<List<Sent>> Burst(AditProcess adit, string key, List<Sent> last, ConcurrentBag<Sent> all, Random random)
    {
        using var http = new HttpClient { BaseAddress = new(adit.Origin), Timeout = TimeSpan.FromSeconds(20) };
        var phone = new Phone(http, $"/openrosa/key/{key}");
        var before = await http.GetStringAsync("/health");
        foreach (var sent in last.Take(5))
            Assert.Equal(201, (await phone.Submit(sent.Xml, sent.Photo is { } photo ? [photo] : [])).Code);
        Assert.Equal(Entries(before), Entries(await http.GetStringAsync("/health")));

        var (fresh, stop) = (new ConcurrentBag<Sent>(), false);
        var senders = Enumerable.Range(0, 4).Select(async n =>
        {
            var seed = random.Next();
            while (!Volatile.Read(ref stop))
                try
                {
                    var sent = New(seed = unchecked(seed * 31 + n));
                    if ((await phone.Submit(sent.Xml, sent.Photo is { } photo ? [photo] : [])).Code == 201)
                        fresh.Add(sent);
                }
                catch (HttpRequestException)
                {
                    return;
                }
        }).ToList();
        await Task.Delay(random.Next(20, 300));
        await adit.Kill();
        Volatile.Write(ref stop, true);
        await Task.WhenAll(senders);
        foreach (var sent in fresh)
            all.Add(sent);
        return [.. fresh];
    }

    private static async Task AllAreThere(House house, string key, ConcurrentBag<Sent> acknowledged)
    {
        var size = house.Database.Size;
        var phone = new Phone(house.Http, $"/openrosa/key/{key}");
        foreach (var sent in acknowledged)
        {
            Assert.NotNull(house.Row(sent.Instance));
            if (sent.Photo is { } photo)
                Assert.Equal(photo.Bytes, await house.Bytes(Assert.Single(house.Files(sent.Instance))));
            Assert.Equal(201, (await phone.Submit(sent.Xml, sent.Photo is { } file ? [file] : [])).Code);
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

    private static async Task<(string Folder, string Key)> Prepared()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        return (await house.CopyOfFolder(), agent.Key);
    }

    private static string Entries(string health) => System.Text.Json.JsonDocument.Parse(health).RootElement.GetProperty("entries").ToString();

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
