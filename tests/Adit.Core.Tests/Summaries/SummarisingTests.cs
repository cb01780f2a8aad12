using Adit.Incidents;
using Adit.Reports;
using Adit.Risk;
using Adit.Summaries;

namespace Adit.Tests.Summaries;

/// <summary>What everybody may know of a quarter.</summary>
public sealed class SummarisingTests
{
    private static readonly ReportSpan Quarter = new(2026, 3);
    private static readonly SummaryPlace Site = new(new(Guid.CreateVersion7()), "Mwana", "CD", "Lualaba", 1), Province = new(null, "", "CD", "Lualaba", 5);
    private static readonly ReportId Id = new(Guid.CreateVersion7());

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 0, true)]
    [InlineData(4, 0, true)]
    [InlineData(5, 5, false)]
    [InlineData(7, 5, false)]
    [InlineData(8, 10, false)]
    public void A_count_of_one_to_four_is_few_and_others_are_told_to_the_nearest_five(int count, int about, bool few) => Assert.Equal(new PublicCount(about, few), PublicCount.Of(count));

    [Fact]
    public void A_province_and_a_site_of_it_are_not_both_told_of_since_the_rest_could_be_worked_out()
    {
        // Two sites of eight and one of one: ten, ten and fifteen leave nothing but one.
        Assert.Equal((new PublicCount(10), new PublicCount(15)), (PublicCount.Of(8), PublicCount.Of(17)));
        Assert.Equal(["summary-both"], Codes(Summarising.Publish(Id, Site, Summarising.Compose(Site, Quarter, [Month(7)], _ => true), null, false, both: true, new(2026, 12, 1), true, 0, "")));
    }

    [Fact]
    public void An_incident_of_hearsay_and_one_of_another_month_are_not_counted_and_what_is_serious_stands_apart()
    {
        var month = Month(7) with { Incidents = [.. Enumerable.Range(1, 6).Select(n => Incident(n, 7, Severity.S2)), Incident(7, 7, Severity.S1, hollow: true), Incident(8, 6, Severity.S2), Incident(9, 7, Severity.S4)] };
        var says = Summarising.Compose(Site, Quarter, [month], _ => true);
        Assert.Equal((new PublicCount(5), new PublicCount(0, true)), (says.Grave, says.Other));
        Assert.Equal((1, 3), (says.Reports, says.Months));
    }

    [Fact]
    public void Measures_hang_at_their_own_site_alone_and_only_those_that_may()
    {
        var month = Month(7) with { Actions = [Action("A-2026-0001", "OH-04", "close-pit", done: true), Action("A-2026-0002", "SF-02", "talk-to-guards", done: false)] };
        Assert.Equal([new SummaryMeasure("close-pit", "OH-04", true)], Summarising.Compose(Site, Quarter, [month], i => i == "OH-04").Measures);
        Assert.Empty(Summarising.Compose(Province, Quarter, [month], _ => true).Measures);
    }

    [Fact]
    public void Nothing_is_published_before_sixty_days_have_passed_nor_of_a_province_of_four_sites_nor_unread()
    {
        var says = Summarising.Compose(Site, Quarter, [Month(7)], _ => true);
        Assert.Equal(["summary-early"], Codes(Summarising.Publish(Id, Site, says, null, false, false, new(2026, 11, 29), true, 0, "")));
        Assert.IsType<SummaryPublished>(Assert.Single(Summarising.Publish(Id, Site, says, null, false, false, new(2026, 11, 30), true, 0, "").Facts));
        Assert.Equal(["summary-few"], Codes(Summarising.Publish(Id, Province with { Sites = 4 }, says, null, false, false, new(2026, 12, 1), true, 0, "")));
        Assert.Equal(["summary-unread"], Codes(Summarising.Publish(Id, Site, says, null, false, false, new(2026, 12, 1), false, 0, "")));
        Assert.Equal(["summary-none"], Codes(Summarising.Publish(Id, Site, Summarising.Compose(Site, Quarter, [], _ => true), null, false, false, new(2026, 12, 1), true, 0, "")));
    }

    [Fact]
    public void A_correction_says_why_and_says_something_else()
    {
        var first = Assert.IsType<SummaryPublished>(Assert.Single(Summarising.Publish(Id, Site, Summarising.Compose(Site, Quarter, [Month(7)], _ => true), null, false, false, new(2026, 12, 1), true, 0, "").Facts));
        Assert.Equal(["report-corrects", "report-same"], Codes(Summarising.Publish(Id, Site, first.Says, first, false, false, new(2026, 12, 1), true, 1, "")));
        var other = Summarising.Compose(Site, Quarter, [Month(7), Month(8)], _ => true);
        Assert.Equal(2, Assert.IsType<SummaryPublished>(Assert.Single(Summarising.Publish(Id, Site, other, first, false, false, new(2026, 12, 1), true, 1, "a report came late").Facts)).Version);
        Assert.Equal(["report-changed"], Codes(Summarising.Withdraw(first, false, 2, "why")));
    }

    private static IEnumerable<string> Codes(Decision decision) => decision.Refusals.Select(r => r.Code);

    private static SiteMonth Month(int month) => new(
        "LU-01", "Mwana", "CD", "Lualaba", ["cobalt"], "Monitored", new(2026, month, 1), new DateOnly(2026, month, 1).AddMonths(1).AddDays(-1), "0123456789ab", 19, "ooxo", [], null, [], [], [], [], []);

    private static ReportedIncident Incident(int number, int month, Severity level, bool hollow = false) => new($"2026-{number:00000}", new(2026, month, 3), new(2026, month, 3), level, hollow, ["OH-04"], null, null, null, []);

    private static ReportedAction Action(string number, string indicator, string measure, bool done) => new(number, indicator, measure, Party.Operator, new(2026, 7, 2), new(2026, 7, 9), done ? new(2026, 7, 8) : null, false, done ? 0 : 22, []);
}
