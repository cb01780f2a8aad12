using Adit.Protection;

namespace Adit.Ledger;

/// <summary>What a check is about.</summary>
public enum Claim
{
    /// <summary>The file has the form it must have.</summary>
    Readable,

    /// <summary>The checkpoint bears a right signature of the key in the file.</summary>
    CheckpointSigned,

    /// <summary>A witness whose key the reader gave cosigned the checkpoint.</summary>
    Cosigned,

    /// <summary>The checkpoint is of the ledger that the key is named after.</summary>
    Origin,

    /// <summary>The change of key in an entry is signed by the key before and the key after.</summary>
    KeyRotated,

    /// <summary>The key in the file is the one in force at the checkpoint's size, as the changes of key say.</summary>
    KeyInForce,

    /// <summary>The key in the file is the one that the reader expected, or the changes of key lead from one to the other.</summary>
    ExpectedKey,

    /// <summary>The entry stands at its index in the tree of the checkpoint.</summary>
    Included,

    /// <summary>The part is what the entry committed to in this slot.</summary>
    Disclosed,
}

/// <summary>One thing that was checked, and whether it holds.</summary>
public sealed record Check(Claim Claim, bool Holds)
{
    /// <summary>The index of the entry it is about, where it is about one.</summary>
    public long? Index { get; init; }

    /// <summary>The slot of the part it is about, where it is about one.</summary>
    public Slot? Slot { get; init; }

    /// <summary>The name of the witness it is about, where it is about one.</summary>
    public string? Witness { get; init; }

    /// <summary>When the witness cosigned; null where it did not.</summary>
    public Instant? At { get; init; }

    /// <summary>The place in the file that cannot be read, as <c>entries[3].proof[1]</c>.</summary>
    public string? Where { get; init; }
}

/// <summary>Everything that was checked, in the order of the file.</summary>
public sealed record Report(IReadOnlyList<Check> Checks)
{
    /// <summary>The checkpoint everything was checked against; null where it could not be read. To be believed only if <see cref="Holds"/>.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>The key in the file; null where it could not be read.</summary>
    public VerifierKey? Key { get; init; }

    /// <summary>Under which other names than the key's the checkpoint bears what looks like a witness's cosignature. Nothing of it is checked without their keys.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Whether every check holds, and there was one.</summary>
    public bool Holds => Checks.Count > 0 && FirstFailure is null;

    /// <summary>The first thing that does not hold, or null.</summary>
    public Check? FirstFailure => Checks.FirstOrDefault(c => !c.Holds);
}
