namespace Adit.Plausibility;

/// <summary>What times tell, by the phone's clock alone: whether they are those of our clock is asked elsewhere.</summary>
internal static class Timing
{
    // Nobody reads a question and answers it in less than this, not even one who knows the form by heart.
    private const double SecondsAnAnswer = 1.2;
    private const int FewestAnswers = 8, FewestUsual = 8, MostUsual = 25;

    // How widely honest durations scatter at least, as a natural logarithm: by a third up or down.
    private const double Scatter = 0.35;

    // Two forms belong to one sitting when no more than this lies between them.
    private const long Pause = 30L * 60 * 1_000_000;

    internal static IEnumerable<Doubt?> Doubts(IReadOnlyList<Trace> all, int at, int[] ordinary)
    {
        var visit = all[at];
        if (visit.Seconds is not { } seconds || visit.Answers.Length < FewestAnswers)
            return [Sitting(all, at)];
        var usual = ordinary.Where(o => all[o] is { Paper: false, Seconds: not null } && all[o].Form == visit.Form).TakeLast(MostUsual).Select(o => Pace(all[o])).ToArray();
        return [Short(visit, seconds), Quick(visit, seconds, usual), Sitting(all, at)];
    }

    private static Doubt? Short(Trace visit, double seconds)
    {
        var least = SecondsAnAnswer * visit.Answers.Length;
        return seconds >= least ? null : new(DoubtKind.TooShort, Math.Min(10, 4 + 4 * Math.Log2(least / Math.Max(1, seconds))), null, (long)seconds, visit.Answers.Length);
    }

    // Seconds for each answer; a little is lost to opening the form and to photos whatever is answered.
    private static double Pace(Trace trace) => Math.Log((trace.Seconds!.Value + 1) / (trace.Answers.Length + 4));

    private static Doubt? Quick(Trace visit, double seconds, double[] usual)
    {
        if (usual.Length < FewestUsual)
            return null;
        var middle = Places.Middle(usual);
        var scatter = Math.Max(Scatter, 1.4826 * Places.Middle(usual.Select(u => Math.Abs(u - middle))));
        var off = (middle - Pace(visit)) / scatter;
        // Less than a normal distribution would say: real durations have longer tails.
        return off < 2 ? null : new(DoubtKind.TooQuick, Math.Min(8, 0.5 * off * off), null, (long)seconds, (long)(Math.Exp(middle) * (visit.Answers.Length + 4)));
    }

    internal static Doubt? Sitting(IReadOnlyList<Trace> all, int at)
    {
        var near = new List<int>();
        for (var other = Math.Max(0, at - Doubting.Near); other < Math.Min(all.Count, at + Doubting.Near + 1); other++)
            if (all[other] is { Paper: false, Started: not null, Seconds: not null })
                near.Add(other);
        if (!near.Contains(at))
            return null;
        near.Sort((a, b) => (all[a].Started!.Value.Micros, a).CompareTo((all[b].Started!.Value.Micros, b)));
        var mates = new List<int>();
        var place = near.IndexOf(at);
        for (var next = place + 1; next < near.Count && all[near[next]].Started!.Value.Micros - all[near[next - 1]].Ended!.Value.Micros <= Pause; next++)
            mates.Add(near[next]);
        for (var before = place - 1; before >= 0 && all[near[before + 1]].Started!.Value.Micros - all[near[before]].Ended!.Value.Micros <= Pause; before--)
            mates.Add(near[before]);
        var days = mates.Where(m => all[m].Day != all[at].Day).DistinctBy(m => all[m].Day).ToList();
        if (days.Count == 0)
            return null;
        // Who writes up yesterday together with today is honest; a week at once is not what an agent who stays at the site does.
        return new(DoubtKind.OneSitting, Math.Min(9, 2.5 * days.Count), days.Where(d => d < at).DefaultIfEmpty(-1).Max() is >= 0 and var earlier ? all[earlier].Visit : null, days.Count, 0);
    }
}
