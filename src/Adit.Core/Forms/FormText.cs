using System.Collections.Immutable;

namespace Adit.Forms;

/// <summary>One text of a form in one language and one form: plain (empty), <c>long</c>, <c>short</c>, <c>image</c>, <c>audio</c>, <c>video</c>, ….</summary>
public readonly record struct TextForm(string Language, string Form, string Value);

/// <summary>A label, hint or message in every language of its form, the default language first. Inline texts have the language <c>""</c>.</summary>
public sealed record FormText(ImmutableArray<TextForm> Forms)
{
    /// <summary>An inline text.</summary>
    public static FormText Inline(string text) => new([new TextForm("", "", text)]);

    /// <summary>The words to show in a language (a code such as <c>fr</c>, or the form's own name for it); the default language where it has no such words.</summary>
    public string In(string language) => Words(form => Languages.Match(form.Language, language)) ?? Words(_ => true) ?? "";

    /// <summary>The file of a media form (<c>image</c>, <c>audio</c>, …) in a language, without its folder; null where there is none.</summary>
    public string? Media(string form, string language)
    {
        var value = Pick(found => found.Form == form && Languages.Match(found.Language, language)) ?? Pick(found => found.Form == form);
        return value?[(value.LastIndexOf('/') + 1)..];
    }

    private string? Words(Func<TextForm, bool> language) =>
        Pick(form => form.Form.Length == 0 && language(form))
        ?? Pick(form => form.Form == "long" && language(form))
        ?? Pick(form => form.Form == "short" && language(form));

    private string? Pick(Func<TextForm, bool> wanted)
    {
        foreach (var form in Forms)
            if (form.Value.Length > 0 && wanted(form))
                return form.Value;
        return null;
    }
}

/// <summary>How forms name languages: <c>fr</c>, <c>French</c>, <c>Français</c>, <c>French (fr)</c> are one.</summary>
internal static class Languages
{
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = ["English", "Anglais"],
        ["fr"] = ["French", "Français", "Francais"],
        ["sw"] = ["Swahili", "Kiswahili"],
        ["zh"] = ["Chinese", "中文", "Chinois"],
    };

    public static bool Match(string written, string asked) =>
        written.Equals(asked, StringComparison.OrdinalIgnoreCase)
        || written.EndsWith($"({asked})", StringComparison.OrdinalIgnoreCase)
        || (Names.TryGetValue(asked, out var names) && names.Contains(written, StringComparer.OrdinalIgnoreCase));
}
