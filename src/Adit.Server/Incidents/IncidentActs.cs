using System.Collections.Immutable;
using System.Data.Common;
using Adit.Ledger;
using Adit.People;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Incidents;

/// <summary>What somebody does about an incident: which act, on what they had seen of it, and what the act needs.</summary>
/// <param name="Act">take, note, ask, inform, dispute, authority, affected, override, pause, resume, meet, merge, apart, close, reopen, propose or decide.</param>
/// <param name="Seen">The incident's <c>last</c> as it was seen.</param>
/// <param name="Holder">take: who has it from now on; whoever asks, where nobody is named.</param>
/// <param name="Note">What is said about it; for most acts it must be.</param>
/// <param name="Day">A day at the site; today where none is named. ask: the last day to answer; a week where none is named.</param>
/// <param name="Form">ask: id of the form that agents answer with.</param>
/// <param name="Level">override: S1 to S4.</param>
/// <param name="Step">meet: Safe, Plan, Progress or Ends.</param>
/// <param name="Other">merge, apart: the number of the other one; merge: or of several, with commas between.</param>
/// <param name="Others">merge: the numbers of the others.</param>
/// <param name="AlsoAt">propose: the codes of other sites that it is about.</param>
/// <param name="Cause">close: LookedAgain, VerifiedAction or Mistaken.</param>
/// <param name="Record">close: id of the record that verifies it.</param>
internal sealed record ActAsked(string? Act, long? Seen)
{
    public string? Holder { get; init; }
    public string? Note { get; init; }
    public string? Party { get; init; }
    public DateOnly? Day { get; init; }
    public string? Level { get; init; }
    public string? Step { get; init; }
    public string? Other { get; init; }
    public IReadOnlyList<string>? Others { get; init; }
    public string? Cause { get; init; }
    public string? Record { get; init; }
    public bool? Notify { get; init; }
    public string? Authority { get; init; }
    public string? Harm { get; init; }
    public bool? Implicated { get; init; }
    public bool? Agrees { get; init; }
    public string? Law { get; init; }
    public IReadOnlyList<Affected>? People { get; init; }
    public string? Form { get; init; }
    public string? Outcome { get; init; }
    public string? Evidence { get; init; }
    public string? Lots { get; init; }
    public string? Sites { get; init; }
    public IReadOnlyList<string>? AlsoAt { get; init; }
    public string? Weigh { get; init; }
    public string? Dependents { get; init; }
    public string? Disengagement { get; init; }
}

/// <summary>Somebody opens an incident by hand.</summary>
/// <param name="Indicator">Id of the indicator that it is a finding of.</param>
/// <param name="Level">One that the indicator's rule can come to.</param>
/// <param name="Day">The day it happened, at the site.</param>
/// <param name="Note">How the programme knows.</param>
internal sealed record IncidentAsked(string? Site, string? Indicator, string? Level, DateOnly? Day, string? Note);

/// <summary>Does what people do about incidents: reads what must be known, asks the rule, records its answer, all as the writer, so that of two who decide at once one is first and the other is told.</summary>
internal sealed class IncidentActs(Database database, Registers registers, Catalogues catalogues)
{
    /// <summary>Does one act; the incident as it then stands.</summary>
    /// <param name="files">What is attached to a note.</param>
    /// <exception cref="Refused">With every reason.</exception>
    public Task<Incident> Do(CurrentPerson person, IncidentId id, ActAsked asked, ImmutableArray<KeptFile> files = default) => database.Write(writing =>
    {
        var db = writing.Db.Db;
        if (catalogues.Current is not { } inForce)
            throw Refused.Of("refuse.no-catalogue");
        var incident = IncidentsTable.Find(db, id) ?? throw new InvalidOperationException("The incident was there when its page was asked for.");
        var site = registers.Current.Sites[incident.Site];
        var by = new Actor(person.Actor, person.Role, asked.Seen ?? -1, database.Now, SiteRisk.Today(site, database.Now.ToDateTimeOffset()), Sheet.ZoneOf(site));
        Record(writing, person, incident, Decide(db, inForce, incident, site, by, asked, files.IsDefault ? [] : files, writing));
        var after = IncidentsTable.Find(db, id)!;
        // What else is done about one makes it no graver.
        if (asked.Act is "override" or "merge" or "reopen")
            IncidentsJob.Ring(writing, after.Into ?? id, database.Now);
        return after;
    });

