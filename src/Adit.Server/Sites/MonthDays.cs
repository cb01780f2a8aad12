using System.Data.Common;
using System.Globalization;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Sites;

/// <summary>A column of a site's grid: a month with the days that an agent was there, or, at a reference site, the day of one visit.</summary>
/// <param name="Last">The last day of it that is shown: the month's end, or the day the page speaks of.</param>
/// <param name="Planned">Whether a day was planned on which nobody came.</param>
/// <param name="Visit">Whether it is the day of a visit.</param>
internal sealed record MonthDays(DateOnly First, DateOnly Last, int Observed, bool Planned, bool Visit = false)
{
    /// <summary>Of how many days, as a share; null where nobody was planned and nobody came.</summary>
    public decimal? Share => Observed == 0 && !Planned ? null : (decimal)Observed / (Last.DayNumber - First.DayNumber + 1);

    /// <summary>At the head of a column: the month's letter; of a visit the month and year in digits.</summary>
    public string Head(Words words) => Visit ? First.ToString("MM/yy", CultureInfo.InvariantCulture) : words.MonthLetter(First);

    public string Name(Words words) => Visit ? words.Day(First) : words.Month(First);

    /// <summary>What the grid of a site shows: months, or the last visits by others.</summary>
    public static IReadOnlyList<MonthDays> Shown(DbConnection db, Site site, DateOnly last, long k, int count) =>
        site.Kind == SiteKind.Monitored ? Of(db, site, last, k, count) : [.. DaysTable.LastDays(db, site.Id, last, count).Reverse().Select(d => new MonthDays(d, d, 1, true, Visit: true))];

    /// <summary>The months up to and with the one of <paramref name="last"/>, oldest first.</summary>
    public static IReadOnlyList<MonthDays> Of(DbConnection db, Site site, DateOnly last, long k, int months)
    {
        var first = new DateOnly(last.Year, last.Month, 1).AddMonths(1 - months);
        var days = AgentDays.Of(db, site, last, k, last.DayNumber - first.DayNumber + 1);
        return [.. Enumerable.Range(0, months).Select(first.AddMonths).Select(month =>
        {
            var end = month.AddMonths(1).AddDays(-1);
            end = end > last ? last : end;
            var covers = days.Days.AsSpan()[(month.DayNumber - first.DayNumber)..(end.DayNumber - first.DayNumber + 1)];
            return new MonthDays(month, end, covers.Count(DayCover.Observed), covers.Contains(DayCover.NotObserved));
        })];
    }

    /// <summary>The records of the month, for who may open them.</summary>
    public string Href(Site site) => $"/submissions?site={Uri.EscapeDataString(site.Code)}&month={First:yyyy-MM}";
}
