using Adit.Web;

namespace Adit.People;

/// <summary>Who may send, and with which key?</summary>
/// <param name="New">A key just made: shown this once, never again.</param>
/// <param name="Search">The words searched for; empty where none.</param>
/// <param name="Sites">Sites to choose from; empty where there are too many to list, and their names or codes are typed.</param>
/// <param name="Accounts">People who sign in; empty where the reader may not see them.</param>
/// <param name="Rules">What the programme asks of all agents; null where the reader may not change it.</param>
public sealed record AgentsView(
    TableView Table, string Search, IReadOnlyList<AgentLineView> Agents, PagerView Pager, NewKeyView? New, NewOfferView? Offer, IReadOnlyList<OptionView> Sites, IReadOnlyList<OptionView> Forms,
    bool MayChange, IReadOnlyList<AccountLineView> Accounts, PhotosSet Photos, AgentRulesSet? Rules, IReadOnlyList<string>? Refusals = null)
{
    /// <summary>Whether there are so many that one looks for some.</summary>
    public bool Searchable => Search.Length > 0 || Pager.NewerHref is not null || Pager.OlderHref is not null;
}

/// <summary>One agent, by code; the name only where the reader may see it.</summary>
/// <param name="Where">The first of the sites, and how many more.</param>
/// <param name="LastRecord">The last day that something was sent of.</param>
/// <param name="Doubts">How many of their visits somebody should ask about, in words; null where none, or the reader may not review.</param>
/// <param name="Functions">What the agent is besides being one.</param>
/// <param name="Wrong">Silent for days, no site, no key, a training that is missing, a declaration that is due, a stay that is long: in words.</param>
public sealed record AgentLineView(
    string Id, string Code, string? Name, IReadOnlyList<string> Wrong, string Where, IReadOnlyList<OptionView> Sites, IReadOnlyList<OptionView> Forms,
    DateTimeOffset? LastRecord, IReadOnlyList<KeyLineView> Keys, IReadOnlyList<DeviceLineView> Devices, int DaysAWeek, string? Doubts, IReadOnlyList<OptionView> Functions);

/// <summary>A phone of an agent, and how it was when it was last heard of.</summary>
/// <param name="Said">What is to be known of it: records that lie on it, a clock that is off.</param>
public sealed record DeviceLineView(string Id, string Hint, string App, DateTimeOffset? Heard, IReadOnlyList<string> Said);

/// <summary>One key or password; its value is never kept, so it has a sign of its own to be told by.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Heard">The phones that came with it, the latest first.</param>
public sealed record KeyLineView(string Id, string Hint, string Kind, bool Revoked, string? Until, IReadOnlyList<HeardView> Heard);

/// <summary>A phone with another app, as it calls itself (null where it does not), and when it was last heard of.</summary>
public sealed record HeardView(string? Device, DateTimeOffset At);

/// <summary>A code that was just made, and what it is scanned or typed as.</summary>
public sealed record NewOfferView(string Agent, DateTimeOffset Expires, string AppUrl, QrView AppQr, string OpenRosaUrl, QrView CollectQr);

/// <summary>A key's value, the address for the phone, and the QR code that ODK Collect reads, as SVG path data of a square grid.</summary>
/// <param name="PlainUrl">The address for clients that ask for a name and password.</param>
public sealed record NewKeyView(string Agent, string UserName, string Password, string OpenRosaUrl, QrView? Qr = null, string? PlainUrl = null);

/// <summary>A QR code: modules on a side, and the path of the dark ones, one unit each.</summary>
public sealed record QrView(int Side, string Path);

/// <summary>A person who signs in.</summary>
public sealed record AccountLineView(string Id, string Name, string Role, bool Closed);

/// <summary>The sign-in form: what was typed as name, where to go afterwards, and whether the last try failed.</summary>
public sealed record SignInView(
    string? Name, string? ReturnTo, bool Failed, TimeSpan? WaitFor = null, IReadOnlyList<DemoAccountView>? Demo = null);

/// <summary>An account of a demonstration programme, offered on its sign-in page.</summary>
public sealed record DemoAccountView(string Name, string Role);
