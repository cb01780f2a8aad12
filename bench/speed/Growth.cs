using System.Globalization;
using System.Text;
using Adit.Bench.Trials;

namespace Adit.Bench;

/// <summary>
/// What a record costs in programmes of different sizes, each in a server of PostgreSQL of its own, in turns so that a slow hour is slow for all: some 500 records a
/// site, over half a year. All but the smallest are grown from one of 65,536 entries (<see cref="Growing"/>), and what is sealed in copies is cut to 64 bytes.
/// Records come from as many sites in each, which tells what the size makes; and then from all that the phones work at, a few from each, which tells what it makes that
/// nearly every record is the first of its site on that day, and the only one of its second.
/// </summary>
internal static class Growth
{
    private const int Phones = 20, Sites = 20, Warming = 8_000;

    public static async Task<int> Run(Options options)
    {
        var folder = options.Text("folder") ?? Directory.CreateTempSubdirectory("adit-growth-").FullName;
        var sizes = (options.Text("sizes") ?? "10000,1000000,10000000").Split(',').Select(s => long.Parse(s, CultureInfo.InvariantCulture)).ToList();
        var (rounds, count) = (options.Number("rounds", 3), options.Number("count", 8_000));
        var programmes = new List<(Programme Programme, List<Cost> Few, List<Cost> Many)>();
        try
        {
            foreach (var size in sizes)
                programmes.Add((await Open(folder, size), [], []));
            for (var round = 0; round < rounds; round++)
                foreach (var (programme, few, many) in programmes)
                {
                    await using var served = await Served.Start(programme, options.Text("program"));
                    // The page waits until the node knows how every site stands, which it reads after it starts.
                    _ = await served.Http.GetByteArrayAsync(served.Origin + "/");
                    _ = await Intake.Measure(served, programme, Warming, 32, sites: Sites);
                    few.Add(await Intake.Measure(served, programme, count, 32, sites: Sites));
                    many.Add(await Intake.Measure(served, programme, count, 32));
                    Console.WriteLine($"{programme.Began:N0} entries, {Sites} sites: {few[^1].Line(postgres: true)}; {few[^1].Load.Failed} failed");
                    Console.WriteLine($"{programme.Began:N0} entries, {SitesOf(programme):N0} sites: {many[^1].Line(postgres: true)}; {many[^1].Load.Failed} failed");
                }
            Write(options.Text("report") ?? Path.Combine("artifacts", "speed"), [.. programmes.Select(p => new Size(p.Programme.Began, SitesOf(p.Programme), p.Programme.Bytes, p.Few, p.Many))]);
            return programmes.All(p => p.Few.Concat(p.Many).All(c => c.Load.Failed == 0)) ? 0 : 1;
        }
        finally
        {
            foreach (var (programme, _, _) in programmes)
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

            Each size {sizes[0].Few.Count} times in turns, {sizes[0].Few[0].Count:N0} records each time after {Warming:N0} to warm up; the middle one of each. CPU is the node's and PostgreSQL's, until all is rated.
            First with records of {Sites} sites in each, then with a few each of all sites that {Phones} phones work at.

            | entries before | sites | CPU | of it PostgreSQL's | to the smallest | write-ahead log | the writer's turn | so one ledger takes at most | PostgreSQL on disk |
            |---|---|---|---|---|---|---|---|---|
            """);
        foreach (var (size, sites, costs) in sizes.Select(s => (s, Sites, s.Few)).Concat(sizes.Where(s => s.Phoned > Sites).Select(s => (s, s.Phoned, s.Many))))
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {size.Began:N0} | {sites:N0} | {Of(costs, c => c.Cpu):0.00} ms | {Of(costs, c => c.Postgres):0.00} ms | {Of(costs, c => c.Cpu) / Of(sizes[0].Few, c => c.Cpu):0.00} | {Of(costs, c => c.Log):N0} bytes | {Of(costs, c => c.Turn):0.00} ms | {1000 / Of(costs, c => c.Turn):N0}/s | {size.Bytes / 1e9:0.0} GB |");
        Report.Write(folder, "growth", text.ToString(), Bars.Draw(
            $"Milliseconds of CPU a record of {Sites} sites, by entries in the ledger", ["PostgreSQL", "node"],
            [.. sizes.Select(s => (s.Began.ToString("N0", CultureInfo.InvariantCulture), (double[])[Of(s.Few, c => c.Postgres), Of(s.Few, c => c.Cpu) - Of(s.Few, c => c.Postgres)]))]));
    }

    private static int SitesOf(Programme programme) => programme.Phones.DistinctBy(p => p.Site).Count();

    private static double Of(IReadOnlyList<Cost> costs, Func<Cost, double> figure) => costs.Select(figure).Order().ElementAt(costs.Count / 2);

    private sealed record Size(long Began, int Phoned, long Bytes, IReadOnlyList<Cost> Few, IReadOnlyList<Cost> Many);
}
