using System.Collections.Immutable;
using System.Globalization;

namespace Adit.Custody;

/// <summary>Which daily figure of a site left its own history. Units are those of <see cref="Drift.Recent"/>.</summary>
public enum DriftKind
{
    /// <summary>A team brings more than it used to, against what the site's other teams bring on the same days. Times the usual (1 is as ever).</summary>
    TeamMore,

    /// <summary>More comes out for each person whom agents counted there. Kilograms.</summary>
    EachMore,

    /// <summary>Ore of a team is richer or poorer than it was. Per cent of the dry mass.</summary>
    GradeOther,

    /// <summary>Ore of a team is wetter or drier than it was, against the site's on the same days. Points of per cent.</summary>
    MoistureOther,

    /// <summary>Single lots of a team, or of all of the site, are unlike what their teams brought, in grade and moisture together. Share of the lots, 0 to 1.</summary>
    Unlike,

    /// <summary>Tags of a team jump about in their series. Share of the lots, 0 to 1.</summary>
    TagsJump,

    /// <summary>A team's lots of one day weigh exactly the same. Share of the lots, 0 to 1.</summary>
    SameWeights,

    /// <summary>Lots are heavier when they are weighed again elsewhere: at the pit they were weighed too light. Share of the weight, 0.01 for one per cent.</summary>
    WeighedLight,
}

/// <summary>A lot as it came out of the ground.</summary>
/// <param name="Team">Code of the team that dug it; null where nobody said.</param>
/// <param name="At">When it was made; orders the lots of a day.</param>
/// <param name="Quantity">As measured first.</param>
/// <param name="Tag">The first tag that was put on; null where none was.</param>
public sealed record Dug(string Lot, string? Team, DateOnly Day, Instant At, Quantity Quantity, string? Tag);

/// <summary>A lot that was weighed at its site and then elsewhere, there for the first time.</summary>
public sealed record Reweighed(string Lot, DateOnly Day, Quantity There, Quantity Elsewhere);

/// <summary>What a site brought day by day.</summary>
/// <param name="People">How many agents counted at the site; a day on which nobody counted is not in it.</param>
public sealed record Output(IReadOnlyCollection<Dug> Dug, IReadOnlyDictionary<DateOnly, int> People, IReadOnlyCollection<Reweighed> Reweighed)
{
    /// <summary>From what was recorded of a site's lots, in whatever order it came.</summary>
    /// <param name="told">Everything that names a lot of the site, there and elsewhere; what is of other sites is left out.</param>
    /// <param name="dayOf">The day at the site.</param>
    public static Output Of(SiteId site, IEnumerable<CustodyRecorded> told, Func<Instant, DateOnly> dayOf, IReadOnlyDictionary<DateOnly, int> people)
    {
        var (dug, lotOf, again) = (new Dictionary<string, Dug>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, Reweighed>(StringComparer.Ordinal));
        // What is dug comes first: where only its day is known, it may have been weighed before that day's noon.
        foreach (var step in told.OrderByDescending(t => t.Kind == CustodyKind.Extraction).ThenBy(t => t.At).ThenBy(t => t.Event))
        {
            var here = step.Place is { Depot: null } && step.Place.Site == site;
            foreach (var said in step.Lots.Where(l => l.Part != LotPart.Taken))
            {
                if (step.Kind == CustodyKind.Extraction && here && said.Part == LotPart.Made)
                    dug.TryAdd(said.Lot, new(said.Lot, step.Team, dayOf(step.At), step.At, said.Quantity ?? default, said.Tag));
                else if (dug.TryGetValue(lotOf.GetValueOrDefault(said.Lot, said.Lot), out var lot) && said.Part == LotPart.Subject && step.Kind is not (CustodyKind.Loss or CustodyKind.Seizure))
                    Measure(lot, said, here, dayOf(step.At));
                if (said.Tag is not null)
                    lotOf.TryAdd(said.Tag, said.Lot);
            }
        }
        return new(dug.Values, people, again.Values);

        void Measure(Dug lot, LotSaid said, bool here, DateOnly day)
        {
            if (said.Quantity is { } elsewhere && !here && lot.Quantity.Wet > 0)
                again.TryAdd(lot.Lot, new(lot.Lot, day, lot.Quantity, elsewhere));
            dug[lot.Lot] = lot with { Quantity = lot.Quantity.Wet == 0 && here && said.Quantity is { } first ? first : lot.Quantity, Tag = lot.Tag ?? said.Tag };
        }
    }
}

