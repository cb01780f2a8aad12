using Adit.Risk;

namespace Adit.Tests.Risk;

public sealed class ExplainTests
{
    [Theory]
    [InlineData("OH-04", 0, "en", "Pit depth above 2 × pit depth limit (10 m)")]
    [InlineData("OH-04", 1, "fr", "Pit depth (fr) supérieur à pit depth limit (fr) (10 m)")]
    [InlineData("OH-09", 1, "en", "Share of people with a helmet in people looked at over 7 days, of at least 20 below 80%")]
    [InlineData("CL-01", 0, "en", "People (words) above 0")]
    [InlineData("OH-10", 0, "fr", "Kit complete (fr) : non")]
    [InlineData("SA-01", 0, "en", "Threat: words or words")]
    public void A_step_is_said_in_plain_words(string indicator, int step, string language, string words) =>
        Assert.Equal(words, Explain.Step(Fixture.Whole, Fixture.Of(indicator).Severity[step].When, language, Fixture.Site()));

    [Fact]
    public void A_limit_that_nobody_set_says_so() =>
        Assert.Equal("Pit depth above pit depth limit (not set)", Explain.Step(Fixture.Whole, Fixture.Of("OH-04").Severity[1].When, "en"));
}
