using System.Collections.Immutable;
using Adit.Incidents;
using Adit.People;
using Adit.Sites;
using Adit.Submissions;

namespace Adit.Stages;

/// <summary>What is to be done next about a site's stage.</summary>
public enum NextMove
{
    /// <summary>It is monitored or has left: nothing.</summary>
    None,

    /// <summary>Its evaluation begins.</summary>
    Evaluate,

    /// <summary>An item of a checklist is open.</summary>
    Check,

    /// <summary>Its baseline begins.</summary>
    Baseline,

    /// <summary>One of the two proposes.</summary>
    Propose,

    /// <summary>The other one decides.</summary>
    Decide,

    /// <summary>It is paused, and is watched again once that is possible.</summary>
    Resume,
}

/// <summary>What may be done about a site's stage, by whom. Each act is facts, or all reasons why not.</summary>
/// <remarks>
/// Into the programme and out of it lead two people: the lead and the independent reviewer, one of each. Nobody makes a site monitored while an item of the checklists
/// of its evaluation or baseline is open.
/// </remarks>
public static class Staging
{
    /// <summary>The checklists that must be closed before two people may say go.</summary>
    public static ImmutableArray<Stage> BeforeGo { get; } = [Stage.Evaluation, Stage.Baseline];

    /// <summary>The items of a checklist that are open: nobody said that they are done, or that they do not apply.</summary>
    public static IReadOnlyList<ChecklistItem> Open(Handbook handbook, Participation site, Stage list) => [.. handbook.List(list).Where(i => !IsClosed(site, list, i))];

    /// <summary>Whether an item is done, or does not apply where that may be said of it.</summary>
    public static bool IsClosed(Participation site, Stage list, ChecklistItem item) => site.Item(list, item.Id)?.State is ItemState.Done || (site.Item(list, item.Id)?.State is ItemState.NotApplicable && item.MayNotApply);

    /// <summary>The checklists that are worked on at a stage, the next one first.</summary>
    public static ImmutableArray<Stage> ListsAt(Stage stage) => stage switch
    {
        Stage.Evaluation => [Stage.Evaluation],
        Stage.Baseline => [Stage.Baseline, Stage.Evaluation],
        Stage.Monitored or Stage.Paused => [Stage.Exited],
        _ => [],
    };

    /// <summary>What two people may decide about a site of a stage.</summary>
    public static ImmutableArray<StageVerdict> VerdictsAt(Stage stage) => stage switch
    {
        Stage.Candidate or Stage.Evaluation => [StageVerdict.NoGo],
        Stage.Baseline => [StageVerdict.Go, StageVerdict.NoGo],
        Stage.Monitored or Stage.Paused => [StageVerdict.Exit],
        _ => [],
    };

    /// <summary>The stages that one person alone may move a site to, with who may.</summary>
    public static ImmutableArray<Stage> MovesFrom(Stage stage) => stage switch
    {
        Stage.Candidate => [Stage.Evaluation],
        Stage.Evaluation => [Stage.Baseline],
        Stage.Monitored => [Stage.Paused],
        Stage.Paused => [Stage.Monitored],
        Stage.Exited => [Stage.Candidate],
        _ => [],
    };

    /// <summary>Whether somebody of a role may make a move: into evaluation and baseline whoever keeps sites, all else the lead.</summary>
    public static bool MayMove(Role role, Stage to) => to is Stage.Evaluation or Stage.Baseline ? role.May(Right.KeepSites) : role == Role.Lead;

    /// <summary>What is to be done next, with the item where it is one.</summary>
    public static (NextMove Move, Stage List, ChecklistItem? Item) Next(Handbook handbook, Participation site)
    {
        if (site.Waiting is not null)
            return (NextMove.Decide, site.Stage, null);
        var lists = site.Stage switch { Stage.Evaluation => [Stage.Evaluation], Stage.Baseline => BeforeGo, _ => ImmutableArray<Stage>.Empty };
        foreach (var list in lists)
            if (Open(handbook, site, list) is [var item, ..])
                return (NextMove.Check, list, item);
        return (site.Stage switch
        {
            Stage.Candidate => NextMove.Evaluate,
            Stage.Evaluation => NextMove.Baseline,
            Stage.Baseline => NextMove.Propose,
            Stage.Paused => NextMove.Resume,
            _ => NextMove.None,
        }, site.Stage, null);
    }

    /// <summary>One person moves a site to another stage; never for the first time to monitored, which two decide.</summary>
    public static Decision Move(Handbook handbook, Participation site, Actor by, Stage to, string? why) =>
        Said(why, optional: to is Stage.Evaluation or Stage.Baseline, out var said) is { } no ? Decision.Refuse(no)
        : If(site, by,
            [
                !MovesFrom(site.Stage).Contains(to) ? new Refusal("stage-move") : null, MayMove(by.Role, to) ? null : new Refusal("stage-who"),
                to == Stage.Baseline && site.Stage == Stage.Evaluation ? StillOpen(handbook, site, [Stage.Evaluation]) : null,
            ],
            () => [new SiteStageChanged(site.Site, to, by.Today, said)]);