/// <summary>A daily figure against its own history.</summary>
/// <param name="Team">Null where it is about the whole site.</param>
/// <param name="From">First of the recent days.</param>
/// <param name="Until">Last of them.</param>
/// <param name="Recent">Mean of the recent days.</param>
/// <param name="Usual">Mean of the days before.</param>
/// <param name="Days">Recent days that have the figure; of <see cref="DriftKind.WeighedLight"/> lots.</param>
/// <param name="Before">Days before that have it; none of <see cref="DriftKind.WeighedLight"/>, which is compared with nought.</param>
/// <param name="Score">How many standard errors lie between the two means.</param>
public sealed record Drift(DriftKind Kind, string? Team, DateOnly From, DateOnly Until, double Recent, double Usual, int Days, int Before, double Score)
{
    /// <summary>The indicator that it speaks to (<c>criteria.md</c>): volume against workforce and pits, tags, or the scale.</summary>
    public string Indicator => Kind switch { DriftKind.TagsJump => "TR-04", DriftKind.WeighedLight => "LB-02", _ => "TR-03" };

    /// <summary>Whether it left its history further than chance takes it. A reason to ask, no finding: a new vein does it too.</summary>
    public bool IsUnusual => Score > (Kind is DriftKind.Unlike or DriftKind.TagsJump or DriftKind.SameWeights ? Drifting.LimitOfCounts : Drifting.LimitOfMeans);
}

/// <summary>
/// Finds what left its own history: fourteen days against the twelve weeks before them, each figure as a mean over days. A site is compared with itself and its teams with each other on the same days,
/// so that rain, pay days and a site's own geology are in both; nothing is compared between sites. Limits were chosen on simulated quarters (decision 90).
/// </summary>
public static class Drifting
{
    /// <summary>How many days are looked at.</summary>
    public const int Recently = 14;

    /// <summary>Against how many days before them.</summary>
    public const int Before = 84;

    /// <summary>As many days with a figure as a mean and its spread need; fewer are no history.</summary>
    public const int FewestBefore = 20;

    /// <summary>The same of the days that are looked at.</summary>
    public const int FewestRecent = 4;

    /// <summary>From how many standard errors on a mean is unusual.</summary>
    public const double LimitOfMeans = 3.5;

    /// <summary>The same of a count of lots. A share of a few lots is spread less evenly than a weight: it must be further away.</summary>
    public const double LimitOfCounts = 4;

    // A lot this many robust deviations away from what its team brings is unlike it: one honest lot in ninety, were they spread normally.
    private const double Far = 3;

    // By how much, in logarithms, a team brings more or less honestly once it moved to another spot.
    private const double OtherSpot = 0.05;

    // By how much two honest scales differ for good, as a share of the weight.
    private const double Scales = 0.002;

    // Tags come off a roll one by one; a few are out of turn where two people tag.
    private const long Jump = 15;

