using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Plans;

namespace Adit.Partners;

/// <summary>A report of delivery.</summary>
/// <param name="Entry">Its ledger index.</param>
public sealed record Delivery(DateOnly Day, int? Milestone, string Text, decimal Spent, ActorId By, Instant At, long Entry);

/// <summary>A project of an organisation, as it stands after all that happened to it.</summary>
/// <remarks>The same facts give the same project. A view keeps it as JSON: who changes a member here raises the revision of the views.</remarks>
public sealed record Project
{
    /// <summary>What it is.</summary>
    public required ProjectSet Set { get; init; }

    /// <summary>What was reported, in order.</summary>
    public ImmutableArray<Delivery> Deliveries { get; init; } = [];

    /// <summary>The day on which it ended; null while it runs.</summary>
    public DateOnly? Ended { get; init; }

    /// <summary>Ledger index of the last thing that happened to it: who acts says what they had seen.</summary>
    public required long Last { get; init; }

    /// <summary>What was spent by its reports.</summary>
    [JsonIgnore]
    public decimal Spent => Deliveries.Sum(d => d.Spent);

    /// <summary>The day on which a milestone is said to have been reached; null where it is not.</summary>
    public DateOnly? Reached(Milestone milestone) => Deliveries.FirstOrDefault(d => d.Milestone == milestone.Number)?.Day;

    /// <summary>As it stands after something happened to it.</summary>
    public static Project After(Project? before, Recorded recorded) => recorded.Fact switch
    {
        ProjectSet set => before is null ? new() { Set = set, Last = recorded.Index } : before with { Set = set, Last = recorded.Index },
        ProjectReported f => before! with { Deliveries = before.Deliveries.Add(new(f.Day, f.Milestone, f.Text, f.Spent, recorded.Actor, recorded.At, recorded.Index)), Last = recorded.Index },
        ProjectEnded f => before! with { Ended = f.Day, Last = recorded.Index },
        _ => throw new ArgumentOutOfRangeException(nameof(recorded)),
    };
}

/// <summary>What an organisation may do about its projects. Each act is one fact, or all reasons why not.</summary>
public static class Delivering
{
    /// <summary>Most milestones and most measures of a project.</summary>
    public const int MostMilestones = 40, MostActions = 200;

    /// <summary>Longest name, in characters; texts are as long as those of plans.</summary>
    public const int LongestName = 120;

    /// <summary>A project is begun, or said anew.</summary>
    /// <param name="before">As it was; null for a new one.</param>
    /// <param name="seen">The <c>last</c> that it was decided on.</param>
    /// <param name="actions">The actions that it names, as they stand.</param>
    /// <param name="elsewhere">Those of them that stand in another project.</param>
    public static Decision Set(ProjectSet set, Project? before, long seen, IReadOnlyList<CorrectiveAction> actions, IReadOnlySet<ActionId> elsewhere) => If(before, seen,
        [
            set.Name.Length is 0 or > LongestName ? new("project-name", [("n", Number(LongestName))]) : null,
            set.Start.Year is < 2000 or > 2200 ? new("project-start") : null,
            set.Actions.IsEmpty || set.Actions.Length > MostActions ? new("project-actions", [("n", Number(MostActions))]) : null,
            set.Milestones.Length > MostMilestones || set.Milestones.Any(m => m.Text.Length is 0 or > LongestName || m.Due < set.Start) ? new("project-milestone", [("n", Number(LongestName)), ("most", Number(MostMilestones))]) : null,
            before is not null && before.Deliveries.Any(d => d.Milestone is { } reached && set.Milestones.All(m => m.Number != reached)) ? new("project-milestone-reached") : null,
            before is not null && before.Set.Budget.Currency != set.Budget.Currency && !before.Deliveries.IsEmpty ? new("project-currency") : null,
            .. actions.Where(a => a.TakenBy != set.Organisation && before?.Set.Actions.Contains(a.Id) != true).Select(a => new Refusal("project-not-taken", [("number", a.Line.Number)])),
            .. actions.Where(a => elsewhere.Contains(a.Id)).Select(a => new Refusal("project-elsewhere", [("number", a.Line.Number)])),
        ],
        () => set);

    /// <summary>What was delivered is reported.</summary>
    /// <param name="today">By the calendar of the programme.</param>
    public static Decision Report(Project project, long seen, ProjectReported report, DateOnly today) => If(project, seen,
        [
            report.Text.Length == 0 && report.Files.IsEmpty && report.Milestone is null ? new("project-report-what") : null, report.Text.Length > Planning.Longest ? new("plan-too-long", [("n", Number(Planning.Longest))]) : null,
            report.Day > today || report.Day < project.Set.Start ? new("project-report-day") : null, report.Spent is < 0 or > Money.Most ? new("project-spent") : null,
            report.Milestone is { } reached && (project.Set.Milestones.All(m => m.Number != reached) || project.Deliveries.Any(d => d.Milestone == reached)) ? new("project-milestone-none") : null,
        ],
        () => report);

    /// <summary>A project ends.</summary>
    public static Decision End(Project project, long seen, DateOnly day, DateOnly today, string? note)
    {
        var said = note?.ReplaceLineEndings("\n").Trim() ?? "";
        return If(project, seen, [said.Length is 0 or > Planning.Longest ? new("plan-why") : null, day > today || day < project.Set.Start ? new("project-report-day") : null], () => new ProjectEnded(project.Set.Project, day, said));
    }

    private static Decision If(Project? project, long seen, IEnumerable<Refusal?> no, Func<Fact> fact)
    {
        if (project is not null && project.Last != seen)
            return Decision.Refuse(new Refusal("project-changed"));
        ImmutableArray<Refusal> all = [.. (project?.Ended is null ? [] : (Refusal?[])[new("project-over")]).Concat(no).OfType<Refusal>()];
        return all.IsEmpty ? Decision.Record(fact()) : Decision.Refuse(all);
    }

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
