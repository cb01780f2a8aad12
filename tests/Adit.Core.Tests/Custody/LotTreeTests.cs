using Adit.Custody;

namespace Adit.Tests.Custody;

/// <summary>Where ore comes from, and what becomes of it.</summary>
public class LotTreeTests
{
    private readonly Ore ore = new();

    [Fact]
    public void What_is_mixed_comes_from_each_site_by_the_weight_that_went_in()
    {
        ore.Dig("B1", 0, 60);
        ore.Dig("B2", 0, 20);
        ore.Dig("B3", 0, 20, place: Ore.OtherSite);
        ore.Merge(5, Ore.Depot, "L1", 100, "B1", "B2", "B3");
        var tree = ore.Tree("L1");
        Assert.Equal([(Ore.Kamilombe, 0.8m), (Ore.Musonoi, 0.2m)], tree.Origins("L1").Select(o => (o.Site!.Value, o.Share)));
        Assert.Equal(CustodyModel.Segregated, tree.Model("L1"));
        Assert.Equal(CustodyModel.IdentityPreserved, tree.Model("B1"));
    }

    [Fact]
    public void A_bag_of_unknown_origin_makes_a_mass_balance_of_whatever_it_goes_into()
    {
        ore.Dig("B1", 0, 75);
        ore.Weigh("B2", 0, Ore.Depot, 25);
        ore.Tell(CustodyKind.Merge, 5, Ore.Depot, null, Ore.Trader, [], new("B1", LotPart.Taken), new("B2", LotPart.Taken), new("L1", LotPart.Made, new(100), Form: LotForm.Consignment, Declared: CustodyModel.Segregated));
        var tree = ore.Tree("L1");
        Assert.Equal(CustodyModel.MassBalance, tree.Model("L1"));
        Assert.Equal(0.25m, tree.Origins("L1").Single(o => o.Site is null).Share);
        Assert.Equal([(AnomalyKind.LessThanDeclared, "L1")], tree.Anomalies(new()).Select(a => (a.Kind, a.Lot)));
    }

    [Fact]
    public void A_lot_that_is_made_of_itself_has_no_known_origin_and_ends_no_program()
    {
        ore.Merge(1, Ore.Depot, "L1", 10, "L2");
        ore.Merge(2, Ore.Depot, "L2", 10, "L1");
        Assert.Equal(1, ore.Tree("L1").Origins("L1").Sum(o => o.Share));
        Assert.Equal(CustodyModel.MassBalance, ore.Tree("L1").Model("L1"));
    }

    [Fact]
    public void The_tree_of_a_bag_reaches_up_to_the_pit_and_down_to_the_plant_and_not_to_bags_that_only_share_a_lot_with_it()
    {
        ore.Dig("B1", 0, 50);
        ore.Dig("B2", 0, 50);
        ore.Merge(2, Ore.Depot, "L1", 100, "B1", "B2");
        ore.Tell(CustodyKind.Processing, 9, Ore.Plant, null, null, [], new("L1", LotPart.Taken), new LotSaid("D1", LotPart.Made, new(40), Form: LotForm.Drum, Material: Material.Hydroxide));
        Assert.Equal(["B1", "D1", "L1"], ore.Tree("B1").Lots.Keys.Order());
        Assert.Equal(["B1", "B2", "D1", "L1"], ore.Tree("D1").Lots.Keys.Order());
    }

    [Theory]
    [InlineData(CustodyKind.Merge, 104, null, null, 4)]
    [InlineData(CustodyKind.Merge, 101, null, null, null)]
    [InlineData(CustodyKind.Washing, 130, null, null, null)]    // wet from washing, and nobody measured the water
    [InlineData(CustodyKind.Processing, 300, null, null, null)] // a plant adds much that is no ore
    [InlineData(CustodyKind.Processing, 20, 0, 30, 50)]         // 4 kg of metal went in, 6 came out
    public void More_does_not_come_out_than_went_in(CustodyKind kind, decimal kilograms, int? moisture, int? grade, int? percent)
    {
        ore.Dig("B1", 0, 50, moisture: 0, grade: 4);
        ore.Dig("B2", 0, 50, moisture: 0, grade: 4);
        ore.Tell(kind, 2, Ore.Plant, null, null, [], new("B1", LotPart.Taken), new("B2", LotPart.Taken), new LotSaid("L1", LotPart.Made, new(kilograms, moisture, grade)));
        Assert.Equal(percent is { } p ? [(AnomalyKind.MadeMore, (decimal)p)] : [], ore.Tree("L1").Anomalies(new()).Select(a => (a.Kind, a.Number!.Value)));
    }

    [Fact]
    public void A_hold_follows_ore_into_whatever_is_made_of_it_and_not_into_what_was_made_of_its_neighbours()
    {
        ore.Dig("B1", 0, 50);
        ore.Dig("B2", 0, 50);
        ore.Merge(2, Ore.Depot, "L1", 50, "B1");
        ore.Merge(2, Ore.Depot, "L2", 50, "B2");
        var held = new Hold(new(Guid.NewGuid(), ["B1"], null, "Weighed elsewhere"), Ore.At(3), null);
        Assert.Single(Holding.Of(ore.Tree("L1"), "L1", [held]));
        Assert.Empty(Holding.Of(ore.Tree("L2"), "L2", [held]));
        Assert.Empty(Holding.Of(ore.Tree("L1"), "L1", [held with { Until = Ore.At(4) }]));
    }

    [Fact]
    public void Who_sells_what_is_held_breaks_the_hold_and_who_sold_it_before_did_not()
    {
        ore.Dig("B1", 0, 50, "T1");
        ore.Sell("B1", 1, Ore.Cooperative, Ore.Trader);
        var hold = new Hold(new(Guid.NewGuid(), ["B1"], null, ""), Ore.At(2), Ore.At(10));
        ore.Weigh("B1", 3, Ore.Depot, 50);
        Assert.Empty(Holding.Breaches(ore.Tree("B1"), [hold]));
        var sold = ore.Sell("B1", 4, Ore.Trader, Ore.Other, Ore.Depot);
        ore.Sell("B1", 11, Ore.Other, Ore.Trader, Ore.Depot);
        Assert.Equal([sold.Event.Event], Holding.Breaches(ore.Tree("B1"), [hold]).Select(a => a.Event));
    }

    /// <summary>Whatever is split and merged in whatever way: shares sum to one, and nothing comes from where nothing was taken.</summary>
    [Fact]
    public void Shares_of_origin_sum_to_one_whatever_is_mixed()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var dice = new Random(seed);
            var story = new Ore();
            var there = new List<string>();
            for (var step = 0; step < 40; step++)
            {
                if (there.Count < 3 || dice.Next(3) == 0)
                {
                    there.Add($"B{step}");
                    if (dice.Next(6) > 0)
                        story.Dig(there[^1], step, dice.Next(20, 60), place: dice.Next(2) == 0 ? Ore.Pit : Ore.OtherSite);
                    continue;
                }
                var taken = there.OrderBy(_ => dice.Next()).Take(dice.Next(1, 4)).ToArray();
                story.Merge(step, Ore.Depot, $"L{step}", dice.Next(4) == 0 ? null : dice.Next(30, 200), taken);
                there.RemoveAll(taken.Contains);
                there.Add($"L{step}");
            }
            foreach (var lot in there)
                Assert.Equal(1.0, (double)story.Tree(lot).Origins(lot).Sum(o => o.Share), 9);
        }
    }
}
