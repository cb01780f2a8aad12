using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;
using Microsoft.Data.Sqlite;

namespace Adit.Risk;

/// <summary>The page that says why an indicator stands as it does at a site.</summary>
internal static class RiskRoom
{
    private const int Months = 6;

    public static void MapRisk(this IEndpointRouteBuilder routes) => routes.MapGet("/sites/{site}/risks/{indicator}",
        (string site, string indicator, HttpContext http, CurrentPerson person, Database database, Registers registers, Catalogues catalogues, LedgerReading ledger) =>
        {
            var inForce = catalogues.Current!;
            if (SiteWords.Find(registers.Current, site) is not { } found || !person.SeesSite(found) || inForce.Catalogue.Indicator(indicator) is not { } one || (one.Protected && person.Sees < Tier.T2))
                return Problems.Of(http, StatusCodes.Status404NotFound, "not-found");
            var frame = Frames.Of(http);
            return Pages.Answer<RiskPage>(frame, database.Read(db => Of(db, ledger, frame, person, registers.Current, inForce, found, one, AsOf.Read(db, ledger, http.Request, found, frame.Now))));
        }).Needs(Right.SeeSites, Tier.T2);

    public static RiskView Of(SqliteConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce, Site site, Indicator indicator, AsOf asOf)
    {
        var words = frame.Words;
        var history = SitesTable.History(db, site.Id, asOf.K);
        var rows = RatingsTable.Of(db, site.Id, asOf.K)[indicator.Id].ToList();
        var rating = history is null ? default : Ratings.AsOf(indicator, history, rows, asOf.V, asOf.K);
        var opens = person.Sees >= Tier.T2 && !indicator.Protected;
        var evidence = opens ? RatingEvidence.Of(db, ledger, register, inForce, site, indicator, asOf.V, asOf.K, 30) : new([], 0, false);
        var now = new IndicatorRisk(indicator, rating);
        var judge = history is null ? null : new Judge(inForce.Catalogue, indicator, history);
        return new(
            site.Code, site.Name, indicator.Id, indicator.Version, indicator.Name.In(words.Language), inForce.Catalogue.Groups.First(g => g.Id == indicator.Group).Name.In(words.Language),
            indicator.Observe.In(words.Language), rating.ToStanding(), rating.Known(), Since(rating), asOf.In(words, person),
            IndicatorWords.Steps(inForce.Catalogue, indicator, words, history?.At(asOf.V), rating.Level), indicator.Owes?.In(words.Language), IndicatorWords.Clauses(indicator),
            Clock.StartedBy(inForce.Catalogue, indicator, rating.Level)?.Id ?? (rating.State == RatingState.Open ? "none" : indicator.Regime), ClockOf(inForce, site, now, ledger, db, words), IndicatorWords.ClockChecked(indicator), indicator.Response.Text.In(words.Language),
            [.. evidence.Rows.Where(r => r.Met).SelectMany(r => Shown(r, judge, inForce, register, words))], [.. evidence.Rows.Where(r => !r.Met).Take(12).SelectMany(r => Shown(r, judge, inForce, register, words))],
            Closed(db, site, indicator, evidence, opens, words), [], WouldChange(indicator, rating, words), IndicatorWords.Ends(indicator, words), SiteWords.Shown(AgentDays.Of(db, site, asOf.V)),
            words["detectability." + indicator.Detectability.ToString().ToLowerInvariant()], ByMonth(indicator, site, history, rows, asOf, evidence), null, SiteWords.Credit(site, words));
    }

    /// <summary>The clock that an open finding started, from when the programme learnt of it; none for what was imported from before.</summary>
    public static DeadlineView? ClockOf(InForce inForce, Site site, IndicatorRisk risk, LedgerReading ledger, SqliteConnection db, Words words)
    {
        if (site.Kind == SiteKind.Reference || risk.Rating.State != RatingState.Open || risk.Rating.Hollow || ledger.Fact(db, risk.Rating.FirstK, Tier.T2) is not { } learnt)
            return null;
        var clock = Clock.Start(inForce.Catalogue, risk.Indicator, risk.Rating.Level, learnt.At.ToDateTimeOffset(), Sheet.ZoneOf(site));
        return clock?.Alert is { } alert && clock.Regime.Annex2 && clock.Ends is null ? new(alert, words["risk.clock.alert"])
            : (clock?.Ends ?? clock?.Close ?? clock?.Plan) is { } due ? new(due, words[clock!.Ends is not null ? "risk.clock.ends" : clock.Close is not null ? "risk.clock.close" : "risk.clock.plan"]) : null;
    }

    private static DateOnly? Since(Rating rating) => rating.State switch
    {
        RatingState.Open or RatingState.Clear or RatingState.Unrated => rating.Since,
        RatingState.NotObserved or RatingState.Hidden => rating.LastLook,
        _ => null,
    };

