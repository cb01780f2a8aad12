using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Adit.Ledger;

/// <summary>Which tiles a log of a size has, and how the tree is read out of them (C2SP tlog-tiles).</summary>
public static class Tiles
{
    private const int LevelsPerTile = 8;

    /// <summary>How many hashes (or entries) a tile has at a size: 0 where it is not there yet, 256 where it is full.</summary>
    public static int Width(int level, long index, long size)
    {
        var (full, rest) = Math.DivRem(Count(level, size), Tile.FullWidth);
        return index == full ? (int)rest : index >= 0 && index < full ? Tile.FullWidth : 0;
    }

    /// <summary>Every tile of a log at a size: bundles of entries first, then level by level. A log without entries has none.</summary>
    public static IEnumerable<Tile> Of(long size) => Since(0, size);

    /// <summary>
    /// What has to be published when a log grows: the tiles it has at <paramref name="to"/> and did not have, or had narrower, at
    /// <paramref name="from"/>. Publish these before the checkpoint.
    /// </summary>
    public static IEnumerable<Tile> Since(long from, long to)
    {
        for (var level = Tile.Entries; level < LevelsPerTile; level++)
        {
            for (var index = Count(level, from) / Tile.FullWidth; index * Tile.FullWidth < Count(level, to); index++)
            {
                var width = Width(level, index, to);
                if (width > Width(level, index, from))
                    yield return new Tile(level, index, width);
            }
        }
    }

    /// <summary>
    /// Reads any complete subtree of a tree of <paramref name="size"/> leaves out of its tiles, for <see cref="Merkle"/> and
    /// <see cref="Frontier"/>. <paramref name="read"/> gives the bytes of a tile, exactly as wide as asked. Every tile is read once
    /// and kept as long as the reader lives: make one per question.
    /// </summary>
    /// <exception cref="FormatException">On use: a tile has another length than its width says.</exception>
    public static SubtreeHash Reader(long size, Func<Tile, ReadOnlyMemory<byte>> read)
    {
        var held = new Dictionary<(int Level, long Index), ReadOnlyMemory<byte>>();
        return (level, index) =>
        {
            var (tileLevel, above) = Math.DivRem(level, LevelsPerTile);
            var first = index << above;
            var place = (tileLevel, first / Tile.FullWidth);
            if (!held.TryGetValue(place, out var bytes))
                held[place] = bytes = Fetch(new Tile(tileLevel, place.Item2, Width(tileLevel, place.Item2, size)), read);
            return Merkle.Root(Tile.HashesIn(bytes.Span).Slice((int)(first % Tile.FullWidth), 1 << above));
        };
    }

    /// <summary>The bytes of an entry bundle: every entry with its length before it, 16 bits, big-endian.</summary>
    /// <exception cref="ArgumentException">An entry is longer than 65,535 bytes.</exception>
    public static byte[] WriteEntries(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        var bytes = new byte[entries.Sum(e => 2 + e.Length)];
        var rest = bytes.AsSpan();
        foreach (var entry in entries)
        {
            if (entry.Length > ushort.MaxValue)
                throw new ArgumentException("An entry is at most 65,535 bytes.", nameof(entries));
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.Length);
            entry.Span.CopyTo(rest[2..]);
            rest = rest[(2 + entry.Length)..];
        }
        return bytes;
    }

    /// <summary>Reads an entry bundle of <paramref name="width"/> entries; false if it is cut short, has bytes to spare or more or fewer entries.</summary>
    public static bool TryReadEntries(ReadOnlyMemory<byte> bundle, int width, [NotNullWhen(true)] out IReadOnlyList<ReadOnlyMemory<byte>>? entries)
    {
        entries = null;
        var read = new List<ReadOnlyMemory<byte>>();
        for (var rest = bundle; !rest.IsEmpty;)
        {
            if (rest.Length < 2 || read.Count == width)
                return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            if (rest.Length - 2 < length)
                return false;
            read.Add(rest.Slice(2, length));
            rest = rest[(2 + length)..];
        }
        entries = read.Count == width ? read : null;
        return entries is not null;
    }

    // How many complete hashes the level has. Levels from 8 on would cover 2^64 entries, more than a size can be.
    private static long Count(int level, long size) => level switch
    {
        Tile.Entries => size,
        < LevelsPerTile => size >> (LevelsPerTile * level),
        _ => 0,
    };

    private static ReadOnlyMemory<byte> Fetch(Tile tile, Func<Tile, ReadOnlyMemory<byte>> read)
    {
        var bytes = read(tile);
        return bytes.Length == tile.Width * Hash.Length ? bytes : throw new FormatException($"{tile.Path} is not {tile.Width} hashes.");
    }
}
