using System.Globalization;
using System.Text;

namespace Adit.Bench;

/// <summary>
/// What a record costs in programmes of different sizes, each in a server of PostgreSQL of its own, in turns so that a slow hour is slow for all: some 500 records a
/// site, over half a year. All but the smallest are grown from one of 65,536 entries (<see cref="Growing"/>), and what is sealed in copies is cut to 64 bytes.
/// </summary>
internal static class Growth
{
    private const int Phones = 20, Warming = 8_000;

    public static async Task<int> Run(Options options)
    {
        var folder = options.Text("folder") ?? Directory.CreateTempSubdirectory("adit-growth-").FullName;
        var sizes = (options.Text("sizes") ?? "10000,1000000,10000000").Split(',').Select(s => long.Parse(s, CultureInfo.InvariantCulture)).ToList();
        var (rounds, count) = (options.Number("rounds", 3), options.Number("count", 8_000));
        var programmes = new List<(Programme Programme, List<Cost> Costs)>();
        try
        {
            foreach (var size in sizes)
                programmes.Add((await Open(folder, size), []));
            for (var round = 0; round < rounds; round++)
                foreach (var (programme, costs) in programmes)
                {
                    await using var served = await Served.Start(programme, options.Text("program"));
                    // The page waits until the node knows how every site stands, which it reads after it starts.
                    _ = await served.Http.GetByteArrayAsync(served.Origin + "/");
                    _ = await Intake.Measure(served, programme, Warming, 32);
                    costs.Add(await Intake.Measure(served, programme, count, 32));
                    Console.WriteLine($"{programme.Began:N0} entries: {costs[^1].Line(postgres: true)}; {costs[^1].Load.Failed} failed");
                }
            Write(options.Text("report") ?? Path.Combine("artifacts", "speed"), [.. programmes.Select(p => new Size(p.Programme.Began, p.Programme.Bytes, p.Costs))]);
            return programmes.All(p => p.Costs.All(c => c.Load.Failed == 0)) ? 0 : 1;
        }
        finally
        {
            foreach (var (programme, _) in programmes)
                programme.Dispose();
            if (options.Text("folder") is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Programme> Open(string folder, long size)
    {
        var own = Path.Combine(folder, size.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(own);
        var copies = size / Growing.Entries;
        string[] words = ["--postgres", "--days", "180", "--phones", $"{Phones}", "--folder", own];
        return await Programme.Open(
            new([.. words, .. copies > 1 ? (string[])["--sites", "131", "--short", "--copies", $"{copies}"] : ["--sites", $"{Math.Clamp(size / 500, 1, 1000)}"]]), (int)Math.Min(size, Growing.Entries));
    }

    private static void Write(string folder, IReadOnlyList<Size> sizes)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            # What a record costs as a programme grows

            Each size {sizes[0].Costs.Count} times in turns, {sizes[0].Costs[0].Count:N0} records each time after {Warming:N0} to warm up; the middle one of each. CPU is the node's and PostgreSQL's, until all is rated.

            | entries before | CPU | of it PostgreSQL's | to the smallest | write-ahead log | the writer's turn | so one ledger takes at most | PostgreSQL on disk |
            |---|---|---|---|---|---|---|---|
            """);
        foreach (var size in sizes)
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {size.Began:N0} | {size.Of(c => c.Cpu):0.00} ms | {size.Of(c => c.Postgres):0.00} ms | {size.Of(c => c.Cpu) / sizes[0].Of(c => c.Cpu):0.00} | {size.Of(c => c.Log):N0} bytes | {size.Of(c => c.Turn):0.00} ms | {1000 / size.Of(c => c.Turn):N0}/s | {size.Bytes / 1e9:0.0} GB |");
        Report.Write(folder, "growth", text.ToString(), Report.Bars(
            "Milliseconds of CPU a record, by entries in the ledger", ["PostgreSQL", "node"],
            [.. sizes.Select(s => (s.Began.ToString("N0", CultureInfo.InvariantCulture), (double[])[s.Of(c => c.Postgres), s.Of(c => c.Cpu) - s.Of(c => c.Postgres)]))]));
    }

    private sealed record Size(long Began, long Bytes, IReadOnlyList<Cost> Costs)
    {
        public double Of(Func<Cost, double> figure) => Costs.Select(figure).Order().ElementAt(Costs.Count / 2);
    }
}
