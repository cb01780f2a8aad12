using System.Globalization;
using System.Runtime.InteropServices;

namespace Adit.Ledger;

/// <summary>
/// One file of a published log (C2SP tlog-tiles): up to 256 neighbouring hashes of a level, or the entries under them. Level 0 is leaf hashes;
/// a hash of level n covers 256^n entries. <see cref="Entries"/> as level is an entry bundle.
/// </summary>
public readonly record struct Tile(int Level, long Index, int Width)
{
    /// <summary>How many hashes or entries a full tile has.</summary>
    public const int FullWidth = 256;

    /// <summary>The level that stands for bundles of entries rather than hashes.</summary>
    public const int Entries = -1;

    /// <summary>Whether nothing can be added to it any more.</summary>
    public bool Full => Width == FullWidth;

    /// <summary>Its path below the log's prefix, as <c>tile/0/x001/x234/067</c>, <c>tile/entries/000.p/17</c>.</summary>
    public string Path
    {
        get
        {
            var name = (Index % 1000).ToString("D3", CultureInfo.InvariantCulture);
            for (var rest = Index / 1000; rest > 0; rest /= 1000)
                name = $"x{(rest % 1000).ToString("D3", CultureInfo.InvariantCulture)}/{name}";
            var level = Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture);
            return $"tile/{level}/{name}" + (Full ? "" : $".p/{Width.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    /// <summary>Reads what <see cref="Path"/> writes, and only that: no other spelling, level 0 to 63, width 1 to 256.</summary>
    public static bool TryRead(string? path, out Tile tile)
    {
        tile = default;
        if (path is null || path.Length > 64 || !path.StartsWith("tile/", StringComparison.Ordinal))
            return false;
        var (whole, width) = (path, FullWidth);
        if (path.IndexOf(".p/", StringComparison.Ordinal) is >= 0 and var dot)
        {
            whole = path[..dot];
            if (!TryReadNumber(path[(dot + 3)..], out var partial) || partial is < 1 or >= FullWidth)
                return false;
            width = (int)partial;
        }
        var elements = whole.Split('/');
        if (elements.Length < 3 || !TryReadLevel(elements[1], out var level))
            return false;
        if (!TryReadNumber(string.Concat(elements[2..]).Replace("x", "", StringComparison.Ordinal), out var index))
            return false;
        // Rather than check every zero and x, write it again and compare.
        tile = new Tile(level, index, width);
        return tile.Path == path;
    }

    /// <summary>The root over the 256 hashes of a full tile: the hash that stands for it in the level above.</summary>
    /// <exception cref="FormatException">Not 256 hashes.</exception>
    public static Hash Above(ReadOnlySpan<byte> fullTile) =>
        fullTile.Length == FullWidth * Hash.Length ? Merkle.Root(HashesIn(fullTile)) : throw new FormatException("A full tile is 8192 bytes.");

    /// <summary>The bytes of a tile seen as its hashes, without a copy.</summary>
    /// <exception cref="FormatException">Not a whole number of hashes.</exception>
    public static ReadOnlySpan<Hash> HashesIn(ReadOnlySpan<byte> tile) =>
        tile.Length % Hash.Length == 0 ? MemoryMarshal.Cast<byte, Hash>(tile) : throw new FormatException("A tile is a whole number of hashes.");

    private static bool TryReadLevel(string text, out int level)
    {
        level = Entries;
        if (text == "entries")
            return true;
        var read = TryReadNumber(text, out var number) && number <= 63;
        level = read ? (int)number : 0;
        return read;
    }

    private static bool TryReadNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
