using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Adit.Incidents;
using Adit.Risk;
using Adit.Sites;

namespace Adit.Reports;

/// <summary>A number that a report says. <c>docs/reports.md</c> defines each and says from which entries it follows.</summary>
/// <param name="Id">As <c>incidents.opened.s1</c>.</param>
/// <param name="Value">Exact; null where it is not known.</param>
public sealed record ReportFigure(string Id, decimal? Value);

/// <summary>How something stood on a day.</summary>
/// <param name="Level">Where it is open.</param>
/// <param name="Grade">Where it is open.</param>
/// <param name="InPart">Of several risks some were looked at, with nothing open, and some were not.</param>
public sealed record Stood(
    [property: JsonConverter(typeof(JsonStringEnumConverter<RatingState>))] RatingState State, [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity Level,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Grade>))] Grade Grade, bool InPart = false)
{
    /// <summary>S1 or S2 on hearsay alone: reported, being verified.</summary>
    [JsonIgnore]
    public bool Hollow => State == RatingState.Open && Grade == Grade.Reported && Level >= Severity.S2;
}

/// <summary>How often two agents agreed who recorded the same site, the second without knowing what the first saw.</summary>
public sealed record ObserversAgreed(int Compared, int Agreed);

/// <summary>A group of risks at the end of the month, and at the end of the one before.</summary>
/// <param name="Group">Its code in the catalogue.</param>
/// <param name="Looked">Indicators that were looked at.</param>
/// <param name="Applicable">Of how many that apply.</param>
public sealed record ReportedRisk(string Group, Stood Now, Stood Before, int Looked, int Applicable);

/// <summary>An indicator that applies to the site, at the end of the month.</summary>
/// <param name="Since">Where it is open: the first day on which it stood so.</param>
public sealed record ReportedIndicator(string Indicator, Stood Stands, DateOnly? Since);

/// <summary>A finding that stood open.</summary>
/// <param name="Since">The first day on which it stood so.</param>
public sealed record ReportedFinding(string Indicator, Stood Stands, DateOnly Since);

/// <summary>An incident of the month, or one that was not over at its end.</summary>
/// <param name="Day">When it happened, at the site.</param>
/// <param name="Learnt">The day the programme learnt of it, at the site.</param>
/// <param name="Determined">What two people determined; null where they did not.</param>
/// <param name="Closed">The day it was over; null where it was not by the end of the month.</param>
/// <param name="Disputed">Parties that speak against it.</param>
public sealed record ReportedIncident(
    string Number, DateOnly Day, DateOnly Learnt, [property: JsonConverter(typeof(JsonStringEnumConverter<Severity>))] Severity Level, bool Hollow, ImmutableArray<string> Indicators,
    Outcome? Determined, DateOnly? Closed, ClosingCause? Cause, ImmutableArray<Party> Disputed);

/// <summary>A corrective action that was agreed, verified or still to be done in the month.</summary>
/// <param name="Measure">Id of the measure in the library; what somebody wrote for this site stays inside.</param>
/// <param name="Owner">Who carries it out; null for the programme itself.</param>
/// <param name="Agreed">The day it was adopted.</param>
/// <param name="Verified">The day somebody checked on the ground that it was done; null where nobody did by the end of the month.</param>
/// <param name="SameAgent">Whether whoever checked had also recorded the finding.</param>
/// <param name="Overdue">Days after its last day, at the end of the month; 0 for none.</param>
/// <param name="Disputed">Parties that do not accept it.</param>
public sealed record ReportedAction(string Number, string Indicator, string Measure, Party? Owner, DateOnly Agreed, DateOnly Due, DateOnly? Verified, bool SameAgent, int Overdue, ImmutableArray<Party> Disputed);

/// <summary>What the party that a finding names said about it, or why it was not asked.</summary>
/// <param name="Text">Its words; null where none came in time, or it was not asked.</param>
/// <param name="Until">By when it was to answer, at the latest; null where it was not asked.</param>
public sealed record ReportedReply(string Indicator, Party Party, string? Text, Instant? Until);

/// <summary>A photo or a text of the month that was released to readers. What it shows or says is kept apart, so that it can be taken back.</summary>
/// <param name="Release">By which it is asked for.</param>
/// <param name="Day">The day that its record speaks of, at the site.</param>
/// <param name="Sha256">Of the released picture, in hexadecimal; null for a text.</param>
public sealed record ReportedRelease(Guid Release, DateOnly Day, string? Sha256);

/// <summary>
/// What a monthly report says of a site: everything that a subscriber may know (T1), and nothing that names a person, a place inside the site, a protected matter, or words that somebody wrote inside the programme.
/// It is kept in the ledger as it was published, so that it never changes, whatever is learnt later.
/// </summary>
/// <param name="Catalogue">Version of the catalogue that judged.</param>
/// <param name="Knows">Ledger index of the last entry that it takes into account.</param>
/// <param name="Observers">How often two agents agreed, of all sites together: comparisons and agreements; null where there were too few to say.</param>
/// <param name="Days">A letter for each day of the month: <c>o</c> somebody was there, <c>x</c> planned and nobody was, <c>-</c> not planned.</param>
/// <param name="Indicators">All that apply and are not protected, in the order of the catalogue's groups.</param>
/// <param name="Released">Photos and texts of the month that stood released; null for none.</param>
/// <param name="Place">Where the site is, to a tenth of a degree (<see cref="GeoPoint.Coarse"/>); null where nobody said so, and in reports from before they told it.</param>
public sealed record SiteMonth(
    string Code, string Name, string Country, string Province, ImmutableArray<string> Minerals, string Stage, DateOnly First, DateOnly Last, string Catalogue, long Knows,
    string Days, ImmutableArray<ReportFigure> Figures, ObserversAgreed? Observers, ImmutableArray<ReportedRisk> Risks, ImmutableArray<ReportedIndicator> Indicators,
    ImmutableArray<ReportedIncident> Incidents, ImmutableArray<ReportedAction> Actions, ImmutableArray<ReportedReply> Replies,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<ReportedRelease>? Released = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GeoPoint? Place = null)
{
    /// <summary>A figure; null where the report does not know it.</summary>
    public decimal? Figure(string id) => Figures.FirstOrDefault(f => f.Id == id)?.Value;

    /// <summary>What stood open at the end of the month, worst first; of one level what is best founded first.</summary>
    [JsonIgnore]
    public IEnumerable<ReportedFinding> Findings => Indicators.Where(i => i.Stands.State == RatingState.Open).OrderByDescending(i => i.Stands.Level).ThenByDescending(i => i.Stands.Grade).ThenBy(i => i.Indicator, StringComparer.Ordinal)
        .Select(i => new ReportedFinding(i.Indicator, i.Stands, i.Since ?? First));

    /// <summary>Indicators that nobody looked at, or that nothing records yet.</summary>
    [JsonIgnore]
    public IEnumerable<string> Unseen => In(RatingState.NotObserved, RatingState.NothingRecords);

    /// <summary>Indicators that can hardly be seen, of which silence says nothing.</summary>
    [JsonIgnore]
    public IEnumerable<string> Hidden => In(RatingState.Hidden);

    /// <summary>Findings that stand: more than hearsay.</summary>
    [JsonIgnore]
    public IEnumerable<ReportedFinding> Standing => Findings.Where(f => !f.Stands.Hollow);

    private IEnumerable<string> In(params RatingState[] states) => Indicators.Where(i => states.Contains(i.Stands.State)).Select(i => i.Indicator);
}
