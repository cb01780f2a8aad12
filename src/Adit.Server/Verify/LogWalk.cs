using System.Runtime.InteropServices;
using Adit.Ledger;

namespace Adit.Verify;

/// <summary>Gives the bytes of a tile of the log; null where it is not there.</summary>
internal delegate Task<ReadOnlyMemory<byte>?> ReadTile(Tile tile);

/// <summary>Looks at an entry while the log is walked, and says what is wrong with it; null where nothing is.</summary>
/// <param name="before">Gives the root over the entries before it.</param>
internal delegate Task<Sentence?> LookAt(long index, Entry entry, Func<Hash> before);

/// <summary>A size that somebody signed or remembered, with its root.</summary>
internal readonly record struct Head(long Size, Hash Root);

/// <summary>
/// Reads a whole log from its first entry to its last, computes every hash again from the entries alone, and compares: tiles with the entries under
/// them, heads with the tree at their size. Memory stays small however long the log is.
/// </summary>
/// <param name="signed">Says what is wrong with the signature of a head, at the moment when all entries under it are known.</param>
/// <param name="partials">Whether tiles that are not full are kept and to be compared too; a folder keeps full ones only.</param>
internal sealed class LogWalk(long size, ReadTile read, IEnumerable<Head> heads, bool partials, Func<Head, Sentence?>? signed = null)
{
    private readonly Frontier _frontier = new();
    private readonly Queue<Head> _heads = new(heads.OrderBy(h => h.Size));
    private readonly List<List<Hash>> _rows = [];
    private readonly Queue<(Tile Tile, byte[] Hashes)> _full = [];

    /// <summary>The first thing that does not hold, or null.</summary>
    public async Task<Sentence?> Run(LookAt look, Action<long, long> progress)
    {
        if (_heads.Any(h => h.Size > size))
            return new("check.no.shorter", ("size", Sentence.Place(_heads.Max(h => h.Size))), ("have", Sentence.Place(size)));
        if (HeadHere() is { } atStart)
            return atStart;
        while (_frontier.Size < size)
        {
            if (await Bundle(look) is { } fault)
                return fault;
            progress(_frontier.Size, size);
        }
        return partials ? await Edge() : null;
    }

    private async Task<Sentence?> Bundle(LookAt look)
    {
        var first = _frontier.Size;
        var tile = new Tile(Tile.Entries, first / Tile.FullWidth, Tiles.Width(Tile.Entries, first / Tile.FullWidth, size));
        if (await read(tile) is not { } bytes || !Tiles.TryReadEntries(bytes, tile.Width, out var entries))
            return new("check.no.entries", ("index", Sentence.Place(first)));
        foreach (var written in entries)
            if (await Next(written, look) is { } fault)
                return fault;
        return null;
    }

    private async Task<Sentence?> Next(ReadOnlyMemory<byte> written, LookAt look)
    {
        var index = _frontier.Size;
        if (!Entry.TryRead(written.Span, out var entry))
            return new("check.no.entry", ("index", Sentence.Place(index)));
        if (await look(index, entry, _frontier.Root) is { } wrong)
            return wrong;
        _frontier.Append(entry.Leaf(), Completed);
        while (_full.TryDequeue(out var full))
            if (await Compare(full.Tile, full.Hashes) is { } fault)
                return fault;
        return HeadHere();
    }

    private void Completed(int level, long index, Hash hash)
    {
        if (level % 8 != 0)
            return;
        if (_rows.Count == level / 8)
            _rows.Add([]);
        var row = _rows[level / 8];
        row.Add(hash);
        if (row.Count < Tile.FullWidth)
            return;
        _full.Enqueue((new(level / 8, index / Tile.FullWidth, Tile.FullWidth), Bytes(row)));
        row.Clear();
    }

    private async Task<Sentence?> Edge()
    {
        for (var level = 0; level < _rows.Count; level++)
            if (_rows[level].Count > 0 && await Compare(new(level, (size >> (8 * level)) / Tile.FullWidth, _rows[level].Count), Bytes(_rows[level])) is { } fault)
                return fault;
        return null;
    }

    private async Task<Sentence?> Compare(Tile tile, byte[] hashes) =>
        await read(tile) is { } bytes && bytes.Span.SequenceEqual(hashes) ? null : new("check.no.tile", ("tile", tile.Path));

    private Sentence? HeadHere()
    {
        while (_heads.TryPeek(out var head) && head.Size == _frontier.Size)
        {
            _heads.Dequeue();
            if (signed?.Invoke(head) is { } fault)
                return fault;
            if (head.Root != _frontier.Root())
                return new("check.no.root", ("size", Sentence.Place(head.Size)));
        }
        return null;
    }

    private static byte[] Bytes(List<Hash> row) => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(row)).ToArray();
}
