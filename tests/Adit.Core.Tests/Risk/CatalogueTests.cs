using Adit.Risk;

namespace Adit.Tests.Risk;

public sealed class CatalogueTests
{
    [Fact]
    public void A_catalogue_without_fault_is_read_whole()
    {
        Assert.Equal(13, Fixture.Whole.Indicators.Count);
        Assert.Matches("^[0-9a-f]{64}$", Fixture.Whole.Version);
        Assert.Equal(["GR-02", "LG-02"], Fixture.Whole.Reading(Fixture.Whole.ObservableIndex("paper")).Select(one => one.Id));
    }

    [Fact]
    public void The_version_is_of_every_byte_and_not_of_the_order_of_files()
    {
        var backwards = Catalogue.Read(Fixture.Bytes(Fixture.Files).Reverse());
        var other = new Dictionary<string, string>(Fixture.Files);
        other["groups.json"] += "\n";

        Assert.Equal(Fixture.Whole.Version, backwards.Catalogue!.Version);
        Assert.NotEqual(Fixture.Whole.Version, Fixture.Read(other).Catalogue!.Version);
    }

    [Fact]
    public void Its_worked_cases_come_out() => Assert.Empty(WorkedCases.Run(Fixture.Whole));

    [Fact]
    public void A_worked_case_that_is_wrong_is_named()
    {
        var files = new Dictionary<string, string>(Fixture.Files);
        files["indicators/OH-10.json"] = files["indicators/OH-10.json"].Replace("\"at\": 0, \"then\": \"clear\"", "\"at\": 15, \"then\": \"clear\"", StringComparison.Ordinal);

        var failure = Assert.Single(WorkedCases.Run(Fixture.Read(files).Catalogue!));

        Assert.Equal(("OH-10", "clear", "Clear", "NotObserved"), (failure.Indicator, failure.Says, failure.Expected, failure.Found));
    }

