using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Adit.Forms;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Dapper;

namespace Adit.Reports;

/// <summary>Finds what the figures of a report rest on, and makes the file by which a subscriber counts them again.</summary>
internal sealed class Resting(DbConnection db, LedgerReading ledger, Register register, InForce inForce)
{
    private readonly FrozenDictionary<string, SeenKind> _kinds = Catalogues.KindsOf(inForce.Catalogue);

    /// <summary>What a version rests on, as it is published.</summary>
    public ReportRests Of(Recorded recorded, ReportPublished published)
    {
        var says = published.Says;
        var days = Days(published.Site, says.First, says.Last, says.Knows);
        return new(published.Report, published.Version, recorded.Index, Registered(published.Site, says.Knows), days, [.. days.SelectMany(d => d.Records).Distinct().Order().SelectMany(Values)], Incidents(published.Site, says), Actions(published.Site, says));
    }

    /// <summary>The entry that registered a site, as known at one.</summary>
    public long Registered(SiteId site, long knows) => db.QuerySingle<long>("select max(idx) from site_facts where site = @site and idx <= @k", new { site = site.ToString(), k = knows });

    /// <summary>Days of a span of which something counts: how many agents were there, and the records.</summary>
    public ImmutableArray<RestingDay> Days(SiteId site, DateOnly first, DateOnly last, long knows)
    {
        var agents = DaysTable.Seen(db, [site], first, last.AddDays(1), knows)[site].ToDictionary(s => s.Day, s => s.Agents);
        var records = DaysTable.CountingByDay(db, site, first, last);
        return [.. agents.Keys.Union(records.Select(r => r.Key)).Order().Select(d => new RestingDay(d, agents.GetValueOrDefault(d), [.. records[d]]))];
    }

    /// <summary>A bundle with what a version rests on, at T1: of records without a figure only their place in the ledger. Null where none was recorded, or no head covers it yet.</summary>
    public static Bundle? Bundle(DbConnection db, LedgerReading ledger, Proofs proofs, PublishedReport report)
    {
        if (ReportsTable.Rests(db, report.Fact.Report, report.Fact.Version) is not { } entry || ledger.Fact(db, entry, Tier.T2)?.Fact is not ReportRests rests)
            return null;
        var opened = rests.Values.Where(v => !v.Answers.IsEmpty).Select(v => v.Record).ToHashSet();
        return proofs.Of(
            [report.Entry, entry, rests.Site, .. opened, .. rests.Incidents.Concat(rests.Actions).SelectMany(m => m.Entries).Select(e => e.Entry)], Tier.T1,
            [.. rests.Days.SelectMany(d => d.Records).Where(r => !opened.Contains(r))]);
    }

    /// <summary>The same of a report about the programme: what it rests on is opened whole, records and matters as subscribers see them.</summary>
    public static Bundle? Bundle(DbConnection db, LedgerReading ledger, Proofs proofs, PublishedSpan report)
    {
        if (ReportsTable.Rests(db, report.Fact.Report, report.Fact.Version) is not { } entry || ledger.Fact(db, entry, Tier.T2)?.Fact is not ProgrammeReportRests rests)
            return null;
        var opened = rests.Sites.SelectMany(s => s.Values).Where(v => !v.Answers.IsEmpty).Select(v => v.Record).ToHashSet();
        return proofs.Of(
            [report.Entry, .. rests.Sites.Select(s => s.Registered), .. opened, .. rests.Sites.SelectMany(s => s.Incidents.SelectMany(i => i.Entries).Concat(s.Actions.SelectMany(a => a.Entries))).Select(e => e.Entry), .. rests.Sites.SelectMany(s => s.Meetings).Select(m => m.Entry)],
            Tier.T1, [.. rests.Sites.SelectMany(s => s.Days.SelectMany(d => d.Records).Concat(s.AtWork is { } people ? [people.Entry] : [])).Distinct().Where(r => !opened.Contains(r))], [entry]);
    }

    /// <summary>What a record adds to figures.</summary>
    public IEnumerable<RestingValue> Values(long index)
    {
        if (ledger.Whole(db, index)?.Fact is not SubmissionAccepted { Envelope: { } envelope, Xml.IsEmpty: false } accepted || !register.Forms.TryGetValue((envelope.Form, envelope.Version), out var form)
            || !form.Form.Nodes.Any(n => FigureOf(n.Meaning.Observes) is not null))
            yield break;
        var seen = Observing.Again(form.Form, accepted.Xml, o => _kinds.TryGetValue(o, out var kind) ? kind : null)?.Seen ?? [];
        foreach (var day in seen.Where(s => FigureOf(s.Observable) is not null).GroupBy(s => (Figure: FigureOf(s.Observable)!, Day: s.Day ?? envelope.Day)))
            yield return new(
                day.Key.Figure, day.Key.Day, index, day.Sum(s => decimal.Parse(s.Value, CultureInfo.InvariantCulture)),
                day.All(s => s.QuestionTier <= Tier.T1) ? [.. day.Select(s => s.Path[(s.Path.IndexOf('/', 1) + 1)..]).Distinct()] : []);
    }

    private static string? FigureOf(string? observable) => observable switch { Figures.People => "people.most", Figures.Production => "production.kg", _ => null };

    /// <summary>What happened to an incident and to those that were merged into it.</summary>
    /// <param name="merged">All of its site that were merged, by into which.</param>
    public ImmutableArray<RestingEntry> Of(Incident incident, ILookup<IncidentId, Incident> merged, long knows)
    {
        var (one, more) = (new List<Incident>(), new Queue<Incident>([incident]));
        while (more.TryDequeue(out var next))
        {
            one.Add(next);
            foreach (var other in merged[next.Id])
                more.Enqueue(other);
        }
        // Of a matter that is protected in part, its entries would say more than the report.
        return one.Any(i => i.RestsOnProtected || i.Findings.Any(f => inForce.Catalogue.Indicator(f.Indicator) is not { Protected: false })) ? []
            : Kinds(one.SelectMany(i => IncidentsTable.Entries(db, i.Id)), knows, "incident.opened.1", "incident.borne-out.1", "incident.severity-overridden.1", "incident.merged.1", "incident.closed.1", "incident.reopened.1", "determination.decided.1");
    }

    /// <summary>What happened to an action.</summary>
    public ImmutableArray<RestingEntry> Of(CorrectiveAction action, long knows) =>
        Kinds(action.Plans.Take(1).SelectMany(p => PlansTable.Entries(db, p.Value)).Concat(PlansTable.Entries(db, action.Id.Value)), knows, "plan.issued.1", "action.checked.1");

    private ImmutableArray<RestingMatter> Incidents(SiteId site, SiteMonth says)
    {
        var all = IncidentsTable.At(db, site);
        var merged = IncidentsTable.Merged(db, site).ToLookup(i => i.Into!.Value);
        return [.. says.Incidents.Select(reported => new RestingMatter(reported.Number, Of(all.Single(i => i.Number == reported.Number), merged, says.Knows)))];
    }

    private ImmutableArray<RestingMatter> Actions(SiteId site, SiteMonth says)
    {
        var all = PlansTable.At(db, site).ToDictionary(a => a.Line.Number);
        return [.. says.Actions.Select(a => new RestingMatter(a.Number, Of(all[a.Number], says.Knows)))];
    }

    private ImmutableArray<RestingEntry> Kinds(IEnumerable<long> entries, long knows, params string[] kinds) =>
        [.. entries.Where(e => e <= knows).Distinct().Order().Select(e => new RestingEntry(e, ledger.Head(db, e)?.Fact ?? "")).Where(e => kinds.Contains(e.Kind))];
}
