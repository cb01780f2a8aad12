using Adit.Incidents;
using Adit.Plans;
using Adit.Web;

namespace Adit.Partners;

/// <summary>Which projects are there, and how far are they?</summary>
public sealed record ProjectsView(IReadOnlyList<ProjectRowView> Rows, bool MayAdd, ProjectFormView? Form, IReadOnlyList<string>? Refusals = null);

/// <summary>A project in a list.</summary>
/// <param name="Next">The next milestone that is not reached; null where none is left.</param>
public sealed record ProjectRowView(string Href, string Number, string Name, string Organisation, DateOnly Start, bool Over, string Budget, string Spent, int Actions, int Verified, string? Next, bool Late);

/// <summary>What is this project, what was delivered, and did the risk fall where it worked?</summary>
/// <param name="Hidden">How many measures are at sites that no agreement covers any more.</param>
/// <param name="Times">The days that before and since are counted from.</param>
/// <param name="Seen">Its last, as it is shown.</param>
/// <param name="Form">As it is written; null for readers who may not.</param>
public sealed record ProjectView(
    string Number, string Path, string Name, string Organisation, DateOnly Start, DateOnly? Ended, string Budget, string Spent, string Left, bool Over, string Currency, IReadOnlyList<MilestoneView> Milestones, IReadOnlyList<ProjectActionView> Actions, int Hidden,
    IReadOnlyList<EffectView> Effects, string Times, IReadOnlyList<HappenedView> History, long Seen, ProjectFormView? Form, IReadOnlyList<string>? Refusals = null);

/// <summary>A milestone.</summary>
/// <param name="Reached">The day on which it is said to have been reached; null where it is not.</param>
public sealed record MilestoneView(int Number, string Text, DateOnly Due, DateOnly? Reached, bool Late);

/// <summary>A measure of a project, as the site and the agents have it.</summary>
/// <param name="Href">Its page, where the reader may open it.</param>
public sealed record ProjectActionView(string Number, string SiteName, string SiteHref, string What, string Text, string State, DateOnly Due, string? Lasting, string? Href);

/// <summary>A project as its form begins.</summary>
/// <param name="Offered">Actions to choose from, those that stand in it first.</param>
public sealed record ProjectFormView(string Name, DateOnly? Start, string Budget, string Currency, IReadOnlyList<MilestoneView> Milestones, IReadOnlyList<OptionView> Offered, IReadOnlyList<OptionView> Chosen);
