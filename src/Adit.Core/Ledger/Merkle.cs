using System.Numerics;
using System.Security.Cryptography;

namespace Adit.Ledger;

/// <summary>
/// The hash of a complete subtree: of the leaves from <c>index × 2^level</c> on, <c>2^level</c> of them. Level 0 is leaf hashes.
/// Asked only for subtrees that are complete in the tree at hand.
/// </summary>
public delegate Hash SubtreeHash(int level, long index);

/// <summary>
/// The hash tree of RFC 6962 §2.1 over SHA-256 (the same in RFC 9162 §2.1): hashes, roots, and making of proofs. Checking them is in <see cref="Proof"/>.
/// </summary>
public static class Merkle
{
    /// <summary>The root of a tree without leaves: SHA-256 of nothing.</summary>
    public static Hash EmptyRoot { get; } = new(SHA256.HashData([]));

    /// <summary>SHA-256(0x00 ‖ entry): the hash of an entry as a leaf. No allocation up to 1 kB.</summary>
    public static Hash Leaf(ReadOnlySpan<byte> entry)
    {
        var input = entry.Length <= 1024 ? stackalloc byte[1 + entry.Length] : new byte[1 + entry.Length];
        input[0] = 0;
        entry.CopyTo(input[1..]);
        return Sha256(input);
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right): the hash of an inner node.</summary>
    public static Hash Node(Hash left, Hash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Hash.Length)];
        input[0] = 1;
        left.AsSpan().CopyTo(input[1..]);
        right.AsSpan().CopyTo(input[(1 + Hash.Length)..]);
        return Sha256(input);
    }

    /// <summary>The root over leaf hashes, straight from the definition.</summary>
    public static Hash Root(ReadOnlySpan<Hash> leaves)
    {
        if (leaves.Length < 2)
            return leaves.IsEmpty ? EmptyRoot : leaves[0];
        var split = (int)Split(leaves.Length);
        return Node(Root(leaves[..split]), Root(leaves[split..]));
    }

    /// <summary>The root at a size, from hashes of complete subtrees; asks for one per set bit of the size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static Hash Root(long size, SubtreeHash read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? EmptyRoot : Range(0, size, read);
    }

    /// <summary>The proof that a leaf stands in the tree (RFC 6962 §2.1.1), from the leaf upwards.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in the tree.</exception>
    public static Hash[] Inclusion(long index, long size, SubtreeHash read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<Hash>();
        Include(index, 0, size, read, path);
        return [.. path];
    }

    /// <summary>
    /// The proof that the tree at <paramref name="to"/> only added to the tree at <paramref name="from"/> (RFC 6962 §2.1.2).
    /// Empty where either tree is empty or they are the same.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="from"/> is negative or after <paramref name="to"/>.</exception>
    public static Hash[] Consistency(long from, long to, SubtreeHash read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var path = new List<Hash>();
        if (from > 0 && from < to)
            Extend(from, 0, to, known: true, read, path);
        return [.. path];
    }

    /// <summary>The largest power of two below n: where a tree of n &gt; 1 leaves is divided.</summary>
    internal static long Split(long n) => 1L << BitOperations.Log2((ulong)(n - 1));

    private static void Include(long index, long start, long count, SubtreeHash read, List<Hash> path)
    {
        if (count == 1)
            return;
        var split = Split(count);
        if (index < split)
        {
            Include(index, start, split, read, path);
            path.Add(Range(start + split, count - split, read));
        }
        else
        {
            Include(index - split, start + split, count - split, read, path);
            path.Add(Range(start, split, read));
        }
    }

    // "known" while the old tree is exactly the left edge: the verifier has its root already, so it is left out.
    private static void Extend(long old, long start, long count, bool known, SubtreeHash read, List<Hash> path)
    {
        if (old == count)
        {
            if (!known)
                path.Add(Range(start, count, read));
            return;
        }
        var split = Split(count);
        if (old <= split)
        {
            Extend(old, start, split, known, read, path);
            path.Add(Range(start + split, count - split, read));
        }
        else
        {
            Extend(old - split, start + split, count - split, known: false, read, path);
            path.Add(Range(start, split, read));
        }
    }

    private static Hash Range(long start, long count, SubtreeHash read)
    {
        if (BitOperations.IsPow2(count))
        {
            var level = BitOperations.Log2((ulong)count);
            return read(level, start >> level);
        }
        var split = Split(count);
        return Node(Range(start, split, read), Range(start + split, count - split, read));
    }

    private static Hash Sha256(ReadOnlySpan<byte> input)
    {
        Span<byte> output = stackalloc byte[Hash.Length];
        SHA256.HashData(input, output);
        return new Hash(output);
    }
}
