using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Adit.Bench;

/// <summary>How long a page of a thousand records takes that a spreadsheet or a map reads, at the beginning and late in a long table.</summary>
internal static class FeedTimes
{
    private const int PageSize = 1_000;

    public static async Task<int> Run(Options options)
    {
        using var programme = await Programme.Open(options, options.Number("count", 50_000));
        await using var served = await Served.Start(programme, options.Text("program"));
        await served.CaughtUp();
        served.Http.DefaultRequestHeaders.Add("Prefer", $"maxpagesize={PageSize}");
        var (starts, watch, before) = (new List<string> { "/odata/Form_" + Visit.Id.Replace('-', '_') }, Stopwatch.StartNew(), served.CpuMilliseconds);
        for (var (next, first) = (starts[0], true); ; first = false)
        {
            var page = JsonNode.Parse(await served.Http.GetStringAsync(first ? served.Origin + next : next))!;
            if ((string?)page["@odata.nextLink"] is not { } link)
                break;
            starts.Add(next = link);
        }
        Console.WriteLine($"OData: {programme.Listed} records in {starts.Count} pages, all read in {watch.Elapsed.TotalSeconds:0.0} s, CPU {(served.CpuMilliseconds - before) / 1000:0.0} s, memory now and most {served.Memory()} MiB");
        var table = new StringBuilder("| page of 1,000 | median | slowest of 20 | asked |\n|---|---|---|---|\n");
        foreach (var (name, address) in new[] { ("first", served.Origin + starts[0]), ("middle", starts[starts.Count / 2]), ("last whole", starts[Math.Max(1, starts.Count - 2)]) })
            table.AppendLine(await Time("OData, " + name, served, address));
        foreach (var (name, start) in new[] { ("first", starts[0]), ("middle", starts[starts.Count / 2]), ("last whole", starts[Math.Max(1, starts.Count - 2)]) })
            table.AppendLine(await Time("OGC API, " + name, served, $"{served.Origin}/ogc/collections/records/items?limit={PageSize}" + (start.Split("skiptoken=") is [_, var after] ? "&after=" + after : "")));
        if (options.Text("report") is { } report)
            Report.Write(report, "feeds", $"# Feeds\n\nOf {programme.Listed:N0} records.\n\n{table}", null);
        return 0;
    }

    private static async Task<string> Time(string name, Served served, string address)
    {
        var (times, bytes) = (new List<double>(), 0);
        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            bytes = (await served.Http.GetByteArrayAsync(address)).Length;
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} page of {PageSize}: median {times[10]:0} ms, slowest {times[^1]:0} ms, {bytes / 1024} KiB"));
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {times[10]:0} ms | {times[^1]:0} ms | 75 ms |");
    }
}
