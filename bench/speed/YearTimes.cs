using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Adit.Bench;

/// <summary>How long the office waits in a programme that has a year behind it, beside what is asked.</summary>
internal static class YearTimes
{
    private const int Times = 200;

    private sealed record Measured(string What, double Median, double P95, string Asked);

    public static Task<int> Run(Options options) => OnCopy(options, copy => Measure(options, copy));

    /// <summary>Does something on a copy of the year that is named, or on one that is filled for it.</summary>
    public static async Task<int> OnCopy(Options options, Func<string, Task> measure)
    {
        var kept = options.Text("folder");
        var year = kept ?? Directory.CreateTempSubdirectory("adit-year-").FullName;
        if (!Storage.Address.Of(year).Holds())
            await Year.Fill(options, year);
        // Plans can be composed once, and reports be published once: each time on a copy.
        var copy = kept is null ? year : Copy(year);
        try
        {
            await measure(copy);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
        return 0;
    }

    private static async Task Measure(Options options, string folder)
    {
        using var programme = await Programme.Open(new(["year", "--folder", folder]), 0);
        await using var served = await Served.Start(programme, options.Text("program"));
        await Settled(served);
        var incidents = await Numbers(served);
        var measured = new List<Measured>
        {
            await Time("the inbox", "50 ms", Enumerable.Range(0, Times), _ => served.Http.GetByteArrayAsync(served.Origin + "/inbox")),
            await Time("the inbox, what is over", "50 ms", Enumerable.Range(0, Times), _ => served.Http.GetByteArrayAsync(served.Origin + "/inbox?state=over")),
            await Time("an incident", "50 ms", Enumerable.Range(0, Times), n => served.Http.GetByteArrayAsync($"{served.Origin}/incidents/{incidents[n * incidents.Count / Times]}")),
            await Triage(served),
            await Drafts(served, programme),
        };
        var table = new StringBuilder("| what | median | p95 | asked |\n|---|---|---|---|\n");
        foreach (var (what, median, p95, asked) in measured)
            table.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {median:0.0} ms | {p95:0.0} ms | {asked} |");
        Console.WriteLine(table);
        if (options.Text("report") is { } report)
            Report.Write(report, "year", $"# A year of {programme.Sites:N0} sites\n\nAt the server, of a programme with {programme.Began:N0} entries, {programme.Listed:N0} records and {incidents.Count:N0} incidents; {Times} times each, the first twenty not counted.\n\n{table}", Trials.Bars.Draw(
                "Milliseconds: median, and what the slowest of twenty takes more", ["median", "p95"], [.. measured.SkipLast(1).Select(m => (m.What, (double[])[m.Median, m.P95 - m.Median]))]));
    }

    // A person opens the inbox, reads the incident that nobody has taken on, and takes it on.
    private static async Task<Measured> Triage(Served served)
    {
        var fresh = (await served.Http.GetFromJsonAsync<JsonObject>(served.Origin + "/api/incidents?state=new"))!["incidents"]!.AsArray().Select(i => (string)i!["number"]!).ToList();
        return await Time("triage of one: inbox, incident, taking it on", "—", fresh, async number =>
        {
            await served.Http.GetByteArrayAsync(served.Origin + "/inbox?state=new");
            await served.Http.GetByteArrayAsync($"{served.Origin}/incidents/{number}");
            var seen = (long)(await served.Http.GetFromJsonAsync<JsonObject>($"{served.Origin}/api/incidents/{number}"))!["incident"]!["last"]!;
            using var taken = await served.Http.PostAsJsonAsync($"{served.Origin}/api/incidents/{number}/acts", new { act = "take", seen });
            taken.EnsureSuccessStatusCode();
        });
    }

    private static async Task<Measured> Drafts(Served served, Programme programme)
    {
        var month = DateTimeOffset.Parse((await served.Http.GetAsync(served.Origin + "/api/health")).Headers.Date!.Value.ToString("O", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).AddMonths(1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var (watch, made) = (Stopwatch.StartNew(), 0);
        for (var n = 1; n <= programme.Sites; n++)
            using (var answer = await served.Http.PostAsJsonAsync(served.Origin + "/api/plans", new { site = $"S{n:0000}", month }))
                made += answer.IsSuccessStatusCode ? 1 : 0;
        return new($"the drafts of a month, {made} sites", watch.Elapsed.TotalMilliseconds, watch.Elapsed.TotalMilliseconds, "10 s");
    }

    private static async Task<Measured> Time<T>(string what, string asked, IEnumerable<T> each, Func<T, Task> act)
    {
        var times = new List<double>();
        foreach (var one in each)
        {
            var watch = Stopwatch.StartNew();
            await act(one);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        var warm = times.Skip(Math.Min(20, times.Count / 2)).Order().ToList();
        return new(what, warm[warm.Count / 2], warm[(int)(warm.Count * 0.95)], asked);
    }

    private static async Task<List<string>> Numbers(Served served)
    {
        var numbers = new List<string>();
        foreach (var state in (string[])["", "?state=over"])
            for (var page = "/api/incidents" + state; page is not null;)
            {
                var answer = (await served.Http.GetFromJsonAsync<JsonObject>(served.Origin + page))!;
                numbers.AddRange(answer["incidents"]!.AsArray().Select(i => (string)i!["number"]!));
                page = (string?)answer["next"];
            }
        return numbers;
    }

    /// <summary>Waits until what works by itself has found all that it does at a start.</summary>
    public static async Task Settled(Served served)
    {
        for (long before = -1, size = 0; before != size; await Task.Delay(2_000))
        {
            await served.CaughtUp();
            (before, size) = (size, (long)(await served.Http.GetFromJsonAsync<JsonObject>(served.Origin + "/api/health"))!["entries"]!);
        }
    }

    private static string Copy(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("adit-year-").FullName;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        return copy;
    }
}
