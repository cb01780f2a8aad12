using System.Collections.Immutable;
using System.Globalization;
using Adit.Incidents;
using Adit.Reports;
using Adit.Risk;

namespace Adit.Summaries;

/// <summary>What a summary is about: one site, or all sites of a province.</summary>
/// <param name="Name">Of the site; empty for a province.</param>
/// <param name="Sites">How many it has.</param>
public sealed record SummaryPlace(SiteId? Site, string Name, string Country, string Province, int Sites);

/// <summary>Composes public summaries, and says when one may be published.</summary>
public static class Summarising
{
    /// <summary>Days after the end of a quarter before anybody is told: who was at a site on a day must not be followed from a notice board. Our proposal.</summary>
    public const int Delay = 60;

    /// <summary>The first day on which the summary of a quarter may be published.</summary>
    public static DateOnly From(ReportSpan quarter) => quarter.Last.AddDays(Delay + 1);

    /// <summary>What everybody may know, from the reports that stand.</summary>
    /// <param name="reports">Of the sites of the place and the months of the quarter.</param>
    /// <param name="mayHang">Whether what mends an indicator may hang at the site.</param>
    public static PublicSummary Compose(SummaryPlace place, ReportSpan quarter, IReadOnlyList<SiteMonth> reports, Func<string, bool> mayHang)
    {
        var learnt = reports.SelectMany(r => r.Incidents.Where(i => !i.Hollow && i.Learnt >= r.First && i.Learnt <= r.Last)).ToList();
        var actions = reports.OrderBy(r => r.First).SelectMany(r => r.Actions).GroupBy(a => a.Number).Select(a => a.Last()).ToList();
        bool In(DateOnly? day) => day >= quarter.First && day <= quarter.Last;
        return new(
            place.Name, place.Country, place.Province, reports.Select(r => r.Code).Distinct().Count(), quarter, reports.Count, place.Sites * quarter.Months.Count(), reports.Sum(r => r.Days.Count(d => d == 'o')), reports.Sum(r => r.Days.Length),
            PublicCount.Of(learnt.Count(i => i.Level >= Severity.S2)), PublicCount.Of(learnt.Count(i => i.Level < Severity.S2)), PublicCount.Of(actions.Count(a => In(a.Agreed))), PublicCount.Of(actions.Count(a => In(a.Verified))),
            PublicCount.Of(actions.Count(a => a.Verified is null && a.Overdue > 0)),
            place.Site is null ? [] : [.. actions.Where(a => a.Measure.Length > 0 && mayHang(a.Indicator)).DistinctBy(a => (a.Measure, a.Indicator)).OrderBy(a => a.Verified is null ? 0 : 1).ThenBy(a => a.Indicator, StringComparer.Ordinal)
                .Select(a => new SummaryMeasure(a.Measure, a.Indicator, a.Verified is not null))],
            [.. reports.SelectMany(r => r.Risks).GroupBy(r => r.Group).Where(g => g.All(r => r is { Looked: 0, Now.State: RatingState.NotObserved })).Select(g => g.Key).Order(StringComparer.Ordinal)]);
    }

    /// <summary>A summary is published, or corrected by a new version.</summary>
    /// <param name="newest">The version that stands; null for none.</param>
    /// <param name="both">Whether of this quarter everybody was told of a site of the province, or of the province where it is a site: from the whole and the other parts a small number could be worked out.</param>
    /// <param name="read">That whoever publishes has read all of it.</param>
    /// <param name="seen">The version that they saw as the newest; 0 for none.</param>
    public static Decision Publish(ReportId summary, SummaryPlace place, PublicSummary says, SummaryPublished? newest, bool withdrawn, bool both, DateOnly today, bool read, int seen, string why) => Decision.Unless(
        [
            today < From(says.Quarter) ? new("summary-early", [("day", From(says.Quarter).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))]) : null, says.Reports == 0 ? new("summary-none") : null,
            place.Site is null && says.Sites < Suppression.Fewest ? new("summary-few", [("n", Suppression.Fewest.ToString(CultureInfo.InvariantCulture))]) : null, both ? new("summary-both") : null, read ? null : new("summary-unread"),
            seen == (newest?.Version ?? 0) ? null : new("report-changed"), newest is not null && why.Length == 0 ? new("report-corrects") : null,
            why.Length > Reporting.Longest ? new("report-long", [("n", Reporting.Longest.ToString(CultureInfo.InvariantCulture))]) : null, newest is not null && !withdrawn && Same(newest.Says, says) ? new("report-same") : null,
        ],
        new SummaryPublished(summary, place.Site, (newest?.Version ?? 0) + 1, says, newest is null ? "" : why));

    /// <summary>A version is shown no more.</summary>
    public static Decision Withdraw(SummaryPublished newest, bool withdrawn, int seen, string why) => Decision.Unless(
        [withdrawn ? new("report-withdrawn") : null, seen == newest.Version ? null : new("report-changed"), why.Length == 0 ? new("report-why") : null], new SummaryWithdrawn(newest.Summary, newest.Version, why));

    private static bool Same(PublicSummary one, PublicSummary other) =>
        one with { Measures = [], Unseen = [] } == other with { Measures = [], Unseen = [] } && one.Measures.SequenceEqual(other.Measures) && one.Unseen.SequenceEqual(other.Unseen);
}
