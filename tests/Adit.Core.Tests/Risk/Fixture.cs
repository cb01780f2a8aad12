using System.Text;
using System.Text.RegularExpressions;
using Adit.Risk;

namespace Adit.Tests.Risk;

/// <summary>A small catalogue with one indicator of every sort, and short ways to say what was seen at a site.</summary>
internal static partial class Fixture
{
    public static readonly DateOnly Day0 = new(2026, 1, 1);

    private static string Case(string observable, string value, int day, int at, string then, string more = "") =>
        $$"""{ "says": "{{then}}", "given": [{ "observable": "{{observable}}", "value": {{value}}, "day": {{day}}{{more}} }], "at": {{at}}, "then": "{{then}}" }""";

    private static readonly Dictionary<string, string[]> CasesOf = new()
    {
        ["OH-04"] = [
            """{ "says": "a Rwandan site", "site": { "country": "RW", "params": { "limit": 10 } }, "given": [{ "observable": "pit.depth", "value": 14, "day": 0 }], "at": 0, "then": "does not apply" }""",
            """{ "says": "14 m", "site": { "ruleSets": ["EGC-2021"] }, "given": [{ "observable": "pit.depth", "value": 14, "day": 0, "subject": "p" }], "at": 0, "then": "S2", "grade": "observed", "clock": "cap" }""",
            """{ "says": "21 m", "site": { "params": { "limit": 10 } }, "given": [{ "observable": "pit.depth", "value": 21, "day": 0, "subject": "p" }], "at": 0, "then": "S1" }""",
            """{ "says": "8 m", "site": { "params": { "limit": 10 } }, "given": [{ "observable": "pit.depth", "value": 8, "day": 0, "subject": "p" }], "at": 0, "then": "clear", "clock": "none" }""",
            """{ "says": "8 m long ago", "site": { "params": { "limit": 10 } }, "given": [{ "observable": "pit.depth", "value": 8, "day": 0, "subject": "p" }], "at": 14, "then": "not observed" }""",
            """{ "says": "nobody set a limit", "given": [{ "observable": "pit.depth", "value": 8, "day": 0, "subject": "p" }], "at": 0, "then": "unrated" }"""],
        ["AG-01"] = [Case("militia", "true", 0, 0, "S1"), Case("militia", "false", 0, 0, "clear"), Case("militia", "\"no\"", 0, 14, "not observed")],
        ["SA-01"] = [Case("threat", "\"held\"", 0, 29, "S1"), Case("threat", "\"none\"", 0, 0, "hidden"), Case("threat", "\"beaten\"", 0, 30, "not observed")],
        ["OH-01"] = [Case("accident", "true", 0, 300, "S1"), Case("accident", "false", 0, 0, "clear"), Case("accident", "false", 0, 20, "not observed")],
        ["CL-01"] = [Case("people", "1", 0, 0, "S2", ", \"dims\": { \"age_band\": \"under_12\" }"), Case("people", "5", 0, 0, "clear", ", \"dims\": { \"age_band\": \"adult\" }"), Case("people", "0", 0, 99, "not observed")],
        ["OH-09"] = [Sample(20, 9, 0, "S3"), Sample(20, 12, 0, "S4"), Sample(20, 16, 0, "clear"), Sample(19, 0, 0, "unrated"), Sample(20, 16, 14, "not observed")],
        ["LG-02"] = [Case("paper", "\"no\"", 0, 0, "S2"), Case("paper", "true", 0, 0, "clear"), Case("paper", "true", 0, 14, "not observed")],
        ["OH-10"] = [Case("kit", "false", 0, 0, "S3"), Case("kit", "true", 0, 0, "clear"), Case("kit", "true", 0, 14, "not observed")],
        ["OH-15"] = [Case("dose", "3.5", 0, 0, "unrated"), Case("dose", "3.5", 0, 14, "not observed")],
        ["TR-04"] = [Case("tags.lost", "6", 0, 0, "S2"), Case("tags.lost", "5", 0, 0, "clear"), Case("tags.lost", "5", 0, 14, "not observed")],
        ["CL-03"] = [Case("gate", "false", 0, 0, "S3"), Case("fence", "false", 0, 0, "S2"), Case("gate", "true", 0, 0, "clear"), Case("gate", "true", 0, 14, "not observed")],
        ["SF-05"] = [Case("contract", "false", 0, 0, "S3"), Case("papers", "true", 0, 0, "clear"), Case("papers", "true", 0, 14, "not observed")],
        ["GR-02"] = [Case("paper", "\"no\"", 0, 0, "S2"), Case("paper", "\"yes\"", 0, 0, "nothing records this")],
    };

