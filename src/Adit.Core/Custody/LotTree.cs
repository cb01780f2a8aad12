using System.Collections.Immutable;

namespace Adit.Custody;

/// <summary>One way that ore went: out of one lot into another, by one event.</summary>
/// <param name="Taken">What went; null where nobody knows how much.</param>
public sealed record LotEdge(Guid Event, string From, string To, Quantity? Taken);

/// <summary>Where a part of a lot was dug.</summary>
/// <param name="Site">Null for what nobody recorded the origin of.</param>
/// <param name="Share">Of the lot, 0 to 1, by weight.</param>
/// <param name="First">The first moment of digging, or the first that is known of it.</param>
/// <param name="Last">The last one.</param>
public sealed record Origin(SiteId? Site, string? Pit, decimal Share, Instant First, Instant Last);

/// <summary>A lot with all that it came from and all that became of it.</summary>
/// <param name="Lots">By code; the lot itself among them.</param>
/// <param name="Edges">Each once.</param>
public sealed record LotTree(string Lot, ImmutableDictionary<string, Lot> Lots, ImmutableArray<LotEdge> Edges)
{
    /// <summary>No tree is drawn further than this many lots; a smelter's heat is made of thousands of bags, not of hundreds of thousands.</summary>
    public const int MostLots = 20_000;

    /// <summary>Walks both ways from a lot.</summary>
    /// <param name="find">The lots of these codes; a code that nobody recorded is left out.</param>
    public static LotTree Of(string lot, Func<IReadOnlyCollection<string>, IEnumerable<Lot>> find)
    {
        var lots = ImmutableDictionary.CreateBuilder<string, Lot>(StringComparer.Ordinal);
        var edges = new Dictionary<(Guid, string, string), LotEdge>();
        Walk([lot], up: true, find, lots, edges);
        Walk([lot], up: false, find, lots, edges);
        return new(lot, lots.ToImmutable(), [.. edges.Values.OrderBy(e => e.From, StringComparer.Ordinal).ThenBy(e => e.To, StringComparer.Ordinal).ThenBy(e => e.Event)]);
    }

