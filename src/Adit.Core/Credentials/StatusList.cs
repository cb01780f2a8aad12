using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Adit.Credentials;

/// <summary>What a bit of a status list says of the credential at its place.</summary>
public enum StatusPurpose
{
    /// <summary>It is not to be relied on any more: withdrawn, or another took its place.</summary>
    Revocation,

    /// <summary>Another took its place and can be had from the issuer.</summary>
    Refresh,
}

/// <summary>
/// Which credentials still stand, as a list of bits that tells whoever asks nothing of whom they ask about (W3C Bitstring Status List v1.0): one list of
/// 131,072 for each purpose, in which every credential has the same place.
/// </summary>
public static class StatusList
{
    /// <summary>How many places a list has, the fewest that the specification allows.</summary>
    public const int Places = 131_072;

    // Somebody else's list may be longer, but no longer than this: a small file must not unfold into one that fills the machine.
    private const int LongestBytes = 2_000_000;

    /// <summary>How a purpose is written.</summary>
    public static string NameOf(StatusPurpose purpose) => purpose == StatusPurpose.Revocation ? "revocation" : "refresh";

    /// <summary>Where the list of a number and a purpose stands, below the public address.</summary>
    public static string PathOf(int list, StatusPurpose purpose) => $"/credentials/status/{NameOf(purpose)}-{list.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Reads the last part of such a path; false for any other spelling.</summary>
    public static bool TryReadName(string name, out int list, out StatusPurpose purpose)
    {
        foreach (var known in Enum.GetValues<StatusPurpose>())
        {
            purpose = known;
            if (name.StartsWith(NameOf(known) + "-", StringComparison.Ordinal) && int.TryParse(name.AsSpan(NameOf(known).Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out list))
                return PathOf(list, known).EndsWith("/" + name, StringComparison.Ordinal);
        }
        (list, purpose) = (0, default);
        return false;
    }

    /// <summary>The list in which these places are set, as credentials carry it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A place is none.</exception>
    public static string Encode(IEnumerable<int> set)
    {
        var bits = new byte[Places / 8];
        foreach (var place in set)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(place);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, Places);
            bits[place / 8] |= (byte)(0x80 >> (place % 8));
        }
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bits);
        return Multibase.Base64Url(packed.ToArray());
    }

    /// <summary>Reads a list; false where it is none, shorter than the specification allows, or longer than two million bytes.</summary>
    public static bool TryDecode(string? text, [NotNullWhen(true)] out byte[]? bits)
    {
        bits = null;
        if (!Multibase.TryReadBase64Url(text, out var packed))
            return false;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            var room = new byte[LongestBytes + 1];
            var length = gzip.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
            bits = length is >= Places / 8 and <= LongestBytes ? room[..length] : null;
            return bits is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Whether a place is set; null where the list has no such place.</summary>
    public static bool? IsSet(ReadOnlySpan<byte> bits, long place) =>
        place < 0 || place >= 8L * bits.Length ? null : (bits[(int)(place / 8)] & (0x80 >> (int)(place % 8))) != 0;

    /// <summary>The list as a credential of its own, to be signed.</summary>
    /// <param name="origin">The public address, without a slash at its end.</param>
    /// <param name="asOf">The time of the published head that it follows.</param>
    public static JsonObject Credential(string origin, string issuer, int list, StatusPurpose purpose, Instant asOf, IEnumerable<int> set) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
        ["id"] = origin + PathOf(list, purpose),
        ["type"] = new JsonArray("VerifiableCredential", "BitstringStatusListCredential"),
        ["issuer"] = issuer,
        ["validFrom"] = Moment.Of(asOf),
        ["credentialSubject"] = new JsonObject
        {
            ["id"] = origin + PathOf(list, purpose) + "#list",
            ["type"] = "BitstringStatusList",
            ["statusPurpose"] = NameOf(purpose),
            ["encodedList"] = Encode(set),
        },
    };
}
