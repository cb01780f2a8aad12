namespace Adit.Risk;

/// <summary>Reads the worked cases of an indicator, and sees that none is missing.</summary>
internal sealed class CaseReading(string file, CatalogueParts parts, Indicator indicator, List<Fault> faults)
{
    /// <summary>The rule that asks for a worked case.</summary>
    public const string Missing = "missing-case";

    private static readonly string[] States =
        ["S1", "S2", "S3", "S4", "clear", "not observed", "hidden", "does not apply", "unrated", "nothing records this"];

    private static readonly string[] Clocks = ["annex2-immediate", "annex2-six-month", "annex2-reasonable", "cap", "none"];

    public List<WorkedCase> Read(Members members)
    {
        var cases = new List<WorkedCase>();
        var list = members.List("cases");
        foreach (var json in list)
            if (members.Object(json, "cases") is { } one)
                cases.Add(Case(one));
        CheckComplete(members, cases);
        return cases;
    }

    private WorkedCase Case(Members members)
    {
        var says = members.Text("says");
        var site = members.Optional("site") is { } json ? Site(members, json) : Typical;
        var given = Given(members);
        var acts = Acts(members);
        var at = WorkedCases.DayZero(indicator).AddDays(members.Whole("at", -36_500));
        var then = members.Choice("then", States);
        var grade = members.Optional("grade") is { } word ? (Grade?)members.Choice(word, "grade", "reported", "corroborated", "observed", "determined") : null;
        var clock = members.Optional("clock") is { } name ? Clocks[members.Choice(name, "clock", Clocks)] : null;
        members.Done();
        var level = then < 4 ? IndicatorReading.Levels[then] : Severity.None;
        RatingState[] states = [RatingState.Clear, RatingState.NotObserved, RatingState.Hidden, RatingState.DoesNotApply, RatingState.Unrated, RatingState.NothingRecords];
        return new(says, site, given, acts, at, then < 4 ? RatingState.Open : states[then - 4], level, grade, clock, members.Line);
    }

    /// <summary>What a case that is silent about it plays at: a site to which the indicator applies.</summary>
    private SiteFacts Typical => new(
        First(indicator.AppliesTo.Countries) ?? "CD", [First(indicator.AppliesTo.Minerals) ?? "cobalt"],
        First(indicator.AppliesTo.SiteTypes) ?? "pit", First(indicator.AppliesTo.RuleSets) is { } set ? [set] : [],
        new Dictionary<string, decimal>());

    private static string? First(IReadOnlyList<string>? words) => words is [var word, ..] ? word : null;

    private SiteFacts Site(Members members, Json json)
    {
        if (members.Object(json, "site") is not { } site)
            return Typical;
        var set = new Dictionary<string, decimal>();
        if (site.Optional("params") is { } given && site.Object(given, "params") is not null)
            foreach (var (id, line, value) in given.Members)
            {
                if (parts.ParameterIndex(id) < 0)
                    faults.Add(new(file, line, "unknown-param", $"There is no parameter \"{id}\"."));
                set[id] = site.Number(value, id);
            }
        var facts = Typical;
        facts = new(
            site.OptionalWord("country") ?? facts.Country, site.OptionalWords("minerals") ?? facts.Minerals,
            site.OptionalWord("siteType") ?? facts.SiteType, site.OptionalWords("ruleSets") ?? facts.RuleSets, set);
        site.Done();
        return facts;
    }

    /// <summary>What one actor says of one day is one record; records reach the ledger in the order in which they begin in the file.</summary>
    private List<Account> Given(Members members)
    {
        var records = new List<((DateOnly, string) Key, List<Observation> Observations)>();
        foreach (var json in members.List("given"))
        {
            if (members.Object(json, "given") is not { } given || Observation(given) is not { } read)
                continue;
            var key = (read.Observation.Day, read.By);
            var record = records.FirstOrDefault(one => one.Key == key);
            if (record.Observations is null)
                records.Add(record = (key, []));
            record.Observations.Add(read.Observation);
        }
        return [.. records.Select((record, i) => new Account(
            i + 1, new(Id.From(Guid.Empty, $"record {i}")), new(Id.From(Guid.Empty, record.Key.Item2)), [.. record.Observations]))];
    }

