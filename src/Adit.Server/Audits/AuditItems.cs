using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Audits;

/// <summary>
/// What samples are drawn from: all items of a kind, of some sites and a span of days, that the first so many entries speak of. What nobody outside the programme hears of, and what is protected, is none of them.
/// </summary>
internal sealed class AuditItems(DbConnection db, LedgerReading ledger, Register register, Catalogue catalogue)
{
    private static readonly string Issued = Facts.KindOf(typeof(PlanIssued)).Name;

    /// <summary>The items, with the ledger index at which each began.</summary>
    public IReadOnlyDictionary<string, long> Of(SampleKind kind, DateOnly from, DateOnly until, ImmutableArray<SiteId> sites, long entries)
    {
        return (kind switch
        {
            SampleKind.Records => DaysTable.Ever(db, sites, from, until, entries).Select(i => (Item: i.ToString(CultureInfo.InvariantCulture), Entry: i)),
            SampleKind.Incidents => sites.SelectMany(s => IncidentsTable.Ever(db, s)).Where(i => Shows(i) && Within(Clock.DayOf(i.Opened.ToDateTimeOffset(), Sheet.ZoneOf(register.Sites[i.Site])))).Select(i => (Item: i.Number, Entry: IncidentsTable.Entries(db, i.Id)[0])),
            _ => sites.SelectMany(s => PlansTable.At(db, s)).Where(a => a is { Line.Quiet: false, Issued: { } issued } && Within(issued)).Select(a => (Item: a.Line.Number, Entry: Adopted(a))),
        }).Where(i => i.Entry < entries).ToDictionary(i => i.Item, i => i.Entry, StringComparer.Ordinal);

        bool Within(DateOnly day) => day >= from && day <= until;
    }

    /// <summary>Whether an incident is shown to auditors: it rests on nothing protected, and is not the independent reviewer's alone.</summary>
    public bool Shows(Incident incident) => !incident.RestsOnProtected && Acting.IsFor(incident, Role.Auditor) && Indicators(incident).Count > 0;

    /// <summary>The indicators of an incident that a reader of T1 may know.</summary>
    public IReadOnlyList<string> Indicators(Incident incident) => [.. incident.Findings.Select(f => f.Indicator).Where(i => catalogue.Indicator(i) is { Protected: false }).Distinct()];

    /// <summary>The population of a sample, with its items.</summary>
    public (AuditPopulation Of, IReadOnlyDictionary<string, long> Items) Population(SampleKind kind, DateOnly from, DateOnly until, ImmutableArray<SiteId> sites, long entries, Tree tree)
    {
        var items = Of(kind, from, until, sites, entries);
        return (new(entries, Frontier.At(entries, tree.Reader(db)).Root().ToBase64(), from, until, sites, items.Count, Sampling.Digest(items.Keys)), items);
    }

    // The entry that adopted it, or set it in a plan that ran already.
    private long Adopted(CorrectiveAction action)
    {
        var entries = PlansTable.Entries(db, action.Id.Value);
        return entries.Where(e => ledger.Head(db, e)?.Fact == Issued).DefaultIfEmpty(entries[0]).First();
    }
}
