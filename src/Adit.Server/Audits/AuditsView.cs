using Adit.Submissions;
using Adit.Web;

namespace Adit.Audits;

/// <summary>Which audits are there, and what waits for an answer?</summary>
/// <param name="Form">For whoever may open one; null for others.</param>
/// <param name="Auditor">Whether the reader is an auditor.</param>
/// <param name="Recognition">The evidence for recognition, for those who see it.</param>
public sealed record AuditsView(IReadOnlyList<AuditRowView> Rows, AuditFormView? Form, bool Auditor, string? Recognition, IReadOnlyList<string>? Refusals = null);

/// <summary>An audit in a list.</summary>
/// <param name="State">coming, running or over.</param>
/// <param name="Open">Findings that are not closed.</param>
/// <param name="Due">By when the next answer is asked for; null where none is.</param>
public sealed record AuditRowView(string Href, string Number, string Purpose, string Who, DateOnly First, DateOnly Last, string State, int Open, DateOnly? Due, bool Late);

/// <summary>An audit as its form begins.</summary>
public sealed record AuditFormView(
    string Organisation, IReadOnlyList<OptionView> Organisations, IReadOnlyList<string> Auditors, IReadOnlyList<OptionView> Offered, string Purpose, DateOnly? From, DateOnly? Until, IReadOnlyList<OptionView> Sites, IReadOnlyList<OptionView> Chosen, DateOnly? First, DateOnly? Last, bool Contents);

/// <summary>What is looked at in this audit, what was found, and what did the auditors open?</summary>
/// <param name="Shared">When the working papers were given to the programme; null while they are the auditors' own.</param>
/// <param name="Papers">Whether this reader is shown conclusions.</param>
/// <param name="Opened">The newest of what auditors opened.</param>
/// <param name="OpenedCount">How many that are in all.</param>
/// <param name="Items">Items that a finding can rest on.</param>
public sealed record AuditView(
    string Number, string Path, string Purpose, string Who, string State, IReadOnlyList<FactView> Facts, IReadOnlyList<LinkView> Sites, DateTimeOffset? Shared, bool Papers, IReadOnlyList<AuditSampleView> Samples, IReadOnlyList<AuditFindingView> Findings, IReadOnlyList<AuditOpenedView> Opened,
    long OpenedCount, IReadOnlyList<LinkView> Files, bool MayDraw, bool MayExamine, bool MayAnswer, IReadOnlyList<OptionView> Items, DateOnly Today, AuditFormView? Form, IReadOnlyList<string>? Refusals = null);

/// <summary>A sample.</summary>
/// <param name="Seed">Null while it waits for a head.</param>
/// <param name="Drawable">Whether that head is published.</param>
public sealed record AuditSampleView(int Number, string Kind, IReadOnlyList<FactView> Facts, string? Seed, bool Drawable, IReadOnlyList<AuditItemRowView> Items);

/// <summary>An item of a sample.</summary>
/// <param name="Conclusion">Key of what it came to; null where nothing was written, or this reader is not shown it.</param>
public sealed record AuditItemRowView(string Item, string Href, long Entry, string? Conclusion);

/// <summary>A finding.</summary>
public sealed record AuditFindingView(int Number, string Weight, string Text, IReadOnlyList<LinkView> Items, DateOnly Due, bool Late, string Who, DateTimeOffset At, IReadOnlyList<AuditSayingView> Answers, AuditSayingView? Closed);

/// <summary>What somebody said about a finding.</summary>
public sealed record AuditSayingView(string Who, DateTimeOffset At, string Text);

/// <summary>Something that an auditor opened.</summary>
public sealed record AuditOpenedView(string Who, string What, DateTimeOffset At, long Entry);

/// <summary>What is this item, and what was come to about it?</summary>
/// <param name="Gone">Whether what it says was erased or protected since.</param>
/// <param name="Answers">What the record says; null where this reader is not shown it.</param>
/// <param name="Closed">How many questions of the form are protected, whatever was answered; 0 for none.</param>
/// <param name="Own">The programme's own page of it, for those who may open it.</param>
/// <param name="Evidence">Null while no published head covers it.</param>
/// <param name="Versions">The paper, the newest version first; null where it is not shared with this reader.</param>
public sealed record AuditPaperView(
    string Number, string AuditHref, string Path, int Sample, string Item, string Title, bool Gone, IReadOnlyList<FactView> Facts, IReadOnlyList<AnswerView>? Answers, int Closed, IReadOnlyList<LinkView> Sites, LinkView? Own, string? Evidence, IReadOnlyList<AuditPaperVersionView>? Versions, bool MayWrite,
    LinkView? Next, IReadOnlyList<string>? Refusals = null);

/// <summary>A version of a paper.</summary>
public sealed record AuditPaperVersionView(string Conclusion, IReadOnlyList<string> Checked, string Text, string Who, DateTimeOffset At, long Entry);
