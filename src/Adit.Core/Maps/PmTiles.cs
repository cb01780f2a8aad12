using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace Adit.Maps;

/// <summary>Why a file cannot be a base map.</summary>
public enum PmFault
{
    /// <summary>It can.</summary>
    None,

    /// <summary>It does not begin as such a file.</summary>
    NotPmTiles,

    /// <summary>It is of another version than 3.</summary>
    OtherVersion,

    /// <summary>It is shorter than its head says.</summary>
    CutOff,

    /// <summary>Its tiles are shapes (MVT), not pictures.</summary>
    Vector,

    /// <summary>Its tiles are neither PNG nor JPEG nor WebP.</summary>
    OtherTiles,

    /// <summary>Its lists are packed in a way that is not read here.</summary>
    Compression,

    /// <summary>Its pictures are packed once more.</summary>
    TileCompression,

    /// <summary>Its zooms are in no order, or finer than any map.</summary>
    Zooms,

    /// <summary>A list of its tiles is damaged.</summary>
    Directory,

    /// <summary>A list of its tiles is larger than any map needs.</summary>
    TooLarge,
}

/// <summary>How the lists of a PMTiles file are packed, by its number in the file.</summary>
public enum PmCompression
{
    /// <summary>Not said.</summary>
    Unknown,

    /// <summary>Not at all.</summary>
    Plain,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>Brotli.</summary>
    Brotli,
}

/// <summary>A piece of a file: where it begins, and how many bytes it has.</summary>
public readonly record struct PmSpan(long Offset, long Length)
{
    /// <summary>The first byte after it.</summary>
    public long End => Offset + Length;
}

/// <summary>What the head of a PMTiles file says.</summary>
/// <param name="Leaves">Where the lists lie that the first one refers to.</param>
/// <param name="Type">Of the tiles, as a media type.</param>
public sealed record PmHead(PmSpan Root, PmSpan About, PmSpan Leaves, PmSpan Tiles, PmCompression Compression, string Type, int FromZoom, int ToZoom, MapBounds Bounds);

/// <summary>A line of a list of tiles.</summary>
/// <param name="Id">Of the first tile that it tells of.</param>
/// <param name="Run">How many tiles in a row are the same; 0 where it leads to another list.</param>
/// <param name="At">Where, from the beginning of the tiles, or of the lists.</param>
public readonly record struct PmEntry(long Id, long Run, PmSpan At);

/// <summary>
/// Reads archives of map tiles, PMTiles version 3 (github.com/protomaps/PMTiles, spec/v3/spec.md, version 3.1). Its bytes are a stranger's: whatever they are, they are read or there is a reason why not.
/// </summary>
public static class PmTiles
{
    /// <summary>Bytes of the head.</summary>
    public const int HeadBytes = 127;

    /// <summary>Head and first list end before this byte.</summary>
    public const int RootEnd = 16_384;

    /// <summary>A list has no more bytes than this, packed or unpacked; a country to its single houses needs a hundredth.</summary>
    public const int MostListed = 4 * 1024 * 1024;

    private const long FarthestOffset = 1L << 50;

    private static readonly string[] Types = ["", "", "image/png", "image/jpeg", "image/webp"];
    private static readonly MapBounds World = new(-180, -85, 180, 85);

    /// <summary>Reads the head.</summary>
    /// <param name="length">Of the whole file, in bytes.</param>
    public static (PmHead? Head, PmFault Fault) ReadHead(ReadOnlySpan<byte> bytes, long length)
    {
        if (bytes.Length < HeadBytes || !bytes.StartsWith("PMTiles"u8))
            return (null, PmFault.NotPmTiles);
        if (bytes[7] != 3)
            return (null, PmFault.OtherVersion);
        if (Span(bytes, 8, length) is not { } root || Span(bytes, 24, length) is not { } about || Span(bytes, 40, length) is not { } leaves || Span(bytes, 56, length) is not { } tiles)
            return (null, PmFault.CutOff);
        var (compression, packed, type, from, to) = (bytes[97], bytes[98], bytes[99], bytes[100], bytes[101]);
        var fault = root.Length == 0 || root.Offset < HeadBytes || root.End > RootEnd ? PmFault.Directory
            : type == 1 ? PmFault.Vector
            : type >= Types.Length || Types[type].Length == 0 ? PmFault.OtherTiles
            : compression is not ((byte)PmCompression.Plain or (byte)PmCompression.Gzip or (byte)PmCompression.Brotli) ? PmFault.Compression
            : packed > (byte)PmCompression.Plain ? PmFault.TileCompression
            : from > to || to > MapTile.FinestZoom ? PmFault.Zooms : PmFault.None;
        return fault == PmFault.None ? (new(root, about, leaves, tiles, (PmCompression)compression, Types[type], from, to, BoundsIn(bytes)), fault) : (null, fault);
    }

