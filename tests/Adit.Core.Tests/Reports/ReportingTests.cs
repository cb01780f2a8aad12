using System.Collections.Immutable;
using Adit.Incidents;
using Adit.Reports;
using Adit.Risk;

namespace Adit.Tests.Reports;

/// <summary>When a report may be published, and whom a finding is shown to before.</summary>
public class ReportingTests
{
    private static readonly SiteId Site = new(Guid.Parse("019ab000-0000-7000-8000-000000000001"));
    private static readonly ReportId Report = new(Guid.Parse("019ab000-0000-7000-8000-000000000002"));
    private static readonly DateOnly Month = new(2026, 11, 1), Since = new(2026, 11, 20);
    private static readonly Reporter By = new(Instant.From(new(2026, 12, 2, 12, 0, 0, TimeSpan.Zero)), new(2026, 12, 2));

    [Fact]
    public void Who_a_grave_finding_names_has_five_days_to_reply_and_of_S1_one()
    {
        var asked = Assert.IsType<ReplyAsked>(Assert.Single(Reporting.Ask(Says(Severity.S2), Site, "OH-04", Since, Party.Operator, "by hand", Reply.None, By).Facts));
        Assert.Equal(5 * 24, (asked.Until.Micros - By.Now.Micros) / 3_600_000_000);
        asked = Assert.IsType<ReplyAsked>(Assert.Single(Reporting.Ask(Says(Severity.S1), Site, "OH-04", Since, Party.Operator, "by hand", Reply.None, By).Facts));
        Assert.Equal(24, (asked.Until.Micros - By.Now.Micros) / 3_600_000_000);
        Assert.Equal("report-finding", Assert.Single(Reporting.Ask(Says(Severity.S3), Site, "OH-04", Since, Party.Operator, "by hand", Reply.None, By).Refusals).Code);
    }

    [Fact]
    public void A_report_waits_for_the_reply_or_for_its_time_to_end_and_prints_what_was_said()
    {
        Assert.Equal(["report-waits"], Refused(Reply.None));
        var asked = Reply.None.After(new ReplyAsked(Site, "OH-04", Since, Party.Operator, "by hand", new(By.Now.Micros + 1)));
        Assert.Equal(["report-waits"], Refused(asked));
        Assert.Empty(Refused(Reply.None.After(new ReplyAsked(Site, "OH-04", Since, Party.Operator, "by hand", By.Now))));
        var published = Published(asked.After(new ReplyGiven(Site, "OH-04", Since, Party.Operator, Since, "It is fenced.")));
        Assert.Equal(new ReportedReply("OH-04", Party.Operator, "It is fenced.", new(By.Now.Micros + 1)), Assert.Single(published.Says.Replies));
    }

    [Fact]
    public void That_nobody_was_asked_and_why_is_in_no_report()
    {
        var published = Published(Reply.None.After(new ReplyWaived(Site, "OH-04", Since, "The guard would know who told.")));
        Assert.Empty(published.Says.Replies);
        Assert.DoesNotContain("guard", System.Text.Json.JsonSerializer.Serialize(published), StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_source_only_told_is_no_finding_and_nobody_is_asked_about_it()
    {
        var says = Says(Severity.S1, Grade.Reported);
        Assert.Empty(says.Standing);
        Assert.Empty(Reporting.ToAsk(says));
        Assert.False(Reporting.Publish(Known(says, Reply.None), By, read: true, seen: 0, "").Refused);
    }

    [Fact]
    public void A_report_is_published_by_somebody_who_read_it_once_its_month_is_over()
    {
        var says = Says(Severity.S3);
        Assert.Equal("report-unread", Assert.Single(Reporting.Publish(Known(says, Reply.None), By, read: false, seen: 0, "").Refusals).Code);
        Assert.Equal("report-month", Assert.Single(Reporting.Publish(Known(says, Reply.None), By with { Today = says.Last }, read: true, seen: 0, "").Refusals).Code);
        Assert.Equal(1, Assert.IsType<ReportPublished>(Assert.Single(Reporting.Publish(Known(says, Reply.None), By, read: true, seen: 0, "").Facts)).Version);
    }

    [Fact]
    public void A_correction_says_what_it_corrects_is_not_the_same_again_and_follows_what_its_writer_saw()
    {
        var says = Says(Severity.S3);
        var first = Assert.IsType<ReportPublished>(Assert.Single(Reporting.Publish(Known(says, Reply.None), By, read: true, seen: 0, "").Facts));
        var again = Known(says with { Knows = 99 }, Reply.None) with { Newest = first };
        Assert.Equal(["report-corrects", "report-same"], Reporting.Publish(again, By, read: true, seen: 1, "").Refusals.Select(r => r.Code));
        var other = Known(says with { Figures = [new("records", 8)] }, Reply.None) with { Newest = first };
        Assert.Equal("report-changed", Assert.Single(Reporting.Publish(other, By, read: true, seen: 0, "A record came late.").Refusals).Code);
        var second = Assert.IsType<ReportPublished>(Assert.Single(Reporting.Publish(other, By, read: true, seen: 1, "A record came late.").Facts));
        Assert.Equal((2, first.Report, "A record came late."), (second.Version, second.Report, second.Why));
        Assert.Equal("report-why", Assert.Single(Reporting.Withdraw(second.Report, second.Version, false, 2, "").Refusals).Code);
        // What was withdrawn may be published again as it was.
        Assert.False(Reporting.Publish(again with { Withdrawn = true }, By, read: true, seen: 1, "It was right after all.").Refused);
    }

    private static string[] Refused(Reply reply) => [.. Reporting.Publish(Known(Says(Severity.S2), reply), By, read: true, seen: 0, "").Refusals.Select(r => r.Code)];

    private static ReportPublished Published(Reply reply) => Assert.IsType<ReportPublished>(Assert.Single(Reporting.Publish(Known(Says(Severity.S2), reply), By, read: true, seen: 0, "").Facts));

    private static Publishable Known(SiteMonth says, Reply reply) =>
        new(Report, Site, Month, says, [], null, false, new Dictionary<(string, DateOnly), Reply> { [("OH-04", Since)] = reply });

    private static SiteMonth Says(Severity level, Grade grade = Grade.Observed) => new(
        "N1", "Site N1", "CD", "Lualaba", ["cobalt"], "Monitored", Month, new(2026, 11, 30), "v", 7, "oox", [new("records", 7)], null, [], [new("OH-04", new(RatingState.Open, level, grade), Since), new("CL-01", new(RatingState.NotObserved, Severity.None, Grade.Reported), null)], [], [], []);
}
