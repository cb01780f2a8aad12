using Adit.Web;

namespace Adit.Submissions;

/// <summary>What came in and was refused, and what became of it?</summary>
/// <param name="Held">How many are kept now.</param>
/// <param name="Decisions">The newest decisions on refused uploads, newest first.</param>
public sealed record RefusedView(IReadOnlyList<RefusedLineView> Lines, PagerView Pager, long Held, IReadOnlyList<RefusedDecisionView> Decisions);

/// <summary>A refused upload in the list.</summary>
/// <param name="Agent">Who sent it, and</param>
/// <param name="Form">the form that it claims to answer; both null where all of it is protected.</param>
/// <param name="Why">Why it was refused, in a sentence.</param>
/// <param name="SinceReceived">The same has come in since by itself: nothing need be done.</param>
public sealed record RefusedLineView(
    string Id, DateTimeOffset First, DateTimeOffset Last, long Times, string? Agent, string? Form, string Why, string Size, bool SinceReceived, DateTimeOffset Ends);

/// <summary>What was decided about one.</summary>
/// <param name="Href">The record that it became; null where it was thrown away or may not be opened.</param>
public sealed record RefusedDecisionView(DateTimeOffset At, string By, bool LetIn, string Why, string Reason, string? Href);

/// <summary>One refused upload, as far as it may be looked at.</summary>
/// <param name="Answers">By the form version that it names; null where nothing says how deep they lie.</param>
/// <param name="Closed">Why no answers are shown; null where they are.</param>
/// <param name="MayLetIn">Whether the reader may decide, and there is something to let in.</param>
/// <param name="Apart">It would come in as a record of its own.</param>
public sealed record RefusedUploadView(
    RefusedLineView Line, IReadOnlyList<FactView> Facts, IReadOnlyList<AnswerView>? Answers, string? Closed, bool MayLetIn, bool MayDiscard, bool Apart, string? Problem);