    /// <summary>Unpacks a list, or what the file says about itself; null where that cannot be done within <see cref="MostListed"/> bytes.</summary>
    public static byte[]? Unpack(byte[] packed, PmCompression compression)
    {
        if (compression == PmCompression.Plain)
            return packed.Length <= MostListed ? packed : null;
        try
        {
            using var from = new MemoryStream(packed);
            using Stream unpacking = compression == PmCompression.Gzip ? new GZipStream(from, CompressionMode.Decompress) : new BrotliStream(from, CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var chunk = new byte[16 * 1024];
            for (int read; (read = unpacking.Read(chunk)) > 0;)
            {
                if (plain.Length + read > MostListed)
                    return null;
                plain.Write(chunk, 0, read);
            }
            return plain.ToArray();
        }
        catch (Exception damaged) when (damaged is InvalidDataException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>Reads an unpacked list; default where it is damaged. The lines come in the order of their ids.</summary>
    public static ImmutableArray<PmEntry> ReadDirectory(ReadOnlySpan<byte> bytes)
    {
        // Each line has a byte or more in each of four columns, so that nobody makes room for lines that never come.
        if (Number(ref bytes) is not (> 0 and var count) || count > bytes.Length / 4)
            return default;
        var entries = new PmEntry[count];
        var id = 0L;
        for (var n = 0; n < count; n++)
        {
            if (Number(ref bytes) is not (>= 0 and <= FarthestOffset and var step) || (n > 0 && step == 0) || (id += step) > FarthestOffset)
                return default;
            entries[n] = new(id, 0, default);
        }
        for (var n = 0; n < count; n++)
        {
            if (Number(ref bytes) is not (>= 0 and <= uint.MaxValue and var run))
                return default;
            entries[n] = entries[n] with { Run = run };
        }
        for (var n = 0; n < count; n++)
        {
            if (Number(ref bytes) is not (> 0 and <= uint.MaxValue and var length))
                return default;
            entries[n] = entries[n] with { At = new(0, length) };
        }
        for (var n = 0; n < count; n++)
        {
            if (Number(ref bytes) is not (>= 0 and <= FarthestOffset and var said) || (n == 0 && said == 0))
                return default;
            entries[n] = entries[n] with { At = entries[n].At with { Offset = said == 0 ? entries[n - 1].At.End : said - 1 } };
        }
        return bytes.IsEmpty ? [.. entries] : default;
    }

    /// <summary>The line of a list that tells of a tile, or leads to the list that does; null where the map has no such tile.</summary>
    public static PmEntry? Find(ImmutableArray<PmEntry> list, long id)
    {
        var (low, high) = (0, list.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (list[middle].Id <= id)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return high >= 0 && list[high] is var entry && (entry.Run == 0 || id - entry.Id < entry.Run) ? entry : null;
    }

    /// <summary>Whether bytes begin as a picture of a type does.</summary>
    public static bool Looks(ReadOnlySpan<byte> bytes, string type) => type switch
    {
        "image/png" => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        "image/jpeg" => bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]),
        "image/webp" => bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8),
        _ => false,
    };

    private static PmSpan? Span(ReadOnlySpan<byte> head, int at, long length)
    {
        var (offset, bytes) = (BinaryPrimitives.ReadUInt64LittleEndian(head[at..]), BinaryPrimitives.ReadUInt64LittleEndian(head[(at + 8)..]));
        return offset <= (ulong)length && bytes <= (ulong)length - offset ? new((long)offset, (long)bytes) : null;
    }

    // What says nothing that can be is taken for the whole world: whether there are tiles around a site the lists tell.
    private static MapBounds BoundsIn(ReadOnlySpan<byte> head)
    {
        var said = new MapBounds(Degrees(head, 102), Degrees(head, 106), Degrees(head, 110), Degrees(head, 114));
        return said.West < said.East && said.South < said.North && said is { West: >= -180, East: <= 180, South: >= -90, North: <= 90 } ? said : World;
    }

    private static decimal Degrees(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadInt32LittleEndian(head[at..]) / 10_000_000m;

    // A number of seven bits a byte, the lowest first; -1 where there is none, or a larger one than anything here can be.
    private static long Number(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0L;
        for (var n = 0; n < 8 && n < bytes.Length; n++)
        {
            number |= (long)(bytes[n] & 0x7f) << (7 * n);
            if (bytes[n] < 0x80)
            {
                bytes = bytes[(n + 1)..];
                return number;
            }
        }
        return -1;
    }
}
