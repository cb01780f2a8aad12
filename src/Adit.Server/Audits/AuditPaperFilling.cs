using System.Data.Common;
using System.Globalization;
using Adit.Forms;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Plans;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Submissions;
using Adit.Web;

namespace Adit.Audits;

/// <summary>Fills the page of an item of a sample: what of it this reader may see, and the working paper. What is protected (T3) stands on no page.</summary>
internal sealed class AuditPaperFilling(DbConnection db, LedgerReading ledger, Frame frame, CurrentPerson person, Register register, InForce inForce)
{
    private readonly Words _words = frame.Words;
    private readonly AuditItems _items = new(db, ledger, register, inForce.Catalogue);

    /// <summary>What is shown of an item.</summary>
    private sealed record Shown(Site Site, string Title, IReadOnlyList<FactView> Facts, LinkView Own, IReadOnlyList<AnswerView>? Answers = null, int Closed = 0);

    /// <summary>The page; null where there is no such item, or its site is not shown to this reader.</summary>
    public AuditPaperView? Fill(Audit audit, int sample, string item, long? published)
    {
        if (audit.SampleOf(sample) is not { } of || of.Items.FirstOrDefault(i => i.Item == item) is not { } found)
            return null;
        var shown = Of(of.Kind, item, audit.Set.Contents || person.Role.OfTheProgramme());
        if (shown is not null && !person.SeesSite(shown.Site))
            return null;
        var (path, next) = (AuditsFilling.PathOf(audit.Set, sample, item), of.Items.ElementAtOrDefault(of.Items.IndexOf(found) + 1));
        return new(
            audit.Set.Number, AuditsFilling.PathOf(audit.Set), path, sample, item, shown?.Title ?? item, shown is null, [.. shown?.Facts ?? [], new(_words["audit.entry"], _words.Number(found.Entry))], shown?.Answers, shown?.Closed ?? 0,
            shown is null ? [] : [new(shown.Site.Name, SiteWords.Path(shown.Site))], shown is not null && person.May(Right.SeeRecords) ? shown.Own : null, published > found.Entry ? path + "/evidence" : null,
            person.May(Right.Audit) || audit.Shared is not null ? [.. audit.PaperOf(sample, item).Select(Version)] : null, person.May(Right.Audit) && audit.Shared is null, next is null ? null : new(next.Item, AuditsFilling.PathOf(audit.Set, sample, next.Item)));
    }

    private AuditPaperVersionView Version(AuditPaper paper) => new(
        IncidentWords.KeyOf(paper.Says.Conclusion), [.. paper.Says.Checked.Select(c => _words["audit.check." + IncidentWords.KeyOf(c)])], paper.Says.Text, PeopleWords.Name(register, paper.By, _words), paper.At.ToDateTimeOffset().ToOffset(frame.Now.Offset), paper.Entry);

    private Shown? Of(SampleKind kind, string item, bool contents) => kind switch
    {
        SampleKind.Records => SubmissionsTable.Row(db, long.Parse(item, CultureInfo.InvariantCulture)) is { Site: { } at } row && register.Sites.TryGetValue(at, out var site) ? Record(row, site, contents) : null,
        SampleKind.Incidents => IncidentsTable.Find(db, item) is { } incident && _items.Shows(incident) ? Case(incident, register.Sites[incident.Site]) : null,
        _ => PlansTable.Find(db, item) is { Line.Quiet: false } action ? Line(action, register.Sites[action.Site]) : null,
    };

