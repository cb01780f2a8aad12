using System.Data.Common;
using Adit.Forms;
using Adit.People;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>Fills the pages of refused uploads.</summary>
internal sealed class RefusedFilling(DbConnection db, Register register, Quarantine quarantine, Frame frame)
{
    public const int PageSize = 50;

    private readonly Words _words = frame.Words;

    public RefusedView List(string? after)
    {
        var rows = RefusedTable.After(db, after, PageSize + 1);
        var older = rows.Count > PageSize ? "/refused?after=" + rows[PageSize - 1].Id : null;
        return new(
            [.. rows.Take(PageSize).Select(r => Line(quarantine.Look(r)))], new(after is null ? null : "/refused", older), RefusedTable.Count(db),
            [.. DecisionsTable.Newest(db, 20).Select(Decision)]);
    }

    public RefusedUploadView One(RefusedRow row, bool mayDecide, string? problem)
    {
        var upload = quarantine.Look(row);
        var form = FormOf(register, upload);
        var answers = form is null ? null : AnswersOf(upload, form);
        var how = LettingIn.Of(row.Code);
        return new(
            Line(upload), [.. Facts(upload, answers)],
            form is null || answers is null ? null : new AnswerWords(form.Form, answers, [], register, FormWords.Choose(form.Form, null, _words.Language), _words).All().Answers,
            upload.Envelope is null ? _words["refused.closed.protected"] : form is null ? _words["refused.closed.unknown"] : null,
            mayDecide && how != LetInAs.Nothing, mayDecide, how == LetInAs.NewRecord, problem);
    }

    /// <summary>The published version that it names; null where we do not hold it, or it is protected.</summary>
    public static OpenForm? FormOf(Register register, RefusedUpload upload) =>
        upload.Envelope is { Form: { } id, Version: { } version } && register.Forms.TryGetValue((id, version), out var form) && form.Form.Tier < Tier.T3 && upload.Answers.Any(a => !a.IsEmpty) ? form : null;

    /// <summary>What T2 reads of it.</summary>
    public static IReadOnlyList<ReadAnswer> AnswersOf(RefusedUpload upload, OpenForm form) => [.. AnswerReading.Read(form.Form, [.. upload.Answers])];

    /// <summary>The files that an answer which may be read here names.</summary>
    public static IReadOnlyList<KeptFile> FilesOf(RefusedUpload upload, IReadOnlyList<ReadAnswer>? answers)
    {
        var named = (answers ?? []).Where(OpenedRecord.IsFile).Select(a => a.Text.Trim()).ToHashSet();
        return [.. (upload.Envelope?.Files ?? []).Where(f => named.Contains(f.Name))];
    }

    /// <summary>Why it was refused, as the office should hear it.</summary>
    public static string Why(Words words, Register register, string code, RefusedEnvelope? envelope)
    {
        var key = "refused.why." + code.Replace("phone.", "", StringComparison.Ordinal);
        return words.Has(key) ? words.Say(key, ("form", Title(register, envelope, words) ?? words["refused.protected"]), ("version", Short(envelope?.Version)), ("instance", Short(envelope?.Instance)))
            : XmlFaults.Codes.Contains(code) ? new XmlFault(code, 0, envelope?.About ?? "").Sentence(words.Language) : code;
    }

    private RefusedLineView Line(RefusedUpload upload)
    {
        var (row, envelope) = (upload.Row, upload.Envelope);
        return new(
            row.Id.ToString(), row.First.ToDateTimeOffset(), row.Last.ToDateTimeOffset(), row.Times, envelope is null ? null : PeopleWords.Name(register, new(envelope.Agent), _words),
            envelope is null ? null : Title(register, envelope, _words) ?? "", Why(_words, register, row.Code, envelope), _words.Size(row.Bytes), row.SinceReceived,
            row.Last.ToDateTimeOffset() + Quarantine.Kept);
    }

    private RefusedDecisionView Decision(UploadDecision decision) => new(
        decision.At.ToDateTimeOffset(), PeopleWords.Name(register, decision.Actor, _words), decision.Submission is not null, Why(_words, register, decision.Code, null), decision.Reason,
        decision.Submission is { } submission && SubmissionsTable.Versions(db, submission).Count > 0 ? $"/submissions/{submission}" : null);

    private IEnumerable<FactView> Facts(RefusedUpload upload, IReadOnlyList<ReadAnswer>? answers)
    {
        if (upload.Envelope is not { } envelope)
            yield break;
        (string Label, string? Value)[] facts =
        [
            ("refused.form", envelope.Form), ("refused.version", envelope.Version), ("device.instance", envelope.Instance), ("device.id", envelope.DeviceId), ("device.app", envelope.UserAgent),
            ("device.key", envelope.Key is { } key ? "…" + PeopleWords.Hint(key) : null), ("refused.files", envelope.Files.Count == 0 ? null : _words.Number(envelope.Files.Count)),
        ];
        foreach (var (label, value) in facts)
            if (value is { Length: > 0 })
                yield return new(_words[label], Short(value));
        foreach (var file in FilesOf(upload, answers))
            yield return new(file.Name, _words.Size(file.Blob.Length));
    }

    private static string? Title(Register register, RefusedEnvelope? envelope, Words words) => envelope is null ? null
        : register.Published.FirstOrDefault(p => p.Form == envelope.Form && p.Newest) is { Title.Length: > 0 } form ? FormWords.Title(register, form.Form, form.Version, words) : Short(envelope.Form);

    private static string Short(string? text) => text is null ? "" : text.Length <= 120 ? text : text[..119] + "…";
}
