namespace Adit.Ledger;

/// <summary>What a witness answers to a ledger that it knows and whose key signed the head.</summary>
public enum WitnessAnswer
{
    /// <summary>It cosigns: the head holds all that it saw before.</summary>
    Cosigns,

    /// <summary>The request makes no sense: it says that the witness holds more than the head that it offers.</summary>
    OldIsMore,

    /// <summary>The witness holds a head of another size than the request says; it is told which.</summary>
    HoldsAnother,

    /// <summary>The witness cosigned another root for the same size: there are two histories.</summary>
    AnotherRoot,

    /// <summary>The proof does not show that the head holds what the witness saw.</summary>
    NoProof,
}

/// <summary>Decides whether a witness cosigns.</summary>
public static class WitnessRule
{
    /// <summary>The answer to a request whose signature was checked against the key that the witness knows for this origin.</summary>
    /// <param name="held">The last head of this origin that the witness cosigned; null for none.</param>
    public static WitnessAnswer Decide(Checkpoint? held, AddCheckpoint asked)
    {
        var (size, root) = held is null ? (0, Merkle.EmptyRoot) : (held.Size, held.Root);
        if (asked.Old > asked.Head.Size)
            return WitnessAnswer.OldIsMore;
        if (asked.Old != size)
            return WitnessAnswer.HoldsAnother;
        if (asked.Head.Size == size && asked.Head.Root != root)
            return WitnessAnswer.AnotherRoot;
        return Proof.Extends(size, root, asked.Head.Size, asked.Head.Root, [.. asked.Proof]) ? WitnessAnswer.Cosigns : WitnessAnswer.NoProof;
    }
}
