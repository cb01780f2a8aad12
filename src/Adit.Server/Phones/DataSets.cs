using System.Text;
using Adit.People;
using Adit.Storage;

namespace Adit.Phones;

/// <summary>A list that phones keep: the agent's own sites, or the pits of those sites (OpenRosa, rows 38 to 41).</summary>
/// <param name="Csv">With a header even where it has no rows.</param>
internal sealed record DataSet(string Name, byte[] Csv)
{
    public string FileName => Name + ".csv";

    public string Hash => OpenRosaAnswer.Md5(Csv);
}

/// <summary>Makes the lists. Each agent gets only what is theirs, so that a lost phone tells little.</summary>
internal static class DataSets
{
    public const string Sites = "sites", Pits = "pits";

    /// <summary>Whether a file of this name is one of the lists.</summary>
    public static bool Makes(string fileName) => fileName is Sites + ".csv" or Pits + ".csv";

    public static DataSet? Find(Register register, Agent agent, string fileName) => fileName switch
    {
        Sites + ".csv" => new(Sites, SitesCsv(register, agent)),
        Pits + ".csv" => new(Pits, PitsCsv(register, agent)),
        _ => null,
    };

    /// <summary>Which of these ids the agent may know, and whether each was deleted; ids of others' sites are as unknown as invented ones.</summary>
    public static IEnumerable<(string Id, bool Deleted)> Integrity(Register register, Agent agent, IEnumerable<string> ids)
    {
        var known = agent.Sites.Select(s => s.ToString()).Concat(agent.Sites.SelectMany(s => register.Pits.GetValueOrDefault(s, [])).Select(p => p.Id.ToString())).ToHashSet();
        return ids.Where(known.Contains).Select(id => (id, false));
    }

    private static byte[] SitesCsv(Register register, Agent agent) => Csv(
        ["name", "label", "__version", "code", "minerals"],
        agent.Sites.Where(register.Sites.ContainsKey).Select(s => register.Sites[s]).OrderBy(s => s.Code, StringComparer.Ordinal)
            .Select(s => new[] { s.Id.ToString(), s.Name, Version(s.Listed), s.Code, string.Join(' ', s.Minerals) }));

    private static byte[] PitsCsv(Register register, Agent agent) => Csv(
        ["name", "label", "__version", "code", "site"],
        agent.Sites.SelectMany(s => register.Pits.GetValueOrDefault(s, [])).OrderBy(p => p.Code, StringComparer.Ordinal)
            .Select(p => new[] { p.Id.ToString(), p.Name, Version(p.Listed), p.Code, p.Site.ToString() }));

    // Phones that keep lists offline take a changed row only where its version grew.
    private static string Version(long listed) => listed.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Csv(string[] header, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(header))
            text.AppendJoin(',', row.Select(Field)).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Field(string value) => value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
