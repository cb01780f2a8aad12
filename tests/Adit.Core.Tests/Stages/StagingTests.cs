using System.Collections.Immutable;
using Adit.Incidents;
using Adit.People;
using Adit.Sites;
using Adit.Stages;
using CsCheck;

namespace Adit.Tests.Stages;

/// <summary>How a site comes into the programme and leaves it, and who may say so.</summary>
public class StagingTests
{
    private static readonly DateOnly Day = new(2026, 11, 23);
    private static readonly Instant Noon = Instant.From(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private static readonly ActorId Lead = Who("lead"), OtherLead = Who("other lead"), Reviewer = Who("reviewer"), Ana = Who("ana");
    private static readonly SiteId Site = new(Guid.Parse("019ab000-0000-7000-8000-000000000001"));
    private static readonly Handbook Handbook = ShippedHandbook.Read();
    private static readonly HashSet<string> All = [.. Handbook.Lists.Values.SelectMany(l => l).SelectMany(i => i.Needs)];

    [Fact]
    public void A_candidate_is_evaluated_looked_at_and_joins_by_the_word_of_two()
    {
        var site = Registered(Stage.Candidate);
        Assert.Equal(NextMove.Evaluate, Staging.Next(Handbook, site).Move);
        site = After(site, Staging.Move(Handbook, site, By(Ana, Role.Analyst, site), Stage.Evaluation, null), Ana);
        Assert.Equal((NextMove.Check, "desk-research"), (Staging.Next(Handbook, site).Move, Staging.Next(Handbook, site).Item!.Id));
        site = Closed(site, Stage.Evaluation);
        Assert.Equal(NextMove.Baseline, Staging.Next(Handbook, site).Move);
        site = After(site, Staging.Move(Handbook, site, By(Ana, Role.Analyst, site), Stage.Baseline, null), Ana);
        site = Closed(site, Stage.Baseline);
        Assert.Equal(NextMove.Propose, Staging.Next(Handbook, site).Move);
        site = After(site, Staging.Propose(Handbook, site, By(Lead, Role.Lead, site), Guid.NewGuid(), StageVerdict.Go, "All looked at."), Lead);
        Assert.Equal((NextMove.Decide, Stage.Baseline), (Staging.Next(Handbook, site).Move, site.Stage));
        site = After(site, Staging.Decide(Handbook, site, By(Reviewer, Role.Reviewer, site), agrees: true, null), Reviewer);
        Assert.Equal((Stage.Monitored, (DateOnly?)Day, false, NextMove.None), (site.Stage, site.MonitoredFrom, site.TakenOver, Staging.Next(Handbook, site).Move));
    }

    [Fact]
    public void An_open_item_holds_up_the_baseline_and_the_go_and_is_named()
    {
        var site = After(Registered(Stage.Candidate), new SiteStageChanged(Site, Stage.Evaluation, Day, ""));
        var refused = Assert.Single(Staging.Move(Handbook, site, By(Ana, Role.Analyst, site), Stage.Baseline, null).Refusals);
        Assert.Equal("stage-open", refused.Code);
        Assert.Contains("consent-community", refused.With.Single().Value, StringComparison.Ordinal);
        site = Closed(After(Closed(site, Stage.Evaluation), new SiteStageChanged(Site, Stage.Baseline, Day, "")), Stage.Baseline);
        // Consent was taken back.
        site = After(site, Staging.Check(Handbook, site, By(Ana, Role.Analyst, site), Stage.Evaluation, "consent-community", ItemState.NotDone, Day, "They ask us to leave.", [], All), Ana);
        Assert.Equal("consent-community", Staging.Next(Handbook, site).Item!.Id);
        Assert.Equal("stage-open", Assert.Single(Staging.Propose(Handbook, site, By(Lead, Role.Lead, site), Guid.NewGuid(), StageVerdict.Go, "go").Refusals).Code);
    }

    [Fact]
    public void What_opens_again_while_a_go_waits_holds_it_up_but_does_not_keep_the_other_from_saying_no()
    {
        var site = Proposed();
        site = After(site, Staging.Check(Handbook, site, By(Ana, Role.Analyst, site), Stage.Evaluation, "agents-safety", ItemState.NotDone, Day, "The road is held.", [], All), Ana);
        Assert.Equal("stage-open", Assert.Single(Staging.Decide(Handbook, site, By(Reviewer, Role.Reviewer, site), agrees: true, null).Refusals).Code);
        site = After(site, Staging.Decide(Handbook, site, By(Reviewer, Role.Reviewer, site), agrees: false, "Not while the road is held."), Reviewer);
        Assert.Equal((Stage.Baseline, (bool?)false), (site.Stage, site.Proposal!.Agreed));
    }

    [Fact]
    public void The_two_are_the_lead_and_the_reviewer_one_of_each_and_never_one_twice()
    {
        var site = Proposed();
        Assert.Equal("stage-other", Assert.Single(Staging.Decide(Handbook, site, By(Lead, Role.Lead, site), agrees: true, null).Refusals).Code);
        Assert.Equal("stage-other", Assert.Single(Staging.Decide(Handbook, site, By(OtherLead, Role.Lead, site), agrees: true, null).Refusals).Code);
        Assert.Equal("stage-two-who", Assert.Single(Staging.Decide(Handbook, site, By(Ana, Role.Analyst, site), agrees: true, null).Refusals).Code);
        Assert.Equal("stage-why", Assert.Single(Staging.Decide(Handbook, site, By(Reviewer, Role.Reviewer, site), agrees: false, " ").Refusals).Code);
        Assert.Equal("stage-waits", Assert.Single(Staging.Propose(Handbook, site, By(Reviewer, Role.Reviewer, site), Guid.NewGuid(), StageVerdict.NoGo, "no").Refusals).Code);
    }

    [Fact]
    public void Of_two_who_act_on_the_same_state_the_second_is_told()
    {
        var site = Proposed();
        var before = By(Reviewer, Role.Reviewer, site);
        site = After(site, Staging.Decide(Handbook, site, before, agrees: true, null), Reviewer);
        Assert.Equal("stage-changed", Assert.Single(Staging.Decide(Handbook, site, before with { Id = Who("another reviewer") }, agrees: true, null).Refusals).Code);
        Assert.Equal("stage-none", Assert.Single(Staging.Decide(Handbook, site, By(Reviewer, Role.Reviewer, site), agrees: true, null).Refusals).Code);
    }

    [Fact]
    public void An_item_is_done_only_once_what_it_needs_is_recorded_and_what_every_site_owes_is_never_said_not_to_apply()
    {
        var site = After(Closed(After(Registered(Stage.Candidate), new SiteStageChanged(Site, Stage.Evaluation, Day, "")), Stage.Evaluation), new SiteStageChanged(Site, Stage.Baseline, Day, ""));
        var lacking = Assert.Single(Staging.Check(Handbook, site, By(Ana, Role.Analyst, site), Stage.Baseline, "baseline-visit", ItemState.Done, Day, "seen", [], new HashSet<string>()).Refusals);
        Assert.Equal(("stage-not-recorded", "form:adit-site-baseline"), (lacking.Code, lacking.With.Single().Value));
        Assert.Equal("stage-applies", Assert.Single(Staging.Check(Handbook, site, By(Ana, Role.Analyst, site), Stage.Baseline, "baseline-visit", ItemState.NotApplicable, Day, "no", [], All).Refusals).Code);
        Assert.Equal("stage-day", Assert.Single(Staging.Check(Handbook, site, By(Ana, Role.Analyst, site), Stage.Baseline, "complaints", ItemState.Done, Day.AddDays(1), "soon", [], All).Refusals).Code);
        Assert.Equal("stage-who", Assert.Single(Staging.Check(Handbook, site, By(Reviewer, Role.Reviewer, site), Stage.Baseline, "complaints", ItemState.Done, Day, "tested", [], All).Refusals).Code);
        Assert.Equal("stage-item", Assert.Single(Staging.Check(Handbook, site, By(Ana, Role.Analyst, site), Stage.Exited, "exit-plan", ItemState.Done, Day, "plan", [], All).Refusals).Code);
    }

    [Fact]
    public void A_site_that_came_as_monitored_was_taken_over_and_is_paused_and_watched_again_by_the_lead_with_a_reason()
    {
        var site = Registered(Stage.Monitored);
        Assert.True(site.TakenOver);
        Assert.Equal("stage-why", Assert.Single(Staging.Move(Handbook, site, By(Lead, Role.Lead, site), Stage.Paused, "").Refusals).Code);
        Assert.Equal("stage-who", Assert.Single(Staging.Move(Handbook, site, By(Ana, Role.Analyst, site), Stage.Paused, "rain").Refusals).Code);
        site = After(site, Staging.Move(Handbook, site, By(Lead, Role.Lead, site), Stage.Paused, "The road is cut."), Lead);
        Assert.Equal((Stage.Paused, "The road is cut.", NextMove.Resume), (site.Stage, site.Reason, Staging.Next(Handbook, site).Move));
        site = After(site, Staging.Move(Handbook, site, By(Lead, Role.Lead, site), Stage.Monitored, "Open again."), Lead);
        Assert.Equal((Stage.Monitored, true, (DateOnly?)null), (site.Stage, site.TakenOver, site.MonitoredFrom));
    }

    [Fact]
    public void A_site_leaves_by_the_word_of_two_once_its_exit_is_in_order_and_is_looked_at_anew_if_it_comes_back()
    {
        var site = Registered(Stage.Monitored);
        Assert.Equal("stage-open", Assert.Single(Staging.Propose(Handbook, site, By(Lead, Role.Lead, site), Guid.NewGuid(), StageVerdict.Exit, "over").Refusals).Code);
        site = Closed(site, Stage.Exited);
        site = After(site, Staging.Propose(Handbook, site, By(Reviewer, Role.Reviewer, site), Guid.NewGuid(), StageVerdict.Exit, "The ore is worked out."), Reviewer);
        site = After(site, Staging.Decide(Handbook, site, By(Lead, Role.Lead, site), agrees: true, null), Lead);
        Assert.Equal(Stage.Exited, site.Stage);
        site = After(site, Staging.Move(Handbook, site, By(Lead, Role.Lead, site), Stage.Candidate, "They ask for us."), Lead);
        Assert.Equal((Stage.Candidate, false), (site.Stage, site.TakenOver));
        Assert.Empty(site.Items);
    }

    [Fact]
    public void A_no_go_ends_the_way_in_at_any_step_and_a_proposal_for_a_stage_that_is_over_decides_nothing()
    {
        var site = Registered(Stage.Candidate);
        site = After(site, Staging.Propose(Handbook, site, By(Lead, Role.Lead, site), Guid.NewGuid(), StageVerdict.NoGo, "No title, and nobody wants one."), Lead);
        var moved = After(site, Staging.Move(Handbook, site, By(Ana, Role.Analyst, site), Stage.Evaluation, null), Ana);
        Assert.Null(moved.Waiting);
        site = After(site, Staging.Decide(Handbook, site, By(Reviewer, Role.Reviewer, site), agrees: true, null), Reviewer);
        Assert.Equal(Stage.Exited, site.Stage);
    }

    // Whoever does what, in whatever order: nobody makes a site monitored alone, nor with an item open, unless it came so.
    [Fact]
    public void No_sequence_of_acts_makes_a_site_monitored_without_two_people_and_closed_checklists()
    {
        var joined = 0;
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[0, 40], Gen.Int[0, 2]).Array[0, 220].Sample(acts =>
        {
            var site = Registered(Stage.Candidate);
            var (proposedBy, decidedBy) = ((ActorId?)null, (ActorId?)null);
            foreach (var (act, who, which, how) in acts)
            {
                var (id, role) = who switch { 0 => (Lead, Role.Lead), 1 => (Reviewer, Role.Reviewer), 2 => (Ana, Role.Analyst), _ => (OtherLead, Role.Lead) };
                var by = By(id, role, site);
                var list = Handbook.Lists.Keys.Order().ElementAt(which % Handbook.Lists.Count);
                var decision = act switch
                {
                    0 => Staging.Move(Handbook, site, by, Enum.GetValues<Stage>()[which % 6], "why"),
                    1 => Staging.Propose(Handbook, site, by, Guid.NewGuid(), Enum.GetValues<StageVerdict>()[how], "why"),
                    2 => Staging.Decide(Handbook, site, by, how > 0, "why"),
                    // Mostly what is next is done, or none of them would come far.
                    3 => Staging.Check(Handbook, site, by, list, Handbook.List(list)[which % Handbook.List(list).Length].Id, Enum.GetValues<ItemState>()[how], Day, "why", [], All),
                    _ when Staging.Next(Handbook, site) is { Item: { } item, List: var next } => Staging.Check(Handbook, site, By(Ana, Role.Analyst, site), next, item.Id, ItemState.Done, Day, "why", [], All),
                    _ => Staging.Move(Handbook, site, By(Ana, Role.Analyst, site), site.Stage + 1, "why"),
                };
                var before = site;
                foreach (var fact in decision.Facts)
                {
                    (proposedBy, decidedBy) = fact switch { StageProposed => (id, null), StageDecided { Agreed: true } => (proposedBy, id), _ => (proposedBy, decidedBy) };
                    site = After(site, fact, id);
                }
                Assert.False(site.TakenOver);
                if (site.Stage != Stage.Monitored || before.Stage is Stage.Monitored or Stage.Paused)
                    continue;
                Assert.Equal(Stage.Baseline, before.Stage);
                Assert.NotEqual(proposedBy, decidedBy);
                Assert.Equal([Role.Lead, Role.Reviewer], new[] { proposedBy!.Value == Reviewer ? Role.Reviewer : Role.Lead, decidedBy!.Value == Reviewer ? Role.Reviewer : Role.Lead }.Order());
                Assert.All(Staging.BeforeGo, l => Assert.Empty(Staging.Open(Handbook, before, l)));
                Interlocked.Increment(ref joined);
            }
        }, iter: 400);
        Assert.NotEqual(0, joined);
    }

