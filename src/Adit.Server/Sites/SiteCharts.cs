using System.Data.Common;
using Adit.Risk;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Sites;

/// <summary>The charts of a site, month by month; a month in which nothing was counted is a gap.</summary>
internal sealed class SiteCharts(DbConnection db, Site site, Words words)
{
    public IReadOnlyList<ChartView> Of(IReadOnlyList<MonthDays> months, bool opensRecords)
    {
        var charts = new List<ChartView>();
        if (Points(Figures.People, months, opensRecords, days => Math.Round(days.Average())) is { } people)
            charts.Add(new(words["site.chart.people"], words["unit.persons"], ChartKind.Bars, people, Note: words["site.chart.people.note"]));
        if (Points(Figures.Production, months, opensRecords, days => Math.Round(days.Sum() / 1000, 1)) is { } production)
            charts.Add(new(words["site.chart.production"], "t", ChartKind.Bars, production, Note: words["site.chart.production.note"]));
        return charts;
    }

    private IReadOnlyList<PointView>? Points(string figure, IReadOnlyList<MonthDays> months, bool opensRecords, Func<IEnumerable<decimal>, decimal> of)
    {
        var found = DaysTable.Figures(db, site.Id, figure, months[0].First).Where(f => f.Day <= months[^1].Last).ToLookup(f => (f.Day.Year, f.Day.Month), f => f.Value);
        return found.Count == 0 ? null : [.. months.Select(m => found[(m.First.Year, m.First.Month)] is var days && days.Any()
            ? new PointView(words.MonthLetter(m.First), words.Month(m.First), of(days), opensRecords ? m.Href(site) : null, m.Share)
            : new PointView(words.MonthLetter(m.First), words.Month(m.First), null, null, m.Share))];
    }
}
