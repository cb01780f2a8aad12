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
        var days = Enumerable.Range(0, says.Last.Day).Select(says.First.AddDays).ToList();
        var agents = DaysTable.Seen(db, [published.Site], says.First, says.Last.AddDays(1), says.Knows)[published.Site].ToDictionary(s => s.Day, s => s.Agents);
        var records = days.ToDictionary(d => d, d => DaysTable.Counting(db, published.Site, [d]));
        return new(
            published.Report, published.Version, recorded.Index, db.QuerySingle<long>("select max(idx) from site_facts where site = @site and idx <= @k", new { site = published.Site.ToString(), k = says.Knows }),
            [.. days.Where(d => agents.ContainsKey(d) || records[d].Count > 0).Select(d => new RestingDay(d, agents.GetValueOrDefault(d), [.. records[d]]))],
            [.. records.Values.SelectMany(r => r).Distinct().Order().SelectMany(Values)],
            Incidents(published.Site, says), Actions(published.Site, says));
    }

    /// <summary>A bundle with what a version rests on, at T1: of records without a figure only their place in the ledger. Null where none was recorded, or no head covers it yet.</summary>
    public static Bundle? Bundle(DbConnection db, LedgerReading ledger, Proofs proofs, PublishedReport report)
    {
        if (ReportsTable.Rests(db, report.Fact) is not { } entry || ledger.Fact(db, entry, Tier.T2)?.Fact is not ReportRests rests)
            return null;
        var opened = rests.Values.Where(v => !v.Answers.IsEmpty).Select(v => v.Record).ToHashSet();
        return proofs.Of(
            [report.Entry, entry, rests.Site, .. opened, .. rests.Incidents.Concat(rests.Actions).SelectMany(m => m.Entries).Select(e => e.Entry)], Tier.T1,
            [.. rests.Days.SelectMany(d => d.Records).Where(r => !opened.Contains(r))]);
    }

    private IEnumerable<RestingValue> Values(long index)
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

    private ImmutableArray<RestingMatter> Incidents(SiteId site, SiteMonth says)
    {
        var all = IncidentsTable.At(db, site);
        var merged = IncidentsTable.Merged(db, site).ToLookup(i => i.Into!.Value);
        return [.. says.Incidents.Select(reported => new RestingMatter(reported.Number, Entries(all.Single(i => i.Number == reported.Number))))];

        ImmutableArray<RestingEntry> Entries(Incident incident)
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
                : Kinds(one.SelectMany(i => IncidentsTable.Entries(db, i.Id)), says.Knows, "incident.opened.1", "incident.borne-out.1", "incident.severity-overridden.1", "incident.merged.1", "incident.closed.1", "incident.reopened.1", "determination.decided.1");
        }
    }

    private ImmutableArray<RestingMatter> Actions(SiteId site, SiteMonth says)
    {
        var all = PlansTable.At(db, site).ToDictionary(a => a.Line.Number);
        return [.. says.Actions.Select(a => all[a.Number]).Select(a => new RestingMatter(
            a.Line.Number, Kinds(a.Plans.Take(1).SelectMany(p => PlansTable.Entries(db, p.Value)).Concat(PlansTable.Entries(db, a.Id.Value)), says.Knows, "plan.issued.1", "action.checked.1")))];
    }

    private ImmutableArray<RestingEntry> Kinds(IEnumerable<long> entries, long knows, params string[] kinds) =>
        [.. entries.Where(e => e <= knows).Distinct().Order().Select(e => new RestingEntry(e, ledger.Head(db, e)?.Fact ?? "")).Where(e => kinds.Contains(e.Kind))];
}
