using System.Text.RegularExpressions;
using Adit.Web;

namespace Adit.Printing;

/// <summary>How papers look: the pages' own style and font and what papers have besides, in one text that fetches nothing.</summary>
internal static partial class PaperStyle
{
    private static readonly Lazy<string> Kept = new(() => string.Concat(Fonts().Replace(Read("lib/fonts.css"), Inside), Read("adit.css"), Read("paper.css")));

    /// <summary>The text.</summary>
    public static string Text => Kept.Value;

    private static string Inside(Match font) => $"url(data:font/woff2;base64,{Convert.ToBase64String(File.ReadAllBytes(Path.Combine(WebFiles.Folder, "lib", font.Groups[1].Value)))})";

    private static string Read(string path) => File.ReadAllText(Path.Combine(WebFiles.Folder, path));

    [GeneratedRegex(@"url\(([\w-]+\.woff2)\)")]
    private static partial Regex Fonts();
}
