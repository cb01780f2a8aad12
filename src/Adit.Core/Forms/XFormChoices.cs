using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Adit.Forms;

/// <summary>Choice lists: inline items, and itemsets over secondary instances inside the form or in files.</summary>
internal sealed partial class XFormChoices(XFormTexts texts, ImmutableArray<SecondaryInstance> instances)
{
    private readonly Dictionary<(string, string, string), ImmutableArray<Choice>> resolved = [];

    /// <summary>What a control lets people choose from; null where it gives no choices.</summary>
    public ChoiceList? Of(XElement? control)
    {
        if (control is null)
            return null;
        if (control.Elements().FirstOrDefault(e => e.Name.LocalName == "itemset") is { } itemset)
            return FromItemset(itemset);
        var items = control.Elements().Where(e => e.Name.LocalName == "item").Select(Inline).ToImmutableArray();
        return items.IsEmpty ? null : new ChoiceList(items);
    }

    /// <summary>The secondary instances of a model: all but its first instance.</summary>
    public static ImmutableArray<SecondaryInstance> Instances(IEnumerable<XElement> elements) =>
        [.. elements.Select(e => new SecondaryInstance(e.Attribute("id")?.Value ?? "", e.Attribute("src")?.Value, [.. Items(e)]))];

    private static IEnumerable<ImmutableDictionary<string, string>> Items(XElement instance) =>
        (instance.Elements().FirstOrDefault()?.Elements() ?? [])
            .Select(item => item.Elements().Select(member => KeyValuePair.Create(member.Name.LocalName, member.Value.Trim()))
                .DistinctBy(member => member.Key).ToImmutableDictionary());

    private Choice Inline(XElement item)
    {
        var value = item.Elements().FirstOrDefault(e => e.Name.LocalName == "value")?.Value.Trim() ?? "";
        return new Choice(value, texts.Of(item.Elements().FirstOrDefault(e => e.Name.LocalName == "label")) ?? FormText.Inline(value));
    }

    private ChoiceList FromItemset(XElement itemset)
    {
        var nodeset = itemset.Attribute("nodeset")?.Value ?? "";
        var value = Ref(itemset, "value");
        var label = Ref(itemset, "label");
        var instance = InstanceCall().Match(nodeset) is { Success: true } match ? match.Groups[2].Value : null;
        return new ChoiceList(instance is null ? [] : Resolve(instance, value, label), instance, nodeset, value, label);
    }

    // A form asks the same list many times; its words are put together once.
    private ImmutableArray<Choice> Resolve(string instance, string value, string label)
    {
        if (!resolved.TryGetValue((instance, value, label), out var choices))
            resolved[(instance, value, label)] = choices = instances.FirstOrDefault(i => i.Id == instance) is { } list
                ? [.. list.Items.Where(item => item.ContainsKey(value)).Select(item => new Choice(item[value], Words(item, value, label)))]
                : [];
        return choices;
    }

    private FormText Words(ImmutableDictionary<string, string> item, string value, string label)
    {
        if (ItextCall().Match(label) is { Success: true } match && item.TryGetValue(match.Groups[1].Value, out var id))
            return texts.ById(id) ?? FormText.Inline(item[value]);
        return FormText.Inline(item.GetValueOrDefault(label) ?? item[value]);
    }

    private static string Ref(XElement itemset, string name) =>
        itemset.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Attribute("ref")?.Value.Trim() ?? "";

    [GeneratedRegex(@"instance\(\s*(['""])([^'""]*)\1\s*\)")]
    private static partial Regex InstanceCall();

    [GeneratedRegex(@"^jr:itext\(\s*([\w\-.]+)\s*\)$")]
    private static partial Regex ItextCall();
}
