using Adit.Tests.Ledger;
using Adit.Verify;

namespace Adit.Tests.Credentials;

/// <summary>The program <c>adit-verify</c> with a credential, as its user meets it.</summary>
public sealed class AditVerifyTests
{
    [Theory]
    [InlineData("credential-1.json")]
    [InlineData("credential-1.jwt")]
    public void A_good_credential_is_told_line_by_line_with_what_was_not_checked(string file)
    {
        var (code, output) = Run(VectorsTests.PathOf(file), "--lang", "en");

        Assert.Equal(0, code);
        Assert.Contains("entry 6, on 2026-11-03T09:00:00.000000Z", output, StringComparison.Ordinal);
        Assert.Contains("--  Not checked: whether it was withdrawn or superseded since", output, StringComparison.Ordinal);
        Assert.Contains("--  Not checked: whether what was recorded is true", output, StringComparison.Ordinal);
        Assert.Contains(TestKey.Public.ToString(), output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_status_list_settles_whether_it_stands()
    {
        var credential = VectorsTests.PathOf("credential-1.json");
        var (code, output) = Run(credential, "--status", VectorsTests.PathOf("status-1.json"), "--key", TestKey.Public.ToString(), "--lang", "fr");

        Assert.Equal(0, code);
        Assert.Contains("oui  Elle n’a été ni retirée ni remplacée, à la date du 2026-11-03T09:00:00Z", output, StringComparison.Ordinal);
        Assert.DoesNotContain("--status", output, StringComparison.Ordinal);
        (code, output) = Run(credential, "--status", VectorsTests.PathOf("status-1-set.json"), "--lang", "en");
        Assert.Equal(1, code);
        Assert.Contains("NO  It was neither withdrawn nor superseded", output, StringComparison.Ordinal);
        Assert.Equal(2, Run(VectorsTests.PathOf("bundle-1.json"), "--status", VectorsTests.PathOf("status-1.json")).Code);
        Assert.Equal(2, Run(credential, "--status", "there-is-no-such-file").Code);
    }

    private static (int Code, string Output) Run(params string[] args)
    {
        using var output = new StringWriter();
        var code = Answer.To(args, output, TextWriter.Null);
        return (code, output.ToString());
    }
}