    private static void Walk(HashSet<string> front, bool up, Func<IReadOnlyCollection<string>, IEnumerable<Lot>> find, ImmutableDictionary<string, Lot>.Builder lots, Dictionary<(Guid, string, string), LotEdge> edges)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (front.Count > 0 && lots.Count < MostLots)
        {
            seen.UnionWith(front);
            foreach (var lot in find(front))
                lots[lot.Code] = lot;
            var next = new HashSet<string>(StringComparer.Ordinal);
            foreach (var edge in front.Where(lots.ContainsKey).SelectMany(code => up ? Into(lots[code]) : OutOf(lots[code])))
            {
                edges[(edge.Event, edge.From, edge.To)] = edge;
                next.Add(up ? edge.From : edge.To);
            }
            next.ExceptWith(seen);
            front = next;
        }
    }

    /// <summary>What went into a lot when it was made.</summary>
    public static IEnumerable<LotEdge> Into(Lot lot) =>
        lot.Made is not { } made ? [] : made.Event.Lots.Where(l => l.Part == LotPart.Taken && l.Lot != lot.Code).Select(l => new LotEdge(made.Event.Event, l.Lot, lot.Code, l.Quantity));

    /// <summary>What was made of a lot.</summary>
    public static IEnumerable<LotEdge> OutOf(Lot lot) =>
        from step in lot.Steps
        where step.Of(lot.Code)!.Part == LotPart.Taken
        from made in step.Event.Lots
        where made.Part == LotPart.Made && made.Lot != lot.Code
        select new LotEdge(step.Event.Event, lot.Code, made.Lot, step.Of(lot.Code)!.Quantity);

    /// <summary>
    /// Where a lot of this tree was dug, by weight. What went in counts by what was taken of it, dry where all of it is known dry; where a weight is missing all parts count alike.
    /// What lies in a circle, or has no beginning, has no known origin.
    /// </summary>
    /// <returns>The largest share first; shares sum to 1.</returns>
    public ImmutableArray<Origin> Origins(string lot)
    {
        var known = new Dictionary<string, ImmutableArray<Origin>>(StringComparer.Ordinal);
        // Depth first with a stack of its own: a chain of thousands of steps must not end the program.
        var open = new Stack<string>([lot]);
        var entered = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPeek(out var code))
        {
            var waiting = known.ContainsKey(code) || !Lots.TryGetValue(code, out var of) ? [] : Parts(of).Select(p => p.From).Where(f => !known.ContainsKey(f) && !entered.Contains(f)).ToList();
            entered.Add(code);
            if (waiting.Count > 0)
            {
                foreach (var part in waiting)
                    open.Push(part);
                continue;
            }
            open.Pop();
            if (!known.ContainsKey(code))
                known[code] = Mixed(code, known);
        }
        return known[lot];
    }

    private static IEnumerable<LotEdge> Parts(Lot lot) => lot.Made is { Event.Kind: not CustodyKind.Extraction } ? Into(lot) : [];

    private ImmutableArray<Origin> Mixed(string code, Dictionary<string, ImmutableArray<Origin>> known)
    {
        if (!Lots.TryGetValue(code, out var lot) || lot.Made is not { } made)
            return [new(null, null, 1, lot?.Steps[0].Event.At ?? default, lot?.Steps[^1].Event.At ?? default)];
        if (made.Event.Kind == CustodyKind.Extraction)
            return [new(made.Event.Place.Site, made.Event.Place.Pit, 1, made.Event.At, made.Event.At)];
        var parts = Parts(lot).Select(p => (p.From, Weight: Taken(p))).ToList();
        if (parts.Count == 0)
            return [new(null, null, 1, made.Event.At, made.Event.At)];
        var dry = parts.TrueForAll(p => p.Weight?.Dry is not null);
        var weights = parts.ConvertAll(p => dry ? p.Weight!.Value.Dry : p.Weight?.Wet);
        var total = weights.Contains(null) ? 0 : weights.Sum(w => w!.Value);
        return
        [
            .. parts.Zip(weights, (p, w) => (p.From, Share: total > 0 ? w!.Value / total : 1m / parts.Count))
                .SelectMany(p => known.GetValueOrDefault(p.From, [new(null, null, 1, made.Event.At, made.Event.At)]).Select(o => o with { Share = o.Share * p.Share }))
                .GroupBy(o => (o.Site, o.Pit)).Select(g => new Origin(g.Key.Site, g.Key.Pit, g.Sum(o => o.Share), g.Min(o => o.First), g.Max(o => o.Last)))
                .Where(o => o.Share > 0).OrderByDescending(o => o.Share).ThenBy(o => o.Site?.Value).ThenBy(o => o.Pit, StringComparer.Ordinal),
        ];
    }

    private Quantity? Taken(LotEdge edge) => Lots.TryGetValue(edge.From, out var from) ? from.Takings.FirstOrDefault(t => t.Event == edge.Event)?.Taken ?? edge.Taken : edge.Taken;

    /// <summary>What may be claimed of a lot by where it was dug, whatever was declared.</summary>
    public CustodyModel Model(string lot)
    {
        var origins = Origins(lot);
        return origins.Any(o => o.Site is null) ? CustodyModel.MassBalance : origins.Length == 1 ? CustodyModel.IdentityPreserved : CustodyModel.Segregated;
    }

    /// <summary>What cannot be right between lots: more came out than went in, or it was declared purer than it is.</summary>
    public IEnumerable<Anomaly> Anomalies(Tolerances tolerances)
    {
        foreach (var made in Lots.Values.Where(l => l.Made is { Event.Kind: not CustodyKind.Extraction }).GroupBy(l => l.Made!.Event.Event))
        {
            var told = made.First().Made!.Event;
            var taken = told.Lots.Where(l => l.Part == LotPart.Taken).Select(l => Taken(new(told.Event, l.Lot, "", l.Quantity))).ToList();
            var given = told.Lots.Where(l => l.Part == LotPart.Made).Select(l => l.Quantity).ToList();
            if (taken.Contains(null) || given.Contains(null) || Gain(told.Kind, Quantity.Sum(taken.Select(t => t!.Value)), Quantity.Sum(given.Select(g => g!.Value))) is not { } gain || gain <= tolerances.WeightPercent)
                continue;
            yield return new(AnomalyKind.MadeMore, told.Event, told.Lots.First(l => l.Part == LotPart.Made).Lot, null, decimal.Round(gain, 1), tolerances.WeightPercent);
        }
        foreach (var lot in Lots.Values.Where(l => l.Declared is { } declared && declared > Model(l.Code)))
            yield return new(AnomalyKind.LessThanDeclared, lot.Made!.Event.Event, lot.Code);
    }

    // A plant adds oxygen, water and sulfur: of what it makes only the metal can be compared. Washing takes away, and adds water.
    private static decimal? Gain(CustodyKind kind, Quantity taken, Quantity given)
    {
        var (before, after) = (taken.Metal, given.Metal) is ({ } a, { } b) && (kind == CustodyKind.Processing || (taken.Dry is null || given.Dry is null)) ? (a, b)
            : kind == CustodyKind.Processing ? (0, 0)
            : (taken.Dry, given.Dry) is ({ } c, { } d) ? (c, d)
            : kind == CustodyKind.Washing ? (0, 0) : (taken.Wet, given.Wet);
        return before > 0 ? 100 * (after - before) / before : null;
    }
}
