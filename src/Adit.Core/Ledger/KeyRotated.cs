using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Adit.Ledger;

/// <summary>The key that checkpoints are signed with was changed; the key before and the key after both say so.</summary>
/// <param name="Statement">The signed note of a <see cref="Rotation"/>.</param>
public sealed record KeyRotated(string Statement) : Fact;

/// <summary>
/// What a change of key states, as a C2SP signed note with two signatures: the last head that the old key vouches for, and the key that signs all later
/// ones. Its first line is no origin and its second no number, so that it can never be taken for a checkpoint.
/// </summary>
/// <param name="Size">How many entries stand before the one that holds the statement, which therefore stands at this index.</param>
/// <param name="Root">The root over those entries.</param>
/// <param name="From">The key in force up to this size; its name is the ledger's origin.</param>
/// <param name="To">The key in force for every larger size, under the same name.</param>
public sealed record Rotation(long Size, Hash Root, VerifierKey From, VerifierKey To)
{
    /// <summary>The first line of every statement.</summary>
    public const string Heading = "adit key rotation v1";

    /// <summary>The text that both keys sign: heading, origin, size, root, old key, new key, a line each.</summary>
    public string Text =>
        $"{Heading}\n{From.Name}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Root.ToBase64()}\n{From}\n{To}\n";

    /// <summary>The statement, signed by both keys.</summary>
    /// <exception cref="ArgumentException">The keys have different names or are the same, or the size is not positive.</exception>
    public Note Sign(SignNote from, SignNote to) =>
        TryRead(Text, out var read) && read == this ? Note.Sign(Text, From, from).AlsoSignedBy(To, to) : throw new ArgumentException("This statement could not be read back.");

    /// <summary>Reads a statement and believes it only if both keys signed it.</summary>
    public static bool TryOpen(string? statement, VerifyNote verify, [NotNullWhen(true)] out Rotation? rotation)
    {
        rotation = null;
        if (!Note.TryRead(statement, out var note) || !TryRead(note.Text, out var read) || !note.IsSignedBy(read.From, verify) || !note.IsSignedBy(read.To, verify))
            return false;
        rotation = read;
        return true;
    }

    private static bool TryRead(string text, [NotNullWhen(true)] out Rotation? rotation)
    {
        rotation = null;
        if (text.Split('\n') is not [Heading, var origin, var number, var hash, var old, var next, ""])
            return false;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size == 0 || !Hash.TryReadBase64(hash, out var root))
            return false;
        if (!VerifierKey.TryRead(old, out var from) || !VerifierKey.TryRead(next, out var to) || from.Name != origin || to.Name != origin || from == to)
            return false;
        // Rather than check every zero, write it again and compare.
        rotation = new Rotation(size, root, from, to);
        if (rotation.Text == text)
            return true;
        rotation = null;
        return false;
    }
}