    // What alone meets a step is shown alone; where only several answers together do, all of them are.
    private static IEnumerable<ObservationView> Shown(EvidenceRow row, Judge? judge, InForce inForce, Register register, Words words)
    {
        var alone = judge is null ? [] : row.Observations.Where(o => Findings.Of(judge, new Account(row.Record.Index, row.Record.Submission, row.Record.Agent, [o])).Any(f => f.Level != Severity.None)).ToList();
        foreach (var observation in alone.Count > 0 ? alone : row.Observations)
        {
            var observable = inForce.Catalogue.Observables[observation.Observable];
            yield return new(
                new DateTimeOffset(row.Finding.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), observable.Name.In(words.Language) + Dimensions(inForce.Catalogue, observation, words),
                Value(observable, observation.Value, words), observation.Subject.Id is { Length: > 0 } about ? Subject(about, register) : null,
                observation.Evidence == Evidence.Reported ? HowKnown.Reported : HowKnown.Observed, register.AgentsById.TryGetValue(row.Record.Agent, out var agent) ? agent.Name : words["source.import"],
                $"/submissions/{row.Record.Submission}");
        }
    }

    internal static string Subject(string about, Register register) =>
        Id.TryRead(about, out var id) && register.Pits.Values.SelectMany(p => p).FirstOrDefault(p => p.Id.Value == id) is { } pit ? pit.Name : about;

    internal static string Dimensions(Catalogue catalogue, Observation observation, Words words)
    {
        if (observation.Dimensions is not { Length: > 0 } dimensions)
            return "";
        var named = dimensions.Select(d => catalogue.Dimensions.FirstOrDefault(x => x.Id == d.Name) is { } known && known.Codes.TryGetValue(d.Value, out var text) ? text.In(words.Language) : d.Value);
        return $" ({string.Join(", ", named)})";
    }

    internal static string Value(Observable observable, ObservedValue value, Words words) => observable.Type switch
    {
        ObservableType.YesNo => words[value.Number == 0 ? "no" : "yes"],
        ObservableType.Code => value.Code is { } code && observable.Codes.TryGetValue(code, out var text) ? text.In(words.Language) : value.Code ?? "",
        ObservableType.Date => words.Day(DateOnly.FromDayNumber((int)value.Number)),
        _ => words.Amount(value.Number, observable.Unit),
    };

    private static CountBandView? Closed(SqliteConnection db, Site site, Indicator indicator, RatingEvidence evidence, bool opens, Words words) =>
        indicator.Protected ? new(words["band.protected"], Protected: true)
        : !opens ? new(SiteWords.Band(DaysTable.Counting(db, site.Id).Count, words))
        : evidence.Closed > 0 ? new(SiteWords.Band(evidence.Closed, words), Protected: true) : null;

    private static List<string> WouldChange(Indicator indicator, Rating rating, Words words)
    {
        var changes = new List<string>();
        switch (rating.State)
        {
            case RatingState.Open:
                changes.Add(IndicatorWords.Ends(indicator, words).First(f => f.Label == words["ends.closes"]).Value);
                if (rating.Hollow)
                    changes.Add(words["change.second-source"]);
                if (indicator.CountsFor is { } counts)
                    changes.Add(words.Say("change.lapses", ("span", IndicatorWords.Of(counts, words))));
                break;
            case RatingState.DoesNotApply: changes.Add(words["change.applies"]); break;
            case RatingState.NothingRecords: changes.Add(IndicatorWords.NothingRecords(indicator, words) ?? ""); break;
            case RatingState.Unrated: changes.Add(words["change.number"]); break;
            default:
                changes.Add(words["change.adverse"]);
                if (rating.State == RatingState.NotObserved)
                    changes.Add(words["change.look"]);
                else
                    changes.Add(words.Say("change.stale", ("span", IndicatorWords.Of(indicator.StaleAfter, words))));
                break;
        }
        return changes;
    }

    private static List<RiskMonthView> ByMonth(Indicator indicator, Site site, SiteHistory? history, List<RatingRow> rows, AsOf asOf, RatingEvidence evidence)
    {
        var first = new DateOnly(asOf.V.Year, asOf.V.Month, 1);
        return history is null ? [] : [.. Enumerable.Range(0, Months).Select(back =>
        {
            var month = first.AddMonths(-back);
            var end = back == 0 ? asOf.V : month.AddMonths(1).AddDays(-1);
            var looks = evidence.Rows.Count(r => r.Finding.Day.Year == month.Year && r.Finding.Day.Month == month.Month);
            return new RiskMonthView(month, Ratings.AsOf(indicator, history, rows, end, asOf.K).ToStanding(), looks, $"{SiteWords.Path(site)}/risks/{indicator.Id}?at={end:yyyy-MM-dd}");
        })];
    }
}
