using Adit.Sites;
using Adit.Web;

namespace Adit.People;

/// <summary>Declared interests in words; what the agent added to them stands on the agent's own page alone.</summary>
internal static class InterestWords
{
    /// <summary>That an agent declared an interest in a site: which, and when.</summary>
    public static string Said(Words words, string agent, Site site, InterestsDeclared declared) => words.Say(
        "interest.said", ("agent", agent), ("site", site.Name), ("day", words.Day(declared.Day)),
        ("kinds", string.Join(", ", declared.Interests.Where(i => i.Site == site.Id).Select(i => words["interest." + AgentFilling.KeyOf(i.Kind)]).Distinct())));
}
