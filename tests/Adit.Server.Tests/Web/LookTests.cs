using System.Globalization;
using System.Text.RegularExpressions;
using Adit.Web;

namespace Adit.Tests.Web;

public sealed partial class LookTests
{
    private static readonly Dictionary<string, string> Tokens = Token().Matches(File.ReadAllText(Path.Combine(WebFiles.Folder, "adit.css")))
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    [Theory]
    [InlineData("ink", "desk")]
    [InlineData("ink", "paper")]
    [InlineData("soft", "desk")]
    [InlineData("soft", "paper")]
    [InlineData("soft", "unseen-ground")]
    [InlineData("soft", "land")]
    [InlineData("link", "desk")]
    [InlineData("link", "paper")]
    [InlineData("link", "unseen-ground")]
    [InlineData("on-dark", "s1")]
    [InlineData("on-dark", "s2")]
    [InlineData("on-dark", "ink")]
    [InlineData("ink", "s3")]
    [InlineData("ink", "s4")]
    [InlineData("ink", "clear")]
    [InlineData("ink", "hidden")]
    [InlineData("ink", "unseen-ground")]
    [InlineData("ink", "unseen-line")]
    [InlineData("ink", "observed")]
    [InlineData("s1", "paper")]
    [InlineData("s2", "paper")]
    [InlineData("s1", "desk")]
    [InlineData("soon", "desk")]
    [InlineData("soon", "paper")]
    public void Text_can_be_read_on_its_ground(string text, string ground) => Assert.InRange(Contrast(text, ground), 4.5, 21);

    [Theory]
    [InlineData("field-line", "paper")]
    [InlineData("field-line", "desk")]
    [InlineData("link", "desk")]
    [InlineData("s2", "paper")]
    public void A_border_that_means_something_can_be_seen(string line, string ground) => Assert.InRange(Contrast(line, ground), 3, 21);

    [Fact]
    public void Severities_differ_in_lightness_so_that_print_and_colour_blindness_keep_their_order()
    {
        var lightness = new[] { "s1", "s2", "s3", "s4" }.Select(s => Luminance(Tokens[s])).ToList();

        Assert.Equal(lightness.Order(), lightness);
        Assert.All(lightness.Zip(lightness.Skip(1)), pair => Assert.True((pair.Second + .05) / (pair.First + .05) > 1.2));
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(Tokens[a]), Luminance(Tokens[b]));
        return (Math.Max(x, y) + .05) / (Math.Min(x, y) + .05);
    }

    // WCAG 2.2, relative luminance.
    private static double Luminance(string hex)
    {
        var parts = Enumerable.Range(0, 3).Select(i => int.Parse(hex.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d)
            .Select(c => c <= .04045 ? c / 12.92 : Math.Pow((c + .055) / 1.055, 2.4)).ToList();
        return (.2126 * parts[0]) + (.7152 * parts[1]) + (.0722 * parts[2]);
    }

    [GeneratedRegex("--([a-z0-9-]+): (#[0-9a-f]{6})")]
    private static partial Regex Token();
}
