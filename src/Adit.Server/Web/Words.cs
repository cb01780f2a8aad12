using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Adit.Web;

/// <summary>The words of one language: texts by key, and numbers, days and ages as its readers write them.</summary>
public sealed partial class Words
{
    /// <summary>The languages a reader may ask for, by their own names, in the order they are offered.</summary>
    public static readonly IReadOnlyList<(string Code, string Name)> Offered =
        [("en", "English"), ("fr", "Français"), ("sw", "Kiswahili"), ("zh", "中文")];

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Texts =
        Offered.ToFrozenDictionary(l => l.Code, l => Read(l.Code));

    private static readonly FrozenDictionary<string, Words> All = Offered.ToFrozenDictionary(l => l.Code, l => new Words(l.Code, Vouched(l.Code)));
    private static readonly FrozenDictionary<string, Words> Phones = Offered.ToFrozenDictionary(l => l.Code, l => new Words(l.Code, l.Code));

    private readonly string asked;
    private readonly NumberFormatInfo numbers;

    private Words(string asked, string language)
    {
        this.asked = asked;
        Language = language;
        numbers = (NumberFormatInfo)CultureInfo.InvariantCulture.NumberFormat.Clone();
        if (Language == "fr")
        {
            numbers.NumberGroupSeparator = "\u202f";
            numbers.NumberDecimalSeparator = ",";
        }
    }

    // Which of the languages that are vouched for stands in for one that is not.
    private static string Vouched(string code) => code switch { "fr" or "sw" => "fr", _ => "en" };

    /// <summary>The language a page is written in, en or fr; of what reaches a phone, the agent's own.</summary>
    public string Language { get; }

    /// <summary>What was asked for; differs from <see cref="Language"/> where nobody has vouched for a translation yet.</summary>
    public string Asked => asked;

    /// <summary>One sentence saying so, in the language asked for; null where the page is in the language asked for.</summary>
    public string? FallbackNotice => asked == Language ? null : Texts[asked].GetValueOrDefault("language.fallback");

    /// <summary>The words of a language code; English where it is unknown.</summary>
    public static Words In(string? code) => code is not null && All.TryGetValue(code, out var words) ? words : All["en"];

    /// <summary>
    /// The words of what an agent's phone is sent: in their own language, whether a speaker has read it or not, because a sentence that nobody understands is worse than one that sounds odd. What is not
    /// written in it comes in the language of pages. Falls back to English like <see cref="In"/>.
    /// </summary>
    public static Words OnPhone(string? code) => code is not null && Phones.TryGetValue(code, out var words) ? words : Phones["en"];

    /// <summary>Picks a language: what the address says, else the cookie, else the browser's list, else English.</summary>
    public static string Choose(string? query, string? cookie, string? acceptLanguage)
    {
        foreach (var candidate in new[] { query, cookie })
        {
            if (candidate is not null && All.ContainsKey(candidate))
                return candidate;
        }
        return Preferred(acceptLanguage) ?? "en";
    }

    /// <summary>The first offered language of an <c>Accept-Language</c> header; null where it has none.</summary>
    public static string? Preferred(string? acceptLanguage) => Accepted(acceptLanguage).FirstOrDefault(All.ContainsKey);

    private static IEnumerable<string> Accepted(string? header) =>
        (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split(';', StringSplitOptions.TrimEntries))
            .Select(part => (Code: part[0].Split('-')[0].ToLowerInvariant(), Weight: Weight(part)))
            .Where(l => l.Weight > 0)
            .OrderByDescending(l => l.Weight)
            .Select(l => l.Code);

    private static double Weight(string[] part) =>
        part.Skip(1).FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) is { } q
        && double.TryParse(q[2..], CultureInfo.InvariantCulture, out var weight) ? weight : 1;

    /// <summary>The text of a key; a key nobody wrote shows itself in angle quotes, so that it is seen and mended.</summary>
    public string this[string key] => Find(key) ?? $"‹{key}›";

    /// <summary>Whether this language has the key.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>
    /// The text of a key with its {placeholders} filled. Where the texts hold key.one and key.other, the placeholder n chooses
    /// (French counts 0 as one). Numbers are written as the language writes them.
    /// </summary>
    public string Say(string key, params (string Name, object? Value)[] parts)
    {
        var text = new StringBuilder(Find(key) ?? Plural(key, parts));
        foreach (var (name, value) in parts)
            text.Replace("{" + name + "}", Write(value));
        return text.ToString();
    }

    /// <summary>
    /// The text of a message to somebody outside, in the language asked for: messages are also in languages that pages are not in yet. Whether a speaker has vouched for its wording is another matter
    /// (<see cref="FallbackNotice"/>).
    /// </summary>
    public string Message(string key, params (string Name, object? Value)[] parts)
    {
        var text = new StringBuilder(Texts[asked].GetValueOrDefault(key) ?? this[key]);
        foreach (var (name, value) in parts)
            text.Replace("{" + name + "}", Write(value));
        return text.ToString();
    }

    /// <summary>The language of what <see cref="Message"/> and headings of documents are written in, where it is not the page's; null where it is.</summary>
    public string? Beside => asked == Language ? null : asked;

    private string Plural(string key, (string Name, object? Value)[] parts)
    {
        var n = parts.FirstOrDefault(p => p.Name == "n").Value switch
        {
            string text => decimal.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : 2m,
            IConvertible number => number.ToDecimal(CultureInfo.InvariantCulture),
            _ => 2m,
        };
        var one = Language == "fr" ? Math.Abs(n) < 2 : n == 1;
        return Find(key + (one ? ".one" : ".other")) ?? $"‹{key}›";
    }

    private string? Find(string key) => Texts[Language].GetValueOrDefault(key) ?? Texts[Vouched(asked)].GetValueOrDefault(key);

    private string Write(object? value) => value switch
    {
        null => "",
        string s => s,
        int or long => Number(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        decimal d => Number(d),
        double d => Number((decimal)d),
        _ => value.ToString() ?? "",
    };

    /// <summary>Every key of a language file, for tests.</summary>
    internal static IReadOnlyDictionary<string, string> Keys(string language) => Texts[language];

    private static FrozenDictionary<string, string> Read(string language)
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream($"texts/{language}.json")
            ?? throw new InvalidOperationException($"The texts of {language} are not in the program.");
        using var checks = typeof(Verify.Sentence).Assembly.GetManifestResourceStream($"texts/verify.{language}.json");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.Concat(checks is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(checks)!).ToFrozenDictionary();
    }
}
