using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Risk;

namespace Adit.BackChecks;

/// <summary>How many visits a second agent makes again; replaces what was set before.</summary>
/// <param name="Percent">Of all visits: 5 to 10, or 0 for none.</param>
/// <param name="Days">Within how many days, the first not counted: 1 to 14.</param>
public sealed record BackChecksSet(int Percent, int Days) : Fact
{
    /// <summary>What holds before anything is set: nothing is drawn.</summary>
    public static BackChecksSet Off { get; } = new(0, 3);
}

/// <summary>Why a record is checked by a second agent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BackCheckCause>))]
public enum BackCheckCause
{
    /// <summary>It was drawn.</summary>
    Drawn,

    /// <summary>It ended a finding of S1 or S2.</summary>
    Ended,

    /// <summary>It says that a corrective action was done, at a site where an S1 or S2 stands open.</summary>
    Verified,

    /// <summary>Somebody of the office asked for it.</summary>
    Asked,
}

/// <summary>A record is to be made again by a second agent, who is not told what the first one saw (criteria, IN-03).</summary>
/// <param name="First">The record of the first agent.</param>
/// <param name="Entry">Its version that counts here: the ledger index of what was sent first.</param>
/// <param name="Of">The first agent.</param>
/// <param name="Case">Number of the action or complaint that it follows; null for none.</param>
/// <param name="Until">The last day at the site on which the second record may be made.</param>
public sealed record BackCheckAsked(Guid Check, SubmissionId First, long Entry, ActorId Of, SiteId Site, string Form, string? Case, BackCheckCause Cause, DateOnly Until) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Check, First.Value];
}

/// <summary>An agent is to make the second record; replaces who was before.</summary>
public sealed record BackCheckGiven(Guid Check, ActorId Agent) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Check];
}

/// <summary>The second record came, and was laid beside the first.</summary>
/// <param name="Second">The record of the second agent, as it was sent first.</param>
/// <param name="Indicators">Those of which both records say something.</param>
public sealed record BackCheckCompared(Guid Check, SubmissionId Second, long Entry, ImmutableArray<Compared> Indicators) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Check, Second.Value];
}

/// <summary>What two records say of one indicator.</summary>
/// <param name="Indicator">Its id.</param>
/// <param name="First">The level that follows from the first record alone; none where it found nothing.</param>
/// <param name="Second">The same of the second.</param>
public sealed record Compared(
    string Indicator, [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity First, [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity Second);

/// <summary>A second record is not waited for any more.</summary>
public sealed record BackCheckDropped(Guid Check, string Why) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Check];
}
