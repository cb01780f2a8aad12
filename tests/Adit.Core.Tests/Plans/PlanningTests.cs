using System.Collections.Immutable;
using Adit.Incidents;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Tests.Forms;
using CsCheck;

namespace Adit.Tests.Plans;

/// <summary>What goes into a plan, who may do what about it, and what closes an action.</summary>
public class PlanningTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Africa/Lubumbashi");
    private static readonly DateOnly Day = new(2026, 11, 23);
    private static readonly Instant Noon = Instant.From(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private static readonly ActorId Lead = Who("lead"), Reviewer = Who("reviewer"), Ana = Who("ana"), Awa = Who("awa"), Omari = Who("omari");
    private static readonly SiteId Site = new(Guid.Parse("019ab000-0000-7000-8000-000000000001"));
    private static readonly Library Library = new(Shipped.The, []);
    private static readonly IReadOnlySet<ActorId> FoundByAwa = new HashSet<ActorId> { Awa };

    [Fact]
    public void Each_thing_that_stands_open_gets_one_line_with_a_measure_its_clock_and_who_does_it()
    {
        var (pit, other) = (Opened("OH-04", Severity.S2, "pit:1"), Opened("OH-04", Severity.S2, "pit:2", 2));
        var made = Compose([new("OH-04", Severity.S2, false), new("OH-09", Severity.S3, false)], [pit, other]);
        Assert.Equal([("OH-04", "pit:1"), ("OH-04", "pit:2"), ("OH-09", null)], made.Lines.Select(l => (l.Indicator, l.About)));
        var line = made.Lines[0];
        // A pit that is too deep is made safe within 72 hours: by the end of the third day.
        Assert.Equal(("close-pit", Party.Operator, (DateOnly?)new DateOnly(2026, 11, 26), new DateOnly(2026, 11, 26)), (line.Measure, line.Owner, line.Clock, line.Due));
        Assert.Equal([pit.Id], line.Incidents);
        // Of what no incident asks about by a day, thirty days.
        Assert.Equal((null, Day.AddDays(30)), (made.Lines[2].Clock, made.Lines[2].Due));
    }

    [Fact]
    public void What_somebody_opened_by_hand_is_mended_as_what_a_record_tells_of_as_soon_as_it_is_more_than_hearsay()
    {
        var told = Opened("OH-04", Severity.S2, null) with { Source = IncidentSource.Hand, Findings = [new("OH-04", Severity.S2, Grade.Reported, "cap")] };
        Assert.Equal([("OH-04", LeftOut.BeingVerified)], Compose([], [told]).LeftOut.Select(l => (l.Finding.Indicator, l.Why)));
        var seen = told with { Findings = [new("OH-04", Severity.S2, Grade.Determined, "cap")] };
        Assert.Equal([seen.Id], Assert.Single(Compose([], [seen]).Lines).Incidents);
        // A rule's finding that is open no more waits to be called over, and is on no plan.
        Assert.Empty(Compose([], [seen with { Source = IncidentSource.Rule }]).Lines);
    }

    [Fact]
    public void What_one_source_only_told_what_is_protected_and_what_is_the_programme_s_own_is_on_no_plan_of_a_site()
    {
        var made = Compose([new("AG-02", Severity.S1, true), new("GR-03", Severity.S1, false), new("IN-01", Severity.S2, false), new("AG-01", Severity.S1, false)], []);
        Assert.Empty(made.Lines);
        Assert.Equal([("AG-01", LeftOut.NoMeasure), ("AG-02", LeftOut.BeingVerified), ("IN-01", LeftOut.Programme)], made.LeftOut.Select(l => (l.Finding.Indicator, l.Why)));
    }

    [Fact]
    public void What_a_running_action_mends_is_carried_over_and_gets_no_second_line()
    {
        var running = Issued(Line("OH-04"));
        var made = Compose([new("OH-04", Severity.S2, false)], [], running);
        Assert.Empty(made.Lines);
        Assert.Equal([running], made.Carried);
    }

    [Fact]
    public void A_clock_that_has_run_out_stays_on_the_line_and_the_action_gets_two_weeks()
    {
        var late = Opened("OH-03", Severity.S2, null, learntDaysAgo: 20);
        var line = Assert.Single(Compose([new("OH-03", Severity.S2, false)], [late]).Lines);
        Assert.True(line.Clock < Day);
        Assert.Equal(Day.AddDays(14), line.Due);
    }

    [Fact]
    public void A_finding_that_could_harm_whoever_told_of_it_is_never_shown_at_the_site()
    {
        Assert.All(["SF-02", "BR-01", "AG-01", "SA-01"], indicator => Assert.False(Library.MayShow(indicator)));
        var line = Line("SF-02") with { Measure = "no-levies", Quiet = false };
        Assert.Equal("plan-quiet", Assert.Single(Planning.SetLine(Shipped.The, Library, Draft(), By(Ana, Role.Analyst, 0), line, null).Refusals).Code);
        Assert.False(Planning.SetLine(Shipped.The, Library, Draft(), By(Ana, Role.Analyst, 0), line with { Quiet = true }, null).Refused);
    }

    [Fact]
    public void Adopting_a_plan_is_day_0_of_the_incidents_that_wait_for_one()
    {
        var soldiers = Opened("SF-01", Severity.S2, null);
        Assert.Contains(soldiers.Due, d => d.Kind == DeadlineKind.Plan);
        var action = CorrectiveAction.From(new(1, Noon, Ana, new PlanUnlinked(default)), default, Site, Line("SF-01") with { Incidents = [soldiers.Id] }, null);
        var decision = Planning.Issue(Shipped.The, Draft(action.Id), By(Ana, Role.Analyst, 0), [action], [soldiers], "");
        var met = Assert.IsType<IncidentStepMet>(decision.Facts[1]);
        // OECD Annex II, six months: looks at day 30, 90, and the end at 180.
        Assert.Equal([(DeadlineKind.Progress, 30), (DeadlineKind.Progress, 90), (DeadlineKind.Ends, 180)], met.Deadlines.Select(d => (d.Kind, Clock.DayOf(new Instant(d.Until.Micros - 1).ToDateTimeOffset(), Zone).DayNumber - Day.DayNumber)));
        Assert.DoesNotContain(soldiers.After(new(9, Noon, Ana, met)).Due, d => d.Kind == DeadlineKind.Plan);
    }

    [Fact]
    public void A_line_that_is_added_to_a_plan_that_runs_is_day_0_too()
    {
        var soldiers = Opened("SF-01", Severity.S2, null);
        var line = Line("SF-01") with { Incidents = [soldiers.Id], Quiet = true };
        var running = Draft() with { State = PlanState.Issued };
        Assert.IsType<IncidentStepMet>(Planning.SetLine(Shipped.The, Library, running, By(Ana, Role.Analyst, 0), line, null, [soldiers]).Facts[1]);
        Assert.Single(Planning.SetLine(Shipped.The, Library, Draft(), By(Ana, Role.Analyst, 0), line, null, [soldiers]).Facts);
    }

    [Fact]
    public void Only_an_agent_s_record_or_the_independent_reviewer_verifies_and_who_recorded_the_finding_is_named()
    {
        var action = Issued(Line("OH-04"));
        Assert.Equal(ActionState.SaidDone, After(action, Planning.Report(action, Party.Operator, true, "closed", [], null)).State);
        Assert.Equal("action-check-who", Assert.Single(Planning.Check(action, By(Lead, Role.Lead, action.Last), CheckResult.Verified, Day, FoundByAwa, "seen").Refusals).Code);

        var byAwa = After(action, Found(action, Awa, "verified", "seen"));
        Assert.Equal((ActionState.Verified, true), (byAwa.State, byAwa.VerifiedBy!.SameAgent));
        var byOmari = After(action, Found(action, Omari, "verified", "photo"));
        Assert.Equal((ActionState.Verified, false), (byOmari.State, byOmari.VerifiedBy!.SameAgent));
        Assert.Equal(ActionState.SaidDone, After(action, Found(action, Omari, "verified", "told")).State);
        Assert.Equal(ActionState.Running, After(byOmari with { State = ActionState.SaidDone }, Found(action, Omari, "rejected", "seen", entry: 78)).State);
        // The same record is taken once.
        Assert.Empty(Found(byOmari, Omari, "verified", "photo").Facts);
        Assert.Equal(ActionState.Verified, After(action, Planning.Check(action, By(Reviewer, Role.Reviewer, action.Last), CheckResult.Verified, Day, FoundByAwa, "I saw it.")).State);
    }

    [Fact]
    public void More_time_needs_a_reason_and_somebody_else()
    {
        var action = Issued(Line("OH-09"));
        Assert.Equal("plan-why", Assert.Single(Planning.AskExtension(action, By(Lead, Role.Lead, action.Last), Day.AddDays(60), " ").Refusals).Code);
        var asked = After(action, Planning.AskExtension(action, By(Lead, Role.Lead, action.Last), Day.AddDays(60), "The road is cut."), Lead);
        Assert.Equal("action-extension-other", Assert.Single(Planning.DecideExtension(asked, By(Lead, Role.Lead, asked.Last), true, "").Refusals).Code);
        Assert.Equal("action-extension-who", Assert.Single(Planning.DecideExtension(asked, By(Ana, Role.Analyst, asked.Last), true, "").Refusals).Code);
        Assert.Equal(action.Line.Due, asked.Line.Due);
        var granted = After(asked, Planning.DecideExtension(asked, By(Reviewer, Role.Reviewer, asked.Last), true, ""), Reviewer);
        Assert.Equal(Day.AddDays(60), granted.Line.Due);
        Assert.Equal(action.Line.Due, After(asked, Planning.DecideExtension(asked, By(Reviewer, Role.Reviewer, asked.Last), false, "no"), Reviewer).Line.Due);
    }

    [Fact]
    public void Of_two_who_decide_at_once_the_second_is_told()
    {
        var action = Issued(Line("OH-09"));
        var asked = After(action, Planning.AskExtension(action, By(Ana, Role.Analyst, action.Last), Day.AddDays(60), "why"), Ana);
        var decided = After(asked, Planning.DecideExtension(asked, By(Lead, Role.Lead, asked.Last), true, ""), Lead);
        Assert.Equal("plan-changed", Assert.Single(Planning.DecideExtension(decided, By(Reviewer, Role.Reviewer, asked.Last), false, "no").Refusals).Code);
    }

    [Fact]
    public void Thirty_days_overdue_goes_up_once()
    {
        var action = Issued(Line("OH-09"));
        Assert.Empty(Planning.Pass(action, action.Line.Due.AddDays(29), true, null).Facts);
        var up = Assert.IsType<ActionEscalated>(Assert.Single(Planning.Pass(action, action.Line.Due.AddDays(30), true, null).Facts));
        Assert.Equal(30, up.Overdue);
        Assert.Empty(Planning.Pass(After(action, Decision.Record(up)), action.Line.Due.AddDays(31), true, null).Facts);
    }

    [Theory]
    [InlineData(13, true, null, null)]
    [InlineData(14, true, null, Lasting.Returned)]
    [InlineData(14, false, 14, Lasting.Held)]
    [InlineData(20, false, 10, null)]
    [InlineData(45, false, 10, Lasting.NotLooked)]
    public void The_effect_is_looked_at_again_after_what_the_measure_sets(int days, bool open, int? looked, Lasting? then)
    {
        var action = After(Issued(Line("OH-04")), Found(Issued(Line("OH-04")), Omari, "verified", "seen"));
        var facts = Planning.Pass(action, Day.AddDays(days), open, looked is { } on ? Day.AddDays(on) : null).Facts;
        Assert.Equal(then, facts.OfType<ActionEffectSeen>().Select(f => (Lasting?)f.Lasting).SingleOrDefault());
    }

    [Fact]
    public void A_party_that_disputes_says_why_and_what_it_says_last_counts()
    {
        var action = Issued(Line("OH-09"));
        Assert.Equal("plan-dispute-why", Assert.Single(Planning.Answer(action, Party.Operator, false, "", null).Refusals).Code);
        var disputed = After(action, Planning.Answer(action, Party.Operator, false, "Not ours.", null));
        Assert.Equal("Not ours.", Assert.Single(disputed.Disputes).Text);
        Assert.Empty(After(disputed, Planning.Answer(disputed, Party.Operator, true, "", null)).Disputes);
        Assert.Single(After(disputed, Planning.Answer(disputed, Party.Cooperative, true, "", null)).Disputes);
    }

    /// <summary>Whatever happens to an action in whatever order: it is verified only by a check that says so, and its day moves only by what somebody else granted.</summary>
    [Fact]
    public void No_sequence_of_acts_verifies_without_a_check_or_moves_a_day_without_a_second_person() =>
        Gen.Int[0, 8].List[1, 25].Sample(acts =>
        {
            var (action, granted, verified) = (Issued(Line("OH-09")), false, false);
            foreach (var act in acts)
            {
                var asker = action.Asked?.By;
                var decision = act switch
                {
                    0 => Planning.Report(action, Party.Operator, true, "done", [], null),
                    1 => Planning.Answer(action, Party.Operator, act % 2 == 0, "why", null),
                    2 => Planning.AskExtension(action, By(Lead, Role.Lead, action.Last), action.Line.Due.AddDays(5), "why"),
                    3 => Planning.DecideExtension(action, By(Lead, Role.Lead, action.Last), true, ""),
                    4 => Planning.DecideExtension(action, By(Reviewer, Role.Reviewer, action.Last), true, ""),
                    5 => Found(action, Omari, "done", "seen", entry: action.Last + 100),
                    6 => Planning.Check(action, By(Ana, Role.Analyst, action.Last), CheckResult.Verified, Day, FoundByAwa, "x"),
                    7 => Planning.Pay(action, By(Ana, Role.Analyst, action.Last), "Operator", null),
                    _ => Found(action, Omari, "verified", "seen", entry: action.Last + 100),
                };
                var before = action;
                action = After(action, decision, act is 4 ? Reviewer : Lead);
                granted |= act == 4 && !decision.Refused && asker == Lead;
                verified |= act == 8 && decision.Facts.Length > 0;
                Assert.True(before.Line.Due == action.Line.Due || (act is 3 or 4 && asker is not null && asker != (act == 4 ? Reviewer : Lead)));
            }
            Assert.Equal(verified, action.State == ActionState.Verified);
            Assert.True(granted || action.Line.Due == Issued(Line("OH-09")).Line.Due);
        });

    [Fact]
    public void Improvement_is_measured_on_days_that_were_looked_at_against_the_ninety_before()
    {
        var before = Enumerable.Range(1, 30).Select(n => (Day.AddDays(-n), true, n % 2 == 0));
        ImmutableArray<ImprovementStep> Of(IEnumerable<(DateOnly, bool, bool)> after, int today) => Improvement.Of([.. before, .. after], Day, Day.AddDays(today));
        Assert.Equal([ImprovementVerdict.Before, ImprovementVerdict.Less, ImprovementVerdict.NotOver, ImprovementVerdict.NotOver], Of(Enumerable.Range(0, 28).Select(n => (Day.AddDays(n), true, false)), 40).Select(s => s.Verdict));
        Assert.Equal(ImprovementVerdict.NoChange, Of(Enumerable.Range(0, 28).Select(n => (Day.AddDays(n), true, n % 2 == 0)), 30)[1].Verdict);
        Assert.Equal(ImprovementVerdict.More, Of(Enumerable.Range(0, 28).Select(n => (Day.AddDays(n), true, true)), 30)[1].Verdict);
        // Where nobody looks nothing improves.
        Assert.Equal(ImprovementVerdict.NotLooked, Of([(Day.AddDays(3), true, false)], 30)[1].Verdict);
        Assert.Equal(ImprovementVerdict.NotOver, Of([], 29)[1].Verdict);
    }

    [Fact]
    public void Every_measure_says_in_two_languages_what_is_done_and_how_one_sees_it()
    {
        Assert.NotEmpty(Library.Measures);
        Assert.All(Library.Measures, m => Assert.All([m.Texts, m.Check], t => Assert.All(["en", "fr"], l => Assert.NotEmpty(Library.In(t, l)))));
        Assert.All(Library.Measures, m => Assert.All(m.Indicators, i => Assert.False(Shipped.The.Indicator(i)!.Protected)));
        // A programme's own wording stands in the place of the shipped one.
        var own = new Library(Shipped.The, [new("close-pit", [new("en", "Close it today."), new("fr", "Fermer aujourd’hui.")], [], ["OH-04"], null, CostBand.None, false, 7, false)]);
        Assert.Equal("Close it today.", Library.In(own.For("OH-04").First().Texts, "zh"));
        Assert.Equal("Fermer aujourd’hui.", Library.In(own.For("OH-04").First().Texts, "sw"));
        Assert.DoesNotContain(own.For("OH-05"), m => m.Id == "close-pit");
    }

    private static Composed Compose(OpenFinding[] open, Incident[] incidents, params CorrectiveAction[] actions)
    {
        var n = 0;
        return Drafting.Compose(Shipped.The, Library, new(Day, Zone, open, incidents, actions), () => (new(Guid.NewGuid()), $"A-2026-{++n:0000}"));
    }

    private static Incident Opened(string indicator, Severity level, string? about, int number = 1, int learntDaysAgo = 0)
    {
        var learnt = new Instant(Noon.Micros - (learntDaysAgo * 86_400_000_000L));
        var finding = new IncidentFinding(indicator, level, Grade.Observed, Clock.StartedBy(Shipped.The, Shipped.The.Indicator(indicator)!, level)?.Id);
        return Incident.From(new(number, learnt, ActorId.Program, new PlanUnlinked(default)), new(
            new(Guid.NewGuid()), $"2026-{number:00000}", Site, IncidentSource.Rule, Day, learnt, [finding], "v", Deadlines.Of(Shipped.The, finding, learnt.ToDateTimeOffset(), Zone), about, [], ""));
    }

    private static PlanLine Line(string indicator) => new(
        new(Guid.Parse("019ab000-0000-7000-8000-000000000009")), "A-2026-0001", indicator, null, Severity.S3, [], Library.For(indicator).First().Id, [], Party.Operator, "", Day.AddDays(30), null, CostBand.Low, "", Library.For(indicator).First().Quiet, 14);

    private static Plan Draft(params ActionId[] lines) => new() { Id = default, Site = Site, Month = new(2026, 11, 1), Lines = [.. lines], Carried = [], Drafted = Noon, Last = 0 };

    private static CorrectiveAction Issued(PlanLine line) => CorrectiveAction.From(new(5, Noon, Ana, new PlanUnlinked(default)), default, Site, line, Day);

    private static Decision Found(CorrectiveAction action, ActorId by, string status, string evidence, long entry = 77) =>
        Planning.Found(action, new(new(Guid.Parse("019ab000-0000-7000-8000-000000000003")), entry), by, Day, status, evidence, null, FoundByAwa);

    private static CorrectiveAction After(CorrectiveAction action, Decision decision, ActorId by = default) =>
        decision.Facts.Aggregate(action, (one, fact) => one.After(new(one.Last + 1, Noon, by, fact)));

    private static Actor By(ActorId id, Role role, long seen) => new(id, role, seen, Noon, Day, Zone);

    private static ActorId Who(string name) => new(Id.From(Guid.Empty, name));
}
