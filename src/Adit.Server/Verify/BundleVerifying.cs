using Adit.Ledger;
using Adit.Protection;
using Adit.Reports;

namespace Adit.Verify;

/// <summary>Says in sentences what checking an evidence bundle came to.</summary>
internal static class BundleVerifying
{
    public static Verified Run(byte[] file, Trust trust)
    {
        var report = Bundle.Verify(file, Signing.Verify, trust.Key, trust.Keys, trust.Witnesses);
        var held = report.Checks.TakeWhile(c => c.Holds).Select(Of);
        var again = Again(file, report);
        var fault = report.FirstFailure is { } failure ? Of(failure)
            : again?.Figures.FirstOrDefault(f => !f.Holds) is { } figure ? Of(figure) : again is { Wrong: [var first, ..] } ? new("check.recount.behind", ("what", first)) : null;
        return new([.. held, .. (again?.Figures ?? []).Where(f => f is { CanBe: true, Holds: true }).Select(Of)], fault, [.. Open(report, trust), .. Open(again)], report.Checkpoint?.Origin ?? "");
    }

    private static IEnumerable<Sentence> Open(Report report, Trust trust)
    {
        if (trust.Witnesses.Count == 0)
            yield return new("check.skip.witnesses");
        if (trust.Key is null && report is { Holds: true, Key: { } key })
            yield return new("check.compare", ("key", key.ToString()));
    }

    /// <summary>The figures of the report in a bundle that holds, counted again; null where there is none.</summary>
    internal static Recounted? Again(byte[] file, Report report) => report.Holds && Bundle.TryRead(file, out var bundle, out _) ? Recounting.Of(bundle) : null;

    /// <summary>What of a report was not counted again.</summary>
    internal static IEnumerable<Sentence> Open(Recounted? again) => again is null ? [] :
        [.. again.Figures.Where(f => !f.CanBe).Select(f => new Sentence("check.recount.not", ("figure", f.Figure))), new("check.recount.complete")];

    internal static Sentence Of(Recount figure) => new("check.recount", ("figure", figure.Figure), ("says", Number(figure.Says)), ("counted", Number(figure.Counted)));

    private static string Number(decimal? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–";

    internal static Sentence Of(Check check) => new(
        check.Where is not null ? "check.bundle.Unreadable" : check is { Claim: Claim.Cosigned, Holds: true } ? "check.held.cosigned" : $"check.bundle.{check.Claim}",
        ("name", check.Witness ?? ""), ("time", Sentence.Time(check.At ?? default)),
        ("index", Sentence.Place(check.Index ?? 0)), ("slot", Slots.NameOf(check.Slot ?? Slot.Head)), ("where", check.Where ?? ""));
}
