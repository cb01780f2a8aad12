using System.Text.Json.Serialization;

namespace Adit.Custody;

/// <summary>How much ore: what the scale shows, and what of it is water and metal where somebody measured that. The default is nothing.</summary>
/// <param name="Wet">Kilograms as weighed, 0 or more.</param>
/// <param name="Moisture">Per cent of the wet mass, 0 to under 100; null where nobody measured it.</param>
/// <param name="Grade">Per cent of the dry mass that is the metal of its mineral, 0 to 100; null where nobody assayed it.</param>
public readonly record struct Quantity(decimal Wet, decimal? Moisture = null, decimal? Grade = null)
{
    /// <summary>Kilograms without water; null where the moisture is not known. Water comes and goes on the way, this does not.</summary>
    [JsonIgnore]
    public decimal? Dry => Moisture is { } moisture ? Wet * (100 - moisture) / 100 : null;

    /// <summary>Kilograms of metal; null where moisture or grade is not known. This stays even when ore becomes something else.</summary>
    [JsonIgnore]
    public decimal? Metal => Grade is { } grade ? Dry * grade / 100 : null;

    /// <summary>Whether it can be so at all.</summary>
    [JsonIgnore]
    public bool IsSound => Wet >= 0 && Moisture is null or (>= 0 and < 100) && Grade is null or (>= 0 and <= 100);

    /// <summary>Several together. Moisture and grade are known of the sum only where they are known of all that has a mass.</summary>
    public static Quantity Sum(IEnumerable<Quantity> parts)
    {
        decimal wet = 0;
        decimal? dry = 0, metal = 0;
        foreach (var part in parts.Where(p => p.Wet > 0))
            (wet, dry, metal) = (wet + part.Wet, dry + part.Dry, metal + part.Metal);
        if (wet == 0)
            return default;
        var moisture = dry is { } d ? 100 * (1 - d / wet) : (decimal?)null;
        return new(wet, moisture, dry > 0 ? 100 * metal / dry : null);
    }

    /// <summary>A part of it with the same moisture and grade.</summary>
    /// <param name="share">0 to 1.</param>
    public Quantity Part(decimal share) => this with { Wet = Wet * share };
}
