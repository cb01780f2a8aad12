using System.Globalization;
using System.Text;
using Adit.Plausibility;

namespace Adit.Tests.Plausibility;

/// <summary>What was found of simulated visits of one kind.</summary>
/// <param name="Seen">Forged visits, of those of honest agents all.</param>
/// <param name="Doubted">Of these, doubted.</param>
/// <param name="Alarms">Honest visits that were doubted.</param>
/// <param name="Quarters">Sites and quarters simulated.</param>
/// <param name="Over">Of these, with more than one false alarm.</param>
/// <param name="Noticed">Of these, with at least one doubted visit that was forged.</param>
internal sealed record Figure(string Name, int Seen, int Doubted, int Alarms, int Quarters, int Over, int Noticed, string Why)
{
    public double Found => Seen == 0 ? 0 : (double)Doubted / Seen;

    public double AlarmsPerQuarter => (double)Alarms / Quarters;
}

/// <summary>Simulates quarters of honest and of forged visits and judges them, as a programme does: with nothing known but what the visits leave behind.</summary>
internal static class Measuring
{
    public static List<Figure> Honest(int seed, int quarters) => [.. Habit.All.Select((habit, n) =>
    {
        var all = Enumerable.Range(0, quarters).AsParallel().AsOrdered().Select(q =>
        {
            var work = new Fieldwork(seed + (n * 10_000) + q, habit, Ground.All[q % Ground.All.Length]);
            return Doubting.Of([.. work.Quarter().Select(d => d.Trace(work))], work.Site).Where(j => j.Doubtful).ToList();
        }).ToList();
        return new Figure(habit.Name, 0, 0, all.Sum(a => a.Count), quarters, all.Count(a => a.Count > 1), 0, Why(all.SelectMany(a => a)));
    })];

    public static List<Figure> Forged(int seed, int quarters) => [.. Trick.All.Select((trick, n) =>
    {
        var all = Enumerable.Range(0, quarters).AsParallel().AsOrdered().Select(q => Quarter(trick, seed + 500_000 + (n * 10_000) + q, q)).ToList();
        return new Figure(trick.Name, all.Sum(a => a.Forged), all.Sum(a => a.Doubted.Count), all.Sum(a => a.Alarms.Count), quarters, all.Count(a => a.Alarms.Count > 1), all.Count(a => a.Doubted.Count > 0), Why(all.SelectMany(a => a.Doubted)) + "; falsely: " + Why(all.SelectMany(a => a.Alarms)));
    })];

    private static (int Forged, List<Judged> Doubted, List<Judged> Alarms) Quarter(Trick trick, int seed, int q)
    {
        // Where a phone gives no position, or everything is typed from paper, a trick with positions or times is none.
        var habits = Habit.All.Where(h => h is { Gps: true, Paper: false, Digits: > 5 }).ToList();
        var grounds = Ground.All.Where(g => trick.Quiet is not { } quiet || g.Measures != quiet).ToList();
        var work = new Fieldwork(seed, habits[q % habits.Count], grounds[q / habits.Count % grounds.Count]);
        var (drafts, forged) = trick.Apply(work, work.Quarter());
        var traces = drafts.Select(d => d.Trace(work)).ToList();
        var ids = forged.Select(f => traces[f].Visit).ToHashSet();
        var doubtful = Doubting.Of(traces, work.Site).Where(j => j.Doubtful).ToList();
        return (forged.Count, [.. doubtful.Where(j => ids.Contains(j.Visit))], [.. doubtful.Where(j => !ids.Contains(j.Visit))]);
    }

    private static string Why(IEnumerable<Judged> doubted) => string.Join(", ", doubted.Select(j => j.Doubts[0].Kind).GroupBy(k => k).OrderByDescending(g => g.Count()).Take(4).Select(g => $"{g.Key} {g.Count()}"));

    /// <summary>The two tables as text.</summary>
    public static string Table(IReadOnlyList<Figure> honest, IReadOnlyList<Figure> forged)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"Honest agents",-44} {"quarters",9} {"alarms a quarter",17} {"over one",9}   mostly");
        foreach (var f in honest)
            text.AppendLine(CultureInfo.InvariantCulture, $"{f.Name,-44} {f.Quarters,9} {f.AlarmsPerQuarter,17:0.00} {(double)f.Over / f.Quarters,9:0.0%}   {f.Why}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"all",-44} {honest.Sum(f => f.Quarters),9} {(double)honest.Sum(f => f.Alarms) / honest.Sum(f => f.Quarters),17:0.00} {(double)honest.Sum(f => f.Over) / honest.Sum(f => f.Quarters),9:0.0%}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"Forged visits",-44} {"visits",9} {"found",8} {"quarters noticed",17} {"alarms a quarter",17}   mostly");
        foreach (var f in forged)
            text.AppendLine(CultureInfo.InvariantCulture, $"{f.Name,-44} {f.Seen,9} {f.Found,8:0.0%} {(double)f.Noticed / f.Quarters,17:0.0%} {f.AlarmsPerQuarter,17:0.00}   {f.Why}");
        var kinds = forged.Where(f => Trick.All.Single(t => t.Name == f.Name).Found).ToList();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"all that leave a trace",-44} {kinds.Sum(f => f.Seen),9} {(double)kinds.Sum(f => f.Doubted) / kinds.Sum(f => f.Seen),8:0.0%}");
        return text.ToString();
    }
}