    /// <summary>Opens one by hand.</summary>
    /// <exception cref="Refused">Something of it cannot be.</exception>
    public Task<Incident> Open(CurrentPerson person, IncidentAsked asked) => database.Write(writing =>
    {
        if (catalogues.Current is not { Catalogue: var catalogue })
            throw Refused.Of("refuse.no-catalogue");
        var wrong = new List<Func<Words, string>>();
        var site = SiteWords.Find(registers.Current, asked.Site?.Trim() ?? "") is { Kind: SiteKind.Monitored } found && person.SeesSite(found) ? found : null;
        if (site is null)
            wrong.Add(w => w.Say("refuse.no-site-called", ("name", asked.Site ?? "")));
        var indicator = catalogue.Indicator(asked.Indicator ?? "") is { Protected: false } known ? known : null;
        if (indicator is null)
            wrong.Add(w => w.Say("refuse.incident-indicator", ("indicator", asked.Indicator ?? "")));
        var level = LevelOf(asked.Level);
        if (indicator is not null && indicator.Severity.All(s => s.Level != level))
            wrong.Add(w => w.Say("refuse.incident-level-of", ("levels", string.Join(", ", indicator.Severity.Select(s => s.Level).Distinct().Order()))));
        var note = asked.Note?.Trim() ?? "";
        if (note.Length is 0 or > Acting.Longest)
            wrong.Add(w => w.Say(note.Length == 0 ? "refuse.incident-why" : "refuse.incident-too-long", ("n", Acting.Longest)));
        var now = database.Now;
        if (site is not null && asked.Day > SiteRisk.Today(site, now.ToDateTimeOffset()))
            wrong.Add(w => w["refuse.incident-day-after"]);
        if (wrong.Count > 0)
            throw new Refused(w => w["refuse.incident"], wrong);
        var (zone, today) = (Sheet.ZoneOf(site), SiteRisk.Today(site!, now.ToDateTimeOffset()));
        var finding = new IncidentFinding(indicator!.Id, level, Grade.Reported, Clock.StartedBy(catalogue, indicator, level)?.Id);
        var opened = new IncidentOpened(
            new(Guid.CreateVersion7(now.ToDateTimeOffset())), database.Numbers.OfIncident(writing.Db.Db, today.Year), site!.Id, IncidentSource.Hand, asked.Day ?? today, now, [finding], catalogue.Version,
            Deadlines.Of(catalogue, finding, now.ToDateTimeOffset(), zone), null, [], note);
        writing.Record(person.Actor, opened);
        IncidentsJob.Ring(writing, opened.Incident, now);
        return IncidentsTable.Find(writing.Db.Db, opened.Incident)!;
    });

    /// <summary>An incident that somebody may see, by its number or id; null where there is none.</summary>
    public static Incident? Find(DbConnection db, Register register, CurrentPerson person, string named) =>
        (Id.TryRead(named, out var id) ? IncidentsTable.Find(db, new IncidentId(id)) : IncidentsTable.Find(db, named)) is { } found && person.SeesSite(register, found.Site) && Acting.IsFor(found, person.Role) ? found : null;

