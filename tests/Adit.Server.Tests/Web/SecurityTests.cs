using Adit.People;
using Adit.Protection;
using Adit.Web;

namespace Adit.Tests.Web;

/// <summary>Anybody reads what a security review asks: as the server is run, and as its doors are.</summary>
public sealed class SecurityTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_data_lies_and_who_reads_which_tier_as_the_rights_say_and_names_no_host_and_no_folder()
    {
        await using var house = await House.Open();
        var page = System.Net.WebUtility.HtmlDecode(await house.Http.GetStringAsync("/security?lang=en", Stop));
        Assert.Contains(TestHome.Server is null ? "The programme lives in a folder on one machine." : "The programme lives in a PostgreSQL database", page, StringComparison.Ordinal);
        Assert.Contains("In which country or region, whoever runs it has not said here", page, StringComparison.Ordinal);
        Assert.Contains("No mail is sent.", page, StringComparison.Ordinal);
        var words = Words.In("en");
        foreach (var tier in (Tier[])[Tier.T1, Tier.T2])
            Assert.Contains(string.Join(", ", Rights.Given.Where(r => r.Sees() >= tier).Select(r => words["role." + Frames.KeyOf(r)])), page, StringComparison.Ordinal);
        Assert.DoesNotContain(Rights.Given, r => r.Sees() == Tier.T3);
        Assert.Contains("nobody on any page here", page, StringComparison.Ordinal);
        foreach (var secret in (string[])[house.Folder, "127.0.0.1", "localhost", "‹"])
            Assert.DoesNotContain(secret, page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Qui voit quoi", await house.Http.GetStringAsync("/security?lang=fr", Stop), StringComparison.Ordinal);
        Assert.Contains("href=\"/security\"", await house.Http.GetStringAsync("/method", Stop), StringComparison.Ordinal);
    }
}
