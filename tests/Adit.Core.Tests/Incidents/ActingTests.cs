using System.Collections.Immutable;
using Adit.Incidents;
using Adit.People;
using Adit.Risk;
using Adit.Tests.Forms;

namespace Adit.Tests.Incidents;

/// <summary>What may be done about an incident, by whom, and what it does to its clocks.</summary>
public class ActingTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Africa/Lubumbashi");
    private static readonly DateOnly Day = new(2026, 11, 23);
    private static readonly Instant Noon = Instant.From(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private static readonly ActorId Lead = Who("lead"), Reviewer = Who("reviewer"), Ana = Who("ana"), Awa = Who("awa"), Omari = Who("omari");
    private static readonly SiteId Site = new(Guid.Parse("019ab000-0000-7000-8000-000000000001"));

    [Fact]
    public void Of_two_who_act_on_the_same_state_the_second_is_told()
    {
        var pit = Opened("OH-04", Severity.S2);
        var taken = After(pit, Acting.Take(pit, By(Ana, Role.Analyst, pit), Ana));
        Assert.Equal((IncidentState.Taken, Ana), (taken.State, taken.Holder));
        Assert.Equal("incident-changed", Assert.Single(Acting.Take(taken, By(Lead, Role.Lead, pit), Lead).Refusals).Code);
        // A note needs no newest state: nothing is decided with it.
        Assert.False(Acting.Note(taken, "seen", []).Refused);
    }

    [Fact]
    public void Taking_it_on_meets_the_deadline_of_being_told()
    {
        var pit = Opened("OH-04", Severity.S2);
        Assert.Equal(DeadlineKind.Told, pit.Next!.Kind);
        Assert.DoesNotContain(After(pit, Acting.Take(pit, By(Ana, Role.Analyst, pit), Ana)).Due, d => d.Kind == DeadlineKind.Told);
    }

    [Fact]
    public void What_became_graver_is_taken_on_again_by_whoever_has_it_and_what_was_merged_in_is_had_with_it()
    {
        var pit = Opened("OH-04", Severity.S2);
        var taken = After(pit, Acting.Take(pit, By(Ana, Role.Analyst, pit), Ana));
        Assert.Empty(Acting.Take(taken, By(Ana, Role.Analyst, taken), Ana).Facts);
        var graver = taken.After(new(9, Noon, ActorId.Program, new IncidentBorneOut(pit.Id, null, [new("OH-04", Severity.S1, Grade.Observed, "cap")], [new(DeadlineKind.Told, "cap", Noon)])));
        Assert.Equal(NextStep.Take, Steps.Next(graver, new HashSet<string> { "OH-04" }));
        Assert.DoesNotContain(After(graver, Acting.Take(graver, By(Ana, Role.Analyst, graver), Ana)).Due, d => d.Kind == DeadlineKind.Told);

        var other = Opened("OH-04", Severity.S2, number: 2);
        Assert.DoesNotContain(taken.With(new(50, Noon, Ana, new IncidentMerged(other.Id, pit.Id)), other).Due, d => d.Kind == DeadlineKind.Told);
    }

    [Fact]
    public void What_was_paused_for_two_days_is_due_two_days_later_and_what_was_met_is_not_moved()
    {
        var pit = Opened("OH-04", Severity.S2);
        var taken = After(pit, Acting.Take(pit, By(Ana, Role.Analyst, pit), Ana));
        Assert.Equal("incident-why", Assert.Single(Acting.Pause(taken, By(Ana, Role.Analyst, taken), " ").Refusals).Code);
        var paused = After(taken, Acting.Pause(taken, By(Ana, Role.Analyst, taken), "The road is cut."));
        Assert.Null(paused.Next);
        Assert.Equal("incident-paused", Assert.Single(Acting.Pause(paused, By(Ana, Role.Analyst, paused), "again").Refusals).Code);
        var on = After(paused, Acting.Resume(paused, By(Ana, Role.Analyst, paused)), hours: 48);
        foreach (var (before, after) in taken.Deadlines.Zip(on.Deadlines))
            Assert.Equal(before.Met is null ? before.Until.Micros + (48 * 3_600_000_000L) : before.Until.Micros, after.Until.Micros);
    }

    [Fact]
    public void Clocks_of_serious_abuse_are_paused_by_nobody()
    {
        var armed = Opened("AG-01", Severity.S1);
        Assert.Equal("incident-no-pause", Assert.Single(Acting.Pause(armed, By(Lead, Role.Lead, armed), "why").Refusals).Code);
    }

    [Fact]
    public void Serious_abuse_is_determined_by_two_and_never_by_one_twice()
    {
        var armed = Opened("AG-01", Severity.S1);
        var proposal = new DeterminationProposed(Guid.NewGuid(), armed.Id, Outcome.ReasonableRisk, "seen by two agents", "lot 7", "", "what a buyer weighs", "about 300", "a year");
        Assert.Equal("determination-who", Assert.Single(Acting.Propose(armed, By(Ana, Role.Analyst, armed), proposal).Refusals).Code);
        Assert.Equal("determination-people", Assert.Single(Acting.Propose(armed, By(Lead, Role.Lead, armed), proposal with { Dependents = "" }).Refusals).Code);
        var proposed = After(armed, Acting.Propose(armed, By(Lead, Role.Lead, armed), proposal), Lead);
        Assert.Equal(NextStep.Decide, Steps.Next(proposed, new HashSet<string>()));
        Assert.Equal("determination-other", Assert.Single(Acting.Decide(proposed, By(Lead, Role.Lead, proposed), true, Nothing, null, Role.Lead).Refusals).Code);
        // Another lead is no second person: it takes one of each.
        Assert.Equal("determination-other", Assert.Single(Acting.Decide(proposed, By(Ana, Role.Lead, proposed), true, Nothing, null, Role.Lead).Refusals).Code);
        var determined = After(proposed, Acting.Decide(proposed, By(Reviewer, Role.Reviewer, proposed), true, Nothing, null, Role.Lead), Reviewer);
        Assert.Equal(Grade.Determined, determined.Worst.Grade);
        Assert.DoesNotContain(determined.Due, d => d.Kind == DeadlineKind.Determined);
        // It is looked at again after ninety days.
        Assert.Equal(Instant.From(new(2027, 2, 21, 22, 0, 0, TimeSpan.Zero)), determined.Due.Single(d => d.Kind == DeadlineKind.LookAgain).Until);
    }

    [Fact]
    public void Where_the_second_does_not_agree_nothing_is_determined_and_what_they_say_stands()
    {
        var armed = Opened("AG-01", Severity.S1);
        var proposed = After(armed, Acting.Propose(armed, By(Lead, Role.Lead, armed), new(Guid.NewGuid(), armed.Id, Outcome.NoReasonableRisk, "they were guards", "", "", "", "", "")), Lead);
        Assert.Equal("incident-why", Assert.Single(Acting.Decide(proposed, By(Reviewer, Role.Reviewer, proposed), false, Nothing, "", Role.Lead).Refusals).Code);
        var after = After(proposed, Acting.Decide(proposed, By(Reviewer, Role.Reviewer, proposed), false, Nothing, "No uniform was seen.", Role.Lead), Reviewer);
        Assert.Equal((true, Grade.Observed, "No uniform was seen."), (after.IsOpen, after.Worst.Grade, after.Determinations[^1].OtherNote));
        Assert.Contains(after.Due, d => d.Kind == DeadlineKind.Determined);
        Assert.Null(after.Proposed);
    }

    [Fact]
    public void That_it_was_not_so_ends_the_incident_and_the_finding_that_no_other_incident_keeps_open()
    {
        var armed = Opened("AG-01", Severity.S1);
        var proposed = After(armed, Acting.Propose(armed, By(Reviewer, Role.Reviewer, armed), new(Guid.NewGuid(), armed.Id, Outcome.Over, "they left", "", "", "", "", "")), Reviewer);
        var alone = Acting.Decide(proposed, By(Lead, Role.Lead, proposed), true, Nothing, null, Role.Reviewer).Facts.OfType<IncidentClosed>().Single();
        Assert.Equal(["AG-01"], alone.Ends);
        Assert.Empty(Acting.Decide(proposed, By(Lead, Role.Lead, proposed), true, Nothing with { Others = new HashSet<string> { "AG-01" } }, null, Role.Reviewer).Facts.OfType<IncidentClosed>().Single().Ends);
    }

    [Fact]
    public void What_still_stands_open_is_not_called_over_by_a_look_and_S2_is_no_mistake_of_one()
    {
        var pit = Opened("OH-04", Severity.S2);
        var open = Nothing with { Standing = new HashSet<string> { "OH-04" } };
        Assert.Equal("incident-still-open", Refused(pit, ClosingCause.LookedAgain, open));
        Assert.Equal("incident-not-mistaken", Refused(pit, ClosingCause.Mistaken, open));
        Assert.Equal("incident-needs-record", Refused(pit, ClosingCause.VerifiedAction, open));
        Assert.Equal("incident-close-cause", Refused(pit, ClosingCause.Determination, open));
        Assert.Empty(Acting.Close(Shipped.The, pit, By(Ana, Role.Analyst, pit), ClosingCause.LookedAgain, Nothing, null).Facts.OfType<IncidentClosed>().Single().Ends);
    }

    [Fact]
    public void Whoever_recorded_the_finding_and_verifies_its_action_is_said_to_have_done_both()
    {
        var pit = Opened("OH-04", Severity.S2);
        var around = Nothing with { Standing = new HashSet<string> { "OH-04" }, Sources = new HashSet<ActorId> { Awa }, Record = new(new(Guid.NewGuid()), 9), RecordBy = Awa };
        Assert.True(Closed(around).SameAgent);
        var other = Closed(around with { RecordBy = Omari });
        Assert.Equal((false, "OH-04"), (other.SameAgent, other.Ends.Single()));

        IncidentClosed Closed(Around known) => Acting.Close(Shipped.The, pit, By(Ana, Role.Analyst, pit), ClosingCause.VerifiedAction, known, "filled in").Facts.OfType<IncidentClosed>().Single();
    }

    [Fact]
    public void What_was_said_against_one_and_set_of_the_other_stands_once_they_are_one_and_the_graver_level_counts()
    {
        var (pit, other) = (Opened("OH-04", Severity.S2), Opened("OH-04", Severity.S1));
        var disputed = After(pit, Acting.Dispute(pit, By(Ana, Role.Analyst, pit), Party.Operator, Day, "measured too early"));
        var lowered = After(disputed, Acting.Override(disputed, By(Lead, Role.Lead, disputed), Severity.S4, "fenced"));
        var merged = lowered.With(new(99, Noon, Ana, new IncidentMerged(other.Id, lowered.Id)), other);
        Assert.Equal(("measured too early", Severity.S1), (Assert.Single(merged.Disputes).Text, merged.Level));
        Assert.Equal("measured too early", Assert.Single(other.With(new(99, Noon, Ana, new IncidentMerged(lowered.Id, other.Id)), lowered).Disputes).Text);
    }

    [Fact]
    public void What_needs_a_determination_ends_by_nothing_else()
    {
        var armed = Opened("AG-01", Severity.S1);
        Assert.Equal("incident-needs-determination", Refused(armed, ClosingCause.VerifiedAction, Nothing with { Record = new(new(Guid.NewGuid()), 9), RecordBy = Omari }));
    }

    [Fact]
    public void The_adoption_of_a_six_month_plan_is_day_0_of_its_looks()
    {
        var force = Opened("SF-02", Severity.S2);
        var planned = After(force, Acting.Meet(Shipped.The, force, By(Ana, Role.Analyst, force), DeadlineKind.Plan, Day, "adopted"));
        Assert.Equal(
            [(DeadlineKind.Progress, 30), (DeadlineKind.Progress, 90), (DeadlineKind.Ends, 180)],
            planned.Due.Where(d => d.Kind is not DeadlineKind.Told and not DeadlineKind.Notify).Select(d => (d.Kind, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(d.Until.ToDateTimeOffset(), Zone).DateTime).DayNumber - 1 - Day.DayNumber)));
        var looked = After(planned, Acting.Meet(Shipped.The, planned, By(Ana, Role.Analyst, planned), DeadlineKind.Progress, Day, "fewer"));
        Assert.Single(looked.Due, d => d.Kind == DeadlineKind.Progress);
    }

    [Fact]
    public void An_authority_is_told_by_a_named_person_who_says_who_could_be_harmed_and_never_where_the_receiver_is_implicated()
    {
        var accident = Opened("OH-01", Severity.S1);
        var by = By(Lead, Role.Lead, accident);
        Assert.Equal("incident-harm", Assert.Single(Acting.Authority(accident, by, new(accident.Id, false, "", "", null, null, "", "why")).Refusals).Code);
        Assert.Equal("incident-why", Assert.Single(Acting.Authority(accident, by, new(accident.Id, false, "", "nobody", null, null, "")).Refusals).Code);
        Assert.Equal("incident-implicated", Assert.Single(Acting.Authority(accident, by, new(accident.Id, true, "police", "a witness", true, null, "", "why")).Refusals).Code);
        var decided = Acting.Authority(accident, by, new(accident.Id, true, "inspection", "nobody", false, true, "", "the law"));
        Assert.Contains(accident.Due, d => d.Kind == DeadlineKind.Notify);
        Assert.DoesNotContain(After(accident, decided).Due, d => d.Kind == DeadlineKind.Notify);
    }

    [Fact]
    public void A_person_who_sets_another_level_leaves_the_one_of_the_rule_beside_it()
    {
        var pit = Opened("OH-04", Severity.S2);
        Assert.Equal("incident-override-lead", Assert.Single(Acting.Override(pit, By(Ana, Role.Analyst, pit), Severity.S3, "shallow").Refusals).Code);
        var set = After(pit, Acting.Override(pit, By(Lead, Role.Lead, pit), Severity.S3, "measured again"), Lead);
        Assert.Equal((Severity.S2, Severity.S3, "measured again", Lead), (set.Found, set.Level, set.Override!.Why, set.Override.By));
    }

    [Fact]
    public void Of_two_that_are_one_event_the_older_goes_on_with_what_both_have()
    {
        var (first, second) = (Opened("OH-02", Severity.S2), Opened("OH-02", Severity.S1, number: 2));
        var merged = Assert.IsType<IncidentMerged>(Assert.Single(Acting.Merge(second, By(Ana, Role.Analyst, second), [first]).Facts));
        Assert.Equal((second.Id, first.Id), (merged.Incident, merged.Into));
        var on = first.With(new(50, Noon, Ana, merged), second);
        Assert.Equal((Severity.S1, 2), (on.Found, on.Records.Length));
        Assert.Equal((first.Day, Day.AddDays(2)), (first.With(new(50, Noon, Ana, merged), second with { Day = Day.AddDays(2), LastDay = Day.AddDays(2) }).Day, first.With(new(50, Noon, Ana, merged), second with { LastDay = Day.AddDays(2) }).LastDay));
        Assert.Equal("incident-merge-none", Assert.Single(Acting.Merge(first, By(Ana, Role.Analyst, first), [second, second with { Id = new(Guid.NewGuid()), Site = new(Guid.NewGuid()) }]).Refusals).Code);
        Assert.Equal("incident-merge", Assert.Single(Acting.Merge(first, By(Ana, Role.Analyst, first), []).Refusals).Code);
    }

    [Fact]
    public void Looks_end_only_what_looks_found_and_nothing_that_needs_a_determination()
    {
        // Opened by hand, or its record was rejected: no rating rests on it, so that nothing stands open from the first day on.
        var uncounted = Nothing with { Counted = false };
        var pit = Opened("OH-04", Severity.S2);
        Assert.Equal("incident-not-looked", Refused(pit, ClosingCause.LookedAgain, uncounted));
        Assert.False(Acting.Close(Shipped.The, pit, By(Ana, Role.Analyst, pit), ClosingCause.LookedAgain, Nothing, null).Refused);
        var taken = After(pit, Acting.Take(pit, By(Ana, Role.Analyst, pit), Ana));
        Assert.Equal(NextStep.MakeSafe, Steps.Next(taken, new HashSet<string>(), Acting.EndsBy(Shipped.The, taken, counted: false)));
        var mild = Opened("OH-09", Severity.S3);
        Assert.False(Acting.Close(Shipped.The, mild, By(Ana, Role.Analyst, mild), ClosingCause.LookedAgain, uncounted, null).Refused);

        var armed = Opened("AG-01", Severity.S1);
        Assert.Equal("incident-needs-determination", Refused(armed, ClosingCause.LookedAgain, Nothing));
        Assert.Equal(Ending.Determination, Acting.EndsBy(Shipped.The, armed, counted: true));
        var bribe = Opened("BR-02", Severity.S2);
        Assert.Equal(NextStep.Determine, Steps.Next(After(bribe, Acting.Take(bribe, By(Ana, Role.Analyst, bribe), Ana)), new HashSet<string>(), Acting.EndsBy(Shipped.The, bribe, counted: true)));
    }

    [Fact]
    public void Every_open_incident_has_a_next_step()
    {
        var pit = Opened("OH-04", Severity.S2);
        var standing = new HashSet<string> { "OH-04" };
        Assert.Equal(NextStep.Take, Steps.Next(pit, standing));
        var taken = After(pit, Acting.Take(pit, By(Ana, Role.Analyst, pit), Ana));
        Assert.Equal(NextStep.MakeSafe, Steps.Next(taken, standing));
        Assert.Equal(NextStep.Close, Steps.Next(taken, new HashSet<string>()));
        var safe = After(taken, Acting.Meet(Shipped.The, taken, By(Ana, Role.Analyst, taken), DeadlineKind.Safe, Day, "fenced"));
        Assert.Equal(NextStep.Plan, Steps.Next(safe, standing));
        var planned = After(safe, Acting.Meet(Shipped.The, safe, By(Ana, Role.Analyst, safe), DeadlineKind.Plan, Day, "stripping"));
        Assert.Equal(NextStep.Verify, Steps.Next(planned, standing));
        var closed = After(planned, Acting.Close(Shipped.The, planned, By(Ana, Role.Analyst, planned), ClosingCause.LookedAgain, Nothing, null));
        Assert.Equal(NextStep.None, Steps.Next(closed, standing));
        Assert.False(Acting.Reopen(closed, By(Ana, Role.Analyst, closed), "deeper again").Refused);
        var armed = Opened("AG-01", Severity.S1);
        Assert.Equal(NextStep.Determine, Steps.Next(After(armed, Acting.Take(armed, By(Lead, Role.Lead, armed), Lead)), new HashSet<string> { "AG-01" }));
    }

    [Fact]
    public void What_threatens_the_independence_of_agents_is_for_the_independent_reviewer_alone()
    {
        var bribe = Opened("IN-01", Severity.S2);
        Assert.True(Acting.IsFor(bribe, Role.Reviewer));
        Assert.False(Acting.IsFor(bribe, Role.Lead));
        Assert.True(Acting.IsFor(Opened("OH-04", Severity.S2), Role.Lead));
    }

    private static Around Nothing { get; } = new(new HashSet<string>(), new HashSet<string>(), new HashSet<ActorId>(), null, null, true);

    private static string Refused(Incident incident, ClosingCause cause, Around around) =>
        Assert.Single(Acting.Close(Shipped.The, incident, By(Ana, Role.Analyst, incident), cause, around, "why").Refusals).Code;

    private static Incident Opened(string indicator, Severity level, int number = 1)
    {
        var finding = new IncidentFinding(indicator, level, Grade.Observed, Clock.StartedBy(Shipped.The, Shipped.The.Indicator(indicator)!, level)?.Id);
        var opened = new IncidentOpened(
            new(new Guid(number, 0, 0, new byte[8])), $"2026-{number:0000}", Site, IncidentSource.Rule, Day, Noon, [finding], Shipped.The.Version, Deadlines.Of(Shipped.The, finding, Noon.ToDateTimeOffset(), Zone), null,
            [new(new(Id.From(Guid.Empty, $"s{number}")), number)], "");
        return Incident.From(new(number, Noon, ActorId.Program, opened), opened);
    }

    private static Incident After(Incident incident, Decision decision, ActorId? by = null, int hours = 0)
    {
        Assert.False(decision.Refused, string.Join(", ", decision.Refusals.Select(r => r.Code)));
        return decision.Facts.Aggregate(incident, (i, fact) => i.After(new(i.Last + 1, new(Noon.Micros + (hours * 3_600_000_000L)), by ?? Ana, fact)));
    }

    private static Actor By(ActorId who, Role role, Incident seen) => new(who, role, seen.Last, Noon, Day, Zone);

    private static ActorId Who(string name) => new(Id.From(Guid.Empty, name));
}
