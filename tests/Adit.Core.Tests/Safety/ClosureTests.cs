using System.Collections.Immutable;
using Adit.Safety;

namespace Adit.Tests.Safety;

/// <summary>On which days nobody is to go to a site.</summary>
public class ClosureTests
{
    private static readonly SiteId Site = new(Guid.NewGuid());

    [Fact]
    public void A_site_that_is_closed_until_further_notice_is_closed_until_agents_go_there_again()
    {
        var closed = Closure.After([], new SiteClosed(Site, Day(3), null, "shots"));
        Assert.Equal((false, true, true), (Held(closed, 2), Held(closed, 3), Held(closed, 30)));
        var reopened = Closure.After(closed, new SiteReopened(Site, Day(9)));
        Assert.Equal((true, true, false), (Held(reopened, 3), Held(reopened, 8), Held(reopened, 9)));
    }

    [Fact]
    public void Who_closes_a_site_again_says_why_for_those_days_and_the_others_keep_their_reason()
    {
        var closures = Closure.After(Closure.After([], new SiteClosed(Site, Day(1), Day(20), "flood")), new SiteClosed(Site, Day(8), Day(10), "shots"));
        Assert.Equal([(1, 7, "flood"), (8, 10, "shots"), (11, 20, "flood")], closures.Select(c => (c.From.Day, c.Until!.Value.Day, c.Why)));
    }

    /// <summary>Whatever was closed and reopened: a day is closed if the last thing that was said of it says so.</summary>
    [Fact]
    public void Of_each_day_the_last_word_holds()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            ImmutableArray<Closure> closures = [];
            var closed = new string?[60];
            for (var step = 0; step < 8; step++)
            {
                var (from, until) = (random.Next(60), random.Next(4) == 0 ? (int?)null : random.Next(60));
                if (random.Next(3) == 0)
                {
                    closures = Closure.After(closures, new SiteReopened(Site, Of(from)));
                    Array.Fill(closed, null, from, 60 - from);
                }
                else if (!(until < from))
                {
                    closures = Closure.After(closures, new SiteClosed(Site, Of(from), until is { } last ? Of(last) : null, $"{step}"));
                    Array.Fill(closed, $"{step}", from, (until ?? 59) - from + 1);
                }
                Assert.Equal(closed, Enumerable.Range(0, 60).Select(n => closures.SingleOrDefault(c => c.Holds(Of(n)))?.Why));
            }
        }
    }

    private static bool Held(ImmutableArray<Closure> closures, int day) => closures.Any(c => c.Holds(Day(day)));

    private static DateOnly Day(int day) => new(2026, 11, day);

    private static DateOnly Of(int n) => new DateOnly(2026, 11, 1).AddDays(n);
}
