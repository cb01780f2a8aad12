using Adit.Custody;
using Adit.Sites;

namespace Adit.Tests.Custody;

/// <summary>What becomes of a bag, and what of it cannot be right.</summary>
public class LotTests
{
    private readonly Ore ore = new();

    [Fact]
    public void A_bag_that_is_dug_tagged_sold_weighed_and_taken_into_a_depot_is_with_its_buyer_and_nothing_is_odd()
    {
        ore.Dig("B1", 0, 50, "T1");
        ore.Sell("B1", 1, Ore.Cooperative, Ore.Trader);
        ore.Tell(CustodyKind.Departure, 2, Ore.Pit, Ore.Trader, null, [], new LotSaid("B1", LotPart.Subject));
        ore.Tell(CustodyKind.Arrival, 5, Ore.Depot, null, null, [], new LotSaid("B1", LotPart.Subject, new(49)));
        var lot = ore.Lot("B1");
        Assert.Empty(lot.Anomalies);
        Assert.Equal((Ore.Trader, "DEPOT-1", false, 49m, true), (lot.Holder, lot.Place.Depot, lot.Moving, lot.Quantity!.Value.Wet, lot.IsThere));
        Assert.Equal([(Ore.At(0), Ore.At(2)), (Ore.At(5), (Instant?)null)], lot.Stays.Select(s => (s.From, s.Until)));
    }

    [Fact]
    public void Two_phones_that_sell_the_same_bag_without_a_network_both_stay_and_the_second_sale_is_by_somebody_who_did_not_have_it()
    {
        ore.Dig("B1", 0, 50, "T1");
        var first = ore.Sell("B1", 1, Ore.Cooperative, Ore.Trader);
        var second = ore.Sell("B1", 2, Ore.Cooperative, Ore.Other);
        var odd = Assert.Single(ore.Lot("B1").Anomalies);
        Assert.Equal((AnomalyKind.NotTheirs, second.Event.Event, first.Event.Event), (odd.Kind, odd.Event, odd.Other));
        Assert.Equal("BR-02", odd.Indicator);
    }

    [Fact]
    public void What_becomes_of_a_bag_does_not_depend_on_the_order_in_which_phones_sent()
    {
        ore.Dig("B1", 0, 50, "T1");
        ore.Sell("B1", 1, Ore.Cooperative, Ore.Trader);
        ore.Sell("B1", 2, Ore.Cooperative, Ore.Other);
        ore.Weigh("B1", 3, Ore.Depot, 70);
        ore.Tell(CustodyKind.Loss, 4, Ore.Depot, null, null, [], new LotSaid("B1", LotPart.Subject));
        ore.Sell("B1", 5, Ore.Other, Ore.Trader, Ore.Depot);
        var straight = ore.Lot("B1");
        var dice = new Random(7);
        for (var time = 0; time < 20; time++)
        {
            var shuffled = Adit.Custody.Lot.Of("B1", ore.All.OrderBy(_ => dice.Next()), ore.Around());
            Assert.Equal(straight.Anomalies.Select(a => a.Id), shuffled.Anomalies.Select(a => a.Id));
            Assert.Equal((straight.Holder, straight.Quantity, straight.Place, straight.Ended), (shuffled.Holder, shuffled.Quantity, shuffled.Place, shuffled.Ended));
        }
    }

    [Fact]
    public void The_same_event_sent_twice_counts_once()
    {
        var dug = ore.Dig("B1", 0, 50, "T1");
        Assert.Empty(Adit.Custody.Lot.Of("B1", [dug, dug with { Entry = 9 }], ore.Around()).Anomalies);
    }

    [Fact]
    public void A_bag_that_nobody_saw_dug_has_no_origin_and_that_is_said_once()
    {
        ore.Sell("B1", 1, Ore.Cooperative, Ore.Trader);
        ore.Weigh("B1", 2, Ore.Depot, 50);
        Assert.Equal([AnomalyKind.Unmade, AnomalyKind.Untagged], ore.Odd("B1").Order());
    }

