using Adit.Web;

namespace Adit.Reports;

/// <summary>Which reports about the programme are there, and which can be written?</summary>
public sealed record ProgrammeReportsView(bool Writes, IReadOnlyList<ProgrammeReportRowView> Rows);

/// <summary>A report about the programme.</summary>
/// <param name="State">open (its span is not over), draft, published, corrected or withdrawn.</param>
public sealed record ProgrammeReportRowView(string Title, string Href, string State, DateTimeOffset? Published, string? By);

/// <summary>A report about the programme, as it is read or prepared.</summary>
/// <param name="Version">0 for one that is being prepared.</param>
/// <param name="State">draft, current, superseded or withdrawn.</param>
/// <param name="Versions">All that were published, the newest first.</param>
/// <param name="Files">Ways to take it away.</param>
/// <param name="Desk">What its writer does; null for readers.</param>
/// <param name="Draft">Where it is prepared; null for readers, and where it is.</param>
public sealed record ProgrammeReportView(
    DocumentView Document, string Path, int Version, string State, IReadOnlyList<LinkView> Versions, IReadOnlyList<LinkView> Files, ReportDeskView? Desk, LinkView? Draft, IReadOnlyList<DisclosedView>? Disclosed,
    IReadOnlyList<string>? Refusals = null);
