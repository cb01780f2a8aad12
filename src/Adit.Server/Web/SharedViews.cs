using Adit.Sites;

namespace Adit.Web;

/// <summary>A site's stage in the programme: the programme's own act.</summary>
public enum StageShown
{
    Candidate,
    Evaluation,
    Baseline,
    Monitored,
    Paused,
    Exited,
}

/// <summary>What a site needs now, from nothing to the most urgent. The zero is the honest default.</summary>
public enum AttentionShown
{
    NotObserved,
    NothingOpen,
    OpenFindings,
    PlanAdopted,
    ActionsRunning,
    BeingVerified,
    OverdueActions,
    FatalUnderReview,
    AnnexPlan,
    Determined,
    UrgentPending,
    Reference,
}

/// <summary>Attention with the day of 180 where an Annex II plan runs.</summary>
public readonly record struct AttentionView(AttentionShown Kind, int? Day = null)
{
    /// <summary>The words of it.</summary>
    public string Say(Words words) => Kind == AttentionShown.AnnexPlan
        ? words.Say("attention.AnnexPlan", ("day", Day ?? 0)) : words["attention." + Kind];
}

/// <summary>A figure with its door: what the reader may open behind it.</summary>
/// <param name="Value">Already written in the reader's language.</param>
/// <param name="Aside">A second, smaller value, such as "+ 14".</param>
/// <param name="Alarm">Drawn in the colour of severity 1.</param>
public sealed record FigureView(string Value, string Label, string? Href = null, string? Aside = null, bool Alarm = false);

/// <summary>How one day was covered.</summary>
public enum DayLook
{
    NotObserved,
    Observed,
    NotPlanned,
}

/// <summary>Day cells from a first day on, and agent-days done of planned.</summary>
public sealed record CoverageView(DateOnly From, IReadOnlyList<DayLook> Days, int Done, int Planned)
{
    /// <summary>Done of planned, at most 1: a day too many makes up for none that is missing elsewhere.</summary>
    public decimal? Share => Planned == 0 ? null : Math.Min(1, (decimal)Done / Planned);
}

/// <summary>A deadline; null regime where it is a plan's own.</summary>
/// <param name="Label">What is due, in words; null where the place says so already.</param>
public sealed record DeadlineView(DateTimeOffset Due, string? Label = null);

/// <summary>A reference into a standard. Mark: r (read), p (partly), g (not yet checked against the text).</summary>
/// <param name="Name">The standard's full name.</param>
public sealed record ClauseView(string Standard, string Ref, char Mark, string? Href = null, string? Name = null);

/// <summary>What a reader sees of records they may not open: how many, as a band, never fewer than five told apart.</summary>
/// <param name="Band">Such as "5–9" or "fewer than 5", already in words; null where not even that may be told.</param>
/// <param name="Protected">Held in tier T3.</param>
public sealed record CountBandView(string? Band, bool Protected = false, string? ProofHref = null);

/// <summary>Third-party data shown here, with the credit its licence asks for.</summary>
public sealed record CreditView(string Text, string? Href = null);

/// <summary>One line of what happened at a site.</summary>
/// <param name="Mark">Filled with its colour where a finding; hollow where not.</param>
public sealed record HappeningView(DateTimeOffset At, string Text, string? Href = null, string? LinkText = null, Standing? Mark = null);

/// <summary>Which day a page shows, and by what was known when; days as yyyy-MM-dd.</summary>
/// <param name="Known">Null for now.</param>
/// <param name="Sentence">Said where it is not today by what is known now; else null.</param>
public sealed record AsOfView(string At, string? Known, string? Sentence);

/// <summary>Words that lead somewhere.</summary>
public sealed record LinkView(string Text, string Href);

/// <summary>A label and its value, as a line of a definition list.</summary>
public sealed record FactView(string Label, string Value, string? Href = null, string? Title = null);

