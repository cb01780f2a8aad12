using Adit.Web;

namespace Adit.People;

/// <summary>Which programs have a key, and what does each open?</summary>
/// <param name="Made">A key that was just made, shown once.</param>
public sealed record KeysView(IReadOnlyList<KeyView> Keys, KeyFormView Form, MadeKeyView? Made = null, IReadOnlyList<string>? Refusals = null);

/// <summary>A key for a program.</summary>
/// <param name="Whose">The organisation, or the user of the programme.</param>
/// <param name="Href">The page of the organisation; null for a user.</param>
/// <param name="State"><c>opens</c>, <c>over</c> or <c>revoked</c>.</param>
/// <param name="Used">The last day on which it was used; null where it never was.</param>
public sealed record KeyView(string Id, string Name, string Whose, string? Href, IReadOnlyList<string> Scopes, string State, DateOnly Until, DateOnly? Used, DateTimeOffset At, string By);

/// <summary>What a key is made with.</summary>
/// <param name="Organisation">The code of the organisation; null where it is for a user.</param>
/// <param name="Users">Users of the programme; none where it is for an organisation.</param>
public sealed record KeyFormView(string? Organisation, IReadOnlyList<OptionView> Users, IReadOnlyList<OptionView> Scopes, DateOnly First, DateOnly Last);

/// <summary>A key that was just made.</summary>
public sealed record MadeKeyView(string Name, string Value);