    private (string By, Observation Observation)? Observation(Members given)
    {
        var index = parts.ObservableIndex(given.Word("observable"));
        if (index < 0)
            given.Fault(given.Optional("observable") ?? new Json { Kind = JsonKind.Null, Line = given.Line }, "unknown-observable", "There is no such observable.");
        ObservedValue value = default;
        if (given.Required("value") is { } json && index >= 0)
        {
            var read = RuleReading.Value(parts.Observables[index], json);
            if (read is null)
                given.Fault(json, RuleReading.Scalar(json) ? "wrong-value" : "wrong-type", $"This is not a value of \"{parts.Observables[index].Id}\".");
            value = read ?? default;
        }
        var subject = given.OptionalWord("subject");
        var day = WorkedCases.DayZero(indicator).AddDays(given.Whole("day", -36_500));
        var by = given.OptionalWord("by") ?? "a";
        var evidence = given.Optional("evidence") is { } word ? (Evidence)given.Choice(word, "evidence", "reported", "observed") : Evidence.Observed;
        var dimensions = DimensionsOf(given, index);
        given.Done();
        var about = subject is null or "site" || indicator.About == SubjectKind.Site ? Subject.Site : new(indicator.About, subject);
        return index < 0 ? null : (by, new(index, value, about, day, evidence, dimensions));
    }

    private Dimension[]? DimensionsOf(Members given, int observable)
    {
        if (given.Optional("dims") is not { } dims || given.Object(dims, "dims") is null)
            return null;
        foreach (var (name, line, value) in dims.Members)
        {
            var dimension = parts.Dimension(name);
            if (dimension is null || (observable >= 0 && !parts.Observables[observable].Dimensions.Contains(name)))
                faults.Add(new(file, line, "unknown-dimension", $"The observable has no dimension \"{name}\"."));
            if (given.Word(value, name) is { Length: > 0 } code && dimension is not null && !dimension.Allows(code))
                faults.Add(new(file, line, "unknown-code", $"\"{name}\" has no value \"{code}\"."));
        }
        return [.. dims.Members.Select(member => new Dimension(member.Name, member.Value.Text))];
    }

    private List<(DecisionKind, DateOnly)> Acts(Members members)
    {
        var acts = new List<(DecisionKind, DateOnly)>();
        if (members.Optional("acts") is not { } list)
            return acts;
        foreach (var json in members.List(list, "acts"))
        {
            if (members.Object(json, "acts") is not { } act)
                continue;
            var kind = (DecisionKind)act.Choice("kind", "verified-action", "determination", "confirmation");
            acts.Add((kind, WorkedCases.DayZero(indicator).AddDays(act.Whole("day", -36_500))));
            act.Done();
        }
        return acts;
    }

    private void CheckComplete(Members members, List<WorkedCase> cases)
    {
        foreach (var level in indicator.Severity.Select(step => step.Level).Distinct())
            Need(cases.Any(one => one.Level == level), level.ToString());
        if (indicator.Records != RecordedBy.Forms)
        {
            Need(cases.Any(one => one.Then == RatingState.NothingRecords), "\"nothing records this\"");
            return;
        }
        var calm = indicator.Owes is not null ? RatingState.Unrated : indicator.Detectability == Detectability.Hidden ? RatingState.Hidden : RatingState.Clear;
        Need(cases.Any(one => one.Then == calm), calm switch { RatingState.Clear => "\"clear\"", RatingState.Hidden => "\"hidden\"", _ => "\"unrated\"" });
        Need(cases.Any(one => one.Then == RatingState.NotObserved && one.Given.Count > 0), "going stale (\"not observed\" after something was given)");
        var (anywhere, where) = (new Applicability(null, null, null, null, null, null), indicator.AppliesTo);
        if (where != anywhere)
            Need(cases.Any(one => one.Then == RatingState.DoesNotApply), "\"does not apply\"");

        void Need(bool there, string what)
        {
            if (!there)
                faults.Add(new(file, members.Line, Missing, $"There is no worked case for {what}."));
        }
    }
}
