using Adit.Web;
using Microsoft.AspNetCore.Http;

namespace Adit.Tests.Web;

public sealed class FrameReadingTests
{
    [Fact]
    public void The_language_menu_keeps_the_rest_of_the_address()
    {
        var frame = Frame("/sites", "?stage=paused&lang=fr&sort=-name");

        Assert.Equal("/sites?stage=paused&sort=-name", frame.Path);
        Assert.Equal("fr", frame.Words.Language);
    }

    [Theory]
    [InlineData("//elsewhere.org")]
    [InlineData("///elsewhere.org")]
    public void No_address_leads_to_another_host(string path) => Assert.Equal("/elsewhere.org", Frame(path, "").Path);

    [Fact]
    public void A_chosen_language_is_kept_and_an_unknown_one_is_not()
    {
        Assert.Contains("adit-language=sw", Cookie("?lang=sw"), StringComparison.Ordinal);
        Assert.Equal("", Cookie("?lang=xx"));
        Assert.Equal("", Cookie(""));
    }

    [Fact]
    public void A_list_sorts_by_what_the_address_says_and_turns_round_when_asked_again()
    {
        var http = Request("/sites", "?sort=-name&stage=paused&after=7");
        var table = FrameReading.Table(http.Request, "wrong");

        Assert.Equal(("name", true), (table.Sort, table.Descending));
        Assert.Equal("/sites?stage=paused&sort=name", table.SortedBy("name"));
        Assert.Equal("/sites?stage=paused&sort=last", table.SortedBy("last"));
        Assert.Equal("wrong", FrameReading.Table(Request("/sites", "?sort=-").Request, "wrong").Sort);
    }

    private static string Cookie(string query)
    {
        var http = Request("/", query);
        FrameReading.Words(http);
        return http.Response.Headers.SetCookie.ToString();
    }

    private static Frame Frame(string path, string query) =>
        FrameReading.Frame(Request(path, query), null, "Demonstration", simulated: true, new(2026, 11, 23, 15, 40, 0, TimeSpan.FromHours(2)));

    private static DefaultHttpContext Request(string path, string query)
    {
        var http = new DefaultHttpContext();
        (http.Request.Path, http.Request.QueryString) = (path, new QueryString(query));
        return http;
    }
}
