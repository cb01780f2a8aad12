using Adit.People;
using Adit.Web;

namespace Adit.Summaries;

/// <summary>A summary as it hangs on a notice board, in one language.</summary>
/// <param name="Done">Of what was agreed, what was done and what was not yet.</param>
/// <param name="Address">Where it can be read once it is published.</param>
/// <param name="Qr">The address as a code.</param>
/// <param name="Unvouched">That no native speaker has read these words; null where they are vouched for.</param>
public sealed record SummaryDocumentView(
    string Title, string Place, string Quarter, IReadOnlyList<string> Looked, IReadOnlyList<string> Happened, IReadOnlyList<string> Agreed, IReadOnlyList<(string Text, bool Done)> Measures, IReadOnlyList<string> Unseen, string Note,
    string Address, QrView Qr, string? Unvouched, string FileName);

/// <summary>A summary on its page.</summary>
/// <param name="Desk">What whoever publishes does; null for everybody else.</param>
public sealed record SummaryView(SummaryDocumentView Document, string State, IReadOnlyList<LinkView> Files, IReadOnlyList<LinkView> Languages, SummaryDeskView? Desk);

/// <summary>What whoever publishes does.</summary>
/// <param name="Newest">The newest version; 0 for none.</param>
/// <param name="From">The day from which it may be published, where that is to come.</param>
/// <param name="PublicHref">Where everybody sees it; null where nobody does.</param>
public sealed record SummaryDeskView(string To, int Newest, bool Withdrawn, string? From, string? PublicHref, IReadOnlyList<string>? Refusals);

/// <summary>A place in the list of a quarter.</summary>
public sealed record SummaryRowView(string Name, string Href, string State, int Reports, int Months);

/// <summary>The summaries of a quarter, for whoever publishes them.</summary>
public sealed record SummariesView(string Quarter, string? From, string BeforeHref, string? AfterHref, IReadOnlyList<SummaryRowView> Rows);

/// <summary>What everybody is shown.</summary>
public sealed record PublicView(IReadOnlyList<(string Quarter, IReadOnlyList<LinkView> Places)> Quarters);
