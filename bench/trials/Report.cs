using System.Globalization;
using System.Text;

namespace Adit.Bench.Trials;

/// <summary>What came of a trial.</summary>
/// <param name="Silent">The longest time in which nobody was told that a record is safe, in seconds.</param>
/// <param name="After">From mending until everybody was answered within a second again.</param>
/// <param name="Slowest">The longest that a record was on its way.</param>
/// <param name="Records">How many were sent and acknowledged.</param>
/// <param name="Answers">What phones were answered that was not 201.</param>
/// <param name="Perceived">Records acknowledged in each second, from five seconds before.</param>
internal sealed record Tried(Trial Trial, double Silent, double After, double Slowest, int Records, string Answers, long Entries, IReadOnlyList<int> Perceived, double Begun, double Mended, string? Wrong)
{
    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Trial.Name,-17} silent {Silent,5:0.0} s, well {After,5:0.0} s after it was mended, slowest {Slowest,5:0.0} s, {Records} records ({Answers}), {Entries} entries: {Wrong ?? "nothing lost, nothing doubled, the ledger verifies"}");

    public static Tried Of(Trial trial, double begun, double mended, double sent, IReadOnlyCollection<(double Sent, double Safe)> all, string answers, long entries, string? wrong)
    {
        var since = begun - 5;
        var own = all.Where(r => r.Sent >= since).OrderBy(r => r.Safe).ToList();
        var silent = own.Select(r => r.Safe).Prepend(begun).Where(s => s >= begun).Append(sent).Order().ToList();
        var after = own.Where(r => r.Sent >= mended && r.Safe - r.Sent > 1).Select(r => r.Sent - mended).DefaultIfEmpty(0).Max();
        return new(trial, silent.Zip(silent.Skip(1), (a, b) => b - a).DefaultIfEmpty(0).Max(), after, own.Select(r => r.Safe - r.Sent).DefaultIfEmpty(0).Max(), own.Count, answers, entries,
            [.. Enumerable.Range(0, (int)(sent - since) + 1).Select(s => own.Count(r => (int)(r.Safe - since) == s))], 5, mended - since, wrong ?? (trial.Served && silent.Zip(silent.Skip(1), (a, b) => b - a).DefaultIfEmpty(0).Max() > 10 ? "Nobody was served for over ten seconds." : null));
    }
}

/// <summary>The table of all trials, with a chart of each: trials.md and an SVG a trial.</summary>
internal sealed class Report(string folder, double rate)
{
    private readonly List<Tried> _all = [];

    public void Add(Tried tried) => _all.Add(tried);

    public void Write(TimeSpan taken)
    {
        Directory.CreateDirectory(folder);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            # Trials

            {_all.Count} trials in {taken.TotalMinutes:0} minutes at {rate:0} records a second, a tenth with a photograph; {_all[^1].Entries:N0} entries in the end. After each, all that was sent was acknowledged, all
            that was acknowledged was there once, every node was ready, everything was rated, and `adit verify` found nothing wrong.

            | trial | longest silence | well again after | slowest record | records | other answers |
            |---|---|---|---|---|---|
            """);
        foreach (var t in _all)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {t.Trial.Name}: {t.Trial.What} | {t.Silent:0.0} s | {t.After:0.0} s | {t.Slowest:0.0} s | {t.Records} | {t.Answers} |");
        text.AppendLine().AppendLine("![The longest time in which nobody was told that a record is safe, in seconds](silence.svg)");
        File.WriteAllText(Path.Combine(folder, "silence.svg"), Bars.Draw("Longest silence in seconds, by trial", [], [.. _all.Select(t => (t.Trial.Name, (double[])[t.Silent]))]));
        for (var n = 0; n < _all.Count; n++)
        {
            var file = $"{n + 1:00}-{_all[n].Trial.Name}.svg";
            File.WriteAllText(Path.Combine(folder, file), Chart(_all[n]));
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"![Records acknowledged in each second: {_all[n].Trial.Name}]({file})");
        }
        File.WriteAllText(Path.Combine(folder, "trials.md"), text.ToString());
        Console.WriteLine($"Written: {Path.Combine(folder, "trials.md")}");
    }

    private static string Chart(Tried tried)
    {
        const int Wide = 8, High = 120, Left = 40, Top = 30;
        var most = Math.Max(1, tried.Perceived.Max());
        var svg = new StringBuilder();
        var width = Left + (tried.Perceived.Count * Wide) + 20;
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{High + Top + 30}" font-family="sans-serif" font-size="11">""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="14">{tried.Trial.Name}: records acknowledged in each second; shaded: the fault</text>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{Left + (tried.Begun * Wide):0}" y="{Top}" width="{(tried.Mended - tried.Begun) * Wide:0}" height="{High}" fill="#f3dede"/>""");
        for (var s = 0; s < tried.Perceived.Count; s++)
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{Left + (s * Wide)}" y="{Top + High - (High * tried.Perceived[s] / most)}" width="{Wide - 1}" height="{High * tried.Perceived[s] / most}" fill="#2b5c8a"/>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left - 4}" y="{Top + 8}" text-anchor="end">{most}</text><text x="{Left - 4}" y="{Top + High}" text-anchor="end">0</text>""");
        for (var s = 0; s < tried.Perceived.Count; s += 10)
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left + (s * Wide)}" y="{Top + High + 14}">{s - 5} s</text>""");
        return svg.Append("</svg>").ToString();
    }
}
