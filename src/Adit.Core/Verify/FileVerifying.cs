using System.Collections.Immutable;
using System.Globalization;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Protection;
using Adit.Reports;

namespace Adit.Verify;

/// <summary>
/// Checks a file and says in sentences what was checked and what was not. <c>adit verify</c>, <c>adit-verify</c> and the page of proofs all say what this says; the page's own code in the browser says the same by other code.
/// </summary>
public static class FileVerifying
{
    // How many entries of a bundle are told one by one.
    private const int MostEntries = 12;

    /// <summary>Checks a file. Never throws, whatever the bytes.</summary>
    /// <param name="file">An evidence bundle, a credential, a PDF or a picture.</param>
    /// <param name="trust">What the reader got by another way.</param>
    /// <param name="verify">Ed25519.</param>
    /// <param name="status">Of a credential, the status list that it names; null leaves open whether it still stands.</param>
    /// <param name="report">Of a picture, the evidence bundle of the report that shows it; null leaves the picture unchecked.</param>
    public static Told Of(ReadOnlyMemory<byte> file, Trust trust, VerifyNote verify, byte[]? status = null, byte[]? report = null)
    {
        if (Unproved.IsPdf(file.Span))
            return new(null, new("check.pdf"), [], []);
        if (Unproved.IsPicture(file.Span))
            return OfPicture(Unproved.Fingerprint(file.Span), report, trust, verify);
        return CredentialFile.Means(file.Span) ? OfCredential(CredentialVerifying.Verify(file, status, verify, trust.Key, trust.Keys, trust.Witnesses), trust) : OfBundle(file, trust, verify);
    }

    /// <summary>Whether a file is a picture, which is checked by its fingerprint.</summary>
    public static bool IsPicture(ReadOnlySpan<byte> file) => Unproved.IsPicture(file);

    private static Told OfPicture(string fingerprint, byte[]? report, Trust trust, VerifyNote verify)
    {
        if (report is null)
            return new(null, new("check.picture", ("sha256", fingerprint)), [], []);
        var told = OfBundle(report, trust, verify);
        var shown = new Said(told.Holds == true && Bundle.TryRead(report, out var bundle, out _) && Unproved.IsReleasedIn(bundle, fingerprint), new("check.picture.released", ("sha256", fingerprint)));
        return told.Holds != true ? told : told with
        {
            Holds = shown.Holds,
            Verdict = shown.Holds ? new("check.holds.picture", ("origin", told.Origin)) : Fails(shown.Sentence),
            Checks = [.. told.Checks, shown],
        };
    }

    private static Told OfBundle(ReadOnlyMemory<byte> file, Trust trust, VerifyNote verify)
    {
        var report = Bundle.Verify(file, verify, trust.Key, trust.Keys, trust.Witnesses);
        var again = report.Holds && Bundle.TryRead(file, out var bundle, out _) ? Recounting.Of(bundle) : null;
        ImmutableArray<Said> checks =
        [
            .. Summed(report.Checks),
            .. (again?.Figures ?? []).Where(f => f.CanBe).Select(f => new Said(f.Holds, new("check.recount", ("figure", f.Figure), ("says", Number(f.Says)), ("counted", Number(f.Counted))))),
            .. (again?.Wrong ?? []).Select(w => new Said(false, new("check.recount.behind", ("what", w)))),
        ];
        return To("check.holds.bundle", checks, report, trust,
        [
            .. (again?.Figures ?? []).Where(f => !f.CanBe).Select(f => new Sentence("check.recount.not", ("figure", f.Figure))),
            .. again is null ? (Sentence[])[new("check.not.recounted"), new("check.not.whole")] : [new("check.recount.complete")],
            new("check.not.stands"),
        ]);
    }

    // Of many entries each that fails is named, and those that hold are told together: nobody reads hundreds of lines that say yes.
    private static IEnumerable<Said> Summed(IReadOnlyList<Check> checks)
    {
        bool Sums(Check check) => check is { Holds: true, Claim: Claim.Included or Claim.Disclosed };
        var summed = checks.Count(c => c.Claim == Claim.Included) > MostEntries ? checks.Where(Sums).ToList() : [];
        return [.. checks.Where(c => summed.Count == 0 || !Sums(c)).Select(c => new Said(c.Holds, Of(c))),
            .. summed.Count == 0 ? (Said[])[] : [new(true, new("check.bundle.Entries", ("entries", Sentence.Place(summed.Count(c => c.Claim == Claim.Included))), ("parts", Sentence.Place(summed.Count(c => c.Claim == Claim.Disclosed)))))]];
    }

