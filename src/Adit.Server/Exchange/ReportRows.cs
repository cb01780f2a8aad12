using System.Collections.Immutable;
using Adit.Incidents;
using Adit.Plans;
using Adit.Reports;
using Adit.Risk;

namespace Adit.Exchange;

/// <summary>What published monthly reports say, as rows of tables: by site and month. The key is the code of the site, the month and what is said.</summary>
internal static class ReportRows
{
    public static ImmutableArray<FeedColumn> OfFigures { get; } = FeedColumn.All("Key", "Site", "Month", "Figure", "Value:Number", "Version:Whole", "Published:Time");

    public static ImmutableArray<FeedColumn> OfIndicators { get; } = FeedColumn.All("Key", "Site", "Month", "Indicator", "State", "Level", "Grade", "Hollow:Flag", "Since:Day", "Version:Whole", "Published:Time");

    /// <summary>Its figures; docs/reports.md defines each.</summary>
    public static IEnumerable<FeedRow> Figures(PublishedReport report) => report.Fact.Says.Figures.Select(f => new FeedRow(
        [Key(report, f.Id), report.Fact.Says.Code, PlanWords.MonthValue(report.Fact.Month), f.Id, f.Value, (long)report.Fact.Version, report.At.ToDateTimeOffset()]));

    /// <summary>How each indicator that applies stood at the end of the month.</summary>
    public static IEnumerable<FeedRow> Indicators(PublishedReport report) => report.Fact.Says.Indicators.Select(i =>
    {
        var open = i.Stands.State == RatingState.Open;
        return new FeedRow(
        [
            Key(report, i.Indicator), report.Fact.Says.Code, PlanWords.MonthValue(report.Fact.Month), i.Indicator, IncidentWords.KeyOf(i.Stands.State), open ? i.Stands.Level.ToString() : null,
            open ? IncidentWords.KeyOf(i.Stands.Grade) : null, i.Stands.Hollow, i.Since, (long)report.Fact.Version, report.At.ToDateTimeOffset(),
        ]);
    });

    private static string Key(PublishedReport report, string what) => $"{report.Fact.Says.Code} {PlanWords.MonthValue(report.Fact.Month)} {what}";
}
