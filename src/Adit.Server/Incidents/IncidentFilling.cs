using System.Data.Common;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Incidents;

/// <summary>Fills the page of one incident.</summary>
internal sealed class IncidentFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce? inForce)
{
    private readonly Words _words = frame.Words;
    private readonly IncidentsFilling _lines = new(db, ledger, frame, person, register, inForce);

    public IncidentView Fill(Incident incident)
    {
        var site = register.Sites[incident.Site];
        var standing = _lines.Standing(incident.Site);
        var open = IncidentsTable.OpenAt(db, incident.Site);
        return new(
            _lines.Line(incident), incident.Override is null ? null : Standing.Open(incident.Found.Number()), incident.Override is { } set ? Overridden(set) : null, IncidentWords.About(incident, register),
            incident.Into is { } into ? IncidentsTable.Find(db, into)?.Number : null, incident.Ended is { } ended ? Ended(ended) : null, _words["incident.source." + IncidentWords.KeyOf(incident.Source)], incident.Note,
            [.. incident.Findings.OrderByDescending(f => f.Level).Select(f => Finding(site, f, standing.Contains(f.Indicator)))], Clocks(incident, site), incident.PausedSince is { } since ? Paused(incident, since) : null,
            [.. incident.Records.Select(Record)], [.. open.Where(o => Opening.MayBeOne(incident, o) && Acting.IsFor(o, person.Role)).Select(_lines.Line)], [.. incident.Determinations.Reverse().Select(d => Determination(d, site))],
            incident.Proposed is { } proposed && person.May(Right.Determine) && proposed.By != person.Actor && register.UsersById.GetValueOrDefault(proposed.By)?.Role != person.Role, incident.IsOpen && incident.Proposed is null && person.May(Right.Determine) && incident.Found >= Severity.S2,
            People(incident), Differs(incident), [.. IncidentsTable.Entries(db, incident.Id).Select(e => Happened(e, site)).OfType<HappenedView>().Reverse()], May(incident), _lines.Holders(incident),
            [.. incident.Findings.Where(f => standing.Contains(f.Indicator)).Select(f => f.Indicator)],
            [.. PlansTable.Of(db, incident.Id).Where(a => a.State is not ActionState.Draft and not ActionState.Dropped).Select(a => new LinkView(
                $"{a.Line.Number} · {_words["action.state." + IncidentWords.KeyOf(a.State)]} · {_words.Day(a.Line.Due)}", PlanWords.Path(a)))],
            [.. IncidentActs.AskableForms(register).Select(f => new OptionView(f.Published.Form, FormWords.Title(f, _words)))], incident.Asked is { } asked ? Asked(asked, site) : null,
            [.. register.MonitoredByName().Where(s => s.Id != site.Id && person.SeesSite(s)).Select(s => new OptionView(s.Code, s.Name))], Alerts.AlertCards.MayLeave(incident));
    }

    private LinkView Asked(Question asked, Sites.Site site)
    {
        var answer = DaysTable.FirstAfter(db, site.Id, asked.Form, asked.Entry);
        return new(
            _words.Say(answer is null ? "incident.asked" : "incident.asked.answered", ("text", asked.Text), ("day", _words.Day(asked.Until))),
            answer is { } index && SubmissionsTable.Row(db, index) is { } row ? $"/submissions/{row.Submission}" : "");
    }

    private HashSet<string> May(Incident incident)
    {
        var may = new HashSet<string>();
        if (!person.May(Right.HandleIncidents))
            return may;
        may.Add("note");
        if (incident.IsOpen)
        {
            may.UnionWith(["take", "ask", "inform", "dispute", "authority", "affected", "close"]);
            if (incident.PausedSince is not null)
                may.Add("resume");
            else if (!Acting.NeverPaused(incident))
                may.Add("pause");
            if (person.Role is Role.Lead or Role.Reviewer)
                may.Add("override");
            foreach (var due in incident.Due.Select(d => d.Kind).Where(k => k is DeadlineKind.Safe or DeadlineKind.Plan or DeadlineKind.Progress or DeadlineKind.Ends).Distinct())
                may.Add("meet:" + due);
        }
        else if (incident.State == IncidentState.Closed)
        {
            may.Add("reopen");
        }
        return may;
    }

    private IncidentFindingView Finding(Sites.Site site, IncidentFinding finding, bool stands)
    {
        var indicator = inForce?.Catalogue.Indicator(finding.Indicator);
        return new(
            finding.Indicator, IncidentWords.NameOf(finding.Indicator, inForce?.Catalogue, _words), finding.Hollow ? Standing.Reported(finding.Level.Number()) : Standing.Open(finding.Level.Number()),
            _words["known." + finding.Grade], finding.Regime is { } id ? RegimeName(id) : null, $"{Sites.SiteWords.Path(site)}/risks/{finding.Indicator}", stands,
            indicator is null ? "" : IndicatorWords.Closes(indicator, _words), indicator?.Response.Text.In(_words.Language) ?? "");
    }

