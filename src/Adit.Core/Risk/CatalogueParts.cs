namespace Adit.Risk;

/// <summary>The files of a catalogue that stand beside the indicators.</summary>
internal sealed class CatalogueParts
{
    private static readonly string[] Files = ["standards.json", "observables.json", "groups.json", "regimes.json", "parameters.json"];
    private const string MeasuresFile = "measures.json";
    private readonly Dictionary<string, int> _observables = [];
    private readonly Dictionary<string, int> _parameters = [];

    public List<Observable> Observables { get; } = [];
    public List<Group> Groups { get; } = [];
    public List<Regime> Regimes { get; } = [];
    public List<Standard> Standards { get; } = [];
    public List<Parameter> Parameters { get; } = [];
    public List<Mark> Marks { get; } = [];
    public List<DimensionDefinition> Dimensions { get; } = [];
    public List<Measure> Measures { get; } = [];

    public DimensionDefinition? Dimension(string id) => Dimensions.FirstOrDefault(one => one.Id == id);

    public int ObservableIndex(string id) => _observables.GetValueOrDefault(id, -1);

    public int ParameterIndex(string id) => _parameters.GetValueOrDefault(id, -1);

    public static bool Knows(string path) => Files.Contains(path) || path == MeasuresFile || path.StartsWith("indicators/", StringComparison.Ordinal);

    public static CatalogueParts Read(List<(string Path, ReadOnlyMemory<byte> Bytes)> files, List<Fault> faults)
    {
        var parts = new CatalogueParts();
        foreach (var name in Files)
        {
            var bytes = files.FirstOrDefault(file => file.Path == name);
            if (bytes.Path is null)
                faults.Add(new(name, 0, "missing-file", "This file is missing."));
            else if (Json.Read(name, bytes.Bytes.Span, faults) is { } json)
                parts.ReadFile(name, json, faults);
        }
        return parts;
    }

    /// <summary>Reads the measures, which name indicators; a catalogue of before there were any has none.</summary>
    public void ReadMeasures(List<(string Path, ReadOnlyMemory<byte> Bytes)> files, IReadOnlyCollection<string> indicators, List<Fault> faults)
    {
        if (files.FirstOrDefault(file => file.Path == MeasuresFile) is not { Path: not null } file || Json.Read(file.Path, file.Bytes.Span, faults) is not { } json)
            return;
        if (json.Kind != JsonKind.Object)
        {
            faults.Add(new(file.Path, json.Line, "wrong-type", "This file must be an object."));
            return;
        }
        var root = new Members(file.Path, json, faults);
        root.OptionalWord("$schema");
        ReadList(root, "measures", (id, one) =>
        {
            var named = one.List("indicators").Select(item => (Json: item, Id: one.Word(item, "indicators"))).ToList();
            foreach (var unknown in named.Where(n => n.Id.Length > 0 && !indicators.Contains(n.Id)))
                one.Fault(unknown.Json, "unknown-indicator", $"There is no indicator \"{unknown.Id}\".");
            Measures.Add(new(
                id, one.Text("text"), one.Text("check"), [.. named.Select(n => n.Id)], one.RequiredOrNull("owner") is { } owner ? Measure.Owners[one.Choice(owner, "owner", [.. Measure.Owners])] : null,
                (CostBand)one.Choice("cost", "none", "low", "middle", "high"), one.Flag("quiet"), one.Required("effectAfter") is { } after ? one.Period(after, "effectAfter", days: true) : default));
        });
        root.Done();
    }

    private void ReadFile(string name, Json json, List<Fault> faults)
    {
        if (json.Kind != JsonKind.Object)
        {
            faults.Add(new(name, json.Line, "wrong-type", "This file must be an object."));
            return;
        }
        var root = new Members(name, json, faults);
        root.OptionalWord("$schema");
        switch (name)
        {
            case "observables.json":
                ReadList(root, "dimensions", (id, one) => Dimensions.Add(new(id, one.Text("name"), Codes(one), one.OptionalFlag("open"))));
                ReadList(root, "observables", ReadObservable);
                break;
            case "groups.json": ReadList(root, "groups", (id, one) => Groups.Add(new(id, one.Text("name")))); break;
            case "regimes.json": ReadList(root, "regimes", ReadRegime); break;
            case "standards.json":
                if (root.Required("marks") is { } marks && root.Object(marks, "marks") is not null)
                    foreach (var (mark, _, text) in marks.Members)
                        Marks.Add(new(mark, root.Text(text, mark)));
                ReadList(root, "standards", (id, one) => Standards.Add(new(id, one.Text("name"), one.SomeWords("countries"), one.SomeWords("minerals"))));
                break;
            default: ReadList(root, "parameters", ReadParameter); break;
        }
        root.Done();
    }

