namespace Adit.Web;

/// <summary>A piece of the map in Mercator, fitted around some points with room to spare, and its pixels.</summary>
public sealed class MapWindow
{
    private readonly double left, top, scale;

    /// <summary>Width and height in pixels.</summary>
    public (int Width, int Height) Size { get; }

    /// <summary>Fits the points (degrees), never closer than about <paramref name="leastDegrees"/> across.</summary>
    public MapWindow(IReadOnlyList<(double Longitude, double Latitude)> points, int width, int height, double leastDegrees = 1.5)
    {
        Size = (width, height);
        var all = points.Count == 0 ? [(27.0, -6.0)] : points;
        var (west, east) = (all.Min(p => p.Longitude), all.Max(p => p.Longitude));
        var (south, north) = (Mercator(all.Min(p => p.Latitude)), Mercator(all.Max(p => p.Latitude)));
        var across = Math.Max((east - west) * 1.35, leastDegrees);
        var down = Math.Max((north - south) * 1.25, leastDegrees);
        scale = Math.Min(width / across, height / down);
        left = ((west + east) / 2) - (width / scale / 2);
        top = ((south + north) / 2) + (height / scale / 2);
    }

    /// <summary>A place in degrees as pixels from the upper left.</summary>
    public (double X, double Y) Place(double longitude, double latitude) =>
        ((longitude - left) * scale, (top - Mercator(latitude)) * scale);

    /// <summary>A ring cut to the window with a margin (Sutherland and Hodgman), in pixels.</summary>
    public List<(double X, double Y)> Clip(IReadOnlyList<(double X, double Y)> ring)
    {
        const double margin = 4;
        var points = ring.Select(p => Place(p.X, p.Y)).ToList();
        points = Cut(points, p => p.X + margin, (a, b) => Cross(a, b, -margin, x: true));
        points = Cut(points, p => Size.Width + margin - p.X, (a, b) => Cross(a, b, Size.Width + margin, x: true));
        points = Cut(points, p => p.Y + margin, (a, b) => Cross(a, b, -margin, x: false));
        return Cut(points, p => Size.Height + margin - p.Y, (a, b) => Cross(a, b, Size.Height + margin, x: false));
    }

    private static List<(double X, double Y)> Cut(
        List<(double X, double Y)> points, Func<(double X, double Y), double> inside,
        Func<(double X, double Y), (double X, double Y), (double X, double Y)> cross)
    {
        var kept = new List<(double X, double Y)>(points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            var (a, b) = (points[i], points[(i + 1) % points.Count]);
            if (inside(a) >= 0)
                kept.Add(a);
            if (inside(a) >= 0 != inside(b) >= 0)
                kept.Add(cross(a, b));
        }
        return kept;
    }

    private static (double X, double Y) Cross((double X, double Y) a, (double X, double Y) b, double at, bool x)
    {
        var t = x ? (at - a.X) / (b.X - a.X) : (at - a.Y) / (b.Y - a.Y);
        return (a.X + (t * (b.X - a.X)), a.Y + (t * (b.Y - a.Y)));
    }

    private static double Mercator(double latitude) =>
        Math.Log(Math.Tan((Math.PI / 4) + (latitude * Math.PI / 360))) * 180 / Math.PI;
}
