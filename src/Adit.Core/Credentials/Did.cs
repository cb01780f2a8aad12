using System.Globalization;
using System.Text.Json.Nodes;
using Adit.Ledger;

namespace Adit.Credentials;

/// <summary>A key that signs, or signed, a programme's credentials.</summary>
/// <param name="Until">When another took its place; null for the one in force.</param>
public readonly record struct SigningKey(VerifierKey Key, Instant? Until);

/// <summary>
/// A programme's name as an issuer (did:web): derived from the address it is reached by, and resolved at <c>/.well-known/did.json</c> there. Its keys are the
/// ledger's: whoever knows the ledger knows the issuer, with or without a network.
/// </summary>
public static class Did
{
    /// <summary>Where the document stands, below the public address.</summary>
    public const string Path = "/.well-known/did.json";

    /// <summary>The name that follows from a public address; null unless that is https by the name of a host, without a path: did:web has no other.</summary>
    public static string? Of(string publicOrigin)
    {
        if (!Uri.TryCreate(publicOrigin, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps || address.HostNameType != UriHostNameType.Dns || address.PathAndQuery != "/")
            return null;
        return "did:web:" + address.IdnHost.ToLowerInvariant() + (address.IsDefaultPort ? "" : "%3A" + address.Port.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What a Data Integrity proof names the key by.</summary>
    public static string MethodOf(string did, VerifierKey key) => $"{did}#{key.KeyId.ToString("x8", CultureInfo.InvariantCulture)}";

    /// <summary>What a JWT names the same key by.</summary>
    public static string KidOf(string did, VerifierKey key) => MethodOf(did, key) + "-jwk";

    /// <summary>The document that the name stands for. Keys of before stay in it, each with the end of its time, so that what they signed can be read.</summary>
    public static JsonObject Document(string did, IReadOnlyList<SigningKey> keys) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1", "https://w3id.org/security/jwk/v1"),
        ["id"] = did,
        ["verificationMethod"] = new JsonArray([.. keys.SelectMany(IEnumerable<JsonNode> (k) => (JsonNode[])[Multikey(did, k), Jwk(did, k)])]),
        ["assertionMethod"] = new JsonArray([.. keys.SelectMany(IEnumerable<JsonNode> (k) => (JsonNode[])[MethodOf(did, k.Key), KidOf(did, k.Key)])]),
    };

    private static JsonObject Multikey(string did, SigningKey key) => Ended(key, new JsonObject
    {
        ["id"] = MethodOf(did, key.Key),
        ["type"] = "Multikey",
        ["controller"] = did,
        ["publicKeyMultibase"] = Multibase.Key(key.Key.PublicKey),
    });

    private static JsonObject Jwk(string did, SigningKey key) => Ended(key, new JsonObject
    {
        ["id"] = KidOf(did, key.Key),
        ["type"] = "JsonWebKey",
        ["controller"] = did,
        ["publicKeyJwk"] = new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["x"] = Multibase.Base64Url(key.Key.PublicKey.AsSpan())[1..] },
    });

    private static JsonObject Ended(SigningKey key, JsonObject method)
    {
        if (key.Until is { } until)
            method["expires"] = Moment.Of(until);
        return method;
    }
}

/// <summary>A moment as credentials write it: UTC, whole seconds.</summary>
internal static class Moment
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    internal static string Of(Instant at) => at.ToDateTimeOffset().ToString(Form, CultureInfo.InvariantCulture);

    internal static bool IsOne(string? text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) && text!.Contains('T', StringComparison.Ordinal);
}
