using System.Text.Json;
using System.Text.RegularExpressions;

namespace Adit.Tests.Operating;

/// <summary>The dashboard and the alerts that ship.</summary>
public partial class ShippedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_measurement_that_dashboard_and_alerts_name_is_there()
    {
        var prepared = await Observed.Prepare();
        var apart = $"http://127.0.0.1:{AditProcess.FreePort()}";
        using var adit = await AditProcess.Serve(prepared.Home, "--metrics-url", apart);
        using var http = new HttpClient { BaseAddress = new(adit.Origin) };
        await prepared.Send(http);
        http.DefaultRequestHeaders.Authorization = new("Bearer", prepared.Token);
        (await http.PostAsync("/api/rebuild", null, Cancel)).EnsureSuccessStatusCode();
        // The first head goes out moments after the start.
        string metrics;
        do
            metrics = await http.GetStringAsync(apart + "/metrics", Cancel);
        while (!metrics.Contains("\nadit_head_age_seconds ", StringComparison.Ordinal));

        var there = Measured().Matches(metrics).Select(m => m.Value).ToHashSet();
        foreach (var file in (string[])["alerts.yml", "grafana-dashboard.json"])
        {
            var named = Measured().Matches(await File.ReadAllTextAsync(Path.Combine(Shipped(), file), Cancel)).Select(m => m.Value).ToHashSet();
            Assert.NotEmpty(named);
            Assert.Empty(named.Except(there));
        }
    }

    [Fact]
    public async Task The_dashboard_is_one_that_Grafana_can_take_in()
    {
        var board = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Shipped(), "grafana-dashboard.json"), Cancel)).RootElement;
        var panels = board.GetProperty("panels").EnumerateArray().Where(p => p.GetProperty("type").GetString() != "row").ToList();

        Assert.True(board.GetProperty("schemaVersion").GetInt32() >= 39);
        Assert.Equal(JsonValueKind.Null, board.GetProperty("id").ValueKind);
        Assert.Contains(board.GetProperty("templating").GetProperty("list").EnumerateArray(), v => v.GetProperty("type").GetString() == "datasource" && v.GetProperty("name").GetString() == "datasource");
        Assert.NotEmpty(panels);
        Assert.Equal(panels.Count, panels.Select(p => p.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.All(panels, panel =>
        {
            Assert.NotEmpty(panel.GetProperty("title").GetString()!);
            Assert.NotEmpty(panel.GetProperty("description").GetString()!);
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.NotEmpty(panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString()!);
            Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
            var place = panel.GetProperty("gridPos");
            Assert.InRange(place.GetProperty("x").GetInt32() + place.GetProperty("w").GetInt32(), 1, 24);
        });
    }

    private static string Shipped([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "operating"));

    [GeneratedRegex(@"\b(?:adit|http|dotnet|kestrel)_[a-z0-9_]+\b")]
    private static partial Regex Measured();
}
