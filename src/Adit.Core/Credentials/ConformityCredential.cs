using System.Globalization;
using System.Text.Json.Nodes;

namespace Adit.Credentials;

/// <summary>
/// A month at a site as a UNTP Digital Conformity Credential 0.7.0: an inspection by a third party. It is no certification, nobody endorsed it, and it
/// never says that anything conforms: what was found, what was not, and what was not looked at are for the reader to weigh.
/// </summary>
public static class ConformityCredential
{
    /// <summary>What the ledger calls this kind.</summary>
    public const string Kind = "untp-dcc-0.7.0";

    /// <summary>
    /// UNTP 0.7.0 names topics in a vocabulary of its own that the catalogue does not follow yet; these are the fifteen of 0.6, which are where the
    /// catalogue's codes come from.
    /// </summary>
    private const string Topics = "https://test.uncefact.org/vocabulary/untp/core/0/conformityTopicCode#";

    /// <summary>The claims, to be recorded; evidence and signature are added whenever the file is asked for.</summary>
    public static JsonObject Of(SiteMonthAttested month, StatusPlace status)
    {
        var id = AddressOf(month.Address, month.Id);
        var name = month.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        return new()
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", "https://vocabulary.uncefact.org/untp/0.7.0/context/", "https://www.w3.org/ns/credentials/undefined-terms/v2"),
            ["id"] = id,
            ["type"] = new JsonArray("DigitalConformityCredential", "VerifiableCredential"),
            ["issuer"] = Party("CredentialIssuer", month.Issuer),
            ["validFrom"] = Moment.Of(month.ValidFrom),
            ["name"] = $"{month.Site.Name}, {name}: what monitoring found",
            ["description"] = "What was found at a mine site in a month, what was not, and what was not looked at. This is no certificate, and does not say that a mine is responsible.",
            ["credentialStatus"] = Status(month.Address, status),
            ["credentialSubject"] = Subject(month, id, name),
        };
    }

    /// <summary>Where a credential is to be had.</summary>
    public static string AddressOf(string origin, Guid credential) => $"{origin}/credentials/{credential:D}";

    internal static JsonObject Status(string origin, StatusPlace status) => new()
    {
        ["id"] = $"{origin}{StatusList.PathOf(status.List, StatusPurpose.Revocation)}#{status.Place.ToString(CultureInfo.InvariantCulture)}",
        ["type"] = "BitstringStatusListEntry",
        ["statusPurpose"] = StatusList.NameOf(StatusPurpose.Revocation),
        // A number, as UNTP's schema asks; W3C's own says a text of digits.
        ["statusListIndex"] = status.Place,
        ["statusListCredential"] = origin + StatusList.PathOf(status.List, StatusPurpose.Revocation),
    };

    internal static JsonObject Party(string type, NamedParty party) => new() { ["type"] = new JsonArray(type), ["id"] = party.Id, ["name"] = party.Name };

    private static JsonObject Subject(SiteMonthAttested month, string id, string name) => new()
    {
        ["type"] = new JsonArray("ConformityAttestation"),
        ["id"] = id + "#attestation",
        ["name"] = $"{month.SiteCode} {name}",
        ["assessorLevel"] = "3rdParty",
        ["assessmentLevel"] = "no-endorsement",
        ["attestationType"] = "inspection",
        ["issuedToParty"] = Party("Party", month.IssuedTo),
        ["referenceScheme"] = Party("ConformityScheme", new($"{month.Address}/method", $"{month.Issuer.Name}: method")),
        ["auditableEvidence"] = new JsonObject { ["linkURL"] = month.ReportAddress, ["linkName"] = $"{month.SiteCode} {name}", ["digestMultibase"] = Multibase.Digest(month.Report) },
        ["conformityAssessment"] = new JsonArray([.. month.Indicators.Select(JsonNode (i) => Assessment(month, id, i))]),
        ["aditRecord"] = new JsonObject
        {
            ["type"] = new JsonArray("AditRecord"),
            ["country"] = month.Country,
            ["month"] = name,
            ["reportSha256"] = month.Report.ToString(),
            ["evidenceSha256"] = month.Evidence.ToString(),
            ["ledger"] = new JsonObject { ["origin"] = month.Ledger.Origin, ["first"] = month.Ledger.First, ["last"] = month.Ledger.Last, ["report"] = month.Ledger.Report },
        },
    };

    private static JsonObject Assessment(SiteMonthAttested month, string id, AttestedIndicator indicator)
    {
        var own = new NamedCriterion($"{month.Address}/method#{indicator.Indicator}", indicator.Clause.Length == 0 ? indicator.Name : $"{indicator.Name} ({indicator.Clause})");
        return new()
        {
            ["type"] = new JsonArray("ConformityAssessment"),
            ["id"] = $"{id}#{indicator.Indicator}",
            ["name"] = indicator.Name,
            ["assessmentCriteria"] = new JsonArray([.. indicator.Criteria.Prepend(own).Select(JsonNode (c) => Party("Criterion", new(c.Id, c.Name)))]),
            ["assessmentDate"] = month.Month.AddMonths(1).AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["assessedPerformance"] = new JsonArray(new JsonObject { ["score"] = new JsonObject { ["code"] = indicator.Standing, ["definition"] = indicator.Words } }),
            ["assessedFacility"] = new JsonArray(new JsonObject { ["facility"] = Facility(month), ["idVerifiedByCAB"] = true }),
            ["specifiedCondition"] = new JsonArray([.. month.Coverage.Select(JsonNode (c) => c)]),
            ["conformityTopic"] = new JsonArray(Party("ConformityTopic", new(Topics + indicator.Topic, indicator.Topic))),
        };
    }

    private static JsonObject Facility(SiteMonthAttested month)
    {
        var facility = Party("Facility", month.Site);
        facility["registeredId"] = month.SiteCode;
        return facility;
    }
}
