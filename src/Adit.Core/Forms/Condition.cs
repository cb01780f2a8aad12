using System.Text.RegularExpressions;

namespace Adit.Forms;

/// <summary>One answer that a question depends on.</summary>
/// <param name="Question">The question that is looked at.</param>
/// <param name="Choice">The choice, or the text, that it is compared with.</param>
/// <param name="Met">Whether the answer has to be that; else it has to be another one.</param>
public sealed record ConditionPart(FormNode Question, string Choice, bool Met);

/// <summary>When a question is asked, where that can be said to a person with a pen: some answers, all of which or one of which must hold.</summary>
public sealed partial record Condition(IReadOnlyList<ConditionPart> Parts, bool All)
{
    /// <summary>The condition of a node, read from its <c>relevant</c>: comparisons of questions with choices, joined by <c>and</c> or by <c>or</c>. Null where it is anything else.</summary>
    public static Condition? Of(Form form, FormNode node)
    {
        if (node.Relevant is not { } relevant)
            return null;
        var (ands, ors) = (And().Split(relevant.Trim()), Or().Split(relevant.Trim()));
        if (ands.Length > 1 && ors.Length > 1)
            return null;
        var parts = (ands.Length > 1 ? ands : ors).Select(text => Part(form, node, text.Trim())).ToList();
        return parts.Contains(null) ? null : new([.. parts.OfType<ConditionPart>()], ors.Length == 1);
    }

    private static ConditionPart? Part(Form form, FormNode node, string text)
    {
        var (not, inner) = Not().Match(text) is { Success: true } wrapped ? (true, wrapped.Groups[1].Value.Trim()) : (false, text);
        var match = Selected().Match(inner) is { Success: true } selected ? selected : Compared().Match(inner);
        if (!match.Success || Find(form, node, match.Groups["path"].Value) is not { } question)
            return null;
        return new(question, match.Groups["value"].Value, (match.Groups["sign"].Value != "!=") != not);
    }

    // Forms name a question by its whole path, or from where they stand.
    private static FormNode? Find(Form form, FormNode node, string path)
    {
        if (path.StartsWith('/'))
            return form.Find(path);
        var at = node.Path;
        foreach (var step in path.Split('/'))
            at = step switch { "." => at, ".." => at[..Math.Max(0, at.LastIndexOf('/'))], _ => $"{at}/{step}" };
        return form.Find(at);
    }

    [GeneratedRegex(@"\s+and\s+")]
    private static partial Regex And();

    [GeneratedRegex(@"\s+or\s+")]
    private static partial Regex Or();

    [GeneratedRegex(@"^not\s*\((.*)\)$", RegexOptions.Singleline)]
    private static partial Regex Not();

    [GeneratedRegex(@"^selected\s*\(\s*(?<path>[\w./-]+)\s*,\s*'(?<value>[^']*)'\s*\)$")]
    private static partial Regex Selected();

    [GeneratedRegex(@"^(?<path>[\w./-]+)\s*(?<sign>!?=)\s*'(?<value>[^']*)'$")]
    private static partial Regex Compared();
}
