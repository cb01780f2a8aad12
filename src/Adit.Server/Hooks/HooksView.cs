using Adit.Alerts;
using Adit.Web;

namespace Adit.Hooks;

/// <summary>Which programs are told what happens, and does it reach them?</summary>
/// <param name="Organisations">Whose agreement a webhook may be of.</param>
/// <param name="Shown">A secret that was just made, shown once.</param>
public sealed record HooksView(IReadOnlyList<HookLineView> Hooks, IReadOnlyList<OptionView> Organisations, SecretView? Shown = null, IReadOnlyList<string>? Refusals = null);

/// <summary>A webhook and how far it is.</summary>
/// <param name="Whose">The organisation; null for the programme's own.</param>
/// <param name="Waiting">How many events wait.</param>
/// <param name="Failing">Since when the next one is tried in vain; null where it is not.</param>
public sealed record HookLineView(string Id, string Href, string Name, string? Whose, string Url, long Last, long Told, long Waiting, DateTimeOffset? Failing, string? Failed, DateTimeOffset? Again);

/// <summary>What was sent to this program, and did it take it?</summary>
/// <param name="MoreHref">Address of the next page of the log; null where this is the last.</param>
public sealed record HookView(HookLineView Hook, IReadOnlyList<HookTryView> Tries, string? MoreHref, SecretView? Shown = null, IReadOnlyList<string>? Refusals = null);

/// <summary>A try.</summary>
public sealed record HookTryView(long Number, string Type, DateTimeOffset At, string? Failed);
