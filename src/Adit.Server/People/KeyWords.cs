using Adit.Web;

namespace Adit.People;

/// <summary>Keys for programs in the words of the pages.</summary>
internal static class KeyWords
{
    /// <summary>A scope as addresses and programs name it.</summary>
    public static string KeyOf(KeyScope scope) => scope.ToString().ToLowerInvariant();

    /// <summary>That a key lacks a scope, and which.</summary>
    public static string Lacks(KeyScope scope, Words words) => words.Say("key.lacks", ("scope", KeyOf(scope)));

    /// <summary>A scope to tick.</summary>
    public static OptionView Option(KeyScope scope, Words words) => new(KeyOf(scope), words["key.scope." + KeyOf(scope)]);
}
