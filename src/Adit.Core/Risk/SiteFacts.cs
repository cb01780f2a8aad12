namespace Adit.Risk;

/// <summary>What is known of a site on a day, as far as the catalogue asks for it.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, in capitals.</param>
/// <param name="Minerals">What is dug there.</param>
/// <param name="SiteType">Such as <c>pit</c> or <c>depot</c>; null where unknown.</param>
/// <param name="RuleSets">Rule sets that bind it, such as <c>EGC-2021</c>.</param>
/// <param name="Parameters">Parameters that the site or its programme has set, by id.</param>
public sealed record SiteFacts(
    string? Country, IReadOnlyList<string> Minerals, string? SiteType, IReadOnlyList<string> RuleSets, IReadOnlyDictionary<string, decimal> Parameters)
{
    /// <summary>Whether an indicator applies to a site that is so on that day; if not it shows "—", never clear.</summary>
    public bool Suits(Indicator indicator, DateOnly day)
    {
        var where = indicator.AppliesTo;
        return (where.From is not { } from || day >= from)
            && (where.To is not { } to || day < to)
            && Has(where.Countries, Country)
            && Has(where.SiteTypes, SiteType)
            && HasOne(where.Minerals, Minerals)
            && HasOne(where.RuleSets, RuleSets);
    }

    private static bool Has(IReadOnlyList<string>? asked, string? one) => asked is null || (one is not null && asked.Contains(one));

    private static bool HasOne(IReadOnlyList<string>? asked, IReadOnlyList<string> all) => asked is null || asked.Any(all.Contains);
}

/// <summary>A site's facts through time: what held from which day on, in order. Before the first day the first entry holds.</summary>
public sealed record SiteHistory(IReadOnlyList<(DateOnly From, SiteFacts Facts)> Entries)
{
    /// <summary>A site that has always been so.</summary>
    public static SiteHistory Always(SiteFacts facts) => new([(DateOnly.MinValue, facts)]);

    /// <summary>What held on a day.</summary>
    public SiteFacts At(DateOnly day)
    {
        var i = Entries.Count - 1;
        while (i > 0 && Entries[i].From > day)
            i--;
        return Entries[i].Facts;
    }

    /// <summary>Whether an indicator applies on a day.</summary>
    public bool AppliesTo(Indicator indicator, DateOnly day) => At(day).Suits(indicator, day);
}
