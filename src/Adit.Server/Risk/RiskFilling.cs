using System.Data.Common;
using Adit.Forms;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Risk;

/// <summary>Fills the page that says why an indicator stands as it does at a site.</summary>
internal sealed class RiskFilling(DbConnection db, Database database, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    private const int Months = 6, MostRead = 40, MostMet = 20, MostLooked = 6, MostSaid = 20;

    private readonly Words _words = frame.Words;

    public RiskView Of(Site site, Indicator indicator, AsOf asOf)
    {
        var history = SitesTable.History(db, site.Id, asOf.K);
        var rows = RatingsTable.Of(db, site.Id, asOf.K)[indicator.Id].ToList();
        var rating = history is null ? default : Ratings.AsOf(indicator, history, rows, asOf.V, asOf.K);
        var (opens, spoken) = (person.Sees >= Tier.T2 && !indicator.Protected, Spoken(site, indicator));
        var evidence = opens ? RatingEvidence.Of(db, ledger, register, inForce, site, indicator, asOf.V, asOf.K, MostRead) : new([], 0, false);
        var judge = history is null ? null : new Judge(inForce.Catalogue, indicator, history);
        var (met, looked) = Records(evidence, judge);
        var (figure, change) = opens ? RiskFigures.Of(db, ledger, register, inForce.Catalogue, site, indicator, asOf, _words) : (null, null);
        var (catalogue, language) = (inForce.Catalogue, _words.Language);
        return new(
            site.Code, site.Name, indicator.Id, indicator.Version, indicator.Name.In(language), catalogue.Groups.First(g => g.Id == indicator.Group).Name.In(language), indicator.Observe.In(language),
            rating.ToStanding(), rating.Known(), new IndicatorRisk(indicator, rating).Day, asOf.Shown(_words, person), opens ? Why(rating, met, looked, evidence.More) : null,
            IndicatorWords.Steps(catalogue, indicator, _words, history?.At(asOf.V), rating.Level), indicator.Owes?.In(language), IndicatorWords.Clauses(catalogue, IndicatorWords.ClausesAt(catalogue, indicator, history?.At(asOf.V)), _words),
            Clock.StartedBy(catalogue, indicator, rating.Level)?.Id ?? (rating.State == RatingState.Open ? "none" : indicator.Regime), new Clocks(db, ledger, register, inForce).Of(site, new(indicator, rating), Clocks.Heard(db, site, asOf, person, frame.Now))?.Shown(_words),
            IndicatorWords.ClockChecked(indicator), indicator.Response.Text.In(language), [.. met.Take(MostMet)], [.. looked.Take(MostLooked)], Closed(site, indicator, rating, evidence, opens), Dissent(spoken, indicator), Determined(spoken, indicator),
            WouldChange(indicator, rating, _words), [.. IndicatorWords.Ends(indicator, _words).Where(e => rating.State != RatingState.Open || (e.Label != _words["ends.closes"] && e.Label != _words["ends.counts"]))], site.Kind == SiteKind.Reference ? null : SiteWords.Shown(AgentDays.Of(db, site, asOf.V, asOf.K)),
            _words["detectability." + indicator.Detectability.ToString().ToLowerInvariant()], ByMonth(site, indicator, judge, rows, asOf), null, SiteWords.Credit(site, _words), figure, change);
    }

    // What was said and determined of a finding stays beside it when its incident is over. Of protected matters nothing is said here, and of what rests on protected records nobody outside the programme hears.
    private List<Incident> Spoken(Site site, Indicator indicator) => person.Sees < Tier.T1 || indicator.Protected ? []
        : [.. Clocks.Heard(IncidentsTable.At(db, site.Id), person.Sees, person.Role).Where(i => i.Findings.Any(f => f.Indicator == indicator.Id))];

    // What parties say against incidents, and levels that people set: both stand beside what the rule found.
    private List<DissentView> Dissent(List<Incident> spoken, Indicator indicator)
    {
        var dissent = new List<DissentView>();
        foreach (var incident in spoken)
        {
            var (computed, over) = (Standing.Open(incident.Findings.First(f => f.Indicator == indicator.Id).Level.Number()), !incident.IsOpen);
            if (incident.Override is { } set)
                dissent.Add(new(set.At.ToDateTimeOffset(), NameOf(set.By), computed, Standing.Open(set.Level.Number()), set.Why, Overrides: true, over));
            dissent.AddRange(incident.Disputes.Select(d => new DissentView(d.At.ToDateTimeOffset(), _words["party." + IncidentWords.KeyOf(d.Party)], computed, null, d.Text, Overrides: false, over)));
        }
        return [.. dissent.OrderByDescending(d => d.At).Take(MostSaid)];
    }

    private List<DeterminedView> Determined(List<Incident> spoken, Indicator indicator) =>
        [.. spoken.SelectMany(i => i.Determinations.Where(d => d.Agreed is not null).Select(d => new DeterminedView(
            _words["determination.outcome." + IncidentWords.KeyOf(d.Proposed.Outcome)], d.Agreed == true, d.Decided!.Value.ToDateTimeOffset(), $"{NameOf(d.By)}, {(d.Other is { } other ? NameOf(other) : "")}", d.Agreed == true ? d.Proposed.Weigh : "", !i.IsOpen)))
            .OrderByDescending(d => d.At).Take(MostSaid)];

    // Outside the programme people of the office are what they are to it.
    private string NameOf(ActorId actor) => person.Sees < Tier.T2 && register.UsersById.GetValueOrDefault(actor) is { } user ? _words["role." + Frames.KeyOf(user.Role)] : PeopleWords.Name(register, actor, _words);

    // One line a record, whatever number of answers, pits or rows it holds.
    private (List<EvidenceView> Met, List<EvidenceView> Looked) Records(RatingEvidence evidence, Judge? judge)
    {
        var shown = new EvidenceWords(inForce, register, _words, judge);
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

    private CountBandView? Closed(Site site, Indicator indicator, in Rating rating, RatingEvidence evidence, bool opens)
    {
        if (indicator.Protected)
            return new(null, Protected: true);
        if (!opens)
            return new(SiteWords.Band(DaysTable.Counting(db, site.Id).Count, _words));
        // What is open without a record to show rests on protected ones: that they exist is said, and how many there are at the site, as a band.
        var held = rating.State == RatingState.Open && !evidence.More && !evidence.Rows.Any(r => r.Met) ? DaysTable.Held(db, Assessor.HashOf(database.Keys.AliasKey, site.Id)).Count : 0;
        return evidence.Closed + held > 0 ? new(SiteWords.Band(evidence.Closed + held, _words), Protected: true) : null;
    }

    /// <summary>What would change a rating, a sentence each.</summary>
    public static List<string> WouldChange(Indicator indicator, in Rating rating, Words words)
    {
        switch (rating.State)
        {
            case RatingState.Open:
                var changes = new List<string> { IndicatorWords.Closes(indicator, words) };
                if (rating.Hollow)
                    changes.Add(words["change.second-source"]);
                if (indicator.CountsFor is { } counts)
                    changes.Add(words.Say("change.lapses", ("span", IndicatorWords.Of(counts, words))));
                return changes;
            case RatingState.DoesNotApply: return [words["change.applies"]];
            case RatingState.NothingRecords: return [IndicatorWords.NothingRecords(indicator, words) ?? ""];
            case RatingState.Unrated: return [words["change.number"]];
            case RatingState.NotObserved: return [words["change.look"], words["change.adverse"]];
            default: return [words["change.adverse"], words.Say("change.stale", ("span", IndicatorWords.Of(indicator.StaleAfter, words)))];
        }
    }

    // Days looked at are kept as they are known now; for an earlier state of knowledge, and for protected matters, they are not shown.
    private List<RiskMonthView> ByMonth(Site site, Indicator indicator, Judge? judge, List<RatingRow> rows, AsOf asOf)
    {
        if (judge is null)
            return [];
        var known = !indicator.Protected && asOf.K == SiteRisk.Newest(db);
        var timeline = known && RatingsTable.Kept(db, site.Id) is { } kept ? SiteTimelines.Read(kept.Now, kept.Before, id => id == indicator.Id ? judge : null).SingleOrDefault().Timeline : null;
        var days = timeline is not null
            ? timeline.Days.GroupBy(d => d.Day).Select(d => (Day: d.Key, Looked: d.Any(x => x.Looked), Adverse: d.Any(x => x.Adverse))).Where(d => d.Day <= asOf.V).ToList() : null;
        var children = inForce.Catalogue.ObservableIndex("child.count") is >= 0 and var count && indicator.LookedBy.Contains(count);
        // One more than is shown, to compare the first with.
        var columns = MonthDays.Shown(db, site, asOf.V, asOf.K, Months + 1)
            .Select(m => (Month: m, Looked: days?.Count(d => d.Looked && d.Day >= m.First && d.Day <= m.Last), Adverse: days?.Count(d => d.Adverse && d.Day >= m.First && d.Day <= m.Last))).ToList();
        return [.. Enumerable.Range(0, columns.Count).Reverse().Take(Months).Select(i => new RiskMonthView(
            columns[i].Month.Name(_words), Ratings.AsOf(indicator, judge.Site, rows, columns[i].Month.Last, asOf.K).ToStanding(), columns[i].Looked,
            $"{SiteWords.Path(site)}/risks/{indicator.Id}?at={columns[i].Month.Last:yyyy-MM-dd}{asOf.More}", person.Sees < Tier.T2 ? null : columns[i].Month.Href(site),
            children && i > 0 && columns[i].Adverse > columns[i - 1].Adverse && columns[i].Looked > columns[i - 1].Looked))];
    }
}
