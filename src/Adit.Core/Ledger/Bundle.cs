using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using Adit.Protection;

namespace Adit.Ledger;

/// <summary>An entry in a bundle: where it stands, the way from it to the root, and those of its parts that are handed over (none is allowed).</summary>
public sealed record BundledEntry(long Index, Entry Entry, IReadOnlyList<Hash> Proof, IReadOnlyList<Disclosure> Parts);

/// <summary>
/// An evidence bundle: some parts of some entries, each with its proof up to one signed checkpoint. One JSON file
/// (<c>adit-evidence-1</c>) that anybody can check without us and without a network; <c>docs/ledger.md</c> describes it.
/// </summary>
public sealed record Bundle(string Checkpoint, string VerifierKey, IReadOnlyList<BundledEntry> Entries)
{
    /// <summary>The value of <c>format</c> in the file.</summary>
    public const string Format = "adit-evidence-1";

    // Base64 and the dash of a signature line stay legible. The file is for downloading, not for pasting into a page.
    private static readonly JsonWriterOptions Legible = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file, in UTF-8. Entries are put in order of index, parts in order of slot; there may be only one of each.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Legible))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteString("checkpoint", Checkpoint);
            json.WriteString("verifierKey", VerifierKey);
            json.WriteStartArray("entries");
            foreach (var entry in Entries.OrderBy(e => e.Index))
                Write(json, entry);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>
    /// Reads a bundle without believing it. Where it cannot be read, <paramref name="where"/> names the first place that is not as it
    /// must be, as <c>entries[3].proof[1]</c>. Unknown and doubled names are refused: nothing unchecked travels under a good proof.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Bundle? bundle, [NotNullWhen(false)] out string? where)
    {
        (bundle, where) = (null, null);
        try
        {
            bundle = BundleReading.Read(json);
            return true;
        }
        catch (FormatException refusal)
        {
            where = refusal.Message;
            return false;
        }
    }

    /// <summary>
    /// Checks a bundle as received: that it can be read, that its checkpoint is signed, that every entry stands in the tree and every part is the
    /// one that was recorded. Never throws, whatever the bytes.
    /// </summary>
    /// <param name="json">The file.</param>
    /// <param name="verify">Ed25519.</param>
    /// <param name="expected">
    /// The key the reader got from the ledger's owner by another way. Without it the report says only that the file agrees with the key inside
    /// it, and whoever reads it must compare that key. Where the ledger's key was changed, any of its keys will do.
    /// </param>
    /// <param name="known">The ledger's keys, where the reader knows them from elsewhere; the file itself may tell of them too.</param>
    /// <param name="witnesses">Those who must have cosigned the checkpoint.</param>
    public static Report Verify(ReadOnlyMemory<byte> json, VerifyNote verify, VerifierKey? expected = null, KeyChain? known = null, IReadOnlyList<WitnessKey>? witnesses = null)
    {
        if (!TryRead(json, out var bundle, out var where))
            return new Report([new Check(Claim.Readable, false) { Where = where }]);
        return bundle.Verify(verify, expected, known, witnesses);
    }

    /// <summary>Checks a bundle that has been read: see <see cref="Verify(ReadOnlyMemory{byte}, VerifyNote, VerifierKey?, KeyChain?, IReadOnlyList{WitnessKey}?)"/>.</summary>
    public Report Verify(VerifyNote verify, VerifierKey? expected = null, KeyChain? known = null, IReadOnlyList<WitnessKey>? witnesses = null)
    {
        if (!Ledger.VerifierKey.TryRead(VerifierKey, out var key))
            return new Report([new Check(Claim.Readable, false) { Where = "verifierKey" }]);
        if (!Note.TryRead(Checkpoint, out var note) || !Ledger.Checkpoint.TryRead(note.Text, out var head))
            return new Report([new Check(Claim.Readable, false) { Where = "checkpoint" }]);
        List<Check> checks =
        [
            new(Claim.Readable, true),
            new(Claim.CheckpointSigned, note.IsSignedBy(key, verify)),
            new(Claim.Origin, head.Origin == key.Name),
        ];
        checks.AddRange(OfKeys(key, head.Size, verify, expected, known));
        checks.AddRange((witnesses ?? []).Select(w => (w.Name, By: Cosignature.On(note, w, verify))).Select(w => new Check(Claim.Cosigned, w.By is not null) { Witness = w.Name, At = w.By?.At }));
        foreach (var entry in Entries)
        {
            checks.Add(new Check(Claim.Included, Ledger.Proof.Includes(head.Root, head.Size, entry.Index, entry.Entry.Leaf(), [.. entry.Proof])) { Index = entry.Index });
            checks.AddRange(entry.Parts.Select(part => new Check(Claim.Disclosed, part.Holds(entry.Entry)) { Index = entry.Index, Slot = part.Slot }));
        }
        return new Report(checks) { Checkpoint = head, Key = key, Others = [.. note.Signatures.Where(Cosignature.MayBe).Select(s => s.Name).Where(n => n != key.Name).Distinct()] };
    }

    private IEnumerable<Check> OfKeys(VerifierKey key, long size, VerifyNote verify, VerifierKey? expected, KeyChain? known)
    {
        var told = KeyChain.In(this, verify, out var fault);
        if (fault is not null)
            yield return new Check(Claim.KeyRotated, false) { Index = fault };
        foreach (var term in told?.Terms.Skip(1) ?? [])
            yield return new Check(Claim.KeyRotated, true) { Index = term.From - 1 };
        KeyChain[] chains = [.. new[] { told, known }.OfType<KeyChain>()];
        if (chains.Length > 0)
            yield return new Check(Claim.KeyInForce, chains.All(c => c.At(size) == key));
        if (expected is not null)
            yield return new Check(Claim.ExpectedKey, key == expected || chains.Any(c => c.Holds(key) && c.Holds(expected)));
    }

    private static void Write(Utf8JsonWriter json, BundledEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("index", entry.Index);
        json.WriteBase64String("entry", entry.Entry.Bytes.Span);
        json.WriteStartArray("proof");
        foreach (var hash in entry.Proof)
            json.WriteBase64StringValue(hash.AsSpan());
        json.WriteEndArray();
        json.WriteStartArray("parts");
        foreach (var part in entry.Parts.OrderBy(p => p.Slot))
        {
            json.WriteStartObject();
            json.WriteString("slot", Slots.NameOf(part.Slot));
            json.WriteBase64String("commitmentKey", part.CommitmentKey.Span);
            json.WriteBase64String("bytes", part.Bytes.Span);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
