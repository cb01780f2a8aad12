using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Adit.Credentials;

/// <summary>A claim that an operator makes of its own site.</summary>
/// <param name="Id">An address that is the claim's own.</param>
/// <param name="Topic">A UNTP topic: <c>social.safety</c>.</param>
/// <param name="Day">The day it is as of.</param>
/// <param name="Words">What is claimed.</param>
public sealed record FacilityClaim(string Id, string Topic, DateOnly Day, string Words);

/// <summary>What an operator states of its own site. The operator issues it, not the programme: it is a declaration, and nobody's finding.</summary>
/// <param name="Id">An address that is the credential's own.</param>
/// <param name="Operator">Who issues it: a DID and a name.</param>
/// <param name="Site">The site's address and name.</param>
/// <param name="SiteCode">The site's code in the register that <paramref name="Register"/> names.</param>
/// <param name="Register">The register that the code is from.</param>
/// <param name="Country">Two letters.</param>
public sealed record FacilityStated(string Id, NamedParty Operator, NamedParty Site, string SiteCode, NamedParty Register, string Country, Instant ValidFrom, ImmutableArray<FacilityClaim> Claims);

/// <summary>A site as its operator states it: a UNTP Digital Facility Record, in the form of the models of 0.6.1. Coordinates are left out: they are decimals, and the site's whereabouts are the programme's to give.</summary>
public static class FacilityRecord
{
    /// <summary>The claims, to be signed by the operator.</summary>
    public static JsonObject Of(FacilityStated stated) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", "https://test.uncefact.org/vocabulary/untp/dfr/working/"),
        ["id"] = stated.Id,
        ["type"] = new JsonArray("DigitalFacilityRecord", "VerifiableCredential"),
        ["issuer"] = ConformityCredential.Party("CredentialIssuer", stated.Operator),
        ["validFrom"] = Moment.Of(stated.ValidFrom),
        ["credentialSubject"] = new JsonObject
        {
            ["type"] = new JsonArray("FacilityRecord"),
            ["id"] = stated.Id + "#record",
            ["facility"] = new JsonObject
            {
                ["type"] = new JsonArray("Facility"),
                ["id"] = stated.Site.Id,
                ["name"] = stated.Site.Name,
                ["registeredId"] = stated.SiteCode,
                ["idScheme"] = ConformityCredential.Party("IdentifierScheme", stated.Register),
                ["countryOfOperation"] = stated.Country,
                ["operatedByParty"] = new JsonObject { ["id"] = stated.Operator.Id, ["name"] = stated.Operator.Name },
            },
            ["conformityClaim"] = new JsonArray([.. stated.Claims.Select(JsonNode (c) => Claim(c))]),
        },
    };

    private static JsonObject Claim(FacilityClaim claim) => new()
    {
        ["type"] = new JsonArray("Claim", "Declaration"),
        ["id"] = claim.Id,
        ["description"] = claim.Words,
        ["assessmentDate"] = claim.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["conformityTopic"] = claim.Topic,
    };
}
