using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Adit.Forms;
using Adit.Ledger;
using Adit.People;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Sites;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>What the sender is told: an HTTP status, and a sentence in their language.</summary>
/// <param name="About">What the sentence is about, where a file and not a record was refused: a limit or a name.</param>
internal sealed record ReceiptAnswer(int Status, string Code, Func<Words, string> Say, string About = "")
{
    /// <summary>What was sent arrived before.</summary>
    /// <summary>The keyed hash by which the record is known that was taken; null where none was.</summary>
    public byte[]? Alias { get; init; }

    public static ReceiptAnswer Before { get; } = new(StatusCodes.Status201Created, "phone.received-before", w => w["phone.received-before"]);
}

/// <summary>Who sent a sheet, and by which way it came.</summary>
internal sealed record Sender(ActorId Actor, Guid? Key, Source Source, string? DeviceId, string? UserAgent, Func<string, bool> MayUse, Func<SiteId, bool> Works, ImmutableArray<SiteId> Sites)
{
    /// <summary>Where the office lets in what was refused before; null where a sender sends by themselves.</summary>
    public Vouching? Vouched { get; init; }

    /// <summary>The phone's clock minus ours in seconds, where it was measured as the record was handed in; else it is guessed from the record.</summary>
    public long? DriftSeconds { get; init; }

    /// <summary>The id of whoever copied it from paper; null where it was recorded as it is.</summary>
    public string? EnteredBy { get; init; }
}

/// <summary>The office vouches for an upload: no closed form stands in its way.</summary>
/// <param name="Instance">The instance id that it has where it brings none, or where it comes in as a record of its own.</param>
/// <param name="Apart">Whether it comes in as a record of its own, whatever it claims to be.</param>
internal sealed record Vouching(string Instance, bool Apart);

/// <summary>
/// The way of one record into the ledger: read, match to its form, type, flag, seal; then, as the writer, decide by its identity and append.
/// Everything costly happens before the writer's turn.
/// </summary>
internal sealed class Receiving(Database database, Registers registers, Catalogues catalogues, Blobs blobs, LedgerReading ledger)
{
    private readonly Unsealing _unsealing = new(database, blobs);

    /// <summary>The code of a refusal after which nothing is kept: what was erased must not come back into quarantine.</summary>
    public const string Erased = "phone.edits-erased";

    /// <summary>A record from an agent's phone.</summary>
    public async Task<ReceiptAnswer> FromPhone(Caller caller, Upload upload, string? deviceId, string? userAgent)
    {
        var source = database.Simulated ? Source.Simulated : Source.Phone;
        var agent = caller.Agent;
        var sender = new Sender(agent.Id, caller.Credential, source, deviceId, userAgent, f => agent.Forms.IsEmpty || agent.Forms.Contains(f), agent.Sites.Contains, agent.Sites);
        return await Receive(sender, upload.Xml, upload.Files, upload.Nameless, upload.Incomplete);
    }

    /// <summary>A record that Adit's own app hands in; its files follow by <see cref="TakeFile"/>.</summary>
    /// <param name="driftSeconds">The phone's clock minus ours at this moment.</param>
    public Task<ReceiptAnswer> FromField(Field.FieldCaller caller, Field.Handed handed, long? driftSeconds)
    {
        var agent = caller.Agent;
        var sender = new Sender(
            agent.Id, caller.Credential, database.Simulated ? Source.Simulated : handed.Paper == true ? Source.Paper : Source.Phone, caller.Device.Id.ToString(), handed.App, f => agent.Forms.IsEmpty || agent.Forms.Contains(f), agent.Sites.Contains, agent.Sites)
        { DriftSeconds = driftSeconds, EnteredBy = handed.Paper == true ? agent.Id.ToString() : null };
        return Receive(sender, Encoding.UTF8.GetBytes(handed.Xml), []);
    }

    /// <summary>A file of a record that came before it. Of one that was withdrawn or erased meanwhile nothing is kept.</summary>
    public Task TakeFile(ActorId agent, byte[] alias, UploadedFile file)
    {
        var known = database.Read(db => SubmissionsTable.Find(db, alias));
        return FillGaps(agent, alias, known is { Standing: VersionState.Withdrawn or VersionState.Erased } ? null : known, [file]);
    }

