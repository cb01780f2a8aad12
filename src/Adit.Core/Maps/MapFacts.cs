namespace Adit.Maps;

/// <summary>
/// The programme put in a base map, which phones show offline around their agent's sites; replaces the one before. The file itself is no evidence: it lies beside the ledger, and goes when its map does.
/// </summary>
/// <param name="Map">Its id.</param>
/// <param name="Attribution">Whose map it is, as it must be said wherever it is shown.</param>
/// <param name="Type">Of its tiles: image/png, image/jpeg or image/webp.</param>
/// <param name="FromZoom">The coarsest zoom that it has tiles of: 0 shows the world in one tile, each further one halves the side.</param>
/// <param name="ToZoom">The finest.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
public sealed record BaseMapSet(Guid Map, string Name, string Attribution, string Type, int FromZoom, int ToZoom, MapBounds Bounds, long Bytes, string Sha256) : Fact;

/// <summary>The programme took its base map away: phones drop what they kept of it.</summary>
public sealed record BaseMapRemoved(Guid Map) : Fact;

/// <summary>What a map covers, in degrees.</summary>
public readonly record struct MapBounds(decimal West, decimal South, decimal East, decimal North)
{
    /// <summary>Whether a place lies within.</summary>
    public bool Covers(Sites.GeoPoint place) => place.Latitude >= South && place.Latitude <= North && place.Longitude >= West && place.Longitude <= East;
}
