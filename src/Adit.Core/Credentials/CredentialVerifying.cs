using System.Text.Json.Nodes;
using Adit.Ledger;
using Adit.Protection;

namespace Adit.Credentials;

/// <summary>Checks a credential from its file alone, without a network. Never throws, whatever the bytes.</summary>
public static class CredentialVerifying
{
    /// <summary>Checks a credential.</summary>
    /// <param name="file">The credential: JSON with a proof, or a compact JWT.</param>
    /// <param name="status">A status list of its issuer, had from elsewhere; null leaves open whether the credential still stands.</param>
    /// <param name="verify">Ed25519.</param>
    /// <param name="expected">A key of the ledger that the reader got by another way.</param>
    /// <param name="known">The ledger's keys, where the reader knows them.</param>
    /// <param name="witnesses">Those who must have cosigned the checkpoint in its evidence.</param>
    public static CredentialReport Verify(ReadOnlyMemory<byte> file, byte[]? status, VerifyNote verify, VerifierKey? expected = null, KeyChain? known = null, IReadOnlyList<WitnessKey>? witnesses = null)
    {
        if (!CredentialFile.TryRead(file.Span, out var credential, out var where))
            return new([new(CredentialClaim.Readable, false) { Where = where }]);
        List<CredentialCheck> checks = [new(CredentialClaim.Readable, true)];
        var answer = new CredentialReport(checks) { Issuer = credential.Issuer, LeftOut = PassingOn.In(credential.Document) };
        var bundle = credential.Evidence();
        if (bundle is null || !VerifierKey.TryRead(bundle.VerifierKey, out var key))
        {
            checks.Add(new(CredentialClaim.HasEvidence, false));
            return answer;
        }
        checks.Add(new(CredentialClaim.BySignature, credential.IsSignedBy(key, verify)));
        checks.Add(new(CredentialClaim.Named, credential.Names(key)));
        var evidence = bundle.Verify(verify, expected, known, witnesses);
        checks.AddRange(evidence.Checks.Where(c => c.Claim != Claim.Readable || !c.Holds).Select(c => new CredentialCheck(CredentialClaim.Evidence, c.Holds) { Ledger = c }));
        var issued = IssuedIn(bundle, credential.Claims());
        checks.Add(new(CredentialClaim.Recorded, issued is not null));
        answer = answer with { Evidence = evidence, Entry = issued?.Index, At = issued?.At };
        return status is { } list ? OfStatus(answer, checks, credential, list, Signers(bundle, key, known, verify), verify) : answer;
    }

    // The entry that recorded exactly these claims as issued.
    private static (long Index, Instant? At)? IssuedIn(Bundle bundle, Hash claims)
    {
        foreach (var entry in bundle.Entries)
        {
            var head = Part(entry, Slot.Head);
            if (head?["fact"]?.ToString() is "credential.issued.1" or "credential.passed-on.1" && Part(entry, Slot.T1)?["claims"]?.ToString() == claims.ToString())
                return (entry.Index, Instant.TryRead(head["at"]?.ToString(), out var at) ? at : null);
        }
        return null;
    }

    private static JsonObject? Part(BundledEntry entry, Slot slot)
    {
        try
        {
            return entry.Parts.FirstOrDefault(p => p.Slot == slot) is { } part ? Jcs.Read(part.Bytes.Span) as JsonObject : null;
        }
        catch (FormatException)
        {
            // Another fact's part, or bytes that are no text.
            return null;
        }
    }

    // Whoever could sign the credential, or came after: what a key signs once another has taken its place says nothing of today.
    private static IReadOnlyList<VerifierKey> Signers(Bundle bundle, VerifierKey key, KeyChain? known, VerifyNote verify)
    {
        var chain = known is not null && known.Holds(key) ? known : KeyChain.In(bundle, verify, out _);
        return chain is not null && chain.Holds(key) ? [.. chain.Terms.Select(t => t.Key).SkipWhile(k => k != key)] : [key];
    }

    private static CredentialReport OfStatus(CredentialReport answer, List<CredentialCheck> checks, CredentialFile credential, byte[] file, IReadOnlyList<VerifierKey> signers, VerifyNote verify)
    {
        if (!CredentialFile.TryRead(file, out var list, out var where) || !list.IsA("BitstringStatusListCredential") || !StatusList.TryDecode(list.TextAt("credentialSubject", "encodedList"), out var bits))
        {
            checks.Add(new(CredentialClaim.StatusReadable, false) { Where = where });
            return answer;
        }
        checks.Add(new(CredentialClaim.StatusReadable, true));
        var purpose = PurposeFor(credential, list);
        checks.Add(new(CredentialClaim.StatusNamed, purpose is not null));
        checks.Add(new(CredentialClaim.StatusSigned, list.Issuer == credential.Issuer && signers.Any(k => list.Names(k) && list.IsSignedBy(k, verify))));
        checks.Add(new(CredentialClaim.Stands, PlaceOf(credential) is { } place && StatusList.IsSet(bits, place) == false));
        return answer with { StatusAsOf = list.TextAt("validFrom"), Purpose = purpose ?? StatusPurpose.Revocation };
    }

    private static StatusPurpose? PurposeFor(CredentialFile credential, CredentialFile list)
    {
        if (credential.StatusList is not { } named)
            return null;
        foreach (var purpose in Enum.GetValues<StatusPurpose>())
        {
            var address = named.Replace("/revocation-", $"/{StatusList.NameOf(purpose)}-", StringComparison.Ordinal);
            if (list.TextAt("id") == address && list.TextAt("credentialSubject", "statusPurpose") == StatusList.NameOf(purpose))
                return purpose;
        }
        return null;
    }

    private static long? PlaceOf(CredentialFile credential) =>
        long.TryParse(credential.At("credentialStatus", "statusListIndex")?.ToString(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var place) ? place : null;
}
