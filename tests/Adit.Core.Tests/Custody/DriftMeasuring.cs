using System.Globalization;
using System.Text;
using Adit.Custody;

namespace Adit.Tests.Custody;

/// <summary>What was found on simulated sites of one kind.</summary>
/// <param name="Cases">Sites and quarters, or sites with a fraud.</param>
/// <param name="Found">Of frauds, found within fourteen days.</param>
/// <param name="Alarms">Of honest quarters, alarms; the same matter on days one after the other is one.</param>
/// <param name="Days">Of frauds found, after how many days in the middle.</param>
internal sealed record DriftFigure(string Name, double Share, int Cases, int Found, int Alarms, int Days, string Why)
{
    public double Detected => (double)Found / Cases;

    public double AlarmsPerQuarter => (double)Alarms / Cases;
}

/// <summary>Simulates quarters of honest and dishonest sites and judges them day by day, as a programme does.</summary>
internal static class DriftMeasuring
{
    private const int History = Drifting.Before + Drifting.Recently, Quarter = 90;

    public static List<DriftFigure> Honest(int seed, int cases) => [.. Ground.All.Select((ground, g) =>
    {
        var all = Enumerable.Range(0, cases).AsParallel().AsOrdered().Select(n =>
        {
            var output = new Digging(seed + (g * 10_000) + n, ground).Work(History + Quarter);
            var open = new Dictionary<(DriftKind, string?), int>();
            var alarms = new List<DriftKind>();
            for (var day = History; day < History + Quarter; day++)
            {
                foreach (var drift in Unusual(output, day))
                {
                    if (!open.TryGetValue((drift.Kind, drift.Team), out var last) || day - last > Drifting.Recently)
                        alarms.Add(drift.Kind);
                    open[(drift.Kind, drift.Team)] = day;
                }
            }
            return alarms;
        }).ToList();
        return new DriftFigure(ground.Name, 0, cases, 0, all.Sum(a => a.Count), 0, Why(all.SelectMany(a => a)));
    })];

    public static List<DriftFigure> Dishonest(int seed, int cases, params IReadOnlyList<Fraud> frauds) => [.. frauds.Select((fraud, f) =>
    {
        var all = Enumerable.Range(0, cases).AsParallel().AsOrdered().Select(n => Find(fraud, seed + 500_000 + (f * 10_000) + n, Ground.All[n % Ground.All.Length])).ToList();
        var found = all.OfType<(int Days, DriftKind Kind)>().ToList();
        return new DriftFigure(fraud.Name, fraud.Share, cases, found.Count, 0, found.Count == 0 ? 0 : found.Select(d => d.Days).Order().ElementAt(found.Count / 2), Why(found.Select(d => d.Kind)));
    })];

    // What was there the day before is no detection.
    private static (int Days, DriftKind Kind)? Find(Fraud fraud, int seed, Ground ground)
    {
        var output = new Digging(seed, ground).Work(History + Drifting.Recently, fraud, History);
        var before = Unusual(output, History - 1).Select(d => (d.Kind, d.Team)).ToHashSet();
        for (var day = 0; day < Drifting.Recently; day++)
        {
            if (Unusual(output, History + day).FirstOrDefault(d => !before.Contains((d.Kind, d.Team))) is { } drift)
                return (day + 1, drift.Kind);
        }
        return null;
    }

    private static IEnumerable<Drift> Unusual(Output output, int day) => Drifting.Of(output, Digging.First.AddDays(day)).Where(d => d.IsUnusual);

    private static string Why(IEnumerable<DriftKind> kinds) => string.Join(", ", kinds.GroupBy(k => k).OrderByDescending(g => g.Count()).Take(4).Select(g => $"{g.Key} {g.Count()}"));

    /// <summary>The two tables as text.</summary>
    public static string Table(IReadOnlyList<DriftFigure> honest, IReadOnlyList<DriftFigure> dishonest)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"Honest sites",-48} {"quarters",9} {"alarms a quarter",17}   mostly");
        foreach (var f in honest)
            text.AppendLine(CultureInfo.InvariantCulture, $"{f.Name,-48} {f.Cases,9} {f.AlarmsPerQuarter,17:0.00}   {f.Why}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"All",-48} {honest.Sum(f => f.Cases),9} {(double)honest.Sum(f => f.Alarms) / honest.Sum(f => f.Cases),17:0.00}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"Fraud",-48} {"share",6} {"cases",6} {"found in 14 days",17} {"day",4}   mostly");
        foreach (var f in dishonest)
            text.AppendLine(CultureInfo.InvariantCulture, $"{f.Name,-48} {f.Share,6:0 %} {f.Cases,6} {f.Detected,17:0 %} {f.Days,4}   {f.Why}");
        return text.ToString();
    }
}
