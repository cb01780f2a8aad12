using Adit.Web;

namespace Adit.Programme;

/// <summary>Where must I look today? A map and a table of the same sites, most urgent first.</summary>
/// <param name="At">Now, in the programme's zone.</param>
/// <param name="Place">The zone's place in words, such as "Lubumbashi".</param>
/// <param name="Reference">Set where reference sites are part of the list: their credit.</param>
public sealed record ProgrammeView(
    DateTimeOffset At, string Place, IReadOnlyList<FigureView> Figures, MapView Map,
    TableView Table, IReadOnlyList<FilterView> Filters, IReadOnlyList<SiteLineView> Sites, CreditView? Reference = null);

/// <summary>One site of the programme.</summary>
/// <param name="Aside">Minerals or place, in a word or two.</param>
/// <param name="Urgent">The most urgent finding in words; null where nothing is open.</param>
/// <param name="Known">How that finding is known.</param>
/// <param name="UrgentNote">Said instead of how it is known, such as "last channel test 4 Nov".</param>
/// <param name="Incidents">Incidents of the last 90 days; null where the reader sees only a band.</param>
public sealed record SiteLineView(
    string Id, string Name, string Aside, StageShown Stage, Standing Standing, AttentionView Attention,
    string? Urgent, string? UrgentHref, HowKnown? Known, DeadlineView? Deadline, string? UrgentNote,
    CoverageView Coverage, int? Incidents, string? IncidentsBand = null);
