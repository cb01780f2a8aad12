using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Risk;

namespace Adit.Alerts;

/// <summary>Who hears of incidents, how, and of which; replaces what was set of this listener before.</summary>
/// <param name="Language">In which they are written to: en, fr, sw or zh.</param>
/// <param name="Zone">The IANA zone of their clock, for quiet hours and digests.</param>
/// <param name="Email">Empty where they are not written to.</param>
/// <param name="Phone">In international form; empty where they get no SMS.</param>
/// <param name="Webhook">The address that a program of theirs is called at; empty for none. What calls are signed with is derived from a key outside the ledger.</param>
/// <param name="Key">Which of the secrets of this listener signs, from 0: a higher one replaces a secret that is not secret any more.</param>
/// <param name="User">The user of the office that they are; null for somebody outside. Who is nobody of the office hears of nothing that rests on protected records.</param>
/// <param name="Sites">Those that they hear of; empty for all.</param>
/// <param name="From">The mildest level that they hear of.</param>
/// <param name="QuietFrom">From when on, by their clock, only S1 is told; null where they have no quiet hours.</param>
/// <param name="QuietUntil">The first minute after.</param>
/// <param name="Digest">Whether the rest is told by week and by month.</param>
/// <param name="Escalate">Whether they are told of what nobody takes on.</param>
public sealed record ListenerSet(
    Guid Listener, string Name, string Language, string Zone, string Email, string Phone, string Webhook, int Key, ActorId? User, ImmutableArray<SiteId> Sites,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity From, TimeOnly? QuietFrom, TimeOnly? QuietUntil, bool Digest, bool Escalate) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Listener];
}

/// <summary>Somebody hears of nothing any more.</summary>
public sealed record ListenerRemoved(Guid Listener) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Listener];
}

/// <summary>What all alerts say; replaces what was set before.</summary>
/// <param name="Contact">Whom to ask: an office or a role with its number, never an agent. Empty for the programme's office.</param>
public sealed record AlertsSet(string Contact) : Fact;

/// <summary>Why a listener is told something.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeCause>))]
public enum NoticeCause
{
    /// <summary>An incident was opened.</summary>
    Opened,

    /// <summary>An incident became graver.</summary>
    Graver,

    /// <summary>A deadline of an incident passed, and what was due was not done.</summary>
    Missed,

    /// <summary>Nobody took an incident on in time.</summary>
    Escalated,

    /// <summary>The digest of a week.</summary>
    Weekly,

    /// <summary>The digest of a month, of what is S4.</summary>
    Monthly,

    /// <summary>Somebody of the office tried whether it arrives.</summary>
    Test,

    /// <summary>Two people determined what an incident comes to.</summary>
    Determined,

    /// <summary>Somebody was given an incident.</summary>
    Assigned,

    /// <summary>What was only told was borne out.</summary>
    BorneOut,

    /// <summary>An incident is over.</summary>
    Over,

    /// <summary>The programme answered an offer to take an action on.</summary>
    Answered,

    /// <summary>One of the two proposed a determination: the other is asked.</summary>
    Proposed,

    /// <summary>An auditor raised a finding.</summary>
    FindingRaised,

    /// <summary>The programme answered a finding.</summary>
    FindingAnswered,

    /// <summary>A report was published.</summary>
    ReportPublished,

    /// <summary>A report was corrected.</summary>
    ReportCorrected,

    /// <summary>A report was withdrawn.</summary>
    ReportWithdrawn,

    /// <summary>The day comes near by which an organisation wanted to look again at a site.</summary>
    LookAgain,

    /// <summary>That day has passed.</summary>
    LookAgainLate,
}

/// <summary>A listener was told something, or in the end could not be. Each attempt on the way there is kept beside the ledger.</summary>
/// <param name="Way"><c>mail</c>, <c>sms</c> or <c>webhook</c>.</param>
/// <param name="Failed">A code of why it was given up; null where whoever carries it further took it.</param>
public sealed record NoticeTold(Guid Notice, Guid Listener, NoticeCause Cause, IncidentId? Incident, string Way, string? Failed) : Fact
{
    /// <inheritdoc/>
    public override ImmutableArray<Guid> Subjects => [Notice, Listener, .. Incident is { } incident ? [incident.Value] : (Guid[])[]];
}
