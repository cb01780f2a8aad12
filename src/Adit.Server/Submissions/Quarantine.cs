using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Adit.Forms;
using Adit.Phones;
using Adit.Protection;
using Adit.Storage;
using Adit.Web;

namespace Adit.Submissions;

/// <summary>What is known of a refused upload beside its answers; as claimed, none of it checked.</summary>
/// <param name="About">What the reason needs to be said: a limit or a name.</param>
internal sealed record RefusedEnvelope(
    Guid Agent, Guid? Key, string? Form, string? Version, string? Instance, string? DeviceId, string? UserAgent, string About, bool Incomplete, int Nameless, IReadOnlyList<KeptFile> Files, Instant Arrived);

/// <summary>A refused upload as far as T2 opens it.</summary>
/// <param name="Envelope">Null where all of it is protected: then only that it is there is shown.</param>
/// <param name="Answers">Of T0 to T2, by the form version that it names; none where we do not hold that version.</param>
internal sealed record RefusedUpload(RefusedRow Row, RefusedEnvelope? Envelope, IReadOnlyList<ReadOnlyMemory<byte>> Answers);

/// <summary>
/// Keeps what was refused after its sender was known, sealed like any record; lets the office look as far as T2 goes, let it in or throw it away. What is
/// of an unknown form stays closed, since nothing says how deep its answers lie.
/// </summary>
internal sealed class Quarantine(Database database, Registers registers, Blobs blobs, Receiving receiving)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Keeps a refused upload with its files. True where the same bytes were let in before: the phone can be told that they arrived.</summary>
    public async Task<bool> Keep(Caller caller, string code, string about, Upload upload, string? deviceId, string? userAgent)
    {
        var digest = Digest(upload.Xml.Length > 0 ? upload.Xml : caller.Agent.Id.Value.ToByteArray());
        if (database.Read(db => DecisionsTable.LetIn(db, digest)))
        {
            await Forget(upload.Files);
            return true;
        }
        var instance = InstanceReading.Read(upload.Xml).Instance;
        var claimed = Claimed(instance);
        // Of what is protected not even the hour stands in the open, by which it could be told whose it is.
        var (arrived, same) = (database.Now, Digest([.. Encoding.UTF8.GetBytes(code), .. digest]));
        var shown = claimed.Protected ? Instant.From(new DateTimeOffset(arrived.ToDateTimeOffset().UtcDateTime.Date, TimeSpan.Zero)) : arrived;
        var files = claimed.Protected && instance?.Encrypted is null ? [] : await Receiving.Keep(upload.Files);
        var envelope = new RefusedEnvelope(
            caller.Agent.Id.Value, caller.Credential, instance?.FormId, instance?.Version, instance?.InstanceId, deviceId, userAgent, about, upload.Incomplete, upload.Nameless, files, arrived);
        var held = SealedEntry.Seal(Sealing(JsonSerializer.SerializeToUtf8Bytes(envelope), instance, claimed, upload.Xml), database.Keys);
        var alias = instance?.InstanceId is { } id ? SubmissionsTable.Alias(database.Keys.AliasKey, instance.FormId, id) : null;
        var again = await database.Write(writing =>
        {
            if (RefusedTable.Again(writing.Db.Db, same, shown))
                return true;
            // An id without a time in it: of what is protected the page shows the day alone.
            RefusedTable.Keep(writing.Db.Db, Guid.NewGuid(), same, shown, code, upload.Xml.Length + files.Sum(f => f.Blob.Length), digest, alias, held);
            return false;
        });
        if (again || files.Count == 0)
            await Forget(upload.Files);
        return false;
    }

    /// <summary>The alias of the record that these bytes became as they were let in; null where they were not, or it was erased.</summary>
    public byte[]? Became(ReadOnlySpan<byte> xml) => Digest(xml) is var digest ? database.Read(db => DecisionsTable.Became(db, digest)) : null;

    /// <summary>Opens a refused upload as far as T2 goes.</summary>
    public RefusedUpload Look(RefusedRow row)
    {
        var parts = SealedEntry.Open(row.Held.Parts, row.Held.Salt, row.Held.Wrapped, database.Keys, Tier.T2);
        return new(row, parts.Head is { } head ? JsonSerializer.Deserialize<RefusedEnvelope>(head.Span) : null, [parts.T0 ?? default, parts.T1 ?? default, parts.T2 ?? default]);
    }

    /// <summary>Lets it in: it goes through intake as if it had been sent now, by the agent who sent it.</summary>
    /// <returns>The record that it became; or why it cannot come in.</returns>
    public async Task<(SubmissionId? Submission, string? Why)> LetIn(RefusedRow row, ActorId by, string reason, Words words)
    {
        var (envelope, xml) = Whole(row);
        if (LettingIn.Of(row.Code) == LetInAs.Nothing || InstanceReading.Read(xml).Instance is not { } instance || !registers.Current.AgentsById.TryGetValue(new(envelope.Agent), out var agent))
            return (null, words["refused.unreadable"]);
        var files = new List<UploadedFile>();
        var kept = false;
        try
        {
            foreach (var file in envelope.Files)
                if (await blobs.Holds(file.Blob.Id))
                    files.Add(await UploadedFile.Of(file, blobs));
            var sender = new Sender(
                agent.Id, envelope.Key, database.Simulated ? Source.Simulated : Source.Phone, envelope.DeviceId, envelope.UserAgent, _ => true, agent.Sites.Contains, agent.Sites)
            {
                Vouched = new($"uuid:{row.Id}", Apart: false),
            };
            var answer = await receiving.Receive(sender, xml, files, envelope.Nameless, envelope.Incomplete);
            if (answer.Status >= 400 && LettingIn.Of(answer.Code) == LetInAs.NewRecord)
                answer = await receiving.Receive(sender = sender with { Vouched = sender.Vouched with { Apart = true } }, xml, files, envelope.Nameless, envelope.Incomplete);
            if (answer.Status >= 400)
                return (null, answer.Say(words));
            kept = true;
            return await Settle(row, by, reason, envelope, instance, sender.Vouched);
        }
        finally
        {
            if (!kept)
                await Forget(files);
            files.ForEach(f => f.Dispose());
        }
    }

    /// <summary>Throws it away; false where it is gone already.</summary>
    public async Task<bool> Discard(RefusedRow row, ActorId by, string reason)
    {
        var found = await database.Write(writing =>
        {
            if (!RefusedTable.Delete(writing.Db.Db, row.Id))
                return false;
            writing.Record(by, new UploadDiscarded(row.Id, row.Code, row.First, reason));
            return true;
        });
        if (found)
            await Delete(row);
        return found;
    }

    /// <summary>Deletes what was last sent before the time that refused uploads are kept; returns how many.</summary>
    public async Task<int> Expire()
    {
        var before = Instant.From(database.Clock.GetUtcNow() - Kept);
        var expired = database.Read(db => RefusedTable.Older(db, before, 1000));
        if (expired.Count == 0)
            return 0;
        // Another node may be at it too: each counts what it deleted itself.
        await database.Write(writing =>
        {
            if (expired.Count(row => RefusedTable.Delete(writing.Db.Db, row.Id)) is > 0 and var deleted)
                writing.Record(ActorId.Program, new UploadsExpired(deleted, before));
            return true;
        });
        foreach (var row in expired)
            await Delete(row);
        return expired.Count;
    }

    private async Task<(SubmissionId? Submission, string? Why)> Settle(RefusedRow row, ActorId by, string reason, RefusedEnvelope envelope, Instance instance, Vouching vouched)
    {
        var named = vouched.Apart ? vouched.Instance : instance.InstanceId ?? vouched.Instance;
        var known = database.Read(db => SubmissionsTable.Find(db, SubmissionsTable.Alias(database.Keys.AliasKey, instance.FormId, named)))!;
        var digest = Digest(Whole(row).Xml);
        await database.Write(writing =>
        {
            if (RefusedTable.Delete(writing.Db.Db, row.Id))
                writing.Record(by, new UploadLetIn(row.Id, known.Submission, known.Index, row.Code, envelope.Arrived, reason, digest));
            return true;
        });
        await Delete(envelope);
        return (known.Submission, null);
    }

    // The tiers of its answers are those of the form version it names. Where we do not hold that, all of it is held as T3.
    private static Parts Sealing(byte[] envelope, Instance? instance, (bool Protected, OpenForm? Form) claimed, byte[] xml)
    {
        ReadOnlyMemory<byte>? raw = xml.Length > 0 ? xml : null;
        if (claimed.Protected)
            return new(null, T3: envelope, Raw: raw);
        if (instance is null || claimed.Form is null)
            return new(envelope, T3: "{}"u8.ToArray(), Raw: raw);
        var parts = Answers.Of(new Filled(claimed.Form.Form, instance)).Parts;
        return new(envelope, Some(parts[0]), Some(parts[1]), Some(parts[2]), Some(parts[3]), raw);
    }

    // A form of which any version is protected is protected in those that we do not know, too.
    private (bool Protected, OpenForm? Form) Claimed(Instance? instance)
    {
        if (instance is null)
            return (false, null);
        var forms = registers.Current.Forms;
        if (instance.Encrypted is not null)
            return (true, null);
        return forms.TryGetValue((instance.FormId, instance.Version), out var form)
            ? (form.Form.Tier == Tier.T3, form)
            : (forms.Values.Any(f => f.Published.Form == instance.FormId && f.Form.Tier == Tier.T3), null);
    }

    private static ReadOnlyMemory<byte>? Some(ReadOnlyMemory<byte> part) => part.IsEmpty ? null : part;

    /// <summary>The XML of a refused upload; empty where none was read.</summary>
    public static byte[] Xml(RefusedRow row, KeyStore keys) =>
        SealedEntry.Open(row.Held.Parts, row.Held.Salt, row.Held.Wrapped, keys, Tier.T3, first: Slot.Raw).Raw is { } raw ? raw.ToArray() : [];

    // Letting in and deleting open all of it, and show nothing of it to anybody.
    private (RefusedEnvelope Envelope, byte[] Xml) Whole(RefusedRow row)
    {
        var parts = SealedEntry.Open(row.Held.Parts, row.Held.Salt, row.Held.Wrapped, database.Keys, Tier.T3);
        return (JsonSerializer.Deserialize<RefusedEnvelope>((parts.Head ?? parts.T3)!.Value.Span)!, parts.Raw is { } raw ? raw.ToArray() : []);
    }

    private Task Delete(RefusedRow row) => Delete(Whole(row).Envelope);

    private async Task Delete(RefusedEnvelope envelope)
    {
        foreach (var file in envelope.Files)
            await blobs.Delete(file.Blob.Id);
    }

    private async Task Forget(IEnumerable<UploadedFile> files)
    {
        foreach (var file in files)
            await blobs.Delete(file.Blob.Finish().Id);
    }

    private byte[] Digest(ReadOnlySpan<byte> bytes) => SubmissionsTable.Digest(database.Keys.AliasKey, bytes);
}
