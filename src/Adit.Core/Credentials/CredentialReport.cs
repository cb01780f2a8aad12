using Adit.Ledger;

namespace Adit.Credentials;

/// <summary>What a check of a credential is about.</summary>
public enum CredentialClaim
{
    /// <summary>The file is a credential of W3C's data model 2.0, signed in a way that is known here.</summary>
    Readable,

    /// <summary>There is an evidence bundle in it.</summary>
    HasEvidence,

    /// <summary>All of it is signed by the key in its evidence, so that nothing was changed since.</summary>
    BySignature,

    /// <summary>The name that it gives to the key is its issuer's for this very key.</summary>
    Named,

    /// <summary>A check of its evidence, which <see cref="CredentialCheck.Ledger"/> has.</summary>
    Evidence,

    /// <summary>What it claims is what the ledger recorded when it was issued.</summary>
    Recorded,

    /// <summary>The status list can be read.</summary>
    StatusReadable,

    /// <summary>The status list is the one that the credential names, or its companion.</summary>
    StatusNamed,

    /// <summary>The status list is signed by the ledger's key of that time or a later one, and names the same issuer.</summary>
    StatusSigned,

    /// <summary>By the status list, it still stands.</summary>
    Stands,
}

/// <summary>One thing that was checked of a credential, and whether it holds.</summary>
public sealed record CredentialCheck(CredentialClaim Claim, bool Holds)
{
    /// <summary>The check of the evidence, where it is one.</summary>
    public Check? Ledger { get; init; }

    /// <summary>The place in the file that cannot be read.</summary>
    public string? Where { get; init; }
}

/// <summary>Everything that was checked of a credential, in order.</summary>
public sealed record CredentialReport(IReadOnlyList<CredentialCheck> Checks)
{
    /// <summary>Who issued it, as it says.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>What was left out of it by whoever handed it on; null for one that is whole.</summary>
    public LeftOut? LeftOut { get; init; }

    /// <summary>What the report on its evidence came to.</summary>
    public Report? Evidence { get; init; }

    /// <summary>The entry in which it was recorded as issued; null where that was not found.</summary>
    public long? Entry { get; init; }

    /// <summary>When, by the clock of the ledger's server.</summary>
    public Instant? At { get; init; }

    /// <summary>The time that the status list is as of, as it says; null where none was given or it could not be read.</summary>
    public string? StatusAsOf { get; init; }

    /// <summary>What the status list given is for.</summary>
    public StatusPurpose Purpose { get; init; }

    /// <summary>Whether every check holds.</summary>
    public bool Holds => Checks.Count > 0 && FirstFailure is null;

    /// <summary>The first thing that does not hold, or null.</summary>
    public CredentialCheck? FirstFailure => Checks.FirstOrDefault(c => !c.Holds);
}
