using System.Text;
using Adit.Risk;
using Adit.Sites;
using Adit.Stages;
using Adit.Tests.Forms;

namespace Adit.Tests.Stages;

/// <summary>What the handbook that ships may say, and what no handbook may.</summary>
public class HandbookTests
{
    private static readonly Handbook Handbook = ShippedHandbook.Read();
    private static readonly Catalogue Catalogue = Shipped.The;

    [Fact]
    public void Every_indicator_and_standard_that_it_names_is_in_the_catalogue()
    {
        Assert.All(Handbook.Indicators, i => Assert.NotNull(Catalogue.Indicator(i)));
        Assert.All(Handbook.Ladders.Where(l => l.Standard is not null), l => Assert.Contains(Catalogue.Standards, s => s.Id == l.Standard));
    }

    [Fact]
    public void What_stands_open_on_a_path_has_a_step_that_somebody_helps_with() =>
        Assert.All(Handbook.Dimensions.SelectMany(d => d.Indicators).Distinct(), i => Assert.NotEmpty(Handbook.Steps[i].Helpers));

    [Fact]
    public void A_rung_says_no_more_of_a_text_than_the_catalogue_has_read_of_it()
    {
        // No clause of a standard is better known on a ladder than in the indicators that stand behind it.
        foreach (var ladder in Handbook.Ladders.Where(l => l.Standard is not null))
            foreach (var rung in ladder.Rungs)
            {
                var marks = rung.Indicators.SelectMany(i => Catalogue.Indicator(i)!.Clauses.Where(c => c.Standard == ladder.Standard)).Select(c => c.Mark).ToList();
                Assert.NotEmpty(marks);
                Assert.Equal("rpg".IndexOf(rung.Mark!, StringComparison.Ordinal), marks.Max(m => "rpg".IndexOf(m, StringComparison.Ordinal)));
                if (rung.Mark == "g")
                    Assert.Null(rung.Ref);
            }
    }

    [Fact]
    public void It_asks_what_the_issue_of_a_new_site_asks_and_names_no_sum_of_money()
    {
        Assert.Superset(
            new HashSet<string> { "desk-research", "red-flag-area", "red-flag-advisory", "red-flag-counterparty", "red-flag-route", "kyc-cooperative", "kyc-operator", "kyc-buyers", "agents-safety", "consent-cooperative", "consent-community" },
            Handbook.List(Stage.Evaluation).Select(i => i.Id).ToHashSet());
        Assert.Superset(new HashSet<string> { "exit-plan", "exit-dependents", "exit-told", "exit-data" }, Handbook.List(Stage.Exited).Select(i => i.Id).ToHashSet());
        Assert.Equal(["title", "cooperative", "cards", "safety", "custody", "child-protection"], Handbook.Dimensions.Select(d => d.Id));
        Assert.All(Handbook.Costs, c => Assert.DoesNotMatch("[0-9]|USD|\\$|€|FC", c.Says.En + c.Name.En));
        // Consent is nothing that may not apply.
        Assert.All(Handbook.List(Stage.Evaluation).Where(i => i.Id.StartsWith("consent", StringComparison.Ordinal)), i => Assert.False(i.MayNotApply));
    }

    [Fact]
    public void A_place_in_a_text_that_nobody_read_is_a_fault()
    {
        var bent = ShippedHandbook.Files.Select(f => f.Path != "ladders/craft.json" ? f
            : (f.Path, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(f.Bytes.Span).Replace("\"ref\": \"M2\",\n      \"mark\": \"r\"", "\"ref\": \"M2\",\n      \"mark\": \"g\"", StringComparison.Ordinal))));
        var (handbook, faults) = HandbookReading.Read(bent);
        Assert.Null(handbook);
        Assert.Equal("unread-ref", Assert.Single(faults).Rule);
    }

    [Fact]
    public void French_texts_keep_their_punctuation_on_the_line() => Assert.All(ShippedHandbook.Files, file => Assert.DoesNotMatch("\"fr\": \"[^\"]*( [:;?!»]|« )", Encoding.UTF8.GetString(file.Bytes.Span)));
}