    /// <summary>Reads a sheet and keeps it, or says why not. Files of what is refused stay with whoever sent them: to be kept apart, or forgotten.</summary>
    /// <param name="known">The id that an imported record has by its source; null where it gets a new one.</param>
    public async Task<ReceiptAnswer> Receive(Sender sender, byte[] xml, IReadOnlyList<UploadedFile> files, int nameless = 0, bool incomplete = false, SubmissionId? known = null)
    {
        var read = InstanceReading.Read(xml);
        if (read.Refusal is { } fault)
            return new(StatusCodes.Status400BadRequest, fault.Code, w => fault.Sentence(w.Language), fault.About);
        var instance = sender.Vouched is { Apart: true } vouched ? read.Instance!.Apart(vouched.Instance) : read.Instance!;
        var register = registers.Current;
        if (!sender.MayUse(instance.FormId))
            return Refuse(StatusCodes.Status403Forbidden, "phone.form-not-yours");
        if (!register.Forms.TryGetValue((instance.FormId, instance.Version), out var form))
            return register.Published.Any(p => p.Form == instance.FormId)
                ? Refuse(StatusCodes.Status404NotFound, "phone.version-unknown", ("version", instance.Version))
                : Refuse(StatusCodes.Status404NotFound, "phone.form-unknown", ("form", instance.FormId));
        // A form is closed to people: forms of imports never were open. What was taken before stays taken, and its files may follow.
        if (form.Published.State == FormState.Closed && sender.Source != Source.Historic && sender.Vouched is null && !IsHeld(form, instance))
            return Refuse(StatusCodes.Status409Conflict, "phone.form-closed", ("form", form.Published.Title));
        using var opened = await Opened(form, instance, xml, files);
        if (opened is not null)
            return await Receive(sender, opened.Xml, opened.Files, nameless, incomplete: false, known);
        return await Keep(new(sender, register, form, instance, xml, database.Now, database.Latest, catalogues.KindOf), files, nameless, incomplete, known);
    }

    // What was kept as it came before, because it did not come whole, goes on that way until the last of it is here.
    private async Task<OpenedEnvelope?> Opened(OpenForm form, Instance instance, byte[] xml, IReadOnlyList<UploadedFile> files) =>
        instance is { Encrypted: not null, InstanceId: { } id } && Again(Alias(form, id), SubmissionsTable.Digest(database.Keys.AliasKey, xml)) is null ? await _unsealing.Open(form, instance, files) : null;

    // Then it takes the envelope's place as an edit does. Whichever of two requests is later finds that done.
    private async Task OpenLate(Sheet sheet, string instanceId, KnownInstance? held)
    {
        if (sheet.Instance.Encrypted is null || held is not { Standing: VersionState.Current })
            return;
        using var opened = await _unsealing.Open(sheet.Form, sheet.Instance, FilesOf(held.Index));
        if (opened is null)
            return;
        var instance = InstanceReading.Read(opened.Xml).Instance!.Replacing(instanceId, $"adit:opened:{instanceId}");
        await Keep(new(sheet.Sender, registers.Current, sheet.Form, instance, opened.Xml, database.Now, database.Latest, catalogues.KindOf), opened.Files, nameless: 0, incomplete: false, known: null);
    }

    private async Task<ReceiptAnswer> Keep(Sheet sheet, IReadOnlyList<UploadedFile> files, int nameless, bool incomplete, SubmissionId? known)
    {
        var digest = SubmissionsTable.Digest(database.Keys.AliasKey, sheet.Xml);
        var instanceId = sheet.Instance.InstanceId ?? sheet.Sender.Vouched?.Instance ?? Nameless(sheet, digest);
        var alias = Alias(sheet.Form, instanceId);
        var named = sheet.Named.ToHashSet();
        var wanted = files.Where(f => named.Contains(f.Name) && sheet.TakesFiles).DistinctBy(f => f.Name).ToList();
        // Without files the writer finds out as fast; with files, those that are held must not be kept a second time.
        if (wanted.Count > 0 && Again(alias, digest) is { } held)
        {
            await FillGaps(sheet.Sender.Actor, alias, held, wanted);
            await OpenLate(sheet, instanceId, held);
            return Answer(Verdict.Again, sheet, instanceId, alias);
        }
        Verdict? verdict = null;
        try
        {
            var kept = (await Keep(wanted)).ToImmutableArray();
            var stray = files.Count - wanted.Count + nameless;
            do
                verdict = await Decide(sheet, instanceId, alias, digest, kept, named, stray, incomplete, known);
            while (verdict is null);
        }
        finally
        {
            // Files that no entry names must not stay; where it was the same after all, they are compared below.
            if (verdict is null)
                await Forget(wanted);
        }
        if (verdict is Verdict.Again)
        {
            await FillGaps(sheet.Sender.Actor, alias, Again(alias, digest), wanted);
            await OpenLate(sheet, instanceId, Again(alias, digest));
        }
        return Answer(verdict.Value, sheet, instanceId, alias);
    }

