using System.Data.Common;
using System.Runtime.InteropServices;
using Adit.Storage;

namespace Adit.Ledger;

/// <summary>The hash tree while it grows: its right edge in memory, complete tiles written with the entries that complete them.</summary>
internal sealed class Tree
{
    private const int Width = 256, Height = 8;

    private readonly List<List<Hash>> _edge;
    private readonly Frontier _frontier;

    private Tree(Frontier frontier, List<List<Hash>> edge, Hash? last) => (_frontier, _edge, Last) = (frontier, edge, last);

    public long Size => _frontier.Size;

    /// <summary>The last leaf; null where there is none.</summary>
    public Hash? Last { get; private set; }

    public Hash Root() => _frontier.Root();

    /// <summary>Reads the edge back: whole tiles from their table, the rest from the entries themselves.</summary>
    public static Tree Load(DbConnection db)
    {
        var size = LedgerTable.Size(db);
        var edge = new List<List<Hash>> { LedgerTable.Entries(db, size - size % Width, size).Select(e => Merkle.Leaf(e)).ToList() };
        for (long level = 1, above = size / Width; above > 0; level++, above /= Width)
            edge.Add([.. Span(above - above % Width, above).Select(n => RootOf(LedgerTable.Tile(db, (int)level - 1, n)!))]);
        return new(Frontier.At(size, Reader(db, edge)), edge, LedgerTable.Entry(db, size - 1) is { } last ? Merkle.Leaf(last) : null);
    }

    /// <summary>Adds a leaf; tiles that it completes are written at once, unless they were before (<paramref name="db"/> is null).</summary>
    public void Append(Connection? db, ReadOnlySpan<byte> entry)
    {
        var leaf = Merkle.Leaf(entry);
        _frontier.Append(leaf, (level, index, hash) =>
        {
            if (level % Height == 0)
                Keep(db, level / Height, index, hash);
        });
        Last = leaf;
    }

    /// <summary>An edge that can be given up with its transaction.</summary>
    public Tree Copy() => new(_frontier.Copy(), [.. _edge.Select(l => new List<Hash>(l))], Last);

    /// <summary>Hashes of complete subtrees, from the tiles and this edge: what proofs are made of.</summary>
    public SubtreeHash Reader(DbConnection db) => Reader(db, _edge);

    private void Keep(Connection? db, int level, long index, Hash hash)
    {
        if (_edge.Count == level)
            _edge.Add(new(Width));
        var tile = _edge[level];
        tile.Add(hash);
        if (tile.Count < Width)
            return;
        if (db is not null)
            LedgerTable.KeepTile(db, level, index / Width, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(tile)).ToArray());
        tile.Clear();
    }

    private static SubtreeHash Reader(DbConnection db, List<List<Hash>> edge) => (level, index) =>
    {
        var (tileLevel, inside) = (level / Height, level % Height);
        var first = index << inside;
        var count = 1 << inside;
        var stored = LedgerTable.Tile(db, tileLevel, first / Width);
        var hashes = stored is null ? CollectionsMarshal.AsSpan(edge[tileLevel]) : MemoryMarshal.Cast<byte, Hash>(stored);
        return Merkle.Root(hashes.Slice((int)(first % Width), count));
    };

    private static Hash RootOf(byte[] tile) => Merkle.Root(MemoryMarshal.Cast<byte, Hash>(tile));

    private static IEnumerable<long> Span(long from, long until)
    {
        for (var n = from; n < until; n++)
            yield return n;
    }
}
