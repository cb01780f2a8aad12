using Adit.Sites;
using Adit.Web;

namespace Adit.Decisions;

/// <summary>May I keep buying, and can I show why?</summary>
/// <param name="Organisation">For whom.</param>
/// <param name="Files">The organisation's own record, as files.</param>
public sealed record DecisionsView(string Organisation, IReadOnlyList<DecisionRowView> Rows, IReadOnlyList<LinkView> Files);

/// <summary>A site of a buyer.</summary>
/// <param name="Clock">The clock that runs out first; null where none runs.</param>
/// <param name="Actions">Corrective actions to be done, and how many of them are overdue.</param>
/// <param name="Report">The newest report; null where there is none.</param>
/// <param name="Course">Key of what was decided last; null where nothing was.</param>
/// <param name="Late">Whether it should have been looked at again.</param>
public sealed record DecisionRowView(
    string SiteName, string Href, Standing Standing, AttentionView Attention, DeadlineView? Clock, int Actions, int Overdue, LinkView? Report, string? Course, DateOnly? Decided, DateOnly? LookAgain, bool Late);

/// <summary>What do I decide about this site, by what?</summary>
/// <param name="Open">Findings with their clocks, worst first.</param>
/// <param name="Incidents">Numbers and levels of incidents that are open.</param>
/// <param name="Reports">The versions that this organisation was shown.</param>
/// <param name="Unread">Reports that it could read and has not.</param>
/// <param name="Flags">Red flags that the programme records, and who works there.</param>
/// <param name="Last">Id of its last decision, which its form sends back; empty for none.</param>
public sealed record DecisionDeskView(
    string SiteName, string SiteHref, string Path, Standing Standing, IReadOnlyList<FindingView> Open, IReadOnlyList<(string Number, Standing Standing, string What)> Incidents, int Actions, int Overdue, IReadOnlyList<LinkView> Reports,
    IReadOnlyList<LinkView> Unread, IReadOnlyList<MadeView> Made, string Last, DateOnly Today, DateOnly LookAgainBy, RedFlags.SiteFlagsView? Flags, IReadOnlyList<string>? Refusals = null, DecisionAsked? Typed = null);

/// <summary>A decision that was made.</summary>
public sealed record MadeView(string Course, DateOnly Day, DateTimeOffset At, string Who, string Reasons, string Conditions, DateOnly LookAgain, IReadOnlyList<string> Seen, long Entry);

/// <summary>A decision as somebody writes it.</summary>
/// <param name="Last">Id of the last decision that they saw; empty for none.</param>
public sealed record DecisionAsked(string? Course, string? Reasons, string? Conditions, DateOnly? LookAgain, string? Last);
