using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.Data.Sqlite;

namespace Adit.Sites;

/// <summary>Fills the page of a site from its ratings and days, as deep as the reader sees.</summary>
internal static class SiteFilling
{
    private const int Months = 12, MostHappened = 12;

    public static SiteView Of(SqliteConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce, Site site, AsOf asOf)
    {
        var words = frame.Words;
        var risk = SiteRisk.Of(db, inForce, site, asOf.V, asOf.K, person.Sees);
        var days = AgentDays.Of(db, site, asOf.V);
        var worst = risk.Open.FirstOrDefault();
        var (looked, applicable) = (risk.Overall.Looked, risk.Overall.Applicable);
        var figures = new List<FigureView>
        {
            new(words.Say("programme.of", ("n", looked), ("of", applicable)), words["site.figure.looked"]),
            new(days.Share is { } share ? words.Share(share) : "–", words["site.figure.days"]),
            new(words.Number(risk.Indicators.Count(i => i.Rating.State == RatingState.Hidden)), words["site.figure.hidden"]),
        };
        return new(
            site.Code, site.Name, Lede(db, site, register, words, person), SiteWords.Shown(site.Stage), worst?.Rating.ToStanding() ?? Overall(risk), SiteWords.Shown(risk.Attention),
            asOf.In(words, person), worst is null ? null : Urgent(risk, worst, inForce, frame, ledger, db),
            Grid(db, risk, inForce, site, asOf, frame, person), figures, person.Sees >= Tier.T2 ? Happened(db, site, register, asOf, words) : [], Charts(db, site, asOf, words, person),
            SiteWords.Shown(days), Facts(db, site, words), Map(site, worst?.Rating.ToStanding() ?? Overall(risk), person, words),
            person.Sees >= Tier.T2 ? [] : [new(SiteWords.Band(DaysTable.Counting(db, site.Id).Count, words))], SiteWords.Credit(site, words));
    }

    private static Standing Overall(SiteRisk risk) => risk.Attention == Attention.NothingOpen ? Standing.NothingOpen : Standing.NotObserved;

    private static List<string> Lede(SqliteConnection db, Site site, Register register, Words words, CurrentPerson person)
    {
        var lede = new List<string> { SiteWords.Minerals(site, words), $"{site.Province}, {site.Country}" };
        if (site.Cooperative is { } cooperative && person.Sees >= Tier.T2)
            lede.Add(cooperative);
        if (register.Pits.TryGetValue(site.Id, out var pits))
            lede.Add(words.Say("site.pits", ("n", pits.Length)));
        if (DaysTable.Figures(db, site.Id, Figures.People, DateOnly.MinValue) is { Count: > 0 } people)
            lede.Add(words.Say("site.people", ("n", (long)people.TakeLast(7).Max(p => p.Value))));
        return [.. lede.Where(l => l.Length > 0)];
    }

    private static UrgentView Urgent(SiteRisk risk, IndicatorRisk worst, InForce inForce, Frame frame, LedgerReading ledger, SqliteConnection db)
    {
        var words = frame.Words;
        var regime = Clock.StartedBy(inForce.Catalogue, worst.Indicator, worst.Rating.Level);
        return new(
            worst.Rating.ToStanding(), SiteWords.Shown(risk.Attention).Say(words), worst.Indicator.Name.In(words.Language),
            $"{words["known." + worst.Rating.Known()]} · {worst.Indicator.Id} · {words["regime." + (regime?.Id ?? "none")]} · {words.Say("risk.open-since", ("day", words.Day(worst.Rating.Since)))}",
            RiskRoom.ClockOf(inForce, risk.Site, worst, ledger, db, words), $"{SiteWords.Path(risk.Site)}/risks/{worst.Indicator.Id}");
    }

