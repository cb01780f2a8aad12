using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Adit.Tests;

/// <summary>The real program, <c>adit serve</c>, as a process of its own.</summary>
internal sealed class AditProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AditProcess(Process process, string origin)
    {
        (_process, Origin) = (process, origin);
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _ = _ready.Task.ContinueWith(t => t.Exception, TaskScheduler.Default);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"adit ended: {Said}"));
    }

    public string Origin { get; }

    /// <summary>All that it wrote to its console.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    /// <summary>Starts it over a folder; ends when it answers requests.</summary>
    public static Task<AditProcess> Serve(string folder, params string[] options) => Serve(TestHome.At(folder), options);

    /// <summary>The same, with variables of its environment.</summary>
    public static Task<AditProcess> Serve(Dictionary<string, string> environment, string folder, params string[] options) => Serve(environment, TestHome.At(folder), options);

    /// <summary>Starts it over a home, which other nodes may have open if it is a database; ends when it answers requests.</summary>
    public static Task<AditProcess> Serve(TestHome home, params string[] options) => Serve([], home, options);

    /// <summary>The same, with variables of its environment.</summary>
    public static async Task<AditProcess> Serve(Dictionary<string, string> environment, TestHome home, params string[] options)
    {
        for (var tries = 1; ; tries++)
        {
            var adit = Start(home, options, environment);
            try
            {
                await adit._ready.Task.WaitAsync(TimeSpan.FromMinutes(5));
                return adit;
            }
            catch (InvalidOperationException) when (tries < 5 && adit.Said.Contains("listens at that address", StringComparison.Ordinal))
            {
                // Somebody else took the port between our choosing it and its listening.
                adit.Dispose();
            }
        }
    }

    /// <summary>Starts it over a home and waits for nothing.</summary>
    public static AditProcess Start(TestHome home, params string[] options) => Start(home, options, []);

    private static AditProcess Start(TestHome home, string[] options, Dictionary<string, string> environment)
    {
        var origin = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", [Program(), "serve", .. home.Options, "--urls", origin, .. options]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var adit = new AditProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, origin);
        adit._process.Start();
        adit._process.BeginOutputReadLine();
        adit._process.BeginErrorReadLine();
        return adit;
    }

    /// <summary>How many entries there are, and how many of them are rated, as its operator is told.</summary>
    /// <param name="token">Of somebody who leads the programme.</param>
    public async Task<(long Entries, long Rated)> Health(string token)
    {
        using var http = new HttpClient { BaseAddress = new(Origin) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var health = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync("/api/health")).RootElement;
        return (health.GetProperty("entries").GetInt64(), health.GetProperty("rated").GetInt64());
    }

    /// <summary>Waits until all that is there is rated.</summary>
    public async Task Rated(string token)
    {
        for (var (tries, health) = (0, (Entries: 1L, Rated: 0L)); tries < 500 && health.Rated < health.Entries; tries++)
        {
            health = await Health(token);
            await Task.Delay(20);
        }
    }

    /// <summary>The most memory that it has had resident, in bytes.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Lets it sleep in the middle of whatever it does, or wakes it.</summary>
    public void Sleep(bool wake = false)
    {
        using var signal = Process.Start("kill", [wake ? "-CONT" : "-STOP", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        signal.WaitForExit();
    }

    /// <summary>Ends it the hard way: SIGKILL, nothing is flushed, nothing is said.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop: SIGTERM.</summary>
    public async Task Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended; its exit code.</summary>
    public async Task<int> Ended()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    // Below those that a system gives to whoever only calls (32768 and up): one of these would be taken again by a call before a server listens on it. Each run begins elsewhere.
    private const int FirstPort = 20_000, Ports = 12_000;
    private static int _port = Random.Shared.Next(Ports);

    /// <summary>A port of loopback that nobody listens on, and that this run gives out once.</summary>
    public static int FreePort()
    {
        while (true)
            try
            {
                var port = FirstPort + (int)((uint)Interlocked.Increment(ref _port) % Ports);
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
                continue;
            }
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_said)
            _said.AppendLine(line);
        if (line.Contains("Adit is ready", StringComparison.Ordinal))
            _ready.TrySetResult();
    }

    // Beside the tests' own folder lies the program's, built in the same configuration.
    private static string Program()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var own = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Adit.Server", configuration, "adit.dll"));
        return File.Exists(own) ? own : Path.Combine(AppContext.BaseDirectory, "adit.dll");
    }
}
