using System.Text.Json;
using Adit.Incidents;
using Adit.People;
using Adit.Risk;
using Adit.Tests.Forms;

namespace Adit.Tests.Incidents;

/// <summary>What holds of an incident whatever people do about it, in whatever order.</summary>
public class IncidentTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Africa/Lubumbashi");
    private static readonly DateOnly Day = new(2026, 2, 27);
    private static readonly Instant Noon = Instant.From(new(2026, 2, 27, 12, 0, 0, TimeSpan.Zero));
    private static readonly (ActorId Id, Role Role)[] People = [(Who("lead"), Role.Lead), (Who("ana"), Role.Analyst), (Who("rita"), Role.Reviewer)];

    [Fact]
    public void Whatever_is_done_no_deadline_is_lost_nothing_met_is_undone_and_the_level_that_the_rule_found_never_falls()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var incident = Opened(random);
            for (var n = 0; n < 30; n++)
            {
                var by = People[random.Next(People.Length)];
                var decision = Some(random, incident, new(by.Id, by.Role, random.Next(10) == 0 ? incident.Last - 1 : incident.Last, After(n), Day.AddDays(n), Zone));
                Assert.True(decision.Refused || decision.Facts.Length <= 2);
                foreach (var fact in decision.Facts)
                    incident = Checked(incident, incident.After(new(incident.Last + 1, After(n), by.Id, fact)));
            }
        }
    }

    [Fact]
    public void What_was_put_away_and_taken_up_again_goes_on_the_same()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (kept, held) = (Opened(random), (Incident?)null);
            held = kept;
            for (var n = 0; n < 20; n++)
            {
                var by = People[random.Next(People.Length)];
                foreach (var fact in Some(random, held, new(by.Id, by.Role, held.Last, After(n), Day.AddDays(n), Zone)).Facts)
                {
                    var recorded = new Recorded(held.Last + 1, After(n), by.Id, fact);
                    (held, kept) = (held.After(recorded), JsonSerializer.Deserialize<Incident>(JsonSerializer.Serialize(kept))!.After(recorded));
                }
            }
            Assert.Equal(JsonSerializer.Serialize(held), JsonSerializer.Serialize(kept));
        }
    }

    [Theory]
    [InlineData("2028-02-27", 2, "2028-02-29")]
    [InlineData("2026-02-27", 2, "2026-03-01")]
    [InlineData("2026-12-31", 1, "2027-01-01")]
    public void Days_run_over_leap_days_and_years_in_the_calendar_of_the_site(string learnt, int days, string last)
    {
        // Half past eleven in the evening in Greenwich is the next day already at the site.
        var late = new DateTimeOffset(DateOnly.Parse(learnt, System.Globalization.CultureInfo.InvariantCulture).AddDays(-1).ToDateTime(new(23, 30)), TimeSpan.Zero);
        Assert.Equal(DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture), Clock.DayOf(Clock.Due(late, new(0, days, 0), Zone).AddTicks(-1), Zone));
    }

    private static Incident Checked(Incident before, Incident after)
    {
        Assert.True(after.Deadlines.Length >= before.Deadlines.Length);
        Assert.All(before.Deadlines.Where(d => d.Met is not null), d => Assert.Contains(d, after.Deadlines));
        Assert.True(after.Found >= before.Found);
        Assert.Equal(before.Last + 1, after.Last);
        Assert.True(after.Next is null || (after.IsOpen && after.PausedSince is null));
        Assert.NotEqual(after.IsOpen, Steps.Next(after, new HashSet<string>()) == NextStep.None);
        // Nobody ends or determines serious abuse alone.
        if (after.Determined is { } made)
            Assert.NotEqual(made.By, made.Other);
        if (before.IsOpen && after.Ended is { Cause: ClosingCause.Mistaken })
            Assert.True(after.Found < Severity.S2);
        return after;
    }

    private static Decision Some(Random random, Incident incident, Actor by)
    {
        var around = new Around(random.Next(2) == 0 ? new HashSet<string>() : [.. incident.Findings.Select(f => f.Indicator)], new HashSet<string>(), new HashSet<ActorId> { Who("awa") }, new(new(Guid.Empty), 99), Who("omari"), true);
        return random.Next(13) switch
        {
            0 => Acting.Take(incident, by, People[random.Next(3)].Id),
            1 => Acting.Note(incident, "seen", []),
            2 => Acting.Pause(incident, by, "the road is cut"),
            3 => Acting.Resume(incident, by),
            4 => Acting.Meet(Shipped.The, incident, by, (DeadlineKind)random.Next(7), Day, "done"),
            5 => Acting.Override(incident, by, (Severity)random.Next(5), "measured"),
            6 => Acting.Close(Shipped.The, incident, by, (ClosingCause)random.Next(4), around, "over"),
            7 => Acting.Reopen(incident, by, "again"),
            8 or 9 => Acting.Propose(incident, by, new(Guid.Empty, incident.Id, (Outcome)random.Next(3), "seen", "", "", "weigh", "300", "a year")),
            10 => Acting.Decide(incident, by, random.Next(3) > 0, around, "read", People.FirstOrDefault(p => p.Id == incident.Proposed?.By).Role),
            11 => Acting.Dispute(incident, by, Party.Operator, Day, "not so"),
            _ => Acting.Count(incident, by, [new("f", "u12", random.Next(3))]),
        };
    }

    private static Incident Opened(Random random)
    {
        string[] indicators = ["OH-04", "AG-01", "SF-02", "OH-09", "SA-01"];
        var indicator = Shipped.The.Indicator(indicators[random.Next(indicators.Length)])!;
        var level = indicator.Severity[random.Next(indicator.Severity.Count)].Level;
        var finding = new IncidentFinding(indicator.Id, level, random.Next(2) == 0 ? Grade.Reported : Grade.Observed, Clock.StartedBy(Shipped.The, indicator, level)?.Id);
        var opened = new IncidentOpened(
            new(Guid.Empty), "2026-00001", new(Guid.Empty), IncidentSource.Rule, Day, Noon, [finding], Shipped.The.Version, Deadlines.Of(Shipped.The, finding, Noon.ToDateTimeOffset(), Zone), null, [new(new(Guid.Empty), 1)], "");
        return Incident.From(new(1, Noon, ActorId.Program, opened), opened);
    }

    private static Instant After(int days) => new(Noon.Micros + (days * 86_400_000_000L));

    private static ActorId Who(string name) => new(Id.From(Guid.Empty, name));
}
