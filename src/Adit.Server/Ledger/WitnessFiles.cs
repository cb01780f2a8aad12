namespace Adit.Ledger;

/// <summary>A witness that is asked to cosign this ledger's heads.</summary>
/// <param name="Address">What <c>add-checkpoint</c> is under.</param>
internal sealed record WitnessAt(Uri Address, WitnessKey Key);

/// <summary>The files in which an operator names witnesses, and ledgers to be a witness of: one a line; empty lines and those that begin with # say nothing.</summary>
internal static class WitnessFiles
{
    /// <summary>The witnesses in a file: an address and a key a line.</summary>
    /// <exception cref="Refused">It cannot be read.</exception>
    public static IReadOnlyList<WitnessAt> Witnesses(string file) => Lines(file, Witness, "a witness: its address, a space and its key, such as https://other.example.org/witness adit/other/0123456789abcdef/witness+1a2b3c4d+base64");

    /// <summary>The keys of ledgers in a file, one a line.</summary>
    /// <exception cref="Refused">It cannot be read, or names two keys for one ledger.</exception>
    public static IReadOnlyList<VerifierKey> Ledgers(string file)
    {
        var keys = Lines(file, line => VerifierKey.TryRead(line, out var key) ? key : null, "a ledger's public key, such as adit/other/0123456789abcdef+1a2b3c4d+base64");
        return keys.CountBy(k => k.Name).FirstOrDefault(k => k.Value > 1) is { Key: { } twice } ? throw new Refused($"{file} names two keys for {twice}. Where its key was changed, leave the new one alone.") : keys;
    }

    /// <summary>What is wrong with a file, in a sentence; null where nothing is.</summary>
    public static string? WrongWith<T>(Func<string, T> read, string file)
    {
        try
        {
            _ = read(file);
            return null;
        }
        catch (Refused refused)
        {
            return refused.Message;
        }
    }

    private static WitnessAt? Witness(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var url, var text] && Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", Query: "", Fragment: "" } && WitnessKey.TryRead(text, out var key) ? new(address, key) : null;

    private static List<T> Lines<T>(string file, Func<string, T?> read, string what)
        where T : class
    {
        try
        {
            return [.. File.ReadLines(file).Select((line, i) => (Line: line.Trim(), Number: i + 1)).Where(l => l.Line.Length > 0 && l.Line[0] != '#')
                .Select(l => read(l.Line) ?? throw new Refused($"{file}, line {l.Number} is not {what}"))];
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new Refused($"{file} cannot be read: {denied.Message}");
        }
    }
}
