using Adit.Web;
using CsCheck;

namespace Adit.Tests.Web;

public sealed class MapTests
{
    private static readonly Gen<MarkerView[]> Markers = Gen.Select(Gen.Decimal[-12m, 3m], Gen.Decimal[15m, 33m])
        .Select(p => new MarkerView("Sambolo", "/sites/x", decimal.Round(p.Item1, 4), decimal.Round(p.Item2, 4), Standing.Open(2))).Array[1, 30];

    [Fact]
    public void Every_site_lies_inside_the_map_and_its_name_too() => Markers.Sample(markers =>
    {
        var window = Window(markers);
        foreach (var spot in MapSpot.Set(markers, window, []))
        {
            Assert.InRange(spot.True.X, 0, 366);
            Assert.InRange(spot.True.Y, 0, 426);
            if (spot.Label is { } label)
                Assert.InRange(label.X, 0, 366);
        }
    });

    [Fact]
    public void No_name_is_written_over_a_square_or_another_name() => Markers.Sample(markers =>
    {
        var taken = new List<MapSpot.Box>();
        var squares = MapSpot.Set(markers, Window(markers), taken).Count;
        var names = taken.Skip(squares).ToList();

        for (var i = 0; i < names.Count; i++)
            Assert.DoesNotContain(taken.Take(squares + i), names[i].Meets);
    });

    [Fact]
    public void Two_sites_at_one_place_are_drawn_apart()
    {
        MarkerView[] twice = [.. Enumerable.Repeat(new MarkerView("Sambolo", null, -10m, 27m, Standing.NothingOpen), 2)];
        var spots = MapSpot.Set(twice, Window(twice), []);

        Assert.True(Math.Abs(spots[0].X - spots[1].X) + Math.Abs(spots[0].Y - spots[1].Y) > 19);
    }

    [Fact]
    public void The_shipped_map_knows_the_Congo_and_its_nine_neighbours()
    {
        var window = new MapWindow([(11, -15), (42, 14)], 400, 400);

        Assert.Equal(10, BaseMap.Shipped.In(window).Count());
        Assert.Equal("RD Congo", BaseMap.Shipped.In(window).Single(c => c.Country.Code == "CD").Country.Fr);
    }

    [Fact]
    public void A_ring_outside_the_window_leaves_nothing_and_one_around_it_leaves_its_frame()
    {
        var window = new MapWindow([(26, -11), (28, -10)], 300, 300);

        Assert.Empty(window.Clip([(40, 0), (41, 0), (41, 1)]));
        Assert.Equal(4, window.Clip([(0, -40), (60, -40), (60, 40), (0, 40)]).Count);
    }

    private static MapWindow Window(MarkerView[] markers) => new([.. markers.Select(m => ((double)m.Longitude, (double)m.Latitude))], 366, 426);
}
