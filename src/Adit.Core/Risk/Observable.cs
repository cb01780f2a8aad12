namespace Adit.Risk;

/// <summary>What the value of an observable is.</summary>
public enum ObservableType : byte
{
    /// <summary>Yes or no.</summary>
    YesNo,
    /// <summary>A whole number from 0.</summary>
    Count,
    /// <summary>A decimal number with a unit.</summary>
    Amount,
    /// <summary>One of the observable's codes.</summary>
    Code,
    /// <summary>A day.</summary>
    Date,
}

/// <summary>What a question of a form can hold; it stands between forms and indicators.</summary>
/// <param name="Id">Permanent, such as <c>pit.depth</c>.</param>
/// <param name="Name">Its name in words.</param>
/// <param name="Type">What its value is.</param>
/// <param name="Unit">The unit of an amount or count; null where it has none.</param>
/// <param name="Dimensions">The dimensions that a rule may ask for.</param>
/// <param name="Codes">For <see cref="ObservableType.Code"/>: code → name.</param>
public sealed record Observable(
    string Id, Text Name, ObservableType Type, string? Unit, IReadOnlyList<string> Dimensions, IReadOnlyDictionary<string, Text> Codes);

/// <summary>A risk group of the grid.</summary>
public sealed record Group(string Id, Text Name);

/// <summary>A standard that clauses point into.</summary>
/// <param name="Id">Permanent, such as <c>DRC-MC</c>.</param>
/// <param name="Name">Its name in words.</param>
/// <param name="Countries">Where it holds, such as the country whose law it is; null for everywhere.</param>
/// <param name="Minerals">For which minerals; null for all.</param>
public sealed record Standard(string Id, Text Name, IReadOnlyList<string>? Countries = null, IReadOnlyList<string>? Minerals = null)
{
    /// <summary>Whether it says anything about a site: nobody is held to another country's law.</summary>
    public bool Binds(SiteFacts site) =>
        (Countries is null || (site.Country is { } country && Countries.Contains(country))) && (Minerals is null || Minerals.Any(site.Minerals.Contains));
}

/// <summary>What the mark of a clause means: how well its wording is known.</summary>
public sealed record Mark(string Id, Text Says);

/// <summary>A number that a site or programme may set.</summary>
/// <param name="Id">Permanent, such as <c>pit_depth_limit_m</c>.</param>
/// <param name="Name">Its name in words.</param>
/// <param name="Unit">Its unit; null where it has none.</param>
/// <param name="Default">What holds where nobody set it; null where a rule that needs it stays unrated.</param>
/// <param name="Source">Where the default comes from.</param>
/// <param name="Values">What rule sets say; of several that bind a site, the one that stands first here.</param>
public sealed record Parameter(string Id, Text Name, string? Unit, decimal? Default, Text? Source, IReadOnlyList<RuleSetValue> Values)
{
    /// <summary>The number that holds at a site: its own, else its rule set's, else the default; null where there is none.</summary>
    public decimal? At(SiteFacts site)
    {
        if (site.Parameters.TryGetValue(Id, out var own))
            return own;
        foreach (var value in Values)
            if (site.RuleSets.Contains(value.RuleSet))
                return value.Value;
        return Default;
    }
}

/// <summary>The value that a rule set gives to a parameter.</summary>
/// <param name="RuleSet">The rule set.</param>
/// <param name="Value">The number.</param>
/// <param name="Mark">How well it is known; see <see cref="Clause"/>.</param>
/// <param name="Clause">Where it stands; null where that is not known.</param>
public sealed record RuleSetValue(string RuleSet, decimal Value, string Mark, Clause? Clause);

/// <summary>A dimension of observations.</summary>
/// <param name="Id">Such as <c>age_band</c>.</param>
/// <param name="Name">Its name in words.</param>
/// <param name="Codes">Its values and their names.</param>
/// <param name="Open">Whether it may also have values of the programme's own, such as the ids of pits.</param>
public sealed record DimensionDefinition(string Id, Text Name, IReadOnlyDictionary<string, Text> Codes, bool Open)
{
    /// <summary>Whether it may have a value.</summary>
    public bool Allows(string value) => Open || Codes.ContainsKey(value);
}
