using System.Diagnostics;
using Adit.Storage;

namespace Adit.Bench;

/// <summary>How fast all views are made again from the ledger, ratings included.</summary>
internal static class Rebuild
{
    public static async Task<int> Run(Options options)
    {
        using var programme = await Programme.Open(options, options.Number("count", 50_000));
        using var home = programme.Address.Open();
        using var database = new Database(home, TimeProvider.System);
        for (var run = 0; run < options.Number("runs", 3); run++)
        {
            var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            var entries = await Rebuilding.Run(database);
            var spent = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            Console.WriteLine($"{entries} entries in {watch.Elapsed.TotalSeconds:0.0} s: {entries / watch.Elapsed.TotalSeconds:0}/s; CPU {spent.TotalSeconds:0.0} s, {spent.TotalMilliseconds / entries:0.000} ms each; peak {Environment.WorkingSet / 1048576} MiB");
        }
        return 0;
    }
}
