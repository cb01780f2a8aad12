using System.Collections.Immutable;
using System.Text.Json;
using Adit.Reports;
using Adit.Risk;

namespace Adit.Tests.Reports;

/// <summary>What a quarter or a year of all sites comes to, and when it may be published.</summary>
public class ProgrammeReportTests
{
    private static readonly ReportSpan Quarter = new(2026, 3), Year = new(2026, 0);
    private static readonly SiteId Site = new(Guid.Parse("019ab000-0000-7000-8000-000000000001"));
    private static readonly ReportId Report = new(Guid.Parse("019ab000-0000-7000-8000-000000000002"));
    private static readonly DateOnly July = new(2026, 7, 1);

    [Fact]
    public void A_span_is_a_quarter_or_a_year_and_nothing_else()
    {
        Assert.Equal(Quarter, ReportSpan.Read("2026-Q3"));
        Assert.Equal(Year, ReportSpan.Read("2026"));
        Assert.All(["2026-Q0", "2026-Q5", "2026-Q33", "26", "2026-q3", "1999", "", null, "2026-Q3-Q3"], text => Assert.Null(ReportSpan.Read(text)));
        Assert.Equal((July, new DateOnly(2026, 9, 30), "2026-Q3"), (Quarter.First, Quarter.Last, Quarter.ToString()));
        Assert.Equal((new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31), "2026"), (Year.First, Year.Last, Year.ToString()));
        Assert.Equal(new ReportSpan(2025, 4), new ReportSpan(2026, 1).Before);
        Assert.Equal(Quarter, JsonSerializer.Deserialize<ReportSpan>(JsonSerializer.Serialize(Quarter)));
    }

    [Fact]
    public void An_incident_counts_in_the_span_in_which_it_was_learnt_of_once_at_its_level_and_hearsay_in_no_figure_but_its_own()
    {
        var says = Says(At(
            new SpanIncident("OH", Severity.S2, false, July.AddDays(3), July.AddDays(13)), new("OH", Severity.S1, false, July.AddDays(-5), null), new("TX", Severity.S1, true, July.AddDays(3), null), new("TX", Severity.S3, false, July.AddDays(40), null)));
        Assert.Equal((1, 1), (says.Table("incidents").At("OH", "s2").Value, says.Table("incidents").At("TX", "s3").Value));
        Assert.Equal(2, says.Table("incidents").At("total", "total").Value);
        Assert.Equal((1, 1, 2), (says.Figure("incidents.verifying").Value, says.Figure("incidents.closed").Value, says.Figure("incidents.open").Value));
        Assert.Equal([1, 0, 0], says.Months.Select(m => m.Incidents[1].Value));
        Assert.Equal(10, says.Figure("incidents.days.median").Value);
    }

    [Fact]
    public void Actions_are_agreed_verified_or_overdue_by_the_last_day_of_the_span()
    {
        var says = Says(At([], new SpanAction(July.AddDays(1), July.AddDays(30), July.AddDays(21)), new(July.AddDays(-40), July.AddDays(-1), null), new(July.AddDays(2), new(2026, 12, 1), null)));
        Assert.Equal((2, 1, 2, 1, 20), (says.Figure("actions.agreed").Value, says.Figure("actions.verified").Value, says.Figure("actions.open").Value, says.Figure("actions.overdue").Value, says.Figure("actions.days.median").Value));
    }

    [Theory]
    [InlineData(5, new[] { 3 }, 3), InlineData(5, new[] { 4, 1, 3, 2 }, 2), InlineData(9, new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 9), InlineData(9, new[] { 1, 2 }, 2)]
    public void The_median_and_nine_in_ten_are_numbers_that_were_seen(int tenths, int[] values, int expected) => Assert.Equal(expected, SpanComposing.Rank(values, tenths));

    [Fact]
    public void Nobody_knows_the_days_to_close_of_nothing_the_price_nor_how_many_children_were_referred()
    {
        var says = Says(At());
        Assert.All(["incidents.days.median", "actions.days.nine-in-ten", "children.referred", "prices.posted", "production.kg"], f => Assert.Equal(default, says.Figure(f)));
        Assert.DoesNotContain(says.Tables, t => t.Id == ProgrammeSpan.People);
    }

    [Fact]
    public void Few_children_are_told_by_no_number_of_the_report()
    {
        // Two incidents of children, and seven of safety, all of S1 and all in July.
        var says = Says(At([.. Enumerable.Repeat(new SpanIncident("CL", Severity.S1, false, July, null), 2), .. Enumerable.Repeat(new SpanIncident("OH", Severity.S1, false, July, null), 7)]));
        var table = says.Table("incidents");
        Assert.Equal(ReportedNumber.NotTold, table.At("CL", "s1"));
        Assert.Equal(ReportedNumber.NotTold, table.At("CL", "total"));
        // Nine in all and seven of safety would tell two.
        Assert.True(table.At("OH", "s1").Hidden || table.At("total", "s1").Hidden);
        Assert.Equal(0, table.At("CL", "s2").Value);
    }

    [Fact]
    public void Who_was_hurt_is_counted_by_sex_and_few_are_hidden()
    {
        var says = Says(At(
            Hurt(("men", "light"), 9), Hurt(("women", "light"), 6), Hurt(("men", "dead"), 2), Hurt(("women", "dead"), 3), Hurt(("minors", "dead"), 1)));
        var table = says.Table("victims");
        Assert.Equal([9, 6, 0, 15], ((string[])["men", "women", "minors", "total"]).Select(r => table.At(r, "light").Value));
        Assert.All(["men", "women", "minors"], r => Assert.True(table.At(r, "dead").Hidden));
        Assert.Equal(6, table.At("total", "dead").Value);
    }

    [Fact]
    public void A_province_is_named_where_it_has_five_sites_and_the_others_together_are_five_too()
    {
        Assert.Equal([("Lualaba", 6), ("", 5)], Places(("Lualaba", 6), ("Haut-Katanga", 3), ("Tanganyika", 2)));
        // One site elsewhere would be known by what is left of the whole: the smallest province that is named stands with it.
        Assert.Equal([("Lualaba", 6), ("", 6)], Places(("Lualaba", 6), ("Haut-Katanga", 5), ("Tanganyika", 1)));
        Assert.Equal([("", 7)], Places(("Lualaba", 6), ("Tanganyika", 1)));
        Assert.NotNull(Says(In(("Lualaba", 6), ("Tanganyika", 1))).Places!.Value[0].Around);
        Assert.Null(Says(In(("Lualaba", 6), ("Haut-Katanga", 5), ("Tanganyika", 1))).Places!.Value[1].Around);
        Assert.Equal([("Lualaba", 6), ("Haut-Katanga", 5)], Places(("Lualaba", 6), ("Haut-Katanga", 5)));
    }

    [Fact]
    public void A_province_of_which_somebody_knows_nearly_all_sites_is_not_named_unless_they_read_nothing_anyway()
    {
        var sites = In(("Lualaba", 6), ("Haut-Katanga", 8));
        IReadOnlySet<SiteId> Of(string province, int n) => sites.Where(s => s.At!.Province == province).Take(n).Select(s => s.At!.Site).ToHashSet();
        Assert.Equal(["Haut-Katanga", "Lualaba"], Names(Of("Lualaba", 1)));
        Assert.Equal([""], Names(Of("Lualaba", 4)));
        // All but one of the programme: that report is not theirs.
        Assert.Equal(["Haut-Katanga", "Lualaba"], Names(Of("Lualaba", 6).Concat(Of("Haut-Katanga", 7)).ToHashSet()));

        IEnumerable<string> Names(IReadOnlySet<SiteId> given) => Told(sites, given).Places!.Value.Select(p => p.Province);
    }

    [Fact]
    public void A_province_stands_at_half_a_degree_and_its_incidents_add_up_to_the_whole()
    {
        var sites = In(("Lualaba", 6), ("Haut-Katanga", 5));
        var says = Says([sites[0] with { Incidents = [new("OH", Severity.S2, false, July, null), new("OH", Severity.S1, true, July, null)] }, .. sites.Skip(1)]);
        var lualaba = says.Places!.Value[0];
        Assert.Equal(new(-10.5m, 25.5m), lualaba.Around);
        Assert.Equal([1, 0], says.Places!.Value.Select(p => p.Incidents.Value));
        Assert.Equal(1, says.Table("incidents").At("total", "total").Value);
    }

    [Fact]
    public void Days_to_close_stand_by_level_too()
    {
        var says = Says(At(new SpanIncident("OH", Severity.S1, false, July, July.AddDays(2)), new("OH", Severity.S3, false, July, July.AddDays(10)), new("OH", Severity.S3, false, July, July.AddDays(30)), new("OH", Severity.S3, false, July, null)));
        var table = says.Table(ProgrammeSpan.Closing);
        Assert.Equal([1, 0, 2, 0, 3], ((string[])["s1", "s2", "s3", "s4", "total"]).Select(r => table.At(r, "closed").Value));
        Assert.Equal((2, 10, 30, null), (table.At("s1", "median").Value, table.At("s3", "median").Value, table.At("s3", "nine-in-ten").Value, table.At("s2", "median").Value));
        Assert.DoesNotContain(Says(At()).Tables, t => t.Id == ProgrammeSpan.Closing);
    }

    [Fact]
    public void What_fewer_than_five_sites_produced_is_not_told()
    {
        Assert.Equal(ReportedNumber.NotTold, Says([.. Enumerable.Repeat(At()[0] with { Production = 10 }, 4), .. At()]).Figure("production.kg"));
        Assert.Equal(50, Says([.. Enumerable.Repeat(At()[0] with { Production = 10 }, 5)]).Figure("production.kg").Value);
    }

    [Fact]
    public void It_is_compared_with_the_same_span_a_year_before_else_with_the_one_before()
    {
        var (before, year) = (Published(Says(At(), new(2026, 2))), Published(Says(At(), new(2025, 3))));
        Assert.Null(Says(At()).Before);
        Assert.Equal(new(2026, 2), Says(At(), published: [before]).Before!.Span);
        Assert.Equal(new(2025, 3), Says(At(), published: [before, year]).Before!.Span);
    }

    [Fact]
    public void A_year_does_not_tell_what_one_of_its_quarters_hides()
    {
        IReadOnlyList<SpanSite> Children(int n) => At([.. Enumerable.Repeat(new SpanIncident("CL", Severity.S2, false, July, null), n)]);
        ProgrammeReportPublished Told(int quarter, int n) => Published(Says([.. Children(n).Select(s => s with { Incidents = [.. s.Incidents.Select(i => i with { Learnt = new ReportSpan(2026, quarter).First })] })], new(2026, quarter)));
        ProgrammeReportPublished[] quarters = [Told(1, 6), Told(2, 1), Told(3, 7), Told(4, 8)];
        Assert.True(quarters[1].Says.Table("incidents").At("CL", "s2").Hidden);
        Assert.False(quarters[0].Says.Table("incidents").At("CL", "s2").Hidden);
        Assert.True(Says([.. Children(22)], Year, quarters).Table("incidents").At("CL", "s2").Hidden);
    }

    [Fact]
    public void It_is_published_when_its_span_is_over_everywhere_by_somebody_who_read_it_and_corrected_with_a_reason()
    {
        var known = new ProgrammePublishable(Report, Says(At()), [Site], [], null, false, new(2026, 10, 1));
        var first = Assert.IsType<ProgrammeReportPublished>(Assert.Single(ProgrammeReporting.Publish(known, true, 0, "").Facts));
        Assert.Equal(["report-span", "report-no-sites", "report-unread", "report-changed"], Codes(ProgrammeReporting.Publish(known with { Today = new(2026, 9, 30), Sites = [] }, false, 1, "")));
        Assert.Equal(["report-corrects", "report-same"], Codes(ProgrammeReporting.Publish(known with { Newest = first }, true, 1, "")));
        Assert.Equal(["report-same"], Codes(ProgrammeReporting.Publish(known with { Newest = first, Says = known.Says with { Knows = 99 } }, true, 1, "again")));
        var second = Assert.IsType<ProgrammeReportPublished>(Assert.Single(ProgrammeReporting.Publish(known with { Newest = first, Says = Says(At(new SpanIncident("OH", Severity.S1, false, July, null))) }, true, 1, "late").Facts));
        Assert.Equal((2, "late", Report), (second.Version, second.Why, second.Report));
        Assert.Single(ProgrammeReporting.Publish(known with { Newest = first, Withdrawn = true }, true, 1, "again").Facts);
    }

    [Fact]
    public void Which_sites_it_adds_up_is_in_no_part_that_subscribers_get()
    {
        var parts = Facts.Write(Published(Says(At())), Instant.From(DateTimeOffset.UnixEpoch), new(Guid.Empty));
        Assert.DoesNotContain(Site.ToString(), System.Text.Encoding.UTF8.GetString(parts.T1!.Value.Span), StringComparison.Ordinal);
        Assert.Contains(Site.ToString(), System.Text.Encoding.UTF8.GetString(parts.T2!.Value.Span), StringComparison.Ordinal);
        Assert.DoesNotContain(Site.ToString(), System.Text.Encoding.UTF8.GetString(parts.Head!.Value.Span), StringComparison.Ordinal);
    }

    private static ProgrammeSpan Told(IReadOnlyList<SpanSite> sites, params ImmutableArray<IReadOnlySet<SiteId>> given) => Composed(sites, null, given, []);

    private static ProgrammeSpan Says(IReadOnlyList<SpanSite> sites, ReportSpan? span = null, params IReadOnlyList<ProgrammeReportPublished> published) => Composed(sites, span, [], published);

    private static IEnumerable<(string, int)> Places(params (string Province, int Sites)[] provinces) => Says(In(provinces)).Places!.Value.Select(p => (p.Province, p.Sites));

    private static List<SpanSite> In(params (string Province, int Sites)[] provinces) =>
        [.. provinces.SelectMany(p => Enumerable.Range(0, p.Sites).Select(n => At()[0] with { At = new(new(Guid.NewGuid()), "CD", p.Province, new(-10.7m, 25.2m + (n / 10m))) }))];

    private static ProgrammeSpan Composed(IReadOnlyList<SpanSite> sites, ReportSpan? span, ImmutableArray<IReadOnlySet<SiteId>> given, IReadOnlyList<ProgrammeReportPublished> published) =>
        SpanComposing.Of(
            new(span ?? Quarter, "0123456789ab", 7, ["SA", "CL", "OH", "TX"], new HashSet<string> { "SA", "CL" }, null, published.ToDictionary(p => p.Span), [], null, given),
            [.. sites.Select(s => s with { Months = [.. (span ?? Quarter).Months.Select(_ => new SpanDays(20, 30, 20, 22))] })]);

    private static IReadOnlyList<SpanSite> At(params ImmutableArray<SpanIncident> incidents) => At(incidents, []);

    private static IReadOnlyList<SpanSite> At(ImmutableArray<SpanIncident> incidents, params ImmutableArray<SpanAction> actions) => [new(incidents, actions, [], 7, 12, null, null, [])];

    private static SpanIncident Hurt((string, string) how, int people) => new("OH", Severity.S1, false, July, null, new Dictionary<(string, string), int> { [how] = people });

    private static ProgrammeReportPublished Published(ProgrammeSpan says) => new(Report, says.Span, 1, says, [], "", [Site]);

    private static IEnumerable<string> Codes(Decision decision) => decision.Refusals.Select(r => r.Code);
}
