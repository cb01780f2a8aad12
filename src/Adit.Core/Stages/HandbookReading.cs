using System.Collections.Immutable;
using Adit.Risk;
using Adit.Sites;

namespace Adit.Stages;

/// <summary>Reads a handbook from its files: <c>stages.json</c>, <c>path.json</c> and <c>ladders/*.json</c>.</summary>
public static class HandbookReading
{
    private static readonly string[] Marks = ["r", "p", "g"], Stages = [nameof(Stage.Evaluation), nameof(Stage.Baseline), nameof(Stage.Exited)];

    /// <summary>The handbook, or everything that is wrong with it.</summary>
    /// <param name="files">With their paths inside the folder, with forward slashes; others than its own are passed over.</param>
    public static (Handbook? Handbook, IReadOnlyList<Fault> Faults) Read(IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> files)
    {
        var faults = new List<Fault>();
        var lists = ImmutableDictionary.CreateBuilder<Stage, ImmutableArray<ChecklistItem>>();
        var steps = ImmutableDictionary.CreateBuilder<string, PathStep>();
        var (dimensions, costs, helpers, ladders) = (new List<Dimension>(), new List<StepCost>(), new List<Helper>(), new List<Ladder>());
        foreach (var (path, bytes) in files.Where(f => f.Path.EndsWith(".json", StringComparison.Ordinal)).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            if (Json.Read(path, bytes.Span, faults) is not { Kind: JsonKind.Object } json)
                continue;
            var root = new Members(path, json, faults);
            if (path == "stages.json")
                ReadLists(root, lists);
            else if (path == "path.json")
            {
                dimensions.AddRange(Each(root, "dimensions", m => new Dimension(m.Word("id"), m.Text("name"), m.Text("says"), Words(m, "indicators"))));
                costs.AddRange(Each(root, "costs", m => new StepCost(m.Word("id"), m.Text("name"), m.Text("says"))));
                helpers.AddRange(Each(root, "helpers", m => new Helper(m.Word("id"), m.Text("name"))));
                foreach (var step in Each(root, "steps", m => new PathStep(m.Word("indicator"), m.Text("do"), m.Word("cost"), Words(m, "helpers"))))
                    steps[step.Indicator] = step;
            }
            else if (path.StartsWith("ladders/", StringComparison.Ordinal))
                ladders.Add(Ladder(root));
            else
                continue;
            root.Done();
        }
        foreach (var step in steps.Values)
        {
            if (costs.All(c => c.Id != step.Cost))
                faults.Add(new("path.json", 0, "unknown-cost", $"There is no cost \"{step.Cost}\"."));
            foreach (var helper in step.Helpers.Where(h => helpers.All(known => known.Id != h)))
                faults.Add(new("path.json", 0, "unknown-helper", $"There is no helper \"{helper}\"."));
        }
        foreach (var twice in lists.Values.SelectMany(l => l).GroupBy(i => i.Id).Where(g => g.Count() > 1))
            faults.Add(new("stages.json", 0, "repeated-id", $"\"{twice.Key}\" stands here twice."));
        return faults.Count > 0 ? (null, faults) : (new(lists.ToImmutable(), [.. dimensions], [.. costs], [.. helpers], steps.ToImmutable(), [.. ladders]), []);
    }

    private static void ReadLists(Members root, ImmutableDictionary<Stage, ImmutableArray<ChecklistItem>>.Builder lists)
    {
        foreach (var (stage, items) in Each(root, "lists", m => (Enum.Parse<Stage>(Stages[m.Choice("stage", Stages)]), Items: Each(m, "items", i => new ChecklistItem(
            i.Word("id"), i.Text("name"), i.Text("says"), i.OptionalFlag("mayNotApply"), [.. i.OptionalWords("needs") ?? []], [.. i.OptionalWords("indicators") ?? []])).ToImmutableArray())))
            lists[stage] = items;
    }

    private static Ladder Ladder(Members root)
    {
        var standard = root.OptionalWord("standard");
        return new(
            root.Word("id"), root.Whole("version", 1), root.Text("name"), root.Text("says"), standard, Some(root, "countries"), Some(root, "minerals"), Some(root, "ruleSets"),
            [.. Each(root, "rungs", m => new Rung(m.Word("id"), m.Text("name"), m.Text("says"), Words(m, "indicators"), Ref(m), standard is null ? null : Marks[m.Choice("mark", Marks)]))]);
    }

    // A place in a text that nobody here has read is not named.
    private static string? Ref(Members rung)
    {
        var place = rung.OptionalWord("ref");
        if (place is not null && rung.Optional("mark") is { Kind: JsonKind.Text, Text: "g" } mark)
            rung.Fault(mark, "unread-ref", "A place in a text that was not read is not named.");
        return place;
    }

    private static ImmutableArray<string>? Some(Members members, string name) => members.SomeWords(name) is { } words ? [.. words] : null;

    private static ImmutableArray<string> Words(Members members, string name) => [.. members.List(name).Select(j => members.Word(j, name))];

    private static List<T> Each<T>(Members members, string list, Func<Members, T> read)
    {
        var all = new List<T>();
        foreach (var item in members.List(list))
            if (members.Object(item, list) is { } one)
            {
                all.Add(read(one));
                one.Done();
            }
        return all;
    }
}
