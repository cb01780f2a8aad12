using Adit.Custody;

namespace Adit.Tests.Custody;

/// <summary>Which figures of a site left their own history, on simulated sites.</summary>
public class DriftTests
{
    // Others than those that the limits were chosen with (1 000 000 on), and than those of bench/doubts (7 000 000 on).
    private const int Seed = 3_000_000, Cases = 27;
    private static readonly DateOnly Last = Digging.First.AddDays(Drifting.Before + Drifting.Recently + 13);

    [Fact]
    public void Tags_and_foreign_ore_of_a_twentieth_of_a_sites_volume_through_a_team_are_found_within_fourteen_days_and_an_honest_site_is_asked_less_than_once_a_quarter()
    {
        var through = Fraud.All.Where(f => f is { Share: 0.05, Teams: 1, Other: 2, Kind: FraudKind.Laundered or FraudKind.Resold }).ToList();
        Assert.Equal(2, through.Count);
        var (honest, dishonest) = (DriftMeasuring.Honest(Seed, 2), DriftMeasuring.Dishonest(Seed, Cases, [.. through]));
        TestContext.Current.TestOutputHelper?.WriteLine(DriftMeasuring.Table(honest, dishonest));
        Assert.InRange((double)dishonest.Sum(f => f.Found) / dishonest.Sum(f => f.Cases), 0.9, 1);
        Assert.InRange((double)honest.Sum(f => f.Alarms) / honest.Sum(f => f.Cases), 0, 1);
    }

    /// <summary>Phones come back from the field in any order.</summary>
    [Fact]
    public void What_is_unusual_does_not_depend_on_the_order_in_which_lots_came()
    {
        var output = new Digging(5, Ground.All[0]).Work(Drifting.Before + (2 * Drifting.Recently), Fraud.All.First(f => f.Share == 0.1), Drifting.Before + Drifting.Recently);
        var straight = Drifting.Of(output, Last);
        Assert.Contains(straight, d => d.IsUnusual);
        var dice = new Random(4);
        Assert.Equal(straight, Drifting.Of(output with { Dug = [.. output.Dug.OrderBy(_ => dice.Next())], Reweighed = [.. output.Reweighed.OrderBy(_ => dice.Next())] }, Last), (a, b) => a.Kind == b.Kind && a.Team == b.Team && Math.Abs(a.Score - b.Score) < 1e-9);
    }

    [Fact]
    public void A_site_without_a_history_is_unusual_in_nothing() =>
        Assert.DoesNotContain(Drifting.Of(new Digging(5, Ground.All[0]).Work(20, Fraud.All.First(f => f.Share == 0.1), 10), Digging.First.AddDays(19)), d => d.IsUnusual);

    [Fact]
    public void Where_nobody_measures_grade_or_moisture_or_names_teams_weights_alone_are_looked_at()
    {
        var output = new Digging(5, Ground.All[0]).Work(Drifting.Before + (2 * Drifting.Recently), new("", FraudKind.Ghost, 1, 0), Drifting.Before + Drifting.Recently);
        var bare = output with { Dug = [.. output.Dug.Select(d => d with { Team = null, Tag = null, Quantity = new(d.Quantity.Wet) })] };
        Assert.Equal([DriftKind.EachMore], Drifting.Of(bare, Last).Where(d => d.IsUnusual).Select(d => d.Kind));
    }

    /// <summary>ISO/IEC 7064, MOD 37,36: a check character may be a digit, and is no part of the number.</summary>
    [Fact]
    public void Tags_with_a_check_character_that_come_off_the_roll_one_by_one_do_not_jump()
    {
        var output = new Digging(5, Ground.All[0] with { Careless = 0 }).Work(Drifting.Before + Drifting.Recently);
        Drift[] Jumps(Output o) => [.. Drifting.Of(o, Digging.First.AddDays(Drifting.Before + Drifting.Recently - 1)).Where(d => d.Kind == DriftKind.TagsJump)];
        var withCheck = output with { Dug = [.. output.Dug.Select(d => d with { Tag = d.Tag + LotCode.Check(d.Tag!) })] };
        Assert.Equal(Jumps(output).Select(d => (d.Team, d.Recent, d.Usual)), Jumps(withCheck).Select(d => (d.Team, d.Recent, d.Usual)));
        Assert.All(Jumps(withCheck), d => Assert.Equal((0, 0), (d.Recent, d.Usual)));
    }

    [Fact]
    public void A_bag_weighed_at_the_pit_and_again_at_the_depot_is_one_lot_of_its_team_whatever_name_it_went_by()
    {
        var (site, at) = (new SiteId(Guid.CreateVersion7()), Instant.From(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero)));
        CustodyRecorded Told(CustodyKind kind, int minutes, CustodyPlace place, params LotSaid[] lots) => new(Guid.CreateVersion7(), kind, new(at.Micros + (minutes * 60_000_000L)), false, place, null, null, [.. lots], [], Team: "T-1");
        CustodyRecorded[] told =
        [
            Told(CustodyKind.Arrival, 300, new(null, null, "D1"), new LotSaid("TG-7", LotPart.Subject, new(51, 6))),
            Told(CustodyKind.Weighing, 400, new(null, null, "D2"), new LotSaid("B-1", LotPart.Subject, new(52, 6))),
            Told(CustodyKind.Weighing, 60, new(site), new LotSaid("B-1", LotPart.Subject, new(50, 7))),
            Told(CustodyKind.Tagging, 30, new(site), new LotSaid("B-1", LotPart.Subject, Tag: "TG-7")),
            Told(CustodyKind.Extraction, 0, new(site, "P1"), new LotSaid("B-1", LotPart.Made)),
            Told(CustodyKind.Extraction, 0, new(new SiteId(Guid.CreateVersion7())), new LotSaid("B-2", LotPart.Made)),
        ];
        var output = Output.Of(site, told, i => DateOnly.FromDateTime(i.ToDateTimeOffset().Date), new Dictionary<DateOnly, int>());
        var dug = Assert.Single(output.Dug);
        Assert.Equal(("B-1", "T-1", new Quantity(50, 7), "TG-7"), (dug.Lot, dug.Team, dug.Quantity, dug.Tag));
        var again = Assert.Single(output.Reweighed);
        Assert.Equal(("B-1", new Quantity(50, 7), new Quantity(51, 6)), (again.Lot, again.There, again.Elsewhere));
    }
}
