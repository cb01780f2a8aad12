using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Adit.Bench.Trials;
using Adit.Storage;

namespace Adit.Tests.Storage;

/// <summary>Pages are read from a standby that is a little behind, and say so; whoever changed something sees it at once.</summary>
[Trait("home", "folder")]
public sealed partial class ReplicaTests : IDisposable
{
    private readonly Commands.Scratch _folder = new();
    private Cluster? _primary, _standby;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _standby?.Dispose();
        _primary?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_page_from_a_standby_says_how_far_behind_it_is_and_nobody_misses_what_they_changed_themselves()
    {
        var node = await Start("--replica-seconds", "6");
        using var adit = node.Adit;
        using var lea = await SignedIn(adit, "owner", node.Password);
        await Post(lea, "/api/users", new { name = "Ann", role = "lead", password = "a password for tests" });
        using var ann = await SignedIn(adit, "Ann", "a password for tests");
        await Until(async () => Told().IsMatch(await ann.GetStringAsync("/forms", Stop)));

        _standby!.Ask("select pg_wal_replay_pause()");
        await Post(lea, "/api/drafts", new StringContent(Phones.Rounds.Xform(title: "Night round"), Encoding.UTF8, "application/xml"));

        var own = await lea.GetStringAsync("/forms", Stop);
        Assert.Contains("Night round", own, StringComparison.Ordinal);
        Assert.DoesNotMatch(Told(), own);
        var behind = await ann.GetStringAsync("/forms", Stop);
        Assert.DoesNotContain("Night round", behind, StringComparison.Ordinal);
        Assert.Matches(Told(), behind);
        // What is further behind than is allowed comes from the primary, and says nothing.
        await Until(async () => await ann.GetStringAsync("/forms", Stop) is var page && !Told().IsMatch(page) && page.Contains("Night round", StringComparison.Ordinal));

        _standby.Ask("select pg_wal_replay_resume()");
        await Until(async () => Told().IsMatch(await ann.GetStringAsync("/forms", Stop)));
        _standby.Kill();
        Assert.DoesNotMatch(Told(), await ann.GetStringAsync("/forms", Stop));
    }

    [Fact]
    public async Task A_program_is_answered_from_the_standby_only_where_it_says_how_old_an_answer_may_be()
    {
        var node = await Start();
        using var adit = node.Adit;
        using var lea = new HttpClient { BaseAddress = new(adit.Origin) };
        var token = await Token(lea, "owner", node.Password);
        lea.DefaultRequestHeaders.Authorization = new("Bearer", token);
        await Until(async () => (await Ask("max-stale=60")).Contains("Adit-Behind"));

        Assert.False((await Ask(null)).Contains("Adit-Behind"));
        Assert.False((await Ask("no-cache")).Contains("Adit-Behind"));
        Assert.False((await Ask("max-stale=0")).Contains("Adit-Behind"));

        async Task<System.Net.Http.Headers.HttpResponseHeaders> Ask(string? cache)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/sites");
            if (cache is not null)
                request.Headers.TryAddWithoutValidation("Cache-Control", cache);
            using var answer = await lea.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return answer.Headers;
        }
    }

    [Theory]
    [InlineData("--replica goes with --database", "--data", "x", "--replica", "postgres://a@b/c")]
    [InlineData("is no address of a database", "--database", "postgres://a@b/c", "--blobs", "x", "--replica", "standby")]
    [InlineData("A page may be 1 to 60 seconds behind", "--database", "postgres://a@b/c", "--blobs", "x", "--replica", "postgres://a@b/c", "--replica-seconds", "600")]
    public async Task What_cannot_be_meant_is_said(string says, params string[] options)
    {
        var ran = await Commands.Program.Run(["serve", .. options]);

        Assert.Equal(2, ran.Code);
        Assert.Contains(says, ran.All, StringComparison.Ordinal);
    }

    private async Task<(AditProcess Adit, string Password)> Start(params string[] options)
    {
        Assert.SkipWhen(TestHome.Postgres is null, "This is about PostgreSQL, and ADIT_TEST_POSTGRES names no server. tests/services starts one.");
        Part.Run("chmod", ["755", _folder.Path]);
        Cluster.Certify(_folder.Path);
        _primary = Cluster.New("a", _folder.Path, _folder["a"]);
        _standby = Cluster.Of(_primary, "b", _folder.Path, _folder["b"]);
        var home = TestHome.At(_folder.Path, Url(_primary));
        var made = await Commands.Program.Run(["init", .. home.Options, "--name", "Replicas"]);
        var adit = await AditProcess.Serve(new() { ["PGPASSWORD"] = Cluster.Password }, home, ["--replica", Url(_standby), .. options]);
        return (adit, Password().Match(made.Out).Groups[1].Value);
    }

    private string Url(Cluster cluster) => $"postgres://adit:{Uri.EscapeDataString(Cluster.Password)}@127.0.0.1:{cluster.Port}/adit?sslmode=verify-ca&sslrootcert={_folder["server.crt"]}";

    private static async Task<HttpClient> SignedIn(AditProcess adit, string name, string password)
    {
        var http = new HttpClient { BaseAddress = new(adit.Origin) };
        http.DefaultRequestHeaders.Add("Cookie", "adit=" + await Token(http, name, password));
        return http;
    }

    private static async Task<string> Token(HttpClient http, string name, string password)
    {
        using var answer = await http.PostAsJsonAsync("/api/sign-in", new { name, password }, Stop);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>(Stop))!["token"]!.ToString();
    }

    private static async Task Post(HttpClient http, string address, object body) => await Post(http, address, JsonContent.Create(body));

    private static async Task Post(HttpClient http, string address, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = body };
        request.Headers.Authorization = new("Bearer", http.DefaultRequestHeaders.GetValues("Cookie").Single()["adit=".Length..]);
        using var answer = await http.SendAsync(request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var began = Environment.TickCount64; !await holds(); await Task.Delay(100, Stop))
            Assert.True(Environment.TickCount64 - began < 40_000, "It never came to hold.");
    }

    [GeneratedRegex("what was known [0-9]+ s ago")]
    private static partial Regex Told();

    [GeneratedRegex("with the password (\\S+)")]
    private static partial Regex Password();
}