    /// <summary>Decides and appends as the writer; null where what it edits came in just now, so that the edit must be prepared again.</summary>
    private async Task<Verdict?> Decide(
        Sheet sheet, string instanceId, byte[] alias, byte[] digest, ImmutableArray<KeptFile> kept, HashSet<string> named, int stray, bool incomplete, SubmissionId? known)
    {
        var edits = sheet.Instance.DeprecatedId is { } deprecated ? Alias(sheet.Form, deprecated) : null;
        var (edited, heldFiles) = edits is null ? (null, []) : database.Read(db => (SubmissionsTable.Find(db, edits), SubmissionsTable.AttachmentsOf(db, edits)));
        var carried = heldFiles.Where(f => named.Contains(f.Name) && kept.All(k => k.Name != f.Name));
        var fact = sheet.ToFact(edited?.Submission ?? known ?? new SubmissionId(Guid.CreateVersion7()), instanceId, [.. kept, .. carried], named, stray, incomplete) with { Mark = new(alias, digest) };
        var sealedEntry = SealedEntry.Seal(Facts.Write(fact, sheet.Received, sheet.Sender.Actor), database.Keys);
        return await database.Write(writing =>
        {
            var own = writing.Instance(alias);
            var target = edits is null ? null : writing.Instance(edits);
            var decided = Intake.Decide(ToHeld(own, digest), edits is not null, ToHeld(target, digest));
            if (decided is Verdict.Edit && target!.Submission != edited?.Submission)
                return null;
            if (decided is Verdict.New or Verdict.Edit)
                writing.Append(sealedEntry, sheet.Received, sheet.Sender.Actor, fact);
            return (Verdict?)decided;
        }, instances: edits is null ? [alias] : [alias, edits]);
    }

    // Read beside the writer: a record that is held to the byte stays held, so this alone can answer most of what phones send again.
    private KnownInstance? Again(byte[] alias, byte[] digest) =>
        database.Read(db => SubmissionsTable.Find(db, alias)) is { Standing: not (VersionState.Withdrawn or VersionState.Erased) } held && CryptographicOperations.FixedTimeEquals(held.Digest, digest) ? held : null;

    private bool IsHeld(OpenForm form, Instance instance) =>
        instance.InstanceId is { } id && database.Read(db => SubmissionsTable.Find(db, Alias(form, id))) is not null;

    // A record without an id is known by its bytes: the same from the same agent on one day is a phone that did not hear our answer (decision 30).
    private string Nameless(Sheet sheet, byte[] digest) =>
        $"adit:{Convert.ToHexStringLower(SubmissionsTable.Digest(database.Keys.AliasKey, [.. digest, .. Encoding.ASCII.GetBytes($"{sheet.Sender.Actor} {sheet.Received.Micros / 86_400_000_000}")]))}";

    // Files that a phone sends again cost a comparison and nothing else (row 72); new ones fill gaps, others replace (row 67).
    private async Task FillGaps(ActorId actor, byte[] alias, KnownInstance? known, IReadOnlyList<UploadedFile> files)
    {
        var (recorded, gone) = (known is null || files.Count == 0, false);
        var fresh = new List<UploadedFile>();
        try
        {
            while (!recorded && !gone)
            {
                var held = FilesOf(known!.Index);
                fresh.Clear();
                foreach (var file in files)
                    if (!held.TryGetValue(file.Name, out var before) || !await Blobs.Same(before.Blob, file.Blob))
                        fresh.Add(file);
                var kept = await Keep(fresh);
                (recorded, gone) = kept.Count == 0 ? (true, false) : await database.Write(writing =>
                    writing.Instance(alias) is not { Standing: not VersionState.Erased } ? (false, true) : (Fill(writing, actor, known, kept, held), false),
                    instances: [alias]);
            }
        }
        finally
        {
            await Forget(recorded ? files.Except(fresh) : files);
        }
    }

