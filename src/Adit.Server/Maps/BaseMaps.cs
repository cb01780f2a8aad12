using System.Security.Cryptography;
using Adit.Sites;
using Adit.Storage;

namespace Adit.Maps;

/// <summary>Takes base maps in and away, and cuts from the one in use what phones get.</summary>
internal sealed class BaseMaps(Database database, Blobs blobs)
{
    /// <summary>Of a file, in bytes.</summary>
    public const long Largest = 2_000_000_000;

    /// <summary>Of what is said of it, in characters.</summary>
    public const int LongestText = 200;

    // At one zoom: more are less than two metres wide together with their neighbours, and none of them fits any more.
    private const int MostTiles = 2_000;

    /// <summary>Takes a file in as it comes, checks it, and puts it in use in place of the one before.</summary>
    /// <param name="name">Null or empty: as the file says.</param>
    /// <param name="attribution">Likewise.</param>
    /// <exception cref="Refused">It is no map that phones can show, or nobody says whose it is.</exception>
    public async Task<BaseMapSet> Put(ActorId by, Stream from, string? name, string? attribution, CancellationToken cancel)
    {
        using var file = blobs.Create();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (length, chunk) = (0L, new byte[Blobs.Chunk]);
        for (int read; (read = await from.ReadAsync(chunk, cancel)) > 0;)
        {
            if ((length += read) > Largest)
                throw Refused.Of("refuse.map.larger", ("n", Largest / 1_000_000_000));
            hash.AppendData(chunk, 0, read);
            file.Write(chunk.AsSpan(0, read));
        }
        var map = await Checked(file, name, attribution, cancel) with { Bytes = length, Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()) };
        var blob = await file.Keep();
        try
        {
            await database.Write(writing =>
            {
                MapsTable.Keep(writing.Db.Db, map.Map, blob);
                return writing.Record(by, map);
            });
        }
        catch
        {
            await blobs.Delete(blob.Id);
            throw;
        }
        return map;
    }

    /// <summary>Takes the map in use away; false where there is none.</summary>
    public Task<bool> Remove(ActorId by) => database.Write(writing =>
    {
        if (MapsTable.InUse(writing.Db.Db) is not { } now)
            return false;
        writing.Record(by, new BaseMapRemoved(now.Set.Map));
        return true;
    });

    /// <summary>Cuts what a phone gets around a place: zoom by zoom from the coarsest, as long as a whole zoom fits. Null where the map shows nothing there.</summary>
    public static async Task<(byte[] Piece, int FromZoom, int ToZoom)?> Cut(PmFile map, GeoPoint place)
    {
        var tiles = new List<(MapTile, ReadOnlyMemory<byte>)>();
        var read = new Dictionary<PmSpan, ReadOnlyMemory<byte>?>();
        var (sum, from, to) = (0L, 0, 0);
        for (var zoom = Math.Max(MapPiece.FirstZoom, map.Head.FromZoom); zoom <= map.Head.ToZoom; zoom++)
        {
            var around = MapTile.Around(place, MapPiece.Metres, zoom);
            if (around.Count > MostTiles)
                break;
            var found = new List<(MapTile Tile, PmSpan At)>();
            foreach (var tile in around)
                if (await map.Find(tile) is { } at)
                    found.Add((tile, at));
            sum += found.Select(f => f.At).Distinct().Where(at => !read.ContainsKey(at)).Sum(at => at.Length);
            if (sum > MapPiece.MostBytes)
                break;
            foreach (var at in found.Select(f => f.At).Where(at => !read.ContainsKey(at)).Distinct())
                read[at] = await map.Read(at) is var bytes && PmTiles.Looks(bytes, map.Head.Type) ? bytes : null;
            var good = found.Where(f => read[f.At] is not null).Select(f => (f.Tile, read[f.At]!.Value)).ToList();
            if (good.Count == 0)
                continue;
            (from, to) = (tiles.Count == 0 ? zoom : from, zoom);
            tiles.AddRange(good);
        }
        return tiles.Count == 0 ? null : (MapPiece.Write(map.Head.Type, tiles), from, to);
    }

    private static async Task<BaseMapSet> Checked(NewBlob file, string? name, string? attribution, CancellationToken cancel)
    {
        using var pieces = Blobs.Pieces(file);
        var (map, fault) = await PmFile.Open(pieces, cancel);
        if (map is not null)
            fault = await map.Check();
        if (map is null || fault != PmFault.None)
            throw Refused.Of("refuse.map." + fault);
        var said = await map.About();
        return new(Guid.CreateVersion7(), Text(name, said.Name, "refuse.map.name"), Text(attribution, said.Attribution, "refuse.map.attribution"), map.Head.Type, map.Head.FromZoom, map.Head.ToZoom, map.Head.Bounds, 0, "");
    }

    // What the file says may be long; what a person says is not cut.
    private static string Text(string? given, string said, string wrong)
    {
        var text = string.IsNullOrWhiteSpace(given) ? said[..Math.Min(said.Length, LongestText)] : given.ReplaceLineEndings(" ").Trim();
        return text.Length is > 0 and <= LongestText && !text.Any(char.IsControl) ? text : throw Refused.Of(wrong, ("n", LongestText));
    }
}
