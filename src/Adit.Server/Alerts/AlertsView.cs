using Adit.Web;

namespace Adit.Alerts;

/// <summary>Who hears of what, and did it reach them?</summary>
/// <param name="Figures">How many messages fail, wait, and arrived.</param>
/// <param name="Unreached">Whom nothing reaches by a way, the longest first.</param>
/// <param name="Untaken">Incidents of S1 and S2 that nobody has.</param>
/// <param name="MoreHref">The next page; null where this is the last.</param>
/// <param name="Contact">Whom alerts say to ask; empty for the programme's office.</param>
/// <param name="Mail">The server that mails go by; null where none was set up.</param>
/// <param name="Sms">The gateway that SMS go by; null where none was set up.</param>
/// <param name="Users">Who of the office a listener can be.</param>
/// <param name="Shown">A secret that was just made, shown once.</param>
public sealed record AlertsView(
    TableView Table, IReadOnlyList<FilterView> Filters, IReadOnlyList<FigureView> Figures, IReadOnlyList<UnreachedView> Unreached, IReadOnlyList<Incidents.IncidentLineView> Untaken, IReadOnlyList<DeliveryView> Deliveries,
    string? MoreHref, IReadOnlyList<ListenerView> Listeners, string Contact, string? Mail, string? Sms, bool MayChange, IReadOnlyList<OptionView> Users, string Zone, SecretView? Shown = null, IReadOnlyList<string>? Refusals = null);

/// <summary>A listener whom nothing reaches by a way.</summary>
public sealed record UnreachedView(string Id, string Name, string Way, DateTimeOffset Since, string Failed);

/// <summary>A message to a listener by one way.</summary>
/// <param name="What">Such as "S1 at N1: 2026-482113 was opened".</param>
/// <param name="State">waits, fails, told, given-up or dropped.</param>
/// <param name="At">When it was told, given up or dropped, or is tried next.</param>
/// <param name="Failed">Why the last try failed, as a code; null where none did.</param>
public sealed record DeliveryView(
    string Id, string What, string Cause, string? Number, string? Site, string? Level, string Listener, string Way, string State, DateTimeOffset Put, DateTimeOffset At, int Tries, string? Failed, IReadOnlyList<AttemptView> Attempts, bool MayAgain);

/// <summary>A try; failed is null where it was taken.</summary>
public sealed record AttemptView(DateTimeOffset At, string? Failed);

/// <summary>Somebody who hears.</summary>
/// <param name="Hears">Whether they hear now: who was a user and is disabled does not.</param>
/// <param name="User">The user of the office that they are; null outside.</param>
/// <param name="Sites">Codes; none for all.</param>
/// <param name="Quiet">Such as 22:00–06:00; null for none.</param>
/// <param name="Ways">By which way, where to, and when something last arrived.</param>
/// <param name="Checked">Whether a speaker vouches for the wording in their language.</param>
public sealed record ListenerView(
    string Id, string Name, bool Hears, string Language, string LanguageName, bool Checked, string Zone, string Email, string Phone, string Webhook, string? UserId, string? User, IReadOnlyList<string> Sites, string From, string QuietFrom, string QuietUntil,
    bool Digest, bool Escalate, IReadOnlyList<ListenerWayView> Ways)
{
    /// <summary>Nobody yet.</summary>
    public static ListenerView New(string language, string zone) => new("", "", true, language, "", true, zone, "", "", "", null, null, [], "S2", "", "", true, false, []);
}

/// <summary>A way to a listener.</summary>
/// <param name="Last">When something last arrived by it; null where nothing did of late.</param>
public sealed record ListenerWayView(string Way, string To, DateTimeOffset? Last);

/// <summary>A secret of a listener's webhook.</summary>
public sealed record SecretView(string Listener, string Secret);
