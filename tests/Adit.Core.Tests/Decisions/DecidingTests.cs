using Adit.Decisions;

namespace Adit.Tests.Decisions;

/// <summary>What a buyer must say when it decides about a site.</summary>
public class DecidingTests
{
    private static readonly DateOnly Day = new(2026, 11, 23);

    [Theory]
    [InlineData(Course.Continue, null)]
    [InlineData(Course.ContinueWhileMitigating, "decision-mitigation")]
    [InlineData(Course.Suspend, "decision-resumption")]
    [InlineData(Course.Disengage, "decision-people")]
    public void Whoever_does_not_simply_go_on_says_what_is_to_happen(Course course, string? refusal)
    {
        Assert.Equal(refusal is null ? [] : [refusal], Codes(Of(course) with { Conditions = "" }));
        Assert.Empty(Codes(Of(course)));
    }

    [Fact]
    public void A_decision_has_reasons_and_a_day_within_six_months_on_which_it_is_looked_at_again()
    {
        Assert.Equal(["decision-reasons"], Codes(Of(Course.Continue) with { Reasons = "" }));
        Assert.Equal(["decision-look-again"], Codes(Of(Course.Continue) with { LookAgain = Day }));
        Assert.Equal(["decision-look-again"], Codes(Of(Course.Continue) with { LookAgain = Day.AddMonths(6).AddDays(1) }));
        Assert.Empty(Codes(Of(Course.Continue) with { LookAgain = Day.AddMonths(6) }));
    }

    [Fact]
    public void Of_two_who_decide_for_one_buyer_at_once_the_second_is_told() =>
        Assert.Equal("decision-changed", Assert.Single(Deciding.Decide(Of(Course.Continue), null, Guid.NewGuid()).Refusals).Code);

    private static string[] Codes(BuyerDecided decided) => [.. Deciding.Decide(decided, null, null).Refusals.Select(r => r.Code)];

    private static BuyerDecided Of(Course course) => new(Guid.NewGuid(), default, default, course, Day, "The pit is fenced.", "Checked again in January.", Day.AddMonths(3), [], [], [], "v", 7);
}
