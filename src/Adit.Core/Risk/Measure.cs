namespace Adit.Risk;

/// <summary>What an action costs whoever carries it out, as a band: nobody invents a figure.</summary>
public enum CostBand
{
    /// <summary>A decision and some time; no money.</summary>
    None,

    /// <summary>Within what a cooperative or operator has in a month.</summary>
    Low,

    /// <summary>Several months of their own means, or help from a partner.</summary>
    Middle,

    /// <summary>Only with money from elsewhere.</summary>
    High,
}

/// <summary>A measure of the library: what mends what was found, who does it, how one sees that it was done, and when its effect is looked at again. All of it our proposal, to be changed for each site.</summary>
/// <param name="Id">Permanent.</param>
/// <param name="Text">What is to be done, so that one can see whether it was.</param>
/// <param name="Check">What whoever checks looks at.</param>
/// <param name="Indicators">Ids of the indicators whose findings it mends; the first measure of an indicator is the one that is proposed.</param>
/// <param name="Owner">The name of the party that usually carries it out; null for the programme itself.</param>
/// <param name="Cost">What it costs them.</param>
/// <param name="Quiet">Whether it stays inside the programme: shown at the site, it could harm whoever told of the finding.</param>
/// <param name="EffectAfter">How long after it was verified its effect is looked at; calendar days, weeks or months.</param>
public sealed record Measure(string Id, Text Text, Text Check, IReadOnlyList<string> Indicators, string? Owner, CostBand Cost, bool Quiet, Period EffectAfter)
{
    /// <summary>The parties that a measure may name as its owner.</summary>
    public static IReadOnlyList<string> Owners { get; } = ["Cooperative", "Operator", "MiningService", "MinePolice", "Committee", "CivilSociety", "SupportService", "Buyer", "Other"];
}
