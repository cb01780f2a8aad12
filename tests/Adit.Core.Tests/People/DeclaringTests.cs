using Adit.People;

namespace Adit.Tests.People;

/// <summary>When an agent declares interests again, and what is to be known of a record's site.</summary>
public class DeclaringTests
{
    private static readonly ActorId Agent = new(Guid.Parse("019ab000-0000-7000-8000-00000000000a"));
    private static readonly SiteId Here = new(Guid.Parse("019ab000-0000-7000-8000-000000000001")), There = new(Guid.Parse("019ab000-0000-7000-8000-000000000002"));

    [Theory]
    [InlineData(null, true)]
    [InlineData("2025-11-22", true)]
    [InlineData("2025-11-23", false)]
    [InlineData("2026-11-23", false)]
    public void A_declaration_stands_for_a_year(string? last, bool due) =>
        Assert.Equal(due, Declaring.IsDue(last is null ? null : DateOnly.Parse(last, null), new(2026, 11, 23)));

    [Fact]
    public void An_interest_is_known_of_the_days_it_was_declared_for_also_when_it_is_over_by_now()
    {
        InterestsDeclared[] declared = [On("2025-01-10", Here), On("2026-01-10")];
        Assert.Equal(declared[0], Declaring.About(declared, Here, new(2025, 6, 1)));
        Assert.Null(Declaring.About(declared, Here, new(2026, 6, 1)));
    }

    [Fact]
    public void An_interest_that_was_told_late_was_there_before()
    {
        InterestsDeclared[] declared = [On("2025-01-10"), On("2026-01-10", Here)];
        Assert.Equal(declared[1], Declaring.About(declared, Here, new(2025, 6, 1)));
        Assert.Equal(declared[1], Declaring.About(declared, Here, new(2024, 6, 1)));
        Assert.Null(Declaring.About(declared, There, new(2025, 6, 1)));
        Assert.Null(Declaring.About([], Here, new(2025, 6, 1)));
    }

    private static InterestsDeclared On(string day, params SiteId[] sites) => new(Guid.Empty, Agent, DateOnly.Parse(day, null), [.. sites.Select(s => new Interest(s, InterestKind.Family, ""))], "");
}
