using Adit.Web;

namespace Adit.Verify;

/// <summary>What checking a ledger came to: what held, the first thing that did not, and what was not checked at all.</summary>
internal sealed record Verified(IReadOnlyList<Sentence> Held, Sentence? Fault, IReadOnlyList<Sentence> NotChecked, string Origin)
{
    public static Verified No(Sentence fault, string origin = "") => new([], fault, [], origin);

    /// <summary>As what checking a file came to.</summary>
    public Told Told() => new(
        Fault is null, Fault is { } fault ? new("check.fails", ("what", fault)) : new("check.holds", ("origin", Origin)), [.. Held.Select(h => new Said(true, h)), .. Fault is null ? (Said[])[] : [new(false, Fault)]], [.. NotChecked]);
}

/// <summary>Says sentences in a language.</summary>
internal static class Saying
{
    public static string In(this Sentence sentence, Words words) =>
        sentence.Parts.IsEmpty ? words[sentence.Key] : words.Say(sentence.Key, [.. sentence.Parts.Select(p => (p.Name, p.Value is Sentence inner ? inner.In(words) : p.Value))]);
}
