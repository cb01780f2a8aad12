using System.Security.Cryptography;
using Adit.Phones;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Field;

/// <summary>How much of a file is here.</summary>
/// <param name="Have">Sealed bytes; all of them means that it is recorded.</param>
internal sealed record FileHave(string Sealed, long Have, long Of);

/// <summary>Takes files in as phones manage to send them: part by part, each going on where the last one broke off, whichever node it comes to.</summary>
internal sealed class ArrivingFiles(Database database, Blobs blobs, Receiving receiving)
{
    /// <summary>Bytes of one part; more at once would wait in memory.</summary>
    public const int LongestPart = 1024 * 1024;

    /// <summary>How long parts wait for the others, and how long it is remembered that a file came.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromDays(90);

    private const int Tries = 3;

    /// <summary>Awaits the files of a record that its answers name and that are not held; says of each how much is here.</summary>
    public async Task<IReadOnlyList<FileHave>> Await(ActorId agent, byte[] alias, IReadOnlyList<HandedFile> files)
    {
        if (files.Count == 0)
            return [];
        var (known, held) = database.Read(db => (SubmissionsTable.Find(db, alias), SubmissionsTable.AttachmentsOf(db, alias).Select(a => a.Name).ToHashSet()));
        var wanted = known is { Standing: VersionState.Current or VersionState.Superseded } ? files.Where(f => !held.Contains(f.Name)).ToList() : [];
        if (wanted.Count > 0)
            await database.Write(writing =>
            {
                foreach (var file in wanted)
                    AwaitedTable.Await(writing.Db.Db, new(file.Sealed, agent, alias, file.Name, file.Type ?? "application/octet-stream", file.Sha256, file.SealedBytes, false, 0), writing.Now);
                return true;
            });
        return [.. files.Select(f => wanted.Contains(f) && Find(agent, f.Sealed) is { } found ? Have(found) : new(f.Sealed, f.SealedBytes, f.SealedBytes))];
    }

    /// <summary>The file that an agent's phone sends by an id; null where no record of theirs awaits it.</summary>
    public AwaitedFile? Find(ActorId agent, string id) => database.Read(db => AwaitedTable.Find(db, id)) is { } file && file.Agent == agent ? file : null;

    /// <summary>How much of it is here. What is all here and was not recorded yet, because something broke off, is recorded now.</summary>
    public async Task<FileHave> Look(AwaitedFile file)
    {
        var have = Have(file);
        return !file.Done && have.Have == file.Of ? await Finish(file, null) : have;
    }

    /// <summary>Takes a part. Where it does not begin at what is here, nothing of it is taken.</summary>
    /// <param name="bytes">The part, as far as it came.</param>
    public async Task<FileHave> Take(AwaitedFile file, long from, ReadOnlyMemory<byte> bytes)
    {
        var have = Have(file);
        if (file.Done || have.Have != from || bytes.IsEmpty)
            return have;
        if (from == 0 && bytes.Length == file.Of)
            return await Finish(file, bytes);
        using var part = blobs.Create();
        part.Write(bytes.Span);
        var kept = new ArrivedPart(from, bytes.Length, await part.Keep());
        var taken = await database.Write(writing =>
        {
            // Another tab may have been faster; and all of it may have come meanwhile.
            if (AwaitedTable.Have(writing.Db.Db, file.Sealed) != from || AwaitedTable.Find(writing.Db.Db, file.Sealed) is not { Done: false })
                return false;
            AwaitedTable.Keep(writing.Db.Db, file.Sealed, kept);
            return true;
        });
        if (!taken)
            await blobs.Delete(kept.Blob.Id);
        return from + bytes.Length == file.Of && taken ? await Finish(file, null) : Have(file);
    }

    /// <summary>Whether it came whole several times and could not be opened: the phone's own copy is damaged.</summary>
    public static bool IsDamaged(AwaitedFile file) => file.Failed >= Tries;

    /// <summary>Forgets what waited too long; true while there may be more.</summary>
    public async Task<bool> Expire()
    {
        var old = database.Read(db => AwaitedTable.Older(db, Instant.From(database.Clock.GetUtcNow() - Waits), 100));
        foreach (var file in old)
            await Drop(file, writing => AwaitedTable.Forget(writing.Db.Db, file.Sealed));
        return old.Count > 0;
    }

    private FileHave Have(AwaitedFile file) => new(file.Sealed, file.Done ? file.Of : database.Read(db => AwaitedTable.Have(db, file.Sealed)), file.Of);

    private async Task<FileHave> Finish(AwaitedFile file, ReadOnlyMemory<byte>? whole)
    {
        var bytes = whole ?? await Joined(file);
        if (SHA256.HashData(bytes.Span) is var id && Convert.ToHexStringLower(id) == file.Sealed && Parcel.Open(database.Keys.PhoneKey, bytes.Span) is { } plain
            && Convert.ToHexStringLower(SHA256.HashData(plain)) == file.Sha256)
        {
            var blob = blobs.Create();
            blob.Write(plain);
            using (var upload = new UploadedFile(file.Name, file.Type, blob))
                await receiving.TakeFile(file.Agent, file.Alias, upload);
            await Drop(file, writing => AwaitedTable.Done(writing.Db.Db, file.Sealed));
            return new(file.Sealed, file.Of, file.Of);
        }
        await Drop(file, writing => AwaitedTable.Failed(writing.Db.Db, file.Sealed));
        return new(file.Sealed, 0, file.Of);
    }

    private async Task<ReadOnlyMemory<byte>> Joined(AwaitedFile file)
    {
        using var all = new MemoryStream((int)file.Of);
        foreach (var part in database.Read(db => AwaitedTable.PartsOf(db, file.Sealed)))
            await blobs.Copy(part.Blob, all, CancellationToken.None);
        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }

    private async Task Drop(AwaitedFile file, Action<Writing> also)
    {
        var parts = await database.Write(writing =>
        {
            var held = AwaitedTable.PartsOf(writing.Db.Db, file.Sealed);
            AwaitedTable.Drop(writing.Db.Db, file.Sealed);
            also(writing);
            return held;
        });
        foreach (var part in parts)
            await blobs.Delete(part.Blob.Id);
    }
}