    private Decision Decide(DbConnection db, InForce inForce, Incident incident, Site site, Actor by, ActAsked asked, ImmutableArray<KeptFile> files, Writing writing)
    {
        var catalogue = inForce.Catalogue;
        var day = asked.Day ?? by.Today;
        return asked.Act switch
        {
            "take" => Acting.Take(incident, by, Holder(asked, by, incident)),
            "note" => Acting.Note(incident, asked.Note, files),
            "ask" => Acting.Ask(incident, by, AskableForms(registers.Current).Any(f => f.Published.Form == asked.Form) ? asked.Form : null, asked.Day ?? by.Today.AddDays(7), asked.Note),
            "inform" => Acting.Inform(incident, by, Read<Party>(asked.Party, "refuse.incident-party"), day, asked.Note),
            "dispute" => Acting.Dispute(incident, by, Read<Party>(asked.Party, "refuse.incident-party"), day, asked.Note),
            "authority" => Acting.Authority(incident, by, new(incident.Id, asked.Notify ?? false, Short(asked.Authority), Short(asked.Harm), asked.Implicated, asked.Agrees, Short(asked.Law), Short(asked.Note))),
            "affected" => Acting.Count(incident, by, [.. asked.People ?? []]),
            "override" => Acting.Override(incident, by, LevelOf(asked.Level), asked.Note),
            "pause" => Acting.Pause(incident, by, asked.Note),
            "resume" => Acting.Resume(incident, by),
            "meet" => Meet(writing, inForce, incident, by, Read<DeadlineKind>(asked.Step, "refuse.incident-step"), day, asked.Note),
            "merge" => Acting.Merge(incident, by, Others(db, incident, by, asked)),
            "apart" => Acting.KeepApart(incident, by, Other(db, asked)),
            "close" => Acting.Close(catalogue, incident, by, Read<ClosingCause>(asked.Cause, "refuse.incident-close-cause"), Around(db, incident, site, asked), asked.Note),
            "reopen" => Acting.Reopen(incident, by, asked.Note),
            "propose" => Acting.Propose(incident, by, new(
                Guid.CreateVersion7(by.Now.ToDateTimeOffset()), incident.Id, Read<Outcome>(asked.Outcome, "refuse.determination-outcome"), Short(asked.Evidence), Short(asked.Lots), Short(asked.Sites), Short(asked.Weigh), Short(asked.Dependents),
                Short(asked.Disengagement), AlsoAt(incident, asked))),
            "decide" => Acting.Decide(incident, by, asked.Agrees ?? throw Refused.Of("refuse.determination-agrees"), Around(db, incident, site, asked), asked.Note, incident.Proposed is { } waiting && registers.Current.UsersById.TryGetValue(waiting.By, out var proposer) ? proposer.Role : Role.Anyone),
            _ => throw Refused.Of("refuse.incident-act", ("act", asked.Act ?? "")),
        };
    }

    private void Record(Writing writing, CurrentPerson person, Incident incident, Decision decision)
    {
        if (decision.Refused)
        {
            // Who came second is told who was first.
            using var ledger = new LedgerReading(database, writing.Keys.Connection);
            var last = decision.Refusals.Any(r => r.Code is "incident-changed") ? ledger.Fact(writing.Db.Db, incident.Last, Protection.Tier.T2) : null;
            throw new Refused(w => w["refuse.incident"], [.. decision.Refusals.Select(r => (Func<Words, string>)(w => w.Say(
                "refuse." + r.Code, [("n", Acting.Longest), ("who", last is null ? "" : PeopleWords.Name(registers.Current, last.Actor, w)), ("did", last is null ? "" : w["incident.did." + Facts.KindOf(last.Fact).Name]),
                    .. r.With.IsDefault ? [] : r.With.Select(v => (v.Name, (object?)v.Value))])))]);
        }
        foreach (var fact in decision.Facts)
            writing.Record(person.Actor, fact);
    }

    private Around Around(DbConnection db, Incident incident, Site site, ActAsked asked)
    {
        SubmissionRow? record = null;
        if (asked.Record is { Length: > 0 } named)
            record = Id.TryRead(named.Trim(), out var id) && SubmissionsTable.Versions(db, new(id)).LastOrDefault(v => v.Standing == VersionState.Current) is { } row && row.Site == incident.Site && row.Day >= incident.Day && row.Index > incident.Records.Select(r => r.Entry).DefaultIfEmpty(-1).Max()
                ? row : throw Refused.Of("refuse.incident-record");
        return new(
            IncidentsJob.Standing(db, site, database.Now.ToDateTimeOffset()), IncidentsTable.OpenAt(db, incident.Site).Where(i => i.Id != incident.Id).SelectMany(i => i.Findings.Select(f => f.Indicator)).ToHashSet(),
            IncidentsJob.SourcesOf(db, incident), record is null ? null : new(record.Submission, record.Index), record?.Agent, IncidentsJob.Counts(db, incident));
    }

