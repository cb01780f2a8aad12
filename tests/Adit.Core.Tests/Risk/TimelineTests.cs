using Adit.Risk;
using static Adit.Tests.Risk.Fixture;

namespace Adit.Tests.Risk;

public sealed class TimelineTests
{
    [Theory]
    [InlineData("OH-04", "pit.depth", 12, 8)]
    [InlineData("LG-02", "paper", false, true)]
    [InlineData("OH-10", "kit", false, true)]
    [InlineData("CL-01", "people", -1, 0)]
    [InlineData("TR-04", "tags.lost", 9, 0)]
    public void A_state_lasts_until_a_later_clear_look_on_the_same_subject(string indicator, string observable, object bad, object good)
    {
        var timeline = Timeline(indicator);
        var adverse = bad is -1 ? See(observable, 1, 0, dimensions: new Dimension("age_band", "under_12")) : See(observable, bad, 0, "p");
        var clear = See(observable, good, 40, bad is -1 ? "" : "p");

        timeline.Apply(Says(1, "a", adverse));
        timeline.Apply(Says(2, "a", clear));

        Assert.Equal(RatingState.Open, timeline.At(indicator, 39).State);
        Assert.Equal(RatingState.Clear, timeline.At(indicator, 40).State);
        Assert.Equal(RatingState.NotObserved, timeline.At(indicator, 54).State);
        Assert.Equal(Day0.AddDays(40), timeline.At(indicator, 54).LastLook);
    }

    [Fact]
    public void A_sample_is_judged_over_its_days_and_clears_when_they_do()
    {
        var timeline = Timeline("OH-09");
        timeline.Apply(Says(1, "a", See("ppe.sampled", 12, 0), See("ppe.worn", 2, 0)));
        Assert.Equal(RatingState.Unrated, timeline.At("OH-09", 0).State);

        timeline.Apply(Says(2, "a", See("ppe.sampled", 12, 3), See("ppe.worn", 4, 3)));
        Assert.Equal((RatingState.Open, Severity.S3), (timeline.At("OH-09", 3).State, timeline.At("OH-09", 3).Level));
        Assert.Equal(RatingState.Unrated, timeline.At("OH-09", 2).State);

        timeline.Apply(Says(3, "a", See("ppe.sampled", 30, 10), See("ppe.worn", 29, 10)));
        Assert.Equal(RatingState.Clear, timeline.At("OH-09", 10).State);
    }

    [Fact]
    public void A_late_sample_judges_the_later_days_within_its_reach_again()
    {
        var timeline = Timeline("OH-09");
        timeline.Apply(Says(1, "a", See("ppe.sampled", 20, 5), See("ppe.worn", 17, 5)));
        timeline.Apply(Says(2, "a", See("ppe.sampled", 20, 20), See("ppe.worn", 20, 20)));
        Assert.Equal(RatingState.Clear, timeline.At("OH-09", 5).State);

        var changes = timeline.Apply(Says(3, "a", See("ppe.sampled", 20, 1), See("ppe.worn", 1, 1)));

        Assert.Equal(Severity.S3, timeline.At("OH-09", 5).Level);
        Assert.Equal(RatingState.Clear, timeline.At("OH-09", 20).State);
        Assert.All(changes.Closed, row => Assert.Equal(3, row.KTo));
        Assert.All(changes.Added, row => Assert.Equal(3, row.KFrom));
    }

    [Fact]
    public void An_event_lapses_only_by_the_time_it_counts()
    {
        var timeline = Timeline("SA-01");
        timeline.Apply(Says(1, "a", See("threat", "held", 0)));
        timeline.Apply(Says(2, "a", See("threat", "none", 20)));

        Assert.Equal(RatingState.Open, timeline.At("SA-01", 29).State);
        Assert.Equal((RatingState.Hidden, Day0.AddDays(20)), (timeline.At("SA-01", 30).State, timeline.At("SA-01", 30).LastLook));
        Assert.Equal(RatingState.NotObserved, timeline.At("SA-01", 34).State);
    }