    private static Participation Proposed()
    {
        var site = Closed(After(Registered(Stage.Candidate), new SiteStageChanged(Site, Stage.Evaluation, Day, "")), Stage.Evaluation);
        site = Closed(After(site, new SiteStageChanged(Site, Stage.Baseline, Day, "")), Stage.Baseline);
        return After(site, Staging.Propose(Handbook, site, By(Lead, Role.Lead, site), Guid.NewGuid(), StageVerdict.Go, "All looked at."), Lead);
    }

    private static Participation Registered(Stage stage)
    {
        var registered = new SiteRegistered(Site, "N1", "Nord", SiteKind.Monitored, stage, "CD", "Lualaba", ["cobalt"], null, "Africa/Lubumbashi", null, [], null, [], null);
        return Participation.From(new(0, Noon, ActorId.Program, registered), registered);
    }

    private static Participation Closed(Participation site, Stage list)
    {
        foreach (var item in Handbook.List(list))
            site = After(site, Staging.Check(Handbook, site, By(Ana, Role.Analyst, site), list, item.Id, item.MayNotApply ? ItemState.NotApplicable : ItemState.Done, Day, "As it is.", [], All), Ana);
        return site;
    }

    private static Participation After(Participation site, Decision decision, ActorId by)
    {
        Assert.False(decision.Refused, string.Join(", ", decision.Refusals));
        return decision.Facts.Aggregate(site, (now, fact) => After(now, fact, by));
    }

    private static Participation After(Participation site, Fact fact, ActorId? by = null) => site.After(new(site.Last + 1, Noon, by ?? ActorId.Program, fact));

    private static Actor By(ActorId id, Role role, Participation site) => new(id, role, site.Last, Noon, Day, TimeZoneInfo.Utc);

    private static ActorId Who(string name) => new(Id.From(Guid.Parse("6f0b7d1e-2f0c-5a55-9a57-0d1e5a0de301"), name));
}
