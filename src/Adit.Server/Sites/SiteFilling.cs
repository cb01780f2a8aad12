using System.Data.Common;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Releases;
using Adit.Risk;
using Adit.Safety;
using Adit.Stages;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Sites;

/// <summary>Fills the page of a site from its ratings and days, as deep as the reader sees.</summary>
internal sealed class SiteFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    /// <summary>How many months the grid and the charts show.</summary>
    public const int Months = 12;

    private readonly Words _words = frame.Words;

    public SiteView Of(Site site, AsOf asOf)
    {
        var risk = SiteRisk.Of(db, inForce, site, asOf.V, asOf.K, person.Sees);
        var months = MonthDays.Shown(db, site, asOf.V, asOf.K, Months);
        var days = AgentDays.Of(db, site, asOf.V, asOf.K);
        var rows = RatingsTable.Of(db, site.Id, asOf.K);
        var open = Open(risk, asOf);
        var (grid, happenings) = (new GridFilling(db, _words), new SiteHappenings(db, register, _words));
        return new(
            site.Code, site.Name, Lede(site), site.Kind == SiteKind.Reference ? null : SiteWords.Shown(site.Stage), risk.Standing, SiteWork.Attention(db, inForce, risk, asOf, person.Sees, frame.Now), asOf.Shown(_words, person), open.FirstOrDefault(),
            [.. open.Skip(1)], grid.Of(site, risk, rows, months, asOf, OpensRecords), Figures(site, risk, days), happenings.Of(site, risk, rows, asOf, OpensRecords), site.Kind == SiteKind.Reference ? [] : new SiteCharts(db, site, _words).Of(months, OpensRecords),
            site.Kind == SiteKind.Reference ? null : SiteWords.Shown(days), Closed(site, days.From, asOf), Facts(site), Map(site, risk.Standing), OpensRecords ? [] : [new(SiteWords.Band(DaysTable.Counting(db, site.Id).Count, _words))],
            OpensRecords ? "/submissions?site=" + Uri.EscapeDataString(site.Code) : null, SiteWords.Credit(site, _words), Incidents(site, asOf), OpensRecords && site.Kind == SiteKind.Monitored ? SiteWords.Path(site) + "/stage" : null,
            site.Stage == Stage.Paused && person.Sees >= Tier.T1 && StagesTable.Find(db, site.Id)?.Reason is { Length: > 0 } reason ? _words.Say("stage.reason", ("text", reason)) : null, Plan(site), Named(site, asOf), NotBegun(site, asOf),
            asOf.V == SiteRisk.Today(site, frame.Now) ? new RedFlags.RedFlagsFilling(db, frame, person, register, inForce.Catalogue).Of(site) : null,
            asOf.V == SiteRisk.Today(site, frame.Now) ? ReleaseWords.OfSite(db, register, person, frame, site) : null,
            site.Kind == SiteKind.Reference ? null : Prices.PricesRoom.Href(register, person, site, Instant.From(frame.Now)),
            site.Kind == SiteKind.Monitored && person.May(Right.SeeCustody) ? Custody.OutputRoom.Href(site) : null);
    }

    private List<IncidentLineView>? Incidents(Site site, AsOf asOf)
    {
        if (!OpensRecords || site.Kind == SiteKind.Reference || asOf.V != SiteRisk.Today(site, frame.Now))
            return null;
        var lines = new IncidentsFilling(db, ledger, frame, person, register, inForce);
        return [.. IncidentsTable.OpenAt(db, site.Id).Where(i => Acting.IsFor(i, person.Role)).OrderBy(i => IncidentsTable.PlaceOf(i, open: true)).Select(lines.Line)];
    }

    // What two people determine elsewhere may be about this site as well; whoever may not open that incident is not told of it.
    private IReadOnlyList<LinkView> Named(Site site, AsOf asOf) => !OpensRecords || asOf.V != SiteRisk.Today(site, frame.Now) ? [] :
    [
        .. from incident in IncidentsTable.Naming(db, site.Id)
           where Acting.IsFor(incident, person.Role) && person.SeesSite(register, incident.Site)
           let made = incident.Determinations.LastOrDefault(d => d.Agreed != false && d.Proposed.AlsoAt?.Contains(site.Id) == true)
           where made is not null
           select new LinkView(
               $"{incident.Number} {IncidentWords.What(incident, inForce.Catalogue, _words)}, {register.Sites[incident.Site].Name}: {_words["determination.outcome." + IncidentWords.KeyOf(made.Proposed.Outcome)]}. {_words["determination.state." + (made.Agreed is null ? "waits" : "agreed")]}",
               IncidentWords.Path(incident)),
    ];

    private IReadOnlyList<NotBegunView>? NotBegun(Site site, AsOf asOf) => !OpensRecords || site.Kind == SiteKind.Reference || asOf.V != SiteRisk.Today(site, frame.Now) ? null
        : new IncidentsFilling(db, ledger, frame, person, register, inForce).NotBegun(IncidentsTable.OpenAt(db, site.Id));

    private LinkView? Plan(Site site) => site.Kind == SiteKind.Monitored && Reach.Serves(register, person, Right.SpeakForSite, site, Instant.From(frame.Now)) ? new(_words["shared.plan"], SharedRoom.AddressOf(site))
        : OpensRecords && PlansTable.OfSite(db, site.Id) is [var newest, ..]
        ? new(_words.Say("site.plan", ("month", _words.Month(newest.Month)), ("state", _words["plan.state." + IncidentWords.KeyOf(newest.State)])), PlanWords.Path(site, newest.Month)) : null;

    // Where nobody went because the office said so, nobody was absent.
    private IReadOnlyList<string> Closed(Site site, DateOnly from, AsOf asOf) => person.Sees < Tier.T1 ? [] :
    [
        .. SafetyTable.Closures(db, site.Id, asOf.K).Where(c => c.From <= asOf.V && !(c.Until < from)).Select(c => c.Until is { } until
            ? _words.Say("coverage.closed-until", ("from", _words.Day(c.From)), ("until", _words.Day(until))) : _words.Say("coverage.closed", ("from", _words.Day(c.From)))),
    ];

    private bool OpensRecords => person.Sees >= Tier.T2;

    private List<string> Lede(Site site)
    {
        var lede = new List<string> { SiteWords.Minerals(site, _words), $"{site.Province}, {_words.Country(site.Country)}" };
        if (site.Cooperative is { } cooperative && person.Sees >= Tier.T2)
            lede.Add(cooperative);
        if (register.Pits.TryGetValue(site.Id, out var pits))
            lede.Add(_words.Say("site.pits", ("n", pits.Length)));
        if (DaysTable.Figures(db, site.Id, Risk.Figures.People, DateOnly.MinValue) is { Count: > 0 } people)
            lede.Add(_words.Say("site.people", ("n", (long)people.TakeLast(7).Max(p => p.Value))));
        return [.. lede.Where(l => l.Length > 0)];
    }

    private List<FindingView> Open(SiteRisk risk, AsOf asOf)
    {
        var (clocks, heard) = (new Clocks(db, ledger, register, inForce), Clocks.Heard(db, risk.Site, asOf, person, frame.Now));
        return [.. risk.Open.Select(one => new FindingView(
            one.Indicator.Id, one.Indicator.Name.In(_words.Language), one.Rating.ToStanding(), one.Rating.Known() ?? HowKnown.Reported, one.Day,
            "regime." + (Clock.StartedBy(inForce.Catalogue, one.Indicator, one.Rating.Level)?.Id ?? "none"), clocks.Of(risk.Site, one, heard)?.Shown(_words), $"{SiteWords.Path(risk.Site)}/risks/{one.Indicator.Id}"))];
    }

    private List<FigureView> Figures(Site site, SiteRisk risk, AgentDays days)
    {
        var figures = new List<FigureView> { new(_words.Say("programme.of", ("n", risk.Overall.Looked), ("of", risk.Overall.Applicable)), _words["site.figure.looked"], "#indicators") };
        if (site.Kind == SiteKind.Monitored)
            figures.Add(new(days.Share is { } share ? _words.Share(share) : "–", _words["site.figure.days"], "#coverage"));
        figures.Add(new(_words.Number(risk.Indicators.Count(i => i.Rating.State == RatingState.Hidden)), _words["site.figure.hidden"], "/method#blind"));
        return figures;
    }

    private List<FactView> Facts(Site site)
    {
        var facts = new List<FactView> { new(_words["site.code"], site.Code), new(_words["site.zone"], site.Zone) };
        if (!site.RuleSets.IsEmpty)
            facts.Add(new(_words["site.rule-sets"], string.Join(", ", site.RuleSets)));
        facts.AddRange(SitesTable.Parameters(db, site.Id).GroupBy(p => p.Parameter).Select(p => p.Last()).Select(p => inForce.Catalogue.Parameters.FirstOrDefault(known => known.Id == p.Parameter) is { } parameter
            ? new FactView(parameter.Name.In(_words.Language), _words.Amount(p.Value, parameter.Unit), null, p.Source) : new FactView(p.Parameter, _words.Number(p.Value), null, p.Source)));
        return facts;
    }

    private MapView? Map(Site site, Standing standing) =>
        site.Place is not { } place || person.Sees < Tier.T2 ? null : new([new(site.Name, null, place.Latitude, place.Longitude, standing)], Exact: true);
}
