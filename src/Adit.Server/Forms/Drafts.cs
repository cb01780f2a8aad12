using System.Security.Cryptography;
using System.Text.Json;
using Adit.Ledger;
using Adit.Phones;
using Adit.Protection;
using Adit.Risk;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Forms;

/// <summary>A test record as far as T2 opens it.</summary>
/// <param name="Files">Names and sizes of the files that came; the files themselves are not kept.</param>
internal sealed record TestRecord(Instant Received, string? DeviceId, IReadOnlyList<(string Name, long Bytes)> Files, IReadOnlyList<ReadOnlyMemory<byte>> Answers);

/// <summary>
/// Keeps drafts of forms. A draft has a test address of its own, made from its id by a key of this folder, so that it can be shown again and is kept
/// nowhere. What is sent there is sealed like a record, kept apart from records, and never rated.
/// </summary>
internal sealed class Drafts(Database database, Registers registers, Catalogues catalogues, Blobs blobs)
{
    private sealed record Sent(string? DeviceId, IReadOnlyList<string> Names, IReadOnlyList<long> Sizes);

    public IReadOnlyList<Draft> Standing => database.Read(DraftsTable.Standing);

    /// <summary>The path of a draft's test address.</summary>
    public string PathOf(Draft draft) => $"{Calling.Root}/test/{Token(draft.Id)}";

    /// <summary>The draft of a form; null where none stands.</summary>
    public Draft? Find(string form) => database.Read(db => DraftsTable.Find(db, form));

