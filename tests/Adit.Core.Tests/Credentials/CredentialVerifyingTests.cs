using System.Text;
using System.Text.Json.Nodes;
using Adit.Credentials;
using Adit.Ledger;
using Adit.Tests.Ledger;
using CsCheck;

namespace Adit.Tests.Credentials;

public sealed class CredentialVerifyingTests
{
    public static TheoryData<string> Forms => [nameof(Sample.WithProof), nameof(Sample.AsJwt)];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_credential_holds_and_says_when_it_was_recorded(string form)
    {
        var report = CredentialVerifying.Verify(File(form), null, TestKey.Verify, TestKey.Public);

        Assert.True(report.Holds, report.FirstFailure?.ToString());
        Assert.Equal((Sample.Issuer, Sample.Issued, Sample.At), (report.Issuer, report.Entry, report.At));
        Assert.Null(report.StatusAsOf);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Any_byte_changed_is_noticed(string form) => Gen.Int[0, File(form).Length - 1].Sample(at =>
    {
        var changed = (byte[])File(form).Clone();
        changed[at] ^= 1;
        var report = CredentialVerifying.Verify(changed, null, TestKey.Verify, TestKey.Public);
        // A space may become none between two members; what it says is then the same.
        return !report.Holds || Encoding.UTF8.GetString(changed).Trim() == Encoding.UTF8.GetString(File(form)).Trim();
    }, iter: 400);

    [Fact]
    public void Claims_that_the_key_signed_but_the_ledger_never_recorded_are_not_believed()
    {
        // What one could do who stole the key: every signature is right.
        var other = (JsonObject)Sample.Claims.DeepClone();
        other["credentialSubject"]!["conformityAssessment"]!.AsArray().RemoveAt(0);
        var forged = Sample.Utf8(DataIntegrity.Sign(CredentialFile.With(other, Sample.Bundle), Did.MethodOf(Sample.Issuer, TestKey.Public), Sample.At, TestKey.Sign));

        Assert.Equal(CredentialClaim.Recorded, CredentialVerifying.Verify(forged, null, TestKey.Verify, TestKey.Public).FirstFailure?.Claim);
    }

    [Fact]
    public void A_forger_with_a_key_of_their_own_is_found_out_by_who_knows_the_right_one()
    {
        var (key, sign) = Other();
        var forged = Sample.Utf8(DataIntegrity.Sign(CredentialFile.With(Sample.Claims, Sample.Of(key, sign)), Did.MethodOf(Sample.Issuer, key), Sample.At, sign));

        Assert.True(CredentialVerifying.Verify(forged, null, TestKey.Verify).Holds);
        var failure = CredentialVerifying.Verify(forged, null, TestKey.Verify, TestKey.Public).FirstFailure;
        Assert.Equal((CredentialClaim.Evidence, Claim.ExpectedKey), (failure?.Claim, failure?.Ledger?.Claim));
    }

    [Fact]
    public void A_key_under_another_issuers_name_is_named()
    {
        var other = Sample.Utf8(DataIntegrity.Sign(CredentialFile.With(Sample.Claims, Sample.Bundle), Did.MethodOf("did:web:other.example", TestKey.Public), Sample.At, TestKey.Sign));

        Assert.Equal(CredentialClaim.Named, CredentialVerifying.Verify(other, null, TestKey.Verify).FirstFailure?.Claim);
    }

    [Fact]
    public void A_credential_without_evidence_is_not_one_that_can_be_checked_here()
    {
        var bare = Sample.Utf8(DataIntegrity.Sign(Sample.Claims, Did.MethodOf(Sample.Issuer, TestKey.Public), Sample.At, TestKey.Sign));

        Assert.Equal(CredentialClaim.HasEvidence, CredentialVerifying.Verify(bare, null, TestKey.Verify).FirstFailure?.Claim);
    }

    [Theory]
    [InlineData("{}", "proof")]
    [InlineData("[]", "$")]
    [InlineData("eyJ", "$")]
    [InlineData("{\"@context\":1,\"proof\":{\"verificationMethod\":\"x\"}}", "@context")]
    public void What_is_no_credential_is_named_by_its_place(string file, string where)
    {
        var failure = CredentialVerifying.Verify(Encoding.UTF8.GetBytes(file), null, TestKey.Verify).FirstFailure;

        Assert.Equal((CredentialClaim.Readable, where), (failure?.Claim, failure?.Where));
    }

    [Fact]
    public void A_list_in_which_it_is_not_set_says_as_of_when_it_stands()
    {
        var report = CredentialVerifying.Verify(Sample.WithProof, Sample.List(StatusPurpose.Revocation, 1, Sample.Status.Place + 1), TestKey.Verify, TestKey.Public);

        Assert.True(report.Holds, report.FirstFailure?.ToString());
        Assert.Equal("2026-11-03T09:00:00Z", report.StatusAsOf);
    }

    [Theory]
    [InlineData(StatusPurpose.Revocation)]
    [InlineData(StatusPurpose.Refresh)]
    public void A_list_in_which_it_is_set_says_that_it_does_not_stand_and_why(StatusPurpose purpose)
    {
        var report = CredentialVerifying.Verify(Sample.AsJwt, Sample.List(purpose, Sample.Status.Place), TestKey.Verify, TestKey.Public);

        Assert.Equal((CredentialClaim.Stands, purpose), (report.FirstFailure?.Claim, report.Purpose));
    }

    [Fact]
    public void A_list_by_another_key_or_of_another_number_settles_nothing()
    {
        var (key, sign) = Other();
        var foreign = Sample.Utf8(DataIntegrity.Sign(StatusList.Credential(Sample.Address, Sample.Issuer, 1, StatusPurpose.Revocation, Sample.At, []), Did.MethodOf(Sample.Issuer, key), Sample.At, sign));
        var second = Sample.Utf8(DataIntegrity.Sign(StatusList.Credential(Sample.Address, Sample.Issuer, 2, StatusPurpose.Revocation, Sample.At, []), Did.MethodOf(Sample.Issuer, TestKey.Public), Sample.At, TestKey.Sign));

        Assert.Equal(CredentialClaim.StatusSigned, CredentialVerifying.Verify(Sample.WithProof, foreign, TestKey.Verify).FirstFailure?.Claim);
        Assert.Equal(CredentialClaim.StatusNamed, CredentialVerifying.Verify(Sample.WithProof, second, TestKey.Verify).FirstFailure?.Claim);
        Assert.Equal(CredentialClaim.StatusReadable, CredentialVerifying.Verify(Sample.WithProof, Sample.WithProof, TestKey.Verify).FirstFailure?.Claim);
    }

    [Fact]
    public void Whatever_a_file_holds_checking_it_does_not_throw() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        CredentialVerifying.Verify(bytes, bytes, TestKey.Verify);
        CredentialVerifying.Verify((byte[])[.. "{\"@context\":"u8, .. bytes], Sample.WithProof, TestKey.Verify);
        CredentialVerifying.Verify(Sample.WithProof, bytes, TestKey.Verify);
    });

    internal static (VerifierKey Key, SignNote Sign) Other()
    {
        var key = NSec.Cryptography.Key.Import(NSec.Cryptography.SignatureAlgorithm.Ed25519, (byte[])[.. Enumerable.Range(32, 32).Select(i => (byte)i)], NSec.Cryptography.KeyBlobFormat.RawPrivateKey);
        return (new(TestKey.Origin, key.PublicKey.Export(NSec.Cryptography.KeyBlobFormat.RawPublicKey)), message => NSec.Cryptography.SignatureAlgorithm.Ed25519.Sign(key, message));
    }

    private static byte[] File(string form) => form == nameof(Sample.AsJwt) ? Sample.AsJwt : Sample.WithProof;
}
