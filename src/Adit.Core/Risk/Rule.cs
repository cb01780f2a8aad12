namespace Adit.Risk;

/// <summary>What a rule node does.</summary>
public enum RuleKind : byte
{
    /// <summary>One observable against one value.</summary>
    Compare,
    /// <summary>Every part holds.</summary>
    All,
    /// <summary>One part holds.</summary>
    Any,
    /// <summary>The one part does not hold.</summary>
    Not,
}

/// <summary>How a comparison compares.</summary>
public enum Relation : byte
{
    /// <summary>Equal to the value, or to one of them.</summary>
    Is,
    /// <summary>Greater.</summary>
    Above,
    /// <summary>Greater or equal.</summary>
    AtLeast,
    /// <summary>Smaller.</summary>
    Below,
}

/// <summary>What is made of many answers before they are compared.</summary>
public enum Take : byte
{
    /// <summary>Nothing: single answers of one record, each compared by itself.</summary>
    Each,
    /// <summary>How many: of yes/no the yeses, of all else the answers.</summary>
    Count,
    /// <summary>The sum of the numbers.</summary>
    Sum,
    /// <summary>The sum (of yes/no: the yeses) over the sum (of yes/no: the answers) of <c>outOf</c>.</summary>
    Share,
    /// <summary>The answer of the latest day; within a day, the one that reached the ledger last.</summary>
    Latest,
}

/// <summary>A dimension and the values of it that a comparison reads; the empty one stands for answers that do not have the dimension.</summary>
public sealed record Filter(string Dimension, IReadOnlyList<string> Values);

/// <summary>What is compared against: a number or a code, or a parameter, times a number.</summary>
/// <param name="Number">The literal (yes 1, no 0; a date as its day number), or the factor before a parameter.</param>
/// <param name="Code">The literal of a code; else null.</param>
/// <param name="Parameter">Index of a parameter; −1 for a literal.</param>
public readonly record struct Operand(decimal Number, string? Code = null, int Parameter = -1);

/// <summary>One comparison of the rule language.</summary>
public sealed record Comparison
{
    /// <summary>Index of the observable.</summary>
    public required int Observable { get; init; }
    /// <summary>Its type.</summary>
    public required ObservableType Type { get; init; }
    /// <summary>Which of its answers are read.</summary>
    public IReadOnlyList<Filter> Where { get; init; } = [];
    /// <summary>What is made of them.</summary>
    public Take Take { get; init; }
    /// <summary>For a share: index of the observable below the line; else −1.</summary>
    public int OutOf { get; init; } = -1;
    /// <summary>Type of <see cref="OutOf"/>.</summary>
    public ObservableType OutOfType { get; init; }
    /// <summary>Those of <see cref="Where"/> that the observable below the line has too; none if it is the same one.</summary>
    public IReadOnlyList<Filter> OutOfWhere { get; init; } = [];
    /// <summary>The days up to and with the one judged; null: all of them.</summary>
    public Period? Over { get; init; }
    /// <summary>Fewer answers (for a share: a smaller sum below the line) are wanting.</summary>
    public int AtLeastN { get; init; }
    /// <summary>How it is compared.</summary>
    public required Relation Relation { get; init; }
    /// <summary>Against what; several only for <see cref="Relation.Is"/>.</summary>
    public required IReadOnlyList<Operand> Operands { get; init; }
    /// <summary>For a <c>take</c>: its place among the indicator's; else −1.</summary>
    public int Slot { get; init; } = -1;

    /// <summary>Whether this observation is one of those read above the line.</summary>
    public bool Reads(in Observation observation) => observation.Observable == Observable && Passes(Where, observation);

    internal static bool Passes(IReadOnlyList<Filter> where, in Observation observation)
    {
        for (var i = 0; i < where.Count; i++)
            if (!Contains(where[i].Values, observation.Dimension(where[i].Dimension) ?? ""))
                return false;
        return true;
    }

    private static bool Contains(IReadOnlyList<string> values, string value)
    {
        for (var i = 0; i < values.Count; i++)
            if (values[i] == value)
                return true;
        return false;
    }