    // False where another request was faster: then all is compared again, so that two at once record a file once.
    private static bool Fill(Writing writing, ActorId actor, KnownInstance known, List<KeptFile> files, Dictionary<string, KeptFile> compared)
    {
        var now = SubmissionsTable.Attachments(writing.Db.Db, known.Index).ToDictionary(a => a.Name);
        if (files.Any(f => now.TryGetValue(f.Name, out var held) && held.Blob.Id != compared.GetValueOrDefault(f.Name)?.Blob.Id))
            return false;
        foreach (var file in files)
            writing.Record(actor, new AttachmentReceived(known.Submission, known.Index, file));
        return true;
    }

    // Of a record that the phone encrypted, the files that came with it stand in its entry alone; those that came later are rows like any other.
    private Dictionary<string, KeptFile> FilesOf(long index) => database.Read(db =>
    {
        var files = SubmissionsTable.At(db, index) is null && ledger.Fact(db, index, Tier.T3)?.Fact is SubmissionAccepted { Envelope: { } envelope }
            ? envelope.Attachments.ToDictionary(a => a.Name)
            : [];
        foreach (var file in SubmissionsTable.Attachments(db, index))
            files[file.Name] = file;
        return files;
    });

    /// <summary>Makes files durable.</summary>
    public static async Task<List<KeptFile>> Keep(IEnumerable<UploadedFile> files)
    {
        var kept = new List<KeptFile>();
        foreach (var file in files)
            kept.Add(new(file.Name, file.Type, await file.Blob.Keep()));
        return kept;
    }

    private async Task Forget(IEnumerable<UploadedFile> files)
    {
        foreach (var file in files)
            await blobs.Delete(file.Blob.Finish().Id);
    }

    private byte[] Alias(OpenForm form, string instance) => SubmissionsTable.Alias(database.Keys.AliasKey, form.Published.Form, instance);

    private static Held? ToHeld(KnownInstance? known, byte[] digest) => known is null ? null
        : new(known.Submission, known.Index, CryptographicOperations.FixedTimeEquals(known.Digest, digest), known.Standing == VersionState.Superseded, known.Standing == VersionState.Withdrawn, known.Standing == VersionState.Erased);

    private static ReceiptAnswer Answer(Verdict verdict, Sheet sheet, string instance, byte[] alias) => verdict switch
    {
        Verdict.New or Verdict.Edit => Say(StatusCodes.Status201Created, "phone.received") with { Alias = alias },
        Verdict.Again => ReceiptAnswer.Before with { Alias = alias },
        Verdict.OtherContents => Refuse(StatusCodes.Status409Conflict, "phone.other-contents", ("instance", instance)),
        Verdict.Withdrawn => Refuse(StatusCodes.Status409Conflict, "phone.withdrawn", ("instance", instance)),
        Verdict.EditsUnknown => Refuse(StatusCodes.Status404NotFound, "phone.edits-unknown", ("instance", sheet.Instance.DeprecatedId!)),
        Verdict.EditsErased => Refuse(StatusCodes.Status404NotFound, Erased, ("instance", sheet.Instance.DeprecatedId!)),
        Verdict.EditsSuperseded => Refuse(StatusCodes.Status409Conflict, "phone.edits-superseded", ("instance", sheet.Instance.DeprecatedId!)),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    private static ReceiptAnswer Say(int status, string code) => new(status, code, w => w[code]);

    private static ReceiptAnswer Refuse(int status, string code, params (string Name, object? Value)[] with) =>
        new(status, code, w => w.Say(code, [.. with.Select(v => (v.Name, v.Value is string text ? Short(text) : v.Value))]));

    // What a phone sent may be of any length; a sentence on its screen may not.
    private static string Short(string text) => text.Length <= 120 ? text : text[..119] + "…";
}