    private Shown? Record(SubmissionRow row, Site site, bool contents)
    {
        if (OpenedRecord.Of(db, ledger, register, row, SubmissionsTable.Versions(db, row.Submission)) is not { } record)
            return null;
        var form = record.Form.Form;
        var language = FormWords.Choose(form, null, _words.Language);
        return new(
            site, $"{FormWords.Title(record.Form, _words)}, {_words.Day(row.Day)}",
            [
                new(_words["device.form"], $"{row.Form} {row.Version}".TrimEnd()), new(_words["device.received"], _words.Instant(TimeZoneInfo.ConvertTime(row.Received.ToDateTimeOffset(), Sheet.ZoneOf(site)))), new(_words["device.source"], RecordWords.Source(row.Source, _words)),
                new(_words["audit.standing"], _words["audit.standing." + IncidentWords.KeyOf(row.Standing)]),
                .. contents ? [new FactView(_words["audit.agent"], PeopleWords.Name(register, row.Agent, _words)), new FactView(_words["submission.flags"], string.Join("; ", RecordWords.Flags(row.Flags.Split(' '), _words).Select(f => f.Words)) is { Length: > 0 } flags ? flags : "—")]
                    : AnswerReading.Read(form, [.. record.Accepted.Answers.Take((int)Tier.T2)]).Where(a => a.Node is { Kind: NodeKind.Question }).Select(a => new FactView(FormWords.Label(a.Node!, language), a.Text)),
            ],
            new(_words["nav.Submissions"], FormattableString.Invariant($"/submissions/{row.Submission}?version={row.Index}")), contents ? new AnswerWords(form, record.Answers, record.Accepted.Odd, register, language, _words).All().Answers : null,
            contents ? form.Nodes.Count(n => n.Kind == NodeKind.Question && n.Tier == Tier.T3 && !n.Implied) : 0);
    }

    private Shown Case(Incident incident, Site site) => new(
        site, incident.Number,
        [
            new(_words["report.what"], string.Join("; ", _items.Indicators(incident).Select(i => $"{i} {IncidentWords.NameOf(i, inForce.Catalogue, _words)}"))), new(_words["audit.level"], incident.Level.ToString()), new(_words["report.known"], _words["known." + incident.Worst.Grade]),
            new(_words["audit.day"], _words.Day(incident.Day)), new(_words["audit.learnt"], _words.Instant(At(incident.Learnt, site))), new(_words["incident.state"], _words["incident.state." + IncidentWords.KeyOf(incident.State)]),
            .. incident.DueToAll.Select(d => new FactView(_words["risk.clock." + IncidentWords.KeyOf(d.Kind)], _words.Instant(At(d.Until, site)))),
            .. incident.Determined is { } determined ? [new FactView(_words["audit.determined"], _words["determination.outcome." + IncidentWords.KeyOf(determined.Proposed.Outcome)])] : (FactView[])[],
            .. incident.Ended is { } ended ? [new FactView(_words["incident.state.over"], $"{_words.Day(ended.Day)}, {_words["incident.cause." + IncidentWords.KeyOf(ended.Cause)]}")] : (FactView[])[],
        ],
        new(_words["incidents"], IncidentWords.Path(incident)));

    private Shown Line(CorrectiveAction action, Site site) => new(
        site, action.Line.Number,
        [
            new(_words["report.what"], $"{action.Line.Indicator} {IncidentWords.NameOf(action.Line.Indicator, inForce.Catalogue, _words)}"),
            .. Plans.Composing.Library(db, inForce).Find(action.Line.Measure) is { } measure ? [new FactView(_words["audit.measure"], Library.In(measure.Texts, _words.Language))] : (FactView[])[],
            new(_words["audit.owner"], PlanWords.Owner(action.Line.Owner, _words)), new(_words["audit.adopted"], action.Issued is { } issued ? _words.Day(issued) : "—"), new(_words["audit.due"], _words.Day(action.Line.Due)), new(_words["incident.state"], _words["action.state." + IncidentWords.KeyOf(action.State)]),
            .. action.VerifiedBy is { } check ? [new FactView(_words["audit.verified"], $"{_words.Day(check.Day)}{(check.SameAgent ? $" ({_words["audit.same-agent"]})" : "")}")] : (FactView[])[],
        ],
        new(_words["nav.Plans"], PlanWords.Path(action)));

    private static DateTimeOffset At(Instant at, Site site) => TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), Sheet.ZoneOf(site));
}