    [Fact]
    public void A_fatal_accident_that_never_lapses_waits_for_a_determination()
    {
        var timeline = Timeline("OH-01");
        timeline.Apply(Says(1, "a", See("accident", true, 0)));
        timeline.Apply(Says(2, "a", See("accident", false, 50)));
        timeline.Decide(3, Day0.AddDays(60), DecisionKind.VerifiedAction);
        Assert.Equal(RatingState.Open, timeline.At("OH-01", 5000).State);

        timeline.Decide(4, Day0.AddDays(62), DecisionKind.Determination);

        Assert.Equal(RatingState.Open, timeline.At("OH-01", 61).State);
        Assert.Equal(RatingState.Clear, timeline.At("OH-01", 62).State);
    }

    [Fact]
    public void A_status_that_needs_two_clear_looks_is_not_ended_by_one()
    {
        var timeline = Timeline("AG-01");
        timeline.Apply(Says(1, "a", See("militia", true, 0)));
        timeline.Apply(Says(2, "a", See("militia", false, 1)));
        timeline.Apply(Says(3, "b", See("militia", false, 1)));
        Assert.Equal(RatingState.Open, timeline.At("AG-01", 100).State);

        timeline.Apply(Says(4, "a", See("militia", false, 2)));

        Assert.Equal(RatingState.Clear, timeline.At("AG-01", 2).State);
    }

    [Fact]
    public void A_finding_ends_only_when_what_was_found_is_asked_about_again()
    {
        var timeline = Timeline("CL-03");
        timeline.Apply(Says(1, "a", See("fence", false, 0), See("gate", true, 0)));
        timeline.Apply(Says(2, "a", See("gate", true, 1)));
        Assert.Equal((RatingState.Open, Severity.S2), (timeline.At("CL-03", 1).State, timeline.At("CL-03", 1).Level));

        timeline.Apply(Says(3, "a", See("fence", true, 2)));

        Assert.Equal(RatingState.Clear, timeline.At("CL-03", 2).State);
        Assert.Equal(RatingState.Open, timeline.At("CL-03", 1).State);
    }

    [Fact]
    public void What_was_found_may_be_asked_about_on_different_days_and_a_lesser_finding_is_not_forgotten()
    {
        var timeline = Timeline("CL-03");
        timeline.Apply(Says(1, "a", See("fence", false, 0)));
        timeline.Apply(Says(2, "a", See("gate", false, 1)));
        timeline.Apply(Says(3, "a", See("fence", true, 2)));
        Assert.Equal(Severity.S2, timeline.At("CL-03", 2).Level);

        timeline.Apply(Says(4, "a", See("gate", true, 3)));

        Assert.Equal(RatingState.Clear, timeline.At("CL-03", 3).State);
    }

    [Fact]
    public void An_answer_that_settles_others_asks_about_them_too()
    {
        var timeline = Timeline("SF-05");
        timeline.Apply(Says(1, "a", See("contract", false, 0)));
        timeline.Apply(Says(2, "a", See("papers", true, 1)));

        Assert.Equal(RatingState.Clear, timeline.At("SF-05", 1).State);
    }

    [Fact]
    public void Hearsay_does_not_end_what_an_agent_saw_but_ends_hearsay()
    {
        var (seen, told) = (Timeline("LG-02"), Timeline("LG-02"));
        seen.Apply(Says(1, "a", See("paper", false, 0)));
        told.Apply(Says(1, "a", See("paper", false, 0, evidence: Evidence.Reported)));
        foreach (var timeline in new[] { seen, told })
            timeline.Apply(Says(2, "operator", See("paper", true, 1, evidence: Evidence.Reported)));
        Assert.Equal((RatingState.Open, RatingState.Clear), (seen.At("LG-02", 1).State, told.At("LG-02", 1).State));

        seen.Apply(Says(3, "a", See("paper", true, 2)));

        Assert.Equal(RatingState.Clear, seen.At("LG-02", 2).State);
    }