    /// <summary>All figures that can be compared with their history by the end of a day, the most unusual first. What is not among them nobody looked at: too little was recorded of it.</summary>
    public static ImmutableArray<Drift> Of(Output output, DateOnly asOf)
    {
        var site = new Work(output.Dug.Where(d => d.Day <= asOf && d.Day > asOf.AddDays(-Recently - Before) && d.Quantity.Wet > 0).Select(Bag.Of));
        var teams = site.Bags.Where(b => b.Team is not null).GroupBy(b => b.Team!).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (Team: g.Key, Work: new Work(g))).ToList();
        var until = asOf.AddDays(-Recently);
        var all = new Like(site, until);
        var likes = teams.ToDictionary(t => t.Team, t => new Like(t.Work, until) is { Lots: >= 3 * FewestBefore } own ? own : all, StringComparer.Ordinal);
        // How far apart teams of one site lie by their spots: as far a team may go when it moves to another.
        var (gradeApart, moistureApart) = (Spread([.. likes.Values.Distinct().Select(l => l.Grade).Where(double.IsFinite)]), Spread([.. likes.Values.Distinct().Select(l => l.Moisture).Where(double.IsFinite)]));
        var found = new List<Drift?>
        {
            Compare(DriftKind.EachMore, null, [.. site.Days.Where(d => output.People.GetValueOrDefault(d.Day) > 0).Select(d => (d.Day, Math.Log(d.Kilograms / output.People[d.Day])))], asOf, 0.02, log: true),
            Count(DriftKind.Unlike, null, Unlike(site, likes, all), asOf),
            Light(output.Reweighed, asOf),
        };
        var ofDay = teams.SelectMany(t => t.Work.Days.Select(d => (d.Day, t.Team, d.Kilograms))).ToLookup(d => d.Day);
        var moisture = site.Days.ToDictionary(d => d.Day, d => d.Mean(b => b.Moisture));
        foreach (var (team, work) in teams)
        {
            found.Add(Compare(DriftKind.TeamMore, team, [.. work.Days.Select(d => (d.Day, Math.Log(d.Kilograms / Others(ofDay[d.Day], team))))], asOf, 0.05, OtherSpot, log: true));
            found.Add(Compare(DriftKind.GradeOther, team, [.. work.Days.Select(d => (d.Day, d.Mean(b => b.Grade)))], asOf, 0.02, gradeApart, bothWays: true));
            found.Add(Compare(DriftKind.MoistureOther, team, [.. work.Days.Select(d => (d.Day, d.Mean(b => b.Moisture) - moisture[d.Day]))], asOf, 0.1, moistureApart, bothWays: true));
            found.Add(Count(DriftKind.Unlike, team, Unlike(work, likes, all), asOf));
            found.Add(Count(DriftKind.TagsJump, team, Jumps(work), asOf));
            found.Add(Count(DriftKind.SameWeights, team, work.Days.Where(d => d.Bags.Count > 2).Select(d => (d.Day, Same(d.Bags), d.Bags.Count)), asOf));
        }
        return [.. found.OfType<Drift>().OrderByDescending(d => d.Score).ThenBy(d => d.Kind).ThenBy(d => d.Team, StringComparer.Ordinal)];
    }

    // The mean of the recent days against that of the days before, by the spread of single days, and by how far the mean may move honestly. Where days hardly differ, the least spread is what anybody could
    // measure.
    private static Drift? Compare(DriftKind kind, string? team, List<(DateOnly Day, double Value)> figures, DateOnly asOf, double least, double moves = 0, bool log = false, bool bothWays = false)
    {
        var from = asOf.AddDays(1 - Recently);
        var known = figures.Where(f => double.IsFinite(f.Value)).ToLookup(f => f.Day >= from, f => f.Value);
        var (recent, before) = (known[true].ToList(), known[false].ToList());
        if (recent.Count < FewestRecent || before.Count < FewestBefore)
            return null;
        var (now, then) = (recent.Average(), before.Average());
        var spread = Math.Max(least, Spread(before));
        var score = (now - then) / Math.Sqrt((spread * spread * ((1.0 / recent.Count) + (1.0 / before.Count))) + (moves * moves));
        return new(kind, team, from, asOf, log ? Math.Exp(now) : now, log ? Math.Exp(then) : then, recent.Count, before.Count, bothWays ? Math.Abs(score) : score);
    }

    // How many of the recent lots against as many as the days before let expect, as a count that is rare (square roots of counts are spread alike, Anscombe 1948), wider where days differ more than chance makes them.
    private static Drift? Count(DriftKind kind, string? team, IEnumerable<(DateOnly Day, int Odd, int Of)> days, DateOnly asOf)
    {
        var from = asOf.AddDays(1 - Recently);
        var counted = days.ToLookup(d => d.Day >= from);
        var (recent, before) = (counted[true].ToList(), counted[false].ToList());
        if (recent.Count < FewestRecent || before.Count < FewestBefore)
            return null;
        var (odd, of, oddBefore, ofBefore) = (recent.Sum(d => d.Odd), recent.Sum(d => d.Of), before.Sum(d => d.Odd), before.Sum(d => d.Of));
        var rate = (oddBefore + 0.5) / ofBefore;
        var wider = Math.Max(1, before.Sum(d => Math.Pow(d.Odd - (d.Of * rate), 2) / (d.Of * rate)) / (before.Count - 1));
        var score = 2 * (Math.Sqrt(odd + 0.375) - Math.Sqrt((of * rate) + 0.375)) / Math.Sqrt(wider * (1 + ((double)of / ofBefore)));
        return new(kind, team, from, asOf, (double)odd / of, (double)oddBefore / ofBefore, recent.Count, before.Count, score);
    }

    // Weighing again has no history to compare with: honest scales differ by little, and are as often above as below.
    private static Drift? Light(IEnumerable<Reweighed> reweighed, DateOnly asOf)
    {
        var from = asOf.AddDays(1 - Recently);
        var gains = reweighed.Where(r => r.Day >= from && r.Day <= asOf).Select(Gain).Where(double.IsFinite).ToList();
        return gains.Count < FewestBefore ? null : new(DriftKind.WeighedLight, null, from, asOf, gains.Average(), 0, gains.Count, 0, gains.Average() / Math.Sqrt((Math.Pow(Spread(gains), 2) / gains.Count) + (Scales * Scales)));
    }

    // By dry weight where both are known: ore dries on the way. Without moisture it is no less than the gain.
    private static double Gain(Reweighed lot)
    {
        var (there, elsewhere) = lot.There.Dry is > 0 && lot.Elsewhere.Dry is > 0 ? (lot.There.Dry.Value, lot.Elsewhere.Dry.Value) : (lot.There.Wet, lot.Elsewhere.Wet);
        return ((double)elsewhere - (double)there) / (double)there;
    }

    // What the middle one of the other teams brought that day; where none did, nothing is known.
    private static double Others(IEnumerable<(DateOnly Day, string Team, double Kilograms)> all, string team) => Median([.. all.Where(d => d.Team != team).Select(d => d.Kilograms)]);

    private static IEnumerable<(DateOnly Day, int Odd, int Of)> Jumps(Work work)
    {
        // Where nearly all tags end in a right check character, it is one.
        var tags = work.Bags.Select(b => b.Tag).OfType<string>().ToList();
        var isChecked = tags.Count(LotCode.IsChecked) > 0.9 * tags.Count;
        (string Series, long Number)? last = null;
        foreach (var day in work.Days)
        {
            var (jumps, tagged) = (0, 0);
            foreach (var (series, number) in day.Bags.Select(b => b.Tag).Where(t => t is not null).Select(t => Parts(isChecked ? t![..^1] : t!)))
            {
                if (last is { } before)
                {
                    tagged++;
                    jumps += !series.Equals(before.Series, StringComparison.Ordinal) || Math.Abs(number - before.Number) > Jump ? 1 : 0;
                }
                last = (series, number);
            }
            if (tagged > 0)
                yield return (day.Day, jumps, tagged);
        }
    }

    // A tag's series and its running number.
    private static (string Series, long Number) Parts(string tag)
    {
        var series = tag.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return (series, long.TryParse(tag.AsSpan(series.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
    }

    private static IEnumerable<(DateOnly Day, int Odd, int Of)> Unlike(Work work, IReadOnlyDictionary<string, Like> likes, Like all) => work.Days
        .Select(d => (d.Day, Away: d.Bags.Select(b => (b.Team is null ? all : likes[b.Team]).Distance(b)).Where(double.IsFinite).ToList())).Where(d => d.Away.Count > 0).Select(d => (d.Day, d.Away.Count(a => a > Far), d.Away.Count));

    private static int Same(List<Bag> bags) => bags.GroupBy(b => b.Kilograms).Where(g => g.Skip(1).Any()).Sum(g => g.Count());

    private static double Spread(List<double> values)
    {
        if (values.Count < 2)
            return 0;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? double.NaN : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }

    // A lot in numbers that are quick to reckon with; what nobody measured is no number.
    private readonly record struct Bag(string? Team, DateOnly Day, Instant At, double Kilograms, double Grade, double Moisture, string? Tag)
    {
        public static Bag Of(Dug dug) => new(dug.Team, dug.Day, dug.At, (double)dug.Quantity.Wet, (double?)dug.Quantity.Grade ?? double.NaN, (double?)dug.Quantity.Moisture ?? double.NaN, dug.Tag);
    }

    private sealed record OneDay(DateOnly Day, List<Bag> Bags)
    {
        public double Kilograms { get; } = Bags.Sum(b => b.Kilograms);

        // Of those that have the figure; no number where none has.
        public double Mean(Func<Bag, double> figure)
        {
            var (sum, count) = (0.0, 0);
            foreach (var value in Bags.Select(figure).Where(double.IsFinite))
                (sum, count) = (sum + value, count + 1);
            return sum / count;
        }
    }

    // Lots in the order in which they were made, and the same by day.
    private sealed class Work
    {
        public Work(IEnumerable<Bag> bags)
        {
            Bags = [.. bags.OrderBy(b => b.At.Micros)];
            Days = [.. Bags.GroupBy(b => b.Day).Select(g => new OneDay(g.Key, [.. g])).OrderBy(d => d.Day)];
        }

        public List<Bag> Bags { get; }

        public List<OneDay> Days { get; }
    }

    // What ore was usually like until a day: medians, and deviations from them that single odd lots do not move.
    private sealed class Like
    {
        private readonly (double Middle, double Deviation) grade, moisture;

        public Like(Work work, DateOnly until)
        {
            var history = work.Bags.Where(b => b.Day <= until).ToList();
            (Lots, grade, moisture) = (history.Count, Of(history.Select(b => b.Grade)), Of(history.Select(b => b.Moisture)));
        }

        public int Lots { get; }

        public double Grade => grade.Middle;

        public double Moisture => moisture.Middle;

        // In deviations, by grade and moisture together; no number where neither is known.
        public double Distance(Bag bag)
        {
            var (g, m) = ((bag.Grade - grade.Middle) / grade.Deviation, (bag.Moisture - moisture.Middle) / moisture.Deviation);
            return !double.IsFinite(g) ? Math.Abs(m) : !double.IsFinite(m) ? Math.Abs(g) : Math.Sqrt((g * g) + (m * m));
        }

        private static (double, double) Of(IEnumerable<double> figures)
        {
            var values = figures.Where(double.IsFinite).ToList();
            if (values.Count < FewestBefore)
                return (double.NaN, double.NaN);
            var middle = Median(values);
            // 1.4826 makes the median of deviations the standard deviation of a normal spread.
            return (middle, 1.4826 * Median([.. values.Select(v => Math.Abs(v - middle))]));
        }
    }
}