    /// <summary>The forms that agents can be asked to answer with: open ones that are not protected as a whole.</summary>
    public static IEnumerable<OpenForm> AskableForms(Register register) =>
        register.Forms.Values.Where(f => f.Published is { Newest: true, State: Forms.FormState.Open } && f.Form.Tier < Protection.Tier.T3).OrderBy(f => f.Published.Form, StringComparer.Ordinal);

    private ActorId Holder(ActAsked asked, Actor by, Incident incident)
    {
        if (asked.Holder is not { Length: > 0 } named)
            return by.Id;
        return Id.TryRead(named, out var id) && registers.Current.UsersById.TryGetValue(new(id), out var user) && !user.Disabled && user.Role.May(Right.HandleIncidents) && Acting.IsFor(incident, user.Role)
            && (user.Sites.IsEmpty || user.Sites.Contains(incident.Site)) ? user.Id : throw Refused.Of("refuse.incident-holder");
    }

    // What is counted today is recorded with a look at progress: records that come later change what is counted then.
    private Decision Meet(Writing writing, InForce inForce, Incident incident, Actor by, DeadlineKind step, DateOnly day, string? note)
    {
        using var ledger = new LedgerReading(database, writing.Keys.Connection);
        return Acting.Meet(inForce.Catalogue, incident, by, step, day, note, new ProgressLooks(writing.Db.Db, ledger, inForce).Of(incident, step, day < by.Today ? day : by.Today));
    }

    // Who may not hear of one is told what is told of a number that nobody has.
    private static List<Incident> Others(DbConnection db, Incident incident, Actor by, ActAsked asked)
    {
        var named = (asked.Others ?? []).Concat((asked.Other ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)
            .Select(n => (Number: n, Found: IncidentsTable.Find(db, n) is { } other && Acting.IsFor(other, by.Role) ? other : null)).ToList();
        return named.All(n => n.Found is not null) ? [.. named.Select(n => n.Found!)]
            : throw new Refused(w => w["refuse.incident"], [.. named.Where(n => n.Found is null).Select(n => (Func<Words, string>)(w => w.Say("refuse.incident-merge-none", ("number", n.Number))))]);
    }

    private ImmutableArray<SiteId>? AlsoAt(Incident incident, ActAsked asked)
    {
        var named = (asked.AlsoAt ?? []).SelectMany(n => n.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)
            .Select(n => (Code: n, Site: registers.Current.SiteCodes.TryGetValue(n, out var id) && id != incident.Site && registers.Current.Sites[id].Kind == SiteKind.Monitored ? id : (SiteId?)null)).ToList();
        return named.All(n => n.Site is not null) ? named.Count == 0 ? null : [.. named.Select(n => n.Site!.Value)]
            : throw new Refused(w => w["refuse.incident"], [.. named.Where(n => n.Site is null).Select(n => (Func<Words, string>)(w => w.Say("refuse.determination-site", ("site", n.Code))))]);
    }

    private static Incident Other(DbConnection db, ActAsked asked) => IncidentsTable.Find(db, asked.Other?.Trim() ?? "") ?? throw Refused.Of("refuse.incident-merge");

    private static string Short(string? text) => text?.ReplaceLineEndings("\n").Trim() is { Length: <= Acting.Longest } said ? said : text is null ? "" : throw Refused.Of("refuse.incident-too-long", ("n", Acting.Longest));

    private static Severity LevelOf(string? text) => Enum.TryParse<Severity>(text, ignoreCase: true, out var level) && Enum.IsDefined(level) && !char.IsAsciiDigit(text![0]) ? level : Severity.None;

    private static T Read<T>(string? text, string refusal)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text![0]) ? value : throw Refused.Of(refusal);
}