    [Fact]
    public void A_level_is_as_well_founded_as_the_answers_that_met_it()
    {
        var timeline = Timeline("CL-03");
        timeline.Apply(Says(1, "a", See("fence", false, 0), See("gate", true, 0, evidence: Evidence.Reported)));

        Assert.Equal(Grade.Observed, timeline.At("CL-03", 0).Grade);
    }

    [Fact]
    public void An_answer_without_the_dimension_that_a_rule_asks_for_passes_only_where_the_rule_says_so()
    {
        var files = new Dictionary<string, string>(Files);
        files["indicators/CL-01.json"] = files["indicators/CL-01.json"].Replace("\"age_band\": \"under_12\" }, \"above\"", "\"age_band\": [\"under_12\", null] }, \"above\"", StringComparison.Ordinal);
        var open = Read(files).Catalogue!;
        var timeline = new Timeline(new Judge(open, open.Indicator("CL-01")!, SiteHistory.Always(Site())));
        var strict = Timeline("CL-01");
        foreach (var one in new[] { timeline, strict })
            one.Apply(Says(1, "a", See("people", 3, 0)));

        Assert.Equal((RatingState.Open, RatingState.Clear), (timeline.At("CL-01", 0).State, strict.At("CL-01", 0).State));
    }

    [Fact]
    public void Of_what_forms_record_only_in_part_a_finding_shows_and_a_clear_look_does_not()
    {
        var timeline = Timeline("GR-02");
        timeline.Apply(Says(1, "a", See("paper", false, 0)));
        Assert.Equal((RatingState.Open, Severity.S2), (timeline.At("GR-02", 0).State, timeline.At("GR-02", 0).Level));

        timeline.Apply(Says(2, "a", See("paper", true, 1)));

        Assert.Equal(RatingState.NothingRecords, timeline.At("GR-02", 1).State);
    }

    [Fact]
    public void Another_pit_that_is_shallow_does_not_close_a_deep_one()
    {
        var timeline = Timeline("OH-04");
        timeline.Apply(Says(1, "a", See("pit.depth", 14, 0, "deep"), See("pit.depth", 3, 0, "shallow")));
        timeline.Apply(Says(2, "a", See("pit.depth", 3, 5, "shallow")));

        Assert.Equal(Severity.S2, timeline.At("OH-04", 5).Level);
    }

    [Fact]
    public void On_a_day_both_adverse_and_clear_adverse_stands()
    {
        var timeline = Timeline("LG-02");
        timeline.Apply(Says(1, "a", See("paper", false, 0)));
        timeline.Apply(Says(2, "b", See("paper", true, 0)));

        Assert.Equal(RatingState.Open, timeline.At("LG-02", 0).State);
    }

    [Fact]
    public void A_million_records_of_one_day_that_say_the_same_change_nothing()
    {
        var timeline = Timeline("AG-01");
        Assert.False(timeline.Apply(Says(1, "a", See("militia", true, 0))).Nothing);
        var bytes = Room(timeline);
        for (var k = 2; k < 1000; k++)
            Assert.Same(Changes.None, timeline.Apply(Says(k, "a", See("militia", k % 2 == 0, 0))));

        Assert.InRange(Room(timeline), bytes, bytes + 4);
    }

