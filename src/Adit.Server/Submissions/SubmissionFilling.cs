using System.Data.Common;
using System.Globalization;
using Adit.BackChecks;
using Adit.DataSets;
using Adit.Forms;
using Adit.Incidents;
using Adit.Ledger;
using Adit.People;
using Adit.Plausibility;
using Adit.Protection;
using Adit.Releases;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>Fills the page of one record.</summary>
internal sealed class SubmissionFilling(DbConnection db, Register register, InForce? inForce, Frame frame, OpenedRecord record)
{
    private readonly Words _words = frame.Words;
    private readonly string _address = "/submissions/" + record.Row.Submission;

    public SubmissionView Fill(CurrentPerson person, (long Size, string Note, Instant Published)? head, string? language)
    {
        var (row, site, form) = (record.Row, record.Site, record.Form);
        var chosen = FormWords.Choose(form.Form, language, _words.Language);
        var reviews = Reviews();
        var history = site is null ? null : SitesTable.History(db, site.Id, long.MaxValue);
        var seen = inForce is null || history is null ? null : RecordSeen.Of(register, inForce, history, record);
        var mayReview = person.May(Right.ReviewRecords) && row.Standing == VersionState.Current;
        var (answers, computed) = new AnswerWords(form.Form, record.Answers, record.Accepted.Odd, register, chosen, _words).All();
        var checks = person.May(Right.ReviewRecords) ? BackChecksTable.Of(db, row.Submission) : [];
        var closed = form.Form.Nodes.Count(n => n.Kind == NodeKind.Question && n.Tier == Tier.T3 && !n.Implied);
        return new(
            row.Submission.ToString(), $"{FormWords.Title(form, _words)}, {_words.Day(row.Day)}", site?.Code ?? "", site?.Name ?? _words["submission.site.none"], PeopleWords.Name(register, row.Agent, _words),
            RecordWords.At(row.Day), Local(row.Received), row.Form, null, row.Version, FormWords.Languages(form.Form), chosen, answers,
            closed == 0 ? null : closed, Place(seen), Attachments(chosen), Device(), RecordWords.Flags(row.Flags.Split(' '), _words),
            reviews.Count == 0 ? new(RecordWords.Key(row), null, null, null) : reviews[^1] with { State = RecordWords.Key(row) },
            Versions(), inForce is null || site is null || seen is null ? [] : seen.Views(inForce, register, SiteWords.Path(site), _words), Proof(head), mayReview, mayReview, reviews,
            site is null ? null : SiteWords.Credit(site, _words), computed, person.May(Right.EraseRecords),
            [.. checks.Select(c => new RecordCheckView(c.Id.ToString(), c.Second is not null ? "made" : c.Dropped is not null ? "dropped" : "waits", c.First == row.Submission))],
            person.May(Right.KeepAgents) && site is { Kind: SiteKind.Monitored } && row.Standing == VersionState.Current && !checks.Any(c => c.First == row.Submission && c.Waits),
            site is not null && person.May(Right.KeepAgents) ? Interest(site) : null,
            person.May(Right.ReviewRecords) && new RecordDoubts(db, register, person).Of(record) is { Count: > 0 } doubts ? [.. doubts.Select(d => DoubtWords.View(d, _words))] : null,
            [.. IncidentsTable.Of(db, row.Submission).Where(i => Acting.IsFor(i, person.Role)).Select(i => new LinkView($"{i.Number} {IncidentWords.What(i, inForce?.Catalogue, _words)}", IncidentWords.Path(i)))],
            EntityWords.Of(db, row.Submission, person, register, _words, Instant.From(frame.Now)) is { Count: > 0 } entities ? entities : null, ReleaseWords.Of(db, record, person, frame, chosen));
    }

    private InterestNoteView? Interest(Site site) =>
        Declaring.About([.. InterestsTable.Of(db, [record.Row.Agent])[record.Row.Agent]], site.Id, record.Row.Day) is { } declared
            ? new(InterestWords.Said(_words, PeopleWords.Name(register, record.Row.Agent, _words), site, declared), $"/agents/{record.Row.Agent}") : null;