    [Theory]
    [InlineData("\"staleAfter\"", "\"staleAftr\"", "unknown-member", 6)]
    [InlineData("\"staleAfter\"", "\"staleAftr\"", "missing-member", 1)]
    [InlineData("\"version\": 1", "\"version\": \"one\"", "wrong-type", 2)]
    [InlineData("\"lang\": 1", "\"lang\": 2", "unknown-lang", 2)]
    [InlineData("[\"pit.depth\"]", "[\"pit.width\"]", "unknown-observable", 6)]
    [InlineData("{ \"param\": \"limit\" } } }]", "{ \"param\": \"limits\" } } }]", "unknown-param", 10)]
    [InlineData("\"group\": \"OH\"", "\"group\": \"XX\"", "unknown-group", 4)]
    [InlineData("\"regime\": \"cap\"", "\"regime\": \"cup\"", "unknown-regime", 5)]
    [InlineData("\"OECD-A2\"", "\"OECD\"", "unknown-standard", 12)]
    [InlineData("\"mark\": \"r\"", "\"mark\": \"z\"", "unknown-mark", 12)]
    [InlineData("\"level\": \"S1\"", "\"level\": \"S3\"", "not-worst-first", 10)]
    [InlineData("\"kind\": \"measure\"", "\"kind\": \"wish\"", "unknown-word", 4)]
    [InlineData("\"countsFor\": null", "\"countsFor\": \"P3D\"", "state-counts", 7)]
    [InlineData("\"P14D\"", "\"PT5H\"", "wrong-duration", 6)]
    [InlineData("\"id\": \"OH-04\"", "\"id\": \"OH-05\"", "wrong-id", 1)]
    [InlineData("\"observe\": \"Look\"", "\"observe\": { \"en\": \"Look\" }", "missing-member", 3)]
    [InlineData("\"then\": \"not observed\"", "\"then\": \"clear\"", "missing-case", 1)]
    [InlineData("\"then\": \"S1\"", "\"then\": \"S2\"", "missing-case", 1)]
    [InlineData("\"then\": \"does not apply\"", "\"then\": \"clear\"", "missing-case", 1)]
    [InlineData("\"observable\": \"pit.depth\", \"above\": { \"param\"", "\"observable\": \"pit.depth\", \"is\": 3, \"above\": { \"param\"", "one-relation", 10)]
    [InlineData("\"observable\": \"pit.depth\", \"above\": { \"param\"", "\"observable\": \"pit.depth\", \"over\": \"P3D\", \"above\": { \"param\"", "take-needed", 10)]
    [InlineData("\"observable\": \"pit.depth\", \"above\": { \"param\"", "\"observable\": \"pit.depth\", \"where\": { \"sex\": \"f\" }, \"above\": { \"param\"", "unknown-dimension", 10)]
    [InlineData("\"observable\": \"pit.depth\", \"above\": { \"param\": \"limit\" } }", "\"observable\": \"militia\", \"above\": 1 }", "wrong-relation", 10)]
    [InlineData("\"observable\": \"pit.depth\", \"above\": { \"param\": \"limit\" } }", "\"observable\": \"threat\", \"is\": \"sung\" }", "unknown-code", 10)]
    [InlineData("\"observable\": \"pit.depth\", \"above\": { \"param\": \"limit\" } }", "\"any\": [{ \"observable\": \"pit.depth\", \"above\": 1 }, { \"observable\": \"pit.depth\", \"take\": \"sum\", \"above\": 1 }] }", "mixed-step", 10)]
    [InlineData("\"observable\": \"pit.depth\", \"above\": { \"param\": \"limit\" } }", "\"observable\": \"pit.depth\", \"above\": \"deep\" }", "wrong-value", 10)]
    [InlineData("\"observable\": \"pit.depth\", \"above\": { \"param\"", "\"observable\": \"pit.depth\", \"where\": { \"pit\": [] }, \"above\": { \"param\"", "empty-list", 10)]
    [InlineData("[\"CD\"]", "[]", "empty-list", 8)]
    [InlineData("\"settles\": null", "\"settles\": { \"militia\": [\"paper\"] }", "settles-nothing", 6)]
    [InlineData("\"P14D\"", "\"P0D\"", "wrong-duration", 6)]
    [InlineData("\"P14D\"", "\"P2D1M\"", "wrong-duration", 6)]
    [InlineData("\"rmi\": []", "\"rmi\": [", "not-json", 12)]
    public void A_fault_names_file_line_and_rule(string good, string bad, string rule, int line)
    {
        var files = new Dictionary<string, string>(Fixture.Files);
        Assert.Contains(good, files["indicators/OH-04.json"], StringComparison.Ordinal);
        files["indicators/OH-04.json"] = files["indicators/OH-04.json"].Replace(good, bad, StringComparison.Ordinal);

        var read = Fixture.Read(files);

        Assert.Null(read.Catalogue);
        Assert.Contains(read.Faults, fault => (fault.File, fault.Rule, fault.Line) == ("indicators/OH-04.json", rule, line));
    }

    [Fact]
    public void All_faults_of_all_files_come_at_once()
    {
        var files = new Dictionary<string, string>(Fixture.Files);
        files.Remove("parameters.json");
        files["indicators/ZZ-01.json"] = files["indicators/OH-10.json"];
        files["indicators/OH-10.json"] = "[]";
        files["groups.json"] = """{ "groups": [{ "id": "OH", "name": "a" }, { "id": "OH", "name": "b" }] }""";
        files["notes.json"] = "{}";

        var rules = Fixture.Read(files).Faults.Select(fault => (fault.File, fault.Rule)).ToHashSet();

        Assert.Superset(
            new HashSet<(string, string)>
            {
                ("parameters.json", "missing-file"), ("indicators/OH-10.json", "wrong-type"), ("groups.json", "repeated-id"),
                ("indicators/ZZ-01.json", "wrong-id"), ("notes.json", "unknown-file"), ("indicators/OH-04.json", "unknown-param"),
            },
            rules);
    }
}
