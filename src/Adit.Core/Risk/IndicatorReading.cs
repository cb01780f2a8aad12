namespace Adit.Risk;

/// <summary>Reads one indicator's file.</summary>
internal sealed class IndicatorReading(string file, CatalogueParts parts, List<Fault> faults)
{
    public static readonly string[] LevelNames = ["S1", "S2", "S3", "S4"];
    public static readonly Severity[] Levels = [Severity.S1, Severity.S2, Severity.S3, Severity.S4];
    private static readonly string[] Kinds = ["event", "status", "count", "measure", "sample", "checklist", "document", "clock", "calc"];
    public static readonly string[] SubjectKinds = ["site", "pit", "lot", "actor", "person-group", "case"];

    /// <summary>The indicator; null if the file is not even an object. With faults, what is returned is not to be used.</summary>
    public static Indicator? Read(string file, Json json, CatalogueParts parts, int index, List<Fault> faults)
    {
        if (json.Kind == JsonKind.Object)
            return new IndicatorReading(file, parts, faults).Read(new Members(file, json, faults), index);
        faults.Add(new(file, json.Line, "wrong-type", "An indicator must be an object."));
        return null;
    }

    private Indicator Read(Members members, int index)
    {
        members.OptionalWord("$schema");
        var id = members.Word("id");
        if (id.Length > 0 && !IsId(id))
            faults.Add(new(file, members.Line, "no-id", $"\"{id}\" is no id: two capitals, a hyphen and two digits, like OH-04."));
        if (id.Length > 0 && !file.EndsWith($"/{id}.json", StringComparison.Ordinal))
            faults.Add(new(file, members.Line, "wrong-id", $"The file of \"{id}\" must be called {id}.json."));
        if (members.Required("lang") is { } lang && members.Whole(lang, "lang", 1) != 1)
            members.Fault(lang, "unknown-lang", "This program reads rule language 1 only.");
        var kind = (IndicatorKind)members.Choice("kind", Kinds);
        var about = (SubjectKind)members.Choice("about", SubjectKinds);
        var rules = new RuleReading(file, parts, faults);
        var steps = Steps(members, rules);
        var lookedBy = LookedBy(members);
        var settles = Settles(members, lookedBy, steps);
        var indicator = new Indicator
        {
            Id = id,
            Index = index,
            Version = members.Whole("version", 1),
            Name = members.Text("name"),
            Observe = members.Text("observe"),
            Group = CatalogueParts.Known(members, "group", parts.Groups.Select(one => one.Id)),
            Kind = kind,
            Subject = (FindingSubject)members.Choice("subject", "site", "operator", "programme", "route", "lot"),
            About = about,
            Tier = "T" + members.Choice("tier", "T0", "T1", "T2", "T3"),
            Protected = members.Flag("protected"),
            Regime = CatalogueParts.Known(members, "regime", parts.Regimes.Select(one => one.Id)),
            Detectability = (Detectability)members.Choice("detectability", "seen", "asked", "measured", "document", "hidden"),
            LookedBy = lookedBy,
            Settles = settles,
            Cadence = members.OptionalPeriod("cadence", days: false),
            StaleAfter = members.Required("staleAfter") is { } stale ? members.Period(stale, "staleAfter", days: true) : default,
            ClosesWhen = ClosesWhen(members, kind),
            CountsFor = CountsFor(members, kind),
            AppliesTo = AppliesTo(members),
            Severity = steps,
            Owes = members.OptionalText("owes"),
            Records = (RecordedBy)members.Choice("records", "forms", "programme", "custody", "grievances", "plans"),
            Clauses = [.. members.List("clauses").Select(json => parts.Clause(members, json))],
            Rmi = members.OptionalWords("rmi") ?? [],
            Response = ResponseOf(members),
            UntpTopic = members.OptionalWord("untpTopic"),
            Cases = [],
            Takes = rules.Takes,
            Reads = Reads(lookedBy, steps),
        };
        CheckSteps(members, indicator);
        var cases = new CaseReading(file, parts, indicator, faults).Read(members);
        members.Done();
        return indicator with { Cases = cases };
    }

    private static bool IsId(string id) =>
        id.Length == 5 && char.IsAsciiLetterUpper(id[0]) && char.IsAsciiLetterUpper(id[1]) && id[2] == '-' && char.IsAsciiDigit(id[3]) && char.IsAsciiDigit(id[4]);

    private static List<Step> Steps(Members members, RuleReading rules)
    {
        var steps = new List<Step>();
        foreach (var json in members.List("severity"))
        {
            if (members.Object(json, "severity") is not { } step)
                continue;
            var level = Levels[step.Choice("level", LevelNames)];
            var rule = step.Required("when") is { } when ? rules.Step(when) : null;
            step.Done();
            if (steps.Count > 0 && level > steps[^1].Level)
                step.Fault(json, "not-worst-first", $"{level} stands after {steps[^1].Level}; steps go from the worst to the least.");
            if (rule is not null)
                steps.Add(new(level, rule));
        }
        return steps;
    }

