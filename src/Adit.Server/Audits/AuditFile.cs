using Adit.Incidents;
using Adit.Partners;
using Adit.People;
using Adit.Reports;
using Adit.Storage;

namespace Adit.Audits;

/// <summary>The whole of an audit as tables: for the auditors' own file, and for the programme without what is not shared yet.</summary>
internal static class AuditFile
{
    /// <summary>All tables.</summary>
    /// <param name="papers">Whether working papers are among them.</param>
    /// <param name="opened">What auditors opened.</param>
    public static IReadOnlyList<ReportTable> Of(Audit audit, bool papers, IReadOnlyList<OpenedInAudit> opened, Register register)
    {
        var set = audit.Set;
        return
        [
            new("audit", ["name", "value"],
            [
                ["number", set.Number], ["purpose", set.Purpose], ["organisation", set.Organisation is { } id ? register.Agreed.Find(id)?.Name : null], ["auditors", string.Join(", ", set.Auditors.Select(Name))], ["first_day_looked_at", set.From], ["last_day_looked_at", set.Until],
                ["first_day_of_access", set.First], ["last_day_of_access", set.Last], ["sites", string.Join(' ', set.Sites.Select(Code))], ["contents_of_sampled_records", set.Contents ? "yes" : "no"], ["papers_shared", audit.Shared?.ToString()], ["lots", "not sampled: no lots are recorded in this version"],
            ]),
            new("samples", ["sample", "kind", "wanted", "population", "population_digest", "ledger_entries", "ledger_root", "first_day", "last_day", "sites", "seed", "seed_is_root_of_head", "by", "at", "ledger_entry"],
                [.. audit.Samples.Select(s => (IReadOnlyList<object?>)[(decimal)s.Number, Sampling.NameOf(s.Kind), (decimal)s.Wanted, (decimal)s.Of.Count, s.Of.Digest, (decimal)s.Of.Entries, s.Of.Root, s.Of.From, s.Of.Until, string.Join(' ', s.Of.Sites.Select(Code)), s.Seed, (decimal?)s.Head, Name(s.By), s.At.ToString(), (decimal)s.Entry])]),
            new("items", ["sample", "place", "item", "ledger_entry"], [.. from s in audit.Samples from i in s.Items.Index() select (IReadOnlyList<object?>)[(decimal)s.Number, (decimal)i.Index + 1, i.Item.Item, (decimal)i.Item.Entry]]),
            new("papers", ["sample", "item", "conclusion", "checked", "text", "by", "at", "ledger_entry"],
                [.. audit.Papers.Where(_ => papers).Select(p => (IReadOnlyList<object?>)[(decimal)p.Says.Sample, p.Says.Item, IncidentWords.KeyOf(p.Says.Conclusion), string.Join(' ', p.Says.Checked.Select(IncidentWords.KeyOf)), p.Says.Text, Name(p.By), p.At.ToString(), (decimal)p.Entry])]),
            new("findings", ["finding", "weight", "text", "items", "due", "by", "at", "ledger_entry", "closed_at", "closed_by", "closed_because"],
                [.. audit.Findings.Select(f => (IReadOnlyList<object?>)[(decimal)f.Says.Finding, IncidentWords.KeyOf(f.Says.Weight), f.Says.Text, string.Join(' ', f.Says.Items), f.Says.Due, Name(f.By), f.At.ToString(), (decimal)f.Entry, f.Closed?.At.ToString(), f.Closed is { } c ? Name(c.By) : null, f.Closed?.Text])]),
            new("answers", ["finding", "text", "by", "at"], [.. from f in audit.Findings from a in f.Answers select (IReadOnlyList<object?>)[(decimal)f.Says.Finding, a.Text, Name(a.By), a.At.ToString()]]),
            new("opened", ["by", "what", "at", "ledger_entry"], [.. opened.Select(o => (IReadOnlyList<object?>)[Name(o.Reader), o.What, o.At.ToString(), (decimal)o.Entry])]),
        ];

        string Name(ActorId actor) => PeopleWords.Name(register, actor, Web.Words.In("en"));
        string Code(SiteId site) => register.Sites.TryGetValue(site, out var known) ? known.Code : site.ToString();
    }
}
