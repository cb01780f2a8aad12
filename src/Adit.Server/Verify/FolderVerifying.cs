using System.Security.Cryptography;
using Adit.Forms;
using Adit.Ledger;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Adit.Verify;

/// <summary>Checks all of a data folder, reading only; a server may have it open. What stands in the log when it begins is what it checks.</summary>
internal sealed class FolderVerifying : IDisposable
{
    private readonly Connection _log;
    private readonly SqliteTransaction _moment;
    private readonly KeyStore? _keys;
    private readonly Connection? _wrapped;
    private readonly FolderBlobs _blobs;
    private readonly SortedSet<(long Index, Slot Slot)> _missing = [];
    private readonly HashSet<(long Index, Slot Slot)> _erased = [];
    private long _files;

    private FolderVerifying(string folder)
    {
        _log = new(Path.Combine(folder, "adit.db"), write: false);
        _moment = _log.Db.BeginTransaction(deferred: true);
        _blobs = new(Path.Combine(folder, "blobs"));
        if (!File.Exists(Path.Combine(folder, "keys.db")))
            return;
        _keys = KeyStore.OpenToRead(Path.Combine(folder, "keys.db"));
        _wrapped = _keys.Reader();
    }

    /// <summary>Checks a folder that holds a programme.</summary>
    /// <param name="expected">The key that the reader got by another way.</param>
    public static async Task<Verified> Run(string folder, VerifierKey? expected, Action<long, long> progress)
    {
        try
        {
            using var verifying = new FolderVerifying(folder);
            return await verifying.Run(expected, progress);
        }
        catch (SqliteException damaged) when (damaged.SqliteErrorCode is 1 or 11 or 26)
        {
            return Verified.No(new("check.no.database", ("what", damaged.Message)));
        }
    }

    public void Dispose()
    {
        _wrapped?.Dispose();
        _keys?.Dispose();
        _moment.Dispose();
        _log.Dispose();
    }

    private async Task<Verified> Run(VerifierKey? expected, Action<long, long> progress)
    {
        var size = LedgerTable.Size(_log.Db);
        if (size == 0)
            return Verified.No(new("check.no.empty"));
        var key = expected;
        if (_keys is not null && Created() is { } created)
        {
            if (!VerifierKey.TryRead(created.VerifierKey, out var own) || (expected is not null && expected != own))
                return Verified.No(new("check.no.key"), created.Origin);
            key = own;
        }
        var notes = _log.Db.Query<(long Size, string Note)>("select size, note from checkpoints order by size").ToList();
        var heads = new List<Head>();
        foreach (var (at, note) in notes.Where(_ => key is not null))
        {
            if (!Checkpoint.TryOpen(System.Text.Encoding.UTF8.GetBytes(note), key!, Signing.Verify, out var head) || head.Size != at)
                return Verified.No(new("check.no.signature", ("size", Sentence.Place(at))), key!.Name);
            heads.Add(new(head.Size, head.Root));
        }
        var fault = await new LogWalk(size, Read, heads, partials: false).Run(Look, progress) ?? Missing();
        return new(fault is null ? [.. Held(size, heads.Count, key)] : [], fault, [.. NotChecked(key)], key?.Name ?? "");
    }

    private IEnumerable<Sentence> Held(long size, int heads, VerifierKey? key)
    {
        yield return new("check.held.entries", ("n", size));
        if (key is not null)
            yield return new("check.held.heads", ("n", heads));
        if (_keys is null)
            yield break;
        yield return new("check.held.parts");
        if (_erased.Count > 0)
            yield return new("check.held.erased", ("n", _erased.Count));
        yield return new("check.held.files", ("n", _files));
    }

    private IEnumerable<Sentence> NotChecked(VerifierKey? key)
    {
        if (_keys is null)
            yield return new("check.skip.keys");
        if (key is null)
            yield return new("check.skip.signatures");
    }

    private LedgerCreated? Created() =>
        LedgerTable.Entry(_log.Db, 0) is { } bytes && Entry.TryRead(bytes, out var entry)
        && Facts.TryRead(0, Open(0, entry).Parts, out var recorded) ? recorded.Fact as LedgerCreated : null;

    private Task<ReadOnlyMemory<byte>?> Read(Tile tile)
    {
        if (tile.Level != Tile.Entries)
            return Task.FromResult<ReadOnlyMemory<byte>?>(LedgerTable.Tile(_log.Db, tile.Level, tile.Index));
        var first = tile.Index * Tile.FullWidth;
        var entries = LedgerTable.Entries(_log.Db, first, first + tile.Width).Select(e => (ReadOnlyMemory<byte>)e).ToList();
        return Task.FromResult<ReadOnlyMemory<byte>?>(entries.Any(e => e.Length > ushort.MaxValue) ? null : Tiles.WriteEntries(entries));
    }

    private EntryOpening.Opened Open(long index, Entry entry) =>
        EntryOpening.Open(entry, LedgerTable.SealedParts(_log.Db, index), KeyStore.Wrapped(_wrapped!, index), _keys!);

    private async Task<Sentence?> Look(long index, Entry entry)
    {
        if (_keys is null)
            return null;
        var opened = Open(index, entry);
        if (opened.Wrong is { } wrong)
            return new("check.no.part", ("index", Sentence.Place(index)), ("slot", Slots.NameOf(wrong)));
        foreach (var slot in opened.Missing)
            _missing.Add((index, slot));
        if (!Facts.TryRead(index, opened.Parts, out var recorded))
            return null;
        if (recorded.Fact is PartErased { Slots.IsDefaultOrEmpty: false } erased)
            foreach (var name in erased.Slots)
                if (Slots.TryRead(name, out var slot))
                    _erased.Add((erased.Entry, slot));
        foreach (var blob in BlobsOf(recorded.Fact))
            if (!await Holds(blob))
                return new("check.no.file", ("index", Sentence.Place(index)));
        return null;
    }

    private static IEnumerable<Blob> BlobsOf(Fact fact) => fact switch
    {
        SubmissionAccepted { Envelope: { Attachments.IsDefaultOrEmpty: false } envelope } => envelope.Attachments.Select(a => a.Blob),
        AttachmentReceived { File.Blob: { } blob } => [blob],
        FormMediaSet { Blob: { } blob } => [blob],
        _ => [],
    };

    private async Task<bool> Holds(Blob blob)
    {
        _files++;
        try
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, blob.Key.Span);
            await using var sink = new Sink(hash.AppendData);
            await _blobs.Copy(blob, sink, CancellationToken.None);
            return CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), blob.Digest.Span);
        }
        catch (Exception gone) when (gone is IOException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    // Only now are all entries read that may say what was erased.
    private Sentence? Missing() =>
        _missing.Where(m => !_erased.Contains(m)).Select(m => new Sentence("check.no.missing", ("index", Sentence.Place(m.Index)), ("slot", Slots.NameOf(m.Slot)))).FirstOrDefault();
}
