using System.Collections.Immutable;
using System.Security.Cryptography;
using Adit.Forms;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>What the sender is told: an HTTP status, and a sentence in their language.</summary>
internal sealed record ReceiptAnswer(int Status, string Code, Func<Words, string> Say);

/// <summary>Who sent a sheet, and by which way it came.</summary>
internal sealed record Sender(ActorId Actor, Guid? Key, Source Source, string? DeviceId, string? UserAgent, Func<string, bool> MayUse, Func<SiteId, bool> Works, ImmutableArray<SiteId> Sites);

/// <summary>
/// The way of one record into the ledger: read, match to its form, type, flag, seal; then, as the writer, decide by its identity and append.
/// Everything costly happens before the writer's turn.
/// </summary>
internal sealed class Receiving(Database database, Registers registers, Catalogues catalogues, FolderBlobs blobs)
{
    /// <summary>A record from an agent's phone.</summary>
    public async Task<ReceiptAnswer> FromPhone(Caller caller, Upload upload, string? deviceId, string? userAgent)
    {
        var source = database.Simulated ? Source.Simulated : Source.Phone;
        var agent = caller.Agent;
        var sender = new Sender(agent.Id, caller.Credential, source, deviceId, userAgent, f => agent.Forms.IsEmpty || agent.Forms.Contains(f), agent.Sites.Contains, agent.Sites);
        var answer = await Receive(sender, upload.Xml, upload.Files, upload.Incomplete);
        if (answer.Status >= 400)
            await Quarantine(agent.Id, answer.Code, upload.Xml);
        return answer;
    }

    /// <summary>Reads a sheet and keeps it, or says why not.</summary>
    /// <param name="known">The id that an imported record has by its source; null where it gets a new one.</param>
    public async Task<ReceiptAnswer> Receive(Sender sender, byte[] xml, IReadOnlyList<UploadedFile> files, bool incomplete, SubmissionId? known = null)
    {
        var read = InstanceReading.Read(xml);
        if (read.Refusal is { } fault)
            return new(StatusCodes.Status400BadRequest, fault.Code, w => fault.Sentence(w.Language));
        var instance = read.Instance!;
        var register = registers.Current;
        if (!sender.MayUse(instance.FormId))
            return Refuse(StatusCodes.Status403Forbidden, "phone.form-not-yours");
        if (!register.Forms.TryGetValue((instance.FormId, instance.Version), out var form))
            return register.Published.Any(p => p.Form == instance.FormId)
                ? Refuse(StatusCodes.Status404NotFound, "phone.version-unknown", ("version", instance.Version))
                : Refuse(StatusCodes.Status404NotFound, "phone.form-unknown", ("form", instance.FormId));
        // A form is closed to people: forms of imports never were open.
        if (form.Published.State == FormState.Closed && sender.Source != Source.Historic)
            return Refuse(StatusCodes.Status409Conflict, "phone.form-closed", ("form", form.Published.Title));
        return await Keep(new(sender, register, form, instance, xml, database.Now, catalogues.KindOf), files, incomplete, known);
    }

