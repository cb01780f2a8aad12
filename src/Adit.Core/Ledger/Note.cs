using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Adit.Ledger;

/// <summary>A signature under a note, by a key that may be unknown to us: key name, key id, and the bytes after the id.</summary>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Bytes)
{
    internal const string Dash = "— ";

    /// <summary>The line under a note, with its newline.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.Span.CopyTo(bytes.AsSpan(4));
        return $"{Dash}{Name} {Convert.ToBase64String(bytes)}\n";
    }
}

/// <summary>
/// A text with signatures under it (C2SP signed-note). The text ends in a newline, and means nothing until <see cref="IsSignedBy"/> says yes.
/// </summary>
public sealed record Note(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>The longest note that is read, in bytes.</summary>
    public const int LongestBytes = 1_000_000;

    /// <summary>The most signatures that are read; the specification asks for at least 16.</summary>
    public const int MostSignatures = 100;

    /// <summary>Signs a text.</summary>
    /// <exception cref="ArgumentException">The text does not end in a newline or has control characters.</exception>
    public static Note Sign(string text, VerifierKey key, SignNote sign) => new Note(text, []).AlsoSignedBy(key, sign);

    /// <summary>The same note with one more signature: for a change of key.</summary>
    /// <exception cref="ArgumentException">The text does not end in a newline or has control characters.</exception>
    public Note AlsoSignedBy(VerifierKey key, SignNote sign)
    {
        if (!Text.EndsWith('\n') || !NoteText.IsClean(Text))
            throw new ArgumentException("A note's text ends in a newline and has no other control characters.");
        var signature = new NoteSignature(key.Name, key.KeyId, sign(Encoding.UTF8.GetBytes(Text)));
        return this with { Signatures = [.. Signatures, signature] };
    }

    /// <summary>
    /// Whether the key signed this text: at least one signature under its name and id, and every one of them right. Other keys' are ignored.
    /// </summary>
    public bool IsSignedBy(VerifierKey key, VerifyNote verify)
    {
        var message = Encoding.UTF8.GetBytes(Text);
        var own = Signatures.Where(s => s.Name == key.Name && s.KeyId == key.KeyId).ToList();
        return own.Count > 0 && own.All(s => verify(key.PublicKey.AsSpan(), message, s.Bytes.Span));
    }

    /// <summary>The note as it is served and stored.</summary>
    public override string ToString() => Text + "\n" + string.Concat(Signatures);

    /// <summary>Reads a note from its bytes, without believing it. False for anything that is not exactly one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Note? note)
    {
        note = null;
        return bytes.Length <= LongestBytes && Utf8.IsValid(bytes) && TryRead(Encoding.UTF8.GetString(bytes), out note);
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out Note?)"/>
    public static bool TryRead(string? text, [NotNullWhen(true)] out Note? note)
    {
        note = null;
        if (text is null || text.Length > LongestBytes || !NoteText.IsClean(text))
            return false;
        // The text may have empty lines itself: the last one divides.
        var end = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || !text.EndsWith('\n') || end + 2 == text.Length)
            return false;
        var lines = text[(end + 2)..^1].Split('\n');
        if (lines.Length > MostSignatures)
            return false;
        var signatures = new List<NoteSignature>();
        foreach (var line in lines)
        {
            if (!TryReadLine(line, out var signature))
                return false;
            signatures.Add(signature);
        }
        note = new Note(text[..(end + 1)], signatures);
        return true;
    }

    private static bool TryReadLine(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(NoteSignature.Dash, StringComparison.Ordinal) || line[NoteSignature.Dash.Length..].Split(' ') is not [var name, var encoded])
            return false;
        if (!VerifierKey.IsName(name) || !Base64.TryRead(encoded, out var bytes) || bytes.Length < 5)
            return false;
        signature = new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4));
        return true;
    }
}

internal static class NoteText
{
    /// <summary>No control characters but newline, and nothing that UTF-8 cannot write.</summary>
    internal static bool IsClean(string text) => IsUnicode(text) && !text.Any(c => c < ' ' && c != '\n');

    /// <summary>Whether every surrogate has its other half.</summary>
    internal static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsSurrogatePair(text, i))
                return false;
            i++;
        }
        return true;
    }
}
