using Adit.Forms;
using Adit.Risk;
using Adit.Submissions;
using static Adit.Tests.Forms.Shipped;

namespace Adit.Tests.Forms;

/// <summary>The forms of <c>catalogue/forms</c> speak the words of the catalogue, and records of them say what was answered.</summary>
public sealed class ShippedFormMeaningsTests
{
    private static readonly string[] SaysHow = ["seen", "measured", "document", "told", "sms", "heard"];

    public static TheoryData<string> All => [.. Ids];

    [Theory]
    [MemberData(nameof(All))]
    public void What_a_question_holds_is_an_observable_and_its_answers_are_values_of_it(string id) =>
        Assert.All(Form(id).Nodes.Where(node => node.Meaning.Observes is not null), node =>
        {
            var observable = The.Observables[The.ObservableIndex(node.Meaning.Observes!)];
            Assert.True(Fits(node, observable), $"{node.Path}: {node.Type} for {observable.Id} ({observable.Type})");
            Assert.All(Chosen(node), code => Assert.True(Allows(observable, code), $"{node.Path}: {observable.Id} has no {code}"));
        });

    [Theory]
    [MemberData(nameof(All))]
    public void What_a_calculation_writes_as_a_code_is_a_code(string id) =>
        Assert.All(Form(id).Nodes.Where(node => node.Meaning.Observes is not null && node is { Type: AnswerType.Text, Calculate: not null }), node =>
        {
            var observable = The.Observables[The.ObservableIndex(node.Meaning.Observes!)];
            var written = Literals(node.Calculate!).ToList();
            Assert.Contains(written, code => Allows(observable, code));
            var answers = Form(id).Nodes.SelectMany(Chosen).ToHashSet();
            Assert.All(written.Where(code => code.Length > 0), code => Assert.True(Allows(observable, code) || answers.Contains(code), $"{node.Path}: {code}"));
        });

    [Theory]
    [MemberData(nameof(All))]
    public void Dimensions_and_their_values_are_those_of_the_catalogue(string id)
    {
        var form = Form(id);
        Assert.All(form.Nodes.SelectMany(node => node.Meaning.Where.Select(dim => (Node: node, Dim: dim))), fixedDim =>
        {
            Assert.True(Dimension(fixedDim.Dim.Name).Allows(fixedDim.Dim.Value), $"{fixedDim.Node.Path}: {fixedDim.Dim}");
            Assert.Contains(fixedDim.Dim.Name, The.Observables[The.ObservableIndex(fixedDim.Node.Meaning.Observes!)].Dimensions);
        });
        Assert.All(form.Nodes.Where(node => node.Meaning.Dimension is { } name && name != "evidence"), node =>
            Assert.All(Chosen(node), value => Assert.True(
                Observing.IsUnanswered(value) || Dimension(node.Meaning.Dimension!).Allows(value), $"{node.Path}: {value}")));
        Assert.All(form.Nodes.Where(node => node.Meaning.Dimension == "evidence"), node =>
            Assert.All(Chosen(node), value => Assert.Contains(value, SaysHow)));
    }

    [Fact]
    public void Every_indicator_that_forms_record_is_looked_at_by_some_form()
    {
        var observed = Ids.SelectMany(id => Form(id).Nodes).Select(node => node.Meaning.Observes).Where(id => id is not null).Select(id => The.ObservableIndex(id!)).ToHashSet();

        Assert.Empty(The.Indicators.Where(one => one.Records == RecordedBy.Forms && !one.LookedBy.Any(observed.Contains)).Select(one => one.Id));
    }

    [Fact]
    public void A_day_at_a_site_becomes_what_it_says()
    {
        var seen = See("adit-visit",
            """
            <today>2026-11-23</today><site>s1</site><on_site>reached</on_site><visit_done>1</visit_done>
            <people><men>40</men><minors_seen>yes</minors_seen></people>
            <minors><minor_age>12_14</minor_age><minor_sex>f</minor_sex><minor_task>washing</minor_task><minor_count>2</minor_count></minors>
            <armed><armed_present>yes</armed_present><armed_source>told</armed_source></armed>
            <pits><pit>p1</pit><pit_depth>14.5</pit_depth></pits><pits><pit_other>X-9</pit_other><pit_air>smoke no_ventilation</pit_air></pits>
            <no_deaths>0</no_deaths>
            """);

        Assert.Equal("s1", seen.Site);
        Assert.Empty(seen.Flags);
        Assert.Equal(
            [
                "visit.on_site=reached site Observed T1", "visit.done=1 site Observed T1", "people.count=40 age_band:adult sex:m site Observed T1",
                "child.count=2 age_band:12_14 sex:f task:washing site Observed T2", "armed_group.present=yes site Reported T2",
                "pit.depth=14.5 pit p1 Observed T1", "air.sign=smoke pit X-9 Observed T1", "air.sign=no_ventilation pit X-9 Observed T1",
                "accident.deaths=0 site Reported T1",
            ],
            seen.Seen.Select(Told));
    }

    [Fact]
    public void A_payment_is_about_the_service_that_took_it()
    {
        var seen = See("adit-payment",
            """
            <site>s1</site><source>told</source><any>yes</any>
            <payments><payee>state_service</payee><service>tax_service</service><basis>no_text</basis><receipt>no</receipt><cdf>5000</cdf></payments>
            """);

        Assert.Equal(
            [
                "incident.source=told site Reported T2", "payment.payee=state_service actor:tax_service actor tax_service Reported T2",
                "payment.basis=no_text actor:tax_service actor tax_service Reported T2", "payment.receipt=no actor:tax_service actor tax_service Reported T2",
                "payment.amount=5000 actor:tax_service actor tax_service Reported T2",
            ],
            seen.Seen.Select(Told));
    }

    private static DimensionDefinition Dimension(string name) => The.Dimensions.Single(one => one.Id == name);

    private static IEnumerable<string> Chosen(FormNode node) => node.Choices?.Items.Select(item => item.Value) ?? [];

    private static IEnumerable<string> Literals(string expression) => expression.Split('\'').Where((_, index) => index % 2 == 1);

    private static bool Allows(Observable observable, string code) => Observing.IsUnanswered(code) || observable.Type switch
    {
        ObservableType.Code => observable.Codes.ContainsKey(code),
        ObservableType.YesNo => code is "yes" or "no",
        _ => false,
    };

    private static bool Fits(FormNode node, Observable observable) => observable.Type switch
    {
        ObservableType.YesNo => node.Type == AnswerType.SelectOne || node is { Type: AnswerType.Text, Calculate: not null },
        ObservableType.Code => node.Type is AnswerType.SelectOne or AnswerType.SelectMultiple || node is { Type: AnswerType.Text, Calculate: not null },
        ObservableType.Count => node.Type == AnswerType.Whole,
        ObservableType.Amount => node.Type is AnswerType.Number or AnswerType.Whole,
        _ => node.Type == AnswerType.Date,
    };
}
