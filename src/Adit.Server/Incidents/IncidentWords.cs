using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Incidents;

/// <summary>Incidents in the words and signs of the pages.</summary>
internal static class IncidentWords
{
    /// <summary>The address of an incident.</summary>
    public static string Path(Incident incident) => "/incidents/" + incident.Number;

    /// <summary>The key that texts and programs know a state or step by: <c>make-safe</c> for <c>MakeSafe</c>.</summary>
    public static string KeyOf<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>The square of its level.</summary>
    public static Standing Standing(Incident incident) => incident.Hollow ? Web.Standing.Reported(incident.Level.Number()) : Web.Standing.Open(incident.Level.Number());

    /// <summary>The names of what was found.</summary>
    public static string What(Incident incident, Catalogue? catalogue, Words words) =>
        string.Join(" · ", incident.Findings.OrderByDescending(f => f.Level).ThenBy(f => f.Indicator, StringComparer.Ordinal).Select(f => NameOf(f.Indicator, catalogue, words)));

    /// <summary>The name of an indicator; its id where the catalogue in force has it no more.</summary>
    public static string NameOf(string indicator, Catalogue? catalogue, Words words) => catalogue?.Indicator(indicator)?.Name.In(words.Language) ?? indicator;


    /// <summary>What it is about besides the site: the pit's name, or the code that the record names; null for nothing.</summary>
    public static string? About(Incident incident, Register register) => incident.About?.Split(':', 2) is [_, var id] ? EvidenceWords.Subject(id, register) : null;
}