    /// <summary>Somebody says of an item whether it is done.</summary>
    /// <param name="recorded">What the programme has recorded of what items need (<see cref="ChecklistItem.Needs"/>).</param>
    public static Decision Check(Handbook handbook, Participation site, Actor by, Stage list, string id, ItemState state, DateOnly day, string? note, ImmutableArray<KeptFile> files, IReadOnlySet<string> recorded)
    {
        if (Said(note, optional: false, out var said) is { } no)
            return Decision.Refuse(no);
        var item = handbook.List(list).FirstOrDefault(i => i.Id == id);
        return If(
            site, by,
            [
                item is null || !ListsAt(site.Stage).Contains(list) ? new Refusal("stage-item") : null, by.Role.May(Right.KeepSites) ? null : new Refusal("stage-who"),
                day > by.Today ? new Refusal("stage-day") : null, state == ItemState.NotApplicable && item is { MayNotApply: false } ? new Refusal("stage-applies") : null,
                state == ItemState.Done && item is not null && item.Needs.FirstOrDefault(n => !recorded.Contains(n)) is { } missing ? new Refusal("stage-not-recorded", [("what", missing)]) : null,
            ],
            () => [new StageItemChecked(site.Site, list, id, state, day, said, files)]);
    }

    /// <summary>One of the two proposes that a site joins, does not join, or leaves.</summary>
    public static Decision Propose(Handbook handbook, Participation site, Actor by, Guid proposal, StageVerdict verdict, string? why) =>
        Said(why, optional: false, out var said) is { } no ? Decision.Refuse(no)
        : If(site, by,
            [
                by.Role is Role.Lead or Role.Reviewer ? null : new Refusal("stage-two-who"), site.Waiting is not null ? new Refusal("stage-waits") : null,
                !VerdictsAt(site.Stage).Contains(verdict) ? new Refusal("stage-verdict") : Blocks(handbook, site, verdict),
            ],
            () => [new StageProposed(proposal, site.Site, verdict, by.Role, said)]);

    /// <summary>The other one agrees, and the site moves; or does not, says why, and nothing moves. What has opened again meanwhile holds a go up.</summary>
    public static Decision Decide(Handbook handbook, Participation site, Actor by, bool agrees, string? note)
    {
        if (Said(note, optional: agrees, out var said) is { } no)
            return Decision.Refuse(no);
        if (site.Last == by.Seen && site.Waiting is null)
            return Decision.Refuse(new Refusal("stage-none"));
        return If(
            site, by,
            [
                by.Role is Role.Lead or Role.Reviewer ? null : new Refusal("stage-two-who"), site.Waiting?.By == by.Id || site.Waiting?.As == by.Role ? new Refusal("stage-other") : null,
                agrees && site.Waiting is { } w ? Blocks(handbook, site, w.Verdict) : null,
            ],
            () =>
            {
                var (verdict, id) = (site.Waiting!.Verdict, site.Waiting.Id);
                var decided = new StageDecided(id, site.Site, verdict, agrees, by.Role, by.Today, said);
                return agrees ? [decided, new SiteStageChanged(site.Site, verdict == StageVerdict.Go ? Stage.Monitored : Stage.Exited, by.Today, "")] : [decided];
            });
    }

    private static Refusal? Blocks(Handbook handbook, Participation site, StageVerdict verdict) => verdict switch
    {
        StageVerdict.Go => StillOpen(handbook, site, BeforeGo),
        StageVerdict.Exit => StillOpen(handbook, site, [Stage.Exited]),
        _ => null,
    };

    // The items by their ids: the shell says them in the reader's language.
    private static Refusal? StillOpen(Handbook handbook, Participation site, ImmutableArray<Stage> lists) =>
        lists.SelectMany(l => Open(handbook, site, l)).Select(i => i.Id).ToList() is { Count: > 0 } open ? new Refusal("stage-open", [("items", string.Join(' ', open))]) : null;

    private static Decision If(Participation site, Actor by, IEnumerable<Refusal?> no, Func<ImmutableArray<Fact>> facts)
    {
        if (site.Last != by.Seen)
            return Decision.Refuse(new Refusal("stage-changed"));
        ImmutableArray<Refusal> all = [.. no.OfType<Refusal>()];
        return all.IsEmpty ? Decision.Record(facts()) : Decision.Refuse(all);
    }

    private static Refusal? Said(string? text, bool optional, out string said)
    {
        said = text?.ReplaceLineEndings("\n").Trim() ?? "";
        return said.Length > Acting.Longest ? new Refusal("stage-too-long") : said.Length == 0 && !optional ? new Refusal("stage-why") : null;
    }
}