    private static string Sample(int sampled, int worn, int at, string then) =>
        $$"""{ "says": "{{then}}", "given": [{ "observable": "ppe.sampled", "value": {{sampled}}, "day": 0 }, { "observable": "ppe.worn", "value": {{worn}}, "day": 0 }], "at": {{at}}, "then": "{{then}}" }""";

    public static Dictionary<string, string> Files { get; } = new()
    {
        ["standards.json"] = """
            { "marks": { "r": {}, "g": {} },
              "standards": [{ "id": "OECD-A2", "name": {} }, { "id": "EGC", "name": {} }] }
            """,
        ["observables.json"] = """
            { "dimensions": [
                { "id": "age_band", "name": {}, "codes": { "under_12": {}, "adult": {} } },
                { "id": "pit", "name": {}, "open": true }],
              "observables": [
                { "id": "pit.depth", "name": "Pit depth", "type": "amount", "unit": "m", "dimensions": ["pit"] },
                { "id": "people", "name": "People", "type": "count", "dimensions": ["age_band"] },
                { "id": "militia", "name": "Armed group", "type": "yesno" },
                { "id": "threat", "name": "Threat", "type": "code", "codes": { "beaten": {}, "held": {}, "none": {} } },
                { "id": "ppe.worn", "name": "People with a helmet", "type": "count" },
                { "id": "ppe.sampled", "name": "People looked at", "type": "count" },
                { "id": "accident", "name": "Accident", "type": "yesno" },
                { "id": "paper", "name": "Paper shown", "type": "yesno" },
                { "id": "kit", "name": "Kit complete", "type": "yesno" },
                { "id": "gate", "name": "Gate staffed", "type": "yesno" },
                { "id": "fence", "name": "Fence whole", "type": "yesno" },
                { "id": "papers", "name": "Papers complete", "type": "yesno" },
                { "id": "contract", "name": "Contract", "type": "yesno" },
                { "id": "dose", "name": "Dose rate", "type": "amount", "unit": "µSv/h" },
                { "id": "tags.lost", "name": "Tags lost", "type": "count" }] }
            """,
        ["groups.json"] = """{ "groups": [{ "id": "SA", "name": "Abuses" }, { "id": "OH", "name": "Safety" }] }""",
        ["regimes.json"] = """
            { "regimes": [
              { "id": "annex2-immediate", "name": {}, "says": {}, "annex2": true, "levels": ["S1"], "ends": null, "ticks": [] },
              { "id": "annex2-six-month", "name": {}, "says": {}, "annex2": true, "levels": ["S1", "S2"], "ends": "P180D", "ticks": ["P30D"] },
              { "id": "cap", "name": {}, "says": {}, "annex2": false, "levels": ["S1", "S2", "S3", "S4"], "ends": null, "ticks": [] }] }
            """,
        ["parameters.json"] = """
            { "parameters": [{ "id": "limit", "name": "Pit depth limit", "unit": "m", "default": null,
              "values": [{ "ruleSet": "EGC-2021", "value": 10, "mark": "r", "clause": { "standard": "EGC", "ref": "10 m" } }] }] }
            """,
        ["indicators/OH-04.json"] = Indicator("OH-04", "measure", "pit.depth", about: "pit", group: "OH",
            applies: """{ "countries": ["CD"] }""",
            severity: """
            [{ "level": "S1", "when": { "observable": "pit.depth", "above": { "times": [2, { "param": "limit" }] } } },
             { "level": "S2", "when": { "observable": "pit.depth", "above": { "param": "limit" } } }]
            """),
        ["indicators/AG-01.json"] = Indicator("AG-01", "status", "militia", regime: "annex2-immediate", closes: """{ "clearLooks": 2 }"""),
        ["indicators/SA-01.json"] = Indicator("SA-01", "event", "threat", regime: "annex2-immediate", detectability: "hidden", countsFor: "\"P30D\"",
            severity: """[{ "level": "S1", "when": { "observable": "threat", "is": ["beaten", "held"] } }]"""),
        ["indicators/OH-01.json"] = Indicator("OH-01", "event", "accident", group: "OH", closes: "\"determination\"",
            severity: """[{ "level": "S1", "when": { "observable": "accident", "is": true } }]"""),
        ["indicators/CL-01.json"] = Indicator("CL-01", "count", "people",
            severity: """[{ "level": "S2", "when": { "observable": "people", "where": { "age_band": "under_12" }, "above": 0 } }]"""),
        ["indicators/OH-09.json"] = Indicator("OH-09", "sample", "ppe.sampled", group: "OH",
            severity: """
            [{ "level": "S3", "when": { "observable": "ppe.worn", "take": "share", "outOf": "ppe.sampled", "over": "P7D", "atLeastN": 20, "below": 0.5 } },
             { "level": "S4", "when": { "observable": "ppe.worn", "take": "share", "outOf": "ppe.sampled", "over": "P7D", "atLeastN": 20, "below": 0.8 } }]
            """),
        ["indicators/LG-02.json"] = Indicator("LG-02", "document", "paper",
            severity: """[{ "level": "S2", "when": { "observable": "paper", "is": "no" } }]"""),
        ["indicators/OH-10.json"] = Indicator("OH-10", "checklist", "kit", group: "OH",
            severity: """[{ "level": "S3", "when": { "observable": "kit", "is": false } }]"""),
        ["indicators/CL-03.json"] = Indicator("CL-03", "checklist", "gate\", \"fence", severity: """
            [{ "level": "S2", "when": { "observable": "fence", "is": false } },
             { "level": "S3", "when": { "observable": "gate", "is": false } }]
            """),
        ["indicators/SF-05.json"] = Indicator("SF-05", "document", "papers", settles: """{ "papers": ["contract"] }""", severity: """
            [{ "level": "S3", "when": { "any": [{ "observable": "papers", "is": false }, { "observable": "contract", "is": false }] } }]
            """),
        ["indicators/OH-15.json"] = Indicator("OH-15", "measure", "dose", group: "OH", severity: "[]", owes: "\"An action level\""),
        ["indicators/TR-04.json"] = Indicator("TR-04", "calc", "tags.lost",
            severity: """[{ "level": "S2", "when": { "observable": "tags.lost", "take": "sum", "over": "P30D", "above": 5 } }]"""),
        ["indicators/GR-02.json"] = Indicator("GR-02", "clock", "paper", records: "grievances",
            severity: """[{ "level": "S2", "when": { "observable": "paper", "is": "no" } }]"""),
    };

