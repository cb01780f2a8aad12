using Adit.People;
using Adit.Web;

namespace Adit.Reports;

/// <summary>Which reports of a month are there, and which must still be written?</summary>
/// <param name="Writes">Whether the reader writes reports: else only published ones are listed.</param>
/// <param name="Besides">Reports about more than one site.</param>
public sealed record ReportsView(string Month, string BeforeHref, string? AfterHref, bool Writes, IReadOnlyList<LinkView> Besides, IReadOnlyList<ReportRowView> Rows);

/// <summary>A site's report of a month.</summary>
/// <param name="State">open (its month is not over), draft, published, corrected or withdrawn.</param>
/// <param name="Waits">How many parties still have to answer, or to be asked.</param>
public sealed record ReportRowView(string SiteName, string Href, string State, DateTimeOffset? Published, string? By, Standing Worst, int Waits);

/// <summary>What will the reader get?</summary>
/// <param name="Version">0 for one that is being prepared.</param>
/// <param name="State">draft, current, superseded or withdrawn.</param>
/// <param name="Versions">All that were published, the newest first.</param>
/// <param name="Files">Ways to take it away.</param>
/// <param name="Desk">What its writer does; null for readers.</param>
/// <param name="Draft">Where it is prepared; null for readers, and where it is.</param>
/// <param name="Passed">Who handed its credential on; null for readers, and where nobody did.</param>
public sealed record ReportView(
    ReportDocumentView Document, string Path, int Version, string State, string? Why, IReadOnlyList<LinkView> Versions, IReadOnlyList<LinkView> Files, ReportDeskView? Desk, LinkView? Draft, IReadOnlyList<DisclosedView>? Disclosed,
    IReadOnlyList<string>? Refusals = null, IReadOnlyList<Credentials.PassedView>? Passed = null);

/// <summary>What was shown to whom.</summary>
public sealed record DisclosedView(string Who, string As, int Version, DateTimeOffset At);

/// <summary>The document itself, the same as a page and on paper.</summary>
/// <param name="Lede">Place and minerals.</param>
/// <param name="Standing">The site at the end of the month.</param>
/// <param name="Status">One sentence: which version, by whom, what of it holds.</param>
/// <param name="Coverage">What was looked at, in sentences: on the first page, before anything else.</param>
/// <param name="Strip">The days of the month.</param>
/// <param name="Verifying">Reported, and not yet more than hearsay: no findings.</param>
/// <param name="Proof">Null for one that is not published.</param>
/// <param name="Trend">Null where nothing was published of the months before that the reader gets.</param>
/// <param name="Released">Photos and texts of the month that were released.</param>
/// <param name="Map">Where the site is, coarsely; null where the report does not tell.</param>
public sealed record ReportDocumentView(
    string SiteName, string SiteCode, string Month, IReadOnlyList<string> Lede, Standing Standing, string Status, IReadOnlyList<string> Coverage, CoverageView Strip, IReadOnlyList<ReportTextView> Texts, IReadOnlyList<ReportFigureView> Figures,
    IReadOnlyList<ReportedRiskView> Risks, IReadOnlyList<ReportedFindingView> Findings, IReadOnlyList<ReportedFindingView> Verifying, IReadOnlyList<ReportedIncidentView> Incidents, IReadOnlyList<ReportedActionView> Actions,
    IReadOnlyList<string> Unseen, IReadOnlyList<string> Hidden, ReportProofView? Proof, TrendView? Trend, string FileName, IReadOnlyList<Releases.ReleasedView> Released, OutlineView? Map);

/// <summary>The last twelve months, as they were published.</summary>
/// <param name="Told">The versions of other reports that it tells parts of.</param>
public sealed record TrendView(StackView Incidents, ChartView Days, IReadOnlyList<(ReportId Report, int Version)> Told);

/// <summary>What somebody wrote.</summary>
/// <param name="Language">The language that it is in, where that is not the page's.</param>
public sealed record ReportTextView(string Title, string Text, string? Language);

/// <summary>A figure with its definition.</summary>
/// <param name="Href">The records behind it; null where the reader may not see them.</param>
public sealed record ReportFigureView(string Id, string Label, string Value, string Means, string? Href);

/// <summary>A group of risks.</summary>
public sealed record ReportedRiskView(string Name, Standing Now, Standing Before, string Looked);

/// <summary>A finding, with what the party that it names said.</summary>
/// <param name="Reply">A sentence; null where nobody was asked.</param>
public sealed record ReportedFindingView(string Id, string Name, Standing Standing, string Known, DateOnly Since, string? Reply, string? ReplyText, string? Href);

/// <summary>An incident.</summary>
public sealed record ReportedIncidentView(string Number, Standing Standing, string What, DateOnly Day, DateOnly? Learnt, string State, string? Disputed, string? Href);

/// <summary>A corrective action.</summary>
public sealed record ReportedActionView(string Number, string What, string Owner, DateOnly Due, string State, bool Late, string? Disputed, string? Href);

/// <summary>By what a report can be checked.</summary>
/// <param name="Fingerprint">SHA-256 of its bytes in the ledger, in hexadecimal.</param>
/// <param name="Entry">Its ledger index.</param>
/// <param name="Path">Where anybody sees whether it still stands, on this server.</param>
/// <param name="Address">The same from anywhere.</param>
public sealed record ReportProofView(string Fingerprint, long Entry, string Origin, string Path, string Address, QrView Qr);

/// <summary>What whoever writes a report does about it.</summary>
/// <param name="Newest">The newest published version; 0 for none.</param>
/// <param name="Findings">Findings whose party is to be asked before.</param>
/// <param name="Over">Whether its month is over.</param>
public sealed record ReportDeskView(int Newest, bool Withdrawn, bool Over, IReadOnlyList<ReportSectionView> Sections, IReadOnlyList<ReplyDeskView> Findings, IReadOnlyList<OptionView> Parties, bool Publishes);

/// <summary>A section in the languages that it can be written in.</summary>
public sealed record ReportSectionView(string Key, string Title, string Hint, IReadOnlyList<ReportSectionTextView> Texts);

/// <summary>What is written in one language.</summary>
public sealed record ReportSectionTextView(string Language, string Name, string Text);

/// <summary>A finding, and where the right to reply to it stands.</summary>
/// <param name="State">open, asked, late (its time is over), given or waived.</param>
public sealed record ReplyDeskView(string Indicator, string Name, Standing Standing, DateOnly Since, string State, string Says, string? Text);

/// <summary>Whether a report still stands, to anybody who has it in hand.</summary>
/// <param name="State">current, superseded or withdrawn.</param>
public sealed record ReportCheckView(int Version, string State, DateTimeOffset Published, DateTimeOffset? Changed, string Fingerprint, long Entry, string Origin, string Programme);
