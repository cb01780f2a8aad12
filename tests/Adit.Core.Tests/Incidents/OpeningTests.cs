using System.Collections.Immutable;
using Adit.Incidents;
using Adit.Risk;
using Adit.Tests.Forms;

namespace Adit.Tests.Incidents;

/// <summary>Which records open an incident, which bear one out, and which do neither.</summary>
public class OpeningTests
{
    private static readonly SiteId Site = new(Guid.Parse("019ab000-0000-7000-8000-000000000001"));
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Africa/Lubumbashi");
    private static readonly DateOnly Day = new(2026, 11, 23);
    private static readonly Instant Noon = Instant.From(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private static readonly ActorId Awa = Who("awa"), Omari = Who("omari");

    [Fact]
    public void A_death_and_an_injury_of_one_accident_are_one_incident_of_the_graver_level()
    {
        var opened = Assert.Single(Opened([], Said(1, Awa, Event("OH-01", Severity.S1), Event("OH-02", Severity.S2))));
        Assert.Equal(["OH-01", "OH-02"], opened.Findings.Select(f => f.Indicator).Order());
        Assert.Equal(Severity.S1, Standing(opened).Found);
    }

    [Fact]
    public void Soldiers_who_tax_and_an_accident_on_one_form_are_two_incidents() =>
        Assert.Equal(2, Opened([], Said(1, Awa, Event("OH-01", Severity.S1), Event("SF-02", Severity.S2))).Count);

    [Fact]
    public void Two_records_of_what_may_be_one_accident_open_two_and_a_person_is_asked()
    {
        var first = Standing(Assert.Single(Opened([], Said(1, Awa, Event("OH-02", Severity.S2)))));
        var second = Standing(Assert.Single(Opened([new(first, new HashSet<ActorId> { Awa })], Said(2, Omari, Event("OH-02", Severity.S2) with { Day = Day.AddDays(3) }))));
        Assert.True(Opening.MayBeOne(first, second));
        Assert.False(Opening.MayBeOne(first, second with { Day = Day.AddDays(4), LastDay = Day.AddDays(4) }));
        Assert.False(Opening.MayBeOne(first with { Apart = [second.Id] }, second));
        Assert.False(Opening.MayBeOne(first, second with { State = IncidentState.Closed }));
        Assert.False(Opening.MayBeOne(first with { About = "pit:1" }, second with { About = "pit:2" }));
        Assert.False(Opening.MayBeOne(first, first));
    }

    [Fact]
    public void An_edit_of_a_record_opens_nothing_again_and_what_it_adds_bears_the_incident_out()
    {
        var first = Standing(Assert.Single(Opened([], Said(1, Awa, Event("OH-02", Severity.S2)))));
        var known = new KnownIncident(first, new HashSet<ActorId> { Awa });
        Assert.Empty(Decided([known], Said(1, Awa, Event("OH-02", Severity.S2)) with { Record = new(Submission(1), 2) }));
        var more = Assert.IsType<IncidentBorneOut>(Assert.Single(Decided([known], Said(1, Awa, Event("OH-02", Severity.S2), Event("OH-01", Severity.S1)) with { Record = new(Submission(1), 2) })));
        Assert.Equal(Severity.S1, more.Findings.Max(f => f.Level));
        Assert.Contains(more.Deadlines, d => d.Kind == DeadlineKind.Told && d.Until == Hours(24));
        // What was merged away goes on in the other, and is not opened again by an edit.
        Assert.Empty(Decided([new(first with { State = IncidentState.Closed }, known.Sources)], Said(1, Awa, Event("OH-02", Severity.S2))));
    }

    [Fact]
    public void A_pit_too_deep_is_one_incident_for_as_long_as_it_stands_whoever_measures_it_again()
    {
        var first = Standing(Assert.Single(Opened([], Said(1, Awa, State("OH-04", Severity.S2, "pit:7")))));
        var known = new KnownIncident(first, new HashSet<ActorId> { Awa });
        Assert.Empty(Decided([known], Said(2, Omari, State("OH-04", Severity.S2, "pit:7"))));
        Assert.Single(Opened([known], Said(2, Omari, State("OH-04", Severity.S2, "pit:8"))));
        Assert.Equal(Severity.S1, Assert.IsType<IncidentBorneOut>(Assert.Single(Decided([known], Said(3, Awa, State("OH-04", Severity.S1, "pit:7"))))).Findings.Single().Level);
        Assert.Single(Opened([new(first with { State = IncidentState.Closed }, known.Sources)], Said(4, Awa, State("OH-04", Severity.S2, "pit:7"))));
    }

    [Fact]
    public void A_late_record_of_what_later_looks_found_mended_opens_nothing_and_of_an_accident_it_does()
    {
        Assert.Empty(Decided([], Said(1, Awa, State("OH-04", Severity.S2, null)) with { Standing = new HashSet<string>() }));
        var late = Assert.Single(Opened([], Said(1, Awa, Event("OH-02", Severity.S2) with { Day = Day.AddDays(-10) }) with { Standing = new HashSet<string>() }));
        Assert.Equal((Day.AddDays(-10), Noon), (late.Day, late.Learnt));
    }

    [Fact]
    public void Hearsay_of_serious_abuse_is_passed_on_in_a_day_and_starts_nothing_else_until_a_second_source_tells_it()
    {
        var told = Assert.Single(Opened([], Said(1, Awa, Event("SA-01", Severity.S1, Grade.Reported))));
        Assert.True(Standing(told).Hollow);
        Assert.Equal([(DeadlineKind.Told, "annex2-immediate", Hours(24))], told.Deadlines.Select(d => (d.Kind, d.Regime, d.Until)));

        var (about, known) = (told with { Findings = [told.Findings[0] with { Indicator = "SF-01", Level = Severity.S2, Regime = "annex2-six-month" }] }, (IReadOnlySet<ActorId>)new HashSet<ActorId> { Awa });
        Assert.Empty(Decided([new(Standing(about), known)], Said(2, Awa, State("SF-01", Severity.S2, null, Grade.Reported))));
        var second = Assert.IsType<IncidentBorneOut>(Assert.Single(Decided([new(Standing(about), known)], Said(3, Omari, State("SF-01", Severity.S2, null, Grade.Reported)))));
        Assert.Equal(Grade.Corroborated, second.Findings.Single().Grade);
        Assert.Contains(second.Deadlines, d => d.Kind == DeadlineKind.Plan);
    }

    [Fact]
    public void What_an_agent_saw_of_an_armed_group_must_be_determined_within_three_days()
    {
        var opened = Assert.Single(Opened([], Said(1, Awa, Event("AG-01", Severity.S1))));
        Assert.Equal(("annex2-immediate", Hours(72)), opened.Deadlines.Where(d => d.Kind == DeadlineKind.Determined).Select(d => (d.Regime, d.Until)).Single());
        // Whether an authority is told is decided in the same time; where the indicator names another, in that.
        Assert.Equal(("annex2-immediate", Hours(72)), opened.Deadlines.Where(d => d.Kind == DeadlineKind.Notify).Select(d => (d.Regime, d.Until)).Single());
        Assert.Equal(("cap", Hours(24)), Assert.Single(Opened([], Said(1, Awa, Event("OH-01", Severity.S1)))).Deadlines.Where(d => d.Kind == DeadlineKind.Notify).Select(d => (d.Regime, d.Until)).Single());
    }

    [Fact]
    public void Clocks_of_Annex_II_and_of_the_programme_stand_side_by_side_and_days_end_at_midnight_of_the_site()
    {
        var opened = Opened([], Said(1, Awa, Event("OH-02", Severity.S2), Event("SF-02", Severity.S2)));
        Assert.Equal(["annex2-six-month", "cap"], opened.SelectMany(o => o.Deadlines).Select(d => d.Regime).Distinct().Order());
        // Fourteen days after the 23rd, the day itself not counted: until the 8th of December, 00:00 at the site.
        Assert.Contains(opened.SelectMany(o => o.Deadlines), d => d is { Kind: DeadlineKind.Safe, Regime: "cap" } && d.Until == Instant.From(new(2026, 12, 7, 22, 0, 0, TimeSpan.Zero)));
    }

    private static List<IncidentOpened> Opened(IReadOnlyList<KnownIncident> known, Finder finder) => [.. Decided(known, finder).Cast<IncidentOpened>()];

    private static List<Fact> Decided(IReadOnlyList<KnownIncident> known, Finder finder)
    {
        var next = 0;
        return [.. Opening.Decide(Shipped.The, known, finder, () => (new(Id.From(Guid.Empty, $"i{++next}:{finder.Record}")), $"2026-{next:0000}"))];
    }

    private static Finder Said(int record, ActorId by, params Matter[] matters) =>
        new(Site, Zone, new(Submission(record), record), by, Noon, matters.Select(m => m.Indicator).ToHashSet(), matters);

    private static Matter Event(string indicator, Severity level, Grade grade = Grade.Observed) => new(indicator, indicator[..2], true, null, Day, level, grade);

    private static Matter State(string indicator, Severity level, string? about, Grade grade = Grade.Observed) => new(indicator, indicator[..2], false, about, Day, level, grade);

    private static Incident Standing(IncidentOpened opened) => Incident.From(new(opened.Records.FirstOrDefault()?.Entry ?? 0, Noon, ActorId.Program, opened), opened);

    private static SubmissionId Submission(int n) => new(Id.From(Guid.Empty, $"s{n}"));

    private static ActorId Who(string name) => new(Id.From(Guid.Empty, name));

    private static Instant Hours(int hours) => new(Noon.Micros + (hours * 3_600_000_000L));
}