    public static Catalogue Whole => _whole ??= Read(Files) is { Catalogue: { } good } ? good : throw new InvalidOperationException(string.Join('\n', Read(Files).Faults.Take(20)));

    private static Catalogue? _whole;

    public static Indicator Of(string id) => Whole.Indicator(id)!;

    /// <summary>Reads files in which <c>{}</c> and a plain text stand for words in both languages.</summary>
    public static CatalogueReading Read(Dictionary<string, string> files) => Catalogue.Read(Bytes(files));

    public static IEnumerable<(string, ReadOnlyMemory<byte>)> Bytes(Dictionary<string, string> files) =>
        files.Select(file => (file.Key, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Full(file.Value))));

    /// <summary>Writes out the words that the fixture leaves short.</summary>
    public static string Full(string json) =>
        PlainText().Replace(json, match => $"\"{match.Groups[1].Value}\": {{ \"en\": \"{match.Groups[2].Value}\", \"fr\": \"{match.Groups[2].Value} (fr)\" }}")
            .Replace("{}", """{ "en": "words", "fr": "mots" }""", StringComparison.Ordinal);

    [GeneratedRegex("\"(name|text|owes|says|observe)\": \"([^\"]*)\"")]
    private static partial Regex PlainText();

    public static string Indicator(
        string id, string kind, string looks, string about = "site", string group = "SA", string regime = "cap", string detectability = "seen",
        string closes = "\"verified-action\"", string countsFor = "null", string applies = "{ }", string? severity = null, string owes = "null",
        string records = "forms", string stale = "P14D", string settles = "null") =>
        $$"""
        {
          "id": "{{id}}", "version": 1, "lang": 1,
          "name": "{{id}}", "observe": "Look",
          "group": "{{group}}", "kind": "{{kind}}", "subject": "site", "about": "{{about}}",
          "tier": "T1", "protected": false, "regime": "{{regime}}", "detectability": "{{detectability}}",
          "lookedBy": ["{{looks}}"], "settles": {{settles}}, "cadence": "P7D", "staleAfter": "{{stale}}",
          "closesWhen": {{closes}}, "countsFor": {{countsFor}},
          "appliesTo": {{applies.Replace("{ }", "{ \"countries\": null }", StringComparison.Ordinal)}},
          "severity": {{severity ?? $$"""[{ "level": "S1", "when": { "observable": "{{looks}}", "is": true } }]"""}},
          "owes": {{(owes == "null" ? owes : "{}")}}, "records": "{{records}}",
          "clauses": [{ "standard": "OECD-A2", "ref": "1", "mark": "r" }], "rmi": [],
          "response": { "text": {}, "clock": "PROP", "alert": "PT24H", "close": "P3D", "plan": null }, "untpTopic": null,
          "cases": [{{Cases(id)}}]
        }
        """;

    private static string Cases(string id) => string.Join(",\n    ", CasesOf.TryGetValue(id, out var cases) ? cases : []);

    public static SiteFacts Site(string country = "CD") => new(country, ["cobalt"], "pit", ["EGC-2021"], new Dictionary<string, decimal>());

    public static Timeline Timeline(string indicator) => new(new Judge(Whole, Of(indicator), SiteHistory.Always(Site())));

    /// <summary>The same, put away and taken up again.</summary>
    public static Timeline Kept(Timeline timeline, string indicator)
    {
        var (now, before) = SiteTimelines.Write([(indicator, timeline)]);
        return SiteTimelines.Read(now, before, _ => new Judge(Whole, Of(indicator), SiteHistory.Always(Site()))).Single().Timeline;
    }

    /// <summary>How much room it takes.</summary>
    public static int Room(Timeline timeline) => SiteTimelines.Write([("", timeline)]) is var (now, before) ? now.Length + before.Length : 0;

    public static Observation See(string observable, object value, int day, string subject = "", Evidence evidence = Evidence.Observed, params Dimension[] dimensions) => new(
        Whole.ObservableIndex(observable),
        value switch { bool yes => ObservedValue.Yes(yes), string code => ObservedValue.Of(code), _ => new(Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture)) },
        subject.Length == 0 ? Subject.Site : new(SubjectKind.Pit, subject), Day0.AddDays(day), evidence, dimensions);

    public static Account Says(long k, string by, params Observation[] observations) =>
        new(k, new(Id.From(Guid.Empty, $"s{k}")), new(Id.From(Guid.Empty, by)), observations);

    public static Rating At(this Timeline timeline, string indicator, int day) =>
        Ratings.AsOf(Of(indicator), SiteHistory.Always(Site()), timeline.Rows, Day0.AddDays(day), long.MaxValue - 1);
}
