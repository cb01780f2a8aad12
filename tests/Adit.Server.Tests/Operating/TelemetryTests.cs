using System.Net;
using System.Text.Json;

namespace Adit.Tests.Operating;

/// <summary>What the real program lets out of measurements, traces and log.</summary>
public class TelemetryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Trait("home", "folder")]
    [Fact]
    public async Task A_collector_hears_of_a_record_and_learns_nothing_of_who_sent_what_from_where()
    {
        var prepared = await Observed.Prepare() with { Damaged = true };
        await using var collector = await Collector.Open();
        // What a media file's bytes were is not there any more: asking for it fails, and that is logged.
        Directory.Delete(Path.Combine(prepared.Home.Folder, "blobs"), recursive: true);
        using var adit = await AditProcess.Serve(Toward(collector), prepared.Home, "--log", "json");
        using var http = new HttpClient { BaseAddress = new(adit.Origin) };
        await prepared.Send(http);

        await Heard(collector, "traces", "/openrosa/key/{key}/submission", "write", "commit", "adit.commit.size");
        await Heard(collector, "metrics", "/openrosa/key/{key}/submission", "adit.submissions", "refused", "adit.commit.duration", "adit.rating.lag");
        await Heard(collector, "logs", "A phone's request failed", "FileNotFoundException");
        await adit.Terminate();
        Assert.Equal(0, await adit.Ended());

        foreach (var signal in (string[])["traces", "metrics", "logs"])
            foreach (var secret in prepared.Secrets)
                Assert.False(collector.Of(signal).Contains(secret, StringComparison.OrdinalIgnoreCase), $"{signal} hold {secret}");
        Assert.All(adit.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.All(prepared.Secrets, secret => Assert.DoesNotContain(secret, adit.Said, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Measurements_are_told_at_an_address_of_their_own_and_nowhere_else()
    {
        var prepared = await Observed.Prepare();
        var apart = $"http://127.0.0.1:{AditProcess.FreePort()}";
        using var adit = await AditProcess.Serve(prepared.Home, "--metrics-url", apart);
        using var http = new HttpClient();

        Assert.Contains("adit_ledger_entries ", await http.GetStringAsync(apart + "/metrics", Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(adit.Origin + "/metrics", Cancel)).StatusCode);
        foreach (var path in (string[])["/", "/health", "/api/health", "/log/checkpoint", $"/openrosa/key/{prepared.Key}/formList"])
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(apart + path, Cancel)).StatusCode);
    }

    [Fact]
    public async Task What_became_of_records_is_counted()
    {
        var prepared = await Observed.Prepare();
        var apart = $"http://127.0.0.1:{AditProcess.FreePort()}";
        using var adit = await AditProcess.Serve(prepared.Home, "--metrics-url", apart);
        using var http = new HttpClient { BaseAddress = new(adit.Origin) };
        await prepared.Send(http);

        var metrics = await http.GetStringAsync(apart + "/metrics", Cancel);
        foreach (var line in (string[])["""adit_submissions_total{outcome="accepted"} 1""", """adit_submissions_total{outcome="again"} 1""", """adit_submissions_total{outcome="refused"} 2""",
            "adit_blob_written_bytes_total 2000", "adit_blob_failures_total 0", "adit_ready 1"])
            Assert.Contains(line + "\n", metrics, StringComparison.Ordinal);
        Assert.All(prepared.Secrets, secret => Assert.DoesNotContain(secret, metrics, StringComparison.OrdinalIgnoreCase));
    }

    private static Dictionary<string, string> Toward(Collector collector) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Origin,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
    };

    private static async Task Heard(Collector collector, string signal, params string[] texts)
    {
        var until = Environment.TickCount64 + 60_000;
        while (texts.FirstOrDefault(t => !collector.Of(signal).Contains(t, StringComparison.Ordinal)) is { } missing)
        {
            Assert.True(Environment.TickCount64 < until, $"{signal} never told {missing}");
            await Task.Delay(50, Cancel);
        }
    }
}
