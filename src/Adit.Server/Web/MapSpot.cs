namespace Adit.Web;

/// <summary>
/// Where a marker and its name stand on a drawn map. Squares that would cover each other are moved apart, with a line to the true place;
/// a name that finds no free room is left to the hover and the table.
/// </summary>
public sealed record MapSpot(MarkerView Marker, (double X, double Y) True, double X, double Y, MapSpot.At? Label)
{
    /// <summary>Where a name is written, and from which end; far where a line leads from the square to it.</summary>
    public readonly record struct At(double X, double Y, string Anchor, bool Far = false);

    /// <summary>A piece of the map that is taken.</summary>
    public readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Meets(Box other) => Left < other.Right && Right > other.Left && Top < other.Bottom && Bottom > other.Top;
    }

    private const double LetterWidth = 6.4, Line = 14, Apart = 21;
    private const int FewEnoughToName = 80;

    /// <summary>Whether the square stands elsewhere than its place.</summary>
    public bool Moved => Math.Abs(X - True.X) + Math.Abs(Y - True.Y) > 3;

    /// <summary>
    /// Sets the worst sites' names first; each goes right, left, below or above its square, or farther off with a line, wherever nothing
    /// stands yet. Where the sites are many, squares overlap and carry no names: then the table is the better map.
    /// </summary>
    public static IReadOnlyList<MapSpot> Set(IReadOnlyList<MarkerView> markers, MapWindow window, List<Box> taken)
    {
        var order = markers.OrderBy(m => m.Standing.Rank).ToList();
        var truth = order.Select(m => window.Place((double)m.Longitude, (double)m.Latitude)).ToList();
        var few = truth.Count <= FewEnoughToName;
        var squares = few ? MovedApart(truth) : truth;
        taken.AddRange(squares.Select(p => new Box(p.X - 10, p.Y - 10, p.X + 10, p.Y + 10)));

        var spots = new List<MapSpot>(order.Count);
        for (var i = 0; i < order.Count; i++)
        {
            var label = few ? Named(order[i].Name, squares[i], window, taken) : null;
            spots.Add(new(order[i], truth[i], squares[i].X, squares[i].Y, label));
        }
        return spots;
    }

    private static At? Named(string name, (double X, double Y) square, MapWindow window, List<Box> taken)
    {
        foreach (var (at, box) in Choices(square, name.Length * LetterWidth))
        {
            var inside = box.Left >= 0 && box.Right <= window.Size.Width && box.Top >= 0 && box.Bottom <= window.Size.Height;
            if (!inside || taken.Any(box.Meets))
                continue;
            taken.Add(box);
            return at;
        }
        return null;
    }

    private static IEnumerable<(At At, Box Box)> Choices((double X, double Y) p, double width)
    {
        yield return (new(p.X + 13, p.Y + 4, "start"), new(p.X + 11, p.Y - 7, p.X + 13 + width, p.Y - 7 + Line));
        yield return (new(p.X - 13, p.Y + 4, "end"), new(p.X - 13 - width, p.Y - 7, p.X - 11, p.Y - 7 + Line));
        yield return (new(p.X, p.Y + 21, "middle"), new(p.X - (width / 2), p.Y + 10, p.X + (width / 2), p.Y + 10 + Line));
        yield return (new(p.X, p.Y - 13, "middle"), new(p.X - (width / 2), p.Y - 11 - Line, p.X + (width / 2), p.Y - 11));
        foreach (var radius in (double[])[30, 46, 62, 80])
        {
            for (var turn = 0; turn < 12; turn++)
            {
                var (x, y) = (p.X + (radius * Math.Cos(turn * Math.PI / 6)), p.Y + (radius * Math.Sin(turn * Math.PI / 6)));
                var right = turn is < 3 or > 9;
                var (left, end) = right ? (x - 2, x + width) : (x - width, x + 2);
                yield return (new(x, y + 4, right ? "start" : "end", Far: true), new(left, y - 7, end, y + 7));
            }
        }
    }

    // Each pair that is too near pushes itself apart a little, many times over; two at one place part along a fixed direction.
    private static List<(double X, double Y)> MovedApart(List<(double X, double Y)> truth)
    {
        var spots = truth.ToList();
        for (var round = 0; round < 120; round++)
        {
            var still = true;
            for (var i = 0; i < spots.Count; i++)
            {
                for (var j = i + 1; j < spots.Count; j++)
                    still &= !Push(spots, i, j);
            }
            if (still)
                break;
        }
        return spots;
    }

    private static bool Push(List<(double X, double Y)> spots, int i, int j)
    {
        var (dx, dy) = (spots[j].X - spots[i].X, spots[j].Y - spots[i].Y);
        var distance = Math.Sqrt((dx * dx) + (dy * dy));
        if (distance >= Apart)
            return false;
        var (ux, uy) = distance > .01 ? (dx / distance, dy / distance) : (Math.Cos(i + j), Math.Sin(i + j));
        var step = ((Apart - distance) / 2) + .1;
        spots[i] = (spots[i].X - (ux * step), spots[i].Y - (uy * step));
        spots[j] = (spots[j].X + (ux * step), spots[j].Y + (uy * step));
        return true;
    }
}
