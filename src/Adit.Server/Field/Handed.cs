using System.IO.Compression;
using System.Text.Json;
using Adit.Phones;
using Adit.Protection;

namespace Adit.Field;

/// <summary>A finished record as a phone hands it in, unsealed.</summary>
/// <param name="Paper">Whether it was copied from a form on paper.</param>
/// <param name="App">The app and its version.</param>
/// <param name="Files">Those that its answers name; they follow one by one.</param>
/// <param name="Device">The phone's id: counts where a file brings the record.</param>
/// <param name="Agent">Whose record it is, likewise; older apps do not say it.</param>
internal sealed record Handed(string Xml, bool? Paper, string? App, IReadOnlyList<HandedFile>? Files, string? Device = null, string? Agent = null)
{
    /// <summary>Sealed bytes; more is no record.</summary>
    public const int Longest = ArrivingXml.Longest;

    // How many times longer a record is than its gzip.
    private const int Usual = 6;

    /// <summary>Opens what came: sealed for the programme, in it gzip (RFC 1952) of JSON. Null where it is not that.</summary>
    public static Handed? Open(byte[] phoneKey, ReadOnlySpan<byte> parcel) =>
        Unpack<Handed>(phoneKey, parcel, Longest) is { Xml: not null } handed && handed.CanBe() ? handed : null;

    /// <summary>What a parcel holds; null where it cannot be opened, is longer than allowed, or is no JSON of that shape.</summary>
    internal static T? Unpack<T>(byte[] phoneKey, ReadOnlySpan<byte> parcel, int longest)
        where T : class
    {
        if (Parcel.Open(phoneKey, parcel) is not { } packed)
            return null;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var json = new MemoryStream(packed.Length * Usual);
            var chunk = new byte[16 * 1024];
            for (int read; (read = gzip.Read(chunk)) > 0; json.Write(chunk.AsSpan(0, read)))
                if (json.Length + read > longest)
                    return null;
            return JsonSerializer.Deserialize<T>(json.GetBuffer().AsSpan(0, (int)json.Length), JsonSerializerOptions.Web);
        }
        catch (Exception broken) when (broken is InvalidDataException or JsonException)
        {
            return null;
        }
    }

    private bool CanBe() => Files is null || (Files.Count <= UploadReading.MostFiles && Files.All(f => f is { Name: { Length: > 0 and <= 255 }, Bytes: >= 0 } && f.CanBe()));
}

/// <summary>A file that a record names, before it comes.</summary>
/// <param name="Name">As the answer has it.</param>
/// <param name="Sha256">Of the plain file, hex.</param>
/// <param name="Sealed">SHA-256 of the sealed bytes, hex.</param>
internal sealed record HandedFile(string Name, string? Type, string Sha256, long Bytes, string Sealed, long SealedBytes)
{
    /// <summary>Sealed bytes; a phone's own limit is far lower, this one bounds memory.</summary>
    public const long Largest = 64 * 1024 * 1024;

    /// <summary>Whether it can be such a file.</summary>
    public bool CanBe() => IsHash(Sha256) && IsHash(Sealed) && SealedBytes == Bytes + Parcel.Overhead && SealedBytes <= Largest;

    private static bool IsHash(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);
}
