using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Data.Common;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Safety;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.BackChecks;

/// <summary>Finds the records that are to be made a second time, who is to make them, and the pairs that are complete.</summary>
internal sealed class BackChecking(DbConnection db, LedgerReading ledger, Register register, InForce inForce, Instant now)
{
    /// <summary>How many days after its last day a second record may arrive: phones are without a network for days.</summary>
    public const int Arrives = 14;

    // The observable by which forms say that a corrective action was done.
    private const string Status = "cap.status";

    private readonly IReadOnlyDictionary<SiteId, ImmutableArray<Closure>> _closures = SafetyTable.Closures(db);
    private readonly FrozenDictionary<string, SeenKind> _kinds = Catalogues.KindsOf(inForce.Catalogue);

    /// <summary>Of the records between two ledger indexes those that are checked, by the rule that holds.</summary>
    public IEnumerable<BackCheckAsked> Find(BackChecksSet set, IReadOnlyList<SubmissionRow> records)
    {
        foreach (var row in records)
            if (row is { Site: { } id, Source: not Source.Historic } && row.Standing != VersionState.Erased && register.Sites.TryGetValue(id, out var site) && register.Forms.TryGetValue((row.Form, row.Version), out var form)
                && row.Received.Micros > now.Micros - TimeSpan.FromDays(set.Days).Ticks / TimeSpan.TicksPerMicrosecond && IsAskedAt(site)
                && CauseOf(set, row, form) is var (cause, number) && SubmissionsTable.First(db, row.Submission) == row.Index && !IsSecond(row))
                yield return Ask(row, site, cause, number, set.Days);
    }

    /// <summary>A check of a record, for whatever reason.</summary>
    public BackCheckAsked Ask(SubmissionRow row, Site site, BackCheckCause cause, string? number, int days) =>
        new(Guid.CreateVersion7(now.ToDateTimeOffset()), row.Submission, row.Index, row.Agent, site.Id, row.Form, number, cause, Today(site).AddDays(days));

    /// <summary>Those who could make the second record: they work at the site, have the form, and did not make the first.</summary>
    public IReadOnlyList<Agent> Able(ActorId of, SiteId site, string form) =>
        [.. register.Agents.Where(a => a.Id != of && a.Sites.Contains(site) && register.Offers(a, form) && (register.DevicesOf[a.Id].Any() || register.CredentialsOf[a.Id].Any(c => !c.Revoked)))];

    /// <summary>Who is to make it; null where nobody can.</summary>
    public ActorId? Choose(BackCheckAsked asked)
    {
        var today = Today(register.Sites[asked.Site]);
        var planned = RosterTable.Between(db, today, asked.Until).Where(d => d.Site == asked.Site).ToLookup(d => d.Planned.Agent);
        return Drawing.Choose(Able(asked.Of, asked.Site, asked.Form).Select(a => new SecondAgent(
            a.Id, register.DevicesOf[a.Id].Any(d => d.App == Enrolments.OwnApp), planned[a.Id].Count(), BackChecksTable.Waiting(db, today, a.Id).Count)));
    }

    /// <summary>The number of the action or complaint that a record follows; null for none, or where it is protected.</summary>
    public string? CaseOf(long index) => Seen(index)?.Seen.FirstOrDefault(s => s is { SubjectKind: "case", Subject: not null, SubjectTier: < Protection.Tier.T3 })?.Subject;

    /// <summary>The pairs that are complete.</summary>
    public IEnumerable<BackCheckCompared> Complete()
    {
        var today = DateOnly.FromDateTime(now.ToDateTimeOffset().UtcDateTime);
        foreach (var check in BackChecksTable.Waiting(db, today.AddDays(-1 - Arrives)).Where(c => c.Agent is not null && register.Sites.ContainsKey(c.Site)))
            if (SubmissionsTable.OfSite(db, check.Site, DayOf(register.Sites[check.Site], check.Asked), check.Until.AddDays(1)).DistinctBy(r => r.Index).OrderBy(r => r.Index).FirstOrDefault(r => IsSecondOf(check, r)) is { } second)
                yield return new(check.Id, second.Submission, second.Index, Compare(check.Site, check.Entry, second.Index));
    }

    private (BackCheckCause, string?)? CauseOf(BackChecksSet set, SubmissionRow row, OpenForm form)
    {
        if (RatingsTable.EndedSerious(db, row.Site!.Value, row.Day, row.Index))
            return (BackCheckCause.Ended, CaseOf(row.Index));
        if (form.Form.Nodes.Any(n => n.Meaning.Observes == Status))
            return Seen(row.Index)?.Seen.Any(s => s is { Observable: Status, Value: "done" or "verified" }) == true && RatingsTable.Serious(db, row.Site.Value, row.Day, row.Index).Any()
                ? (BackCheckCause.Verified, CaseOf(row.Index)) : null;
        return form.Form.Button.Visit && LedgerTable.Entry(db, row.Index) is { } entry && Drawing.Falls(Merkle.Leaf(entry), set.Percent) ? (BackCheckCause.Drawn, null) : null;
    }

    private bool IsAskedAt(Site site) => site.Kind == SiteKind.Monitored && !_closures.GetValueOrDefault(site.Id, []).Any(c => c.Holds(Today(site)));

    // What is a second record already is not checked again.
    private bool IsSecond(SubmissionRow row) => BackChecksTable.Of(db, row.Submission).Any(c => c.Second == row.Submission)
        || BackChecksTable.Waiting(db, row.Day, row.Agent).Any(c => IsSecondOf(c, row));

    private bool IsSecondOf(BackCheck check, SubmissionRow row) =>
        row.Agent == check.Agent && row.Form == check.Form && row.Site == check.Site && row.Received >= check.Asked && row.Day <= check.Until && row.Submission != check.First
        && SubmissionsTable.First(db, row.Submission) == row.Index && (check.Case is null || CaseOf(row.Index) == check.Case);

    /// <summary>What two records of a site say, by indicator; nothing where one of them can be read no more.</summary>
    public ImmutableArray<Compared> Compare(SiteId site, long first, long second) =>
        SitesTable.History(db, site, long.MaxValue) is { } history && Said(first) is { } one && Said(second) is { } other ? Agreement.Between(inForce.Catalogue, history, one, other) : [];

    private (Account, DateOnly)? Said(long index) =>
        Read(index) is { Envelope: { } envelope } && Seen(index) is { } seen && Risk.Accounts.Of(inForce.Catalogue, index, envelope.Submission, default, seen, envelope.Day, o => o) is { } said ? (said, envelope.Day) : null;

    private SeenRecord? Seen(long index) =>
        Read(index) is { Envelope: { } envelope } accepted && register.Forms.TryGetValue((envelope.Form, envelope.Version), out var form)
            ? Observing.Again(form.Form, accepted.Xml, o => _kinds.TryGetValue(o, out var kind) ? kind : null) : null;

    private SubmissionAccepted? Read(long index) => ledger.Whole(db, index)?.Fact as SubmissionAccepted;

    private DateOnly Today(Site site) => SiteRisk.Today(site, now.ToDateTimeOffset());

    private static DateOnly DayOf(Site site, Instant at) => SiteRisk.Today(site, at.ToDateTimeOffset());
}
