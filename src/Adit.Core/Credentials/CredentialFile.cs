using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Adit.Ledger;

namespace Adit.Credentials;

/// <summary>A signed credential as somebody has it: JSON with a proof in it, or a compact JWT around it. Nothing of it is believed by reading it.</summary>
/// <param name="Document">What it says, its proof apart.</param>
/// <param name="Method">The name of the key that it says it is signed by.</param>
public sealed record CredentialFile(JsonObject Document, string Method)
{
    /// <summary>The longest file that is read, in bytes.</summary>
    public const int LongestBytes = 4_000_000;

    private JsonObject? Signed { get; init; }

    private VcJwt? Jwt { get; init; }

    /// <summary>The issuer's name; empty where there is none.</summary>
    public string Issuer => TextAt("issuer") ?? TextAt("issuer", "id") ?? "";

    /// <summary>The address of the status list that it names; null where it names none.</summary>
    public string? StatusList => TextAt("credentialStatus", "statusListCredential");

    /// <summary>SHA-256 over what it claims: the document in canonical JSON, without its evidence, which was added afterwards.</summary>
    public Hash Claims() => HashOf(Document);

    /// <summary>SHA-256 over claims, evidence and proof left out.</summary>
    /// <exception cref="FormatException">Something in it cannot be written canonically.</exception>
    public static Hash HashOf(JsonObject document)
    {
        var claims = (JsonObject)document.DeepClone();
        claims.Remove("evidence");
        claims.Remove("proof");
        return new(SHA256.HashData(Jcs.Write(claims)));
    }

    /// <summary>Whether a file means to be a credential, and not an evidence bundle or anything else.</summary>
    public static bool Means(ReadOnlySpan<byte> file)
    {
        var text = file.TrimStart(" \t\r\n"u8);
        return text.StartsWith("eyJ"u8) || (text.StartsWith("{"u8) && text.IndexOf("\"@context\""u8) >= 0);
    }

    /// <summary>Reads a file; where it cannot be read, <paramref name="where"/> names the first place that is not as it must be.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out CredentialFile? credential, [NotNullWhen(false)] out string? where)
    {
        (credential, where) = (null, "$");
        if (file.Length > LongestBytes)
            return false;
        try
        {
            credential = file.TrimStart(" \t\r\n"u8).StartsWith("eyJ"u8) ? Compact(file) : Embedded(file);
            where = credential.Wrong();
            return where is null;
        }
        catch (FormatException refusal)
        {
            where = refusal.Message;
            return false;
        }
    }

    /// <summary>Whether a key signed all of it.</summary>
    public bool IsSignedBy(VerifierKey key, VerifyNote verify) => Jwt is not null ? Jwt.IsSignedBy(key.PublicKey.AsSpan(), verify) : DataIntegrity.Holds(Signed!, key.PublicKey.AsSpan(), verify);

    /// <summary>Whether the name of the key that it gives is the one that its issuer gives to this key.</summary>
    public bool Names(VerifierKey key) => Method == (Jwt is null ? Did.MethodOf(Issuer, key) : Did.KidOf(Issuer, key));

    /// <summary>The evidence bundle in it; null where there is none.</summary>
    public Bundle? Evidence() => At("evidence") is JsonArray and [JsonObject evidence] && evidence["bundle"] is JsonObject bundle && Bundle.TryRead(Jcs.Write(bundle), out var read, out _) ? read : null;

    /// <summary>The document with a bundle that proves what it claims to have been recorded.</summary>
    public static JsonObject With(JsonObject claims, Bundle bundle)
    {
        var document = (JsonObject)claims.DeepClone();
        document["evidence"] = new JsonArray(new JsonObject { ["type"] = new JsonArray("AditLedgerEvidence"), ["bundle"] = JsonNode.Parse(bundle.ToJson()) });
        return document;
    }

    internal string? TextAt(params ReadOnlySpan<string> path) => At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    internal JsonNode? At(params ReadOnlySpan<string> path)
    {
        JsonNode? at = Document;
        foreach (var name in path)
            at = at is JsonObject members ? members[name] : null;
        return at;
    }

    internal bool IsA(string type) => At("type") is JsonArray types && types.Any(t => t?.GetValueKind() == JsonValueKind.String && t.GetValue<string>() == type);

    private static CredentialFile Compact(ReadOnlySpan<byte> file) =>
        VcJwt.TryRead(Encoding.ASCII.GetString(file).Trim(), out var jwt) ? new(jwt.Claims, jwt.Kid) { Jwt = jwt } : throw new FormatException("$");

    private static CredentialFile Embedded(ReadOnlySpan<byte> file)
    {
        if (Jcs.Read(file) is not JsonObject signed)
            throw new FormatException("$");
        var document = (JsonObject)signed.DeepClone();
        document.Remove("proof");
        return new(document, DataIntegrity.MethodIn(signed) ?? throw new FormatException("proof")) { Signed = signed };
    }

    // What W3C's data model 2.0 asks of every credential.
    private string? Wrong()
    {
        if (At("@context") is not (JsonArray and [JsonValue first, ..]) || first.GetValueKind() != JsonValueKind.String || first.GetValue<string>() != "https://www.w3.org/ns/credentials/v2")
            return "@context";
        if (!IsA("VerifiableCredential"))
            return "type";
        if (!Issuer.StartsWith("did:", StringComparison.Ordinal))
            return "issuer";
        if (!Moment.IsOne(TextAt("validFrom")))
            return "validFrom";
        return At("credentialSubject") is JsonObject ? null : "credentialSubject";
    }
}
