using System.Data.Common;
using System.Text;
using Adit.DataSets;
using Adit.Forms;
using Adit.People;
using Adit.Plans;
using Adit.Risk;
using Adit.Storage;
using Adit.Web;

namespace Adit.Phones;

/// <summary>A list that phones keep: the agent's own sites, the pits of those sites, the actions of their plans, or what is in a data set there (OpenRosa, rows 38 to 41).</summary>
/// <param name="Csv">With a header even where it has no rows.</param>
/// <param name="Approval">Whether what a phone adds waits for the office.</param>
internal sealed record PhoneList(string Name, byte[] Csv, bool Approval = false)
{
    public string FileName => Name + ".csv";

    public string Hash { get; } = OpenRosaAnswer.Md5(Csv);

    /// <summary>What a manifest calls it.</summary>
    public string Type => Approval ? "approvalEntityList" : "entityList";
}

/// <summary>Makes the lists. Each agent gets only what is theirs, so that a lost phone tells little.</summary>
/// <param name="empty">Whether what is in data sets is left out: a form that is tried out gets nothing real.</param>
internal sealed class PhoneLists(DbConnection db, Register register, InForce? inForce, Agent agent, Instant now, bool empty = false)
{
    public const string Sites = "sites", Pits = "pits", Actions = "actions";

    private static readonly string[] Own = [Sites + Ending, Pits + Ending, Actions + Ending];

    private const string Ending = ".csv";

    private readonly Dictionary<string, PhoneList> _made = [];
    private readonly Dictionary<string, IReadOnlyList<EntityRow>> _entities = [];

    /// <summary>Whether a file of this name is a list of the programme for some form: nobody uploads it.</summary>
    public static bool Makes(Register register, string fileName) => Own.Contains(fileName) || (NameOf(fileName) is { } name && register.DataSets.ContainsKey(name));

    /// <summary>Whether a file of this name is a list for this form.</summary>
    public static bool Makes(Register register, Form form, string fileName) => Makes(register, fileName) || (NameOf(fileName) is { } name && form.Entities.Any(e => e.Dataset == name));

    /// <summary>Whether a form comes with what is in a data set.</summary>
    public static bool HasEntities(Register register, OpenForm form) =>
        form.Form.MediaFiles.Any(f => !Own.Contains(f) && form.Media.All(m => m.Name != f) && Makes(register, form.Form, f));

    public PhoneList? Find(Form form, string fileName)
    {
        if (_made.TryGetValue(fileName, out var made))
            return made;
        var list = fileName switch
        {
            Sites + Ending => new PhoneList(Sites, SitesCsv()),
            Pits + Ending => new(Pits, PitsCsv()),
            Actions + Ending => new(Actions, ActionsCsv()),
            _ => NameOf(fileName) is { } name && Declared(form, name) is { } declared ? new(name, EntitiesCsv(declared), DataSetsTable.Approval(db, name)) : null,
        };
        if (list is not null)
            _made[fileName] = list;
        return list;
    }

    /// <summary>Which of these ids the agent may know, and whether each was deleted; ids of others' sites are as unknown as invented ones.</summary>
    public IEnumerable<(string Id, bool Deleted)> Integrity(IEnumerable<string> ids)
    {
        var asked = ids.Take(1_000).ToList();
        var known = agent.Sites.Select(s => s.ToString()).Concat(agent.Sites.SelectMany(s => register.Pits.GetValueOrDefault(s, [])).Select(p => p.Id.ToString())).ToHashSet();
        var entities = empty ? [] : EntitiesTable.ById(db, [.. asked.Where(i => !known.Contains(i)).Select(i => Id.TryRead(i, out var id) ? id : default).Where(i => i != default)], now)
            .Where(e => e.Stands != EntityStands.NotYet && Places.Contains(e.Place)).GroupBy(e => e.Key.Entity).ToDictionary(g => g.Key, g => g.All(e => e.Stands != EntityStands.Here));
        return asked.Where(i => known.Contains(i) || entities.ContainsKey(i.ToLowerInvariant())).Select(i => (i, !known.Contains(i) && entities[i.ToLowerInvariant()]));
    }

    /// <summary>What is in a data set at the agent's sites, and what they made that is at none.</summary>
    public IReadOnlyList<EntityRow> Entities(string dataset) => _entities.TryGetValue(dataset, out var known) ? known : _entities[dataset] = empty ? [] :
        [.. EntitiesTable.At(db, dataset, Places, now).Where(e => e.Stands == EntityStands.Here).OrderBy(e => e.Label, StringComparer.Ordinal).ThenBy(e => e.Key.Entity, StringComparer.Ordinal)];

    private string[] Places => [.. agent.Sites.Distinct().Select(s => s.ToString()), agent.Id.ToString()];

    private DeclaredDataSet? Declared(Form form, string name) =>
        register.DataSets.GetValueOrDefault(name) ?? DeclaredDataSet.Of([form]).FirstOrDefault(d => d.Name == name);

    private byte[] SitesCsv() => Csv(
        ["name", "label", "__version", "code", "minerals"],
        agent.Sites.Where(register.Sites.ContainsKey).Select(s => register.Sites[s]).OrderBy(s => s.Code, StringComparer.Ordinal)
            .Select(s => new[] { s.Id.ToString(), s.Name, Version(s.Listed), s.Code, string.Join(' ', s.Minerals) }));

    private byte[] PitsCsv() => Csv(
        ["name", "label", "__version", "code", "site"],
        agent.Sites.SelectMany(s => register.Pits.GetValueOrDefault(s, [])).OrderBy(p => p.Code, StringComparer.Ordinal)
            .Select(p => new[] { p.Id.ToString(), p.Name, Version(p.Listed), p.Code, p.Site.ToString() }));

    // What the sheet of the meeting holds, no more: lines that stay inside the programme are not among them.
    private byte[] ActionsCsv()
    {
        var words = Words.OnPhone(agent.Language);
        var library = empty || inForce is null ? null : Composing.Library(db, inForce);
        return Csv(
            ["name", "label", "__version", "site", "due"],
            library is null ? [] : PlansTable.Running(db, [.. agent.Sites.Distinct()]).Where(a => !a.Line.Quiet).Select(a => new[]
            {
                a.Line.Number, $"{a.Line.Number}: {library.Says(a.Line, agent.Language)} ({PlanWords.Owner(a.Line.Owner, words)}, {words.Day(a.Line.Due)})", Version(a.Last), a.Site.ToString(),
                a.Line.Due.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            }));
    }

    private byte[] EntitiesCsv(DeclaredDataSet declared) => Csv(
        ["name", "label", "__version", .. declared.Properties],
        Entities(declared.Name).Select(e => (string[])[e.Key.Entity, e.Label, Version(e.Version), .. declared.Properties.Select(p => e.Values.GetValueOrDefault(p, ""))]));

    private static string? NameOf(string fileName) => fileName.EndsWith(Ending, StringComparison.Ordinal) ? fileName[..^Ending.Length] : null;

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