    [Fact]
    public void A_bag_with_the_tag_of_pit_A_that_is_weighed_at_pit_B_of_another_site_is_a_false_origin()
    {
        ore.Dig("B1", 0, 50, "T1");
        var weighed = ore.Weigh("B1", 3, Ore.OtherSite, 50);
        var odd = Assert.Single(ore.Lot("B1").Anomalies);
        Assert.Equal((AnomalyKind.AtAnotherSite, weighed.Event.Event, "BR-02"), (odd.Kind, odd.Event, odd.Indicator));
    }

    [Fact]
    public void Another_pit_of_the_same_site_is_no_other_place()
    {
        ore.Dig("B1", 0, 50, "T1");
        ore.Weigh("B1", 1, Ore.OtherPit, 50);
        Assert.Empty(ore.Odd("B1"));
        Assert.Single(ore.Lot("B1").Stays);
    }

    [Fact]
    public void What_is_used_up_or_lost_is_used_no_more()
    {
        ore.Dig("B1", 0, 50, "T1");
        var lost = ore.Tell(CustodyKind.Loss, 1, Ore.Pit, null, null, [], new LotSaid("B1", LotPart.Subject));
        ore.Sell("B1", 2, Ore.Cooperative, Ore.Trader);
        var odd = Assert.Single(ore.Lot("B1").Anomalies);
        Assert.Equal((AnomalyKind.AfterEnd, lost.Event.Event), (odd.Kind, odd.Other));
        Assert.Equal(lost, ore.Lot("B1").Ended);
    }

    [Fact]
    public void A_code_that_is_dug_twice_is_two_bags_with_one_name()
    {
        var first = ore.Dig("B1", 0, 50);
        ore.Dig("B1", 5, 44);
        var odd = Assert.Single(ore.Lot("B1").Anomalies);
        Assert.Equal((AnomalyKind.MadeTwice, first.Event.Event), (odd.Kind, odd.Other));
    }

    [Fact]
    public void Nobody_is_at_a_depot_a_hundred_kilometres_away_half_an_hour_later()
    {
        ore.Dig("B1", 0, 50, "T1");
        ore.Weigh("B1", 0.5, Ore.Depot, 50);
        var around = ore.Around(where: p => p.Depot is null ? new(-10.7m, 25.4m) : new(-10.7m, 26.32m));
        var odd = Assert.Single(ore.Lot("B1", around).Anomalies);
        Assert.Equal((AnomalyKind.TwoPlaces, 30m), (odd.Kind, odd.Of));
        Assert.InRange(odd.Number!.Value, 95, 105);
    }

    [Fact]
    public void Where_only_the_day_is_known_a_way_is_judged_by_days()
    {
        var dug = ore.Dig("B1", 0, 50, "T1");
        var weighed = ore.Weigh("B1", 0.5, Ore.Depot, 50);
        var around = ore.Around(where: p => p.Depot is null ? new(-10.7m, 25.4m) : new(-10.7m, 26.32m));
        Told[] days = [dug with { Event = dug.Event with { DayOnly = true } }, weighed with { Event = weighed.Event with { DayOnly = true } }];
        Assert.Empty(Adit.Custody.Lot.Of("B1", days, around).Anomalies);
    }

    [Theory]
    [InlineData(50, null, 47, null)]    // drying
    [InlineData(50, 10, 45.5, 1)]       // 45 kg dry, then 45.05
    [InlineData(50, null, 51, null)]
    public void Water_comes_and_goes(decimal first, int? wet, decimal then, int? dryer)
    {
        ore.Dig("B1", 0, first, "T1", moisture: wet);
        ore.Weigh("B1", 30, Ore.Depot, then, dryer);
        Assert.Empty(ore.Odd("B1"));
    }

