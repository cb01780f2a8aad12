using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Adit.Credentials;

/// <summary>What was left out of a credential that was handed on, as it says itself.</summary>
/// <param name="Parts">Of <see cref="PassingOn.Parts"/>.</param>
/// <param name="Indicators">How many indicators; not which.</param>
public sealed record LeftOut(ImmutableArray<string> Parts, long Indicators);

/// <summary>
/// A credential for somebody's own customer: what the programme signed, less what the one who hands it on keeps to themselves. It is issued anew, with a number, a place in the status lists and an entry of its own, and says how much
/// is missing. What is left out is in it in no form, neither as a digest nor as a number that leads to it.
/// </summary>
public static class PassingOn
{
    /// <summary>Which site it is: its name, code and address. The report leads to it, and so is left out too.</summary>
    public const string Place = "place";

    /// <summary>The country.</summary>
    public const string Country = "country";

    /// <summary>What was looked at and what was not.</summary>
    public const string Coverage = "coverage";

    /// <summary>The report's address and fingerprint, and where in the ledger it stands.</summary>
    public const string Report = "report";

    /// <summary>Longest name of a customer, in characters.</summary>
    public const int LongestCustomer = 200;

    /// <summary>All parts that can be left out, in the order that people are asked.</summary>
    public static ImmutableArray<string> Parts { get; } = [Place, Country, Coverage, Report];

    /// <summary>A credential is issued once more, to be handed on.</summary>
    /// <param name="claims">Of the one that it is made from.</param>
    /// <param name="stands">Whether that one still stands.</param>
    public static Decision Pass(CredentialPassedOn passed, JsonObject claims, bool stands)
    {
        var said = Indicators(claims).Select(i => i.Id).ToHashSet();
        return Decision.Unless(
            [
                stands ? null : new("pass-on-ended"), passed.LeftOut.All(Parts.Contains) && passed.Indicators.All(said.Contains) ? null : new("pass-on-part"), said.Except(passed.Indicators).Any() ? null : new("pass-on-nothing"),
                passed.Customer.Length > LongestCustomer ? new("pass-on-customer", [("n", LongestCustomer.ToString(CultureInfo.InvariantCulture))]) : null,
            ],
            passed);
    }

    /// <summary>The indicators that a credential speaks of, with their names.</summary>
    public static IReadOnlyList<(string Id, string Name)> Indicators(JsonObject claims) =>
        [.. Assessments(claims).Select(a => (IdOf(a), a["name"]!.GetValue<string>()))];

    /// <summary>What is left of the claims of a credential.</summary>
    /// <param name="credential">The number of the one that is handed on.</param>
    public static JsonObject Of(JsonObject claims, Guid credential, StatusPlace status, ImmutableArray<string> parts, ImmutableArray<string> indicators)
    {
        var (document, before) = ((JsonObject)claims.DeepClone(), claims["id"]!.GetValue<string>());
        var origin = before[..before.IndexOf("/credentials/", StringComparison.Ordinal)];
        var id = ConformityCredential.AddressOf(origin, credential);
        var subject = document["credentialSubject"]!.AsObject();
        var record = subject["aditRecord"]!.AsObject();
        var (place, report, month) = (parts.Contains(Place), parts.Contains(Place) || parts.Contains(Report), record["month"]!.GetValue<string>());
        document["id"] = id;
        document["description"] = document["description"]!.GetValue<string>() + " It was issued once more for whoever handed it on, who left parts of it out: nothing follows from what is not here.";
        document["credentialStatus"] = ConformityCredential.Status(origin, status);
        subject["id"] = id + "#attestation";
        if (place)
        {
            document["name"] = $"A site, {month}: what monitoring found";
            subject["name"] = month;
            subject["issuedToParty"] = ConformityCredential.Party("Party", new(id + "#party", "A site that is not named here"));
        }
        if (report)
        {
            subject.Remove("auditableEvidence");
            // The moment of publication stands in the whole one, which names the site: this one is valid from when its month was over.
            document["validFrom"] = $"{DateOnly.ParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).AddMonths(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}T00:00:00Z";
        }
        foreach (var member in (string[])[.. report ? ["reportSha256", "evidenceSha256", "ledger"] : (string[])[], .. parts.Contains(Country) ? (string[])["country"] : []])
            record.Remove(member);
        subject["conformityAssessment"] = new JsonArray([.. Assessments(claims).Where(a => !indicators.Contains(IdOf(a))).Select(JsonNode (a) => Assessment(a, id, place, parts.Contains(Coverage)))]);
        record["leftOut"] = new JsonObject { ["parts"] = new JsonArray([.. Parts.Where(p => p == Report ? report : parts.Contains(p)).Select(JsonNode (p) => p)]), ["indicators"] = indicators.Distinct().Count() };
        return document;
    }

    /// <summary>What a credential says was left out of it; null for one that is whole. Only parts that are known here are believed to be some.</summary>
    public static LeftOut? In(JsonObject document) =>
        document["credentialSubject"] is JsonObject subject && subject["aditRecord"] is JsonObject record && record["leftOut"] is JsonObject left
            ? new([.. Parts.Where(p => left["parts"] is JsonArray all && all.Any(a => a is JsonValue one && one.TryGetValue<string>(out var name) && name == p))], left["indicators"] is JsonValue n && long.TryParse(n.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            : null;

    private static JsonObject Assessment(JsonObject assessment, string id, bool place, bool coverage)
    {
        var left = (JsonObject)assessment.DeepClone();
        left["id"] = $"{id}#{IdOf(assessment)}";
        if (place)
            left.Remove("assessedFacility");
        if (coverage)
            left.Remove("specifiedCondition");
        return left;
    }

    private static IEnumerable<JsonObject> Assessments(JsonObject claims) => claims["credentialSubject"]!["conformityAssessment"]!.AsArray().Select(a => a!.AsObject());

    private static string IdOf(JsonObject assessment) => assessment["id"]!.GetValue<string>() is var id ? id[(id.LastIndexOf('#') + 1)..] : "";
}