    /// <summary>The draft, ended or not, that a test address leads to.</summary>
    public Draft? ByToken(string token) => database.Read(db => DraftsTable.ByToken(db, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token))));

    /// <summary>A draft that stands, ready to read records with.</summary>
    public OpenForm Open(Draft draft)
    {
        var (xml, media) = database.Read(db => (DraftsTable.Xml(db, draft.Id), DraftsTable.Media(db, draft.Id)));
        var form = XFormReading.Read(xml).Form ?? throw new InvalidDataException($"The draft of {draft.Form} cannot be read any more.");
        return new(new(draft.Form, draft.Version, draft.Title, draft.Md5, FormState.Open, true, 0, draft.At), form, Convert.ToHexStringLower(SHA256.HashData(xml)), [.. media]);
    }

    public byte[] XmlOf(Draft draft) => database.Read(db => DraftsTable.Xml(db, draft.Id));

    /// <summary>Keeps a form as a draft; the draft of the form before is replaced and what was sent to it deleted. Its test address stays the same.</summary>
    /// <exception cref="Refused">It could not be published either.</exception>
    public async Task<Draft> Upload(ActorId by, byte[] xml, string language)
    {
        var form = FormsApi.Read(catalogues, xml, language);
        var before = Find(form.Id);
        var draft = new Draft(before?.Id ?? Guid.CreateVersion7(), form.Id, form.Version, form.Title, OpenRosaAnswer.Md5(xml), database.Now, by, false);
        var media = before is null ? [] : database.Read(db => DraftsTable.Media(db, before.Id));
        var token = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Token(draft.Id)));
        await database.Write(writing =>
        {
            DraftsTable.Empty(writing.Db.Db, draft.Id);
            DraftsTable.Keep(writing.Db.Db, draft, xml, token);
            return true;
        });
        await Delete(media);
        return draft;
    }

    /// <summary>Keeps a media file of a draft; the one before is replaced.</summary>
    /// <exception cref="Refused">The draft names no such file.</exception>
    public async Task SetMedia(Draft draft, string name, Stream content)
    {
        FormsApi.MustName(registers.Current, Open(draft).Form, name);
        var media = await FormsApi.Keep(blobs, name, content);
        var before = database.Read(db => DraftsTable.Media(db, draft.Id)).Where(m => m.Name == name).ToList();
        await database.Write(writing =>
        {
            DraftsTable.Keep(writing.Db.Db, draft.Id, media);
            return true;
        });
        await Delete(before);
    }

    /// <summary>Publishes a draft with its media and ends it: what was sent to it is deleted, and its address says that it is gone.</summary>
    /// <exception cref="Refused">It cannot be published.</exception>
    public async Task<FormsApi.Published> Publish(Draft draft, ActorId by, string language)
    {
        var published = await FormsApi.Publish(database, catalogues, by, XmlOf(draft), language);
        await database.Write(writing =>
        {
            foreach (var media in DraftsTable.Media(writing.Db.Db, draft.Id))
                writing.Record(by, new FormMediaSet(draft.Form, draft.Version, media.Name, media.Type, media.Md5, media.Blob));
            DraftsTable.End(writing.Db.Db, draft.Id);
            return true;
        });
        return published;
    }

    /// <summary>Deletes a draft and what was sent to it; its address says that it is gone.</summary>
    public async Task Delete(Draft draft)
    {
        var media = database.Read(db => DraftsTable.Media(db, draft.Id));
        await database.Write(writing =>
        {
            DraftsTable.End(writing.Db.Db, draft.Id);
            return true;
        });
        await Delete(media);
    }

    /// <summary>Keeps a test record: read and matched as a record would be, and answered like one.</summary>
    public async Task<ReceiptAnswer> Receive(Draft draft, Upload upload, string? deviceId)
    {
        var read = InstanceReading.Read(upload.Xml);
        if (read.Refusal is { } fault)
            return new(StatusCodes.Status400BadRequest, fault.Code, w => fault.Sentence(w.Language));
        var instance = read.Instance!;
        if (instance.FormId != draft.Form)
            return new(StatusCodes.Status404NotFound, "phone.form-unknown", w => w.Say("phone.form-unknown", ("form", instance.FormId)));
        if (instance.Version != draft.Version)
            return new(StatusCodes.Status404NotFound, "phone.version-unknown", w => w.Say("phone.version-unknown", ("version", instance.Version)));
        var named = instance.InstanceId ?? "uuid:" + Guid.CreateVersion7();
        var (alias, digest) = (SubmissionsTable.Alias(database.Keys.AliasKey, draft.Form, named), SubmissionsTable.Digest(database.Keys.AliasKey, upload.Xml));
        var row = new TestRow(Guid.CreateVersion7(), database.Now, SealedEntry.Seal(Sealing(Open(draft).Form, instance, upload, deviceId), database.Keys));
        var held = await database.Write(writing =>
        {
            var before = DraftsTable.Held(writing.Db.Db, draft.Id, alias);
            if (before is null)
                DraftsTable.Keep(writing.Db.Db, draft.Id, row, alias, digest);
            return before;
        });
        return held is null || CryptographicOperations.FixedTimeEquals(held, digest)
            ? new(StatusCodes.Status201Created, "phone.received-test", w => w["phone.received-test"])
            : new(StatusCodes.Status409Conflict, "phone.other-contents", w => w.Say("phone.other-contents", ("instance", named)));
    }

    public long Count(Draft draft) => database.Read(db => DraftsTable.Count(db, draft.Id));

    /// <summary>The newest test records, as far as T2 opens them; of a form that is protected as a whole, none.</summary>
    public IReadOnlyList<TestRecord> Records(Draft draft, int count) => [.. database.Read(db => DraftsTable.Newest(db, draft.Id, count)).Select(Look).OfType<TestRecord>()];

    private TestRecord? Look(TestRow row)
    {
        var parts = SealedEntry.Open(row.Held.Parts, row.Held.Salt, row.Held.Wrapped, database.Keys, Tier.T2);
        if (parts.Head is not { } head || JsonSerializer.Deserialize<Sent>(head.Span) is not { } sent)
            return null;
        return new(row.Received, sent.DeviceId, [.. sent.Names.Zip(sent.Sizes)], [parts.T0 ?? default, parts.T1 ?? default, parts.T2 ?? default]);
    }

    private static Parts Sealing(Form form, Instance instance, Upload upload, string? deviceId)
    {
        if (form.Tier == Tier.T3 || instance.Encrypted is not null)
            return new(null, T3: "{}"u8.ToArray());
        var parts = Answers.Of(new Filled(form, instance)).Parts;
        var sent = JsonSerializer.SerializeToUtf8Bytes(new Sent(deviceId, [.. upload.Files.Select(f => f.Name)], [.. upload.Files.Select(f => f.Blob.Finish().Length)]));
        ReadOnlyMemory<byte>? some(Tier tier) => parts[(int)tier].IsEmpty ? null : parts[(int)tier];
        return new(sent, some(Tier.T0), some(Tier.T1), some(Tier.T2), some(Tier.T3));
    }

    private string Token(Guid draft) => Convert.ToBase64String(HMACSHA256.HashData(database.Keys.DraftKey, draft.ToByteArray(bigEndian: true)), 0, 24).Replace('+', '-').Replace('/', '_');

    private async Task Delete(IEnumerable<FormMedia> media)
    {
        foreach (var one in media)
            await blobs.Delete(one.Blob.Id);
    }
}
