using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Adit.Bench.Trials;

namespace Adit.Bench;

/// <summary>How long pages take at the server, with a monitored programme and the whole import of reference sites loaded; <c>--times 10</c> loads the import ten times over, as other sites.</summary>
internal static class PageTimes
{
    public static async Task<int> Run(Options options)
    {
        var (file, times) = (options.Text("ipis"), options.Number("times", 1));
        using var programme = await Programme.Open(options, 5_000 * times);
        if (file is not null)
            await Import(programme, file, times);
        await using var served = await Served.Start(programme, options.Text("program"));
        await served.CaughtUp();
        string[] paths = ["/", "/sites", $"/sites/{programme.Phones[0].Site}", "/agents", .. file is null ? Array.Empty<string>() : ["/sites/" + options.Text("site")], "/method"];
        var timed = new List<(string Path, double First, double Median, double P95, int Bytes)>();
        foreach (var path in paths.Where(p => !p.EndsWith('/') || p == "/"))
            timed.Add(await Time(served, path));
        if (options.Text("report") is { } report)
            Write(report, timed, programme);
        return 0;
    }

    private static async Task<(string Path, double First, double Median, double P95, int Bytes)> Time(Served served, string path)
    {
        var (times, bytes) = (new List<double>(), 0);
        for (var i = 0; i < 60; i++)
        {
            var watch = Stopwatch.StartNew();
            bytes = (await served.Http.GetByteArrayAsync(served.Origin + path)).Length;
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        var warm = times.Skip(10).Order().ToList();
        var timed = (path, times[0], warm[warm.Count / 2], warm[(int)(warm.Count * 0.95)], bytes);
        Console.WriteLine($"{path,-24} first {times[0],6:0.0} ms, then median {timed.Item3,6:0.0}, p95 {timed.Item4,6:0.0} ms; {bytes / 1024} kB");
        return timed;
    }

    private static void Write(string folder, List<(string Path, double First, double Median, double P95, int Bytes)> timed, Programme programme)
    {
        var text = new System.Text.StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            # How long pages take

            At the server, of a programme with {programme.Sites:N0} sites and {programme.Listed:N0} records in its lists; 60 times each, the first ten not counted.

            | page | the first since the start | median | p95 | size |
            |---|---|---|---|---|
            """);
        foreach (var (path, first, median, p95, bytes) in timed)
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{path}` | {first:N0} ms | {median:0.0} ms | {p95:0.0} ms | {bytes / 1024} kB |");
        Report.Write(folder, "pages", text.ToString(), Bars.Draw(
            "Milliseconds a page: median, and what the slowest of twenty takes more", ["median", "p95"], [.. timed.Select(t => (t.Path, (double[])[t.Median, t.P95 - t.Median]))]));
    }

    private static async Task Import(Programme programme, string file, int times)
    {
        for (var copy = 0; copy < times; copy++)
        {
            var path = copy == 0 ? file : Shifted(file, copy);
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "adit.dll"), "import", "ipis", path, .. programme.Words]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = process.StandardOutput.ReadToEndAsync();
            var said = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException(said);
            if (copy > 0)
                File.Delete(path);
        }
    }

    // The same visits once more, of other sites: the second and seventh column are the ids of the visit and of the site.
    private static string Shifted(string file, int copy)
    {
        var to = Path.GetTempFileName() + ".csv";
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(file), CompressionMode.Decompress) : File.OpenRead(file));
        using var writer = new StreamWriter(to);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',', 8);
            if (fields.Length == 8 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var visit) && fields[6].StartsWith("codmine", StringComparison.Ordinal))
                line = string.Join(',', (string[])[fields[0], (visit + (copy * 1_000_000L)).ToString(CultureInfo.InvariantCulture), .. fields[2..6], $"codmine{copy}{fields[6][7..]}", fields[7]]);
            writer.WriteLine(line);
        }
        return to;
    }
}
