namespace Adit.Custody;

/// <summary>A hold with what became of it.</summary>
/// <param name="Until">When it was released; null where it stands.</param>
public sealed record Hold(LotsHeld Fact, Instant From, Instant? Until)
{
    /// <summary>Whether it stood at a moment.</summary>
    public bool StoodAt(Instant at) => From <= at && (Until is null || at < Until);
}

/// <summary>A hold follows ore into whatever is made of it.</summary>
public static class Holding
{
    /// <summary>The holds that stand on a lot of a tree today: its own, and those of anything that went into it.</summary>
    public static IEnumerable<Hold> Of(LotTree tree, string lot, IEnumerable<Hold> holds)
    {
        var sources = Sources(tree, lot);
        return holds.Where(h => h.Until is null && h.Fact.Lots.Any(sources.Contains));
    }

    /// <summary>
    /// What was done with lots of a tree while they were held: moving, selling, processing. To weigh, store or seize what is held is no breach, nor is what happened before anybody held it.
    /// </summary>
    public static IEnumerable<Anomaly> Breaches(LotTree tree, IReadOnlyCollection<Hold> holds)
    {
        foreach (var lot in holds.Count == 0 ? [] : tree.Lots.Values)
        {
            var sources = Sources(tree, lot.Code);
            foreach (var step in lot.Steps.Where(s => Moves(s, lot.Code) && holds.Any(h => h.StoodAt(s.Event.At) && h.Fact.Lots.Any(sources.Contains))))
                yield return new(AnomalyKind.WhileHeld, step.Event.Event, lot.Code);
        }
    }

    private static bool Moves(Told step, string lot) =>
        step.Of(lot)!.Part == LotPart.Taken || step.Event.Kind is CustodyKind.Sale or CustodyKind.Transfer or CustodyKind.Departure or CustodyKind.Export;

    /// <summary>A lot, and all that went into it.</summary>
    public static IReadOnlySet<string> Sources(LotTree tree, string lot)
    {
        var sources = new HashSet<string>(StringComparer.Ordinal) { lot };
        var open = new Stack<string>([lot]);
        while (open.TryPop(out var code))
        {
            if (!tree.Lots.TryGetValue(code, out var of))
                continue;
            foreach (var edge in LotTree.Into(of).Where(e => sources.Add(e.From)))
                open.Push(edge.From);
        }
        return sources;
    }
}
