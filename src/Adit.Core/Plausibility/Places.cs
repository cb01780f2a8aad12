using Adit.Sites;

namespace Adit.Plausibility;

/// <summary>Where a visit was made, on a plane in metres.</summary>
internal readonly record struct Stood(bool Known, double East, double North, double Accuracy, int Digits, double? FromSite);

/// <summary>What positions tell. A site is as wide as its pits lie apart, and phones err by what they say and sometimes more.</summary>
internal sealed class Places(IReadOnlyList<Trace> all, Stood[] places, int start, int at)
{
    // Beyond this from its middle few are still at a site, and nobody half as far again, unless the programme has the wrong place for it.
    private const double SiteMetres = 1_000, MostWider = 500;

    // Two positions of a phone that lies still differ by this or more, in metres, along either axis.
    private const double Scatter = 2.5;

    // How often two honest positions of one spot fall within this many metres of each other; more often than such a scatter gives.
    private const double SteadyMetres = 1.5, Within = 0.08;
    private const int FewestSteady = 2, FewestUsual = 8;
    private const double SpotMetres = 10;
    private const double MetresPerDegree = 111_195;

    internal static Stood Mine(Trace trace, GeoPoint? site)
    {
        if (trace.Spots.IsEmpty)
            return default;
        var spot = trace.Spots[0];
        var east = spot.Longitude * MetresPerDegree * Math.Cos(spot.Latitude * Math.PI / 180);
        return new(true, east, spot.Latitude * MetresPerDegree, spot.AccuracyMetres ?? 0, spot.Digits, site is { } middle ? trace.Spots.Min(s => Beyond(s, middle)) : null);
    }

    private static double Beyond(Spot spot, GeoPoint site) =>
        Math.Max(0, site.MetresTo(new((decimal)spot.Latitude, (decimal)spot.Longitude)) - (spot.AccuracyMetres ?? 0));

    public IEnumerable<Doubt?> Doubts(Stood[] usual)
    {
        var here = places[at];
        if (!here.Known)
            return [];
        return [Far(here, usual), Usual(here, usual), Same(here, usual), Steady(here)];
    }

    // Who walks widely about is at a wide site; who comes from two or three places is not.
    private static Doubt? Far(Stood here, Stood[] usual)
    {
        var wide = SiteMetres + Math.Min(MostWider, Spread(usual));
        return here.FromSite is { } metres && metres > wide ? new(DoubtKind.FarFromSite, Math.Min(Doubting.Most, 3.5 + 5 * Math.Log2(metres / wide)), null, (long)metres, 0) : null;
    }

    // Those of nine in ten of the usual visits lie within this of their middle; a hundred metres at least, since sites have paths.
    private static Doubt? Usual(Stood here, Stood[] usual)
    {
        if (usual.Length < FewestUsual)
            return null;
        var (east, north) = (Middle(usual.Select(u => u.East)), Middle(usual.Select(u => u.North)));
        var distances = usual.Select(u => Metres(u.East - east, u.North - north)).Order().ToArray();
        var reach = Math.Max(100, distances[(int)(0.9 * (distances.Length - 1))]);
        var away = Metres(here.East - east, here.North - north) - 2 * here.Accuracy;
        // Some write up in their lodging, a few hundred metres away.
        return away <= 3 * reach ? null : new(DoubtKind.FarFromUsual, Math.Min(Math.Min(9, away / 200), 3 * Math.Log2(away / reach)), null, (long)away, 0);
    }

    // How rare it is to hit the same point again follows from how finely the phone writes it and how widely positions scatter.
    private Doubt? Same(Stood here, Stood[] usual)
    {
        int times = 0, last = -1;
        for (var earlier = start; earlier < at; earlier++)
            if (places[earlier] is { Known: true } there && there.East == here.East && there.North == here.North && all[earlier].Day != all[at].Day)
                (times, last) = (times + 1, earlier);
        if (times == 0)
            return null;
        var cell = MetresPerDegree * Math.Pow(10, -here.Digits);
        var scatter = Math.Max(Scatter, Spread(usual));
        var bits = Math.Log2(4 * Math.PI * scatter * scatter / (cell * cell)) - Math.Log2(at - start);
        // A phone that sees no sky may give its last position once more.
        var most = times == 1 && last == at - 1 ? 4 : 10;
        return bits < 1 ? null : new(DoubtKind.SamePoint, Math.Min(most, bits), all[last].Visit, times, 0);
    }

    // Among those of the same spot, or days spent elsewhere would hide it.
    private Doubt? Steady(Stood here)
    {
        if (here.Digits < 6)
            return null;
        int near = 0, around = 0, last = -1;
        for (var earlier = start; earlier < at; earlier++)
            if (places[earlier] is { Known: true, Digits: >= 6 } there && all[earlier].Day != all[at].Day && Metres(there.East - here.East, there.North - here.North) is <= SpotMetres and var metres)
            {
                around++;
                if (metres <= SteadyMetres)
                    (near, last) = (near + 1, earlier);
            }
        return around < FewestSteady ? null : new(DoubtKind.TooSteady, Math.Min(10, Surprise(near, around, Within)), last < 0 ? null : all[last].Visit, near, around);
    }

    /// <summary>How many bits it takes to believe that so many of so many are chance, where each is as likely as said.</summary>
    internal static double Surprise(int hits, int all, double likely)
    {
        var share = (double)hits / all;
        return share <= likely ? 0 : all * ((share * Math.Log2(share / likely)) + (share < 1 ? (1 - share) * Math.Log2((1 - share) / (1 - likely)) : 0));
    }

    // Of what lies within a hundred metres of the middle: a walk to the far pits must not hide that at the gate the point is always the same.
    private static double Spread(Stood[] usual)
    {
        if (usual.Length < 3)
            return 0;
        var (east, north) = (Middle(usual.Select(u => u.East)), Middle(usual.Select(u => u.North)));
        return Middle(usual.Select(u => Metres(u.East - east, u.North - north))) / 1.18;
    }

    internal static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Metres(double east, double north) => Math.Sqrt(east * east + north * north);
}
