using System.Numerics;

namespace Adit.Ledger;

/// <summary>
/// The right edge of a growing tree: the roots of its complete subtrees, one per set bit of its size. All that is needed to append and to know
/// the root, in O(log n) memory. Not for several threads at once.
/// </summary>
public sealed class Frontier
{
    // The peak at level l is there when bit l of the size is set.
    private readonly Hash[] peaks = new Hash[63];

    /// <summary>How many leaves have been appended.</summary>
    public long Size { get; private set; }

    /// <summary>The edge of an existing tree, from hashes of its complete subtrees.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static Frontier At(long size, SubtreeHash read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var frontier = new Frontier { Size = size };
        for (var level = 0; level < frontier.peaks.Length; level++)
        {
            // The subtree at this level is the last one wholly to the left of what the lower bits count.
            if ((size >> level & 1) == 1)
                frontier.peaks[level] = read(level, (size >> level) - 1);
        }
        return frontier;
    }

    /// <summary>
    /// Appends a leaf hash. <paramref name="completed"/> hears every subtree that this leaf completes, from the leaf itself (level 0) upwards,
    /// as (level, index, hash); those at levels divisible by 8 are what tiles hold. Does not allocate.
    /// </summary>
    public void Append(Hash leaf, Action<int, long, Hash>? completed = null)
    {
        var (hash, level) = (leaf, 0);
        completed?.Invoke(0, Size, hash);
        while ((Size >> level & 1) == 1)
        {
            hash = Merkle.Node(peaks[level], hash);
            level++;
            completed?.Invoke(level, Size >> level, hash);
        }
        peaks[level] = hash;
        Size++;
    }

    /// <summary>The root of the tree as it stands.</summary>
    public Hash Root()
    {
        if (Size == 0)
            return Merkle.EmptyRoot;
        var level = BitOperations.TrailingZeroCount(Size);
        var root = peaks[level];
        for (level++; level < peaks.Length; level++)
        {
            if ((Size >> level & 1) == 1)
                root = Merkle.Node(peaks[level], root);
        }
        return root;
    }

    /// <summary>A second edge that grows on its own: for a transaction that may be given up.</summary>
    public Frontier Copy()
    {
        var copy = new Frontier { Size = Size };
        peaks.CopyTo(copy.peaks, 0);
        return copy;
    }
}
