using Adit.Ledger;
using Adit.Protection;

namespace Adit.Verify;

/// <summary>Says in sentences what checking an evidence bundle came to.</summary>
internal static class BundleVerifying
{
    public static Verified Run(byte[] file, Trust trust)
    {
        var report = Bundle.Verify(file, Signing.Verify, trust.Key, trust.Keys);
        var held = report.Checks.TakeWhile(c => c.Holds).Select(Of);
        var fault = report.FirstFailure is { } failure ? Of(failure) : null;
        var open = trust.Key is null && report is { Holds: true, Key: { } key } ? [new Sentence("check.compare", ("key", key.ToString()))] : Array.Empty<Sentence>();
        return new([.. held], fault, open, report.Checkpoint?.Origin ?? "");
    }

    internal static Sentence Of(Check check) => new(
        check.Where is null ? $"check.bundle.{check.Claim}" : "check.bundle.Unreadable",
        ("index", Sentence.Place(check.Index ?? 0)), ("slot", Slots.NameOf(check.Slot ?? Slot.Head)), ("where", check.Where ?? ""));
}
