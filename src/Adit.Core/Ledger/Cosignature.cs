using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Adit.Ledger;

/// <summary>
/// What a witness states under a checkpoint (C2SP tlog-cosignature, cosignature/v1): at this time, this was the largest head it had seen of the ledger, and it holds every head that the
/// witness saw before.
/// </summary>
/// <param name="At">In whole seconds.</param>
public sealed record Cosignature(WitnessKey Key, Instant At)
{
    private const int TimeBytes = 8, SignatureBytes = 64;
    private const long MicrosPerSecond = 1_000_000;

    // The end of the year 9999: what no calendar can show is no time.
    private const ulong LastSecond = 253_402_300_799;

    /// <summary>The line under a checkpoint by which a witness cosigns it: eight bytes of time, big-endian, and the signature over time and text.</summary>
    /// <param name="at">What is finer than a second is dropped.</param>
    public static NoteSignature Sign(Note checkpoint, WitnessKey key, Instant at, SignNote sign)
    {
        var seconds = (ulong)(at.Micros / MicrosPerSecond);
        var bytes = new byte[TimeBytes + SignatureBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, seconds);
        sign(Message(seconds, checkpoint)).CopyTo(bytes.AsSpan(TimeBytes));
        return new(key.Name, key.KeyId, bytes);
    }

    /// <summary>
    /// The witness's cosignature on a checkpoint, the latest where it gave several: null where there is none under its name and id, or any of them is wrong.
    /// </summary>
    public static Cosignature? On(Note checkpoint, WitnessKey key, VerifyNote verify)
    {
        Instant? latest = null;
        foreach (var signature in checkpoint.Signatures.Where(s => s.Name == key.Name && s.KeyId == key.KeyId))
        {
            if (signature.Bytes.Length != TimeBytes + SignatureBytes)
                return null;
            var seconds = BinaryPrimitives.ReadUInt64BigEndian(signature.Bytes.Span);
            if (seconds > LastSecond || !verify(key.PublicKey.AsSpan(), Message(seconds, checkpoint), signature.Bytes.Span[TimeBytes..]))
                return null;
            var at = new Instant((long)seconds * MicrosPerSecond);
            latest = latest is { } before && before > at ? before : at;
        }
        return latest is { } time ? new(key, time) : null;
    }

    /// <summary>Whether a signature has the length of a witness's: a time, and Ed25519.</summary>
    public static bool MayBe(NoteSignature signature) => signature.Bytes.Length == TimeBytes + SignatureBytes;

    private static byte[] Message(ulong seconds, Note checkpoint) =>
        Encoding.UTF8.GetBytes($"cosignature/v1\ntime {seconds.ToString(CultureInfo.InvariantCulture)}\n{checkpoint.Text}");
}