    private DateTimeOffset Local(Instant at) => TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), Sheet.ZoneOf(record.Site));

    private List<ReviewView> Reviews() =>
        [.. SubmissionsTable.Reviews(db, record.Row.Submission).Select(r => new ReviewView(
            r.State == nameof(VersionState.Withdrawn) ? "withdrawn" : RecordWords.Key(Enum.Parse<ReviewState>(r.State)), PeopleWords.Name(register, r.Actor, _words), Local(r.At), r.Note.Length == 0 ? null : r.Note))];

    private List<RecordVersionView> Versions() =>
        [.. record.Versions.Reverse().Select(v => new RecordVersionView(
            Local(v.Received), _words[v.Index == record.Versions[0].Index ? "submission.version.first" : "submission.version.edit"], $"{_address}?version={v.Index}", v.Index == record.Row.Index))];

    private List<AttachmentView> Attachments(string language)
    {
        var held = record.Files(db).ToDictionary(f => f.Name);
        var views = new List<AttachmentView>();
        foreach (var answer in record.Answers.Where(OpenedRecord.IsFile).DistinctBy(a => a.Text))
        {
            var (name, words) = (answer.Text.Trim(), FormWords.Label(answer.Node!, language));
            var href = $"{_address}/files/{Uri.EscapeDataString(name)}{(record.Row.Standing == VersionState.Superseded ? $"?version={record.Row.Index}" : "")}";
            views.Add(held.TryGetValue(name, out var file)
                ? new(name, file.Type, file.Blob.Length, href, file.Type is "image/jpeg" or "image/png" or "image/webp" ? href : null, words)
                : new(name, "", null, null, null, words));
        }
        return views;
    }

    private MapView? Place(RecordSeen? seen)
    {
        var at = record.Answers.Where(a => a.Node is { Type: AnswerType.Geopoint }).OrderBy(a => a.Row.Length > 0).Select(a => AnswerText.Point(a.Text)).FirstOrDefault(p => p is not null);
        if (at is not { } place)
            return null;
        var here = new GeoPoint((decimal)place.Latitude, (decimal)place.Longitude);
        var markers = new List<MarkerView> { new(_words["submission.place"], null, here.Latitude, here.Longitude, seen?.Worst ?? Standing.DoesNotApply) };
        if (record.Site is not { Place: { } middle } site)
            return new(markers, true);
        var stands = inForce is null ? Standing.NotObserved : SiteRisk.Of(db, inForce, site, SiteRisk.Today(site, frame.Now), SiteRisk.Newest(db)).Overall.Rating.ToStanding();
        markers.Add(new(site.Name, SiteWords.Path(site), middle.Latitude, middle.Longitude, stands));
        var metres = middle.MetresTo(here);
        var far = metres < 1000 ? _words.Amount((decimal)Math.Round(metres), "m") : _words.Amount((decimal)Math.Round(metres / 1000, 1), "km");
        return new(markers, true, _words.Say("submission.place.distance", ("distance", far)));
    }

    private List<FactView> Device()
    {
        var (envelope, row) = (record.Envelope, record.Row);
        var facts = new List<FactView> { new(_words["device.source"], RecordWords.Source(envelope.Source, _words)) };
        Add("device.id", envelope.DeviceId);
        Add("device.app", envelope.UserAgent);
        if (DateTimeOffset.TryParse(envelope.PhoneClock, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
            Add("device.clock", _words.Instant(clock) + (envelope.DriftSeconds == 0 ? "" : $" ({(envelope.DriftSeconds > 0 ? '+' : '−')}{_words.Span(TimeSpan.FromSeconds(Math.Abs(envelope.DriftSeconds)))})"));
        Add("device.received", _words.Instant(Local(row.Received)));
        facts.Add(new(_words["device.form"], $"{row.Form} {row.Version}".TrimEnd(), FormWords.Path(row.Form), envelope.FormHash));
        Add("device.instance", row.Instance);
        Add("device.key", envelope.Key is { } key ? "…" + PeopleWords.Hint(key) : null);
        Add("device.entered-by", Id.TryRead(envelope.EnteredBy, out var typist) ? PeopleWords.Name(register, new(typist), _words) : envelope.EnteredBy);
        if (envelope.Stray > 0)
            Add("device.stray", _words.Number(envelope.Stray));
        foreach (var letIn in DecisionsTable.Newest(db, 5, row.Submission))
        {
            Add("device.let-in", _words.Say("refused.let-in.by", ("who", PeopleWords.Name(register, letIn.Actor, _words)), ("when", _words.Instant(Local(letIn.At))), ("reason", letIn.Reason)));
            Add("device.arrived", _words.Instant(Local(letIn.Arrived)));
        }
        return facts;

        void Add(string label, string? value)
        {
            if (value is { Length: > 0 })
                facts.Add(new(_words[label], value));
        }
    }

    private ProofView Proof((long Size, string Note, Instant Published)? head)
    {
        var leaf = Merkle.Leaf(LedgerTable.Entry(db, record.Row.Index)!).ToString();
        var version = record.Row.Standing == VersionState.Superseded ? $"?version={record.Row.Index}" : "";
        return head is { } last && last.Size > record.Row.Index
            ? new(record.Row.Index, leaf, last.Size, last.Note.Split('\n').ElementAtOrDefault(2), $"{_address}/evidence{version}")
            : new(record.Row.Index, leaf, null, null, null);
    }
}
