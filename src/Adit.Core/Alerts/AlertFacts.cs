using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Adit.Alerts;

/// <summary>Why somebody is called.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertKind>))]
public enum AlertKind
{
    /// <summary>An agent who was to be at a site did not say that they are well.</summary>
    MissedCheckIn,

    /// <summary>An agent called for help.</summary>
    Help,

    /// <summary>An incident of S1 was opened; the alert has its id.</summary>
    Incident,
}

/// <summary>Something is wrong, and somebody is called until somebody has taken it on.</summary>
/// <param name="Day">The day that it is about, at the site.</param>
public sealed record AlertRaised(Guid Alert, AlertKind Kind, ActorId? Agent, SiteId? Site, DateOnly Day) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Alert, .. Agent is { } agent ? [agent.Value] : (Guid[])[], .. Site is { } site ? [site.Value] : (Guid[])[]];
}

/// <summary>Somebody was called about an alert, or could not be.</summary>
/// <param name="Call">Which call of the alert it is, from 0.</param>
/// <param name="To">The name of whom.</param>
/// <param name="Way"><c>mail</c>, <c>sms</c>, or <c>none</c> where there is no way to them.</param>
/// <param name="Failed">A code of why it did not go out; null where whoever carries it further took it.</param>
public sealed record AlertTold(Guid Alert, int Call, string To, string Way, string? Failed) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Alert];
}

/// <summary>Somebody of the office has taken an alert on, and says what they do or found; nobody is called about it any more.</summary>
public sealed record AlertTaken(Guid Alert, string Note) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Alert];
}
