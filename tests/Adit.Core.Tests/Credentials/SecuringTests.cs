using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Tests.Ledger;

namespace Adit.Tests.Credentials;

public sealed class SecuringTests
{
    // The example of W3C's Data Integrity EdDSA Cryptosuites v1.0, appendix B, for eddsa-jcs-2022.
    private const string W3c = """
        {"@context":["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examples/v2"],"id":"urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type":["VerifiableCredential","AlumniCredential"],"name":"Alumni Credential","description":"A minimum viable example of an Alumni Credential.","issuer":"https://vc.example/issuers/5678",
        "validFrom":"2023-01-01T00:00:00Z","credentialSubject":{"id":"did:example:abcdefgh","alumniOf":"The School of Examples"},
        "proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","created":"2023-02-24T23:36:38Z","verificationMethod":"https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "proofPurpose":"assertionMethod","@context":["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examples/v2"],
        "proofValue":"z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"}}
        """;

    [Fact]
    public void A_proof_that_w3c_made_holds()
    {
        var document = (JsonObject)Jcs.Read(Encoding.UTF8.GetBytes(W3c))!;
        Assert.True(Multibase.TryReadBase58("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", out var multikey));

        Assert.True(DataIntegrity.Holds(document, multikey.AsSpan(2), TestKey.Verify));
        document["name"] = "Other";
        Assert.False(DataIntegrity.Holds(document, multikey.AsSpan(2), TestKey.Verify));
    }

    [Fact]
    public void A_key_is_written_as_w3c_writes_it()
    {
        Assert.True(Multibase.TryReadBase58("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", out var multikey));

        Assert.Equal([0xed, 0x01], multikey[..2]);
        Assert.Equal("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", Multibase.Key(new Hash(multikey.AsSpan(2))));
        Assert.Equal("z11", Multibase.Base58([0, 0]));
        Assert.Equal("z2NEpo7TZRRrLZSi2U", Multibase.Base58("Hello World!"u8));
    }

    [Fact]
    public void Whatever_is_changed_in_a_document_with_a_proof_breaks_it()
    {
        var signed = (JsonObject)Jcs.Read(Sample.WithProof)!;
        Assert.True(Holds(signed));

        foreach (var (name, _) in signed.ToList())
            Assert.False(Holds(Without(signed, name)), name);
        foreach (var (name, _) in signed["proof"]!.AsObject().ToList())
            Assert.False(Holds(Changed(signed, d => d["proof"]!.AsObject().Remove(name))), name);
        Assert.False(Holds(Changed(signed, d => d["proof"]!["created"] = "2026-01-01T00:00:00Z")));
        Assert.False(Holds(Changed(signed, d => d["credentialSubject"]!["attestationType"] = "certification")));
        // Names that mean something else in another context are not read in it.
        Assert.False(Holds(Changed(signed, d => d["@context"]!.AsArray().Add((JsonNode)"https://example.org/other"))));
    }

    [Fact]
    public void The_order_and_spaces_of_a_document_with_a_proof_are_no_matter()
    {
        var signed = (JsonObject)Jcs.Read(Sample.WithProof)!;
        var turned = new JsonObject([.. signed.Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))]);

        Assert.True(Holds((JsonObject)Jcs.Read(Encoding.UTF8.GetBytes(turned.ToJsonString(new() { WriteIndented = true })))!));
    }

    [Fact]
    public void A_jwt_is_read_back_and_holds_for_its_key_only()
    {
        Assert.True(VcJwt.TryRead(Encoding.ASCII.GetString(Sample.AsJwt), out var jwt));

        Assert.True(jwt.IsSignedBy(TestKey.Public.PublicKey.AsSpan(), TestKey.Verify));
        Assert.False(jwt.IsSignedBy(new byte[32], TestKey.Verify));
        Assert.Equal(Did.KidOf(Sample.Issuer, TestKey.Public), jwt.Kid);
    }

    [Theory]
    [InlineData("""{"alg":"none","cty":"vc","kid":"k","typ":"vc+jwt"}""")]
    [InlineData("""{"alg":"HS256","kid":"k","typ":"vc+jwt"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"k","typ":"JWT"}""")]
    [InlineData("""{"alg":"EdDSA","typ":"vc+jwt"}""")]
    [InlineData("""{"alg":"EdDSA","kid":"k","typ":"vc+jwt","crit":["b64"],"b64":false}""")]
    public void A_jwt_with_another_header_is_not_read(string header)
    {
        var parts = Encoding.ASCII.GetString(Sample.AsJwt).Split('.');

        Assert.False(VcJwt.TryRead($"{Multibase.Base64Url(Encoding.UTF8.GetBytes(header))[1..]}.{parts[1]}.{parts[2]}", out _));
    }

    [Fact]
    public void What_the_ledger_signs_as_a_head_can_never_be_a_credential_nor_the_other_way_round()
    {
        var head = new Checkpoint("adit/a/0123456789abcdef", 1, new Hash(new byte[32])).Text;

        // A proof signs 64 bytes, the shortest head is longer; a JWT signs one line without a newline, a head is three.
        Assert.True(Encoding.UTF8.GetByteCount(head) > 2 * SHA256.HashSizeInBytes);
        Assert.DoesNotContain('\n', Encoding.ASCII.GetString(Sample.AsJwt));
    }

    private static bool Holds(JsonObject document) => DataIntegrity.Holds(document, TestKey.Public.PublicKey.AsSpan(), TestKey.Verify);

    private static JsonObject Without(JsonObject document, string name) => Changed(document, d => d.Remove(name));

    private static JsonObject Changed(JsonObject document, Action<JsonObject> change)
    {
        var copy = (JsonObject)document.DeepClone();
        change(copy);
        return copy;
    }
}
