using System.Data.Common;
using System.Globalization;
using Adit.Incidents;
using Adit.Ledger;
using Adit.Partners;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Audits;

/// <summary>Fills the pages of audits: of the programme all, of auditors their own while they run.</summary>
internal sealed class AuditsFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    // More are not read through; they are typed.
    private const int Readable = 60, ShownOpened = 100;

    private readonly Words _words = frame.Words;
    private readonly Instant _now = Instant.From(frame.Now);

    public AuditsView List() => new(
        [.. AuditsTable.All(db).Where(a => AuditActs.Sees(register, person, a.Set, _now)).Select(Row)], person.May(Right.KeepAudits) ? Form(null) : null, person.May(Right.Audit), RecognitionRoom.Sees(register, person) ? RecognitionRoom.Path : null);

    public AuditView Fill(Audit audit)
    {
        var (set, path, papers, runs, today) = (audit.Set, PathOf(audit.Set), SeesPapers(audit), person.May(Right.Audit), Today(audit.Set));
        return new(
            set.Number, path, set.Purpose, Who(set), StateOf(set), [.. FactsOf(audit)], [.. set.Sites.Select(s => register.Sites[s]).Where(person.SeesSite).Select(s => new LinkView(s.Name, SiteWords.Path(s)))], audit.Shared is { } shared ? Local(shared) : null, papers,
            [.. audit.Samples.OrderBy(s => s.Number).Select(s => Sample(audit, s, papers))], [.. audit.Findings.OrderByDescending(f => f.Closed is null).ThenBy(f => f.Says.Due).Select(f => Finding(audit, f, today))],
            [.. AuditsTable.Opened(db, set.Audit, ShownOpened).Where(o => person.Role != Role.Auditor || o.Reader == person.Actor).Select(o => new AuditOpenedView(PeopleWords.Name(register, o.Reader, _words), o.What, Local(o.At), o.Entry))], AuditsTable.OpenedCount(db, set.Audit),
            [new(_words["decisions.file.xlsx"], path + "/file.xlsx"), new(_words["decisions.file.json"], path + "/file.json")], audit.Shared is null && AuditActs.May(person, "draw"), runs, AuditActs.May(person, "answer"),
            [.. audit.Samples.SelectMany(s => s.Items).Select(i => i.Item).Distinct().Select(i => new OptionView(i, i))], today, person.May(Right.KeepAudits) ? Form(set) : null);
    }

    /// <summary>The address of an audit.</summary>
    public static string PathOf(AuditSet audit) => $"{AuditsRoom.List}/{audit.Number}";

    /// <summary>The address of the working paper of an item.</summary>
    public static string PathOf(AuditSet audit, int sample, string item) => FormattableString.Invariant($"{PathOf(audit)}/samples/{sample}/{Uri.EscapeDataString(item)}");

    /// <summary>Whether a reader is shown what papers say: auditors theirs, the programme once they are shared.</summary>
    public bool SeesPapers(Audit audit) => person.May(Right.Audit) || audit.Shared is not null;

    private AuditRowView Row(Audit audit)
    {
        var unanswered = audit.Open.Where(f => f.Answers.IsEmpty).Select(f => (DateOnly?)f.Says.Due).Min();
        return new(PathOf(audit.Set), audit.Set.Number, audit.Set.Purpose, Who(audit.Set), audit.Set.First, audit.Set.Last, StateOf(audit.Set), audit.Open.Count(), unanswered, unanswered < Today(audit.Set));
    }

    private IEnumerable<FactView> FactsOf(Audit audit)
    {
        var set = audit.Set;
        yield return new(_words["audit.who"], Who(set));
        yield return new(_words["audit.period"], _words.Say("audit.from-until", ("from", _words.Day(set.From)), ("until", _words.Day(set.Until))));
        yield return new(_words["audit.access"], _words.Say("audit.from-until", ("from", _words.Day(set.First)), ("until", _words.Day(set.Last))));
        yield return new(_words["audit.depth"], _words[set.Contents ? "audit.depth.contents" : "audit.depth.places"]);
    }

    private AuditSampleView Sample(Audit audit, AuditSample sample, bool papers) => new(
        sample.Number, IncidentWords.KeyOf(sample.Kind),
        [
            new(_words["audit.population"], _words.Number(sample.Of.Count)), new(_words["audit.wanted"], _words.Number(sample.Wanted)), new(_words["audit.entries"], _words.Number(sample.Of.Entries), Title: sample.Of.Root),
            new(_words["audit.digest"], sample.Of.Digest), .. sample.Seed is { } seed ? [new FactView(_words[sample.Head is null ? "audit.seed.typed" : "audit.seed.head"], seed)] : (FactView[])[],
            new(_words["audit.drawn-by"], $"{PeopleWords.Name(register, sample.By, _words)}, {_words.Instant(Local(sample.At))}"),
        ],
        sample.Seed, sample.Seed is null && CheckpointsTable.After(db, sample.Entry) is not null && AuditActs.May(person, "redraw"),
        [.. sample.Items.Select(i => new AuditItemRowView(i.Item, PathOf(audit.Set, sample.Number, i.Item), i.Entry, papers && audit.PaperOf(sample.Number, i.Item).FirstOrDefault() is { } paper ? IncidentWords.KeyOf(paper.Says.Conclusion) : null))]);

    private AuditFindingView Finding(Audit audit, AuditFinding finding, DateOnly today) => new(
        finding.Says.Finding, IncidentWords.KeyOf(finding.Says.Weight), finding.Says.Text, [.. finding.Says.Items.Select(i => new LinkView(i, PathOf(audit.Set, audit.Samples.First(s => s.Items.Any(o => o.Item == i)).Number, i)))], finding.Says.Due,
        finding.Closed is null && finding.Answers.IsEmpty && finding.Says.Due < today, PeopleWords.Name(register, finding.By, _words), Local(finding.At), [.. finding.Answers.Select(Saying)], finding.Closed is { } closed ? Saying(closed) : null);

    private AuditSayingView Saying(AuditSaying saying) => new(PeopleWords.Name(register, saying.By, _words), Local(saying.At), saying.Text);

    private AuditFormView Form(AuditSet? set) => new(
        set?.Organisation is { } id ? register.Agreed.Find(id)?.Code ?? "" : "", [.. register.Agreed.Organisations.Where(o => o.Kind == OrganisationKind.Auditor || o.Organisation == set?.Organisation).OrderBy(o => o.Name, StringComparer.CurrentCulture).Select(o => new OptionView(o.Code, o.Name))],
        [.. (set?.Auditors ?? []).Select(a => register.UsersById.GetValueOrDefault(a)?.Name).OfType<string>()], [.. register.Users.Where(u => u is { Role: Role.Auditor, Disabled: false }).Select(u => new OptionView(u.Name, u.Name))], set?.Purpose ?? "", set?.From, set?.Until,
        register.Monitored.Length > Readable ? [] : [.. register.MonitoredByName().Select(s => new OptionView(s.Code, s.Name))], [.. (set?.Sites ?? []).Select(s => register.Sites[s]).Select(s => new OptionView(s.Code, s.Name))], set?.First, set?.Last, set?.Contents ?? false);

    private string Who(AuditSet set) => string.Join(", ", [.. set.Organisation is { } id && register.Agreed.Find(id) is { } organisation ? [organisation.Name] : (string[])[], .. set.Auditors.Select(a => PeopleWords.Name(register, a, _words))]);

    private string StateOf(AuditSet set) => Today(set) is var today && today < set.First ? "coming" : today > set.Last ? "over" : "running";

    private DateOnly Today(AuditSet set) => SiteRisk.Today(register.Sites[set.Sites[0]], frame.Now);

    private DateTimeOffset Local(Instant at) => at.ToDateTimeOffset().ToOffset(frame.Now.Offset);

    /// <summary>What the page of an item is filled with.</summary>
    public AuditPaperFilling Papers => new(db, ledger, frame, person, register, inForce);
}