    private async Task<ReceiptAnswer> Keep(Sheet sheet, IReadOnlyList<UploadedFile> files, bool incomplete, SubmissionId? known)
    {
        var instanceId = sheet.Instance.InstanceId ?? "uuid:" + Guid.CreateVersion7();
        var alias = Alias(sheet.Form, instanceId);
        var edits = sheet.Instance.DeprecatedId is { } deprecated ? Alias(sheet.Form, deprecated) : null;
        var (edited, heldFiles) = edits is null ? (null, []) : database.Read(db => (SubmissionsTable.Find(db, edits), SubmissionsTable.AttachmentsOf(db, edits)));
        var digest = SubmissionsTable.Digest(database.Keys.AliasKey, sheet.Xml);

        var named = sheet.Answers.Attachments.Select(a => a.Name).ToHashSet();
        var kept = files.Where(f => named.Contains(f.Name) && sheet.TakesFiles).DistinctBy(f => f.Name).Select(f => new KeptFile(f.Name, f.Type, f.Blob.Keep())).ToImmutableArray();
        var carried = heldFiles.Where(f => named.Contains(f.Name) && kept.All(k => k.Name != f.Name));
        var fact = sheet.ToFact(edited?.Submission ?? known ?? new SubmissionId(Guid.CreateVersion7()), instanceId, [.. kept, .. carried], named, files.Count - kept.Length, incomplete);
        var sealedEntry = SealedEntry.Seal(Facts.Write(fact, sheet.Received, sheet.Sender.Actor), database.Keys);

        var (verdict, entry) = await database.Write(writing =>
        {
            var own = SubmissionsTable.Known(writing.Db, alias);
            var target = edits is null ? null : SubmissionsTable.Known(writing.Db, edits);
            var decided = Intake.Decide(ToHeld(own, digest), edits is not null, ToHeld(target, digest));
            if (decided is not (Verdict.New or Verdict.Edit))
                return (decided, own?.Index ?? -1);
            var recorded = writing.Append(sealedEntry, sheet.Received, sheet.Sender.Actor, fact);
            return (decided, recorded.Index);
        });
        if (verdict == Verdict.Again && kept.Length > 0)
            await FillGaps(sheet, entry, kept);
        else if (verdict is not (Verdict.New or Verdict.Edit))
            Forget(kept);
        return Answer(verdict, sheet, instanceId);
    }

    // Files that a phone sends again cost a comparison and nothing else (row 72); new ones fill gaps, others replace (row 67).
    private async Task FillGaps(Sheet sheet, long entry, ImmutableArray<KeptFile> files)
    {
        var (submission, held) = database.Read(db => (SubmissionsTable.At(db, entry), SubmissionsTable.Attachments(db, entry).ToDictionary(a => a.Name)));
        var fresh = new List<KeptFile>();
        foreach (var file in files)
            if (submission is not null && !(held.TryGetValue(file.Name, out var before) && await blobs.Same(before.Blob, file.Blob)))
                fresh.Add(file);
        Forget(files.Except(fresh));
        if (fresh.Count > 0)
            await database.Write(writing => fresh.Select(f => writing.Record(sheet.Sender.Actor, new AttachmentReceived(submission!.Value, entry, f))).ToList());
    }

    private void Forget(IEnumerable<KeptFile> files)
    {
        foreach (var file in files)
            blobs.Delete(file.Blob.Id);
    }

    private byte[] Alias(OpenForm form, string instance) => SubmissionsTable.Alias(database.Keys.AliasKey, form.Published.Form, instance);

    private static Held? ToHeld(KnownInstance? known, byte[] digest) => known is null ? null
        : new(known.Submission, known.Index, CryptographicOperations.FixedTimeEquals(known.Digest, digest), known.Standing == VersionState.Superseded, known.Standing == VersionState.Withdrawn, known.Standing == VersionState.Erased);

    private Task<bool> Quarantine(ActorId agent, string code, byte[] xml) => database.Write(writing =>
    {
        var held = SealedEntry.Seal(new Parts(null, T3: xml), database.Keys);
        QuarantineTable.Keep(writing.Db.Db, Guid.CreateVersion7(), writing.Now, agent, code, held);
        return true;
    });

    private static ReceiptAnswer Answer(Verdict verdict, Sheet sheet, string instance) => verdict switch
    {
        Verdict.New or Verdict.Edit => Say(StatusCodes.Status201Created, "phone.received"),
        Verdict.Again => Say(StatusCodes.Status201Created, "phone.received-before"),
        Verdict.OtherContents => Refuse(StatusCodes.Status409Conflict, "phone.other-contents", ("instance", instance)),
        Verdict.Withdrawn => Refuse(StatusCodes.Status409Conflict, "phone.withdrawn", ("instance", instance)),
        Verdict.EditsUnknown => Refuse(StatusCodes.Status404NotFound, "phone.edits-unknown", ("instance", sheet.Instance.DeprecatedId!)),
        Verdict.EditsSuperseded => Refuse(StatusCodes.Status409Conflict, "phone.edits-superseded", ("instance", sheet.Instance.DeprecatedId!)),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    private static ReceiptAnswer Say(int status, string code) => new(status, code, w => w[code]);

    private static ReceiptAnswer Refuse(int status, string code, params (string Name, object? Value)[] with) => new(status, code, w => w.Say(code, with));
}
