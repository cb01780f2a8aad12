using Adit.Incidents;
using Adit.Ledger;
using Adit.Risk;
using Adit.Storage;

namespace Adit.Tests.Storage;

/// <summary>The numbers by which people speak of incidents and actions say nothing of how many there are.</summary>
public sealed class NumbersTests
{
    [Fact]
    public async Task Numbers_have_six_digits_and_follow_no_order()
    {
        await using var house = await House.Open();
        var (numbers, taken) = (new Numbers(), new HashSet<string>());
        var drawn = house.Database.Read(db => Enumerable.Range(0, 50).Select(_ => numbers.OfAction(db, 2026, taken)).ToList());
        Assert.All(drawn, n => Assert.Matches("^A-2026-[1-9][0-9]{5}$", n));
        Assert.Equal(50, drawn.Distinct().Count());
        Assert.NotEqual(drawn.Order(StringComparer.Ordinal), drawn);
        foreach (var (pattern, number) in house.Database.Read(db => new[] { ("^2027-[1-9][0-9]{5}$", numbers.OfIncident(db, 2027)), ("^P-2027-[1-9][0-9]{5}$", numbers.OfProject(db, 2027)), ("^AU-2027-[1-9][0-9]{5}$", numbers.OfAudit(db, 2027)) }))
            Assert.Matches(pattern, number);
    }

    [Fact]
    public async Task A_number_that_is_taken_is_drawn_no_second_time_and_counted_ones_of_before_stay()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        foreach (var number in (string[])["2026-00001", "2026-482113"])
            await house.Record(Opened(site, number));
        var numbers = new Drawn(482_113, 482_113, 700_001);
        Assert.Equal("2026-700001", house.Database.Read(db => numbers.OfIncident(db, 2026)));
        Assert.Equal("2027-482113", house.Database.Read(db => new Drawn(482_113).OfIncident(db, 2027)));
        var taken = new HashSet<string>();
        Assert.Equal(["A-2026-500000", "A-2026-500001"], house.Database.Read(db => (string[])[new Drawn(500_000).OfAction(db, 2026, taken), new Drawn(500_000, 500_001).OfAction(db, 2026, taken)]));
        Assert.NotNull(house.Database.Read(db => IncidentsTable.Find(db, "2026-00001")));
        await house.Check();
    }

    [Fact]
    public async Task Lists_go_by_when_something_was_opened_whatever_it_is_called()
    {
        await using var house = await House.Open();
        var site = await house.Site("N1");
        string[] inOrder = ["2026-900000", "2026-100000", "2026-500000"];
        foreach (var number in inOrder)
        {
            await house.Record(Opened(site, number));
            house.Clock.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(inOrder, house.Database.Read(db => IncidentsTable.OpenAt(db, site)).Select(i => i.Number));
        Assert.Equal(inOrder[1..], house.Database.Read(db => IncidentsTable.After(db, inOrder[0], null, true, null, 10)).Select(i => i.Number));
        Assert.Empty(house.Database.Read(db => IncidentsTable.After(db, inOrder[2], null, true, null, 10)));
    }

    private static IncidentOpened Opened(SiteId site, string number) => new(
        new(Guid.CreateVersion7()), number, site, IncidentSource.Hand, new(2026, 11, 23), Instant.From(House.Noon), [new("OH-04", Severity.S2, Grade.Observed, "cap")], "", [], null, [], "Told by hand.");

    private sealed class Drawn(params int[] numbers) : Numbers
    {
        protected override int Draw(int tried) => numbers[tried];
    }
}
