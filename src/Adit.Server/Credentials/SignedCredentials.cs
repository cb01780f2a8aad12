using System.Data.Common;
using System.Text.Json.Nodes;
using Adit.Ledger;
using Adit.Protection;
using Adit.Storage;

namespace Adit.Credentials;

/// <summary>A document that is to be signed, and how.</summary>
/// <param name="At">When, for the proof: the time of the published head that it follows.</param>
internal sealed record Unsigned(JsonObject Document, string Issuer, VerifierKey Key, Instant At, SignNote Sign)
{
    /// <summary>With a Data Integrity proof in it.</summary>
    public byte[] ToJson() => Jcs.Write(DataIntegrity.Sign(Document, Did.MethodOf(Issuer, Key), At, Sign));

    /// <summary>With a JWT around it.</summary>
    public string ToJwt() => VcJwt.Sign(Document, Did.KidOf(Issuer, Key), Sign);
}

/// <summary>What the programme hands out signed: credentials, status lists, and the document of its name. All of it follows the last published head and changes only with it.</summary>
internal sealed class SignedCredentials(Database database, LedgerReading ledger, Proofs proofs, Publishing publishing, Issuing issuing)
{
    /// <summary>The document of the programme's name; null where it has none.</summary>
    public JsonObject? Document() => issuing.Issuer is { } issuer ? Did.Document(issuer, database.Read(Keys)) : null;

    /// <summary>A credential with its evidence; null where no published head that the key in force signed covers it yet, or its content was erased.</summary>
    public Unsigned? Credential(IssuedCredential issued)
    {
        if (issuing.Issuer is null || publishing.Latest is not { } head || publishing.Keys.At(head.Size) != publishing.Keys.Newest)
            return null;
        if (Claims(issued) is not { } claims)
            return null;
        // Of one that was handed on not even the place of what it is about shows.
        if (proofs.OfIssued(issued.Index, issued.Of is null ? issued.Entry : issued.Index) is not { } bundle)
            return null;
        // The name may have changed with the address since; what was issued keeps the one that it was issued by.
        return Sign(CredentialFile.With(claims, bundle), claims["issuer"]!["id"]!.GetValue<string>(), head.Published);
    }

    /// <summary>What a credential claims; null where its content was erased.</summary>
    public JsonObject? Claims(IssuedCredential issued) => database.Read(db => ledger.Fact(db, issued.Index, Tier.T2)?.Fact) switch
    {
        CredentialIssued { Content: { } content } => JsonNode.Parse(content) as JsonObject,
        CredentialPassedOn { Content: { } content } => JsonNode.Parse(content) as JsonObject,
        _ => null,
    };

    /// <summary>A status list as of the last published head; null where there is no such list, or no head yet.</summary>
    public Unsigned? Status(int list, StatusPurpose purpose)
    {
        if (issuing.Issuer is not { } issuer || publishing.Latest is not { } head || database.Read(db => CredentialsTable.Ended(db, list, head.Size)) is not { } ended)
            return null;
        // Whoever asks whether it still stands is told of both; whether there is another one only by the list that is for that.
        var set = ended.Where(e => purpose == StatusPurpose.Revocation || e.End == CredentialEnd.Superseded).Select(e => e.Place);
        return Sign(StatusList.Credential(issuing.Address, issuer, list, purpose, head.Published, set), issuer, head.Published);
    }

    /// <summary>The status list that a credential of ours names; null for anybody else's.</summary>
    public byte[]? StatusFor(ReadOnlySpan<byte> credential)
    {
        if (!CredentialFile.TryRead(credential, out var file, out _) || file.StatusList is not { } named || !named.StartsWith(issuing.Address + "/credentials/status/", StringComparison.Ordinal))
            return null;
        return StatusList.TryReadName(named[(issuing.Address.Length + "/credentials/status/".Length)..], out var list, out var purpose) ? Status(list, purpose)?.ToJson() : null;
    }

    private Unsigned Sign(JsonObject document, string issuer, Instant at) => new(document, issuer, publishing.Keys.Newest, at, publishing.Sign);

    private IReadOnlyList<SigningKey> Keys(DbConnection db)
    {
        var ends = KeysTable.Entries(db).Skip(1).Select(i => ledger.Head(db, i)?.At).ToList();
        return [.. publishing.Keys.Terms.Select((t, n) => new SigningKey(t.Key, n < ends.Count ? ends[n] : null))];
    }
}
