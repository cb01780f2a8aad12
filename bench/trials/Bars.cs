using System.Globalization;
using System.Text;

namespace Adit.Bench.Trials;

/// <summary>A chart of bars as SVG.</summary>
internal static class Bars
{
    private static readonly string[] Colours = ["#2b5c8a", "#c08a2e"];

    /// <summary>One bar a line, each of parts that add up.</summary>
    /// <param name="parts">What each part is; none where there is one alone.</param>
    public static string Draw(string title, IReadOnlyList<string> parts, IReadOnlyList<(string Label, double[] Values)> bars)
    {
        const int Left = 190, Wide = 460, High = 22, Top = 52;
        var most = bars.Max(b => b.Values.Sum());
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Left + Wide + 70}" height="{Top + (bars.Count * (High + 8)) + 10}" font-family="sans-serif" font-size="12">""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="10" y="18" font-weight="bold">{title}</text>""");
        for (var p = 0; p < parts.Count; p++)
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{Left + (p * 110)}" y="28" width="10" height="10" fill="{Colours[p]}"/><text x="{Left + 15 + (p * 110)}" y="37">{parts[p]}</text>""");
        for (var b = 0; b < bars.Count; b++)
        {
            var (y, x) = (Top + (b * (High + 8)), (double)Left);
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left - 8}" y="{y + 15}" text-anchor="end">{bars[b].Label}</text>""");
            for (var p = 0; p < bars[b].Values.Length; x += bars[b].Values[p++] / most * Wide)
                svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{x:0.0}" y="{y}" width="{bars[b].Values[p] / most * Wide:0.0}" height="{High}" fill="{Colours[p]}"/>""");
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{x + 6:0.0}" y="{y + 15}">{bars[b].Values.Sum():0.##}</text>""");
        }
        return svg.Append("</svg>").ToString();
    }
}