    /// <summary>Each cell is the worst that stood open on any day of the month; where nothing did, how the month ended.</summary>
    private static RiskGridView Grid(SqliteConnection db, SiteRisk risk, InForce inForce, Site site, AsOf asOf, Frame frame, CurrentPerson person)
    {
        var words = frame.Words;
        var first = new DateOnly(asOf.V.Year, asOf.V.Month, 1).AddMonths(1 - Months);
        List<DateOnly> months = [.. Enumerable.Range(0, Months).Select(first.AddMonths)];
        var history = SitesTable.History(db, site.Id, asOf.K);
        var rows = RatingsTable.Of(db, site.Id, asOf.K);
        var seen = DaysTable.Seen(db, first, asOf.V.AddDays(1), site.Id)[site.Id].GroupBy(d => (d.Day.Year, d.Day.Month)).ToDictionary(g => g.Key, g => g.Count());
        return new(months, [.. months.Select(m => seen.TryGetValue((m.Year, m.Month), out var n) ? (int?)n : null)], [.. risk.Groups.Where(g => g.Indicators.Count > 0).Select(g => Row(g))]);

        RiskGroupView Row(GroupRisk group)
        {
            var cells = months.Select(m => Cell(group, m)).ToList();
            var clause = group.Indicators.SelectMany(i => i.Indicator.Clauses).FirstOrDefault(c => c.Standard == "OECD-A2");
            return new(
                group.Group.Id, group.Group.Name.In(words.Language), clause.Standard is null ? null : "A2 §" + clause.Ref.Split('i')[0], cells, group.Rating.Looked, group.Rating.Applicable,
                [.. group.Indicators.Select(i => new IndicatorLineView(i.Indicator.Id, i.Indicator.Name.In(words.Language), i.Rating.ToStanding(), i.Rating.Known(), i.Rating.State is RatingState.NotObserved or RatingState.Hidden ? i.Rating.LastLook : i.Rating.State is RatingState.DoesNotApply or RatingState.NothingRecords ? null : i.Rating.Since))]);
        }

        RiskCellView Cell(GroupRisk group, DateOnly month)
        {
            var end = month.AddMonths(1) > asOf.V ? asOf.V : month.AddMonths(1).AddDays(-1);
            if (history is null)
                return new(Standing.NotObserved, null);
            var rating = Ratings.Of(group.Indicators.Select(i => (i.Indicator, Worst(i.Indicator, rows[i.Indicator.Id], month, end))));
            var standing = (rating.Worst is null ? new Rating { State = rating.State } : rating.Rating).ToStanding();
            return new(standing, rating.Worst is null ? null : $"{SiteWords.Path(site)}/risks/{rating.Worst.Id}?at={end:yyyy-MM-dd}");
        }

        Rating Worst(Indicator indicator, IEnumerable<RatingRow> all, DateOnly month, DateOnly end)
        {
            var open = all.Where(r => r.From <= end && r.To > month && r.Rating.State == RatingState.Open).Select(r => r.Rating).OrderByDescending(r => r.Level).ThenByDescending(r => r.Grade).ToList();
            return open.Count > 0 && history!.AppliesTo(indicator, end) ? open[0] : Ratings.AsOf(indicator, history!, all, end, asOf.K);
        }
    }

    private static List<HappeningView> Happened(SqliteConnection db, Site site, Register register, AsOf asOf, Words words)
    {
        var titles = register.Published.GroupBy(p => p.Form).ToDictionary(g => g.Key, g => g.Last().Title);
        return [.. SubmissionsTable.NewestOf(db, site.Id, asOf.V, asOf.K, MostHappened).Select(s => new HappeningView(
            new DateTimeOffset(s.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), words.Say("site.record-of", ("form", titles.GetValueOrDefault(s.Form, s.Form)), ("agent", register.AgentsById.TryGetValue(s.Agent, out var agent) ? agent.Name : "–")),
            $"/submissions/{s.Submission}", words["site.record"]))];
    }

    private static List<ChartView> Charts(SqliteConnection db, Site site, AsOf asOf, Words words, CurrentPerson person)
    {
        var first = new DateOnly(asOf.V.Year, asOf.V.Month, 1).AddMonths(1 - Months);
        List<DateOnly> months = [.. Enumerable.Range(0, Months).Select(first.AddMonths)];
        var charts = new List<ChartView>();
        var people = DaysTable.Figures(db, site.Id, Figures.People, first).ToLookup(f => (f.Day.Year, f.Day.Month), f => f.Value);
        if (people.Count > 0)
            charts.Add(new(words["site.chart.people"], words["unit.persons"], ChartKind.Bars, [.. months.Select(m => Point(m, people.Contains((m.Year, m.Month)) ? Math.Round(people[(m.Year, m.Month)].Average()) : null, words))], Note: words["site.chart.people.note"]));
        var production = DaysTable.Figures(db, site.Id, Figures.Production, first).ToLookup(f => (f.Day.Year, f.Day.Month), f => f.Value);
        if (production.Count > 0)
            charts.Add(new(words["site.chart.production"], "t", ChartKind.Bars, [.. months.Select(m => Point(m, production.Contains((m.Year, m.Month)) ? Math.Round(production[(m.Year, m.Month)].Sum() / 1000, 1) : null, words))]));
        return charts;
    }

    private static PointView Point(DateOnly month, decimal? value, Words words) => new(words.MonthLetter(month), words.Month(month), value);

    private static List<FactView> Facts(SqliteConnection db, Site site, Words words)
    {
        var facts = new List<FactView> { new(words["site.code"], site.Code), new(words["site.zone"], site.Zone) };
        if (!site.RuleSets.IsEmpty)
            facts.Add(new(words["site.rule-sets"], string.Join(", ", site.RuleSets)));
        facts.AddRange(SitesTable.Parameters(db, site.Id).GroupBy(p => p.Parameter).Select(p => p.Last()).Select(p => new FactView(p.Parameter, words.Number(p.Value), null, p.Source)));
        return facts;
    }

    private static MapView? Map(Site site, Standing standing, CurrentPerson person, Words words) =>
        site.Place is not { } place || person.Sees < Tier.T2 ? null : new([new(site.Name, null, place.Latitude, place.Longitude, standing)], Exact: true);
}
