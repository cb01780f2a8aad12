using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Adit.Ledger;

namespace Adit.Credentials;

/// <summary>A number of a report as a credential repeats it, in words, since programs write numbers differently.</summary>
/// <param name="Figure">Its id, as <c>actions.verified</c>.</param>
/// <param name="Value">Exact; <c>not told</c> or <c>not known</c> where the report has none.</param>
/// <param name="Definition">What it counts.</param>
public sealed record AttestedFigure(string Figure, string Value, string Definition);

/// <summary>What a published report about the whole programme says, as far as a credential repeats it: no site, nobody's name.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Address">The programme's public address, without a slash at its end.</param>
/// <param name="Issuer">The programme: its DID and its name.</param>
/// <param name="Span">As <c>2026-Q3</c> or <c>2026</c>.</param>
/// <param name="ValidFrom">When the report was published.</param>
/// <param name="Coverage">What was looked at and what was not, a sentence each.</param>
/// <param name="ReportAddress">Where the report is to be had.</param>
/// <param name="Report">SHA-256 of the report's bytes.</param>
/// <param name="Evidence">The root of the ledger up to which the report looked.</param>
public sealed record ProgrammeAttested(
    Guid Id, string Address, NamedParty Issuer, string Span, Instant ValidFrom, ImmutableArray<AttestedFigure> Figures, ImmutableArray<string> Coverage, string ReportAddress, Hash Report, Hash Evidence, LedgerRange Ledger);

/// <summary>
/// A report about a programme as a W3C Verifiable Credential 2.0. UNTP's credentials are about a facility or a product, which a sum over all sites is not: so it is of our own kind, by names that W3C's context for undefined terms covers.
/// </summary>
public static class ReportCredential
{
    /// <summary>What the ledger calls this kind.</summary>
    public const string Kind = "w3c-vc-2.0-programme-report";

    /// <summary>The claims, to be recorded; evidence and signature are added whenever the file is asked for.</summary>
    public static JsonObject Of(ProgrammeAttested report, StatusPlace status) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2"),
        ["id"] = ConformityCredential.AddressOf(report.Address, report.Id),
        ["type"] = new JsonArray("VerifiableCredential", "AditProgrammeReport"),
        ["issuer"] = ConformityCredential.Party("CredentialIssuer", report.Issuer),
        ["validFrom"] = Moment.Of(report.ValidFrom),
        ["name"] = $"{report.Issuer.Name}, {report.Span}: what monitoring found",
        ["description"] = "What was found at all sites of a monitoring programme together, what was not, and what was not looked at. This is no certificate, and does not say that a mine is responsible.",
        ["credentialStatus"] = ConformityCredential.Status(report.Address, status),
        ["credentialSubject"] = new JsonObject
        {
            ["type"] = new JsonArray("AditProgrammeReport"),
            ["id"] = report.ReportAddress,
            ["name"] = $"{report.Issuer.Name} {report.Span}",
            ["span"] = report.Span,
            ["coverage"] = new JsonArray([.. report.Coverage.Select(JsonNode (c) => c)]),
            ["figures"] = new JsonArray([.. report.Figures.Select(JsonNode (f) => new JsonObject { ["figure"] = f.Figure, ["value"] = f.Value, ["definition"] = f.Definition })]),
            ["auditableEvidence"] = new JsonObject { ["linkURL"] = report.ReportAddress, ["linkName"] = report.Span, ["digestMultibase"] = Multibase.Digest(report.Report) },
            ["aditRecord"] = new JsonObject
            {
                ["type"] = new JsonArray("AditRecord"),
                ["reportSha256"] = report.Report.ToString(),
                ["evidenceSha256"] = report.Evidence.ToString(),
                ["ledger"] = new JsonObject { ["origin"] = report.Ledger.Origin, ["first"] = report.Ledger.First, ["last"] = report.Ledger.Last, ["report"] = report.Ledger.Report },
            },
        },
    };
}
