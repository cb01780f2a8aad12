using System.Collections.Frozen;
using System.IO.Compression;
using Adit.Storage;
using Adit.Submissions;

namespace Adit.Risk;

/// <summary>A catalogue that is in force, with when it came.</summary>
internal sealed record InForce(Catalogue Catalogue, long Index, string Version, DateOnly From);

/// <summary>The catalogue in force, read from the ledger's own copy; reading it again takes no file beside the program.</summary>
internal sealed class Catalogues
{
    private readonly Database _database;
    private readonly Lock _setting = new();
    private volatile State? _state;
    private int _changes;

    public Catalogues(Database database)
    {
        _database = database;
        database.Committed += recorded =>
        {
            if (recorded.Any(r => r.Fact is CataloguePublished))
                Forget();
        };
        database.Followed += reads =>
        {
            if (reads)
                Forget();
        };
    }

    /// <summary>The newest catalogue; null before the first is published.</summary>
    public InForce? Current => Known.InForce;

    /// <summary>What kind of value an observable has; null where the catalogue in force does not know it.</summary>
    public SeenKind? KindOf(string observable) => Known.Kinds.TryGetValue(observable, out var kind) ? kind : null;

    /// <summary>The files of a folder, as one archive whose bytes depend on nothing but the files.</summary>
    public static byte[] Pack(IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (path, content) in files.OrderBy(f => f.Path, StringComparer.Ordinal))
            {
                var entry = zip.CreateEntry(path, CompressionLevel.SmallestSize);
                entry.LastWriteTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(content.Span);
            }
        return bytes.ToArray();
    }

    public static IReadOnlyList<(string Path, ReadOnlyMemory<byte> Bytes)> Unpack(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return [.. zip.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return (entry.FullName, (ReadOnlyMemory<byte>)content.ToArray());
        })];
    }

    /// <summary>The catalogue in an archive of the ledger.</summary>
    /// <exception cref="InvalidDataException">This program cannot read it; every released language is read for ever, so the archive is damaged.</exception>
    public static Catalogue Open(byte[] archive) =>
        Catalogue.Read(Unpack(archive), published: true).Catalogue ?? throw new InvalidDataException("The catalogue in the ledger cannot be read.");

    private State Known
    {
        get
        {
            if (_state is { } known)
                return known;
            var before = Volatile.Read(ref _changes);
            var read = Read();
            // What was forgotten while it was read was read too early to be kept.
            lock (_setting)
                if (before == _changes)
                    _state = read;
            return read;
        }
    }

    private void Forget()
    {
        lock (_setting)
        {
            _changes++;
            _state = null;
        }
    }

    private State Read()
    {
        var newest = _database.Read(db => CatalogueTable.Newest(db));
        if (newest is not { } found)
            return new(null, FrozenDictionary<string, SeenKind>.Empty);
        var catalogue = Open(found.Files);
        return new(new(catalogue, found.Index, found.Version, found.From), KindsOf(catalogue));
    }

    internal static FrozenDictionary<string, SeenKind> KindsOf(Catalogue catalogue) => catalogue.Observables.ToFrozenDictionary(o => o.Id, o => o.Type switch
    {
        ObservableType.YesNo => SeenKind.YesNo,
        ObservableType.Count => SeenKind.Count,
        ObservableType.Amount => SeenKind.Amount,
        ObservableType.Code => SeenKind.Code,
        ObservableType.Date => SeenKind.Date,
        _ => throw new InvalidDataException($"The observable {o.Id} is of a type without values."),
    });

    private sealed record State(InForce? InForce, FrozenDictionary<string, SeenKind> Kinds);
}
