using System.Data.Common;
using Adit.Counterparties;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.RedFlags;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Decisions;

/// <summary>Fills the pages on which a buyer decides, from what its agreement gives it and from its own decisions.</summary>
internal sealed class DecisionsFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    private readonly Words _words = frame.Words;
    private readonly OrganisationSet _organisation = TakingActs.Of(register, person);

    /// <summary>The sites that the agreements cover, those to be looked at first in front.</summary>
    public DecisionsView List()
    {
        var made = DecisionsOfBuyersTable.Of(db, _organisation.Organisation).ToLookup(d => d.Fact.Site);
        var sites = Sites.ToList();
        var ids = sites.ConvertAll(s => s.Id);
        // Of all sites at once: a buyer of fifty waits for its list as long as one of five.
        var risks = sites.GroupBy(s => SiteRisk.Today(s, frame.Now)).SelectMany(day => SiteRisk.Of(db, inForce, [.. day], day.Key, SiteRisk.Newest(db), [Tier.T1])).Select(r => r[0]).ToDictionary(r => r.Site.Id);
        var (works, running, open, clocks) = (SiteWork.Read(db, ids), PlansTable.Running(db, ids).Where(a => !a.Line.Quiet).ToLookup(a => a.Site), IncidentsTable.OpenAt(db, ids), new Clocks(db, ledger, register, inForce));
        return new(
            _organisation.Name, [.. sites.Select(s => Row(s, made[s.Id].FirstOrDefault(), risks[s.Id], works(s.Id), [.. running[s.Id]], Clocks.Heard(open[s.Id], Tier.T1, person.Role), clocks)).OrderByDescending(r => r.Late).ThenByDescending(r => r.Course is null).ThenBy(r => r.Standing.Rank).ThenBy(r => r.SiteName, StringComparer.CurrentCulture)],
            [new(_words["decisions.file.xlsx"], DecisionsRoom.List + "/record.xlsx"), new(_words["decisions.file.json"], DecisionsRoom.List + "/record.json")]);
    }

    /// <summary>One site.</summary>
    public DecisionDeskView Desk(Site site)
    {
        var today = SiteRisk.Today(site, frame.Now);
        var (risk, made) = (Risk(site), DecisionsOfBuyersTable.Of(db, _organisation.Organisation).Where(d => d.Fact.Site == site.Id).ToList());
        var (actions, overdue) = Actions(site, today);
        var (seen, unread) = Reports(site);
        var clocks = new Clocks(db, ledger, register, inForce);
        return new(
            site.Name, SiteWords.Path(site), DecisionsRoom.Path(site), risk.Standing,
            [.. risk.Open.Select(o => new FindingView(o.Indicator.Id, o.Indicator.Name.In(_words.Language), o.Rating.ToStanding(), o.Rating.Known() ?? HowKnown.Reported, o.Day, "regime." + (Clock.StartedBy(inForce.Catalogue, o.Indicator, o.Rating.Level)?.Id ?? "none"), clocks.Of(site, o, Heard(site))?.Shown(_words), $"{SiteWords.Path(site)}/risks/{o.Indicator.Id}"))],
            [.. Heard(site).OrderByDescending(i => i.Level).ThenBy(i => i.Opened.Micros).ThenBy(i => i.Number, StringComparer.Ordinal).Select(i => (i.Number, IncidentWords.Standing(i), IncidentWords.What(i, inForce.Catalogue, _words)))], actions, overdue,
            [.. seen.Select(r => ReportLink(site, r.Fact))], [.. unread.Select(r => ReportLink(site, r.Fact))], [.. made.Select(Made)], made is [var last, ..] ? last.Fact.Decided.ToString() : "", today, today.AddMonths(Deciding.LooksAgainWithin),
            new RedFlagsFilling(db, frame, person, register, inForce.Catalogue).Of(site));
    }

    /// <summary>What this organisation decides by at a site: reports that it was shown, and what stands open as it sees it.</summary>
    public BuyerDecided Basis(Site site, Guid id, Course course, string reasons, string conditions, DateOnly lookAgain)
    {
        var risk = Risk(site);
        return new(
            id, _organisation.Organisation, site.Id, course, SiteRisk.Today(site, frame.Now), reasons, conditions, lookAgain, [.. Reports(site).Seen.Select(r => new ReportSeen(r.Fact.Report, r.Fact.Version, r.Fact.Month, r.Entry))],
            [.. risk.Open.Select(o => new ReportedFinding(o.Indicator.Id, new(o.Rating.State, o.Rating.Level, o.Rating.Grade), o.Rating.Since))], [.. Heard(site).Select(i => i.Number).Order(StringComparer.Ordinal)], inForce.Catalogue.Version, risk.K);
    }

    /// <summary>The organisation's own record, as tables.</summary>
    public IReadOnlyList<ReportTable> Record()
    {
        var decisions = DecisionsOfBuyersTable.Of(db, _organisation.Organisation);
        return DueDiligence.Of(_organisation, [.. Sites.Select(s => new SiteFile(s, RedFlagsTable.Of(db, s, SiteRisk.Today(s, frame.Now)), [.. CounterpartiesFilling.At(db, register, s)], SitesTable.ExternalIds(db, s.Id) is [var known, ..] ? known : null, Risk(s), [.. Heard(s)], [.. PlansTable.At(db, s.Id).Where(a => a is { Line.Quiet: false, State: not ActionState.Dropped })], [.. ReportsTable.OfSite(db, s.Id).Where(r => Gets(s, r))]))], decisions, inForce.Catalogue, register, frame.Now);
    }

    private IEnumerable<Site> Sites => register.MonitoredByName().Where(s => Reach.Serves(register, person, Right.Decide, s, Instant.From(frame.Now)));

    private SiteRisk Risk(Site site) => SiteRisk.Of(db, inForce, site, SiteRisk.Today(site, frame.Now), SiteRisk.Newest(db), Tier.T1);

    private IReadOnlyList<Incident> Heard(Site site) => Clocks.Heard(IncidentsTable.OpenAt(db, site.Id), Tier.T1, person.Role);

    private DecisionRowView Row(Site site, DecidedByBuyer? last, SiteRisk risk, SiteWork work, IReadOnlyList<CorrectiveAction> running, IReadOnlyList<Incident> heard, Clocks clocks)
    {
        var today = SiteRisk.Today(site, frame.Now);
        return new(
            site.Name, DecisionsRoom.Path(site), risk.Standing, work.Attention(inForce.Catalogue, risk, Tier.T1), clocks.Of(risk, heard) is [var clock, ..] ? clock.Shown(_words) : null, running.Count, running.Count(a => a.Overdue(today) > 0),
            ReportsTable.OfSite(db, site.Id).FirstOrDefault(r => Gets(site, r)) is { } report ? ReportLink(site, report.Fact) : null, last is null ? null : IncidentWords.KeyOf(last.Fact.Course), last?.Fact.Day, last?.Fact.LookAgain, last?.Fact.LookAgain < today);
    }

    private (int Open, int Overdue) Actions(Site site, DateOnly today)
    {
        var running = PlansTable.Running(db, [site.Id]).Where(a => !a.Line.Quiet).ToList();
        return (running.Count, running.Count(a => a.Overdue(today) > 0));
    }

    private (List<PublishedReport> Seen, List<PublishedReport> Unread) Reports(Site site)
    {
        var ours = register.Agreed.Belongs.Where(b => b.Value == _organisation.Organisation).Select(b => b.Key).ToHashSet();
        var all = ReportsTable.OfSite(db, site.Id).Where(r => Gets(site, r)).ToLookup(r => ReportsTable.Reads(db, r.Fact.Report).Any(d => d.IsWhole && d.Version == r.Fact.Version && ours.Contains(d.Reader)));
        return ([.. all[true]], [.. all[false]]);
    }

    private bool Gets(Site site, PublishedReport report) => Reach.Gives(register, person, Product.Reports, site, report.Fact.Says.Last, Instant.From(frame.Now));

    private LinkView ReportLink(Site site, ReportPublished report) =>
        new($"{_words.Month(report.Month)}, {_words.Say("report.version", ("n", report.Version))}", FormattableString.Invariant($"{ReportsFilling.Path(site, report.Month)}/{report.Version}"));

    private MadeView Made(DecidedByBuyer made) => new(
        IncidentWords.KeyOf(made.Fact.Course), made.Fact.Day, made.At.ToDateTimeOffset().ToOffset(frame.Now.Offset), PeopleWords.Name(register, made.By, _words), made.Fact.Reasons, made.Fact.Conditions, made.Fact.LookAgain,
        [.. made.Fact.Reports.Select(r => $"{_words.Month(r.Month)}, {_words.Say("report.version", ("n", r.Version))}"), .. made.Fact.Findings.Select(f => $"{f.Indicator} {f.Stands.Level}"), .. made.Fact.Incidents], made.Entry);
}
