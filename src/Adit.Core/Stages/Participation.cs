using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.People;
using Adit.Sites;

namespace Adit.Stages;

/// <summary>What was last said of an item of a checklist.</summary>
/// <param name="Entry">The ledger index of what was said.</param>
public sealed record ItemNow(Stage List, string Item, ItemState State, DateOnly Day, ActorId By, string Note, long Entry);

/// <summary>A proposal that a site joins or leaves, and what came of it.</summary>
/// <param name="Agreed">Null while the other one has not spoken.</param>
/// <param name="Other">Who that was.</param>
public sealed record StageProposal(Guid Id, StageVerdict Verdict, ActorId By, Role As, Instant At, string Why, bool? Agreed, ActorId? Other, string Note);

/// <summary>
/// How far a site takes part, with what was said of its checklists and what was proposed: the fold of all that happened to it. A reference site has none.
/// A site that came in as monitored without a decision of two people was taken over without evaluation, and says so for as long as nobody has evaluated it.
/// </summary>
public sealed record Participation
{
    /// <summary>Which site.</summary>
    public required SiteId Site { get; init; }

    /// <summary>How far it takes part.</summary>
    public required Stage Stage { get; init; }

    /// <summary>Since when.</summary>
    public required Instant Since { get; init; }

    /// <summary>Ledger index of the last thing that happened to it: who acts says what they had seen.</summary>
    public required long Last { get; init; }

    /// <summary>Whether it is, or was, monitored without that two people decided it: a programme brought it along.</summary>
    public bool TakenOver { get; init; }

    /// <summary>Who proposed it; empty where nobody said.</summary>
    public string ProposedBy { get; init; } = "";

    /// <summary>What was last said of each item.</summary>
    public ImmutableArray<ItemNow> Items { get; init; } = [];

    /// <summary>The newest proposal; null where there was none.</summary>
    public StageProposal? Proposal { get; init; }

    /// <summary>The first day at the site on which it was monitored by decision of two people; its baseline ended the day before. Null where there was none.</summary>
    public DateOnly? MonitoredFrom { get; init; }

    /// <summary>Why it last came to its stage.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The proposal that waits for the other one; null where none does.</summary>
    [JsonIgnore]
    public StageProposal? Waiting => Proposal is { Agreed: null } waits ? waits : null;

    /// <summary>Whether it has not joined yet, and may.</summary>
    [JsonIgnore]
    public bool IsToCome => Stage is Stage.Candidate or Stage.Evaluation or Stage.Baseline;

    /// <summary>What was last said of an item; null where nothing was.</summary>
    public ItemNow? Item(Stage list, string item) => Items.FirstOrDefault(i => i.List == list && i.Item == item);

    /// <summary>A site as it was registered.</summary>
    public static Participation From(Recorded recorded, SiteRegistered registered) => new()
    {
        Site = registered.Site,
        Stage = registered.Stage,
        Since = recorded.At,
        Last = recorded.Index,
        TakenOver = registered.Stage is Stage.Monitored or Stage.Paused,
    };

    /// <summary>As it stands after something happened to it.</summary>
    public Participation After(Recorded recorded) => Changed(recorded) with { Last = recorded.Index };

    private Participation Changed(Recorded recorded) => recorded.Fact switch
    {
        // Registered anew, as when its name was wrong: only another stage says something of its stage.
        SiteRegistered again => again.Stage == Stage ? this : To(again.Stage, recorded.At, null, ""),
        SiteStageChanged moved => To(moved.Stage, recorded.At, moved.From, moved.Reason),
        CandidateNamed named => this with { ProposedBy = named.By },
        StageItemChecked said => this with { Items = [.. Items.Where(i => (i.List, i.Item) != (said.List, said.Item)), new(said.List, said.Item, said.State, said.Day, recorded.Actor, said.Note, recorded.Index)] },
        StageProposed proposed => this with { Proposal = new(proposed.Proposal, proposed.Verdict, recorded.Actor, proposed.As, recorded.At, proposed.Why, null, null, "") },
        StageDecided decided when Proposal?.Id == decided.Proposal => this with { Proposal = Proposal with { Agreed = decided.Agreed, Other = recorded.Actor, Note = decided.Note } },
        _ => this,
    };

    private Participation To(Stage stage, Instant at, DateOnly? from, string reason)
    {
        var went = Stage == Stage.Baseline && stage == Stage.Monitored && Proposal is { Verdict: StageVerdict.Go, Agreed: true };
        var anew = Stage == Stage.Exited && stage != Stage.Exited;
        return this with
        {
            Stage = stage,
            Since = stage == Stage ? Since : at,
            Reason = reason,
            MonitoredFrom = went ? from : anew ? null : MonitoredFrom,
            // What was taken over stays so until two people decide, after an evaluation.
            TakenOver = stage switch { Stage.Monitored => !went && (Stage != Stage.Paused || TakenOver), Stage.Paused => TakenOver || (Stage != Stage.Monitored && MonitoredFrom is null), _ when anew => false, _ => TakenOver },
            // Who comes back is looked at anew.
            Items = anew ? [] : Items,
            // What was proposed for the stage that is over decides nothing any more.
            Proposal = stage == Stage || Proposal is null or { Agreed: not null } ? Proposal : null,
        };
    }
}
