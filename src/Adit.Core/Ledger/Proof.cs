using System.Numerics;

namespace Adit.Ledger;

/// <summary>Checks proofs that come from anywhere: whatever is handed in, the answer is yes or no, never an exception.</summary>
public static class Proof
{
    /// <summary>
    /// Whether the leaf stands at <paramref name="index"/> in the tree of <paramref name="size"/> leaves with this root (RFC 9162 §2.1.3.2).
    /// </summary>
    public static bool Includes(Hash root, long size, long index, Hash leaf, ReadOnlySpan<Hash> proof)
    {
        if (index < 0 || index >= size)
            return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0)
                return false;
            if (IsRight(node, last))
            {
                hash = Merkle.Node(sibling, hash);
                Climb(ref node, ref last);
            }
            else
            {
                hash = Merkle.Node(hash, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && hash == root;
    }

    /// <summary>
    /// Whether the tree of <paramref name="to"/> leaves holds the tree of <paramref name="from"/> leaves unchanged (RFC 9162 §2.1.4.2).
    /// From nothing to anything, and from a tree to itself, the proof is empty.
    /// </summary>
    public static bool Extends(long from, Hash fromRoot, long to, Hash toRoot, ReadOnlySpan<Hash> proof)
    {
        if (from < 0 || from > to)
            return false;
        if (from == to)
            return proof.IsEmpty && fromRoot == toRoot && (from > 0 || fromRoot == Merkle.EmptyRoot);
        if (from == 0)
            return proof.IsEmpty && fromRoot == Merkle.EmptyRoot;
        return Grows(from, fromRoot, to, toRoot, proof);
    }

    private static bool Grows(long from, Hash fromRoot, long to, Hash toRoot, ReadOnlySpan<Hash> proof)
    {
        // Where the old tree is one complete subtree, its root starts the path and is not repeated in the proof.
        var complete = BitOperations.IsPow2(from);
        if (proof.IsEmpty)
            return false;
        var start = complete ? fromRoot : proof[0];
        var (node, last) = (from - 1, to - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        var (old, grown) = (start, start);
        foreach (var sibling in complete ? proof : proof[1..])
        {
            if (last == 0)
                return false;
            if (IsRight(node, last))
            {
                (old, grown) = (Merkle.Node(sibling, old), Merkle.Node(sibling, grown));
                Climb(ref node, ref last);
            }
            else
            {
                grown = Merkle.Node(grown, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && old == fromRoot && grown == toRoot;
    }

    private static bool IsRight(long node, long last) => (node & 1) == 1 || node == last;

    // The last node of an odd row has no sibling there and is carried up until it has one.
    private static void Climb(ref long node, ref long last)
    {
        while (node != 0 && (node & 1) == 0)
            (node, last) = (node >> 1, last >> 1);
    }
}
