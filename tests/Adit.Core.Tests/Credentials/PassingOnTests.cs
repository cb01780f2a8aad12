using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Adit.Credentials;

namespace Adit.Tests.Credentials;

/// <summary>A credential is handed on with parts left out: what is left is a credential still, and of what is missing nothing is in it.</summary>
public sealed class PassingOnTests
{
    private static readonly Guid Next = Guid.Parse("019ab000-0000-7000-8000-0000000000d9");

    [Fact]
    public void What_is_left_is_a_credential_as_untp_has_it() =>
        ConformityTests.Valid("untp-0.7.0.tar.gz", "schemas/ConformityCredential.json", Sample.Utf8(PassingOn.Of(Sample.Claims, Next, new(1, 12), PassingOn.Parts, ["OH-04"])));

    [Fact]
    public void What_is_left_out_is_nowhere_in_it_and_it_says_that_it_is_missing()
    {
        var left = PassingOn.Of(Sample.Claims, Next, new(1, 12), PassingOn.Parts, ["OH-04", "EN-02"]);

        var text = left.ToJsonString();
        foreach (var gone in (string[])["Mine Exemple", "N1", "\"CD\"", "visited on", "OH-04", "open S2", "Water", Sample.Month.Id.ToString(), Sample.Month.Report.ToString(), Sample.Month.ReportAddress, Sample.Month.Evidence.ToString(), "94567"])
            Assert.DoesNotContain(gone, text, StringComparison.Ordinal);
        Assert.Contains("nothing open among what was looked at", text, StringComparison.Ordinal);
        var said = PassingOn.In(left)!;
        Assert.Equal(("place country coverage report", 2), (string.Join(' ', said.Parts), said.Indicators));
        Assert.Null(PassingOn.In(Sample.Claims));
        Assert.Equal(($"{Sample.Address}/credentials/{Next}", 12), (left["id"]!.GetValue<string>(), left["credentialStatus"]!["statusListIndex"]!.GetValue<int>()));
    }

    [Fact]
    public void The_report_leads_to_the_site_and_goes_with_it()
    {
        var left = PassingOn.Of(Sample.Claims, Next, new(1, 12), [PassingOn.Place], []);

        Assert.Equal(["place", "report"], PassingOn.In(left)!.Parts);
        Assert.DoesNotContain(Sample.Month.Report.ToString(), left.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"CD\"", left.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "place", "OH-04", "")]
    [InlineData(false, "", "", "pass-on-ended")]
    [InlineData(true, "everything", "", "pass-on-part")]
    [InlineData(true, "", "XX-99", "pass-on-part")]
    [InlineData(true, "", "OH-04 CL-01 EN-02", "pass-on-nothing")]
    public void It_is_issued_for_what_stands_and_says_something(bool stands, string parts, string indicators, string code) =>
        Assert.Equal(code, string.Join(' ', PassingOn.Pass(Passed(Words(parts), Words(indicators)), Sample.Claims, stands).Refusals.Select(r => r.Code)));

    [Fact]
    public void Whatever_a_stranger_writes_into_that_member_is_read_without_harm()
    {
        foreach (var said in (string[])["1", "[]", "{}", """{"parts":"place","indicators":"many"}""", """{"parts":[1,null,"<b>","place"],"indicators":-1}"""])
        {
            var document = new JsonObject { ["credentialSubject"] = new JsonObject { ["aditRecord"] = new JsonObject { ["leftOut"] = JsonNode.Parse(said) } } };
            Assert.True(PassingOn.In(document) is null or { Indicators: 0 });
        }
    }

    private static ImmutableArray<string> Words(string words) => [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static CredentialPassedOn Passed(ImmutableArray<string> parts, ImmutableArray<string> indicators) => new(Next, "", 1, 12, "", default, default, default, 1, 5, default, default, "", parts, indicators, "");
}