    private IReadOnlyList<IncidentClockView> Clocks(Incident incident, Sites.Site site) =>
        [.. incident.Deadlines.GroupBy(d => d.Regime).Select(g => (Regime: inForce?.Catalogue.Regime(g.Key), g)).OrderByDescending(g => g.Regime?.Annex2).Select(g => new IncidentClockView(
            RegimeName(g.g.Key), g.Regime?.Says.In(_words.Language) ?? "", g.Regime?.Annex2 ?? false,
            [.. g.g.OrderBy(d => d.Until).Select(d => new IncidentDueView(
                IncidentWords.KeyOf(d.Kind), _words["incident.due." + IncidentWords.KeyOf(d.Kind)], _lines.Deadline(d, site) with { Label = null },
                d.Met is { } met ? At(met, site) : null, d.Met is { } done && done >= d.Until))]))];

    private string RegimeName(string id) => inForce?.Catalogue.Regime(id)?.Name.In(_words.Language) ?? id;

    // What was built on a record is not undone when the record changes: it is said, for a person to decide.
    private IncidentRecordView Record(IncidentRecord record)
    {
        if (SubmissionsTable.Row(db, record.Entry) is not { } row)
            return new(null, "", "", null, null, _words["incident.basis.erased"]);
        var (site, review) = (row.Site is { } id ? register.Sites.GetValueOrDefault(id) : null, row.Review);
        var changed = row.Standing switch
        {
            VersionState.Withdrawn => _words["incident.basis.withdrawn"],
            VersionState.Superseded => _words["incident.basis.edited"],
            _ => review == ReviewState.Rejected ? _words["incident.basis.rejected"] : null,
        };
        return new(
            $"/submissions/{row.Submission}", FormWords.Title(register, row.Form, row.Version, _words), PeopleWords.Name(register, row.Agent, _words), row.Day, TimeZoneInfo.ConvertTime(row.Received.ToDateTimeOffset(), Sheet.ZoneOf(site)), changed);
    }

    private DeterminationView Determination(Determining made, Sites.Site site)
    {
        var facts = new (string Key, string Text)[]
        {
            ("evidence", made.Proposed.Evidence), ("lots", made.Proposed.Lots), ("sites", made.Proposed.Sites), ("weigh", made.Proposed.Weigh), ("dependents", made.Proposed.Dependents), ("disengagement", made.Proposed.Disengagement),
        };
        return new(
            _words["determination.outcome." + IncidentWords.KeyOf(made.Proposed.Outcome)], _words["determination.state." + (made.Agreed switch { null => "waits", true => "agreed", false => "disagreed" })],
            Name(made.By), At(made.At, site), made.Other is { } other ? Name(other) : null, made.OtherNote.Length > 0 ? made.OtherNote : null,
            [
                .. facts.Where(f => f.Text.Length > 0).Select(f => new FactView(_words["determination." + f.Key], f.Text)),
                .. (made.Proposed.AlsoAt ?? []).Select(register.Sites.GetValueOrDefault).OfType<Sites.Site>().Select(s => new FactView(_words["determination.also-at"], s.Name, person.SeesSite(s) ? Sites.SiteWords.Path(s) : null)),
            ]);
    }

    private IReadOnlyList<AffectedView> People(Incident incident) =>
        [.. from sex in Affected.Sexes from band in Affected.Bands select new AffectedView(
            sex, band, _words.Say("incident.people.of", ("sex", _words["incident.sex." + sex]), ("band", _words["incident.band." + band])), incident.People.FirstOrDefault(p => p.Sex == sex && p.Band == band)?.Count)];

    // The criteria in force over the same records; what was decided stays as it is.
    private IReadOnlyList<string> Differs(Incident incident)
    {
        if (inForce is null || incident.Catalogue == inForce.Catalogue.Version || incident.Records.IsEmpty || Sites.SitesTable.History(db, incident.Site, long.MaxValue) is not { } history)
            return [];
        var now = incident.Records.Select(r => SubmissionsTable.Row(db, r.Entry)).OfType<SubmissionRow>().Select(row => OpenedRecord.Of(db, ledger, register, row, [row])).OfType<OpenedRecord>()
            .SelectMany(record => RecordSeen.Of(register, inForce, history, record)?.Findings ?? []).Where(f => f.Finding.Level != Severity.None)
            .GroupBy(f => f.Indicator.Id).ToDictionary(g => g.Key, g => g.Max(f => f.Finding.Level));
        return [.. incident.Findings.Where(f => now.GetValueOrDefault(f.Indicator) != f.Level).Select(f => _words.Say(
            "incident.differs", ("what", IncidentWords.NameOf(f.Indicator, inForce.Catalogue, _words)), ("then", f.Level.ToString()), ("now", now.TryGetValue(f.Indicator, out var level) ? level.ToString() : _words["incident.differs.nothing"])))];
    }

