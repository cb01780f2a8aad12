using Adit.Web;

namespace Adit.People;

/// <summary>A week of rosters: who was to be where, and what became of it.</summary>
/// <param name="Week">Its Monday.</param>
/// <param name="Sums">Agent-days of the week by what became of them, on the sites of this page.</param>
public sealed record RosterView(
    TableView Table, string Search, DateOnly Week, string EarlierHref, string LaterHref, IReadOnlyList<DateOnly> Days, IReadOnlyList<RosterLineView> Lines, IReadOnlyList<(string Key, int Count)> Sums,
    PagerView Pager, bool MayChange, IReadOnlyList<string>? Refusals = null);

/// <summary>A site in that week.</summary>
/// <param name="Set">Whether somebody set its roster; else agents go as often as they are assigned, on days of their own.</param>
/// <param name="Agents">Those who work there, to choose from, with a word where one declared an interest.</param>
/// <param name="Closed">On which days of the week the site is closed for safety.</param>
public sealed record RosterLineView(string Code, string Name, bool Set, IReadOnlyList<IReadOnlyList<AgentDayView>> Days, IReadOnlyList<OptionView> Agents, IReadOnlyList<AgentWarningView> Warnings,
    IReadOnlyList<bool> Closed);

/// <summary>Something to be known about an agent who is at a site in that week.</summary>
/// <param name="About">interest or rotation.</param>
public sealed record AgentWarningView(string Code, string About, string Text);

/// <summary>An agent on a day.</summary>
/// <param name="Key">planned, done, late, missed, closed or unplanned.</param>
public sealed record AgentDayView(string Agent, string Code, string Key, bool Planned);
