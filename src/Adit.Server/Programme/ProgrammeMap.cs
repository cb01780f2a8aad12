using Adit.Protection;
using Adit.Sites;
using Adit.Web;

namespace Adit.Programme;

/// <summary>The map of the programme's page: a square for each site, or, where they are very many, one for all that lie around a place.</summary>
internal static class ProgrammeMap
{
    // More squares than this cover each other.
    private const int Most = 300;

    // How many places the map is wide, where each stands for the sites around it: as many as squares have room beside each other.
    private const int Across = 14;

    /// <param name="shown">Which sites of the table, by their place in it.</param>
    public static MapView Of(SiteTable table, ReadOnlySpan<int> shown, Tier reader, Words words)
    {
        var exact = reader >= Tier.T2;
        var (placed, south, north, west, east) = (0, 90.0, -90.0, 180.0, -180.0);
        foreach (var at in shown)
        {
            var (latitude, longitude) = table.Places[at];
            if (double.IsNaN(latitude))
                continue;
            placed++;
            (south, north, west, east) = (Math.Min(south, latitude), Math.Max(north, latitude), Math.Min(west, longitude), Math.Max(east, longitude));
        }
        return placed > Most
            ? new(Gathered(table, shown, reader, words, south, west, Math.Max(Math.Max(north - south, east - west) / Across, 0.1)), exact, words["map.gathered"])
            : new(Single(table, shown, reader, exact), exact, exact ? null : words["map.coarse"]);
    }

    private static List<MarkerView> Single(SiteTable table, ReadOnlySpan<int> places, Tier reader, bool exact)
    {
        var markers = new List<MarkerView>();
        foreach (var at in places)
            if (table.Sites[at] is { Place: { } place } site)
            {
                var shown = exact ? place : place.Coarse();
                markers.Add(new(site.Name, SiteWords.Path(site), shown.Latitude, shown.Longitude, table.Today[at].To(reader).Standing));
            }
        return markers;
    }

    // Each as the most urgent of its sites, at a round place.
    private static List<MarkerView> Gathered(SiteTable table, ReadOnlySpan<int> shown, Tier reader, Words words, double south, double west, double step)
    {
        var cells = new Dictionary<(int Row, int Column), (int Sites, int Worst)>();
        foreach (var at in shown)
        {
            var (latitude, longitude) = table.Places[at];
            if (double.IsNaN(latitude))
                continue;
            var cell = ((int)((latitude - south) / step), (int)((longitude - west) / step));
            var (sites, worst) = cells.TryGetValue(cell, out var found) ? found : (0, at);
            cells[cell] = (sites + 1, table.Rows[at].Rank(reader) < table.Rows[worst].Rank(reader) ? at : worst);
        }
        return [.. cells.Select(c => new MarkerView(
            words.Say("sites.count", ("n", c.Value.Sites)), null, Middle(south, c.Key.Row, step), Middle(west, c.Key.Column, step), table.Today[c.Value.Worst].To(reader).Standing))];
    }

    private static decimal Middle(double from, int cell, double step) => Math.Round((decimal)(from + ((cell + 0.5) * step)), 1);
}
