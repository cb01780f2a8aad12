using System.Net;
using System.Security.Cryptography;
using System.Text;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Tests.Phones;
using Adit.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Ledger;

/// <summary>The published log, read by somebody who uses nothing of ours; and what it does not tell them.</summary>
public sealed class StrangerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_strangers_own_arithmetic_is_that_of_the_standards()
    {
        // RFC 8032 §7.1, tests 1 and 2; the example of C2SP signed-note in its own words would need its key.
        Assert.True(Stranger.Ed25519(Hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), [],
            Hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")));
        var (key, signature) = (Hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
            Hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
        Assert.True(Stranger.Ed25519(key, [0x72], signature));
        Assert.False(Stranger.Ed25519(key, [0x73], signature));
        Assert.Equal("tile/0/x001/x234/067", Stranger.PathOf("0", 1234067, 256));
    }

    /// <summary>The sizes of the example in tlog-tiles: 273 full tiles and one of 112 at level 0, one full and one of 17 at level 1, one of 1 at level 2.</summary>
    [Fact]
    public async Task Every_tile_of_a_log_of_70_000_entries_is_as_the_specification_says()
    {
        await using var house = await House.Open();
        await Fill(house, 70_000);
        await house.Get<Publishing>().Publish();
        var key = Stranger.ReadKey((await house.Http.GetStringAsync("/log/key", Stop)).TrimEnd('\n'));
        var head = Stranger.ReadCheckpoint(await Get(house, "checkpoint", "text/plain; charset=utf-8", "no-cache"), key);
        Assert.Equal(70_000, head.Size);

        byte[][] hashes = await Hashes(house, 0, head.Size);
        await Entries(house, hashes);
        for (var (level, below) = (1, hashes); below.Length >= 256; level++)
        {
            var above = below.Chunk(256).Where(c => c.Length == 256).Select(c => Stranger.Root(c)).ToArray();
            Assert.Equal(above, await Hashes(house, level, above.Length));
            below = above;
        }
        Assert.Equal(head.Root, Stranger.Root(hashes));
        foreach (var none in (string[])["tile/0/273", "tile/0/273.p/113", "tile/0/273.p/0", "tile/0/000.p/256", "tile/0/0", "tile/0/x000/000", "tile/00/000", "tile/1/001.p/18", "tile/2/000.p/2", "tile/3/000.p/1", "tile/64/000", "tile/entries/273", "tile/entries/274.p/1", "tile/-1/000", "tile/0/999"])
            Assert.Equal(HttpStatusCode.NotFound, (await house.Http.GetAsync("/log/" + none, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_reader_given_one_tier_of_a_record_proves_it_and_learns_nothing_of_the_rest()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform(noteTier: "T3"));
        Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record("uuid:one", site: "N1", depth: "14", who: "a name", note: "protected words"))).Code);
        await house.Get<Publishing>().Publish();
        var index = house.Known("uuid:one")!.Index;

        var file = house.Get<Proofs>().Of([index], Tier.T1)!.ToJson();

        var told = Assert.Single(Stranger.ReadBundle(file, Stranger.ReadKey((await house.Http.GetStringAsync("/log/key", Stop)).TrimEnd('\n'))));
        Assert.Equal((index, "t1", """{"answers":{"depth":"14"}}"""), (told.Index, told.Slot, Encoding.UTF8.GetString(told.Bytes)));
        await File.WriteAllBytesAsync(Path.Combine(house.Folder, "evidence.json"), file, Stop);
        Assert.Equal(0, (await Commands.Program.Run("verify", Path.Combine(house.Folder, "evidence.json"), "--key", house.Get<Publishing>().Key.ToString())).Code);
    }

    [Fact]
    public async Task No_public_door_tells_that_something_was_recorded_before_the_next_head()
    {
        await using var house = await House.Open();
        var agent = await house.Agent("Awa", "en", await house.Site("N1"));
        await house.Publish(Rounds.Xform());
        await house.Publish(Rounds.Xform("case", tier: "T3"));
        await house.Get<Publishing>().Publish();
        var before = await Public(house);
        Assert.Contains("/log/checkpoint", before.Keys);

        for (var n = 0; n < 3; n++)
            Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record($"uuid:{n}", site: "N1", depth: "14", form: n == 1 ? "case" : Rounds.Form))).Code);
        await house.Rated();

        Assert.Equal(before, await Public(house));
        await house.Get<Publishing>().Publish();
        Assert.NotEqual(before["/log/checkpoint"], (await Public(house))["/log/checkpoint"]);
    }

    [Fact]
    public async Task Readers_outside_the_programme_are_not_told_how_much_was_recorded()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        await People.Accounts.CreateUser(house.Database, ActorId.Program, "Coop", Role.Stakeholder, [site], "a password for tests");
        var agent = await house.Agent("Awa", "en", site);
        await house.Publish(Rounds.Xform("case", tier: "T3"));
        using var http = new HttpClient { BaseAddress = new(house.Origin) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await house.Get<Sessions>().SignIn("Coop", "a password for tests", "test")).Token!);
        string[] doors = ["/api/programme", "/api/sites", "/api/sites/N1", "/api/sites/N1/risks/OH-04", "/sites/N1?known=2026-11-23", "/sites/N1/risks/OH-04?known=2026-11-23", "/"];
        await house.Rated();
        var before = await Task.WhenAll(doors.Select(d => http.GetStringAsync(d, Stop)));

        Assert.Equal(201, (await agent.Phone.Submit(Rounds.Record("uuid:case", site: "N1", note: "x", form: "case"))).Code);
        await house.Rated();

        Assert.Equal(before, await Task.WhenAll(doors.Select(d => http.GetStringAsync(d, Stop))));
    }

    private static async Task<byte[]> Get(House house, string path, string type, string cache)
    {
        using var answer = await house.Http.GetAsync("/log/" + path, Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        Assert.Equal(type, answer.Content.Headers.ContentType?.ToString());
        Assert.Contains(cache, answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        return await answer.Content.ReadAsByteArrayAsync(Stop);
    }

    // All hashes of a level, tile by tile, each exactly as wide as it must be.
    private static async Task<byte[][]> Hashes(House house, int level, long count)
    {
        var hashes = new List<byte[]>();
        for (var n = 0L; n * 256 < count; n++)
        {
            var width = (int)Math.Min(256, count - n * 256);
            var bytes = await Get(house, Stranger.PathOf($"{level}", n, width), "application/octet-stream", "immutable");
            Assert.Equal(width * 32, bytes.Length);
            hashes.AddRange(bytes.Chunk(32));
        }
        return [.. hashes];
    }

    private static async Task Entries(House house, byte[][] leaves)
    {
        for (var n = 0; n * 256 < leaves.Length; n++)
        {
            var bytes = await Get(house, Stranger.PathOf("entries", n, Math.Min(256, leaves.Length - n * 256)), "application/octet-stream", "immutable");
            var (at, index) = (0, n * 256);
            while (at < bytes.Length)
            {
                Assert.Equal(193, (bytes[at] << 8) | bytes[at + 1]);
                Assert.Equal(leaves[index++], Stranger.Leaf(bytes[(at + 2)..(at + 195)]));
                at += 195;
            }
            Assert.Equal(Math.Min(leaves.Length, n * 256 + 256), index);
        }
    }

    private static async Task Fill(House house, int size)
    {
        while (house.Database.Size < size)
            await house.Database.Write(writing =>
            {
                for (var n = Math.Min(2_000, size - writing.Tree.Size); n > 0; n--)
                    writing.Record(ActorId.Program, new RecordsRead("x", 1));
                return true;
            });
    }

    /// <summary>What every door that is open to anyone answers: status, headers but the date, and body.</summary>
    private static async Task<SortedDictionary<string, string>> Public(House house)
    {
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var routes = house.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(r => r.Metadata.GetMetadata<Door>()?.Right == Right.Public && (r.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Contains("GET"));
        foreach (var path in routes.Select(r => "/" + r.RoutePattern.RawText!.TrimStart('/')).Where(p => !p.Contains('{', StringComparison.Ordinal)).Concat(["/log/tile/0/000.p/250", "/log/tile/entries/000.p/250", "/verify?entry=1", "/verify?entry=9999"]))
        {
            using var answer = await house.Http.GetAsync(path, Stop);
            var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(',', h.Value)}").Order();
            answers[path] = $"{answer.StatusCode}\n{string.Join('\n', headers)}\n{Convert.ToHexString(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync(Stop)))}";
        }
        return answers;
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
