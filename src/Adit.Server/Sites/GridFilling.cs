using System.Data.Common;
using Adit.Risk;
using Adit.Web;

namespace Adit.Sites;

/// <summary>
/// Fills the grid of risk by month. Each cell is the worst that stood open on any day of the month; where nothing did, how the month ended. A cell opens
/// the reasons of its worst indicator, or its group as it stood then.
/// </summary>
internal sealed class GridFilling(DbConnection db, Words words)
{
    public RiskGridView Of(Site site, SiteRisk risk, ILookup<string, RatingRow> rows, IReadOnlyList<MonthDays> months, AsOf asOf, bool opensRecords)
    {
        var history = SitesTable.History(db, site.Id, asOf.K);
        return new(
            [.. months.Select(m => new MonthView(m.Head(words), m.Name(words), m.Observed, m.Share, opensRecords && m.Observed > 0 ? m.Href(site) : null))], site.Kind == SiteKind.Reference,
            [.. risk.Groups.Where(g => g.Indicators.Count > 0).Select(g => Row(site, g, [.. months.Select(m => Cell(site, history, rows, g, m, asOf))]))]);
    }

    private RiskGroupView Row(Site site, GroupRisk group, List<RiskCellView> cells)
    {
        var clause = group.Indicators.SelectMany(i => i.Indicator.Clauses).FirstOrDefault(c => c.Standard == "OECD-A2");
        return new(
            group.Group.Id, group.Group.Name.In(words.Language), clause.Standard is null ? null : "A2 §" + clause.Ref.Split('i')[0], cells,
            group.Rating.ToStanding(), group.Rating.Looked, group.Rating.Applicable,
            [.. group.Indicators.OrderBy(i => i.Rating.ToStanding().Rank).ThenBy(i => i.Indicator.Id, StringComparer.Ordinal).Select(i => new IndicatorLineView(
                i.Indicator.Id, i.Indicator.Name.In(words.Language), i.Rating.ToStanding(), i.Rating.Known(), i.Day, Note(i.Indicator, i.Rating)))]);
    }

    private string? Note(Indicator indicator, in Rating rating) => rating.State switch
    {
        RatingState.NothingRecords => IndicatorWords.NothingRecords(indicator, words),
        RatingState.NotObserved when !indicator.Protected && rating.LastLook is { } look => words.Say("site.last-look", ("day", words.Day(look))),
        _ => null,
    };

    private static RiskCellView Cell(Site site, SiteHistory? history, ILookup<string, RatingRow> rows, GroupRisk group, MonthDays month, AsOf asOf)
    {
        if (history is null)
            return new(Standing.NotObserved, null, 0, 0);
        var rating = Ratings.Of(group.Indicators.Select(i => (i.Indicator, Worst(history, i.Indicator, rows[i.Indicator.Id], month, asOf.K))));
        var standing = rating.ToStanding();
        var href = rating.Worst is { } worst ? $"{SiteWords.Path(site)}/risks/{worst.Id}?at={month.Last:yyyy-MM-dd}{asOf.More}"
            : standing.Shown == Shown.DoesNotApply ? null : $"{SiteWords.Path(site)}?at={month.Last:yyyy-MM-dd}{asOf.More}#group-{group.Group.Id}";
        return new(standing, href, rating.Looked, rating.Applicable);
    }

    private static Rating Worst(SiteHistory history, Indicator indicator, IEnumerable<RatingRow> all, MonthDays month, long k)
    {
        var open = all.Where(r => r.From <= month.Last && r.To > month.First && r.Rating.State == RatingState.Open).Select(r => r.Rating).OrderByDescending(r => r.Level).ThenByDescending(r => r.Grade).ToList();
        return open.Count > 0 && history.AppliesTo(indicator, month.Last) ? open[0] : Ratings.AsOf(indicator, history, all, month.Last, k);
    }
}
