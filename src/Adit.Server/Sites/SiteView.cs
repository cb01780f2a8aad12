using Adit.Web;

namespace Adit.Sites;

/// <summary>How is this site, and why do we say so?</summary>
/// <param name="Lede">Minerals, place, cooperative, pits, people: short pieces, joined by dots.</param>
/// <param name="Stage">Null for a reference site, which has none.</param>
/// <param name="AsOf">The day and the state of knowledge that the page shows.</param>
/// <param name="Urgent">The one finding to look at first; null where nothing is open.</param>
/// <param name="AlsoOpen">All other open findings, worst first.</param>
/// <param name="Figures">Coverage of indicators and of agent-days, and others.</param>
/// <param name="Coverage">Null for a reference site: nobody is planned there.</param>
/// <param name="Closed">When nobody was to go there, because it would have been dangerous: sentences about the days of the coverage.</param>
/// <param name="Map">The site, as exact as the reader may see; null where not at all.</param>
/// <param name="Outside">What stays closed to this reader, as a count band.</param>
/// <param name="RecordsHref">All records of the site; null below the reader's tier.</param>
/// <param name="Reference">The credit of a reference site; null for monitored ones.</param>
/// <param name="StageHref">The page of its stage, where it has one and the reader may open it.</param>
/// <param name="Paused">Why it is not watched for now, where it is not.</param>
/// <param name="Incidents">Those that are open, what is due first in front; null where the reader sees none, or the page is about another day.</param>
/// <param name="Named">Incidents of other sites of which a determination names this one.</param>
/// <param name="NotBegun">Where mitigation was not begun; null where the reader sees no incidents.</param>
/// <param name="Flags">Red flags that the programme records, and who works there; null where the reader is not told, or the page is about another day.</param>
/// <param name="Released">Photos and texts that were released to readers, those of the last day first; none where the reader gets no reports.</param>
/// <param name="Plan">The newest plan of the site; null where the reader sees none, or there is none.</param>
public sealed record SiteView(
    string Id, string Name, IReadOnlyList<string> Lede, StageShown? Stage, Standing Standing, AttentionView Attention,
    AsOfView AsOf, FindingView? Urgent, IReadOnlyList<FindingView> AlsoOpen, RiskGridView Grid, IReadOnlyList<FigureView> Figures,
    IReadOnlyList<HappeningView> Happened, IReadOnlyList<ChartView> Charts, CoverageView? Coverage, IReadOnlyList<string> Closed,
    IReadOnlyList<FactView> Facts, MapView? Map, IReadOnlyList<CountBandView> Outside, string? RecordsHref, CreditView? Reference = null,
    IReadOnlyList<Incidents.IncidentLineView>? Incidents = null, string? StageHref = null, string? Paused = null, LinkView? Plan = null, IReadOnlyList<LinkView>? Named = null, IReadOnlyList<Incidents.NotBegunView>? NotBegun = null,
    RedFlags.SiteFlagsView? Flags = null, IReadOnlyList<Releases.ReleasedView>? Released = null, string? PricesHref = null, string? OutputHref = null);

/// <summary>An open finding: what, how it is known, since when, and its clock.</summary>
/// <param name="Since">Null for a protected matter, whose days could point at a person.</param>
/// <param name="Regime">Key of the regime of its clock: regime.cap, regime.none …</param>
public sealed record FindingView(
    string Id, string Name, Standing Standing, HowKnown Known, DateOnly? Since, string Regime, DeadlineView? Deadline, string Href);

/// <summary>Risk groups by month, and the indicators in each.</summary>
/// <param name="Months">Oldest first.</param>
/// <param name="Visits">Whether the columns are visits by others, not months.</param>
public sealed record RiskGridView(IReadOnlyList<MonthView> Months, bool Visits, IReadOnlyList<RiskGroupView> Groups);

/// <summary>A column of the grid, in short and in full.</summary>
/// <param name="Observed">Days with an agent on site.</param>
/// <param name="Share">Of the days of the month; null where nobody was planned.</param>
public sealed record MonthView(string Head, string Name, int Observed, decimal? Share, string? Href);

/// <summary>A row of the grid. Cells are as many as there are months.</summary>
/// <param name="Clause">Short reference such as "A2 §1".</param>
/// <param name="Standing">How the group stands on the day that the page speaks of.</param>
/// <param name="LookedAt">Indicators looked at, of those that apply.</param>
public sealed record RiskGroupView(
    string Code, string Name, string? Clause, IReadOnlyList<RiskCellView> Cells, Standing Standing, int LookedAt, int Applicable,
    IReadOnlyList<IndicatorLineView> Indicators);

/// <summary>A cell; the address is that of its worst indicator as of that month, else of its group then; null where it does not apply.</summary>
public sealed record RiskCellView(Standing Standing, string? Href, int LookedAt, int Applicable);

/// <summary>One indicator at a site on the day that the page speaks of.</summary>
/// <param name="Since">Since when open, or when last looked at.</param>
public sealed record IndicatorLineView(
    string Id, string Name, Standing Standing, HowKnown? Known, DateOnly? Since, string? Note = null);

/// <summary>All sites, those with something wrong first.</summary>
/// <param name="Reference">Set on the list of reference sites: their credit.</param>
/// <param name="ToCome">How many sites have not joined yet; null for readers who are not shown them.</param>
public sealed record SitesView(
    TableView Table, IReadOnlyList<FilterView> Filters, string? Search, IReadOnlyList<SiteRegisterLineView> Sites,
    PagerView Pager, CreditView? Reference, bool MayAdd, int? ToCome = null);

/// <summary>One site in the register.</summary>
/// <param name="Stage">Null for a reference site.</param>
/// <param name="Wrong">What is wrong with its data, in words: no position, no agent, silent for days; empty where nothing.</param>
/// <param name="LastHref">Its records, where the reader may open them.</param>
public sealed record SiteRegisterLineView(
    string Id, string Name, string Place, string Minerals, StageShown? Stage, Standing Standing,
    IReadOnlyList<string> Wrong, string Agents, DateTimeOffset? LastRecord, string? LastHref = null);
