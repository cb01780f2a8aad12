using System.Collections.Immutable;

namespace Adit.People;

/// <summary>An agent was trained in a subject.</summary>
/// <param name="Training">The id that this entry is withdrawn by.</param>
/// <param name="Subject">One of <see cref="Trainings.Subjects"/>, or <see cref="Trainings.Other"/>.</param>
/// <param name="Other">What it was about, where the subject is another one; else empty.</param>
/// <param name="Day">Its last day.</param>
/// <param name="By">Who trained.</param>
/// <param name="Until">The last day on which it holds; null where it does not end.</param>
public sealed record AgentTrained(Guid Training, ActorId Agent, string Subject, string Other, DateOnly Day, string By, DateOnly? Until) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agent.Value, Training];
}

/// <summary>A training that was entered by mistake does not count. Both entries stay.</summary>
public sealed record TrainingWithdrawn(Guid Training, ActorId Agent, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Agent.Value, Training];
}

/// <summary>How an agent stands in a subject.</summary>
public enum TrainingStanding
{
    /// <summary>No training in it is known.</summary>
    Missing,

    /// <summary>There was one, and it holds no more.</summary>
    Ended,

    /// <summary>It holds for the next days only.</summary>
    EndsSoon,

    /// <summary>It holds.</summary>
    Holds,
}

/// <summary>What agents are trained in, and how long it holds.</summary>
public static class Trainings
{
    /// <summary>What whoever meets children must know; a form that is protected as a whole needs it where it names no training of its own.</summary>
    public const string ChildProtection = "child-protection";

    /// <summary>A subject that is none of those here; what it is, is said in words.</summary>
    public const string Other = "other";

    /// <summary>In days: time to find a trainer and a day before a training ends.</summary>
    public const int Soon = 30;

    /// <summary>The subjects that forms and programmes ask for by name. Their words are in the texts of the pages (<c>training.app</c> …).</summary>
    public static ImmutableArray<string> Subjects { get; } = ["app", ChildProtection, "gbv", "security", "annex-ii", "data-protection"];

    /// <summary>How somebody stands in one subject.</summary>
    /// <param name="ends">The last day of each training in it that counts; null for one that does not end.</param>
    public static TrainingStanding Of(IEnumerable<DateOnly?> ends, DateOnly today)
    {
        var best = TrainingStanding.Missing;
        foreach (var end in ends)
        {
            var standing = end is not { } last || last.DayNumber - today.DayNumber > Soon ? TrainingStanding.Holds : last < today ? TrainingStanding.Ended : TrainingStanding.EndsSoon;
            best = standing > best ? standing : best;
        }
        return best;
    }
}
