using Adit.Sites;

namespace Adit.Plausibility;

/// <summary>
/// Visits of one agent at one site in their order. A visit is first weighed against all before it; those that are doubtful even so do not show what is ordinary when it is judged.
/// So what is thought of a visit depends on itself, twice <see cref="Doubting.Context"/> visits before it and <see cref="Doubting.Near"/> after it, and on nothing else.
/// </summary>
/// <param name="sorted">By <see cref="Trace.Compare"/>.</param>
public sealed class Series(IReadOnlyList<Trace> sorted, GeoPoint? site, IReadOnlyCollection<Sighting> elsewhere)
{
    private readonly bool[] _ordinary = new bool[sorted.Count];
    private readonly Stood[] _places = [.. sorted.Select(t => Places.Mine(t, site))];

    /// <summary>Finds out whether a visit shows what is ordinary.</summary>
    public bool Weigh(int at) => _ordinary[at] = !Of(at, Before(at)).Doubtful;

    /// <summary>Says what was found out before.</summary>
    public void Weighed(int at, bool ordinary) => _ordinary[at] = ordinary;

    /// <summary>Whether it was written at one sitting with visits of other days, which are then to be judged again too.</summary>
    public bool SharesSitting(int at) => Timing.Sitting(sorted, at) is not null;

    /// <summary>Judges a visit; those before it were weighed.</summary>
    public Judged Judge(int at) => Of(at, [.. Before(at).Where(o => _ordinary[o])]);

    private static int[] Before(int at) => [.. Enumerable.Range(Math.Max(0, at - Doubting.Context), Math.Min(at, Doubting.Context))];

    private Judged Of(int at, int[] ordinary) =>
        new(sorted[at].Visit, [.. Doubts(at, ordinary).OfType<Doubt>().Where(d => d.Bits >= 1).OrderByDescending(d => d.Bits).ThenBy(d => d.Kind)]);

    private IEnumerable<Doubt?> Doubts(int at, int[] ordinary)
    {
        var (visit, start) = (sorted[at], Math.Max(0, at - Doubting.Context));
        var places = visit.Paper ? [] : new Places(sorted, _places, start, at).Doubts([.. ordinary.Where(o => _places[o].Known && !sorted[o].Paper).Select(o => _places[o])]);
        var times = visit.Paper ? [] : Timing.Doubts(sorted, at, ordinary);
        var answers = new Copying(sorted, start, at, ordinary);
        return [.. places, .. times, answers.Doubt(), answers.Round(), Photo(visit, start, at)];
    }

    private Doubt? Photo(Trace visit, int start, int at)
    {
        if (visit.Photos.IsEmpty)
            return null;
        for (var earlier = start; earlier < at; earlier++)
            if (sorted[earlier].Photos.Intersect(visit.Photos).Count() is > 0 and var same)
                return new(DoubtKind.SamePhoto, Doubting.Most, sorted[earlier].Visit, same, 0);
        var seen = elsewhere.Where(s => visit.Photos.Contains(s.Photo) && s.Visit != visit.Visit && s.Before(visit)).OrderBy(s => s.Day).ThenBy(s => s.At).ThenBy(s => s.Visit.Value).ToList();
        return seen.Count == 0 ? null : new(DoubtKind.SamePhoto, Doubting.Most, seen[0].Visit, seen.Count(s => s.Visit == seen[0].Visit), 0);
    }
}
