using Adit.Plausibility;

namespace Adit.Tests.Plausibility;

/// <summary>A way of not going, or not looking, and writing all the same.</summary>
/// <param name="Found">Whether it leaves anything that can be found; the figures of those that do not are told, and nothing is asked of them.</param>
internal sealed record Trick(string Name, bool Found, Func<Fieldwork, Draft, IReadOnlyList<Draft>, Draft> Forge)
{
    /// <summary>Whether whole runs of days are written at once, rather than single days.</summary>
    public bool Runs { get; init; }

    /// <summary>Whether it happens where nothing changes from day to day, and nothing is measured; or where something is.</summary>
    public bool? Quiet { get; init; }

    /// <summary>Whether there was an honest visit at all before it began.</summary>
    public bool FromTheFirst { get; init; }

    public static Trick[] All { get; } =
    [
        new("at home, 1.2 to 10 km away", true, Home),
        new("at home, with round numbers", true, (w, d, past) => Home(w, d, past) with { Answers = w.Invent(d.Day, round: true) }),
        new("at home, from the first day on", true, Home) { FromTheFirst = true },
        new("copies a visit of that week, in a hurry", true, (w, d, past) => Copied(w, d, past) with { Seconds = w.Uniform(50, 150) }) { Quiet = false },
        new("a week at once in the evening", true, (w, d, past) => d with { Answers = w.Invent(d.Day, false), Seconds = w.Seconds(d.Answers.Count, 5, 0.3), Spot = w.Stand(3, 60, 40) }) { Runs = true },
        new("a fixed false position", true, (w, d, past) => d with { Answers = w.Invent(d.Day, false), Seconds = w.Uniform(100, 400), Spot = w.Habit.Gps ? w.Spot(12, 34, 5) : null }),
        new("a false position that trembles a little", true, (w, d, past) => d with { Answers = w.Invent(d.Day, false), Seconds = w.Uniform(100, 400), Spot = w.Stand(0, 12, 34, noise: 0.3) }),
        new("a photo of an earlier visit", true, (w, d, past) => d with { Answers = w.Invent(d.Day, false), Photos = Old(w, past) ?? d.Photos }),
        new("several of these at once", true, Mixed),
        new("copies, taking its time", true, Copied) { Quiet = false },
        new("copies where nothing changes, taking its time", false, Copied) { Quiet = true },
        new("round numbers, at the gate", false, (w, d, past) => d with { Answers = w.Invent(d.Day, round: true) }),
        new("at the gate in a hurry, without looking", false, (w, d, past) => d with { Answers = w.Invent(d.Day, false), Seconds = w.Uniform(45, 120), Spot = w.Stand(2) }),
        new("careful: goes there, takes time, invents", false, (w, d, past) => d with { Answers = w.Invent(d.Day, false), Spot = w.Stand(2) }),
    ];

    private static Draft Home(Fieldwork work, Draft draft, IReadOnlyList<Draft> past)
    {
        // The same home for all visits of one agent: it follows from where the site is.
        var far = 1_200 * Math.Pow(8, Math.Abs(work.Latitude * 1e4 % 1));
        return draft with { Answers = work.Invent(draft.Day, false), Seconds = work.Uniform(90, 300), Spot = work.Stand(4, far * 0.8, far * 0.6), Photos = [] };
    }

    private static Draft Copied(Fieldwork work, Draft draft, IReadOnlyList<Draft> past)
    {
        // Of a day when there was something to see; nobody writes a Sunday for a Monday.
        var from = past.Skip(Math.Max(0, past.Count - 6)).Where(p => p.Answers.Count >= draft.Answers.Count - 4).ToList();
        return from.Count == 0 ? draft : draft with { Answers = work.Copy(from[work.Pick(from.Count)].Answers), Spot = work.Stand(2) };
    }

    private static List<ulong>? Old(Fieldwork work, IReadOnlyList<Draft> past)
    {
        var photographed = past.Where(p => p.Photos.Count > 0).ToList();
        return photographed.Count == 0 ? null : [photographed[work.Pick(photographed.Count)].Photos[0]];
    }

    private static Draft Mixed(Fieldwork work, Draft draft, IReadOnlyList<Draft> past)
    {
        var forged = Copied(work, draft, past) with { Seconds = work.Uniform(60, 200) };
        if (work.Chance(0.6))
            forged = forged with { Spot = Home(work, draft, past).Spot };
        if (work.Chance(0.4) && Old(work, past) is { } old)
            forged = forged with { Photos = old };
        return forged;
    }

    /// <summary>Replaces about a third of the visits of a quarter by written ones. The third week on, unless it begins at once.</summary>
    public (List<Draft> All, HashSet<int> Forged) Apply(Fieldwork work, List<Draft> honest)
    {
        var (all, forged) = (honest.ToList(), new HashSet<int>());
        var first = FromTheFirst ? 0 : 14;
        for (var at = first; at < all.Count; at++)
            if (Runs ? (at - first) % 18 < 6 : work.Chance(FromTheFirst ? 0.9 : 0.33))
                forged.Add(at);
        foreach (var at in forged.Order())
            all[at] = Forge(work, all[at], all[..at]);
        if (Runs)
            AtOnce(work, all, forged);
        return (all, forged);
    }

    // One after the other on the evening of the last day of the run.
    private static void AtOnce(Fieldwork work, List<Draft> all, HashSet<int> forged)
    {
        foreach (var last in forged.Where(f => !forged.Contains(f + 1)).ToList())
        {
            var from = last;
            while (forged.Contains(from - 1))
                from--;
            var now = Fieldwork.At(all[last].Day, work.Uniform(17, 20)).Micros;
            for (var at = from; at <= last; at++)
            {
                all[at] = all[at] with { Start = new(now) };
                now += (long)((all[at].Seconds + work.Uniform(20, 400)) * 1e6);
            }
        }
    }
}
