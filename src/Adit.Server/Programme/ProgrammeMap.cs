using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Web;

namespace Adit.Programme;

/// <summary>The map of the programme's page: a square for each site, or, where they are very many, one for all that lie around a place.</summary>
internal static class ProgrammeMap
{
    // More squares than this cover each other.
    private const int Most = 300;

    // How many places the map is wide, where each stands for the sites around it.
    private const int Across = 20;

    public static MapView Of(IEnumerable<(Site Site, SiteToday Today)> sites, CurrentPerson person, Words words)
    {
        var exact = person.Sees >= Tier.T2;
        var placed = sites.Where(s => s.Site.Place is not null).ToList();
        var markers = placed.Count > Most ? Gathered(placed, person.Sees, words) : placed.Select(s => new MarkerView(
            s.Site.Name, SiteWords.Path(s.Site), Rounded(s.Site.Place!.Value.Latitude, exact), Rounded(s.Site.Place.Value.Longitude, exact), s.Today.To(person.Sees).Standing));
        return new([.. markers], exact, placed.Count > Most ? words["map.gathered"] : exact ? null : words["map.coarse"]);
    }

    // Each as the most urgent of its sites, at a round place.
    private static IEnumerable<MarkerView> Gathered(List<(Site Site, SiteToday Today)> placed, Tier reader, Words words)
    {
        var spots = placed.Select(s => (Latitude: (double)s.Site.Place!.Value.Latitude, Longitude: (double)s.Site.Place.Value.Longitude, s.Today.To(reader).Standing)).ToList();
        var (south, west) = (spots.Min(s => s.Latitude), spots.Min(s => s.Longitude));
        var step = Math.Max(Math.Max(spots.Max(s => s.Latitude) - south, spots.Max(s => s.Longitude) - west) / Across, 0.1);
        var cells = new Dictionary<(int Row, int Column), (int Sites, Standing Worst)>();
        foreach (var spot in spots)
        {
            var cell = ((int)((spot.Latitude - south) / step), (int)((spot.Longitude - west) / step));
            var (sites, worst) = cells.TryGetValue(cell, out var found) ? found : (0, spot.Standing);
            cells[cell] = (sites + 1, spot.Standing.Rank < worst.Rank ? spot.Standing : worst);
        }
        return cells.Select(c => new MarkerView(
            words.Say("sites.count", ("n", c.Value.Sites)), null, Rounded((decimal)(south + (c.Key.Row + 0.5) * step), exact: false), Rounded((decimal)(west + (c.Key.Column + 0.5) * step), exact: false), c.Value.Worst));
    }

    // About ten kilometres: enough to know the district, not the pit.
    private static decimal Rounded(decimal degrees, bool exact) => exact ? degrees : Math.Round(degrees, 1);
}
