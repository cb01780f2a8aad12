using Adit.Storage;
using Adit.Web;

namespace Adit.Forms;

/// <summary>A form in the words of the pages.</summary>
internal static class FormWords
{
    /// <summary>How a form's address names it.</summary>
    public static string Path(string form) => "/forms/" + Uri.EscapeDataString(form);

    /// <summary>
    /// What a form is called. A form has one title for all its languages; "Prices · Prix" names it in the first and in the second of them, and each
    /// reader sees their own.
    /// </summary>
    public static string Title(OpenForm form, Words words)
    {
        var names = form.Published.Title.Split(" · ");
        var at = form.Form.Languages.Select(Code).ToList().IndexOf(words.Language);
        return names.Length < 2 || names.Length > form.Form.Languages.Length ? form.Published.Title : names[at >= 0 && at < names.Length ? at : 0];
    }

    /// <summary>The same of a form and version by name; its id where it is not held any more.</summary>
    public static string Title(Register register, string form, string version, Words words) =>
        register.Forms.TryGetValue((form, version), out var open) ? Title(open, words) : form;

    /// <summary>The languages that a form speaks, by the names it gives them.</summary>
    public static IReadOnlyList<OptionView> Languages(Form form) => [.. form.Languages.Select(l => new OptionView(Code(l), Known(l)))];

    /// <summary>The language asked for, where the form speaks it; else the reader's, else the form's first.</summary>
    public static string Choose(Form form, string? asked, string reader)
    {
        var spoken = form.Languages.Select(Code).ToList();
        return asked is not null && spoken.Contains(asked) ? asked : spoken.Contains(reader) || spoken.Count == 0 ? reader : spoken[0];
    }

    /// <summary>The label of a node; its name where nobody gave it one.</summary>
    public static string Label(FormNode node, string language) => node.Label?.In(language) is { Length: > 0 } label ? label : node.Name;

    public static string State(FormState state) => state.ToString().ToLowerInvariant();

    // "French (fr)" is fr.
    private static string Code(string language) => language.EndsWith(')') && language.LastIndexOf('(') is >= 0 and var at ? language[(at + 1)..^1] : language;

    private static string Known(string language) => Words.Offered.FirstOrDefault(l => l.Code == Code(language)).Name ?? language;
}
