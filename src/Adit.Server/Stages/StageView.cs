using Adit.Web;

namespace Adit.Stages;

/// <summary>Which sites are to come, what is missing of each, and what is next?</summary>
public sealed record ToComeView(IReadOnlyList<ToComeLineView> Sites, bool MayAdd);

/// <summary>A site that has not joined yet.</summary>
/// <param name="Waiting">What waits for a second person, in words; null where nothing does.</param>
/// <param name="Missing">The open items of the checklists that hold it up, by name; the first few.</param>
/// <param name="More">How many more there are.</param>
public sealed record ToComeLineView(
    string Id, string Name, string Place, StageShown Stage, DateTimeOffset Since, string? ProposedBy, string? Waiting, IReadOnlyList<string> Missing, int More, StageStepView Step);

/// <summary>The next step of a site's stage as one action.</summary>
/// <param name="Move">Key of the move: evaluate, check, baseline, propose, decide, resume or none.</param>
/// <param name="Label">What it is, in words.</param>
/// <param name="To">The stage that a button moves to; null where it is done on the page.</param>
/// <param name="Anchor">Where on the page of the stage it is done.</param>
/// <param name="May">Whether this reader may do it.</param>
public sealed record StageStepView(string Move, string Label, string? To, string? Anchor, bool May, long Seen);

/// <summary>How far is this site, what is missing, and who decides?</summary>
/// <param name="Says">What must be known of how it came to its stage: sentences.</param>
/// <param name="Verdicts">Keys of what this reader may propose.</param>
/// <param name="Moves">Keys of the stages that this reader may move it to besides the next step.</param>
public sealed record StageView(
    string Id, string Name, StageShown Stage, DateTimeOffset Since, IReadOnlyList<string> Says, StageStepView Step, IReadOnlyList<StageListView> Lists, StageProposalView? Proposal, bool DecidesHere,
    IReadOnlyList<string> Verdicts, IReadOnlyList<string> Moves, IReadOnlyList<StageHappenedView> History, long Seen, IReadOnlyList<string>? Refusals = null);

/// <summary>A checklist of a stage.</summary>
/// <param name="Key">Evaluation, Baseline or Exited.</param>
public sealed record StageListView(string Key, int Closed, IReadOnlyList<StageItemView> Items, bool MayCheck);

/// <summary>An item of a checklist.</summary>
/// <param name="State">open, Done, NotApplicable or NotDone.</param>
/// <param name="Said">Who said so, and on which day.</param>
/// <param name="Lacks">What must be recorded before it can be done, in words.</param>
public sealed record StageItemView(
    string Id, string Name, string Says, string State, string? Said, string Note, IReadOnlyList<StageFileView> Files, IReadOnlyList<StageRatingView> Ratings, IReadOnlyList<string> Lacks, bool MayNotApply);

/// <summary>A file that goes with what was said.</summary>
public sealed record StageFileView(string Name, string Href);

/// <summary>How an indicator stands that an item asks about.</summary>
public sealed record StageRatingView(Standing Standing, string Name, string Href);

/// <summary>A proposal, and what came of it.</summary>
/// <param name="Verdict">Go, NoGo or Exit.</param>
/// <param name="State">waits, agreed or refused.</param>
public sealed record StageProposalView(string Verdict, string State, string By, DateTimeOffset At, string Why, string? Other, string Note);

/// <summary>Something that happened to a site's part in the programme.</summary>
public sealed record StageHappenedView(string Who, DateTimeOffset At, string What, IReadOnlyList<string> Says, IReadOnlyList<StageFileView> Files);

/// <summary>Where does this site stand on its path, and what are the next three steps?</summary>
/// <param name="Baseline">With what it is compared, in words.</param>
/// <param name="StageHref">The page of its stage, where the reader may open it.</param>
public sealed record PathView(
    string Id, string Name, StageShown Stage, string Baseline, IReadOnlyList<PathDimensionView> Dimensions, IReadOnlyList<PathStepView> Next, IReadOnlyList<FactView> Costs, IReadOnlyList<PathLadderView> Ladders, string? StageHref);

/// <summary>One side of the path.</summary>
/// <param name="Says">What must be said beside the rating: that nothing records it yet, or that some of it is not shown.</param>
/// <param name="Moved">How its indicators moved since, in words.</param>
public sealed record PathDimensionView(string Id, string Name, string About, Standing Now, Standing? Then, IReadOnlyList<string> Says, IReadOnlyList<string> Moved, IReadOnlyList<StageRatingView> Ratings);

/// <summary>One of the next steps.</summary>
/// <param name="CountsFor">The ladders that it counts for.</param>
public sealed record PathStepView(string Indicator, string Name, string Href, Standing Standing, string Do, string? Cost, string? CostSays, IReadOnlyList<string> Helpers, IReadOnlyList<string> CountsFor);

/// <summary>A ladder with its rungs, the lowest first.</summary>
/// <param name="Climbed">How many rungs are met from below without a gap.</param>
/// <param name="Own">Whether it is a proposal of the programme's own.</param>
public sealed record PathLadderView(string Id, string Name, string Says, int Climbed, bool Own, IReadOnlyList<PathRungView> Rungs);

/// <summary>A rung.</summary>
/// <param name="Clause">Where the standard asks for it, where that was read.</param>
/// <param name="Unread">That its text was not checked, or only in part, in words; null where it was read.</param>
public sealed record PathRungView(string Name, string About, Standing Standing, bool Met, ClauseView? Clause, string? Unread, IReadOnlyList<StageRatingView> Ratings);
