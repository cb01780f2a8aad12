using Adit.People;

namespace Adit.Tests.People;

/// <summary>How an agent stands in a subject, by the trainings that count.</summary>
public class TrainingsTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Fact]
    public void Whoever_was_never_trained_lacks_it() => Assert.Equal(TrainingStanding.Missing, Trainings.Of([], Today));

    [Theory]
    [InlineData(-1, TrainingStanding.Ended)]
    [InlineData(0, TrainingStanding.EndsSoon)]
    [InlineData(30, TrainingStanding.EndsSoon)]
    [InlineData(31, TrainingStanding.Holds)]
    public void A_training_holds_on_its_last_day_and_the_office_hears_of_its_end_thirty_days_before(int days, TrainingStanding standing) =>
        Assert.Equal(standing, Trainings.Of([Today.AddDays(days)], Today));

    [Fact]
    public void Of_several_the_one_that_holds_longest_counts()
    {
        Assert.Equal(TrainingStanding.Holds, Trainings.Of([Today.AddDays(-400), null, Today.AddDays(3)], Today));
        Assert.Equal(TrainingStanding.EndsSoon, Trainings.Of([Today.AddDays(3), Today.AddDays(-400)], Today));
    }
}
