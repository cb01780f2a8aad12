using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Adit.Bench.Trials;

/// <summary>One program of the stand: started, killed, put to sleep, started again with the same words.</summary>
internal sealed class Part(string name, string log, string program, string[] words, Dictionary<string, string> environment) : IDisposable
{
    private Process? _process;

    public string Name => name;

    public int Id => _process?.Id ?? throw new InvalidOperationException($"{name} does not run.");

    /// <summary>User and system time of all its starts so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process?.Refresh();
            return _before + (_process is { HasExited: false } ? _process.TotalProcessorTime : TimeSpan.Zero);
        }
    }

    private TimeSpan _before;

    /// <summary>Starts it. What it says goes to the end of its log.</summary>
    /// <param name="more">Variables of its environment for this start.</param>
    public void Start(params (string Name, string Value)[] more)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >>'{log}' 2>&1", "sh", program, .. words]);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        foreach (var (variable, value) in more)
            start.Environment[variable] = value;
        _process = Process.Start(start)!;
    }

    public void Signal(string signal) => Run("kill", [$"-{signal}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task Ended(TimeSpan patience) => await _process!.WaitForExitAsync().WaitAsync(patience);

    /// <summary>Ends it the hard way.</summary>
    public void Kill()
    {
        if (_process is not { HasExited: false })
            return;
        _before = Cpu;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
    }

    /// <summary>Runs a program to its end; what it said.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string program, string[] words, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var wrong = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} {string.Join(' ', words)}: {said}{wrong.Result}");
    }

    /// <summary>A port of loopback that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
