using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Adit.Ledger;

/// <summary>
/// The head of a ledger at a size (C2SP tlog-checkpoint): which ledger, how many entries, and the root over them. Signed, it is what
/// others keep, so that nobody can rewrite what came before it.
/// </summary>
public sealed record Checkpoint(string Origin, long Size, Hash Root)
{
    /// <summary>The text that is signed: three lines, each ending in a newline.</summary>
    public string Text => $"{Origin}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Root.ToBase64()}\n";

    /// <summary>The signed note. A ledger's key bears the ledger's origin as its name.</summary>
    /// <exception cref="ArgumentException">The origin is empty or has control characters, or the size is negative.</exception>
    public Note Sign(VerifierKey key, SignNote sign) =>
        TryRead(Text, out var read) && read == this ? Note.Sign(Text, key, sign) : throw new ArgumentException("This checkpoint could not be read back.");

    /// <summary>
    /// Reads a checkpoint's text. Lines after the third are extensions: they are signed, mean nothing here and are dropped. False where a line is
    /// empty, the size is not a plain number below 2^63, or the root is not 32 bytes.
    /// </summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (text is null || !text.EndsWith('\n') || !NoteText.IsClean(text))
            return false;
        var lines = text[..^1].Split('\n');
        if (lines.Length < 3 || lines.Any(l => l.Length == 0))
            return false;
        if (!TryReadSize(lines[1], out var size) || !Hash.TryReadBase64(lines[2], out var root))
            return false;
        checkpoint = new Checkpoint(lines[0], size, root);
        return true;
    }

    /// <summary>Reads a signed checkpoint and believes it only if the key signed it and bears its origin as a name.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> note, VerifierKey key, VerifyNote verify, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (!Note.TryRead(note, out var read) || !read.IsSignedBy(key, verify) || !TryRead(read.Text, out var held) || held.Origin != key.Name)
            return false;
        checkpoint = held;
        return true;
    }

    internal static bool TryReadSize(string text, out long size) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size.ToString(CultureInfo.InvariantCulture) == text;
}