/// <summary>A bar or line chart with its table twin. Points without a value are gaps, never filled in.</summary>
public sealed record ChartView(
    string Title, string? Unit, ChartKind Kind, IReadOnlyList<PointView> Points,
    decimal? Threshold = null, string? ThresholdLabel = null, string? Note = null);

public enum ChartKind
{
    Bars,
    Line,
}

/// <summary>One month or day of a chart; a null value is "not observed".</summary>
/// <param name="Covered">On which share of its days somebody was there, drawn behind the value; null where that does not matter.</param>
public sealed record PointView(string Label, string LongLabel, decimal? Value, string? Href = null, decimal? Covered = null);

/// <summary>Counts of several kinds, month by month, in one bar each with its table.</summary>
/// <param name="Kinds">At most four, the gravest first: each has a pattern of its own.</param>
public sealed record StackView(string Title, IReadOnlyList<string> Kinds, IReadOnlyList<StackPoint> Points);

/// <summary>One month of such a chart.</summary>
/// <param name="Values">One for each kind; null where it is not known, or not told.</param>
/// <param name="IsKnown">False where nothing is known of the month.</param>
public sealed record StackPoint(string Label, string LongLabel, IReadOnlyList<long?> Values, bool IsKnown = true);

/// <summary>A small map for documents.</summary>
/// <param name="Says">What it shows, in words, for whoever does not see it.</param>
/// <param name="Note">What its marks mean, and how coarse they are.</param>
public sealed record OutlineView(string Says, string Note, IReadOnlyList<OutlineMark> Marks);

/// <summary>A mark on such a map: a hatched square, or a circle with a number.</summary>
/// <param name="At">Round: never where something is exactly.</param>
/// <param name="Count">Null for a square.</param>
public sealed record OutlineMark(string Name, GeoPoint At, string? Count = null);

/// <summary>A map of sites. Exact positions only for those entitled; else the note says so.</summary>
public sealed record MapView(IReadOnlyList<MarkerView> Markers, bool Exact, string? Note = null);

/// <summary>One site on the map, in WGS 84 degrees.</summary>
public sealed record MarkerView(string Name, string? Href, decimal Latitude, decimal Longitude, Standing Standing);

/// <summary>One filter of a list: a name in the query string and what may be chosen; an empty value is "all".</summary>
/// <param name="Whole">Whether the whole list may be chosen too.</param>
public sealed record FilterView(string Name, string Label, string? Chosen, IReadOnlyList<OptionView> Options, bool Whole = true);

public sealed record OptionView(string Value, string Label);

/// <summary>Keyset paging: addresses of the newer and older page, null at the ends, and how many there are if known.</summary>
/// <param name="ByTime">Whether the list goes from new to old; else its pages are the one before and the one after.</param>
public sealed record PagerView(string? NewerHref, string? OlderHref, string? Count = null, bool ByTime = true);

/// <summary>The state of a list in its address: path, every parameter, and which column it is sorted by.</summary>
public sealed record TableView(string Path, IReadOnlyDictionary<string, string> Query, string Sort, bool Descending = false)
{
    /// <summary>The address that sorts by a column, turning round where it already does. Paging starts anew.</summary>
    public string SortedBy(string column) => Address(column, column == Sort && !Descending);

    /// <summary>The address of the page that begins after so many lines.</summary>
    public string From(int after) => Address([.. Query.Where(q => q.Key != "after"), .. after == 0 ? [] : (KeyValuePair<string, string>[])[new("after", after.ToString(System.Globalization.CultureInfo.InvariantCulture))]]);

    /// <summary>The query that asks for this page of the list again.</summary>
    public string Again => Address(Query)[Path.Length..];

    private string Address(string column, bool descending) =>
        Address([.. Query.Where(q => q.Key is not ("sort" or "after" or "before")), new("sort", descending ? "-" + column : column)]);

    private string Address(IEnumerable<KeyValuePair<string, string>> query)
    {
        var all = query.Where(q => q.Value.Length > 0);
        return Path + "?" + string.Join('&', all.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"));
    }
}
