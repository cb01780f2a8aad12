using Adit.Web;

namespace Adit.Forms;

/// <summary>What do we ask, and in which versions is it asked?</summary>
/// <param name="Refusals">Why the last upload was not accepted: all reasons at once.</param>
/// <param name="Drafts">Forms that are tried out; null where the reader may not see them.</param>
public sealed record FormsView(TableView Table, IReadOnlyList<FormLineView> Forms, bool MayUpload, IReadOnlyList<string> Refusals, IReadOnlyList<DraftLineView>? Drafts = null);

/// <summary>A draft in the list.</summary>
public sealed record DraftLineView(string Id, string Title, string Version, DateTimeOffset Uploaded, long Records);

/// <summary>Does this form work on a phone?</summary>
/// <param name="TestUrl">Where a phone finds it; the code sets up ODK Collect with it.</param>
/// <param name="Records">How many test records are kept; the newest are shown.</param>
public sealed record DraftView(
    string Id, string Title, string Version, DateTimeOffset Uploaded, string TestUrl, People.QrView Qr, long Records, IReadOnlyList<TestRecordView> Sent,
    IReadOnlyList<QuestionView> Questions, IReadOnlyList<string> MissingMedia, IReadOnlyList<string> Refusals);

/// <summary>What was sent to try a form out.</summary>
/// <param name="Files">Names and sizes; test files are not kept.</param>
public sealed record TestRecordView(DateTimeOffset Received, string? DeviceId, IReadOnlyList<FactView> Files, IReadOnlyList<Submissions.AnswerView> Answers);

/// <summary>One form.</summary>
/// <param name="Wrong">What is wrong first: old versions in use, questions nobody reads, a missing language.</param>
/// <param name="Versions">Newest first, with how many records and devices use each.</param>
/// <param name="Tier">T0 to T3, the highest in the form.</param>
public sealed record FormLineView(
    string Id, string Title, IReadOnlyList<string> Wrong, IReadOnlyList<FormVersionView> Versions, string Languages,
    int Questions, int Observables, string Tier, string State);

/// <summary>A published version and its use.</summary>
public sealed record FormVersionView(
    string Version, DateTimeOffset Published, long Records, int Agents, DateTimeOffset? LastUsed, string XmlHref, bool Current);

/// <summary>One form's questions, as an agent meets them.</summary>
/// <param name="Needs">In which subjects whoever sends it is to be trained, in words; null where it names none.</param>
public sealed record FormView(
    FormLineView Form, IReadOnlyList<QuestionView> Questions, IReadOnlyList<OptionView> Languages, string Language, bool MayClose, FormTargetView Target, string? Needs = null);

/// <summary>Where a form is offered.</summary>
/// <param name="Says">In words.</param>
/// <param name="Offered">All sites to choose from; empty where there are too many to list, and their codes are typed.</param>
/// <param name="Typed">The codes of the sites that were chosen, one in a line.</param>
public sealed record FormTargetView(string Says, IReadOnlyList<OptionView> Stages, IReadOnlyList<OptionView> ChosenStages, IReadOnlyList<OptionView> Offered, IReadOnlyList<OptionView> ChosenSites, string Typed, IReadOnlyList<OptionView> Functions, IReadOnlyList<OptionView> ChosenFunctions);

/// <summary>A question of a form, or a group with its questions.</summary>
/// <param name="Observes">The observable it holds and the indicators that read it, in words; null where none.</param>
public sealed record QuestionView(
    string Name, string Label, string? Hint, string Type, string? Relevant, string? Constraint, bool Required, string Tier,
    string? Observes, IReadOnlyList<string> Choices, IReadOnlyList<QuestionView>? Inside = null);