    [Fact]
    public void One_who_tells_is_hollow_a_second_corroborates_and_who_sees_it_observes()
    {
        var timeline = Timeline("AG-01");
        timeline.Apply(Says(1, "a", See("militia", true, 0, evidence: Evidence.Reported)));
        Assert.True(timeline.At("AG-01", 0).Hollow);

        timeline.Apply(Says(2, "a", See("militia", true, 1, evidence: Evidence.Reported)));
        Assert.True(timeline.At("AG-01", 1).Hollow);

        timeline.Apply(Says(3, "b", See("militia", true, 2, evidence: Evidence.Reported)));
        Assert.Equal((Grade.Reported, Grade.Corroborated), (timeline.At("AG-01", 1).Grade, timeline.At("AG-01", 2).Grade));
        Assert.False(timeline.At("AG-01", 2).Hollow);

        timeline.Apply(Says(4, "c", See("militia", true, 2)));
        Assert.Equal((Grade.Observed, Day0, 1L), (timeline.At("AG-01", 2).Grade, timeline.At("AG-01", 2).Since, timeline.At("AG-01", 2).FirstK));
    }

    [Fact]
    public void Seeing_something_lesser_does_not_make_hearsay_of_the_worse_firm()
    {
        var timeline = Timeline("OH-04");
        timeline.Apply(Says(1, "a", See("pit.depth", 25, 0, "p", Evidence.Reported)));
        timeline.Apply(Says(2, "b", See("pit.depth", 12, 1, "p")));

        Assert.Equal((Severity.S1, true), (timeline.At("OH-04", 1).Level, timeline.At("OH-04", 1).Hollow));
    }

    [Fact]
    public void A_confirmation_by_two_people_makes_it_determined_for_as_long_as_it_stays()
    {
        var timeline = Timeline("OH-04");
        timeline.Apply(Says(1, "a", See("pit.depth", 12, 0, "p")));
        timeline.Decide(2, Day0.AddDays(3), DecisionKind.Confirmation);
        timeline.Apply(Says(3, "a", See("pit.depth", 8, 9, "p")));
        timeline.Apply(Says(4, "a", See("pit.depth", 12, 10, "p")));

        Assert.Equal(
            [Grade.Observed, Grade.Determined, Grade.Determined, Grade.Observed],
            new[] { 2, 3, 8, 10 }.Select(day => timeline.At("OH-04", day).Grade));
    }

    [Fact]
    public void A_verified_action_ends_what_was_known_and_a_new_finding_of_the_same_day_opens_again()
    {
        var timeline = Timeline("OH-04");
        timeline.Apply(Says(1, "a", See("pit.depth", 12, 0, "p")));
        timeline.Decide(2, Day0.AddDays(5), DecisionKind.VerifiedAction);
        Assert.Equal(RatingState.Clear, timeline.At("OH-04", 5).State);
        Assert.Equal(RatingState.NotObserved, timeline.At("OH-04", 19).State);

        timeline.Apply(Says(3, "a", See("pit.depth", 12, 2, "p")));
        Assert.Equal(RatingState.Clear, timeline.At("OH-04", 5).State);

        timeline.Apply(Says(4, "a", See("pit.depth", 12, 5, "p")));
        Assert.Equal(RatingState.Open, timeline.At("OH-04", 5).State);
    }

    [Fact]
    public void An_action_that_was_not_done_after_all_leaves_the_finding_open_as_if_nobody_had_called_it_done()
    {
        var timeline = Timeline("OH-04");
        timeline.Apply(Says(1, "a", See("pit.depth", 12, 0, "p")));
        timeline.Decide(2, Day0.AddDays(5), DecisionKind.VerifiedAction);
        Assert.Equal(RatingState.Clear, timeline.At("OH-04", 6).State);

        timeline.Undo(3, decided: 2);
        Assert.Equal((RatingState.Open, Day0), (timeline.At("OH-04", 6).State, timeline.At("OH-04", 6).Since));
    }

