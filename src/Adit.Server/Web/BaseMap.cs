using System.Text;
using System.Text.Json;

namespace Adit.Web;

/// <summary>The countries around the Great Lakes, read once from the shipped map, and drawn as paths of one window of it.</summary>
public sealed class BaseMap
{
    private static readonly Lazy<BaseMap> Read = new(() => new BaseMap(Path.Combine(WebFiles.Folder, "map", "countries.json")));

    private readonly List<Country> countries = [];

    /// <summary>The map that ships; empty where its file is missing, so that a page never fails for want of it.</summary>
    public static BaseMap Shipped => Read.Value;

    /// <summary>A country: its code, names, and outer rings in degrees.</summary>
    public sealed record Country(string Code, string En, string Fr, IReadOnlyList<(double X, double Y)[]> Rings);

    private BaseMap(string file)
    {
        if (!File.Exists(file))
            return;
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var feature in json.RootElement.GetProperty("features").EnumerateArray())
        {
            var about = feature.GetProperty("properties");
            var rings = feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray()
                .Select(polygon => polygon[0].EnumerateArray().Select(p => (p[0].GetDouble(), p[1].GetDouble())).ToArray());
            countries.Add(new(Say(about, "code"), Say(about, "en"), Say(about, "fr"), [.. rings]));
        }
    }

    private static string Say(JsonElement about, string name) => about.GetProperty(name).GetString() ?? "";

    /// <summary>The countries that reach into a window: path data in its pixels, and where a name would fit.</summary>
    public IEnumerable<(Country Country, string Path, (double X, double Y) Middle)> In(MapWindow window)
    {
        foreach (var country in countries)
        {
            var path = new StringBuilder();
            var (middle, largest) = ((X: 0d, Y: 0d), 0d);
            foreach (var ring in country.Rings)
            {
                var clipped = window.Clip(ring);
                if (clipped.Count < 3)
                    continue;
                Append(path, clipped);
                var (centre, area) = Centre(clipped);
                if (area > largest)
                    (middle, largest) = (centre, area);
            }
            if (path.Length > 0)
                yield return (country, path.ToString(), largest > 1500 ? middle : (double.NaN, double.NaN));
        }
    }

    private static void Append(StringBuilder path, List<(double X, double Y)> ring)
    {
        var (lastX, lastY) = (int.MinValue, int.MinValue);
        foreach (var (x, y) in ring)
        {
            var (px, py) = ((int)Math.Round(x), (int)Math.Round(y));
            if (px == lastX && py == lastY)
                continue;
            path.Append(lastX == int.MinValue ? 'M' : 'L').Append(px).Append(' ').Append(py);
            (lastX, lastY) = (px, py);
        }
        path.Append('Z');
    }

    private static ((double X, double Y) Centre, double Area) Centre(List<(double X, double Y)> ring)
    {
        double area = 0, x = 0, y = 0;
        for (var i = 0; i < ring.Count; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Count]);
            var cross = (a.X * b.Y) - (b.X * a.Y);
            (area, x, y) = (area + cross, x + ((a.X + b.X) * cross), y + ((a.Y + b.Y) * cross));
        }
        return Math.Abs(area) < 1e-9 ? ((0, 0), 0) : ((x / (3 * area), y / (3 * area)), Math.Abs(area) / 2);
    }
}
