using Adit.Credentials;
using Adit.Tests.Ledger;

namespace Adit.Tests.Credentials;

/// <summary>The published credentials are what this code writes, and they hold. To write them anew: <c>ADIT_WRITE_VECTORS=1</c>.</summary>
public sealed class CredentialVectorsTests
{
    [Theory]
    [InlineData("credential-1.json")]
    [InlineData("credential-1.jwt")]
    public void The_published_credentials_are_what_this_code_writes(string name)
    {
        var computed = name.EndsWith(".jwt", StringComparison.Ordinal) ? Sample.AsJwt : Jcs.Write(Jcs.Read(Sample.WithProof));
        Kept(name, computed);

        Assert.Equal(File.ReadAllBytes(VectorsTests.PathOf(name)), computed);
    }

    // How a list is packed is left to whoever packs it: of the published one only what it says is compared.
    [Theory]
    [InlineData("status-1.json", true)]
    [InlineData("status-1-set.json", false)]
    public void The_published_status_lists_say_whether_the_credential_stands(string name, bool stands)
    {
        Kept(name, Sample.List(StatusPurpose.Revocation, stands ? [7] : [7, Sample.Status.Place]));

        foreach (var form in (string[])["credential-1.json", "credential-1.jwt"])
            Assert.Equal(stands, CredentialVerifying.Verify(File.ReadAllBytes(VectorsTests.PathOf(form)), File.ReadAllBytes(VectorsTests.PathOf(name)), TestKey.Verify, TestKey.Public).Holds);
    }

    private static void Kept(string name, byte[] bytes)
    {
        if (Environment.GetEnvironmentVariable("ADIT_WRITE_VECTORS") == "1")
            File.WriteAllBytes(VectorsTests.PathOf(name), bytes);
    }
}
