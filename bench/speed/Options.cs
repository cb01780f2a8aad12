using System.Globalization;

namespace Adit.Bench;

/// <summary>The words of the command: a verb, then <c>--name value</c> pairs; a name without a value is a switch.</summary>
internal sealed class Options(string[] words)
{
    public string Verb => words is [{ } verb, ..] ? verb : "";

    public int Number(string name, int otherwise) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public string? Text(string name) => Array.IndexOf(words, "--" + name) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;

    public bool Has(string name) => words.Contains("--" + name);

    public static int Usage()
    {
        Console.Error.WriteLine("intake | rebuild | pages | exports | feeds | growth | year | reports; the head of bench/speed/Program.cs says what each takes.");
        return 2;
    }
}
