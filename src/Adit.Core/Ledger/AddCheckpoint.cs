using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Adit.Ledger;

/// <summary>What a ledger asks of a witness (C2SP tlog-witness, add-checkpoint): to cosign its head, with the proof that it only added to the head that the witness holds.</summary>
/// <param name="Old">The size of the head that the witness cosigned last; 0 for none.</param>
/// <param name="Proof">Of consistency, from that size to the head's.</param>
/// <param name="Note">The signed head.</param>
/// <param name="Head">What the note says; to be believed only once its signature was checked.</param>
public sealed record AddCheckpoint(long Old, IReadOnlyList<Hash> Proof, Note Note, Checkpoint Head)
{
    /// <summary>The most hashes a proof has: one for each level of the largest tree.</summary>
    public const int LongestProof = 63;

    /// <summary>The body of the request.</summary>
    public override string ToString() => $"old {Old.ToString(CultureInfo.InvariantCulture)}\n{string.Concat(Proof.Select(h => h.ToBase64() + "\n"))}\n{Note}";

    /// <summary>Reads the body of a request, without believing it. False for anything that is not exactly one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AddCheckpoint? asked)
    {
        asked = null;
        if (!Utf8.IsValid(body))
            return false;
        var text = Encoding.UTF8.GetString(body);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || text[..end].Split('\n') is not [var first, .. var lines] || lines.Length > LongestProof)
            return false;
        if (!first.StartsWith("old ", StringComparison.Ordinal) || !Checkpoint.TryReadSize(first[4..], out var old))
            return false;
        var proof = new Hash[lines.Length];
        for (var i = 0; i < lines.Length; i++)
            if (!Hash.TryReadBase64(lines[i], out proof[i]))
                return false;
        if (!Note.TryRead(text[(end + 2)..], out var note) || !Checkpoint.TryRead(note.Text, out var head))
            return false;
        asked = new(old, proof, note, head);
        return true;
    }
}
