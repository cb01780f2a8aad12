using System.Collections.Immutable;
using System.Data.Common;
using Adit.Alerts;
using Adit.BackChecks;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Reports;
using Adit.Risk;
using Adit.Sites;
using Adit.Stages;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Audits;

/// <summary>An entry that the evidence rests on.</summary>
/// <param name="Name">What people call it: a number, a code.</param>
internal sealed record RecognitionExample(RecognitionSection Section, string Name, long Entry, string Href);

/// <summary>Counts what the ledger has for each element of RMI's list over a span of days, for a reader: figures, and a few entries to begin with.</summary>
internal sealed class RecognitionComposing(DbConnection db, Register register, InForce inForce, CurrentPerson person, Instant now)
{
    // A few are enough to begin with; samples are an audit's.
    private const int Examples = 3;

    private const string BaselineForm = "adit-site-baseline";

    private readonly List<RecognitionFigure> _figures = [];
    private readonly List<RecognitionExample> _examples = [];

    /// <summary>What there is from a day to another, the last one included.</summary>
    public (ImmutableArray<RecognitionFigure> Figures, ImmutableArray<RecognitionExample> Examples) Compose(DateOnly from, DateOnly until)
    {
        List<Site> sites = [.. register.MonitoredByName().Where(s => ReportsFilling.IsWatched(s) && person.SeesSite(s))];
        var risks = SiteRisk.Of(db, inForce, sites, until, SiteRisk.Newest(db), [Tier.T2]).Select(r => r[0]).ToList();
        Count("sites", sites.Count);
        Counterparties(risks);
        Count("risk.indicators", inForce.Catalogue.Indicators.Count);
        Count("risk.looked", risks.Sum(r => r.Overall.Looked));
        Count("risk.applicable", risks.Sum(r => r.Overall.Applicable));
        Count("risk.open", risks.Sum(r => r.Open.Count()));
        Cases(sites, from, until);
        Count("baseline.sites", sites.Count(s => Baseline(s, until)));
        Count("baseline.placed", sites.Count(s => s.Place is not null));
        Monitoring(sites, from, until);
        Count("custody.indicators", Citing("chain of custody").Count);
        Count("custody.unrecorded", inForce.Catalogue.Indicators.Count(i => Citing("chain of custody").Contains(i.Id) && risks.Exists(r => r.Indicators.Any(o => o.Indicator.Id == i.Id && o.Rating.State == RatingState.NothingRecords))));
        Count("custody.sites-looked", Looked(risks, Citing("chain of custody")));
        Verification(sites, from, until);
        Governance(sites);
        return ([.. _figures], [.. _examples]);
    }

    private void Counterparties(IReadOnlyList<SiteRisk> risks)
    {
        var all = register.Agreed.Organisations;
        foreach (var (id, kind) in ((string, OrganisationKind)[])[("operators", OrganisationKind.Operator), ("cooperatives", OrganisationKind.Cooperative), ("traders", OrganisationKind.Trader), ("refiners", OrganisationKind.Refiner)])
            Count("kyc." + id, all.Count(o => o.Kind == kind));
        Count("kyc.without-contact", all.Count(o => o.Kind is OrganisationKind.Operator or OrganisationKind.Cooperative or OrganisationKind.Trader or OrganisationKind.Refiner && OrganisationsTable.Contacts(db, o.Organisation).Count == 0));
        Count("kyc.agreements", register.Agreed.Agreements.Count(a => Runs(a.From, a.Until)));
        Count("kyc.sites-looked", Looked(risks, Citing("KYC")));
    }

    private void Cases(IReadOnlyList<Site> sites, DateOnly from, DateOnly until)
    {
        var all = sites.SelectMany(s => IncidentsTable.Ever(db, s.Id).Where(i => Acting.IsFor(i, person.Role)).Select(i => (Incident: i, Day: Clock.DayOf(i.Opened.ToDateTimeOffset(), Sheet.ZoneOf(s))))).ToList();
        var opened = all.Where(i => i.Day >= from && i.Day <= until).Select(i => i.Incident).ToList();
        Count("incidents.opened", opened.Count);
        foreach (var level in (Severity[])[Severity.S1, Severity.S2])
            Count("incidents.opened." + level.ToString().ToLowerInvariant(), opened.Count(i => i.Level == level));
        Count("incidents.closed", all.Count(i => i.Incident.Ended is { } ended && ended.Day >= from && ended.Day <= until));
        Count("incidents.overdue", all.Count(i => i.Incident.Next?.Until <= now));
        Count("incidents.listeners", ListenersTable.All(db, register, now).Count);
        Count("incidents.actions-overdue", PlansTable.Running(db, [.. sites.Select(s => s.Id)]).Count(a => a.Overdue(SiteRisk.Today(register.Sites[a.Site], now.ToDateTimeOffset())) > 0));
        Give(RecognitionSection.IncidentsAndAlerts, opened.OrderByDescending(i => i.Level).ThenBy(i => i.Opened.Micros).ThenBy(i => i.Number, StringComparer.Ordinal).Take(Examples).Select(i => (i.Number, IncidentsTable.Entries(db, i.Id)[0], IncidentWords.Path(i))));
    }

    private bool Baseline(Site site, DateOnly until)
    {
        var found = DaysTable.CountedAt(db, site.Id, [BaselineForm], DateOnly.MinValue, until.AddDays(1), long.MaxValue, 1);
        if (found is [var entry] && SubmissionsTable.Row(db, entry) is { } row && _examples.Count(e => e.Section == RecognitionSection.Baseline) < Examples)
            Give(RecognitionSection.Baseline, [(site.Code, entry, $"/submissions/{row.Submission}")]);
        return found.Count > 0;
    }

