using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Adit.People;
using Adit.Sites;
using Adit.Tests.Commands;
using Adit.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Adit.Tests.Web;

public sealed partial class KeyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_settings_of_a_key_are_what_ODK_Collect_reads_json_in_zlib_in_base64()
    {
        var settings = Read(CollectSettings.Text("Programme “Kolwezi” é", "https://monitor.example.org/openrosa/key/abc"));

        Assert.Equal("https://monitor.example.org/openrosa/key/abc", settings.GetProperty("general").GetProperty("server_url").GetString());
        Assert.Equal("match_exactly", settings.GetProperty("general").GetProperty("form_update_mode").GetString());
        Assert.Equal("Programme “Kolwezi” é", settings.GetProperty("project").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Object, settings.GetProperty("admin").ValueKind);
    }

    [Fact]
    public void A_code_has_its_three_finder_patterns_and_nothing_outside_its_square()
    {
        var qr = CollectSettings.Qr("adit");
        var dark = new bool[qr.Side, qr.Side];
        foreach (Match run in Run().Matches(qr.Path))
            for (var i = 0; i < Number(run, 3); i++)
                dark[Number(run, 1) + i, Number(run, 2)] = true;

        Assert.Equal(qr.Path.Length, Run().Matches(qr.Path).Sum(m => m.Length));
        foreach (var (x, y) in new[] { (0, 0), (qr.Side - 7, 0), (0, qr.Side - 7) })
            for (var i = 0; i < 7; i++)
                Assert.True(dark[x + i, y] && dark[x + i, y + 6] && dark[x, y + i] && dark[x + 6, y + i] && !dark[x + 1, y + 1] && dark[x + 3, y + 3]);
    }

    [Fact]
    public async Task A_key_is_shown_once_with_its_code_and_address_and_never_again()
    {
        await using var opened = await Opened.Begin();
        await opened.Database.Write(w => w.Record(ActorId.Program, new SiteRegistered(
            new(Guid.CreateVersion7()), "ONE", "Site ONE", SiteKind.Monitored, Stage.Monitored, "CD", "Lualaba", ["cobalt"], null, "Africa/Lubumbashi", null, [], null, [], null)));
        var token = await opened.TokenOf(Role.Lead);
        using var browser = opened.Client();
        browser.DefaultRequestHeaders.Add("Cookie", $"{CurrentPerson.Cookie}={token}");
        using var form = new FormUrlEncodedContent([new("code", "agent-07"), new("language", "fr"), new("sites", "ONE"), new("days", "5"), new(DoorKeeping.FormField, opened.App.Services.GetRequiredService<Sessions>().FormToken(token))]);

        using var made = await browser.PostAsync("/agents", form, Stop);

        var page = WebUtility.HtmlDecode(await made.Content.ReadAsStringAsync(Stop));
        var address = Address().Match(page).Value;
        Assert.NotEmpty(address);
        Assert.True(made.Headers.CacheControl!.NoStore);
        Assert.Contains(CollectSettings.Qr(CollectSettings.Text("Test", address)).Path, page, StringComparison.Ordinal);
        Assert.DoesNotContain(address, await browser.GetStringAsync("/agents", Stop), StringComparison.Ordinal);
    }

    private static JsonElement Read(string text)
    {
        using var zlib = new ZLibStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        return JsonDocument.Parse(zlib).RootElement;
    }

    private static int Number(Match run, int group) => int.Parse(run.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\d+z")]
    private static partial Regex Run();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/openrosa/key/[A-Za-z0-9_-]{32}")]
    private static partial Regex Address();
}
