using System.Collections.Immutable;
using System.Data.Common;
using Adit.BackChecks;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Reads of every monitored site what a programme report adds up, as known now, and composes the report.</summary>
internal sealed class ProgrammeComposing(DbConnection db, LedgerReading ledger, Register register, InForce inForce, DateTimeOffset now)
{
    // Its counts speak of children; so do those of groups that hold a protected indicator, of these or of others who could be told (criteria, child and survivor records).
    private const string Children = "CL";

    private const int SitesAtOnce = 50, CountsLookedAt = 3;

    private static readonly (string Observable, string Harm)[] Harms = [("accident.deaths", "dead"), ("accident.injured_serious", "serious"), ("accident.injured_light", "light")];

    private readonly long _k = SiteRisk.Newest(db);
    private readonly Catalogue _catalogue = inForce.Catalogue;

    private readonly Resting _resting = new(db, ledger, register, inForce);

    /// <summary>The report, the sites that it adds up, and what of each it rests on.</summary>
    /// <param name="resting">Whether what it rests on is looked for.</param>
    public (ProgrammeSpan Says, ImmutableArray<SiteId> Sites, ProgrammeReportRests? Rests) Compose(ReportSpan span, bool resting = false)
    {
        var sites = register.Monitored.Where(ReportsFilling.IsWatched).OrderBy(s => s.Id.Value).ToList();
        var (months, looked) = (Months(sites, span), Looked(sites, span));
        var (versions, published) = (ProgrammeReportsTable.Versions(db, span), ProgrammeReportsTable.Newest(db).Where(r => r.Fact.Span != span).ToList());
        var known = new SpanKnown(
            span, _catalogue.Version, _k, [.. _catalogue.Groups.Select(g => g.Id)], _catalogue.Indicators.Where(i => i.Protected).Select(i => i.Group).Append(Children).ToHashSet(), MonthComposing.Observers(db, span.Last),
            published.ToDictionary(r => r.Fact.Span, r => r.Fact), [.. published.Where(r => r.Withdrawn is not null).Select(r => r.Fact.Span)], versions is [var newest, ..] ? newest.Fact.Says : null, Given());
        var read = sites.ConvertAll(s => Read(s, span, months[s.Id], looked[s.Id], resting));
        return (SpanComposing.Of(known, [.. read.Select(r => r.Says)]), [.. sites.Select(s => s.Id)], resting ? new(default, 0, 0, known.Groups, [.. known.OfPersons.Order(StringComparer.Ordinal)], [.. read.Select(r => r.Rests!)]) : null);
    }

    // Whoever may read it knows the sites that it was given, and nothing may tell of the few others.
    private ImmutableArray<IReadOnlySet<SiteId>> Given() =>
        [.. register.Agreed.Agreements.GroupBy(a => a.Organisation).Where(o => o.Any(a => a.Products is { IsDefault: false } products && products.Contains(Product.Programme))).Select(o => o.SelectMany(a => a.Sites).ToHashSet())];

    // Days that are still to come are not days on which nobody was there.
    private Dictionary<SiteId, ImmutableArray<SpanDays>> Months(List<Site> sites, ReportSpan span)
    {
        var today = ProgrammeReportActs.Today(register, now);
        var all = sites.ToDictionary(s => s.Id, _ => ImmutableArray.CreateBuilder<SpanDays>());
        foreach (var month in span.Months)
        {
            var last = month.AddMonths(1).AddDays(-1) is var end && end < today ? end : today.AddDays(-1);
            var days = last < month ? null : AgentDays.Of(db, sites, last, _k, last.Day);
            foreach (var site in sites)
                all[site.Id].Add(days is null ? default : new(days[site.Id].Days.Count(d => d == DayCover.Observed), last.Day, days[site.Id].Done, days[site.Id].Planned));
        }
        return all.ToDictionary(s => s.Key, s => s.Value.DrainToImmutable());
    }

    private Dictionary<SiteId, (int Looked, int Applicable)> Looked(List<Site> sites, ReportSpan span) =>
        sites.Chunk(SitesAtOnce).SelectMany(some => SiteRisk.Of(db, inForce, some, span.Last, _k, [Tier.T1])).ToDictionary(r => r[0].Site.Id, r => (r[0].Overall.Looked, r[0].Overall.Applicable));

