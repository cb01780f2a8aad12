namespace Adit.Web;

/// <summary>Where a marker and its name stand on a drawn map. A name that finds no free room is left to the hover and the table.</summary>
public sealed record MapSpot(MarkerView Marker, double X, double Y, MapSpot.At? Label)
{
    /// <summary>Where a name is written, and from which end.</summary>
    public readonly record struct At(double X, double Y, string Anchor);

    private const double LetterWidth = 6.6, Line = 14;

    /// <summary>Sets the worst sites' names first; each goes right, left, below or above its square, wherever nothing stands yet.</summary>
    public static IReadOnlyList<MapSpot> Set(IReadOnlyList<MarkerView> markers, MapWindow window)
    {
        var placed = markers.OrderBy(m => m.Standing.Rank)
            .Select(m => (Marker: m, Spot: window.Place((double)m.Longitude, (double)m.Latitude))).ToList();
        var taken = placed.Select(p => (L: p.Spot.X - 10, T: p.Spot.Y - 10, R: p.Spot.X + 10, B: p.Spot.Y + 10)).ToList();
        var spots = new List<MapSpot>(markers.Count);
        foreach (var (marker, spot) in placed)
        {
            At? label = null;
            foreach (var (at, box) in Choices(spot, marker.Name.Length * LetterWidth))
            {
                var free = box.L >= 0 && box.R <= window.Size.Width && box.T >= 0 && box.B <= window.Size.Height
                    && !taken.Any(t => box.L < t.R && box.R > t.L && box.T < t.B && box.B > t.T);
                if (!free)
                    continue;
                taken.Add(box);
                label = at;
                break;
            }
            spots.Add(new(marker, spot.X, spot.Y, label));
        }
        return spots;
    }

    private static IEnumerable<(At At, (double L, double T, double R, double B) Box)> Choices((double X, double Y) p, double width)
    {
        yield return (new(p.X + 13, p.Y + 4, "start"), (p.X + 11, p.Y - 7, p.X + 13 + width, p.Y - 7 + Line));
        yield return (new(p.X - 13, p.Y + 4, "end"), (p.X - 13 - width, p.Y - 7, p.X - 11, p.Y - 7 + Line));
        yield return (new(p.X, p.Y + 21, "middle"), (p.X - (width / 2), p.Y + 10, p.X + (width / 2), p.Y + 10 + Line));
        yield return (new(p.X, p.Y - 13, "middle"), (p.X - (width / 2), p.Y - 11 - Line, p.X + (width / 2), p.Y - 11));
    }
}
