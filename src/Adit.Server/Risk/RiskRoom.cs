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
            return Pages.Answer<RiskPage>(frame, database.Read(db => Of(db, database, ledger, frame, person, registers.Current, inForce, found, one, AsOf.Read(db, ledger, http.Request, found, frame.Now))));
        }).Needs(Right.SeeSites, Tier.T2);

    private static RiskView Of(SqliteConnection db, Database database, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce, Site site, Indicator indicator, AsOf asOf)
    {
        var words = frame.Words;
        var history = SitesTable.History(db, site.Id, asOf.K);
        var rows = RatingsTable.Of(db, site.Id, asOf.K)[indicator.Id].ToList();
        var rating = history is null ? default : Ratings.AsOf(indicator, history, rows, asOf.V, asOf.K);
        var opens = person.Sees >= Tier.T2 && !indicator.Protected;
        var evidence = opens ? RatingEvidence.Of(db, ledger, register, inForce, site, indicator, asOf.V, asOf.K, 30) : new([], 0, false);
        var now = new IndicatorRisk(indicator, rating);
        var judge = history is null ? null : new Judge(inForce.Catalogue, indicator, history);
        var (figure, change) = opens ? RiskFigures.Of(db, ledger, register, inForce.Catalogue, site, indicator, asOf, words) : (null, null);
        return new(
            site.Code, site.Name, indicator.Id, indicator.Version, indicator.Name.In(words.Language), inForce.Catalogue.Groups.First(g => g.Id == indicator.Group).Name.In(words.Language),
            indicator.Observe.In(words.Language), rating.ToStanding(), rating.Known(), now.Day, asOf.Asked ? words.Say("site.as-of", ("day", words.Day(asOf.V)), ("k", asOf.K)) : null,
            IndicatorWords.Steps(inForce.Catalogue, indicator, words, history?.At(asOf.V), rating.Level), indicator.Owes?.In(words.Language), IndicatorWords.Clauses(IndicatorWords.ClausesAt(inForce.Catalogue, indicator, history?.At(asOf.V))),
            Clock.StartedBy(inForce.Catalogue, indicator, rating.Level)?.Id ?? (rating.State == RatingState.Open ? "none" : indicator.Regime), ClockOf(db, ledger, register, inForce, site, now, words), IndicatorWords.ClockChecked(indicator), indicator.Response.Text.In(words.Language),
            [.. evidence.Rows.Where(r => r.Met).SelectMany(r => Shown(r, judge, inForce, register, words))], [.. evidence.Rows.Where(r => !r.Met).Take(12).SelectMany(r => Shown(r, judge, inForce, register, words))],
            Closed(db, database, site, indicator, rating, evidence, opens, words), [], WouldChange(indicator, rating, words), IndicatorWords.Ends(indicator, words), SiteWords.Shown(AgentDays.Of(db, site, asOf.V, asOf.K)),
            words["detectability." + indicator.Detectability.ToString().ToLowerInvariant()], ByMonth(db, inForce.Catalogue, indicator, site, judge, rows, asOf), null, SiteWords.Credit(site, words), figure, change);
    }

    /// <summary>
    /// The clock that an open finding started, from when the programme learnt of it; none for what was imported from before. Hearsay is passed on in time like
    /// any other, but starts nothing else until a second source or an agent bears it out. Of a protected matter the case worker keeps the time.
    /// </summary>
    public static DeadlineView? ClockOf(SqliteConnection db, LedgerReading ledger, Register register, InForce inForce, Site site, IndicatorRisk risk, Words words)
    {
        if (site.Kind == SiteKind.Reference || risk.Indicator.Protected || risk.Rating.State != RatingState.Open || ledger.Fact(db, risk.Rating.FirstK, Tier.T2) is not { } first)
            return null;
        var zone = Sheet.ZoneOf(site);
        var learnt = Learnt(register, first, zone);
        if (Clock.Start(inForce.Catalogue, risk.Indicator, risk.Rating.Level, learnt, zone) is not { } clock)
            return null;
        var told = risk.Rating.Hollow || (clock.Regime.Annex2 && clock.Ends is null);
        var (due, key) = told && clock.Alert is { } alert ? (alert, "alert") : risk.Rating.Hollow ? (null, "") : clock.Ends is { } ends ? (ends, "ends") : clock.Close is { } close ? (close, "close") : (clock.Plan, "plan");
        return due is { } by ? new(by, words.Say("risk.learnt", ("what", words["risk.clock." + key]), ("day", words.Day(Clock.DayOf(learnt, zone))))) : null;
    }

    // A clock starts when the programme learnt of the matter: when the record came in, or on an earlier day that the record states.
    private static DateTimeOffset Learnt(Register register, Recorded first, TimeZoneInfo zone)
    {
        var received = first.At.ToDateTimeOffset();
        if (first.Fact is not SubmissionAccepted { Envelope: { } envelope, Xml.IsEmpty: false } accepted || !register.Forms.TryGetValue((envelope.Form, envelope.Version), out var form)
            || InstanceReading.Read(accepted.Xml).Instance is not { } instance || Device.Learnt(new Filled(form.Form, instance)) is not { } day)
            return received;
        var stated = Clock.StartOf(day, zone);
        return stated < received ? stated : received;
    }

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

    private static CountBandView? Closed(SqliteConnection db, Database database, Site site, Indicator indicator, Rating rating, RatingEvidence evidence, bool opens, Words words)
    {
        if (indicator.Protected)
            return new(words["band.protected"], Protected: true);
        if (!opens)
            return new(SiteWords.Band(DaysTable.Counting(db, site.Id).Count, words));
        // What is open without a record to show rests on protected ones: that they exist is said, and how many there are at the site, as a band.
        var held = rating.State == RatingState.Open && !evidence.More && !evidence.Rows.Any(r => r.Met) ? DaysTable.Held(db, Assessor.HashOf(database.Keys.AliasKey, site.Id)).Count : 0;
        return evidence.Closed + held > 0 ? new(SiteWords.Band(evidence.Closed + held, words), Protected: true) : null;
    }

    internal static List<string> WouldChange(Indicator indicator, Rating rating, Words words)
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

    // Days looked at are kept as they are known now; for an earlier state of knowledge, and for protected matters, they are not shown.
    private static List<RiskMonthView> ByMonth(SqliteConnection db, Catalogue catalogue, Indicator indicator, Site site, Judge? judge, List<RatingRow> rows, AsOf asOf)
    {
        if (judge is null)
            return [];
        var first = new DateOnly(asOf.V.Year, asOf.V.Month, 1);
        var known = !indicator.Protected && asOf.K == SiteRisk.Newest(db);
        var days = known && RatingsTable.State(db, site.Id, indicator.Id) is { } state && Timeline.Read(judge, state) is { } timeline
            ? timeline.Days.GroupBy(d => d.Day).Select(d => (Day: d.Key, Looked: d.Any(x => x.Looked), Adverse: d.Any(x => x.Adverse))).Where(d => d.Day <= asOf.V).ToLookup(d => new DateOnly(d.Day.Year, d.Day.Month, 1))
            : null;
        var children = catalogue.ObservableIndex("child.count") is >= 0 and var count && indicator.LookedBy.Contains(count);
        return [.. Enumerable.Range(0, Months).Select(back =>
        {
            var month = first.AddMonths(-back);
            var end = back == 0 ? asOf.V : month.AddMonths(1).AddDays(-1);
            var (looks, found) = (days?[month].Count(d => d.Looked), days?[month].Count(d => d.Adverse));
            var before = days?[month.AddMonths(-1)];
            var rose = children && found > before?.Count(d => d.Adverse) && looks > before?.Count(d => d.Looked);
            return new RiskMonthView(month, Ratings.AsOf(indicator, judge.Site, rows, end, asOf.K).ToStanding(), looks, $"{SiteWords.Path(site)}/risks/{indicator.Id}?at={end:yyyy-MM-dd}", rose);
        })];
    }
}
