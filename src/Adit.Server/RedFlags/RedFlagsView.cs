using Adit.Web;

namespace Adit.RedFlags;

/// <summary>Which red flags of OECD step 2 does the programme know of its sites, and what was not looked up for a year?</summary>
/// <param name="Rows">A page of them, those first of which something is missing or old.</param>
/// <param name="MoreHref">The next page; null where this is the last.</param>
/// <param name="Areas">Countries and their provinces in which sites lie, to choose from.</param>
public sealed record RedFlagsView(IReadOnlyList<RedFlagRowView> Rows, IReadOnlyList<AdvisoryView> Advisories, IReadOnlyList<OptionView> Areas, DateOnly Today, string? MoreHref, IReadOnlyList<string>? Refusals = null);

/// <summary>A site in the list.</summary>
/// <param name="Site">What lists say of the site itself.</param>
/// <param name="Advisories">How many advisories hold for it.</param>
public sealed record RedFlagRowView(string Code, string Name, string Href, string Place, IReadOnlyList<AreaView> Site, IReadOnlyList<AreaView> Route, int Advisories);

/// <summary>What a list says.</summary>
/// <param name="Result">Key: inside, outside, unclear.</param>
/// <param name="Route">Empty where the site itself was looked up.</param>
/// <param name="Through">Names of countries.</param>
public sealed record AreaView(string Indicator, string Result, string List, string Version, DateOnly Day, bool Stale, string Source, string Route, IReadOnlyList<string> Through);

/// <summary>An advisory.</summary>
/// <param name="Lifted">Why it was lifted; null where it was not.</param>
public sealed record AdvisoryView(string Id, string Area, string Says, string Source, DateOnly From, DateOnly? Until, bool Holds, bool Over, string? Lifted);

/// <summary>The red flags of one site, and who works there: one section of its pages.</summary>
/// <param name="Parties">Null for readers who are not told of them.</param>
/// <param name="Href">Where they are noted; null for readers who may not.</param>
public sealed record SiteFlagsView(string AreaName, string RouteName, string AdvisoryName, IReadOnlyList<AreaView> Site, IReadOnlyList<AreaView> Route, IReadOnlyList<AdvisoryView> Advisories, IReadOnlyList<Counterparties.SitePartyView>? Parties, string? Href);