    private (SpanSite Says, RestingSite? Rests) Read(Site site, ReportSpan span, ImmutableArray<SpanDays> months, (int Looked, int Applicable) looked, bool resting)
    {
        var (first, last, zone) = (span.First, span.Last, Sheet.ZoneOf(site));
        var made = DaysTable.Figures(db, site.Id, Figures.Production, first).Where(f => f.Day <= last).Select(f => f.Value).ToList();
        var incidents = IncidentsTable.At(db, site.Id).Select(i => (Incident: i, Told: MonthComposing.Told(i, zone, first, last, _catalogue))).Where(i => i.Told is not null).Select(i => (i.Incident, Says: Incident(i.Incident, i.Told!, first))).ToList();
        var actions = MonthComposing.Agreed(db, site, first, last).Select(a => (a.Action, Says: new SpanAction(a.Agreed, a.Action.Line.Due, a.Verified?.Day))).ToList();
        var meetings = PlansTable.OfSite(db, site.Id).SelectMany(p => p.Meetings).Where(m => m.Day >= first && m.Day <= last).Select(m => new RestingPeople(m.Entry, m.Came.Sum(c => c.Women), m.Came.Sum(c => c.Men))).ToList();
        var atWork = AtWork(site, span);
        var says = new SpanSite(
            [.. incidents.Select(i => i.Says)], [.. actions.Select(a => a.Says)], months, looked.Looked, looked.Applicable, made.Count > 0 ? made.Sum() : null, atWork is { } counted ? new(counted.Women, counted.Men) : null,
            [.. meetings.Select(m => new PeopleSeen(m.Women, m.Men))], new(site.Id, site.Country, site.Province, site.Place?.Coarse()));
        if (!resting)
            return (says, null);
        var merged = IncidentsTable.Merged(db, site.Id).ToLookup(i => i.Into!.Value);
        var days = _resting.Days(site.Id, first, last, _k);
        return (says, new(
            site.Id, site.Country, site.Province, _resting.Registered(site.Id, _k), days, [.. days.SelectMany(d => d.Records).Distinct().Order().SelectMany(_resting.Values).Where(v => v.Figure == "production.kg")],
            [.. incidents.Select(i => new RestingIncident(i.Incident.Number, i.Says.Group, i.Says.Level, i.Says.Hollow, i.Says.Learnt, i.Says.Closed, [.. (i.Says.Victims ?? new Dictionary<(string Who, string Harm), int>()).Select(v => new RestingVictims(v.Key.Who, v.Key.Harm, v.Value))], _resting.Of(i.Incident, merged, _k)))],
            [.. actions.Select(a => new RestingAction(a.Action.Line.Number, a.Says.Agreed, a.Says.Due, a.Says.Verified, _resting.Of(a.Action, _k)))], atWork, [.. meetings]));
    }

    private SpanIncident Incident(Incident incident, ToldIncident told, DateOnly first)
    {
        var worst = incident.Findings.Where(f => told.Indicators.Contains(f.Indicator)).MaxBy(f => (f.Level, f.Grade))!;
        return new(_catalogue.Indicator(worst.Indicator)!.Group, incident.Level, incident.Hollow, told.Learnt, told.Closed, told.Learnt >= first && !incident.Hollow ? Victims(incident, told) : null);
    }

    // Several records may tell of one accident: of each count the largest.
    private Dictionary<(string, string), int>? Victims(Incident incident, ToldIncident told)
    {
        if (!told.Indicators.Any(i => Harms.Any(h => _catalogue.ObservableIndex(h.Observable) is >= 0 and var at && _catalogue.Indicator(i)!.Reads[at])))
            return null;
        var most = new Dictionary<(string, string), int>();
        foreach (var record in incident.Records)
            foreach (var count in Observed(record.Entry).GroupBy(o => (Who(o), Harms.FirstOrDefault(h => _catalogue.ObservableIndex(h.Observable) == o.Observable).Harm)).Where(g => g.Key.Harm is not null))
                most[count.Key] = Math.Max(most.GetValueOrDefault(count.Key), (int)count.Sum(o => o.Value.Number));
        return most;
    }

    // The newest record of the span that counts people by sex, and all that it says of its day.
    private RestingPeople? AtWork(Site site, ReportSpan span)
    {
        var (people, forms) = (_catalogue.ObservableIndex(Figures.People), register.Forms.Values.Where(f => f.Form.Nodes.Any(n => n.Meaning.Observes == Figures.People)).Select(f => f.Published.Form).Distinct().ToList());
        foreach (var entry in DaysTable.CountedAt(db, site.Id, forms, span.First, span.Last.AddDays(1), _k, CountsLookedAt))
            if (Observed(entry).Where(o => o.Observable == people && o.Dimension("sex") is "f" or "m").ToList() is { Count: > 0 } counts)
                return new(entry, Of("f", counts), Of("m", counts));
        return null;

        static int Of(string sex, List<Observation> counts) => (int)counts.Where(o => o.Dimension("sex") == sex).Sum(o => o.Value.Number);
    }

    // What stays closed outside the case workers' tier is not opened here.
    private Observation[] Observed(long entry) =>
        ledger.Fact(db, entry, Tier.T2) is { Fact: SubmissionAccepted { Envelope: { } envelope, Xml.IsEmpty: false } accepted } recorded
            ? RatingEvidence.AccountOf(register, _catalogue, Catalogues.KindsOf(_catalogue), recorded, accepted, envelope)?.Observations ?? [] : [];

    private static string Who(Observation seen) => seen.Dimension("age_band") is "under_18" or "u12" or "12_14" or "15_17" ? "minors" : seen.Dimension("sex") switch { "f" => "women", "m" => "men", _ => "unknown" };
}
