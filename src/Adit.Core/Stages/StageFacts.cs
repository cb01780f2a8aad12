using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.People;
using Adit.Sites;
using Adit.Submissions;

namespace Adit.Stages;

/// <summary>What somebody says of an item of a checklist.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ItemState>))]
public enum ItemState
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It does not apply here; a sentence says why.</summary>
    NotApplicable,

    /// <summary>It is not done, or no longer holds.</summary>
    NotDone,
}

/// <summary>What two people decide about a site's part in the programme.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StageVerdict>))]
public enum StageVerdict
{
    /// <summary>It is monitored from now on.</summary>
    Go,

    /// <summary>It does not join.</summary>
    NoGo,

    /// <summary>It leaves.</summary>
    Exit,
}

/// <summary>Who proposed a candidate to the programme.</summary>
/// <param name="By">In a sentence.</param>
public sealed record CandidateNamed(SiteId Site, string By, DateOnly Day) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>Somebody said of an item of a checklist whether it is done; replaces what was said of it before.</summary>
/// <param name="List">The stage whose checklist it is on.</param>
/// <param name="Item">Its id in the handbook.</param>
/// <param name="Day">On which day at the site it was done, or found so.</param>
/// <param name="Note">How it is known.</param>
public sealed record StageItemChecked(SiteId Site, Stage List, string Item, ItemState State, DateOnly Day, string Note, ImmutableArray<KeptFile> Files) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Site.Value];
}

/// <summary>One of two proposes whether a site joins or leaves; nothing has changed until the other agrees.</summary>
/// <param name="As">In which role: the other one has the other.</param>
/// <param name="Why">On what it rests.</param>
public sealed record StageProposed(Guid Proposal, SiteId Site, StageVerdict Verdict, Role As, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Proposal, Site.Value];
}

/// <summary>The other one agreed, or did not and says why; what they say stands beside the proposal.</summary>
/// <param name="Day">The day at the site.</param>
public sealed record StageDecided(Guid Proposal, SiteId Site, StageVerdict Verdict, bool Agreed, Role As, DateOnly Day, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Proposal, Site.Value];
}
