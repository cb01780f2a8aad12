using System.Collections.Immutable;
using Adit.Risk;
using Adit.Sites;

namespace Adit.Stages;

/// <summary>An item of a checklist.</summary>
/// <param name="Id">Permanent; a changed meaning is another item.</param>
/// <param name="Says">What is asked, and when it counts as done.</param>
/// <param name="MayNotApply">Whether somebody may say that it does not apply.</param>
/// <param name="Needs">What the programme must have recorded before it can be done: <c>place</c>, <c>form:ID</c> (a record of the form), <c>looked:ID</c> (somebody looked at the indicator).</param>
/// <param name="Indicators">Whose rating stands beside it.</param>
public sealed record ChecklistItem(string Id, Text Name, Text Says, bool MayNotApply, ImmutableArray<string> Needs, ImmutableArray<string> Indicators);

/// <summary>One side of a site's path: title, cooperative, cards, safety, custody, child protection.</summary>
/// <param name="Indicators">Those that say where a site stands on it.</param>
public sealed record Dimension(string Id, Text Name, Text Says, ImmutableArray<string> Indicators);

/// <summary>A band of cost: never a sum, which nobody here knows.</summary>
public sealed record StepCost(string Id, Text Name, Text Says);

/// <summary>Somebody who can help with a step.</summary>
public sealed record Helper(string Id, Text Name);

/// <summary>What to do where an indicator stands open.</summary>
/// <param name="Cost">Id of a band.</param>
/// <param name="Helpers">Ids of those who help.</param>
public sealed record PathStep(string Indicator, Text Do, string Cost, ImmutableArray<string> Helpers);

/// <summary>A rung of a ladder: its requirement in the programme's own words, and the indicators that must show nothing open.</summary>
/// <param name="Ref">Where the standard asks for it; null where nobody here has read that.</param>
/// <param name="Mark">How well the text is known: r (read), p (partly), g (not yet checked against the text); null where there is no text, since the ladder is the programme's own.</param>
public sealed record Rung(string Id, Text Name, Text Says, ImmutableArray<string> Indicators, string? Ref, string? Mark);

/// <summary>A ladder of requirements, from a standard or the programme's own: a rule set as data.</summary>
/// <param name="Standard">Id of the standard in the catalogue; null for the programme's own.</param>
/// <param name="Countries">Where it is of use; null for everywhere.</param>
/// <param name="Minerals">For which minerals; null for all.</param>
/// <param name="RuleSets">At sites that work under one of these; null for all.</param>
public sealed record Ladder(
    string Id, int Version, Text Name, Text Says, string? Standard, ImmutableArray<string>? Countries, ImmutableArray<string>? Minerals, ImmutableArray<string>? RuleSets, ImmutableArray<Rung> Rungs)
{
    /// <summary>Whether it is of use at a site.</summary>
    public bool AppliesTo(string country, IEnumerable<string> minerals, IEnumerable<string> ruleSets) =>
        Countries?.Contains(country) != false && (Minerals is not { } ofMinerals || minerals.Any(m => ofMinerals.Contains(m))) && (RuleSets is not { } sets || ruleSets.Any(r => sets.Contains(r)));
}

/// <summary>What the programme asks of a site before it joins and when it leaves, and the ladders that it may climb. Data beside the catalogue; its marks are the catalogue's.</summary>
public sealed record Handbook(
    ImmutableDictionary<Stage, ImmutableArray<ChecklistItem>> Lists, ImmutableArray<Dimension> Dimensions, ImmutableArray<StepCost> Costs, ImmutableArray<Helper> Helpers,
    ImmutableDictionary<string, PathStep> Steps, ImmutableArray<Ladder> Ladders)
{
    /// <summary>The checklist of a stage; empty where it has none.</summary>
    public ImmutableArray<ChecklistItem> List(Stage stage) => Lists.GetValueOrDefault(stage, []);

    /// <summary>An item of any checklist; null where there is none.</summary>
    public ChecklistItem? Item(string id) => Lists.Values.SelectMany(l => l).FirstOrDefault(i => i.Id == id);

    /// <summary>Every indicator that it names.</summary>
    public IEnumerable<string> Indicators => Lists.Values.SelectMany(l => l).SelectMany(i => i.Indicators.Concat(i.Needs.Where(n => n.StartsWith(Looked, StringComparison.Ordinal)).Select(n => n[Looked.Length..])))
        .Concat(Dimensions.SelectMany(d => d.Indicators)).Concat(Steps.Keys).Concat(Ladders.SelectMany(l => l.Rungs).SelectMany(r => r.Indicators)).Distinct();

    /// <summary>What begins the name of an indicator in <see cref="ChecklistItem.Needs"/>.</summary>
    public const string Looked = "looked:";

    /// <summary>What begins the id of a form there.</summary>
    public const string OfForm = "form:";

    /// <summary>The need of a known place.</summary>
    public const string Place = "place";
}