    [Fact]
    public void A_late_record_closes_rows_and_adds_rows_and_what_was_known_before_can_still_be_asked()
    {
        var timeline = Timeline("LG-02");
        var rows = new Ledger();
        rows.Take(timeline.Apply(Says(1, "a", See("paper", true, 10))));
        rows.Take(timeline.Apply(Says(2, "a", See("paper", false, 5))));

        Assert.Equal(RatingState.NotObserved, rows.At("LG-02", 5, k: 1).State);
        Assert.Equal(RatingState.Open, rows.At("LG-02", 5, k: 2).State);
        Assert.Equal(RatingState.Clear, rows.At("LG-02", 10, k: 2).State);
        Assert.Equal(RatingState.NotObserved, rows.At("LG-02", 24, k: 2).State);
    }

    [Fact]
    public void What_is_withdrawn_ends_with_the_withdrawal_and_what_others_said_stays()
    {
        var timeline = Timeline("AG-01");
        var rows = new Ledger();
        var told = Says(2, "b", See("militia", true, 0, evidence: Evidence.Reported));
        rows.Take(timeline.Apply(Says(1, "a", See("militia", true, 0))));
        rows.Take(timeline.Apply(told));
        rows.Take(timeline.Restate(3, [Day0], [told]));

        Assert.Equal((Grade.Observed, Grade.Reported), (rows.At("AG-01", 0, 2).Grade, rows.At("AG-01", 0, 3).Grade));

        rows.Take(timeline.Restate(4, [Day0], []));
        Assert.Equal(RatingState.NotObserved, rows.At("AG-01", 0, 4).State);
        Assert.Empty(timeline.Rows);
    }

    [Fact]
    public void A_new_limit_judges_all_days_again()
    {
        var timeline = Timeline("OH-04");
        var account = Says(1, "a", See("pit.depth", 14, 0, "p"));
        timeline.Apply(account);

        var wider = Site() with { Parameters = new Dictionary<string, decimal> { ["limit"] = 15 } };
        timeline.Restate(2, new Judge(Whole, Of("OH-04"), SiteHistory.Always(wider)), [account]);

        Assert.Equal(RatingState.Clear, timeline.At("OH-04", 0).State);
    }

    [Fact]
    public void What_is_said_of_the_whole_record_counts_for_each_pit_in_it()
    {
        var timeline = Timeline("OH-04");
        timeline.Apply(Says(1, "a", See("pit.depth", 14, 0), See("pit.depth", 3, 1, "p")));

        Assert.Equal(RatingState.NotObserved, timeline.At("OH-04", 0).State);
        Assert.Equal(RatingState.Open, timeline.At("OH-04", 1).State);
    }

    [Fact]
    public void Absurd_numbers_are_borne()
    {
        var timeline = Timeline("TR-04");
        for (var k = 1; k < 50; k++)
            timeline.Apply(Says(k, "a", See("tags.lost", decimal.MaxValue, k % 3)));

        Assert.Equal(Severity.S2, timeline.At("TR-04", 2).Level);
    }

    [Fact]
    public void A_record_of_a_hundred_thousand_pits_is_borne()
    {
        var timeline = Timeline("OH-04");
        var many = Enumerable.Range(0, 100_000).Select(i => See("pit.depth", i % 10, 0, $"p{i}")).ToArray();

        timeline.Apply(Says(1, "a", many));

        Assert.Equal(RatingState.Clear, timeline.At("OH-04", 0).State);
    }
}

/// <summary>Rows as a table would keep them: added, closed, never rewritten.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<(DateOnly, long), RatingRow> _rows = [];

    public IEnumerable<RatingRow> Rows => _rows.Values;

    public void Take(Changes changes)
    {
        foreach (var row in changes.Closed)
        {
            Assert.Equal(row with { KTo = RatingRow.StillKnown }, _rows[(row.From, row.KFrom)]);
            _rows[(row.From, row.KFrom)] = row;
        }
        foreach (var row in changes.Added)
            _rows.Add((row.From, row.KFrom), row);
    }

    public Rating At(string indicator, int day, long k) => Ratings.AsOf(Of(indicator), SiteHistory.Always(Site()), _rows.Values, Day0.AddDays(day), k);
}
