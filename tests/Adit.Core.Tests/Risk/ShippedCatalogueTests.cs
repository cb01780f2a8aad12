using Adit.Risk;

namespace Adit.Tests.Risk;

/// <summary>The catalogue that ships: read, worked through, and held against its published schemas.</summary>
public sealed class ShippedCatalogueTests
{
    private static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "adit.slnx")))
                folder = folder.Parent;
            return Path.Combine(folder!.FullName, "catalogue");
        }
    }

    private static IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> Files => Directory
        .EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
        .Select(file => (Path.GetRelativePath(Folder, file).Replace('\\', '/'), (ReadOnlyMemory<byte>)File.ReadAllBytes(file)));

    private static readonly Lazy<CatalogueReading> Shipped = new(() => Catalogue.Read(Files));

    private static Catalogue Whole => Shipped.Value.Catalogue ?? throw new InvalidOperationException("The shipped catalogue has faults.");

    [Fact]
    public void It_has_no_fault() => Assert.Empty(Shipped.Value.Faults);

    [Fact]
    public void Every_worked_case_comes_out_as_its_file_says() => Assert.Empty(WorkedCases.Run(Whole));

    [Fact]
    public void A_Rwandan_site_is_rated_by_no_rule_of_Congo()
    {
        var rwanda = new SiteFacts("RW", ["cassiterite"], "pit", [], new Dictionary<string, decimal>());
        string[] congolese = ["EGC", "DRC-MC", "DRC-ANNEX-V", "DRC-30M", "DRC-CIRCULAR", "ARECOMS"];

        var bound = Whole.Indicators.Where(one => rwanda.Suits(one, new DateOnly(2026, 1, 1))).ToList();

        Assert.DoesNotContain(bound, one => one.Clauses.Count > 0 && one.Clauses.All(clause => congolese.Contains(clause.Standard)));
        Assert.DoesNotContain(bound, one => one.Id == "OH-04");
    }

    [Fact]
    public void No_clause_of_Congo_binds_a_Rwandan_site_and_none_about_cobalt_a_tin_site()
    {
        var rwanda = new SiteFacts("RW", ["cassiterite"], "pit", [], new Dictionary<string, decimal>());
        string[] elsewhere = ["EGC", "DRC-MC", "DRC-ANNEX-V", "DRC-30M", "DRC-CIRCULAR", "ARECOMS"];

        Assert.Equal(elsewhere.Order(), Whole.Standards.Where(one => !one.Binds(rwanda)).Select(one => one.Id).Order());
        Assert.False(Whole.Standards.Single(one => one.Id == "EGC").Binds(rwanda with { Country = "CD" }));
        Assert.True(Whole.Standards.Single(one => one.Id == "DRC-MC").Binds(rwanda with { Country = "CD" }));
    }

    /// <summary>Annex II clocks are those of the serious abuses and armed groups, of security forces, and of origin, bribes, money and taxes: nothing else.</summary>
    [Theory]
    [InlineData("annex2-immediate", "AG-01 AG-02 AG-03 AG-04 SA-01 SA-02 SA-03 SA-04 SA-05 SA-06")]
    [InlineData("annex2-six-month", "SF-01 SF-02 SF-03 SF-04")]
    [InlineData("annex2-reasonable", "BR-01 BR-02 BR-03 BR-04 BR-05 TX-01")]
    public void The_two_regimes_are_never_mixed(string regime, string indicators) =>
        Assert.Equal(indicators.Split(' '), Whole.Indicators.Where(one => one.Regime == regime).Select(one => one.Id));

    [Fact]
    public void Every_indicator_of_the_criteria_is_there_once() => Assert.Equal(92, Whole.Indicators.Count);

    [Fact]
    public void What_could_point_at_a_person_is_protected() =>
        Assert.Equal(["GR-03", "LB-07", "SA-04", "SA-05"], Whole.Indicators.Where(one => one.Protected).Select(one => one.Id).Order());

    [Fact]
    public void The_programmes_own_record_never_counts_to_a_site() =>
        Assert.Equal(["CL-04", "GR-02", "IN-01", "IN-02", "IN-03", "MS-01", "MS-02", "MS-03"], Whole.Indicators.Where(one => one.Subject == FindingSubject.Programme).Select(one => one.Id));

    [Fact]
    public void Management_is_never_worse_than_S2() =>
        Assert.All(Whole.Indicators.Where(one => one.Id is "MS-01" or "MS-02"), one => Assert.All(one.Severity, step => Assert.True(step.Level <= Severity.S2)));

    [Fact]
    public void An_S1_can_be_reached_only_where_the_criteria_say_so() =>
        Assert.Equal(
            ["AG-01", "AG-02", "AG-03", "AG-04", "BR-02", "BR-03", "GR-03", "LG-06", "OH-01", "OH-04", "SA-01", "SA-02", "SA-03", "SA-04", "SA-05", "SA-06"],
            Whole.Indicators.Where(one => one.Severity.Any(step => step.Level == Severity.S1)).Select(one => one.Id));

    /// <summary>Armed groups, forced labour, bribes and what lies in protected records are hidden: none of them ever shows as clear.</summary>
    [Fact]
    public void What_hides_never_shows_as_clear()
    {
        Assert.Equal(
            ["AG-04", "BR-01", "BR-04", "BR-05", "GR-03", "LB-04", "LB-07", "SA-01", "SA-02", "SA-04", "SA-05"],
            Whole.Indicators.Where(one => one.Detectability == Detectability.Hidden).Select(one => one.Id));
        Assert.All(Whole.Indicators.Where(one => one.Detectability == Detectability.Hidden), one => Assert.DoesNotContain(one.Cases, it => it.Then == RatingState.Clear));
    }

    /// <summary>Whatever else a record says, an indicator none of whose questions was answered shows no clear look; nor does an agent who was only there.</summary>
    [Fact]
    public void A_record_that_answers_none_of_its_questions_is_no_look()
    {
        foreach (var indicator in Whole.Indicators)
        {
            var site = SiteHistory.Always(Anywhere(indicator));
            var all = Whole.Observables.Select((one, i) => (one, i)).Where(one => !indicator.LookedBy.Contains(one.i))
                .Select(one => new Observation(one.i, new(0, one.one.Type == ObservableType.Code ? "none" : null), Subject.Site, Day0)).ToArray();
            var timeline = new Timeline(new Judge(Whole, indicator, site));

            timeline.Apply(new Account(1, default, default, all));

            Assert.DoesNotContain(Ratings.AsOf(indicator, site, timeline.Rows, Day0, 1).State, new[] { RatingState.Clear, RatingState.Hidden });
        }
    }

    [Fact]
    public void A_question_that_is_asked_again_ends_what_it_found_and_no_other_does()
    {
        foreach (var indicator in Whole.Indicators.Where(one => one is { Kind: not IndicatorKind.Event, ClosesWhen.ClearLooks: > 0, LookedBy.Count: > 1 }))
            foreach (var (found, other) in indicator.LookedBy.SelectMany(found => indicator.LookedBy.Where(one => one != found).Select(other => (found, other))))
                if (Whole.Observables[found].Type == ObservableType.YesNo && Whole.Observables[other].Type == ObservableType.YesNo && !Settles(indicator, other, found))
                    foreach (var answer in new[] { 0, 1 })
                    {
                        var site = SiteHistory.Always(Anywhere(indicator));
                        var timeline = new Timeline(new Judge(Whole, indicator, site));
                        timeline.Apply(new Account(1, default, default, [new(found, new(answer), Subject.Site, Day0)]));
                        if (timeline.Rows[0].Rating.State != RatingState.Open)
                            continue;
                        for (var day = 1; day < 5; day++)
                            timeline.Apply(new Account(day + 1, default, default, [new(other, new(1 - answer), Subject.Site, Day0.AddDays(day))]));
                        Assert.True(timeline.Rows.All(row => row.Rating.State == RatingState.Open), $"{indicator.Id}: {Whole.Observables[found].Id} was ended by {Whole.Observables[other].Id}");
                    }
    }

    [Theory]
    [InlineData("SA", "social.labour social.rights")]
    [InlineData("CL LB", "social.labour")]
    [InlineData("AG SF", "social.rights")]
    [InlineData("OH", "social.safety")]
    [InlineData("CO", "social.community")]
    [InlineData("EN", "environment.water environment.waste environment.biodiversity environment.emissions")]
    [InlineData("BR TX", "governance.ethics")]
    [InlineData("LG RF", "governance.compliance")]
    [InlineData("TR MS GR IN", "governance.transparency")]
    public void Topics_are_those_of_the_transparency_protocol(string groups, string topics) =>
        Assert.All(Whole.Indicators.Where(one => groups.Split(' ').Contains(one.Group)), one => Assert.Contains(one.UntpTopic, topics.Split(' ')));

    [Theory]
    [InlineData("ppe_share_s4", "0.8")]
    [InlineData("ppe_share_s3", "0.5")]
    [InlineData("card_share_s4", "0.8")]
    [InlineData("card_share_s3", "0.5")]
    [InlineData("paid_share_s4", "0.95")]
    [InlineData("paid_share_s3", "0.85")]
    [InlineData("pay_delay_days", "7")]
    public void Starting_values_are_those_of_the_criteria(string parameter, string value) =>
        Assert.Equal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), Whole.Parameters.Single(one => one.Id == parameter).Default);

    private static readonly DateOnly Day0 = new(2026, 1, 1);

    private static bool Settles(Indicator indicator, int by, int settled) => indicator.Settles.Any(one => one.By == by && one.Settled.Contains(settled));

    private static SiteFacts Anywhere(Indicator indicator) => new(
        indicator.AppliesTo.Countries?[0] ?? "CD", [indicator.AppliesTo.Minerals?[0] ?? "cobalt"], "pit", [indicator.AppliesTo.RuleSets?[0] ?? "EGC-2021"], new Dictionary<string, decimal>());
}