    private static Told OfCredential(CredentialReport report, Trust trust) => To("check.holds.credential", [.. report.Checks.Select(c => new Said(c.Holds, Of(c, report)))], report.Evidence, trust,
    [
        .. report.LeftOut is { } left ? Left(left) : [],
        .. report.StatusAsOf is null ? (Sentence[])[new("credential.not.status")] : [],
        new("credential.not.name", ("issuer", report.Issuer)),
    ]) with
    { Issuer = report.Issuer };

    private static Told To(string holds, ImmutableArray<Said> checks, Report? evidence, Trust trust, IEnumerable<Sentence> open)
    {
        var (failure, origin) = (checks.FirstOrDefault(c => !c.Holds), evidence?.Checkpoint?.Origin ?? "");
        return new(failure is null, failure is null ? new(holds, ("origin", origin)) : Fails(failure.Sentence), checks, [.. open, new("check.not.true"), .. Unwitnessed(evidence, trust), .. Unknown(evidence, trust, failure is null)])
        {
            Origin = origin,
            Size = evidence?.Checkpoint?.Size,
        };
    }

    private static Sentence Fails(Sentence what) => new("check.fails", ("what", what));

    private static IEnumerable<Sentence> Unwitnessed(Report? evidence, Trust trust) =>
        trust.Witnesses.Count > 0 ? [] : evidence is { Others: [_, ..] others } ? [new("check.not.witnesses.named", ("names", string.Join(", ", others)))] : [new("check.not.witnesses")];

    private static IEnumerable<Sentence> Unknown(Report? evidence, Trust trust, bool holds) =>
        trust.Key is null && trust.Keys is null && holds && evidence?.Key is { } key ? [new("check.not.key", ("key", key.ToString()))] : [];

    private static Sentence Of(Check check) => new(
        check.Where is not null ? "check.bundle.Unreadable" : check is { Claim: Claim.Cosigned, Holds: true } ? "check.held.cosigned" : $"check.bundle.{check.Claim}",
        ("name", check.Witness ?? ""), ("time", Sentence.Time(check.At ?? default)),
        ("index", Sentence.Place(check.Index ?? 0)), ("slot", Slots.NameOf(check.Slot ?? Slot.Head)), ("where", check.Where ?? ""));

    private static Sentence Of(CredentialCheck check, CredentialReport report) => check switch
    {
        { Ledger: { } evidence } => Of(evidence),
        { Claim: CredentialClaim.Readable, Holds: false } => new("credential.claim.Unreadable", ("where", check.Where ?? "")),
        { Claim: CredentialClaim.Named } => new("credential.claim.Named", ("issuer", report.Issuer)),
        { Claim: CredentialClaim.Recorded, Holds: true } => new("credential.claim.Recorded", ("index", Sentence.Place(report.Entry ?? 0)), ("at", report.At?.ToString() ?? "?")),
        { Claim: CredentialClaim.Recorded } => new("credential.claim.NotRecorded"),
        { Claim: CredentialClaim.Stands } when report.Purpose == StatusPurpose.Refresh => new("credential.claim.StandsAlone", ("at", report.StatusAsOf ?? "?")),
        { Claim: CredentialClaim.Stands } => new("credential.claim.Stands", ("at", report.StatusAsOf ?? "?")),
        _ => new($"credential.claim.{check.Claim}"),
    };

    private static IEnumerable<Sentence> Left(LeftOut left) =>
        [new("credential.left"), .. left.Parts.Select(p => new Sentence("credential.left." + p)), .. left.Indicators > 0 ? (Sentence[])[new("credential.left.indicators", ("number", Sentence.Place(left.Indicators)))] : []];

    // As it is written with the fewest digits: 4.00 is the same number as 4.
    private static string Number(decimal? value) => value?.ToString("0.##################", CultureInfo.InvariantCulture) ?? "–";
}
