using Adit.Web;

namespace Adit.Counterparties;

/// <summary>Of which organisations is known what, and what must be looked up or reviewed?</summary>
public sealed record CounterpartiesView(IReadOnlyList<CounterpartyRowView> Rows);

/// <summary>An organisation in the list.</summary>
/// <param name="Waits">When the review of a hit is due, the first; null where none waits.</param>
/// <param name="Holds">Keys of what was looked up within a year.</param>
/// <param name="Due">Keys of what nobody ever looked up, or not within a year.</param>
public sealed record CounterpartyRowView(string Href, string Name, string Kind, string Country, bool Identified, DeadlineView? Waits, IReadOnlyList<string> Holds, IReadOnlyList<string> Due);

/// <summary>What do we know of this organisation, from where, and what do lists say of it?</summary>
/// <param name="Checks">The newest look into each list.</param>
/// <param name="Never">Keys of what nobody ever looked up.</param>
/// <param name="Works">Whether it can be said where it works.</param>
/// <param name="Offered">All sites to choose from; empty where they are too many to list.</param>
/// <param name="Erasable">Whether anybody is or was declared to own it, and this reader may erase them.</param>
public sealed record CounterpartyView(
    string Path, string Name, string Kind, string Country, IdentifiedAskedView? Identified, IReadOnlyList<FactView> Facts, IReadOnlyList<ListCheckView> Waiting, IReadOnlyList<ListCheckView> Checks, IReadOnlyList<string> Never, IReadOnlyList<OwnerView> Owners, string? OwnersSource,
    IReadOnlyList<PermitView> Permits, bool Works, IReadOnlyList<OptionView> Sites, IReadOnlyList<OptionView> Offered, bool Erasable, DateOnly Today, string? OrganisationHref, IReadOnlyList<Partners.OrganisationEventView> History, IReadOnlyList<string>? Refusals = null);

/// <summary>What it is by law, as its form begins.</summary>
public sealed record IdentifiedAskedView(string LegalName, string LegalForm, string Register, string Number, string Country, string Address, DateOnly Day, string Source);

/// <summary>A look into a list.</summary>
/// <param name="Who">Who looked; empty where the reader is not told.</param>
/// <param name="Review">Key of what its review came to; null where there is none.</param>
public sealed record ListCheckView(string Id, string Kind, string List, string Version, DateOnly Day, string Result, bool Stale, string Note, string Who, DeadlineView? Due, string? Review, string? Why);

/// <summary>Somebody who is declared to own a part.</summary>
public sealed record OwnerView(string Name, string Country, decimal? Percent);

/// <summary>A licence or permit.</summary>
/// <param name="Over">Whether its last day is past.</param>
public sealed record PermitView(string What, string Number, string Issuer, DateOnly? From, DateOnly? Until, bool Over, string Source);

/// <summary>An operator or cooperative of a site, as buyers and the programme see it: that it was looked up, where, when, and what came out. No person's name.</summary>
/// <param name="Href">Where the programme reads more; null for readers who may not.</param>
public sealed record SitePartyView(string Name, string Kind, IReadOnlyList<ListCheckView> Checks, IReadOnlyList<string> Never, string? Href);
