using Adit.Web;

namespace Adit.Programme;

/// <summary>Where must I look today? A map and a table of the same sites, most urgent first.</summary>
/// <param name="At">Now, in the programme's zone.</param>
/// <param name="Place">The zone's place in words, such as "Lubumbashi".</param>
/// <param name="References">How many reference sites the reader may see elsewhere.</param>
/// <param name="Pager">Null where all sites are on one page.</param>
/// <param name="MayAdd">Whether the reader may add a site, which an empty page then offers.</param>
public sealed record ProgrammeView(
    DateTimeOffset At, string Place, IReadOnlyList<FigureView> Figures, MapView Map,
    TableView Table, IReadOnlyList<FilterView> Filters, IReadOnlyList<SiteLineView> Sites, PagerView? Pager = null, bool MayAdd = false, int References = 0);

/// <summary>One site of the programme.</summary>
/// <param name="Aside">Minerals or place, in a word or two.</param>
/// <param name="Urgent">The most urgent finding in words; null where nothing is open.</param>
/// <param name="Known">How that finding is known.</param>
/// <param name="Deadline">The clock of the gravest finding that started one; null where none runs.</param>
/// <param name="UrgentNote">Said instead of how it is known, such as "12 risks hard to see".</param>
/// <param name="Records">Records of the last 90 days; null where the reader sees only a band.</param>
/// <param name="DueFor">The finding of that clock, where it is another than the most urgent one.</param>
public sealed record SiteLineView(
    string Id, string Name, string Aside, StageShown Stage, Standing Standing, AttentionView Attention,
    string? Urgent, string? UrgentHref, HowKnown? Known, DeadlineView? Deadline, string? UrgentNote,
    CoverageView Coverage, int? Records, string? RecordsBand = null, LinkView? DueFor = null);
