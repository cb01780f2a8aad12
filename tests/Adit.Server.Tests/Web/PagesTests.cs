using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Adit.Tests.Web;

public sealed partial class PagesTests
{
    public static TheoryData<string, string> PagesInBothLanguages()
    {
        var data = new TheoryData<string, string>();
        foreach (var page in EveryPage.All)
        {
            data.Add(page.Path, "en");
            data.Add(page.Path, "fr");
        }
        return data;
    }

    [Theory, MemberData(nameof(PagesInBothLanguages))]
    public async Task Every_page_says_everything_it_says_in_its_language(string path, string language)
    {
        var markup = await Markup(path, language);

        Assert.DoesNotContain("‹", markup, StringComparison.Ordinal);
        Assert.Contains($"<html lang=\"{language}\"", markup, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\{[a-z]+\}", Visible().Replace(markup, ""));
    }

    [Theory, MemberData(nameof(PagesInBothLanguages))]
    public async Task Every_page_is_under_100_kB_on_the_wire(string path, string language)
    {
        var markup = Encoding.UTF8.GetBytes(await Markup(path, language));
        using var wire = new MemoryStream();
        using (var gzip = new GZipStream(wire, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(markup);

        Assert.InRange(wire.Length, 500, 100_000);
    }

    [Theory, MemberData(nameof(PagesInBothLanguages))]
    public async Task Every_page_names_its_programme_as_simulated_and_has_one_first_heading(string path, string language)
    {
        var markup = await Markup(path, language);

        Assert.Contains(language == "en" ? "simulated data" : "données simulées", markup, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(markup, "<h1[ >]"));
        Assert.DoesNotContain(" style=\"", markup, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)", markup);
    }

    [Theory, MemberData(nameof(PagesInBothLanguages))]
    public async Task Every_form_that_changes_something_carries_the_token(string path, string language)
    {
        var markup = await Markup(path, language);

        foreach (Match form in Form().Matches(markup))
        {
            if (form.Value.Contains("method=\"post\"", StringComparison.Ordinal))
                Assert.Contains("name=\"__token\" value=\"sample\"", form.Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_buyer_is_offered_no_room_that_is_closed_to_buyers()
    {
        var markup = await Markup("/failed", "en");

        Assert.Contains("href=\"/sites\"", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/agents\"", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/submissions\"", markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_written_as_markup_stays_text()
    {
        var hostile = "<script>alert(1)</script>\"'&";
        var sample = EveryPage.All[0];
        var view = (Programme.ProgrammeView)sample.View(Adit.Web.Words.In("en"));
        var site = view.Sites[0] with { Name = hostile, Urgent = hostile };
        var marker = view.Map.Markers[0] with { Name = hostile };

        var markup = await EveryPage.Markup(sample with { View = _ => view with { Sites = [site], Map = view.Map with { Markers = [marker] } } }, "en");

        Assert.DoesNotContain("<script>alert", markup, StringComparison.Ordinal);
    }

    private static Task<string> Markup(string path, string language) => EveryPage.Markup(EveryPage.All.First(p => p.Path == path), language);

    [GeneratedRegex("<(script|style|code)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Visible();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();
}
