using System.Collections.Immutable;

namespace Adit;

/// <summary>Why something may not happen: a permanent code, and the named values its sentence needs. The sentence is in the reader's language.</summary>
public sealed record Refusal(string Code, ImmutableArray<(string Name, string Value)> With = default);

/// <summary>The answer of a rule: facts to record, or every reason why not; neither means that nothing is new.</summary>
public sealed record Decision(ImmutableArray<Fact> Facts, ImmutableArray<Refusal> Refusals)
{
    /// <summary>Already known: nothing to record, nothing refused.</summary>
    public static Decision NothingNew { get; } = new([], []);

    /// <summary>These facts are to be recorded, in this order.</summary>
    public static Decision Record(params ImmutableArray<Fact> facts) => new(facts, []);

    /// <summary>It may not happen, for all these reasons.</summary>
    public static Decision Refuse(params ImmutableArray<Refusal> refusals) => new([], refusals);

    /// <summary>The answer of a rule that records one fact: refused for every reason there is; else the fact, or nothing new where it is null.</summary>
    public static Decision Unless(IEnumerable<Refusal?> reasons, Fact? fact)
    {
        ImmutableArray<Refusal> all = [.. reasons.OfType<Refusal>()];
        return !all.IsEmpty ? Refuse(all) : fact is null ? NothingNew : Record(fact);
    }

    /// <summary>True where at least one reason speaks against it.</summary>
    public bool Refused => !Refusals.IsEmpty;
}
