using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.RedFlags;

/// <summary>What was looked for in a list of areas.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AreaSubject>))]
public enum AreaSubject
{
    /// <summary>The site itself (RF-01).</summary>
    Site,

    /// <summary>The way that its ore takes (RF-04).</summary>
    Route,
}

/// <summary>What the list says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AreaResult>))]
public enum AreaResult
{
    /// <summary>It cannot be said.</summary>
    Unclear,

    /// <summary>In none of its areas.</summary>
    Outside,

    /// <summary>In one of its areas.</summary>
    Inside,
}

/// <summary>
/// Somebody of the programme looked up whether a site, or the route of its ore, lies in a conflict-affected or high-risk area. No list of areas is kept here: they change, and some are licensed. What was used is named.
/// </summary>
/// <param name="List">The list's name; <paramref name="Version"/> is its version or its date.</param>
/// <param name="Day">When it was looked up.</param>
/// <param name="Source">Where the list can be found, or who answered.</param>
/// <param name="Route">The way in words; empty where the site itself was looked up.</param>
/// <param name="Through">Countries that the way goes through, in its order: ISO 3166-1 alpha-2. None where the site itself was looked up.</param>
public sealed record AreaChecked(SiteId Site, AreaSubject Subject, AreaResult Result, string List, string Version, DateOnly Day, string Source, string Route, ImmutableArray<string> Through) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];

    /// <summary>The indicator of the catalogue that it is about.</summary>
    [JsonIgnore]
    public string Indicator => Subject == AreaSubject.Site ? RedFlag.Area : RedFlag.Route;

    /// <summary>Whether it is older than a year, and says nothing of today any more.</summary>
    public bool IsStale(DateOnly today) => today > Day.AddYears(1);
}

/// <summary>An advisory for a country or a province (RF-02): it holds for every site in it.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Province">As sites say it; empty for the whole country.</param>
/// <param name="Source">Who issued it, and where it can be read.</param>
/// <param name="Until">Its last day; null while none is known.</param>
public sealed record AdvisorySet(Guid Advisory, string Country, string Province, string Says, string Source, DateOnly From, DateOnly? Until) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Advisory];

    /// <summary>Whether it is about a place.</summary>
    public bool Covers(string country, string province) => Country == country && (Province.Length == 0 || string.Equals(Province, province, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it holds on a day.</summary>
    public bool Holds(DateOnly day) => day >= From && !(day > Until);
}

/// <summary>An advisory was lifted; its last day is the one before.</summary>
public sealed record AdvisoryLifted(Guid Advisory, DateOnly Day, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Advisory];
}
