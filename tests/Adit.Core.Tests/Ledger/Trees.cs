using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Adit.Ledger;

namespace Adit.Tests.Ledger;

/// <summary>Trees of made-up leaves, kept whole.</summary>
internal static class Trees
{
    public static Hash Leaf(long n)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, n);
        return Merkle.Leaf(bytes);
    }

    public static Hash[] Leaves(int size) => [.. Enumerable.Range(0, size).Select(n => Leaf(n))];

    /// <summary>Every subtree hashed from its leaves each time: slow, and plainly right.</summary>
    public static SubtreeHash Naive(Hash[] leaves) =>
        (level, index) => Merkle.Root(leaves.AsSpan((int)(index << level), 1 << level));

    /// <summary>The tiles as they would be published, cut out of the leaves one level at a time.</summary>
    public static ReadOnlyMemory<byte> TileBytes(Hash[] leaves, Tile tile)
    {
        var hashes = new Hash[tile.Width];
        for (var i = 0; i < tile.Width; i++)
        {
            var covers = 1 << (8 * tile.Level);
            hashes[i] = Merkle.Root(leaves.AsSpan((int)((tile.Index * 256) + i) * covers, covers));
        }
        return MemoryMarshal.AsBytes<Hash>(hashes).ToArray();
    }

    public static Hash Flip(Hash hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return new Hash(bytes);
    }
}