    private HappenedView? Happened(long entry, Sites.Site site)
    {
        if (ledger.Fact(db, entry, Tier.T2) is not { } recorded)
            return null;
        var files = recorded.Fact is IncidentNoted { Files.IsDefaultOrEmpty: false } noted ? noted.Files.Select(f => new IncidentFileView(f.Name, $"/incidents/files/{entry}/{Uri.EscapeDataString(f.Name)}")).ToList() : [];
        return new(Name(recorded.Actor), At(recorded.At, site), _words["incident.did." + Facts.KindOf(recorded.Fact).Name], [.. Says(recorded.Fact).Concat(Looked(recorded, site)).Where(s => s.Length > 0)], files);
    }

    private IEnumerable<string> Looked(Recorded recorded, Sites.Site site) =>
        recorded.Fact is IncidentStepMet step && inForce is not null ? new ProgressLooks(db, ledger, inForce).Say(step, recorded.At, null, site, _words, frame.Now) : [];

    private IEnumerable<string> Says(Fact fact) => fact switch
    {
        IncidentOpened f => [Found(f.Findings), f.Note],
        IncidentBorneOut f => [Found(f.Findings)],
        IncidentTaken f => [_words.Say("incident.says.holder", ("who", Name(f.Holder)))],
        IncidentNoted f => [f.Text],
        IncidentFactsAsked f => [f.Text, _words.Day(f.Until)],
        IncidentInformed f => [$"{_words["party." + IncidentWords.KeyOf(f.Party)]}, {_words.Day(f.Day)}", f.Note],
        IncidentDisputed f => [$"{_words["party." + IncidentWords.KeyOf(f.Party)]}, {_words.Day(f.Day)}", f.Text],
        AuthorityDecided f =>
        [
            f.Notify ? _words.Say("incident.says.notify", ("authority", f.Authority)) : _words["incident.says.not-notify"], _words.Say("incident.says.harm", ("text", f.Harm)), Said("implicated", f.Implicated), Said("agrees", f.Agrees),
            f.Law.Length > 0 ? _words.Say("incident.says.law", ("text", f.Law)) : "", f.Why ?? "",
        ],
        IncidentAffected f => [string.Join(" · ", f.People.Select(p => _words.Say("incident.people.of", ("sex", _words["incident.sex." + p.Sex]), ("band", _words["incident.band." + p.Band])) + ": " + _words.Number(p.Count)))],
        SeverityOverridden f => [f.Level.ToString(), f.Why],
        IncidentPaused f => [f.Why],
        IncidentStepMet f => [$"{_words["incident.due." + IncidentWords.KeyOf(f.Step)]}, {_words.Day(f.Day)}", f.Note],
        IncidentMerged f => [$"{IncidentsTable.Find(db, f.Incident)?.Number} → {IncidentsTable.Find(db, f.Into)?.Number}"],
        IncidentsKeptApart f => [$"{IncidentsTable.Find(db, f.Incident)?.Number}, {IncidentsTable.Find(db, f.Other)?.Number}"],
        IncidentClosed f => [_words["incident.cause." + IncidentWords.KeyOf(f.Cause)], f.SameAgent ? _words["incident.same-agent"] : "", f.Note],
        IncidentReopened f => [f.Why],
        DeterminationProposed f => [_words["determination.outcome." + IncidentWords.KeyOf(f.Outcome)]],
        DeterminationDecided f => [_words["determination.state." + (f.Agreed ? "agreed" : "disagreed")], f.Note],
        _ => [],
    };

    private string Found(IEnumerable<IncidentFinding> findings) =>
        string.Join(" · ", findings.Select(f => $"{f.Level} {IncidentWords.NameOf(f.Indicator, inForce?.Catalogue, _words)} ({_words["known." + f.Grade]})"));

    private string Said(string what, bool? yes) => yes is { } said ? _words[$"incident.says.{what}.{(said ? "yes" : "no")}"] : "";

    private string Overridden(Override set) => _words.Say("incident.overridden", ("who", Name(set.By)), ("why", set.Why));

    private string Paused(Incident incident, Instant since) => _words.Say("incident.stands-still", ("day", _words.Instant(At(since, register.Sites[incident.Site]))), ("why", incident.PausedWhy));

    private string Ended(Ended ended) => _words.Say("incident.ended", ("cause", _words["incident.cause." + IncidentWords.KeyOf(ended.Cause)]), ("day", _words.Day(ended.Day)), ("who", Name(ended.By)))
        + (ended.SameAgent ? " " + _words["incident.same-agent"] : "");

    private static DateTimeOffset At(Instant instant, Sites.Site site) => TimeZoneInfo.ConvertTime(instant.ToDateTimeOffset(), Sheet.ZoneOf(site));

    private string Name(ActorId actor) => PeopleWords.Name(register, actor, _words);
}
