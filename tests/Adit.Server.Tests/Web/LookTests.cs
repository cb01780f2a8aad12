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

    // How far the eye tells two colours apart: CIE 1976, where 2.3 is just noticeable.
    [Theory]
    [InlineData("protanopia", new[] { 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998 })]
    [InlineData("deuteranopia", new[] { 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881 })]
    [InlineData("tritanopia", new[] { 1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900 })]
    [InlineData("full sight", new[] { 1d, 0, 0, 0, 1, 0, 0, 0, 1 })]
    public void Whoever_lacks_a_colour_tells_the_squares_apart_all_the_same(string sight, double[] seen)
    {
        string[] squares = ["s1", "s2", "s3", "s4", "clear", "hidden"];

        foreach (var a in squares)
            foreach (var b in squares.Where(b => string.CompareOrdinal(a, b) < 0))
                Assert.True(Apart(Seen(Tokens[a], seen), Seen(Tokens[b], seen)) > 8, $"{a} and {b} look alike to {sight}");
    }

    // The hatching of what nobody looked at must be seen as hatching, not as a plain square.
    [Fact]
    public void The_hatching_is_seen() => Assert.True(Apart(Linear(Tokens["unseen-line"]), Linear(Tokens["unseen-ground"])) > 8);

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(Tokens[a]), Luminance(Tokens[b]));
        return (Math.Max(x, y) + .05) / (Math.Min(x, y) + .05);
    }

    // WCAG 2.2, relative luminance.
    private static double Luminance(string hex) => Linear(hex) is var parts ? (.2126 * parts[0]) + (.7152 * parts[1]) + (.0722 * parts[2]) : 0;

    private static double[] Linear(string hex) =>
        [.. Enumerable.Range(0, 3).Select(i => int.Parse(hex.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d)
            .Select(c => c <= .04045 ? c / 12.92 : Math.Pow((c + .055) / 1.055, 2.4))];

    // Machado, Oliveira and Fernandes 2009, for whoever lacks one kind of cone wholly.
    private static double[] Seen(string hex, double[] matrix) =>
        Linear(hex) is var rgb ? [.. Enumerable.Range(0, 3).Select(row => Math.Clamp((matrix[3 * row] * rgb[0]) + (matrix[(3 * row) + 1] * rgb[1]) + (matrix[(3 * row) + 2] * rgb[2]), 0, 1))] : [];

    private static double Apart(double[] a, double[] b) => Math.Sqrt(Lab(a).Zip(Lab(b), (x, y) => (x - y) * (x - y)).Sum());

    private static double[] Lab(double[] rgb)
    {
        static double Root(double t) => t > .008856 ? Math.Cbrt(t) : (7.787 * t) + (16d / 116);
        var x = Root(((.4124564 * rgb[0]) + (.3575761 * rgb[1]) + (.1804375 * rgb[2])) / .95047);
        var y = Root((.2126729 * rgb[0]) + (.7151522 * rgb[1]) + (.0721750 * rgb[2]));
        var z = Root(((.0193339 * rgb[0]) + (.1191920 * rgb[1]) + (.9503041 * rgb[2])) / 1.08883);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }

    [GeneratedRegex("--([a-z0-9-]+): (#[0-9a-f]{6})")]
    private static partial Regex Token();
}
