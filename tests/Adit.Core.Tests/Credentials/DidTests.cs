using Adit.Credentials;
using Adit.Tests.Ledger;

namespace Adit.Tests.Credentials;

public sealed class DidTests
{
    [Theory]
    [InlineData("https://monitor.example.org", "did:web:monitor.example.org")]
    [InlineData("https://Monitor.example.org:8443", "did:web:monitor.example.org%3A8443")]
    [InlineData("http://monitor.example.org", null)]
    [InlineData("https://192.0.2.7", null)]
    [InlineData("https://monitor.example.org/adit", null)]
    public void A_name_follows_from_an_address_that_has_one(string address, string? did) => Assert.Equal(did, Did.Of(address));

    [Fact]
    public void A_key_of_before_stays_in_the_document_with_its_end()
    {
        var (other, _) = CredentialVerifyingTests.Other();
        var document = Did.Document(Sample.Issuer, [new(other, Sample.At), new(TestKey.Public, null)]);

        var methods = document["verificationMethod"]!.AsArray();
        Assert.Equal(
            [Did.MethodOf(Sample.Issuer, other), Did.KidOf(Sample.Issuer, other), Did.MethodOf(Sample.Issuer, TestKey.Public), Did.KidOf(Sample.Issuer, TestKey.Public)],
            methods.Select(m => m!["id"]!.GetValue<string>()));
        Assert.Equal(["2026-11-03T09:00:00Z", "2026-11-03T09:00:00Z", null, null], methods.Select(m => m!["expires"]?.GetValue<string>()));
        Assert.Equal(methods.Select(m => m!["id"]!.GetValue<string>()), document["assertionMethod"]!.AsArray().Select(m => m!.GetValue<string>()));
    }
}
