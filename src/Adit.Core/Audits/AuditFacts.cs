using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.Audits;

/// <summary>What a sample is drawn from. Lots come with the chain of custody.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SampleKind>))]
public enum SampleKind
{
    /// <summary>Versions of records; an item is a ledger index.</summary>
    Records,

    /// <summary>Incidents; an item is a number.</summary>
    Incidents,

    /// <summary>Corrective actions; an item is a number.</summary>
    Actions,
}

/// <summary>What whoever looked at an item came to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Conclusion>))]
public enum Conclusion
{
    /// <summary>It is as it was recorded.</summary>
    Confirmed,

    /// <summary>Neither so nor otherwise, as far as could be seen.</summary>
    NotConfirmed,

    /// <summary>It is not as it was recorded, or was not done as the method says.</summary>
    Exception,
}

/// <summary>What was looked at of an item.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PaperCheck>))]
public enum PaperCheck
{
    /// <summary>The proof of its entry.</summary>
    Proof,

    /// <summary>What it says against what else is known of it.</summary>
    Content,

    /// <summary>Place, day and whoever recorded it.</summary>
    Circumstances,

    /// <summary>That the rule was applied as the method publishes it.</summary>
    Rule,

    /// <summary>What followed from it, and when.</summary>
    Followed,
}

/// <summary>How much a finding weighs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Weight>))]
public enum Weight
{
    /// <summary>To be bettered.</summary>
    Observation,

    /// <summary>A requirement is not met in single cases.</summary>
    Minor,

    /// <summary>A requirement is not met, or cannot be relied on.</summary>
    Major,
}

/// <summary>Somebody from outside is to look at the programme; replaces what was said of the audit before. Only while it runs, and only its sites, its auditors see anything.</summary>
/// <param name="Number">By which people speak of it: <c>AU-2026-482113</c>.</param>
/// <param name="Organisation">All of its users who are auditors; null for none.</param>
/// <param name="Auditors">Users besides.</param>
/// <param name="From">The first day that is looked at.</param>
/// <param name="Until">The last day that is looked at.</param>
/// <param name="First">The first day of access, at each site by its own calendar.</param>
/// <param name="Last">The last day of access.</param>
/// <param name="Contents">Whether auditors read what sampled records say (T2, never T3); else only that they are there (T1).</param>
public sealed record AuditSet(
    AuditId Audit, string Number, OrganisationId? Organisation, ImmutableArray<ActorId> Auditors, string Purpose, DateOnly From, DateOnly Until, ImmutableArray<SiteId> Sites, DateOnly First, DateOnly Last, bool Contents) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Audit.Value];

    /// <summary>Whether somebody is one of its auditors.</summary>
    /// <param name="organisation">For whom they act; null for nobody.</param>
    public bool IsOf(ActorId user, OrganisationId? organisation) => Auditors.Contains(user) || (Organisation is { } own && own == organisation);

    /// <summary>Whether it gives access on a day.</summary>
    public bool Runs(DateOnly day) => day >= First && day <= Last;
}

/// <summary>What a sample is drawn from, fixed so that nothing that comes later changes it (docs/audits.md).</summary>
/// <param name="Entries">Only what the first so many entries of the ledger say.</param>
/// <param name="Root">The root over them, as a checkpoint writes it.</param>
/// <param name="Count">How many items that are.</param>
/// <param name="Digest">SHA-256 of all items, in hexadecimal.</param>
public sealed record AuditPopulation(long Entries, string Root, DateOnly From, DateOnly Until, ImmutableArray<SiteId> Sites, long Count, string Digest);

/// <summary>An item that was drawn.</summary>
/// <param name="Item">A ledger index or a number.</param>
/// <param name="Entry">The ledger index at which it began.</param>
public sealed record SampledItem(string Item, long Entry);

/// <summary>A sample is to be drawn with the root of the next head that is published: a seed that nobody chooses.</summary>
/// <param name="Sample">From 1, in each audit.</param>
/// <param name="Wanted">How many items.</param>
public sealed record AuditSampleAsked(AuditId Audit, int Sample, SampleKind Kind, int Wanted, AuditPopulation Of) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Audit.Value];
}

/// <summary>A sample was drawn. From what stands here anybody can draw it again.</summary>
/// <param name="Head">The size of the published head whose root is the seed; null where somebody typed the seed.</param>
/// <param name="Items">In the order of the draw.</param>
public sealed record AuditSampleDrawn(AuditId Audit, int Sample, SampleKind Kind, int Wanted, string Seed, long? Head, AuditPopulation Of, ImmutableArray<SampledItem> Items) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Audit.Value];
}

/// <summary>An auditor wrote down what they did about an item and what they came to. Earlier versions stay.</summary>
public sealed record AuditPaperSaved(AuditId Audit, int Sample, string Item, ImmutableArray<PaperCheck> Checked, Conclusion Conclusion, string Text) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Audit.Value];
}

/// <summary>An auditor tells the programme what is to be mended.</summary>
/// <param name="Finding">From 1, in each audit.</param>
/// <param name="Items">The items of samples that it rests on; none where it is about the programme as a whole.</param>
/// <param name="Due">By when an answer is asked for.</param>
public sealed record AuditFindingRaised(AuditId Audit, int Finding, Weight Weight, string Text, ImmutableArray<string> Items, DateOnly Due) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Audit.Value];
}

/// <summary>The programme answered a finding.</summary>
public sealed record AuditFindingAnswered(AuditId Audit, int Finding, string Text) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Audit.Value];
}

/// <summary>An auditor is satisfied with what was done about a finding.</summary>
public sealed record AuditFindingClosed(AuditId Audit, int Finding, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Audit.Value];
}

/// <summary>The auditors gave their working papers to the programme: nothing is drawn or written any more, findings go on.</summary>
public sealed record AuditShared(AuditId Audit) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Audit.Value];
}

/// <summary>An auditor was shown something for the first time in an audit: a page, a file, an answer to a program.</summary>
/// <param name="What">Its address, without the query.</param>
public sealed record AuditItemOpened(AuditId Audit, ActorId Reader, string What) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Audit.Value, Reader.Value];
}
