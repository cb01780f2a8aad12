using Adit.Credentials;
using Adit.Ledger;

namespace Adit.Verify;

/// <summary>Says in sentences what checking a credential came to.</summary>
internal static class CredentialChecking
{
    public static Verified Run(byte[] file, byte[]? status, Trust trust)
    {
        var report = CredentialVerifying.Verify(file, status, Signing.Verify, trust.Key, trust.Keys);
        var held = report.Checks.TakeWhile(c => c.Holds).Select(c => Of(c, report));
        var fault = report.FirstFailure is { } failure ? Of(failure, report) : null;
        var compare = trust.Key is null && report is { Holds: true, Evidence.Key: { } key } ? [new Sentence("check.compare", ("key", key.ToString()))] : Array.Empty<Sentence>();
        return new([.. held], fault, report.Holds ? [.. NotChecked(report), .. compare] : [], report.Evidence?.Checkpoint?.Origin ?? "");
    }

    /// <summary>What a check says, whether or not it holds.</summary>
    public static Sentence Of(CredentialCheck check, CredentialReport report) => check switch
    {
        { Ledger: { } evidence } => BundleVerifying.Of(evidence),
        { Claim: CredentialClaim.Readable, Holds: false } => new("credential.claim.Unreadable", ("where", check.Where ?? "")),
        { Claim: CredentialClaim.Named } => new("credential.claim.Named", ("issuer", report.Issuer)),
        { Claim: CredentialClaim.Recorded, Holds: true } => new("credential.claim.Recorded", ("index", Sentence.Place(report.Entry ?? 0)), ("at", report.At?.ToString() ?? "?")),
        { Claim: CredentialClaim.Recorded } => new("credential.claim.NotRecorded"),
        { Claim: CredentialClaim.Stands } when report.Purpose == StatusPurpose.Refresh => new("credential.claim.StandsAlone", ("at", report.StatusAsOf ?? "?")),
        { Claim: CredentialClaim.Stands } => new("credential.claim.Stands", ("at", report.StatusAsOf ?? "?")),
        _ => new($"credential.claim.{check.Claim}"),
    };

    /// <summary>What no file alone can show.</summary>
    public static IEnumerable<Sentence> NotChecked(CredentialReport report) =>
        [.. report.LeftOut is { } left ? Left(left) : [], .. report.StatusAsOf is null ? (Sentence[])[new("credential.not.status")] : [], new("credential.not.name", ("issuer", report.Issuer)), new("verify.not.true")];

    private static IEnumerable<Sentence> Left(LeftOut left) =>
        [new("credential.left"), .. left.Parts.Select(p => new Sentence("credential.left." + p)), .. left.Indicators > 0 ? (Sentence[])[new("credential.left.indicators", ("number", left.Indicators.ToString(System.Globalization.CultureInfo.InvariantCulture)))] : []];
}
