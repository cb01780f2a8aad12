using Adit.Alerts;

namespace Adit.Tests.Alerts;

/// <summary>Who is called, and when, until somebody has taken an alert on.</summary>
public class CallsTests
{
    [Fact]
    public void Of_a_missed_check_in_one_person_after_the_other_is_called_and_then_the_first_again()
    {
        Assert.Equal([0, 15, 75, 90, 150], Enumerable.Range(0, 5).Select(call => (int)Calls.After(AlertKind.MissedCheckIn, call, 2).TotalMinutes));
        Assert.Equal([0, 60, 120], Enumerable.Range(0, 3).Select(call => (int)Calls.After(AlertKind.MissedCheckIn, call, 1).TotalMinutes));
    }

    [Fact]
    public void A_call_for_help_rings_for_everybody_at_once_and_again_every_quarter_of_an_hour()
    {
        Assert.Equal([0, 1, 2], Calls.Due(AlertKind.Help, TimeSpan.Zero, 3, made: 0));
        Assert.Empty(Calls.Due(AlertKind.Help, TimeSpan.FromMinutes(14), 3, made: 3));
        Assert.Equal([3, 4, 5], Calls.Due(AlertKind.Help, TimeSpan.FromMinutes(15), 3, made: 3));
    }

    [Fact]
    public void After_a_day_without_the_server_everybody_is_called_once() =>
        Assert.Equal(3, Calls.Due(AlertKind.MissedCheckIn, TimeSpan.FromHours(30), 3, made: 1).Count);

    [Fact]
    public void Where_nobody_is_on_duty_nobody_is_called() => Assert.Empty(Calls.Due(AlertKind.Help, TimeSpan.FromHours(3), 0, made: 0));

    /// <summary>However often somebody looks, each call is made once at most, in order, and never before its time.</summary>
    [Fact]
    public void No_call_is_made_twice_or_too_early()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var (kind, people) = (random.Next(2) == 0 ? AlertKind.Help : AlertKind.MissedCheckIn, random.Next(1, 5));
            var made = new List<int>();
            for (var age = TimeSpan.Zero; age < TimeSpan.FromHours(26); age += TimeSpan.FromMinutes(random.Next(1, 200)))
                foreach (var call in Calls.Due(kind, age, people, made.Count == 0 ? 0 : made[^1] + 1))
                {
                    Assert.True(Calls.After(kind, call, people) <= age);
                    Assert.True(made.Count == 0 || call > made[^1]);
                    made.Add(call);
                }
            Assert.Equal(Enumerable.Range(0, people), made.Select(call => call % people).Distinct().Order());
        }
    }
}
