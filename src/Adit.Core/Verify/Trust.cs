using Adit.Ledger;

namespace Adit.Verify;

/// <summary>What whoever checks got by another way than from the one who is checked.</summary>
/// <param name="Key">A key of the ledger: the one in force, or an earlier one.</param>
/// <param name="Keys">The ledger's keys, from a file of them that was kept.</param>
public sealed record Trust(VerifierKey? Key = null, KeyChain? Keys = null)
{
    /// <summary>Witnesses who must have cosigned the head.</summary>
    public IReadOnlyList<WitnessKey> Witnesses { get; init; } = [];

    /// <summary>What speaks against the keys that a ledger tells of itself; null where nothing does.</summary>
    public Sentence? Against(KeyChain told)
    {
        if (Key is not null && !told.Holds(Key))
            return new("check.no.key");
        return Keys is not null && !Keys.Agrees(told) ? new("check.no.keys-differ") : null;
    }
}
