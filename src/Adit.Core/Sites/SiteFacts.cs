using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.Sites;

/// <summary>Whether the programme keeps agents at a site, or knows it only from somebody else's visits.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SiteKind>))]
public enum SiteKind
{
    /// <summary>Monitored by this programme.</summary>
    Monitored,

    /// <summary>Known from third-party visits: dated observations with their credit, no attention, no clock.</summary>
    Reference,
}

/// <summary>How far a site takes part: the programme's act, never a grade.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Stage>))]
public enum Stage
{
    /// <summary>Proposed.</summary>
    Candidate,

    /// <summary>Being looked at before it may join.</summary>
    Evaluation,

    /// <summary>Its first full assessment is under way.</summary>
    Baseline,

    /// <summary>Agents are there.</summary>
    Monitored,

    /// <summary>Not watched for now.</summary>
    Paused,

    /// <summary>Left the programme.</summary>
    Exited,
}

/// <summary>A place in WGS 84, in degrees.</summary>
public readonly record struct GeoPoint(decimal Latitude, decimal Longitude)
{
    /// <summary>Reads <c>latitude longitude [altitude [accuracy]]</c> as ODK writes it; false where it is no place on earth.</summary>
    public static bool TryRead(string? text, out GeoPoint point)
    {
        point = default;
        var parts = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2 || !Number(parts[0], 90, out var latitude) || !Number(parts[1], 180, out var longitude))
            return false;
        point = new(latitude, longitude);
        return true;
    }

    /// <summary>A tenth of a degree, about ten kilometres: enough to know the district, not the pit. All that readers below T2 get.</summary>
    public GeoPoint Coarse() => new(Math.Round(Latitude, 1), Math.Round(Longitude, 1));

    /// <summary>Great-circle distance in metres, on a sphere of 6 371 km; good to half a per cent.</summary>
    public double MetresTo(GeoPoint other)
    {
        const double radius = 6_371_000, degree = Math.PI / 180;
        var (a, b) = ((double)Latitude * degree, (double)other.Latitude * degree);
        var (dLat, dLon) = (b - a, (double)(other.Longitude - Longitude) * degree);
        var h = Math.Pow(Math.Sin(dLat / 2), 2) + Math.Cos(a) * Math.Cos(b) * Math.Pow(Math.Sin(dLon / 2), 2);
        return 2 * radius * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    private static bool Number(string text, int bound, out decimal value) =>
        decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= bound;
}

/// <summary>The site's number in somebody else's register (IPIS, ICGLR, EMRT), from a day on.</summary>
public sealed record ExternalId(string Scheme, string Value, DateOnly From);

/// <summary>A site became known to the programme.</summary>
/// <param name="Code">Short, unique, stays the same; phones and paper use it.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Minerals">Codes of the catalogue: cobalt, copper, tin, tantalum, tungsten, gold …</param>
/// <param name="Zone">IANA time zone of the place.</param>
/// <param name="RuleSets">Rule sets that the site works under, which indicators may ask for (EGC-2021 …).</param>
/// <param name="Credit">For reference sites: whom every screen that shows it must name.</param>
public sealed record SiteRegistered(
    SiteId Site, string Code, string Name, SiteKind Kind, Stage Stage, string Country, string Province, ImmutableArray<string> Minerals,
    GeoPoint? Place, string Zone, string? SiteType, ImmutableArray<string> RuleSets, string? Cooperative, ImmutableArray<ExternalId> ExternalIds, string? Credit) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>The programme moved a site to another stage.</summary>
public sealed record SiteStageChanged(SiteId Site, Stage Stage, DateOnly From, string Reason) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>A pit or wash point of a site became known.</summary>
public sealed record PitRegistered(SiteId Pit, SiteId Site, string Code, string Name) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Pit.Value, Site.Value];
}

/// <summary>A number that rules use was set for one site, from a day on.</summary>
public sealed record SiteParameterSet(SiteId Site, string Parameter, decimal Value, DateOnly From, string Source) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}
