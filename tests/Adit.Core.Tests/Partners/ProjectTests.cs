using Adit.Incidents;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using CsCheck;

namespace Adit.Tests.Partners;

public sealed class ProjectTests
{
    private static readonly OrganisationId Hands = new(Guid.CreateVersion7()), Other = new(Guid.CreateVersion7());
    private static readonly ActorId Paula = new(Guid.CreateVersion7());
    private static readonly DateOnly Day = new(2026, 11, 23);
    private static readonly ProjectId Id = new(Guid.CreateVersion7());
    private static readonly CorrectiveAction Running = new()
    {
        Id = new(Guid.CreateVersion7()),
        Site = new(Guid.CreateVersion7()),
        Line = new(default, "A-2026-0001", "OH-04", null, Severity.S2, [], null, [], null, "", Day.AddDays(30), null, CostBand.Low, "", false, 30),
        Plans = [],
        Last = 7,
        State = ActionState.Running,
    };

    private enum Step
    {
        Offer,
        OtherOffers,
        Accept,
        AcceptOther,
        Decline,
        HandBack,
        OtherHandsBack,
    }

    // Whatever partners and the office try in whatever order, the programme has accepted whoever has an action, and never two have it.
    [Fact]
    public void An_action_is_with_nobody_the_programme_did_not_accept_and_never_with_two() => Gen.Int[0, 6].Select(i => (Step)i).Array[0, 30].Sample(steps =>
    {
        var (action, accepted) = (Running, new HashSet<OrganisationId>());
        foreach (var step in steps)
        {
            var by = new Actor(Paula, Role.Analyst, action.Last, new(0), Day, TimeZoneInfo.Utc);
            var decision = step switch
            {
                Step.Offer => TakingOn.Offer(action, Hands, null),
                Step.OtherOffers => TakingOn.Offer(action, Other, "we too"),
                Step.Accept => TakingOn.Decide(action, by, Hands, true, null),
                Step.AcceptOther => TakingOn.Decide(action, by, Other, true, null),
                Step.Decline => TakingOn.Decide(action, by, Hands, false, "no"),
                Step.HandBack => TakingOn.HandBack(action, Hands, "no more"),
                _ => TakingOn.HandBack(action, Other, "no more"),
            };
            foreach (var fact in decision.Facts)
            {
                if (fact is ActionOfferDecided { Accepted: true } yes)
                    accepted.Add(yes.Organisation);
                action = action.After(new(action.Last + 1, new(0), Paula, fact));
            }
            Assert.True(action.Offers.Count(o => o.State == OfferState.Accepted) <= 1);
            Assert.True(action.TakenBy is not { } taken || accepted.Contains(taken));
            Assert.Equal(ActionState.Running, action.State);
        }
    });

    [Fact]
    public void What_stays_inside_the_programme_is_offered_by_nobody_and_only_the_lead_or_an_analyst_answers()
    {
        Assert.Equal(["action-over"], Codes(TakingOn.Offer(Running with { Line = Running.Line with { Quiet = true } }, Hands, null)));
        Assert.Equal(["action-over"], Codes(TakingOn.Offer(Running with { State = ActionState.Verified }, Hands, null)));
        var offered = Running.After(new(8, new(0), Paula, new ActionOffered(Running.Id, Hands, "")));
        Assert.Equal(["offer-who"], Codes(TakingOn.Decide(offered, new(Paula, Role.Reviewer, 8, new(0), Day, TimeZoneInfo.Utc), Hands, true, null)));
        Assert.Equal(["plan-changed"], Codes(TakingOn.Decide(offered, new(Paula, Role.Lead, 7, new(0), Day, TimeZoneInfo.Utc), Hands, true, null)));
        Assert.Equal(["plan-why"], Codes(TakingOn.Decide(offered, new(Paula, Role.Lead, 8, new(0), Day, TimeZoneInfo.Utc), Hands, false, "")));
    }

    [Fact]
    public void A_project_groups_what_its_organisation_has_taken_on_and_keeps_what_was_reported()
    {
        Assert.Equal(["project-not-taken"], Codes(Delivering.Set(Of(), null, -1, [Running], new HashSet<ActionId>())));
        var taken = Running with { Offers = [new(Hands, OfferState.Accepted, "", new(0), "")] };
        Assert.Equal(["project-elsewhere"], Codes(Delivering.Set(Of(), null, -1, [taken], new HashSet<ActionId> { taken.Id })));
        Assert.Empty(Codes(Delivering.Set(Of(), null, -1, [taken], new HashSet<ActionId>())));

        var project = Project.After(null, new(9, new(0), Paula, Of()));
        var report = new ProjectReported(Id, Day, 1, "ropes", 10.05m, []);
        Assert.Empty(Codes(Delivering.Report(project, 9, report, Day)));
        Assert.Equal(["project-changed"], Codes(Delivering.Report(project, 8, report, Day)));
        Assert.Equal(["project-report-day"], Codes(Delivering.Report(project, 9, report with { Day = Day.AddDays(1) }, Day)));
        project = Project.After(project, new(10, new(0), Paula, report));
        Assert.Equal((10.05m, Day), (project.Spent, project.Reached(project.Set.Milestones[0])));
        Assert.Equal(["project-milestone-none"], Codes(Delivering.Report(project, 10, report, Day)));
        // Given back meanwhile, it stays in the project that it stood in; a milestone that was reached and the currency stay as they are.
        Assert.Empty(Codes(Delivering.Set(Of(), project, 10, [Running], new HashSet<ActionId>())));
        Assert.Equal(["project-milestone-reached", "project-currency"], Codes(Delivering.Set(Of() with { Milestones = [], Budget = new(5, "EUR") }, project, 10, [taken], new HashSet<ActionId>())));
        project = Project.After(project, new(11, new(0), Paula, new ProjectEnded(Id, Day, "done")));
        Assert.Equal(["project-over"], Codes(Delivering.Report(project, 11, report with { Milestone = null }, Day)));
    }

    [Fact]
    public void What_is_spent_adds_up_to_the_last_digit() => Gen.Long[0, 10_000_000].Array[0, 20].Sample(cents =>
    {
        var project = Project.After(null, new(0, new(0), Paula, Of()));
        for (var i = 0; i < cents.Length; i++)
            project = Project.After(project, new(i + 1, new(0), Paula, new ProjectReported(Id, Day, null, "x", cents[i] / 100m, [])));
        Assert.Equal(cents.Sum() / 100m, project.Spent);
    });

    [Theory]
    [InlineData("10.25", "USD", true)]
    [InlineData("10.255", "USD", false)]
    [InlineData("10", "RWF", true)]
    [InlineData("10.5", "RWF", false)]
    [InlineData("10.125", "TND", true)]
    [InlineData("10", "usd", false)]
    [InlineData("10", "ABC", false)]
    [InlineData("-1", "USD", false)]
    public void An_amount_is_no_finer_than_its_currency(string amount, string currency, bool taken) =>
        Assert.Equal(taken, Money.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency) is not null);

    private static ProjectSet Of() => new(Id, "P-2026-0001", Hands, "Safer pits", Day, new(100, "USD"), [new(1, "Ropes", Day.AddDays(9))], [Running.Id]);

    private static IEnumerable<string> Codes(Decision decision) => decision.Refusals.Select(r => r.Code);
}