    private static void ReadList(Members root, string list, Action<string, Members> add)
    {
        var ids = new HashSet<string>();
        foreach (var item in root.List(list))
        {
            if (root.Object(item, list) is not { } members)
                continue;
            var id = members.Word("id");
            if (!ids.Add(id))
                members.Fault(item, "repeated-id", $"\"{id}\" stands here twice.");
            add(id, members);
            members.Done();
        }
    }

    private void ReadObservable(string id, Members members)
    {
        var type = (ObservableType)members.Choice("type", "yesno", "count", "amount", "code", "date");
        var unit = type == ObservableType.Amount ? members.Word("unit") : members.OptionalWord("unit");
        var dimensions = members.OptionalWords("dimensions") ?? [];
        if (members.Optional("dimensions") is { } list)
            foreach (var dimension in dimensions.Where(one => one.Length > 0 && Dimension(one) is null))
                members.Fault(list, "unknown-dimension", $"There is no dimension \"{dimension}\".");
        if (type == ObservableType.Code)
            members.Required("codes");
        else if (members.Optional("codes") is { } codes)
            members.Fault(codes, "wrong-type", "Only an observable of type code has codes.");
        _observables.TryAdd(id, Observables.Count);
        Observables.Add(new(id, members.Text("name"), type, unit, dimensions, Codes(members)));
    }

    private static Dictionary<string, Text> Codes(Members members)
    {
        var codes = new Dictionary<string, Text>();
        if (members.Optional("codes") is { } json && members.Object(json, "codes") is not null)
            foreach (var (code, _, text) in json.Members)
                codes[code] = members.Text(text, code);
        return codes;
    }

    private void ReadRegime(string id, Members members) => Regimes.Add(new(
        id, members.Text("name"), members.Text("says"), members.Flag("annex2"),
        [.. members.List("levels").Select(level => IndicatorReading.Levels[members.Choice(level, "levels", IndicatorReading.LevelNames)])],
        members.RequiredOrNull("ends") is { } ends ? members.Period(ends, "ends", days: false) : null,
        [.. members.List("ticks").Select(one => members.Period(one, "ticks", days: false))]));

    private void ReadParameter(string id, Members members)
    {
        List<RuleSetValue> values = [];
        if (members.Optional("values") is { } list)
            foreach (var json in members.List(list, "values"))
                if (members.Object(json, "values") is { } value)
                {
                    values.Add(new(
                        value.Word("ruleSet"), value.Required("value") is { } number ? value.Number(number, "value") : 0, Known(value, "mark", Marks.Select(one => one.Id)),
                        value.Optional("clause") is { } clause ? Clause(value, clause, marked: false) : null));
                    value.Done();
                }
        _parameters.TryAdd(id, Parameters.Count);
        Parameters.Add(new(
            id, members.Text("name"), members.OptionalWord("unit"),
            members.RequiredOrNull("default") is { } set ? members.Number(set, "default") : null, members.OptionalText("source"), values));
    }

    /// <summary>Reads a clause; one that stands beside a mark has none of its own.</summary>
    public Clause Clause(Members members, Json json, bool marked = true)
    {
        if (members.Object(json, "clauses") is not { } clause)
            return default;
        var standard = Known(clause, "standard", Standards.Select(one => one.Id));
        var mark = marked ? Known(clause, "mark", Marks.Select(one => one.Id)) : "";
        var place = clause.Word("ref");
        clause.Done();
        return new(standard, place, mark);
    }

    /// <summary>A member that names something by its id; faults <c>unknown-…</c> if there is no such thing.</summary>
    public static string Known(Members members, string name, IEnumerable<string> ids)
    {
        var id = members.Word(name);
        if (id.Length > 0 && !ids.Contains(id))
            members.Fault(members.Optional(name)!, $"unknown-{name}", $"There is no {name} \"{id}\".");
        return id;
    }
}
