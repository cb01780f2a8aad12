using System.Data.Common;
using System.Security.Cryptography;
using Adit.Ledger;
using Adit.People;
using Adit.Protection;
using Adit.Web;

namespace Adit.Reports;

/// <summary>By what a version of a report of any kind can be checked.</summary>
/// <param name="origin">Of the ledger.</param>
/// <param name="address">At which others reach this server.</param>
internal sealed class ReportProving(DbConnection db, LedgerReading ledger, Frame frame, string origin, string address)
{
    /// <summary>What stands at the end of the document.</summary>
    public ReportProofView Proof(ReportVersion version)
    {
        var path = ReportsRoom.CheckPath(version);
        return new(Fingerprint(version), version.Entry, origin, path, address + path, CollectSettings.Qr(address + path));
    }

    /// <summary>Whether a version still stands, to anybody.</summary>
    public ReportCheckView Check(ReportVersion version, IReadOnlyList<ReportVersion> versions)
    {
        var state = version.StateAmong(versions);
        return new(
            version.Number, state, version.At.ToDateTimeOffset().ToOffset(frame.Now.Offset), state == "superseded" ? versions.Where(v => v.Number > version.Number).Min(v => v.At).ToDateTimeOffset().ToOffset(frame.Now.Offset) : null,
            Fingerprint(version), version.Entry, origin, frame.Programme);
    }

    /// <summary>Which version it is, by whom, and what of it holds.</summary>
    public string Status(ReportVersion version, string why, IReadOnlyList<ReportVersion> versions)
    {
        var (words, state) = (frame.Words, version.StateAmong(versions));
        return string.Join(" ", ((string?[])[
            words.Say("report.status.published", ("n", version.Number), ("time", words.Instant(version.At.ToDateTimeOffset().ToOffset(frame.Now.Offset))), ("programme", frame.Programme)),
            why.Length > 0 ? words.Say("report.status.corrects", ("n", version.Number - 1), ("why", why)) : null,
            state == "superseded" ? words.Say("report.status.superseded", ("n", versions[0].Number)) : state == "withdrawn" ? words.Say("report.status.withdrawn", ("why", version.Withdrawn)) : null]).OfType<string>());
    }

    /// <summary>SHA-256 of the bytes of a report in the ledger (its T1 part), in hexadecimal.</summary>
    private string Fingerprint(ReportVersion version) => Convert.ToHexStringLower(SHA256.HashData(ledger.Open(db, version.Entry, Tier.T1)!.Parts.T1!.Value.Span));
}
