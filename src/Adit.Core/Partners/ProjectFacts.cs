using System.Collections.Immutable;
using Adit.Submissions;

namespace Adit.Partners;

/// <summary>A step of a project that one can see from outside.</summary>
/// <param name="Number">Within its project, from 1; stays as it is.</param>
/// <param name="Due">The day by which it is to be reached.</param>
public sealed record Milestone(int Number, string Text, DateOnly Due);

/// <summary>What an organisation groups of the measures that it has taken on; replaces what was said of it before.</summary>
/// <param name="Number">By which people speak of it, unique in the programme: <c>P-2026-482113</c>.</param>
/// <param name="Start">The first day of its work: before and since are told apart by it.</param>
/// <param name="Milestones">In the order of their days.</param>
/// <param name="Actions">The measures.</param>
public sealed record ProjectSet(
    ProjectId Project, string Number, OrganisationId Organisation, string Name, DateOnly Start, Money Budget, ImmutableArray<Milestone> Milestones, ImmutableArray<ActionId> Actions) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Project.Value, Organisation.Value, .. Actions.Select(a => a.Value)];
}

/// <summary>An organisation reports what it delivered. That closes no action: agents or the independent reviewer verify it on the ground.</summary>
/// <param name="Milestone">The one that it says is reached; null for none.</param>
/// <param name="Spent">Since the last report, in the currency of the budget.</param>
public sealed record ProjectReported(ProjectId Project, DateOnly Day, int? Milestone, string Text, decimal Spent, ImmutableArray<KeptFile> Files) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Project.Value];
}

/// <summary>A project is over; its actions go on as they are.</summary>
public sealed record ProjectEnded(ProjectId Project, DateOnly Day, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Project.Value];
}
