using System.Buffers.Binary;
using System.Text.Json;

namespace Adit.Maps;

/// <summary>
/// What a phone keeps of the programme's base map around one site, as one file: the length of its head (4 bytes, little-endian), the head as JSON
/// <c>{"type":"image/png","tiles":[[zoom,x,y,offset,length],…]}</c>, and the tiles, with offsets from the end of the head.
/// </summary>
public static class MapPiece
{
    /// <summary>How far from the site it reaches to each side, in metres.</summary>
    public const double Metres = 3_000;

    /// <summary>How many bytes of tiles it holds at most: about a minute over a slow 3G link.</summary>
    public const int MostBytes = 2_000_000;

    /// <summary>The coarsest zoom that it begins with: a tile is 150 km wide.</summary>
    public const int FirstZoom = 8;

    /// <summary>The finest that it goes to: a metre is a dot.</summary>
    public const int LastZoom = 17;

    /// <summary>Writes one. Tiles that are the same lie in it once.</summary>
    public static byte[] Write(string type, IReadOnlyList<(MapTile Tile, ReadOnlyMemory<byte> Bytes)> tiles)
    {
        var (at, places, kept) = (0, new Dictionary<ReadOnlyMemory<byte>, int>(), new List<ReadOnlyMemory<byte>>());
        using var head = new MemoryStream();
        using (var json = new Utf8JsonWriter(head))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteStartArray("tiles");
            foreach (var (tile, bytes) in tiles)
            {
                if (!places.TryGetValue(bytes, out var place))
                {
                    (place, places[bytes]) = (at, at);
                    kept.Add(bytes);
                    at += bytes.Length;
                }
                json.WriteStartArray();
                foreach (var number in (int[])[tile.Zoom, tile.X, tile.Y, place, bytes.Length])
                    json.WriteNumberValue(number);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        var piece = new byte[4 + head.Length + at];
        BinaryPrimitives.WriteInt32LittleEndian(piece, (int)head.Length);
        head.ToArray().CopyTo(piece, 4);
        var end = 4 + (int)head.Length;
        foreach (var bytes in kept)
        {
            bytes.CopyTo(piece.AsMemory(end));
            end += bytes.Length;
        }
        return piece;
    }
}
