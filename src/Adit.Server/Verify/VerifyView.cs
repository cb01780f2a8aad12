using Adit.Web;

namespace Adit.Verify;

/// <summary>Is this what the programme recorded? Asked, or answered.</summary>
/// <param name="Origin">The ledger's origin.</param>
/// <param name="VerifierKey">Its public key, as a note's verifier line.</param>
/// <param name="Size">Entries in the last published head; null before the first.</param>
/// <param name="Published">When that head was published.</param>
/// <param name="Address">The programme's public address, by which its own status lists are known.</param>
/// <param name="Witnesses">Keys of the witnesses that the programme asks to cosign its heads, as it names them.</param>
/// <param name="Typed">What was pasted, so that it stands there again.</param>
public sealed record VerifyView(
    string Origin, string VerifierKey, long? Size, string? Root, DateTimeOffset? Published, string Address, string? Typed, IReadOnlyList<string> Witnesses, VerdictView? Verdict);

/// <summary>The answer in plain words.</summary>
/// <param name="Holds">Null where there was nothing that could be checked.</param>
/// <param name="Checked">What was checked and held, or did not: one sentence each.</param>
/// <param name="NotChecked">What was not checked, so that nobody believes more than is shown.</param>
/// <param name="About">What the entry is, as far as the file itself discloses it.</param>
public sealed record VerdictView(
    bool? Holds, string Sentence, IReadOnlyList<CheckView> Checked, IReadOnlyList<string> NotChecked, IReadOnlyList<FactView> About);

/// <summary>One thing that was checked.</summary>
public sealed record CheckView(bool Held, string Words);
