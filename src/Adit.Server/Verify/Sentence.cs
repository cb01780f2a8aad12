using System.Globalization;
using Adit.Web;

namespace Adit.Verify;

/// <summary>Something to be said in the reader's language: a key of the texts and what stands in it.</summary>
internal sealed record Sentence(string Key, params (string Name, object? Value)[] Parts)
{
    public string In(Words words) => Parts.Length == 0 ? words[Key] : words.Say(Key, Parts);

    /// <summary>A number that names a place, written without separators so that it can be searched for.</summary>
    public static string Place(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment that somebody signed, as they signed it.</summary>
    public static string Time(Instant at) => at.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

/// <summary>What checking came to: what held, the first thing that did not, and what was not checked at all.</summary>
internal sealed record Verified(IReadOnlyList<Sentence> Held, Sentence? Fault, IReadOnlyList<Sentence> NotChecked, string Origin)
{
    public static Verified No(Sentence fault, string origin = "") => new([], fault, [], origin);
}