    internal Truth Judge(in ObservedValue value, ReadOnlySpan<decimal?> limits)
    {
        var answer = Truth.False;
        for (var i = 0; i < Operands.Count; i++)
            answer = answer.Or(Judge(value, Operands[i], limits));
        return answer;
    }

    private Truth Judge(in ObservedValue value, in Operand operand, ReadOnlySpan<decimal?> limits)
    {
        if (operand.Code is not null)
            return value.Code == operand.Code ? Truth.True : Truth.False;
        var limit = operand.Number;
        if (operand.Parameter >= 0)
        {
            if (limits[operand.Parameter] is not { } set)
                return Truth.Wanting;
            limit *= set;
        }
        var met = Relation switch
        {
            Relation.Is => value.Number == limit,
            Relation.Above => value.Number > limit,
            Relation.AtLeast => value.Number >= limit,
            _ => value.Number < limit,
        };
        return met ? Truth.True : Truth.False;
    }
}

/// <summary>A rule of language 1 as a tree. It has no loops, no calls and nothing to parse; every released language is evaluated for ever.</summary>
public sealed record Rule(RuleKind Kind, IReadOnlyList<Rule> Parts, Comparison? Comparison)
{
    /// <summary>Judges the rule on one scene; allocates nothing.</summary>
    public Truth Judge(in Scene scene)
    {
        switch (Kind)
        {
            case RuleKind.Compare: return Comparison!.Take == Take.Each ? Single(Comparison, scene) : Taken(Comparison, scene);
            case RuleKind.Not: return Parts[0].Judge(scene).Not();
        }
        var all = Kind == RuleKind.All;
        var answer = all ? Truth.True : Truth.False;
        for (var i = 0; i < Parts.Count; i++)
            answer = all ? answer.And(Parts[i].Judge(scene)) : answer.Or(Parts[i].Judge(scene));
        return answer;
    }

    /// <summary>Every comparison in the tree.</summary>
    public IEnumerable<Comparison> Comparisons() => Comparison is not null ? [Comparison] : Parts.SelectMany(part => part.Comparisons());

    private static Truth Single(Comparison comparison, in Scene scene)
    {
        bool answered = false;
        var answer = Truth.False;
        for (var i = 0; i < scene.Count && answer != Truth.True; i++)
        {
            ref readonly var observation = ref scene[i];
            if (!comparison.Reads(observation))
                continue;
            answered = true;
            answer = answer.Or(comparison.Judge(observation.Value, scene.Limits));
        }
        return answered ? answer : Truth.Unknown;
    }

    private static Truth Taken(Comparison comparison, in Scene scene)
    {
        if (scene.Taken.Length <= comparison.Slot)
            return Truth.Unknown;
        var taken = scene.Taken[comparison.Slot];
        if (!taken.Answered)
            return Truth.Unknown;
        return taken.N < comparison.AtLeastN ? Truth.Wanting : comparison.Judge(taken.Value, scene.Limits);
    }
}

/// <summary>What a <c>take</c> came to over its days.</summary>
/// <param name="Answered">Whether there was anything to take.</param>
/// <param name="N">How many answers; for a share, what stands below the line.</param>
/// <param name="Value">The count, sum, share or latest answer.</param>
public readonly record struct Taken(bool Answered, decimal N, ObservedValue Value);

/// <summary>What a rule looks at: the answers of one record about one subject, or what its <c>take</c>s came to.</summary>
public readonly ref struct Scene
{
    /// <summary>All observations of the record.</summary>
    public ReadOnlySpan<Observation> Observations { get; init; }
    /// <summary>Which of them are about the subject.</summary>
    public ReadOnlySpan<int> Own { get; init; }
    /// <summary>Which of them are about the whole record.</summary>
    public ReadOnlySpan<int> Shared { get; init; }
    /// <summary>What each <c>take</c> came to, by slot; empty while single answers are judged.</summary>
    public ReadOnlySpan<Taken> Taken { get; init; }
    /// <summary>The value of each parameter, by its index; null where nobody set it.</summary>
    public ReadOnlySpan<decimal?> Limits { get; init; }

    internal int Count => Own.Length + Shared.Length;
    internal ref readonly Observation this[int i] => ref Observations[i < Own.Length ? Own[i] : Shared[i - Own.Length]];
}
