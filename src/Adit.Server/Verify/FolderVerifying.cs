using System.Security.Cryptography;
using System.Text;
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
    private readonly Dictionary<long, byte[]> _notes = [];
    private KeyChain? _chain;
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
    public static async Task<Verified> Run(string folder, Trust trust, Action<long, long> progress)
    {
        try
        {
            using var verifying = new FolderVerifying(folder);
            return await verifying.Run(trust, progress);
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

    private async Task<Verified> Run(Trust trust, Action<long, long> progress)
    {
        var size = LedgerTable.Size(_log.Db);
        if (size == 0)
            return Verified.No(new("check.no.empty"));
        // Without the folder's own keys, the ledger cannot tell what its signing keys were.
        _chain = _keys is not null ? null : trust.Keys ?? (trust.Key is { } only ? KeyChain.Of(only) : null);
        var known = _keys is not null || _chain is not null;
        var heads = new List<Head>();
        foreach (var (at, text) in _log.Db.Query<(long Size, string Note)>("select size, note from checkpoints order by size").Where(_ => known))
        {
            _notes[at] = Encoding.UTF8.GetBytes(text);
            if (!Note.TryRead(text, out var note) || !Checkpoint.TryRead(note.Text, out var head) || head.Size != at)
                return Verified.No(NotSigned(at), Origin);
            heads.Add(new(head.Size, head.Root));
        }
        var fault = await new LogWalk(size, Read, heads, partials: false, Signed).Run(Look, progress) ?? Missing() ?? (_chain is null ? null : trust.Against(_chain));
        return new(fault is null ? [.. Held(size, heads.Count)] : [], fault, [.. NotChecked()], Origin);
    }

    private string Origin => _chain?.Newest.Name ?? "";

    private IEnumerable<Sentence> Held(long size, int heads)
    {
        yield return new("check.held.entries", ("n", size));
        if (_chain is not null)
            yield return new("check.held.heads", ("n", heads));
        if (_chain is { Terms.Length: > 1 } chain)
            yield return new("check.held.keys", ("n", chain.Terms.Length - 1));
        if (_keys is null)
            yield break;
        yield return new("check.held.parts");
        if (_erased.Count > 0)
            yield return new("check.held.erased", ("n", _erased.Count));
        yield return new("check.held.files", ("n", _files));
    }

    private IEnumerable<Sentence> NotChecked()
    {
        if (_keys is null)
            yield return new("check.skip.keys");
        if (_chain is null)
            yield return new("check.skip.signatures");
    }

    private Sentence? Signed(Head head)
    {
        if (_chain is null)
            return _keys is null ? null : NotSigned(head.Size);
        var key = _chain.At(head.Size);
        if (Checkpoint.TryOpen(_notes[head.Size], key, Signing.Verify, out _))
            return null;
        // The key is all that is known where the folder's own are not at hand; the ledger may have changed it.
        return _keys is null && _chain.Terms.Length == 1 && Note.TryRead(_notes[head.Size], out var note) && note.Signatures.All(s => s.KeyId != key.KeyId)
            ? new("check.no.other-key", ("size", Sentence.Place(head.Size)))
            : NotSigned(head.Size);
    }

    private static Sentence NotSigned(long size) => new("check.no.signature", ("size", Sentence.Place(size)));

    private Sentence? OfKeys(Recorded recorded, Func<Hash> before)
    {
        if (recorded is { Index: 0, Fact: LedgerCreated created })
            _chain = VerifierKey.TryRead(created.VerifierKey, out var first) ? KeyChain.Of(first) : null;
        if (recorded.Fact is not KeyRotated rotated)
            return null;
        if (_chain is null || !_chain.TryFollow(recorded.Index, rotated.Statement, before(), Signing.Verify, out var longer))
            return new("check.no.rotation", ("index", Sentence.Place(recorded.Index)));
        _chain = longer;
        return null;
    }

    private Task<ReadOnlyMemory<byte>?> Read(Tile tile)
    {
        if (tile.Level != Tile.Entries)
            return Task.FromResult<ReadOnlyMemory<byte>?>(LedgerTable.Tile(_log.Db, tile.Level, tile.Index));
        var first = tile.Index * Tile.FullWidth;
        var entries = LedgerTable.Entries(_log.Db, first, first + tile.Width).Select(e => (ReadOnlyMemory<byte>)e).ToList();
        return Task.FromResult<ReadOnlyMemory<byte>?>(entries.Any(e => e.Length > ushort.MaxValue) ? null : Tiles.WriteEntries(entries));
    }

    private async Task<Sentence?> Look(long index, Entry entry, Func<Hash> before)
    {
        if (_keys is null)
            return null;
        var opened = EntryOpening.Open(entry, LedgerTable.SealedParts(_log.Db, index), KeyStore.Wrapped(_wrapped!, index), _keys);
        if (opened.Wrong is { } wrong)
            return new("check.no.part", ("index", Sentence.Place(index)), ("slot", Slots.NameOf(wrong)));
        foreach (var slot in opened.Missing)
            _missing.Add((index, slot));
        if (!Facts.TryRead(index, opened.Parts, out var recorded))
            return null;
        if (OfKeys(recorded, before) is { } wrongKey)
            return wrongKey;
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
            await using var sink = new HashingStream(hash);
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
