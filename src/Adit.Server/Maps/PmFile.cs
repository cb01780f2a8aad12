using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Adit.Storage;

namespace Adit.Maps;

/// <summary>A PMTiles file that lies here, of which tiles are read where they are.</summary>
internal sealed partial class PmFile
{
    // A list may lead to another one, which may lead to a third: deeper none needs to be.
    private const int Deepest = 3;

    // Of all lists together, unpacked: the single houses of a country take a tenth.
    private const long MostListed = 64L * 1024 * 1024;
    private const int MostAbout = 1024 * 1024, ListsAtOnce = 64, LongestSaid = 4_000;

    private readonly BlobPieces _file;
    private readonly CancellationToken _cancel;
    private readonly ImmutableArray<PmEntry> _root;
    private readonly Dictionary<PmSpan, ImmutableArray<PmEntry>> _lists = [];

    private PmSpan? _first;
    private long _listed;

    private PmFile(BlobPieces file, PmHead head, ImmutableArray<PmEntry> root, CancellationToken cancel) => (_file, Head, _root, _cancel) = (file, head, root, cancel);

    public PmHead Head { get; }

    /// <summary>Opens a file by its head and its first list.</summary>
    public static async Task<(PmFile? File, PmFault Fault)> Open(BlobPieces file, CancellationToken cancel)
    {
        var (head, fault) = PmTiles.ReadHead(await file.Read(0, (int)Math.Min(PmTiles.HeadBytes, file.Length), cancel), file.Length);
        if (head is null)
            return (null, fault);
        var root = await List(file, head.Root, head.Compression, cancel);
        return root.IsDefault ? (null, PmFault.Directory) : (new(file, head, root, cancel), PmFault.None);
    }

    /// <summary>Where a tile lies among the tiles; null where the map has none there, or its list cannot be read.</summary>
    public async Task<PmSpan?> Find(MapTile tile)
    {
        var (list, id) = (_root, tile.Id);
        for (var depth = 0; depth <= Deepest; depth++)
        {
            if (PmTiles.Find(list, id) is not { } entry)
                return null;
            if (entry.Run > 0)
                return entry.At.End <= Head.Tiles.Length ? entry.At : null;
            list = await Leaf(entry.At);
            if (list.IsDefault)
                return null;
        }
        return null;
    }

    /// <summary>The bytes of a tile that was found.</summary>
    public Task<byte[]> Read(PmSpan tile) => _file.Read(Head.Tiles.Offset + tile.Offset, (int)tile.Length, _cancel);

    /// <summary>Reads all lists and one tile, so that what is damaged is found when it comes in.</summary>
    public async Task<PmFault> Check()
    {
        if (await Check(_root, 0) is not PmFault.None and var fault)
            return fault;
        if (_first is not { } tile)
            return PmFault.Directory;
        var begins = await _file.Read(Head.Tiles.Offset + tile.Offset, (int)Math.Min(tile.Length, 16), _cancel);
        return PmTiles.Looks(begins, Head.Type) ? PmFault.None : PmFault.OtherTiles;
    }

    private async Task<PmFault> Check(ImmutableArray<PmEntry> list, int depth)
    {
        // A line takes four bytes at least.
        _listed += 4L * list.Length;
        if (_listed > MostListed)
            return PmFault.TooLarge;
        foreach (var entry in list)
            if (entry.Run > 0)
            {
                if (entry.At.End > Head.Tiles.Length)
                    return PmFault.CutOff;
                _first ??= entry.At;
            }
            else if (depth == Deepest || entry.At.End > Head.Leaves.Length)
                return PmFault.Directory;
            else if (await List(_file, entry.At with { Offset = Head.Leaves.Offset + entry.At.Offset }, Head.Compression, _cancel) is var leaf && leaf.IsDefault)
                return PmFault.Directory;
            else if (await Check(leaf, depth + 1) is not PmFault.None and var fault)
                return fault;
        return PmFault.None;
    }

    /// <summary>What the file says of itself: its name, and whose it is; empty where it does not.</summary>
    public async Task<(string Name, string Attribution)> About()
    {
        if (Head.About.Length is 0 or > MostAbout || PmTiles.Unpack(await _file.Read(Head.About.Offset, (int)Head.About.Length, _cancel), Head.Compression) is not { } json)
            return ("", "");
        try
        {
            using var about = JsonDocument.Parse(json);
            return (Said(about.RootElement, "name"), Said(about.RootElement, "attribution"));
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    // Others write it as HTML; here it is text.
    private static string Said(JsonElement about, string name)
    {
        if (about.ValueKind != JsonValueKind.Object || !about.TryGetProperty(name, out var said) || said.ValueKind != JsonValueKind.String || said.GetString() is not { Length: <= LongestSaid } html)
            return "";
        return WebUtility.HtmlDecode(Tag().Replace(html, "")).ReplaceLineEndings(" ").Trim();
    }

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tag();

    private async Task<ImmutableArray<PmEntry>> Leaf(PmSpan at)
    {
        if (_lists.TryGetValue(at, out var known))
            return known;
        if (at.End > Head.Leaves.Length)
            return default;
        if (_lists.Count >= ListsAtOnce)
            _lists.Clear();
        return _lists[at] = await List(_file, at with { Offset = Head.Leaves.Offset + at.Offset }, Head.Compression, _cancel);
    }

    private static async Task<ImmutableArray<PmEntry>> List(BlobPieces file, PmSpan at, PmCompression compression, CancellationToken cancel) =>
        at.Length <= PmTiles.MostListed && PmTiles.Unpack(await file.Read(at.Offset, (int)at.Length, cancel), compression) is { } plain ? PmTiles.ReadDirectory(plain) : default;
}
