using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Adit.Bench;

/// <summary>The real program, <c>adit serve</c>, as a process of its own that can be weighed.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _metrics;

    private Served(Process process, string origin, string metrics, TimeSpan ready) => (_process, Origin, _metrics, Ready) = (process, origin, metrics, ready);

    public string Origin { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan Ready { get; }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1024, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>User and system time of the process so far, in milliseconds.</summary>
    public double CpuMilliseconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalMilliseconds;
        }
    }

    /// <summary>Starts it over a programme; ends when it answers.</summary>
    /// <param name="program">Another build of it; null for the one beside this program.</param>
    public static async Task<Served> Start(Programme programme, string? program)
    {
        var (origin, metrics, watch) = ($"http://127.0.0.1:{FreePort()}", $"http://127.0.0.1:{FreePort()}", Stopwatch.StartNew());
        var start = new ProcessStartInfo("dotnet", [program ?? Path.Combine(AppContext.BaseDirectory, "adit.dll"), "serve", .. programme.Words, "--urls", origin, "--metrics-url", metrics]) { RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("Adit is ready", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                var served = new Served(process, origin, metrics, watch.Elapsed);
                await served.SignIn();
                return served;
            }
        throw new InvalidOperationException("adit serve ended before it was ready.");
    }

    /// <summary>How long the writer's turn was held so far, in milliseconds.</summary>
    public async Task<double> Turns() =>
        (await Http.GetStringAsync(_metrics + "/metrics")).Split('\n').Where(l => l.StartsWith("adit_commit_duration_seconds_sum", StringComparison.Ordinal))
            .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)) * 1000;

    /// <summary>Waits until all that was recorded is rated and can be read.</summary>
    public async Task CaughtUp()
    {
        for (; ; await Task.Delay(20))
            if (await Http.GetFromJsonAsync<JsonObject>(Origin + "/api/health") is { } health && (long)health["entries"]! == (long)health["rated"]!)
                return;
    }

    /// <summary>Proportional set size now, and the most that was resident, in MiB (Linux).</summary>
    public (long Now, long Peak) Memory() => (Kilobytes("smaps_rollup", "Pss:") / 1024, Kilobytes("status", "VmHWM:") / 1024);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task SignIn()
    {
        using var answer = await Http.PostAsJsonAsync(Origin + "/api/sign-in", new { name = Programme.Lead, password = Programme.Password });
        var token = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["token"];
        Http.DefaultRequestHeaders.Authorization = new("Bearer", (string?)token);
    }

    private long Kilobytes(string file, string name) =>
        long.Parse(File.ReadLines($"/proc/{_process.Id}/{file}").First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
