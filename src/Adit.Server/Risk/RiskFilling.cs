using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.Data.Sqlite;

namespace Adit.Risk;

/// <summary>Fills the page that says why an indicator stands as it does at a site.</summary>
internal sealed class RiskFilling(SqliteConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    private const int Months = 6, MostRead = 40, MostMet = 20, MostLooked = 6;

    private readonly Words _words = frame.Words;

    public RiskView Of(Site site, Indicator indicator, AsOf asOf)
    {
        var history = SitesTable.History(db, site.Id, asOf.K);
        var rows = RatingsTable.Of(db, site.Id, asOf.K)[indicator.Id].ToList();
        var rating = history is null ? default : Ratings.AsOf(indicator, history, rows, asOf.V, asOf.K);
        var opens = person.Sees >= Tier.T2 && !indicator.Protected;
        var evidence = opens ? RatingEvidence.Of(db, ledger, register, inForce, site, indicator, asOf.V, asOf.K, MostRead) : new([], 0, false);
        var (met, looked) = Records(evidence, site, indicator, history);
        var (catalogue, language) = (inForce.Catalogue, _words.Language);
        return new(
            site.Code, site.Name, indicator.Id, indicator.Version, indicator.Name.In(language), catalogue.Groups.First(g => g.Id == indicator.Group).Name.In(language), indicator.Observe.In(language),
            rating.ToStanding(), rating.Known(), Since(rating), asOf.Shown(_words), opens ? Why(rating, met, looked, evidence.More) : null,
            IndicatorWords.Steps(catalogue, indicator, _words, history?.At(asOf.V), rating.Level), indicator.Owes?.In(language), IndicatorWords.Clauses(catalogue, indicator, _words),
            Clock.StartedBy(catalogue, indicator, rating.Level)?.Id ?? (rating.State == RatingState.Open ? "none" : indicator.Regime), new Clocks(db, ledger, inForce).Of(site, new(indicator, rating))?.Shown(_words),
            IndicatorWords.ClockChecked(indicator), indicator.Response.Text.In(language), [.. met.Take(MostMet)], [.. looked.Take(MostLooked)], Closed(site, indicator, evidence, opens), [],
            WouldChange(indicator, rating), [.. IndicatorWords.Ends(indicator, _words).Where(e => rating.State != RatingState.Open || (e.Label != _words["ends.closes"] && e.Label != _words["ends.counts"]))], site.Kind == SiteKind.Reference ? null : SiteWords.Shown(AgentDays.Of(db, site, asOf.V)),
            _words["detectability." + indicator.Detectability.ToString().ToLowerInvariant()], ByMonth(site, indicator, history, rows, asOf), null, SiteWords.Credit(site, _words));
    }

    private static DateOnly? Since(in Rating rating) => rating.State switch
    {
        RatingState.Open or RatingState.Clear or RatingState.Unrated => rating.Since,
        RatingState.NotObserved or RatingState.Hidden => rating.LastLook,
        _ => null,
    };

    // One line a record, whatever number of answers, pits or rows it holds.
    private (List<EvidenceView> Met, List<EvidenceView> Looked) Records(RatingEvidence evidence, Site site, Indicator indicator, SiteHistory? history)
    {
        var shown = new EvidenceWords(inForce, register, _words, history is null ? null : new Judge(inForce.Catalogue, indicator, history));
        var records = evidence.Rows.GroupBy(r => (r.Record.Index, r.Finding.Day, r.Met)).ToList();
        return ([.. records.Where(r => r.Key.Met).Select(r => shown.Of([.. r]))], [.. records.Where(r => !r.Key.Met).Select(r => shown.Of([.. r]))]);
    }

    private string? Why(in Rating rating, List<EvidenceView> met, List<EvidenceView> looked, bool more)
    {
        var records = rating.State == RatingState.Open ? met : looked;
        if (records.Count == 0 || rating.State is not (RatingState.Open or RatingState.Clear))
            return null;
        var (days, sources) = (records.Select(r => r.Observed).Distinct().Count(), records.Select(r => r.Source).Distinct().Count());
        return _words.Say(rating.State == RatingState.Open ? "risk.why.met" : "risk.why.clear",
            ("records", _words.Say(more ? "risk.why.at-least" : "forms.records", ("n", records.Count))), ("days", _words.Say("risk.why.days", ("n", days))),
            ("sources", _words.Say("risk.why.sources", ("n", sources))), ("last", _words.Day(DateOnly.FromDateTime(records.Max(r => r.Observed).DateTime))));
    }

    private CountBandView? Closed(Site site, Indicator indicator, RatingEvidence evidence, bool opens) =>
        indicator.Protected ? new(null, Protected: true)
        : !opens ? new(SiteWords.Band(DaysTable.Counting(db, site.Id).Count, _words))
        : evidence.Closed > 0 ? new(SiteWords.Band(evidence.Closed, _words), Protected: true) : null;

    private List<string> WouldChange(Indicator indicator, in Rating rating)
    {
        switch (rating.State)
        {
            case RatingState.Open:
                var changes = new List<string> { IndicatorWords.Closes(indicator, _words) };
                if (rating.Hollow)
                    changes.Add(_words["change.second-source"]);
                if (indicator.CountsFor is { } counts)
                    changes.Add(_words.Say("change.lapses", ("span", IndicatorWords.Of(counts, _words))));
                return changes;
            case RatingState.DoesNotApply: return [_words["change.applies"]];
            case RatingState.NothingRecords: return [IndicatorWords.NothingRecords(indicator, _words) ?? ""];
            case RatingState.Unrated: return [_words["change.number"]];
            case RatingState.NotObserved: return [_words["change.look"], _words["change.adverse"]];
            default: return [_words["change.adverse"], _words.Say("change.stale", ("span", IndicatorWords.Of(indicator.StaleAfter, _words)))];
        }
    }

    private List<RiskMonthView> ByMonth(Site site, Indicator indicator, SiteHistory? history, List<RatingRow> rows, AsOf asOf)
    {
        if (history is null)
            return [];
        var months = MonthDays.Shown(db, site, asOf.V, Months);
        if (months.Count == 0)
            return [];
        var asked = person.Sees < Tier.T2 || indicator.Protected ? null
            : DaysTable.CountedByDay(db, site.Id, RatingEvidence.FormsReading(register, inForce.Catalogue, indicator), months[0].First, months[^1].Last.AddDays(1), asOf.K);
        return [.. months.Reverse().Select(m => new RiskMonthView(
            m.Name(_words), Ratings.AsOf(indicator, history, rows, m.Last, asOf.K).ToStanding(), asked?.Where(d => d.Day >= m.First && d.Day <= m.Last).Sum(d => d.Records),
            $"{SiteWords.Path(site)}/risks/{indicator.Id}?at={m.Last:yyyy-MM-dd}{asOf.More}", m.Href(site)))];
    }
}
