using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Adit.Ledger;

namespace Adit.Credentials;

/// <summary>A credential signed in the document itself: a W3C Data Integrity proof, cryptosuite <c>eddsa-jcs-2022</c>.</summary>
public static class DataIntegrity
{
    /// <summary>The document with a proof. Its bytes are no matter, only what it says: it may be written anew with other spaces and in another order.</summary>
    /// <param name="method">The name of the key, as the issuer's DID document has it.</param>
    /// <param name="created">When it is signed, as the signer says.</param>
    /// <exception cref="FormatException">Something in it cannot be written canonically.</exception>
    public static JsonObject Sign(JsonObject document, string method, Instant created, SignNote sign)
    {
        var signed = (JsonObject)document.DeepClone();
        var proof = new JsonObject
        {
            ["type"] = "DataIntegrityProof",
            ["cryptosuite"] = "eddsa-jcs-2022",
            ["created"] = Moment.Of(created),
            ["verificationMethod"] = method,
            ["proofPurpose"] = "assertionMethod",
            ["@context"] = document["@context"]?.DeepClone(),
        };
        proof["proofValue"] = Multibase.Base58(sign(Signed(proof, document)));
        signed["proof"] = proof;
        return signed;
    }

    /// <summary>Whether the proof of a document is one of this kind and the key's. The key's name is for the caller to check.</summary>
    /// <exception cref="FormatException">Something in it cannot be written canonically.</exception>
    public static bool Holds(JsonObject secured, ReadOnlySpan<byte> publicKey, VerifyNote verify)
    {
        if (secured["proof"] is not JsonObject proof || Text(proof, "type") != "DataIntegrityProof" || Text(proof, "cryptosuite") != "eddsa-jcs-2022" || Text(proof, "proofPurpose") != "assertionMethod")
            return false;
        if (!Multibase.TryReadBase58(Text(proof, "proofValue"), out var signature) || signature.Length != 64 || !SameContext(proof["@context"], secured["@context"]))
            return false;
        var document = (JsonObject)secured.DeepClone();
        document.Remove("proof");
        var options = (JsonObject)proof.DeepClone();
        options.Remove("proofValue");
        return verify(publicKey, Signed(options, document), signature);
    }

    /// <summary>The name of the key in the proof; null where there is none.</summary>
    public static string? MethodIn(JsonObject secured) => secured["proof"] is JsonObject proof ? Text(proof, "verificationMethod") : null;

    private static byte[] Signed(JsonObject options, JsonObject document) => [.. SHA256.HashData(Jcs.Write(options)), .. SHA256.HashData(Jcs.Write(document))];

    // The specification lets a document grow contexts after the proof's; one that means to be read in one way only does not.
    private static bool SameContext(JsonNode? of, JsonNode? document) => JsonNode.DeepEquals(of, document);

    private static string? Text(JsonObject of, string name) => of[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}

/// <summary>A credential signed around the document: a JWT of media type <c>vc+jwt</c> (W3C VC-JOSE-COSE), EdDSA.</summary>
/// <param name="Kid">The name of the key, as the issuer's DID document has it.</param>
/// <param name="Claims">The credential.</param>
public sealed record VcJwt(string Kid, JsonObject Claims)
{
    private string Input { get; init; } = "";

    private byte[] Signature { get; init; } = [];

    /// <summary>The compact form, signed.</summary>
    /// <exception cref="FormatException">Something in it cannot be written canonically.</exception>
    public static string Sign(JsonObject claims, string kid, SignNote sign)
    {
        var header = new JsonObject { ["alg"] = "EdDSA", ["cty"] = "vc", ["kid"] = kid, ["typ"] = "vc+jwt" };
        var input = $"{Url(Jcs.Write(header))}.{Url(Jcs.Write(claims))}";
        return $"{input}.{Url(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    /// <summary>Reads a compact form without believing it; false for another algorithm or type, or members in the header that we do not know to be harmless.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out VcJwt? jwt)
    {
        jwt = null;
        if (text?.Split('.') is not [var head, var body, var tail] || !Multibase.TryReadUrl(head, out var header) || !Multibase.TryReadUrl(body, out var claims) || !Multibase.TryReadUrl(tail, out var signature))
            return false;
        try
        {
            if (Jcs.Read(header) is not JsonObject named || Jcs.Read(claims) is not JsonObject said || named.Any(m => m.Key is not ("alg" or "cty" or "kid" or "typ")))
                return false;
            if (Text(named, "alg") != "EdDSA" || Text(named, "typ") != "vc+jwt" || Text(named, "kid") is not { } kid)
                return false;
            jwt = new(kid, said) { Input = $"{head}.{body}", Signature = signature };
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether the key signed it.</summary>
    public bool IsSignedBy(ReadOnlySpan<byte> publicKey, VerifyNote verify) => verify(publicKey, Encoding.ASCII.GetBytes(Input), Signature);

    private static string Url(byte[] bytes) => Multibase.Base64Url(bytes)[1..];

    private static string? Text(JsonObject of, string name) => of[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
