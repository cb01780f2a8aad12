using Adit.Ledger;
using Adit.Protection;

namespace Adit.Verify;

/// <summary>Says in sentences what checking an evidence bundle came to.</summary>
internal static class BundleVerifying
{
    public static Verified Run(byte[] file, Trust trust)
    {
        var report = Bundle.Verify(file, Signing.Verify, trust.Key, trust.Keys, trust.Witnesses);
        var held = report.Checks.TakeWhile(c => c.Holds).Select(Of);
        var fault = report.FirstFailure is { } failure ? Of(failure) : null;
        return new([.. held], fault, [.. Open(report, trust)], report.Checkpoint?.Origin ?? "");
    }

    private static IEnumerable<Sentence> Open(Report report, Trust trust)
    {
        if (trust.Witnesses.Count == 0)
            yield return new("check.skip.witnesses");
        if (trust.Key is null && report is { Holds: true, Key: { } key })
            yield return new("check.compare", ("key", key.ToString()));
    }

    internal static Sentence Of(Check check) => new(
        check.Where is not null ? "check.bundle.Unreadable" : check is { Claim: Claim.Cosigned, Holds: true } ? "check.held.cosigned" : $"check.bundle.{check.Claim}",
        ("name", check.Witness ?? ""), ("time", Sentence.Time(check.At ?? default)),
        ("index", Sentence.Place(check.Index ?? 0)), ("slot", Slots.NameOf(check.Slot ?? Slot.Head)), ("where", check.Where ?? ""));
}
