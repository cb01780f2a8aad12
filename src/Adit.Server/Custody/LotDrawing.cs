namespace Adit.Custody;

/// <summary>A box of the drawing: a lot, or many that went the same way.</summary>
/// <param name="Code">Of the lot; of many the first one's.</param>
/// <param name="Count">How many lots it stands for.</param>
/// <param name="Kilograms">Together; null where of one of them nobody knows.</param>
/// <param name="Column">0 for the lot that was asked for, less for what it came from, more for what became of it.</param>
public sealed record LotBox(string Code, int Count, decimal? Kilograms, int Column, int Row, bool Odd, bool Held, bool Ended);

/// <summary>A line between two boxes, by their places in the list.</summary>
public sealed record LotLine(int From, int To, CustodyKind Kind);

/// <summary>A lot's tree as it is drawn: from left to right as time goes, lots that came the same way and went the same way as one box.</summary>
public sealed record LotDrawing(IReadOnlyList<LotBox> Boxes, IReadOnlyList<LotLine> Lines)
{
    /// <summary>From so many on, lots of one way are one box.</summary>
    public const int Many = 4;

    /// <summary>Columns from the first to the last.</summary>
    public int First => Boxes.Min(b => b.Column);

    /// <summary>How many columns.</summary>
    public int Columns => Boxes.Max(b => b.Column) - First + 1;

    /// <summary>How many rows the fullest column has.</summary>
    public int Rows => Boxes.Max(b => b.Row) + 1;

    public static LotDrawing Of(LotTree tree, IReadOnlySet<string> odd, IReadOnlySet<string> held)
    {
        var columns = Columned(tree);
        var into = tree.Edges.ToLookup(e => e.To);
        var outOf = tree.Edges.ToLookup(e => e.From);
        // The same way: made by the same kind at the same place of the same sources, and gone into the same.
        var groups = columns.Where(c => tree.Lots.ContainsKey(c.Key))
            .GroupBy(c => (c.Value, Made(tree.Lots[c.Key]), string.Join(' ', into[c.Key].Select(e => e.From).Order()), string.Join(' ', outOf[c.Key].Select(e => e.To).Order()), c.Key == tree.Lot))
            .SelectMany(g => g.Count() >= Many ? [g.Select(c => c.Key).Order(StringComparer.Ordinal).ToList()] : g.Select(c => new List<string> { c.Key }).ToList())
            .OrderBy(g => columns[g[0]]).ThenByDescending(g => g.Count).ThenBy(g => g[0], StringComparer.Ordinal).ToList();
        var rows = new Dictionary<int, int>();
        var boxes = new List<LotBox>();
        var boxOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var column = columns[group[0]];
            rows[column] = rows.TryGetValue(column, out var last) ? last + 1 : 0;
            foreach (var lot in group)
                boxOf[lot] = boxes.Count;
            boxes.Add(new(
                group[0], group.Count, group.Exists(l => Began(tree.Lots[l]) is null) ? null : group.Sum(l => Began(tree.Lots[l])), column, rows[column], group.Exists(odd.Contains), group.Exists(held.Contains), group.TrueForAll(l => !tree.Lots[l].IsThere)));
        }
        var lines = tree.Edges.Where(e => boxOf.ContainsKey(e.From) && boxOf.ContainsKey(e.To))
            .Select(e => new LotLine(boxOf[e.From], boxOf[e.To], tree.Lots[e.To].Made?.Event.Kind ?? CustodyKind.Merge)).Distinct().ToList();
        return new(boxes, lines);
    }

    private static (CustodyKind?, SiteId?, string?) Made(Lot lot) => (lot.Made?.Event.Kind, lot.Made?.Event.Place.Site, lot.Made?.Event.Place.Pit);

    // What it was when it came to be: what is left of it says little where it was used up.
    private static decimal? Began(Lot lot) => lot.Made is { } made ? made.Of(lot.Code)?.Quantity?.Wet ?? lot.Stays.Select(s => s.In?.Wet).FirstOrDefault(w => w is not null) : lot.Stays.Select(s => s.In?.Wet).FirstOrDefault(w => w is not null);

    // As far from the lot as the longest way, so that every line goes to the right; a circle is cut where it closes.
    private static Dictionary<string, int> Columned(LotTree tree)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal) { [tree.Lot] = 0 };
        Spread(tree.Edges.ToLookup(e => e.To, e => e.From), -1);
        Spread(tree.Edges.ToLookup(e => e.From, e => e.To), 1);
        return columns;

        void Spread(ILookup<string, string> next, int step)
        {
            var front = new List<string> { tree.Lot };
            for (var depth = 1; front.Count > 0 && depth <= tree.Lots.Count; depth++)
            {
                front = [.. front.SelectMany(code => next[code]).Where(code => code != tree.Lot).Distinct()];
                foreach (var code in front.Where(c => !columns.TryGetValue(c, out var at) || Math.Sign(at) == step))
                    columns[code] = step * depth;
            }
        }
    }
}
