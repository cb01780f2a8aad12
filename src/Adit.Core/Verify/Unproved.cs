using System.Security.Cryptography;
using System.Text.Json;
using Adit.Ledger;
using Adit.Protection;

namespace Adit.Verify;

/// <summary>Files that carry no proof of their own, and what they are compared by.</summary>
internal static class Unproved
{
    public static bool IsPdf(ReadOnlySpan<byte> file) => file.StartsWith("%PDF-"u8);

    /// <summary>JPEG, PNG or WebP: what agents take and what is released.</summary>
    public static bool IsPicture(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) || file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47]) || (file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8));

    /// <summary>SHA-256 in hexadecimal, as a report names a picture that was released.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>Whether a report in a bundle names a picture of this fingerprint as released.</summary>
    public static bool IsReleasedIn(Bundle bundle, string fingerprint) =>
        bundle.Entries.SelectMany(e => e.Parts).Where(p => p.Slot == Slot.T1).Any(p => Released(p.Bytes).Contains(fingerprint));

    private static List<string> Released(ReadOnlyMemory<byte> part)
    {
        try
        {
            using var json = JsonDocument.Parse(part);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("says", out var says) && says.ValueKind == JsonValueKind.Object
                && says.TryGetProperty("released", out var released) && released.ValueKind == JsonValueKind.Array
                ? [.. released.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object && r.TryGetProperty("sha256", out var hash) && hash.ValueKind == JsonValueKind.String).Select(r => r.GetProperty("sha256").GetString()!)] : [];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Parts are somebody's bytes: whatever they are, they release nothing.
            return [];
        }
    }
}
