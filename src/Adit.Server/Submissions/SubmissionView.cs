using Adit.Web;

namespace Adit.Submissions;

/// <summary>What exactly was recorded?</summary>
/// <param name="Title">The form's title and the day, in words.</param>
/// <param name="FormLanguages">Languages the form speaks, the one shown first.</param>
/// <param name="Answers">In the form's own order; groups and repeats hold their own.</param>
/// <param name="Closed">How many questions of the form are protected, whatever was answered; null where none.</param>
/// <param name="Place">The recorded place and the site, as exact as the reader may see.</param>
/// <param name="Device">Source, device, clock and drift, received, form version and hash, versions of the record.</param>
/// <param name="Flags">What is odd, in words; never a reason for refusal.</param>
/// <param name="Observations">What the ratings read from it.</param>
/// <param name="Computed">What the form computed and showed to nobody.</param>
/// <param name="Doubts">Why somebody should ask about this visit; null where there is no reason, or the reader may not review.</param>
/// <param name="Incidents">Those that it is part of.</param>
/// <param name="History">Every review, oldest first, the last included.</param>
/// <param name="Checks">Back-checks of which it is the first or the second record.</param>
/// <param name="Entities">What it did to data sets; null where nothing.</param>
/// <param name="Releases">What of it can be released, and what was; null where nothing, or the reader may not.</param>
/// <param name="MayAskCheck">Whether this reader may have it checked by another agent.</param>
public sealed record SubmissionView(
    string Id, string Title, string SiteId, string SiteName, string Agent, DateTimeOffset Observed, DateTimeOffset Received,
    string FormId, int? FormVersionNumber, string FormVersion, IReadOnlyList<OptionView> FormLanguages, string FormLanguage,
    IReadOnlyList<AnswerView> Answers, int? Closed, MapView? Place, IReadOnlyList<AttachmentView> Attachments,
    IReadOnlyList<FactView> Device, IReadOnlyList<FlagView> Flags, ReviewView Review,
    IReadOnlyList<RecordVersionView> Versions, IReadOnlyList<ReadObservationView> Observations, ProofView Proof,
    bool MayReview, bool MayWithdraw, IReadOnlyList<ReviewView>? History = null, CreditView? Credit = null,
    IReadOnlyList<AnswerView>? Computed = null, bool MayErase = false, IReadOnlyList<RecordCheckView>? Checks = null, bool MayAskCheck = false, InterestNoteView? Interest = null,
    IReadOnlyList<DoubtView>? Doubts = null, IReadOnlyList<LinkView>? Incidents = null, IReadOnlyList<DataSets.RecordEntityView>? Entities = null,
    Releases.RecordReleasesView? Releases = null);

/// <summary>A back-check of a record.</summary>
/// <param name="State">waits, made or dropped.</param>
/// <param name="First">Whether it is checked; else it is the check.</param>
public sealed record RecordCheckView(string Id, string State, bool First);

/// <summary>That who sent the record declared an interest in its site; for those who keep agents alone.</summary>
public sealed record InterestNoteView(string Text, string Href);

/// <summary>A reason to ask about a visit, with the earlier one that it points to.</summary>
public sealed record DoubtView(string Words, string? Href, string? Earlier);

/// <summary>A question and its answer, or a group or one turn of a repeat with what is in it.</summary>
/// <param name="Value">In words (choice labels, not codes); null where unanswered. Always null for groups.</param>
/// <param name="Unasked">Not relevant, so never asked; drawn differently from unanswered.</param>
/// <param name="Code">The raw value where the label is not the value.</param>
/// <param name="Attachment">Name of the attachment that is the answer.</param>
public sealed record AnswerView(
    string Label, string? Value, bool Unasked = false, string? Code = null, string? Flag = null, string? Attachment = null,
    IReadOnlyList<AnswerView>? Inside = null);

/// <summary>An attachment: where it may be fetched; null while it is missing or where the reader may not.</summary>
public sealed record AttachmentView(string Name, string Type, long? Bytes, string? Href, string? ImageHref, string Words);

/// <summary>What is odd about a record.</summary>
public sealed record FlagView(string Code, string Words);

/// <summary>The review: its state's key (received, approved, has-issues, rejected, withdrawn), by whom, and what was said.</summary>
public sealed record ReviewView(string State, string? By, DateTimeOffset? At, string? Comment);

/// <summary>A version of the record as it was sent.</summary>
public sealed record RecordVersionView(DateTimeOffset Received, string Words, string? Href, bool Current);

/// <summary>What an indicator read: the observable, its value, and the indicator with its rating.</summary>
public sealed record ReadObservationView(string What, string Value, string? Indicator, string? Href, Standing? Standing);

/// <summary>Where in the ledger the record stands, and how to check it.</summary>
/// <param name="Index">Entry number.</param>
/// <param name="Leaf">Hash of the entry, hexadecimal.</param>
/// <param name="Checkpoint">Size of the signed head it is proven in; null until the next one.</param>
public sealed record ProofView(long Index, string Leaf, long? Checkpoint, string? Root, string? BundleHref);

/// <summary>What came in.</summary>
/// <param name="Refused">How many refused uploads wait for somebody to look at them.</param>
public sealed record SubmissionsView(
    TableView Table, IReadOnlyList<FilterView> Filters, IReadOnlyList<SubmissionLineView> Lines, PagerView Pager,
    CountBandView? Closed, IReadOnlyList<ExportView> Exports, CreditView? Reference = null, long Refused = 0);

/// <summary>One submission in the list.</summary>
public sealed record SubmissionLineView(
    string Id, string Form, string SiteId, string SiteName, string Agent, DateTimeOffset Observed, DateTimeOffset Received,
    string Review, IReadOnlyList<FlagView> Flags, Standing? Worst, int MissingAttachments);

/// <summary>A file the list can be had as.</summary>
public sealed record ExportView(string Words, string Href);
