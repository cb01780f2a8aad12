using Adit.Custody;

namespace Adit.Tests.Custody;

/// <summary>Whether what is said of lots adds up.</summary>
public class ReconcilingTests
{
    private readonly Ore ore = new();

    private static readonly (Instant From, Instant Until) Day = (Ore.At(0), Ore.At(24));

    private DayBook Book(CustodyPlace place) =>
        Reconciling.Books(new(2026, 9, 21), Day, [.. ore.All.SelectMany(t => t.Event.Lots).Select(l => l.Lot).Distinct().Select(c => ore.Lot(c))]).Single(b => b.Place.IsAt(place));

    [Fact]
    public void A_depot_that_takes_in_mixes_and_sends_out_what_it_was_brought_has_no_gap()
    {
        ore.Dig("B0", -20, 40);
        ore.Weigh("B0", -10, Ore.Depot, 40);
        foreach (var bag in new[] { "B1", "B2" })
        {
            ore.Dig(bag, 1, 50);
            ore.Tell(CustodyKind.Arrival, 4, Ore.Depot, null, null, [], new LotSaid(bag, LotPart.Subject, new(50)));
        }
        ore.Merge(6, Ore.Depot, "L1", 90, "B0", "B1");
        ore.Tell(CustodyKind.Departure, 8, Ore.Depot, null, null, [], new LotSaid("L1", LotPart.Subject));
        Assert.Equal(new(Ore.Depot, new(2026, 9, 21), 40, 90, 100, 90, 90, 0, 50, 0), Book(Ore.Depot));
        Assert.Equal(0, Book(Ore.Depot).Gap);
    }

    [Fact]
    public void A_lot_that_weighs_more_in_the_evening_than_what_was_brought_is_a_gap()
    {
        ore.Dig("B1", 1, 50);
        ore.Tell(CustodyKind.Arrival, 4, Ore.Depot, null, null, [], new LotSaid("B1", LotPart.Subject, new(50)));
        ore.Weigh("B1", 9, Ore.Depot, 56);
        Assert.Equal((-6m, -12m), (Book(Ore.Depot).Gap, Book(Ore.Depot).Percent));
        Assert.True(Book(Ore.Depot).Off(new()));
    }

    [Fact]
    public void What_was_lost_is_accounted_for_and_what_nobody_weighed_is_in_no_figure()
    {
        ore.Dig("B1", 1, 50);
        ore.Tell(CustodyKind.Loss, 5, Ore.Pit, null, null, [], new LotSaid("B1", LotPart.Subject));
        ore.Tell(CustodyKind.Extraction, 2, Ore.Pit, null, Ore.Cooperative, [], new LotSaid("B2", LotPart.Made));
        Assert.Equal((50m, 50m, 0m, 1), (Book(Ore.Pit).Made, Book(Ore.Pit).Lost, Book(Ore.Pit).Gap, Book(Ore.Pit).Unmeasured));
    }

    /// <summary>Whatever is dug, carried, split and lost with honest scales: every place's books close on every day.</summary>
    [Fact]
    public void Honest_books_close_on_every_day()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var (story, lots) = Honest(seed);
            for (var day = 0; day < 3; day++)
                Assert.All(Reconciling.Books(new(2026, 9, 21 + day), (Ore.At(24 * day), Ore.At(24 * day + 24)), lots), b => Assert.Equal(0, b.Gap));
            Assert.NotEmpty(story.All);
        }
    }

    private static (Ore Story, List<Lot> Lots) Honest(int seed)
    {
        var (story, dice) = (new Ore(), new Random(seed));
        var there = new List<(string Code, decimal Kilograms, CustodyPlace Place)>();
        for (var step = 0; step < 60; step++)
        {
            var hour = step * 1.1;
            var at = there.Count == 0 ? -1 : dice.Next(there.Count);
            switch (at < 0 ? 0 : dice.Next(5))
            {
                case 0 or 1:
                    decimal kilograms = dice.Next(20, 60);
                    story.Dig($"B{step}", hour, kilograms);
                    there.Add(($"B{step}", kilograms, Ore.Pit));
                    break;
                case 2:
                    story.Tell(CustodyKind.Arrival, hour, Ore.Depot, null, null, [], new LotSaid(there[at].Code, LotPart.Subject, new(there[at].Kilograms)));
                    there[at] = there[at] with { Place = Ore.Depot };
                    break;
                case 3:
                    story.Tell(CustodyKind.Split, hour, there[at].Place, null, null, [], new(there[at].Code, LotPart.Taken), Ore.Made($"S{step}", there[at].Kilograms - 5), Ore.Made($"R{step}", 5));
                    there.Add(($"S{step}", there[at].Kilograms - 5, there[at].Place));
                    there.Add(($"R{step}", 5, there[at].Place));
                    there.RemoveAll(t => t.Kilograms <= 10 || t.Code == there[at].Code);
                    break;
                default:
                    story.Tell(CustodyKind.Loss, hour, there[at].Place, null, null, [], new LotSaid(there[at].Code, LotPart.Subject));
                    there.RemoveAt(at);
                    break;
            }
        }
        return (story, [.. story.All.SelectMany(t => t.Event.Lots).Select(l => l.Lot).Distinct().Select(c => story.Lot(c))]);
    }
}
