using System.Security.Cryptography;
using System.Text;
using Adit.Forms;
using Adit.Ledger;
using Adit.Protection;
using Adit.Storage;
using Adit.Submissions;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Adit.Verify;

/// <summary>Checks all of a data folder or a database with its files, reading only; servers may have it open. What stands in the log when it begins is what it checks.</summary>
internal sealed class HomeVerifying : IDisposable
{
    private readonly Home? _home;
    private readonly Connection _log;
    private readonly IDisposable _moment;
    private readonly KeyStore? _keys;
    private readonly Connection? _wrapped;
    private readonly Blobs _blobs;
    private readonly SortedSet<(long Index, Slot Slot)> _missing = [];
    private readonly SortedSet<(long Index, Slot Slot)> _erased = [];
    private readonly Dictionary<long, byte[]> _notes = [];
    private readonly Completeness _completeness = new();
    private KeyChain? _chain;
    private long _files;

    // A folder is not opened as a home: a server may have it, and a copy may lack its keys.
    private HomeVerifying(Address address)
    {
        _home = address.Database is null ? null : address.Open();
        _log = _home?.OpenReader() ?? new EmbeddedConnection(Path.Combine(address.Folder, "adit.db"), write: false);
        _moment = _log.Moment();
        _blobs = _home?.Blobs ?? new FolderBlobs(Path.Combine(address.Folder, "blobs"));
        var keys = Path.Combine(address.Folder, "keys.db");
        if (_home is null && !File.Exists(keys))
            return;
        _keys = KeyStore.OpenToRead(_home is null ? () => new EmbeddedConnection(keys, write: false) : _home.OpenKeysReader);
        _wrapped = _keys.Reader();
    }

    /// <summary>Checks a home that holds a programme.</summary>
    /// <param name="views">Whether to make all views again beside and compare them.</param>
    public static async Task<Verified> Run(Address address, Trust trust, Action<long, long> progress, bool views = false)
    {
        try
        {
            using var verifying = new HomeVerifying(address);
            var verified = await verifying.Run(trust, progress);
            // Where a server erases a record meanwhile, its keys and files go after the log was opened here: a second look sees the entry that says so.
            if (verified.Fault?.Key is "check.no.missing" or "check.no.file")
            {
                using var again = new HomeVerifying(address);
                verified = await again.Run(trust, progress);
            }
            if (verified.Fault is not null || verifying._keys is null)
                return verified;
            if (!views)
                return verified with { NotChecked = [.. verified.NotChecked, new("check.skip.views")] };
            return await ViewsVerifying.Run(address, progress) is { } fault ? Verified.No(fault, verified.Origin) : verified with { Held = [.. verified.Held, new("check.held.views")] };
        }
        catch (Exception damaged) when (damaged is SqliteException or PostgresException or InvalidDataException or InvalidCastException or System.Data.DataException or FormatException or ArgumentException or OverflowException)
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
        _home?.Dispose();
    }

    private async Task<Verified> Run(Trust trust, Action<long, long> progress)
    {
        foreach (var db in new[] { _log, _wrapped }.OfType<Connection>())
            if (db.Dialect.Damage(db.Db) is { } what)
                return Verified.No(new("check.no.database", ("what", what)));
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
        var fault = await new LogWalk(size, Read, heads, partials: false, Signed).Run(Look, progress) ?? Missing() ?? Surplus(size) ?? (_chain is null ? null : trust.Against(_chain) ?? OwnKey(_chain.Newest));
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
        if (opened.Missing.Count == 0 && _completeness.Lacks(recorded, opened.Parts) is { } lacks)
            return new("check.no.missing", ("index", Sentence.Place(index)), ("slot", Slots.NameOf(lacks)));
        if (OfKeys(recorded, before) is { } wrongKey)
            return wrongKey;
        if (recorded.Fact is PartErased { Slots.IsDefaultOrEmpty: false } erased)
            foreach (var name in erased.Slots)
                if (Slots.TryRead(name, out var slot))
                    _erased.Add((erased.Entry, slot));
        foreach (var blob in Blobs.Of(recorded.Fact))
            if (!await Holds(blob))
                return new("check.no.file", ("index", Sentence.Place(index)));
        return null;
    }

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
        catch (Exception gone) when (gone is FileNotFoundException or EndOfStreamException or CryptographicException or ArgumentException || (gone is IOException && _home is null))
        {
            return false;
        }
    }

    // Only now are all entries read that may say what was erased.
    private Sentence? Missing() =>
        _missing.Where(m => !_erased.Contains(m)).Select(m => At("check.no.missing", m)).FirstOrDefault() ?? _erased.Where(e => !_missing.Contains(e)).Select(e => At("check.no.erased", e)).FirstOrDefault();

    private static Sentence At(string key, (long Index, Slot Slot) part) => new(key, ("index", Sentence.Place(part.Index)), ("slot", Slots.NameOf(part.Slot)));

    // A ledger whose key is kept elsewhere has none here.
    private Sentence? OwnKey(VerifierKey inForce) =>
        _keys is null || new[] { Signing.InFolder, Signing.Next }.Select(_keys.Find).OfType<byte[]>().ToList() is not { Count: > 0 } own || own.Any(seed => seed.Length == Part.KeyBytes && Signing.IsOf(seed, inForce))
            ? null : new("check.no.own-key");

    // Rows that no entry calls for were never looked at above.
    private Sentence? Surplus(long size)
    {
        var tiles = 0L;
        for (var full = size / Tile.FullWidth; full > 0; full /= Tile.FullWidth)
            tiles += full;
        return ((string Table, long Rows)[])[("ledger", size), ("parts", size), ("tiles", tiles)] is var tables
            && tables.FirstOrDefault(t => _log.Db.QuerySingle<long>($"select count(*) from {t.Table}") != t.Rows) is { Table: { } odd } ? new("check.no.rows", ("table", odd)) : null;
    }
}
