using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Adit.People;
using Adit.Storage;

namespace Adit.Bench;

/// <summary>How long the reports of a month take in a programme that has a year behind it: drafted, published and printed for every site; and the pages of a buyer whose agreement gives all of them.</summary>
internal static partial class ReportTimes
{
    private const string Buyer = "Buyer";
    private const int Times = 100, Warm = 10;

    public static async Task<int> Run(Options options) => await YearTimes.OnCopy(options, folder => Measure(options, folder));

    private static async Task Measure(Options options, string folder)
    {
        using var programme = await Programme.Open(new(["year", "--folder", folder]), 0);
        using (var home = programme.Address.Open())
        using (var database = new Database(home, TimeProvider.System))
            await Accounts.CreateUser(database, ActorId.Program, Buyer, Role.Buyer, [], Programme.Password);
        await using var served = await Served.Start(programme, options.Text("program"));
        await YearTimes.Settled(served);
        var sites = Enumerable.Range(1, (int)programme.Sites).Select(n => $"S{n:0000}").ToList();
        var month = DateTime.UtcNow.AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await Agree(served, sites, month);

        var whole = Stopwatch.StartNew();
        var (drafts, published, printed) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var site in sites)
        {
            var report = $"/sites/{site}/reports/{month}";
            var draft = "";
            drafts.Add(await Timed(async () => draft = await served.Http.GetStringAsync(served.Origin + report + "/draft")));
            foreach (var asked in Asked().Matches(draft).Select(m => (Indicator: m.Groups[1].Value, Since: m.Groups[2].Value)).Distinct())
                await Post(served.Http, $"{served.Origin}/api{report}/acts", new { act = "waive", indicator = asked.Indicator, since = asked.Since, text = "Nobody could be asked." });
            published.Add(await Timed(() => Post(served.Http, $"{served.Origin}/api{report}/acts", new { act = "publish", seen = 0, read = true })));
            printed.Add(await Timed(() => served.Http.GetByteArrayAsync($"{served.Origin}{report}/1.pdf")));
        }
        var lines = new List<(string What, double Median, double P95, string Asked)> { Line("the draft of a site's month, as a page", drafts, "—"), Line("publishing it", published, "—"), Line("its PDF, with the browser warm", printed.Skip(1), "2 s"), ($"all of it for {sites.Count} sites, one after the other", whole.Elapsed.TotalMilliseconds, whole.Elapsed.TotalMilliseconds, "3 min") };

        using var buyer = new HttpClient { BaseAddress = new(served.Origin) };
        using (var signed = await buyer.PostAsJsonAsync("/api/sign-in", new { name = Buyer, password = Programme.Password }))
            buyer.DefaultRequestHeaders.Authorization = new("Bearer", (string?)(await signed.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["token"]);
        foreach (var path in (string[])["/", "/sites", "/sites/S0001", "/reports?month=" + month, $"/sites/S0001/reports/{month}/1", "/digests/" + month, "/decisions", "/decisions/S0001", "/sites/S0001/prices"])
        {
            var times = new List<double>();
            for (var n = 0; n < Times; n++)
                times.Add(await Timed(() => buyer.GetByteArrayAsync(path)));
            lines.Add(Line($"a buyer's page, `{path}`", times.Skip(Warm), "50 ms"));
        }
        Tell(options, programme, printed[0], lines);
    }

    private static readonly string[] Products = ["reports", "records", "programme", "alerts"];

    // An agreement from before the month, over every site.
    private static async Task Agree(Served served, List<string> sites, string month)
    {
        await Post(served.Http, served.Origin + "/api/organisations", new { code = "buyer", name = Buyer, kind = "refiner", country = "BE" });
        await Post(served.Http, served.Origin + "/api/organisations/buyer/agreements", new { from = month + "-01", sites, products = Products });
        await Post(served.Http, served.Origin + "/api/organisations/buyer/users", new { user = Buyer });
    }

    private static async Task Post(HttpClient http, string address, object body)
    {
        using var answer = await http.PostAsJsonAsync(address, body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{address}: {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task<double> Timed(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static (string What, double Median, double P95, string Asked) Line(string what, IEnumerable<double> times, string asked)
    {
        var sorted = times.Order().ToList();
        return (what, sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.95)], asked);
    }

    private static void Tell(Options options, Programme programme, double first, List<(string What, double Median, double P95, string Asked)> lines)
    {
        var table = new StringBuilder("| what | median | p95 | asked |\n|---|---|---|---|\n");
        foreach (var (what, median, p95, asked) in lines)
            table.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {median:0.0} ms | {p95:0.0} ms | {asked} |");
        table.AppendLine(CultureInfo.InvariantCulture, $"\nThe first PDF, for which the browser is started: {first / 1000:0.0} s.");
        Console.WriteLine(table);
        if (options.Text("report") is { } report)
            Report.Write(report, "reports", $"# Reports of a month of {programme.Sites:N0} sites, and a buyer's pages\n\nOf a programme with {programme.Began:N0} entries and {programme.Listed:N0} records; a buyer's pages {Times} times each, the first {Warm} not counted.\n\n{table}", Trials.Bars.Draw(
                "Milliseconds a page of a buyer: median, and what the slowest of twenty takes more", ["median", "p95"], [.. lines.Where(l => l.Asked == "50 ms").Select(l => (l.What, (double[])[l.Median, l.P95 - l.Median]))]));
    }

    [GeneratedRegex("name=\"indicator\" value=\"([^\"]+)\"[^<]*<input[^>]*name=\"since\" value=\"([^\"]+)\"")]
    private static partial Regex Asked();
}
