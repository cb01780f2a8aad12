using Adit.Forms;
using Adit.Protection;
using Adit.Reference;
using Adit.Risk;
using Adit.Tests.Forms;

namespace Adit.Tests.Reference;

/// <summary>The form that imported visits are records of speaks the words of the catalogue.</summary>
public sealed class IpisFormTests
{
    internal static Form Form { get; } = Written.Read(File.ReadAllBytes(Path.Combine(Shipped.Root, "imports", "ipis-visit.xml")));

    private static IEnumerable<FormNode> Observing => Form.Nodes.Where(node => node.Meaning.Observes is not null);

    [Fact]
    public void It_may_be_published_and_is_the_one_that_rows_are_written_for()
    {
        Assert.Equal((Ipis.Form, Ipis.FormVersion), (Form.Id, Form.Version));
        Assert.Empty(Form.Notices);
        Assert.Empty(FormRules.Faults(Form, id => Shipped.The.ObservableIndex(id) >= 0));
    }

    [Fact]
    public void What_it_asks_can_be_answered_with_values_of_the_observable_and_its_dimensions() =>
        Assert.All(Observing, node =>
        {
            var observable = Shipped.The.Observables[Shipped.The.ObservableIndex(node.Meaning.Observes!)];
            Assert.All(node.Choices?.Items ?? [], item => Assert.True(observable.Type == ObservableType.YesNo ? item.Value is "yes" or "no" : observable.Codes.ContainsKey(item.Value), $"{node.Path}: {item.Value}"));
            Assert.All(node.Meaning.Where, dim => Assert.Contains(dim.Name, observable.Dimensions));
            Assert.Equal(Known.Reported, node.Meaning.Known);
        });

    [Fact]
    public void Every_word_is_there_in_English_and_French() =>
        Assert.All(Form.Nodes.Where(node => node.Control is not null), node =>
            Assert.All(node.Choices?.Items.Select(item => item.Label).Append(node.Label) ?? [node.Label], label =>
                Assert.Equal(2, label!.Forms.Count(text => text.Language is "English (en)" or "Français (fr)" && text.Value.Length > 0))));

    [Fact]
    public void Armed_people_places_and_children_stay_with_the_programme_and_sexual_exploitation_of_a_child_lies_in_T3_alone()
    {
        Assert.Equal(Tier.T1, Form.Tier);
        Assert.All(Form.Nodes.Where(node => node.Path.StartsWith("/data/armed/", StringComparison.Ordinal) || node.Path.StartsWith("/data/actors/", StringComparison.Ordinal)
            || node.Path.StartsWith("/data/children/", StringComparison.Ordinal) || node.Type == AnswerType.Geopoint), node => Assert.True(node.Tier >= Tier.T2, node.Path));
        Assert.Equal(["/data/children/worst"], Form.Nodes.Where(node => node.Tier == Tier.T3).Select(node => node.Path));
    }
}