    private void Monitoring(IReadOnlyList<Site> sites, DateOnly from, DateOnly until)
    {
        var (records, seen) = (0L, 0);
        var days = AgentDays.Of(db, sites, until, SiteRisk.Newest(db), until.DayNumber - from.DayNumber + 1);
        foreach (var site in sites)
        {
            var own = DaysTable.Ever(db, [site.Id], from, until, long.MaxValue).ToList();
            (records, seen) = (records + own.Count, seen + (own.Count > 0 ? 1 : 0));
            if (own.Count > 0 && SubmissionsTable.Row(db, own[^1]) is { } row && _examples.Count(e => e.Section == RecognitionSection.Monitoring) < Examples)
                Give(RecognitionSection.Monitoring, [(site.Code, own[^1], $"/submissions/{row.Submission}")]);
        }
        Count("monitoring.records", records);
        Count("monitoring.sites", seen);
        Count("monitoring.agents", register.Agents.Count(a => a.Sites.Any(s => sites.Any(o => o.Id == s))));
        Count("monitoring.sites-without-agent", sites.Count(s => !register.AgentsAt.ContainsKey(s.Id)));
        Count("monitoring.agent-days-done", days.Values.Sum(d => Math.Min(d.Done, d.Planned)));
        Count("monitoring.agent-days-planned", days.Values.Sum(d => d.Planned));
    }

    private void Verification(IReadOnlyList<Site> sites, DateOnly from, DateOnly until)
    {
        var (made, _, missed) = BackChecksTable.Counts(db, from, DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime));
        Count("verification.back-checks", made);
        Count("verification.back-checks-missed", missed);
        var actions = sites.SelectMany(s => PlansTable.At(db, s.Id)).ToList();
        Count("verification.actions-verified", actions.Count(a => a.VerifiedBy is { } check && check.Day >= from && check.Day <= until));
        Count("verification.said-done", actions.Count(a => a.State == ActionState.SaidDone));
        var reports = sites.SelectMany(s => ReportsTable.OfSite(db, s.Id)).Where(r => r.Withdrawn is null && r.Fact.Month >= new DateOnly(from.Year, from.Month, 1) && r.Fact.Month <= until).ToList();
        Count("verification.reports", reports.Count);
        var audits = AuditsTable.All(db).Where(a => a.Set.First <= until && a.Set.Last >= from).ToList();
        Count("verification.audits", audits.Count);
        var head = CheckpointsTable.Latest(db);
        Count("verification.published-entries", head?.Size ?? 0);
        Count("verification.witnesses", head is { } latest ? CosignaturesTable.Of(db, latest.Size).Count() : 0);
        Give(RecognitionSection.Verification, reports.OrderByDescending(r => r.Entry).Take(Examples).Select(r => ($"{r.Fact.Says.Code} {PlanWords.MonthValue(r.Fact.Month)}", r.Entry, $"{ReportsFilling.Path(register.Sites[r.Fact.Site], r.Fact.Month)}/{r.Fact.Version}")));
        Give(RecognitionSection.Verification, audits.Take(Examples).Select(a => (a.Set.Number, a.Last, AuditsFilling.PathOf(a.Set))));
    }

    private void Governance(IReadOnlyList<Site> sites)
    {
        Count("governance.leads", register.Users.Count(u => u is { Role: Role.Lead, Disabled: false }));
        Count("governance.reviewers", register.Users.Count(u => u is { Role: Role.Reviewer, Disabled: false }));
        var determinations = sites.SelectMany(s => IncidentsTable.Ever(db, s.Id)).Where(i => Acting.IsFor(i, person.Role)).SelectMany(i => i.Determinations).ToList();
        Count("governance.determinations", determinations.Count(d => d.Agreed == true));
        Count("governance.dissents", determinations.Count(d => d.Agreed == false));
        Count("governance.determinations-wait", determinations.Count(d => d.Agreed is null));
        var declared = InterestsTable.LastDays(db);
        Count("governance.agents", register.Agents.Length);
        Count("governance.agents-declared", register.Agents.Count(a => declared.ContainsKey(a.Id)));
        var audits = AuditsTable.All(db);
        Count("governance.findings", audits.Sum(a => a.Findings.Length));
        Count("governance.findings-open", audits.Sum(a => a.Open.Count()));
    }

    // The catalogue says which indicators answer an element of the list.
    private HashSet<string> Citing(string element) => [.. inForce.Catalogue.Indicators.Where(i => i.Clauses.Any(c => c.Standard == "RMI-UM" && c.Ref == element)).Select(i => i.Id)];

    private static int Looked(IEnumerable<SiteRisk> risks, HashSet<string> indicators) => risks.Count(r => r.Indicators.Any(i => indicators.Contains(i.Indicator.Id) && i.Rating.State is RatingState.Open or RatingState.Clear));

    private bool Runs(DateOnly from, DateOnly? until) => DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime) is var today && from <= today && !(until < today);

    private void Count(string id, decimal value) => _figures.Add(new(id, value));

    private void Give(RecognitionSection section, IEnumerable<(string Name, long Entry, string Href)> examples) => _examples.AddRange(examples.Select(e => new RecognitionExample(section, e.Name, e.Entry, e.Href)));
}