    private void CheckSteps(Members members, Indicator indicator)
    {
        var forms = indicator.Records == RecordedBy.Forms;
        var (steps, looks) = (Items(members, "severity"), Items(members, "lookedBy"));
        if (indicator.Owes is not null && steps > 0)
            faults.Add(new(file, members.Line, "owes-and-rates", "Where a number is owed, severity is []."));
        if (indicator.Owes is null && steps == 0 && forms)
            faults.Add(new(file, members.Line, "no-steps", "There is no step, and nothing says what number is owed."));
        if (looks == 0 && forms)
            faults.Add(new(file, members.Line, "no-look", "\"lookedBy\" names nothing, so the indicator can never be looked at."));
    }

    private static int Items(Members members, string list) => members.Optional(list) is { Kind: JsonKind.List } json ? json.Items.Count : -1;

    private List<int> LookedBy(Members members) =>
        [.. members.List("lookedBy").Select(json => Observable(members, json, members.Word(json, "lookedBy"))).Where(index => index >= 0)];

    private int Observable(Members members, Json at, string id)
    {
        var index = parts.ObservableIndex(id);
        if (index < 0)
            members.Fault(at, "unknown-observable", $"There is no observable \"{id}\".");
        return index;
    }

    private List<(int By, IReadOnlyList<int> Settled)> Settles(Members members, List<int> lookedBy, List<Step> steps)
    {
        var settles = new List<(int, IReadOnlyList<int>)>();
        if (members.Optional("settles") is not { } json || members.Object(json, "settles") is null)
            return settles;
        var read = steps.SelectMany(step => step.When.Comparisons()).Select(one => one.Observable).ToHashSet();
        foreach (var (name, line, value) in json.Members)
        {
            var by = parts.ObservableIndex(name);
            if (!lookedBy.Contains(by))
                faults.Add(new(file, line, "settles-nothing", $"Only what \"lookedBy\" names can settle anything, and \"{name}\" is not there."));
            var settled = members.List(value, name).Select(one => (Json: one, Index: Observable(members, one, members.Word(one, name)))).Where(one => one.Index >= 0).ToList();
            foreach (var (at, _) in settled.Where(one => !read.Contains(one.Index)))
                members.Fault(at, "settles-nothing", $"No step reads \"{at.Text}\", so there is nothing to settle.");
            settles.Add((by, [.. settled.Select(one => one.Index)]));
        }
        return settles.Where(one => one.Item1 >= 0).ToList();
    }

    private bool[] Reads(List<int> lookedBy, List<Step> steps)
    {
        var reads = new bool[parts.Observables.Count];
        foreach (var index in lookedBy)
            reads[index] = true;
        foreach (var comparison in steps.SelectMany(step => step.When.Comparisons()))
        {
            reads[comparison.Observable] = true;
            if (comparison.OutOf >= 0)
                reads[comparison.OutOf] = true;
        }
        return reads;
    }

    /// <summary>A verified action or a determination ends any finding. For a state, one clear look does too, unless the file asks for more or for a determination.</summary>
    private static Closing ClosesWhen(Members members, IndicatorKind kind)
    {
        if (members.Required("closesWhen") is not { } json)
            return default;
        if (json.Kind != JsonKind.Object)
        {
            var needs = members.Choice(json, "closesWhen", "verified-action", "determination");
            return new((DecisionKind)needs, needs == 0 && kind != IndicatorKind.Event ? 1 : 0);
        }
        var closing = members.Object(json, "closesWhen")!;
        var looks = closing.Whole("clearLooks", 1);
        closing.Done();
        if (kind == IndicatorKind.Event)
            members.Fault(json, "event-closed-by-look", "An event is not undone by a later look: it lapses by \"countsFor\", or is decided.");
        return new(DecisionKind.VerifiedAction, looks);
    }

    private static Period? CountsFor(Members members, IndicatorKind kind)
    {
        if (members.RequiredOrNull("countsFor") is not { } json)
            return null;
        if (kind != IndicatorKind.Event)
            members.Fault(json, "state-counts", "Only events have \"countsFor\"; a state lasts until it is seen to be over.");
        return members.Period(json, "countsFor", days: true);
    }

    private static Applicability AppliesTo(Members members)
    {
        if (members.Required("appliesTo") is not { } json || members.Object(json, "appliesTo") is not { } where)
            return new(null, null, null, null, null, null);
        var applies = new Applicability(
            where.SomeWords("countries"), where.SomeWords("minerals"), where.SomeWords("siteTypes"), where.SomeWords("ruleSets"),
            where.OptionalDay("from"), where.OptionalDay("to"));
        where.Done();
        return applies;
    }

    private static Response ResponseOf(Members members)
    {
        if (members.Required("response") is not { } json || members.Object(json, "response") is not { } response)
            return new(new("", ""), "PROP", null, null, null);
        string[] bases = ["STD", "STD?", "PROP"];
        var read = new Response(
            response.Text("text"), bases[response.Choice("clock", bases)], response.OptionalPeriod("alert", days: false),
            response.OptionalPeriod("close", days: false), response.OptionalPeriod("plan", days: false), response.OptionalPeriod("notify", days: false));
        response.Done();
        return read;
    }
}
