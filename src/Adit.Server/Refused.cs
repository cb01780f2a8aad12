using Adit.Web;

namespace Adit;

/// <summary>What was asked for cannot be done, and whoever asked can mend it: the message and every reason are sentences for people, in their language.</summary>
internal sealed class Refused(Func<Words, string> say, params IReadOnlyList<Func<Words, string>> reasons) : Exception(say(Words.In("en")))
{
    /// <summary>In words that are what they are in any language: those of a server that was asked, or of a file that was read.</summary>
    public Refused(string sentence, params IReadOnlyList<string> reasons) : this(_ => sentence, [.. reasons.Select(r => (Func<Words, string>)(_ => r))])
    {
    }

    /// <summary>Every reason, in English.</summary>
    public IReadOnlyList<string> Reasons => ReasonsIn(Words.In("en"));

    /// <summary>By a text of the pages.</summary>
    public static Refused Of(string key, params (string Name, object? Value)[] with) => new(w => w.Say(key, with));

    public string In(Words words) => say(words);

    public IReadOnlyList<string> ReasonsIn(Words words) => [.. reasons.Select(r => r(words))];

    /// <summary>The reasons, or where there are none the sentence alone.</summary>
    public IReadOnlyList<string> AllIn(Words words) => reasons.Count > 0 ? ReasonsIn(words) : [In(words)];
}
