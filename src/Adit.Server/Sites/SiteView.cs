using Adit.Web;

namespace Adit.Sites;

/// <summary>How is this site, and why do we say so?</summary>
/// <param name="Lede">Minerals, place, cooperative, pits, people, since when: short pieces, joined by dots.</param>
/// <param name="AsOf">Set where the page shows an earlier day or what was known then: the sentence that says so.</param>
/// <param name="Urgent">The one finding to look at first; null where nothing is open.</param>
/// <param name="Figures">Coverage of indicators and of agent-days, and others.</param>
/// <param name="Map">The site and its pits, as exact as the reader may see; null where not at all.</param>
/// <param name="Outside">What stays closed to this reader, as a count band.</param>
/// <param name="Reference">The credit of a reference site; null for monitored ones.</param>
public sealed record SiteView(
    string Id, string Name, IReadOnlyList<string> Lede, StageShown Stage, Standing Standing, AttentionView Attention,
    string? AsOf, UrgentView? Urgent, RiskGridView Grid, IReadOnlyList<FigureView> Figures,
    IReadOnlyList<HappeningView> Happened, IReadOnlyList<ChartView> Charts, CoverageView Coverage,
    IReadOnlyList<FactView> Facts, MapView? Map, IReadOnlyList<CountBandView> Outside, CreditView? Reference = null);

/// <summary>The card beside the grid: what, how we know, what is due.</summary>
public sealed record UrgentView(
    Standing Standing, string Attention, string What, string Known, DeadlineView? Deadline, string WhyHref, string? RecordHref = null);

/// <summary>Risk groups by month, and the indicators in each.</summary>
/// <param name="Months">First days of the months, oldest first.</param>
/// <param name="ObservedDays">Days with an agent on site, per month; null where none was planned.</param>
public sealed record RiskGridView(
    IReadOnlyList<DateOnly> Months, IReadOnlyList<int?> ObservedDays, IReadOnlyList<RiskGroupView> Groups);

/// <summary>A row of the grid. Cells are as many as there are months.</summary>
/// <param name="Clause">Short reference such as "A2 §1".</param>
/// <param name="LookedAt">Indicators looked at, of those that apply.</param>
public sealed record RiskGroupView(
    string Code, string Name, string? Clause, IReadOnlyList<RiskCellView> Cells, int LookedAt, int Applicable,
    IReadOnlyList<IndicatorLineView> Indicators);

/// <summary>A cell; the address is that of its worst indicator as of that month, null where there is nothing to open.</summary>
public sealed record RiskCellView(Standing Standing, string? Href);

/// <summary>One indicator at a site today.</summary>
/// <param name="Since">Since when open, or when last looked at.</param>
public sealed record IndicatorLineView(
    string Id, string Name, Standing Standing, HowKnown? Known, DateOnly? Since, string? Note = null);

/// <summary>All sites, those with something wrong first.</summary>
/// <param name="Reference">Set on the list of reference sites: their credit.</param>
public sealed record SitesView(
    TableView Table, IReadOnlyList<FilterView> Filters, string? Search, IReadOnlyList<SiteRegisterLineView> Sites,
    PagerView Pager, CreditView? Reference, bool MayAdd);

/// <summary>One site in the register.</summary>
/// <param name="Wrong">What is wrong with its data, in words: no boundary, no zone, no agent; empty where nothing.</param>
public sealed record SiteRegisterLineView(
    string Id, string Name, string Place, string Minerals, StageShown? Stage, Standing Standing,
    IReadOnlyList<string> Wrong, string Agents, DateTimeOffset? LastRecord);
