using Adit.Sites;

namespace Adit.Maps;

/// <summary>A square of a map in Web Mercator: of zoom <paramref name="Zoom"/> there are 2^zoom columns from the west and rows from the north.</summary>
public readonly record struct MapTile(int Zoom, int X, int Y)
{
    /// <summary>The finest zoom that is read: a tile is some ten metres wide.</summary>
    public const int FinestZoom = 22;

    private const double MetresPerDegree = 111_320;

    /// <summary>Its place along the Hilbert curves through all zooms, by which PMTiles orders tiles.</summary>
    public long Id
    {
        get
        {
            long before = ((1L << (2 * Zoom)) - 1) / 3, along = 0;
            int x = X, y = Y;
            for (var side = 1 << Zoom; side > 1; side >>= 1)
            {
                var half = side >> 1;
                var (right, down) = ((x & half) != 0, (y & half) != 0);
                along += (long)half * half * ((right ? 3 : 0) ^ (down ? 1 : 0));
                (x, y) = (x & (half - 1), y & (half - 1));
                if (!down)
                    (x, y) = right ? (half - 1 - y, half - 1 - x) : (y, x);
            }
            return before + along;
        }
    }

    /// <summary>The tiles of a zoom that a square around a place touches, row by row.</summary>
    /// <param name="metres">From the place to each side of the square.</param>
    public static IReadOnlyList<MapTile> Around(GeoPoint place, double metres, int zoom)
    {
        var (latitude, longitude) = ((double)place.Latitude, (double)place.Longitude);
        var up = metres / MetresPerDegree;
        var across = up / Math.Max(Math.Cos(latitude * Math.PI / 180), .01);
        var (left, right) = (Column(longitude - across, zoom), Column(longitude + across, zoom));
        var (top, bottom) = (Row(latitude + up, zoom), Row(latitude - up, zoom));
        return [.. from y in Enumerable.Range(top, bottom - top + 1) from x in Enumerable.Range(left, right - left + 1) select new MapTile(zoom, x, y)];
    }

    private static int Column(double longitude, int zoom) => Within((longitude + 180) / 360, zoom);

    private static int Row(double latitude, int zoom)
    {
        var sine = Math.Sin(Math.Clamp(latitude, -85, 85) * Math.PI / 180);
        return Within(.5 - (Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI)), zoom);
    }

    private static int Within(double part, int zoom) => (int)Math.Clamp(Math.Floor(part * (1 << zoom)), 0, (1 << zoom) - 1);
}