    [Theory]
    [InlineData(50, null, 44, null, AnomalyKind.Fell, 12, 10)]      // more than tolerance and drying
    [InlineData(50, 10, 43, 10, AnomalyKind.Fell, 14, 2)]           // measured dry both times: 45 kg, then 38.7
    [InlineData(50, null, 53, null, AnomalyKind.Gained, 6, 2)]      // ore was added
    [InlineData(50, 10, 50, 5, AnomalyKind.Gained, 5.6, 2)]         // the same on the scale, and drier: 45 kg, then 47.5
    public void Dry_weight_does_neither(decimal first, int? wet, decimal then, int? dryer, AnomalyKind kind, decimal percent, decimal allowed)
    {
        ore.Dig("B1", 0, first, "T1", moisture: wet);
        ore.Weigh("B1", 30, Ore.Depot, then, dryer);
        var odd = Assert.Single(ore.Lot("B1").Anomalies);
        Assert.Equal((kind, percent, allowed, "TR-02"), (odd.Kind, odd.Number!.Value, odd.Of!.Value, odd.Indicator));
    }

    [Fact]
    public void Who_takes_more_of_a_heap_than_there_is_took_something_else()
    {
        ore.Dig("H1", 0, 100);
        ore.Tell(CustodyKind.Bagging, 1, Ore.Pit, null, Ore.Cooperative, [], new LotSaid("H1", LotPart.Taken, new(60)), Ore.Made("B1", 60));
        ore.Tell(CustodyKind.Bagging, 2, Ore.Pit, null, Ore.Cooperative, [], new LotSaid("H1", LotPart.Taken, new(60)), Ore.Made("B2", 60));
        var odd = Assert.Single(ore.Lot("H1").Anomalies);
        Assert.Equal((AnomalyKind.TookMore, 60m, 40m), (odd.Kind, odd.Number, odd.Of));
    }

    [Fact]
    public void A_handover_that_one_side_did_not_sign_is_not_signed()
    {
        ore.Dig("B1", 0, 50, "T1");
        ore.Sell("B1", 1, Ore.Cooperative, Ore.Trader, signatures: [new(Side.Giver, SignedBy.Drawn)]);
        Assert.Equal([AnomalyKind.NotSigned], ore.Odd("B1"));
    }

    [Fact]
    public void A_bag_without_a_tag_may_lie_at_the_pit_and_may_not_leave()
    {
        ore.Dig("B1", 0, 50);
        ore.Weigh("B1", 1, Ore.Pit, 50);
        Assert.Empty(ore.Odd("B1"));
        ore.Tell(CustodyKind.Departure, 2, Ore.Pit, null, null, [], new LotSaid("B1", LotPart.Subject));
        Assert.Equal([AnomalyKind.Untagged], ore.Odd("B1"));
    }

    [Fact]
    public void One_tag_on_two_bags_is_said_of_the_second()
    {
        var first = ore.Dig("B1", 0, 50, "T1");
        ore.Dig("B2", 3, 50, "T1");
        Assert.Empty(ore.Odd("B1"));
        var odd = Assert.Single(ore.Lot("B2").Anomalies);
        Assert.Equal((AnomalyKind.TagTwice, first.Event.Event), (odd.Kind, odd.Other));
    }

    [Fact]
    public void Tags_that_are_void_were_never_given_out_or_belong_to_another_site_are_found_when_they_are_used()
    {
        Assert.True(TagRange.TryRead("KM-0001", "KM-0100", false, out var series));
        Assert.True(TagRange.TryRead("KM-0050", "KM-0059", false, out var some));
        var tags = new TagBook(
        [
            new(Guid.NewGuid(), TagKind.Issue, Ore.At(-10), series, Ore.Cooperative, Ore.Kamilombe, null, ""),
            new(Guid.NewGuid(), TagKind.Void, Ore.At(-1), some, Ore.Cooperative, null, null, "Stolen"),
        ]);
        ore.Dig("B1", 0, 50, "KM-0049");
        ore.Dig("B2", 0, 50, "KM-0050");
        ore.Dig("B3", 0, 50, "KM-0101");
        ore.Dig("B4", 0, 50, "KM-0048", Ore.OtherSite);
        var around = ore.Around(tags: tags);
        Assert.Empty(ore.Odd("B1", around));
        Assert.Equal([AnomalyKind.TagVoid], ore.Odd("B2", around));
        Assert.Equal([AnomalyKind.TagNotIssued], ore.Odd("B3", around));
        Assert.Equal([AnomalyKind.TagOfAnotherSite], ore.Odd("B4", around));
    }
}
