using System.Diagnostics;
using System.Globalization;

namespace Adit.Bench.Field;

/// <summary>A network of this process and its children alone: a loopback that nobody else uses, whose bytes can be counted.</summary>
internal static class Namespace
{
    private const string Inside = "ADIT_BENCH_INSIDE";

    /// <summary>Does the work in a network of its own; the program starts itself there.</summary>
    public static async Task<int> Within(string[] args, Func<Task<int>> work)
    {
        if (Environment.GetEnvironmentVariable(Inside) is not null)
        {
            Do("ip", "link", "set", "dev", "lo", "up", "mtu", "1500", "gso_max_segs", "1");
            return await work();
        }
        var start = new ProcessStartInfo("unshare", ["--net", Environment.ProcessPath!, .. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? [Environment.GetCommandLineArgs()[0], .. args] : args]) { Environment = { [Inside] = "1" } };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Bytes that went over the loopback so far, with the heads of TCP and IP (an Ethernet head is not counted on it, but is by the kernel: 14 a packet are taken off).</summary>
    public static (long Bytes, long Packets) Sent() => (Number("tx_bytes") - (14 * Number("tx_packets")), Number("tx_packets"));

    private static long Number(string name) => long.Parse(File.ReadAllText($"/sys/class/net/lo/statistics/{name}"), CultureInfo.InvariantCulture);

    private static void Do(string program, params string[] words)
    {
        using var process = Process.Start(program, words);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', words)} ended with {process.ExitCode}.");
    }
}
