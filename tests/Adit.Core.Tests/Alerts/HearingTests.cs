using System.Collections.Immutable;
using Adit.Alerts;
using Adit.Incidents;
using Adit.People;
using Adit.Risk;

namespace Adit.Tests.Alerts;

/// <summary>Who hears what, and when.</summary>
public class HearingTests
{
    private static readonly string[] Zones = ["Africa/Lubumbashi", "Europe/Paris", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"];
    private static readonly Instant Noon = Instant.From(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private static readonly SiteId Here = new(Guid.Parse("01920000-0000-7000-8000-000000000001")), There = new(Guid.Parse("01920000-0000-7000-8000-000000000002"));
    private static readonly int[] Changing = [1, 3, 4, 10, 11];
    private const long Minute = 60_000_000;

    [Fact]
    public void S1_is_told_at_any_hour_S2_after_the_quiet_hours_and_the_rest_by_digest_alone()
    {
        var listener = Of(quiet: (new(20, 0), new(6, 0)), zone: "Africa/Lubumbashi");
        var night = Instant.From(new(2026, 11, 23, 21, 30, 0, TimeSpan.Zero));
        Assert.Equal(night, Hearing.OfChange(listener, Incident(Severity.S1), true, Severity.None, night)!.Due);
        Assert.Equal(Instant.From(new(2026, 11, 24, 4, 0, 0, TimeSpan.Zero)), Hearing.OfChange(listener, Incident(Severity.S2), true, Severity.None, night)!.Due);
        Assert.Equal(Noon, Hearing.OfChange(listener, Incident(Severity.S2), true, Severity.None, Noon)!.Due);
        Assert.Null(Hearing.OfChange(listener, Incident(Severity.S3), true, Severity.None, Noon));
        Assert.Null(Hearing.OfChange(listener, Incident(Severity.S4), true, Severity.None, Noon));
        Assert.Null(Hearing.OfChange(Of(from: Severity.S1), Incident(Severity.S2), true, Severity.None, Noon));
    }

    [Fact]
    public void What_becomes_graver_is_told_again_and_what_does_not_is_not()
    {
        Assert.Equal(NoticeCause.Graver, Hearing.OfChange(Of(), Incident(Severity.S1), false, Severity.S2, Noon)!.Cause);
        Assert.Null(Hearing.OfChange(Of(), Incident(Severity.S2), false, Severity.S2, Noon));
        Assert.Null(Hearing.OfChange(Of(), Incident(Severity.S2), false, Severity.S1, Noon));
    }

    /// <summary>Over midnight, on days on which clocks change, and in zones of half hours: nothing goes out in quiet hours, and nothing waits a minute longer than they last.</summary>
    [Fact]
    public void What_waits_for_quiet_hours_goes_out_in_the_first_minute_after_them()
    {
        var random = new Random(7);
        for (var round = 0; round < 3_000; round++)
        {
            var (from, until) = (new TimeOnly(random.Next(24), random.Next(60)), new TimeOnly(random.Next(24), random.Next(60)));
            var listener = Of(quiet: (from, until), zone: Zones[random.Next(Zones.Length)]);
            // The days around which clocks change somewhere.
            var day = new DateTimeOffset(2026, Changing[random.Next(Changing.Length)], random.Next(1, 31), random.Next(24), random.Next(60), random.Next(60), TimeSpan.Zero);
            var now = Instant.From(day);
            Assert.Equal(now, Hearing.At(listener, Severity.S1, now));
            var at = Hearing.At(listener, Severity.S2, now);
            Assert.False(Hearing.Quiet(listener, at));
            Assert.InRange(at.Micros - now.Micros, 0, 26 * 60 * Minute);
            Assert.Equal(at > now, Hearing.Quiet(listener, now));
            for (var before = now; before < at; before = new(before.Micros + Minute))
                Assert.True(Hearing.Quiet(listener, new(Math.Min(before.Micros, at.Micros - 1))));
        }
    }

    [Theory]
    [InlineData("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")] // 02:00 to 03:00 does not exist: the night ends with it
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")] // 02:30 comes twice: after the first the hour is quiet again, and over with the second
    public void The_night_on_which_clocks_change_ends_by_the_clock_on_the_wall(string now, string due)
    {
        var listener = Of(quiet: (new(22, 0), new(2, 30)), zone: "Europe/Paris");
        var at = Hearing.At(listener, Severity.S2, Instant.From(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.True(at <= Instant.From(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.False(Hearing.Quiet(listener, at));
    }

    /// <summary>However often or seldom somebody looks, and however long nothing ran, the same is told, each once.</summary>
    [Fact]
    public void After_a_day_or_a_week_down_everything_that_fell_due_is_told_once()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var incidents = Enumerable.Range(0, 5).Select(_ => Late(random)).ToList();
            var listener = Of(escalate: random.Next(2) == 0, digest: true, zone: Zones[random.Next(Zones.Length)], quiet: random.Next(2) == 0 ? (new(21, 0), new(5, 0)) : null);
            var end = new Instant(Noon.Micros + (20 * 24 * 60 * Minute));
            var (often, seldom) = (Told(listener, incidents, () => 13, end), Told(listener, incidents, () => random.Next(1, 7 * 24 * 60), end));
            Assert.Equal(often.Where(n => n.Upto == default).Select(n => n.About).Order(), seldom.Where(n => n.Upto == default).Select(n => n.About).Order());
            Assert.Distinct(seldom.Select(n => n.About));
            foreach (var cause in (NoticeCause[])[NoticeCause.Weekly, NoticeCause.Monthly])
            {
                // Each digest goes on where the last one ended, so that nothing is told twice or never; the newest is the same.
                var (all, few) = (often.Where(n => n.Cause == cause).ToList(), seldom.Where(n => n.Cause == cause).ToList());
                Assert.Equal(all[^1].Upto, few[^1].Upto);
                Assert.True(few.Count <= all.Count);
                var since = listener.Since;
                foreach (var digest in few)
                {
                    Assert.Equal(since, digest.Since);
                    since = digest.Upto;
                }
            }
        }
    }

    [Fact]
    public void A_digest_is_of_Monday_or_of_the_first_day_at_seven_by_the_listener_s_clock()
    {
        var listener = Of(digest: true, from: Severity.S4, zone: "Asia/Shanghai") with { Since = Instant.From(new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero)) };
        var due = Hearing.Digests(listener, _ => null, Instant.From(new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero))).ToList();
        Assert.Equal([("Weekly/2026-11-30", "2026-11-29T23:00:00.000000Z"), ("Monthly/2026-12-01", "2026-11-30T23:00:00.000000Z")], due.Select(d => (d.About, d.Upto.ToString())));
        Assert.Equal([NoticeCause.Weekly], Hearing.Digests(listener with { Set = listener.Set with { From = Severity.S3 } }, _ => null, Instant.From(new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero))).Select(d => d.Cause));
        Assert.True(Hearing.Tells(listener, NoticeCause.Monthly, Incident(Severity.S4)));
        Assert.False(Hearing.Tells(listener, NoticeCause.Weekly, Incident(Severity.S4)));
        Assert.True(Hearing.Tells(listener, NoticeCause.Weekly, Incident(Severity.S3)));
    }

    [Fact]
    public void Nobody_hears_what_they_may_not()
    {
        var threat = Incident(Severity.S2, Acting.Independence);
        foreach (var role in Enum.GetValues<Role>())
            Assert.Equal(role == Role.Reviewer, Hearing.MayHear(Of(role: role), threat));
        var hidden = Incident(Severity.S1) with { RestsOnProtected = true };
        foreach (var role in Enum.GetValues<Role>())
            Assert.Equal(role.OfTheProgramme(), Hearing.MayHear(Of(role: role), hidden));
        Assert.False(Hearing.MayHear(Of(sites: [There]), Incident(Severity.S1)));
        Assert.False(Hearing.MayHear(Of(role: Role.Analyst, limits: [There]), Incident(Severity.S1)));
        Assert.False(Hearing.MayHear(Of(role: Role.Buyer), Incident(Severity.S1)));
        Assert.True(Hearing.MayHear(Of(role: Role.Buyer, limits: [Here]), Incident(Severity.S1)));
        Assert.True(Hearing.MayHear(Of(), Incident(Severity.S1)));
    }

    [Fact]
    public void What_nobody_takes_on_is_told_to_those_marked_for_it_after_a_time_by_its_level()
    {
        var listener = Of(escalate: true);
        Instant After(double hours) => new(Noon.Micros + (long)(hours * 60 * Minute));
        Assert.Empty(Hearing.OfLate(listener, Incident(Severity.S1), After(1.9)));
        Assert.Equal(NoticeCause.Escalated, Assert.Single(Hearing.OfLate(listener, Incident(Severity.S1), After(2))).Cause);
        Assert.Empty(Hearing.OfLate(listener, Incident(Severity.S2), After(23)));
        Assert.Single(Hearing.OfLate(listener, Incident(Severity.S2), After(24)));
        Assert.Empty(Hearing.OfLate(listener, Incident(Severity.S3), After(1_000)));
        Assert.Empty(Hearing.OfLate(listener, Incident(Severity.S1) with { State = IncidentState.Taken }, After(1_000)));
        Assert.Empty(Hearing.OfLate(Of(), Incident(Severity.S1), After(1_000)));
        // The deadline to take it on comes first where it is sooner.
        Assert.Single(Hearing.OfLate(listener with { Set = listener.Set with { From = Severity.S1 } }, Incident(Severity.S2) with { Deadlines = [new(DeadlineKind.Told, "cap", After(3), null)] }, After(3)));
    }

    private static List<Notice> Told(Listener listener, IReadOnlyList<Incident> incidents, Func<int> minutes, Instant end)
    {
        var told = new List<Notice>();
        for (var now = listener.Since; ; now = new(Math.Min(end.Micros, now.Micros + (minutes() * Minute))))
        {
            foreach (var notice in incidents.Where(i => i.Opened <= now).SelectMany(i => Hearing.OfLate(listener, i, now)).ExceptBy(told.Select(t => t.About), n => n.About).ToList())
                told.Add(notice);
            told.AddRange(Hearing.Digests(listener, cause => told.LastOrDefault(t => t.Cause == cause)?.Upto, now));
            if (now >= end)
                return told;
        }
    }

    private static Incident Late(Random random) => Incident(random.Next(2) == 0 ? Severity.S1 : Severity.S2) with
    {
        Id = new(Guid.Parse($"01920000-0000-7000-8000-{random.Next():x12}")),
        Opened = new(Noon.Micros + (random.Next(10_000) * Minute)),
        Deadlines = [.. Enum.GetValues<DeadlineKind>().Where(_ => random.Next(2) == 0).Select(kind => new DueBy(kind, "cap", new(Noon.Micros + (random.Next(40_000) * Minute)), null))],
    };

    private static Listener Of(
        Role role = Role.Anyone, ImmutableArray<SiteId>? sites = null, ImmutableArray<SiteId>? limits = null, Severity from = Severity.S4, (TimeOnly From, TimeOnly Until)? quiet = null, bool digest = false, bool escalate = false, string zone = "UTC") =>
        new(new(Guid.Empty, "Ann", "en", zone, "ann@example.org", "", "", 0, role == Role.Anyone ? null : new ActorId(Guid.Parse("01920000-0000-7000-8000-000000000009")), sites ?? [], from, quiet?.From, quiet?.Until, digest, escalate),
            0, Noon, role, limits ?? [], TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static Incident Incident(Severity level, string indicator = "OH-01") => new()
    {
        Id = new(Guid.Parse("01920000-0000-7000-8000-000000000003")),
        Number = "2026-00001",
        Site = Here,
        Source = IncidentSource.Rule,
        Day = new(2026, 11, 23),
        LastDay = new(2026, 11, 23),
        Learnt = Noon,
        Opened = Noon,
        Findings = [new(indicator, level, Grade.Observed, null)],
        Catalogue = "",
        About = null,
        Records = [],
        Note = "",
        Last = 1,
    };
}
