using Adit.Web;

namespace Adit.Safety;

/// <summary>Is everybody well? Who is called, who was heard of today, and where nobody goes.</summary>
/// <param name="Ringing">Alerts about which people are still called.</param>
/// <param name="Earlier">Those before, the newest first.</param>
/// <param name="Today">Agents who are at a site today by a roster, or who said something of themselves.</param>
/// <param name="Unwatched">How many agents have sites and are on no roster this week: nobody waits for them.</param>
/// <param name="Closed">Sites that are closed for safety, now or soon.</param>
/// <param name="Mail">The server that mails go by; null where none was set up.</param>
/// <param name="Sms">The gateway that SMS go by; null where none was set up.</param>
public sealed record SafetyView(
    IReadOnlyList<AlertView> Ringing, IReadOnlyList<AlertView> Earlier, IReadOnlyList<WellView> Today, int Unwatched, IReadOnlyList<ClosedSiteView> Closed, IReadOnlyList<OptionView> Sites,
    SafetySet Set, string? Mail, string? Sms, DateOnly Now, bool MayChange, IReadOnlyList<string>? Refusals = null);

/// <summary>An alert, and whom it reached.</summary>
/// <param name="State">rings, taken or settled.</param>
/// <param name="Place">Where the phone was, as latitude and longitude; null where it did not know or it is not told.</param>
public sealed record AlertView(
    string Id, string Kind, string Agent, string? Site, DateOnly Day, DateTimeOffset Raised, string State, DateTimeOffset? Ended, string? By, string Note, string? Place, IReadOnlyList<CallView> Calls);

/// <summary>A call that was made or tried.</summary>
/// <param name="Failed">Why it did not go out, as a code; null where it did.</param>
public sealed record CallView(string To, string Way, string? Failed, DateTimeOffset At);

/// <summary>An agent today.</summary>
/// <param name="State">well, help, sent (a record of the day came), waits, missed, or unasked (nobody waits for a word).</param>
/// <param name="At">When they said so, or until when they are waited for.</param>
public sealed record WellView(string Agent, IReadOnlyList<string> Sites, string State, DateTimeOffset? At, string? Place);

/// <summary>A site that is closed for safety.</summary>
public sealed record ClosedSiteView(string Code, string Name, DateOnly From, DateOnly? Until, string Why);
